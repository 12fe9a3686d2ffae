"""The organization or the contact in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import held, owned
from afterview.core.routing import Needs, SessionDep
from afterview.people.models import Contact, Organization


def owned_organization(
    session: SessionDep, user: CurrentUser, organization_id: UUID
) -> Organization:
    return owned(session, Organization, organization_id, user.id)


def owned_contact(session: SessionDep, user: CurrentUser, contact_id: UUID) -> Contact:
    return owned(session, Contact, contact_id, user.id)


def held_contact(session: SessionDep, user: CurrentUser, contact_id: UUID) -> Contact:
    return held(session, Contact, contact_id, user.id)


OwnedOrganization = Annotated[Organization, Needs(owned_organization)]
OwnedContact = Annotated[Contact, Needs(owned_contact)]
HeldContact = Annotated[Contact, Needs(held_contact)]
"""Nobody else can write anything of them meanwhile (`people.service.somebody`)."""
