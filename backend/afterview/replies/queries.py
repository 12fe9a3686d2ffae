"""Reading received messages and proposals."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlmodel import Session, col

from afterview.core.db import columns, find
from afterview.core.pages import Page, by_instant, fetch
from afterview.mail.quoting import excerpt
from afterview.people.models import Contact, Organization
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.pipeline.models import Application, Stage
from afterview.replies.models import Proposal, ReceivedMessage
from afterview.replies.schemas import (
    MessageState,
    ProposalDetails,
    ProposalQuery,
    ProposalRead,
    ProposalStatus,
    ReceivedMessageQuery,
    ReceivedMessageRead,
    SenderBrief,
)

OPENING = 4_000
"""Characters of a body that an excerpt is made from."""
_APPLICATION: tuple[Any, ...] = (
    col(Application.title).label("application_title"),
    col(Organization.name).label("organization_name"),
    col(Stage.status).label("application_status"),
)
_UNREAD = ("body", "references")


def _about(statement: Any, application_id: Any) -> Any:
    return (
        statement.outerjoin(Application, col(Application.id) == application_id)
        .outerjoin(Organization, col(Organization.id) == col(Application.organization_id))
        .outerjoin(Stage, col(Stage.id) == col(Application.stage_id))
    )


_MESSAGES: Any = _about(
    select(
        *(column for column in columns(ReceivedMessage) if column.key not in _UNREAD),
        func.substr(col(ReceivedMessage.body), 1, OPENING).label("opening"),
        col(Contact.name).label("contact_name"),
        *_APPLICATION,
    ).outerjoin(Contact, col(Contact.id) == col(ReceivedMessage.contact_id)),
    col(ReceivedMessage.application_id),
)
_MESSAGE = _MESSAGES.add_columns(col(ReceivedMessage.body)).where(
    col(ReceivedMessage.id) == bindparam("message")
)
_PROPOSALS: Any = _about(select(*columns(Proposal), *_APPLICATION), col(Proposal.application_id))
_OF_MESSAGES = _PROPOSALS.where(
    col(Proposal.received_message_id).in_(bindparam("messages", expanding=True))
).order_by(col(Proposal.id))
_IS: dict[MessageState, ColumnElement[bool]] = {
    MessageState.MATCHED: and_(
        col(ReceivedMessage.dismissed_at).is_(None),
        col(ReceivedMessage.application_id).is_not(None),
    ),
    MessageState.UNMATCHED: and_(
        col(ReceivedMessage.dismissed_at).is_(None),
        col(ReceivedMessage.application_id).is_(None),
    ),
    MessageState.DISMISSED: col(ReceivedMessage.dismissed_at).is_not(None),
}
_BECAME: dict[ProposalStatus, ColumnElement[bool]] = {
    ProposalStatus.OPEN: and_(
        col(Proposal.accepted_at).is_(None), col(Proposal.dismissed_at).is_(None)
    ),
    ProposalStatus.ACCEPTED: col(Proposal.accepted_at).is_not(None),
    ProposalStatus.DISMISSED: and_(
        col(Proposal.accepted_at).is_(None), col(Proposal.dismissed_at).is_not(None)
    ),
}
_RECEIVED, _RECEIVED_DOWN = by_instant(col(ReceivedMessage.received_at), col(ReceivedMessage.id))
_UPDATED, _UPDATED_DOWN = by_instant(col(ReceivedMessage.updated_at), col(ReceivedMessage.id))
_SORTS = {
    "received_at": _RECEIVED,
    "-received_at": _RECEIVED_DOWN,
    "updated_at": _UPDATED,
    "-updated_at": _UPDATED_DOWN,
}
_CHANGED, _CHANGED_DOWN = by_instant(col(Proposal.updated_at), col(Proposal.id))
_PROPOSAL_SORTS = {"updated_at": _CHANGED, "-updated_at": _CHANGED_DOWN}


def received_messages(
    session: Session, owner_id: UUID, query: ReceivedMessageQuery
) -> Page[ReceivedMessageRead]:
    """A page of messages with what they propose, in two statements."""
    table = ReceivedMessage
    statement: Select[Any] = _MESSAGES.where(col(table.owner_id) == owner_id)
    if query.status:
        statement = statement.where(or_(*(_IS[status] for status in query.status)))
    if query.kind:
        statement = statement.where(col(table.kind).in_(query.kind))
    if query.application_id:
        statement = statement.where(col(table.application_id).in_(query.application_id))
    if query.updated_since is not None:
        statement = statement.where(col(table.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=_reads(session, rows), next=after)


def received_message(session: Session, found: ReceivedMessage) -> ReceivedMessageRead:
    """One message as it is sent, whole."""
    rows = session.connection().execute(_MESSAGE, {"message": found.id}).all()
    return _reads(session, rows)[0]


def proposals(session: Session, owner_id: UUID, query: ProposalQuery) -> Page[ProposalRead]:
    """A page of proposals."""
    statement: Select[Any] = _PROPOSALS.where(col(Proposal.owner_id) == owner_id)
    if query.status:
        statement = statement.where(or_(*(_BECAME[status] for status in query.status)))
    if query.kind:
        statement = statement.where(col(Proposal.kind).in_(query.kind))
    if query.application_id:
        statement = statement.where(col(Proposal.application_id).in_(query.application_id))
    if query.updated_since is not None:
        statement = statement.where(col(Proposal.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _PROPOSAL_SORTS, sort=query.sort, query=query)
    return Page(items=[_proposal(row) for row in rows], next=after)


def proposal(session: Session, found: Proposal) -> ProposalRead:
    """One proposal as it is sent."""
    statement = _PROPOSALS.where(col(Proposal.id) == found.id)
    return _proposal(session.connection().execute(statement).one())


def known(session: Session, owner_id: UUID, message_id: str) -> ReceivedMessage | None:
    """The message of this Message-ID, if it has been received before."""
    return find(session, ReceivedMessage, owner_id=owner_id, message_id=message_id)


def proposals_of(session: Session, message: ReceivedMessage) -> Sequence[Proposal]:
    """What a message proposed, as rows."""
    statement = (
        select(Proposal)
        .where(col(Proposal.received_message_id) == message.id)
        .order_by(col(Proposal.id))
    )
    return session.scalars(statement).all()


def accepted_invitations(session: Session, application_id: UUID) -> Sequence[Proposal]:
    """Invitations for an application that became interviews, the latest first."""
    statement = (
        select(Proposal)
        .where(
            col(Proposal.application_id) == application_id,
            col(Proposal.interview_id).is_not(None),
        )
        .order_by(col(Proposal.id).desc())
        .limit(100)
    )
    return session.scalars(statement).all()


def _reads(session: Session, rows: Sequence[Any]) -> list[ReceivedMessageRead]:
    proposed: dict[UUID, list[ProposalRead]] = {}
    if rows:
        asked = {"messages": [row.id for row in rows]}
        for row in session.connection().execute(_OF_MESSAGES, asked):
            proposed.setdefault(row.received_message_id, []).append(_proposal(row))
    return [_read(row, proposed.get(row.id, [])) for row in rows]


def _read(row: Any, proposed: list[ProposalRead]) -> ReceivedMessageRead:
    given = dict(row._mapping)
    return ReceivedMessageRead.model_validate(
        {"body": None}
        | given
        | {
            "excerpt": excerpt(row.opening),
            "status": _state(row),
            "application": _brief(row),
            "contact": row.contact_id and SenderBrief(id=row.contact_id, name=row.contact_name),
            "proposals": proposed,
        }
    )


def _state(row: Any) -> MessageState:
    if row.dismissed_at is not None:
        return MessageState.DISMISSED
    return MessageState.MATCHED if row.application_id else MessageState.UNMATCHED


def _proposal(row: Any) -> ProposalRead:
    return ProposalRead.model_validate(
        dict(row._mapping)
        | {
            "status": _what_became(row),
            "application": _brief(row),
            "details": ProposalDetails.model_validate(row.details),
        }
    )


def _what_became(row: Any) -> ProposalStatus:
    if row.accepted_at is not None:
        return ProposalStatus.ACCEPTED
    return ProposalStatus.OPEN if row.dismissed_at is None else ProposalStatus.DISMISSED


def _brief(row: Any) -> ApplicationBrief | None:
    return row.application_id and ApplicationBrief(
        id=row.application_id,
        title=row.application_title,
        organization_name=row.organization_name,
        status=row.application_status,
    )
