"""A mail from an employer arrives: it is kept, understood as far as it goes, and acted on.

    parse → whose application? → what kind? → keep → count as a touch → plan anew → propose

Only somebody's own words stop a sequence (FU-05); an absence moves it (HS-07); what looks like an
invitation, a refusal or an offer is proposed, never recorded. Everything it caused elsewhere can be
taken back.
"""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from afterview.accounts.models import Account
from afterview.core.clock import Now
from afterview.core.days import add_business_days, public_holidays
from afterview.core.db import find, owned
from afterview.core.errors import Conflict, Invalid
from afterview.flows import message_answered
from afterview.flows.proposals_made import make_proposals
from afterview.followups import messages
from afterview.followups.replanning import replan
from afterview.journal import events
from afterview.mail.incoming import Incoming
from afterview.mail.models import MailAccount
from afterview.mail.rules import MessageKind, Verdict, kind_of
from afterview.people import service as people
from afterview.people.models import Contact, Organization
from afterview.pipeline import service as pipeline
from afterview.pipeline.models import Application
from afterview.references import page_links
from afterview.replies import matching, queries
from afterview.replies import service as replies
from afterview.replies.matching import Match
from afterview.replies.models import MatchedBy, ReceivedFrom, ReceivedMessage
from afterview.replies.schemas import ReceivedMessagePatch
from afterview.touchpoints import service as touchpoints
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.vocabulary import Direction, TouchChannel

US = "US"


class OwnMessage(Conflict):
    code = "own-message"


class ReceivedInFuture(Invalid):
    code = "received-in-future"


def receive(
    session: Session,
    owner_id: UUID,
    incoming: Incoming,
    *,
    source: ReceivedFrom,
    now: Now,
    match: Match | None = None,
    received_at: datetime | None = None,
) -> tuple[ReceivedMessage, bool]:
    """Take in one mail; return it, and whether it is new. The same Message-ID twice is one row.

    `match` says what it is about, where somebody said so; that also assigns one that was here.

    Raises:
        OwnMessage: it is a mail that its owner sent.
        ReceivedInFuture: nobody can have received it yet.
    """
    if received_at is not None and received_at > now.at:
        raise ReceivedInFuture("It cannot have come in the future.", pointer="/received_at")
    subject, text = page_links.without_codes(session, owner_id, [incoming.subject, incoming.text])
    incoming = replace(incoming, subject=subject, text=text)  # whoever answers quotes the letter
    match = _from_somebody(session, owner_id, match)
    if found := queries.known(session, owner_id, incoming.message_id):
        if match and match.by is MatchedBy.HAND and found.application_id is None:
            said = ReceivedMessagePatch.model_validate(
                {"application_id": match.application_id, "contact_id": match.contact_id}
            )
            change(session, found, said, now=now)
        return found, False
    account: Account | None = session.get(Account, owner_id)
    assert account is not None  # a foreign key sees to it
    _refuse_own(session, account, incoming)
    match = match or _from_somebody(
        session,
        owner_id,
        matching.match(
            session,
            owner_id,
            incoming,
            message_answered.written_before(session, owner_id, incoming),
        ),
    )
    application = owned(session, Application, match.application_id, owner_id) if match else None
    there = _There(session, account, application)
    at = received_at or min(incoming.arrived_at or incoming.sent_at or now.at, now.at)
    message = replies.store(
        session,
        owner_id,
        incoming,
        _verdict(incoming, there, at),
        match,
        source=source,
        received_at=at,
    )
    _take_effect(session, message, application, there, now=now)
    make_proposals(session, message, incoming, application, there.zone)
    return message, True


def _from_somebody(session: Session, owner_id: UUID, match: Match | None) -> Match | None:
    """The same, by nobody in particular if nothing is known of its writer any more (RF-07).

    A thread leads to whoever was written to, also once they are anonymous.
    """
    if match is None or match.contact_id is None:
        return match
    writer = owned(session, Contact, match.contact_id, owner_id)
    return match if writer.anonymised_at is None else replace(match, contact_id=None)


def _refuse_own(session: Session, account: Account, incoming: Incoming) -> None:
    """A copy of what its owner wrote would count as an answer, and stop everything."""
    sent = messages.known_as(session, account.id, [incoming.message_id])
    if sent or matching.is_own(session, account.id, incoming.message_id):
        raise OwnMessage("This is a mail you sent; only what comes back is an answer.")
    mailbox = find(session, MailAccount, owner_id=account.id)
    own = {account.email.casefold(), mailbox.from_email.casefold() if mailbox else ""} - {""}
    if incoming.from_email in own:
        raise OwnMessage(
            "This comes from your own address. To keep what somebody else wrote, copy their words "
            "and send them as `text`, with `from_email`."
        )


def change(
    session: Session, message: ReceivedMessage, data: ReceivedMessagePatch, *, now: Now
) -> None:
    """Assign a message, or say what it is after all: what it caused moves with it.

    Raises:
        Anonymised: nobody knows who wrote it, then.
        NotFound: the application or the contact is not there.
    """
    changes = data.sent()
    application_id = changes.get("application_id", message.application_id)
    contact_id = changes.get("contact_id", message.contact_id)
    if application_id is not None:
        owned(session, Application, application_id, message.owner_id)
    if changes.get("contact_id") is not None:
        people.somebody(session, changes["contact_id"], message.owner_id, pointer="/contact_id")
    _take_back(session, message, now=now, why="a message was looked at again")
    replies.reclassify(message, changes)
    replies.assign(session, message, application_id, contact_id)
    _act(session, message, now=now)
    if not queries.proposals_of(session, message):
        _propose_from_words(session, message)


def _propose_from_words(session: Session, message: ReceivedMessage) -> None:
    """What was taken for a machine's or an absence may say something after all."""
    application = message.application_id and owned(
        session, Application, message.application_id, message.owner_id
    )
    words = Incoming(
        message_id=message.message_id,
        from_name=message.from_name,
        from_email=message.from_email,
        subject=message.subject,
        text=message.body,
    )
    make_proposals(session, message, words, application or None, ZoneInfo("UTC"))


def dismiss(session: Session, message: ReceivedMessage, *, now: Now) -> None:
    """It is no answer: it counts no more. Saying so twice is saying so once."""
    if message.dismissed_at is None:
        _take_back(session, message, now=now, why="a message was set aside")
        replies.dismiss(session, message, now=now)


def restore(session: Session, message: ReceivedMessage, *, now: Now) -> None:
    """It was an answer after all: it counts again."""
    if message.dismissed_at is not None:
        replies.restore(session, message)
        _act(session, message, now=now)


def delete(session: Session, message: ReceivedMessage, *, now: Now) -> None:
    """Erase a message with the touch it counted as."""
    touch_id = message.touchpoint_id
    _take_back(session, message, now=now, why="a message was deleted")
    if touch_id is not None:
        events.forget(session, touch_id)
    replies.delete(session, message)


class _There:
    """Time and holidays where the employer is, or else where the account is."""

    def __init__(self, session: Session, account: Account, application: Application | None) -> None:
        organization = application and owned(
            session, Organization, application.organization_id, account.id
        )
        self.zone = ZoneInfo((organization and organization.zone) or account.zone)
        self.region = (organization and organization.region) or account.region

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def _verdict(incoming: Incoming, there: _There, at: datetime) -> Verdict:
    verdict = kind_of(
        incoming.headers,
        content_type=incoming.content_type,
        from_email=incoming.from_email,
        subject=incoming.subject,
        text=incoming.text,
        sent_on=there.day(at),
        day_first=not there.region.startswith(US),
    )
    if incoming.calendars and verdict.kind is MessageKind.OUT_OF_OFFICE:
        return replace(verdict, kind=MessageKind.AUTOMATIC, returns_on=None)
    return verdict


def _act(session: Session, message: ReceivedMessage, *, now: Now) -> None:
    """The same for a message that has been here for a while."""
    account: Account | None = session.get(Account, message.owner_id)
    assert account is not None  # a foreign key sees to it
    application = (
        owned(session, Application, message.application_id, message.owner_id)
        if message.application_id
        else None
    )
    there = _There(session, account, application)
    _take_effect(session, message, application, there, now=now)


def _take_effect(
    session: Session,
    message: ReceivedMessage,
    application: Application | None,
    there: _There,
    *,
    now: Now,
) -> None:
    """Count it as a touch, and plan anew. Mail that came back is nobody's word."""
    if message.dismissed_at is not None:
        return
    message_answered.take_note(session, message, now=now)
    if application is None or message.kind is MessageKind.BOUNCE:
        return
    touch = touchpoints.log(
        session,
        owner_id=message.owner_id,
        application_id=application.id,
        contact_id=message.contact_id,
        direction=Direction.INBOUND,
        channel=TouchChannel.EMAIL,
        purpose=None,
        at=message.received_at,
        substantive=message.kind is MessageKind.SUBSTANTIVE,
        subject=message.subject,
        message_id=message.message_id,
        references=message.references,
    )
    message.touchpoint_id = touch.id
    _keep_quiet(message, application, there, now=now)
    session.flush()
    pipeline.note_activity(session, application.id, now.at)
    replan(session, application, now=now, why=f"{replies.SAID[message.kind].lower()} came")


def _keep_quiet(
    message: ReceivedMessage, application: Application, there: _There, *, now: Now
) -> None:
    """Until one business day after they are back (FU-05); never shorter than asked before."""
    if message.kind is not MessageKind.OUT_OF_OFFICE or message.returns_on is None:
        return
    until = add_business_days(message.returns_on, 1, public_holidays(there.region))
    before = application.quiet_until
    if until > there.day(now.at) and (before is None or until > before):
        message.quiet_before, message.quiet_until = before, until
        application.quiet_until = until


def _take_back(session: Session, message: ReceivedMessage, *, now: Now, why: str) -> None:
    """Undo what a message caused, and plan anew without it."""
    if message.application_id is None:
        return
    message_answered.take_back(session, message)
    application = owned(session, Application, message.application_id, message.owner_id)
    _break_quiet(session, message, application)
    touch: Any = message.touchpoint_id and find(session, Touchpoint, id=message.touchpoint_id)
    message.touchpoint_id = None
    session.flush()
    if touch:
        touchpoints.delete_touchpoint(session, touch)
    replan(session, application, now=now, why=why)


def _break_quiet(session: Session, message: ReceivedMessage, application: Application) -> None:
    """Ask for no quiet any more; a longer absence that came later goes on asking for its own."""
    if message.quiet_until is None:
        return
    later = session.scalars(
        select(ReceivedMessage).where(
            col(ReceivedMessage.application_id) == application.id,
            col(ReceivedMessage.quiet_before) == message.quiet_until,
        )
    ).first()
    if later is not None:
        later.quiet_before = message.quiet_before
    elif application.quiet_until == message.quiet_until:
        application.quiet_until = message.quiet_before
    message.quiet_until = message.quiet_before = None
