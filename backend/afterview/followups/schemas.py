"""What obligations look like from outside."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from afterview.core.pages import ListQuery
from afterview.core.schema import (
    Day,
    Instant,
    Name,
    Prose,
    QuerySchema,
    ReadSchema,
    WriteSchema,
    unchanged,
)
from afterview.followups.models import MessageStatus
from afterview.followups.rules import LapseCause, Purpose
from afterview.people.models import Channel
from afterview.pipeline.interview_schemas import ApplicationBrief


class FollowUpStatus(StrEnum):
    """What became of an obligation; it never just disappears."""

    PLANNED = "planned"
    DRAFTED = "drafted"
    APPROVED = "approved"
    SENT = "sent"
    REPLIED = "replied"
    WAIVED = "waived"
    LAPSED = "lapsed"


class ContactBrief(ReadSchema):
    """Whom a message is for."""

    id: UUID
    name: str = Field(examples=["Priya Nair"])
    email: str | None = Field(
        description="The first mail address that may be used.",
        examples=["priya.nair@mecca.example"],
    )


class MessageBrief(ReadSchema):
    """The mail an obligation is met with, as far as a list needs it."""

    id: UUID
    status: MessageStatus = Field(examples=["approved"])
    send_at: datetime = Field(description="When it leaves.")
    accepted_at: datetime | None = Field(description="When the mail server took it.")
    failure_code: str = Field(description="Empty unless it failed.", examples=[""])
    failure: str = Field(description="What went wrong, in words.", examples=[""])
    waiting_reason: str = Field(
        description="What it waits for although it is approved; empty unless it waits.",
        examples=[""],
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
    moved_by_hand: bool = Field(description="Whether you chose its time yourself.")
    drafted_at: datetime | None = Field(description="Since when there are words for it.")
    approved_at: datetime | None = Field(description="Since when exactly those words may go.")
    sent_at: datetime | None
    replied_at: datetime | None = Field(description="When they answered it.")
    waived_at: datetime | None
    waived_reason: str = Field(description="Empty unless it was waived.")
    lapsed_at: datetime | None = Field(description="When the facts overtook it.")
    lapsed_cause: LapseCause | None = Field(examples=[None])
    lapsed_reason: str = Field(description="What overtook it; empty unless it lapsed.")
    message: MessageBrief | None = Field(
        description="The mail it is met with: the latest that was approved.", examples=[None]
    )
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


class SilenceState(StrEnum):
    """What it means that they have not answered, or why the question does not arise."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    SILENT = "silent"
    GHOSTED = "ghosted"
    ANSWERED = "answered"
    NOT_WAITING = "not_waiting"


class SilenceRead(ReadSchema):
    """The silence of one employer, after the latest interview."""

    application_id: UUID
    state: SilenceState = Field(examples=["waiting"])
    why: str = Field(examples=["Silence is ordinary until Tuesday 16 June."])
    expected_reply_on: date | None = Field(
        description="The last day on which it is ordinary.", examples=["2026-06-16"]
    )
    ghosted_on: date | None = Field(
        description="From when it is called ghosting, as things stand.", examples=["2026-07-16"]
    )
    unanswered_checks: int = Field(description="Check-ins nobody answered.", examples=[0])
    last_outbound_at: datetime | None = Field(description="When you last said something.")
    last_inbound_at: datetime | None = Field(description="When they last did.")


class CoverageQuery(QuerySchema):
    """Which days."""

    due_from: Day | None = Field(
        default=None, description="First day; 90 days before the last one if left out."
    )
    due_to: Day | None = Field(default=None, description="Last day; today if left out.")


class CoverageRead(ReadSchema):
    """How many of the messages that fell due in a period were sent, and which were not."""

    from_day: date = Field(examples=["2026-03-05"])
    to_day: date = Field(examples=["2026-06-02"])
    owed: int = Field(
        description="Obligations due in the period that nothing excused.", examples=[12]
    )
    met: int = Field(description="Of these: sent, or answered.", examples=[11])
    excused: int = Field(
        description="Waived with a reason, or overtaken by an answer, an outcome or a stop.",
        examples=[7],
    )
    percentage: float | None = Field(
        description="Met of owed, 0 to 100; null when nothing was owed.", examples=[91.7]
    )
    holes: list[FollowUpRead] = Field(
        description="The ones not met, the oldest first; at most 100."
    )


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
