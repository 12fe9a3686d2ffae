"""Every minute: approved messages whose time has come, and obligations whose time has passed."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, and_, bindparam, exists, or_, select
from sqlmodel import Session, col

from afterview.core.clock import Clock, Now
from afterview.core.db import again, find, reading, transaction
from afterview.core.settings import Settings
from afterview.followups.models import FollowUp, MessageStatus, OutgoingMessage
from afterview.followups.queries import OPEN
from afterview.followups.replanning import replan
from afterview.followups.rules import Purpose
from afterview.jobs.queue import put
from afterview.pipeline.models import Application

UTC = ZoneInfo("UTC")
BATCH = 500
"""At most so many in a minute; the next minute goes on."""
SEND = "send_message"
OVERDUE = timedelta(minutes=5)
CLOSING_PASSED = timedelta(days=35)
FEEDBACK_PASSED = timedelta(days=14)
"""By then the rules have let them lapse for certain (followups/cadence.py)."""

_DUE = (
    select(
        col(OutgoingMessage.id),
        col(OutgoingMessage.attempts),
        col(OutgoingMessage.next_attempt_at),
    )
    .where(
        col(OutgoingMessage.status).in_([MessageStatus.APPROVED, MessageStatus.SENDING]),
        col(OutgoingMessage.next_attempt_at) <= bindparam("at"),
    )
    .order_by(col(OutgoingMessage.next_attempt_at))
    .limit(BATCH)
)
_NEXT = again(FollowUp)
_NEXT_IS_DUE = exists().where(
    _NEXT.c.interview_id == col(FollowUp.interview_id),
    _NEXT.c.purpose.in_([Purpose.STATUS_CHECK, Purpose.CLOSING_NOTE]),
    _NEXT.c.id != col(FollowUp.id),
    _NEXT.c.waived_at.is_(None),
    _NEXT.c.suggested_at <= bindparam("at"),
)
"""What takes a first check-in's place is due (`cadence.taken_over_at`)."""


def overtaken_by_time(at: datetime) -> Any:
    """Applications with an obligation that only the passing of time has ended.

    Reads the index of open obligations, from the oldest on (ix_follow_up_open).
    """
    return (
        select(col(FollowUp.application_id))
        .distinct()
        .where(
            OPEN,
            col(FollowUp.suggested_at) <= at,
            or_(
                and_(col(FollowUp.stale_at) <= at, col(FollowUp.moved_by_hand).is_(False)),
                and_(
                    col(FollowUp.purpose) == Purpose.STATUS_CHECK,
                    col(FollowUp.sequence) == 1,
                    _NEXT_IS_DUE,
                ),
                and_(
                    col(FollowUp.purpose) == Purpose.CLOSING_NOTE,
                    col(FollowUp.suggested_at) <= at - CLOSING_PASSED,
                ),
                and_(
                    col(FollowUp.purpose) == Purpose.FEEDBACK_REQUEST,
                    col(FollowUp.suggested_at) <= at - FEEDBACK_PASSED,
                ),
            ),
        )
        .limit(BATCH)
    )


def queue_messages(engine: Engine, clock: Clock, settings: Settings) -> int:
    """Queue a job for each approved message whose time has come; return how many were due.

    A job's key names the message, the attempt and its time: however often one is found due before
    a worker gets to it, it is one job.
    """
    now = Now(clock(), UTC)
    with transaction(engine, now) as session:
        due = session.execute(_DUE, {"at": now.at}).all()
        for row in due:
            queue_message(session, row.id, row.attempts, row.next_attempt_at, now.at)
    return len(due)


def queue_message(
    session: Session, identity: UUID, attempts: int, due_at: datetime, at: datetime
) -> None:
    """Put the next attempt of a message into the queue, in this transaction.

    A job that broke before it wrote anything down is spent: what is overdue gets another one.
    """
    overdue = int((at - due_at) / OVERDUE)
    key = f"message-{identity}-{attempts + 1}-{due_at:%Y%m%dT%H%M%S%f}-{overdue}"
    put(session, SEND, key, str(identity))


def lapse_passed(engine: Engine, clock: Clock, settings: Settings) -> int:
    """Let go what only time has overtaken, each application in its own transaction."""
    now = Now(clock(), UTC)
    with reading(engine).connect() as connection:
        statement = overtaken_by_time(now.at)
        found = connection.execute(statement, {"at": now.at}).scalars().all()
    for application_id in found:
        with transaction(engine, now) as session:
            application = find(session, Application, id=application_id)
            if application is not None:
                replan(session, application, now=now, why="its time has passed")
    return len(found)
