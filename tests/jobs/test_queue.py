"""Queueing a job: with the change that made it necessary, or not at all, and once."""

import subprocess
import sys
from queue import Queue

import pytest
from dbos._migration import get_dbos_migrations, sqlite_migrations
from sqlalchemy import inspect
from sqlmodel import select

from afterview.core import migrating
from afterview.core.clock import system_clock
from afterview.core.db import make_engine
from afterview.core.idempotency import StoredAnswer
from afterview.jobs.engine import SCHEMA, running
from afterview.jobs.queue import put
from tests.factories.workers import elsewhere

QUEUED = "SELECT workflow_uuid FROM workflow_status ORDER BY workflow_uuid"


@pytest.fixture
def done():
    return Queue()


@pytest.fixture
def working(url, done):
    """A worker in this process: what a job is given goes into `done`."""
    jobs = {"job": lambda *args: done.put(args)}
    return lambda: elsewhere(running(url, [], jobs, system_clock()))


def test_a_job_is_done_with_what_was_queued(session, working, done):
    given = ("x", 1, 1.5, True, None, ["a", {"b": []}])
    put(session, "job", "a", *given)
    session.commit()
    with working():
        assert done.get(timeout=60) == given


def test_a_worker_notices_what_is_queued_later(queue, working, done, rows):
    with working():
        queue("job", "a")
        assert done.get(timeout=60) == ("a",)
    assert rows("SELECT status FROM workflow_status") == [("SUCCESS",)]


def test_a_rollback_leaves_no_job(session, rows):
    put(session, "job", "a")
    session.rollback()
    assert rows(QUEUED) == []


def test_a_job_waits_for_the_commit(session, rows):
    put(session, "job", "a")
    assert rows(QUEUED) == []
    session.commit()
    assert rows(QUEUED) == [("a",)]


def test_the_session_goes_on_as_before(session):
    """DBOS marks its connection with a schema, which must not reach our own statements."""
    session.execute(select(StoredAnswer).limit(1))
    put(session, "job", "a")
    session.execute(select(StoredAnswer).limit(1))
    session.commit()
    session.execute(select(StoredAnswer).limit(1))


def test_the_same_key_is_the_same_job(queue, working, done, rows):
    queue("job", "a", "a")
    queue("job", "a")
    assert rows(QUEUED) == [("a",)]
    with working():
        assert done.get(timeout=60) == ("a",)
    queue("job", "a")
    assert rows("SELECT status, recovery_attempts FROM workflow_status") == [("SUCCESS", 1)]


def test_a_job_that_fails_is_over(url, queue, rows, ear):
    def fail(what):
        raise ValueError(what)

    queue("job", "the dog ate it")
    with elsewhere(running(url, [], {"job": fail}, system_clock())):
        ear.wait_for("job failed")
    assert rows("SELECT status, recovery_attempts FROM workflow_status") == [("ERROR", 1)]
    ((error,),) = rows("SELECT error FROM workflow_output")
    assert "the dog ate it" in error  # as text, not pickled


def test_the_tables_are_made_before_a_worker_comes(url):
    engine = make_engine(url)
    schema = None if engine.dialect.name == "sqlite" else SCHEMA
    assert inspect(engine).has_table("workflow_status", schema=schema)
    engine.dispose()


def test_tables_that_are_missing_are_made(database_url):
    migrating.upgrade(database_url)
    engine = make_engine(database_url)
    with engine.begin() as connection:
        prefix = "" if engine.dialect.name == "sqlite" else "dbos."
        connection.exec_driver_sql(f"UPDATE {prefix}dbos_migrations SET version = 124")
    engine.dispose()
    migrating.upgrade(database_url)
    with make_engine(database_url).connect() as connection:
        versions = connection.exec_driver_sql(f"SELECT version FROM {prefix}dbos_migrations")
        assert versions.all() == [(migrating.JOB_TABLES,)]


def test_we_know_how_far_the_engines_tables_go():
    assert len(sqlite_migrations) == migrating.JOB_TABLES
    assert len(get_dbos_migrations(SCHEMA, False, False)) == migrating.JOB_TABLES


def test_queueing_is_cheap_to_import():
    code = "import sys, afterview.jobs.queue; print('dbos' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"
