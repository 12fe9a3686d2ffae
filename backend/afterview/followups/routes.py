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
from afterview.followups import drafts, messages, queries, service, ways
from afterview.followups.deps import OwnedFollowUp
from afterview.followups.models import FollowUp
from afterview.followups.replanning import replan_after
from afterview.followups.schemas import (
    DeliveryCreate,
    FollowUpPatch,
    FollowUpQuery,
    FollowUpRead,
    WaiverCreate,
)
from afterview.people.service import Anonymised

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
    responses=problems(
        NotFound,
        service.AlreadySent,
        service.MovedTooEarly,
        drafts.Approved,
        ways.NoAgency,
        ways.ChannelStopped,
        Anonymised,
    ),
)
def update_follow_up(
    session: SessionDep,
    user: CurrentUser,
    now: NowDep,
    follow_up: OwnedFollowUp,
    data: FollowUpPatch,
    if_match: IfMatch = None,
) -> FollowUpRead:
    """Plan a message for another time, another channel or another person.

    A time you choose stays, whatever else is planned anew; later check-ins count from it.
    """
    etag.check(follow_up, if_match)
    service.update_follow_up(session, user, follow_up, data)
    replan_after(session, follow_up, now=now, why="a message was moved")
    return queries.follow_up_read(session, follow_up)


@router.post(
    "/{follow_up_id}/delivery",
    response_model=FollowUpRead,
    status_code=201,
    responses=problems(
        NotFound, service.Waived, service.SentInFuture, service.SentTooEarly, messages.OnItsWay
    ),
)
def record_delivery(
    session: SessionDep, follow_up: OwnedFollowUp, data: DeliveryCreate, now: NowDep
) -> Answer:
    """Say that you sent it yourself, rang, or posted it. Saying so twice is saying so once.

    It counts as a touch, and the next check-in counts its days from it. An approved mail that has
    not left is withdrawn.
    """
    service.record_delivery(session, follow_up, data, now=now)
    replan_after(session, follow_up, now=now, why="a message went out")
    return _answer(session, follow_up)


@router.delete(
    "/{follow_up_id}/delivery",
    response_model=FollowUpRead,
    responses=problems(NotFound, service.AlreadySent),
)
def undo_delivery(session: SessionDep, follow_up: OwnedFollowUp, now: NowDep) -> FollowUpRead:
    """It was not sent after all: it is owed again. A mail that has left cannot be taken back."""
    service.undo_delivery(session, follow_up)
    replan_after(session, follow_up, now=now, why="a message had not gone out after all")
    return queries.follow_up_read(session, follow_up)


@router.post(
    "/{follow_up_id}/waiver",
    response_model=FollowUpRead,
    status_code=201,
    responses=problems(NotFound, service.AlreadySent, messages.OnItsWay),
)
def waive_follow_up(
    session: SessionDep, follow_up: OwnedFollowUp, data: WaiverCreate, now: NowDep
) -> Answer:
    """Let a message go, with a reason. It stays on record as waived."""
    service.waive(session, follow_up, data.reason, now=now)
    replan_after(session, follow_up, now=now, why="a message was waived")
    return _answer(session, follow_up)


@router.delete("/{follow_up_id}/waiver", response_model=FollowUpRead, responses=problems(NotFound))
def undo_waiver(session: SessionDep, follow_up: OwnedFollowUp, now: NowDep) -> FollowUpRead:
    """Take a waiver back: the message is owed again, unless the facts have overtaken it."""
    service.undo_waiver(session, follow_up)
    replan_after(session, follow_up, now=now, why="a waiver was taken back")
    return queries.follow_up_read(session, follow_up)


def _answer(session: SessionDep, follow_up: FollowUp) -> Answer:
    return Answer(
        queries.follow_up_read(session, follow_up),
        location=f"/api/v1/follow-ups/{follow_up.id}",
    )
