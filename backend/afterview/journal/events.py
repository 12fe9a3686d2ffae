"""Writing the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert
from sqlmodel import Session, col

from afterview.core.db import Owned
from afterview.core.ids import new_id
from afterview.journal.models import Action, Event

_INSERT = insert(Event)
_GATHERED = "gathered_events"


def forget(session: Session, subject_id: UUID) -> None:
    """Erase every line about a row that is being erased: a summary may carry a name."""
    session.execute(delete(Event).where(col(Event.subject_id) == subject_id))


def take_back(session: Session, action: Action, subject_id: UUID) -> None:
    """Erase the lines that tell of something which had not happened after all."""
    told = (col(Event.subject_id) == subject_id, col(Event.action) == action)
    session.execute(delete(Event).where(*told))


def record(
    session: Session,
    action: Action,
    subject: Owned,
    summary: str,
    *,
    application_id: UUID | None = None,
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write one line about a row, in the transaction that changed it; see `line`."""
    told = line(session, action, subject, summary, application_id=application_id, at=at, data=data)
    write(session, [told])


def line(
    session: Session,
    action: Action,
    subject: Owned,
    summary: str,
    *,
    application_id: UUID | None = None,
    at: datetime | None = None,
    data: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """What there is to tell about a row, for `write`.

    `summary` is a sentence a person can read in a timeline. `at` is when it happened, if that
    was not now. The row itself may be flushed later: nothing but its id is kept.
    """
    return {
        "id": new_id(),
        "owner_id": subject.owner_id,
        "at": at or session.info["now"].at,
        "action": action,
        "subject_id": subject.id,
        "application_id": application_id,
        "summary": summary,
        "data": data or {},
    }


def write(session: Session, lines: list[dict[str, Any]]) -> None:
    """Write several lines at once, in the transaction that changed what they tell of."""
    gathered = session.info.get(_GATHERED)
    if gathered is None:
        session.connection().execute(_INSERT, lines)
    else:
        gathered.extend(lines)


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """What is told while the block lasts is written at its end, in one statement.

    For a story that tells of many rows, and erases none of what it tells.
    """
    assert _GATHERED not in session.info  # one story at a time
    lines: list[dict[str, Any]] = []
    session.info[_GATHERED] = lines
    try:
        yield
    finally:
        del session.info[_GATHERED]
    if lines:
        write(session, lines)
