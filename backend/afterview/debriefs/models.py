"""The structured look back after an interview."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime
from afterview.core.db import Owned, partial_index


class Debrief(Owned, table=True):
    """What one interview taught, in the six steps of EV-01. Private by construction (EV-07)."""

    __tablename__ = "debrief"
    __table_args__ = (
        Index("ix_debrief_by_opening", "owner_id", "opens_at", "id"),
        partial_index("ix_debrief_waiting", "reminder_at", where="finished_at IS NULL"),
    )

    interview_id: UUID = Field(
        foreign_key="interview.id", unique=True, ondelete="CASCADE", sa_type=Uuid
    )
    opens_at: datetime = Field(sa_type=UtcDateTime)
    reminder_at: datetime = Field(sa_type=UtcDateTime)
    nags_stop_at: datetime = Field(sa_type=UtcDateTime)
    opened_early_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    aim: str = ""
    what_happened: str = ""
    went_well: list[str] = Field(default_factory=list, sa_type=JsonData)
    changes: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonData)
    outside_control: str = ""
    second_source: str = ""
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
