"""What was acknowledged is kept: settings of every connection, writers that queue, kill -9."""

import itertools
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

import afterview
from afterview.core.db import make_engine, sqlite_driver
from tests.factories.api import BASE, PASSWORD
from tests.factories.live import listening

SERVE = """
import socket, sys
from afterview.core import serving, settings
from afterview.main import create_app
serving.run(create_app(), socket.socket(fileno=int(sys.argv[1])), settings.Settings())
"""


def test_every_connection_is_set_up_to_survive(sqlite_url):
    engine = make_engine(sqlite_url)
    with closing(engine.raw_connection()) as one, closing(engine.raw_connection()) as another:
        for connection in (one, another):
            assert pragma(connection, "synchronous") == 2  # FULL
            assert pragma(connection, "journal_mode") == "wal"
            assert pragma(connection, "foreign_keys") == 1
            assert pragma(connection, "busy_timeout") == 5000
            assert pragma(connection, "secure_delete") == 1
    engine.dispose()


def pragma(connection, name):
    ((value,),) = connection.cursor().execute(f"PRAGMA {name}")
    return value


def test_the_library_is_free_of_the_wal_reset_bug():
    """SQLite 3.7.0 to 3.51.2 can damage a file that two connections write and checkpoint."""
    assert sqlite_driver().sqlite_version_info >= (3, 51, 3)


def test_writers_queue_for_the_lock(sqlite_url):
    """Sixteen threads that read, then write: each begins as a writer, so none fails."""
    engine = make_engine(sqlite_url)
    assert count_up(engine) == (160, Counter())
    engine.dispose()


def test_without_that_most_of_them_fail(sqlite_url):
    """Why it matters: a deferred transaction that turns into a writer behind another one's back
    fails at once, whatever the busy timeout says."""
    engine = create_engine(sqlite_url, module=sqlite_driver(), pool_size=16)

    @event.listens_for(engine, "connect")
    def prepare(connection, _entry):
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=5000")

    @event.listens_for(engine, "begin")
    def begin(connection):
        connection.exec_driver_sql("BEGIN")

    done, failures = count_up(engine)
    assert failures["database is locked"] > 0
    assert done + failures.total() == 160
    engine.dispose()


def count_up(engine):
    """Add one to a number from sixteen threads at once, reading it first.

    Gives the number, and how often which error was met.
    """
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (n INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    failures, together = Counter(), threading.Barrier(16)

    def add():
        together.wait()
        for _ in range(10):
            try:
                with engine.begin() as connection:
                    n = connection.scalar(text("SELECT n FROM counter"))
                    connection.execute(text("UPDATE counter SET n = :n"), {"n": n + 1})
            except OperationalError as error:
                failures[str(error.orig)] += 1

    threads = [threading.Thread(target=add) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        return connection.scalar(text("SELECT n FROM counter")), failures


def test_kill_9_loses_nothing_acknowledged_and_doubles_nothing(migrated_url, tmp_path):
    """Four writers, and a real server that is killed in the middle of their work, four times.

    The socket outlives the servers: callers queue at it until the next one is up, and repeat
    under the same Idempotency-Key what was cut off.
    """
    chance = random.Random(20260602)
    with listening() as socket:
        work = Work(f"http://127.0.0.1:{socket.getsockname()[1]}{BASE}")
        writers = [threading.Thread(target=work.write, args=(number,)) for number in range(4)]
        for cycle in range(5):
            with running(socket, migrated_url, tmp_path) as server:
                if cycle == 0:
                    work.sign_up()
                    for writer in writers:
                        writer.start()
                work.wait_for(chance.randint(10, 40), tmp_path)
                if cycle < 4:
                    os.kill(server.pid, signal.SIGKILL)
                    continue
                work.enough.set()
                for writer in writers:
                    writer.join()
                found = Counter(work.read())
    assert [name for name in work.acknowledged if name not in found] == []
    assert [name for name, times in found.items() if times > 1] == []
    assert found.total() == len(work.acknowledged)  # all was acknowledged in the end


class Work:
    """What the writers have been promised, and how they go about it."""

    def __init__(self, url):
        self.url = url
        self.acknowledged = []
        self.changed = threading.Condition()
        self.enough = threading.Event()
        self.cookies = {}

    def client(self):
        return httpx2.Client(base_url=self.url, cookies=self.cookies, timeout=60)

    def sign_up(self):
        with self.client() as client:
            account = {"email": "sam@example.org", "password": PASSWORD}
            assert client.post("/accounts", json=account).status_code == 201
            self.cookies = dict(client.cookies)

    def write(self, writer):
        """Create one organization after another, each until it is acknowledged."""
        with self.client() as client:
            for number in itertools.count():
                if self.enough.is_set():
                    return
                name = f"branch-{writer}-{number:04}"
                while not self.create(client, name):
                    pass
                with self.changed:
                    self.acknowledged.append(name)
                    self.changed.notify_all()

    def create(self, client, name):
        """Whether the server said yes; no when it died over it."""
        headers = {"Idempotency-Key": name}
        try:
            answer = client.post("/organizations", json={"name": name}, headers=headers)
        except httpx2.TransportError:
            return False
        assert answer.status_code == 201, answer.text
        return True

    def wait_for(self, more, folder):
        """Wait until so many more writes have been acknowledged."""
        with self.changed:
            target = len(self.acknowledged) + more
            if not self.changed.wait_for(lambda: len(self.acknowledged) >= target, timeout=60):
                pytest.fail((folder / "server.log").read_text())

    def read(self):
        """The name of every organization there is."""
        cursor = {}
        with self.client() as client:
            while cursor is not None:
                page = client.get("/organizations", params={"limit": 200} | cursor).json()
                yield from (item["name"] for item in page["items"])
                cursor = page["next"] and {"cursor": page["next"]}


@contextmanager
def running(listener, url, folder):
    """A server of its own process on a socket that is there already."""
    environment = os.environ | {
        "AFTERVIEW_DATABASE_URL": url,
        "AFTERVIEW_DATA_DIR": str(folder / "data"),
    }
    with (folder / "server.log").open("a") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(listener.fileno())],
            cwd=Path(afterview.__file__).parents[1],  # where Python finds the package
            env=environment,
            pass_fds=[listener.fileno()],
            stderr=log,
        )
    try:
        yield server
    finally:
        server.kill()
        server.wait()
