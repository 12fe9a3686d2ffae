"""What whoever runs the instance can do to accounts, from the command line."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlmodel import Session, col

from afterview.accounts.models import Account, BrowserSession, Scope
from afterview.accounts.passwords import hash_password
from afterview.accounts.user import User
from afterview.core.db import leave_no_trace
from afterview.core.errors import Invalid, NotFound


class WhichAccount(Invalid):
    code = "which-account"


def everyone(session: Session) -> Sequence[Account]:
    """All accounts, oldest first."""
    return session.scalars(select(Account).order_by(col(Account.id))).all()


def named(session: Session, email: str) -> Account:
    """The account with this mail address.

    Raises:
        NotFound: there is none.
    """
    account = session.scalars(
        select(Account).where(col(Account.email) == email.strip().lower())
    ).one_or_none()
    if account is None:
        raise NotFound(f"There is no account {email}.")
    return account


def only(session: Session) -> Account:
    """The one account there is.

    Raises:
        WhichAccount: there is none, or there are several.
    """
    accounts = session.scalars(select(Account).limit(2)).all()
    if len(accounts) != 1:
        raise WhichAccount("Say whose account: there is not exactly one.")
    return accounts[0]


def acting_for(account: Account) -> User:
    """The account as if it had asked itself, with every right."""
    return User(
        id=account.id,
        email=account.email,
        name=account.name,
        zone=ZoneInfo(account.zone),
        region=account.region,
        locale=account.locale,
        currency=account.currency,
        day_starts_at=account.day_starts_at,
        day_ends_at=account.day_ends_at,
        scopes=frozenset(Scope),
        session_id=None,
    )


def set_password(session: Session, account: Account, password: str) -> None:
    """Set a new password and sign every browser out. Tokens stay; they are revoked one by one."""
    account.password_hash = hash_password(password)
    session.execute(delete(BrowserSession).where(col(BrowserSession.owner_id) == account.id))
    session.flush()


def remove(session: Session, account: Account) -> None:
    """Delete an account and everything it owns."""
    session.execute(delete(Account).where(col(Account.id) == account.id))
    leave_no_trace(session)
