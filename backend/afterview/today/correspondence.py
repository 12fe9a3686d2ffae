"""The day's letters: what to write, what went wrong on its way, what came back, what is awaited."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, or_, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.days import at_local
from afterview.followups import queries as follow_ups
from afterview.followups.messages import CAME_BACK
from afterview.followups.models import MessageStatus, OutgoingMessage
from afterview.followups.rules import DUTIES
from afterview.pipeline.vocabulary import CATEGORY, Category
from afterview.replies.models import Proposal, ReceivedMessage
from afterview.today.rules import SHOWN, Item, Kind


def follow_up_items(session: Session, owner_id: UUID, at: datetime) -> Iterator[Item]:
    """Messages that are owed and that nobody has approved yet."""
    for found in follow_ups.worth_a_mention(session, owner_id, at, SHOWN):
        verb, reason = DUTIES[found.purpose]
        whom = found.contact_name or found.organization_name
        yield Item(
            kind=Kind.FOLLOW_UP,
            title=f"{verb} {whom}",
            why=f"{found.title} at {found.organization_name}. {reason}",
            href=f"/follow-ups/{found.id}",
            subject_id=found.id,
            starts_at=found.suggested_at,
            due_at=found.due_at,
            application_id=found.application_id,
            interview_id=found.interview_id,
            call={
                "method": "POST",
                "path": f"/api/v1/follow-ups/{found.id}/delivery",
                "body": {},
            },
        )


_UNCERTAIN: Any = (
    select(
        col(OutgoingMessage.id),
        col(OutgoingMessage.follow_up_id),
        col(OutgoingMessage.briefing_id),
        col(OutgoingMessage.application_id),
        col(OutgoingMessage.to_name),
        col(OutgoingMessage.failure_code),
        col(OutgoingMessage.failure),
        col(OutgoingMessage.updated_at),
    )
    .where(
        col(OutgoingMessage.owner_id) == bindparam("owner"),
        or_(
            col(OutgoingMessage.status) == MessageStatus.UNCERTAIN,
            col(OutgoingMessage.failure_code) == CAME_BACK,
        ),
    )
    .order_by(col(OutgoingMessage.updated_at).desc())
    .limit(SHOWN)
)


def message_items(session: Session, owner_id: UUID) -> Iterator[Item]:
    """Mails of which nobody knows whether they arrived. What failed is owed again by itself."""
    for found in session.connection().execute(_UNCERTAIN, {"owner": owner_id}):
        returned = found.failure_code == CAME_BACK
        yield Item(
            kind=Kind.MESSAGE,
            title=f"Did {found.to_name} get it?",
            why=f"{found.failure}. Say whether it arrived: what did not is owed again."
            if returned
            else "The connection was lost while your mail was leaving. It is not sent again by "
            "itself.",
            href=f"/briefings/{found.briefing_id}"
            if found.briefing_id
            else f"/follow-ups/{found.follow_up_id}",
            subject_id=found.id,
            starts_at=found.updated_at,
            application_id=found.application_id,
        )


_OPEN_PROPOSAL = exists().where(
    col(Proposal.received_message_id) == col(ReceivedMessage.id),
    col(Proposal.accepted_at).is_(None),
    col(Proposal.dismissed_at).is_(None),
)
_TO_LOOK_AT: Any = (
    select(
        col(ReceivedMessage.id),
        col(ReceivedMessage.from_name),
        col(ReceivedMessage.from_email),
        col(ReceivedMessage.received_at),
    )
    .where(
        col(ReceivedMessage.owner_id) == bindparam("owner"),
        col(ReceivedMessage.dismissed_at).is_(None),
        or_(col(ReceivedMessage.application_id).is_(None), _OPEN_PROPOSAL),
    )
    .order_by(col(ReceivedMessage.received_at).desc(), col(ReceivedMessage.id))
    .limit(SHOWN)
)


def inbox_items(session: Session, owner_id: UUID) -> Iterator[Item]:
    """One line for all that came back and wants a decision."""
    found = session.connection().execute(_TO_LOOK_AT, {"owner": owner_id}).all()
    if not found:
        return
    latest, others = found[0], len(found) - 1
    sender = latest.from_name or latest.from_email or "Somebody"
    yield Item(
        kind=Kind.INBOX,
        title=f"{sender} wrote" if not others else f"{sender} and {others} more wrote",
        why="It seems to say something that changes things, or nobody knows yet what it is about.",
        href="/replies",
        subject_id=latest.id,
        starts_at=latest.received_at,
    )


def waiting_items(rows: Sequence[Any], interviews: Sequence[Any], now: Now) -> Iterator[Item]:
    """Answers that are expected: of each live application, after its latest interview.

    An offer is an answer, and so is another interview.
    """
    invited = {row.application_id for row in interviews}
    latest: dict[UUID, Any] = {}
    for row in rows:
        kept = latest.get(row.application_id)
        if kept is None or kept.ended_at < row.ended_at:
            latest[row.application_id] = row
    for row in latest.values():
        category = CATEGORY[row.status]
        if category in (Category.OFFER, Category.CLOSED) or row.application_id in invited:
            continue
        expected = at_local(row.expected_reply_on + timedelta(days=1), time(0), now.zone)
        promised = row.decision_by == row.expected_reply_on
        day = _spoken(row.expected_reply_on)
        yield Item(
            kind=Kind.REPLY,
            title=f"{row.organization_name}: {row.title}",
            why=f"They promised an answer by {day}."
            if promised
            else f"Silence is ordinary until {day}.",
            href=f"/applications/{row.application_id}",
            subject_id=row.id,
            starts_at=row.ended_at,
            due_at=expected,
            application_id=row.application_id,
            interview_id=row.interview_id,
        )


@lru_cache(maxsize=512)
def _spoken(day: date) -> str:
    """A day as one says it. Kept, because many answers are expected on the same few days."""
    return f"{day:%A} {day.day} {day:%B}"
