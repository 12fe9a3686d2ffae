"""The worker: what it forgets, and how it lives beside the API."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import insert

from afterview import worker
from afterview.core import migrating
from afterview.core.clock import Now, system_clock
from afterview.core.doctor import Verdict, examine
from afterview.core.serving import beside
from afterview.core.settings import Settings
from afterview.main import create_app
from tests.factories.api import BASE, make_token
from tests.factories.databases import on_sqlite
from tests.factories.live import serving

SCHEDULE = (
    "schedule_id",
    "schedule_name",
    "workflow_name",
    "schedule",
    "status",
    "context",
    "last_fired_at",
)


@pytest.fixture
def cleaned(client, clock):
    """Do the housekeeping at the test's present; give what was forgotten."""

    def clean():
        state = client.app.state
        counts = worker.clean(state.gate.engine, Now(clock(), worker.UTC), state.settings)
        return {kind: rows for kind, rows in counts.items() if rows}

    return clean


def at_work(settings):
    """A worker in this process, at once."""
    return beside(lambda stop: worker.work(settings, stop), delay=0)


@pytest.fixture
def afterview(tmp_path):
    """Run a command on a data folder of its own."""

    def run(*command):
        environment = {"AFTERVIEW_DATA_DIR": str(tmp_path / "data"), "AFTERVIEW_LOG_LEVEL": "info"}
        return subprocess.Popen(
            [sys.executable, "-m", "afterview", *command],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


def test_everything_is_forgotten_in_its_time(client, user, clock, cleaned):
    tomorrow = clock() + timedelta(days=1)
    make_token(user.browser, name="For a day", expires_at=tomorrow.isoformat())
    user.api.made("/organizations", {"name": "Halden Press"}, key="once")
    wrong = {"email": user.email, "password": "not the one"}
    client.post(f"{BASE}/session", json=wrong)
    assert cleaned() == {}
    clock.advance(timedelta(hours=12, minutes=1))
    assert cleaned() == {"sign-in counters": 2}  # of the account, and of the address
    clock.advance(timedelta(hours=36))
    assert cleaned() == {"answers to repeated requests": 1}
    clock.advance(timedelta(days=13))
    assert cleaned() == {"browser sessions": 1}
    assert user.browser.get("/me").status_code == 401
    clock.advance(timedelta(days=16))
    assert cleaned() == {"tokens": 1}
    assert [token["name"] for token in user.api.items("/tokens")] == ["Test"]
    assert cleaned() == {}


@on_sqlite
def test_the_api_and_the_worker_share_a_file(migrated_url, tmp_path, ear):
    """Some hundred writes while the job engine polls, claims and records: nobody is locked out."""
    settings = Settings(database_url=migrated_url, data_dir=tmp_path)
    with serving(create_app(settings, beside=at_work(settings))) as address:
        sam = {"email": "sam@example.org", "password": "a password of some length"}
        with httpx2.Client(base_url=address + BASE) as browser:
            browser.post("/accounts", json=sam).raise_for_status()
            ear.wait_for("the worker has started")

            def write(number):
                return browser.post("/organizations", json={"name": f"No. {number}"}).status_code

            with ThreadPoolExecutor(4) as writers:
                assert set(writers.map(write, range(300))) == {201}
    assert ear.warnings == []


def test_a_worker_that_cannot_start_leaves_the_api_alone(sqlite_url, tmp_path, ear):
    nowhere = Settings(database_url=f"sqlite:///{tmp_path / 'nowhere' / 'afterview.db'}")
    settings = Settings(database_url=sqlite_url, data_dir=tmp_path)
    with serving(create_app(settings, beside=at_work(nowhere))) as address:
        ear.wait_for("the worker failed")
        assert httpx2.get(f"{address}/health/ready").status_code == 200


def test_a_step_that_fails_leaves_the_others_alone(client, clock, monkeypatch, ear):
    done = []

    def fail(*_):
        raise ValueError("the dog ate it")

    def note(*given):
        done.append(given)

    # no step of ours fails when a test asks for it
    monkeypatch.setattr(worker, "EVERY_MINUTE", (note, fail, note))
    given = (client.app.state.gate.engine, clock, client.app.state.settings)
    worker.tick(*given)
    assert done == [given, given]
    assert ear.warnings == ["a step failed"]


def test_the_doctor_says_when_nobody_works(migrated_url, session, tmp_path):
    settings = Settings(database_url=migrated_url, data_dir=tmp_path)

    def look(after=timedelta()):
        found = examine(settings, lambda: system_clock() + after)
        return next(finding for finding in found if finding.subject == "Worker")

    assert look().verdict is Verdict.OK
    schedules = migrating.job_table(session.connection(), "workflow_schedules", *SCHEDULE)
    row = dict.fromkeys(SCHEDULE, "minute") | {"last_fired_at": system_clock().isoformat()}
    session.execute(insert(schedules).values(row))
    session.commit()
    assert look().verdict is Verdict.OK
    assert look(timedelta(minutes=6)).verdict is Verdict.WARNING


def test_a_start_does_not_load_the_job_engine():
    code = (
        "import sys, afterview.cli, afterview.main, afterview.worker; print('dbos' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "False\n"


def test_the_command_works_until_it_is_told_to_stop(afterview):
    process = afterview("worker")
    while "the worker has started" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")


def test_housekeeping_can_be_asked_for(afterview):
    output, errors = afterview("worker", "--once").communicate()
    assert errors == ""
    assert dict(line.split("\t") for line in output.splitlines()) == {
        "answers to repeated requests": "0",
        "sign-in counters": "0",
        "browser sessions": "0",
        "tokens": "0",
        "reminders": "0",
        "finished jobs": "0",
        "files without an attachment": "0",
    }
