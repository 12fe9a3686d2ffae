"""Reading obligations."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select
from sqlmodel import Session, col

from afterview.core.db import columns, find
from afterview.core.pages import Page, Sort, by_instant, fetch
from afterview.followups.models import FollowUp, FollowUpPlan
from afterview.followups.rules import Purpose
from afterview.followups.schemas import (
    ContactBrief,
    FollowUpQuery,
    FollowUpRead,
    FollowUpStatus,
)
from afterview.people.models import Contact
from afterview.people.queries import addresses
from afterview.pipeline.interview_queries import application_briefs
from afterview.pipeline.models import Application, Interview, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category, Status

_PLANNED = and_(col(FollowUp.sent_at).is_(None), col(FollowUp.waived_at).is_(None))
_IS: dict[FollowUpStatus, ColumnElement[bool]] = {
    FollowUpStatus.PLANNED: _PLANNED,
    FollowUpStatus.SENT: col(FollowUp.sent_at).is_not(None),
    FollowUpStatus.WAIVED: col(FollowUp.waived_at).is_not(None),
}
_ANSWERED = [status for status in Status if CATEGORY[status] in (Category.OFFER, Category.CLOSED)]
_FOLLOW_UPS = select(
    *columns(FollowUp),
    col(Contact.name).label("contact_name"),
).outerjoin(Contact, col(Contact.id) == col(FollowUp.contact_id))

_OF_INTERVIEW = _FOLLOW_UPS.where(col(FollowUp.interview_id) == bindparam("interview")).order_by(
    col(FollowUp.suggested_at), col(FollowUp.sequence), col(FollowUp.id)
)
_OWED_BEFORE = (
    select(FollowUp)
    .join(Interview, col(Interview.id) == col(FollowUp.interview_id))
    .where(
        col(FollowUp.application_id) == bindparam("application"),
        col(FollowUp.interview_id) != bindparam("interview"),
        col(Interview.ended_at) <= bindparam("ended_at"),
        _PLANNED,
    )
)
_INTERVIEW_AFTER = (
    select(col(Interview.id))
    .where(
        col(Interview.application_id) == bindparam("application"),
        col(Interview.ended_at) > bindparam("ended_at"),
    )
    .order_by(col(Interview.ended_at), col(Interview.id))
    .limit(1)
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


def of_interview(session: Session, interview_id: UUID) -> list[FollowUpRead]:
    """Everything owed after one interview, in order of time."""
    rows = session.connection().execute(_OF_INTERVIEW, {"interview": interview_id}).all()
    return _reads(session, rows)


def worth_a_mention(
    session: Session, owner_id: UUID, at: datetime, limit: int
) -> list[FollowUpRead]:
    """What is still owed and worth sending, the soonest first.

    Stale thanks open the first check-in instead (FU-02), and after an answer there is
    nothing left to ask (FU-05). Both stay on record as owed until they are sent or waived.
    """
    statement = (
        _FOLLOW_UPS.join(Application, col(Application.id) == col(FollowUp.application_id))
        .join(Stage, col(Stage.id) == col(Application.stage_id))
        .where(
            col(FollowUp.owner_id) == owner_id,
            _PLANNED,
            or_(col(FollowUp.stale_at).is_(None), col(FollowUp.stale_at) > at),
            or_(
                col(FollowUp.purpose) == Purpose.THANK_YOU,
                col(Stage.status).not_in(_ANSWERED),
            ),
        )
        .order_by(col(FollowUp.suggested_at), col(FollowUp.id))
        .limit(limit)
    )
    return _reads(session, session.connection().execute(statement).all())


def follow_up_read(session: Session, found: FollowUp) -> FollowUpRead:
    """One obligation as it is sent."""
    statement = _FOLLOW_UPS.where(col(FollowUp.id) == found.id)
    return _reads(session, session.connection().execute(statement).all())[0]


def _reads(session: Session, rows: Sequence[Any]) -> list[FollowUpRead]:
    applications = application_briefs(session, [row.application_id for row in rows])
    emails = usable_emails(session, {row.contact_id for row in rows if row.contact_id})
    return [
        FollowUpRead.model_validate(
            dict(row._mapping)
            | {
                "application": applications[row.application_id],
                "contact": row.contact_id
                and ContactBrief(
                    id=row.contact_id, name=row.contact_name, email=emails.get(row.contact_id)
                ),
                "status": _status(row),
            }
        )
        for row in rows
    ]


def _status(row: Any) -> FollowUpStatus:
    if row.sent_at is not None:
        return FollowUpStatus.SENT
    return FollowUpStatus.PLANNED if row.waived_at is None else FollowUpStatus.WAIVED


def usable_emails(session: Session, contact_ids: set[UUID]) -> dict[UUID, str]:
    """The first mail address of each contact that may be used (HS-01, HS-06)."""
    found: dict[UUID, str] = {}
    for contact_id, reached in addresses(session, contact_ids).items():
        for address in reached:
            usable = address.given_by_them and not address.do_not_contact
            if address.channel == "email" and usable:
                found.setdefault(contact_id, address.value)
    return found


def plan_of(session: Session, interview_id: UUID) -> FollowUpPlan | None:
    return find(session, FollowUpPlan, interview_id=interview_id)


def sent_any(session: Session, interview_id: UUID) -> bool:
    """Whether anything of an interview's plan has gone out."""
    statement = (
        select(col(FollowUp.id))
        .where(col(FollowUp.interview_id) == interview_id, col(FollowUp.sent_at).is_not(None))
        .limit(1)
    )
    return session.scalar(statement) is not None


def owed_before(session: Session, interview: Interview) -> list[FollowUp]:
    """What is still owed for the same application after interviews that ended earlier."""
    about = {
        "application": interview.application_id,
        "interview": interview.id,
        "ended_at": interview.ended_at,
    }
    return list(session.scalars(_OWED_BEFORE, about))


def interview_after(session: Session, interview: Interview) -> UUID | None:
    """The next interview of the same application that has ended, if there was one."""
    about = {"application": interview.application_id, "ended_at": interview.ended_at}
    return session.scalar(_INTERVIEW_AFTER, about)


def superseded_by(session: Session, interview_id: UUID) -> list[FollowUp]:
    """What was let go because this interview took place."""
    statement = select(FollowUp).where(col(FollowUp.superseded_by_id) == interview_id)
    return list(session.execute(statement).scalars())


def awaited(session: Session, owner_id: UUID, since: datetime) -> Sequence[Any]:
    """The plans of interviews that ended after `since`, the soonest expected answer first."""
    statement = (
        select(
            col(FollowUpPlan.id),
            col(FollowUpPlan.application_id),
            col(FollowUpPlan.interview_id),
            col(FollowUpPlan.expected_reply_on),
            col(FollowUpPlan.decision_by),
            col(Interview.ended_at),
        )
        .join(Interview, col(Interview.id) == col(FollowUpPlan.interview_id))
        .where(col(FollowUpPlan.owner_id) == owner_id, col(Interview.ended_at) >= since)
        .order_by(col(FollowUpPlan.expected_reply_on), col(FollowUpPlan.id))
        .limit(100)
    )
    return session.connection().execute(statement).all()
