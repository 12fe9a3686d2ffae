"""A database of a worker's own, and an ear for what it says."""

import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from queue import Queue
from typing import TYPE_CHECKING

import pytest

from tests.factories.workers import Worker

if TYPE_CHECKING:
    from sqlmodel import Session


@pytest.fixture
def url(migrated_url: str) -> str:
    """A migrated database that no worker has seen."""
    return migrated_url


@pytest.fixture
def start_worker(url: str) -> Iterator[Callable[..., Worker]]:
    """Start a worker in a process of its own: `start_worker("quick")`."""
    with ExitStack() as started:

        def start(kind: str, ear: "Queue[str] | None" = None) -> Worker:
            worker = Worker(url, kind, ear)
            started.callback(worker.end, signal.SIGKILL)
            return worker

        yield start


@pytest.fixture
def session(url: str) -> Iterator["Session"]:
    """A transaction that the test ends."""
    from zoneinfo import ZoneInfo

    from afterview.core.clock import Now, system_clock
    from afterview.core.db import make_engine, open_session

    engine = make_engine(url)
    with open_session(engine, Now(system_clock(), ZoneInfo("UTC"))) as session:
        yield session
    engine.dispose()


@pytest.fixture
def queue(session: "Session") -> Callable[..., None]:
    """Queue a job for each key, which it is given too: `queue("job", "a", "b")`."""
    from afterview.jobs.queue import put

    def fill(job: str, *keys: str) -> None:
        for key in keys:
            put(session, job, key, key)
        session.commit()

    return fill


class Ear(logging.Handler):
    """Keeps what is logged; `wait_for` returns once a message has been heard."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: Queue[logging.LogRecord] = Queue()
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.WARNING:
            self.warnings.append(record.getMessage())
        self.heard.put(record)

    def wait_for(self, message: str) -> None:
        while message not in self.heard.get(timeout=60).getMessage():
            pass


@pytest.fixture
def ear() -> Iterator[Ear]:
    """Listens to the worker and to the job engine."""
    ear = Ear()
    loggers = [logging.getLogger(name) for name in ("afterview", "dbos")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(ear)
    loggers[0].setLevel(logging.INFO)
    yield ear
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(ear)
        logger.setLevel(level)


@pytest.fixture
def rows(url: str) -> Iterator[Callable[[str], list[tuple]]]:
    """Ask the job engine's tables: `rows("SELECT …")`."""
    from afterview.core.db import make_engine, reading

    engine = make_engine(url)

    def ask(statement: str) -> list[tuple]:
        prefix = "" if engine.dialect.name == "sqlite" else "dbos."
        with reading(engine).connect() as connection:
            found = connection.exec_driver_sql(statement.replace("FROM ", f"FROM {prefix}"))
            return [tuple(row) for row in found]

    yield ask
    engine.dispose()
