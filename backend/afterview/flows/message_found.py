"""A look into the Sent folder, for a message nobody is sure of."""

from collections.abc import Callable

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.crypto import Vault
from afterview.core.db import find
from afterview.core.settings import Settings
from afterview.flows import message_settled
from afterview.followups import draft_queries
from afterview.followups.message_schemas import SentSearchRead
from afterview.followups.models import MessageStatus, OutgoingMessage
from afterview.mail import imap
from afterview.mail.models import MailAccount
from afterview.mail.service import imap_server
from afterview.mail.smtp import MailError

NOWHERE = "No Sent folder is set up: look in your own mail program, then say what you found."
Look = Callable[[], tuple[bool | None, str]]


def prepare(session: Session, message: OutgoingMessage, vault: Vault, settings: Settings) -> Look:
    """Get ready everything a look needs, so that no database waits for the network."""
    account = find(session, MailAccount, owner_id=message.owner_id)
    if account is None or account.imap_host is None or not account.imap_sent_folder:
        return lambda: (None, NOWHERE)
    server, password = imap_server(account, vault, settings)
    folder, message_id = account.imap_sent_folder, message.message_id

    def look() -> tuple[bool | None, str]:
        try:
            found = imap.has_message(server, password, folder=folder, message_id=message_id)
        except MailError as error:
            return None, error.detail
        if found:
            return True, f"It is in “{folder}”, so it went out."
        return False, f"It is not in “{folder}”. If your server keeps what it sends, it did not go."

    return look


def settle(
    session: Session, message: OutgoingMessage, found: tuple[bool | None, str], *, now: Now
) -> SentSearchRead:
    """Take note of what a look brought; finding it settles it as sent."""
    session.refresh(message)
    if found[0] and message.status is MessageStatus.UNCERTAIN:
        message_settled.settle(session, message, delivered=True, now=now)
    return SentSearchRead(
        found=found[0], detail=found[1], message=draft_queries.message_read(session, message)
    )
