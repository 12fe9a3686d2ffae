"""What an employer's silence amounts to, out of what was really said (FU-04)."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.days import public_holidays
from afterview.followups import rules
from afterview.followups.models import FollowUp, FollowUpPlan
from afterview.followups.queries import OPEN
from afterview.followups.rules import Purpose, Silence
from afterview.followups.schemas import SilenceRead, SilenceState
from afterview.pipeline.models import Application, Interview, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.vocabulary import Direction, TouchPurpose

_PLAN: Any = (
    select(
        col(FollowUpPlan.expected_reply_on),
        col(FollowUpPlan.promised_at),
        col(FollowUpPlan.zone),
        col(FollowUpPlan.region),
        col(Interview.ended_at),
        col(Stage.status),
    )
    .join(Interview, col(Interview.id) == col(FollowUpPlan.interview_id))
    .join(Application, col(Application.id) == col(FollowUpPlan.application_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(
        col(FollowUpPlan.application_id) == bindparam("application"),
        col(Interview.ended_at).is_not(None),
    )
    .order_by(col(Interview.ended_at).desc(), col(Interview.id).desc())
    .limit(1)
)
_SINCE: Any = (
    select(
        col(Touchpoint.at),
        col(Touchpoint.direction),
        col(Touchpoint.purpose),
        col(Touchpoint.substantive),
    )
    .where(
        col(Touchpoint.application_id) == bindparam("application"),
        col(Touchpoint.at) > bindparam("since"),
    )
    .order_by(col(Touchpoint.at), col(Touchpoint.id))
)
WORDS = {
    Silence.WAITING: "Silence is ordinary until {expected}.",
    Silence.OVERDUE: "They are late: an answer was to be expected by {expected}.",
    Silence.SILENT: "Two check-ins, and no answer. One closing note remains.",
    Silence.GHOSTED: "Nothing personal: more than half of candidates report this. It is allowed to "
    "be over.",
}


def silence(session: Session, application: Application, *, now: Now) -> SilenceRead:
    """Say what the silence amounts to after the latest interview of an application."""
    about = {"application": application.id}
    plan = session.connection().execute(_PLAN, about).first()
    if plan is None:
        return _nothing(application, SilenceState.NOT_WAITING, "No interview has ended yet.")
    if CATEGORY[plan.status] in (Category.OFFER, Category.CLOSED):
        return _nothing(application, SilenceState.NOT_WAITING, "There is an outcome.")
    zone = ZoneInfo(plan.zone)
    touches = session.connection().execute(_SINCE, about | {"since": plan.ended_at}).all()
    inbound = [one for one in touches if one.direction is Direction.INBOUND and one.substantive]
    outbound = [one for one in touches if one.direction is Direction.OUTBOUND]
    last_in = inbound[-1].at if inbound else None
    last_out = outbound[-1].at if outbound else None
    checks = [
        one
        for one in outbound
        if one.purpose is TouchPurpose.STATUS_CHECK and (last_in is None or one.at > last_in)
    ]
    closed = any(one.purpose is TouchPurpose.CLOSING_NOTE for one in outbound)
    asked: dict[str, Any] = {
        "unanswered_checks": len(checks),
        "closing_note_sent": closed,
        "last_outbound_on": last_out and last_out.astimezone(zone).date(),
        "holidays": public_holidays(plan.region),
    }
    expected = plan.expected_reply_on
    said: dict[str, Any] = {
        "application_id": application.id,
        "expected_reply_on": expected,
        "ghosted_on": rules.ghosted_on(expected, **asked),
        "unanswered_checks": len(checks),
        "last_outbound_at": last_out,
        "last_inbound_at": last_in,
    }
    answered = last_in is not None and (plan.promised_at is None or last_in > plan.promised_at)
    if answered and not checks:
        return SilenceRead(state=SilenceState.ANSWERED, why="They have answered.", **said)
    state = rules.silence(now.at.astimezone(zone).date(), expected, **asked)
    day = f"{expected:%A} {expected.day} {expected:%B}"
    return SilenceRead(
        state=SilenceState(state.value), why=WORDS[state].format(expected=day), **said
    )


def _nothing(application: Application, state: SilenceState, why: str) -> SilenceRead:
    return SilenceRead(
        application_id=application.id,
        state=state,
        why=why,
        expected_reply_on=None,
        ghosted_on=None,
        unanswered_checks=0,
        last_outbound_at=None,
        last_inbound_at=None,
    )


def fine_from(
    session: Session, application: Application, purpose: TouchPurpose | None
) -> datetime | None:
    """From when the cadence thinks a message of this purpose fine; None where it says nothing."""
    owed = {known.value for known in Purpose}
    if purpose is not None and purpose.value not in owed:
        return None
    wanted = Purpose(purpose.value) if purpose else Purpose.STATUS_CHECK
    return session.scalars(
        select(col(FollowUp.not_before))
        .where(
            col(FollowUp.application_id) == application.id,
            col(FollowUp.purpose) == wanted,
            OPEN,
        )
        .order_by(col(FollowUp.not_before))
        .limit(1)
    ).first()
