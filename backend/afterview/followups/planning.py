"""Laying out what is owed after an interview, and what they say about the next step."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, col

from afterview.core.days import add_business_days, at_local, public_holidays
from afterview.core.errors import Invalid
from afterview.followups import cadence, rules, ways
from afterview.followups.models import FollowUp, FollowUpPlan
from afterview.followups.replanning import Aftermath
from afterview.followups.rules import FollowUpPermission, Purpose
from afterview.followups.service import line
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people.models import Channel, Contact, Organization
from afterview.pipeline.models import Application, Interview


class PromisedInFuture(Invalid):
    code = "promised-in-future"


@dataclass(frozen=True)
class Said:
    """What was said about the next step before leaving the room (FU-00)."""

    decision_by: date | None
    permission: FollowUpPermission
    preferred_channel: Channel | None
    contact: Contact | None
    next_stage: str


@dataclass(frozen=True)
class Employer:
    """Whose days and hours count, and whether anybody may be written to."""

    organization: Organization
    zone: ZoneInfo
    region: str
    industry: str | None
    working_hours: tuple[time, time]


def plan_follow_ups(
    session: Session,
    interview: Interview,
    application: Application,
    employer: Employer,
    said: Said,
    interviewers: Sequence[Contact],
    others: Sequence[Aftermath],
) -> Aftermath:
    """Lay out everything owed after an interview: thanks, two check-ins, a closing note.

    `others` are the application's other ended interviews. The caller brings all of them into line
    with the facts, and flushes.

    Each interviewer is owed thanks of their own (FU-01, FU-02); the check-ins follow the
    employer's business days (FU-03). What the facts rule out is laid out too, and lapses with its
    reason when the plan is brought into line with them (followups/replanning.py).
    """
    assert interview.ended_at is not None  # the flow has just ended it
    holidays = public_holidays(employer.region)
    ended_on = interview.ended_at.astimezone(employer.zone).date()
    plan = FollowUpPlan(
        owner_id=interview.owner_id,
        interview_id=interview.id,
        application_id=application.id,
        decision_by=said.decision_by,
        said_decision_by=said.decision_by,
        permission=said.permission,
        preferred_channel=said.preferred_channel,
        contact_id=said.contact.id if said.contact else None,
        next_stage=said.next_stage,
        zone=employer.zone.key,
        region=employer.region,
        industry=employer.industry or "",
        expected_reply_on=rules.expected_reply_on(
            ended_on, said.decision_by, holidays, employer.industry, employer.region
        ),
        notes=_notes(interview.ended_at, employer, said, others),
    )
    session.add(plan)
    channel, to = ways.way(session, plan, application, [person.id for person in interviewers])
    window = rules.thank_you_window(
        interview.ended_at, employer.zone, holidays, employer.working_hours
    )
    days = rules.cadence(ended_on, said.decision_by, holidays)
    follow_ups = [
        _thank_you(interview, number, channel, person, window)
        for number, person in enumerate(interviewers or [None], start=1)
    ] + [
        _check_in(interview, purpose, number, channel, to, day, employer.zone, holidays)
        for purpose, number, day in (
            (Purpose.STATUS_CHECK, 1, days.check_in_1),
            (Purpose.STATUS_CHECK, 2, days.check_in_2),
            (Purpose.CLOSING_NOTE, 1, days.closing_note),
        )
    ]
    held = ways.held(session, plan, application)
    for one in follow_ups:
        one.held_channel = held
    session.add_all(follow_ups)
    events.write(
        session, [line(session, Action.FOLLOW_UP_PLANNED, one, "planned") for one in follow_ups]
    )
    in_order = sorted(follow_ups, key=lambda one: (one.purpose, one.sequence))
    return Aftermath(plan, interview.ended_at, in_order)


def _notes(
    ended_at: datetime, employer: Employer, said: Said, others: Sequence[Aftermath]
) -> list[str]:
    """What the plan leaves out, and why, in the words of the answer to an ending."""
    notes = []
    if any(one.asks for one in others if one.ended_at <= ended_at):
        notes.append("Check-ins from an earlier interview are off: they have called since.")
    if employer.organization.do_not_contact:
        notes.append(f"{employer.organization.name} asked not to be contacted.")
    if said.permission is FollowUpPermission.NO:
        notes.append("They asked not to be chased: thanks only, no check-ins.")
    if any(one.ended_at > ended_at for one in others):
        notes.append("No check-ins: there has been a later interview since.")
    return notes


def _thank_you(
    interview: Interview,
    number: int,
    channel: Channel,
    person: Contact | None,
    window: rules.Window,
) -> FollowUp:
    late = "Outside the 24 hours; the next working morning is kinder." if window.outside_day else ""
    return FollowUp(
        owner_id=interview.owner_id,
        interview_id=interview.id,
        application_id=interview.application_id,
        contact_id=person.id if person else None,
        purpose=Purpose.THANK_YOU,
        sequence=number,
        channel=channel,
        not_before=window.not_before,
        suggested_at=window.suggested_at,
        due_at=max(window.due_at, window.suggested_at),
        stale_at=window.stale_at,
        note=late,
    )


def _check_in(
    interview: Interview,
    purpose: Purpose,
    number: int,
    channel: Channel,
    contact_id: UUID | None,
    day: date,
    zone: ZoneInfo,
    holidays: Container[date],
) -> FollowUp:
    morning = at_local(day, cadence.CHECK_IN_HOUR, zone)
    return FollowUp(
        owner_id=interview.owner_id,
        interview_id=interview.id,
        application_id=interview.application_id,
        contact_id=contact_id,
        purpose=purpose,
        sequence=number,
        channel=channel,
        not_before=morning,
        suggested_at=morning,
        due_at=at_local(add_business_days(day, 1, holidays), cadence.CHECK_IN_HOUR, zone),
    )


def forget_plan(session: Session, interview: Interview) -> None:
    """Take back what an ending laid out. The plans of other interviews are brought into line."""
    session.execute(delete(FollowUp).where(col(FollowUp.interview_id) == interview.id))
    session.execute(delete(FollowUpPlan).where(col(FollowUpPlan.interview_id) == interview.id))


def change_plan(
    session: Session,
    plan: FollowUpPlan,
    interview: Interview,
    application: Application,
    changes: dict[str, Any],
) -> FollowUpPlan:
    """They said something else about the next step: keep it, and go by it.

    Raises:
        PromisedInFuture: nobody can have named a day yet to come.
    """
    assert interview.ended_at is not None  # it has a plan
    interviewed_on = interview.ended_at.astimezone(ZoneInfo(plan.zone)).date()
    changes = changes | {
        "promised_at": _promised_at(
            plan, interview.ended_at, interviewed_on, changes, session.info["now"].at
        )
    }
    if changes.get("decision_by", plan.decision_by) != plan.decision_by:
        _remember_promise(plan)
    changed = {name for name, value in changes.items() if value != getattr(plan, name)}
    for name, value in changes.items():
        setattr(plan, name, value)
    plan.expected_reply_on = rules.expected_reply_on(
        interviewed_on,
        plan.decision_by,
        public_holidays(plan.region),
        plan.industry,
        plan.region,
    )
    session.flush()
    ways.follow_wishes(session, plan, application, changed)
    return plan


def _promised_at(
    plan: FollowUpPlan,
    ended_at: datetime,
    interviewed_on: date,
    changes: dict[str, Any],
    at: datetime,
) -> datetime | None:
    """When the day that stands then was named; None: in the room, or none is.

    One that is named now is promised now, unless it was named before, or is said to have been: then
    what they have answered since still answers it.
    """
    day = rules.promise(interviewed_on, changes.get("decision_by", plan.decision_by))
    if day is None:
        return None
    if "promised_at" in changes:
        said: datetime | None = changes["promised_at"]
        if said is not None and said > at:
            raise PromisedInFuture("They cannot have said so yet.", pointer="/promised_at")
        return said if said is not None and said > ended_at else None
    if day == plan.decision_by:
        return plan.promised_at
    if day == plan.said_decision_by:
        return None
    before = plan.earlier_promises.get(day.isoformat())
    return datetime.fromisoformat(before) if before else at


def _remember_promise(plan: FollowUpPlan) -> None:
    """Keep when the day was named that another one takes the place of."""
    if plan.decision_by is not None and plan.promised_at is not None:
        left = {plan.decision_by.isoformat(): plan.promised_at.isoformat()}
        plan.earlier_promises = plan.earlier_promises | left
