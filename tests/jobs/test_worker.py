"""The worker: what it forgets, and how it lives beside the API."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx2
import pytest

from afterview import worker
from afterview.core.clock import Now
from afterview.core.settings import Settings
from afterview.main import create_app
from tests.factories.api import BASE, make_token
from tests.factories.databases import on_sqlite
from tests.factories.live import serving


@pytest.fixture
def cleaned(client, clock):
    """Do the housekeeping at the test's present; give what was forgotten."""

    def clean():
        counts = worker.clean(client.app.state.gate.engine, Now(clock(), worker.UTC))
        return {kind: rows for kind, rows in counts.items() if rows}

    return clean


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
    with serving(create_app(settings, beside=worker.beside(migrated_url, delay=0))) as address:
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
    nowhere = f"sqlite:///{tmp_path / 'nowhere' / 'afterview.db'}"
    settings = Settings(database_url=sqlite_url, data_dir=tmp_path)
    with serving(create_app(settings, beside=worker.beside(nowhere, delay=0))) as address:
        ear.wait_for("the worker failed")
        assert httpx2.get(f"{address}/health/ready").status_code == 200


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
        "finished jobs": "0",
    }
