"""What touches, the gauge and the stops look like from outside."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import (
    Instant,
    Line,
    Prose,
    QuerySchema,
    ReadSchema,
    WriteSchema,
    unchanged,
)
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.touchpoints.gauge import Band, Decision
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose

PURPOSE = Field(description="What it was for; needed for what you said.", examples=["thank_you"])
NOTE = Annotated[Prose, Field(max_length=2_000, description="What was said.", examples=[""])]
INVITED = Field(description="They asked for it, so it weighs no more than it has to.")
SUBSTANTIVE = Field(
    description="For what they said: somebody answered, rather than a machine. Ends the silence."
)


class ContactName(ReadSchema):
    """A person, by name."""

    id: UUID
    name: str = Field(examples=["Priya Nair"])


class TouchpointRead(ReadSchema):
    """One communication between you and an employer."""

    id: UUID
    application: ApplicationBrief
    contact: ContactName | None
    follow_up_id: UUID | None = Field(description="The obligation it met, if it met one.")
    direction: Direction = Field(examples=["outbound"])
    channel: TouchChannel = Field(examples=["email"])
    purpose: TouchPurpose | None = Field(description="Null for what they said, unless known.")
    at: datetime
    substantive: Annotated[bool, SUBSTANTIVE]
    invited: Annotated[bool, INVITED]
    early: bool = Field(description="Before the day the plan thought fine.")
    subject: str = Field(examples=["Thank you for Tuesday"])
    note: str
    reason: str = Field(description="Why it was sent although it pushed.", examples=[""])
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class TouchpointCreate(WriteSchema):
    """Something that was said. Whatever happened may be logged."""

    application_id: UUID
    contact_id: UUID | None = Field(default=None, examples=[None])
    direction: Direction = Field(examples=["outbound"])
    channel: TouchChannel = Field(examples=["email"])
    purpose: Annotated[TouchPurpose | None, PURPOSE] = None
    at: Instant | None = Field(
        default=None, description="When, if not now.", examples=["2026-06-02T15:00:00Z"]
    )
    substantive: Annotated[bool | None, SUBSTANTIVE] = Field(
        default=None, description="For what they said; yes, if left out.", examples=[None]
    )
    invited: Annotated[bool, INVITED] = False
    subject: Line = Field(default="", examples=["Thank you for Tuesday"])
    note: NOTE = ""

    @model_validator(mode="after")
    def _said_what_for(self) -> Self:
        if self.direction is Direction.OUTBOUND and self.purpose is None:
            raise ValueError("say what your message was for")
        if self.direction is Direction.OUTBOUND and self.substantive:
            raise ValueError("only an answer of theirs can be substantive")
        return self


class TouchpointPatch(WriteSchema):
    """What may be changed about something that was said."""

    contact_id: UUID | None = unchanged()
    channel: TouchChannel = unchanged()
    purpose: Annotated[TouchPurpose | None, PURPOSE] = unchanged()
    at: Instant = unchanged(examples=["2026-06-02T15:00:00Z"])
    substantive: Annotated[bool, SUBSTANTIVE] = unchanged()
    invited: Annotated[bool, INVITED] = unchanged()
    subject: Line = unchanged(examples=["Thank you for Tuesday"])
    note: NOTE = unchanged()


class TouchpointBatch(WriteSchema):
    """Several things that were said, logged at once; all of them or none."""

    touchpoints: list[TouchpointCreate] = Field(min_length=1, max_length=100)


class TouchpointsRead(ReadSchema):
    """What was logged, in order of time."""

    items: list[TouchpointRead]


class TouchpointQuery(ListQuery):
    """Which touches, in which order."""

    application_id: list[UUID] = Field(default=[], description="Of any of these applications.")
    contact_id: list[UUID] = Field(default=[], description="With any of these people.")
    direction: list[Direction] = Field(default=[], description="In any of these directions.")
    channel: list[TouchChannel] = Field(default=[], description="Through any of these channels.")
    purpose: list[TouchPurpose] = Field(default=[], description="For any of these purposes.")
    at_from: Instant | None = Field(default=None, description="At or after this.")
    at_to: Instant | None = Field(default=None, description="Before this.")
    sort: Literal["at", "-at", "updated_at", "-updated_at"] = Field(
        default="-at", description="A leading minus turns the order round."
    )


class FactRead(ReadSchema):
    """What has to change for a stop to go away."""

    name: str = Field(examples=["quiet_until"])
    how: str = Field(examples=["Change the day if they named another."])
    href: str = Field(
        description="Page where it can be changed.", examples=["/applications/01970000"]
    )


class StopRead(ReadSchema):
    """A reason why something must not be planned. Nothing in the app gets past it."""

    id: str = Field(examples=["HS-03"])
    blocks: str = Field(examples=["further check-ins"])
    why: str = Field(examples=["You have asked twice, and nobody has answered."])
    fact: FactRead
    lifts_at: datetime | None = Field(
        description="When waiting is enough; null: only the fact lifts it.", examples=[None]
    )


class PointRead(ReadSchema):
    """One point of the curve."""

    at: datetime
    load: float = Field(description="Points; above 100 it is no longer shown.", examples=[10.0])


class ContributionRead(ReadSchema):
    """What one touch weighed, and what is left of it."""

    touchpoint_id: UUID
    at: datetime
    channel: TouchChannel
    purpose: TouchPurpose | None
    position: int = Field(
        description="In the run of unanswered messages; each weighs a quarter more.", examples=[1]
    )
    weight_channel: float = Field(description="Points for the channel.", examples=[20.0])
    weight_purpose: float = Field(description="Times this for the purpose.", examples=[0.5])
    factor_silence: float = Field(description="Times this for the silence before.", examples=[1.0])
    factor_early: float = Field(description="Times this if it was early.", examples=[1.0])
    factor_region: float = Field(
        description="Times this for a call nobody asked for, in Great Britain.", examples=[1.0]
    )
    load: float = Field(description="Points when it happened.", examples=[10.0])
    remaining: float = Field(
        description="Points left; half of them go in a week, three quarters with an answer.",
        examples=[7.2],
    )


class PlannedRead(ReadSchema):
    """What one touch more would do."""

    at: datetime
    channel: TouchChannel
    purpose: TouchPurpose
    load: float = Field(description="Points it would weigh.", examples=[20.0])
    load_after: float = Field(examples=[27.2])
    index_after: float = Field(description="The same, 100 at most.", examples=[27.2])
    band_after: Band = Field(examples=["keen"])
    label_after: str = Field(examples=["Keen"])
    decision: Decision = Field(
        description="`needs_reason` asks for a sentence; `blocked` is final until something "
        "changes.",
        examples=["allow"],
    )
    why: str = Field(examples=["Fine: the needle would stand at “Keen”."])
    fine_from: datetime | None = Field(
        description="The earliest moment, from the planned one on, at which no stop would hold it "
        "and it would need no reason; null: never, as things stand."
    )
    stops: list[StopRead] = Field(description="Hard stops against it.", examples=[[]])
    curve: list[PointRead] = Field(description="The curve from then on, with it.")


class PressureRead(ReadSchema):
    """Where the needle between interested and irritating stands for one application."""

    application_id: UUID
    at: datetime
    load: float = Field(description="Points, unbounded.", examples=[7.2])
    index: float = Field(description="Points, 100 at most.", examples=[7.2])
    band: Band = Field(
        description="interested below 25, keen below 50, pushing below 75, irritating above.",
        examples=["interested"],
    )
    label: str = Field(examples=["Interested"])
    contributions: list[ContributionRead] = Field(description="Earliest first.")
    curve: list[PointRead] = Field(description="The load over time, exact at every jump.")
    stops: list[StopRead] = Field(
        description="Hard stops against a plain check-in by mail today.", examples=[[]]
    )
    planned: PlannedRead | None = Field(description="Null unless you asked about one.")


class PressureQuery(QuerySchema):
    """A touch you have in mind; without it, only where things stand."""

    planned_channel: TouchChannel | None = Field(default=None, description="How.")
    planned_purpose: TouchPurpose | None = Field(default=None, description="What for.")
    planned_at: Instant | None = Field(default=None, description="When; now, if left out.")
    planned_contact_id: UUID | None = Field(
        default=None, description="To whom: their addresses are looked at, too."
    )
    planned_invited: bool = Field(default=False, description="Whether they asked for it.")

    @property
    def plans(self) -> bool:
        """Whether it is asked about a touch at all."""
        return self.planned_channel is not None or self.planned_purpose is not None
