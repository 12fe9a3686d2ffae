"""Sessions and tokens that open nothing any more."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import Session, col

from afterview.accounts.deps import IDLE_LIMIT
from afterview.accounts.models import ApiToken, BrowserSession
from afterview.core.db import affected

TOKENS_KEPT = timedelta(days=30)
"""How long an expired token stays in the list, so that its owner sees why a script stopped."""


def forget_sessions(session: Session, at: datetime) -> int:
    """Delete browser sessions that have expired or lain idle too long; return how many."""
    return _forget(
        session,
        BrowserSession,
        or_(col(BrowserSession.expires_at) <= at, col(BrowserSession.seen_at) < at - IDLE_LIMIT),
    )


def forget_tokens(session: Session, at: datetime) -> int:
    """Delete tokens that expired a month ago; return how many."""
    return _forget(session, ApiToken, col(ApiToken.expires_at) < at - TOKENS_KEPT)


def _forget(
    session: Session, kind: type[BrowserSession] | type[ApiToken], which: ColumnElement[bool]
) -> int:
    return affected(session, delete(kind).where(which))
