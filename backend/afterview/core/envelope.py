"""Around every request: an id, the security headers, and one line in the log."""

import logging
import os
import time

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from afterview.core.errors import crashed

log = logging.getLogger("afterview.access")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",  # no text becomes markup or code by accident:
        "trusted-types svelte-trusted-html afterview",  # Svelte's templates, the worker's address
    )
)
SECURITY = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
]
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
PRIVATE = (b"cache-control", b"no-store")
REVALIDATED = (b"cache-control", b"no-cache")
FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")


class Envelope:
    """ASGI middleware around everything of ours; even a crash leaves with its headers on.

    (Starlette puts a handler of bare `Exception` outside every middleware, so it is done here.)
    """

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.headers = [*SECURITY, HSTS] if secure else SECURITY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = os.urandom(8).hex()
        scope["request_id"] = request_id
        started, status, begun, path = time.perf_counter(), 500, False, scope["path"]
        own = [*self.headers, (b"x-request-id", request_id.encode())]

        async def sealed(message: Message) -> None:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                begun = True
                status = message["status"]
                headers = message["headers"]
                replaced = {name for name, _ in headers}
                caching = _caching(path, status) if b"cache-control" not in replaced else None
                message["headers"] = [
                    *headers,
                    *(pair for pair in own if pair[0] not in replaced),
                    *([caching] if caching else []),
                ]
            await send(message)

        try:
            await self.app(scope, receive, sealed)
        except Exception as error:  # whatever a route trips over, nobody is left without an answer
            if begun:
                raise
            await crashed(Request(scope), error)(scope, receive, sealed)
        finally:
            if log.isEnabledFor(logging.INFO):
                log.info(
                    "request",
                    extra={
                        "request_id": request_id,
                        "method": scope["method"],
                        "route": getattr(scope.get("route"), "path", None),
                        "status": status,
                        "milliseconds": round((time.perf_counter() - started) * 1000, 1),
                    },
                )


def _caching(path: str, status: int) -> tuple[bytes, bytes]:
    """What may be kept: hashed assets for ever, the page until it is asked about, data never.

    An asset that is missing today may be there after the next release.
    """
    if path.startswith("/assets/") and status < 400:
        return FOREVER
    return PRIVATE if path.startswith("/api/") else REVALIDATED
