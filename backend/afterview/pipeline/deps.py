"""The stage, the application or the interview in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import held, owned
from afterview.core.routing import Needs, SessionDep
from afterview.pipeline.models import Application, Interview, Stage


def owned_stage(session: SessionDep, user: CurrentUser, stage_id: UUID) -> Stage:
    return owned(session, Stage, stage_id, user.id)


def owned_application(session: SessionDep, user: CurrentUser, application_id: UUID) -> Application:
    return owned(session, Application, application_id, user.id)


def owned_interview(session: SessionDep, user: CurrentUser, interview_id: UUID) -> Interview:
    return owned(session, Interview, interview_id, user.id)


def held_interview(session: SessionDep, user: CurrentUser, interview_id: UUID) -> Interview:
    return held(session, Interview, interview_id, user.id)


OwnedStage = Annotated[Stage, Needs(owned_stage)]
OwnedApplication = Annotated[Application, Needs(owned_application)]
OwnedInterview = Annotated[Interview, Needs(owned_interview)]
HeldInterview = Annotated[Interview, Needs(held_interview)]
"""Nobody else can end it, or take its ending back, meanwhile."""
