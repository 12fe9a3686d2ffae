"""Guessing passwords is slow, however many hands guess.

An attempt is counted before the password is looked at, in a transaction of its own: guesses sent
in parallel cannot overtake the counter, and a refused request cannot take its count back.
"""

import hashlib
import math
from datetime import datetime, timedelta

from sqlalchemy import case, delete, literal, update
from sqlmodel import Session, col

from afterview.accounts.models import SignInAttempt
from afterview.core.clock import Now
from afterview.core.db import affected, transaction, upsert
from afterview.core.errors import TooMany

FREE_PER_ACCOUNT = 5
FREE_PER_ADDRESS = 20
LONGEST_WAIT = timedelta(minutes=15)
MEMORY = timedelta(hours=12)


class TooManyAttempts(TooMany):
    code = "too-many-attempts"


def count(session: Session, email: str, address: str, *, now: Now) -> None:
    """Count one attempt against an account name and an address.

    Raises:
        TooManyAttempts: one of them has to wait; `Retry-After` says for how many seconds.
    """
    limits = ((_account(email), FREE_PER_ACCOUNT), (_address(address), FREE_PER_ADDRESS))
    with transaction(session.get_bind(), now) as own:  # type: ignore[arg-type]  # an engine
        waits = [_count(own, subject, free, now.at) for subject, free in limits]
    if wait := max(waits):
        raise TooManyAttempts(
            f"Too many attempts. Wait {wait} seconds, then try again.",
            headers={
                "Retry-After": str(wait),
                "RateLimit": f'"sign-in";r=0;t={wait}',
                "RateLimit-Policy": f'"sign-in";q={FREE_PER_ACCOUNT}',
            },
        )


def forgive(session: Session, email: str, address: str) -> None:
    """Forget the failures of an account that has just proved itself, and one of its address."""
    table = SignInAttempt
    session.execute(delete(table).where(col(table.subject) == _account(email)))
    session.execute(
        update(table)
        .where(col(table.subject) == _address(address), col(table.failures) > 0)
        .values(failures=col(table.failures) - 1)
    )


def forget_old(session: Session, at: datetime) -> int:
    """Delete counts nobody needs any more; return how many."""
    return affected(session, delete(SignInAttempt).where(col(SignInAttempt.forget_at) < at))


def _count(session: Session, subject: bytes, free: int, at: datetime) -> int:
    """Add one failure unless the subject is blocked; return the seconds left to wait."""
    table = SignInAttempt
    fresh = {"failures": 1, "blocked_until": at, "forget_at": at + MEMORY}
    statement = upsert(session, table).values(subject=subject, **fresh)
    failures = session.execute(
        statement.on_conflict_do_update(
            index_elements=["subject"],
            set_={
                "failures": case(
                    (col(table.forget_at) < at, literal(1)), else_=col(table.failures) + 1
                ),
                "forget_at": at + MEMORY,
            },
            where=col(table.blocked_until) <= at,
        ).returning(col(table.failures))
    ).scalar_one_or_none()
    if failures is None:
        row = session.get_one(table, subject)
        return max(1, math.ceil((row.blocked_until - at).total_seconds()))
    session.execute(
        update(table)
        .where(col(table.subject) == subject)
        .values(blocked_until=at + _delay(failures, free))
    )
    return 0


def _delay(failures: int, free: int) -> timedelta:
    """Nothing for the free attempts, then 1, 2, 4 … seconds, up to a quarter of an hour."""
    if failures < free:
        return timedelta()
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures - free, 20)))


def _account(email: str) -> bytes:
    return _subject("account", email)


def _address(address: str) -> bytes:
    return _subject("address", address)


def _subject(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()
