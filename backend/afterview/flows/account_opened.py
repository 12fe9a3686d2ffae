"""Somebody opens an account: they get their board and their menu of activities with it."""

from sqlmodel import Session

from afterview.accounts import service as accounts
from afterview.accounts.models import Account
from afterview.accounts.passwords import hash_password
from afterview.accounts.schemas import AccountCreate
from afterview.core.settings import Settings
from afterview.pipeline import service as pipeline
from afterview.winddown import service as winddown


def open_account(session: Session, settings: Settings, data: AccountCreate) -> Account:
    """Sign somebody up, where the operator allows it."""
    return _furnish(session, accounts.sign_up(session, settings, data))


def add_account(session: Session, data: AccountCreate) -> Account:
    """The operator makes an account; no setting stands in the way."""
    password_hash = hash_password(data.password)
    return _furnish(session, accounts.create_account(session, data, password_hash))


def _furnish(session: Session, account: Account) -> Account:
    pipeline.seed_stages(session, account.id)
    winddown.seed_activities(session, account.id)
    return account
