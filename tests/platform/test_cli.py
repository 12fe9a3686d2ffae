"""The command line, as an operator meets it: real processes, real signals, a real port."""

import json
import os
import signal
import stat
import subprocess
import sys
import urllib.request
from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from afterview.cli import app as command_line

PASSWORD = "a long walk after the interview"


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def environment(data, monkeypatch):
    # a command reads the environment, which here may be a developer's own
    for name in [name for name in os.environ if name.startswith("AFTERVIEW_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AFTERVIEW_DATA_DIR", str(data))
    return monkeypatch


@pytest.fixture
def afterview(environment):
    """Run a command to its end, in this process: starting one takes a second."""

    def run(*arguments, typed=""):
        return CliRunner().invoke(command_line, arguments, input=typed)

    return run


@pytest.fixture
def process(environment, tmp_path):
    """Run a command to its end, in a process of its own."""

    def run(*arguments, typed=""):
        return subprocess.run(
            [sys.executable, "-m", "afterview", *arguments],
            input=typed,
            capture_output=True,
            text=True,
            cwd=tmp_path,
        )

    return run


@pytest.fixture
def serving(environment, tmp_path):
    """Serve on any free port; give the process and its address."""

    @contextmanager
    def start():
        with subprocess.Popen(
            [sys.executable, "-m", "afterview", "serve", "--port", "0"],
            stdout=subprocess.PIPE,
            text=True,
            cwd=tmp_path,
        ) as service:
            try:
                yield service, service.stdout.readline().split()[-1]
            finally:
                service.kill()

    return start


def test_an_operator_looks_after_accounts(afterview):
    added = afterview("user", "add", "Sam@Example.org", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (added.exit_code, added.stderr) == (0, "")
    assert afterview("user", "list").stdout.startswith("sam@example.org\t")

    again = afterview("user", "add", "sam@example.org", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (again.exit_code, again.stderr.count("\n")) == (1, 1)
    short = afterview("user", "password", "sam@example.org", "--password-stdin", typed="short\n")
    assert (short.exit_code, "8 characters" in short.stderr) == (1, True)
    changed = afterview("user", "password", "sam@example.org", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert changed.exit_code == 0
    assert PASSWORD not in changed.output

    assert afterview("user", "remove", "sam@example.org", typed="n\n").exit_code == 1
    assert afterview("user", "remove", "sam@example.org", typed="y\n").exit_code == 0
    assert afterview("user", "list").stdout == ""
    gone = afterview("user", "remove", "sam@example.org", "--yes")
    assert (gone.exit_code, gone.stderr) == (1, "There is no account sam@example.org.\n")


def test_a_new_password_signs_every_browser_out(client, user, environment, migrated_url, afterview):
    environment.setenv("AFTERVIEW_DATABASE_URL", migrated_url)
    new = "a longer walk after the interview"
    done = afterview("user", "password", "sam@example.org", "--password-stdin", typed=f"{new}\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert user.browser.get("/me").status_code == 401
    assert user.api.get("/me").status_code == 200
    signed_in = client.post("/api/v1/session", json={"email": "sam@example.org", "password": new})
    assert signed_in.status_code == 201


def test_the_service_starts_by_itself_and_stops_when_told(process, serving, data):
    added = process("user", "add", "sam@example.org", "--password-stdin", typed=f"{PASSWORD}\n")
    assert (added.returncode, added.stderr) == (0, "")
    with serving() as (service, address):
        assert asked(f"{address}/health/live") == {"status": "ok"}
        assert asked(f"{address}/health/ready") == {"status": "ok"}
        assert asked(f"{address}/api/v1/instance")["has_accounts"]
        assert str(data) in service.stdout.readline()
        service.send_signal(signal.SIGTERM)
        assert service.wait(timeout=10) in (0, -signal.SIGTERM)
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_a_taken_port_is_refused_in_one_sentence(process, serving):
    with serving() as (_, address):
        port = address.rpartition(":")[2]
        second = process("serve", "--port", port)
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr.startswith(f"Port {port} on 127.0.0.1 is taken.")
    assert second.stderr.count("\n") == 1


def test_a_setting_that_makes_no_sense_is_named(environment, afterview):
    environment.setenv("AFTERVIEW_PORT", "eighty")
    refused = afterview("migrate")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("AFTERVIEW_PORT: ")


def test_a_database_that_is_away_is_one_sentence(environment, afterview):
    environment.setenv("AFTERVIEW_DATABASE_URL", "postgresql://sam@127.0.0.1:1/afterview")
    refused = afterview("migrate")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("The database cannot be used: ")
    assert refused.stderr.count("\n") == 1


def test_the_doctor_tells_before_and_after(afterview):
    before = afterview("doctor")
    assert before.exit_code == 1
    assert "broken\tDatabase" in before.stdout

    assert afterview("migrate").exit_code == 0
    after = dict(reversed(line.split("\t")[:2]) for line in afterview("doctor").stdout.splitlines())
    healthy = ("Address", "Clock", "Data folder", "Database", "Durability", "Integrity", "Schema")
    assert {after[subject] for subject in healthy} == {"ok"}


def asked(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return json.load(answer)
