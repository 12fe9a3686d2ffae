"""Other people's data, in the page: whose time has come, and whoever asks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP, PHONE, SMALLEST, Keys, enter
from tests.factories.api import Api, Person
from tests.factories.clock import TestClock
from tests.factories.references import make_reference
from tests.factories.story import patched, read, refused, stage
from tests.factories.world import make_application, make_contact, make_interview

PAGE = "/settings/privacy"
SURE = "I know that this cannot be undone"
NOTE = "Priya Nair rang from the car park"
NOT_DUE = r"status of 409 .* at /api/v1/retention$"
"""A browser logs the refusal as an error."""
ON_THIS_DEVICE = """async () => {
  const asked = indexedDB.open("afterview");
  const db = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
  const reads = db.transaction("reads").objectStore("reads").getAll();
  return new Promise((done) => (reads.onsuccess = () => done(reads.result.join())));
}"""


@pytest.fixture(params=["desktop", "phone"])
def browser_context_args(browser_context_args, request):
    return browser_context_args | {"viewport": PHONE if request.param == "phone" else DESKTOP}


@pytest.fixture
def people(sam: Person, clock: TestClock, page: Page, show_time) -> dict[str, str]:
    """A year later: the search is over, two are due, a third in a fortnight; ids by name."""
    api = sam.api
    work = make_application(api)["id"]
    (seat,) = make_interview(api, work)["interviewers"]
    touch = {"application_id": work, "direction": "inbound", "channel": "phone", "note": NOTE}
    api.made("/touchpoints", touch | {"contact_id": seat["contact_id"]})
    api.made(f"/applications/{work}/moves", {"to_stage_id": stage(api, "rejected")})
    alone = make_contact(api, name="Tom Reed", role="ally", addresses=[])
    clock.advance(timedelta(days=20))
    later = make_contact(api, name="Ada Brandt", role="recruiter", addresses=[])
    clock.advance(timedelta(days=350))
    make_contact(api, name="Dilys Pugh", role="coordinator", job_title="Duty manager")
    show_time(page)
    return {"Priya Nair": seat["contact_id"], "Tom Reed": alone["id"], "Ada Brandt": later["id"]}


@pytest.fixture
def signed_in(people, sam: Person, page: Page, address: str) -> None:
    """Sam's session ran out long ago."""
    visitor = sam.browser.client
    who = {"email": sam.email, "password": sam.password}
    assert Api(visitor).post("/session", who).status_code == 201
    ((name, secret),) = visitor.cookies.items()
    visitor.cookies.clear()
    enter(page.context, replace(sam, cookie=f"{name}={secret}"), address)


def listed(page: Page, group: str) -> Locator:
    return page.get_by_role("list", name=group).get_by_role("listitem")


def confirm(page: Page, what: str) -> None:
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name=what)).to_be_disabled()
    dialog.get_by_label(SURE).check()
    dialog.get_by_role("button", name=what).click()
    expect(dialog).to_have_count(0)


@pytest.mark.usefixtures("signed_in")
def test_who_has_served_their_purpose_is_looked_at_and_let_go(
    page: Page, live_url: str, sam: Person, people
):
    api, priya = sam.api, people["Priya Nair"]
    page.goto(live_url + PAGE)
    due, soon = listed(page, "Due now"), listed(page, "Within thirty days")
    expect(due).to_have_count(2)
    first = due.filter(has_text="Priya Nair")
    expect(first.get_by_text("due since Wed 2 June")).to_be_visible()
    expect(first.get_by_text("All their applications are closed")).to_be_visible()
    expect(first.get_by_text("Held: an address, a seat in an interview")).to_be_visible()
    expect(soon.get_by_text("due on Tue 22 June")).to_be_visible()
    expect(page.get_by_text("Nobody chosen yet")).to_be_visible()

    # What is kept about one of them can be read first
    first.get_by_role("link", name="What you keep about Priya Nair").click()
    expect(page.get_by_role("heading", level=1, name="Priya Nair")).to_be_focused()
    page.get_by_text("Read it here").click()
    expect(page.get_by_text(NOTE)).to_be_visible()
    kept = page.evaluate(ON_THIS_DEVICE)
    assert "Priya Nair" in kept
    assert NOTE not in kept
    page.go_back()

    # One is erased: the server has nothing of them any more, nor has this device
    page.get_by_label("Priya Nair", exact=True).check()
    expect(page.get_by_text("One chosen")).to_be_visible()
    page.get_by_role("button", name="Erase …").click()
    dialog = page.get_by_role("dialog", name="Erase Priya Nair for good?")
    expect(dialog.get_by_text("It cannot be undone.")).to_be_visible()
    expect(dialog.get_by_text("entries are about them")).to_be_visible()
    dialog.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Erase …")).to_be_focused()
    assert read(api, f"/contacts/{priya}")["name"] == "Priya Nair"
    page.get_by_role("button", name="Erase …").click()
    confirm(page, "Erase for good")
    expect(due).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    refused(api.get(f"/contacts/{priya}"), 404, "not-found")
    assert "Priya Nair" not in page.evaluate(ON_THIS_DEVICE)

    # The others are anonymised at once, and nobody is left to decide about
    page.get_by_label("Choose all 2").check()
    page.get_by_role("button", name="Anonymise …").click()
    dialog = page.get_by_role("dialog", name="Make 2 people anonymous?")
    expect(dialog.get_by_role("listitem")).to_have_text(["Tom Reed", "Ada Brandt"])
    confirm(page, "Anonymise for good")
    expect(page.get_by_text("Nobody’s time has come.")).to_be_visible()  # noqa: RUF001
    everybody = page.get_by_role("region", name="Everybody who is kept")
    expect(everybody.get_by_role("listitem")).to_have_count(1)
    expect(everybody.get_by_role("link", name="Dilys Pugh")).to_be_visible()
    assert {one["name"] for one in api.items("/contacts")} == {"A former contact", "Dilys Pugh"}


@pytest.mark.usefixtures("signed_in")
def test_who_is_due_no_longer_stays_and_it_says_why(
    page: Page, live_url: str, sam: Person, people, watch
):
    watch.expected.append(NOT_DUE)
    page.goto(live_url + PAGE)
    page.get_by_label("Tom Reed", exact=True).check()
    page.get_by_label("Priya Nair", exact=True).check()
    page.get_by_role("button", name="Erase …").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(SURE).check()
    patched(sam.api, f"/contacts/{people['Tom Reed']}", notes="Wrote again")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(dialog.get_by_role("alert")).to_contain_text("Not everybody here is due yet.")
    expect(dialog.get_by_role("listitem").filter(has_text="This one")).to_contain_text("Tom Reed")
    dialog.get_by_role("button", name="Cancel").click()
    expect(listed(page, "Due now")).to_have_count(1)
    assert read(sam.api, f"/contacts/{people['Priya Nair']}")["name"] == "Priya Nair"


@pytest.mark.usefixtures("signed_in")
def test_whoever_asks_is_found_shown_put_right_and_forgotten(
    page: Page, live_url: str, sam: Person
):
    page.goto(live_url + PAGE)
    everybody = page.get_by_role("region", name="Everybody who is kept")
    expect(everybody.get_by_role("listitem")).to_have_count(4)
    everybody.get_by_label("Search names, job titles, notes").fill("duty")
    expect(everybody.get_by_role("listitem")).to_have_count(1)
    everybody.get_by_role("link", name="Dilys Pugh").click()
    expect(page.get_by_role("heading", level=1, name="Dilys Pugh")).to_be_focused()

    with page.expect_download() as download:
        page.get_by_role("link", name="Everything held, as a text").click()
    assert "What is kept about Dilys Pugh" in download.value.path().read_text("utf-8")

    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Where it came from").fill("Her card")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Her card")).to_be_visible()

    page.get_by_role("button", name="Erase …").click()
    dialog = page.get_by_role("dialog", name="Erase Dilys Pugh for good?")
    dialog.get_by_label("Their name, once more").fill("Dilys Pugh")
    dialog.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", level=1, name="Other people")).to_be_focused()
    expect(page.get_by_role("link", name="Dilys Pugh")).to_have_count(0)
    assert "Dilys Pugh" not in {one["name"] for one in sam.api.items("/contacts")}


@pytest.mark.usefixtures("signed_in")
def test_letting_go_with_nothing_but_a_keyboard(page: Page, live_url: str, sam: Person, people):
    keys = Keys(page)
    page.goto(live_url + PAGE)
    keys.to(page.get_by_label("Tom Reed", exact=True)).press("Space")
    expect(page.get_by_text("One chosen")).to_be_visible()
    keys.to(page.get_by_role("button", name="Erase …")).press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("entry is about them")).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    erase = page.get_by_role("button", name="Erase …")
    expect(erase).to_be_focused()
    keys.to(erase).press("Enter")
    keys.to(dialog.get_by_label(SURE)).press("Space")
    keys.to(dialog.get_by_role("button", name="Erase for good")).press("Enter")
    expect(listed(page, "Due now")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    refused(sam.api.get(f"/contacts/{people['Tom Reed']}"), 404, "not-found")


@pytest.mark.usefixtures("signed_in")
def test_it_is_for_everybody(
    page: Page, live_url: str, sam: Person, people, axe: Callable[[Page], list[str]]
):
    """Light and dark, from the narrowest phone up: axe finds nothing, nothing scrolls sideways."""
    make_reference(sam.api)
    narrow = page.viewport_size == PHONE
    for size, scheme in ((SMALLEST if narrow else DESKTOP, one) for one in ("light", "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.goto(live_url + PAGE)
        page.get_by_label("Choose all 3").check()
        judged(page, axe, f"the list, {scheme}")
        page.get_by_role("button", name="Anonymise …").click()
        expect(page.get_by_role("dialog").get_by_label(SURE)).to_be_visible()
        judged(page, axe, f"the dialog, {scheme}")
        page.keyboard.press("Escape")
        page.goto(f"{live_url}/people/{people['Priya Nair']}")
        page.get_by_text("Read it here").click()
        expect(page.get_by_text(NOTE)).to_be_visible()
        judged(page, axe, f"a person, {scheme}")


def judged(page: Page, axe: Callable[[Page], list[str]], what: str) -> None:
    assert axe(page) == [], what
    wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{what}: {wide} px too wide"
