"""Reading drafts, their versions, and messages."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.core.db import columns
from afterview.core.pages import Page, PageQuery, by_instant, by_whole_number, fetch
from afterview.followups import waiting
from afterview.followups.draft_schemas import RevisionRead
from afterview.followups.message_schemas import MessageQuery, MessageRead
from afterview.followups.models import (
    Draft,
    DraftRevision,
    FollowUp,
    MessageStatus,
    OutgoingMessage,
)

_MESSAGES: Any = select(*columns(OutgoingMessage))
_APPROVED, _APPROVED_DOWN = by_instant(col(OutgoingMessage.approved_at), col(OutgoingMessage.id))
_UPDATED, _UPDATED_DOWN = by_instant(col(OutgoingMessage.updated_at), col(OutgoingMessage.id))
_SORTS = {
    "approved_at": _APPROVED,
    "-approved_at": _APPROVED_DOWN,
    "updated_at": _UPDATED,
    "-updated_at": _UPDATED_DOWN,
}
_NEWEST = by_whole_number(col(DraftRevision.number), col(DraftRevision.id))[1]


def revisions(session: Session, follow_up: FollowUp, query: PageQuery) -> Page[RevisionRead]:
    """A page of the versions of a draft, the newest first."""
    statement = (
        select(*columns(DraftRevision))
        .join(Draft, col(Draft.id) == col(DraftRevision.draft_id))
        .where(col(Draft.follow_up_id) == follow_up.id)
    )
    rows, after = fetch(session, statement, {"-number": _NEWEST}, sort="-number", query=query)
    return Page(items=[RevisionRead.model_validate(row) for row in rows], next=after)


def messages(session: Session, owner_id: UUID, query: MessageQuery) -> Page[MessageRead]:
    """A page of approved messages."""
    statement = _MESSAGES.where(col(OutgoingMessage.owner_id) == owner_id)
    if query.status:
        statement = statement.where(col(OutgoingMessage.status).in_(query.status))
    if query.follow_up_id:
        statement = statement.where(col(OutgoingMessage.follow_up_id).in_(query.follow_up_id))
    if query.application_id:
        statement = statement.where(col(OutgoingMessage.application_id).in_(query.application_id))
    if query.updated_since is not None:
        statement = statement.where(col(OutgoingMessage.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    approved = [row.id for row in rows if row.status is MessageStatus.APPROVED]
    waits = waiting.reasons(session, approved)
    items = [
        MessageRead.model_validate(dict(row._mapping) | {"waiting_reason": waits.get(row.id, "")})
        for row in rows
    ]
    return Page(items=items, next=after)


def message_read(session: Session, message: OutgoingMessage) -> MessageRead:
    """One message as it is sent."""
    approved = [message.id] if message.status is MessageStatus.APPROVED else []
    reason = waiting.reasons(session, approved).get(message.id, "")
    return MessageRead.model_validate(message.model_dump() | {"waiting_reason": reason})
