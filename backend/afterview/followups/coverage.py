"""Followed up after every interview, no exceptions: how far that holds, and where it does not."""

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import and_, case, func, or_, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.days import at_local
from afterview.core.errors import Invalid
from afterview.followups import queries
from afterview.followups.models import FollowUp
from afterview.followups.schemas import CoverageQuery, CoverageRead

PERIOD = timedelta(days=90)
LONGEST = timedelta(days=3660)
HOLES_SHOWN = 100

_SENT = col(FollowUp.sent_at).is_not(None)


class PeriodInvalid(Invalid):
    code = "period-invalid"


def coverage(session: Session, owner_id: UUID, query: CoverageQuery, *, now: Now) -> CoverageRead:
    """Count what fell due in a period, and name what was not met, in two to five statements.

    Raises:
        PeriodInvalid: it ends before it begins, or is longer than ten years.
    """
    to_day = query.due_to or now.today
    from_day = query.due_from or to_day - PERIOD
    if from_day > to_day or to_day - from_day > LONGEST:
        raise PeriodInvalid("A period begins before it ends, and is ten years at most.")
    begins = at_local(from_day, time(0), now.zone)
    ends = at_local(to_day + timedelta(days=1), time(0), now.zone)
    due = (
        col(FollowUp.owner_id) == owner_id,
        col(FollowUp.due_at) >= begins,
        col(FollowUp.due_at) < min(ends, now.at) if ends > now.at else col(FollowUp.due_at) < ends,
    )
    counted: Any = session.execute(
        select(
            func.count().label("everything"),
            func.sum(case((_SENT, 1), else_=0)).label("met"),
            func.sum(case((queries.UNMET, 1), else_=0)).label("holes"),
        ).where(or_(and_(*due), and_(due[0], due[1], col(FollowUp.due_at) < ends, _SENT)))
    ).one()
    met, holes = counted.met or 0, counted.holes or 0
    owed = met + holes
    return CoverageRead(
        from_day=from_day,
        to_day=to_day,
        owed=owed,
        met=met,
        excused=counted.everything - owed,
        percentage=round(100 * met / owed, 1) if owed else None,
        holes=queries.unmet(session, and_(*due, queries.UNMET), HOLES_SHOWN),
    )
