"""Bring the obligations of an application into line with the facts, and journal what changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.days import public_holidays
from afterview.core.db import owned
from afterview.followups import cadence, messages, queries, service
from afterview.followups.cadence import Facts, Lapsed, Owed
from afterview.followups.models import FollowUp, FollowUpPlan
from afterview.followups.rules import FollowUpPermission, LapseCause, Purpose
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people.models import Channel, Organization
from afterview.pipeline.models import Application, Interview, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category, Status
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.stops import COURTESY, FREE
from afterview.touchpoints.vocabulary import Direction

OVER = (Category.OFFER, Category.CLOSED)
_ANSWERS = (
    select(col(Touchpoint.at), col(Touchpoint.contact_id))
    .where(
        col(Touchpoint.application_id) == bindparam("application"),
        col(Touchpoint.direction) == Direction.INBOUND,
        col(Touchpoint.substantive).is_(True),
    )
    .order_by(col(Touchpoint.at), col(Touchpoint.id))
)
_AFTERMATHS: Any = (
    select(FollowUpPlan, col(Interview.ended_at), FollowUp)
    .join(Interview, col(Interview.id) == col(FollowUpPlan.interview_id))
    .outerjoin(FollowUp, col(FollowUp.interview_id) == col(Interview.id))
    .where(
        col(FollowUpPlan.application_id) == bindparam("application"),
        col(Interview.ended_at).is_not(None),
    )
    .order_by(
        col(Interview.ended_at), col(Interview.id), col(FollowUp.purpose), col(FollowUp.sequence)
    )
)
_SAID_SINCE = (
    select(col(Touchpoint.id))
    .where(
        col(Touchpoint.application_id) == bindparam("application"),
        col(Touchpoint.direction) == Direction.OUTBOUND,
        col(Touchpoint.at) >= bindparam("since"),
    )
    .limit(1)
)
_WORDS_SINCE = {
    Status.REJECTED: _SAID_SINCE.where(col(Touchpoint.purpose).in_(COURTESY)),
    Status.WITHDRAWN: _SAID_SINCE.where(col(Touchpoint.purpose).not_in(FREE)),
    Status.DECLINED: _SAID_SINCE.where(col(Touchpoint.purpose).not_in(FREE)),
}
"""After these one courteous word may go; what uses it up (HS-02, HS-09)."""
DISPUTE = "A legal dispute is under way: nothing is written without advice."


@dataclass(frozen=True)
class Aftermath:
    """One ended interview with what was planned after it."""

    plan: FollowUpPlan
    ended_at: datetime
    owed: list[FollowUp]
    """By purpose and sequence."""

    @property
    def asks(self) -> bool:
        """Whether a question is still to come: anything but thanks."""
        return any(
            one.purpose is not Purpose.THANK_YOU
            and one.sent_at is None
            and one.waived_at is None
            and one.lapsed_at is None
            for one in self.owed
        )


@dataclass(frozen=True)
class _Candidacy:
    """What is the same for every interview of one application."""

    application: Application
    stage: Stage
    answers: Sequence[Any]
    """When somebody there answered, and who, the earliest first."""
    stopped: str
    words_left: int | None


def replan(
    session: Session,
    application: Application,
    *,
    now: Now,
    why: str,
    afterwards: Iterable[Aftermath] | None = None,
) -> bool:
    """Work out anew what is owed for one application; return whether anything changed.

    What was met or waived stands. Everything else follows from the facts: answers, outcome, stops,
    promises, later interviews. The plan as it was goes into the journal, with `why` it changed.

    `afterwards` saves reading all that is planned, and may have what is not written down yet; then
    the caller flushes.
    """
    found = aftermaths(session, application.id) if afterwards is None else afterwards
    in_time = sorted(found, key=lambda one: (one.ended_at, one.plan.interview_id))
    if not in_time:
        return False
    around = _candidacy(session, application)
    changed = False
    for one, later in zip_longest(in_time, in_time[1:]):
        facts = _facts(one, later, around, now)
        changed |= _apply(session, one, facts, around.answers, now=now, why=why)
    if changed and afterwards is None:
        session.flush()
    return changed


def replan_after(session: Session, follow_up: FollowUp, *, now: Now, why: str) -> None:
    """The same for the application that something was sent, waived or owed again for."""
    application = owned(session, Application, follow_up.application_id, follow_up.owner_id)
    replan(session, application, now=now, why=why)


def taken_over_at(
    session: Session, application: Application, follow_up: FollowUp, *, now: Now
) -> datetime | None:
    """When what comes after a first check-in takes its place; None if nothing does."""
    afterwards, around = aftermaths(session, application.id), _candidacy(session, application)
    for one, later in zip_longest(afterwards, afterwards[1:]):
        if one.plan.interview_id == follow_up.interview_id:
            facts = _facts(one, later, around, now)
            briefs = [_brief(owed, facts.zone) for owed in one.owed]
            return cadence.taken_over_at(briefs, facts)
    return None


def aftermaths(session: Session, application_id: UUID) -> list[Aftermath]:
    """Every ended interview of an application, the earliest first."""
    found: dict[UUID, Aftermath] = {}
    for plan, ended_at, owed in session.execute(_AFTERMATHS, {"application": application_id}):
        one = found.setdefault(plan.id, Aftermath(plan, ended_at, []))
        if owed is not None:
            one.owed.append(owed)
    return list(found.values())


def _candidacy(session: Session, application: Application) -> _Candidacy:
    stage = owned(session, Stage, application.stage_id, application.owner_id)
    about = {"application": application.id, "since": application.stage_entered_at}
    words_left = None
    if stage.status in _WORDS_SINCE:
        words_left = 0 if session.scalar(_WORDS_SINCE[stage.status], about) else 1
    return _Candidacy(
        application,
        stage,
        answers=session.execute(_ANSWERS, {"application": application.id}).all(),
        stopped=_stopped(session, application),
        words_left=words_left,
    )


def _stopped(session: Session, application: Application) -> str:
    """Why nobody may be written to: neither there, nor at the agency that does the talking."""
    for identity in (application.organization_id, application.go_between):
        asked = identity and owned(session, Organization, identity, application.owner_id)
        if asked and asked.do_not_contact:
            return f"{asked.name} asked not to be contacted."
    return DISPUTE if application.legal_dispute else ""


def _facts(one: Aftermath, later: Aftermath | None, around: _Candidacy, now: Now) -> Facts:
    application, stage = around.application, around.stage
    zone = ZoneInfo(one.plan.zone)
    asked_at = one.plan.promised_at or one.ended_at
    since = [answer.at for answer in around.answers if answer.at > asked_at]
    answered = since[-1] if since else None
    over = CATEGORY[stage.status] in OVER
    may_chase = one.plan.permission is not FollowUpPermission.NO
    ends = (
        since[0] if since else None,
        application.stage_entered_at if over else None,
        later.ended_at if later else None,
        None if may_chase else one.ended_at,
    )
    return Facts(
        now=now.at,
        zone=zone,
        holidays=public_holidays(one.plan.region),
        interviewed_on=one.ended_at.astimezone(zone).date(),
        decision_by=one.plan.decision_by,
        may_chase=may_chase,
        stopped=around.stopped,
        answered_on=answered and answered.astimezone(zone).date(),
        outcome=stage.name if over else "",
        closing_note_fits=stage.status is Status.GHOSTED,
        told_at=application.stage_entered_at if stage.status is Status.REJECTED else None,
        over_since=min((end for end in ends if end is not None), default=None),
        words_left=around.words_left,
        later_interview=later is not None,
        quiet_until=application.quiet_until,
    )


def _apply(
    session: Session,
    one: Aftermath,
    facts: Facts,
    answers: Sequence[Any],
    *,
    now: Now,
    why: str,
) -> bool:
    before = [_written(follow_up) for follow_up in one.owed]
    _owe_feedback(session, one, facts)
    briefs = [_brief(follow_up, facts.zone) for follow_up in one.owed]
    for follow_up, brief in zip(one.owed, briefs, strict=True):
        if follow_up.sent_at is not None:
            follow_up.replied_at = _answered_at(follow_up, answers)
        elif follow_up.waived_at is None:
            _settle(session, follow_up, cadence.replanned(brief, briefs, facts), now)
    after = [_written(follow_up) for follow_up in one.owed]
    if before == after:
        return False
    events.record(
        session,
        Action.PLAN_CHANGED,
        one.plan,
        f"Follow-ups planned anew: {why}",
        application_id=one.plan.application_id,
        data={"before": before, "after": after},
    )
    return True


def _answered_at(follow_up: FollowUp, answers: Sequence[Any]) -> datetime | None:
    """When a message was answered: thanks by whoever was thanked, a question by anybody there."""
    assert follow_up.sent_at is not None
    for answer in answers:
        personal = follow_up.purpose is Purpose.THANK_YOU and answer.contact_id is not None
        if answer.at > follow_up.sent_at and (
            not personal or answer.contact_id == follow_up.contact_id
        ):
            found: datetime = answer.at
            return found
    return None


def _settle(
    session: Session, follow_up: FollowUp, found: Lapsed | cadence.Times | None, now: Now
) -> None:
    if isinstance(found, Lapsed):
        if follow_up.lapsed_at is None:
            follow_up.lapsed_at = now.at
            messages.return_to_draft(session, follow_up, found.reason, now=now)
        follow_up.lapsed_cause, follow_up.lapsed_reason = found.cause, found.reason
        return
    follow_up.lapsed_at = follow_up.lapsed_cause = None
    follow_up.lapsed_reason = ""
    if found is not None and follow_up.approved_at is None:
        follow_up.not_before = found.not_before
        if not follow_up.moved_by_hand:
            follow_up.suggested_at = found.suggested_at
        follow_up.due_at = max(found.due_at, follow_up.suggested_at)


def _owe_feedback(session: Session, one: Aftermath, facts: Facts) -> None:
    """After a refusal, one message may ask what to do better; asked once is enough (FU-09)."""
    known = any(found.purpose is Purpose.FEEDBACK_REQUEST for found in one.owed)
    if known or facts.told_at is None or facts.later_interview or facts.stopped:
        return
    if facts.now >= facts.told_at + cadence.FEEDBACK_STALE:
        return
    times = cadence.feedback_times(facts.told_at, facts.zone)
    asked = _whom_to_ask(one.owed)
    found = FollowUp(
        owner_id=one.plan.owner_id,
        interview_id=one.plan.interview_id,
        application_id=one.plan.application_id,
        contact_id=asked.contact_id if asked else one.plan.contact_id,
        purpose=Purpose.FEEDBACK_REQUEST,
        sequence=1,
        channel=asked.channel if asked else Channel.EMAIL,
        not_before=times.not_before,
        suggested_at=times.suggested_at,
        due_at=times.due_at,
        note="One message, no argument, and no answer owed to you.",
    )
    session.add(found)
    session.flush()
    service.record(session, Action.FOLLOW_UP_PLANNED, found, "planned")
    one.owed.append(found)


def _whom_to_ask(owed: Iterable[FollowUp]) -> FollowUp | None:
    checks = (found for found in owed if found.purpose is Purpose.STATUS_CHECK)
    return next(checks, None)


def _brief(follow_up: FollowUp, zone: ZoneInfo) -> Owed:
    def day(at: datetime | None) -> Any:
        return at and at.astimezone(zone).date()

    return Owed(
        purpose=follow_up.purpose,
        sequence=follow_up.sequence,
        sent_on=day(follow_up.sent_at),
        moved_to=day(follow_up.suggested_at) if follow_up.moved_by_hand else None,
        stale_at=follow_up.stale_at,
        waived=follow_up.waived_at is not None,
        missed_at=follow_up.lapsed_at if follow_up.lapsed_cause is LapseCause.STALE else None,
    )


def _written(follow_up: FollowUp) -> dict[str, Any]:
    """An obligation as the journal keeps it: enough to see what the plan was."""
    return {
        "id": str(follow_up.id),
        "purpose": str(follow_up.purpose),
        "sequence": follow_up.sequence,
        "status": str(queries.status_of(follow_up)),
        "suggested_at": follow_up.suggested_at.isoformat(),
        "reason": follow_up.lapsed_reason or follow_up.waived_reason,
    }
