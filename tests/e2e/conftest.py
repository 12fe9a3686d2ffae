"""What every browser test has: a person, a signed-in page, and somebody who watches the page."""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.factories.api import Api, Person, sign_up
from tests.factories.clock import TestClock
from tests.factories.live import serving

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SMALLEST = {"width": 320, "height": 640}
"""As narrow as WCAG 2.2 asks a page to fit without scrolling sideways (1.4.10)."""
OUT = "I’m out"  # noqa: RUF001 -- as it is set on the screen
NOBODY_YET = r"status of 401 .* at /api/v1/session$"
"""The page asks who is signed in; a browser logs the answer "nobody" as an error."""
NO_MAIL_YET = r"status of 404 .* at /api/v1/mail-account$"
"""The same for somebody who has not set up a mail account."""
PATIENCE = 60
"""Seconds before an answer counts as missing. No test is about speed: a busy machine is slow."""
REPORT = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} refused ${event.blockedURI}`));
"""
SHOWS_FOCUS = """element => {
  const seen = [element, ...(element.labels ?? []), element.closest("label")].filter(Boolean);
  const box = element.getBoundingClientRect();
  const outlined = seen.some((one) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  const onScreen = box.bottom > 0 && box.top < innerHeight;
  return JSON.stringify({ outlined, onScreen, marked: element.matches(":focus-visible") });
}"""
expect.set_options(timeout=PATIENCE * 500)


@dataclass
class Watch:
    """What a page said, asked and threw while a test used it."""

    host: str
    expected: list[str] = field(default_factory=lambda: [NOBODY_YET, NO_MAIL_YET])
    """Patterns of console errors that belong to the test's story."""
    errors: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            place = urlsplit(message.location["url"]).path
            self.errors.append(f"{message.text} at {place}")

    def asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self.host:
            self.strangers.append(request.url)

    def unexpected(self) -> list[str]:
        known = re.compile("|".join(self.expected))
        return [error for error in self.errors if not known.search(error)]


class Keys:
    """Somebody who has no mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, wanted: Locator) -> "Keys":
        """Press Tab until the focus is there, and can be seen there."""
        expect(wanted).to_be_visible()
        for _ in range(80):
            if wanted.evaluate("element => element === document.activeElement"):
                assert "false" not in (found := wanted.evaluate(SHOWS_FOCUS)), f"{found}: {wanted}"
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    def type(self, text: str) -> "Keys":
        self.page.keyboard.type(text)
        return self

    def press(self, key: str) -> "Keys":
        self.page.keyboard.press(key)
        return self


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Where the service is: a module's shared one, or the test's own."""
    shared = getattr(request.module, "SHARED_SERVER", False)
    found: str = (
        request.getfixturevalue("shared").url if shared else request.getfixturevalue("live_url")
    )
    return found


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> TestClock:
    """The clock of the service the test talks to."""
    if getattr(request.module, "SHARED_SERVER", False):
        shared: TestClock = request.getfixturevalue("shared").clock
        return shared
    return TestClock()


@pytest.fixture(autouse=True)
def watch(page: Page, address: str) -> Iterator[Watch]:
    """Every test here: no error, nothing the security policy refused, no other host."""
    watching = Watch(urlsplit(address).netloc)
    page.add_init_script(REPORT)
    page.on("console", watching.heard)
    page.on("pageerror", lambda error: watching.errors.append(str(error)))
    page.context.on("request", watching.asked)
    yield watching
    assert watching.unexpected() == []
    assert watching.strangers == []


@pytest.fixture
def visitor(address: str) -> Iterator[httpx2.Client]:
    """Calls the service from outside the browser."""
    with httpx2.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture
def sam(visitor: httpx2.Client, page: Page, address: str) -> Person:
    """Sam has an account, and the page is signed in to it."""
    person = sign_up(visitor, "sam@example.org", name="Sam Okafor")
    enter(page.context, person, address)
    return person


@pytest.fixture
def outside(visitor: httpx2.Client, page: Page) -> Callable[[], Api]:
    """Whoever signed up in the page, as a script: looks at what the server has."""

    def connect() -> Api:
        cookie = next(one for one in page.context.cookies() if one["httpOnly"])
        return Api(visitor, {"Cookie": f"{cookie['name']}={cookie['value']}"})

    return connect


def enter(context: BrowserContext, person: Person, address: str) -> None:
    """Sign a browser in by handing it the person's cookie."""
    name, _, value = person.cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": address}])


@dataclass(frozen=True)
class Shared:
    """A service that the tests of a module only look at."""

    url: str
    clock: TestClock
    people: dict[str, Person]
    """`full` lives in the demo world, `fresh` has nothing yet, `out` left an interview just now."""

    def api(self, name: str) -> Api:
        return self.people[name].api


@pytest.fixture(scope="module")
def shared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """Three people on one service; tests may add to it, none takes anything away."""
    from afterview.core.settings import Settings
    from afterview.main import create_app

    folder = tmp_path_factory.mktemp("shared")
    shutil.copyfile(sqlite_template, folder / "afterview.db")
    settings: dict[str, Any] = {"signups": "open", "data_dir": folder / "data"}
    clock = TestClock()
    app = create_app(
        Settings(database_url=f"sqlite:///{folder / 'afterview.db'}", **settings), clock
    )
    with serving(app) as url, httpx2.Client(base_url=url, timeout=PATIENCE) as client:
        people = {name: sign_up(client, f"{name}@example.org") for name in ("full", "fresh", "out")}
        people["full"].api.post("/demo")
        just_out(people["out"].api, clock)
        yield Shared(url, clock, people)


def just_out(api: Api, clock: TestClock, **said: Any) -> dict[str, Any]:
    """The end of an interview that nobody had written down before; gives the whole plan."""
    body: dict[str, Any] = {
        "organization_name": "Palace Hotel",
        "title": "Night porter",
        "ended_at": clock().isoformat(),
        "interviewers": [{"name": "Tom Reed", "email": "tom.reed@palace.example"}],
    }
    return api.made("/endings", body | said)
