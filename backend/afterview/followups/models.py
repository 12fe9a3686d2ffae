"""What is owed after an interview: the plan, each message in it, its words and their way out."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime, text_enum
from afterview.core.db import Owned, Row, partial_index
from afterview.core.ids import new_id
from afterview.followups.rendering import Medium
from afterview.followups.rules import FollowUpPermission, LapseCause, Purpose
from afterview.people.models import Channel

OPEN = "sent_at IS NULL AND waived_at IS NULL AND lapsed_at IS NULL"
"""An obligation nobody has met or let go. The planner of a minute reads only these."""
LIVE = "status IN ('approved', 'sending', 'sent', 'uncertain')"
"""A message that is on its way, has arrived, or may have."""


class FollowUpPlan(Owned, table=True):
    """What was said about the next step (FU-00), and when an answer is expected (FU-04)."""

    __tablename__ = "follow_up_plan"
    __table_args__ = (Index("ix_follow_up_plan_expected", "owner_id", "expected_reply_on"),)

    interview_id: UUID = Field(
        foreign_key="interview.id", unique=True, ondelete="CASCADE", sa_type=Uuid
    )
    application_id: UUID = Field(
        foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    decision_by: date | None = None
    promised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When that day was named, if later than in the room: what they had answered before is not
    what they promised. Null: everything they say after the interview counts."""
    said_decision_by: date | None = None
    """The day they named in the room; back at it, nothing was promised since."""
    earlier_promises: dict[str, str] = Field(default_factory=dict, sa_type=JsonData)
    """Days that stood here before, and when each was named; back at one, that counts again."""
    permission: FollowUpPermission = Field(sa_type=text_enum(FollowUpPermission))
    preferred_channel: Channel | None = Field(default=None, sa_type=text_enum(Channel))
    contact_id: UUID | None = Field(
        default=None, foreign_key="contact.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    next_stage: str = ""
    zone: str = Field(max_length=64)
    region: str = Field(max_length=6)
    industry: str = ""
    expected_reply_on: date
    notes: list[str] = Field(default_factory=list, sa_type=JsonData)


class FollowUp(Owned, table=True):
    """A message the candidate owes somebody after an interview."""

    __tablename__ = "follow_up"
    __table_args__ = (
        Index("ix_follow_up_by_suggestion", "owner_id", "suggested_at", "id"),
        Index("ix_follow_up_by_update", "owner_id", "updated_at", "id"),
        partial_index("ix_follow_up_open", "suggested_at", where=OPEN),
    )

    interview_id: UUID = Field(
        foreign_key="interview.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    application_id: UUID = Field(
        foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    contact_id: UUID | None = Field(
        default=None, foreign_key="contact.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    purpose: Purpose = Field(sa_type=text_enum(Purpose))
    sequence: int
    channel: Channel = Field(sa_type=text_enum(Channel))
    held_channel: Channel | None = Field(default=None, sa_type=text_enum(Channel))
    """How it was to go, while a wish not to be rung is in the way (HS-01)."""
    not_before: datetime = Field(sa_type=UtcDateTime)
    suggested_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    stale_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    note: str = ""
    moved_by_hand: bool = False
    """Its owner chose the time: no change of facts moves it."""
    drafted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replied_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    waived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    waived_reason: str = ""
    lapsed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lapsed_cause: LapseCause | None = Field(default=None, sa_type=text_enum(LapseCause))
    lapsed_reason: str = ""


class Template(Owned, table=True):
    """Somebody's own wording, in place of the one that comes with Afterview."""

    __tablename__ = "template"
    __table_args__ = (UniqueConstraint("owner_id", "purpose", "medium", "region"),)

    purpose: Purpose = Field(sa_type=text_enum(Purpose))
    medium: Medium = Field(sa_type=text_enum(Medium))
    region: str = Field(default="", max_length=2)
    """The employer's country; empty for everywhere else."""
    subject: str = ""
    body: str


class Draft(Owned, table=True):
    """The words of one message, until they leave."""

    __tablename__ = "draft"

    follow_up_id: UUID = Field(
        foreign_key="follow_up.id", unique=True, ondelete="CASCADE", sa_type=Uuid
    )
    subject: str = ""
    body: str = ""
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When an approval was taken back because the facts had changed."""
    returned_reason: str = ""


class RevisionCause(StrEnum):
    """What made a version of a draft worth keeping."""

    FILLED = "filled"
    EDITED = "edited"
    APPROVED = "approved"


class DraftRevision(Row, table=True):
    """An earlier version of a draft. Appended, never changed."""

    __tablename__ = "draft_revision"
    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    draft_id: UUID = Field(foreign_key="draft.id", ondelete="CASCADE", sa_type=Uuid)
    number: int
    cause: RevisionCause = Field(sa_type=text_enum(RevisionCause))
    subject: str
    body: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class MessageStatus(StrEnum):
    """Where an approved message stands."""

    APPROVED = "approved"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class OutgoingMessage(Owned, table=True):
    """One approved text on its way: exactly these words, to exactly this address (HS-11)."""

    __tablename__ = "outgoing_message"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_outgoing_message_by_update", "owner_id", "updated_at", "id"),
        Index("ix_outgoing_message_by_approval", "owner_id", "approved_at", "id"),
        Index("ix_outgoing_message_due", "status", "next_attempt_at"),
        partial_index("uq_outgoing_message_live", "follow_up_id", unique=True, where=LIVE),
        partial_index("uq_outgoing_message_briefing", "briefing_id", unique=True, where=LIVE),
    )

    follow_up_id: UUID = Field(
        default=None,
        foreign_key="follow_up.id",
        index=True,
        ondelete="CASCADE",
        nullable=True,
        sa_type=Uuid,
    )
    briefing_id: UUID | None = Field(
        default=None, foreign_key="briefing.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    """Set instead of the obligation when it tells a reference what is coming."""
    application_id: UUID = Field(
        foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    contact_id: UUID | None = Field(
        default=None, foreign_key="contact.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    status: MessageStatus = Field(default=MessageStatus.APPROVED, sa_type=text_enum(MessageStatus))
    to_name: str
    to_email: str = Field(max_length=254)
    subject: str
    body: str
    text_hash: str = Field(max_length=64)
    reason: str = ""
    """Why it goes although it pushes, in its author's words."""
    message_id: str = Field(max_length=998)
    in_reply_to: str | None = Field(default=None, max_length=998)
    references: list[str] = Field(default_factory=list, sa_type=JsonData)
    approved_at: datetime = Field(sa_type=UtcDateTime)
    send_at: datetime = Field(sa_type=UtcDateTime)
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the worker looks at it next; null once there is nothing left to do."""
    attempts: int = 0
    attempted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Set before the connection is opened."""
    handed_over_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Set before the words leave: from here on a crash leaves it unknown whether they arrived."""
    accepted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Set once the server has said yes."""
    uncertain_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When a copy was handed over of which nobody knows whether it arrived. Sending it again does
    not make that known: this stays until the server says yes, or its owner what became of it."""
    failure_code: str = ""
    failure: str = ""
