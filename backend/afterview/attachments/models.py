"""What is known of a file that is kept. Its bytes lie in the data folder, not in the database."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlmodel import Field

from afterview.core.column_types import text_enum
from afterview.core.db import Owned


class AttachmentKind(StrEnum):
    """What a file is to the search."""

    CV = "cv"
    COVER_LETTER = "cover_letter"
    PORTFOLIO = "portfolio"
    CERTIFICATE = "certificate"
    POSTING = "posting"
    BRIEF = "brief"
    OTHER = "other"


class Attachment(Owned, table=True):
    """A file under a name; several may name the same content."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_by_creation", "owner_id", "created_at", "id"),
        Index("ix_attachment_by_update", "owner_id", "updated_at", "id"),
        Index("ix_attachment_by_name", "owner_id", "name", "id"),
        Index("ix_attachment_by_content", "owner_id", "sha256"),
    )

    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    kind: AttachmentKind = Field(sa_type=text_enum(AttachmentKind))
    name: str
    media_type: str = Field(max_length=100)
    size_bytes: int
    sha256: str = Field(max_length=64)
