"""What attachments look like from outside."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from afterview.attachments import rules
from afterview.attachments.models import AttachmentKind
from afterview.attachments.sniffing import MediaType
from afterview.core.pages import ListQuery
from afterview.core.schema import Line, Name, ReadSchema, WriteSchema, unchanged

FileName = Annotated[
    Name,
    AfterValidator(rules.in_order),
    Field(
        description="What it is called. Only a name: folders in it are text like any other.",
        examples=["bingo-caller.txt"],
    ),
]
KIND = Field(description="What it is to the search.", examples=["posting"])
APPLICATION = Field(
    description="The application it belongs to; null when it is there for all of them.",
    examples=[None],
)


class AttachmentRead(ReadSchema):
    """A file that is kept. Its bytes are at `…/content`."""

    id: UUID
    name: str = Field(examples=["bingo-caller.txt"])
    kind: Annotated[AttachmentKind, KIND]
    media_type: MediaType = Field(
        description="Told from its bytes, whatever it was said to be.", examples=["text/plain"]
    )
    size_bytes: int = Field(examples=[69])
    sha256: str = Field(
        description="SHA-256 of its bytes, hexadecimal; also the `ETag` of its content.",
        examples=["aa4095ff278ca188f9601ca8e68798e9e66e968fb0001fbd00feb0a6b3d84d92"],
    )
    application_id: Annotated[UUID | None, APPLICATION]
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class AttachmentCreate(WriteSchema):
    """What is said about a file; the file itself is the body."""

    name: FileName
    kind: Annotated[AttachmentKind, KIND] = AttachmentKind.OTHER
    application_id: Annotated[UUID | None, APPLICATION] = None


class AttachmentPatch(WriteSchema):
    """What may be changed about a file. Its content may not: attach another one."""

    name: FileName = unchanged()
    kind: Annotated[AttachmentKind, KIND] = unchanged()
    application_id: Annotated[UUID | None, APPLICATION] = unchanged()


class AttachmentQuery(ListQuery):
    """Which files, in which order."""

    kind: list[AttachmentKind] = Field(default=[], description="Of any of these kinds.")
    application_id: list[UUID] = Field(default=[], description="Of any of these applications.")
    q: Line | None = Field(default=None, description="Words in the name.")
    sort: Literal["created_at", "-created_at", "name", "-name", "updated_at", "-updated_at"] = (
        Field(default="-created_at", description="A leading minus turns the order round.")
    )
