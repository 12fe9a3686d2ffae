"""The menu of activities, the plan for one evening, and what was captured while fresh."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime, text_enum
from afterview.core.db import Owned, Row, partial_index
from afterview.core.ids import new_id
from afterview.winddown.rules import Evidence, Slot, TravelMode


class Activity(Owned, table=True):
    """One thing on a person's menu, chosen before the interview (WD-04)."""

    __tablename__ = "activity"

    key: str | None = Field(default=None, max_length=40)
    name: str
    slots: list[str] = Field(sa_type=JsonData)
    min_minutes: int
    default_minutes: int
    evidence: Evidence = Field(sa_type=text_enum(Evidence))
    alcoholic: bool = False
    enabled: bool = True
    position: int


class WindDown(Owned, table=True):
    """The plan for the time after one interview (WD-03), and its quiet window (WD-05)."""

    __tablename__ = "wind_down"

    interview_id: UUID = Field(
        foreign_key="interview.id", unique=True, ondelete="CASCADE", sa_type=Uuid
    )
    budget_minutes: int
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    quiet_until: datetime = Field(sa_type=UtcDateTime)
    seven_minute_due_at: datetime = Field(sa_type=UtcDateTime)
    seven_minute_done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    travel_mode: TravelMode | None = Field(default=None, sa_type=text_enum(TravelMode))
    drives_within_hours: float | None = None
    tension_before: int | None = None
    tension_after: int | None = None


class WindDownStep(Row, table=True):
    """One part of a plan. Its state is which of its instants are set."""

    __tablename__ = "wind_down_step"
    __table_args__ = (Index("ix_wind_down_step_order", "wind_down_id", "position"),)

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    wind_down_id: UUID = Field(foreign_key="wind_down.id", ondelete="CASCADE", sa_type=Uuid)
    position: int
    slot: Slot = Field(sa_type=text_enum(Slot))
    minutes: int
    activity_id: UUID | None = Field(
        default=None, foreign_key="activity.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    name: str
    started_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    skipped_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    skip_reason: str = ""


class Capture(Owned, table=True):
    """What is still fresh after an interview: facts now, judgement later (WD-01)."""

    __tablename__ = "capture"
    __table_args__ = (
        partial_index(
            "ix_capture_waiting", "ended_at", where="first_saved_at IS NULL AND finished_at IS NULL"
        ),
    )

    interview_id: UUID = Field(
        foreign_key="interview.id", unique=True, ondelete="CASCADE", sa_type=Uuid
    )
    ended_at: datetime = Field(sa_type=UtcDateTime)
    first_saved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    names: str = ""
    facts: str = ""
    promises_theirs: str = ""
    promises_mine: str = ""
    next_step: str = ""
    mood: int | None = None
    gut_probability: int | None = None


class CaptureQuestion(Owned, table=True):
    """One question that was asked, and the gist of the answer."""

    __tablename__ = "capture_question"
    __table_args__ = (Index("ix_capture_question_order", "capture_id", "id"),)

    capture_id: UUID = Field(foreign_key="capture.id", ondelete="CASCADE", sa_type=Uuid)
    question: str
    answer: str = ""
    follow_up: str = ""
