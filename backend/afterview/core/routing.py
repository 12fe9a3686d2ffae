"""How a request reaches plain synchronous code: in one hop at most, in one transaction.

FastAPI runs every `def` dependency and every `def` route in a thread of its own, which costs
more than the queries inside (docs/decisions/0002). Here routes and dependencies stay plain
functions, and `ApiRoute` decides once per request where all of them run: on the event loop for
SQLite, whose short statements finish sooner than a hop takes; on one thread of a small pool for
PostgreSQL. The pool has as many places as there are connections, so it is the admission gate too.
"""

import inspect
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import cache, partial, wraps
from http import HTTPStatus
from typing import Annotated, Any

import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import Depends, Query, Request, Response
from fastapi.dependencies.models import Dependant
from fastapi.utils import create_model_field
from sqlalchemy import Engine
from sqlmodel import Session

from afterview.core import answers, asked, idempotency
from afterview.core.clock import Clock, Now
from afterview.core.db import open_session, reading
from afterview.core.errors import DomainError, Invalid
from afterview.core.late_routes import LateRoute

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HASHERS = 2
"""Threads that may work on passwords and files beside the event loop; a password takes 19 MiB."""
CALLERS = 8
"""Threads that may wait for somebody else's server, which takes seconds and no processor."""


@cache
def inline(function: Callable[..., Any]) -> Callable[..., Coroutine[Any, Any, Any]]:
    """Make a plain function awaitable without a thread: it runs where the request runs."""

    @wraps(function)
    async def run(*args: Any, **values: Any) -> Any:
        return function(*args, **values)

    run.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]  # FastAPI reads it
    del run.__wrapped__  # or FastAPI would look through to the plain function, and give it a thread
    return run


def Needs(function: Callable[..., Any]) -> Any:  # noqa: N802  # stands where `Depends` would
    """Declare a plain function as a dependency; like `Depends`, without the thread."""
    return Depends(inline(function))


@dataclass
class Gate:
    """Where requests run, and how many at a time."""

    engine: Engine
    clock: Clock
    limiter: CapacityLimiter | None
    """Threads for the requests; None runs them on the event loop."""
    max_body_bytes: int
    max_file_bytes: int
    """The same, where the body is a file."""

    def __post_init__(self) -> None:
        self.reader = reading(self.engine)
        self.beside = {"hashers": CapacityLimiter(HASHERS), "callers": CapacityLimiter(CALLERS)}

    async def admit(self, request: Request, handle: "Handler", *, beside: str) -> Response:
        if request.method not in SAFE:
            takes_file = takes_bytes(request)
            await _read_body(request, self.max_file_bytes if takes_file else self.max_body_bytes)
        work = self._transaction(request, handle)
        limiter = self.beside["callers"] if beside == "callers" else self.limiter
        if limiter is None and not beside:
            return await work
        limiter = limiter or self.beside[beside]
        return await anyio.to_thread.run_sync(_drive, work, limiter=limiter)

    async def _transaction(self, request: Request, handle: "Handler") -> Response:
        now = Now(self.clock(), answers.ZONE_UTC)
        writes = request.method not in SAFE
        with open_session(self.engine if writes else self.reader, now) as session:
            session.info |= {"engine": self.engine, "writes": writes}
            request.state.session = session
            response = await handle(request)
            if getattr(request.state, "dry_run", False):
                session.rollback()
                answers.unmake(response)
            elif writes:
                session.commit()  # before the first byte leaves
            return response


async def _read_body(request: Request, limit: int) -> None:
    """Read the body up to a limit, and keep it: nothing later has to wait for the network."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise BodyTooLarge(
                f"The body is larger than the {limit:,} bytes this server reads.",
                headers={"Connection": "close"},
            )
    request._body = bytes(body)


class BodyTooLarge(DomainError):
    status, code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body-too-large"


def _drive(work: Coroutine[Any, Any, Response]) -> Response:
    """Run a coroutine that never waits to its end, without an event loop."""
    try:
        work.send(None)
    except StopIteration as done:
        response: Response = done.value
        return response
    work.close()
    raise RuntimeError("a route waited for something; routes and dependencies are plain functions")


Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class ApiRoute(LateRoute):
    """A route of the API: plain function in, conditional, repeatable, transactional answer out."""

    beside = ""
    """Where it runs when it takes its time: among `hashers`, or among `callers`."""
    takes_bytes = False
    """Whether its body is a file, and so neither JSON nor as small."""

    def look_into(self, endpoint: Callable[..., Any], options: dict[str, Any]) -> None:
        self.asked: dict[str, asked.Asked] = {}
        answering = _answering(endpoint, options.get("status_code") or 200, self.asked)
        model = options.pop("response_model", None)
        super().look_into(answering, options | {"response_model": None})
        self.response_model = model  # only the document needs more of it: see `described`
        self.parameters = frozenset(_query_names(self.dependant))

    def described(self) -> None:
        """Let FastAPI know what is answered: the document needs that, a start does not."""
        if self.response_model is not None and self.response_field is None:
            name = f"Response_{self.unique_id}"
            self.response_field = create_model_field(
                name, self.response_model, mode="serialization"
            )

    def get_route_handler(self) -> Handler:
        described = self.dependant
        self.asked |= asked.models(described)
        self.dependant = asked.without(described, set(self.asked))
        handle = super().get_route_handler()
        self.dependant = described

        async def checked(request: Request) -> Response:
            unknown = [name for name in request.query_params if name not in self.parameters]
            if unknown:
                raise UnknownParameter(
                    f"There is no parameter called {unknown[0][:100]!r} here; "
                    f"known are: {', '.join(sorted(self.parameters)) or 'none'}.",
                    pointer=unknown[0][:100],
                )
            return await handle(request)

        async def admit(request: Request) -> Response:
            gate: Gate = request.app.state.gate
            return await gate.admit(request, checked, beside=self.beside)

        return admit


class ThreadedRoute(ApiRoute):
    """A route that takes its time, over a password or a whole world: it must not hold the loop."""

    beside = "hashers"


class UploadRoute(ThreadedRoute):
    """A route whose body is a file, of whatever type; it asks for the bytes as `BodyDep`."""

    takes_bytes = True


class OutboundRoute(ApiRoute):
    """A route that waits for somebody else's server.

    It calls `core.db.let_go` before it does, so that neither a lock nor a connection waits with it,
    and never takes one of the places that other requests need.
    """

    beside = "callers"


class UnknownParameter(Invalid):
    code = "unknown-parameter"


def takes_bytes(request: Request) -> bool:
    """Whether the route that a request has met takes a file."""
    return getattr(request.scope["route"], "takes_bytes", False)


def _answering(
    endpoint: Callable[..., Any], status: int, query: Mapping[str, asked.Asked]
) -> Callable[..., Any]:
    """Wrap a route function: its result becomes bytes, with all the manners on them."""

    @wraps(endpoint)
    async def run(_request: Request, **values: Any) -> Response:
        for name, model in query.items():
            values[name] = model.read(_request.query_params)
        make = partial(_call, endpoint, values, _request, status)
        if _request.method != "POST":
            return make()
        return idempotency.once(_request, _request.state.session, make)

    signature = inspect.signature(endpoint)
    request = inspect.Parameter("_request", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    parameters = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in signature.parameters.values()
    ]
    asked = signature.replace(parameters=[*parameters, request])
    run.__signature__ = asked  # type: ignore[attr-defined]  # FastAPI reads it
    del run.__wrapped__
    return run


def _call(
    endpoint: Callable[..., Any], values: dict[str, Any], request: Request, status: int
) -> Response:
    result = endpoint(**values)
    request.state.session.flush()
    return answers.represent(request, result, status)


def _query_names(dependant: Dependant) -> set[str]:
    names: set[str] = set()
    for field in dependant.query_params:
        model = field.field_info.annotation
        if inspect.isclass(model) and hasattr(model, "model_fields"):
            names.update(model.model_fields)
        else:
            names.add(field.alias)
    for sub in dependant.dependencies:
        names |= _query_names(sub)
    return names


def _dry_run(
    request: Request,
    dry_run: Annotated[
        bool,
        Query(description="Answer in full, write nothing. The answer carries `Dry-Run: true`."),
    ] = False,
) -> None:
    request.state.dry_run = dry_run


DRY_RUN = Needs(_dry_run)
"""Stands in a route's `dependencies`: the route can then be asked what it would do."""


def _session(request: Request) -> Session:
    session: Session = request.state.session
    return session


def _body(request: Request) -> bytes:
    return request._body


SessionDep = Annotated[Session, Needs(_session)]
BodyDep = Annotated[bytes, Needs(_body)]
"""The body as it came; nothing has looked into it."""
