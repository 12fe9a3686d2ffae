"""Touchpoints over HTTP, as far as they are only read; logging one re-plans (flows)."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser
from afterview.core.errors import NotFound, problems
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.touchpoints import queries
from afterview.touchpoints.deps import OwnedTouchpoint
from afterview.touchpoints.schemas import TouchpointQuery, TouchpointRead

router = APIRouter(prefix="/api/v1/touchpoints", tags=["Touchpoints"], route_class=ApiRoute)


@router.get("", response_model=Page[TouchpointRead])
def list_touchpoints(
    session: SessionDep, user: CurrentUser, query: Annotated[TouchpointQuery, Query()]
) -> Page[TouchpointRead]:
    """Everything that was said between you and employers, the latest first."""
    return queries.touchpoints(session, user.id, query)


@router.get("/{touchpoint_id}", response_model=TouchpointRead, responses=problems(NotFound))
def read_touchpoint(session: SessionDep, touchpoint: OwnedTouchpoint) -> TouchpointRead:
    """One thing that was said."""
    return queries.touchpoint_read(session, touchpoint.id)
