"""An approved message leaves: once at most, and never silently not at all.

Every step is written down, and committed, before the next begins. Whatever dies in between, the
record says how far it got: before the words were handed over it is simply tried again; afterwards
nobody can know, so it is called uncertain, and a person decides.
"""

import logging
import time
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from afterview.core.clock import Clock, Now
from afterview.core.crypto import vault_of
from afterview.core.db import find, transaction
from afterview.core.errors import DomainError
from afterview.core.settings import Settings
from afterview.flows import message_context, message_judged, message_owed
from afterview.flows.message_owed import Owed
from afterview.followups import messages, waiting
from afterview.followups import service as follow_ups
from afterview.followups.models import FollowUp, MessageStatus, OutgoingMessage
from afterview.followups.replanning import replan_after
from afterview.mail import smtp
from afterview.mail.models import MailAccount
from afterview.mail.outgoing import compose
from afterview.mail.service import smtp_server
from afterview.people.models import Organization
from afterview.pipeline.models import Application
from afterview.references.models import Briefing
from afterview.touchpoints import service as touchpoints
from afterview.touchpoints.vocabulary import Direction, TouchPurpose

UTC = ZoneInfo("UTC")
CRASHED = (
    "The connection was lost while the words were leaving, and nobody can say whether they "
    "arrived. Look into your Sent folder, or ask for it to be sent again."
)
UNSETTLED = (
    "Nobody knows yet whether your last message to them arrived. Settle that one first, then "
    "approve this one."
)
A_MOMENT = timedelta(minutes=1)
PAUSES = (0.1, 0.5, 2.0, 5.0)
"""Seconds between the tries to write down that a message is out: a restart of the database."""
log = logging.getLogger(__name__)


def send(engine: Engine, clock: Clock, settings: Settings, message_id: str) -> None:
    """Try once to deliver a message whose time has come; the outcome is in its row."""
    identity = UUID(message_id)
    with transaction(engine, Now(clock(), UTC)) as session:
        attempt = _begin(session, identity, settings)
    if attempt is None:
        return
    server, password, mail, sender, recipient, fence = attempt
    try:
        with smtp.connected(server, password) as link:
            link.offer(sender, recipient)
            with transaction(engine, Now(clock(), UTC)) as session:
                message = _mine(session, identity, fence)
                if message is None:
                    return  # somebody else took over: not a word leaves
                messages.hand_over(session, message, now=session.info["now"])
                fence = message.version
            link.hand_over(mail)
    except smtp.MailError as error:
        with transaction(engine, Now(clock(), UTC)) as session:
            _note_failure(session, identity, fence, error)
        return
    _note_acceptance(engine, clock, identity)


def _begin(
    session: Session, identity: UUID, settings: Settings
) -> tuple[smtp.Server, str, EmailMessage, str, str, int] | None:
    """Ask everything again, then record the attempt; None when nothing is to be sent.

    What is asked is asked under a lock on the employer, and another message to them is looked for
    before gauge and stops: one that has just been settled is seen by one or by the other.
    """
    now: Now = session.info["now"]
    employer = _lock_employer(session, identity)
    message = find(session, OutgoingMessage, id=identity)
    if (
        employer is None
        or message is None
        or message.status not in (MessageStatus.APPROVED, MessageStatus.SENDING)
    ):
        return None
    if message.status is MessageStatus.SENDING and message.handed_over_at is not None:
        messages.lose_sight(session, message, CRASHED)
        return None
    if message.status is MessageStatus.APPROVED and (
        message.next_attempt_at is None or message.next_attempt_at > now.at
    ):
        return None
    owed = message_owed.owed_by(session, message)
    if isinstance(owed, FollowUp) and _wait_for_another(session, message, owed, employer, now):
        return None
    account = find(session, MailAccount, owner_id=message.owner_id)
    reason = _changed(session, message, owed, account, now)
    if reason or account is None:
        message.status = MessageStatus.APPROVED  # an attempt that never left is no attempt
        message_owed.give_back(session, owed, reason, now=now)
        return None
    try:
        server, password = smtp_server(account, vault_of(settings), settings)
        mail = compose(
            sender=(account.from_name, account.from_email),
            to=(message.to_name, message.to_email),
            reply_to=account.reply_to,
            subject=message.subject,
            body=message_owed.words(session, owed, message, settings, now=now),
            message_id=message.message_id,
            in_reply_to=message.in_reply_to,
            references=message.references,
            at=now.at,
            files=message_owed.files(session, owed, settings),
        )
    except DomainError as error:  # nobody is here to read it: the message says it
        messages.fail(session, owed, message, error.code, str(error.detail))
        return None
    messages.begin(session, message, now=now)
    return server, password, mail, account.from_email, message.to_email, message.version


def _lock_employer(session: Session, identity: UUID) -> UUID | None:
    """Make two workers that begin at once, for one employer, see each other."""
    return session.scalar(
        select(col(Organization.id))
        .join(Application, col(Application.organization_id) == col(Organization.id))
        .join(OutgoingMessage, col(OutgoingMessage.application_id) == col(Application.id))
        .where(col(OutgoingMessage.id) == identity)
        .with_for_update(of=Organization)
    )


def _wait_for_another(
    session: Session, message: OutgoingMessage, follow_up: FollowUp, employer: UUID, now: Now
) -> bool:
    """Whether another message to them is in flight, which gauge and stops cannot see yet."""
    other = messages.in_flight(session, follow_up, employer)
    if other is None or waiting.goes_first(message, other):
        return False
    if other.status is MessageStatus.UNCERTAIN:
        message.status = MessageStatus.APPROVED
        messages.return_to_draft(session, follow_up, UNSETTLED, now=now)
    else:
        message.status = MessageStatus.APPROVED
        message.next_attempt_at = now.at + A_MOMENT
        session.flush()
    return True


def _changed(
    session: Session,
    message: OutgoingMessage,
    owed: Owed,
    account: MailAccount | None,
    now: Now,
) -> str:
    """What has changed since the approval so that it must not go; empty if nothing has (HS-11)."""
    if account is None:
        return "There is no mail account any more."
    if isinstance(owed, Briefing):
        return message_owed.against_briefing(session, message, owed, now)
    if message_owed.is_met(owed):
        return owed.lapsed_reason or "It is no longer owed."
    context = message_context.gather(session, owed)
    recipient = context.recipient
    if recipient is None or recipient.email != message.to_email:
        return "The address it was approved for may not be used any more."
    if errors := message_judged.errors(context, message.subject, message.body, now):
        return errors[0].detail
    verdict = message_judged.assess(session, context, now)
    if verdict.stops:
        return f"{verdict.stops[0].id}: {verdict.stops[0].why}"
    if verdict.blocked:
        return f"By now it would be too much. {verdict.advice}"
    if verdict.needs_reason and not message.reason:
        return f"By now it would be pushing it. {verdict.advice}"
    return ""


def _mine(session: Session, identity: UUID, fence: int) -> OutgoingMessage | None:
    """The message, if nobody has begun another attempt, or settled it, since we began ours."""
    message = find(session, OutgoingMessage, id=identity)
    if message is None or message.version != fence:
        return None
    return message


def _note_failure(session: Session, identity: UUID, fence: int, error: smtp.MailError) -> None:
    message = _mine(session, identity, fence)
    if message is None:
        return
    now: Now = session.info["now"]
    owed = message_owed.owed_by(session, message)
    log.warning("message not delivered", extra={"message_id": str(identity), "code": error.code})
    if error.unknown:
        messages.lose_sight(session, message, f"{error.detail} {CRASHED}")
    elif error.permanent:
        messages.fail(session, owed, message, error.code, error.detail)
    else:
        messages.put_off(session, owed, message, error.code, error.detail, now=now)


def _note_acceptance(engine: Engine, clock: Clock, identity: UUID) -> None:
    """Write down that the server said yes, come what may: nobody else knows it.

    A row that somebody else has just changed, or a database that is away for a moment, is tried
    again. Should it be the plan that cannot be made anew, the message counts without it.
    """
    at = clock()
    for pause in (*PAUSES, None):
        try:
            with transaction(engine, Now(clock(), UTC)) as session:
                message = find(session, OutgoingMessage, id=identity)
                if message is not None and message.status is not MessageStatus.SENT:
                    settle_as_sent(session, message, at, plans=pause is not None)
            return
        except Exception:  # whatever it is: nothing else may lose what the server said
            log.exception("acceptance not noted", extra={"message_id": str(identity)})
            if pause is None:
                raise
        time.sleep(pause)


def settle_as_sent(
    session: Session, message: OutgoingMessage, at: datetime, *, plans: bool = True
) -> None:
    """It is out: the obligation is met, the touch counts, and later check-ins count from it."""
    now: Now = session.info["now"]
    follow_up = message_owed.owed_by(session, message)
    if isinstance(follow_up, Briefing):
        messages.accept(session, message, at)
        message_owed.mark_told(session, follow_up, message)
        return
    met_before = follow_up.sent_at is not None
    if not met_before:
        # the obligation first, as everywhere: who locks in another order waits for ever
        follow_ups.mark_sent(session, follow_up, at)
    messages.accept(session, message, at)
    if met_before:
        return
    touchpoints.log(
        session,
        owner_id=message.owner_id,
        application_id=message.application_id,
        contact_id=message.contact_id,
        follow_up_id=follow_up.id,
        direction=Direction.OUTBOUND,
        channel=follow_ups.TOUCH_CHANNEL[follow_up.channel],
        purpose=TouchPurpose(follow_up.purpose.value),
        at=at,
        not_before=follow_up.not_before,
        subject=message.subject,
        reason=message.reason,
        message_id=message.message_id,
        references=message.references,
    )
    if plans:
        replan_after(session, follow_up, now=now, why="a message went out")
