"""What can happen to obligations. They end only as sent, or waived with a reason."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import delete
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.days import add_business_days, at_local, public_holidays
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid
from afterview.followups import cadence, drafts, messages, queries, rules, ways
from afterview.followups.models import FollowUp, FollowUpPlan
from afterview.followups.rules import FollowUpPermission, Purpose
from afterview.followups.schemas import DeliveryCreate, FollowUpPatch
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people.models import Channel, Contact, Organization
from afterview.pipeline.models import Application, Interview
from afterview.touchpoints import service as touchpoints
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose


class AlreadySent(Conflict):
    code = "follow-up-already-sent"


class Waived(Conflict):
    code = "follow-up-waived"


class SentInFuture(Invalid):
    code = "sent-in-future"


class MovedTooEarly(Invalid):
    code = "moved-before-interview-ended"


class SentTooEarly(Invalid):
    code = "sent-before-interview-ended"


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
) -> FollowUpPlan:
    """Lay out everything owed after an interview: thanks, two check-ins, a closing note.

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
        notes=_notes(session, interview, employer, said),
    )
    session.add(plan)
    session.flush()
    channel, to = ways.way(session, plan, application)
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
    session.add_all(follow_ups)
    session.flush()
    events.write(
        session, [_line(session, Action.FOLLOW_UP_PLANNED, one, "planned") for one in follow_ups]
    )
    return plan


def _notes(session: Session, interview: Interview, employer: Employer, said: Said) -> list[str]:
    """What the plan leaves out, and why, in the words of the answer to an ending."""
    notes = []
    if queries.check_ins_before(session, interview):
        notes.append("Check-ins from an earlier interview are off: they have called since.")
    if employer.organization.do_not_contact:
        notes.append(f"{employer.organization.name} asked not to be contacted.")
    if said.permission is FollowUpPermission.NO:
        notes.append("They asked not to be chased: thanks only, no check-ins.")
    if queries.ended_later(session, interview):
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

    A day that is named now is promised now. Without one, or back at the one they named in the
    room, no promise is newer than the interview.
    """
    assert interview.ended_at is not None  # it has a plan
    interviewed_on = interview.ended_at.astimezone(ZoneInfo(plan.zone)).date()
    if changes.get("decision_by", plan.decision_by) != plan.decision_by:
        promised = rules.promise(interviewed_on, changes["decision_by"])
        as_said = promised is None or changes["decision_by"] == plan.said_decision_by
        plan.promised_at = None if as_said else session.info["now"].at
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


def update_follow_up(
    session: Session, user: User, follow_up: FollowUp, data: FollowUpPatch
) -> FollowUp:
    """Move a message, or send it another way or to somebody else.

    Raises:
        AlreadySent: it has gone out.
        Approved: it is approved as it is.
        MovedTooEarly: the interview it follows had not ended by then.
    """
    if follow_up.sent_at is not None:
        raise AlreadySent("It has gone out and can no longer change.")
    if follow_up.approved_at is not None:
        raise drafts.Approved("It is approved as it is. Withdraw the approval to change it.")
    changes = data.sent()
    if changes.get("contact_id") is not None:
        owned(session, Contact, changes["contact_id"], user.id)
    if "channel" in changes:
        ways.refuse(session, follow_up, changes["channel"])
    ended_at = owned(session, Interview, follow_up.interview_id, user.id).ended_at
    if "suggested_at" in changes and ended_at and changes["suggested_at"] < ended_at:
        raise MovedTooEarly("The interview had not ended by then.", pointer="/suggested_at")
    for name, value in changes.items():
        setattr(follow_up, name, value)
    follow_up.moved_by_hand |= "suggested_at" in changes
    due_at = follow_up.due_at
    if follow_up.purpose is Purpose.THANK_YOU and ended_at:
        due_at = ended_at + rules.THANK_YOU_DUE  # what replanning leaves as it is
    follow_up.due_at = max(due_at, follow_up.suggested_at)
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
    interview = owned(session, Interview, follow_up.interview_id, follow_up.owner_id)
    if interview.ended_at is not None and at < interview.ended_at:
        raise SentTooEarly("It cannot have been sent before the interview ended.", pointer="/at")
    if follow_up.sent_at is None:
        messages.withdraw(session, follow_up, now=now)
        follow_up.channel = data.channel or follow_up.channel
        mark_sent(session, follow_up, at)
        touchpoints.log(
            session,
            owner_id=follow_up.owner_id,
            application_id=follow_up.application_id,
            contact_id=follow_up.contact_id,
            follow_up_id=follow_up.id,
            direction=Direction.OUTBOUND,
            channel=TOUCH_CHANNEL[follow_up.channel],
            purpose=TouchPurpose(follow_up.purpose.value),
            at=at,
            not_before=follow_up.not_before,
        )
    return follow_up


def mark_sent(session: Session, follow_up: FollowUp, at: datetime) -> None:
    """It has gone out, at this time; what had overtaken it no longer matters."""
    follow_up.sent_at = at
    follow_up.lapsed_at = follow_up.lapsed_cause = None
    follow_up.lapsed_reason = ""
    session.flush()
    record(session, Action.FOLLOW_UP_SENT, follow_up, "sent", at=at)


def waive(session: Session, follow_up: FollowUp, reason: str, *, now: Now) -> FollowUp:
    """Let a message go, with a reason."""
    if follow_up.sent_at is not None:
        raise AlreadySent("It has gone out and can no longer be waived.")
    messages.withdraw(session, follow_up, now=now)
    follow_up.waived_at = now.at
    follow_up.waived_reason = reason
    follow_up.lapsed_at = follow_up.lapsed_cause = None
    follow_up.lapsed_reason = ""
    session.flush()
    record(session, Action.FOLLOW_UP_WAIVED, follow_up, "waived")
    return follow_up


def undo_delivery(session: Session, follow_up: FollowUp) -> FollowUp:
    """Take back a delivery that was noted by mistake. A waiver stands.

    Raises:
        AlreadySent: the mail server took it; no note of ours brings it back.
    """
    if follow_up.sent_at is not None:
        if messages.live_message(session, follow_up.id) is not None:
            raise AlreadySent("The mail has left. If it did not arrive, say so at the message.")
        follow_up.sent_at = follow_up.replied_at = None
        touchpoints.forget(session, follow_up_id=follow_up.id)
        session.flush()
        record(session, Action.FOLLOW_UP_REOPENED, follow_up, "owed again")
    return follow_up


def undo_waiver(session: Session, follow_up: FollowUp) -> FollowUp:
    """Take back a waiver. What has been sent stays sent."""
    if follow_up.waived_at is not None:
        follow_up.waived_at = None
        follow_up.waived_reason = ""
        session.flush()
        record(session, Action.FOLLOW_UP_REOPENED, follow_up, "owed again")
    return follow_up


_NAMES = {
    Purpose.THANK_YOU: "Thank-you",
    Purpose.STATUS_CHECK: "Check-in",
    Purpose.CLOSING_NOTE: "Closing note",
    Purpose.FEEDBACK_REQUEST: "Request for feedback",
}
TOUCH_CHANNEL = {
    Channel.EMAIL: TouchChannel.EMAIL,
    Channel.PHONE: TouchChannel.PHONE,
    Channel.SMS: TouchChannel.SMS,
    Channel.LINKEDIN_MESSAGE: TouchChannel.LINKEDIN_MESSAGE,
    Channel.POST: TouchChannel.POST,
    Channel.VIA_AGENCY: TouchChannel.VIA_AGENCY,
    Channel.OTHER: TouchChannel.SOCIAL_OTHER,
}
"""How a planned message counts once it has been said."""


def record(
    session: Session,
    action: Action,
    follow_up: FollowUp,
    verb: str,
    *,
    at: datetime | None = None,
) -> None:
    """Tell the journal what became of an obligation."""
    events.write(session, [_line(session, action, follow_up, verb, at=at)])


def _line(
    session: Session,
    action: Action,
    follow_up: FollowUp,
    verb: str,
    *,
    at: datetime | None = None,
) -> dict[str, Any]:
    name = _NAMES[follow_up.purpose]
    if follow_up.purpose is Purpose.STATUS_CHECK:
        name = f"{name} {follow_up.sequence}"
    return events.line(
        session,
        action,
        follow_up,
        f"{name} {verb}",
        application_id=follow_up.application_id,
        at=at,
        data={"purpose": follow_up.purpose, "sequence": follow_up.sequence},
    )
