"""One worker at a time on a database; any others stand by.

DBOS resumes what its own name left unfinished, so two at once would do each other's work twice.
Both locks below belong to an open connection, and so end with the process, however it ends.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from sqlalchemy import func, make_url, select

from afterview.core.db import make_engine, reading, sqlite_driver

LOCK = 7_002
"""PostgreSQL's advisory lock for the worker; any number nobody else uses."""


@contextmanager
def taken(url: str) -> Iterator[Callable[[], object] | None]:
    """Take the turn and give a function that raises once it is lost; None: somebody else has it."""
    take = _on_sqlite if make_url(url).get_backend_name() == "sqlite" else _on_postgresql
    with take(url) as check:
        yield check


@contextmanager
def _on_sqlite(url: str) -> Iterator[Callable[[], object] | None]:
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
            yield lambda: None  # as long as the process lives


@contextmanager
def _on_postgresql(url: str) -> Iterator[Callable[[], object] | None]:
    """A lock of the session, which a restart of the server takes away."""
    engine = make_engine(url)
    try:
        with reading(engine).connect() as connection:
            mine = connection.scalar(select(func.pg_try_advisory_lock(LOCK)))
            yield (lambda: connection.scalar(select(1))) if mine else None
    finally:
        engine.dispose()
