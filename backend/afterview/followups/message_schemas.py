"""What approvals and messages look like from outside."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import Instant, Line, ReadSchema, WriteSchema
from afterview.followups.draft_schemas import TEXT_HASH
from afterview.followups.models import MessageStatus


class When(StrEnum):
    """When an approved message leaves."""

    NOW = "now"
    SUGGESTED = "suggested"


class ApprovalCreate(WriteSchema):
    """Approve exactly these words: now, at the suggested time, or at one of your own."""

    text_hash: Annotated[
        str, StringConstraints(pattern=r"^[0-9a-f]{64}$", max_length=64), TEXT_HASH
    ]
    when: When = When.SUGGESTED
    send_at: Instant | None = Field(
        default=None, description="A time of your own, instead of `when`.", examples=[None]
    )
    reason: Line = Field(
        default="",
        description="Why it should go although it pushes; needed at “Pushing it”.",
        examples=[""],
    )

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if self.send_at is not None and "when" in self.model_fields_set:
            raise ValueError("send either when or send_at")
        return self


class MessageRead(ReadSchema):
    """An approved message, and how far it has got."""

    id: UUID
    follow_up_id: UUID | None = Field(description="The obligation it meets, if it is one.")
    briefing_id: UUID | None = Field(
        description="The briefing of a reference that it is, if it is one.", examples=[None]
    )
    application_id: UUID
    contact_id: UUID | None
    status: MessageStatus
    to_name: str = Field(examples=["Priya Nair"])
    to_email: str = Field(examples=["priya.nair@mecca.example"])
    subject: str = Field(examples=["Thank you for Tuesday"])
    body: str = Field(examples=["Dear Priya,\n\nThank you for your time on Tuesday."])
    text_hash: Annotated[str, TEXT_HASH]
    reason: str = Field(description="Why it goes although it pushes.", examples=[""])
    message_id: str = Field(
        description="Message-ID (RFC 5322), without its brackets; the same if it is sent again.",
        examples=["01970a52.7c007000@example.org"],
    )
    in_reply_to: str | None = Field(description="Message-ID it answers.", examples=[None])
    approved_at: datetime
    send_at: datetime
    next_attempt_at: datetime | None = Field(
        description="When it is tried next; null once there is nothing left to do."
    )
    attempts: int = Field(examples=[1])
    attempted_at: datetime | None = Field(description="When the last attempt began.")
    handed_over_at: datetime | None = Field(
        description="When the words were about to leave in that attempt."
    )
    accepted_at: datetime | None = Field(description="When the mail server took it.")
    uncertain_since: datetime | None = Field(
        description="When a copy was handed over of which nobody knows whether it arrived; stays "
        "while it is sent again."
    )
    failure_code: str = Field(description="Empty while nothing is wrong.", examples=[""])
    failure: str = Field(description="What went wrong, in words.", examples=[""])
    waiting_reason: str = Field(
        description="What it waits for although it is approved, in words; empty unless it waits.",
        examples=[""],
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class MessageQuery(ListQuery):
    """Which messages, in which order."""

    status: list[MessageStatus] = Field(default=[], description="With any of these statuses.")
    follow_up_id: list[UUID] = Field(default=[], description="For any of these obligations.")
    application_id: list[UUID] = Field(default=[], description="Of any of these applications.")
    sort: Literal["approved_at", "-approved_at", "updated_at", "-updated_at"] = Field(
        default="-approved_at", description="A leading minus turns the order round."
    )


class SentSearchRead(ReadSchema):
    """What a look into the Sent folder brought."""

    found: bool | None = Field(
        description="Null when the folder could not be looked into.", examples=[True]
    )
    detail: str = Field(examples=["It is in “Sent”, so it went out."])
    message: MessageRead


class SettlementCreate(WriteSchema):
    """What you found out yourself about a message."""

    delivered: bool = Field(description="Whether it arrived.", examples=[True])
