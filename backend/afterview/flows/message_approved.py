"""Somebody approves exactly these words: they leave now, or when their time has come (HS-11)."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.days import add_business_days, at_local, public_holidays
from afterview.core.db import find
from afterview.core.errors import Conflict, Invalid, TooMany
from afterview.core.ids import new_id
from afterview.flows import message_context, message_judged
from afterview.flows.message_context import Context
from afterview.flows.messages_due import queue_message
from afterview.followups import cadence, drafts, messages
from afterview.followups.message_schemas import ApprovalCreate, When
from afterview.followups.models import Draft, FollowUp, MessageStatus, OutgoingMessage
from afterview.followups.replanning import taken_over_at
from afterview.followups.rules import Purpose
from afterview.journal import events
from afterview.journal.models import Action
from afterview.mail.models import MailAccount
from afterview.mail.outgoing import compose, new_message_id, with_signature
from afterview.people import service as people
from afterview.people.models import Channel

MAILED = (Channel.EMAIL, Channel.VIA_AGENCY)
FURTHEST = timedelta(days=120)
"""Nobody remembers what they approved half a year ago."""
A_DAY = 50
"""Messages one account may approve in 24 hours: a search, not a mailing list. DESIGN."""


class DraftChanged(Conflict):
    code = "draft-changed"


class NotSendable(Conflict):
    code = "draft-not-sendable"


class NoAddress(Conflict):
    code = "no-address"


class NotMail(Conflict):
    code = "not-mail"


class NoMailAccount(Conflict):
    code = "mail-account-missing"


class HardStop(Conflict):
    code = "hard-stop"


class TooMuchPressure(Conflict):
    code = "too-much-pressure"


class ReasonNeeded(Invalid):
    code = "reason-needed"


class TooFarAhead(Invalid):
    code = "too-far-ahead"


class TooLate(Invalid):
    code = "too-late"


class Unsettled(Conflict):
    code = "message-unsettled"


class DailyLimit(TooMany):
    code = "daily-limit"


def approve(
    session: Session, user: User, follow_up: FollowUp, data: ApprovalCreate, *, now: Now
) -> OutgoingMessage:
    """Let exactly these words go to exactly this address, at this time.

    Raises:
        DraftChanged: the words are no longer the ones that were read.
        NotSendable, HardStop, TooMuchPressure, ReasonNeeded: what the rules say against it.
        NoAddress, NotMail, NoMailAccount: there is no way for a mail to go.
        Anonymised: nobody can say any more whom it would go to.
        TooFarAhead, TooLate: nothing would be owed any more at that time.
        Unsettled: whether an earlier message to them arrived has to be known first.
        DailyLimit: enough for one day.
    """
    drafts.refuse_settled(session, follow_up)
    draft = drafts.draft_of(session, follow_up)
    account = find(session, MailAccount, owner_id=user.id)
    words = with_signature(draft.body, account.signature if account else "")
    if drafts.text_hash(draft.subject, words) != data.text_hash:
        raise DraftChanged(
            "The draft, or your signature, has changed since you read it. Read it again, then "
            "approve."
        )
    if follow_up.channel not in MAILED:
        raise NotMail("This one is not a mail: do it, then say that it is done.")
    if account is None:
        raise NoMailAccount("Set up your mail account first, or send it from your own program.")
    context = message_context.gather(session, follow_up)
    if context.recipient is None or context.recipient.email is None:
        raise NoAddress("There is no address they gave you that may be used.")
    people.somebody(session, context.recipient.contact.id, user.id)
    send_at = _send_at(session, context, data, now)
    _refuse_unsettled(session, context)
    _refuse(session, context, draft.subject, words, data.reason, Now(send_at, now.zone))
    refuse_flood(session, user, now)
    message = _message(context, draft, words, account, data.reason, send_at, now)
    compose(
        sender=(account.from_name, account.from_email),
        to=(message.to_name, message.to_email),
        reply_to=account.reply_to,
        subject=message.subject,
        body=message.body,
        message_id=message.message_id,
        at=now.at,
    )  # what cannot stand in a mail is refused now, not when its time has come
    session.add(message)
    follow_up.approved_at, follow_up.held_channel = now.at, None
    session.flush()
    drafts.keep_approved(session, draft, now=now)
    events.record(
        session,
        Action.MESSAGE_APPROVED,
        message,
        f"Mail to {message.to_name} approved",
        application_id=message.application_id,
        data={"follow_up_id": str(follow_up.id), "text_hash": data.text_hash},
    )
    if send_at <= now.at:
        queue_message(session, message.id, message.attempts, send_at, now.at)
    return message


def _send_at(session: Session, context: Context, data: ApprovalCreate, now: Now) -> datetime:
    wanted = data.send_at or (now.at if data.when is When.NOW else context.follow_up.suggested_at)
    if wanted > now.at + FURTHEST:
        raise TooFarAhead("That is too far ahead to approve today.", pointer="/send_at")
    wanted = max(wanted, now.at)
    over_at = _over_at(session, context, now)
    if over_at is not None and wanted >= over_at:
        there = over_at.astimezone(context.zone)
        raise TooLate(
            f"Nothing is owed here any more from {there:%A} {there.day} {there:%B %Y, %H:%M} "
            f"({context.zone.key}): it has to leave before.",
            pointer="/send_at",
        )
    return wanted


def _over_at(session: Session, context: Context, now: Now) -> datetime | None:
    """When time alone lets this obligation lapse (followups/cadence.py); None if it does not."""
    owed = context.follow_up
    if owed.purpose is Purpose.THANK_YOU:
        return None if owed.moved_by_hand else owed.stale_at
    if owed.purpose is Purpose.FEEDBACK_REQUEST:
        return owed.not_before - cadence.FEEDBACK_PAUSE + cadence.FEEDBACK_STALE
    if owed.purpose is Purpose.CLOSING_NOTE:
        holidays = public_holidays(context.plan.region)
        meant_for = context.day(owed.suggested_at)
        too_late = add_business_days(meant_for, cadence.CLOSING_STALE_DAYS, holidays)
        return at_local(too_late, cadence.CHECK_IN_HOUR, context.zone)
    if owed.sequence == 1:
        return taken_over_at(session, context.application, owed, now=now)
    return None


def _refuse_unsettled(session: Session, context: Context) -> None:
    """Neither gauge nor stops can say anything while nobody knows what has arrived."""
    employer = context.application.organization_id
    other = messages.in_flight(session, context.follow_up, employer)
    if other is not None and other.status is MessageStatus.UNCERTAIN:
        raise Unsettled(
            f"Nobody knows yet whether “{other.subject}” reached {other.to_name}. Settle that one "
            "first.",
            headers={"Link": f'</follow-ups/{other.follow_up_id}>; rel="related"'},
        )


def _refuse(
    session: Session, context: Context, subject: str, words: str, reason: str, then: Now
) -> None:
    """Say what the rules have against these words at that time."""
    if errors := message_judged.errors(context, subject, words, then):
        raise NotSendable(f"Not like this: {errors[0].detail}")
    verdict = message_judged.assess(session, context, then)
    if verdict.stops:
        stop = verdict.stops[0]
        raise HardStop(f"{stop.id}: {stop.why} {stop.fact.how}")
    if verdict.blocked:
        raise TooMuchPressure(f"That would be too much. {verdict.advice}")
    if verdict.needs_reason and not reason:
        raise ReasonNeeded(
            f"That would be pushing it: say why it should go all the same. {verdict.advice}",
            pointer="/reason",
        )


def refuse_flood(session: Session, user: User, now: Now) -> None:
    """Refuse more mails than a person would write in a day.

    Raises:
        DailyLimit: enough for one day.
    """
    approved = session.scalar(
        select(func.count()).where(
            col(OutgoingMessage.owner_id) == user.id,
            col(OutgoingMessage.approved_at) > now.at - timedelta(days=1),
        )
    )
    if (approved or 0) >= A_DAY:
        raise DailyLimit(
            f"You have approved {A_DAY} messages in a day. That is enough for today.",
            headers={"Retry-After": "3600"},
        )


def _message(
    context: Context,
    draft: Draft,
    words: str,
    account: MailAccount,
    reason: str,
    send_at: datetime,
    now: Now,
) -> OutgoingMessage:
    recipient, thread = context.recipient, context.thread
    assert recipient is not None and recipient.email is not None
    identity = new_id()
    answers = thread.message_id if thread else None
    return OutgoingMessage(
        id=identity,
        owner_id=draft.owner_id,
        follow_up_id=context.follow_up.id,
        application_id=context.application.id,
        contact_id=recipient.contact.id,
        to_name=recipient.contact.name,
        to_email=recipient.email,
        subject=draft.subject,
        body=words,
        text_hash=drafts.text_hash(draft.subject, words),
        reason=reason,
        message_id=new_message_id(account.from_email, identity),
        in_reply_to=answers,
        references=[*thread.references, answers] if thread and answers else [],
        approved_at=now.at,
        send_at=send_at,
        next_attempt_at=send_at,
    )
