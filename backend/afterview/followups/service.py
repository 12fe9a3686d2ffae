"""What can happen to obligations. They end only as sent, or waived with a reason."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.days import add_business_days, at_local, public_holidays
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid
from afterview.followups import queries, rules
from afterview.followups.models import FollowUp, FollowUpPlan
from afterview.followups.rules import FollowUpPermission, Purpose
from afterview.followups.schemas import DeliveryCreate, FollowUpPatch
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people.models import Channel, Contact, Organization
from afterview.pipeline.models import Application, Interview

CHECK_IN_HOUR = time(9)
NOT_WAITING = "A later interview took its place"


class AlreadySent(Conflict):
    code = "follow-up-already-sent"


class Waived(Conflict):
    code = "follow-up-waived"


class SentInFuture(Invalid):
    code = "sent-in-future"


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
    through_agency: bool
    working_hours: tuple[time, time]


def plan_follow_ups(
    session: Session,
    interview: Interview,
    application: Application,
    employer: Employer,
    said: Said,
    interviewers: Sequence[Contact],
) -> FollowUpPlan:
    """Lay out everything owed after an interview: thanks, two check-ins, a closing note.

    Each interviewer is owed thanks of their own (FU-01, FU-02); the check-ins follow the
    employer's business days (FU-03). Where somebody asked not to be contacted, nothing is
    planned, and the plan says so (HS-01).
    """
    assert interview.ended_at is not None  # the flow has just ended it
    holidays = public_holidays(employer.region)
    ended_on = interview.ended_at.astimezone(employer.zone).date()
    plan = FollowUpPlan(
        owner_id=interview.owner_id,
        interview_id=interview.id,
        application_id=application.id,
        decision_by=said.decision_by,
        permission=said.permission,
        preferred_channel=said.preferred_channel,
        contact_id=said.contact.id if said.contact else None,
        next_stage=said.next_stage,
        zone=employer.zone.key,
        region=employer.region,
        expected_reply_on=rules.expected_reply_on(
            ended_on, said.decision_by, holidays, employer.industry, employer.region
        ),
    )
    session.add(plan)
    session.flush()
    if _supersede(session, queries.owed_before(session, interview), interview.id):
        plan.notes = ["Check-ins from an earlier interview are off: they have called since."]
    if employer.organization.do_not_contact:
        plan.notes = [*plan.notes, f"{employer.organization.name} asked not to be contacted."]
        session.flush()
        return plan
    channel = _channel(employer, said)
    window = rules.thank_you_window(
        interview.ended_at, employer.zone, holidays, employer.working_hours
    )
    messages = [
        _message(interview, Purpose.THANK_YOU, number, channel, person, window=window)
        for number, person in enumerate(interviewers or [None], start=1)
    ]
    if said.permission is FollowUpPermission.NO:
        plan.notes = [*plan.notes, "They asked not to be chased: thanks only, no check-ins."]
    else:
        days = rules.cadence(ended_on, said.decision_by, holidays)
        to = said.contact or next(iter(interviewers), None)
        messages += [
            _check_in(interview, purpose, number, channel, to, day, employer.zone, holidays)
            for purpose, number, day in (
                (Purpose.STATUS_CHECK, 1, days.check_in_1),
                (Purpose.STATUS_CHECK, 2, days.check_in_2),
                (Purpose.CLOSING_NOTE, 1, days.closing_note),
            )
        ]
    session.add_all(messages)
    session.flush()
    for message in messages:
        _record(session, Action.FOLLOW_UP_PLANNED, message, "planned")
    if later_id := queries.interview_after(session, interview):
        _supersede(session, messages, later_id)
        plan.notes = [*plan.notes, "No check-ins: there has been a later interview since."]
        session.flush()
    return plan


def _supersede(session: Session, messages: Sequence[FollowUp], later_id: UUID) -> bool:
    """Let check-ins go: asking after an interview makes no sense once there was a later one.

    Thanks stay owed. Return whether there was anything to let go.
    """
    chasing = [message for message in messages if message.purpose is not Purpose.THANK_YOU]
    for message in chasing:
        message.waived_at = session.info["now"].at
        message.waived_reason = NOT_WAITING
        message.superseded_by_id = later_id
    session.flush()
    return bool(chasing)


def _channel(employer: Employer, said: Said) -> Channel:
    """Through the agency where there is one (HS-08), else as they prefer, else by mail."""
    if employer.through_agency:
        return Channel.VIA_AGENCY
    return said.preferred_channel or Channel.EMAIL


def _message(
    interview: Interview,
    purpose: Purpose,
    number: int,
    channel: Channel,
    person: Contact | None,
    *,
    window: rules.Window,
) -> FollowUp:
    late = "Outside the 24 hours; the next working morning is kinder." if window.outside_day else ""
    return FollowUp(
        owner_id=interview.owner_id,
        interview_id=interview.id,
        application_id=interview.application_id,
        contact_id=person.id if person else None,
        purpose=purpose,
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
    person: Contact | None,
    day: date,
    zone: ZoneInfo,
    holidays: Container[date],
) -> FollowUp:
    morning = at_local(day, CHECK_IN_HOUR, zone)
    return FollowUp(
        owner_id=interview.owner_id,
        interview_id=interview.id,
        application_id=interview.application_id,
        contact_id=person.id if person else None,
        purpose=purpose,
        sequence=number,
        channel=channel,
        not_before=morning,
        suggested_at=morning,
        due_at=at_local(add_business_days(day, 1, holidays), CHECK_IN_HOUR, zone),
    )


def forget_plan(session: Session, interview: Interview) -> None:
    """Take back what an ending laid out.

    What it had superseded is owed again, unless a still later interview supersedes it too.
    """
    later_id = queries.interview_after(session, interview)
    for found in queries.superseded_by(session, interview.id):
        found.superseded_by_id = later_id
        if later_id is None:
            found.waived_at = None
            found.waived_reason = ""
    session.flush()
    session.execute(delete(FollowUp).where(col(FollowUp.interview_id) == interview.id))
    session.execute(delete(FollowUpPlan).where(col(FollowUpPlan.interview_id) == interview.id))


def update_follow_up(
    session: Session, user: User, follow_up: FollowUp, data: FollowUpPatch
) -> FollowUp:
    """Move a message, or send it another way or to somebody else."""
    if follow_up.sent_at is not None:
        raise AlreadySent("It has gone out and can no longer change.")
    changes = data.sent()
    if changes.get("contact_id") is not None:
        owned(session, Contact, changes["contact_id"], user.id)
    for name, value in changes.items():
        setattr(follow_up, name, value)
    session.flush()
    return follow_up


def record_delivery(
    session: Session, follow_up: FollowUp, data: DeliveryCreate, *, now: Now
) -> FollowUp:
    """Note that the message went out by hand. What happened is never refused."""
    if follow_up.waived_at is not None:
        raise Waived("It was waived. Take the waiver back first.")
    at = data.at or now.at
    if at > now.at:
        raise SentInFuture("It cannot have been sent in the future.", pointer="/at")
    if follow_up.sent_at is None:
        follow_up.sent_at = at
        follow_up.channel = data.channel or follow_up.channel
        session.flush()
        _record(session, Action.FOLLOW_UP_SENT, follow_up, "sent", at=at)
    return follow_up


def waive(session: Session, follow_up: FollowUp, reason: str, *, now: Now) -> FollowUp:
    """Let a message go, with a reason."""
    if follow_up.sent_at is not None:
        raise AlreadySent("It has gone out and can no longer be waived.")
    follow_up.waived_at = now.at
    follow_up.waived_reason = reason
    follow_up.superseded_by_id = None  # somebody's own decision now: no undo brings it back
    session.flush()
    _record(session, Action.FOLLOW_UP_WAIVED, follow_up, "waived")
    return follow_up


def undo_delivery(session: Session, follow_up: FollowUp) -> FollowUp:
    """Take back a delivery that was noted by mistake. A waiver stands."""
    if follow_up.sent_at is not None:
        follow_up.sent_at = None
        session.flush()
        _record(session, Action.FOLLOW_UP_REOPENED, follow_up, "owed again")
    return follow_up


def undo_waiver(session: Session, follow_up: FollowUp) -> FollowUp:
    """Take back a waiver. What has been sent stays sent."""
    if follow_up.waived_at is not None:
        follow_up.waived_at = follow_up.superseded_by_id = None
        follow_up.waived_reason = ""
        session.flush()
        _record(session, Action.FOLLOW_UP_REOPENED, follow_up, "owed again")
    return follow_up


_NAMES = {
    Purpose.THANK_YOU: "Thank-you",
    Purpose.STATUS_CHECK: "Check-in",
    Purpose.CLOSING_NOTE: "Closing note",
}


def _record(
    session: Session,
    action: Action,
    follow_up: FollowUp,
    verb: str,
    *,
    at: datetime | None = None,
) -> None:
    name = _NAMES[follow_up.purpose]
    if follow_up.purpose is Purpose.STATUS_CHECK:
        name = f"{name} {follow_up.sequence}"
    events.record(
        session,
        action,
        follow_up,
        f"{name} {verb}",
        application_id=follow_up.application_id,
        at=at,
        data={"purpose": follow_up.purpose, "sequence": follow_up.sequence},
    )
