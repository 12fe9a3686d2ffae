"""When things fail for real: a full disk, a database that goes away, a clash, a bug."""

import threading

import pytest
from fastapi import APIRouter
from sqlalchemy import event, text
from starlette.testclient import TestClient

from afterview.accounts.deps import CurrentUser
from afterview.core.logs import JsonLines
from afterview.core.routing import ApiRoute, SessionDep
from afterview.people.models import Organization
from afterview.people.schemas import Address
from tests.factories.api import BASE, Api
from tests.factories.databases import on_postgresql, on_sqlite

PRIVATE = "".join(("my ", "salary"))  # in two, or a traceback would show this very line


@pytest.fixture
def engine(app):
    return app.state.gate.engine


@on_sqlite
def test_a_full_disk_stops_writes_and_not_reads(engine, api):
    api.made("/organizations", {"name": "Mecca"})
    limit = PageLimit(engine)
    limit.set(1)
    notes = {"name": "Palace", "notes": "x" * 20_000}
    refused = [api.post("/organizations", notes) for _ in range(3)]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {
        (507, "disk-full")
    }
    assert all(answer.headers["Retry-After"] for answer in refused)
    assert [item["name"] for item in api.items("/organizations")] == ["Mecca"]
    limit.set(1_000_000)
    assert api.made("/organizations", notes)["name"] == "Palace"


class PageLimit:
    """Makes SQLite say that the disk is full once the file has so many pages more."""

    def __init__(self, engine):
        self.pages = 0
        self.engine = engine
        event.listen(engine, "checkout", self._apply)

    def set(self, more):
        with self.engine.connect() as connection:
            self.pages = connection.exec_driver_sql("PRAGMA page_count").scalar() + more

    def _apply(self, connection, _entry, _proxy):
        if self.pages:
            connection.execute(f"PRAGMA max_page_count={self.pages}")


@on_postgresql
def test_a_database_that_was_away_costs_one_answer_at_most(engine, api, postgres_migrated):
    import psycopg

    api.made("/organizations", {"name": "Mecca"})
    with psycopg.connect(postgres_migrated, autocommit=True) as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
    answers = [api.get("/organizations") for _ in range(6)]
    for answer in answers:
        assert answer.status_code in (200, 503)
        if answer.status_code == 503:
            assert answer.json()["code"] == "database-unavailable"
            assert answer.headers["Retry-After"]
    assert [answer.status_code for answer in answers[-2:]] == [200, 200]


def test_a_clash_nobody_foresaw_is_409(client):
    """Two requests pass the same check at once; the constraint in the database settles it."""
    email = {"email": "new@example.org", "password": "long enough"}
    barrier = threading.Barrier(2, timeout=30)
    answers = []

    def open_account():
        barrier.wait()
        answers.append(Api(client).post("/accounts", email))

    threads = [threading.Thread(target=open_account) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [201, 409]


def test_an_empty_column_is_a_bug_and_no_clash(app, api, caplog):
    """What the database refuses for any other reason than a rival is not the caller's fault."""
    with_bugs(app)
    answer = calm(app, api).post("/bug/empty-column")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal-error")


def test_a_bug_tells_the_caller_nothing_and_the_log_no_secrets(app, api, caplog):
    """SQLAlchemy's, psycopg's and pydantic's messages carry values: they must not get out."""
    with_bugs(app)
    for path in ("/bug/statement", "/bug/model", "/bug/empty-column"):
        caplog.clear()
        answer = calm(app, api).post(path)
        assert answer.status_code == 500
        assert PRIVATE not in answer.text
        (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
        line = JsonLines().format(record)
        assert "Traceback" in line  # whoever runs it can find the bug
        assert PRIVATE not in line


def calm(app, api):
    """The same caller, on a client that answers 500 instead of raising what was raised."""
    client = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    return Api(client, api.headers)


def with_bugs(app):
    """Add routes that break in the ways routes break."""
    router = APIRouter(prefix=f"{BASE}/bug", route_class=ApiRoute)

    @router.post("/statement")
    def wrong_statement(session: SessionDep) -> None:
        session.execute(text("SELECT :given FROM nowhere"), {"given": PRIVATE})

    @router.post("/model")
    def wrong_model() -> None:
        Address(channel="email", value=PRIVATE * 100)

    @router.post("/empty-column")
    def empty_column(session: SessionDep, user: CurrentUser) -> None:
        session.add(Organization(owner_id=user.id, name=PRIVATE, role="employer"))
        session.flush()

    app.router.routes[:0] = router.routes
