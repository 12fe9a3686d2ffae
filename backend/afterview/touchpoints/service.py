"""What can happen to touchpoints. Whatever happened may be logged; only planning is refused."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col

from afterview.journal import events
from afterview.journal.models import Action
from afterview.touchpoints import wording
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose


def log(
    session: Session,
    *,
    owner_id: UUID,
    application_id: UUID,
    direction: Direction,
    channel: TouchChannel,
    purpose: TouchPurpose | None,
    at: datetime,
    contact_id: UUID | None = None,
    follow_up_id: UUID | None = None,
    substantive: bool = False,
    invited: bool = False,
    not_before: datetime | None = None,
    subject: str = "",
    note: str = "",
    reason: str = "",
    message_id: str | None = None,
    references: list[str] | None = None,
) -> Touchpoint:
    """Write down that something was said. The caller has made sure whose rows it refers to."""
    touchpoint = Touchpoint(
        owner_id=owner_id,
        application_id=application_id,
        contact_id=contact_id,
        follow_up_id=follow_up_id,
        direction=direction,
        channel=channel,
        purpose=purpose,
        at=at,
        substantive=substantive,
        invited=invited,
        not_before=not_before,
        subject=subject,
        note=note,
        reason=reason,
        message_id=message_id,
        references=references or [],
    )
    session.add(touchpoint)
    session.flush()
    events.record(
        session,
        Action.TOUCHPOINT_LOGGED,
        touchpoint,
        wording.name(direction, channel, purpose),
        application_id=application_id,
        at=at,
    )
    return touchpoint


def forget(session: Session, *, follow_up_id: UUID) -> None:
    """Take back the touch an obligation was met with, when it was noted by mistake."""
    session.execute(delete(Touchpoint).where(col(Touchpoint.follow_up_id) == follow_up_id))


def update(session: Session, touchpoint: Touchpoint, changes: dict[str, Any]) -> Touchpoint:
    """Correct what was noted."""
    for name, value in changes.items():
        setattr(touchpoint, name, value)
    session.flush()
    events.record(
        session,
        Action.TOUCHPOINT_UPDATED,
        touchpoint,
        "A touch was corrected",
        application_id=touchpoint.application_id,
        data={"fields": sorted(changes)},
    )
    return touchpoint


def delete_touchpoint(session: Session, touchpoint: Touchpoint) -> None:
    """It did not happen after all."""
    events.record(
        session,
        Action.TOUCHPOINT_DELETED,
        touchpoint,
        "A touch was taken back",
        application_id=touchpoint.application_id,
    )
    session.delete(touchpoint)
    session.flush()
