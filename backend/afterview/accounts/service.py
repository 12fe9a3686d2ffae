"""What can happen to an account, its sessions and its tokens."""

from datetime import time, timedelta

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from afterview.accounts import attempts
from afterview.accounts.models import Account, ApiToken, BrowserSession
from afterview.accounts.passwords import (
    TOKEN_PREFIX,
    digest,
    hash_password,
    matches,
    new_secret,
)
from afterview.accounts.schemas import AccountCreate, AccountPatch, TokenCreate
from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import leave_no_trace
from afterview.core.errors import Conflict, Forbidden, Invalid, Unauthorized
from afterview.core.settings import Settings, Signups

SHORTEST_DAY_MINUTES = 4 * 60
_FIRST_ACCOUNT_LOCK = 7_001


class SignupsClosed(Forbidden):
    code = "signups-closed"


class EmailTaken(Conflict):
    code = "email-taken"


class WrongPassword(Unauthorized):
    code = "wrong-password"


class DayTooShort(Invalid):
    code = "day-too-short"


class AlreadyExpired(Invalid):
    code = "expires-in-the-past"


def sign_up(session: Session, settings: Settings, data: AccountCreate) -> Account:
    """Open an account: always the first one, further ones when the operator allows."""
    _refuse_when_closed(session, settings)  # before hashing, which a stranger should not cause
    session.rollback()  # no lock is held while hashing
    password_hash = hash_password(data.password)
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        session.execute(select(func.pg_advisory_xact_lock(_FIRST_ACCOUNT_LOCK)))
    _refuse_when_closed(session, settings)
    return create_account(session, data, password_hash)


def _refuse_when_closed(session: Session, settings: Settings) -> None:
    if settings.signups is Signups.CLOSED and session.scalar(select(col(Account.id)).limit(1)):
        raise SignupsClosed("This instance takes no new accounts. Ask whoever runs it.")


def create_account(session: Session, data: AccountCreate, password_hash: str) -> Account:
    """Write the row of a new account."""
    email = data.email.lower()
    if session.scalar(select(col(Account.id)).where(col(Account.email) == email)):
        raise EmailTaken("There is an account with this address already.", pointer="/email")
    account = Account(
        email=email,
        password_hash=password_hash,
        day_starts_at=time(8),
        day_ends_at=time(20),
        **data.model_dump(exclude={"email", "password"}),
    )
    session.add(account)
    session.flush()
    return account


def sign_in(session: Session, email: str, password: str, address: str, *, now: Now) -> Account:
    """Return the account these credentials belong to.

    Raises:
        WrongPassword: they fit no account; the answer does not say which part was wrong.
        TooManyAttempts: this account name or address has to wait.
    """
    email = email.lower()
    session.rollback()  # nothing is written yet: let go of the lock that asking who it is took
    attempts.count(session, email, address, now=now)
    with Session(session.info["engine"]) as reader:  # no lock is held while hashing
        stored = reader.scalar(
            select(col(Account.password_hash)).where(col(Account.email) == email)
        )
    if not matches(password, stored):
        raise WrongPassword("The address or the password is wrong.")
    account = session.execute(
        select(Account).where(col(Account.email) == email).with_for_update()
    ).scalar_one_or_none()
    if account is None or account.password_hash != stored:  # changed or erased while we hashed
        raise WrongPassword("The address or the password is wrong.")
    attempts.forgive(session, email, address)
    return account


def open_browser_session(
    session: Session, account: Account, settings: Settings, device: str, *, now: Now
) -> tuple[BrowserSession, str]:
    """Sign a browser in; return the session and the secret for its cookie."""
    secret = new_secret()
    opened = BrowserSession(
        owner_id=account.id,
        secret_hash=digest(secret),
        device=device,
        created_at=now.at,
        seen_at=now.at,
        expires_at=now.at + timedelta(days=settings.session_days),
    )
    session.add(opened)
    session.flush()
    return opened, secret


def close_browser_session(session: Session, secret: str | None) -> None:
    """Sign out whoever holds this secret; nothing happens when nobody does."""
    if secret:
        session.execute(
            delete(BrowserSession).where(col(BrowserSession.secret_hash) == digest(secret))
        )


def update_account(session: Session, account: Account, data: AccountPatch) -> Account:
    """Change who, where and when somebody is.

    Raises:
        DayTooShort: between its start and its end lie fewer than four hours.
    """
    for name, value in data.sent().items():
        setattr(account, name, value)
    starts, ends = account.day_starts_at, account.day_ends_at
    if (ends.hour - starts.hour) * 60 + ends.minute - starts.minute < SHORTEST_DAY_MINUTES:
        raise DayTooShort("A day has four hours or more.", pointer="/day_ends_at")
    session.flush()
    return account


def change_password(
    session: Session, user: User, current: str, new: str, address: str, *, now: Now
) -> Account:
    """Set a new password and end every other session, in one transaction."""
    account = sign_in(session, user.email, current, address, now=now)
    account.password_hash = hash_password(new)
    others = delete(BrowserSession).where(col(BrowserSession.owner_id) == user.id)
    if user.session_id is not None:
        others = others.where(col(BrowserSession.id) != user.session_id)
    session.execute(others)
    session.flush()
    return account


def erase_account(session: Session, user: User, password: str, address: str, *, now: Now) -> None:
    """Delete an account and everything it owns."""
    account = sign_in(session, user.email, password, address, now=now)
    session.execute(delete(Account).where(col(Account.id) == account.id))
    leave_no_trace(session)


def create_token(
    session: Session, user: User, data: TokenCreate, *, now: Now
) -> tuple[ApiToken, str]:
    """Make a token; return it with the secret, which is not kept."""
    if data.expires_at is not None and data.expires_at <= now.at:
        raise AlreadyExpired("A token has to expire in the future.", pointer="/expires_at")
    secret = TOKEN_PREFIX + new_secret()
    token = ApiToken(
        owner_id=user.id,
        name=data.name,
        prefix=secret[:8],
        secret_hash=digest(secret),
        scopes=[str(scope) for scope in data.scopes],
        created_at=now.at,
        expires_at=data.expires_at,
    )
    session.add(token)
    session.flush()
    return token, secret
