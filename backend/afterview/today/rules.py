"""What comes first: a plain order over everything that could be done now."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID


class Kind(StrEnum):
    """What an item on Today is about."""

    ENDING = "ending"
    SEVEN_MINUTE_RULE = "seven_minute_rule"
    WIND_DOWN_STEP = "wind_down_step"
    CAPTURE = "capture"
    INTERVIEW = "interview"
    FOLLOW_UP = "follow_up"
    MESSAGE = "message"
    INBOX = "inbox"
    DEBRIEF = "debrief"
    TASK = "task"
    REPLY = "reply"
    REFEREE_CALL = "referee_call"
    LEDGER_ENTRY = "ledger_entry"


@dataclass(frozen=True, slots=True)
class Item:
    """Something to do or to wait for, with its reason and its clock."""

    kind: Kind
    title: str
    why: str
    href: str
    subject_id: UUID
    starts_at: datetime
    """From when it makes sense; it is `soon` before."""
    due_at: datetime | None = None
    application_id: UUID | None = None
    interview_id: UUID | None = None
    call: dict[str, Any] | None = field(default=None, hash=False)


@dataclass(frozen=True, slots=True)
class Day:
    """Today, sorted."""

    next: Item | None
    due: list[Item]
    soon: list[Item]


SOON = timedelta(days=7)
SHOWN = 50
"""Items of one kind on one page."""
NEAR = timedelta(hours=2)
"""An interview this close comes before everything but the one that has just ended."""
_PRESSING = {
    Kind.SEVEN_MINUTE_RULE: 0,
    Kind.WIND_DOWN_STEP: 1,
    Kind.ENDING: 2,
    Kind.CAPTURE: 4,
}
_NEAR_INTERVIEW = 3
_OTHERS = 5


def sort_day(items: Iterable[Item], *, at: datetime, day_ends_at: datetime) -> Day:
    """Put items into due and soon, and name the next one.

    Due is what has started by the end of the local day; soon is what starts within seven days.
    The next thing is the most pressing item that has started: what keeps the minutes after an
    interview comes first, then an interview within two hours, then what is fading, then by due
    time, and last what can be done whenever. With nothing started, it is what starts first.
    """
    due, soon = [], []
    for item in items:
        if item.starts_at <= day_ends_at or (item.due_at is not None and item.due_at <= at):
            due.append(item)
        elif item.starts_at <= at + SOON:
            soon.append(item)
    due.sort(key=lambda item: _order(item, at))
    soon.sort(key=lambda item: (item.starts_at, item.title, item.subject_id))
    if due:
        return Day(due[0], due[1:], soon)
    return Day(soon[0] if soon else None, [], soon[1:])


def _order(item: Item, at: datetime) -> tuple[bool, int, bool, datetime, str, UUID]:
    near = item.kind is Kind.INTERVIEW and item.starts_at <= at + NEAR
    rank = _NEAR_INTERVIEW if near else _PRESSING.get(item.kind, _OTHERS)
    waits = item.starts_at > at and not near
    whenever = item.due_at is None
    return (waits, rank, whenever, item.due_at or item.starts_at, item.title, item.subject_id)
