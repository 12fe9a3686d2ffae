"""Every screen, light and dark, on the narrowest phone and on a desktop: axe finds nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESKTOP, OUT, SMALLEST, Shared, Watch, enter
from tests.factories.api import Api
from tests.factories.references import call, consent, make_reference, name, willing
from tests.factories.story import written
from tests.factories.world import keep_file

SHARED_SERVER = True
SECTIONS = [
    "",
    "/stages",
    "/activities",
    "/mail",
    "/reminders",
    "/templates",
    "/device",
    "/security",
    "/api",
    "/data",
    "/privacy",
]
THEMES = ("light", "dark")
Find = Callable[[Shared], str]


def interview(title: str, *, ended: bool) -> Find:
    """The page of an interview of the demo world."""

    def find(shared: Shared) -> str:
        found = shared.api("full").items("/interviews")
        return next(
            f"/interviews/{one['id']}"
            for one in found
            if one["application"]["title"] == title and (one["ended_at"] is not None) == ended
        )

    return find


def opened_debrief(shared: Shared) -> str:
    """The latest interview of the demo world was yesterday: its debrief is open today."""
    return interview("Volunteer coordinator", ended=True)(shared) + "#debrief"


def just_ended(shared: Shared) -> str:
    return f"/interviews/{shared.api('out').items('/interviews')[0]['id']}"


def application(shared: Shared) -> str:
    found = shared.api("full").items("/applications", params={"q": "Bingo caller"})
    return f"/applications/{found[0]['id']}"


def follow_up(status: str, purpose: str = "") -> Find:
    """The page of a message of the demo world."""

    def find(shared: Shared) -> str:
        found = shared.api("full").items("/follow-ups", params={"status": status, "limit": 200})
        return next(f"/follow-ups/{one['id']}" for one in found if purpose in ("", one["purpose"]))

    return find


def drafted(shared: Shared) -> str:
    """The page of a message whose words have been begun."""
    path = follow_up("planned", "status_check")(shared)
    shared.api("full").post(f"{path}/draft", {})
    return path


def answered(shared: Shared) -> str:
    """The inbox, with an answer that seems to say no and one that nobody can place."""
    api = shared.api("full")
    found = api.items("/applications", params={"limit": 1})[0]
    words = "Unfortunately we have decided not to proceed with your application."
    api.post("/received-messages", {"text": words, "application_id": found["id"]})
    api.post("/received-messages", {"text": "Could you send us your timetable?"})
    return "/replies"


def vouching(shared: Shared) -> dict[str, str]:
    """References in the demo world in every state there is: their pages, by what became of them."""
    api = shared.api("full")
    known = {one["name"]: f"/references/{one['id']}" for one in api.items("/references")}
    if "Barry Sykes" not in known:
        vouch(api, shared.clock())
        known = {one["name"]: f"/references/{one['id']}" for one in api.items("/references")}
    return known


def vouch(api: Api, now: datetime) -> None:
    """One who is named, briefed, called and owed thanks; one who took it back; one unasked."""
    work = api.items("/applications", params={"live": "true", "limit": 1})[0]
    asked = {"wanted": 3, "competencies": ["rota planning"], "names_due_on": "2026-06-12"}
    api.made(f"/applications/{work['id']}/reference-request", asked)
    dilys = willing(api, best_hours="Weekdays after five")
    window = {"calls_from": written(now), "calls_to": written(now + timedelta(days=2))}
    name(api, dilys, work, recipient_name="Priya Nair", **window)
    call(api, dilys, work, caller="Priya Nair", result="went_well")
    api.made(f"/references/{dilys['id']}/briefings", {"application_id": work["id"]})
    back = willing(api, name="Barry Sykes", current_employer=True, may_contact_now=True)
    name(api, back, work)
    consent(api, back, "withdrawn")
    make_reference(api, name="Tom Reed", relationship="relative")
    debt = {"direction": "i_owe", "reason": "Lent me ten pounds", "arose_on": "2026-03-01"}
    money = {"kind": "money", "amount": {"amount_minor": 1_000, "currency": "GBP"}}
    api.made("/ledger", {"contact_name": "Gareth", "due_on": "2026-04-01"} | debt | money)


def referee(called: str) -> Find:
    """The page of somebody who vouches."""
    return lambda shared: vouching(shared)[called]


def person(called: str) -> Find:
    """The page of what is kept about somebody who vouches."""
    return lambda shared: (
        f"/people/{shared.api('full').get(vouching(shared)[called]).json()['contact_id']}"
    )


def briefing(*, told: bool) -> Find:
    """A briefing with files, points and a page: being written, or told and answered."""

    def find(shared: Shared) -> str:
        path, code = briefed(shared)
        if told:
            shared.api("full").made(f"{path}/delivery", {"channel": "phone"})
            said = {"answer": "other_time", "note": "After five", "best_number": "+44 7700 900123"}
            shared.api("full").made(f"/referee-pages/{code}/answer", said)
        return path

    return find


def briefed(shared: Shared) -> tuple[str, str]:
    """A new briefing for Dilys, and the code of its page."""
    api, reference = shared.api("full"), vouching(shared)["Dilys Pugh"]
    work = api.items("/applications", params={"live": "true", "limit": 1})[0]
    file = keep_file(api, b"Sam Okafor, floor assistant", name="CV Sam Okafor.txt")
    parts: dict[str, Any] = {
        "application_id": work["id"],
        "caller": "Priya Nair",
        "calls_from": written(shared.clock() + timedelta(days=1)),
        "calls_to": written(shared.clock() + timedelta(days=2)),
        "points": [{"text": "Kept the arcade open on the night the power went"}],
        "weak_spot": "I left after the reorganisation.",
        "attachment_ids": [file["id"]],
    }
    made = api.made(f"{reference}/briefings", parts)
    url = api.made(f"/briefings/{made['id']}/page", {})["url"]
    return f"/briefings/{made['id']}", url.rpartition("/c/")[2]


def listed(path: str) -> Find:
    """A page that shows what there is once somebody vouches."""

    def find(shared: Shared) -> str:
        vouching(shared)
        return path

    return find


# who looks, where, and what is there once the screen has everything
SCREENS: dict[str, tuple[str, str | Find, str]] = {
    "first steps": ("fresh", "/welcome", "Just out of an interview?"),
    "today, empty": ("fresh", "/", "Nothing needs you."),
    "today, full": ("full", "/", "With others"),
    "today, quiet": ("out", "/", "Quiet until"),
    "interviews": ("full", "/interviews", "Behind you"),
    "interviews, none": ("fresh", "/interviews", "No interview is planned."),
    "new interview": ("full", "/interviews/new", "How"),
    "interview before": ("full", interview("Tea taster's assistant", ended=False), "Prepare"),
    "interview in the quiet window": ("out", just_ended, "Let your hair down"),
    "interview ended": ("full", interview("Bingo caller", ended=True), "Keep it alive"),
    "interview with its debrief open": ("full", opened_debrief, "What I was trying to show"),
    "out, unrecorded": ("fresh", "/out", "How long have you got for yourself?"),
    "follow-ups": ("full", "/follow-ups", "Coverage"),
    "follow-ups, everything": ("full", "/follow-ups?show=all", "Settled"),
    "follow-ups, none": ("fresh", "/follow-ups", "You owe nobody a word."),
    "message to be written": (
        "full",
        follow_up("planned", "closing_note"),
        "Nothing is written yet",
    ),
    "message as a draft": ("full", drafted, "No mail account is set up"),
    "message that was answered": ("full", follow_up("replied"), "Answered"),
    "answers, none": ("fresh", "/replies", "No answers yet."),
    "answers": ("full", answered, "It seems to say"),
    "notifications": ("full", "/notifications", "Where and when they come"),
    "board": ("full", "/pipeline", "Ended"),
    "list": ("full", "/pipeline?view=list", "24 applications"),
    "board, empty": ("fresh", "/pipeline", "No applications yet."),
    "new application": ("full", "/applications/new", "Job title"),
    "application": ("full", application, "Timeline"),
    "references, none": ("fresh", "/references", "Nobody vouches for you yet."),
    "references": ("full", listed("/references"), "What would help most"),
    "new reference": ("fresh", "/references?add=1", "What they can vouch for"),
    "reference": ("full", referee("Dilys Pugh"), "What it is made of"),
    "reference who took it back": ("full", referee("Barry Sykes"), "still has the name"),
    "briefing being written": ("full", briefing(told=False), "Three true points"),
    "briefing that was answered": ("full", briefing(told=True), "What Dilys Pugh said"),
    "ledger, none": ("fresh", "/ledger", "Nothing is open."),
    "ledger": ("full", listed("/ledger"), "Lent me ten pounds"),
    "new entry": ("fresh", "/ledger?add=1", "Who owes"),
    "person": ("full", person("Dilys Pugh"), "What is noted"),
    "no such page": ("full", "/nowhere", "No such page"),
    **{f"settings{part}": ("full", f"/settings{part}", "Settings: ") for part in SECTIONS},
}


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": SMALLEST}


@pytest.fixture
def look(page: Page, axe: Callable[[Page], list[str]]) -> Callable[..., None]:
    """Judge a screen in both themes and at both ends of the widths; `show` brings it up.

    Which theme meets which width takes turns, screen by screen: what they share, the way around and
    the parts, is seen in all four, for half the time. Each theme starts with a fresh page, since
    what is out of sight takes over a new one only when it is scrolled to.
    """

    def judge(show: Callable[[], None], turn: int = 0) -> None:
        for size, scheme in zip((SMALLEST, DESKTOP), THEMES[:: -1 if turn % 2 else 1], strict=True):
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            show()
            assert axe(page) == [], f"{scheme} at {size['width']} px"
            wide = page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{wide} px too wide at {size['width']} px"

    return judge


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_is_for_everybody(page: Page, shared: Shared, look, screen: str):
    name, path, sign = SCREENS[screen]
    enter(page.context, shared.people[name], shared.url)
    address = shared.url + (path if isinstance(path, str) else path(shared))

    def show() -> None:
        page.goto("about:blank")  # an address that differs in its anchor only would not load anew
        page.goto(address)
        expect(page.get_by_text(sign).first).to_be_visible()
        expect(page.get_by_text("Loading", exact=True)).to_have_count(0)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)

    look(show, list(SCREENS).index(screen))


@pytest.mark.parametrize("title", ["Welcome back", "Make an account"])
def test_the_welcome_is_for_everybody(page: Page, shared: Shared, look, title: str):
    def show() -> None:
        page.goto(shared.url)
        expect(page.get_by_role("heading", name="Welcome back")).to_be_visible()
        if title != "Welcome back":
            page.get_by_role("button", name=title).click()
        expect(page.get_by_role("heading", name=title)).to_be_visible()

    look(show, len(title))


@pytest.mark.parametrize(
    ("choice", "sign"),
    [("", "What is kept about you"), ("Another time", "In the time of where you are")],
)
def test_the_page_of_a_reference_is_for_everybody(
    page: Page, shared: Shared, look, choice: str, sign: str
):
    _, code = briefed(shared)

    def show() -> None:
        page.goto(f"{shared.url}/c/{code}")
        if choice:
            page.get_by_label(choice).check()
        expect(page.get_by_text(sign)).to_be_visible()

    look(show, len(choice))


def test_no_page_of_a_reference_is_for_everybody(page: Page, shared: Shared, look, watch: Watch):
    watch.expected.append(r"status of 404 .* at /api/v1/referee-pages/")

    def show() -> None:
        page.goto(f"{shared.url}/c/guessed")
        expect(page.get_by_role("heading", name="This link opens nothing")).to_be_visible()

    look(show)


def test_the_thanks_to_a_reference_are_for_everybody(page: Page, shared: Shared, look):
    def show() -> None:
        _, code = briefed(shared)
        page.goto(f"{shared.url}/c/{code}")
        page.get_by_label("That time suits me").check()
        page.get_by_role("button", name="Send my answer").click()
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    look(show)


@pytest.mark.parametrize(
    ("keys", "dialog"), [("Control+k", "Search and commands"), ("?", "Keyboard shortcuts")]
)
def test_a_dialog_is_for_everybody(page: Page, shared: Shared, look, keys: str, dialog: str):
    enter(page.context, shared.people["full"], shared.url)

    def show() -> None:
        page.goto(shared.url)
        expect(page.get_by_role("heading", name="With others")).to_be_visible()
        page.keyboard.press(keys)
        expect(page.get_by_role("dialog", name=dialog)).to_be_visible()

    look(show, len(keys))
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_the_choice_of_an_interview_is_for_everybody(page: Page, shared: Shared, look):
    """Somebody with an interview today is asked which one they are out of."""
    api = shared.api("full")
    starts = (shared.clock() - timedelta(minutes=50)).isoformat()
    found = api.items("/applications", params={"limit": 1})[0]
    made = api.made("/interviews", {"application_id": found["id"], "starts_at": starts})
    enter(page.context, shared.people["full"], shared.url)

    def show() -> None:
        page.goto(f"{shared.url}/out")
        expect(page.get_by_role("heading", name=OUT)).to_be_visible()
        expect(page.get_by_text("Which one are you out of?")).to_be_visible()

    look(show)
    api.delete(f"/interviews/{made['id']}", if_match="*")
