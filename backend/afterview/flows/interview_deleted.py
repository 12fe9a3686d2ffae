"""An interview is deleted: check-ins that were let go because of it are owed again."""

from sqlmodel import Session

from afterview.followups import service as follow_ups
from afterview.pipeline import interview_service
from afterview.pipeline.models import Interview


def delete_interview(session: Session, interview: Interview) -> None:
    """Delete an interview with everything its ending laid out."""
    if interview.ended_at is not None:
        follow_ups.forget_plan(session, interview)
    interview_service.delete_interview(session, interview)
