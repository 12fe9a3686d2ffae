"""What organizations and contacts look like from outside."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from afterview.core.pages import ListQuery
from afterview.core.schema import (
    Line,
    Name,
    Prose,
    Reachable,
    ReadSchema,
    Region,
    Url,
    WriteSchema,
    Zone,
    unchanged,
)
from afterview.people.models import Channel, ContactRole, OrganizationRole

OrganizationName = Annotated[Name, Field(examples=["Mecca Customer Services"])]
EmployerZone = Annotated[
    Zone,
    Field(
        description="IANA zone the organization works in; null means yours.",
        examples=["Europe/London"],
    ),
]
EmployerRegion = Annotated[
    Region,
    Field(
        description="Country, or part of one, whose public holidays it keeps; null means yours.",
        examples=["GB"],
    ),
]
Industry = Annotated[
    Line,
    Field(
        description="Sets how long an answer usually takes. Known: `government`, "
        "`public_sector`, `restaurants`, `supermarkets`, `hotels_catering` and others; "
        "anything else counts as average.",
        examples=["hotels_catering"],
    ),
]
DO_NOT_CONTACT = Field(
    description="Somebody there asked not to be contacted: nothing is planned until they write.",
)
NO_CALLS = Field(
    description="They asked not to be rung: no call is planned, everything else may be (HS-01).",
)


class OrganizationRead(ReadSchema):
    """An employer or an agency."""

    id: UUID
    name: Annotated[str, Field(examples=["Mecca Customer Services"])]
    role: OrganizationRole
    website: str | None = Field(examples=["https://mecca.example"])
    zone: str | None = Field(description="IANA zone; null means yours.", examples=["Europe/London"])
    region: str | None = Field(description="ISO 3166; null means yours.", examples=["GB"])
    industry: str | None = Field(examples=["hotels_catering"])
    do_not_contact: Annotated[bool, DO_NOT_CONTACT]
    no_calls: Annotated[bool, NO_CALLS]
    notes: str
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class OrganizationCreate(WriteSchema):
    """A new organization; only the name is needed."""

    name: OrganizationName
    role: OrganizationRole = OrganizationRole.EMPLOYER
    website: Url | None = Field(default=None, examples=["https://mecca.example"])
    zone: EmployerZone | None = None
    region: EmployerRegion | None = None
    industry: Industry | None = None
    do_not_contact: Annotated[bool, DO_NOT_CONTACT] = False
    no_calls: Annotated[bool, NO_CALLS] = False
    notes: Prose = ""


class OrganizationPatch(WriteSchema):
    """What may be changed about an organization."""

    name: OrganizationName = unchanged()
    role: OrganizationRole = unchanged()
    website: Url | None = unchanged(examples=["https://mecca.example"])
    zone: EmployerZone | None = unchanged()
    region: EmployerRegion | None = unchanged()
    industry: Industry | None = unchanged()
    do_not_contact: Annotated[bool, DO_NOT_CONTACT] = unchanged()
    no_calls: Annotated[bool, NO_CALLS] = unchanged()
    notes: Prose = unchanged()


class OrganizationQuery(ListQuery):
    """Which organizations, in which order."""

    role: list[OrganizationRole] = Field(default=[], description="Any of these roles.")
    q: Line | None = Field(default=None, description="Words in the name, industry or notes.")
    sort: Literal["name", "-name", "updated_at", "-updated_at"] = Field(
        default="name", description="A leading minus turns the order round."
    )


class Address(WriteSchema):
    """One way to reach a person."""

    channel: Channel = Field(examples=["email"])
    value: Reachable = Field(
        description="Mail address, E.164 number, profile address …",
        examples=["priya.nair@mecca.example"],
    )
    given_by_them: bool = Field(
        default=True,
        description="Whether they, or their employer, gave it for this purpose. One that was "
        "found elsewhere is never used.",
    )
    do_not_contact: bool = Field(
        default=False, description="They asked not to be reached this way."
    )


class AddressRead(ReadSchema):
    """One way to reach a person, and whether it may be used."""

    channel: Channel = Field(examples=["email"])
    value: str = Field(examples=["priya.nair@mecca.example"])
    given_by_them: bool
    do_not_contact: bool


Addresses = Annotated[
    list[Address], Field(max_length=20, description="In the order they should be tried.")
]
PersonName = Annotated[Name, Field(examples=["Priya Nair"])]
JobTitle = Annotated[Line, Field(examples=["Head of Customer Operations"])]
OBTAINED_FROM = Field(
    description="Where what you know about them came from.",
    examples=["Their signature under the invitation"],
)
LEGAL_BASIS = Field(
    description="Why you may keep it, in your own words. A search of your own hardly needs one; "
    "whoever keeps others' searches does.",
    examples=[""],
)
ObtainedFrom = Annotated[Line, OBTAINED_FROM]
LegalBasis = Annotated[Line, LEGAL_BASIS]


class ContactRead(ReadSchema):
    """A person: recruiter, interviewer, referee, ally …"""

    id: UUID
    organization_id: UUID | None
    organization_name: str | None = Field(examples=["Mecca Customer Services"])
    name: str = Field(examples=["Priya Nair"])
    role: ContactRole = Field(examples=["hiring_manager"])
    job_title: str | None = Field(examples=["Head of Customer Operations"])
    addresses: list[AddressRead]
    preferred_channel: Channel | None = Field(examples=["email"])
    notes: str
    obtained_from: Annotated[str, OBTAINED_FROM]
    legal_basis: Annotated[str, LEGAL_BASIS]
    anonymised_at: datetime | None = Field(
        description="Since when nothing tells who it was; then nothing can be changed.",
        examples=[None],
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class ContactCreate(WriteSchema):
    """A new contact; only the name is needed."""

    name: PersonName
    organization_id: UUID | None = None
    role: ContactRole = ContactRole.INTERVIEWER
    job_title: JobTitle | None = None
    addresses: Addresses = []
    preferred_channel: Channel | None = None
    notes: Prose = ""
    obtained_from: ObtainedFrom = ""
    legal_basis: LegalBasis = ""


class ContactPatch(WriteSchema):
    """What may be changed about a contact. `addresses` replaces the whole list."""

    name: PersonName = unchanged()
    organization_id: UUID | None = unchanged()
    role: ContactRole = unchanged()
    job_title: JobTitle | None = unchanged()
    addresses: Addresses = unchanged()
    preferred_channel: Channel | None = unchanged()
    notes: Prose = unchanged()
    obtained_from: ObtainedFrom = unchanged()
    legal_basis: LegalBasis = unchanged()


class ContactQuery(ListQuery):
    """Which contacts, in which order."""

    organization_id: list[UUID] = Field(default=[], description="Any of these organizations.")
    role: list[ContactRole] = Field(default=[], description="Any of these roles.")
    q: Line | None = Field(default=None, description="Words in the name, job title or notes.")
    sort: Literal["name", "-name", "updated_at", "-updated_at"] = Field(
        default="name", description="A leading minus turns the order round."
    )
