"""What can happen to organizations and contacts."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core import words
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid, NotFound
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import queries
from afterview.people.models import (
    Channel,
    Contact,
    ContactAddress,
    ContactRole,
    Organization,
    OrganizationRole,
)
from afterview.people.schemas import (
    Address,
    ContactCreate,
    ContactPatch,
    OrganizationCreate,
    OrganizationPatch,
)
from afterview.people.special_category import special_category

FORMER = "A former contact"
"""What an anonymised contact is called."""
_STANDING = (
    select(Contact)
    .where(col(Contact.id) == bindparam("contact"), col(Contact.owner_id) == bindparam("owner"))
    .with_for_update(read=True)
    .execution_options(populate_existing=True)
)


class StillInUse(Conflict):
    code = "still-in-use"


class Anonymised(Conflict):
    code = "contact-anonymised"


class SpecialCategory(Invalid):
    code = "special-category"


def name_key(name: str) -> str:
    """The form in which two spellings of a name are the same."""
    return " ".join(name.casefold().split())


def create_organization(session: Session, user: User, data: OrganizationCreate) -> Organization:
    """Write down an organization."""
    organization = Organization(owner_id=user.id, name_key=name_key(data.name), **data.model_dump())
    session.add(organization)
    session.flush()
    _index_organization(session, organization)
    events.record(session, Action.ORGANIZATION_CREATED, organization, f"{organization.name} added")
    return organization


def update_organization(
    session: Session, organization: Organization, data: OrganizationPatch
) -> Organization:
    """Change an organization."""
    _assign(organization, data.sent())
    organization.name_key = name_key(organization.name)
    session.flush()
    _index_organization(session, organization)
    events.record(
        session,
        Action.ORGANIZATION_UPDATED,
        organization,
        f"{organization.name} changed",
        data={"fields": sorted(data.model_fields_set)},
    )
    return organization


def find_or_create_organization(
    session: Session,
    user: User,
    *,
    organization_id: UUID | None,
    name: str | None,
    role: OrganizationRole = OrganizationRole.EMPLOYER,
) -> Organization | None:
    """Return the organization meant by an id or a name; a new name makes a new one."""
    if organization_id is not None:
        return owned(session, Organization, organization_id, user.id)
    if name is None:
        return None
    found = find_organization(session, user, name)
    return found or create_organization(session, user, OrganizationCreate(name=name, role=role))


def find_organization(session: Session, user: User, name: str) -> Organization | None:
    """The organization somebody means by a name, however they write it."""
    return queries.organization_named(session, user.id, name_key(name))


def create_contact(session: Session, user: User, data: ContactCreate) -> Contact:
    """Write down a person.

    Raises:
        SpecialCategory: the notes hold what is nobody's business (RF-07).
        NotFound: the organization is not there.
    """
    refuse_special(data.notes, pointer="/notes")
    if data.organization_id is not None:
        owned(session, Organization, data.organization_id, user.id)
    contact = Contact(owner_id=user.id, **data.model_dump(exclude={"addresses"}))
    session.add(contact)
    session.flush()
    _write_addresses(session, contact, data.addresses)
    _index_contact(session, contact)
    events.record(session, Action.CONTACT_CREATED, contact, f"{contact.name} added")
    return contact


def somebody(session: Session, contact_id: UUID, owner_id: UUID, *, pointer: str = "") -> Contact:
    """The contact that something is to be written of; `pointer` is where a body names them.

    Whatever takes the id of a contact, or of what belongs to one, looks them up here: of whom
    nothing is known any more, nothing more is written down (RF-07). Nobody anonymises them before
    this transaction ends.

    Raises:
        NotFound: there is no such contact, or it is not theirs.
        Anonymised: they cannot be named, briefed, met or written to.
    """
    contact = session.scalars(_STANDING, {"contact": contact_id, "owner": owner_id}).one_or_none()
    if contact is None:
        raise NotFound("There is no such contact.")
    refuse_anonymised(contact, pointer=pointer)
    return contact


def refuse_anonymised(contact: Contact, *, pointer: str = "") -> None:
    """Refuse to have anything more to do with somebody of whom nothing is known any more (RF-07).

    Raises:
        Anonymised: they cannot be named, briefed, met or written to.
    """
    if contact.anonymised_at is not None:
        raise Anonymised("This contact was anonymised: nobody can say who it was.", pointer=pointer)


def refuse_special(text: str, *, pointer: str) -> None:
    """Refuse to keep what nobody should write down of somebody else; `pointer` is where it stands.

    Raises:
        SpecialCategory: it tells of their health, faith, politics and so on (RF-07).
    """
    found = special_category(text)
    if found:
        raise SpecialCategory(found[0].detail, pointer=pointer)


def update_contact(session: Session, user: User, contact: Contact, data: ContactPatch) -> Contact:
    """Change a person; a list of addresses replaces the one there was.

    Raises:
        Anonymised: nobody is left to be changed.
        SpecialCategory: the notes hold what is nobody's business (RF-07).
        NotFound: the organization is not there.
    """
    refuse_anonymised(contact)
    changes = data.sent()
    if changes.get("notes", contact.notes) != contact.notes:
        refuse_special(data.notes, pointer="/notes")
    if changes.get("organization_id") is not None:
        owned(session, Organization, changes["organization_id"], user.id)
    addresses = changes.pop("addresses", None)
    _assign(contact, changes)
    if addresses is not None:
        session.execute(delete(ContactAddress).where(col(ContactAddress.contact_id) == contact.id))
        _write_addresses(session, contact, addresses)
        flag_modified(contact, "updated_at")
    session.flush()
    _index_contact(session, contact)
    events.record(
        session,
        Action.CONTACT_UPDATED,
        contact,
        f"{contact.name} changed",
        data={"fields": sorted(data.model_fields_set)},
    )
    return contact


def find_or_create_contact(
    session: Session,
    user: User,
    *,
    name: str,
    email: str | None,
    role: ContactRole,
    job_title: str | None,
    organization_id: UUID | None,
) -> Contact:
    """Return the person known by this mail address, or write down a new one.

    Without an address, it is whoever bears the name at that organization.
    """
    if email is not None:
        known = queries.contact_by_email(session, user.id, email.casefold())
    else:
        known = _namesake(session, user, name, organization_id)
    if known is not None:
        return known
    addresses = [Address(channel=Channel.EMAIL, value=email)] if email else []
    return create_contact(
        session,
        user,
        ContactCreate(
            name=name,
            organization_id=organization_id,
            role=role,
            job_title=job_title,
            addresses=addresses,
        ),
    )


def _namesake(
    session: Session, user: User, name: str, organization_id: UUID | None
) -> Contact | None:
    if organization_id is None:
        return None
    colleagues = queries.contacts_at(session, user.id, organization_id)
    return next((who for who in colleagues if name_key(who.name) == name_key(name)), None)


def delete_organization(session: Session, organization: Organization) -> None:
    """Delete an organization that no application names."""
    words.forget(session, organization)
    events.forget(session, organization.id)
    session.delete(organization)
    try:
        session.flush()
    except IntegrityError as error:
        raise StillInUse("Applications still name this organization; delete them first.") from error


def delete_contact(session: Session, contact: Contact) -> None:
    """Delete a person; interviews and plans stay, without them."""
    words.forget(session, contact)
    events.forget(session, contact.id)
    session.delete(contact)
    session.flush()


def anonymise_contact(session: Session, contact: Contact, *, now: Now) -> None:
    """Keep nothing of a person but that there was one, and what they were (RF-07).

    The organization goes as well: who was the recruiter there is no secret.
    """
    session.execute(delete(ContactAddress).where(col(ContactAddress.contact_id) == contact.id))
    contact.name, contact.anonymised_at = FORMER, now.at
    contact.organization_id = contact.job_title = contact.preferred_channel = None
    contact.notes = contact.obtained_from = contact.legal_basis = ""
    session.flush()
    _index_contact(session, contact)
    events.record(session, Action.CONTACT_ANONYMISED, contact, f"{FORMER} was anonymised")


def _assign(row: Organization | Contact, changes: dict[str, Any]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)


def _write_addresses(session: Session, contact: Contact, addresses: list[Address]) -> None:
    session.add_all(
        ContactAddress(
            owner_id=contact.owner_id,
            contact_id=contact.id,
            position=position,
            value_key=address.value.casefold(),
            **address.model_dump(),
        )
        for position, address in enumerate(addresses)
    )
    session.flush()


def _index_organization(session: Session, row: Organization) -> None:
    words.index(session, row, [row.name, row.industry, row.notes])


def _index_contact(session: Session, row: Contact) -> None:
    words.index(session, row, [row.name, row.job_title, row.notes])
