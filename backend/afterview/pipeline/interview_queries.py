"""Reading interviews and who sits in them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from afterview.core.db import columns
from afterview.core.pages import Page, by_instant, fetch
from afterview.people.models import Contact, Organization
from afterview.people.queries import USABLE_EMAIL
from afterview.pipeline.interview_schemas import (
    ApplicationBrief,
    InterviewerRead,
    InterviewQuery,
    InterviewRead,
)
from afterview.pipeline.models import Application, Interview, Interviewer, Stage
from afterview.pipeline.vocabulary import InterviewStatus

_INTERVIEWS = (
    select(
        *columns(Interview),
        col(Application.title).label("application_title"),
        col(Organization.name).label("organization_name"),
        col(Stage.status).label("application_status"),
    )
    .join(Application, col(Application.id) == col(Interview.application_id))
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
)
_BRIEFS: Any = (
    select(
        col(Application.id),
        col(Application.title),
        col(Organization.name).label("organization_name"),
        col(Stage.status).label("status"),
    )
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(col(Application.id).in_(bindparam("applications")))
)
_ONE = _INTERVIEWS.where(col(Interview.id) == bindparam("interview"))
_SEATS = (
    select(
        col(Interviewer.interview_id),
        col(Interviewer.contact_id),
        col(Interviewer.role),
        col(Contact.name),
        col(Contact.job_title),
        USABLE_EMAIL.label("email"),
    )
    .join(Contact, col(Contact.id) == col(Interviewer.contact_id))
    .where(col(Interviewer.interview_id).in_(bindparam("interviews")))
    .order_by(col(Interviewer.interview_id), col(Interviewer.position))
)
_NEXT_START = select(func.min(col(Interview.starts_at))).where(
    col(Interview.owner_id) == bindparam("owner"),
    col(Interview.status) == InterviewStatus.SCHEDULED,
    col(Interview.starts_at) >= bindparam("at"),
)
_STARTS, _STARTS_DOWN = by_instant(col(Interview.starts_at), col(Interview.id))
_UPDATED, _UPDATED_DOWN = by_instant(col(Interview.updated_at), col(Interview.id))
_SORTS = {
    "starts_at": _STARTS,
    "-starts_at": _STARTS_DOWN,
    "updated_at": _UPDATED,
    "-updated_at": _UPDATED_DOWN,
}


def interviews(session: Session, owner_id: UUID, query: InterviewQuery) -> Page[InterviewRead]:
    """A page of interviews with everybody in them, in two statements."""
    table = Interview
    statement: Select[Any] = _INTERVIEWS.where(col(table.owner_id) == owner_id)
    if query.application_id:
        statement = statement.where(col(table.application_id).in_(query.application_id))
    if query.status:
        statement = statement.where(col(table.status).in_(query.status))
    if query.starts_from is not None:
        statement = statement.where(col(table.starts_at) >= query.starts_from)
    if query.starts_to is not None:
        statement = statement.where(col(table.starts_at) < query.starts_to)
    if query.updated_since is not None:
        statement = statement.where(col(table.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=_with_interviewers(session, rows), next=after)


def interview(session: Session, interview_id: UUID) -> InterviewRead:
    """One interview as it is sent. The caller has made sure whose it is."""
    rows = session.connection().execute(_ONE, {"interview": interview_id}).all()
    return _with_interviewers(session, rows)[0]


def _with_interviewers(session: Session, rows: Sequence[Any]) -> list[InterviewRead]:
    seats = interviewers(session, [row.id for row in rows])
    return [
        InterviewRead.model_validate(
            dict(row._mapping)
            | {
                "application": {
                    "id": row.application_id,
                    "title": row.application_title,
                    "organization_name": row.organization_name,
                    "status": row.application_status,
                },
                "interviewers": seats.get(row.id, []),
            }
        )
        for row in rows
    ]


def interviewers(
    session: Session, interview_ids: Iterable[UUID]
) -> dict[UUID, list[InterviewerRead]]:
    """Everybody in several interviews, each list in its own order."""
    ids = list(interview_ids)
    found: dict[UUID, list[InterviewerRead]] = {}
    if not ids:
        return found
    for row in session.connection().execute(_SEATS, {"interviews": ids}):
        found.setdefault(row.interview_id, []).append(InterviewerRead.model_validate(row))
    return found


def next_start(session: Session, owner_id: UUID, at: datetime) -> datetime | None:
    """When the next interview that is planned begins."""
    return session.scalar(_NEXT_START, {"owner": owner_id, "at": at})


def last_round(session: Session, application_id: UUID) -> int:
    """The highest round an application has reached; 0 before the first interview."""
    statement = select(func.max(col(Interview.round))).where(
        col(Interview.application_id) == application_id
    )
    return session.scalar(statement) or 0


def application_briefs(
    session: Session, application_ids: Iterable[UUID]
) -> dict[UUID, ApplicationBrief]:
    """Title, employer and status of several applications."""
    ids = set(application_ids)
    if not ids:
        return {}
    rows = session.connection().execute(_BRIEFS, {"applications": list(ids)})
    return {row.id: ApplicationBrief.model_validate(row) for row in rows}
