"""They said something else about the next step: the answer is expected, and asked for, then."""

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.flows.ending_read import contact_brief
from afterview.flows.schemas import NextStepPatch, NextStepRead
from afterview.followups import planning
from afterview.followups.models import FollowUpPlan
from afterview.followups.replanning import replan
from afterview.people import service as people
from afterview.people.models import ContactRole
from afterview.pipeline.models import Application, Interview

COLUMNS = {"follow_up_permission": "permission"}


def change_next_step(
    session: Session,
    user: User,
    plan: FollowUpPlan,
    interview: Interview,
    data: NextStepPatch,
    *,
    now: Now,
) -> None:
    """Keep what was said, and plan anew what nobody has sent or waived yet."""
    application = owned(session, Application, plan.application_id, user.id)
    changes = {COLUMNS.get(name, name): value for name, value in data.sent().items()}
    if "contact_person" in changes:
        name = changes.pop("contact_person")
        contact = name and people.find_or_create_contact(
            session,
            user,
            name=name,
            email=None,
            role=ContactRole.RECRUITER,
            job_title=None,
            organization_id=application.organization_id,
        )
        changes["contact_id"] = contact.id if contact else None
    planning.change_plan(session, plan, interview, application, changes)
    replan(session, application, now=now, why="what was said about the next step changed")


def read_next_step(session: Session, plan: FollowUpPlan) -> NextStepRead:
    """What was said, as it is sent."""
    return NextStepRead.model_validate(
        plan.model_dump()
        | {
            "follow_up_permission": plan.permission,
            "contact_person": contact_brief(session, plan.contact_id, plan.owner_id),
        }
    )
