"""The whole plan after an interview, as it stands, gathered from the rooms that keep its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, or_
from sqlmodel import Session, col, select

from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import NotFound
from afterview.debriefs import queries as debriefs
from afterview.debriefs.models import Debrief
from afterview.flows.schemas import EndingRead
from afterview.followups import queries as follow_ups
from afterview.followups.models import FollowUpPlan
from afterview.followups.schemas import ContactBrief
from afterview.people.models import Contact
from afterview.people.queries import usable_emails
from afterview.pipeline import interview_queries
from afterview.pipeline.models import Interview
from afterview.tasks import queries as tasks
from afterview.tasks.models import Task, TaskKind
from afterview.tasks.schemas import TaskRead
from afterview.winddown import queries as winddown
from afterview.winddown.models import Capture, WindDown, WindDownStep

_TO_DO = (
    select(Task)
    .where(
        or_(
            col(Task.interview_id) == bindparam("interview"),
            and_(  # a move may have asked for it before
                col(Task.application_id) == bindparam("application"),
                col(Task.kind) == TaskKind.REFEREE_WARM_UP,
                col(Task.done_at).is_(None),
                col(Task.skipped_at).is_(None),
            ),
        )
    )
    .order_by(case((col(Task.interview_id) == bindparam("interview"), 1), else_=0), col(Task.id))
)
"""What an ending gave to do; its own stand behind others of the application."""
_ENDING: Any = select(WindDown, Capture, FollowUpPlan, Debrief).where(
    col(WindDown.interview_id) == bindparam("interview"),
    col(Capture.interview_id) == col(WindDown.interview_id),
    col(FollowUpPlan.interview_id) == col(WindDown.interview_id),
    col(Debrief.interview_id) == col(WindDown.interview_id),
)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The parts of a plan, each of a room of its own."""

    wind_down: WindDown
    steps: Sequence[WindDownStep]
    capture: Capture
    plan: FollowUpPlan
    debrief: Debrief
    to_do: Mapping[TaskKind, Task]
    """What it gave to do; a move may have asked for a word to the referees before."""


def read_ending(
    session: Session, interview: Interview, *, now: Now, laid_out: LaidOut | None = None
) -> EndingRead:
    """An ended interview with the whole plan; its parts are read unless the caller has them.

    Raises:
        NotFound: it has not ended.
    """
    found = laid_out or _laid_out(session, interview)

    def read(kind: TaskKind) -> TaskRead | None:
        return tasks.task_read(found.to_do[kind]) if kind in found.to_do else None

    held = interview_queries.interview(session, interview.id)
    return EndingRead.model_validate(
        {
            "interview": held,
            "ended_at": interview.ended_at,
            "minutes_to_spare": found.wind_down.budget_minutes,
            "decision_by": found.plan.decision_by,
            "follow_up_permission": found.plan.permission,
            "preferred_channel": found.plan.preferred_channel,
            "contact_person": contact_brief(session, found.plan.contact_id, interview.owner_id),
            "next_stage": found.plan.next_stage,
            "wind_down": winddown.wind_down_read(session, found.wind_down, found.steps),
            "quiet_until": found.wind_down.quiet_until,
            "capture": winddown.capture_read(session, found.capture),
            "follow_ups": follow_ups.of_interview(session, held),
            "expected_reply_on": found.plan.expected_reply_on,
            "debrief": debriefs.debrief_read(found.debrief, now),
            "search_action": read(TaskKind.SEARCH_ACTION),
            "referee_warm_up": read(TaskKind.REFEREE_WARM_UP),
            "capture_task": read(TaskKind.CAPTURE),
            "notes": found.plan.notes,
        }
    )


def _laid_out(session: Session, interview: Interview) -> LaidOut:
    found = session.execute(_ENDING, {"interview": interview.id}).one_or_none()
    if found is None:
        raise NotFound("This interview has no ending yet.")
    wind_down, capture, plan, debrief = found
    asked = {"interview": interview.id, "application": interview.application_id}
    to_do = {task.kind: task for task in session.scalars(_TO_DO, asked)}
    steps = winddown.steps(session, wind_down.id)
    return LaidOut(wind_down, steps, capture, plan, debrief, to_do)


def contact_brief(session: Session, contact_id: UUID | None, owner_id: UUID) -> ContactBrief | None:
    if contact_id is None:
        return None
    contact = owned(session, Contact, contact_id, owner_id)
    email = usable_emails(session, [contact_id]).get(contact_id)
    return ContactBrief(id=contact.id, name=contact.name, email=email)
