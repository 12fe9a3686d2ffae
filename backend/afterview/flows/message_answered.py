"""A mail speaks of a message of ours: it answers it, so that one arrived, or a server returns it.

An answer to a message nobody was sure of settles it. One that came back is only marked: what became
of it its owner says (flows/message_settled.py), since a delay, a copy or a forged report can look
the same.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.flows.message_sent import settle_as_sent
from afterview.flows.message_settled import left_at
from afterview.followups import messages
from afterview.followups.models import MessageStatus, OutgoingMessage
from afterview.mail.incoming import Incoming
from afterview.mail.rules import MessageKind
from afterview.references import briefings
from afterview.references.models import Briefing
from afterview.replies.matching import Answered
from afterview.replies.models import ReceivedMessage

PROOF = (MessageKind.SUBSTANTIVE, MessageKind.OUT_OF_OFFICE)
"""Who can answer has got it. Other automatic mail may come from a server on the way."""


def written_before(session: Session, owner_id: UUID, incoming: Incoming) -> Answered | None:
    """Which message of ours a mail belongs to, by its headers, whether that one counts or not.

    What a reference writes is no word of an employer: it is for its owner to say what it is about.
    """
    found = messages.known_as(session, owner_id, incoming.thread)
    if not found or found[0].briefing_id is not None:
        return None
    return Answered(found[0].application_id, found[0].contact_id)


def take_note(session: Session, received: ReceivedMessage, *, now: Now) -> None:
    """Let a received mail say what became of the message it speaks of."""
    if received.kind is MessageKind.BOUNCE:
        if sent := _returned(session, received):
            messages.note_return(session, sent, f"It came back: “{received.subject}”")
    elif received.kind in PROOF:
        for sent in messages.known_as(session, received.owner_id, _thread(received)):
            if messages.may_have_left(sent):
                settle_as_sent(session, sent, left_at(sent, now))
            if sent.briefing_id is not None and received.kind is MessageKind.SUBSTANTIVE:
                briefing = owned(session, Briefing, sent.briefing_id, sent.owner_id)
                briefings.note_answer(session, briefing, received.received_at)


def take_back(session: Session, received: ReceivedMessage) -> None:
    """A report that a mail came back is set aside, and so is the mark; what is settled stays."""
    if received.kind is MessageKind.BOUNCE and (sent := _returned(session, received)):
        messages.forget_return(session, sent)


def _returned(session: Session, received: ReceivedMessage) -> OutgoingMessage | None:
    """The message a report is about: by its Message-ID, or else by the address it names."""
    named = messages.known_as(session, received.owner_id, _thread(received))
    for sent in named:
        if sent.status is MessageStatus.SENT or messages.may_have_left(sent):
            return sent
    if named or received.application_id is None:
        return None
    text = f"{received.subject}\n{received.body}".casefold()
    latest = messages.latest_of(session, received.application_id)
    return next((sent for sent in latest if sent.to_email.casefold() in text), None)


def _thread(received: ReceivedMessage) -> Sequence[str]:
    nearest = [received.in_reply_to] if received.in_reply_to else []
    return [*nearest, *received.references]
