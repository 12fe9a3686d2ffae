"""What was received, and what it proposes. Nothing is recorded elsewhere by itself."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime, text_enum
from afterview.core.db import Owned, partial_index
from afterview.mail.rules import MessageKind


class ReceivedFrom(StrEnum):
    """How a message got here."""

    PASTE = "paste"
    UPLOAD = "upload"
    MAILBOX = "mailbox"


class MatchedBy(StrEnum):
    """What told which application a message is about."""

    THREAD = "thread"
    ADDRESS = "address"
    SUBJECT = "subject"
    HAND = "hand"


class ProposalKind(StrEnum):
    """What a message seems to say."""

    INTERVIEW = "interview"
    REJECTION = "rejection"
    OFFER = "offer"


class ReceivedMessage(Owned, table=True):
    """One answer from an employer, or something that may be one."""

    __tablename__ = "received_message"
    __table_args__ = (
        UniqueConstraint("owner_id", "message_id"),
        Index("ix_received_message_by_time", "owner_id", "received_at", "id"),
        Index("ix_received_message_by_update", "owner_id", "updated_at", "id"),
        partial_index("ix_received_message_waiting", "created_at", where="dismissed_at IS NULL"),
    )

    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    contact_id: UUID | None = Field(
        default=None, foreign_key="contact.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    touchpoint_id: UUID | None = Field(
        default=None, foreign_key="touchpoint.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    source: ReceivedFrom = Field(sa_type=text_enum(ReceivedFrom))
    message_id: str = Field(max_length=998)
    in_reply_to: str | None = Field(default=None, max_length=998)
    references: list[str] = Field(default_factory=list, sa_type=JsonData)
    from_name: str = ""
    from_email: str = ""
    subject: str = ""
    body: str = ""
    received_at: datetime = Field(sa_type=UtcDateTime)
    kind: MessageKind = Field(sa_type=text_enum(MessageKind))
    kind_why: str = ""
    returns_on: date | None = None
    quiet_until: date | None = None
    """What this message has set the application's day to (FU-05), and what it was before."""
    quiet_before: date | None = None
    matched_by: MatchedBy | None = Field(default=None, sa_type=text_enum(MatchedBy))
    dismissed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Proposal(Owned, table=True):
    """Something a message seems to say; a person accepts it or not."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index("ix_proposal_by_update", "owner_id", "updated_at", "id"),
        partial_index(
            "ix_proposal_waiting",
            "created_at",
            where="accepted_at IS NULL AND dismissed_at IS NULL",
        ),
    )

    received_message_id: UUID = Field(
        foreign_key="received_message.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    kind: ProposalKind = Field(sa_type=text_enum(ProposalKind))
    why: str = ""
    details: dict[str, Any] = Field(default_factory=dict, sa_type=JsonData)
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    dismissed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    interview_id: UUID | None = Field(
        default=None, foreign_key="interview.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
