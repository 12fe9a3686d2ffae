"""The activity, the plan, the step, the capture or the question in the path, or 404."""

from typing import Annotated
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from afterview.accounts.deps import CurrentUser
from afterview.core.db import owned
from afterview.core.errors import NotFound
from afterview.core.routing import Needs, SessionDep
from afterview.pipeline.deps import OwnedInterview
from afterview.winddown import queries
from afterview.winddown.models import (
    Activity,
    Capture,
    CaptureQuestion,
    WindDown,
    WindDownStep,
)


def owned_activity(session: SessionDep, user: CurrentUser, activity_id: UUID) -> Activity:
    return owned(session, Activity, activity_id, user.id)


def owned_wind_down(session: SessionDep, interview: OwnedInterview) -> WindDown:
    found = queries.wind_down_of(session, interview.id)
    if found is None:
        raise NotFound("This interview has no ending yet, and so no plan.")
    return found


def owned_step(session: SessionDep, user: CurrentUser, step_id: UUID) -> WindDownStep:
    found = session.execute(
        select(WindDownStep).where(
            col(WindDownStep.id) == step_id, col(WindDownStep.owner_id) == user.id
        )
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such step.")
    return found


def owned_capture(session: SessionDep, interview: OwnedInterview) -> Capture:
    found = queries.capture_of(session, interview.id)
    if found is None:
        raise NotFound("This interview has no ending yet, and so no capture.")
    return found


def owned_question(session: SessionDep, user: CurrentUser, question_id: UUID) -> CaptureQuestion:
    return owned(session, CaptureQuestion, question_id, user.id)


OwnedActivity = Annotated[Activity, Needs(owned_activity)]
OwnedWindDown = Annotated[WindDown, Needs(owned_wind_down)]
OwnedStep = Annotated[WindDownStep, Needs(owned_step)]
OwnedCapture = Annotated[Capture, Needs(owned_capture)]
OwnedQuestion = Annotated[CaptureQuestion, Needs(owned_question)]
