"""What obligations look like from outside."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from afterview.core.pages import ListQuery
from afterview.core.schema import Instant, Name, Prose, ReadSchema, WriteSchema, unchanged
from afterview.followups.rules import Purpose
from afterview.people.models import Channel
from afterview.pipeline.interview_schemas import ApplicationBrief


class FollowUpStatus(StrEnum):
    """What became of an obligation; it never just disappears."""

    PLANNED = "planned"
    SENT = "sent"
    WAIVED = "waived"


class ContactBrief(ReadSchema):
    """Whom a message is for."""

    id: UUID
    name: str = Field(examples=["Priya Nair"])
    email: str | None = Field(
        description="The first mail address that may be used.",
        examples=["priya.nair@mecca.example"],
    )


class FollowUpRead(ReadSchema):
    """A message owed after an interview."""

    id: UUID
    interview_id: UUID
    application: ApplicationBrief
    purpose: Purpose = Field(examples=["thank_you"])
    sequence: int = Field(
        description="Which of its purpose: 1 for the first check-in, 2 for the second.",
        examples=[1],
    )
    contact: ContactBrief | None = Field(description="Null while nobody is known to write to.")
    channel: Channel
    not_before: datetime = Field(description="Earlier would look rushed.")
    suggested_at: datetime = Field(description="The kindest moment, in the employer's hours.")
    due_at: datetime = Field(description="Later than this is late.")
    stale_at: datetime | None = Field(
        description="For thanks: after this they open the first check-in instead."
    )
    note: str = Field(description="Why the time is what it is, where that needs saying.")
    status: FollowUpStatus
    sent_at: datetime | None
    waived_at: datetime | None
    waived_reason: str = Field(description="Empty unless it was waived.")
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class FollowUpPatch(WriteSchema):
    """Send it at another time, through another channel, to somebody else."""

    suggested_at: Instant = unchanged(examples=["2026-06-03T08:00:00Z"])
    channel: Channel = unchanged()
    contact_id: UUID | None = unchanged()
    note: Annotated[Prose, Field(max_length=2_000)] = unchanged()


class DeliveryCreate(WriteSchema):
    """You sent it yourself: when, and how."""

    at: Instant | None = Field(
        default=None, description="When, if not now.", examples=["2026-06-02T11:20:00Z"]
    )
    channel: Channel | None = Field(
        default=None, description="How, if not as planned.", examples=["email"]
    )


class WaiverCreate(WriteSchema):
    """Why it will not be sent."""

    reason: Name = Field(examples=["They rang before I could write"])


class FollowUpQuery(ListQuery):
    """Which obligations, in which order."""

    status: list[FollowUpStatus] = Field(default=[], description="With any of these statuses.")
    purpose: list[Purpose] = Field(default=[], description="For any of these purposes.")
    interview_id: list[UUID] = Field(default=[], description="After any of these interviews.")
    application_id: list[UUID] = Field(default=[], description="Of any of these applications.")
    due_to: Instant | None = Field(default=None, description="Due before this.")
    sort: Literal["suggested_at", "-suggested_at", "updated_at", "-updated_at"] = Field(
        default="suggested_at", description="A leading minus turns the order round."
    )
