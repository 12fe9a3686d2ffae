"""Obligations over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.followups import queries, service
from afterview.followups.deps import OwnedFollowUp
from afterview.followups.models import FollowUp
from afterview.followups.schemas import (
    DeliveryCreate,
    FollowUpPatch,
    FollowUpQuery,
    FollowUpRead,
    WaiverCreate,
)

router = APIRouter(prefix="/api/v1/follow-ups", tags=["Follow-ups"], route_class=ApiRoute)


@router.get("", response_model=Page[FollowUpRead])
def list_follow_ups(
    session: SessionDep, user: CurrentUser, query: Annotated[FollowUpQuery, Query()]
) -> Page[FollowUpRead]:
    """Every message you owe, have sent or have waived, in order of time."""
    return queries.follow_ups(session, user.id, query)


@router.get("/{follow_up_id}", response_model=FollowUpRead, responses=problems(NotFound))
def read_follow_up(session: SessionDep, follow_up: OwnedFollowUp) -> FollowUpRead:
    """One message: to whom, why, and between which times."""
    return queries.follow_up_read(session, follow_up)


@router.patch(
    "/{follow_up_id}",
    response_model=FollowUpRead,
    responses=problems(NotFound, service.AlreadySent),
)
def update_follow_up(
    session: SessionDep,
    user: CurrentUser,
    follow_up: OwnedFollowUp,
    data: FollowUpPatch,
    if_match: IfMatch = None,
) -> FollowUpRead:
    """Plan a message for another time, another channel or another person."""
    etag.check(follow_up, if_match)
    changed = service.update_follow_up(session, user, follow_up, data)
    return queries.follow_up_read(session, changed)


@router.post(
    "/{follow_up_id}/delivery",
    response_model=FollowUpRead,
    status_code=201,
    responses=problems(NotFound, service.Waived, service.SentInFuture),
)
def record_delivery(
    session: SessionDep, follow_up: OwnedFollowUp, data: DeliveryCreate, now: NowDep
) -> Answer:
    """Say that you sent it yourself. Saying so twice is saying so once."""
    return _answer(session, service.record_delivery(session, follow_up, data, now=now))


@router.delete(
    "/{follow_up_id}/delivery", response_model=FollowUpRead, responses=problems(NotFound)
)
def undo_delivery(session: SessionDep, follow_up: OwnedFollowUp) -> FollowUpRead:
    """It was not sent after all: it is owed again."""
    return queries.follow_up_read(session, service.undo_delivery(session, follow_up))


@router.post(
    "/{follow_up_id}/waiver",
    response_model=FollowUpRead,
    status_code=201,
    responses=problems(NotFound, service.AlreadySent),
)
def waive_follow_up(
    session: SessionDep, follow_up: OwnedFollowUp, data: WaiverCreate, now: NowDep
) -> Answer:
    """Let a message go, with a reason. It stays on record as waived."""
    return _answer(session, service.waive(session, follow_up, data.reason, now=now))


@router.delete("/{follow_up_id}/waiver", response_model=FollowUpRead, responses=problems(NotFound))
def undo_waiver(session: SessionDep, follow_up: OwnedFollowUp) -> FollowUpRead:
    """Take a waiver back: the message is owed again."""
    return queries.follow_up_read(session, service.undo_waiver(session, follow_up))


def _answer(session: SessionDep, follow_up: FollowUp) -> Answer:
    return Answer(
        queries.follow_up_read(session, follow_up),
        location=f"/api/v1/follow-ups/{follow_up.id}",
    )
