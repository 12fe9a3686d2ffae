"""An organization gets another name: applications there are found by the new one."""

from sqlmodel import Session

from afterview.people import service as people
from afterview.people.models import Organization
from afterview.people.schemas import OrganizationPatch
from afterview.pipeline import service as pipeline


def update_organization(
    session: Session, organization: Organization, data: OrganizationPatch
) -> Organization:
    """Change an organization, and whatever carries its name."""
    name = organization.name
    people.update_organization(session, organization, data)
    if organization.name != name:
        pipeline.index_applications_at(session, organization)
    return organization
