"""Stages, applications, their moves, interviews and who sat in them."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime, text_enum
from afterview.core.db import Owned, Row, partial_index
from afterview.core.ids import new_id
from afterview.people.models import ContactRole
from afterview.pipeline.vocabulary import (
    EmploymentType,
    InterviewFormat,
    InterviewStatus,
    JobLocationType,
    PayUnit,
    Source,
    Status,
)


class Stage(Owned, table=True):
    """A column of one person's board; its status is what it means to the rules."""

    __tablename__ = "stage"

    name: str
    status: Status = Field(sa_type=text_enum(Status))
    position: float
    retired: bool = False


class Application(Owned, table=True):
    """One candidacy for one posting."""

    __tablename__ = "application"
    __table_args__ = (
        Index("ix_application_by_update", "owner_id", "updated_at", "id"),
        Index("ix_application_by_creation", "owner_id", "created_at", "id"),
        Index("ix_application_by_title", "owner_id", "title", "id"),
        Index("ix_application_by_stage_update", "owner_id", "stage_id", "updated_at", "id"),
        Index("ix_application_board", "owner_id", "stage_id", "board_position", "id"),
        Index("ix_application_by_organization", "organization_id", "owner_id"),
        Index("ix_application_by_agency", "agency_id"),
        Index("ix_application_by_url", "owner_id", "url_key"),
    )

    organization_id: UUID = Field(foreign_key="organization.id", sa_type=Uuid)
    agency_id: UUID | None = Field(default=None, foreign_key="organization.id", sa_type=Uuid)
    stage_id: UUID = Field(foreign_key="stage.id", index=True, sa_type=Uuid)
    title: str
    description: str = ""
    url: str | None = None
    url_key: str | None = None
    identifier: str | None = None
    date_posted: date | None = None
    valid_through: date | None = None
    employment_type: EmploymentType | None = Field(default=None, sa_type=text_enum(EmploymentType))
    job_location: str | None = None
    job_location_type: JobLocationType | None = Field(
        default=None, sa_type=text_enum(JobLocationType)
    )
    salary_currency: str | None = Field(default=None, max_length=3)
    salary_min_minor: int | None = Field(default=None, sa_type=BigInteger)
    salary_max_minor: int | None = Field(default=None, sa_type=BigInteger)
    salary_unit: PayUnit | None = Field(default=None, sa_type=text_enum(PayUnit))
    industry: str | None = None
    source: Source | None = Field(default=None, sa_type=text_enum(Source))
    tags: list[str] = Field(default_factory=list, sa_type=JsonData)
    desirability: int | None = None
    fallback: bool = False
    applied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    notes: str = ""
    quiet_until: date | None = None
    """They asked to be left in peace until then, or are away (HS-07)."""
    legal_dispute: bool = False
    """A dispute or complaint is under way: nothing is drafted (HS-10)."""
    direct_contact_permitted: bool = False
    """The agency has agreed in writing to direct contact with its client (HS-08)."""
    board_position: float
    stage_entered_at: datetime = Field(sa_type=UtcDateTime)
    last_activity_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def go_between(self) -> UUID | None:
        """The agency that does the talking, unless it has agreed to direct contact (HS-08)."""
        return None if self.direct_contact_permitted else self.agency_id


class Move(Row, table=True):
    """One step of an application from stage to stage. Appended, never changed."""

    __tablename__ = "move"
    __table_args__ = (
        Index("ix_move_history", "application_id", "at", "id"),
        Index("ix_move_funnel", "owner_id", "to_stage_id", "application_id", "at"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=Uuid)
    application_id: UUID = Field(foreign_key="application.id", ondelete="CASCADE", sa_type=Uuid)
    from_stage_id: UUID | None = Field(
        default=None, foreign_key="stage.id", index=True, sa_type=Uuid
    )
    to_stage_id: UUID = Field(foreign_key="stage.id", index=True, sa_type=Uuid)
    at: datetime = Field(sa_type=UtcDateTime)
    reason: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)


class Interview(Owned, table=True):
    """A conversation with an employer, planned or held."""

    __tablename__ = "interview"
    __table_args__ = (
        Index("ix_interview_by_start", "owner_id", "starts_at", "id"),
        Index("ix_interview_by_update", "owner_id", "updated_at", "id"),
        Index("ix_interview_of_application", "application_id", "starts_at"),
        partial_index("ix_interview_waiting", "starts_at", where="status = 'scheduled'"),
    )

    application_id: UUID = Field(foreign_key="application.id", ondelete="CASCADE", sa_type=Uuid)
    round: int = 1
    format: InterviewFormat = Field(sa_type=text_enum(InterviewFormat))
    starts_at: datetime = Field(sa_type=UtcDateTime)
    duration_minutes: int
    zone: str = Field(max_length=64)
    location: str | None = None
    link: str | None = None
    preparation: str = ""
    status: InterviewStatus = Field(
        default=InterviewStatus.SCHEDULED, sa_type=text_enum(InterviewStatus)
    )
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Interviewer(Row, table=True):
    """A contact's seat in one interview."""

    __tablename__ = "interviewer"
    __table_args__ = (UniqueConstraint("interview_id", "contact_id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    interview_id: UUID = Field(foreign_key="interview.id", ondelete="CASCADE", sa_type=Uuid)
    contact_id: UUID = Field(foreign_key="contact.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    position: int
    role: ContactRole = Field(sa_type=text_enum(ContactRole))
