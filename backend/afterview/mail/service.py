"""What can happen to a mail account. A password is never sent to a server it was not given for."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.crypto import Vault
from afterview.core.db import find
from afterview.core.errors import Conflict, Invalid, NotFound
from afterview.core.ids import new_id
from afterview.core.settings import Settings
from afterview.mail import imap, smtp
from afterview.mail.models import MailAccount
from afterview.mail.outgoing import compose, new_message_id, with_signature
from afterview.mail.schemas import (
    MailAccountCheck,
    MailAccountCreate,
    MailAccountPatch,
    MailAccountRead,
    ServerCheck,
)
from afterview.mail.servers import MailError, Server, Step

SMTP, IMAP = "smtp", "imap"
READY = {SMTP: "Signed in; ready to send.", IMAP: "Signed in; the folder can be read."}


class MailAccountExists(Conflict):
    code = "mail-account-exists"


class PasswordNeeded(Invalid):
    code = "password-needed"


def account_of(session: Session, user: User) -> MailAccount:
    """The user's mail account.

    Raises:
        NotFound: none is set up.
    """
    found = find(session, MailAccount, owner_id=user.id)
    if found is None:
        raise NotFound("No mail account is set up.")
    return found


def create_account(
    session: Session, vault: Vault, user: User, data: MailAccountCreate
) -> MailAccount:
    """Set up where mail leaves.

    Raises:
        MailAccountExists: there is one; change that.
    """
    if find(session, MailAccount, owner_id=user.id) is not None:
        raise MailAccountExists("A mail account is set up already; change that one.")
    fields = data.model_dump(exclude={"smtp_password", "imap_password"})
    account = MailAccount(owner_id=user.id, **fields)
    for kind in (SMTP, IMAP):
        _keep(vault, account, kind, getattr(data, f"{kind}_password"))
    session.add(account)
    session.flush()
    return account


def update_account(
    session: Session, vault: Vault, account: MailAccount, data: MailAccountPatch
) -> MailAccount:
    """Change it. A password stays with the server and the user it was given for.

    Raises:
        PasswordNeeded: another host, port or user, and no password for it.
    """
    changes = data.sent()
    if "imap_host" in changes and changes["imap_host"] is None:
        changes["imap_password"] = None  # what it was for is gone
    for kind in (SMTP, IMAP):
        name = f"{kind}_password"
        if name in changes:
            _keep(vault, account, kind, changes.pop(name))
        elif getattr(account, name) is not None and _elsewhere(account, kind, changes):
            raise PasswordNeeded(
                "Another server or user: give the password for it, or null for none.",
                pointer=f"/{name}",
            )
    moved = {field for field, value in changes.items() if value != getattr(account, field)}
    for field, value in changes.items():
        setattr(account, field, value)
    if {"imap_host", "imap_user", "imap_folder", "imap_since"} & moved:
        account.imap_uid_validity, account.imap_last_uid = None, 0
        account.polled_at, account.poll_failure = None, ""
    session.flush()
    return account


def _elsewhere(account: MailAccount, kind: str, changes: dict[str, Any]) -> bool:
    """Whether these changes would take a kept password to another place, or to another user."""
    return any(
        name in changes and changes[name] != getattr(account, name)
        for name in (f"{kind}_host", f"{kind}_port", f"{kind}_user")
    )


def read(account: MailAccount) -> MailAccountRead:
    """The account as it is sent: whether there are passwords, and nothing more of them."""
    fields: dict[str, Any] = account.model_dump(exclude={"smtp_password", "imap_password"})
    for kind in (SMTP, IMAP):
        fields[f"has_{kind}_password"] = getattr(account, f"{kind}_password") is not None
    return MailAccountRead.model_validate(fields)


def _keep(vault: Vault, account: MailAccount, kind: str, password: str | None) -> None:
    sealed = (
        None
        if password is None
        else vault.seal(password, owner_id=account.owner_id, purpose=f"{kind}-password")
    )
    setattr(account, f"{kind}_password", sealed)


def smtp_server(account: MailAccount, vault: Vault, settings: Settings) -> tuple[Server, str]:
    """Where mail leaves, and the password for it."""
    return _server(SMTP, account, vault, settings)


def imap_server(account: MailAccount, vault: Vault, settings: Settings) -> tuple[Server, str]:
    """Where answers arrive, and the password for it.

    Raises:
        NotFound: no mailbox is set up.
    """
    if account.imap_host is None:
        raise NotFound("No mailbox is set up.")
    return _server(IMAP, account, vault, settings)


def _server(
    kind: str, account: MailAccount, vault: Vault, settings: Settings
) -> tuple[Server, str]:
    sealed: bytes | None = getattr(account, f"{kind}_password")
    server = Server(
        host=getattr(account, f"{kind}_host"),
        port=getattr(account, f"{kind}_port"),
        security=getattr(account, f"{kind}_security"),
        user=getattr(account, f"{kind}_user"),
        allowed=settings.allowed,
        ca_file=settings.ca_file,
    )
    if sealed is None:
        return server, ""
    return server, vault.open(sealed, owner_id=account.owner_id, purpose=f"{kind}-password")


def checks(
    account: MailAccount, vault: Vault, settings: Settings, *, letter: EmailMessage | None
) -> Callable[[], MailAccountCheck]:
    """Return what asks both servers; calling it needs no database.

    With a letter, this is sent to its writer; without one, nothing is.
    """
    outgoing = smtp_server(account, vault, settings)
    incoming = imap_server(account, vault, settings) if account.imap_host else None
    sender, folder = account.from_email, account.imap_folder

    def leave() -> str:
        if letter is None:
            smtp.check(*outgoing, sender)
            return READY[SMTP]
        with smtp.connected(*outgoing) as link:
            link.offer(sender, sender)
            return f"Sent; the server said: {link.hand_over(letter)}"

    def arrive() -> str:
        assert incoming is not None
        imap.check(*incoming, folder)
        return READY[IMAP]

    return lambda: MailAccountCheck(
        smtp=_tried(leave), imap=None if incoming is None else _tried(arrive)
    )


def _tried(attempt: Callable[[], str]) -> ServerCheck:
    try:
        return ServerCheck(ok=True, step=Step.DONE, detail=attempt())
    except MailError as error:
        return ServerCheck(ok=False, step=error.step, detail=error.detail)


def letter_to_myself(account: MailAccount, *, now: Now) -> EmailMessage:
    """What shows, on its arrival, that everything is right.

    Raises:
        HeaderInvalid: the name or the address cannot stand in a mail.
    """
    return compose(
        sender=(account.from_name, account.from_email),
        to=(account.from_name, account.from_email),
        reply_to=account.reply_to,
        subject="Afterview can send mail for you",
        body=with_signature("If you can read this, everything is set up.", account.signature),
        message_id=new_message_id(account.from_email, new_id()),
        at=now.at,
    )
