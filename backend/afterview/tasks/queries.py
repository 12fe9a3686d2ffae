"""Reading to-dos."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlmodel import Session, col

from afterview.core.db import columns
from afterview.core.pages import Page, Sort, by_instant, fetch
from afterview.tasks.models import Task, TaskStatus
from afterview.tasks.schemas import TaskQuery, TaskRead


def _sorts() -> dict[str, Sort]:
    due, due_down = by_instant(col(Task.sort_at), col(Task.id))
    updated, updated_down = by_instant(col(Task.updated_at), col(Task.id))
    return {
        "due_at": due,
        "-due_at": due_down,
        "updated_at": updated,
        "-updated_at": updated_down,
    }


_SORTS = _sorts()
_IS: dict[TaskStatus, ColumnElement[bool]] = {
    TaskStatus.OPEN: and_(col(Task.done_at).is_(None), col(Task.skipped_at).is_(None)),
    TaskStatus.DONE: col(Task.done_at).is_not(None),
    TaskStatus.SKIPPED: col(Task.skipped_at).is_not(None),
}

_OF_INTERVIEW = (
    select(Task)
    .where(col(Task.interview_id) == bindparam("interview"))
    .order_by(col(Task.sort_at), col(Task.id))
)
_OPEN: Any = (
    select(
        col(Task.id),
        col(Task.kind),
        col(Task.title),
        col(Task.due_at),
        col(Task.created_at),
        col(Task.application_id),
        col(Task.interview_id),
    )
    .where(col(Task.owner_id) == bindparam("owner"), _IS[TaskStatus.OPEN])
    .order_by(col(Task.sort_at), col(Task.id))
    .limit(bindparam("rows"))
)


def tasks(session: Session, owner_id: UUID, query: TaskQuery) -> Page[TaskRead]:
    """A page of to-dos."""
    statement = select(*columns(Task)).where(col(Task.owner_id) == owner_id)
    if query.status:
        statement = statement.where(or_(*(_IS[status] for status in query.status)))
    if query.kind:
        statement = statement.where(col(Task.kind).in_(query.kind))
    if query.application_id:
        statement = statement.where(col(Task.application_id).in_(query.application_id))
    if query.interview_id:
        statement = statement.where(col(Task.interview_id).in_(query.interview_id))
    if query.due_to is not None:
        statement = statement.where(col(Task.due_at) < query.due_to)
    if query.updated_since is not None:
        statement = statement.where(col(Task.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=[task_read(row) for row in rows], next=after)


def task_read(row: Any) -> TaskRead:
    """Build the read model from a row of the table, or from a list's."""
    fields = row.model_dump() if isinstance(row, Task) else dict(row._mapping)
    if fields["done_at"] is not None:
        status = TaskStatus.DONE
    elif fields["skipped_at"] is not None:
        status = TaskStatus.SKIPPED
    else:
        status = TaskStatus.OPEN
    return TaskRead.model_validate(fields | {"status": status})


def of_interview(session: Session, interview_id: UUID) -> list[Task]:
    """What the ending of an interview, or anybody since, gave it to do."""
    return list(session.scalars(_OF_INTERVIEW, {"interview": interview_id}))


def open_until(session: Session, owner_id: UUID, limit: int) -> Sequence[Any]:
    """Open to-dos as rows to be read only, the most pressing first."""
    asked = {"owner": owner_id, "rows": limit}
    return session.connection().execute(_OPEN, asked).all()
