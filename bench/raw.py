"""A raw driver with the product's settings, for the limit: SQLite or PostgreSQL."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from afterview.core.db import sqlite_driver

PRAGMAS = (
    "foreign_keys=ON",
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=5000",
    "cache_size=-16000",
    "temp_store=MEMORY",
)


class Database:
    """One connection; SQL is written with question marks."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite")
        if self.sqlite:
            driver = sqlite_driver()
            path = url.removeprefix("sqlite:///")
            self.connection = driver.connect(path, isolation_level=None, check_same_thread=False)
            self.connection.row_factory = driver.Row
            for pragma in PRAGMAS:
                self.connection.execute(f"PRAGMA {pragma}")
            return
        import psycopg
        from psycopg.rows import dict_row

        self.connection = psycopg.connect(url, autocommit=True, row_factory=dict_row)
        self.translated: dict[str, str] = {}

    def id(self, value: str) -> str:
        """An id as this database takes it."""
        return value.replace("-", "") if self.sqlite else value

    def run(self, sql: str, values: tuple[Any, ...]) -> Any:
        if self.sqlite:
            return self.connection.execute(sql, values)
        text = self.translated.get(sql) or self.translated.setdefault(sql, sql.replace("?", "%s"))
        return self.connection.execute(text, values)

    def one(self, sql: str, values: tuple[Any, ...]) -> Any:
        return self.run(sql, values).fetchone()

    def all(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        return self.run(sql, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if not self.sqlite:
            with self.connection.transaction():
                yield
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:  # whatever it is, nothing of it stays
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")


class PerThread(threading.local):
    """A connection for each thread that works."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)


def dashed(value: Any) -> str:
    """An id as it is sent."""
    if isinstance(value, UUID):
        return str(value)
    h = value
    return h if "-" in h else f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"


def instant(value: Any) -> str:
    """An instant as it is sent."""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return f"{value[:10]}T{value[11:].removesuffix('.000000')}Z"


def stored(at: datetime) -> str:
    """An instant as it is kept."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")  # the databases count in UTC


def decoded(value: Any) -> Any:
    """JSON as it is sent."""
    return orjson.loads(value) if isinstance(value, str) else value
