"""The mail account over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Request

from afterview.accounts.deps import AdminUser, CurrentUser, NowDep, ScopeMissing, sender
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.crypto import KeyUnusable, SecretUnreadable, VaultDep
from afterview.core.db import leave_no_trace, let_go
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.routing import ApiRoute, Needs, OutboundRoute, SessionDep
from afterview.core.settings import Settings
from afterview.mail import service
from afterview.mail.models import MailAccount
from afterview.mail.outgoing import HeaderInvalid
from afterview.mail.schemas import (
    MailAccountCheck,
    MailAccountCreate,
    MailAccountPatch,
    MailAccountRead,
    MailAccountTrial,
)

PREFIX = "/api/v1/mail-account"
router = APIRouter(prefix=PREFIX, tags=["Mail"], route_class=ApiRoute)
outbound = APIRouter(prefix=PREFIX, tags=["Mail"], route_class=OutboundRoute)


def own_account(session: SessionDep, user: CurrentUser) -> MailAccount:
    return service.account_of(session, user)


def settings_of(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


OwnAccount = Annotated[MailAccount, Needs(own_account)]
SettingsDep = Annotated[Settings, Needs(settings_of)]


@router.get("", response_model=MailAccountRead, responses=problems(NotFound))
def read_mail_account(account: OwnAccount) -> MailAccountRead:
    """Your mail account: where messages leave, and where answers are looked for."""
    return service.read(account)


@router.post(
    "",
    response_model=MailAccountRead,
    status_code=201,
    responses=problems(service.MailAccountExists, KeyUnusable),
)
def create_mail_account(
    session: SessionDep, user: AdminUser, vault: VaultDep, data: MailAccountCreate
) -> Answer:
    """Set up your own mail account; there is one at most.

    Messages leave from your address, through your server, and land in your Sent folder if your
    server keeps one. Passwords are encrypted with the instance's key. Needs the scope `admin`.
    """
    account = service.create_account(session, vault, user, data)
    return Answer(service.read(account), location=PREFIX)


@router.patch(
    "",
    response_model=MailAccountRead,
    responses=problems(NotFound, KeyUnusable, service.PasswordNeeded),
)
def update_mail_account(
    session: SessionDep,
    user: AdminUser,
    vault: VaultDep,
    account: OwnAccount,
    data: MailAccountPatch,
    if_match: IfMatch = None,
) -> MailAccountRead:
    """Change your mail account. Needs the scope `admin`.

    A kept password is never sent to another server, nor for another user: give it again with
    these. Null takes it away.
    """
    etag.check(account, if_match)
    return service.read(service.update_account(session, vault, account, data))


@router.delete("", status_code=204, response_model=None, responses=problems(NotFound))
def delete_mail_account(
    session: SessionDep, user: AdminUser, account: OwnAccount, if_match: IfMatch = None
) -> None:
    """Forget the account and its passwords. What waits to leave comes back as a draft.

    Needs the scope `admin`.
    """
    etag.check(account, if_match)
    session.delete(account)
    leave_no_trace(session)


@outbound.post(
    "/check",
    response_model=MailAccountCheck,
    responses=problems(NotFound, SecretUnreadable, HeaderInvalid, ScopeMissing),
)
def check_mail_account(
    session: SessionDep,
    user: CurrentUser,
    account: OwnAccount,
    vault: VaultDep,
    settings: SettingsDep,
    now: NowDep,
    data: MailAccountTrial,
) -> MailAccountCheck:
    """Connect, sign in, and say exactly how far that got, with both servers.

    Nothing is sent, unless you ask for a message to yourself.
    """
    letter = service.letter_to_myself(account, now=now) if data.to_myself else None
    if letter is not None:
        sender(user)
    ask = service.checks(account, vault, settings, letter=letter)
    let_go(session)
    return ask()
