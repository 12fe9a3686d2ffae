"""What templates look like from outside."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from afterview.core.schema import Prose, ReadSchema, WriteSchema, unchanged
from afterview.followups.draft_schemas import BODY_LENGTH, Subject
from afterview.followups.rendering import Medium
from afterview.followups.rules import Purpose

Country = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Z]{2})?$", max_length=2),
    Field(
        description="The employer's country, ISO 3166-1; empty for every country without its own.",
        examples=["GB"],
    ),
]
Text = Annotated[
    Prose,
    StringConstraints(min_length=1, max_length=BODY_LENGTH),
    Field(
        description="Plain text with `{{ variable }}` where something is filled in.",
        examples=["Dear {{ contact_first_name }},\n\nThank you for your time {{ interview_day }}."],
    ),
]


class TemplateRead(ReadSchema):
    """A wording: yours, or the one that comes with Afterview."""

    id: UUID | None = Field(description="Null for a wording that comes with Afterview.")
    purpose: Purpose
    medium: Medium
    region: Annotated[str, Country]
    subject: str = Field(examples=["Thank you for {{ interview_day }}"])
    body: Annotated[str, Text]
    own: bool
    note: str = Field(description="What is usual there.", examples=["Still free marks."])
    version: int | None = Field(description="Null for a wording that is not yours.", examples=[1])
    created_at: datetime | None
    updated_at: datetime | None


class TemplateCreate(WriteSchema):
    """Your own wording for one purpose, one medium and one country."""

    purpose: Purpose
    medium: Medium = Medium.WRITTEN
    region: Country = ""
    subject: Subject = Field(default="", examples=["Thank you for {{ interview_day }}"])
    body: Text


class TemplatePatch(WriteSchema):
    """Another wording for the same occasion."""

    subject: Subject = unchanged(examples=["Thank you for {{ interview_day }}"])
    body: Text = unchanged()


class PreviewCreate(TemplateCreate):
    """A wording to try out, filled for one of your messages or with examples."""

    follow_up_id: UUID | None = Field(
        default=None, description="Fill it for this message; left out: with examples."
    )


class PreviewRead(ReadSchema):
    """A filled wording."""

    subject: str = Field(examples=["Thank you for Tuesday"])
    body: str = Field(examples=["Dear Priya,\n\nThank you for your time on Tuesday."])
    missing: list[str] = Field(
        description="Variables nothing is known for.", examples=[["specific_thing"]]
    )


class VariableRead(ReadSchema):
    """Something a template can have filled in."""

    name: str = Field(examples=["contact_first_name"])
    meaning: str = Field(examples=["First name of the person it goes to."])
    example: str = Field(examples=["Priya"])
    optional: bool = Field(
        description="Its sentence disappears when nothing is known; others then stop the message."
    )
