"""Reading menus, plans and captures."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from afterview.core.db import columns, find
from afterview.core.pages import Page, PageQuery, by_whole_number, fetch
from afterview.winddown import rules
from afterview.winddown.capture_schemas import CaptureRead, CaptureStatus, QuestionRead
from afterview.winddown.models import (
    Activity,
    Capture,
    CaptureQuestion,
    WindDown,
    WindDownStep,
)
from afterview.winddown.schemas import (
    ActivityRead,
    SevenMinuteRule,
    StepRead,
    StepStatus,
    WindDownRead,
)

_MENU = (
    select(*columns(Activity))
    .where(col(Activity.owner_id) == bindparam("owner"), col(Activity.enabled).is_(True))
    .order_by(col(Activity.position), col(Activity.id))
)
_STEPS = (
    select(WindDownStep)
    .where(col(WindDownStep.wind_down_id) == bindparam("wind_down"))
    .order_by(col(WindDownStep.position), col(WindDownStep.id))
)
_DELTAS: Any = (
    select(
        col(WindDownStep.activity_id),
        (col(WindDown.tension_before) - col(WindDown.tension_after)).label("delta"),
    )
    .join(WindDown, col(WindDown.id) == col(WindDownStep.wind_down_id))
    .where(
        col(WindDown.owner_id) == bindparam("owner"),  # there are six times as many steps
        col(WindDownStep.activity_id).is_not(None),
        col(WindDownStep.finished_at).is_not(None),
        col(WindDown.tension_before).is_not(None),
        col(WindDown.tension_after).is_not(None),
    )
)
_QUESTIONS = (
    select(CaptureQuestion)
    .where(col(CaptureQuestion.capture_id) == bindparam("capture"))
    .order_by(col(CaptureQuestion.id))
)


def activities(session: Session, owner_id: UUID, query: PageQuery) -> Page[ActivityRead]:
    """A page of the menu, with what each item has done for this person."""
    statement = select(*columns(Activity)).where(col(Activity.owner_id) == owner_id)
    order = {"position": by_whole_number(col(Activity.position), col(Activity.id))[0]}
    rows, after = fetch(session, statement, order, sort="position", query=query)
    helped = deltas(session, owner_id)
    return Page(items=[activity_read(row, helped) for row in rows], next=after)


def activity_read(row: Any, helped: dict[UUID, list[float]]) -> ActivityRead:
    fields = row.model_dump() if isinstance(row, Activity) else dict(row._mapping)
    rated = helped.get(fields["id"], [])
    return ActivityRead.model_validate(
        fields | {"effect": rules.effect(rated), "effect_count": len(rated)}
    )


def menu(session: Session, owner_id: UUID) -> Sequence[Any]:
    """What plans may use, in the order of the menu; only to be read."""
    return session.connection().execute(_MENU, {"owner": owner_id}).all()


def deltas(session: Session, owner_id: UUID) -> dict[UUID, list[float]]:
    """By activity: tension before minus after, for each rated plan in which it was done."""
    found: dict[UUID, list[float]] = defaultdict(list)
    for activity_id, delta in session.execute(_DELTAS, {"owner": owner_id}):
        found[activity_id].append(float(delta))
    return found


def wind_down_of(session: Session, interview_id: UUID) -> WindDown | None:
    return find(session, WindDown, interview_id=interview_id)


def steps(session: Session, wind_down_id: UUID) -> list[WindDownStep]:
    """The steps of a plan, in order."""
    return list(session.scalars(_STEPS, {"wind_down": wind_down_id}))


def wind_down_read(
    session: Session, found: WindDown, laid_out: Sequence[WindDownStep] | None = None
) -> WindDownRead:
    """A plan as it is sent; its steps are read unless the caller has them."""
    if laid_out is None:
        laid_out = steps(session, found.id)
    return WindDownRead.model_validate(
        found.model_dump()
        | {
            "seven_minute_rule": SevenMinuteRule(
                due_at=found.seven_minute_due_at, done_at=found.seven_minute_done_at
            ),
            "steps": [_step_read(step) for step in laid_out],
        }
    )


def _step_read(step: WindDownStep) -> StepRead:
    return StepRead.model_validate(step.model_dump() | {"status": step_status(step)})


def step_status(step: WindDownStep) -> StepStatus:
    if step.skipped_at is not None:
        return StepStatus.SKIPPED
    if step.finished_at is not None:
        return StepStatus.DONE
    return StepStatus.PLANNED if step.started_at is None else StepStatus.RUNNING


def capture_of(session: Session, interview_id: UUID) -> Capture | None:
    return find(session, Capture, interview_id=interview_id)


def questions(session: Session, capture_id: UUID) -> list[CaptureQuestion]:
    """The questions of a capture, in the order they were written down."""
    return list(session.scalars(_QUESTIONS, {"capture": capture_id}))


def capture_read(session: Session, found: Capture) -> CaptureRead:
    """A capture as it is sent."""
    again = rules.second_pass(found.ended_at)
    first = found.first_saved_at
    written = [] if first is None else questions(session, found.id)
    return CaptureRead.model_validate(
        found.model_dump()
        | {
            "status": CaptureStatus.DONE if found.finished_at else CaptureStatus.OPEN,
            "due_at": rules.capture_due(found.ended_at),
            "second_pass_from": again.opens_at,
            "second_pass_until": again.closes_at,
            "freshness": None if first is None else rules.freshness(first - found.ended_at),
            "questions": [QuestionRead.model_validate(question) for question in written],
        }
    )
