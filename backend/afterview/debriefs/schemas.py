"""What a debrief looks like from outside."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from afterview.core.schema import Prose, ReadSchema, WriteSchema, unchanged
from afterview.debriefs.rules import MAX_CHANGES


class DebriefStatus(StrEnum):
    """Whether a night has passed, and whether it is written."""

    LOCKED = "locked"
    OPEN = "open"
    DONE = "done"


Sentence = Annotated[Prose, StringConstraints(min_length=1, max_length=1_000)]


class Change(WriteSchema):
    """One thing to do differently, with an if-then plan: if *cue*, then I will *action*."""

    change: Sentence = Field(examples=["Answer first, then explain"])
    cue: Annotated[Prose, Field(max_length=500)] = Field(
        default="", examples=["they ask why I left"]
    )
    action: Annotated[Prose, Field(max_length=500)] = Field(
        default="", examples=["say one sentence, then stop"]
    )


class ChangeRead(ReadSchema):
    """One thing to do differently."""

    change: str = Field(examples=["Answer first, then explain"])
    cue: str = Field(description="If …", examples=["they ask why I left"])
    action: str = Field(description="… then I will …", examples=["say one sentence, then stop"])


class DebriefRead(ReadSchema):
    """The structured look back after an interview. Nobody else ever sees it."""

    interview_id: UUID
    status: DebriefStatus
    opens_at: datetime = Field(description="Twelve hours after the end: sleep on it.")
    reminder_at: datetime
    nags_stop_at: datetime = Field(description="After this it is mentioned no more.")
    opened_early: bool
    aim: str = Field(description="What you were trying to show.")
    what_happened: str
    went_well: list[str] = Field(examples=[["The fire drill story landed"]])
    changes: list[ChangeRead] = Field(description="At most three.")
    outside_control: str
    second_source: str = Field(description="What somebody else says who was there.")
    finished_at: datetime | None
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class DebriefPatch(WriteSchema):
    """Write on. Send what changed; the rest stays."""

    open_early: bool = unchanged(description="`true` opens it before its time.")
    aim: Prose = unchanged()
    what_happened: Prose = unchanged()
    went_well: Annotated[list[Sentence], Field(max_length=20)] = unchanged(
        examples=[["The fire drill story landed"]]
    )
    changes: Annotated[list[Change], Field(max_length=MAX_CHANGES)] = unchanged(
        description="Needs at least one thing that went well first."
    )
    outside_control: Prose = unchanged()
    second_source: Prose = unchanged()
    status: Literal[DebriefStatus.OPEN, DebriefStatus.DONE] = unchanged(
        description="`done` closes it, `open` opens it again.", examples=["done"]
    )
