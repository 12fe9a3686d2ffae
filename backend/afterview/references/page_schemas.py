"""A page that a referee opens without an account: what it shows, and what they answer."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StrictBool, model_validator

from afterview.core.schema import Instant, Line, Prose, ReadSchema, WriteSchema
from afterview.references.briefing_schemas import (
    CALLER,
    FACTS,
    WEAK_SPOT,
    AttachmentBrief,
    RefereePageRead,
)
from afterview.references.naming_schemas import WINDOW_FROM, WINDOW_TO
from afterview.references.vocabulary import RefereeAnswer


class RefereePageMade(RefereePageRead):
    """The same, with the address. Of that only a fingerprint is kept."""

    url: str = Field(examples=["https://afterview.example.org/c/ZmVlbHMgbGlrZSBhIGxvbmcgd2Vlaw"])
    reachable: bool = Field(
        description="Whether others can open it. Not while this instance knows no address but the "
        "machine's own: set `AFTERVIEW_PUBLIC_URL`.",
        examples=[True],
    )


class RefereePageCreate(WriteSchema):
    """A page for them to open."""

    valid_days: int = Field(
        default=14, ge=1, le=60, description="Days until it is gone.", examples=[14]
    )


class RefereeViewRead(ReadSchema):
    """What a reference sees: what it is about, and nothing else."""

    candidate: str = Field(examples=["Sam Okafor"])
    referee: str = Field(examples=["Dilys Pugh"])
    role: str = Field(examples=["Bingo caller"])
    employer: str = Field(examples=["Mecca Customer Services"])
    caller: Annotated[str, CALLER]
    calls_from: Annotated[datetime | None, WINDOW_FROM]
    calls_to: Annotated[datetime | None, WINDOW_TO]
    zone: str = Field(description="IANA zone of the candidate.", examples=["Europe/London"])
    points: list[str] = Field(examples=[["Kept the arcade open on the night the power went"]])
    facts: Annotated[str, FACTS]
    weak_spot: Annotated[str, WEAK_SPOT]
    number: str = Field(
        description="Where they will be rung, as far as is known.", examples=["+44 113 496 0123"]
    )
    attachments: list[AttachmentBrief]
    expires_at: datetime


class RefereeAnswerCreate(WriteSchema):
    """What a reference says. It can be said once; then the page is gone."""

    answer: RefereeAnswer = Field(examples=["confirmed"])
    note: Annotated[Prose, Field(max_length=1_000)] = Field(
        default="", description="In their own words.", examples=["Thursday after five is better."]
    )
    calls_from: Annotated[Instant | None, WINDOW_FROM] = None
    calls_to: Annotated[Instant | None, WINDOW_TO] = None
    best_number: Line = Field(
        default="", description="A better number, if there is one.", examples=["+44 113 496 0456"]
    )
    forget_me: StrictBool = Field(
        default=False,
        description="They want everything about them to be deleted. Consent ends with it.",
    )

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.calls_from and self.calls_to and self.calls_to <= self.calls_from:
            raise ValueError("calls_to lies before calls_from")
        return self


class RefereeThanksRead(ReadSchema):
    """It has arrived."""

    candidate: str = Field(examples=["Sam Okafor"])
    answer: RefereeAnswer = Field(examples=["confirmed"])
    forgotten: bool = Field(description="Whether they asked to be deleted.")
