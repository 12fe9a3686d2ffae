"""Stages, applications, moves and the board over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page, PageQuery
from afterview.core.routing import ApiRoute, SessionDep
from afterview.pipeline import queries, service
from afterview.pipeline.deps import OwnedApplication, OwnedStage
from afterview.pipeline.schemas import (
    ApplicationCreate,
    ApplicationQuery,
    ApplicationRead,
    BoardRead,
    EventRead,
    MoveRead,
    StageCreate,
    StagePatch,
    StageRead,
)

router = APIRouter(prefix="/api/v1", tags=["Pipeline"], route_class=ApiRoute)


@router.get("/applications", response_model=Page[ApplicationRead])
def list_applications(
    session: SessionDep, user: CurrentUser, query: Annotated[ApplicationQuery, Query()]
) -> Page[ApplicationRead]:
    """Your applications, the latest changed first unless asked otherwise.

    Filters narrow; a filter given several times means any of its values.
    """
    return queries.applications(session, user.id, query)


@router.get(
    "/applications/{application_id}",
    response_model=ApplicationRead,
    responses=problems(NotFound),
)
def read_application(
    session: SessionDep, user: CurrentUser, application_id: UUID
) -> ApplicationRead:
    """One application: the posting as saved, where it stands, what you noted."""
    found = queries.application(session, application_id, user.id)
    if found is None:
        raise NotFound("There is no such application.")
    return found


@router.post(
    "/applications",
    response_model=ApplicationRead,
    status_code=201,
    responses=problems(NotFound, service.StageRetired),
)
def create_application(
    session: SessionDep, user: CurrentUser, now: NowDep, data: ApplicationCreate
) -> ApplicationRead:
    """Write down an application.

    A new `organization_name` makes the organization. `warnings` in the answer says what it
    resembles: the same posting address, or a like title at the same employer.
    """
    application, warnings = service.create_application(session, user, data, now=now)
    session.flush()
    found = queries.application(session, application.id, user.id)
    assert found is not None
    found.warnings = warnings
    return found


@router.get(
    "/applications/{application_id}/moves",
    response_model=Page[MoveRead],
    responses=problems(NotFound),
)
def list_moves(
    session: SessionDep, application: OwnedApplication, query: Annotated[PageQuery, Query()]
) -> Page[MoveRead]:
    """Every step an application took, oldest first. The last one is where it stands."""
    return queries.moves(session, application, query)


@router.get(
    "/applications/{application_id}/timeline",
    response_model=Page[EventRead],
    responses=problems(NotFound),
)
def read_timeline(
    session: SessionDep, application: OwnedApplication, query: Annotated[PageQuery, Query()]
) -> Page[EventRead]:
    """Everything that happened around an application, latest first."""
    return queries.timeline(session, application, query)


@router.get("/board", response_model=BoardRead)
def read_board(session: SessionDep, user: CurrentUser, now: NowDep) -> BoardRead:
    """The whole pipeline in one answer: live stages with their cards, closed ones counted."""
    return queries.board(session, user.id, now)


@router.get("/stages", response_model=Page[StageRead])
def list_stages(
    session: SessionDep, user: CurrentUser, query: Annotated[PageQuery, Query()]
) -> Page[StageRead]:
    """All your stages in the order of the board, retired ones included."""
    return queries.stage_page(session, user.id, query)


@router.post("/stages", response_model=StageRead, status_code=201)
def create_stage(session: SessionDep, user: CurrentUser, data: StageCreate) -> StageRead:
    """Add a stage to your board. Its status tells the rules what it means."""
    return queries.stage_read(service.create_stage(session, user, data))


@router.get("/stages/{stage_id}", response_model=StageRead, responses=problems(NotFound))
def read_stage(stage: OwnedStage) -> StageRead:
    """One stage of your board."""
    return queries.stage_read(stage)


@router.patch("/stages/{stage_id}", response_model=StageRead, responses=problems(NotFound))
def update_stage(
    session: SessionDep, stage: OwnedStage, data: StagePatch, if_match: IfMatch = None
) -> StageRead:
    """Rename a stage, move it on the board, retire it or bring it back."""
    etag.check(stage, if_match)
    return queries.stage_read(service.update_stage(session, stage, data))


@router.delete(
    "/stages/{stage_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, service.StageInUse),
)
def delete_stage(session: SessionDep, stage: OwnedStage, if_match: IfMatch = None) -> None:
    """Delete a stage that was never used. One with history is retired instead."""
    etag.check(stage, if_match)
    service.delete_stage(session, stage)
