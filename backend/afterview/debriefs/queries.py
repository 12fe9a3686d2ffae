"""Reading debriefs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.db import find
from afterview.debriefs.models import Debrief
from afterview.debriefs.schemas import DebriefRead, DebriefStatus
from afterview.pipeline.models import Interview


def debrief_of(session: Session, interview_id: UUID) -> Debrief | None:
    return find(session, Debrief, interview_id=interview_id)


def unwritten(session: Session, owner_id: UUID, at: datetime) -> list[Debrief]:
    """Debriefs that are not written and still worth a mention, the first to open first."""
    statement = (
        select(Debrief)
        .join(Interview, col(Interview.id) == col(Debrief.interview_id))
        .where(
            col(Debrief.owner_id) == owner_id,
            col(Interview.ended_at).is_not(None),
            col(Debrief.finished_at).is_(None),
            col(Debrief.nags_stop_at) > at,
        )
        .order_by(col(Debrief.opens_at), col(Debrief.id))
        .limit(50)
    )
    return list(session.execute(statement).scalars())


def debrief_read(found: Debrief, now: Now) -> DebriefRead:
    """A debrief as it is sent; whether it is open depends on the hour."""
    return DebriefRead.model_validate(
        found.model_dump()
        | {"status": status(found, now), "opened_early": found.opened_early_at is not None}
    )


def status(found: Debrief, now: Now) -> DebriefStatus:
    if found.finished_at is not None:
        return DebriefStatus.DONE
    opened = found.opened_early_at is not None or now.at >= found.opens_at
    return DebriefStatus.OPEN if opened else DebriefStatus.LOCKED
