"""Organizations and contacts over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser
from afterview.core import etag
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.people import queries, service
from afterview.people.deps import OwnedContact, OwnedOrganization
from afterview.people.schemas import (
    ContactCreate,
    ContactPatch,
    ContactQuery,
    ContactRead,
    OrganizationCreate,
    OrganizationQuery,
    OrganizationRead,
)

router = APIRouter(prefix="/api/v1", tags=["People"], route_class=ApiRoute)


@router.get("/organizations", response_model=Page[OrganizationRead])
def list_organizations(
    session: SessionDep, user: CurrentUser, query: Annotated[OrganizationQuery, Query()]
) -> Page[OrganizationRead]:
    """Employers and agencies, by name unless asked otherwise."""
    return queries.organizations(session, user.id, query)


@router.post("/organizations", response_model=OrganizationRead, status_code=201)
def create_organization(
    session: SessionDep, user: CurrentUser, data: OrganizationCreate
) -> OrganizationRead:
    """Write down an employer or an agency.

    Seldom needed by itself: an application with a new `organization_name` makes one.
    """
    return OrganizationRead.model_validate(service.create_organization(session, user, data))


@router.get(
    "/organizations/{organization_id}",
    response_model=OrganizationRead,
    responses=problems(NotFound),
)
def read_organization(organization: OwnedOrganization) -> OrganizationRead:
    """One organization: where it is, whose holidays it keeps, whether it may be contacted."""
    return OrganizationRead.model_validate(organization)


@router.delete(
    "/organizations/{organization_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, service.StillInUse),
)
def delete_organization(
    session: SessionDep, organization: OwnedOrganization, if_match: IfMatch = None
) -> None:
    """Delete an organization nothing refers to any more."""
    etag.check(organization, if_match)
    service.delete_organization(session, organization)


@router.get("/contacts", response_model=Page[ContactRead])
def list_contacts(
    session: SessionDep, user: CurrentUser, query: Annotated[ContactQuery, Query()]
) -> Page[ContactRead]:
    """The people met on the way, by name unless asked otherwise."""
    return queries.contacts(session, user.id, query)


@router.post(
    "/contacts",
    response_model=ContactRead,
    status_code=201,
    responses=problems(NotFound, service.SpecialCategory),
)
def create_contact(session: SessionDep, user: CurrentUser, data: ContactCreate) -> ContactRead:
    """Write down a person: who they are to you, and how they want to be reached.

    What the notes tell of their health, faith, politics and the like is refused (RF-07).
    """
    return queries.contact(session, service.create_contact(session, user, data))


@router.get("/contacts/{contact_id}", response_model=ContactRead, responses=problems(NotFound))
def read_contact(session: SessionDep, contact: OwnedContact) -> ContactRead:
    """One person, with every address and what may be done with it."""
    return queries.contact(session, contact)


@router.patch(
    "/contacts/{contact_id}",
    response_model=ContactRead,
    responses=problems(NotFound, service.Anonymised, service.SpecialCategory),
)
def update_contact(
    session: SessionDep,
    user: CurrentUser,
    contact: OwnedContact,
    data: ContactPatch,
    if_match: IfMatch = None,
) -> ContactRead:
    """Change a person. A list of addresses replaces the one there was."""
    etag.check(contact, if_match)
    return queries.contact(session, service.update_contact(session, user, contact, data))
