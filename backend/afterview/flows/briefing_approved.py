"""Somebody approves exactly these words and files for a reference: they leave by mail (RF-02)."""

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import find, owned
from afterview.core.errors import Conflict
from afterview.core.ids import new_id
from afterview.flows import briefing_read
from afterview.flows.message_approved import (
    FURTHEST,
    DailyLimit,
    NoAddress,
    NoMailAccount,
    TooFarAhead,
    refuse_flood,
)
from afterview.flows.messages_due import queue_message
from afterview.followups import messages
from afterview.followups.models import MessageStatus, OutgoingMessage
from afterview.journal import events
from afterview.journal.models import Action
from afterview.mail.models import MailAccount
from afterview.mail.outgoing import compose, new_message_id, with_signature
from afterview.people import service as people
from afterview.references import briefings, namings, page_links
from afterview.references.briefing_schemas import BriefingApprovalCreate
from afterview.references.models import Briefing, Reference


class BriefingChanged(Conflict):
    code = "briefing-changed"


class GeneralBriefing(Conflict):
    code = "briefing-general"


GATE = (
    namings.RelativeBlocked,
    namings.CurrentEmployer,
    namings.ApplicationClosed,
    people.Anonymised,
)
REFUSALS = (
    briefings.BriefingClosed,
    briefings.BriefingApproved,
    briefings.BriefedWithoutConsent,
    briefings.Scripted,
    BriefingChanged,
    page_links.DeadLink,
    page_links.LinkFromHereOnly,
    GeneralBriefing,
    *GATE,
    NoMailAccount,
    NoAddress,
    TooFarAhead,
    DailyLimit,
    messages.OnItsWay,
)


def approve(
    session: Session, user: User, briefing: Briefing, data: BriefingApprovalCreate, *, now: Now
) -> OutgoingMessage:
    """Let exactly these words and files go to a reference, now or at a time.

    Raises:
        BriefingChanged: they are no longer the ones that were read.
        Anonymised, BriefedWithoutConsent, Scripted: what the rules say against it.
        DeadLink: it leads to a page that will not be there.
        LinkFromHereOnly: it leads to a page that only its writer can open.
        GeneralBriefing, NoMailAccount, NoAddress: there is no way for a mail to go from here.
        BriefingClosed, BriefingApproved, OnItsWay: it has gone, or is about to.
        TooFarAhead, DailyLimit: not then, or not so many.
    """
    reference = owned(session, Reference, briefing.reference_id, user.id)
    contact = people.somebody(session, reference.contact_id, user.id)
    briefings.refuse_closed(briefing)
    if messages.live_message(session, briefing.id) is not None:
        raise messages.OnItsWay("It is on its way, or may have arrived: its words stand.")
    account = find(session, MailAccount, owner_id=user.id)
    files = briefings.files_of(session, briefing.id)
    words = with_signature(briefing.body, account.signature if account else "")
    if briefings.text_hash(briefing, words, files) != data.text_hash:
        raise BriefingChanged(
            "The briefing, its files or your signature have changed since you read it. Read it "
            "again, then approve."
        )
    if briefing.application_id is None:
        raise GeneralBriefing("A general briefing goes out from your own mail program.")
    if account is None:
        raise NoMailAccount("Set up your mail account first, or send it from your own program.")
    email = briefing_read.email_of(session, contact.id)
    if email is None:
        raise NoAddress("There is no address they gave you that may be used.")
    send_at = max(data.send_at or now.at, now.at)
    if send_at > now.at + FURTHEST:
        raise TooFarAhead("That is too far ahead to approve today.", pointer="/send_at")
    briefings.refuse_unsendable(session, briefing, Now(send_at, now.zone))
    if page_links.leads_nowhere(session, briefing, send_at):
        raise page_links.DeadLink(
            "The page in the letter will be gone by then. Make another one first."
        )
    if not page_links.is_reachable(words):
        raise page_links.LinkFromHereOnly(
            "Nobody else can open the page in the letter: its address leads to this machine. Set "
            "AFTERVIEW_PUBLIC_URL and make another page, or take the page away."
        )
    refuse_flood(session, user, now)
    identity = new_id()
    message = OutgoingMessage(
        id=identity,
        owner_id=user.id,
        briefing_id=briefing.id,
        application_id=briefing.application_id,
        contact_id=contact.id,
        to_name=contact.name,
        to_email=email,
        subject=briefing.subject,
        body=words,
        text_hash=data.text_hash,
        message_id=new_message_id(account.from_email, identity),
        approved_at=now.at,
        send_at=send_at,
        next_attempt_at=send_at,
    )
    _refuse_unmailable(account, message, now)
    session.add(message)
    briefing.approved_at = now.at
    briefing.returned_at, briefing.returned_reason = None, ""
    session.flush()
    events.record(
        session,
        Action.MESSAGE_APPROVED,
        message,
        f"Briefing for {contact.name} approved",
        application_id=message.application_id,
        data={"briefing_id": str(briefing.id), "text_hash": data.text_hash},
    )
    if send_at <= now.at:
        queue_message(session, message.id, message.attempts, send_at, now.at)
    return message


def _refuse_unmailable(account: MailAccount, message: OutgoingMessage, now: Now) -> None:
    """What cannot stand in a mail is refused now, not when its time has come."""
    compose(
        sender=(account.from_name, account.from_email),
        to=(message.to_name, message.to_email),
        reply_to=account.reply_to,
        subject=message.subject,
        body=message.body,
        message_id=message.message_id,
        at=now.at,
    )


def withdraw(session: Session, briefing: Briefing, *, now: Now) -> None:
    """Take an approval back before anything has left. Without one, nothing happens.

    Raises:
        OnItsWay: it is being sent, or was.
    """
    message = messages.live_message(session, briefing.id)
    if message is not None and message.status is MessageStatus.SENT:
        return
    messages.call_off(session, briefing, now=now)


def delete(session: Session, briefing: Briefing, *, now: Now) -> None:
    """Throw a briefing away, unless a mail of it may have arrived: that must stay on record.

    Raises:
        OnItsWay: one may have.
    """
    withdraw(session, briefing, now=now)
    live = messages.live_message(session, briefing.id)
    if live is not None and messages.may_have_left(live):
        raise messages.OnItsWay("A message about it is on its way, or may have arrived.")
    events.forget(session, briefing.id)
    session.delete(briefing)


def refuse_mailed(session: Session, briefing: Briefing) -> None:
    """Refuse to say that they were not told what went out by mail.

    Raises:
        OnItsWay: it did.
    """
    if messages.live_message(session, briefing.id) is not None:
        raise messages.OnItsWay("It went out by mail. If it did not arrive, say so at the message.")
