"""Names that are too long, too foreign or too clever: shown as they are, and that is all."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP, SMALLEST
from tests.factories.api import Api, Person
from tests.factories.clock import TestClock
from tests.factories.story import written
from tests.factories.world import make_application, make_contact, make_interview, make_organization

NAMES = {
    "one endless word": "Donaudampfschifffahrtsgesellschaftskapitän" * 5,
    "right to left": "مقهى القطة الليلية " * 10,
    "emoji": "🦙" * 180 + "👩🏽‍💻" * 2,
    "HTML": "<img src=x onerror=window.__xss=1><script>window.__xss=1</script>"
    '"><svg onload=window.__xss=1>',
    "a template": "{{constructor.constructor('window.__xss=1')()}} ${window.__xss=1} {@html '<b>'}",
}
FITS = "() => document.scrollingElement.scrollWidth <= window.innerWidth"


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": SMALLEST}


@pytest.mark.parametrize("kind", NAMES)
def test_a_name_changes_nothing_but_itself(
    page: Page, sam: Person, address: str, clock: TestClock, kind: str
):
    name = NAMES[kind][:200].strip()
    places = named(sam.api, name, clock)
    for path in places:
        page.goto(address + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(showing(page, name)).to_be_visible()
        assert page.evaluate(FITS), f"{path} is wider than the screen"
    end(sam.api, places[1], name)
    page.goto(address + places[1])
    expect(page.get_by_label("They asked", exact=True)).to_have_value(name)
    page.get_by_text("more things, none before").click()
    assert page.evaluate(FITS), "an ended interview is wider than the screen"
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill(re.split(r"\W", name.strip("<{"))[0][:20])
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    page.set_viewport_size(DESKTOP)
    page.goto(f"{address}/pipeline")
    expect(showing(page, name)).to_be_visible()
    assert page.evaluate(FITS), "the board makes the page scroll sideways"
    assert page.evaluate("typeof window.__xss") == "undefined"


def showing(page: Page, name: str):
    """Where the name is, as text."""
    return (
        page.get_by_role("main").get_by_text(re.sub(r"\s+", " ", name)).filter(visible=True).first
    )


def named(api: Api, name: str, clock: TestClock) -> list[str]:
    """Give this name to everything that has one; gives the pages that show it."""
    api.patch("/me", {"name": name}, if_match="*")
    employer = make_organization(api, name=name)
    agency = make_organization(api, name=f"{name[:198]} 2", role="agency")
    make_contact(api, name=name, organization_id=employer["id"], job_title=name)
    stage = api.made("/stages", {"name": name, "status": "first_interview"})
    work = make_application(
        api,
        title=name,
        organization_id=employer["id"],
        agency_id=agency["id"],
        tags=[name[:40].strip()],
        notes=name,
        stage_id=stage["id"],
    )
    people = [{"name": name, "email": "long@names.example"}]
    held = make_interview(api, work["id"], interviewers=people, location=name, preparation=name)
    coming = make_interview(api, work["id"], starts_at="2026-06-03T09:00:00Z", interviewers=people)
    api.made("/tasks", {"title": name, "due_at": written(clock()), "application_id": work["id"]})
    api.made("/activities", {"name": name, "slots": ["move"]})
    referee, contact = vouched(api, work["id"], name)
    return [
        f"/out/{held['id']}",
        f"/interviews/{held['id']}",
        f"/interviews/{coming['id']}",
        f"/applications/{work['id']}",
        "/",
        "/interviews",
        "/pipeline",
        "/pipeline?view=list",
        "/references",
        f"/references/{referee}",
        "/ledger",
        f"/people/{contact}",
        "/settings/privacy",
        "/settings/stages",
        "/settings/activities",
    ]


def vouched(api: Api, application: str, name: str) -> tuple[str, str]:
    """Somebody of that name vouches, and everything around them is called that, too.

    Returns the ids of the reference and of the contact.
    """
    places = [{"employer": name, "from_year": 2021}]
    made = api.made(
        "/references",
        {
            "name": name,
            "relationship": "line_manager",
            "job_title": name,
            "worked_together": places,
            "competencies": [name[:80].strip()],
            "best_hours": name,
            "addresses": [{"channel": "other", "value": "long@names.example"}],
        },
    )
    path = f"/references/{made['id']}"
    api.made(f"{path}/consent", {"status": "granted", "note": name})
    named = {"application_id": application, "recipient_name": name}
    api.made(f"{path}/namings", named | {"calls_from": "2026-06-04T09:00:00Z"})
    api.made(f"{path}/contacts", {"application_id": application, "caller": name, "notes": name})
    owed = {"direction": "they_owe", "kind": "favour", "reason": name}
    api.made("/ledger", {"contact_id": made["contact_id"]} | owed)
    return str(made["id"]), str(made["contact_id"])


def end(api: Api, interview: str, name: str) -> None:
    """Come out of it, with a question that is as long as everything else."""
    api.made(f"{interview}/ending", {"ended_at": "2026-06-02T08:55:00Z", "next_stage": name})
    question = {"question": name, "answer": name, "follow_up": name}
    api.made(f"{interview}/capture/questions", question)
