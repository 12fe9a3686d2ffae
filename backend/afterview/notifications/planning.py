"""From what is due to rows: what goes out, on which channels, and what waits.

One account at a time, under a lock of its own, so that two planners at once neither tell somebody
the same thing twice nor go over the cap.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from afterview.accounts.models import Account
from afterview.core.db import find
from afterview.core.ids import new_id
from afterview.jobs import queue
from afterview.notifications import rules
from afterview.notifications.models import (
    Notification,
    NotificationChannel,
    NotificationDelivery,
    NotificationPreference,
    SubjectKind,
)
from afterview.notifications.rules import (
    Decision,
    Due,
    Held,
    Preferences,
    Rhythm,
    Window,
)

JOB = "deliver_notification"
AGAIN = "Still open. This is the second reminder, and the last."
RETRIES_AT_ONCE = 2_000
BROKEN = timedelta(hours=1)
"""After so long without a result, whatever was queued has broken down."""


@dataclass(frozen=True, slots=True)
class News:
    """Something that is due and still open, in words."""

    kind: SubjectKind
    subject_id: UUID
    since: datetime
    title: str
    body: str
    href: str
    why: str
    rank: int
    at_most: int = rules.NUDGES


@dataclass(slots=True)
class Agenda:
    """What has to be decided for one account."""

    news: list[News] = field(default_factory=list)
    """Open now: never mentioned yet, or to be looked at again."""
    again: set[UUID] = field(default_factory=set)
    """What had to be looked at again. Of that, whatever is not among the news is settled."""


def plan(
    session: Session, owner_id: UUID, agenda: Agenda, windows: Sequence[Window], at: datetime
) -> int:
    """Decide on everything that is due for one account; return how many reminders go out."""
    zone = _locked(session, owner_id)
    if zone is None:
        return 0  # the account has gone
    told = {found.subject_id: found for found in agenda.news}
    rows = _rows(session, owner_id, agenda.again | told.keys())
    dues: dict[Due, tuple[News, Notification | None]] = {}
    for subject_id, found in told.items():
        due, row = _next(found, rows.get(subject_id, []), at)
        if due is not None:
            dues[due] = (found, row)
    for subject_id in agenda.again - told.keys():
        for row in rows.get(subject_id, []):
            _settle(row)
    if not dues:
        return 0
    preferences = preferences_of(session, owner_id)
    today = rules.local_day(at, zone)
    decisions = rules.decide(
        dues,
        at=at,
        zone=zone,
        preferences=preferences,
        windows=windows,
        sent_today=_sent_on(session, owner_id, today),
    )
    going = []
    for decision in decisions:
        found, row = dues[decision.due]
        if decision.held is Held.NUDGED_TWICE and row is not None:
            row.held_reason, row.next_at = Held.NUDGED_TWICE, None
            continue
        if row is None:
            row = _row(owner_id, found, decision.due.nudge, today)
            session.add(row)
        _decide(row, decision, today)
        if decision.held is None:
            row.sent_at = at
            row.next_at = rules.second_nudge_at(at, zone) if found.at_most > 1 else None
            going.append(row)
    _send(session, owner_id, going, preferences.rhythm, at)
    return len(going)


def _decide(row: Notification, decision: Decision, today: date) -> None:
    """Write down what was decided; what was held before keeps the reason when it goes."""
    row.local_day = today
    waited = row.held_reason if row.next_at is not None else None
    row.held_reason = decision.held or waited
    row.next_at = decision.until


def waiting(session: Session, at: datetime) -> list[tuple[UUID, datetime]]:
    """Deliveries whose next attempt has come, and when it did, the longest waiting first.

    One that was queued when it was made is left to its job, unless that must have broken.
    """
    due = col(NotificationDelivery.next_attempt_at)
    statement = (
        select(col(NotificationDelivery.id), due)
        .where(due <= at, or_(due != col(NotificationDelivery.created_at), due <= at - BROKEN))
        .order_by(due, col(NotificationDelivery.id))
        .limit(RETRIES_AT_ONCE)
    )
    return [(row.id, row.next_attempt_at) for row in session.execute(statement)]


def queue_delivery(
    session: Session, delivery_id: UUID, due_at: datetime, at: datetime | None = None
) -> None:
    """Queue one attempt. It is named after its time, so the same one is queued only once.

    A job that broke keeps its name; an hour late, the attempt gets another.
    """
    late = int(((at or due_at) - due_at) / BROKEN)
    name = f"delivery-{delivery_id}-{int(due_at.timestamp())}" + (f"-{late}" if late else "")
    queue.put(session, JOB, name, str(delivery_id))


def preferences_of(session: Session, owner_id: UUID) -> Preferences:
    """How somebody wants it; the defaults for who never said."""
    found = find(session, NotificationPreference, owner_id=owner_id)
    if found is None:
        return Preferences()
    return Preferences(
        rhythm=found.rhythm,
        preferred_at=found.preferred_at,
        quiet_from=found.quiet_from,
        quiet_to=found.quiet_to,
        daily_cap=found.daily_cap,
    )


def _locked(session: Session, owner_id: UUID) -> ZoneInfo | None:
    """Make another planner of the same account wait; rows that refer to it may be written."""
    statement = select(col(Account.zone)).where(col(Account.id) == owner_id)
    name = session.scalar(statement.with_for_update(key_share=True))
    return None if name is None else ZoneInfo(name)


def _rows(
    session: Session, owner_id: UUID, subject_ids: set[UUID]
) -> dict[UUID, list[Notification]]:
    """What was said, or was to be said, about each of these."""
    statement = (
        select(Notification)
        .where(
            col(Notification.owner_id) == owner_id, col(Notification.subject_id).in_(subject_ids)
        )
        .order_by(col(Notification.nudge))
    )
    found: dict[UUID, list[Notification]] = {}
    for row in session.scalars(statement):
        found.setdefault(row.subject_id, []).append(row)
    return found


def _next(
    found: News, rows: list[Notification], at: datetime
) -> tuple[Due | None, Notification | None]:
    """The nudge that is due about something open, and its row if it was held before."""
    if not rows:
        return _due(found, 1, found.since), None
    last = rows[-1]
    if last.sent_at is None:  # held; or it was settled, and is open once more
        if last.next_at is not None and found.since > at:
            last.next_at = found.since  # it was moved to later
        if last.next_at is not None and last.next_at > at:
            return None, None
        return _due(found, last.nudge, found.since if last.nudge == 1 else last.created_at), last
    if last.next_at is None or last.next_at > at:
        return None, None
    if found.since > at:
        last.next_at = found.since
        return None, None
    due = _due(found, last.nudge + 1, last.next_at)
    if due.nudge > min(found.at_most, rules.NUDGES):
        return due, last
    last.next_at = None
    return due, None


def _due(found: News, nudge: int, since: datetime) -> Due:
    return Due(found.subject_id, since, nudge, found.at_most, found.rank)


def _settle(row: Notification) -> None:
    row.next_at = None
    if row.sent_at is None:
        row.held_reason = Held.SETTLED


def _sent_on(session: Session, owner_id: UUID, day: date) -> int:
    statement = select(func.count()).where(
        col(Notification.owner_id) == owner_id,
        col(Notification.local_day) == day,
        col(Notification.sent_at).is_not(None),
    )
    return session.scalar(statement) or 0


def _row(owner_id: UUID, found: News, nudge: int, today: date) -> Notification:
    return Notification(
        owner_id=owner_id,
        subject_kind=found.kind,
        subject_id=found.subject_id,
        nudge=nudge,
        title=found.title,
        body=found.body,
        href=found.href,
        why=found.why if nudge == 1 else AGAIN,
        local_day=today,
    )


def _send(
    session: Session, owner_id: UUID, going: list[Notification], rhythm: Rhythm, at: datetime
) -> None:
    """Put what goes out on every channel, and queue it, in the transaction that says so."""
    if not going:
        return
    channels = session.scalars(
        select(NotificationChannel)
        .where(
            col(NotificationChannel.owner_id) == owner_id,
            col(NotificationChannel.enabled).is_(True),
        )
        .order_by(col(NotificationChannel.id))
    ).all()
    together = new_id()
    deliveries = []
    for row in going:
        row.batch_id = together if rhythm is Rhythm.DIGEST else new_id()
    for batch_id in dict.fromkeys(row.batch_id for row in going):
        assert batch_id is not None
        deliveries += [
            NotificationDelivery(
                owner_id=owner_id,
                batch_id=batch_id,
                channel_id=channel.id,
                channel_label=channel.label,
                next_attempt_at=at,
            )
            for channel in channels
        ]
    session.add_all(deliveries)
    session.flush()
    for delivery in deliveries:
        queue_delivery(session, delivery.id, at)
