"""What a capture looks like from outside."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from afterview.core.schema import Prose, ReadSchema, WriteSchema, unchanged
from afterview.winddown.rules import Freshness

Question = Annotated[
    Prose,
    StringConstraints(min_length=1, max_length=2_000),
    Field(
        description="As close to their words as you can.",
        examples=["Tell me about a time you kept a room of two hundred people calm."],
    ),
]
Gist = Annotated[
    Prose,
    Field(description="The gist of it.", examples=["The fire drill on finals night; 4 minutes."]),
]
Mood = Annotated[int, Field(ge=0, le=10, description="0 is awful, 10 is wonderful.", examples=[6])]
Gut = Annotated[
    int,
    Field(ge=0, le=100, description="Your guess, in percent, that it goes on.", examples=[60]),
]


class CaptureStatus(StrEnum):
    """Whether there are more words to come."""

    OPEN = "open"
    DONE = "done"


class QuestionRead(ReadSchema):
    """A question that was asked."""

    id: UUID
    question: str = Field(examples=["Tell me about a time you kept a room calm."])
    answer: str = Field(examples=["The fire drill on finals night; 4 minutes."])
    follow_up: str = Field(
        description="What they probed after.", examples=["Who decided to evacuate?"]
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class QuestionCreate(WriteSchema):
    """A question that was asked, while you still have its words."""

    question: Question
    answer: Gist = ""
    follow_up: Gist = ""


class QuestionPatch(WriteSchema):
    """Put a question or its answer better."""

    question: Question = unchanged()
    answer: Gist = unchanged()
    follow_up: Gist = unchanged()


class CaptureRead(ReadSchema):
    """What is still fresh after an interview: facts now, judgement later."""

    interview_id: UUID
    status: CaptureStatus
    due_at: datetime = Field(description="Within the hour.")
    second_pass_from: datetime = Field(description="A night's sleep finds more detail …")
    second_pass_until: datetime = Field(description="… but two do not.")
    first_saved_at: datetime | None = Field(description="When the first word was kept.")
    freshness: Freshness | None = Field(
        description="How soon that was: `fresh` within the hour, `warm` within a day, `fading` "
        "within three, `archaeology` after.",
        examples=["fresh"],
    )
    questions: list[QuestionRead]
    names: str = Field(description="Who was there, who was mentioned.")
    facts: str = Field(description="What you learned.")
    promises_theirs: str
    promises_mine: str
    next_step: str = Field(description="What they said happens next.")
    mood: int | None = Field(examples=[6])
    gut_probability: int | None = Field(examples=[60])
    finished_at: datetime | None
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class CapturePatch(WriteSchema):
    """What you remember. Send what changed; the rest stays."""

    names: Prose = unchanged()
    facts: Prose = unchanged()
    promises_theirs: Prose = unchanged()
    promises_mine: Prose = unchanged()
    next_step: Prose = unchanged()
    mood: Mood | None = unchanged()
    gut_probability: Gut | None = unchanged()
    status: CaptureStatus = unchanged()
