"""Collecting the day, in a fixed number of statements however much there is."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from operator import attrgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.days import at_local
from afterview.debriefs import queries as debriefs
from afterview.followups import queries as follow_ups
from afterview.people.models import Organization
from afterview.pipeline.models import Application, Interview
from afterview.pipeline.vocabulary import InterviewStatus
from afterview.tasks import queries as tasks
from afterview.tasks.models import TaskKind
from afterview.today import correspondence, vouching
from afterview.today.rules import SHOWN, Item, Kind, sort_day
from afterview.today.schemas import ItemRead, TodayRead
from afterview.winddown.models import Capture, WindDown, WindDownStep
from afterview.winddown.rules import capture_due

AHEAD = timedelta(days=14)
FORGOTTEN = timedelta(days=14)
"""An interview nobody ended is asked about for this long."""
FRESH = timedelta(hours=72)
SILENCE = timedelta(days=120)
"""Older plans are no longer waited for."""
DAY_BEFORE = timedelta(days=1)
"""A to-do with a date makes sense from a day before it."""
SEVEN_MINUTES_SHOWN = timedelta(minutes=30)


def today(session: Session, user: User, now: Now) -> TodayRead:
    """The one next thing, then due, soon and waiting; quiet in the quiet window (WD-05)."""
    interviews = _interviews(session, user.id, now.at)
    plan = _running_plan(session, user.id, now.at)
    if plan is not None:
        return _quiet(session, plan, interviews, now)
    waited = follow_ups.awaited(session, user.id, now.at - SILENCE)
    open_debriefs = debriefs.unwritten(session, user.id, now.at)
    captures = _captures(session, user.id, now.at)
    briefs = _briefs(
        session,
        {found.interview_id for found in open_debriefs}
        | {found.interview_id for found in captures},
    )
    items = [
        *_interview_items(interviews, now),
        *_capture_items(captures, briefs),
        *correspondence.follow_up_items(session, user.id, now.at),
        *correspondence.message_items(session, user.id),
        *correspondence.inbox_items(session, user.id),
        *vouching.call_items(session, user.id, now),
        *vouching.ledger_items(session, user.id, now),
        *_debrief_items(open_debriefs, briefs),
        *_task_items(session, user.id, {found.interview_id for found in captures}),
    ]
    tomorrow = now.today + timedelta(days=1)
    day_ends_at = at_local(tomorrow, time(0), now.zone) - timedelta(microseconds=1)
    day = sort_day(items, at=now.at, day_ends_at=day_ends_at)
    waiting = islice(correspondence.waiting_items(waited, interviews, now), SHOWN)
    return TodayRead(
        at=now.at,
        quiet_until=None,
        next=_read(day.next, now) if day.next else None,
        due=[_read(item, now) for item in day.due[:SHOWN]],
        soon=[_read(item, now) for item in day.soon[:SHOWN]],
        waiting=[_read(item, now) for item in waiting],
    )


_values = attrgetter(*Item.__slots__)


def _read(item: Item, now: Now) -> ItemRead:
    overdue = item.due_at is not None and item.due_at < now.at
    return ItemRead.model_validate(
        dict(zip(Item.__slots__, _values(item), strict=True)) | {"overdue": overdue}
    )


_INTERVIEWS: Any = (
    select(
        col(Interview.id),
        col(Interview.application_id),
        col(Interview.starts_at),
        col(Interview.duration_minutes),
        col(Interview.zone),
        col(Application.title),
        col(Organization.name).label("organization_name"),
    )
    .join(Application, col(Application.id) == col(Interview.application_id))
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .where(
        col(Interview.owner_id) == bindparam("owner"),
        col(Interview.status) == InterviewStatus.SCHEDULED,
        col(Interview.starts_at).between(bindparam("since"), bindparam("until")),
    )
    .order_by(col(Interview.starts_at), col(Interview.id))
    .limit(SHOWN)
)


def _interviews(session: Session, owner_id: UUID, at: datetime) -> Sequence[Any]:
    """Interviews that are planned: the coming ones, and those nobody has ended yet."""
    window = {"owner": owner_id, "since": at - FORGOTTEN, "until": at + AHEAD}
    return session.connection().execute(_INTERVIEWS, window).all()


def _interview_items(rows: Sequence[Any], now: Now) -> Iterator[Item]:
    for row in rows:
        ends_at = row.starts_at + timedelta(minutes=row.duration_minutes)
        what = f"{row.title} at {row.organization_name}"
        over = ends_at <= now.at
        local = row.starts_at.astimezone(ZoneInfo(row.zone))
        yield Item(
            kind=Kind.ENDING if over else Kind.INTERVIEW,
            title=f"Out of {row.organization_name}?" if over else what,
            why=f"{what}. Say when it ended, and the plan is laid out."
            if over
            else f"Interview on {local:%A} at {local:%H:%M} ({row.zone}).",
            href=f"/interviews/{row.id}",
            subject_id=row.id,
            starts_at=ends_at if over else row.starts_at,
            due_at=None if over else row.starts_at,
            application_id=row.application_id,
            interview_id=row.id,
            call={
                "method": "POST",
                "path": f"/api/v1/interviews/{row.id}/ending",
                "body": {"ended_at": _utc(ends_at)},
            }
            if over
            else None,
        )


_RUNNING_PLAN = (
    select(WindDown)
    .where(
        col(WindDown.owner_id) == bindparam("owner"),
        col(WindDown.quiet_until) > bindparam("at"),
        col(WindDown.starts_at) <= bindparam("at"),
    )
    .order_by(col(WindDown.seven_minute_due_at).desc(), col(WindDown.id).desc())
    .limit(1)
)


def _running_plan(session: Session, owner_id: UUID, at: datetime) -> WindDown | None:
    """The wind-down whose quiet window is open right now; the later one, if there are two."""
    return session.scalars(_RUNNING_PLAN, {"owner": owner_id, "at": at}).first()


def _quiet(session: Session, plan: WindDown, interviews: Sequence[Any], now: Now) -> TodayRead:
    """Only the plan speaks, and an interview that would start before the quiet is over."""
    items = [
        item
        for item in _interview_items(interviews, now)
        if plan.starts_at <= item.starts_at < plan.quiet_until
        and item.interview_id != plan.interview_id
    ]
    items += _plan_items(session, plan, now.at)
    day = sort_day(items, at=now.at, day_ends_at=plan.quiet_until)
    return TodayRead(
        at=now.at,
        quiet_until=plan.quiet_until,
        next=_read(day.next, now) if day.next else None,
        due=[],
        soon=[],
        waiting=[],
    )


def _plan_items(session: Session, plan: WindDown, at: datetime) -> Iterator[Item]:
    href = f"/interviews/{plan.interview_id}"
    due_at = plan.seven_minute_due_at
    if plan.seven_minute_done_at is None and at < due_at + SEVEN_MINUTES_SHOWN:
        yield Item(
            kind=Kind.SEVEN_MINUTE_RULE,
            title="First drink: water",
            why="The Seven-Minute Rule: leave the premises, drink a glass of water.",
            href=href,
            subject_id=plan.id,
            starts_at=plan.starts_at,
            due_at=due_at,
            interview_id=plan.interview_id,
            call={
                "method": "POST",
                "path": f"/api/v1/interviews/{plan.interview_id}/wind-down/seven-minute-rule",
                "body": None,
            },
        )
    steps = select(WindDownStep).where(
        col(WindDownStep.wind_down_id) == plan.id,
        col(WindDownStep.finished_at).is_(None),
        col(WindDownStep.skipped_at).is_(None),
    )
    running_first = col(WindDownStep.started_at).is_(None)
    step = (
        session.execute(steps.order_by(running_first, col(WindDownStep.position)).limit(1))
        .scalars()
        .first()
    )
    if step is not None:
        yield Item(
            kind=Kind.WIND_DOWN_STEP,
            title=step.name,
            why=f"{step.minutes} minutes of your plan. Nothing else needs you now.",
            href=href,
            subject_id=step.id,
            starts_at=plan.starts_at,
            interview_id=plan.interview_id,
            call={
                "method": "PATCH",
                "path": f"/api/v1/wind-down-steps/{step.id}",
                "body": {"status": "done" if step.started_at else "running"},
            },
        )


_OPEN_CAPTURES = (
    select(Capture)
    .join(Interview, col(Interview.id) == col(Capture.interview_id))
    .where(
        col(Capture.owner_id) == bindparam("owner"),
        col(Capture.finished_at).is_(None),
        col(Capture.ended_at) > bindparam("since"),
        col(Interview.ended_at).is_not(None),
    )
    .order_by(col(Capture.ended_at), col(Capture.id))
    .limit(SHOWN)
)


def _captures(session: Session, owner_id: UUID, at: datetime) -> list[Capture]:
    """Captures that are open while there is still something to remember."""
    return list(session.scalars(_OPEN_CAPTURES, {"owner": owner_id, "since": at - FRESH}))


_BRIEFS: Any = (
    select(
        col(Application.id),
        col(Interview.id).label("interview_id"),
        col(Application.title),
        col(Organization.name).label("organization_name"),
    )
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .join(Interview, col(Interview.application_id) == col(Application.id))
    .where(col(Interview.id).in_(bindparam("interviews")))
)


def _briefs(session: Session, interview_ids: set[UUID]) -> dict[UUID, Any]:
    """Title and employer of each interview's application."""
    rows = session.connection().execute(_BRIEFS, {"interviews": list(interview_ids)})
    return {row.interview_id: row for row in rows}


def _capture_items(captures: list[Capture], briefs: dict[UUID, Any]) -> Iterator[Item]:
    for found in captures:
        about = briefs[found.interview_id]
        yield Item(
            kind=Kind.CAPTURE,
            title="Write down what they asked",
            why=f"{about.title} at {about.organization_name}. Most of it fades within a day.",
            href=f"/interviews/{found.interview_id}#capture",
            subject_id=found.id,
            starts_at=found.ended_at,
            due_at=capture_due(found.ended_at),
            application_id=about.id,
            interview_id=found.interview_id,
        )


def _debrief_items(found: list[Any], briefs: dict[UUID, Any]) -> Iterator[Item]:
    for debrief in found:
        about = briefs[debrief.interview_id]
        yield Item(
            kind=Kind.DEBRIEF,
            title="Look back, kindly",
            why=f"{about.title} at {about.organization_name}. Twenty minutes, after a night's "
            "sleep, teach more than a week of brooding.",
            href=f"/interviews/{debrief.interview_id}#debrief",
            subject_id=debrief.id,
            starts_at=debrief.opened_early_at or debrief.opens_at,
            application_id=about.id,
            interview_id=debrief.interview_id,
        )


_REASONS = {
    TaskKind.TO_DO: "You wrote this down.",
    TaskKind.CAPTURE: "The plan was too short for it, and memory is shorter.",
    TaskKind.SEARCH_ACTION: "Never all hopes in one hypothetical opportunity.",
    TaskKind.REFEREE_WARM_UP: "Referees who know what is coming speak better.",
}


def _task_items(session: Session, owner_id: UUID, capturing: set[UUID]) -> Iterator[Item]:
    for task in tasks.open_until(session, owner_id, SHOWN):
        if task.kind is TaskKind.CAPTURE and task.interview_id in capturing:
            continue  # the capture itself is on the list
        yield Item(
            kind=Kind.TASK,
            title=task.title,
            why=_REASONS[task.kind],
            href=f"/references?application={task.application_id}"
            if task.kind is TaskKind.REFEREE_WARM_UP and task.application_id
            else f"/interviews/{task.interview_id}"
            if task.interview_id
            else f"/applications/{task.application_id}"
            if task.application_id
            else "/",
            subject_id=task.id,
            starts_at=task.due_at - DAY_BEFORE if task.due_at else task.created_at,
            due_at=task.due_at,
            application_id=task.application_id,
            interview_id=task.interview_id,
            call={"method": "POST", "path": f"/api/v1/tasks/{task.id}/completion", "body": None},
        )


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")
