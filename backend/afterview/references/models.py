"""People who vouch for the candidate: consent, namings, briefings, calls, and what is owed."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime, text_enum
from afterview.core.db import Owned, Row, partial_index
from afterview.core.ids import new_id
from afterview.people.models import Channel
from afterview.references.vocabulary import (
    CallResult,
    ConsentScope,
    ConsentStatus,
    Direction,
    LedgerKind,
    LedgerOrigin,
    RefereeAnswer,
    Relationship,
)

LIVE = "withdrawn_at IS NULL"
"""A naming that stands: the employer has the name, and may use it."""
OWED = "settled_on IS NULL AND forgiven_on IS NULL"
"""An entry nobody has settled or forgiven."""


class Reference(Owned, table=True):
    """A contact who vouches for the candidate, and what for."""

    __tablename__ = "reference"
    __table_args__ = (
        Index("ix_reference_by_update", "owner_id", "updated_at", "id"),
        Index("ix_reference_by_creation", "owner_id", "created_at", "id"),
    )

    contact_id: UUID = Field(
        foreign_key="contact.id", unique=True, ondelete="CASCADE", sa_type=Uuid
    )
    relationship: Relationship = Field(sa_type=text_enum(Relationship))
    worked_together: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonData)
    """`employer`, `from_year`, `to_year` (null while it lasts), in the order they were given."""
    competencies: list[str] = Field(default_factory=list, sa_type=JsonData)
    best_hours: str = ""
    region: str | None = Field(default=None, max_length=6)
    current_employer: bool = False
    may_contact_now: bool = True
    """Whether employers may ring now; false for a current employer until somebody says so."""
    first_job: bool = False
    recall_confirmed_on: date | None = None
    notes: str = ""


class ReferenceConsent(Row, table=True):
    """One step in the history of somebody's consent. Appended, never changed."""

    __tablename__ = "reference_consent"
    __table_args__ = (Index("ix_reference_consent_history", "reference_id", "on", "id"),)

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    reference_id: UUID = Field(foreign_key="reference.id", ondelete="CASCADE", sa_type=Uuid)
    status: ConsentStatus = Field(sa_type=text_enum(ConsentStatus))
    scope: ConsentScope = Field(sa_type=text_enum(ConsentScope))
    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    on: date
    expires_on: date | None = None
    channel: Channel | None = Field(default=None, sa_type=text_enum(Channel))
    by_referee: bool = False
    """They said so of their own accord, or on their page."""
    by_hand: bool = False
    """The candidate wrote it down; false for what a reference said on their page."""
    note: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)


class ReferenceRequest(Owned, table=True):
    """What an employer asks for: how many, for what, by when."""

    __tablename__ = "reference_request"

    application_id: UUID = Field(
        foreign_key="application.id", unique=True, ondelete="CASCADE", sa_type=Uuid
    )
    wanted: int | None = None
    competencies: list[str] = Field(default_factory=list, sa_type=JsonData)
    names_due_on: date | None = None
    notes: str = ""


class Naming(Owned, table=True):
    """A reference was given to an employer: to whom, when, with which address."""

    __tablename__ = "naming"
    __table_args__ = (
        Index("ix_naming_by_time", "owner_id", "named_at", "id"),
        Index("ix_naming_by_update", "owner_id", "updated_at", "id"),
        partial_index("uq_naming_live", "reference_id", "application_id", unique=True, where=LIVE),
    )

    reference_id: UUID = Field(
        foreign_key="reference.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    application_id: UUID = Field(
        foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    named_at: datetime = Field(sa_type=UtcDateTime)
    recipient_id: UUID | None = Field(
        default=None, foreign_key="contact.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    recipient_name: str = ""
    address_channel: Channel | None = Field(default=None, sa_type=text_enum(Channel))
    address: str = ""
    calls_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    calls_to: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: RefereeAnswer | None = Field(default=None, sa_type=text_enum(RefereeAnswer))
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_note: str = ""
    best_number: str = ""
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    withdrawn_reason: str = ""


class EmployerContact(Owned, table=True):
    """An employer spoke to a reference."""

    __tablename__ = "employer_contact"
    __table_args__ = (
        Index("ix_employer_contact_by_time", "owner_id", "at", "id"),
        Index("ix_employer_contact_load", "reference_id", "at"),
    )

    reference_id: UUID = Field(foreign_key="reference.id", ondelete="CASCADE", sa_type=Uuid)
    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    at: datetime = Field(sa_type=UtcDateTime)
    channel: Channel = Field(sa_type=text_enum(Channel))
    caller: str = ""
    result: CallResult = Field(sa_type=text_enum(CallResult))
    notes: str = ""


class Briefing(Owned, table=True):
    """What a reference is told before somebody rings: for one application, or in general."""

    __tablename__ = "briefing"
    __table_args__ = (
        Index("ix_briefing_by_update", "owner_id", "updated_at", "id"),
        Index("ix_briefing_latest", "reference_id", "application_id", "sent_at"),
    )

    reference_id: UUID = Field(foreign_key="reference.id", ondelete="CASCADE", sa_type=Uuid)
    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    role: str = ""
    employer: str = ""
    caller: str = ""
    calls_from: datetime | None = Field(default=None, sa_type=UtcDateTime)
    calls_to: datetime | None = Field(default=None, sa_type=UtcDateTime)
    points: list[dict[str, Any]] = Field(default_factory=list, sa_type=JsonData)
    """Three true points, each with where it comes from."""
    facts: str = ""
    """Dates and titles, for accuracy."""
    weak_spot: str = ""
    subject: str = ""
    body: str = ""
    approved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    returned_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    returned_reason: str = ""
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    sent_channel: Channel | None = Field(default=None, sa_type=text_enum(Channel))
    answer: RefereeAnswer | None = Field(default=None, sa_type=text_enum(RefereeAnswer))
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_note: str = ""
    best_number: str = ""


class BriefingAttachment(Row, table=True):
    """A file that goes with a briefing."""

    __tablename__ = "briefing_attachment"

    briefing_id: UUID = Field(
        foreign_key="briefing.id", primary_key=True, ondelete="CASCADE", sa_type=Uuid
    )
    attachment_id: UUID = Field(
        foreign_key="attachment.id",
        primary_key=True,
        index=True,
        ondelete="CASCADE",
        sa_type=Uuid,
    )
    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    position: int


class RefereePage(Owned, table=True):
    """A page for one reference, opened with a code that is in nobody's hands but theirs."""

    __tablename__ = "referee_page"

    briefing_id: UUID = Field(
        foreign_key="briefing.id", index=True, ondelete="CASCADE", sa_type=Uuid
    )
    code_hash: bytes = Field(unique=True)
    expires_at: datetime = Field(index=True, sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer: RefereeAnswer | None = Field(default=None, sa_type=text_enum(RefereeAnswer))
    asked_to_be_forgotten_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LedgerEntry(Owned, table=True):
    """A favour or a debt between the candidate and somebody they know."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        Index("ix_ledger_entry_by_due", "owner_id", "sort_on", "id"),
        Index("ix_ledger_entry_by_update", "owner_id", "updated_at", "id"),
        Index("ix_ledger_entry_of", "contact_id", "sort_on", "id"),
        partial_index("ix_ledger_entry_waiting", "due_on", where=OWED),
        UniqueConstraint("contact_id", "kind", "cause_id"),
    )

    contact_id: UUID = Field(foreign_key="contact.id", ondelete="CASCADE", sa_type=Uuid)
    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    direction: Direction = Field(sa_type=text_enum(Direction))
    kind: LedgerKind = Field(sa_type=text_enum(LedgerKind))
    reason: str = ""
    amount_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    arose_on: date
    due_on: date | None = None
    sort_on: date
    pre_existing: bool = False
    settled_on: date | None = None
    settlement_note: str = ""
    forgiven_on: date | None = None
    origin: LedgerOrigin = Field(sa_type=text_enum(LedgerOrigin))
    cause_id: UUID | None = Field(default=None, sa_type=Uuid)
    """The call or the news that made it, so that it is made once; null once that is gone."""
    news: str | None = Field(default=None, max_length=32)
    """What there is to tell of an application: `offer`, or the status it ended with."""
