"""For whoever restarts or balances us: is the process alive, and can it do its work."""

from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter
from pydantic import Field

from afterview.core import migrating
from afterview.core.errors import DomainError, problems
from afterview.core.late_routes import LateRoute
from afterview.core.routing import ApiRoute, SessionDep
from afterview.core.schema import ReadSchema

router = APIRouter(prefix="/health", tags=["Operation"], route_class=LateRoute)


class Health(ReadSchema):
    """All is well; anything else is a problem document."""

    status: Literal["ok"] = Field(default="ok", description="Always `ok`.")


class NotMigrated(DomainError):
    status, code = HTTPStatus.SERVICE_UNAVAILABLE, "not-migrated"


@router.get("/live")
async def read_liveness() -> Health:
    """Tell whether the process answers at all.

    Touches no database: a restart would not bring that back.
    """
    return Health()


def read_readiness(session: SessionDep) -> Health:
    """Tell whether requests can be answered: the database is there, and its tables are ours."""
    state = migrating.state(session.connection())
    if not state.serves:
        raise NotMigrated(
            f"The database is {state.standing}; run `afterview migrate`.",
            headers={"Retry-After": "5"},
        )
    return Health()


router.add_api_route(
    "/ready",
    read_readiness,
    response_model=Health,
    responses=problems(NotMigrated),
    route_class_override=ApiRoute,
)
