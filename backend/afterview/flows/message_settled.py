"""A message nobody is sure of, or that failed: look, say what became of it, or send it again."""

from datetime import datetime

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict
from afterview.flows import message_owed
from afterview.flows.message_sent import settle_as_sent
from afterview.flows.messages_due import queue_message
from afterview.followups import messages, ways
from afterview.followups.models import FollowUp, MessageStatus, OutgoingMessage
from afterview.followups.replanning import replan
from afterview.pipeline.models import Application

NOT_ARRIVED = "It did not arrive, you said."


class NotUncertain(Conflict):
    code = "message-not-uncertain"


class NothingToResend(Conflict):
    code = "nothing-to-resend"


def settle(session: Session, message: OutgoingMessage, *, delivered: bool, now: Now) -> None:
    """Take its owner's word for what became of a message.

    A server that took it may have lost it, or sent it back: what did not arrive counts for nothing,
    and is owed again.

    That it did not arrive can be taken back while nothing else was sent instead.

    Raises:
        NotUncertain: it has not left, or something else has since.
    """
    if delivered and message.failure_code == messages.NOT_DELIVERED:
        _arrived_after_all(session, message, now)
        return
    if message.status is MessageStatus.SENT and delivered:
        messages.forget_return(session, message)
        return
    if message.status is not MessageStatus.SENT:
        refuse_certain(message)
    if delivered:
        settle_as_sent(session, message, left_at(message, now))
        return
    owed = message_owed.owed_by(session, message)
    messages.did_not_arrive(session, owed, message, NOT_ARRIVED)
    message_owed.take_back(session, owed)
    if message.briefing_id is not None:
        return  # nothing is planned around it
    application = owned(session, Application, message.application_id, message.owner_id)
    ways.reroute(session, application, now=now)  # what has come in its way meanwhile
    replan(session, application, now=now, why="a mail did not arrive")


def _arrived_after_all(session: Session, message: OutgoingMessage, now: Now) -> None:
    owed = message_owed.owed_by(session, message)
    waived = isinstance(owed, FollowUp) and owed.waived_at
    if messages.live_message(session, owed.id) or owed.sent_at or waived:
        raise NotUncertain("Something else was done instead of it since.")
    messages.withdraw(session, owed, now=now)
    settle_as_sent(session, message, left_at(message, now))


def refuse_certain(message: OutgoingMessage) -> None:
    """Refuse to settle what is settled.

    Raises:
        NotUncertain: it is known what became of it.
    """
    if message.status is not MessageStatus.UNCERTAIN:
        raise NotUncertain("It is known what became of this message.")


def left_at(message: OutgoingMessage, now: Now) -> datetime:
    """When its first copy left, as far as anybody knows."""
    return message.uncertain_since or message.handed_over_at or message.attempted_at or now.at


def resend(session: Session, message: OutgoingMessage, *, now: Now) -> None:
    """Send it once more, under the same Message-ID: if both arrive, mail programs show one.

    Every rule is asked again when it leaves.

    Raises:
        NothingToResend: it was sent, is on its way, or is no longer owed.
    """
    owed = message_owed.owed_by(session, message)
    if message.status not in (MessageStatus.UNCERTAIN, MessageStatus.FAILED):
        raise NothingToResend("Only what failed, or what nobody is sure of, can be sent again.")
    if message_owed.is_met(owed):
        raise NothingToResend("Nothing is owed here any more.")
    live = messages.live_message(session, owed.id)
    if live is not None and live.id != message.id:
        raise NothingToResend("Another message for this is on its way already.")
    messages.approve_again(session, owed, message, now=now)
    queue_message(session, message.id, message.attempts, now.at, now.at)
