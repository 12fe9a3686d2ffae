"""From what a route returns to the bytes and headers that leave."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from pydantic import BaseModel
from starlette.datastructures import URL

from afterview.core import etag

ZONE_UTC = ZoneInfo("UTC")
JSON_TYPE = "application/json"
SANDBOX = "default-src 'none'; sandbox"


@dataclass(frozen=True)
class Answer:
    """What a route returns when its model alone does not say everything."""

    read: BaseModel | None
    status: int | None = None
    """Instead of the route's own status."""
    location: str = ""
    """Where the new thing lives, when that is not below the posted path."""
    headers: tuple[tuple[str, str], ...] = ()
    remembered: BaseModel | None = None
    """What a repeated `Idempotency-Key` is answered, when `read` carries a secret."""


@dataclass(frozen=True)
class File:
    """What a route returns when it is a file that is sent: for saving, never to run here."""

    read: Callable[[], bytes]
    """Asked only when the caller does not have it yet."""
    tag: str
    """Its `ETag`, quotes included."""
    media_type: str
    disposition: str
    """Its `Content-Disposition`."""


def represent(request: Request, result: Any, status: int) -> Response:
    """Turn a route's result into a response.

    A read model becomes JSON with an `ETag`; a GET that names the same one answers 304. A page
    gets its `Link`. A 201 gets its `Location`: below the path that was posted to when the model
    has an id, that path itself when the thing is the only one there.
    """
    if isinstance(result, Response):
        return result
    if isinstance(result, File):
        return _send(request, result)
    given = result if isinstance(result, Answer) else Answer(result)
    read, headers = given.read, list(given.headers)
    if read is None:
        return _with(Response(status_code=204), headers)
    status = given.status or status
    body = read.__pydantic_serializer__.to_json(read)
    if status == 201:
        path = request.url.path.rstrip("/")
        identity = getattr(read, "id", None)
        headers.append(("location", given.location or (f"{path}/{identity}" if identity else path)))
    if given.remembered is not None:
        request.state.remembered = given.remembered.model_dump_json().encode()
    tag = etag.make(getattr(read, "version", None), zlib.crc32(body))
    headers.append(("etag", tag))
    if request.method == "GET":
        cursor = getattr(read, "next", None)
        if cursor is not None:
            headers.append(("link", f'<{_next_url(request.url, cursor)}>; rel="next"'))
        if etag.matches(request.headers.get("if-none-match"), tag):
            return _with(Response(status_code=304), headers)
    return _with(Response(body, status, media_type=JSON_TYPE), headers)


def _send(request: Request, file: File) -> Response:
    headers = {"etag": file.tag}
    if etag.matches(request.headers.get("if-none-match"), file.tag):
        return Response(status_code=304, headers=headers)
    headers |= {
        "content-disposition": file.disposition,
        "content-security-policy": SANDBOX,
    }
    return Response(file.read(), headers=headers, media_type=file.media_type)


def unmake(response: Response) -> None:
    """Say of an answer that nothing was written after all: nothing was created anywhere."""
    response.headers["Dry-Run"] = "true"
    if response.status_code == 201:
        response.status_code = 200
        del response.headers["location"]


def _with(response: Response, headers: list[tuple[str, str]]) -> Response:
    for name, value in headers:
        response.headers.append(name, value)
    return response


def _next_url(url: URL, cursor: str) -> str:
    """The same question, one page on. Relative, so that no Host header ends up in it."""
    asked = [(name, value) for name, value in parse_qsl(url.query) if name != "cursor"]
    return f"{url.path}?{urlencode([*asked, ('cursor', cursor)])}"
