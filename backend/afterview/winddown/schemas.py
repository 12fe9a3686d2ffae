"""What the menu and the plan look like from outside."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from afterview.core.schema import Line, Name, ReadSchema, WriteSchema, unchanged
from afterview.winddown.rules import Evidence, Slot, TravelMode

ActivityName = Annotated[Name, Field(examples=["The long way round"])]
Slots = Annotated[
    list[Slot],
    Field(min_length=1, max_length=7, description="Parts of a plan it suits.", examples=[["move"]]),
]
Least = Annotated[int, Field(ge=0, le=1440, description="Least minutes it takes.", examples=[10])]
Usual = Annotated[int, Field(ge=0, le=1440, description="Minutes it likes to have.", examples=[20])]
ALCOHOLIC = Field(
    description="Only ever planned when it is enabled and nobody drives, rides or cycles."
)
Tension = Annotated[
    int, Field(ge=0, le=10, description="0 is at ease, 10 is wound tight.", examples=[7])
]


class ActivityRead(ReadSchema):
    """Something on your menu for after interviews."""

    id: UUID
    key: str | None = Field(
        description="Which of the usual ones it is; null for your own.", examples=["walk_street"]
    )
    name: str = Field(examples=["The long way round"])
    slots: list[Slot] = Field(examples=[["move"]])
    min_minutes: int = Field(examples=[10])
    default_minutes: int = Field(examples=[20])
    evidence: Evidence = Field(
        description="How well studied it is; `house` is our own choice.", examples=["medium"]
    )
    alcoholic: Annotated[bool, ALCOHOLIC]
    enabled: bool = Field(description="Whether plans may use it.")
    effect: float = Field(
        description="Points of tension it takes off you, as far as your ratings tell; drawn "
        "towards 1 until there are several.",
        examples=[1.5],
    )
    effect_count: int = Field(
        description="Rated uses behind `effect`; under 3 is too few to say.", examples=[2]
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class ActivityCreate(WriteSchema):
    """Something of your own for the menu."""

    name: ActivityName
    slots: Slots
    min_minutes: Least = 10
    default_minutes: Usual = 20
    alcoholic: Annotated[bool, ALCOHOLIC] = False
    enabled: bool = True

    @model_validator(mode="after")
    def _least_first(self) -> Self:
        if self.min_minutes > self.default_minutes:
            raise ValueError("min_minutes is above default_minutes")
        return self


class ActivityPatch(WriteSchema):
    """Change something on the menu, or take it off by disabling it."""

    name: ActivityName = unchanged()
    slots: Slots = unchanged()
    min_minutes: Least = unchanged()
    default_minutes: Usual = unchanged()
    enabled: bool = unchanged()


class StepStatus(StrEnum):
    """Where a step of the plan stands."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"


class SevenMinuteRule(ReadSchema):
    """First drink within seven minutes of leaving the building. Water."""

    due_at: datetime
    done_at: datetime | None


class StepRead(ReadSchema):
    """One part of a wind-down plan."""

    id: UUID
    position: int = Field(examples=[0])
    slot: Slot = Field(examples=["move"])
    minutes: int = Field(examples=[10])
    activity_id: UUID | None
    name: str = Field(examples=["The long way round"])
    status: StepStatus
    started_at: datetime | None = Field(description="When its timer was started; it has run since.")
    finished_at: datetime | None
    skip_reason: str = Field(description="Empty unless it was skipped.")


class WindDownRead(ReadSchema):
    """The plan for the time after an interview."""

    id: UUID
    interview_id: UUID
    budget_minutes: int = Field(description="Minutes you said you had.", examples=[30])
    starts_at: datetime
    ends_at: datetime
    seven_minute_rule: SevenMinuteRule
    steps: list[StepRead] = Field(description="In the order they are meant to be lived.")
    quiet_until: datetime = Field(
        description="Until then nothing nudges: no inbox, no notes, no counts."
    )
    travel_mode: TravelMode | None
    drives_within_hours: float | None = Field(examples=[None])
    tension_before: int | None = Field(examples=[7])
    tension_after: int | None = Field(examples=[4])
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class WindDownPatch(WriteSchema):
    """Rate how tense you were before and are after: the menu learns from it."""

    tension_before: Tension | None = unchanged()
    tension_after: Tension | None = unchanged()


class StepPatch(WriteSchema):
    """Start, finish, skip, reopen or move a step, or do something else in it."""

    status: StepStatus = unchanged(
        description="`running` starts the timer, `planned` takes everything back."
    )
    skip_reason: Line = unchanged(
        description="Needed with `skipped`.", examples=["The bus came early"]
    )
    position: int = unchanged(ge=0, le=20, description="Where it goes; the others make room.")
    minutes: int = unchanged(ge=1, le=1440)
    activity_id: UUID = unchanged(description="Something else from your menu.")

    @model_validator(mode="after")
    def _reason_with_skip(self) -> Self:
        if (self.status is StepStatus.SKIPPED) != bool(self.skip_reason):
            raise ValueError("skip_reason is needed with the status skipped, and only then")
        return self
