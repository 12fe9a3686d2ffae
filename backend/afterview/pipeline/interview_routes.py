"""Interviews over HTTP, short of their ending."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.people.service import Anonymised
from afterview.pipeline import interview_queries as queries
from afterview.pipeline import interview_service as service
from afterview.pipeline.deps import OwnedInterview
from afterview.pipeline.interview_schemas import (
    InterviewCreate,
    InterviewersPut,
    InterviewPatch,
    InterviewQuery,
    InterviewRead,
)

router = APIRouter(prefix="/api/v1/interviews", tags=["Interviews"], route_class=ApiRoute)


@router.get("", response_model=Page[InterviewRead])
def list_interviews(
    session: SessionDep, user: CurrentUser, query: Annotated[InterviewQuery, Query()]
) -> Page[InterviewRead]:
    """Your interviews, planned and held, in order of their start."""
    return queries.interviews(session, user.id, query)


@router.post(
    "",
    response_model=InterviewRead,
    status_code=201,
    responses=problems(NotFound, service.TwiceInOneRoom, Anonymised),
)
def create_interview(
    session: SessionDep, user: CurrentUser, now: NowDep, data: InterviewCreate
) -> InterviewRead:
    """Plan an interview.

    An interviewer is a contact you have, or a name and perhaps an address to make one of; a
    mail address you know finds its contact.
    """
    interview = service.create_interview(session, user, data, now=now)
    return queries.interview(session, interview.id)


@router.get("/{interview_id}", response_model=InterviewRead, responses=problems(NotFound))
def read_interview(session: SessionDep, interview: OwnedInterview) -> InterviewRead:
    """One interview: when, where, with whom, and your notes for before."""
    return queries.interview(session, interview.id)


@router.patch(
    "/{interview_id}",
    response_model=InterviewRead,
    responses=problems(NotFound, service.HasEnded),
)
def update_interview(
    session: SessionDep,
    now: NowDep,
    interview: OwnedInterview,
    data: InterviewPatch,
    if_match: IfMatch = None,
) -> InterviewRead:
    """Change an interview: move it, call it off, write preparation notes."""
    etag.check(interview, if_match)
    service.update_interview(session, interview, data, now=now)
    return queries.interview(session, interview.id)


@router.put(
    "/{interview_id}/interviewers",
    response_model=InterviewRead,
    responses=problems(NotFound, service.TwiceInOneRoom, Anonymised),
)
def replace_interviewers(
    session: SessionDep,
    user: CurrentUser,
    interview: OwnedInterview,
    data: InterviewersPut,
    if_match: IfMatch = None,
) -> InterviewRead:
    """Say anew who sits in an interview. Plans already laid out keep their people."""
    etag.check(interview, if_match)
    service.replace_interviewers(session, user, interview, data.interviewers)
    return queries.interview(session, interview.id)
