"""Organizations and contacts. Names follow schema.org and vCard (RFC 6350)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlmodel import Field

from afterview.core.column_types import UtcDateTime, text_enum
from afterview.core.db import Owned, Row
from afterview.core.ids import new_id


class OrganizationRole(StrEnum):
    """Whether it hires for itself or for others."""

    EMPLOYER = "employer"
    AGENCY = "agency"


class ContactRole(StrEnum):
    """What somebody is to the candidate."""

    RECRUITER = "recruiter"
    AGENCY_CONSULTANT = "agency_consultant"
    HIRING_MANAGER = "hiring_manager"
    INTERVIEWER = "interviewer"
    COORDINATOR = "coordinator"
    HR = "hr"
    REFEREE = "referee"
    ALLY = "ally"


class Channel(StrEnum):
    """Ways to reach somebody. Turning up uninvited is not one of them (HS-05)."""

    EMAIL = "email"
    PHONE = "phone"
    SMS = "sms"
    LINKEDIN_MESSAGE = "linkedin_message"
    POST = "post"
    VIA_AGENCY = "via_agency"
    OTHER = "other"


class Organization(Owned, table=True):
    """An employer or an agency."""

    __tablename__ = "organization"
    __table_args__ = (
        Index("ix_organization_by_update", "owner_id", "updated_at", "id"),
        Index("ix_organization_by_name", "owner_id", "name", "id"),
        Index("ix_organization_by_key", "owner_id", "name_key"),
    )

    name: str
    name_key: str
    role: OrganizationRole = Field(sa_type=text_enum(OrganizationRole))
    website: str | None = None
    zone: str | None = Field(default=None, max_length=64)
    region: str | None = Field(default=None, max_length=6)
    industry: str | None = None
    do_not_contact: bool = False
    no_calls: bool = False
    notes: str = ""


class Contact(Owned, table=True):
    """A person met on the way."""

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_by_update", "owner_id", "updated_at", "id"),
        Index("ix_contact_by_name", "owner_id", "name", "id"),
    )

    organization_id: UUID | None = Field(
        default=None, foreign_key="organization.id", index=True, ondelete="SET NULL", sa_type=Uuid
    )
    name: str
    role: ContactRole = Field(sa_type=text_enum(ContactRole))
    job_title: str | None = None
    preferred_channel: Channel | None = Field(default=None, sa_type=text_enum(Channel))
    notes: str = ""
    obtained_from: str = ""
    """Where the data about them came from (RF-07)."""
    legal_basis: str = ""
    """Why it may be kept, in its owner's words."""
    anonymised_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when nothing tells who it was; what was counted stays counted."""


class ContactAddress(Row, table=True):
    """One way to reach a contact, and whether it may be used."""

    __tablename__ = "contact_address"
    __table_args__ = (Index("ix_contact_address_by_value", "owner_id", "channel", "value_key"),)

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=Uuid)
    contact_id: UUID = Field(foreign_key="contact.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    position: int
    channel: Channel = Field(sa_type=text_enum(Channel))
    value: str
    value_key: str
    given_by_them: bool
    do_not_contact: bool
