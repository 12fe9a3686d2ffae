"""What happens in the background, and when: the whole timetable on one screen.

03:30 UTC   housekeeping   deletes what has expired, and tidies the database
"""

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from afterview import tables  # noqa: F401  # foreign keys name tables of other rooms
from afterview.accounts import attempts, housekeeping
from afterview.core import idempotency
from afterview.core.clock import Clock, Now, system_clock
from afterview.core.db import make_engine, tidy, transaction
from afterview.jobs import turn

# `jobs.engine` is imported where it is needed: DBOS costs a start a third of a second.

UTC = ZoneInfo("UTC")
FINISHED_JOBS_KEPT = timedelta(days=7)
EXPIRED: dict[str, Callable[[Session, datetime], int]] = {
    "answers to repeated requests": idempotency.forget_old,
    "sign-in counters": attempts.forget_old,
    "browser sessions": housekeeping.forget_sessions,
    "tokens": housekeeping.forget_tokens,
}
START_DELAY = 3.0
"""Seconds that a server has for its first visitors before the worker in it begins to load."""
PAUSE = 30.0
"""Seconds between two attempts to take the turn, and after a failure."""
CHECK = 5.0
"""Seconds after which a worker at the latest knows that it has lost its turn."""
STOP_SECONDS = 6.0

log = logging.getLogger(__name__)


def clean(engine: Engine, now: Now) -> dict[str, int]:
    """Delete what nobody will ask for again, and tidy up; return how many rows of each kind."""
    from afterview.jobs.engine import forget_finished

    forgotten = {}
    for kind, forget in EXPIRED.items():
        with transaction(engine, now) as session:  # one each, so that requests wait less
            forgotten[kind] = forget(session, now.at)
    forgotten["finished jobs"] = forget_finished(engine, now.at - FINISHED_JOBS_KEPT)
    tidy(engine)
    return forgotten


def clean_up(url: str, clock: Clock = system_clock) -> dict[str, int]:
    """The same, on a connection of its own: one kept from yesterday may be dead."""
    engine = make_engine(url)
    try:
        return clean(engine, Now(clock(), UTC))
    finally:
        engine.dispose()


def work(url: str, stop: Event, clock: Clock = system_clock) -> None:
    """Keep the timetable until told to stop; stand by while another process does."""
    while not stop.is_set():
        try:
            _take_turn(url, stop, clock)
        except Exception:
            log.exception("the worker failed; it tries again in %d seconds", PAUSE)
        stop.wait(PAUSE)


def _take_turn(url: str, stop: Event, clock: Clock) -> None:
    with turn.taken(url) as check:
        if check is None:
            return
        from afterview.jobs.engine import Appointment, running

        timetable = [
            Appointment(
                "housekeeping",
                "30 3 * * *",
                catch_up=timedelta(days=1),
                work=lambda: clean_up(url, clock),
            ),
        ]
        with running(url, timetable, clock()):
            gc.freeze()  # what DBOS brings stays, too: see core/serving.py
            log.info("the worker has started")
            while not stop.wait(CHECK):
                check()


@contextmanager
def beside(url: str, clock: Clock = system_clock, delay: float = START_DELAY) -> Iterator[None]:
    """Work in a thread of this process while the block lasts, beginning after `delay` seconds."""
    stop = Event()

    def begin() -> None:
        if not stop.wait(delay):
            work(url, stop, clock)

    thread = Thread(target=begin, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(STOP_SECONDS)
