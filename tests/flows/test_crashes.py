"""A message leaves once or says that nobody knows: the worker is killed at each step.

The mail server is a real one, and it is the server that pulls the trigger: at each stage of the
conversation it kills the worker that talks to it, without warning. Another worker then takes over.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from queue import Empty, Queue
from threading import Thread
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from afterview.core.clock import Now, system_clock
from afterview.core.db import find, make_engine, reading, transaction
from afterview.core.settings import Settings
from afterview.flows import message_sent, messages_due
from afterview.followups import messages
from afterview.followups.models import OutgoingMessage
from tests.factories import mailservers
from tests.factories.api import sign_up
from tests.factories.databases import on_postgresql, on_sqlite
from tests.factories.service import SECRET_KEY
from tests.factories.story import read

BEFORE = ("connect", "ehlo", "auth", "mail", "rcpt")
"""Stages before the words are handed over: whatever dies here, nothing has left."""
AFTER = ("data", "words", "end", "taken")
"""Stages after it: nobody can know whether the message arrived."""
WORKER = """
import os, signal, sys
from threading import Event
from afterview import worker
from afterview.core.settings import Settings
from afterview.jobs import engine

worker.CHECK = engine.POLL_SECONDS = 0.05
worker.log.setLevel("INFO")

class Said(worker.logging.Handler):
    def emit(self, record):
        os.write(1, (record.getMessage() + "\\n").encode())

worker.log.addHandler(Said())
stop = Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
worker.work(Settings(), stop)
"""


@pytest.fixture
def server(tmp_path):
    with mailservers.smtp_server(mailservers.certificate(tmp_path)) as found:
        yield found


@pytest.fixture
def settings(migrated_url, tmp_path, server) -> Settings:
    return Settings(
        database_url=migrated_url,
        data_dir=tmp_path / "data",
        signups="open",
        secret_key=SECRET_KEY,
        allowed_hosts=server.host,
        ca_file=server.ca_file,
    )


@pytest.fixture
def sam(settings, server):
    """Sam, at the present: real workers read the real clock."""
    from starlette.testclient import TestClient

    from afterview.main import create_app

    with TestClient(create_app(settings), base_url="http://localhost") as client:
        person = sign_up(client, "sam@example.org")
        person.api.made(
            "/mail-account",
            {
                "from_email": "sam@example.org",
                "smtp_host": "localhost",
                "smtp_port": server.port,
                "smtp_user": mailservers.USER,
                "smtp_password": mailservers.PASSWORD,
            },
        )
        yield person.api


@pytest.fixture
def worker(settings) -> "Iterator[Worker]":
    found = Worker(settings)
    yield found
    found.end()


class Worker:
    """A worker process that can be killed and started again."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        given = {
            "DATABASE_URL": self.settings.database_url,
            "DATA_DIR": str(self.settings.data_dir),
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": self.settings.allowed_hosts,
            "CA_FILE": str(self.settings.ca_file),
        }
        environment = {f"AFTERVIEW_{name}": value for name, value in given.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.heard: Queue[str] = Queue()
        Thread(target=self._listen, args=(self.process.stdout,), daemon=True).start()

    def _listen(self, lines) -> None:
        with lines:
            for line in lines:
                self.heard.put(line)

    def kill(self) -> None:
        """From another thread, as a power cut would: nothing is tidied up."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)

    def gone(self) -> None:
        assert self.process is not None
        self.process.wait(30)

    def end(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait(30)


def approved(api, number):
    """A thank-you, approved to leave at once; the path of its message."""
    now = system_clock()
    plan = api.made(
        "/endings",
        {
            "organization_name": f"Employer {number}",
            "title": "Bingo caller",
            "ended_at": now.isoformat(),
            "interviewers": [{"name": "Priya Nair", "email": f"priya@employer{number}.example"}],
        },
    )
    path = f"/follow-ups/{plan['follow_ups'][0]['id']}"
    api.made(f"{path}/draft", {})
    words = "Dear Priya,\n\nThank you for the bingo caller interview."
    draft = api.patch(f"{path}/draft", {"subject": "Thanks", "body": words}, if_match="*").json()
    message = api.made(f"{path}/approval", {"text_hash": draft["text_hash"], "when": "now"})
    return f"/messages/{message['id']}"


def settled(api, path, worker, *, still=("approved", "sending")):
    """Wait until a message is in none of these states; its state."""
    deadline = datetime.now(UTC).timestamp() + 60
    while datetime.now(UTC).timestamp() < deadline:
        found = read(api, path)
        if found["status"] not in still:
            return found
        try:
            worker.heard.get(timeout=0.1)  # a pulse, not a sleep: it says what it does
        except Empty:
            continue
    raise AssertionError(f"still {found}")


def killed_at(api, server, worker, stage, number):
    """Approve a message, kill the worker at a stage, let another take over; what became of it."""
    server.at(stage, lambda: (worker.kill(), worker.gone(), mailservers.DROP)[2])
    path = approved(api, number)
    worker.gone()
    server.calm()
    worker.start()  # takes over, and is the next to be killed
    found = settled(api, path, worker)
    return found, [one for one in server.messages if f"employer{number}." in one.recipients[0]]


def check(api, server, worker, stages):
    worker.start()
    for number, stage in enumerate(stages):
        found, arrived = killed_at(api, server, worker, stage, number)
        if stage in BEFORE:
            assert (found["status"], len(arrived)) == ("sent", 1), stage
        else:
            assert found["status"] == "uncertain", stage
            assert len(arrived) <= 1, stage
            assert found["next_attempt_at"] is None
    identities = [one.message["Message-ID"] for one in server.messages]
    assert len(identities) == len(set(identities))  # over all runs, no message twice


@on_sqlite
def test_no_message_is_sent_twice_or_silently_not_at_all(sam, server, worker):
    check(sam, server, worker, (*BEFORE, *AFTER))


@on_postgresql
def test_the_same_on_postgresql(sam, server, worker):
    check(sam, server, worker, ("connect", "rcpt", "words", "taken"))


def test_whoever_was_thought_dead_sends_nothing(sam, settings, server):
    """While an attempt hangs before its words another one begins: only that one may go on."""
    engine = make_engine(settings.url, 2)
    path = approved(sam, 0)
    identity = path.rpartition("/")[2]

    def taken_over() -> None:
        with transaction(engine, Now(system_clock(), ZoneInfo("UTC"))) as session:
            message = find(session, OutgoingMessage, id=UUID(identity))
            messages.begin(session, message, now=session.info["now"])

    server.at("rcpt", taken_over)
    message_sent.send(engine, system_clock, settings, identity)
    assert server.messages == []
    server.calm()
    message_sent.send(engine, system_clock, settings, identity)
    message_sent.send(engine, system_clock, settings, identity)
    engine.dispose()
    assert read(sam, path)["status"] == "sent"
    assert len(server.messages) == 1


def test_what_is_approved_for_now_needs_no_minute(sam, settings):
    """The job is in the queue with the approval: it waits for a worker, not for the clock."""
    path = approved(sam, 0)
    engine = make_engine(settings.url)
    prefix = "" if engine.dialect.name == "sqlite" else "dbos."
    statement = f"SELECT workflow_uuid FROM {prefix}workflow_status"
    with reading(engine).connect() as connection:
        queued = connection.exec_driver_sql(statement).scalars().all()
    assert [one for one in queued if path.rpartition("/")[2] in one]
    before = len(queued)
    messages_due.queue_messages(engine, system_clock, settings)  # found due as well: one job still
    with reading(engine).connect() as connection:
        assert len(connection.exec_driver_sql(statement).scalars().all()) == before
    engine.dispose()
