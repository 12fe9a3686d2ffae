"""What is measured, and against which bar."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from bench.data import Search
from bench.http import Client
from bench.servers import ROOT, Server

Figures = dict[str, float]
LIMIT, PATTERN = "of the limit", "times the pattern"


@dataclass(frozen=True)
class Line:
    """One row of the table."""

    work: str
    found: str
    bar: str = ""
    met: bool | None = None
    """None where there is no bar, only something worth knowing."""
    per_second: float | None = None
    compared_per_second: float | None = None
    p50: float | None = None
    p99: float | None = None


@dataclass
class Bench:
    """Asks servers, in rounds that take turns, and keeps what came out."""

    seconds: float
    rounds: int
    lines: list[Line] = field(default_factory=list)

    def load(
        self, server: Server, requests: list[str], connections: int, limit: int = 0
    ) -> Figures:
        """Load one server for a while, from another process."""
        spec = {
            "port": server.port,
            "requests": requests,
            "connections": connections,
            "seconds": self.seconds if not limit else 60.0,
            "limit": limit,
        }
        before = server.processor_seconds()
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            cwd=ROOT,
            input=json.dumps(spec).encode(),
            stdout=subprocess.PIPE,
            check=True,
        )
        figures: Figures = json.loads(done.stdout)
        worked = server.processor_seconds() - before
        return figures | {"processor": worked / max(figures["answered"], 1)}

    def turns(
        self, jobs: Mapping[str, tuple[Server, list[str]]], connections: int, limit: int = 0
    ) -> dict[str, Figures]:
        """Load several servers in turn, round after round; give the median of each figure.

        What else happens on the machine then happens to all of them.
        """
        for server, requests in jobs.values():
            self.load(server, requests[-20:], connections, limit=4 * connections)
        found: dict[str, list[Figures]] = {name: [] for name in jobs}
        for turn in range(self.rounds):
            for name, (server, requests) in jobs.items():
                share = len(requests) // self.rounds  # nothing is asked for twice, if need be
                mine = requests[turn * share : (turn + 1) * share] or requests
                found[name].append(self.load(server, mine, connections, limit))
        return {name: _middle(figures) for name, figures in found.items()}

    def duel(
        self,
        work: str,
        ours: tuple[Server, list[str]],
        other: tuple[Server, list[str]],
        connections: int,
        bar: float | None = None,
        unit: str = LIMIT,
        limit: int = 0,
    ) -> None:
        """Afterview against another server that does the same work.

        `limit` keeps a round from asking for more than there is, where nothing can be had twice.
        """
        found = self.turns({"ours": ours, "other": other}, connections, limit)
        mine, theirs = found["ours"], found["other"]
        share = mine["per_second"] / theirs["per_second"]
        trouble = f", {mine['errors']:.0f} errors" if mine["errors"] else ""
        lighter = theirs["processor"] / mine["processor"]
        form = ".2f" if unit == LIMIT else ".1f"
        self.lines.append(
            Line(
                work=f"{work}, {connections} at once",
                found=f"{share:{form}} {unit} ({lighter:{form}} by processor time){trouble}",
                bar="" if bar is None else f"≥ {bar:{form}}",
                met=None if bar is None else share >= bar and not mine["errors"],
                per_second=mine["per_second"],
                compared_per_second=theirs["per_second"],
                p50=mine["p50"],
                p99=mine["p99"],
            )
        )

    def solo(self, work: str, found: Figures, text: str, bar: str, met: bool | None) -> None:
        self.lines.append(
            Line(
                work=work,
                found=text,
                bar=bar,
                met=met,
                per_second=found["per_second"],
                p50=found["p50"],
                p99=found["p99"],
            )
        )


def _middle(figures: list[Figures]) -> Figures:
    found = {name: median(figure[name] for figure in figures) for name in figures[0]}
    return found | {"errors": sum(figure["errors"] for figure in figures)}


class Asked:
    """The requests that are measured, for one account."""

    def __init__(self, search: Search) -> None:
        client = self.client = Client(search.token)
        self.get = [client.get(f"/applications/{one}") for one in search.applications[::13]]
        self.list = [
            client.get("/applications", stage_id=search.stage, sort="-updated_at", limit=50)
        ]
        self.create = [
            client.post("/applications", _application(search, number)) for number in range(30_000)
        ]
        self.board = [client.get("/board")]
        self.today = [client.get("/today")]
        self.words = [client.get("/applications", q=asked) for asked in ("bingo", "nurse leeds")]
        self.first_page = [client.get("/applications", limit=50)]
        self.endings = [self._ending(one) for one in search.to_end]
        self.held = [
            self._ending(one, datetime.now(UTC) - timedelta(days=2 + 2 * number, hours=-1))
            for number, one in enumerate(search.held)
        ]

    def _ending(self, interview: str, at: datetime | None = None) -> str:
        at = at or datetime.now(UTC) - timedelta(days=100, hours=-1)
        body = {"ended_at": at.isoformat(), "minutes_to_spare": 45, "tension": 6}
        return self.client.post(f"/interviews/{interview}/ending", body)

    def page(self, cursor: str) -> list[str]:
        return [self.client.get("/applications", limit=50, cursor=cursor)]


def _application(search: Search, number: int) -> dict[str, Any]:
    return {
        "title": f"Lamplighter {number}",
        "organization_name": search.employers[number * 7 % len(search.employers)],
        "applied_at": "2026-05-26T09:00:00Z",
        "tags": ["nights", "bus 36"],
        "desirability": 7,
        "job_location": "Leeds",
        "notes": "Ask for Tuesday.",
    }


def sqlite_routes(bench: Bench, ours: Server, limit: Server, asked: Asked) -> None:
    """The hot routes against the limit."""
    for work, requests, bar in (
        ("get one", asked.get, 0.20),
        ("list of 50", asked.list, 0.35),
        ("create", asked.create, 0.30),
    ):
        for connections in (1, 16):
            at_sixteen = bar if connections == 16 else None
            bench.duel(work, (ours, requests), (limit, requests), connections, at_sixteen)
    bench.duel("board of 200 cards", (ours, asked.board), (limit, asked.board), 16, 0.30)


def postgresql_routes(
    bench: Bench, ours: Server, pattern: Server, limit: Server, asked: Asked
) -> None:
    """The hot routes against the documented pattern, and against SQL by hand.

    Not with 64 at once: of those the pattern answers hardly any. Requests that wait for one of its
    15 connections hold every thread, and those that have one get none to finish on.
    """
    for work, requests, bar in (
        ("get one", asked.get, 1.8),
        ("list of 50", asked.list, 3.0),
        ("create", asked.create, 2.0),
    ):
        for connections in (1, 16):
            at_sixteen = bar if connections == 16 else None
            bench.duel(
                work, (ours, requests), (pattern, requests), connections, at_sixteen, PATTERN
            )
        bench.duel(work, (ours, requests), (limit, requests), 16)


def crowds(bench: Bench, ours: Server, asked: Asked) -> None:
    """Many at once: the slowest are not left behind, and nobody is turned away."""
    for work, requests in (("get one", asked.get), ("list of 50", asked.list)):
        found = bench.turns({"ours": (ours, requests)}, 64)["ours"]
        ratio = found["p99"] / found["p50"]
        bench.solo(
            f"{work}, 64 at once: p99 against p50",
            found,
            f"{ratio:.1f} times, {found['errors']:.0f} errors",
            "≤ 8 times, no error",
            ratio <= 8 and not found["errors"],
        )
    found = bench.load(ours, asked.list, 300, limit=300)
    bench.solo(
        "a burst of 300 lists",
        found,
        f"{found['errors']:.0f} errors",
        "no error",
        not found["errors"],
    )


def ending(bench: Bench, ours: Server, asked: Asked, bar: float | None = None) -> None:
    """The whole plan after an interview, against writing down one application."""
    jobs = {"create": (ours, asked.create[-3_000:]), "ending": (ours, asked.endings[500:])}
    found = bench.turns(jobs, 1, limit=60)
    ratio = found["ending"]["p50"] / found["create"]["p50"]
    bench.solo(
        "ending an interview: p50 against create",
        found["ending"],
        f"{ratio:.1f} times",
        "" if bar is None else f"≤ {bar:.0f} times",
        None if bar is None else ratio <= bar and not found["ending"]["errors"],
    )


def stories(bench: Bench, ours: Server, limit: Server, asked: Asked) -> None:
    """What reads and writes in many rooms at once, against the limit."""
    bench.duel("today", (ours, asked.today), (limit, asked.today), 1)
    endings = asked.endings[:500]
    a_round = len(endings) // bench.rounds - 20  # the last ones warm up
    bench.duel("ending an interview", (ours, endings), (limit, endings), 1, limit=a_round)


def pages_for_people(bench: Bench, ours: Server, asked: Asked, bar: float | None = None) -> None:
    """What opening the app in the morning takes; `bar` in milliseconds."""
    found = {
        name: bench.turns({"ours": (ours, requests)}, 1)["ours"]
        for name, requests in (("today", asked.today), ("board", asked.board))
    }
    together = found["today"]["p50"] + found["board"]["p50"]
    for name, figures in found.items():
        bench.solo(f"{name}, one at a time", figures, f"{figures['p50']:.1f} ms", "", None)
    limit, met = ("", None) if bar is None else (f"≤ {bar:.0f} ms", together <= bar)
    bench.lines.append(Line("today and board together", f"{together:.1f} ms", limit, met))


def growth(
    bench: Bench, small: tuple[Server, Asked], large: tuple[Server, Asked], deep: str
) -> None:
    """From 10,000 applications to 100,000."""
    for work in ("get", "list", "first_page"):
        jobs = {
            "small": (small[0], getattr(small[1], work)),
            "large": (large[0], getattr(large[1], work)),
        }
        _slower(bench, f"{work.replace('_', ' ')}, 10,000 → 100,000", jobs, "large", "small", 1.2)
    server, asked = large
    jobs = {"first": (server, asked.first_page), "deep": (server, asked.page(deep))}
    _slower(bench, "a deep page of 100,000 against the first", jobs, "deep", "first", 1.2)
    jobs = {"list": (server, asked.list), "words": (server, asked.words)}
    _slower(bench, "words among 100,000 against the list", jobs, "words", "list", 3.0)


def _slower(
    bench: Bench,
    work: str,
    jobs: Mapping[str, tuple[Server, list[str]]],
    one: str,
    other: str,
    bar: float,
) -> None:
    found = bench.turns(jobs, 1)
    ratio = found[one]["p50"] / found[other]["p50"]
    bench.solo(work, found[one], f"{ratio:.2f} times", f"≤ {bar:.1f} times", ratio <= bar)


def deep_cursor(server: Server, token: str, size: int) -> str:
    """Turn pages until nineteen of twenty rows have gone by."""
    cursor, seen = "", 0
    while seen < size * 0.95:
        query = f"?limit=200&cursor={cursor}" if cursor else "?limit=200"
        status, page = server.ask(f"/api/v1/applications{query}", token)
        assert status == 200, page
        cursor, seen = page["next"], seen + len(page["items"])
    return cursor


def statements(bench: Bench, data_dir: str, token: str) -> None:
    """Statements of the two pages that gather from everywhere."""
    bars = {"/api/v1/board": 3, "/api/v1/today": 12}
    done = subprocess.run(
        [sys.executable, "-m", "bench.statements", data_dir, *bars],
        cwd=ROOT,
        env={**os.environ, "BENCH_TOKEN": token},
        stdout=subprocess.PIPE,
        check=True,
    )
    for path, count in json.loads(done.stdout).items():
        work = f"{path.removeprefix('/api/v1/')}: statements besides the sign-in"
        bench.lines.append(Line(work, str(count), f"≤ {bars[path]}", count <= bars[path]))


def same_answers(ours: Server, other: Server, token: str, paths: Iterable[str]) -> None:
    """Make sure that both servers do the same work: they give the same answers."""
    for path in paths:
        mine, theirs = (server.ask(path, token)[1] for server in (ours, other))
        for answer in (mine, theirs):
            if "next" in answer:
                answer["next"] = bool(answer["next"])  # each has cursors of its own
        if mine != theirs:
            raise RuntimeError(f"the two servers answer {path} differently")


def stopwatch(start: Any) -> float:
    """Seconds until a server has answered for the first time."""
    began = time.perf_counter()
    with start():
        return time.perf_counter() - began
