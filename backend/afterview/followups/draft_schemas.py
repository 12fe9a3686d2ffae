"""What drafts, findings and versions look like from outside."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints

from afterview.core.schema import Line, Prose, ReadSchema, WriteSchema, unchanged
from afterview.followups.models import RevisionCause
from afterview.followups.rendering import Medium
from afterview.followups.rules import Purpose

BODY_LENGTH = 20_000
Subject = Annotated[
    Line, Field(description="Subject of the mail.", examples=["Thank you for Tuesday"])
]
Body = Annotated[
    Prose,
    StringConstraints(max_length=BODY_LENGTH),
    Field(
        description="Plain text of the message.",
        examples=["Dear Priya,\n\nThank you for your time on Tuesday."],
    ),
]
TEXT_HASH = Field(
    description="Names exactly these words, your signature included; an approval has to send it "
    "(SHA-256, hexadecimal).",
    examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
)


class FindingRead(ReadSchema):
    """Something to look at before the message goes. An `error` keeps it from going (HS-12)."""

    level: Literal["error", "warning"]
    code: str = Field(description="Stable name of the check.", examples=["too-short"])
    detail: str = Field(
        description="What it is, why it matters, and how to mend it.",
        examples=["34 words; thanks read best with 60 to 200."],
    )
    field: Literal["subject", "body"] | None = Field(description="Where it is.", examples=["body"])
    start: int | None = Field(description="First character, counted from 0.", examples=[0])
    end: int | None = Field(description="Behind the last character.", examples=[12])
    excerpt: str = Field(description="The words in question.", examples=["just checking in"])


class RecipientRead(ReadSchema):
    """Whom the message goes to."""

    contact_id: UUID
    name: str = Field(examples=["Priya Nair"])
    email: str | None = Field(
        description="Null where no address may be used.", examples=["priya.nair@mecca.example"]
    )


class TemplateBrief(ReadSchema):
    """Which wording a draft would be filled from."""

    purpose: Purpose
    medium: Medium
    region: str = Field(description="Empty: for every country without its own.", examples=["GB"])
    own: bool = Field(description="Whether the wording is yours.")
    note: str = Field(
        description="What is usual there.", examples=["Nice to have, still free marks."]
    )


class LintRead(ReadSchema):
    """What stands in the way of a text, and what might be better."""

    findings: list[FindingRead]
    sendable: bool = Field(description="No error is left.")
    words: int = Field(description="Words of the body.", examples=[84])
    missing: list[str] = Field(
        description="Placeholders that nothing is known for; fill them in or take them out.",
        examples=[["specific_thing"]],
    )
    text_hash: Annotated[str, TEXT_HASH]


class DraftRead(LintRead):
    """The words of a message, with everything that can be said about them."""

    id: UUID
    follow_up_id: UUID
    medium: Medium
    subject: Annotated[str, Subject]
    body: Annotated[str, Body]
    to: RecipientRead | None = Field(description="Null while nobody is known to write to.")
    can_send: bool = Field(
        description="Whether a mail account is set up, so that it can leave from here."
    )
    signature: str = Field(
        description="What is put under these words when they leave from here.",
        examples=["Sam Okafor"],
    )
    mailto: str | None = Field(
        description="Opens your own mail program with these words; null without an address.",
        examples=["mailto:priya.nair@mecca.example?subject=Thank%20you"],
    )
    template: TemplateBrief
    returned_at: datetime | None = Field(
        description="When an approval was taken back because the facts had changed."
    )
    returned_reason: str = Field(description="What had changed; empty unless it came back.")
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class DraftCreate(WriteSchema):
    """Write a draft from the template, filled with what you captured."""

    medium: Medium | None = Field(
        default=None, description="Left out: what suits the message's channel.", examples=[None]
    )
    replace: bool = Field(
        default=False, description="Write it anew although there is one; the old text is kept."
    )


class DraftPatch(WriteSchema):
    """The words as they are now."""

    subject: Subject = unchanged()
    body: Body = unchanged()


class LintCreate(WriteSchema):
    """Words to look at, as they stand in front of you."""

    subject: Subject = ""
    body: Body = ""


class RevisionRead(ReadSchema):
    """An earlier version of a draft."""

    id: UUID
    number: int = Field(description="1 is the oldest.", examples=[1])
    cause: RevisionCause = Field(description="What made it worth keeping.")
    subject: Annotated[str, Subject]
    body: Annotated[str, Body]
    created_at: datetime
