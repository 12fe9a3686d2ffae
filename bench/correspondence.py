"""The gauge over a long history, and reminders by the thousand through two real workers."""

import asyncio
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from statistics import median
from threading import Thread
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, func, select
from sqlmodel import Session, col

from afterview.accounts.models import Account
from afterview.core.clock import Now
from afterview.core.crypto import vault_of
from afterview.core.days import public_holidays
from afterview.core.db import make_engine, transaction
from afterview.core.ids import new_id
from afterview.core.settings import Settings
from afterview.followups import cadence
from afterview.followups.cadence import Facts, Owed
from afterview.followups.rules import Purpose
from afterview.notifications import service
from afterview.notifications.models import (
    ChannelKind,
    NotificationDelivery,
    NotificationPreference,
)
from afterview.notifications.schemas import ChannelCreate
from afterview.pipeline.models import Application
from afterview.tasks.models import Task
from afterview.touchpoints import gauge
from afterview.touchpoints.gauge import Touch
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose
from bench.data import Search
from bench.http import Client
from bench.measures import Bench, Line
from bench.servers import PATIENCE_SECONDS, ROOT, Server

TOUCHES = 500
REPEATS = 50
EACH = 50
"""Reminders to an account."""
WORKERS = 2
QUIET_SECONDS = 10.0
"""Without a new arrival, before what has not come counts as lost; a second copy has as long."""
IDLE_SECONDS = 30.0
SECRET = "a key for as long as this measurement takes"
UTC_ZONE = ZoneInfo("UTC")


# The gauge over a long history


def arithmetic(bench: Bench) -> None:
    """What it takes to decide on one touch more, and to plan anew: no database, no server."""
    touches, at = _touches(), datetime.now(UTC)
    planned = Touch(new_id(), at, Direction.OUTBOUND, TouchChannel.EMAIL, TouchPurpose.STATUS_CHECK)
    owed, facts = _obligations(at)
    took = []
    for _ in range(REPEATS):
        began = time.process_time()
        gauge.pressure(touches, at, "GB")
        gauge.planned(touches, planned, "GB")
        for one in owed:
            cadence.replanned(one, owed, facts)
        took.append((time.process_time() - began) * 1000)
    found = median(took)
    bench.lines.append(
        Line(
            f"gauge and plan, {TOUCHES} touches and {len(owed)} obligations",
            f"{found:.1f} ms of processor time",
            "< 5 ms",
            found < 5,
        )
    )


def page(bench: Bench, server: Server, token: str, application: str) -> None:
    """The same as a page asks for it: the curve, every contribution, and one touch more."""
    client, path = Client(token), f"/applications/{application}/pressure"
    asked = {
        "pressure": client.get(path),
        "pressure with a planned touch": client.get(path, planned_channel="email"),
    }
    status, answer = server.ask(f"/api/v1{path}", token)
    if status != 200 or len(answer["contributions"]) < TOUCHES // 2:
        raise RuntimeError(f"the gauge does not show the touches: {status}")
    for work, request in asked.items():
        found = bench.turns({"ours": (server, [request])}, 1)["ours"]
        text = f"{found['p50']:.1f} ms, {found['processor'] * 1000:.1f} ms of processor time"
        trouble = f", {found['errors']:.0f} errors" if found["errors"] else ""
        bench.solo(f"{work}, {TOUCHES} touches", found, text + trouble, "", None)


def write_history(engine: Engine, search: Search) -> str:
    """Give one application a long history; return which."""
    application_id = search.applications[-1]
    now = Now(datetime.now(UTC), UTC_ZONE)
    with transaction(engine, now) as session:
        statement = select(col(Application.owner_id)).where(
            col(Application.id) == UUID(application_id)
        )
        owner_id = session.scalars(statement).one()
        session.add_all(
            Touchpoint(
                id=touch.id,
                owner_id=owner_id,
                application_id=UUID(application_id),
                direction=touch.direction,
                channel=touch.channel,
                purpose=touch.purpose,
                at=touch.at,
                substantive=touch.substantive,
            )
            for touch in _touches()
        )
    return application_id


def _touches() -> list[Touch]:
    """Two and a half years of writing every other day; every seventh word is theirs."""
    chance, ends = random.Random(42), datetime.now(UTC) - timedelta(hours=1)
    channels = sorted(TouchChannel)
    purposes = sorted(TouchPurpose)
    return [
        Touch(
            new_id(),
            ends - timedelta(days=2 * (TOUCHES - number)),
            Direction.INBOUND if theirs else Direction.OUTBOUND,
            chance.choice(channels),
            None if theirs else chance.choice(purposes),
            substantive=theirs,
        )
        for number in range(TOUCHES)
        for theirs in (number % 7 == 6,)
    ]


def _obligations(at: datetime) -> tuple[list[Owed], Facts]:
    owed = [
        Owed(Purpose.THANK_YOU, 1, stale_at=at + timedelta(days=2)),
        Owed(Purpose.STATUS_CHECK, 1),
        Owed(Purpose.STATUS_CHECK, 2),
        Owed(Purpose.CLOSING_NOTE, 1),
    ]
    held_on: date = at.date() - timedelta(days=1)
    return owed, Facts(at, ZoneInfo("Europe/London"), public_holidays("GB-ENG"), held_on)


# Reminders by the thousand


def drain(bench: Bench, url: str, count: int) -> None:
    """Two workers on one empty, migrated database, and everything due at once.

    A reminder is a to-do that has come due, told once, on one channel: a row in the inbox, a
    delivery with a job of its own, and a request to a web hook, which counts them by their title.
    """
    with _receiver() as receiver, ExitStack() as started:
        settings = Settings(
            database_url=url, secret_key=SECRET, allowed_hosts=f"127.0.0.1:{receiver.port}"
        )
        engine = make_engine(settings.url)
        started.callback(engine.dispose)
        titles = _owe(engine, settings, receiver.port, count)
        began = time.monotonic()
        workers = [started.enter_context(_worker(settings)) for _ in range(WORKERS)]
        _wait_for_all(receiver, workers, len(titles))
        worked = sum(worker.processor_seconds() for worker in workers)
        time.sleep(QUIET_SECONDS)
        idle = _idle(workers)
        lost = len(titles - receiver.heard.keys())
        twice = receiver.heard.total() - len(receiver.heard)
        sent = _sent(engine)
    drained = receiver.last_at - receiver.first_at
    bench.lines += [
        Line(
            work=f"{count:,} due reminders, {WORKERS} workers",
            found=f"{lost} lost, {twice} twice, {len(titles) - sent} not noted as sent; "
            f"all told {receiver.last_at - began:.0f} s from the start of the workers",
            bar="each exactly once",
            met=not lost and not twice and sent == len(titles),
            per_second=len(receiver.heard) / drained if drained else None,
        ),
        Line("the same: processor time of the workers", f"{worked / count * 1000:.1f} ms each"),
        Line(
            "an idle worker",
            f"{idle:.1%} of a core",
            "≤ 2.5%",
            idle <= 0.025,
        ),
    ]


def _owe(engine: Engine, settings: Settings, port: int, count: int) -> set[str]:
    """Accounts with a channel, at any hour, and to-dos that are due; return their titles."""
    now = Now(datetime.now(UTC), UTC_ZONE)
    titles = [f"Iron shirt {number}" for number in range(count)]
    with transaction(engine, now) as session:
        for first in range(0, count, EACH):
            owner_id = _account(session, settings, first // EACH, port)
            session.add_all(
                Task(
                    owner_id=owner_id,
                    title=title,
                    due_at=now.at - timedelta(hours=1),
                    sort_at=now.at - timedelta(hours=1),
                )
                for title in titles[first : first + EACH]
            )
            session.flush()
    return set(titles)


def _account(session: Session, settings: Settings, number: int, port: int) -> UUID:
    account = Account(
        email=f"sam{number}@example.org",
        password_hash="",
        name="Sam",
        zone="Europe/London",
        region="GB-ENG",
        locale="en-GB",
        currency="GBP",
        day_starts_at=clock_time(9),
        day_ends_at=clock_time(18),
    )
    session.add(account)
    session.flush()
    session.add(
        NotificationPreference(
            owner_id=account.id,
            daily_cap=EACH,
            quiet_from=clock_time(3),
            quiet_to=clock_time(3),
        )
    )
    hook = ChannelCreate(kind=ChannelKind.APPRISE, url=f"json://127.0.0.1:{port}/{number}")
    service.add_channel(session, vault_of(settings), account.id, hook)
    return account.id


def _sent(engine: Engine) -> int:
    """Deliveries that went out at the first attempt, and are over."""
    table = NotificationDelivery
    statement = select(func.count()).where(
        col(table.sent_at).is_not(None),
        col(table.next_attempt_at).is_(None),
        col(table.attempts) == 1,
    )
    with engine.connect() as connection:
        return connection.scalar(statement) or 0


def _wait_for_all(receiver: "_Receiver", workers: list[Server], count: int) -> None:
    """Return once everything has come, or nothing has for a while."""
    patience = time.monotonic() + PATIENCE_SECONDS
    while len(receiver.heard) < count and time.monotonic() < patience:
        if any(worker.process.poll() is not None for worker in workers):
            raise RuntimeError("a worker has ended")
        time.sleep(0.1)
        patience = max(patience, receiver.last_at + QUIET_SECONDS)


def _idle(workers: list[Server]) -> float:
    """The share of a core that one worker takes with nothing to do."""
    before, began = sum(worker.processor_seconds() for worker in workers), time.monotonic()
    time.sleep(IDLE_SECONDS)
    worked = sum(worker.processor_seconds() for worker in workers) - before
    return worked / (time.monotonic() - began) / len(workers)


@contextmanager
def _worker(settings: Settings) -> Iterator[Server]:
    given = settings.model_dump(include={"database_url", "secret_key", "allowed_hosts"})
    environment = {f"AFTERVIEW_{name.upper()}": value for name, value in given.items()}
    process = subprocess.Popen(
        [sys.executable, "-m", "afterview", "worker"],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        yield Server(process, port=0)
    finally:
        process.terminate()
        process.wait()


@dataclass
class _Receiver:
    """What has come in, and when the first and the last did."""

    port: int = 0
    heard: Counter[str] = field(default_factory=Counter)
    first_at: float = 0.0
    last_at: float = 0.0

    def hear(self, title: str) -> None:
        self.last_at = time.monotonic()
        self.first_at = self.first_at or self.last_at
        self.heard[title] += 1

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
        said: dict[str, Any] = json.loads(await reader.readexactly(length))
        self.hear(said["title"])
        writer.write(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@contextmanager
def _receiver() -> Iterator[_Receiver]:
    """A web hook on the loopback, in a thread of this process, which has nothing else to do."""
    receiver, loop = _Receiver(), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(receiver.answer, "127.0.0.1", 0))
    receiver.port = server.sockets[0].getsockname()[1]
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
