"""A database of a worker's own, and an ear for what it says."""

import logging
from collections.abc import Callable, Iterator
from queue import Queue

import pytest

from afterview.core import migrating


@pytest.fixture
def url(database_url: str) -> str:
    """A migrated database that no worker has seen: the shared ones keep the job engine's tables."""
    migrating.upgrade(database_url)
    return database_url


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
    """Ask the worker's database: `rows("SELECT …")`."""
    from afterview.core.db import make_engine, reading

    engine = make_engine(url)

    def ask(statement: str) -> list[tuple]:
        prefix = "" if engine.dialect.name == "sqlite" else "dbos."
        with reading(engine).connect() as connection:
            found = connection.exec_driver_sql(statement.replace("FROM ", f"FROM {prefix}"))
            return [tuple(row) for row in found]

    yield ask
    engine.dispose()
