"""Today over HTTP."""

from fastapi import APIRouter

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core.routing import ApiRoute, SessionDep
from afterview.today import queries
from afterview.today.schemas import TodayRead

router = APIRouter(prefix="/api/v1/today", tags=["Today"], route_class=ApiRoute)


@router.get("", response_model=TodayRead)
def read_today(session: SessionDep, user: CurrentUser, now: NowDep) -> TodayRead:
    """What to do now: the next thing with its why and its clock, then due, soon and waiting.

    In the quiet window after an interview only the wind-down speaks.
    """
    return queries.today(session, user, now)
