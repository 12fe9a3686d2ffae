"""Readiness of one reference and of all, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core.db import owned
from afterview.core.errors import NotFound, problems
from afterview.core.routing import ApiRoute, SessionDep
from afterview.pipeline.deps import OwnedApplication
from afterview.pipeline.models import Application
from afterview.references import readiness_queries
from afterview.references.deps import OwnedReference
from afterview.references.readiness_schemas import ReadinessRead, ReferenceSetRead

router = APIRouter(prefix="/api/v1", tags=["References"], route_class=ApiRoute)


@router.get(
    "/references/{reference_id}/readiness",
    response_model=ReadinessRead,
    responses=problems(NotFound),
)
def read_readiness_of_reference(
    session: SessionDep,
    user: CurrentUser,
    reference: OwnedReference,
    now: NowDep,
    application_id: Annotated[
        UUID | None, Query(description="For which application; left out: in general.")
    ] = None,
) -> ReadinessRead:
    """How ready somebody is to vouch for you, 0 to 100, part by part, and what would raise it.

    Nobody is ready without consent, and nobody above 60 before they have said what they remember.
    The weights are house choices; they are an estimate, not a measurement.
    """
    application = (
        None if application_id is None else owned(session, Application, application_id, user.id)
    )
    return readiness_queries.of_reference(session, reference, application, now=now)


@router.get(
    "/applications/{application_id}/reference-set",
    response_model=ReferenceSetRead,
    responses=problems(NotFound),
)
def read_reference_set(
    session: SessionDep, user: CurrentUser, application: OwnedApplication, now: NowDep
) -> ReferenceSetRead:
    """Whether you have references enough for what this employer asks, and what would help most.

    Enough are as many as they want (or as is usual in their region), all ready, a line manager
    among them, not all from one employer. Says whom to name (nobody a naming would be refused
    for), whom to let rest, and what to do first: each step with the score it leads to.
    """
    return readiness_queries.of_set(session, application, user.region, now=now)
