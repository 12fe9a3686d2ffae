"""Look an installation over: what would lose data, lock people out, or surprise at night."""

import os
import platform
import shutil
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import func, make_url, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from afterview.core import crypto, migrating, network
from afterview.core.clock import Clock, system_clock
from afterview.core.db import make_engine, reading
from afterview.core.settings import Settings

CLIENT = Path(__file__).parents[1] / "static/index.html"
NO_CLIENT = (
    "the page is not built, only the API answers; build it: uv sync --reinstall-package afterview"
)
WAL_RESET_FIXED = (3, 51, 3)
"""First SQLite without the WAL-reset bug: https://www.sqlite.org/wal.html"""
OLDEST_POSTGRESQL = 16
LEAST_FREE, COMFORTABLY_FREE = 100_000_000, 1_000_000_000
CLOCK_SLACK = timedelta(seconds=5)
WORKER_SLACK = timedelta(minutes=5)
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what to do about it when something is wrong."""

    subject: str
    verdict: Verdict
    detail: str


Check = Callable[[Connection, Settings], Iterator[Finding]]
"""What a room above looks at, in a database that has its tables."""


def examine(
    settings: Settings, clock: Clock = system_clock, rooms: Sequence[Check] = ()
) -> Iterator[Finding]:
    """Check everything, cheapest first. Changes nothing."""
    yield _found("Python", platform.python_version())
    yield _client()
    yield from _folder(settings)
    yield from _address(settings)
    yield from _secrets(settings)
    yield from _database(settings, clock, rooms)


def _found(subject: str, fine: str, *, warning: str = "", broken: str = "") -> Finding:
    if broken:
        return Finding(subject, Verdict.BROKEN, broken)
    if warning:
        return Finding(subject, Verdict.WARNING, warning)
    return Finding(subject, Verdict.OK, fine)


def _client() -> Finding:
    return _found("Page", "built", broken="" if CLIENT.is_file() else NO_CLIENT)


def _folder(settings: Settings) -> Iterator[Finding]:
    """The data folder, where there is one: PostgreSQL keeps everything elsewhere."""
    folder = settings.data_dir.resolve()
    if not folder.is_dir():
        if not settings.database_url:
            yield _found(
                "Data folder", "", broken=f"{folder} does not exist; afterview migrate makes it"
            )
        return
    mode = stat.S_IMODE(folder.stat().st_mode)
    yield _found(
        "Data folder",
        str(folder),
        warning=f"others on this machine may enter {folder} (mode {mode:o}); chmod 700 it"
        if mode & 0o077
        else "",
        broken="" if os.access(folder, os.W_OK) else f"{folder} cannot be written to",
    )
    free = shutil.disk_usage(folder).free
    amount = f"{free / 1e9:.1f} GB free"
    yield _found(
        "Disk",
        amount,
        warning=amount if free < COMFORTABLY_FREE else "",
        broken=f"{amount}; writes will soon be refused" if free < LEAST_FREE else "",
    )


def _address(settings: Settings) -> Iterator[Finding]:
    """Where people find it, and whether their passwords travel there in the clear."""
    url = settings.public_url
    shown = url or f"http://{settings.host}:{settings.port}"
    if not url:
        exposed = settings.host not in LOOPBACK
        warning = "listens to other machines without https; set AFTERVIEW_PUBLIC_URL"
        yield _found("Address", shown, warning=warning if exposed else "")
        return
    parts = urlsplit(url)
    well_formed = parts.scheme in ("http", "https") and parts.netloc and parts.path in ("", "/")
    yield _found(
        "Address",
        shown,
        warning=""
        if settings.secure or parts.hostname in LOOPBACK
        else f"{url} is not https: passwords travel in the clear",
        broken=""
        if well_formed
        else f"AFTERVIEW_PUBLIC_URL has to look like https://afterview.example.org, not {url}",
    )
    if settings.secure:
        yield _found(
            "Reverse proxy",
            f"believes {settings.trusted_proxies}",
            warning=""
            if settings.trusted_proxies
            else "AFTERVIEW_TRUSTED_PROXIES is empty: every visitor seems to have the proxy's "
            "address, so one who guesses passwords slows down all",
        )


def _secrets(settings: Settings) -> Iterator[Finding]:
    """What passwords are encrypted with, and whom mail servers are trusted by."""
    path, reason = crypto.key_file(settings), ""
    if settings.secret_key:
        yield _found("Secrets", "encrypted with AFTERVIEW_SECRET_KEY")
    elif not path.exists():
        yield _found("Secrets", f"none yet; the first one makes {path}")
    else:
        try:
            crypto.read_key(path)
        except crypto.KeyUnusable as error:
            reason = error.reason
        yield _found("Secrets", f"encrypted with {path}; keep it in your backup", broken=reason)
    if settings.ca_file is not None:
        reason = ""
        try:
            network.tls_context(settings.ca_file)
        except OSError as error:
            reason = f"AFTERVIEW_CA_FILE, {settings.ca_file}, cannot be used: {error}"
        yield _found("Certificates", f"trusts those in {settings.ca_file} too", broken=reason)


def _database(settings: Settings, clock: Clock, rooms: Sequence[Check]) -> Iterator[Finding]:
    url = make_url(settings.url)
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and not Path(url.database or "").is_file():
        yield _found(
            "Database", "", broken=f"{url.database} does not exist; afterview migrate makes it"
        )
        return
    engine = make_engine(settings.url)
    try:
        with reading(engine).connect() as connection:
            yield _found("Database", url.render_as_string(hide_password=True))
            schema = _schema(connection)
            yield schema
            yield _worker(connection, clock())
            looks = _sqlite(connection, clock()) if sqlite else _postgresql(connection, clock())
            yield from looks
            if schema.verdict is not Verdict.BROKEN:
                for check in rooms:
                    yield from check(connection, settings)
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).splitlines()[0]
        yield _found("Database", "", broken=f"cannot be used: {reason}")
    finally:
        engine.dispose()


def _schema(connection: Connection) -> Finding:
    try:
        state = migrating.state(connection)
    except migrating.NoMigrations as error:
        return _found("Schema", "", broken=str(error))
    ahead = state.standing is migrating.Standing.AHEAD
    return _found(
        "Schema",
        f"at revision {state.head}",
        warning=f"at revision {state.revision}, from a newer version than this" if ahead else "",
        broken="" if state.serves else f"{state.standing}; run afterview migrate",
    )


def _worker(connection: Connection, at: datetime) -> Finding:
    """When the timetable was last kept, which it is every minute."""
    schedules = migrating.job_table(connection, "workflow_schedules", "last_fired_at")
    last = None if schedules is None else connection.scalar(select(func.max(schedules.c[0])))
    if last is None:
        return _found("Worker", "has not begun yet; afterview serve contains one")
    seen = datetime.fromisoformat(last)
    return _found(
        "Worker",
        f"at work, seen at {seen:%H:%M} UTC",
        warning=f"not seen since {seen:%Y-%m-%d %H:%M} UTC, so nothing is sent; it is in afterview "
        "serve, or with --no-worker in afterview worker"
        if at - seen > WORKER_SLACK
        else "",
    )


def _sqlite(connection: Connection, at: datetime) -> Iterator[Finding]:
    version = _value(connection, "SELECT sqlite_version()")
    known = tuple(int(part) for part in version.split("."))
    yield _found(
        "SQLite",
        version,
        warning=f"{version} can corrupt a file that several processes write to (fixed in 3.51.3); "
        "run one process only, or use PostgreSQL"
        if known < WAL_RESET_FIXED
        else "",
    )
    synchronous = _value(connection, "PRAGMA synchronous")
    journal = _value(connection, "PRAGMA journal_mode")
    yield _found(
        "Durability",
        "every commit reaches the disk",
        broken=""
        if (synchronous, journal) == ("2", "wal")
        else f"synchronous is {synchronous}, journal_mode is {journal}; expected 2 and wal",
    )
    whole = _value(connection, "PRAGMA integrity_check")
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    yield _found(
        "Integrity",
        "the file is whole",
        broken=f"{whole}; restore a backup"
        if whole != "ok"
        else f"{len(orphans)} rows refer to nothing, the first in {orphans[0][0]}"
        if orphans
        else "",
    )
    path = Path(connection.engine.url.database or "")
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    yield _clock(written - at, "the database was last written to in the future")


def _postgresql(connection: Connection, at: datetime) -> Iterator[Finding]:
    version = int(_value(connection, "SHOW server_version_num")) // 10_000
    yield _found(
        "PostgreSQL",
        _value(connection, "SHOW server_version"),
        broken=""
        if version >= OLDEST_POSTGRESQL
        else f"version {version}; {OLDEST_POSTGRESQL} or newer is needed",
    )
    off = [
        name
        for name in ("fsync", "full_page_writes", "synchronous_commit")
        if _value(connection, f"SHOW {name}") == "off"
    ]
    yield _found(
        "Durability",
        "every commit reaches the disk",
        broken=f"{', '.join(off)} is off: a power cut loses what was saved" if off else "",
    )
    there = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    yield _clock(abs(there - at), "this machine and the database server disagree")


def _clock(difference: timedelta, wrong: str) -> Finding:
    seconds = round(difference.total_seconds())
    return _found(
        "Clock",
        "agrees with the database",
        warning=f"{wrong}, by {seconds} seconds" if difference > CLOCK_SLACK else "",
    )


def _value(connection: Connection, statement: str) -> str:
    return str(connection.exec_driver_sql(statement).scalar_one())
