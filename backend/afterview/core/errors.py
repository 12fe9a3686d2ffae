"""Refusals: one tree of exceptions, one problem document (RFC 9457), one handler each.

DomainError             a refusal the caller can act on; fixes `status` and `code`
├── Unauthorized  401
├── Forbidden     403
├── NotFound      404   missing and somebody else's alike
├── Conflict      409
├── Stale         412   the row changed since it was read
├── BodyTooLarge  413   core/routing.py
├── Invalid       422   a value that only the domain can judge
├── Unconditional 428   If-Match is missing
└── TooMany       429
"""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("afterview.errors")


class FieldProblem(BaseModel):
    """One value that was refused, and where it stood."""

    model_config = ConfigDict(defer_build=True)

    pointer: str = Field(
        description="JSON pointer into the body, or the name of the parameter or header.",
        examples=["/title"],
    )
    code: str = Field(description="Stable name of the check that failed.", examples=["missing"])
    detail: str = Field(description="What to change.", examples=["Field required"])


class Problem(BaseModel):
    """What every refusal looks like (RFC 9457)."""

    model_config = ConfigDict(defer_build=True)

    type: str = Field(
        description="Names the kind of problem; ends in its code.",
        examples=["urn:afterview:problem:not-found"],
    )
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(ge=400, le=599, description="The HTTP status, once more.", examples=[404])
    detail: str = Field(
        description="What happened, and what to do.", examples=["There is no such application."]
    )
    code: str = Field(description="Stable code to act on.", examples=["not-found"])
    errors: list[FieldProblem] = Field(
        default_factory=list,
        description="The values that were refused; empty when it was none in particular.",
    )
    request_id: str = Field(
        description="Quote this when asking for help; the log carries it.",
        examples=["01a2b3c4d5e6"],
    )


class DomainError(Exception):
    """A refusal the caller can act on. Subclasses fix `status` and `code`."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST
    code: ClassVar[str] = "bad-request"

    def __init__(
        self, detail: str, *, pointer: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer
        self.headers = headers


class Unauthorized(DomainError):
    status, code = HTTPStatus.UNAUTHORIZED, "unauthorized"


class Forbidden(DomainError):
    status, code = HTTPStatus.FORBIDDEN, "forbidden"


class NotFound(DomainError):
    status, code = HTTPStatus.NOT_FOUND, "not-found"


class Conflict(DomainError):
    status, code = HTTPStatus.CONFLICT, "conflict"


class Stale(DomainError):
    status, code = HTTPStatus.PRECONDITION_FAILED, "stale"


class Invalid(DomainError):
    status, code = HTTPStatus.UNPROCESSABLE_ENTITY, "invalid"


class Unconditional(DomainError):
    status, code = HTTPStatus.PRECONDITION_REQUIRED, "if-match-required"


class TooMany(DomainError):
    status, code = HTTPStatus.TOO_MANY_REQUESTS, "too-many-requests"


def problems(*errors: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """OpenAPI `responses=` for the errors a route may raise, over those every route has."""
    by_status: dict[int | str, list[str]] = {}
    for error in errors:
        by_status.setdefault(error.status.value, []).append(f"`{error.code}`")
    return {
        status: {
            "description": f"{HTTPStatus(int(status)).phrase}: {', '.join(codes)}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, codes in by_status.items()
    }


def problem(
    request: Request,
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Build the answer that says no."""
    document = Problem(
        type=f"urn:afterview:problem:{code}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        errors=list(errors),
        request_id=request.scope.get("request_id", ""),
    )
    return Response(document.model_dump_json(), status, dict(headers or {}), media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every refusal, the router's and the validator's included, as a problem document."""
    app.add_exception_handler(DomainError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(StaleDataError, _stale)
    app.add_exception_handler(IntegrityError, _clash)
    app.add_exception_handler(DBAPIError, _database)


async def _refused(request: Request, error: Any) -> Response:
    fields = (
        [FieldProblem(pointer=error.pointer, code=error.code, detail=error.detail)]
        if error.pointer
        else []
    )
    return problem(
        request, error.status, error.code, error.detail, errors=fields, headers=error.headers
    )


HTTP_CODES = {
    400: ("unreadable-body", "The body could not be read."),
    404: ("not-found", "There is nothing at this address."),
    405: ("method-not-allowed", "This address does not answer that method; see Allow."),
}


async def _http(request: Request, error: Any) -> Response:
    status, headers = error.status_code, error.headers
    if status in (404, 405):
        allowed = _allowed(request)
        missing = not allowed or request.method in allowed
        status = 404 if missing else 405
        headers = None if missing else {"Allow": ", ".join(sorted(allowed))}
    phrase = HTTPStatus(status).phrase
    code, detail = HTTP_CODES.get(
        status, (phrase.lower().replace(" ", "-"), str(error.detail or phrase))
    )
    return problem(request, status, code, detail, headers=headers)


def _allowed(request: Request) -> set[str]:
    """Every method of this address. The router names only those of the first route it met, and
    takes the page, which answers all other addresses, for an answer to a mistyped API path."""
    in_api = request.url.path.startswith("/api/")
    methods: set[str] = set()
    for route in request.app.router.routes:
        same_side = in_api == route.path.startswith("/api/")
        if same_side and route.matches(request.scope)[0] is not Match.NONE:
            methods |= route.methods or set()
    return methods


async def _invalid(request: Request, error: Any) -> Response:
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(request, 400, "unreadable-body", "The body is not valid JSON.")
    fields = [
        FieldProblem(
            pointer=_pointer(item["loc"]),
            code=item["type"],
            detail=item["msg"].removeprefix("Value error, "),
        )
        for item in found[:50]
    ]
    return problem(
        request, 422, "validation-failed", "Some values were refused; see errors.", errors=fields
    )


def _pointer(place: Sequence[int | str]) -> str:
    if place and place[0] == "body":
        return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place[1:])
    return str(place[-1]) if place else ""


async def _stale(request: Request, _error: Any) -> Response:
    return problem(
        request, 412, "stale", "It changed while you were writing. Read it again, then retry."
    )


async def _clash(request: Request, error: Any) -> Response:
    """Two requests raced for one name, or one took away what the other refers to."""
    text = str(error.orig).lower()
    if "unique" not in text and "foreign key" not in text:
        return crashed(request, error)  # an empty column is nobody's rival: it is our bug
    log.info("integrity error", extra={"request_id": request.scope.get("request_id")})
    return problem(request, 409, "conflict", "That clashes with something that already exists.")


async def _database(request: Request, error: Any) -> Response:
    """Say apart a full disk, a database that is away or busy, and a bug of ours."""
    text = str(error.orig).lower()
    if "disk is full" in text or "no space left" in text:
        return problem(
            request,
            507,
            "disk-full",
            "The disk is full; nothing was written.",
            headers={"Retry-After": "60"},
        )
    misspelt = "no such" in text or "syntax error" in text  # SQLite calls these operational
    if error.connection_invalidated or (isinstance(error, OperationalError) and not misspelt):
        log.warning("database unavailable: %s", type(error.orig).__name__)
        return problem(
            request,
            503,
            "database-unavailable",
            "The database is away or busy; nothing was written. Try again shortly.",
            headers={"Retry-After": "2"},
        )
    return crashed(request, error)


def crashed(request: Request, error: Exception) -> Response:
    """Answer for a bug of ours: the log gets all of it, the caller nothing but the request's id."""
    log.error(
        "unexpected error",
        exc_info=error,
        extra={"request_id": request.scope.get("request_id")},
    )
    return problem(
        request, 500, "internal-error", "Something broke on our side; nothing was written."
    )
