"""Logging touches, the gauge and the silence over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.routing import ApiRoute, SessionDep
from afterview.flows import touch_logged
from afterview.followups import silence
from afterview.followups.schemas import SilenceRead
from afterview.followups.service import SentTooEarly
from afterview.people.service import Anonymised
from afterview.pipeline.deps import OwnedApplication
from afterview.touchpoints import pressure, queries
from afterview.touchpoints.deps import OwnedTouchpoint
from afterview.touchpoints.schemas import (
    PressureQuery,
    PressureRead,
    TouchpointBatch,
    TouchpointCreate,
    TouchpointPatch,
    TouchpointRead,
    TouchpointsRead,
)

router = APIRouter(prefix="/api/v1", tags=["Touchpoints"], route_class=ApiRoute)


@router.post(
    "/touchpoints",
    response_model=TouchpointRead,
    status_code=201,
    responses=problems(NotFound, touch_logged.InFuture, Anonymised),
)
def create_touchpoint(
    session: SessionDep, user: CurrentUser, data: TouchpointCreate, now: NowDep
) -> TouchpointRead:
    """Log something that was said, now or in the past. Whatever happened may be logged.

    What you sent meets the message you owed, and later check-ins count their days from it; what
    they answered ends the asking. Logging it twice logs it twice: send an `Idempotency-Key`.
    """
    touch = touch_logged.log_touch(session, user, data, now=now)
    return queries.touchpoint_read(session, touch.id)


@router.post(
    "/touchpoint-batches",
    response_model=TouchpointsRead,
    status_code=201,
    responses=problems(NotFound, touch_logged.InFuture, Anonymised),
)
def create_touchpoint_batch(
    session: SessionDep, user: CurrentUser, data: TouchpointBatch, now: NowDep
) -> Answer:
    """Log several things that were said, all of them or none: for catching up on a whole week.

    They are taken in the order in which they happened, in whatever order you send them.
    """
    in_order = sorted(enumerate(data.touchpoints), key=lambda one: one[1].at or now.at)
    made = [
        touch_logged.log_touch(session, user, touch, now=now, place=f"/touchpoints/{place}")
        for place, touch in in_order
    ]
    reads = queries.touchpoint_reads(session, [touch.id for touch in made])
    return Answer(TouchpointsRead(items=reads), location="/api/v1/touchpoints")


@router.patch(
    "/touchpoints/{touchpoint_id}",
    response_model=TouchpointRead,
    responses=problems(
        NotFound,
        touch_logged.InFuture,
        touch_logged.PurposeNeeded,
        touch_logged.MeetsFollowUp,
        touch_logged.MailHasLeft,
        SentTooEarly,
        Anonymised,
    ),
)
def update_touchpoint(
    session: SessionDep,
    user: CurrentUser,
    touchpoint: OwnedTouchpoint,
    data: TouchpointPatch,
    now: NowDep,
    if_match: IfMatch = None,
) -> TouchpointRead:
    """Correct what was noted. Gauge, plan and silence follow."""
    etag.check(touchpoint, if_match)
    touch_logged.change_touch(session, user, touchpoint, data, now=now)
    return queries.touchpoint_read(session, touchpoint.id)


@router.delete(
    "/touchpoints/{touchpoint_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, touch_logged.MailHasLeft),
)
def delete_touchpoint(
    session: SessionDep, touchpoint: OwnedTouchpoint, now: NowDep, if_match: IfMatch = None
) -> None:
    """It did not happen after all: what it met is owed again, and what it ended goes on."""
    etag.check(touchpoint, if_match)
    touch_logged.forget_touch(session, touchpoint, now=now)


@router.get(
    "/applications/{application_id}/pressure",
    response_model=PressureRead,
    responses=problems(NotFound),
)
def read_pressure(
    session: SessionDep,
    user: CurrentUser,
    application: OwnedApplication,
    query: Annotated[PressureQuery, Query()],
    now: NowDep,
) -> PressureRead:
    """Interested or irritating? The needle for one application, with every reason.

    Ask with `planned_channel` and `planned_purpose` whether one message more would be too much:
    `planned.decision` is `allow`, `needs_reason` or `blocked`, `planned.fine_from` the earliest
    fine moment, and hard stops win over both.
    """
    fine_from = None
    if query.plans:
        fine_from = silence.fine_from(session, application, query.planned_purpose)
    return pressure.read(session, user, application, query, now=now, not_before=fine_from)


@router.get(
    "/applications/{application_id}/silence",
    response_model=SilenceRead,
    responses=problems(NotFound),
)
def read_silence(session: SessionDep, application: OwnedApplication, now: NowDep) -> SilenceRead:
    """What it means that they have not answered: waiting, overdue, silent, or ghosted."""
    return silence.silence(session, application, now=now)
