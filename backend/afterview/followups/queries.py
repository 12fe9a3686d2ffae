"""Reading obligations."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, func, or_, select
from sqlmodel import Session, col

from afterview.core.db import columns, find
from afterview.core.pages import Page, Sort, by_instant, fetch
from afterview.followups import messages, waiting
from afterview.followups.models import FollowUp, FollowUpPlan, MessageStatus, OutgoingMessage
from afterview.followups.rules import LapseCause
from afterview.followups.schemas import (
    ContactBrief,
    FollowUpQuery,
    FollowUpRead,
    FollowUpStatus,
    MessageBrief,
)
from afterview.people.models import Contact, Organization
from afterview.people.queries import USABLE_EMAIL
from afterview.pipeline.interview_queries import application_briefs
from afterview.pipeline.interview_schemas import ApplicationBrief, InterviewRead
from afterview.pipeline.models import Application, Interview, Stage
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.vocabulary import Direction

OPEN = and_(
    col(FollowUp.sent_at).is_(None),
    col(FollowUp.waived_at).is_(None),
    col(FollowUp.lapsed_at).is_(None),
)
UNMET = and_(
    col(FollowUp.sent_at).is_(None),
    col(FollowUp.waived_at).is_(None),
    or_(col(FollowUp.lapsed_at).is_(None), col(FollowUp.lapsed_cause) == LapseCause.STALE),
)
"""Open, or let go only because nothing was heard of it in time."""


def worth_sending(at: Any) -> ColumnElement[bool]:
    """Stale thanks open the first check-in instead (FU-02), unless their time was chosen by hand.

    `at` is the present, or a parameter that will hold it.
    """
    return or_(
        col(FollowUp.stale_at).is_(None),
        col(FollowUp.stale_at) > at,
        col(FollowUp.moved_by_hand).is_(True),
    )


_SENT = col(FollowUp.sent_at).is_not(None)
_DRAFTED, _APPROVED = col(FollowUp.drafted_at), col(FollowUp.approved_at)
_IS: dict[FollowUpStatus, ColumnElement[bool]] = {
    FollowUpStatus.PLANNED: and_(OPEN, _DRAFTED.is_(None), _APPROVED.is_(None)),
    FollowUpStatus.DRAFTED: and_(OPEN, _DRAFTED.is_not(None), _APPROVED.is_(None)),
    FollowUpStatus.APPROVED: and_(OPEN, _APPROVED.is_not(None)),
    FollowUpStatus.SENT: and_(_SENT, col(FollowUp.replied_at).is_(None)),
    FollowUpStatus.REPLIED: and_(_SENT, col(FollowUp.replied_at).is_not(None)),
    FollowUpStatus.WAIVED: col(FollowUp.waived_at).is_not(None),
    FollowUpStatus.LAPSED: and_(
        col(FollowUp.sent_at).is_(None),
        col(FollowUp.waived_at).is_(None),
        col(FollowUp.lapsed_at).is_not(None),
    ),
}
_FOLLOW_UPS = select(
    *columns(FollowUp),
    col(Contact.name).label("contact_name"),
    USABLE_EMAIL.label("contact_email"),
).outerjoin(Contact, col(Contact.id) == col(FollowUp.contact_id))

_OF_INTERVIEW = _FOLLOW_UPS.where(col(FollowUp.interview_id) == bindparam("interview")).order_by(
    col(FollowUp.suggested_at), col(FollowUp.sequence), col(FollowUp.id)
)
_OF_APPLICATION = (
    select(FollowUp)
    .where(col(FollowUp.application_id) == bindparam("application"))
    .order_by(col(FollowUp.interview_id), col(FollowUp.purpose), col(FollowUp.sequence))
)
_WORTH_A_MENTION: Any = (
    select(
        col(FollowUp.id),
        col(FollowUp.application_id),
        col(FollowUp.interview_id),
        col(FollowUp.purpose),
        col(FollowUp.suggested_at),
        col(FollowUp.due_at),
        col(Contact.name).label("contact_name"),
        col(Application.title),
        col(Organization.name).label("organization_name"),
    )
    .join(Application, col(Application.id) == col(FollowUp.application_id))
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .outerjoin(Contact, col(Contact.id) == col(FollowUp.contact_id))
    .where(
        col(FollowUp.owner_id) == bindparam("owner"),
        OPEN,
        col(FollowUp.approved_at).is_(None),
        worth_sending(bindparam("at")),
    )
    .order_by(col(FollowUp.suggested_at), col(FollowUp.id))
    .limit(bindparam("rows"))
)
_LATEST_MESSAGES: Any = (
    select(
        col(OutgoingMessage.id),
        col(OutgoingMessage.follow_up_id),
        col(OutgoingMessage.status),
        col(OutgoingMessage.send_at),
        col(OutgoingMessage.accepted_at),
        col(OutgoingMessage.failure_code),
        col(OutgoingMessage.failure),
    )
    .where(col(OutgoingMessage.follow_up_id).in_(bindparam("follow_ups", expanding=True)))
    .order_by(col(OutgoingMessage.id))
)


def _sorts() -> dict[str, Sort]:
    suggested, suggested_down = by_instant(col(FollowUp.suggested_at), col(FollowUp.id))
    updated, updated_down = by_instant(col(FollowUp.updated_at), col(FollowUp.id))
    return {
        "suggested_at": suggested,
        "-suggested_at": suggested_down,
        "updated_at": updated,
        "-updated_at": updated_down,
    }


_SORTS = _sorts()


def follow_ups(session: Session, owner_id: UUID, query: FollowUpQuery) -> Page[FollowUpRead]:
    """A page of obligations."""
    table = FollowUp
    statement: Select[Any] = _FOLLOW_UPS.where(col(table.owner_id) == owner_id)
    if query.status:
        statement = statement.where(or_(*(_IS[status] for status in query.status)))
    if query.purpose:
        statement = statement.where(col(table.purpose).in_(query.purpose))
    if query.interview_id:
        statement = statement.where(col(table.interview_id).in_(query.interview_id))
    if query.application_id:
        statement = statement.where(col(table.application_id).in_(query.application_id))
    if query.due_to is not None:
        statement = statement.where(col(table.due_at) < query.due_to)
    if query.updated_since is not None:
        statement = statement.where(col(table.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=_reads(session, rows), next=after)


def of_interview(session: Session, interview: InterviewRead) -> list[FollowUpRead]:
    """Everything owed after one interview, in order of time."""
    rows = session.connection().execute(_OF_INTERVIEW, {"interview": interview.id}).all()
    return _reads(session, rows, {interview.application.id: interview.application})


def worth_a_mention(session: Session, owner_id: UUID, at: datetime, limit: int) -> Sequence[Any]:
    """What is still owed, not on its way and worth sending, the soonest first; only to be read."""
    asked = {"owner": owner_id, "at": at, "rows": limit}
    return session.connection().execute(_WORTH_A_MENTION, asked).all()


def unmet(session: Session, condition: ColumnElement[bool], limit: int) -> list[FollowUpRead]:
    """Obligations of this kind, the one that was due first on top."""
    statement = (
        _FOLLOW_UPS.where(condition).order_by(col(FollowUp.due_at), col(FollowUp.id)).limit(limit)
    )
    return _reads(session, session.connection().execute(statement).all())


def follow_up_read(session: Session, found: FollowUp) -> FollowUpRead:
    """One obligation as it is sent."""
    statement = _FOLLOW_UPS.where(col(FollowUp.id) == found.id)
    return _reads(session, session.connection().execute(statement).all())[0]


def _reads(
    session: Session,
    rows: Sequence[Any],
    applications: Mapping[UUID, ApplicationBrief] | None = None,
) -> list[FollowUpRead]:
    """Obligations as they are sent; the applications are read unless the caller has them."""
    if applications is None:
        applications = application_briefs(session, [row.application_id for row in rows])
    messages = _latest_messages(session, [row.id for row in rows if row.drafted_at])
    return [
        FollowUpRead.model_validate(
            dict(row._mapping)
            | {
                "application": applications[row.application_id],
                "contact": row.contact_id
                and ContactBrief(id=row.contact_id, name=row.contact_name, email=row.contact_email),
                "status": status_of(row),
                "message": messages.get(row.id),
            }
        )
        for row in rows
    ]


def status_of(row: Any) -> FollowUpStatus:
    """What has become of an obligation: the latest thing that happened to it."""
    if row.sent_at is not None:
        return FollowUpStatus.SENT if row.replied_at is None else FollowUpStatus.REPLIED
    if row.waived_at is not None:
        return FollowUpStatus.WAIVED
    if row.lapsed_at is not None:
        return FollowUpStatus.LAPSED
    if row.approved_at is not None:
        return FollowUpStatus.APPROVED
    return FollowUpStatus.PLANNED if row.drafted_at is None else FollowUpStatus.DRAFTED


def _latest_messages(session: Session, follow_up_ids: list[UUID]) -> dict[UUID, MessageBrief]:
    """The mail each obligation is met with; the latest, where one came back and went again."""
    if not follow_up_ids:
        return {}
    rows = session.connection().execute(_LATEST_MESSAGES, {"follow_ups": follow_up_ids})
    latest = {row.follow_up_id: row for row in rows}
    approved = [row.id for row in latest.values() if row.status is MessageStatus.APPROVED]
    waits = waiting.reasons(session, approved)
    return {
        follow_up_id: MessageBrief.model_validate(
            dict(row._mapping) | {"waiting_reason": waits.get(row.id, "")}
        )
        for follow_up_id, row in latest.items()
    }


def plan_of(session: Session, interview_id: UUID) -> FollowUpPlan | None:
    return find(session, FollowUpPlan, interview_id=interview_id)


def sent_any(session: Session, interview_id: UUID) -> bool:
    """Whether anything of an interview's plan has gone out, or may have."""
    statement = (
        select(col(FollowUp.id))
        .where(col(FollowUp.interview_id) == interview_id, col(FollowUp.sent_at).is_not(None))
        .limit(1)
    )
    return session.scalar(statement) is not None or messages.any_left(session, interview_id)


def of_application(session: Session, application_id: UUID) -> Sequence[FollowUp]:
    """Every obligation of an application, over all its interviews."""
    return session.scalars(_OF_APPLICATION, {"application": application_id}).all()


_AWAITED: Any = (
    select(
        col(FollowUpPlan.id),
        col(FollowUpPlan.application_id),
        col(FollowUpPlan.interview_id),
        col(FollowUpPlan.expected_reply_on),
        col(FollowUpPlan.decision_by),
        col(Interview.ended_at),
        col(Application.title),
        col(Organization.name).label("organization_name"),
        col(Stage.status),
    )
    .join(Interview, col(Interview.id) == col(FollowUpPlan.interview_id))
    .join(Application, col(Application.id) == col(FollowUpPlan.application_id))
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(
        col(FollowUpPlan.owner_id) == bindparam("owner"),
        col(Interview.ended_at) >= bindparam("since"),
        ~exists().where(
            col(Touchpoint.application_id) == col(FollowUpPlan.application_id),
            col(Touchpoint.direction) == Direction.INBOUND,
            col(Touchpoint.substantive).is_(True),
            col(Touchpoint.at) > func.coalesce(FollowUpPlan.promised_at, Interview.ended_at),
        ),
    )
    .order_by(col(FollowUpPlan.expected_reply_on), col(FollowUpPlan.id))
    .limit(100)
)


def awaited(session: Session, owner_id: UUID, since: datetime) -> Sequence[Any]:
    """The plans of interviews that ended after `since` and that nobody has answered yet.

    What was said before they promised a day does not answer it.
    """
    return session.connection().execute(_AWAITED, {"owner": owner_id, "since": since}).all()
