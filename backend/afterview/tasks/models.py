"""A to-do, after iCalendar's VTODO."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlmodel import Field

from afterview.core.column_types import UtcDateTime, text_enum
from afterview.core.db import Owned, partial_index


class TaskKind(StrEnum):
    """What a to-do is for; the rules make all but the first."""

    TO_DO = "to_do"
    CAPTURE = "capture"
    SEARCH_ACTION = "search_action"
    REFEREE_WARM_UP = "referee_warm_up"


class TaskStatus(StrEnum):
    """What became of a to-do; follows from its dates."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"


class Task(Owned, table=True):
    """Something to do by a time, or whenever."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_by_due", "owner_id", "sort_at", "id"),
        Index("ix_task_by_update", "owner_id", "updated_at", "id"),
        partial_index("ix_task_waiting", "due_at", where="done_at IS NULL AND skipped_at IS NULL"),
    )

    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    interview_id: UUID | None = Field(
        default=None, foreign_key="interview.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    kind: TaskKind = Field(default=TaskKind.TO_DO, sa_type=text_enum(TaskKind))
    title: str
    notes: str = ""
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sort_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    skipped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    skip_reason: str = ""
