"""What happens in the background, and when: the whole timetable on one screen.

every minute   EVERY_MINUTE   what has become due, one step after the other
03:30 UTC      housekeeping   deletes what has expired, and tidies the database
at once        JOBS           what somebody has queued, by name (jobs/queue.py)

Whatever stands here may be begun again after a crash, and on PostgreSQL a step may still be under
way in one worker when the next minute begins in another: doing it twice must do no harm.
"""

import gc
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from threading import Event
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from afterview import tables  # noqa: F401  # foreign keys name tables of other rooms
from afterview.accounts import attempts, housekeeping
from afterview.attachments import housekeeping as attachments
from afterview.core import idempotency
from afterview.core.clock import Clock, Now, system_clock
from afterview.core.db import make_engine, tidy, transaction
from afterview.core.settings import Settings
from afterview.flows import mailboxes_due, message_sent, messages_due, reminders_due
from afterview.jobs import turn
from afterview.notifications import housekeeping as reminders

# `jobs.engine` is imported where it is needed: DBOS costs a start a third of a second.

UTC = ZoneInfo("UTC")
EVERY_MINUTE: tuple[Callable[[Engine, Clock, Settings], object], ...] = (
    messages_due.lapse_passed,
    messages_due.queue_messages,
    mailboxes_due.queue_polls,
    reminders_due.plan,
)
JOBS: dict[str, Callable[..., object]] = {
    "send_message": message_sent.send,
    "poll_mailbox": mailboxes_due.poll,
    "deliver_notification": reminders_due.deliver,
}
"""Called with the engine, the clock, the settings, and what was queued with the job."""
FINISHED_JOBS_KEPT = timedelta(days=7)
FINISHED_MINUTES_KEPT = timedelta(hours=1)
EXPIRED: dict[str, Callable[[Session, datetime], int]] = {
    "answers to repeated requests": idempotency.forget_old,
    "sign-in counters": attempts.forget_old,
    "browser sessions": housekeeping.forget_sessions,
    "tokens": housekeeping.forget_tokens,
    "reminders": reminders.forget_old,
}
MINUTE = "minute"
MINUTES_CAUGHT_UP = 1
"""One run at a start finds everything that has become due while nobody worked."""
PAUSE = 30.0
"""Seconds between two attempts to take a slot, and after a failure."""
CHECK = 5.0
"""Seconds after which a worker at the latest knows that it has lost its slot."""
CHECKS_BETWEEN_ROUNDS = 6
"""A worker whose connection is cut has so many checks to notice it before others do its work."""
log = logging.getLogger(__name__)


def clean(engine: Engine, now: Now, settings: Settings) -> dict[str, int]:
    """Delete what nobody will ask for again, and tidy up; return how many of each kind."""
    from afterview.jobs.engine import forget_finished

    forgotten = {}
    for kind, forget in EXPIRED.items():
        with transaction(engine, now) as session:  # one each, so that requests wait less
            forgotten[kind] = forget(session, now.at)
    forgotten["finished jobs"] = forget_finished(
        engine, now.at - FINISHED_JOBS_KEPT
    ) + forget_finished(engine, now.at - FINISHED_MINUTES_KEPT, MINUTE)
    forgotten["files without an attachment"] = attachments.drop_strays(engine, now, settings)
    tidy(engine)
    return forgotten


def clean_up(settings: Settings, clock: Clock = system_clock) -> dict[str, int]:
    """The same, on a connection of its own: one kept from yesterday may be dead."""
    engine = make_engine(settings.url)
    try:
        return clean(engine, Now(clock(), UTC), settings)
    finally:
        engine.dispose()


def tick(engine: Engine, clock: Clock, settings: Settings) -> None:
    """Do what has become due. A step that fails leaves the others alone, and is tried next time."""
    for step in EVERY_MINUTE:
        try:
            step(engine, clock, settings)
        except Exception:  # whatever it is, the steps after it do not wait
            log.exception("a step failed", extra={"step": step.__name__})


def work(settings: Settings, stop: Event, clock: Clock = system_clock) -> None:
    """Work until told to stop; stand by while others have every slot."""
    while not stop.is_set():
        try:
            _take_turn(settings, stop, clock)
        except Exception:  # whatever it is, a worker outlives it
            log.exception("the worker failed; it tries again in %d seconds", PAUSE)
        stop.wait(PAUSE)


def _take_turn(settings: Settings, stop: Event, clock: Clock) -> None:
    with turn.taken(settings.url) as taken:
        if taken is None:
            return
        from afterview.jobs.engine import AT_ONCE, Appointment, running

        engine = make_engine(settings.url, AT_ONCE, wary=True)
        try:
            timetable = [
                Appointment(
                    MINUTE,
                    "* * * * *",
                    catch_up=timedelta(minutes=MINUTES_CAUGHT_UP),
                    work=partial(tick, engine, clock, settings),
                ),
                Appointment(
                    "housekeeping",
                    "30 3 * * *",
                    catch_up=timedelta(days=1),
                    work=partial(clean_up, settings, clock),
                ),
            ]
            jobs = {name: partial(job, engine, clock, settings) for name, job in JOBS.items()}
            with running(settings.url, timetable, jobs, clock(), taken.slot) as resume:
                gc.freeze()  # what DBOS brings stays, too: see core/serving.py
                log.info("the worker has started", extra={"slot": taken.slot})
                _watch(taken, resume, stop)
        finally:
            engine.dispose()


def _watch(taken: turn.Turn, resume: Callable[[int], object], stop: Event) -> None:
    """Make sure that the slot is still ours, and take over what a dead worker has left."""
    for number in count(1):
        if stop.wait(CHECK):
            return
        taken.check()
        if number % CHECKS_BETWEEN_ROUNDS == 0:
            for slot in taken.vacant():
                resume(slot)
