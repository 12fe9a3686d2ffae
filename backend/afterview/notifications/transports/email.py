"""Reminders by mail, through the person's own mail account."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from afterview.core.clock import Now
from afterview.core.crypto import SecretUnreadable, Vault
from afterview.core.db import find, transaction
from afterview.core.settings import Settings
from afterview.mail import outgoing, service, smtp
from afterview.mail.models import MailAccount
from afterview.mail.smtp import MailError
from afterview.notifications.transports.message import Message, TransportError


def label(address: str) -> str:
    """Enough of an address to recognise it by."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def send(
    address: str,
    message: Message,
    settings: Settings,
    vault: Vault,
    engine: Engine,
    owner_id: UUID,
    at: datetime,
) -> None:
    """Send a reminder to an address of its reader's.

    Raises:
        TransportError: there is no account to send from, or its server did not take it.
    """
    with transaction(engine, Now(at, ZoneInfo("UTC"))) as session:
        account = find(session, MailAccount, owner_id=owner_id)
    if account is None:
        raise TransportError(
            "mail-account-missing",
            "There is no mail account to send from. Add one in the settings.",
            permanent=True,
        )
    try:
        server, password = service.smtp_server(account, vault, settings)
    except SecretUnreadable as error:
        raise TransportError(error.code, error.detail, permanent=True) from error
    link = f"\n\n{message.href}" if message.href.startswith("http") else ""
    written = outgoing.compose(
        sender=("Afterview", account.from_email),
        to=("", address),
        subject=message.title,
        body=f"{message.body}{link}\n",
        message_id=outgoing.new_message_id(account.from_email, UUID(message.tag)),
        at=at,
    )
    written["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's machine need answer
    try:
        with smtp.connected(server, password) as connection:
            connection.offer(account.from_email, address)
            connection.hand_over(written)
    except MailError as error:
        raise TransportError(
            error.code, error.detail, permanent=error.permanent, unknown=error.unknown
        ) from error
