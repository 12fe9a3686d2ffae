"""Briefing a reference in the page, and their answer on a page of their own, without an account."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, REPORT, Keys, Watch
from tests.factories.clock import TestClock
from tests.factories.references import make_application, move, willing
from tests.factories.story import read

WINDOW = {"calls_from": "2026-06-04T09:00:00Z", "calls_to": "2026-06-04T12:00:00Z"}
BETTER = "+44 7700 900123"
CV = b"Sam Okafor, floor assistant"
SUITS = "That time suits me"
NOTHING = (
    "There is nothing here, or nothing any more. Whoever sent you the link can make a new one."
)
NO_PAGE = r"status of (404|422) .* at /api/v1/referee-pages/"
"""A browser logs the refusal as an error."""
LEFT_BEHIND = """async () => ({
  kept: Object.keys(localStorage).concat(Object.keys(sessionStorage)),
  databases: (await indexedDB.databases()).map(({ name }) => name),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


@pytest.fixture
def application(sam):
    """A process with an interview behind it, of which something was written down."""
    made = make_application(sam.api)
    interview = sam.api.made(
        "/interviews", {"application_id": made["id"], "starts_at": "2026-06-02T08:00:00Z"}
    )
    sam.api.made(f"/interviews/{interview['id']}/ending", {"ended_at": "2026-06-02T08:50:00Z"})
    sam.api.made(
        f"/interviews/{interview['id']}/capture/questions",
        {"question": "A hard night?", "answer": "The night the power went"},
    )
    return made


@pytest.fixture
def reference(sam):
    return willing(sam.api)


@pytest.fixture
def telephone(browser: Browser, browser_context_args, live_url: str) -> Iterator[Page]:
    """The telephone of whoever vouches: no cookie, another time zone, and watched as closely."""
    watching = Watch(urlsplit(live_url).netloc, [NO_PAGE])
    place = {"viewport": PHONE, "timezone_id": "America/New_York"}
    with browser.new_context(**browser_context_args | place) as context:
        page = context.new_page()
        page.add_init_script(REPORT)
        page.on("console", watching.heard)
        page.on("pageerror", lambda error: watching.errors.append(str(error)))
        context.on("request", watching.asked)
        asked: list[str] = []
        context.on("request", lambda request: asked.append(urlsplit(request.url).path))
        yield page
        assert context.cookies() == []
    assert watching.unexpected() == []
    assert watching.strangers == []
    api = {path for path in asked if path.startswith("/api/")}
    assert all(path.startswith("/api/v1/referee-pages/") for path in api), api


def make_page(api, reference, application, **more):
    """A briefing with its page; gives both, the page as its path."""
    briefing = api.made(
        f"/references/{reference['id']}/briefings", {"application_id": application["id"]} | WINDOW
    )
    made = api.made(f"/briefings/{briefing['id']}/page", more)
    return briefing, urlsplit(made["url"]).path


def test_from_the_briefing_to_paid_in_full(
    page: Page,
    telephone: Page,
    live_url: str,
    sam,
    clock: TestClock,
    show_time: Callable[[Page], None],
    application,
    reference,
):
    api = sam.api
    briefing = api.made(
        f"/references/{reference['id']}/briefings",
        {"application_id": application["id"], "caller": "Priya Nair"} | WINDOW,
    )

    # Points from one's own notes and in one's own words; nothing untrue, nothing hidden
    page.goto(f"{live_url}/briefings/{briefing['id']}")
    expect(page.get_by_role("heading", name="Briefing for Dilys Pugh")).to_be_visible()
    page.get_by_role("button", name="Take it: The night the power went").click()
    own = page.get_by_label("A point in your own words")
    own.fill("Planned the rota for eleven people")
    own.press("Enter")
    page.locator("input[type=file]").set_input_files(
        {"name": "CV.txt", "mimeType": "text/plain", "buffer": CV}
    )
    expect(page.get_by_role("link", name="CV.txt")).to_be_visible()
    letter = page.get_by_label("Letter", exact=True)
    letter.fill("Dear Dilys,\n\nPlease don't tell them that I was dismissed.\n\nSam")
    expect(page.get_by_text("This asks them to hide a fact")).to_be_visible()
    page.get_by_role("button", name="Write anew from the parts").click()
    expect(letter).to_have_value(re.compile("The night the power went\n- Planned the rota"))
    expect(page.get_by_text("This asks them to hide a fact")).to_have_count(0)

    # The page: the letter leads there, and its address is shown once; then they are told
    page.get_by_role("button", name="Make the page").click()
    address = page.get_by_text(re.compile("/c/[^ ]+$")).inner_text()
    path = urlsplit(address).path
    expect(letter).to_have_value(re.compile(r"/c/…\n"))
    page.get_by_role("button", name="I told them").click()
    page.get_by_role("dialog").get_by_role("button", name="They know").click()
    expect(page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()
    expect(page.get_by_text("/c/…")).to_be_visible()
    expect(page.get_by_text(address)).to_have_count(0)

    # On the other side: their own time, what they may remember, one answer
    telephone.goto(live_url + path)
    title = "May Mecca Customer Services ring you about Sam Okafor?"
    expect(telephone.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(telephone).to_have_title("A question for you · Afterview")
    expect(telephone.get_by_text("Thursday 4 June, 05:00 to 08:00")).to_be_visible()
    expect(telephone.get_by_text("In London that is Thursday 4 June, 10:00 to")).to_be_visible()
    expect(telephone.get_by_text("Planned the rota for eleven people")).to_be_visible()
    expect(telephone.get_by_role("navigation")).to_have_count(0)
    with telephone.expect_download() as download:
        telephone.get_by_role("link", name="CV.txt").click()
    assert download.value.path().read_bytes() == CV
    later = telephone.context.new_page()
    later.goto(live_url + path)
    for tab, number in ((telephone, BETTER), (later, "+44 7700 900999")):
        tab.get_by_label(SUITS).check()
        tab.get_by_label("A better number").fill(number)
    telephone.get_by_role("button", name="Send my answer").click()
    expect(telephone.get_by_role("heading", name="Thank you")).to_be_focused()
    later.get_by_role("button", name="Send my answer").click()
    expect(later.get_by_text(NOTHING)).to_be_visible()
    assert telephone.evaluate(LEFT_BEHIND) == {"kept": [], "databases": [], "workers": 0}

    # It has arrived, and stands wherever one looks for it
    page.reload()
    expect(page.get_by_role("heading", name="What Dilys Pugh said")).to_be_visible()
    expect(page.get_by_text(BETTER)).to_be_visible()
    clock.advance(timedelta(hours=3))  # nothing calls before the quiet after the interview is over
    show_time(page)
    page.goto(live_url)
    expect(page.get_by_text("Priya Nair may ring Dilys Pugh")).to_be_visible()
    expect(page.get_by_text("Thursday, 10:00 to 13:00. They agreed to it.")).to_be_visible()
    page.goto(f"{live_url}/references")
    expect_call(page, "Briefed, not named yet")

    # Named, rung, thanked, told how it ended: nothing is owed
    person = f"{live_url}/references/{reference['id']}"
    page.goto(person)
    page.get_by_role("button", name="Name them").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Who has it there").fill("Priya Nair")
    dialog.get_by_role("button", name="They have the name").click()
    has_the_name = page.get_by_role("region", name="Who has the name")
    expect(has_the_name.get_by_text("Agreed to the time")).to_be_visible()
    page.goto(f"{live_url}/references")
    expect_call(page)
    page.goto(person)
    page.get_by_role("button", name="Log a call").click()
    which = dialog.get_by_label("For the application")
    expect(which).to_have_value("")
    dialog.get_by_label("Who rang").fill("Priya Nair")
    expect(which).to_have_value(application["id"])
    dialog.get_by_label("Went well").check()
    dialog.get_by_role("button", name="Log it").click()
    expect(page.get_by_text("is owed thanks within a day")).to_be_visible()
    move(api, application, "offered")
    clock.advance(timedelta(days=4))
    show_time(page)
    page.goto(person)
    owed = page.get_by_role("region", name="Between the two of you")
    expect(owed.get_by_text("2 things are due")).to_be_visible()
    for left in ("One thing is due", "Paid in Full"):
        overdue = owed.get_by_role("listitem").filter(has_text="Due since")
        overdue.first.get_by_role("button", name="Settle: ").click()
        dialog.get_by_label("What proves it").fill("Rang her")
        dialog.get_by_role("button", name="It is settled").click()
        expect(owed.get_by_text(left)).to_be_visible()
    assert read(api, f"/references/{reference['id']}")["paid_in_full"] is True


def expect_call(page: Page, *also: str) -> None:
    """Whom the employer may ring, when, at which number, and what they said to it."""
    expected = page.get_by_role("region", name="Who may be called this week")
    window = "Thu 4 June, 10:00 to Thu 4 June, 13:00"
    for text in ("Dilys Pugh", window, "Agreed to the time", BETTER, *also):
        expect(expected.get_by_text(text, exact=True)).to_be_visible()
    expect(expected.get_by_text("Briefed, not named yet")).to_have_count(len(also))


def test_naming_and_briefing_with_nothing_but_a_keyboard(
    page: Page, live_url: str, application, reference
):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    keys = Keys(page)
    page.goto(f"{live_url}/references/{reference['id']}")
    name = page.get_by_role("button", name="Name them")
    keys.to(name).press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Get in touch with Dilys Pugh first.")).to_be_visible()
    keys.to(dialog.get_by_label("Who has it there")).type("Priya Nair")
    keys.to(dialog.get_by_role("button", name="They have the name")).press("Enter")
    expect(page.get_by_role("region", name="Who has the name").get_by_role("link")).to_be_visible()
    expect(name).to_be_focused()

    keys.to(page.get_by_role("button", name="Brief for Bingo caller")).press("Enter")
    expect(page.get_by_role("heading", level=1, name="Briefing for Dilys Pugh")).to_be_focused()
    keys.to(page.get_by_role("button", name="Make the page")).press("Enter")
    expect(page.get_by_text("Nobody else can open it yet")).to_be_visible()
    keys.to(page.get_by_role("button", name="Copy the address")).press("Enter")
    expect(page.get_by_text("The address is copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"/c/[\w-]{43}", urlsplit(copied).path)
    expect(page.get_by_text(copied)).to_be_visible()


def test_a_page_that_is_not_there_tells_nothing(
    telephone: Page, live_url: str, sam, clock: TestClock, application, reference
):
    api = sam.api
    _, used = make_page(api, reference, application)
    api.made(f"/referee-pages{used.removeprefix('/c')}/answer", {"answer": "confirmed"})
    briefing, revoked = make_page(api, reference, application)
    api.delete(f"/briefings/{briefing['id']}/page")
    _, expired = make_page(api, reference, application, valid_days=1)
    clock.advance(timedelta(days=1))
    shown = set()
    for path in (used, revoked, expired, "/c/guessed", f"/c/{'a' * 300}"):
        telephone.goto(live_url + path)
        expect(telephone.get_by_text(NOTHING)).to_be_visible()
        shown.add((telephone.title(), telephone.locator("body").inner_text()))
    assert len(shown) == 1


def test_asking_to_be_forgotten_is_asked_about_once_more(
    page: Page, telephone: Page, live_url: str, sam, application, reference
):
    briefing, path = make_page(sam.api, reference, application)
    telephone.goto(live_url + path)
    telephone.get_by_role("button", name="Please delete what is kept about me").click()
    dialog = telephone.get_by_role("dialog")
    dialog.get_by_role("button", name="Back to the page").click()
    expect(telephone.get_by_role("heading", name="What do you say?")).to_be_visible()
    telephone.get_by_role("button", name="Please delete what is kept about me").click()
    dialog.get_by_role("button", name="Yes, ask for everything to be deleted").click()
    expect(telephone.get_by_text("has been asked to delete everything about you")).to_be_visible()
    page.goto(f"{live_url}/briefings/{briefing['id']}")
    expect(page.get_by_text("asks you to delete everything about them")).to_be_visible()
    consents = read(sam.api, f"/references/{reference['id']}/consent")
    assert consents["general"]["status"] == "declined"

    page.get_by_role("link", name="Do it").click()
    page.get_by_role("button", name="Erase …").click()
    page.get_by_label("Their name, once more").fill("Dilys Pugh")
    page.get_by_role("button", name="Erase for good").click()
    expect(page.get_by_role("heading", level=1, name="References")).to_be_focused()
    expect(page.get_by_text("Nothing about them is held any more.")).to_be_visible()
