"""Reading debriefs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.db import find
from afterview.debriefs.models import Debrief
from afterview.debriefs.schemas import DebriefRead, DebriefStatus
from afterview.pipeline.models import Interview

_UNWRITTEN = (
    select(Debrief)
    .join(Interview, col(Interview.id) == col(Debrief.interview_id))
    .where(
        col(Debrief.owner_id) == bindparam("owner"),
        col(Interview.ended_at).is_not(None),
        col(Debrief.finished_at).is_(None),
        col(Debrief.nags_stop_at) > bindparam("at"),
    )
    .order_by(col(Debrief.opens_at), col(Debrief.id))
    .limit(50)
)


def debrief_of(session: Session, interview_id: UUID) -> Debrief | None:
    return find(session, Debrief, interview_id=interview_id)


def unwritten(session: Session, owner_id: UUID, at: datetime) -> list[Debrief]:
    """Debriefs that are not written and still worth a mention, the first to open first."""
    return list(session.scalars(_UNWRITTEN, {"owner": owner_id, "at": at}))


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
