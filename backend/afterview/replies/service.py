"""What can happen to received messages and proposals, short of what follows from them elsewhere."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.errors import Conflict, Invalid
from afterview.journal import events
from afterview.journal.models import Action
from afterview.mail.incoming import Incoming
from afterview.mail.rules import MessageKind, Verdict
from afterview.replies import queries
from afterview.replies.matching import Match
from afterview.replies.models import (
    MatchedBy,
    Proposal,
    ProposalKind,
    ReceivedFrom,
    ReceivedMessage,
)

SAID = {
    MessageKind.SUBSTANTIVE: "An answer",
    MessageKind.AUTOMATIC: "An automatic answer",
    MessageKind.OUT_OF_OFFICE: "An out-of-office answer",
    MessageKind.BOUNCE: "A mail that came back",
}


class AlreadyAccepted(Conflict):
    code = "proposal-accepted"


class NoDate(Invalid):
    code = "returns-on-needs-out-of-office"


def store(
    session: Session,
    owner_id: UUID,
    incoming: Incoming,
    verdict: Verdict,
    match: Match | None,
    *,
    source: ReceivedFrom,
    received_at: datetime,
) -> ReceivedMessage:
    """Keep a mail, with what is known about it."""
    message = ReceivedMessage(
        owner_id=owner_id,
        application_id=match.application_id if match else None,
        contact_id=match.contact_id if match else None,
        source=source,
        message_id=incoming.message_id,
        in_reply_to=incoming.in_reply_to,
        references=incoming.references,
        from_name=incoming.from_name,
        from_email=incoming.from_email,
        subject=incoming.subject,
        body=incoming.text,
        received_at=received_at,
        kind=verdict.kind,
        kind_why=verdict.why,
        returns_on=verdict.returns_on,
        matched_by=match.by if match else None,
    )
    session.add(message)
    session.flush()
    _tell(session, message)
    return message


def _tell(session: Session, message: ReceivedMessage) -> None:
    who = message.from_name or message.from_email
    events.record(
        session,
        Action.REPLY_RECEIVED,
        message,
        SAID[message.kind] + (f" from {who}" if who else ""),
        application_id=message.application_id,
        at=message.received_at,
    )


def assign(
    session: Session,
    message: ReceivedMessage,
    application_id: UUID | None,
    contact_id: UUID | None,
) -> None:
    """Say by hand what a message is about; what it proposes goes with it, unless accepted."""
    moved = message.application_id != application_id
    message.application_id, message.contact_id = application_id, contact_id
    if not moved:
        return
    message.matched_by = MatchedBy.HAND if application_id else None
    for proposal in queries.proposals_of(session, message):
        if proposal.accepted_at is None:
            proposal.application_id = application_id
    session.flush()
    events.forget(session, message.id)  # the other application's timeline tells it no more
    _tell(session, message)
    if application_id:
        events.record(
            session,
            Action.REPLY_ASSIGNED,
            message,
            f"{SAID[message.kind]} was assigned",
            application_id=application_id,
        )


def reclassify(message: ReceivedMessage, changes: dict[str, Any]) -> None:
    """Say what kind it is after all, and when somebody is back."""
    if "kind" in changes and changes["kind"] is not message.kind:
        message.kind, message.kind_why = changes["kind"], "You said so."
        if message.kind is not MessageKind.OUT_OF_OFFICE:
            message.returns_on = None
    if "returns_on" in changes:
        if changes["returns_on"] and message.kind is not MessageKind.OUT_OF_OFFICE:
            raise NoDate(
                "Only an out-of-office answer says when somebody is back.", pointer="/returns_on"
            )
        message.returns_on = changes["returns_on"]


def dismiss(session: Session, message: ReceivedMessage, *, now: Now) -> None:
    """Set a message aside, with what it still proposes."""
    message.dismissed_at = now.at
    for proposal in queries.proposals_of(session, message):
        if proposal.accepted_at is None and proposal.dismissed_at is None:
            proposal.dismissed_at = now.at
    session.flush()


def restore(session: Session, message: ReceivedMessage) -> None:
    """Bring a message back, and the proposals that went aside with it."""
    for proposal in queries.proposals_of(session, message):
        if proposal.dismissed_at == message.dismissed_at and proposal.accepted_at is None:
            proposal.dismissed_at = None
    message.dismissed_at = None
    session.flush()


def delete(session: Session, message: ReceivedMessage) -> None:
    """Erase a message with what it proposed."""
    for proposal in queries.proposals_of(session, message):
        events.forget(session, proposal.id)
    events.forget(session, message.id)
    session.delete(message)
    session.flush()


def propose(
    session: Session,
    message: ReceivedMessage,
    kind: ProposalKind,
    why: str,
    details: dict[str, Any],
) -> Proposal:
    """Note what a message seems to say. Nothing else is done."""
    proposal = Proposal(
        owner_id=message.owner_id,
        received_message_id=message.id,
        application_id=message.application_id,
        kind=kind,
        why=why,
        details=details,
    )
    session.add(proposal)
    session.flush()
    events.record(
        session, Action.PROPOSAL_MADE, proposal, why, application_id=message.application_id
    )
    return proposal


def mark_accepted(session: Session, proposal: Proposal, *, now: Now) -> None:
    """Note that what was proposed has been recorded."""
    proposal.accepted_at, proposal.dismissed_at = now.at, None
    session.flush()
    events.record(
        session,
        Action.PROPOSAL_ACCEPTED,
        proposal,
        f"You agreed: {proposal.why}",
        application_id=proposal.application_id,
    )


def dismiss_proposal(session: Session, proposal: Proposal, *, now: Now) -> Proposal:
    """It says no such thing, or you do not want it recorded. Saying so twice is saying so once."""
    if proposal.accepted_at is not None:
        raise AlreadyAccepted("It has been accepted; undo what it recorded instead.")
    if proposal.dismissed_at is None:
        proposal.dismissed_at = now.at
        session.flush()
        events.record(
            session,
            Action.PROPOSAL_DISMISSED,
            proposal,
            f"You disagreed: {proposal.why}",
            application_id=proposal.application_id,
        )
    return proposal


def restore_proposal(session: Session, proposal: Proposal) -> Proposal:
    """It may say so after all: it is open again. What was accepted stays accepted."""
    if proposal.dismissed_at is not None:
        proposal.dismissed_at = None
        session.flush()
        events.record(
            session,
            Action.PROPOSAL_REOPENED,
            proposal,
            f"Open again: {proposal.why}",
            application_id=proposal.application_id,
        )
    return proposal
