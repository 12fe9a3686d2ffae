"""What interviews look like from outside."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import (
    Email,
    Instant,
    Line,
    Name,
    Prose,
    ReadSchema,
    Url,
    WriteSchema,
    Zone,
    unchanged,
)
from afterview.people.models import ContactRole
from afterview.pipeline.vocabulary import InterviewFormat, InterviewStatus, Status

Round = Annotated[int, Field(ge=1, le=50, description="1 for the first.", examples=[1])]
Minutes = Annotated[int, Field(ge=1, le=1440, description="Minutes.", examples=[60])]
InterviewZone = Annotated[
    Zone, Field(description="IANA zone it takes place in.", examples=["Europe/London"])
]
Location = Annotated[Line, Field(examples=["12 Wellington Street, Leeds, third floor"])]
Link = Annotated[Url, Field(examples=["https://meet.example/mecca-42"])]


class InterviewerWrite(WriteSchema):
    """Somebody who will be there: a contact you have, or a name to make one of."""

    contact_id: UUID | None = Field(default=None, examples=[None])
    name: Name | None = Field(default=None, examples=["Priya Nair"])
    email: Email | None = Field(
        default=None,
        description="Only one they or their employer gave you.",
        examples=["priya.nair@mecca.example"],
    )
    role: ContactRole = ContactRole.INTERVIEWER
    job_title: Line | None = Field(default=None, examples=["Head of Customer Operations"])

    @model_validator(mode="after")
    def _one_way_to_name(self) -> Self:
        if (self.contact_id is None) == (self.name is None):
            raise ValueError("send either contact_id or name")
        if self.contact_id is not None and (self.email or self.job_title):
            raise ValueError("email and job_title belong to a new contact; change the contact")
        return self


Interviewers = Annotated[list[InterviewerWrite], Field(max_length=20)]


class InterviewerRead(ReadSchema):
    """Somebody who sits in an interview."""

    contact_id: UUID
    name: str = Field(examples=["Priya Nair"])
    job_title: str | None = Field(examples=["Head of Customer Operations"])
    email: str | None = Field(
        description="The first mail address that may be used.",
        examples=["priya.nair@mecca.example"],
    )
    role: ContactRole = Field(examples=["interviewer"])


class ApplicationBrief(ReadSchema):
    """An application, as far as an interview or a duty needs it."""

    id: UUID
    title: str = Field(examples=["Bingo caller"])
    organization_name: str = Field(examples=["Mecca Customer Services"])
    status: Status = Field(examples=["first_interview"])


class InterviewRead(ReadSchema):
    """A conversation with an employer, planned or held."""

    id: UUID
    application: ApplicationBrief
    round: int = Field(examples=[1])
    format: InterviewFormat
    starts_at: datetime
    duration_minutes: int = Field(description="Minutes planned.", examples=[60])
    zone: str = Field(examples=["Europe/London"])
    location: str | None = Field(examples=["12 Wellington Street, Leeds, third floor"])
    link: str | None = Field(examples=["https://meet.example/mecca-42"])
    preparation: str = Field(description="Your notes for before.")
    status: InterviewStatus
    ended_at: datetime | None = Field(description="Set by the ending.")
    interviewers: list[InterviewerRead]
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class InterviewCreate(WriteSchema):
    """A new interview for an application."""

    application_id: UUID
    starts_at: Instant = Field(examples=["2026-06-02T09:15:00Z"])
    duration_minutes: Minutes = 60
    format: InterviewFormat = InterviewFormat.VIDEO_LIVE
    round: Round | None = Field(
        default=None, description="One more than the last one's, if left out.", examples=[1]
    )
    zone: InterviewZone | None = Field(
        default=None, description="The employer's zone, or else yours, if left out."
    )
    location: Location | None = None
    link: Link | None = None
    preparation: Prose = ""
    interviewers: Interviewers = []


class InterviewPatch(WriteSchema):
    """What may be changed about an interview. It ends through its ending."""

    starts_at: Instant = unchanged(examples=["2026-06-02T09:15:00Z"])
    duration_minutes: Minutes = unchanged()
    format: InterviewFormat = unchanged()
    round: Round = unchanged()
    zone: InterviewZone = unchanged()
    location: Location | None = unchanged()
    link: Link | None = unchanged()
    preparation: Prose = unchanged()
    status: Literal["scheduled", "cancelled", "rescheduled", "no_show"] = unchanged()


class InterviewersPut(WriteSchema):
    """Everybody who sits in an interview, in order."""

    interviewers: Interviewers


class InterviewQuery(ListQuery):
    """Which interviews, in which order."""

    application_id: list[UUID] = Field(default=[], description="Of any of these applications.")
    status: list[InterviewStatus] = Field(default=[], description="With any of these statuses.")
    starts_from: Instant | None = Field(default=None, description="Starting at or after this.")
    starts_to: Instant | None = Field(default=None, description="Starting before this.")
    sort: Literal["starts_at", "-starts_at", "updated_at", "-updated_at"] = Field(
        default="starts_at", description="A leading minus turns the order round."
    )
