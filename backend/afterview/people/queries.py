"""Reading organizations and contacts."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from afterview.core import words
from afterview.core.db import columns
from afterview.core.pages import Page, Sort, by, by_instant, fetch
from afterview.people.models import Channel, Contact, ContactAddress, ContactRole, Organization
from afterview.people.schemas import (
    AddressRead,
    ContactQuery,
    ContactRead,
    OrganizationQuery,
    OrganizationRead,
)

_ORGANIZATIONS = select(*columns(Organization))
_CONTACTS = select(
    *columns(Contact),
    col(Organization.name).label("organization_name"),
).outerjoin(Organization, col(Organization.id) == col(Contact.organization_id))


USABLE_EMAIL = (
    select(col(ContactAddress.value))
    .where(
        col(ContactAddress.contact_id) == col(Contact.id),
        col(ContactAddress.channel) == Channel.EMAIL,
        col(ContactAddress.given_by_them).is_(True),
        col(ContactAddress.do_not_contact).is_(False),
    )
    .order_by(col(ContactAddress.position))
    .limit(1)
    .scalar_subquery()
)
"""Of a contact in the select around it: the first mail address that may be used (HS-01, HS-06)."""
_NAMED = (
    select(Organization)
    .where(
        col(Organization.owner_id) == bindparam("owner"),
        col(Organization.name_key) == bindparam("key"),
    )
    .order_by(col(Organization.id))
    .limit(1)
)
_ADDRESSES = (
    select(*columns(ContactAddress))
    .where(col(ContactAddress.contact_id).in_(bindparam("contacts")))
    .order_by(col(ContactAddress.contact_id), col(ContactAddress.position))
)


def _sorts(kind: type[Organization] | type[Contact]) -> dict[str, Sort]:
    name, name_down = by(col(kind.name), col(kind.id))
    updated, updated_down = by_instant(col(kind.updated_at), col(kind.id))
    return {
        "name": name,
        "-name": name_down,
        "updated_at": updated,
        "-updated_at": updated_down,
    }


_ORGANIZATION_SORTS = _sorts(Organization)
_CONTACT_SORTS = _sorts(Contact)


def organizations(
    session: Session, owner_id: UUID, query: OrganizationQuery
) -> Page[OrganizationRead]:
    """A page of organizations."""
    statement = _ORGANIZATIONS.where(col(Organization.owner_id) == owner_id)
    if query.role:
        statement = statement.where(col(Organization.role).in_(query.role))
    if query.updated_since:
        statement = statement.where(col(Organization.updated_at) >= query.updated_since)
    if query.q is not None:
        statement = words.matching(session, Organization, owner_id, query.q).on(statement)
    rows, after = fetch(session, statement, _ORGANIZATION_SORTS, sort=query.sort, query=query)
    return Page(items=[OrganizationRead.model_validate(row) for row in rows], next=after)


def contacts(session: Session, owner_id: UUID, query: ContactQuery) -> Page[ContactRead]:
    """A page of contacts with their addresses, in two statements."""
    statement = _CONTACTS.where(col(Contact.owner_id) == owner_id)
    if query.organization_id:
        statement = statement.where(col(Contact.organization_id).in_(query.organization_id))
    if query.role:
        statement = statement.where(col(Contact.role).in_(query.role))
    if query.updated_since:
        statement = statement.where(col(Contact.updated_at) >= query.updated_since)
    if query.q is not None:
        statement = words.matching(session, Contact, owner_id, query.q).on(statement)
    rows, after = fetch(session, statement, _CONTACT_SORTS, sort=query.sort, query=query)
    reached = addresses(session, [row.id for row in rows])
    items = [
        ContactRead.model_validate(dict(row._mapping) | {"addresses": reached.get(row.id, [])})
        for row in rows
    ]
    return Page(items=items, next=after)


def contact(session: Session, found: Contact) -> ContactRead:
    """One contact as it is sent."""
    row = session.execute(_CONTACTS.where(col(Contact.id) == found.id)).one()
    reached = addresses(session, [found.id])
    return ContactRead.model_validate(dict(row._mapping) | {"addresses": reached.get(found.id, [])})


def addresses(session: Session, contact_ids: Iterable[UUID]) -> dict[UUID, list[AddressRead]]:
    """The addresses of several contacts, each list in its own order."""
    found: dict[UUID, list[AddressRead]] = {}
    ids = list(contact_ids)
    if not ids:
        return found
    for row in session.connection().execute(_ADDRESSES, {"contacts": ids}):
        found.setdefault(row.contact_id, []).append(AddressRead.model_validate(row))
    return found


def usable_emails(session: Session, contact_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The first mail address of each contact that may be used (HS-01, HS-06)."""
    found: dict[UUID, str] = {}
    for contact_id, reached in addresses(session, contact_ids).items():
        for address in reached:
            usable = address.given_by_them and not address.do_not_contact
            if address.channel is Channel.EMAIL and usable:
                found.setdefault(contact_id, address.value)
    return found


def organization_named(session: Session, owner_id: UUID, key: str) -> Organization | None:
    """The organization of this name, however it is written; the oldest if there are several."""
    return session.scalars(_NAMED, {"owner": owner_id, "key": key}).first()


def contacts_at(session: Session, owner_id: UUID, organization_id: UUID) -> Sequence[Contact]:
    """Everybody known at one organization, the oldest first."""
    statement = (
        select(Contact)
        .where(col(Contact.owner_id) == owner_id, col(Contact.organization_id) == organization_id)
        .order_by(col(Contact.id))
    )
    return session.execute(statement).scalars().all()


def consultant_at(session: Session, owner_id: UUID, agency_id: UUID) -> Contact | None:
    """Whom one speaks to at an agency: its consultant, or else whoever is known there."""
    there = contacts_at(session, owner_id, agency_id)
    consultants = (who for who in there if who.role is ContactRole.AGENCY_CONSULTANT)
    return next(consultants, next(iter(there), None))


def contact_by_email(session: Session, owner_id: UUID, key: str) -> Contact | None:
    """The contact that can be reached at this mail address; the oldest if there are several."""
    return (
        session.execute(
            select(Contact)
            .join(ContactAddress, col(ContactAddress.contact_id) == col(Contact.id))
            .where(
                col(ContactAddress.owner_id) == owner_id,
                col(ContactAddress.channel) == Channel.EMAIL,
                col(ContactAddress.value_key) == key,
            )
            .order_by(col(Contact.id))
            .limit(1)
        )
        .scalars()
        .first()
    )
