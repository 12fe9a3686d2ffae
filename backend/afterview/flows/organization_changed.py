"""An organization changes: its name is found everywhere, its wishes change what is owed."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.followups import ways
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
    unrung = organization.no_calls
    people.update_organization(session, organization, data)
    if organization.name != name:
        pipeline.index_applications_at(session, organization)
    if organization.do_not_contact != silent:
        asked = "not to be contacted" if organization.do_not_contact else "to hear from you again"
        for application in _candidacies(session, organization):
            replan(session, application, now=now, why=f"{organization.name} asked {asked}")
    if organization.no_calls != unrung:
        for application in _candidacies(session, organization):
            ways.reroute(session, application, now=now)
    return organization


def _candidacies(session: Session, organization: Organization) -> Sequence[Application]:
    """Every application there, or through it."""
    there = col(Application.organization_id) == organization.id
    through = col(Application.agency_id) == organization.id
    return session.scalars(select(Application).where(or_(there, through))).all()
