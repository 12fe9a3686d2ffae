"""The menu, plans and captures over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.db import owned
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page, PageQuery
from afterview.core.routing import ApiRoute, SessionDep
from afterview.winddown import capture_service, queries, service
from afterview.winddown.capture_schemas import (
    CapturePatch,
    CaptureRead,
    QuestionCreate,
    QuestionPatch,
    QuestionRead,
)
from afterview.winddown.deps import (
    OwnedActivity,
    OwnedCapture,
    OwnedQuestion,
    OwnedStep,
    OwnedWindDown,
)
from afterview.winddown.models import WindDown
from afterview.winddown.schemas import (
    ActivityCreate,
    ActivityPatch,
    ActivityRead,
    StepPatch,
    WindDownPatch,
    WindDownRead,
)

router = APIRouter(prefix="/api/v1", tags=["Wind-down"], route_class=ApiRoute)


@router.get("/activities", response_model=Page[ActivityRead])
def list_activities(
    session: SessionDep, user: CurrentUser, query: Annotated[PageQuery, Query()]
) -> Page[ActivityRead]:
    """Your menu for after interviews, with what each item has done for you so far."""
    return queries.activities(session, user.id, query)


@router.post("/activities", response_model=ActivityRead, status_code=201)
def create_activity(session: SessionDep, user: CurrentUser, data: ActivityCreate) -> ActivityRead:
    """Put something of your own on the menu, before you need it."""
    return queries.activity_read(service.create_activity(session, user, data), {})


@router.get("/activities/{activity_id}", response_model=ActivityRead, responses=problems(NotFound))
def read_activity(session: SessionDep, user: CurrentUser, activity: OwnedActivity) -> ActivityRead:
    """One item of your menu."""
    return queries.activity_read(activity, queries.deltas(session, user.id))


@router.patch(
    "/activities/{activity_id}",
    response_model=ActivityRead,
    responses=problems(NotFound, service.LeastAboveUsual),
)
def update_activity(
    session: SessionDep,
    user: CurrentUser,
    activity: OwnedActivity,
    data: ActivityPatch,
    if_match: IfMatch = None,
) -> ActivityRead:
    """Change an item of your menu; disable it to keep it out of plans."""
    etag.check(activity, if_match)
    changed = service.update_activity(session, activity, data)
    return queries.activity_read(changed, queries.deltas(session, user.id))


@router.delete(
    "/activities/{activity_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound),
)
def delete_activity(session: SessionDep, activity: OwnedActivity, if_match: IfMatch = None) -> None:
    """Take an item off the menu for good. Plans that used it keep its name."""
    etag.check(activity, if_match)
    session.delete(activity)


@router.get(
    "/interviews/{interview_id}/wind-down",
    response_model=WindDownRead,
    responses=problems(NotFound),
)
def read_wind_down(session: SessionDep, wind_down: OwnedWindDown) -> WindDownRead:
    """The plan for the time after an interview, step by step."""
    return queries.wind_down_read(session, wind_down)


@router.patch(
    "/interviews/{interview_id}/wind-down",
    response_model=WindDownRead,
    responses=problems(NotFound),
)
def rate_wind_down(
    session: SessionDep, wind_down: OwnedWindDown, data: WindDownPatch, if_match: IfMatch = None
) -> WindDownRead:
    """Say how tense you were and are. The menu puts on top what works for you."""
    etag.check(wind_down, if_match)
    return queries.wind_down_read(session, service.rate_wind_down(session, wind_down, data))


@router.post(
    "/interviews/{interview_id}/wind-down/seven-minute-rule",
    response_model=WindDownRead,
    status_code=201,
    responses=problems(NotFound),
)
def keep_seven_minute_rule(session: SessionDep, wind_down: OwnedWindDown, now: NowDep) -> Answer:
    """First drink within seven minutes of leaving the building. Water. Tick it here."""
    kept = service.keep_seven_minute_rule(session, wind_down, now=now)
    return _plan(session, kept)


@router.delete(
    "/interviews/{interview_id}/wind-down/seven-minute-rule",
    response_model=WindDownRead,
    responses=problems(NotFound),
)
def unkeep_seven_minute_rule(session: SessionDep, wind_down: OwnedWindDown) -> WindDownRead:
    """Take the tick back."""
    return queries.wind_down_read(session, service.unkeep_seven_minute_rule(session, wind_down))


def _plan(session: SessionDep, wind_down: WindDown) -> Answer:
    return Answer(
        queries.wind_down_read(session, wind_down),
        location=f"/api/v1/interviews/{wind_down.interview_id}/wind-down",
    )


@router.patch(
    "/wind-down-steps/{step_id}",
    response_model=WindDownRead,
    responses=problems(NotFound, service.StaysDry),
)
def update_wind_down_step(
    session: SessionDep,
    user: CurrentUser,
    now: NowDep,
    step: OwnedStep,
    data: StepPatch,
    if_match: IfMatch = None,
) -> WindDownRead:
    """Start a step's timer, finish it, skip it with a reason, or move it.

    Answers with the whole plan; `If-Match` takes the plan's `ETag`.
    """
    wind_down = owned(session, WindDown, step.wind_down_id, user.id)
    etag.check(wind_down, if_match)
    changed = service.update_step(session, wind_down, step, data, now=now)
    return queries.wind_down_read(session, changed)


@router.get(
    "/interviews/{interview_id}/capture",
    response_model=CaptureRead,
    responses=problems(NotFound),
)
def read_capture(session: SessionDep, capture: OwnedCapture) -> CaptureRead:
    """What was kept of an interview while it was fresh, and how fresh it was."""
    return queries.capture_read(session, capture)


@router.patch(
    "/interviews/{interview_id}/capture",
    response_model=CaptureRead,
    responses=problems(NotFound),
)
def update_capture(
    session: SessionDep,
    now: NowDep,
    capture: OwnedCapture,
    data: CapturePatch,
    if_match: IfMatch = None,
) -> CaptureRead:
    """Keep names, facts, promises and the next step. `status: done` says that was all."""
    etag.check(capture, if_match)
    changed = capture_service.update_capture(session, capture, data, now=now)
    return queries.capture_read(session, changed)


@router.post(
    "/interviews/{interview_id}/capture/questions",
    response_model=QuestionRead,
    status_code=201,
    responses=problems(NotFound),
)
def add_capture_question(
    session: SessionDep,
    user: CurrentUser,
    now: NowDep,
    capture: OwnedCapture,
    data: QuestionCreate,
) -> Answer:
    """Keep one question they asked, in their words, while you have them."""
    question = capture_service.add_question(session, user, capture, data, now=now)
    return Answer(
        QuestionRead.model_validate(question),
        location=f"/api/v1/capture-questions/{question.id}",
    )


@router.get(
    "/capture-questions/{question_id}",
    response_model=QuestionRead,
    responses=problems(NotFound),
)
def read_capture_question(question: OwnedQuestion) -> QuestionRead:
    """One question that was asked."""
    return QuestionRead.model_validate(question)


@router.patch(
    "/capture-questions/{question_id}",
    response_model=QuestionRead,
    responses=problems(NotFound),
)
def update_capture_question(
    session: SessionDep, question: OwnedQuestion, data: QuestionPatch, if_match: IfMatch = None
) -> QuestionRead:
    """Put a question or its answer better."""
    etag.check(question, if_match)
    return QuestionRead.model_validate(capture_service.update_question(session, question, data))


@router.delete(
    "/capture-questions/{question_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound),
)
def delete_capture_question(
    session: SessionDep, question: OwnedQuestion, if_match: IfMatch = None
) -> None:
    """Delete a question that was not asked after all."""
    etag.check(question, if_match)
    session.delete(question)
