"""Durable jobs: none is lost, none is done twice on purpose, and each worker has its slot."""

import subprocess
import sys
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from alembic import command
from sqlalchemy.exc import OperationalError

from afterview.core import migrating
from afterview.core.clock import system_clock
from afterview.core.db import make_engine, reading
from afterview.jobs import turn
from afterview.jobs.engine import Appointment, forget_finished, running
from tests.factories.databases import on_postgresql, on_sqlite
from tests.factories.workers import elsewhere

STUCK = """
import sys
from datetime import timedelta
from threading import Event
from afterview.core.clock import system_clock
from afterview.jobs.engine import Appointment, running

def work():
    print(sorted(name for name in sys.modules if name.endswith("_sqlite3")), flush=True)
    Event().wait()

daily = Appointment("daily", "0 0 * * *", timedelta(days=1), work)
with running(sys.argv[1], [daily], {}, system_clock()):
    Event().wait()
"""


def daily(work, catch_up=timedelta(days=1), name="daily"):
    return Appointment(name, "0 0 * * *", catch_up, work)


def kept(url, *timetable):
    return elsewhere(running(url, timetable, {}, system_clock()))


@pytest.fixture
def stuck(url):
    """A process in the middle of a job it will never finish."""
    process = subprocess.Popen(
        [sys.executable, "-c", STUCK, url], stdout=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_missed_appointment_is_made_up_for_once(url, rows):
    done, times = Event(), []

    def work():
        times.append(1)
        done.set()

    with kept(url, daily(work)):
        assert done.wait(60)
    with kept(url, daily(work)):
        pass
    ((identity, status),) = rows("SELECT workflow_uuid, status FROM workflow_status")
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    assert identity == f"sched-daily-{midnight.isoformat()}"
    assert (status, times) == ("SUCCESS", [1])


def test_a_job_survives_the_death_of_its_process(url, stuck):
    stuck.stdout.readline()  # it is under way
    stuck.kill()
    stuck.wait()
    resumed = Event()
    with kept(url, daily(resumed.set, catch_up=timedelta())):
        assert resumed.wait(60)


@on_sqlite
def test_a_worker_loads_one_sqlite_library(stuck):
    assert stuck.stdout.readline() in ("['pysqlite3._sqlite3']\n", "['_sqlite3']\n")


def test_a_job_that_fails_says_so_and_is_over(url, rows, ear):
    begun = Event()

    def work():
        begun.set()
        raise ValueError("the dog ate it")

    with kept(url, daily(work)):
        assert begun.wait(60)
        ear.wait_for("job failed")
    assert rows("SELECT status FROM workflow_status") == [("ERROR",)]
    ((error,),) = rows("SELECT error FROM workflow_output")
    assert "the dog ate it" in error  # as text, not pickled


def test_a_schedule_of_another_release_ends(url, rows):
    with kept(url, daily(Event().set, timedelta(), "formerly")):
        assert rows("SELECT schedule_name FROM workflow_schedules") == [("formerly",)]
    with kept(url, daily(Event().set, timedelta(), "now")):
        assert rows("SELECT schedule_name FROM workflow_schedules") == [("now",)]


def test_records_of_finished_jobs_are_forgotten(url, rows):
    engine = make_engine(url)
    tomorrow = system_clock() + timedelta(days=1)
    assert forget_finished(engine, tomorrow) == 0
    done = Event()
    with kept(url, daily(done.set)):
        assert done.wait(60)
    assert forget_finished(engine, system_clock() - timedelta(days=1)) == 0
    assert forget_finished(engine, tomorrow, "another") == 0
    assert forget_finished(engine, tomorrow) == 1
    for table in ("status", "input", "output"):
        assert rows(f"SELECT workflow_uuid FROM workflow_{table}") == []
    engine.dispose()


def test_migrations_leave_the_engines_tables_alone(url):
    with kept(url):
        pass
    command.check(migrating.config(url))


@on_sqlite
def test_a_file_has_one_worker_at_a_time(migrated_url):
    with turn.taken(migrated_url) as first:
        assert (first.slot, list(first.vacant())) == (1, [])
        first.check()
        with turn.taken(migrated_url) as second:
            assert second is None
    with turn.taken(migrated_url) as third:
        assert third.slot == 1


@on_postgresql
def test_each_worker_takes_the_lowest_free_slot(migrated_url):
    with ExitStack() as others:
        first = ExitStack()
        taken = [first.enter_context(turn.taken(migrated_url))]
        taken += [others.enter_context(turn.taken(migrated_url)) for _ in range(turn.SLOTS - 1)]
        assert [one.slot for one in taken] == [*range(1, turn.SLOTS + 1)]
        with turn.taken(migrated_url) as late:
            assert late is None
        first.close()
        with turn.taken(migrated_url) as late:
            assert late.slot == 1


@on_postgresql
def test_a_turn_is_lost_with_its_connection(migrated_url):
    engine = make_engine(migrated_url)
    with turn.taken(migrated_url) as taken:
        with reading(engine).connect() as admin:
            admin.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(OperationalError):
            taken.check()
    engine.dispose()
