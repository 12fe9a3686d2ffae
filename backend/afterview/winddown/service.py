"""What can happen to the menu, a plan and a capture."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid
from afterview.journal import events
from afterview.journal.models import Action
from afterview.pipeline import interview_queries
from afterview.pipeline.models import Interview
from afterview.winddown import queries, rules
from afterview.winddown.models import Activity, WindDown, WindDownStep
from afterview.winddown.rules import Evidence, Slot, TravelMode
from afterview.winddown.schemas import (
    ActivityCreate,
    ActivityPatch,
    StepPatch,
    StepStatus,
    WindDownPatch,
)

STALE_PLAN = timedelta(hours=3)
"""An ending told later than this plans from its own time, not from the telling."""
CAPTURE_NAME = "Write down what they asked"


class LeastAboveUsual(Invalid):
    code = "min-above-default"


class StaysDry(Conflict):
    code = "stays-dry"


def seed_activities(session: Session, owner_id: UUID) -> None:
    """Give a new account its menu."""
    session.add_all(
        Activity(
            owner_id=owner_id,
            key=activity.key,
            name=activity.name,
            slots=[str(slot) for slot in Slot if slot in activity.slots],
            min_minutes=activity.min_minutes,
            default_minutes=activity.default_minutes,
            evidence=activity.evidence,
            alcoholic=activity.alcoholic,
            enabled=activity.enabled_by_default,
            position=position,
        )
        for position, activity in enumerate(rules.DEFAULT_ACTIVITIES)
    )
    session.flush()


def create_activity(session: Session, user: User, data: ActivityCreate) -> Activity:
    """Put something of one's own on the menu, at the end."""
    last = session.scalar(
        select(func.max(col(Activity.position))).where(col(Activity.owner_id) == user.id)
    )
    activity = Activity(
        owner_id=user.id,
        evidence=Evidence.HOUSE,
        position=0 if last is None else last + 1,
        **data.model_dump(exclude={"slots"}),
        slots=[str(slot) for slot in data.slots],
    )
    session.add(activity)
    session.flush()
    return activity


def update_activity(session: Session, activity: Activity, data: ActivityPatch) -> Activity:
    """Change something on the menu. Plans already laid out keep it as it was."""
    for name, value in data.sent().items():
        setattr(activity, name, [str(slot) for slot in value] if name == "slots" else value)
    if activity.min_minutes > activity.default_minutes:
        raise LeastAboveUsual("min_minutes is above default_minutes.", pointer="/min_minutes")
    session.flush()
    return activity


def plan_wind_down(
    session: Session,
    interview: Interview,
    *,
    budget_minutes: int,
    tension: int | None,
    travel_mode: TravelMode | None,
    drives_within_hours: float | None,
    now: Now,
) -> tuple[WindDown, list[WindDownStep]]:
    """Lay out the time after an interview: seven-minute rule, steps, quiet window (WD-02…06).

    The caller flushes.
    """
    ended_at = interview.ended_at
    assert ended_at is not None  # the flow has just ended it
    starts_at = now.at if now.at < ended_at + STALE_PLAN else ended_at
    planned = rules.plan(budget_minutes)
    ends_at = starts_at + timedelta(minutes=sum(step.minutes for step in planned))
    wind_down = WindDown(
        owner_id=interview.owner_id,
        interview_id=interview.id,
        budget_minutes=budget_minutes,
        starts_at=starts_at,
        ends_at=ends_at,
        quiet_until=rules.quiet_until(ends_at),
        seven_minute_due_at=rules.seven_minute_due(ended_at),
        travel_mode=travel_mode,
        drives_within_hours=drives_within_hours,
        tension_before=tension,
    )
    session.add(wind_down)
    session.flush()
    menu = _ranked_menu(session, interview.owner_id)
    drives_at = (
        None if drives_within_hours is None else starts_at + timedelta(hours=drives_within_hours)
    )
    next_interview_at = None
    if any(item.alcoholic for item, _ in menu):
        next_interview_at = interview_queries.next_start(session, interview.owner_id, now.at)
    begins_at, steps = starts_at, []
    for position, step in enumerate(planned):
        activity = _choose(
            menu,
            step,
            begins_at=begins_at,
            travel_mode=travel_mode,
            drives_at=drives_at,
            next_interview_at=next_interview_at,
        )
        steps.append(
            WindDownStep(
                owner_id=interview.owner_id,
                wind_down_id=wind_down.id,
                position=position,
                slot=step.slot,
                minutes=step.minutes,
                activity_id=activity.id if activity else None,
                name=activity.name if activity else _plain_name(step.slot),
            )
        )
        begins_at += timedelta(minutes=step.minutes)
    session.add_all(steps)
    return wind_down, steps


def _ranked_menu(session: Session, owner_id: UUID) -> list[tuple[rules.Activity, Any]]:
    """The enabled items, what has helped this person most on top (WD-04)."""
    rows = {str(row.id): row for row in queries.menu(session, owner_id)}
    helped = {str(key): values for key, values in queries.deltas(session, owner_id).items()}
    items = [
        rules.Activity(
            key=key,
            name=row.name,
            slots=frozenset(Slot(slot) for slot in row.slots),
            min_minutes=row.min_minutes,
            default_minutes=row.default_minutes,
            evidence=row.evidence,
            alcoholic=row.alcoholic,
        )
        for key, row in rows.items()
    ]
    return [(item, rows[item.key]) for item in rules.rank(items, helped)]


def _choose(
    menu: list[tuple[rules.Activity, Any]],
    step: rules.Step,
    *,
    begins_at: datetime,
    travel_mode: TravelMode | None,
    drives_at: datetime | None,
    next_interview_at: datetime | None,
) -> Any:
    """The best item for a step; a drink only where the driving gate lets it through (WD-06)."""
    for item, row in menu:
        allowed = not item.alcoholic or rules.alcohol_allowed(
            opted_in=True,  # it is on the menu only because its owner put it there
            stays_dry=False,
            travel_mode=travel_mode,
            finished_at=begins_at + timedelta(minutes=item.default_minutes),
            drives_at=drives_at,
            next_interview_at=next_interview_at,
        )
        if rules.choose_activity(step.slot, step.minutes, [item], alcohol_allowed=allowed):
            return row
    return None


def _plain_name(slot: Slot) -> str:
    return CAPTURE_NAME if slot is Slot.CAPTURE else slot.value.capitalize()


def keep_seven_minute_rule(session: Session, wind_down: WindDown, *, now: Now) -> WindDown:
    """Water drunk. Told twice, it was still one glass."""
    if wind_down.seven_minute_done_at is None:
        wind_down.seven_minute_done_at = now.at
        session.flush()
    return wind_down


def unkeep_seven_minute_rule(session: Session, wind_down: WindDown) -> WindDown:
    """Not drunk after all."""
    wind_down.seven_minute_done_at = None
    session.flush()
    return wind_down


def rate_wind_down(session: Session, wind_down: WindDown, data: WindDownPatch) -> WindDown:
    """Note the tension before and after; the menu learns from it."""
    for name, value in data.sent().items():
        setattr(wind_down, name, value)
    session.flush()
    return wind_down


def update_step(
    session: Session, wind_down: WindDown, step: WindDownStep, data: StepPatch, *, now: Now
) -> WindDown:
    """Start, finish, skip, reopen, move or swap one step of a plan."""
    changes = data.sent()
    if "activity_id" in changes:
        activity = owned(session, Activity, changes["activity_id"], step.owner_id)
        if activity.alcoholic:
            _refuse_before_driving(session, wind_down, activity, now)
        step.activity_id, step.name = activity.id, activity.name
    if "minutes" in changes:
        step.minutes = changes["minutes"]
    if "position" in changes:
        _move_step(session, step, changes["position"])
    if "status" in changes:
        _set_status(session, wind_down, step, changes["status"], data.skip_reason or "", now)
    flag_modified(wind_down, "updated_at")
    session.flush()
    return wind_down


def _refuse_before_driving(
    session: Session, wind_down: WindDown, activity: Activity, now: Now
) -> None:
    """The driving gate holds for what is chosen by hand, too (WD-06)."""
    drives = wind_down.drives_within_hours
    if not rules.alcohol_allowed(
        opted_in=activity.enabled,
        stays_dry=False,
        travel_mode=wind_down.travel_mode,
        finished_at=now.at + timedelta(minutes=activity.default_minutes),
        drives_at=None if drives is None else wind_down.starts_at + timedelta(hours=drives),
        next_interview_at=interview_queries.next_start(session, wind_down.owner_id, now.at),
    ):
        raise StaysDry("Nothing alcoholic goes into this plan.", pointer="/activity_id")


def _move_step(session: Session, step: WindDownStep, position: int) -> None:
    others = [other for other in queries.steps(session, step.wind_down_id) if other.id != step.id]
    others.insert(position, step)
    for place, other in enumerate(others):
        other.position = place


def _set_status(
    session: Session,
    wind_down: WindDown,
    step: WindDownStep,
    status: StepStatus,
    reason: str,
    now: Now,
) -> None:
    before = queries.step_status(step)
    step.skipped_at = now.at if status is StepStatus.SKIPPED else None
    step.skip_reason = reason
    step.finished_at = now.at if status is StepStatus.DONE else None
    if status is StepStatus.PLANNED:
        step.started_at = None
    elif status is StepStatus.RUNNING:
        step.started_at = step.started_at or now.at
    if status is before or status not in (StepStatus.DONE, StepStatus.SKIPPED):
        return
    interview = owned(session, Interview, wind_down.interview_id, step.owner_id)
    done = status is StepStatus.DONE
    events.record(
        session,
        Action.STEP_DONE if done else Action.STEP_SKIPPED,
        wind_down,
        f"{'Done' if done else 'Skipped'}: {step.name}",
        application_id=interview.application_id,
        data={"slot": step.slot, "minutes": step.minutes, "reason": reason},
    )
