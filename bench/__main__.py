"""`uv run python -m bench [--quick] [--database sqlite|postgresql|both] [--part …] [--write]`.

A measurement, not a test: it ends with 0 whether the bars are met or not. What everything is
compared with is measured in the same run; absolute figures say little about another machine.
"""

import argparse
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median

from afterview.core import migrating
from afterview.core.db import make_engine, sqlite_driver
from afterview.core.settings import Settings
from afterview.main import ROUTERS
from bench import correspondence, measures, servers, table
from bench.data import Search, fill
from bench.measures import Asked, Bench, Line
from tests import postgres

DOCUMENT = servers.ROOT / "docs" / "performance.md"
SIZE, LARGE = 10_000, 100_000
SMALL = 400
"""Enough where only one application of them is asked for."""
REMINDERS, FEW_REMINDERS = 10_000, 1_000
PARTS = ("all", "requests", "correspondence")
DURABLE = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_connections": "200",
    "shared_buffers": "256MB",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds, for a first look")
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--part", choices=PARTS, default="all", help="measure only this")
    parser.add_argument(
        "--write", action="store_true", help=f"write the table into {DOCUMENT.name}"
    )
    given = parser.parse_args()
    if given.write and given.part != "all":
        parser.error("only a run of everything can be written into the table")
    seconds, rounds = (0.5, 1) if given.quick else (1.5, 5)
    requests, letters = given.part != "correspondence", given.part != "requests"
    parts: dict[str, list[Line]] = {}
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if given.database != "postgresql":
            bench = Bench(seconds, rounds)
            if requests:
                _sqlite(bench, Path(folder))
            if letters:
                _gauge(bench, Path(folder))
            parts["SQLite"] = bench.lines
            table.show("SQLite", bench.lines)
        if given.database != "sqlite":
            bench = Bench(seconds, rounds)
            if requests:
                _postgresql(bench)
            if letters:
                _drain(bench, FEW_REMINDERS if given.quick else REMINDERS)
            parts["PostgreSQL"] = bench.lines
            table.show("PostgreSQL", bench.lines)
    if given.write:
        table.write(DOCUMENT, _machine(), parts)


def _sqlite(bench: Bench, folder: Path) -> None:
    small, large = folder / "small", folder / "large"
    search, larger = _sqlite_data(small, SIZE), _sqlite_data(large, LARGE)
    for copy in ("limit", "counting"):
        shutil.copytree(small, folder / copy)
    asked = Asked(search)
    limit_url = Settings(data_dir=folder / "limit", database_url="").url
    with (
        servers.afterview(data_dir=str(small)) as ours,
        servers.uvicorn("bench.limit_app:app", BENCH_URL=limit_url) as limit,
    ):
        at_rest = ours.memory_mb()
        measures.same_answers(ours, limit, search.token, _comparable(search))
        measures.sqlite_routes(bench, ours, limit, asked)
        measures.crowds(bench, ours, asked)
        for server in (ours, limit):
            bench.load(server, asked.held, 1, limit=len(asked.held))
        measures.stories(bench, ours, limit, asked)
        measures.pages_for_people(bench, ours, asked, bar=15)
        measures.ending(bench, ours, asked, bar=4)
        _memory(bench, at_rest, ours.memory_mb())
    measures.statements(bench, str(folder / "counting"), search.token)
    with (
        servers.afterview(data_dir=str(folder / "counting")) as ours,
        servers.afterview(data_dir=str(large)) as theirs,
    ):
        deep = measures.deep_cursor(theirs, larger.token, LARGE)
        measures.growth(bench, (ours, asked), (theirs, Asked(larger)), deep)
    _start(bench, folder)


def _postgresql(bench: Bench) -> None:
    with postgres.server(DURABLE) as url, postgres.database(url) as place:
        search = _fill(place, SIZE)
        asked = Asked(search)
        with (
            servers.afterview(database_url=place) as ours,
            servers.uvicorn("bench.documented:app", BENCH_URL=place) as pattern,
            servers.uvicorn("bench.limit_app:app", BENCH_URL=place) as limit,
        ):
            measures.same_answers(ours, pattern, search.token, _comparable(search)[:2])
            measures.same_answers(ours, limit, search.token, _comparable(search))
            measures.postgresql_routes(bench, ours, pattern, limit, asked)
            measures.crowds(bench, ours, asked)
            bench.load(ours, asked.held, 1, limit=len(asked.held))
            measures.pages_for_people(bench, ours, asked)
            measures.ending(bench, ours, asked)
        _two_processes(bench, place, asked)
        with postgres.database(url) as larger_place:
            larger = _fill(larger_place, LARGE)
            with (
                servers.afterview(database_url=place) as ours,
                servers.afterview(database_url=larger_place) as theirs,
            ):
                deep = measures.deep_cursor(theirs, larger.token, LARGE)
                measures.growth(bench, (ours, asked), (theirs, Asked(larger)), deep)


def _gauge(bench: Bench, folder: Path) -> None:
    """The pressure gauge and the plan, for an application with a long history."""
    correspondence.arithmetic(bench)
    search = _sqlite_data(folder / "letters", SMALL)
    engine = make_engine(Settings(data_dir=folder / "letters", database_url="").url)
    try:
        application = correspondence.write_history(engine, search)
    finally:
        engine.dispose()
    with servers.afterview(data_dir=str(folder / "letters")) as ours:
        correspondence.page(bench, ours, search.token, application)


def _drain(bench: Bench, count: int) -> None:
    """Due reminders through two workers, on a server that keeps what it has confirmed."""
    with postgres.server(DURABLE) as url, postgres.database(url) as place:
        migrating.upgrade(Settings(database_url=place).url)
        correspondence.drain(bench, place, count)


def _sqlite_data(folder: Path, size: int) -> Search:
    folder.mkdir()
    return _fill(Settings(data_dir=folder, database_url="").url, size)


def _fill(url: str, size: int) -> Search:
    url = Settings(database_url=url).url
    migrating.upgrade(url)
    engine = make_engine(url)
    try:
        return fill(engine, size)
    finally:
        engine.dispose()


def _comparable(search: Search) -> list[str]:
    api = "/api/v1/applications"
    return [
        f"{api}/{search.applications[-1]}",
        f"{api}?stage_id={search.stage}&sort=-updated_at&limit=50",
        "/api/v1/board",
    ]


def _memory(bench: Bench, at_rest: float, after: float) -> None:
    bench.lines += [
        Line("memory at rest", f"{at_rest:.0f} MB", "≤ 120 MB", at_rest <= 120),
        Line("memory after all this", f"{after:.0f} MB", "≤ 200 MB", after <= 200),
    ]


def _start(bench: Bench, folder: Path) -> None:
    """From the command to the first answer, on a database that needs no migration."""
    routes = str(sum(len(router.routes) for router in ROUTERS))
    bare_file = str(folder / "bare.db")
    starts = {
        "ours": partial(servers.afterview, data_dir=str(folder / "counting")),
        "bare": partial(
            servers.uvicorn, "bench.bare:app", BENCH_DATABASE=bare_file, BENCH_ROUTES=routes
        ),
    }
    took = {
        name: [measures.stopwatch(start) for _ in range(bench.rounds + 1)][1:]
        for name, start in starts.items()
    }
    ours, bare = median(took["ours"]), median(took["bare"])
    bench.lines += [
        Line("start to the first answer", f"{ours:.2f} s", "≤ 2.0 s", ours <= 2.0),
        Line(
            f"the same against FastAPI and SQLModel with {routes} empty routes",
            f"{ours / bare:.2f} times",
            "≤ 1.6 times",
            ours <= 1.6 * bare,
        ),
    ]


def _two_processes(bench: Bench, url: str, asked: Asked) -> None:
    """On two cores the database and the load share them, so this is only reported."""

    @contextmanager
    def serving(processes: int) -> Iterator[servers.Server]:
        options = ("--factory", "--workers", str(processes))
        with servers.uvicorn(
            "afterview.main:create_app", *options, AFTERVIEW_DATABASE_URL=url
        ) as server:
            yield server

    with serving(1) as one, serving(2) as two:
        found = bench.turns({"one": (one, asked.list), "two": (two, asked.list)}, 16)
    ratio = found["two"]["per_second"] / found["one"]["per_second"]
    bench.solo(
        f"list of 50, 16 at once: two processes against one, {os.cpu_count()} cores",
        found["two"],
        f"{ratio:.2f} times",
        "",
        None,
    )


def _machine() -> str:
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    return (
        f"Measured on {day}: {os.cpu_count()} shared cores, {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite_driver().sqlite_version}, "
        "PostgreSQL 18. The load generator runs on the same cores."
    )


if __name__ == "__main__":
    main()
