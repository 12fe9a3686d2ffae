"""Where somebody can be reached, how they want it, and everything that was sent and why."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, LargeBinary, UniqueConstraint, Uuid
from sqlmodel import Field

from afterview.core.column_types import UtcDateTime, text_enum
from afterview.core.db import Owned
from afterview.notifications.rules import DAILY_CAP, PREFERRED_AT, QUIET, Held, Rhythm


class ChannelKind(StrEnum):
    """Ways out of the house. The inbox in the page needs no channel: it is always there."""

    EMAIL = "email"
    WEB_PUSH = "web_push"
    APPRISE = "apprise"


class SubjectKind(StrEnum):
    """What a notification is about."""

    FOLLOW_UP = "follow_up"
    MESSAGE = "message"
    REPLY = "reply"
    PROPOSAL = "proposal"
    DEBRIEF = "debrief"
    CAPTURE = "capture"
    INTERVIEW = "interview"
    TASK = "task"
    LEDGER_ENTRY = "ledger_entry"


class NotificationChannel(Owned, table=True):
    """One place that reminders go to. Its address is a secret and kept encrypted."""

    __tablename__ = "notification_channel"
    __table_args__ = (UniqueConstraint("owner_id", "address_hash"),)

    kind: ChannelKind = Field(sa_type=text_enum(ChannelKind))
    name: str
    label: str
    """Enough of the address to recognise it by."""
    address: bytes = Field(sa_type=LargeBinary)
    address_hash: bytes = Field(sa_type=LargeBinary)
    enabled: bool = True
    tested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure: str = ""


class NotificationPreference(Owned, table=True):
    """When and how often somebody wants to hear from us; without one the defaults hold."""

    __tablename__ = "notification_preference"

    owner_id: UUID = Field(foreign_key="account.id", unique=True, ondelete="CASCADE", sa_type=Uuid)
    rhythm: Rhythm = Field(default=Rhythm.SINGLE, sa_type=text_enum(Rhythm))
    preferred_at: time = PREFERRED_AT
    quiet_from: time = QUIET[0]
    quiet_to: time = QUIET[1]
    daily_cap: int = DAILY_CAP


class Notification(Owned, table=True):
    """One thing worth saying: a line in the inbox, and perhaps a message on the channels."""

    __tablename__ = "notification"
    __table_args__ = (
        UniqueConstraint("owner_id", "subject_id", "nudge"),
        Index("ix_notification_inbox", "owner_id", "created_at", "id"),
        Index("ix_notification_by_update", "owner_id", "updated_at", "id"),
        Index("ix_notification_of_day", "owner_id", "local_day"),
        Index("ix_notification_batch", "batch_id"),
        Index("ix_notification_next", "next_at"),
    )

    subject_kind: SubjectKind = Field(sa_type=text_enum(SubjectKind))
    subject_id: UUID = Field(sa_type=Uuid)
    nudge: int
    """1 or 2: nobody is nudged a third time about one thing (red line 9)."""
    title: str
    body: str = ""
    href: str
    why: str
    local_day: date
    """The day on the person's calendar whose cap it counts against."""
    held_reason: Held | None = Field(default=None, sa_type=text_enum(Held))
    """Why it waits, or why it came later than its time."""
    next_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the planner looks at it again; null once there is nothing left to decide."""
    batch_id: UUID | None = Field(default=None, sa_type=Uuid)
    """What went out together, on every channel; null while it is held."""
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class NotificationDelivery(Owned, table=True):
    """One batch on one channel: tried, and then sent or given up."""

    __tablename__ = "notification_delivery"
    __table_args__ = (
        UniqueConstraint("batch_id", "channel_id"),
        Index("ix_notification_delivery_by_update", "owner_id", "updated_at", "id"),
        Index("ix_notification_delivery_due", "next_attempt_at"),
    )

    batch_id: UUID = Field(sa_type=Uuid)
    channel_id: UUID | None = Field(
        default=None,
        foreign_key="notification_channel.id",
        index=True,
        ondelete="SET NULL",
        sa_type=Uuid,
    )
    channel_label: str
    attempts: int = 0
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Null once it is over."""
    attempted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Set before the words leave, cleared by any result: found set, an attempt was cut off."""
    interrupted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When that was found out. It is tried once more, and never a third time."""
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure: str = ""
