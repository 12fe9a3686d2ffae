"""Every operation of the API, over two full accounts that each test gets a copy of.

The manners are held by all of them: a test walks the whole OpenAPI document and lists who fell
short, so a new resource is covered once `factories/world.py` makes one.

Furnishing an account takes half a second of requests; it is done once a test process and
database, and copied after that.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from afterview.flows import reminders_due
from tests import postgres
from tests.factories.api import Person, sign_up
from tests.factories.clock import TestClock
from tests.factories.ledger import Ledger
from tests.factories.service import make_app
from tests.factories.world import World, build

PUBLIC_URL = "http://afterview.example.org"
"""A letter is mailed only where others can open the page it leads to."""


@dataclass(frozen=True)
class Furnished:
    """A database with two full accounts in it, to be copied."""

    source: str
    """Path of an SQLite file, or name of a PostgreSQL database."""
    data: Path
    """The data folder that belongs to it."""
    sam: World
    robin: World


def furnish(url: str, source: str, folder: Path) -> Furnished:
    app = make_app(url, TestClock(), folder, public_url=PUBLIC_URL)
    with TestClient(app, base_url="http://localhost") as client:
        sam = build(sign_up(client, "sam@example.org", name="Sam Okafor"))
        robin = build(sign_up(client, "robin@example.org", name="Robin Vale"))
        state = client.app.state
        reminders_due.plan(state.gate.engine, TestClock(), state.settings)
        for world in (sam, robin):  # what came back is worth a word, if only in the inbox
            world.ids["notification_id"] = world.person.api.items("/notifications")[0]["id"]
    return Furnished(source, folder / "data", sam, robin)


@pytest.fixture(scope="session")
def furnished_sqlite(sqlite_template: Path, tmp_path_factory: Any) -> Furnished:
    folder = tmp_path_factory.mktemp("furnished")
    path = shutil.copyfile(sqlite_template, folder / "furnished.db")
    return furnish(f"sqlite:///{path}", str(path), folder)


@pytest.fixture(scope="session")
def furnished_postgresql(
    postgres_server: str, postgres_migrated: str, tmp_path_factory: Any
) -> Iterator[Furnished]:
    template = postgres.name_of(postgres_migrated)
    with postgres.database(postgres_server, template) as url:
        postgres.empty(url)
        folder = tmp_path_factory.mktemp("furnished")
        yield furnish(postgres.driver(url), postgres.name_of(url), folder)


@pytest.fixture
def sqlite_url(furnished_sqlite: Furnished, tmp_path: Path) -> str:
    path = shutil.copyfile(furnished_sqlite.source, tmp_path / "afterview.db")
    shutil.copytree(furnished_sqlite.data, tmp_path / "data")
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(
    postgres_server: str, furnished_postgresql: Furnished, tmp_path: Path
) -> Iterator[str]:
    shutil.copytree(furnished_postgresql.data, tmp_path / "data")
    with postgres.database(postgres_server, furnished_postgresql.source) as url:
        yield postgres.driver(url)


@pytest.fixture
def furnished(request: pytest.FixtureRequest, migrated_url: str) -> Furnished:
    """What the test's database was copied from."""
    engine = migrated_url.partition(":")[0].partition("+")[0]
    found: Furnished = request.getfixturevalue(f"furnished_{engine}")
    return found


@pytest.fixture
def app(migrated_url: str, clock: TestClock, tmp_path: Path) -> FastAPI:
    return make_app(migrated_url, clock, tmp_path, public_url=PUBLIC_URL)


@pytest.fixture
def user(client: TestClient, furnished: Furnished) -> Person:
    return furnished.sam.person.through(client)


@pytest.fixture
def stranger(client: TestClient, furnished: Furnished) -> Person:
    return furnished.robin.person.through(client)


@pytest.fixture
def world(user: Person, furnished: Furnished) -> World:
    """Sam's account with at least one of everything in it."""
    return World(user, dict(furnished.sam.ids))


@pytest.fixture
def strangers_world(stranger: Person, furnished: Furnished) -> World:
    """Robin's."""
    return World(stranger, dict(furnished.robin.ids))


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    """What fell short; the test fails at its end if anything did."""
    ledger = Ledger()
    yield ledger
    ledger.close()
