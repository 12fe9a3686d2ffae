"""What can happen to obligations. They end only as sent, or waived with a reason."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid
from afterview.followups import drafts, messages, rules, ways
from afterview.followups.models import FollowUp
from afterview.followups.rules import Purpose
from afterview.followups.schemas import DeliveryCreate, FollowUpPatch
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Channel
from afterview.pipeline.models import Interview
from afterview.touchpoints import service as touchpoints
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose


class AlreadySent(Conflict):
    code = "follow-up-already-sent"


class Waived(Conflict):
    code = "follow-up-waived"


class SentInFuture(Invalid):
    code = "sent-in-future"


class MovedTooEarly(Invalid):
    code = "moved-before-interview-ended"


class SentTooEarly(Invalid):
    code = "sent-before-interview-ended"


def update_follow_up(
    session: Session, user: User, follow_up: FollowUp, data: FollowUpPatch
) -> FollowUp:
    """Move a message, or send it another way or to somebody else.

    Raises:
        AlreadySent: it has gone out.
        Approved: it is approved as it is.
        Anonymised: nobody knows who it would go to.
        MovedTooEarly: the interview it follows had not ended by then.
    """
    if follow_up.sent_at is not None:
        raise AlreadySent("It has gone out and can no longer change.")
    if follow_up.approved_at is not None:
        raise drafts.Approved("It is approved as it is. Withdraw the approval to change it.")
    changes = data.sent()
    if changes.get("contact_id") is not None:
        people.somebody(session, changes["contact_id"], user.id, pointer="/contact_id")
    if "channel" in changes:
        ways.refuse(session, follow_up, changes["channel"])
    ended_at = owned(session, Interview, follow_up.interview_id, user.id).ended_at
    if "suggested_at" in changes and ended_at and changes["suggested_at"] < ended_at:
        raise MovedTooEarly("The interview had not ended by then.", pointer="/suggested_at")
    for name, value in changes.items():
        setattr(follow_up, name, value)
    follow_up.moved_by_hand |= "suggested_at" in changes
    if "channel" in changes:
        follow_up.held_channel = None
    due_at = follow_up.due_at
    if follow_up.purpose is Purpose.THANK_YOU and ended_at:
        due_at = ended_at + rules.THANK_YOU_DUE  # what replanning leaves as it is
    follow_up.due_at = max(due_at, follow_up.suggested_at)
    session.flush()
    return follow_up


def record_delivery(
    session: Session, follow_up: FollowUp, data: DeliveryCreate, *, now: Now
) -> FollowUp:
    """Note that the message went out by hand. What happened is never refused."""
    if follow_up.waived_at is not None:
        raise Waived("It was waived. Take the waiver back first.")
    at = data.at or now.at
    if at > now.at:
        raise SentInFuture("It cannot have been sent in the future.", pointer="/at")
    interview = owned(session, Interview, follow_up.interview_id, follow_up.owner_id)
    if interview.ended_at is not None and at < interview.ended_at:
        raise SentTooEarly("It cannot have been sent before the interview ended.", pointer="/at")
    if follow_up.sent_at is None:
        messages.withdraw(session, follow_up, now=now)
        follow_up.channel = data.channel or follow_up.channel
        mark_sent(session, follow_up, at)
        touchpoints.log(
            session,
            owner_id=follow_up.owner_id,
            application_id=follow_up.application_id,
            contact_id=follow_up.contact_id,
            follow_up_id=follow_up.id,
            direction=Direction.OUTBOUND,
            channel=TOUCH_CHANNEL[follow_up.channel],
            purpose=TouchPurpose(follow_up.purpose.value),
            at=at,
            not_before=follow_up.not_before,
        )
    return follow_up


def mark_sent(session: Session, follow_up: FollowUp, at: datetime) -> None:
    """It has gone out, at this time; what had overtaken it no longer matters."""
    follow_up.sent_at = at
    follow_up.lapsed_at = follow_up.lapsed_cause = None
    follow_up.lapsed_reason = ""
    session.flush()
    record(session, Action.FOLLOW_UP_SENT, follow_up, "sent", at=at)


def waive(session: Session, follow_up: FollowUp, reason: str, *, now: Now) -> FollowUp:
    """Let a message go, with a reason."""
    if follow_up.sent_at is not None:
        raise AlreadySent("It has gone out and can no longer be waived.")
    messages.withdraw(session, follow_up, now=now)
    follow_up.waived_at = now.at
    follow_up.waived_reason = reason
    follow_up.lapsed_at = follow_up.lapsed_cause = None
    follow_up.lapsed_reason = ""
    session.flush()
    record(session, Action.FOLLOW_UP_WAIVED, follow_up, "waived")
    return follow_up


def undo_delivery(session: Session, follow_up: FollowUp) -> FollowUp:
    """Take back a delivery that was noted by mistake. A waiver stands.

    Raises:
        AlreadySent: the mail server took it; no note of ours brings it back.
    """
    if follow_up.sent_at is not None:
        if messages.live_message(session, follow_up.id) is not None:
            raise AlreadySent("The mail has left. If it did not arrive, say so at the message.")
        follow_up.sent_at = follow_up.replied_at = None
        touchpoints.forget(session, follow_up_id=follow_up.id)
        session.flush()
        record(session, Action.FOLLOW_UP_REOPENED, follow_up, "owed again")
    return follow_up


def undo_waiver(session: Session, follow_up: FollowUp) -> FollowUp:
    """Take back a waiver. What has been sent stays sent."""
    if follow_up.waived_at is not None:
        follow_up.waived_at = None
        follow_up.waived_reason = ""
        session.flush()
        record(session, Action.FOLLOW_UP_REOPENED, follow_up, "owed again")
    return follow_up


_NAMES = {
    Purpose.THANK_YOU: "Thank-you",
    Purpose.STATUS_CHECK: "Check-in",
    Purpose.CLOSING_NOTE: "Closing note",
    Purpose.FEEDBACK_REQUEST: "Request for feedback",
}
TOUCH_CHANNEL = {
    Channel.EMAIL: TouchChannel.EMAIL,
    Channel.PHONE: TouchChannel.PHONE,
    Channel.SMS: TouchChannel.SMS,
    Channel.LINKEDIN_MESSAGE: TouchChannel.LINKEDIN_MESSAGE,
    Channel.POST: TouchChannel.POST,
    Channel.VIA_AGENCY: TouchChannel.VIA_AGENCY,
    Channel.OTHER: TouchChannel.SOCIAL_OTHER,
}
"""How a planned message counts once it has been said."""


def record(
    session: Session,
    action: Action,
    follow_up: FollowUp,
    verb: str,
    *,
    at: datetime | None = None,
) -> None:
    """Tell the journal what became of an obligation."""
    events.write(session, [line(session, action, follow_up, verb, at=at)])


def line(
    session: Session,
    action: Action,
    follow_up: FollowUp,
    verb: str,
    *,
    at: datetime | None = None,
) -> dict[str, Any]:
    """The same, to be written together with others."""
    name = _NAMES[follow_up.purpose]
    if follow_up.purpose is Purpose.STATUS_CHECK:
        name = f"{name} {follow_up.sequence}"
    return events.line(
        session,
        action,
        follow_up,
        f"{name} {verb}",
        application_id=follow_up.application_id,
        at=at,
        data={"purpose": follow_up.purpose, "sequence": follow_up.sequence},
    )
