"""What to-dos look like from outside."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from afterview.core.pages import ListQuery
from afterview.core.schema import Instant, Name, Prose, ReadSchema, WriteSchema, unchanged
from afterview.tasks.models import TaskKind, TaskStatus

TaskTitle = Annotated[Name, Field(examples=["Ask Dilys about the night bus"])]
DueAt = Annotated[
    Instant, Field(description="Null for whenever.", examples=["2026-06-03T16:00:00Z"])
]


class TaskRead(ReadSchema):
    """Something to do."""

    id: UUID
    kind: TaskKind = Field(examples=["search_action"])
    title: str = Field(examples=["One more iron in the fire: apply, ask or write to somebody"])
    notes: str
    application_id: UUID | None
    interview_id: UUID | None
    due_at: datetime | None
    status: TaskStatus = Field(examples=["open"])
    done_at: datetime | None
    skipped_at: datetime | None
    skip_reason: str = Field(description="Empty unless it was skipped.")
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class TaskCreate(WriteSchema):
    """A to-do of your own."""

    title: TaskTitle
    notes: Prose = ""
    due_at: DueAt | None = None
    application_id: UUID | None = Field(default=None, examples=[None])
    interview_id: UUID | None = Field(default=None, examples=[None])


class TaskPatch(WriteSchema):
    """Reword or move a to-do."""

    title: TaskTitle = unchanged()
    notes: Prose = unchanged()
    due_at: DueAt | None = unchanged()


class SkipCreate(WriteSchema):
    """Why it will not be done. Nobody is told off; the plan just wants to know."""

    reason: Name = Field(examples=["They rang before I could"])


class TaskQuery(ListQuery):
    """Which to-dos, in which order."""

    status: list[TaskStatus] = Field(default=[], description="With any of these statuses.")
    kind: list[TaskKind] = Field(default=[], description="Of any of these kinds.")
    application_id: list[UUID] = Field(default=[], description="Of any of these applications.")
    interview_id: list[UUID] = Field(default=[], description="Of any of these interviews.")
    due_to: Instant | None = Field(default=None, description="Due before this.")
    sort: Literal["due_at", "-due_at", "updated_at", "-updated_at"] = Field(
        default="due_at", description="A leading minus turns the order round; undated come last."
    )
