"""What namings, calls that are expected, and calls that came look like from outside."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import (
    Day,
    Instant,
    Line,
    Prose,
    QuerySchema,
    Reachable,
    ReadSchema,
    WriteSchema,
    unchanged,
)
from afterview.people.models import Channel
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.references.schemas import ConsentSummary
from afterview.references.vocabulary import CallResult, RefereeAnswer

WINDOW_FROM = Field(description="From when they may be called.", examples=["2026-06-04T09:00:00Z"])
WINDOW_TO = Field(description="Until when.", examples=["2026-06-05T16:00:00Z"])
RECIPIENT = Field(description="Who has the name now.", examples=["Priya Nair"])
ADDRESS = Field(description="The number or address that was given.", examples=["+44 113 496 0123"])


class ReferenceBrief(ReadSchema):
    """A reference, as far as a naming or a call needs it."""

    id: UUID
    contact_id: UUID
    name: str = Field(examples=["Dilys Pugh"])


class NamingRead(ReadSchema):
    """A reference that was given to an employer."""

    id: UUID
    reference: ReferenceBrief
    application: ApplicationBrief
    named_at: datetime
    recipient_id: UUID | None = Field(description="The contact who has the name, if known.")
    recipient_name: Annotated[str, RECIPIENT]
    address_channel: Channel | None = Field(examples=["phone"])
    address: Annotated[str, ADDRESS]
    calls_from: Annotated[datetime | None, WINDOW_FROM]
    calls_to: Annotated[datetime | None, WINDOW_TO]
    answer: RefereeAnswer | None = Field(
        description="What the reference said to that window; null until they did.",
        examples=["confirmed"],
    )
    answered_at: datetime | None
    answer_note: str = Field(description="In their words.", examples=["Thursday is better"])
    best_number: str = Field(
        description="The number they would rather be rung at; empty if the usual one.",
        examples=[""],
    )
    withdrawn_at: datetime | None = Field(
        description="When the employer was told not to contact them any more."
    )
    withdrawn_reason: str
    warnings: list[str] = Field(
        default=[], description="What to think of; empty in lists.", examples=[[]]
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class _Window(WriteSchema):
    """A time in which an employer may ring."""

    calls_from: Annotated[Instant | None, WINDOW_FROM] = None
    calls_to: Annotated[Instant | None, WINDOW_TO] = None

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.calls_from and self.calls_to and self.calls_to <= self.calls_from:
            raise ValueError("calls_to lies before calls_from")
        return self


class NamingCreate(_Window):
    """A reference is given to an employer."""

    application_id: UUID
    named_at: Instant | None = Field(
        default=None, description="When, if not now.", examples=["2026-06-01T15:00:00Z"]
    )
    recipient_id: UUID | None = Field(default=None, examples=[None])
    recipient_name: Annotated[Line, RECIPIENT] = ""
    address_channel: Channel | None = Field(default=None, examples=["phone"])
    address: Annotated[Reachable | None, ADDRESS] = Field(
        default=None, description="Left out: the first one they want to be reached at."
    )


class NamingPatch(_Window):
    """What has become known since."""

    calls_from: Annotated[Instant | None, WINDOW_FROM] = unchanged()
    calls_to: Annotated[Instant | None, WINDOW_TO] = unchanged()
    recipient_id: UUID | None = unchanged()
    recipient_name: Annotated[Line, RECIPIENT] = unchanged()
    address_channel: Channel | None = unchanged(examples=["phone"])
    address: Annotated[Reachable, ADDRESS] = unchanged()
    answer: RefereeAnswer | None = unchanged(examples=["confirmed"])
    answer_note: Annotated[Prose, Field(max_length=2_000)] = unchanged()
    best_number: Line = unchanged(examples=["+44 113 496 0123"])


class NamingWithdrawalCreate(WriteSchema):
    """The employer was told not to contact this reference."""

    at: Instant | None = Field(default=None, description="When, if not now.", examples=[None])
    reason: Line = Field(default="", examples=["She would rather not any more"])


class NamingsOfOneQuery(ListQuery):
    """Which namings of one reference, in which order."""

    application_id: list[UUID] = Field(default=[], description="Of any of these applications.")
    live: bool | None = Field(default=None, description="Whether the employer still has the name.")
    sort: Literal["named_at", "-named_at", "updated_at", "-updated_at"] = Field(
        default="-named_at", description="A leading minus turns the order round."
    )


class NamingQuery(NamingsOfOneQuery):
    """Which namings, in which order."""

    reference_id: list[UUID] = Field(default=[], description="Of any of these references.")


class ExpectedCallsQuery(QuerySchema):
    """Which days."""

    from_day: Day | None = Field(default=None, description="First day; today if left out.")
    to_day: Day | None = Field(
        default=None, description="Last day; six days after the first one if left out."
    )


class ExpectedCallRead(ReadSchema):
    """Somebody may ring a reference."""

    naming_id: UUID | None = Field(
        description="Null while the name is not out: they were told, and may be named any day."
    )
    briefing_id: UUID | None = Field(description="What they were told about it last.")
    reference: ReferenceBrief
    application: ApplicationBrief
    caller: str = Field(description="Who may ring, as far as is known.", examples=["Priya Nair"])
    calls_from: datetime | None = Field(
        description="Null while no time was said: it can be any day, once the names are out."
    )
    calls_to: datetime | None
    answer: RefereeAnswer | None = Field(
        description="What the reference said to that time.", examples=["confirmed"]
    )
    number: str = Field(description="Where they will be rung.", examples=["+44 113 496 0123"])
    best_hours: str = Field(examples=["Weekdays after five"])
    briefed_at: datetime | None = Field(description="When they were last briefed for this job.")
    briefed: bool = Field(description="Whether that was within the last 14 days.")
    consent: ConsentSummary = Field(
        description="For this application. The employer may ring although it has run out: they "
        "have the name."
    )
    calls_so_far: int = Field(description="Times this employer has rung them.", examples=[0])


class ExpectedCallsRead(ReadSchema):
    """Who may be called in these days."""

    from_day: date = Field(examples=["2026-06-02"])
    to_day: date = Field(examples=["2026-06-08"])
    items: list[ExpectedCallRead] = Field(description="Those with a time first, in its order.")


class EmployerContactRead(ReadSchema):
    """An employer spoke to a reference."""

    id: UUID
    reference: ReferenceBrief
    application: ApplicationBrief | None
    at: datetime
    channel: Channel = Field(examples=["phone"])
    caller: str = Field(examples=["Priya Nair"])
    result: CallResult = Field(description="How it went, as far as you know.")
    notes: str
    warnings: list[str] = Field(
        default=[], description="Whether they are being asked too often.", examples=[[]]
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class EmployerContactCreate(WriteSchema):
    """An employer spoke to them: thanks are owed within a day, and later the outcome."""

    application_id: UUID | None = Field(default=None, examples=[None])
    at: Instant | None = Field(
        default=None, description="When, if not now.", examples=["2026-06-02T08:30:00Z"]
    )
    channel: Channel = Field(default=Channel.PHONE, examples=["phone"])
    caller: Line = Field(default="", examples=["Priya Nair"])
    result: CallResult = CallResult.UNKNOWN
    notes: Prose = ""


class EmployerContactPatch(WriteSchema):
    """What was found out since."""

    application_id: UUID | None = unchanged(examples=[None])
    at: Instant = unchanged(examples=["2026-06-02T08:30:00Z"])
    channel: Channel = unchanged(examples=["phone"])
    caller: Line = unchanged(examples=["Priya Nair"])
    result: CallResult = unchanged()
    notes: Prose = unchanged()


class CallsOfOneQuery(ListQuery):
    """Which calls to one reference, in which order."""

    application_id: list[UUID] = Field(default=[], description="About any of these applications.")
    sort: Literal["at", "-at", "updated_at", "-updated_at"] = Field(
        default="-at", description="A leading minus turns the order round."
    )


class EmployerContactQuery(CallsOfOneQuery):
    """Which calls, in which order."""

    reference_id: list[UUID] = Field(default=[], description="Of any of these references.")
