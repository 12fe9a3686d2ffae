"""Approved messages: what can happen to one between the approval and the server's yes.

Each step is recorded before the next begins, so that after a crash it is known how far it got:

    approved → sending (recorded, then the connection) → handed over (recorded, then the words)
             → sent (the server said yes) | approved again, later | failed | uncertain

`version` is the fence: whoever began an attempt can only go on while nobody else has begun one.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.db import find
from afterview.core.errors import Conflict
from afterview.followups.models import Draft, FollowUp, MessageStatus, OutgoingMessage
from afterview.journal import events
from afterview.journal.models import Action
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
_LIVE = select(OutgoingMessage).where(
    col(OutgoingMessage.follow_up_id) == bindparam("follow_up"),
    col(OutgoingMessage.status).in_(LIVE),
)

_IN_FLIGHT = (
    select(col(OutgoingMessage.status))
    .join(Application, col(Application.id) == col(OutgoingMessage.application_id))
    .where(
        col(Application.organization_id) == bindparam("organization"),
        col(OutgoingMessage.owner_id) == bindparam("owner"),
        col(OutgoingMessage.id) != bindparam("message"),
        col(OutgoingMessage.status).in_(GONE),
    )
    .order_by(col(OutgoingMessage.status).desc())
    .limit(1)
)


class OnItsWay(Conflict):
    code = "message-on-its-way"


def live_message(session: Session, follow_up_id: UUID) -> OutgoingMessage | None:
    """The message that is on its way, has arrived, or may have; there is one at most."""
    return session.scalars(_LIVE, {"follow_up": follow_up_id}).one_or_none()


def in_flight(
    session: Session, message: OutgoingMessage, organization_id: UUID
) -> MessageStatus | None:
    """What another message to the same employer is, if it may have arrived but does not count."""
    about = {
        "organization": organization_id,
        "owner": message.owner_id,
        "message": message.id,
    }
    return session.scalar(_IN_FLIGHT, about)


def any_left(session: Session, interview_id: UUID) -> bool:
    """Whether a mail of an interview's plan is on its way, or may have arrived."""
    statement = (
        select(col(OutgoingMessage.id))
        .join(FollowUp, col(FollowUp.id) == col(OutgoingMessage.follow_up_id))
        .where(
            col(FollowUp.interview_id) == interview_id,
            col(OutgoingMessage.status).in_(GONE),
        )
        .limit(1)
    )
    return session.scalar(statement) is not None


def withdraw(session: Session, follow_up: FollowUp, *, now: Now) -> None:
    """Take an approval back before anything has left.

    Raises:
        OnItsWay: it is being sent, or was.
    """
    message = live_message(session, follow_up.id)
    if message is None:
        return
    if message.status is not MessageStatus.APPROVED:
        raise OnItsWay("It is on its way, or may have arrived; it cannot be taken back.")
    _stop(session, follow_up, message, MessageStatus.WITHDRAWN)
    _record(session, Action.MESSAGE_WITHDRAWN, message, "Approval withdrawn")


def return_to_draft(session: Session, follow_up: FollowUp, reason: str, *, now: Now) -> None:
    """The facts have changed since the approval: nothing goes, and the reason is kept (HS-11).

    What is on its way already stays on its way.
    """
    message = live_message(session, follow_up.id)
    if message is None or message.status is not MessageStatus.APPROVED:
        return
    message.failure_code, message.failure = "facts-changed", reason
    _stop(session, follow_up, message, MessageStatus.RETURNED)
    if draft := find(session, Draft, follow_up_id=follow_up.id):
        draft.returned_at, draft.returned_reason = now.at, reason
    session.flush()
    _record(session, Action.MESSAGE_RETURNED, message, f"Not sent: {reason}")


def _stop(
    session: Session, follow_up: FollowUp, message: OutgoingMessage, status: MessageStatus
) -> None:
    message.status = status
    message.next_attempt_at = None
    follow_up.approved_at = None
    session.flush()


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
    message.next_attempt_at = None
    message.failure_code = message.failure = ""
    session.flush()
    _record(session, Action.MESSAGE_SENT, message, f"Mail to {message.to_name} sent", at=at)


def put_off(
    session: Session,
    follow_up: FollowUp,
    message: OutgoingMessage,
    code: str,
    detail: str,
    *,
    now: Now,
) -> None:
    """A passing fault: try again later; after the last try it has failed."""
    if message.attempts > len(BACKOFF):
        fail(session, follow_up, message, code, detail)
        return
    message.status = MessageStatus.APPROVED
    message.next_attempt_at = now.at + BACKOFF[message.attempts - 1]
    message.failure_code, message.failure = code, detail
    session.flush()


def fail(
    session: Session, follow_up: FollowUp, message: OutgoingMessage, code: str, detail: str
) -> None:
    """It will not go like this: the server refused it for good, or too often."""
    message.failure_code, message.failure = code, detail
    _stop(session, follow_up, message, MessageStatus.FAILED)
    _record(session, Action.MESSAGE_FAILED, message, f"Mail to {message.to_name} was refused")


def approve_again(
    session: Session, follow_up: FollowUp, message: OutgoingMessage, *, now: Now
) -> None:
    """Its owner wants it sent once more: the same words, the same Message-ID, a fresh start."""
    message.status = MessageStatus.APPROVED
    message.attempts = 0
    message.handed_over_at = None
    message.send_at = message.next_attempt_at = now.at
    message.failure_code = message.failure = ""
    follow_up.approved_at = now.at
    session.flush()
    _record(session, Action.MESSAGE_APPROVED, message, f"Mail to {message.to_name} sent again")


def lose_sight(session: Session, message: OutgoingMessage, detail: str) -> None:
    """Nobody can say whether the server took it. It is never sent again by itself."""
    message.status = MessageStatus.UNCERTAIN
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
    events.record(
        session,
        action,
        message,
        summary,
        application_id=message.application_id,
        at=at,
        data={"follow_up_id": str(message.follow_up_id), "message_id": message.message_id},
    )
