"""Fixtures: databases, the clock, the app and who talks to it, a browser.

What is slow to import is imported by the fixture that needs it, so that the rules' tests, which
need none of it, start at once. A test that asks for `app` (or anything on it) runs on SQLite and
on PostgreSQL; `@on_sqlite` and `@on_postgresql` from `factories.databases` keep it to one.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.clock import TestClock

if TYPE_CHECKING:
    from fastapi import FastAPI
    from playwright.sync_api import Page, Playwright
    from starlette.testclient import TestClient

    from tests.factories.api import Api, Person

AXE = Path(__file__).parents[1] / "frontend/node_modules/axe-core/axe.min.js"
DATABASES = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """URL of this test process's own PostgreSQL; started when the first test needs it."""
    from tests import postgres

    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest revision, to be copied."""
    from afterview.core.migrating import upgrade

    path = tmp_path_factory.mktemp("template") / "template.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_migrated(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database at the newest revision; emptied for each test that asks for it."""
    from afterview.core.migrating import upgrade
    from tests import postgres

    with postgres.database(postgres_server) as url:
        upgrade(postgres.driver(url))
        yield url


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, as an SQLAlchemy URL."""
    from tests import postgres

    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield postgres.driver(url)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of the test's own."""
    path = tmp_path / "afterview.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgres_migrated: str) -> str:
    """A migrated PostgreSQL database with nothing in it."""
    from tests import postgres

    postgres.empty(postgres_migrated)
    return postgres.driver(postgres_migrated)


@pytest.fixture(params=DATABASES)
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A database at the newest revision, on each engine in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def clock() -> TestClock:
    """Tuesday 2 June 2026, 10:00 in London, until the test says otherwise."""
    return TestClock()


@pytest.fixture
def app(migrated_url: str, clock: TestClock, tmp_path: Path) -> "FastAPI":
    """The service on a migrated database, at the test's clock, open to new accounts."""
    from tests.factories.service import make_app

    return make_app(migrated_url, clock, tmp_path)


@pytest.fixture
def client(app: "FastAPI") -> "Iterator[TestClient]":
    """A client without credentials."""
    from starlette.testclient import TestClient

    with TestClient(app, base_url="http://localhost") as client:
        yield client


@pytest.fixture
def client_with(
    migrated_url: str, clock: TestClock, tmp_path: Path
) -> "Iterator[Callable[..., TestClient]]":
    """Start the service with other settings, on the test's database: `client_with(signups=…)`."""
    from starlette.testclient import TestClient

    from tests.factories.service import make_app

    with ExitStack() as running:

        def start(**settings: Any) -> TestClient:
            app = make_app(migrated_url, clock, tmp_path, **settings)
            base_url = settings.get("public_url", "http://localhost")
            return running.enter_context(TestClient(app, base_url=base_url))

        yield start


@pytest.fixture
def user(client: "TestClient") -> "Person":
    """Sam, who has an account: `user.api` asks with a token, `user.browser` with a cookie."""
    from tests.factories.api import sign_up

    return sign_up(client, "sam@example.org", name="Sam Okafor")


@pytest.fixture
def api(user: "Person") -> "Api":
    """Sam's token."""
    return user.api


@pytest.fixture
def stranger(client: "TestClient") -> "Person":
    """Robin, who has an account on the same instance and no business with Sam's."""
    from tests.factories.api import sign_up

    return sign_up(client, "robin@example.org", name="Robin Vale")


@pytest.fixture
def other(stranger: "Person") -> "Api":
    """Robin's token."""
    return stranger.api


@pytest.fixture
def live_app(sqlite_url: str, clock: TestClock, tmp_path: Path) -> "FastAPI":
    """The service behind `live_url`: SQLite, because a page cannot tell."""
    from tests.factories.service import make_app

    return make_app(sqlite_url, clock, tmp_path)


@pytest.fixture
def live_url(live_app: "FastAPI") -> Iterator[str]:
    """Address of the service on a real socket, at the test's clock."""
    from tests.factories.live import serving

    with serving(live_app) as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(playwright: "Playwright") -> dict[str, Any]:
    from tests import chromium

    return chromium.launch_args(playwright)


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return browser_context_args | {
        "locale": "en-GB",
        "timezone_id": "Europe/London",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: "Page", clock: TestClock) -> "Page":
    """A page that shows the test's clock; after `clock.advance`, tell it: `show_time(page)`."""
    page.clock.set_fixed_time(clock())
    return page


@pytest.fixture
def show_time(clock: TestClock) -> "Callable[[Page], None]":
    """Bring a page's clock up to the test's."""
    return lambda page: page.clock.set_fixed_time(clock())


@pytest.fixture
def axe() -> "Callable[[Page], list[str]]":
    """Check a page for accessibility (WCAG 2.2 AA and good practice); give what is wrong."""

    def check(page: "Page") -> list[str]:
        page.evaluate(AXE.read_text())  # a content security policy does not stop `evaluate`
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("tags => axe.run({ runOnly: tags })", tags)
        return [
            f"{fault['id']}: {fault['help']} at {node['target']}"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]

    return check
