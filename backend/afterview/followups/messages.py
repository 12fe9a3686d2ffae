"""Approved messages: what can happen to one between the approval and the server's yes.

Each step is recorded before the next begins, so that after a crash it is known how far it got:

    approved → sending (recorded, then the connection) → handed over (recorded, then the words)
             → sent (the server said yes) | approved again, later | failed | uncertain

A message that may have arrived keeps `uncertain_since`, also while it is sent again: whatever ends
that ends it as uncertain, until it is known. One that was sent may still come back, and has failed
then.

`version` is the fence: whoever began an attempt can only go on while nobody else has begun one.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, or_, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.db import find
from afterview.core.errors import Conflict
from afterview.followups.models import Draft, FollowUp, MessageStatus, OutgoingMessage
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people.models import Organization
from afterview.pipeline.models import Application

BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
)
"""Waits between tries after a passing fault; after the last one it has failed. DESIGN."""
ABANDONED_AFTER = timedelta(minutes=15)
"""An attempt of which nothing was heard for so long is looked at again."""
LIVE = (
    MessageStatus.APPROVED,
    MessageStatus.SENDING,
    MessageStatus.SENT,
    MessageStatus.UNCERTAIN,
)
GONE = (MessageStatus.SENDING, MessageStatus.UNCERTAIN)
"""Left, or perhaps; whether it counts is not known yet."""
MAY_HAVE_LEFT = or_(
    col(OutgoingMessage.status).in_(GONE), col(OutgoingMessage.uncertain_since).is_not(None)
)
"""The same, and what is sent again although an earlier copy may have arrived."""
CAME_BACK = "came-back"
"""Failure code of a message that the server took, and that another one returned."""
NOT_DELIVERED = "not-delivered"
"""Of one that its owner says did not arrive."""
_LIVE = select(OutgoingMessage).where(
    or_(
        col(OutgoingMessage.follow_up_id) == bindparam("owed"),
        col(OutgoingMessage.briefing_id) == bindparam("owed"),
    ),
    col(OutgoingMessage.status).in_(LIVE),
)

_IN_FLIGHT = (
    select(OutgoingMessage)
    .join(Application, col(Application.id) == col(OutgoingMessage.application_id))
    .where(
        col(Application.organization_id) == bindparam("organization"),
        col(OutgoingMessage.owner_id) == bindparam("owner"),
        col(OutgoingMessage.follow_up_id) != bindparam("follow_up"),
        MAY_HAVE_LEFT,
    )
    .order_by(col(OutgoingMessage.status).desc(), col(OutgoingMessage.id))
    .limit(1)
)
_KNOWN_AS = (
    select(OutgoingMessage)
    .where(
        col(OutgoingMessage.owner_id) == bindparam("owner"),
        col(OutgoingMessage.message_id).in_(bindparam("identities", expanding=True)),
    )
    .order_by(col(OutgoingMessage.approved_at).desc(), col(OutgoingMessage.id).desc())
)
_LATEST_OF = (
    select(OutgoingMessage)
    .where(
        col(OutgoingMessage.application_id) == bindparam("application"),
        or_(col(OutgoingMessage.status) == MessageStatus.SENT, MAY_HAVE_LEFT),
    )
    .order_by(col(OutgoingMessage.approved_at).desc(), col(OutgoingMessage.id).desc())
    .limit(50)
)


UNKNOWN = "Nobody knows whether the first copy arrived."


class Approvable(Protocol):
    """What a message meets once it is out: an obligation, or telling a reference (a briefing)."""

    id: UUID
    owner_id: UUID
    approved_at: datetime | None


class OnItsWay(Conflict):
    code = "message-on-its-way"


def hold_employer(session: Session, organization_id: UUID) -> None:
    """Let no worker begin with a message to them before this transaction ends."""
    held = select(col(Organization.id)).where(col(Organization.id) == organization_id)
    session.execute(held.with_for_update(key_share=True))


def live_message(session: Session, owed_id: UUID) -> OutgoingMessage | None:
    """The message for it that is on its way, has arrived, or may have; there is one at most."""
    return session.scalars(_LIVE, {"owed": owed_id}).one_or_none()


def in_flight(
    session: Session, follow_up: FollowUp, organization_id: UUID
) -> OutgoingMessage | None:
    """Another message to the same employer that may have arrived but does not count yet.

    Of several an uncertain one: time alone settles the others.
    """
    about = {
        "organization": organization_id,
        "owner": follow_up.owner_id,
        "follow_up": follow_up.id,
    }
    return session.scalars(_IN_FLIGHT, about).first()


def known_as(
    session: Session, owner_id: UUID, identities: Sequence[str]
) -> Sequence[OutgoingMessage]:
    """Messages of one owner with any of these Message-IDs, the latest first."""
    values = {"owner": owner_id, "identities": list(identities)}
    return session.scalars(_KNOWN_AS, values).all() if identities else []


def may_have_left(message: OutgoingMessage) -> bool:
    """Whether it is on its way, or may have arrived, and does not count yet."""
    return message.status in GONE or message.uncertain_since is not None


def latest_of(session: Session, application_id: UUID) -> Sequence[OutgoingMessage]:
    """What was sent about an application, or may have been; the latest first."""
    return session.scalars(_LATEST_OF, {"application": application_id}).all()


def any_left(session: Session, interview_id: UUID) -> bool:
    """Whether a mail of an interview's plan is on its way, or may have arrived."""
    return _any(session, col(FollowUp.interview_id) == interview_id)


def any_left_of(session: Session, application_id: UUID) -> bool:
    """Whether a mail of an application is on its way, or may have arrived."""
    return _any(session, col(OutgoingMessage.application_id) == application_id)


def _any(session: Session, about: ColumnElement[bool]) -> bool:
    statement = (
        select(col(OutgoingMessage.id))
        .outerjoin(FollowUp, col(FollowUp.id) == col(OutgoingMessage.follow_up_id))
        .where(about, MAY_HAVE_LEFT)
        .limit(1)
    )
    return session.scalar(statement) is not None


def withdraw(session: Session, owed: Approvable, *, now: Now) -> None:
    """Take an approval back before anything has left.

    Raises:
        OnItsWay: it is being sent, or was, or an earlier copy of it may have arrived.
    """
    message = live_message(session, owed.id)
    if message is None:
        return
    if message.status is not MessageStatus.APPROVED or message.uncertain_since is not None:
        raise OnItsWay("It is on its way, or may have arrived; it cannot be taken back.")
    _stop(session, owed, message, MessageStatus.WITHDRAWN)
    _record(session, Action.MESSAGE_WITHDRAWN, message, "Approval withdrawn")


def call_off(session: Session, owed: Approvable, *, now: Now) -> None:
    """Take back what its owner agreed to last: the approval, or that it is sent once more.

    Raises:
        OnItsWay: it is being sent, or was.
    """
    message = live_message(session, owed.id)
    if message is None or message.uncertain_since is None:
        withdraw(session, owed, now=now)
    elif message.status is MessageStatus.APPROVED:
        _still_uncertain(session, message, "You did not want it sent again.")
    else:
        raise OnItsWay("It is on its way, or may have arrived; it cannot be taken back.")


def return_to_draft(session: Session, owed: Approvable, reason: str, *, now: Now) -> None:
    """The facts have changed since the approval: nothing goes, and the reason is kept (HS-11).

    What is on its way already stays on its way.
    """
    if owed.approved_at is None:
        return
    message = live_message(session, owed.id)
    if message is None or message.status is not MessageStatus.APPROVED:
        return
    if message.uncertain_since is not None:
        _still_uncertain(session, message, f"It was not sent again: {reason}")
        return
    message.failure_code, message.failure = "facts-changed", reason
    _stop(session, owed, message, MessageStatus.RETURNED)
    if draft := find(session, Draft, follow_up_id=owed.id):
        draft.returned_at, draft.returned_reason = now.at, reason
    session.flush()
    _record(session, Action.MESSAGE_RETURNED, message, f"Not sent: {reason}")


def _stop(
    session: Session, owed: Approvable, message: OutgoingMessage, status: MessageStatus
) -> None:
    message.status = status
    message.next_attempt_at = None
    owed.approved_at = None
    session.flush()


def _still_uncertain(session: Session, message: OutgoingMessage, why: str) -> None:
    """No second copy leaves; whether the first one arrived is as unknown as before."""
    lose_sight(session, message, f"{why} {UNKNOWN}")


def begin(session: Session, message: OutgoingMessage, *, now: Now) -> None:
    """Record an attempt, before the connection is opened."""
    message.status = MessageStatus.SENDING
    message.attempts += 1
    message.attempted_at = now.at
    message.handed_over_at = None
    message.next_attempt_at = now.at + ABANDONED_AFTER
    message.failure_code = message.failure = ""
    session.flush()


def hand_over(session: Session, message: OutgoingMessage, *, now: Now) -> None:
    """Record that the words are about to leave: a crash from here on leaves it unknown."""
    message.handed_over_at = now.at
    session.flush()


def accept(session: Session, message: OutgoingMessage, at: datetime) -> None:
    """The server took it, or somebody found it in the Sent folder."""
    message.status = MessageStatus.SENT
    message.accepted_at = at
    message.next_attempt_at = message.uncertain_since = None
    message.failure_code = message.failure = ""
    session.flush()
    _record(session, Action.MESSAGE_SENT, message, f"Mail to {message.to_name} sent", at=at)


def put_off(
    session: Session,
    owed: Approvable,
    message: OutgoingMessage,
    code: str,
    detail: str,
    *,
    now: Now,
) -> None:
    """A passing fault: try again later; after the last try it has failed."""
    if message.attempts > len(BACKOFF):
        fail(session, owed, message, code, detail)
        return
    message.status = MessageStatus.APPROVED
    message.next_attempt_at = now.at + BACKOFF[message.attempts - 1]
    message.failure_code, message.failure = code, detail
    session.flush()


def fail(
    session: Session, owed: Approvable, message: OutgoingMessage, code: str, detail: str
) -> None:
    """It will not go like this: the server refused it for good, or too often."""
    if message.uncertain_since is not None:
        _still_uncertain(session, message, f"It was not sent again: {detail}")
        return
    message.failure_code, message.failure = code, detail
    _stop(session, owed, message, MessageStatus.FAILED)
    _record(session, Action.MESSAGE_FAILED, message, f"Mail to {message.to_name} was refused")


def did_not_arrive(
    session: Session, owed: Approvable, message: OutgoingMessage, detail: str
) -> None:
    """Its owner knows: no copy of it got there, whatever the server said."""
    message.failure_code, message.failure = NOT_DELIVERED, detail
    message.accepted_at = message.uncertain_since = None
    _stop(session, owed, message, MessageStatus.FAILED)
    _record(session, Action.MESSAGE_FAILED, message, f"Mail to {message.to_name} did not arrive")


def note_return(session: Session, message: OutgoingMessage, detail: str) -> None:
    """A server sent it back. That is for its owner to judge; nothing else is done.

    A second copy that is just leaving has a result of its own, which is noted instead.
    """
    if message.status is MessageStatus.SENDING:
        return
    message.failure_code, message.failure = CAME_BACK, detail
    session.flush()


def forget_return(session: Session, message: OutgoingMessage) -> None:
    """It had not come back after all."""
    if message.failure_code == CAME_BACK:
        uncertain = message.status is MessageStatus.UNCERTAIN
        message.failure_code, message.failure = ("uncertain", UNKNOWN) if uncertain else ("", "")
        session.flush()


def approve_again(
    session: Session, owed: Approvable, message: OutgoingMessage, *, now: Now
) -> None:
    """Its owner wants it sent once more: the same words, the same Message-ID, a fresh start."""
    message.status = MessageStatus.APPROVED
    message.attempts = 0
    message.handed_over_at = None
    message.send_at = message.next_attempt_at = now.at
    message.failure_code = message.failure = ""
    owed.approved_at = now.at
    session.flush()
    _record(session, Action.MESSAGE_APPROVED, message, f"Mail to {message.to_name} sent again")


def lose_sight(session: Session, message: OutgoingMessage, detail: str) -> None:
    """Nobody can say whether the server took it. It is never sent again by itself."""
    message.status = MessageStatus.UNCERTAIN
    message.uncertain_since = message.uncertain_since or message.handed_over_at
    message.next_attempt_at = None
    message.failure_code, message.failure = "uncertain", detail
    session.flush()
    _record(session, Action.MESSAGE_UNCERTAIN, message, f"Unknown whether {message.to_name} got it")


def _record(
    session: Session,
    action: Action,
    message: OutgoingMessage,
    summary: str,
    *,
    at: datetime | None = None,
) -> None:
    about = {
        "follow_up_id": message.follow_up_id,
        "briefing_id": message.briefing_id,
        "message_id": message.message_id,
    }
    events.record(
        session,
        action,
        message,
        summary,
        application_id=message.application_id,
        at=at,
        data={name: str(value) for name, value in about.items() if value is not None},
    )
