"""An interview is deleted: check-ins that were let go because of it are owed again."""

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.followups import messages, planning
from afterview.followups.replanning import replan
from afterview.pipeline import interview_service
from afterview.pipeline.models import Application, Interview


def delete_interview(session: Session, interview: Interview, *, now: Now) -> None:
    """Delete an interview with everything its ending laid out.

    Raises:
        OnItsWay: a mail of its plan is being sent, or may have arrived.
    """
    application = owned(session, Application, interview.application_id, interview.owner_id)
    messages.hold_employer(session, application.organization_id)
    if messages.any_left(session, interview.id):
        raise messages.OnItsWay("A message after it is on its way, or may have arrived.")
    ended = interview.ended_at is not None
    if ended:
        planning.forget_plan(session, interview)
    interview_service.delete_interview(session, interview)
    if ended:
        replan(session, application, now=now, why="an interview was deleted")
