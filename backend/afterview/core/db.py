"""Tables, engines and the one transaction of a request, the same on SQLite and PostgreSQL."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from typing import Any, TypeVar, cast
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import (
    Alias,
    CursorResult,
    Delete,
    Engine,
    Enum,
    Index,
    MetaData,
    Select,
    Update,
    Uuid,
    bindparam,
    create_engine,
    event,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import declared_attr
from sqlalchemy.orm.attributes import instance_state, set_attribute
from sqlalchemy.orm.util import identity_key
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Field, Session, SQLModel, select
from sqlmodel._compat import SQLModelConfig, init_pydantic_private_attrs

from afterview.core.clock import Now
from afterview.core.column_types import TextEnum, TextUuid, UtcDateTime
from afterview.core.errors import NotFound
from afterview.core.ids import new_id

WRITES = "afterview_writes"
INDEX_OPTIONS = "index_options"
"""Where an index keeps what only one database understands, for Alembic (migrations/env.py).

SQLAlchemy would load a whole dialect to look such an option up, and most starts need one dialect.
"""


class Row(SQLModel):
    """Base of every table. Constraints get names, so a migration can find them again."""

    model_config = SQLModelConfig(defer_build=True)  # rows are never validated: nothing to build
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )

    def __init__(self, **values: Any) -> None:
        """Set the columns of these names, and the others to their defaults.

        SQLModel sets each column twice, once for SQLAlchemy and once for Pydantic, which makes a
        row of thirty columns as dear as the statement that inserts it. A row that is new has no
        history to be told of, so its columns can be written where both look for them.

        Raises:
            TypeError: there is no such column.
        """
        kind = type(self)
        if unknown := values.keys() - kind.model_fields.keys():
            raise TypeError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
        fixed, made = _defaults(kind)
        new = {name: make() for name, make in made.items() if name not in values}
        self.__dict__.update(fixed | new | values)
        init_pydantic_private_attrs(self)
        self.__pydantic_fields_set__.update(values)

    def __setattr__(self, name: str, value: Any) -> None:
        """Tell SQLAlchemy alone of a column: it writes the value where Pydantic looks, too."""
        if name in type(self).__pydantic_fields__:
            set_attribute(self, name, value)
        else:
            super().__setattr__(name, value)


@cache
def _defaults(kind: type[Row]) -> tuple[dict[str, Any], dict[str, Callable[[], Any]]]:
    """What columns hold that nobody gives a value: the same for every row, or made for each."""
    free = {name: field for name, field in kind.model_fields.items() if not field.is_required()}
    made = {name: field.default_factory for name, field in free.items() if field.default_factory}
    fixed = {name: field.default for name, field in free.items() if name not in made}
    if shared := [name for name, value in fixed.items() if not isinstance(value, Hashable)]:
        raise TypeError(f"{kind.__name__}: {shared} would be shared; give a default_factory")
    return fixed, cast(dict[str, Callable[[], Any]], made)  # factories that take nothing


class Versioned(Row):
    """Columns of every row that can be changed.

    `version` rises with each update and stands in its WHERE, so two writers cannot both win.
    The session stamps `created_at` and `updated_at` from the present it was opened with.
    """

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    version: int = Field(default=1)
    created_at: datetime = Field(default=None, sa_type=UtcDateTime, nullable=False)
    updated_at: datetime = Field(default=None, sa_type=UtcDateTime, nullable=False)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # SQLAlchemy hands in the class
        # SQLModel does not declare what SQLAlchemy adds
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


class Owned(Versioned):
    """A changeable row that belongs to one account, and goes when the account goes."""

    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)


RowT = TypeVar("RowT", bound=Row)
OwnedT = TypeVar("OwnedT", bound=Owned)


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows alone that a condition in SQL is true of.

    Only Alembic hears of the condition: tables are made by migrations, never by `create_all`.
    """
    options = {f"{dialect}_where": text(where) for dialect in ("sqlite", "postgresql")}
    return Index(name, *columns, unique=unique, info={INDEX_OPTIONS: options})


def columns(kind: type[SQLModel]) -> Any:
    """Every column of a table, for a select whose rows become a read model directly."""
    return kind.__table__.c  # type: ignore[attr-defined]  # SQLModel does not declare it


def again(kind: type[Row]) -> Alias:
    """A table under another name, for a join with itself. Its columns are on `.c`.

    An alias of the entity would have every mapper configured at once, which is 20 ms of a start.
    """
    return kind.__table__.alias()  # type: ignore[attr-defined]  # as above


def make_engine(url: str, connections: int = 1, *, wary: bool = False) -> Engine:
    """Open the database behind `url`. SQLite is tuned to survive power cuts; see performance.md.

    `wary` asks a PostgreSQL connection whether it is still alive before it is used: for those that
    may have been idle for hours.
    """
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_size=connections,
            max_overflow=connections,
            pool_pre_ping=wary,
            json_deserializer=from_json,
            hide_parameters=True,  # or an error would carry people's words into the log
        )
        engine.dialect.colspecs = {**engine.dialect.colspecs, Enum: TextEnum}
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    engine = create_engine(
        url,
        module=sqlite_driver(),
        pool_size=4,
        max_overflow=60,
        json_deserializer=from_json,
        hide_parameters=True,
        connect_args={"check_same_thread": False},
    )
    engine.dialect.colspecs = {**engine.dialect.colspecs, Uuid: TextUuid, Enum: TextEnum}
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def sqlite_driver() -> Any:
    """Return the newest SQLite at hand. One process must never load two of them.

    Two copies of the library on one file break each other's POSIX locks, so everything that
    opens the database asks here. `pysqlite3` carries a SQLite without the WAL-reset bug of
    3.7.0 to 3.51.2 (https://www.sqlite.org/wal.html); where it has no wheel, Python's own serves.
    """
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        from sqlite3 import dbapi2
    return dbapi2


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        "foreign_keys=ON",
        "journal_mode=WAL",
        "synchronous=FULL",  # NORMAL loses acknowledged writes when the power goes
        "busy_timeout=5000",
        "cache_size=-16000",
        "temp_store=MEMORY",
        "secure_delete=ON",  # what is deleted is overwritten, not only forgotten
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _prepare_postgresql(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute("SET TIME ZONE 'UTC'")
    cursor.close()
    connection.commit()  # or it would be taken back with the first transaction that is


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a writer fails at once when another one writes,
    # whatever the busy timeout says; so writers say so first.
    writes = connection.get_execution_options().get(WRITES, True)
    if writes:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif writes is False:  # a reader waits for nobody: there is no error to be translated
        # the driver's connection is None only once it is closed
        connection.connection.dbapi_connection.execute("BEGIN")  # type: ignore[union-attr]
    # None: whoever uses this engine sees to it (jobs/engine.py)


def reading(engine: Engine) -> Engine:
    """The same pool for requests that only read: no write lock, and no round trip for BEGIN."""
    if engine.dialect.name == "sqlite":
        return engine.execution_options(**{WRITES: False})
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@contextmanager
def transaction(engine: Engine, now: Now) -> Iterator[Session]:
    """One transaction outside a request: commit at the end, roll back on any exception."""
    with open_session(engine, now) as session:
        yield session
        session.commit()


def open_session(engine: Engine, now: Now) -> Session:
    return Session(engine, expire_on_commit=False, autoflush=False, info={"now": now})


def let_go(session: Session) -> None:
    """Commit what stands, and hold nothing while the network is waited for.

    What is asked of the session afterwards begins another transaction. Only for routes that have to
    wait (core/routing.py, `OutboundRoute`): what was written before is written, whatever follows.
    """
    session.commit()


def leave_no_trace(session: Session) -> None:
    """Once this transaction is committed, keep nothing of what it deleted.

    The answer is not kept either (core/idempotency.py): nobody is left to ask for it again.
    SQLite's write-ahead log holds old pages until it is used again; emptying it moves the
    overwritten ones into the file. PostgreSQL's log is the operator's to keep.
    """
    session.info["no_trace"] = True
    engine = session.info["engine"]
    if engine.dialect.name == "sqlite":
        event.listen(session, "after_commit", lambda _: _empty_log(engine), once=True)


def tidy(engine: Engine) -> None:
    """Keep SQLite's statistics current and its log short. PostgreSQL does both by itself."""
    if engine.dialect.name == "sqlite":
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA optimize")
        _empty_log(engine)


def _empty_log(engine: Engine) -> None:
    with closing(engine.raw_connection()) as connection:  # a transaction would forbid it
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")


@event.listens_for(Session, "before_flush")
def _stamp(session: Session, _context: Any, _instances: Any) -> None:
    """Keep `created_at` and `updated_at`, so that no service can forget them."""
    at = session.info["now"].at
    for row in session.new:
        if isinstance(row, Versioned):
            row.created_at = row.created_at or at
            row.updated_at = row.updated_at or at
    for row in session.dirty:
        if isinstance(row, Versioned) and _differs(row):
            row.updated_at = at


def _differs(row: Row) -> bool:
    """Whether a column was set to something else; `Session.is_modified` looks at every one."""
    was = instance_state(row).committed_state
    return any(row.__dict__.get(name) != value for name, value in was.items())


def owned(session: Session, kind: type[OwnedT], identity: UUID, owner_id: UUID) -> OwnedT:
    """Load a row of one owner, unless this transaction has it already.

    Somebody else's looks exactly like a missing one.

    Raises:
        NotFound: there is no such row, or it is not theirs.
    """
    known = session.identity_map.get(identity_key(kind, identity))
    if known is not None and known.owner_id == owner_id:
        return known
    return _or_missing(kind, find(session, kind, id=identity, owner_id=owner_id))


def held(session: Session, kind: type[OwnedT], identity: UUID, owner_id: UUID) -> OwnedT:
    """Load a row of one owner, and let nobody else change it before this transaction ends.

    Raises:
        NotFound: there is no such row, or it is not theirs.
    """
    statement = _having(kind, ("id", "owner_id"), for_update=True)
    found = session.scalars(statement, {"id": identity, "owner_id": owner_id}).one_or_none()
    return _or_missing(kind, found)


def _or_missing(kind: type[OwnedT], found: OwnedT | None) -> OwnedT:
    if found is None:
        raise NotFound(f"There is no such {kind.__tablename__!s}.".replace("_", " "))
    return found


def find(session: Session, kind: type[RowT], **values: Any) -> RowT | None:
    """Load the one row that has these values in the columns of these names, if there is one."""
    return session.scalars(_having(kind, tuple(values)), values).one_or_none()


@cache
def _having(kind: type[RowT], names: tuple[str, ...], *, for_update: bool = False) -> Select[RowT]:
    """Built once: putting a statement together takes longer than SQLite takes to run it."""
    found = select(kind).where(*(getattr(kind, name) == bindparam(name) for name in names))
    if for_update:  # and what the session had of it before is brought up to date
        found = found.with_for_update().execution_options(populate_existing=True)
    return found


def affected(session: Session, statement: Update | Delete) -> int:
    """Run an UPDATE or a DELETE; return how many rows it met."""
    return cast(CursorResult[Any], session.execute(statement)).rowcount


def upsert(session: Session, kind: type[Row]) -> Any:
    """An INSERT that can say `on_conflict_do_update`, in the dialect at hand."""
    if session.get_bind().dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert(kind)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(kind)
