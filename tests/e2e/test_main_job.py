"""The main job: out of an interview, into a plan, and the thank-you gets sent; by thumb, by key."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP, OUT, PHONE, Keys
from tests.factories.api import PASSWORD
from tests.factories.clock import TestClock

ASKED = ["Why do you want to work at night?", "What would you do if the lift got stuck?"]
WRITE = "Write: Thank Tom Reed"


@pytest.fixture
def browser_context_args(browser_context_args, request):
    """The phone's story is told with touch."""
    phone = "phone" in request.node.name
    return browser_context_args | {"has_touch": phone, "viewport": PHONE if phone else DESKTOP}


def test_on_a_phone_from_sign_up_to_the_thank_you(
    page: Page, live_url: str, clock: TestClock, show_time, outside
):
    page.goto(live_url)
    page.get_by_label("E-mail").fill("sam@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make an account").tap()

    expect(page.get_by_role("heading", name="Just out of an interview?")).to_be_visible()
    page.get_by_role("link", name=f"Yes, {OUT}").tap()
    page.get_by_label("Company").fill("Palace Hotel")
    page.get_by_label("Role").fill("Night porter")
    page.get_by_label("5 min ago", exact=True).check()
    page.get_by_label("Name").fill("Tom Reed")
    page.get_by_label("E-mail").fill("tom.reed@palace.example")
    group = page.get_by_role("group", name="How long have you got for yourself?")
    group.get_by_label("30 min", exact=True).check()
    page.get_by_role("button", name="Lay out the plan").tap()

    expect(page.get_by_role("heading", name="Palace Hotel")).to_be_visible()
    steps = page.get_by_role("list", name="Steps of the wind-down").get_by_role("listitem")
    assert steps.count() >= 3
    page.get_by_role("button", name="Had my water").tap()
    expect(page.get_by_text("Kept at 10:00.")).to_be_visible()

    minutes = started(steps.first, "tap")
    for question in ASKED:
        page.get_by_label("did they ask?").fill(question)
        page.get_by_role("button", name="Add question").tap()
    expect(page.get_by_label("They asked", exact=True)).to_have_count(2)
    api = outside()
    expect_questions(page, api)

    clock.advance(timedelta(minutes=1))
    show_time(page)
    page.reload()
    expect(steps.first.get_by_role("timer")).to_have_text(f"{minutes - 1}:00")
    expect(page.get_by_text("Kept at 10:00.")).to_be_visible()
    assert [
        field.input_value() for field in page.get_by_label("They asked", exact=True).all()
    ] == ASKED

    clock.advance(timedelta(hours=3))
    show_time(page)
    page.get_by_role("link", name="Today").tap()
    expect(page.get_by_role("heading", name="Today")).to_be_focused()
    page.get_by_role("region", name="Due").get_by_role("link", name=WRITE).tap()
    expect(page.get_by_role("heading", name="Thank Tom Reed")).to_be_focused()
    page.get_by_role("button", name="Write it").tap()
    expect(page.get_by_label("Message", exact=True)).to_have_value(re.compile("Tom"))
    page.get_by_role("button", name="Sent it").tap()
    expect(page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()
    assert "sent" in statuses(api)
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()
    assert statuses(api) == {"drafted", "planned"}


def test_the_same_with_nothing_but_a_keyboard(
    page: Page, live_url: str, clock: TestClock, show_time, outside
):
    keys = Keys(page)
    page.goto(live_url)
    expect(page.get_by_role("heading", name="Make an account")).to_be_visible()
    keys.to(page.get_by_label("E-mail")).type("sam@example.org")
    keys.to(page.get_by_label("Password")).type(PASSWORD).press("Enter")

    expect(page.get_by_role("heading", name="Just out of an interview?")).to_be_visible()
    keys.to(page.get_by_role("link", name=f"Yes, {OUT}")).press("Enter")
    expect(page.get_by_role("heading", name=OUT)).to_be_focused()
    keys.to(page.get_by_label("Company")).type("Palace Hotel")
    keys.to(page.get_by_label("Role")).type("Night porter")
    keys.to(page.get_by_label("Just now")).press("ArrowRight")
    expect(page.get_by_label("5 min ago", exact=True)).to_be_checked()
    keys.to(page.get_by_label("Name")).type("Tom Reed")
    keys.to(page.get_by_label("E-mail")).type("tom.reed@palace.example")
    keys.to(page.get_by_role("button", name="Lay out the plan")).press("Enter")

    expect(page.get_by_role("heading", name="Palace Hotel")).to_be_focused()
    keys.to(page.get_by_role("button", name="Had my water")).press("Space")
    expect(page.get_by_text("Kept at 10:00.")).to_be_visible()
    steps = page.get_by_role("list", name="Steps of the wind-down").get_by_role("listitem")
    minutes = started(steps.first, keys)
    field = page.get_by_label("did they ask?")
    for question in ASKED:
        keys.to(field).type(question).press("Enter")
        expect(field).to_be_focused()
        expect(field).to_have_value("")
    expect(page.get_by_label("They asked", exact=True)).to_have_count(2)
    api = outside()
    expect_questions(page, api)

    clock.advance(timedelta(minutes=1))
    show_time(page)
    page.reload()
    expect(steps.first.get_by_role("timer")).to_have_text(f"{minutes - 1}:00")
    assert [
        field.input_value() for field in page.get_by_label("They asked", exact=True).all()
    ] == ASKED

    clock.advance(timedelta(hours=3))
    show_time(page)
    keys.press("g").press("t")
    expect(page.get_by_role("heading", name="Today")).to_be_focused()
    thanks = page.get_by_role("region", name="Due").get_by_role("link", name=WRITE)
    keys.to(thanks).press("Enter")
    expect(page.get_by_role("heading", name="Thank Tom Reed")).to_be_focused()
    keys.to(page.get_by_role("button", name="Write it")).press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_be_visible()
    keys.to(page.get_by_role("button", name="Sent it")).press("Enter")
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    assert "sent" in statuses(api)
    keys.to(undo).press("Enter")
    expect(page.get_by_label("Message", exact=True)).to_be_visible()
    assert statuses(api) == {"drafted", "planned"}


def started(step: Locator, by: str | Keys) -> int:
    """Start a step's timer; gives its minutes."""
    button = step.get_by_role("button", name="Start, ")
    minutes = int(button.inner_text().removeprefix("Start, ").removesuffix(" min"))
    if isinstance(by, Keys):
        by.to(button).press("Enter")
    else:
        button.tap()
    expect(step.get_by_role("timer")).to_have_text(f"{minutes}:00")
    return minutes


def expect_questions(page: Page, api) -> None:
    """Wait until the server has both questions."""
    expect(page.get_by_text("Kept on this device")).to_have_count(0)
    (interview,) = api.items("/interviews")
    capture = api.get(f"/interviews/{interview['id']}/capture").json()
    assert [one["question"] for one in capture["questions"]] == ASKED


def statuses(api) -> set[str]:
    return {one["status"] for one in api.items("/follow-ups")}
