"""What was said, by whom, when and how: the facts the gauge and the hard stops are decided on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime, text_enum
from afterview.core.db import Owned
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose


class Touchpoint(Owned, table=True):
    """One communication about one application, in either direction."""

    __tablename__ = "touchpoint"
    __table_args__ = (
        Index("ix_touchpoint_history", "application_id", "at", "id"),
        Index("ix_touchpoint_by_time", "owner_id", "at", "id"),
        Index("ix_touchpoint_by_update", "owner_id", "updated_at", "id"),
        Index("ix_touchpoint_by_message", "owner_id", "message_id"),
    )

    application_id: UUID = Field(foreign_key="application.id", ondelete="CASCADE", sa_type=Uuid)
    contact_id: UUID | None = Field(
        default=None, foreign_key="contact.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    follow_up_id: UUID | None = Field(
        default=None, foreign_key="follow_up.id", unique=True, ondelete="SET NULL", sa_type=Uuid
    )
    direction: Direction = Field(sa_type=text_enum(Direction))
    channel: TouchChannel = Field(sa_type=text_enum(TouchChannel))
    purpose: TouchPurpose | None = Field(default=None, sa_type=text_enum(TouchPurpose))
    at: datetime = Field(sa_type=UtcDateTime)
    substantive: bool = False
    """Inbound only: somebody answered, rather than a machine."""
    invited: bool = False
    """They asked for it, so a call in Great Britain weighs no more than elsewhere."""
    not_before: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """From when the plan thought it fine; earlier weighs more."""
    subject: str = ""
    note: str = ""
    reason: str = ""
    """Why it was sent although it pushed."""
    message_id: str | None = Field(default=None, max_length=998)
    """RFC 5322 Message-ID, without angle brackets, so that replies find their thread."""
    references: list[str] = Field(default_factory=list, sa_type=JsonData)
