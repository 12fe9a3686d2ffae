"""What is served beside the API: the document, the page to browse it, and the web client."""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse

from afterview.core import openapi

DESCRIPTION = """\
Afterview is what happens after a job interview: unwind, follow up, look back, keep searching, keep
your references warm. Everything the page can do, a token can do.

**Start here.** Make a token (`POST /tokens`, or Settings in the page) and send it as
`Authorization: Bearer avt_…`. Then `POST /applications`, `POST /interviews`, and when you are out
of it `POST /interviews/{interview_id}/ending`: the answer is the whole plan.

**Manners.** Errors are problem documents (RFC 9457) with a stable `code`. Lists take `limit` and
`cursor` and answer `items` and `next`. Changes need `If-Match` with the `ETag` you read. Any POST
can be repeated safely under an `Idempotency-Key`. Unknown parameters and fields are refused.
"""
TAGS: list[dict[str, Any]] = [
    {"name": "Accounts", "description": "Signing up and in, browsers, tokens, and your own data."},
    {"name": "Today", "description": "What to do now, and why, over everything."},
    {
        "name": "People",
        "description": "Employers, agencies, and the people in them: who they are to you, and how "
        "they want to be reached.",
    },
    {
        "name": "Pipeline",
        "description": "Applications, the stages they move through, and the board. History is only "
        "ever appended to.",
    },
    {
        "name": "Attachments",
        "description": "Files you keep: CVs, letters, postings, briefs. What they are is told from "
        "their bytes; they come back for saving only, and never run in a browser.",
    },
    {"name": "Interviews", "description": "When, where and with whom; and your notes for before."},
    {
        "name": "The ending",
        "description": "The main job: one call after an interview lays out everything that comes "
        "after it.",
    },
    {
        "name": "Wind-down",
        "description": "The Seven-Minute Rule, a plan for the minutes you have, and the capture "
        "while it is fresh.",
    },
    {
        "name": "Follow-ups",
        "description": "Every message you owe after an interview: its draft, its approval, its "
        "way out. Each ends as sent, waived with a reason, or overtaken by facts; none just "
        "disappears, and none leaves without your approval of exactly its words.",
    },
    {
        "name": "Touchpoints",
        "description": "Every word that passed between you and an employer, the gauge between "
        "interested and irritating, and the stops nothing gets past. Whatever happened may be "
        "logged; only planning is refused.",
    },
    {
        "name": "Replies",
        "description": "What came back: pasted, uploaded, or read from a mailbox. An answer stops "
        "the asking; what looks like an invitation, an offer or a no is proposed, never recorded "
        "by itself.",
    },
    {
        "name": "References",
        "description": "Who vouches for you: consent before any naming, a briefing before any "
        "call, and the ledger of what is owed for it. Money is never paid for words.",
    },
    {
        "name": "Mail",
        "description": "Your own mail account: how messages leave, and where answers are looked "
        "for. Passwords go in and never come out.",
    },
    {
        "name": "Notifications",
        "description": "Reminders that arrive: where, when, and how many at most; and everything "
        "that was sent or held back, with the reason.",
    },
    {"name": "Evaluation", "description": "The look back. Private: there is no way to share one."},
    {"name": "Tasks", "description": "To-dos that plans lay out, and those you write yourself."},
    {"name": "Demo world", "description": "A believable search to look around in."},
    {"name": "Operation", "description": "For whoever runs the instance."},
]
_DOCS = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Afterview API</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script nonce="{nonce}">
SwaggerUIBundle({{
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  persistAuthorization: false,
  displayRequestDuration: true,
  docExpansion: "none",
  filter: true,
  validatorUrl: null,
}});
</script>
</body>
</html>
"""
# Swagger UI writes markup as text, so this page does without trusted types.
_DOCS_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_SECURITY_VALID = timedelta(days=90)
"""An instance that has been given up stops vouching for its contact."""
_NOT_BUILT = (
    "The web client has not been built. `uv sync --reinstall-package afterview` builds it; "
    "the API works without."
)


def install(app: FastAPI) -> None:
    """Add everything that is not the API, behind everything that is."""
    document = _document(app)
    app.state.static = Path(__file__).parent / "static"
    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's manual says to

    async def read_document(_request: Request) -> Response:
        return JSONResponse(document())

    app.add_route("/openapi.json", read_document, include_in_schema=False)
    app.add_route("/docs", _read_docs, include_in_schema=False)
    app.add_route("/.well-known/security.txt", _read_security, include_in_schema=False)
    app.add_route("/{path:path}", _serve, methods=["GET", "HEAD"], include_in_schema=False)


def _document(app: FastAPI) -> Any:
    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = openapi.describe(app, TAGS, DESCRIPTION)
        return app.openapi_schema

    return build


async def _read_docs(_request: Request) -> Response:
    """Swagger UI from our own files. Its one inline script runs by nonce."""
    nonce = secrets.token_urlsafe(16)
    return HTMLResponse(
        _DOCS.format(nonce=nonce),
        headers={
            "Content-Security-Policy": _DOCS_POLICY.format(nonce=nonce),
            "Cache-Control": "no-store",
        },
    )


async def _read_security(request: Request) -> Response:
    """Whom to tell about a weakness (RFC 9116); only the operator can say who that is."""
    settings = request.app.state.settings
    if not settings.security_contact:
        raise HTTPException(404)
    expires_at = request.app.state.gate.clock() + _SECURITY_VALID
    lines = [
        f"Contact: {settings.security_contact}",
        f"Expires: {expires_at:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
    ]
    if settings.secure:
        own = settings.public_url.rstrip("/")
        lines.append(f"Canonical: {own}/.well-known/security.txt")
    return PlainTextResponse("\n".join(lines) + "\n")


async def _serve(request: Request) -> Response:
    """A file of the client, or the client itself, which knows its own addresses."""
    path = request.path_params["path"]
    static: Path = request.app.state.static
    if path.startswith("api/"):
        raise HTTPException(404)
    if found := _file(static, path):
        return FileResponse(found)
    if path.startswith("assets/") or "." in path.rsplit("/", 1)[-1]:
        raise HTTPException(404)
    index = static / "index.html"
    if not index.is_file():
        return PlainTextResponse(_NOT_BUILT, 503)
    return FileResponse(index)


def _file(folder: Path, path: str) -> Path | None:
    """The file of this path inside the folder, if there is one and it is inside."""
    try:
        found = (folder / path).resolve()
        return found if found.is_relative_to(folder) and found.is_file() else None
    except (OSError, ValueError):  # no file system takes such a name
        return None
