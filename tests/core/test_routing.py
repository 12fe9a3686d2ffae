"""How a request runs: plain functions, one transaction, one hop at most."""

import asyncio

import pytest
from fastapi import APIRouter
from starlette.testclient import TestClient

from afterview.accounts.deps import CurrentUser
from afterview.core.errors import NotFound
from afterview.core.routing import ApiRoute, Needs, SessionDep, _drive
from afterview.core.schema import ReadSchema, WriteSchema
from afterview.people.schemas import OrganizationCreate
from afterview.people.service import create_organization
from tests.factories.api import Api
from tests.factories.databases import on_postgresql, on_sqlite

router = APIRouter(prefix="/api/v1/test", route_class=ApiRoute)


class Seen(ReadSchema):
    text: str


class Body(WriteSchema):
    text: str = ""


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


@router.get("/where", response_model=Seen)
def where(dependency: bool = Needs(_loop_is_running)) -> Seen:
    return Seen(text=f"{dependency} {_loop_is_running()}")


@router.post("/half-way", response_model=Seen)
def half_way(session: SessionDep, user: CurrentUser) -> Seen:
    create_organization(session, user, OrganizationCreate(name="Never was"))
    raise NotFound("on second thoughts")


@router.post("/crash", response_model=Seen)
def crash(session: SessionDep, user: CurrentUser) -> Seen:
    create_organization(session, user, OrganizationCreate(name="Never was"))
    session.flush()
    raise RuntimeError("a bug")


@router.post("/echo", response_model=Seen)
def echo(data: Body) -> Seen:
    return Seen(text=data.text)


@pytest.fixture
def sam(app, user):
    """Sam's token, on an app that has the routes above as well."""
    app.router.routes[:0] = router.routes
    return user.api


@on_sqlite
def test_on_sqlite_requests_run_on_the_event_loop(sam):
    assert sam.get("/test/where").json() == {"text": "True True"}


@on_postgresql
def test_on_postgresql_dependencies_and_route_share_one_thread(sam):
    assert sam.get("/test/where").json() == {"text": "False False"}


def test_a_refusal_takes_back_what_was_written(sam):
    assert sam.post("/test/half-way").status_code == 404
    assert sam.items("/organizations") == []


def test_a_crash_takes_back_what_was_written(app, sam):
    calm = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    assert Api(calm, sam.headers).post("/test/crash").status_code == 500
    assert sam.items("/organizations") == []
    assert sam.made("/organizations", {"name": "Mecca"})["name"] == "Mecca"


def test_a_route_that_waits_is_refused():
    """Off the event loop nothing could wake it: better to fail in the first test than to hang."""

    async def work():
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="waited"):
        _drive(work())


def test_the_body_limit_is_exact(app, sam):
    app.state.gate.max_body_bytes = 100
    fits, exceeds = ('{"text": "' + "x" * n + '"}' for n in (88, 89))
    json = {"Content-Type": "application/json"}
    assert sam.post("/test/echo", content=fits, headers=json).status_code == 200
    refused = sam.post("/test/echo", content=exceeds, headers=json)
    assert (refused.status_code, refused.json()["code"]) == (413, "body-too-large")
    chunks = (exceeds[at : at + 10].encode() for at in range(0, len(exceeds), 10))
    assert sam.post("/test/echo", content=chunks, headers=json).status_code == 413


def test_a_mistyped_parameter_is_told_what_is_known(sam):
    answer = sam.get("/organizations", params={"rôle": "employer"})
    assert answer.json()["code"] == "unknown-parameter"
    assert "role" in answer.json()["detail"]
    assert answer.json()["errors"][0]["pointer"] == "rôle"
