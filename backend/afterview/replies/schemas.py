"""What received messages and their proposals look like from outside."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import (
    Day,
    Email,
    Instant,
    Line,
    ReadSchema,
    WriteSchema,
    unchanged,
)
from afterview.mail.rules import MessageKind
from afterview.pipeline.interview_schemas import (
    ApplicationBrief,
    Interviewers,
    InterviewZone,
    Link,
    Location,
    Minutes,
)
from afterview.pipeline.vocabulary import InterviewFormat
from afterview.replies.models import MatchedBy, ProposalKind, ReceivedFrom


class MessageState(StrEnum):
    """Whether it is known what a message is about."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    DISMISSED = "dismissed"


class ProposalStatus(StrEnum):
    """What became of a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"


class SenderBrief(ReadSchema):
    """The contact who wrote."""

    id: UUID
    name: str = Field(examples=["Priya Nair"])


class ProposalDetails(ReadSchema):
    """What a message said, as far as it could be made out."""

    cancelled: bool = Field(
        default=False, description="An invitation that was taken back.", examples=[False]
    )
    starts_at: datetime | None = Field(
        default=None,
        description="Null where the message names no time: then send one to accept it.",
        examples=["2026-06-09T09:15:00Z"],
    )
    day: date | None = Field(default=None, description="Where only a day is named.")
    duration_minutes: int | None = Field(default=None, description="Minutes.", examples=[60])
    zone: str | None = Field(default=None, description="IANA.", examples=["Europe/London"])
    format: InterviewFormat | None = Field(default=None, description="As far as it can be guessed.")
    location: str | None = Field(default=None, examples=["12 Wellington Street, Leeds"])
    link: str | None = Field(default=None, examples=["https://meet.example/mecca-42"])
    summary: str = Field(default="", examples=["Second interview"])
    organizer_name: str = Field(default="", examples=["Priya Nair"])
    organizer_email: str = Field(default="", examples=["priya.nair@mecca.example"])
    uid: str = Field(default="", description="The invitation's own identifier.")
    repeats: bool = Field(default=False, description="It repeats; only the first time is proposed.")
    words: str = Field(
        default="",
        description="The words that sound like it.",
        examples=["We are delighted to offer you the position"],
    )


class ProposalRead(ReadSchema):
    """Something a message seems to say. Nothing is recorded until you accept it."""

    id: UUID
    received_message_id: UUID
    kind: ProposalKind
    status: ProposalStatus
    why: str = Field(
        description="What makes it seem so, as a sentence.",
        examples=["The mail brought an invitation for Tuesday 9 June 2026, 10:15."],
    )
    application: ApplicationBrief | None = Field(
        description="Null until the message is assigned; then say which to accept it."
    )
    details: ProposalDetails
    interview_id: UUID | None = Field(description="The interview that accepting it made.")
    accepted_at: datetime | None
    dismissed_at: datetime | None
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class ReceivedMessageRead(ReadSchema):
    """One answer from an employer, or something that may be one."""

    id: UUID
    source: ReceivedFrom
    from_name: str = Field(examples=["Priya Nair"])
    from_email: str = Field(examples=["priya.nair@mecca.example"])
    subject: str = Field(examples=["Re: Thank you for Tuesday"])
    excerpt: str = Field(
        description="How it begins, without what it quotes.",
        examples=["Thank you for your note. We hope to decide by Friday."],
    )
    body: str | None = Field(
        description="Plain text, whole, at most 50,000 characters. Null in lists.",
        examples=["Thank you for your note. We hope to decide by Friday.\n\nPriya"],
    )
    received_at: datetime
    kind: MessageKind
    kind_why: str = Field(
        description="What makes it this kind.",
        examples=["Nothing says that a machine wrote it."],
    )
    returns_on: date | None = Field(description="When an absent person is back.", examples=[None])
    matched_by: MatchedBy | None = Field(description="What told what it is about.")
    status: MessageState
    application: ApplicationBrief | None = Field(description="Null until it is assigned.")
    contact: SenderBrief | None
    touchpoint_id: UUID | None = Field(description="The touch it counts as.")
    proposals: list[ProposalRead] = Field(description="What it seems to say.")
    dismissed_at: datetime | None
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


RawMail = Annotated[
    str,
    StringConstraints(max_length=1_000_000),
    Field(examples=["From: Priya Nair <priya.nair@mecca.example>\nSubject: Tuesday\n\nThank you!"]),
]


class ReceivedMessageCreate(WriteSchema):
    """A mail you received: the whole of it, or words copied from it.

    Send exactly one of `raw`, `raw_base64` and `text`.
    """

    raw: RawMail | None = Field(
        default=None, description="The mail with its headers, as “show original” gives it."
    )
    raw_base64: Annotated[str, StringConstraints(max_length=1_400_000)] | None = Field(
        default=None, description="An `.eml` file, byte for byte, in base64.", examples=[None]
    )
    text: Annotated[str, StringConstraints(max_length=50_000)] | None = Field(
        default=None, description="Words copied from it, without headers.", examples=[None]
    )
    from_email: Email | None = Field(default=None, description="Who wrote `text`.", examples=[None])
    from_name: Line = Field(default="", description="Who wrote `text`.", examples=[""])
    subject: Line = Field(default="", description="Of `text`.", examples=[""])
    received_at: Instant | None = Field(
        default=None,
        description="When it came, if not as the mail says, or now.",
        examples=["2026-06-01T15:00:00Z"],
    )
    application_id: UUID | None = Field(
        default=None, description="What it is about. Left out, it is made out.", examples=[None]
    )
    follow_up_id: UUID | None = Field(
        default=None, description="Which of your messages it answers.", examples=[None]
    )

    @model_validator(mode="after")
    def _one_mail(self) -> Self:
        given = [name for name in ("raw", "raw_base64", "text") if getattr(self, name)]
        if len(given) != 1:
            raise ValueError("send exactly one of raw, raw_base64 and text, and not an empty one")
        if given != ["text"] and (self.from_email or self.from_name or self.subject):
            raise ValueError("from_email, from_name and subject belong to text; a mail has its own")
        return self


class ReceivedMessagePatch(WriteSchema):
    """Say what it is about, who wrote it, or what it is."""

    application_id: UUID | None = unchanged()
    contact_id: UUID | None = unchanged()
    kind: MessageKind = unchanged()
    returns_on: Day | None = unchanged(examples=["2026-06-15"])


class ReceivedMessageQuery(ListQuery):
    """Which messages, in which order."""

    status: list[MessageState] = Field(
        default=[], description="In any of these states; `unmatched` is the inbox to assign."
    )
    kind: list[MessageKind] = Field(default=[], description="Of any of these kinds.")
    application_id: list[UUID] = Field(default=[], description="About any of these.")
    sort: Literal["received_at", "-received_at", "updated_at", "-updated_at"] = Field(
        default="-received_at", description="A leading minus turns the order round."
    )


class ProposalQuery(ListQuery):
    """Which proposals, in which order."""

    status: list[ProposalStatus] = Field(default=[], description="With any of these statuses.")
    kind: list[ProposalKind] = Field(default=[], description="Of any of these kinds.")
    application_id: list[UUID] = Field(default=[], description="About any of these.")
    sort: Literal["updated_at", "-updated_at"] = Field(
        default="-updated_at", description="A leading minus turns the order round."
    )


class AcceptanceCreate(WriteSchema):
    """What is otherwise than the message says. Usually nothing: send `{}`."""

    application_id: UUID | None = Field(
        default=None, description="What it is about, if nobody has said so yet.", examples=[None]
    )
    starts_at: Instant | None = Field(default=None, examples=[None])
    duration_minutes: Minutes | None = Field(default=None, examples=[None])
    zone: InterviewZone | None = Field(default=None, examples=[None])
    format: InterviewFormat | None = Field(default=None, examples=[None])
    location: Location | None = Field(default=None, examples=[None])
    link: Link | None = Field(default=None, examples=[None])
    interviewers: Interviewers = Field(
        default=[], description="Who will be there; the message cannot know.", examples=[[]]
    )
    to_stage_id: UUID | None = Field(
        default=None,
        description="Where a refusal or an offer moves the application, if not to the first "
        "stage that means it.",
        examples=[None],
    )
    at: Instant | None = Field(
        default=None, description="When you were told, if not by this message.", examples=[None]
    )
