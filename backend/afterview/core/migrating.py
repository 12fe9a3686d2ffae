"""Bring a database to the newest revision; cheaply say whether it is there already.

Alembic does the work, in `migrations/env.py`, and takes a third of a second to import. A start on
a database that needs nothing is by far the most common one, so that question is answered here by
reading: the newest revision is the one in the folder that no other follows.
"""

import re
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, TableClause, column, inspect, select, table
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from afterview.core.db import make_engine, reading

if TYPE_CHECKING:
    from alembic.config import Config

PACKAGE = Path(__file__).parents[1]
JOB_TABLES = 125
"""How far the job engine's own migrations go; a test asks the engine whether that is still so."""
LOOKS, SECONDS_BETWEEN_LOOKS = 100, 0.02
_IDENTITY = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)
_FOLLOWS = re.compile(r'^down_revision = "(\w+)"$', re.MULTILINE)


class Standing(StrEnum):
    """How a database's schema compares with this version of the code."""

    EMPTY = "empty"
    BEHIND = "behind"
    CURRENT = "current"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class State:
    """The revision a database is at, None when it has none, and the newest one known here."""

    revision: str | None
    head: str

    @property
    def standing(self) -> Standing:
        if self.revision is None:
            return Standing.EMPTY
        if self.revision == self.head:
            return Standing.CURRENT
        return Standing.BEHIND if self.revision in revisions() else Standing.AHEAD

    @property
    def serves(self) -> bool:
        """Whether requests can be answered: a release back still runs on the newer schema."""
        return self.standing in (Standing.CURRENT, Standing.AHEAD)


class NoMigrations(RuntimeError):
    """The installation carries no revisions, or revisions that do not end in exactly one."""


class MadeByNewerVersion(RuntimeError):
    """The database is at a revision this version has never heard of."""


def folder() -> Path:
    """Where the migrations are: in the package when installed, else beside it in the repository."""
    installed = PACKAGE / "migrations"
    return installed if installed.is_dir() else PACKAGE.parents[1] / "migrations"


@cache
def revisions() -> dict[str, str | None]:
    """Every known revision, and the one it follows."""
    found = {}
    for path in folder().glob("versions/*.py"):
        text = path.read_text("utf-8")
        if identity := _IDENTITY.search(text):
            follows = _FOLLOWS.search(text)
            found[identity[1]] = follows[1] if follows else None
    return found


def head() -> str:
    """The newest revision.

    Raises:
        NoMigrations: there is none, or there are several.
    """
    known = revisions()
    last = known.keys() - set(known.values())
    if len(last) != 1:
        raise NoMigrations(f"{folder()} holds {len(last)} newest revisions; there has to be one.")
    return last.pop()


def state(connection: Connection) -> State:
    """Compare the database behind a connection with the revisions known here."""
    revision = None
    if inspect(connection).has_table("alembic_version"):
        revision = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return State(revision, head())


def state_of(engine: Engine) -> State:
    """The same, on a connection of its own that writes nothing and waits for nobody."""
    with reading(engine).connect() as connection:
        return state(connection)


def upgrade(url: str) -> State:
    """Bring the database to the newest revision; return the state it was found in.

    Processes that do this at the same moment wait for each other in `migrations/env.py`, and all
    but the first find nothing left to do.

    Raises:
        MadeByNewerVersion: a newer release has been here; nothing was changed.
        NoMigrations: there is nothing to upgrade to.
    """
    engine = make_engine(url)
    try:
        found = _first_look(engine)
        complete = found.standing is Standing.CURRENT and _has_job_tables(engine)
    finally:
        engine.dispose()
    if found.standing is Standing.AHEAD:
        raise MadeByNewerVersion(
            f"The database is at revision {found.revision}, which a newer version has made. "
            "Install that version, or restore a backup from before."
        )
    if not complete:
        from alembic import command

        settings = config(url)
        settings.attributes["job_engine"] = True
        command.upgrade(settings, "head")
    return found


def _has_job_tables(engine: Engine) -> bool:
    """Whether jobs can be queued: also by a process that runs none and never loads the engine."""
    with reading(engine).connect() as connection:
        versions = job_table(connection, "dbos_migrations", "version")
        if versions is None:
            return False
        return (connection.scalar(select(versions.c.version)) or 0) >= JOB_TABLES


def job_table(connection: Connection, name: str, *columns: str) -> TableClause | None:
    """One of the job engine's tables, when it is there."""
    schema = None if connection.dialect.name == "sqlite" else "dbos"
    if not inspect(connection).has_table(name, schema=schema):
        return None
    return table(name, *(column(each) for each in columns), schema=schema)


def _first_look(engine: Engine) -> State:
    """The state of a database whose file may not be there yet.

    Switching a new SQLite file to a write-ahead log heeds no busy timeout: of processes that make
    it in the same moment, all but one can be told at once that it is locked.
    """
    for _ in range(LOOKS):
        try:
            return state_of(engine)
        except OperationalError as error:
            if "database is locked" not in str(error.orig):
                raise
            time.sleep(SECONDS_BETWEEN_LOOKS)
    return state_of(engine)


def config(url: str) -> "Config":
    """What Alembic's commands need to work on a database."""
    from alembic.config import Config

    settings = Config(stdout=sys.stdout)
    settings.set_main_option("script_location", str(folder()).replace("%", "%%"))
    settings.attributes["url"] = url
    return settings
