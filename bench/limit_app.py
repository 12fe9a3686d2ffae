"""The limit as a server: one hop at most, as many connections as the product has."""

import os
from collections.abc import Awaitable, Callable

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bench.limit import WORK, Work
from bench.limit_plan import end_interview, read_today
from bench.raw import Database, PerThread

URL = os.environ["BENCH_URL"]
EVERYTHING: dict[tuple[str, str], Work] = {
    **WORK,
    ("GET", "/today"): read_today,
    ("POST", "/interviews/{interview_id}/ending"): end_interview,
}


def _on_the_loop(work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def call(request: Request) -> Response:
        return work(_DATABASE, request, await request.body())

    return call


def _in_a_thread(work: Work) -> Callable[[Request], Awaitable[Response]]:
    async def call(request: Request) -> Response:
        body = await request.body()
        return await anyio.to_thread.run_sync(
            lambda: work(_EACH.database, request, body), limiter=_LIMITER
        )

    return call


if URL.startswith("sqlite"):
    _DATABASE = Database(URL)
    _serve = _on_the_loop
else:
    _EACH = PerThread(URL)
    _LIMITER = CapacityLimiter(4)
    _serve = _in_a_thread
app = Starlette(
    routes=[
        Route(f"/api/v1{path}", _serve(work), methods=[verb])
        for (verb, path), work in EVERYTHING.items()
    ]
)
