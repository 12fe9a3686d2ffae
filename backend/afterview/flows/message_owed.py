"""What a message is for: an obligation to an employer, or telling a reference what is coming.

Both leave the same way (flows/message_sent.py). What may stop them differs, and what follows.
"""

from collections.abc import Sequence
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlmodel import Session

from afterview.accounts.models import Account
from afterview.attachments.storage import Store
from afterview.core.clock import Now
from afterview.core.crypto import vault_of
from afterview.core.db import find, owned
from afterview.core.errors import DomainError
from afterview.core.settings import Settings
from afterview.flows import briefing_read
from afterview.followups import messages
from afterview.followups import service as follow_ups
from afterview.followups.models import FollowUp, OutgoingMessage
from afterview.mail.outgoing import File
from afterview.people.models import Channel
from afterview.references import briefings, page_links
from afterview.references.models import Briefing, Reference

Owed: TypeAlias = FollowUp | Briefing


def owed_by(session: Session, message: OutgoingMessage) -> Owed:
    """What a message meets once it is out."""
    if message.briefing_id is not None:
        return owned(session, Briefing, message.briefing_id, message.owner_id)
    return owned(session, FollowUp, message.follow_up_id, message.owner_id)


def is_met(owed: Owed) -> bool:
    """Whether nothing is left to be sent for it."""
    if isinstance(owed, Briefing):
        return owed.sent_at is not None
    return bool(owed.sent_at or owed.waived_at or owed.lapsed_at)


def against_briefing(
    session: Session, message: OutgoingMessage, briefing: Briefing, now: Now
) -> str:
    """What has changed since a briefing was approved, so that it must not go; empty if nothing."""
    if briefing.sent_at is not None:
        return "They know already."
    reference = owned(session, Reference, briefing.reference_id, briefing.owner_id)
    if briefing_read.email_of(session, reference.contact_id) != message.to_email:
        return "The address it was approved for may not be used any more."
    files = briefings.files_of(session, briefing.id)
    if briefings.text_hash(briefing, message.body, files) != message.text_hash:
        return "A file that was approved with it has changed or is gone."
    if page_links.leads_nowhere(session, briefing, now.at):
        return "The page in the letter is gone. Make another one."
    account = find(session, Account, id=briefing.owner_id)
    assert account is not None  # a foreign key sees to it
    try:  # what they said counts by the days of the candidate
        briefings.refuse_unsendable(session, briefing, Now(now.at, ZoneInfo(account.zone)))
    except DomainError as refusal:
        return refusal.detail
    return ""


def give_back(session: Session, owed: Owed, reason: str, *, now: Now) -> None:
    """The facts have changed since the approval: nothing goes, and the reason is kept (HS-11)."""
    messages.return_to_draft(session, owed, reason, now=now)
    if isinstance(owed, Briefing) and owed.approved_at is None:
        owed.returned_at, owed.returned_reason = now.at, reason
        session.flush()


def words(
    session: Session, owed: Owed, message: OutgoingMessage, settings: Settings, *, now: Now
) -> str:
    """What leaves: the words that were approved, and where a page is led to, its code.

    Raises:
        DeadLink: that page is not there any more.
    """
    if not isinstance(owed, Briefing):
        return message.body
    return page_links.as_it_leaves(session, owed, message.body, vault_of(settings), now.at)


def files(session: Session, owed: Owed, settings: Settings) -> Sequence[File]:
    """What goes with it.

    Raises:
        ContentMissing: a file is not in the data folder any more.
    """
    if not isinstance(owed, Briefing):
        return ()
    store = Store(settings)
    return [
        File(file.name, file.media_type, store.get(file.owner_id, file.sha256))
        for file in briefings.files_of(session, owed.id)
    ]


def take_back(session: Session, owed: Owed) -> None:
    """It did not arrive: it counts for nothing, and is owed again."""
    if isinstance(owed, Briefing):
        briefings.undo_delivery(session, owed)
    else:
        follow_ups.undo_delivery(session, owed)


def mark_told(session: Session, briefing: Briefing, message: OutgoingMessage) -> None:
    """A briefing has gone out by mail."""
    if briefing.sent_at is None:
        at = message.accepted_at
        assert at is not None  # the server said so
        briefings.mark_sent(session, briefing, at, Channel.EMAIL)
