"""Debriefs over HTTP. There is no way to share one, on purpose."""

from fastapi import APIRouter

from afterview.accounts.deps import NowDep
from afterview.core import etag
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.routing import ApiRoute, SessionDep
from afterview.debriefs import queries, service
from afterview.debriefs.deps import OwnedDebrief
from afterview.debriefs.schemas import DebriefPatch, DebriefRead

router = APIRouter(
    prefix="/api/v1/interviews/{interview_id}/debrief", tags=["Evaluation"], route_class=ApiRoute
)


@router.get("", response_model=DebriefRead, responses=problems(NotFound))
def read_debrief(debrief: OwnedDebrief, now: NowDep) -> DebriefRead:
    """The look back after an interview: when it opens, and what you have written."""
    return queries.debrief_read(debrief, now)


@router.patch(
    "",
    response_model=DebriefRead,
    responses=problems(NotFound, service.DebriefLocked, service.StrengthsFirst),
)
def update_debrief(
    session: SessionDep,
    debrief: OwnedDebrief,
    now: NowDep,
    data: DebriefPatch,
    if_match: IfMatch = None,
) -> DebriefRead:
    """Write on. It opens twelve hours after the end; `open_early: true` does not wait.

    What went well comes before what you would change, and changes are three at most.
    """
    etag.check(debrief, if_match)
    return queries.debrief_read(service.update_debrief(session, debrief, data, now=now), now)
