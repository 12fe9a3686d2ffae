"""What can happen to a to-do."""

from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid
from afterview.journal import events
from afterview.journal.models import Action
from afterview.pipeline.models import Application, Interview
from afterview.tasks.models import Task, TaskKind
from afterview.tasks.schemas import TaskCreate, TaskPatch
from afterview.touchpoints.approaches import in_person_approach

WHENEVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Stands in for no due date in the order of a list, so that the undated come last."""


class NotOpen(Conflict):
    code = "task-not-open"


class NotAChannel(Invalid):
    code = "not-a-channel"


def create_task(session: Session, user: User, data: TaskCreate) -> Task:
    """Write down something to do."""
    _check_channel(data.title)
    application_id = data.application_id
    if application_id is not None:
        owned(session, Application, application_id, user.id)
    if data.interview_id is not None:
        interview = owned(session, Interview, data.interview_id, user.id)
        application_id = application_id or interview.application_id
    task = plan_task(
        session,
        user.id,
        TaskKind.TO_DO,
        data.title,
        due_at=data.due_at,
        application_id=application_id,
        interview_id=data.interview_id,
        notes=data.notes,
    )
    session.flush()
    return task


def plan_task(
    session: Session,
    owner_id: UUID,
    kind: TaskKind,
    title: str,
    *,
    due_at: datetime | None,
    application_id: UUID | None,
    interview_id: UUID | None,
    notes: str = "",
) -> Task:
    """Lay out a to-do on somebody's behalf; the caller flushes. The ids are known to be theirs."""
    task = Task(
        owner_id=owner_id,
        kind=kind,
        title=title,
        notes=notes,
        due_at=due_at,
        sort_at=due_at or WHENEVER,
        application_id=application_id,
        interview_id=interview_id,
    )
    session.add(task)
    events.record(
        session, Action.TASK_CREATED, task, f"To do: {title}", application_id=application_id
    )
    return task


def update_task(session: Session, task: Task, data: TaskPatch) -> Task:
    """Reword or move a to-do."""
    sent = data.sent()
    if "title" in sent:
        _check_channel(data.title)
    for name, value in sent.items():
        setattr(task, name, value)
    task.sort_at = task.due_at or WHENEVER
    session.flush()
    return task


def _check_channel(title: str) -> None:
    """HS-05: turning up uninvited, a hand on somebody's arm and gifts cannot even be planned."""
    if in_person_approach(title):
        raise NotAChannel(
            "Siege mode: not installed. Turning up uninvited, touching people or bringing them "
            "gifts costs you the job and frightens them. Write, or wait to be asked.",
            pointer="/title",
        )


def delete_task(session: Session, task: Task) -> None:
    """Delete a to-do as if it had never been."""
    events.forget(session, task.id)
    session.delete(task)


def complete_task(session: Session, task: Task, *, now: Now) -> Task:
    """Tick it off. Ticking twice is ticking once."""
    if task.skipped_at is not None:
        raise NotOpen("It was skipped. Reopen it first.")
    if task.done_at is None:
        task.done_at = now.at
        session.flush()
        _record(session, Action.TASK_DONE, task, f"Done: {task.title}")
    return task


def skip_task(session: Session, task: Task, reason: str, *, now: Now) -> Task:
    """Let it go, and say why."""
    if task.done_at is not None:
        raise NotOpen("It is done. Reopen it first.")
    task.skipped_at = now.at
    task.skip_reason = reason
    session.flush()
    _record(session, Action.TASK_SKIPPED, task, f"Skipped: {task.title}")
    return task


def reopen_task(session: Session, task: Task) -> Task:
    """Take back a tick or a skip."""
    if task.done_at is not None or task.skipped_at is not None:
        task.done_at = task.skipped_at = None
        task.skip_reason = ""
        session.flush()
        _record(session, Action.TASK_REOPENED, task, f"Reopened: {task.title}")
    return task


def _record(session: Session, action: Action, task: Task, summary: str) -> None:
    events.record(session, action, task, summary, application_id=task.application_id)
