"""What can happen to a debrief."""

from typing import Any

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict
from afterview.debriefs import queries, rules
from afterview.debriefs.models import Debrief
from afterview.debriefs.schemas import DebriefPatch, DebriefStatus
from afterview.journal import events
from afterview.journal.models import Action
from afterview.pipeline.models import Interview


class DebriefLocked(Conflict):
    code = "debrief-locked"


class StrengthsFirst(Conflict):
    code = "strengths-first"


def open_debrief(session: Session, interview: Interview) -> Debrief:
    """Lay out a debrief that opens after a night's sleep (EV-01); the caller flushes."""
    assert interview.ended_at is not None  # the flow has just ended it
    window = rules.debrief_window(interview.ended_at)
    debrief = Debrief(
        owner_id=interview.owner_id,
        interview_id=interview.id,
        opens_at=window.opens_at,
        reminder_at=window.reminder_at,
        nags_stop_at=window.nags_stop_at,
    )
    session.add(debrief)
    return debrief


def reopen_for(session: Session, debrief: Debrief, interview: Interview) -> Debrief:
    """Keep the words of a debrief whose interview ended at another time; the caller flushes."""
    assert interview.ended_at is not None  # the flow has just ended it
    window = rules.debrief_window(interview.ended_at)
    debrief.opens_at = window.opens_at
    debrief.reminder_at = window.reminder_at
    debrief.nags_stop_at = window.nags_stop_at
    return debrief


def update_debrief(session: Session, debrief: Debrief, data: DebriefPatch, *, now: Now) -> Debrief:
    """Write on, close or reopen a debrief.

    Raises:
        DebriefLocked: it opens later, and `open_early` was not asked for.
        StrengthsFirst: a weakness before anything that went well (EV-01, step 3).
    """
    changes: dict[str, Any] = data.sent()
    status = changes.pop("status", None)
    if changes.pop("open_early", False) and now.at < debrief.opens_at:
        debrief.opened_early_at = debrief.opened_early_at or now.at
    if queries.status(debrief, now) is DebriefStatus.LOCKED and (changes or status):
        raise DebriefLocked("It opens twelve hours after the end; send open_early to begin now.")
    if "changes" in changes:
        changes["changes"] = [change.model_dump() for change in changes["changes"]]
    for name, value in changes.items():
        setattr(debrief, name, value)
    if debrief.changes and not debrief.went_well:
        raise StrengthsFirst(
            "Name one thing that went well before what you would change.", pointer="/went_well"
        )
    if status is DebriefStatus.DONE and debrief.finished_at is None:
        debrief.finished_at = now.at
        interview = owned(session, Interview, debrief.interview_id, debrief.owner_id)
        events.record(
            session,
            Action.DEBRIEF_FINISHED,
            debrief,
            "Debrief written",
            application_id=interview.application_id,
        )
    elif status is DebriefStatus.OPEN:
        debrief.finished_at = None
    session.flush()
    return debrief


def is_blank(debrief: Debrief) -> bool:
    """Whether nothing has been written into it."""
    return not any(
        (
            debrief.aim,
            debrief.what_happened,
            debrief.went_well,
            debrief.changes,
            debrief.outside_control,
            debrief.second_source,
        )
    )
