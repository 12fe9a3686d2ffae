"""A slot for each worker: the lowest free one is its name for the job engine.

The engine resumes what was left under a worker's own name, so no two may have the same at once. A
slot is a lock that belongs to an open connection, and so ends with the process, however it ends;
whoever holds it may resume what was left in it. SQLite's one file has one slot.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from sqlalchemy import func, make_url, select
from sqlalchemy.engine import Connection

from afterview.core.db import make_engine, reading, sqlite_driver

SLOTS = 8
LOCK = 7_002
"""PostgreSQL's advisory lock for the first slot, the next number for the second, and so on."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A slot that is ours."""

    slot: int
    check: Callable[[], object]
    """Raises once the slot is lost."""
    vacant: Callable[[], Iterator[int]]
    """The slots that nobody has; each is held as long as the loop over them is at it."""


@contextmanager
def taken(url: str) -> Iterator[Turn | None]:
    """Take the lowest free slot; None: there is none, so others do the work."""
    take = _on_sqlite if make_url(url).get_backend_name() == "sqlite" else _on_postgresql
    with take(url) as turn:
        yield turn


@contextmanager
def _on_sqlite(url: str) -> Iterator[Turn | None]:
    """An empty SQLite file beside the database, locked: portable, and never stale."""
    driver = sqlite_driver()
    path = f"{make_url(url).database}-worker"
    with closing(driver.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA journal_mode=OFF")  # or a second file would lie about
            connection.execute("BEGIN EXCLUSIVE")
        except driver.OperationalError as error:
            if "locked" not in str(error):
                raise
            yield None
        else:
            yield Turn(1, check=lambda: None, vacant=lambda: iter(()))  # while the process lives


@contextmanager
def _on_postgresql(url: str) -> Iterator[Turn | None]:
    """A lock of the session, which a restart of the server takes away."""
    engine = make_engine(url)
    try:
        with reading(engine).connect() as connection:
            slots = range(1, SLOTS + 1)
            mine = next((slot for slot in slots if _locked(connection, slot)), None)
            others = [slot for slot in slots if slot != mine]
            if mine is None:
                yield None
                return
            yield Turn(
                mine,
                check=lambda: connection.scalar(select(1)),
                vacant=lambda: _held(connection, others),
            )
    finally:
        engine.dispose()


def _held(connection: Connection, slots: list[int]) -> Iterator[int]:
    for slot in slots:
        if _locked(connection, slot):
            try:
                yield slot
            finally:
                connection.scalar(select(func.pg_advisory_unlock(LOCK + slot - 1)))


def _locked(connection: Connection, slot: int) -> bool:
    return bool(connection.scalar(select(func.pg_try_advisory_lock(LOCK + slot - 1))))
