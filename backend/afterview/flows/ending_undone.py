"""The interview has not ended after all: everything its ending laid out goes, but for words."""

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict, NotFound
from afterview.debriefs import queries as debriefs
from afterview.debriefs import service as debrief_service
from afterview.followups import planning
from afterview.followups import queries as follow_ups
from afterview.followups.replanning import replan
from afterview.journal import events
from afterview.journal.models import Action
from afterview.pipeline import interview_service
from afterview.pipeline.models import Application, Interview
from afterview.tasks import queries as tasks
from afterview.tasks.models import TaskKind
from afterview.winddown import queries as winddown

TO_DO = (TaskKind.SEARCH_ACTION, TaskKind.REFEREE_WARM_UP, TaskKind.CAPTURE)


class AlreadySent(Conflict):
    code = "already-sent"


def undo_ending(session: Session, user: User, interview: Interview, *, now: Now) -> None:
    """Take an ending back, as long as nothing was sent. Words already written are kept.

    Raises:
        NotFound: it has not ended.
        AlreadySent: a message of its plan has gone out.
    """
    if interview.ended_at is None:
        raise NotFound("This interview has no ending.")
    if follow_ups.sent_any(session, interview.id):
        raise AlreadySent("A message of this plan has gone out, so the ending stands.")
    planning.forget_plan(session, interview)
    application = owned(session, Application, interview.application_id, user.id)
    for task in tasks.of_interview(session, interview.id):
        if task.kind in TO_DO:
            session.delete(task)
    if wind_down := winddown.wind_down_of(session, interview.id):
        session.delete(wind_down)
    capture = winddown.capture_of(session, interview.id)
    if capture is not None and capture.first_saved_at is None:
        session.delete(capture)
    debrief = debriefs.debrief_of(session, interview.id)
    if debrief is not None and debrief_service.is_blank(debrief):
        session.delete(debrief)
    interview_service.mark_not_ended(session, interview)
    replan(session, application, now=now, why="an ending was taken back")
    events.record(
        session,
        Action.INTERVIEW_ENDING_UNDONE,
        interview,
        "Ending taken back",
        application_id=interview.application_id,
    )
