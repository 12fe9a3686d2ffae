"""How Alembic runs our revisions: in one transaction, one process at a time, losing no row.

A kill at any moment leaves the old schema or the new one, nothing between. Revisions are plain
SQLAlchemy and never import the application: history must not change when today's code does.
"""

from typing import Any

import sqlalchemy as sa
from alembic import context
from sqlalchemy.engine import Connection
from sqlmodel.sql.sqltypes import AutoString

from afterview.core.column_types import JsonData, UtcDateTime
from afterview.core.db import INDEX_OPTIONS, make_engine
from afterview.core.settings import Settings
from afterview.tables import Row

WAIT_SECONDS = 600
"""How long a process waits for another one that is migrating."""
LOCK = 7_000
"""PostgreSQL's advisory lock for migrations; any number nobody else uses."""
JOB_TABLES = {"application_versions", "notifications", "operation_outputs", "queues", "streams"}


class RowsLost(RuntimeError):
    """A revision took rows along that it should have kept; everything was rolled back."""


def run() -> None:
    """Bring the database of the command, or of the environment, to the revision asked for."""
    url = context.config.attributes.get("url") or Settings().url
    if context.config.attributes.get("job_engine"):
        # First: a database at our newest revision has the tables that jobs are queued in.
        from afterview.jobs.engine import prepare

        prepare(url, WAIT_SECONDS)
    engine = make_engine(url)
    migrate = on_sqlite if engine.dialect.name == "sqlite" else on_postgresql
    try:
        with engine.connect() as connection:
            migrate(connection)
    finally:
        engine.dispose()


def on_sqlite(connection: Connection) -> None:
    """Migrate with foreign keys off, then prove that nothing was lost.

    SQLite changes a table by building a new one and dropping the old. With foreign keys on, the
    drop would empty every table that refers to it, without a word. The switch does nothing inside
    a transaction, so it is thrown on the driver's connection, before the first statement.

    `BEGIN IMMEDIATE` (core/db.py) is the lock between processes: it waits as long as the busy
    timeout says, and the operating system lets go of it when its holder dies.
    """
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    driver.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
    with connection.begin():
        before = counted(connection)
        run_revisions(connection)
        after = counted(connection)
        lost = sorted(name for name in before.keys() & after.keys() if after[name] < before[name])
        orphaned = sorted(
            {row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")}
        )
        if lost or orphaned:
            raise RowsLost(f"fewer rows in: {lost}; references to nothing in: {orphaned}")


def on_postgresql(connection: Connection) -> None:
    """Migrate under a lock that ends with the transaction."""
    with connection.begin():
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
        run_revisions(connection)


def run_revisions(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=spelled_out(Row.metadata),
        include_name=is_ours,
        include_object=is_comparable,
        render_item=plain_sqlalchemy,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def spelled_out(tables: sa.MetaData) -> sa.MetaData:
    """Tables whose indexes say what each database is told of them; a start has no use for that."""
    for index in (index for table in tables.sorted_tables for index in table.indexes):
        for option, value in index.info.get(INDEX_OPTIONS, {}).items():
            index.dialect_kwargs[option] = value
    return tables


def counted(connection: Connection) -> dict[str, int]:
    """Every table and how many rows it has."""
    return {
        name: connection.execute(
            sa.select(sa.func.count()).select_from(sa.table(name))
        ).scalar_one()
        for name in sa.inspect(connection).get_table_names()
        if name != "alembic_version" and is_ours(name, "table")
    }


def is_ours(name: str | None, kind: str, _parents: Any = None) -> bool:
    """Leave out tables that others look after: the job engine, and SQLite's full text search.

    On SQLite both share the one namespace with ours.
    """
    return not (
        kind == "table"
        and name is not None
        and (name in JOB_TABLES or name.startswith(("dbos_", "word_index", "workflow_")))
    )


def is_comparable(item: Any, _name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Leave out indexes over expressions: a database spells those in its own way."""
    return kind != "index" or all(isinstance(part, sa.Column) for part in item.expressions)


def plain_sqlalchemy(kind: str, item: Any, autogenerate: Any) -> str | bool:
    """Write our own column types down as what they are to the database."""
    if kind == "type" and isinstance(item, JsonData | sa.JSON):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


run()
