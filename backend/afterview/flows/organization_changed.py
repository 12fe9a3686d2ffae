"""An organization changes: its name is found everywhere, its wishes change what is owed."""

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.followups.replanning import replan
from afterview.people import service as people
from afterview.people.models import Organization
from afterview.people.schemas import OrganizationPatch
from afterview.pipeline import service as pipeline
from afterview.pipeline.models import Application


def update_organization(
    session: Session, organization: Organization, data: OrganizationPatch, *, now: Now
) -> Organization:
    """Change an organization, and whatever carries its name or follows from its wishes."""
    name, silent = organization.name, organization.do_not_contact
    people.update_organization(session, organization, data)
    if organization.name != name:
        pipeline.index_applications_at(session, organization)
    if organization.do_not_contact != silent:
        asked = "not to be contacted" if organization.do_not_contact else "to hear from you again"
        for application in session.scalars(
            select(Application).where(col(Application.organization_id) == organization.id)
        ).all():
            replan(session, application, now=now, why=f"{organization.name} asked {asked}")
    return organization
