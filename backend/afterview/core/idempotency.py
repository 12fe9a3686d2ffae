"""`Idempotency-Key`: the same POST twice makes one thing (draft-ietf-httpapi-idempotency-key).

The key and the effect are written in one transaction: there is never one without the other. Only
answers that changed something are kept; a refused attempt may be sent again under its key.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy import LargeBinary, Uuid, delete, func, select
from sqlmodel import Field, Session, col

from afterview.core.column_types import JsonData, UtcDateTime
from afterview.core.db import Row, affected
from afterview.core.errors import Conflict, Invalid

HEADER = "Idempotency-Key"
KEPT_FOR = timedelta(hours=48)
_KEY = re.compile(r"^[\x21-\x7e]{1,200}$")
_REPLAYED = ("content-type", "etag", "location")


class StoredAnswer(Row, table=True):
    """The answer a key was given, kept so that it can be given again."""

    __tablename__ = "idempotency_key"

    owner_id: UUID = Field(
        primary_key=True, foreign_key="account.id", ondelete="CASCADE", sa_type=Uuid
    )
    key: str = Field(primary_key=True, max_length=200)
    fingerprint: bytes = Field(sa_type=LargeBinary)
    status: int
    headers: list[list[str]] = Field(sa_type=JsonData)
    body: bytes = Field(sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=UtcDateTime, index=True)


class KeyReused(Invalid):
    code = "idempotency-key-reused"


class KeyInvalid(Invalid):
    code = "idempotency-key-invalid"


class TwinInFlight(Conflict):
    code = "request-in-flight"


def once(request: Request, session: Session, make: Callable[[], Response]) -> Response:
    """Run `make` unless this key has been answered before; then give that answer again.

    Raises:
        KeyInvalid: the key is not 1 to 200 visible ASCII characters.
        KeyReused: the key was used for another request (422).
        TwinInFlight: the same request is being worked on right now (409).
    """
    key = request.headers.get(HEADER)
    owner_id: UUID | None = getattr(request.state, "owner_id", None)
    if key is None or owner_id is None:
        return make()
    if not _KEY.match(key):
        raise KeyInvalid("A key is 1 to 200 visible ASCII characters.", pointer=HEADER)
    _reserve(session, owner_id, key)
    fingerprint = _fingerprint(request)
    stored = session.scalars(
        select(StoredAnswer).where(
            col(StoredAnswer.owner_id) == owner_id, col(StoredAnswer.key) == key
        )
    ).one_or_none()
    if stored is not None:
        return _replay(stored, fingerprint)
    response = make()
    if response.status_code < 400 and not _passes(request, session):
        session.add(_kept(request, owner_id, key, fingerprint, response))
        session.flush()
    return response


def _passes(request: Request, session: Session) -> bool:
    """Whether an answer leaves nothing behind: a dry run, or the erasure of the account."""
    return getattr(request.state, "dry_run", False) or "no_trace" in session.info


def _reserve(session: Session, owner_id: UUID, key: str) -> None:
    """Make a concurrent twin wait or turn away, before either has done anything.

    SQLite writers queue behind `BEGIN IMMEDIATE`, so the twin will find the stored answer. On
    PostgreSQL an advisory lock, held until the transaction ends, tells the twin at once.
    """
    if session.get_bind().dialect.name == "sqlite":
        return
    number = int.from_bytes(hashlib.sha256(owner_id.bytes + key.encode()).digest()[:8], signed=True)
    if not session.scalar(select(func.pg_try_advisory_xact_lock(number))):
        raise TwinInFlight(
            "The same request is being worked on right now; ask again in a moment.",
            pointer=HEADER,
            headers={"Retry-After": "1"},
        )


def _fingerprint(request: Request) -> bytes:
    asked = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return hashlib.sha256(asked + getattr(request, "_body", b"")).digest()


def _replay(stored: StoredAnswer, fingerprint: bytes) -> Response:
    if stored.fingerprint != fingerprint:
        raise KeyReused(
            "This key was used for another request. One key belongs to one intention.",
            pointer=HEADER,
        )
    response = Response(stored.body, stored.status)
    for name, value in stored.headers:
        response.headers[name] = value
    response.headers["Idempotent-Replayed"] = "true"
    return response


def _kept(
    request: Request, owner_id: UUID, key: str, fingerprint: bytes, response: Response
) -> StoredAnswer:
    return StoredAnswer(
        owner_id=owner_id,
        key=key,
        fingerprint=fingerprint,
        status=response.status_code,
        headers=[[name, value] for name, value in response.headers.items() if name in _REPLAYED],
        body=getattr(request.state, "remembered", bytes(response.body)),
        created_at=request.state.session.info["now"].at,
    )


def forget_old(session: Session, at: datetime) -> int:
    """Delete answers that nobody will ask for again; return how many."""
    return affected(
        session, delete(StoredAnswer).where(col(StoredAnswer.created_at) < at - KEPT_FOR)
    )
