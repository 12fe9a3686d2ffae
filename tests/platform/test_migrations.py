"""Migrations: both databases, both directions, and nobody loses a row."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from starlette.testclient import TestClient

from afterview.core import migrating
from afterview.core.clock import Now
from afterview.core.db import INDEX_OPTIONS, make_engine, transaction
from afterview.core.migrating import Standing
from afterview.core.settings import Settings
from afterview.jobs.engine import prepare
from afterview.main import create_app
from afterview.tables import Row
from tests.factories.clock import TestClock

REBUILD = """
revision = "{name}"
down_revision = "{follows}"
branch_labels = None
depends_on = None

def upgrade() -> None:
    from alembic import op
    {upgrade}

def downgrade() -> None:
    pass
"""


@pytest.fixture
def engine(database_url):
    """An engine on the empty database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def service(database_url, tmp_path):
    """A client of the service on a database of its own, whose schema may be spoilt."""
    migrating.upgrade(database_url)
    settings = Settings(database_url=database_url, data_dir=tmp_path)
    with TestClient(create_app(settings), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def later(tmp_path):
    """Writes the next release's revision into a copy of the migrations; gives Alembic's config."""

    def write(url, upgrade):
        folder = shutil.copytree(migrating.folder(), tmp_path / "migrations")
        text = REBUILD.format(name="later", follows=migrating.head(), upgrade=upgrade)
        Path(folder, "versions/later.py").write_text(text)
        config = migrating.config(url)
        config.set_main_option("script_location", str(folder))
        return config

    return write


def test_an_empty_database_reaches_the_newest_revision(database_url, engine):
    assert migrating.state_of(engine).standing is Standing.EMPTY
    assert migrating.upgrade(database_url).standing is Standing.EMPTY
    assert migrating.state_of(engine).standing is Standing.CURRENT
    assert migrating.upgrade(database_url).standing is Standing.CURRENT


def test_migrations_and_models_agree(database_url):
    migrating.upgrade(database_url)
    command.check(migrating.config(database_url))


def test_partial_indexes_are_over_the_rows_that_the_models_say(sqlite_url):
    """Alembic does not compare conditions; PostgreSQL tells them in words of its own."""
    engine = make_engine(sqlite_url)
    inspector = sa.inspect(engine)
    told = {
        index.name: str(index.info[INDEX_OPTIONS]["sqlite_where"])
        for table in Row.metadata.tables.values()
        for index in table.indexes
        if "sqlite_where" in index.info.get(INDEX_OPTIONS, {})
    }
    there = {
        index["name"]: str(index["dialect_options"]["sqlite_where"])
        for name in Row.metadata.tables
        for index in inspector.get_indexes(name)
        if "sqlite_where" in index["dialect_options"]
    }
    engine.dispose()
    assert len(told) > 10
    assert there == told


def test_every_revision_goes_down_and_up_again(database_url, engine):
    prepare(database_url, wait_seconds=5)  # those of the job engine stay
    others = set(sa.inspect(engine).get_table_names())
    migrating.upgrade(database_url)
    fill(engine)
    tables = set(sa.inspect(engine).get_table_names())
    config = migrating.config(database_url)
    for _ in migrating.revisions():
        command.downgrade(config, "-1")
    assert set(sa.inspect(engine).get_table_names()) <= {"alembic_version"} | others
    migrating.upgrade(database_url)
    assert set(sa.inspect(engine).get_table_names()) == tables


def test_rows_survive_a_table_that_is_rebuilt(database_url, engine, later):
    migrating.upgrade(database_url)
    fill(engine)
    before = counted(engine)
    rebuild = """with op.batch_alter_table("account") as table:
        table.alter_column("name", nullable=True)"""
    command.upgrade(later(database_url, rebuild), "head")
    assert counted(engine) == before
    assert before["stage"] > 1


def test_a_revision_that_loses_rows_is_taken_back(tmp_path, later):
    url = f"sqlite:///{tmp_path / 'afterview.db'}"
    migrating.upgrade(url)
    engine = make_engine(url)
    fill(engine)
    before = counted(engine)
    with pytest.raises(RuntimeError, match="stage"):
        command.upgrade(later(url, 'op.execute("DELETE FROM stage")'), "head")
    assert counted(engine) == before
    assert migrating.state_of(engine).standing is Standing.CURRENT
    engine.dispose()


def test_processes_that_start_at_once_migrate_once(database_url, engine):
    environment = {"AFTERVIEW_DATABASE_URL": database_url}
    started = [afterview("migrate", environment) for _ in range(3)]
    for process in started:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    assert migrating.state_of(engine).standing is Standing.CURRENT


def test_a_database_that_needs_nothing_costs_no_alembic(migrated_url):
    code = (
        "import sys; from afterview.core import migrating; "
        "migrating.upgrade(sys.argv[1]); sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, migrated_url]).returncode == 0


def test_the_release_before_serves_a_newer_schema_and_leaves_it_alone(
    service, engine, database_url
):
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'tomorrow'")
    assert service.get("/health/ready").status_code == 200
    with pytest.raises(migrating.MadeByNewerVersion, match="tomorrow"):
        migrating.upgrade(database_url)


def test_a_database_without_tables_is_not_ready(service, engine):
    assert service.get("/health/ready").json() == {"status": "ok"}
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE alembic_version")
    assert service.get("/health/live").json() == {"status": "ok"}
    answer = service.get("/health/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "not-migrated")
    assert answer.headers["content-type"] == "application/problem+json"


def test_revisions_follow_each_other_in_one_line():
    known = migrating.revisions()
    assert len(set(known.values())) == len(known)
    assert None in known.values()
    assert set(known.values()) - {None} == known.keys() - {migrating.head()}


def test_revisions_do_not_import_the_application():
    for path in migrating.folder().glob("versions/*.py"):
        imported = {
            name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text()))
            for name in names(node)
        }
        assert imported <= {"alembic", "sqlalchemy"}, path.name


def names(node):
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) else []


def fill(engine):
    """An account with its stages and activities: a parent with children in several tables."""
    from afterview import tables  # noqa: F401
    from afterview.accounts.schemas import AccountCreate
    from afterview.flows.account_opened import add_account

    clock = TestClock()
    with transaction(engine, Now(clock(), clock().tzinfo)) as session:
        add_account(session, AccountCreate(email="sam@example.org", password="a long password"))


def counted(engine):
    tables = set(sa.inspect(engine).get_table_names())
    with engine.connect() as connection:
        return {
            table: connection.execute(
                sa.select(sa.func.count()).select_from(sa.table(table))
            ).scalar_one()
            for table in tables
        }


def afterview(command_name, environment):
    return subprocess.Popen(
        [sys.executable, "-m", "afterview", command_name],
        env=os.environ | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
