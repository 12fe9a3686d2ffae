"""What is owed after an interview: the plan, and each message in it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlmodel import Field

from afterview.core.db import JsonData, Owned, UtcDateTime, text_enum
from afterview.followups.rules import FollowUpPermission, Purpose
from afterview.people.models import Channel


class FollowUpPlan(Owned, table=True):
    """What was said about the next step (FU-00), and when an answer is expected (FU-04)."""

    __tablename__ = "follow_up_plan"
    __table_args__ = (Index("ix_follow_up_plan_expected", "owner_id", "expected_reply_on"),)

    interview_id: UUID = Field(
        foreign_key="interview.id", unique=True, ondelete="CASCADE", sa_type=Uuid
    )
    application_id: UUID = Field(
        foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    decision_by: date | None = None
    permission: FollowUpPermission = Field(sa_type=text_enum(FollowUpPermission))
    preferred_channel: Channel | None = Field(default=None, sa_type=text_enum(Channel))
    contact_id: UUID | None = Field(
        default=None, foreign_key="contact.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    next_stage: str = ""
    zone: str = Field(max_length=64)
    region: str = Field(max_length=6)
    expected_reply_on: date
    notes: list[str] = Field(default_factory=list, sa_type=JsonData)


class FollowUp(Owned, table=True):
    """A message the candidate owes somebody after an interview."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_by_suggestion", "owner_id", "suggested_at", "id"),
        Index("ix_follow_up_by_update", "owner_id", "updated_at", "id"),
    )

    interview_id: UUID = Field(
        foreign_key="interview.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    application_id: UUID = Field(
        foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    contact_id: UUID | None = Field(
        default=None, foreign_key="contact.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    purpose: Purpose = Field(sa_type=text_enum(Purpose))
    sequence: int
    channel: Channel = Field(sa_type=text_enum(Channel))
    not_before: datetime = Field(sa_type=UtcDateTime)
    suggested_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    stale_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    waived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    waived_reason: str = ""
    superseded_by_id: UUID | None = Field(
        default=None, foreign_key="interview.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
