"""What is still owed once the facts have changed, and when (FU-03, FU-05).

Everything here is derived: the same facts give the same plan, however often and in whatever order
they became known. So taking a fact back takes its effect back as well.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afterview.core.days import add_business_days, as_utc, at_local, is_business_day
from afterview.followups.rules import DEFAULT_WAITS, Cadence, LapseCause, Purpose, Waits, promise

CHECK_IN_HOUR = time(9)
"""When a check-in is suggested, on the employer's clock. DESIGN."""
FEEDBACK_PAUSE = timedelta(hours=24)
FEEDBACK_DUE = timedelta(hours=48)
"""FU-09: a day or two after the news."""
FEEDBACK_STALE = timedelta(days=14)
"""HS-02: afterwards not even thanks are welcome."""
CLOSING_STALE_DAYS = 20
"""Business days after which a closing note closes nothing any more. DESIGN."""


@dataclass(frozen=True, slots=True)
class Owed:
    """One obligation, as far as its plan depends on it."""

    purpose: Purpose
    sequence: int
    sent_on: date | None = None
    """The employer's day on which it went out."""
    moved_to: date | None = None
    """The day its owner chose."""
    stale_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about one interview's aftermath that decides what is owed."""

    now: datetime
    zone: ZoneInfo
    """The employer's."""
    holidays: Container[date]
    interviewed_on: date
    decision_by: date | None = None
    may_chase: bool = True
    """False once they said that they would rather not be asked (FU-00)."""
    stopped: str = ""
    """Why nobody there may be written to at all; empty if they may (HS-01, HS-10)."""
    answered_on: date | None = None
    """The employer's day of their latest substantive answer since the interview."""
    outcome: str = ""
    """How it ended, in words; empty while it is open."""
    closing_note_fits: bool = False
    """They fell silent for good: a last word may still go, questions may not."""
    told_at: datetime | None = None
    """When the outcome became known."""
    later_interview: bool = False
    quiet_until: date | None = None


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The facts overtook it."""

    cause: LapseCause
    reason: str


@dataclass(frozen=True, slots=True)
class Times:
    """From when, best when, and until when. UTC instants."""

    not_before: datetime
    suggested_at: datetime
    due_at: datetime


def replanned(owed: Owed, others: list[Owed], facts: Facts) -> Lapsed | Times | None:
    """Return what becomes of an obligation nobody has met or waived; None: it stays as it is.

    `others` are all obligations of the same interview: a check-in counts from the one before.
    """
    if owed.purpose is Purpose.THANK_YOU:
        return _thank_you(owed, facts)
    if owed.purpose is Purpose.FEEDBACK_REQUEST:
        return _feedback_request(owed, facts)
    if overtaken := _overtaken(owed, facts):
        return overtaken
    unmoved = [replace(one, moved_to=None) if one is owed else one for one in others]
    days = cadence_from(unmoved, facts)
    if owed.purpose is Purpose.CLOSING_NOTE:
        return _closing_note(days.closing_note, facts)
    if owed.sequence == 1:
        if facts.now >= at_local(days.check_in_2, CHECK_IN_HOUR, facts.zone):
            return Lapsed(LapseCause.STALE, "Never sent; the second check-in takes its place.")
        return _morning(days.check_in_1, facts)
    return _morning(days.check_in_2, facts)


def cadence_from(others: list[Owed], facts: Facts, waits: Waits = DEFAULT_WAITS) -> Cadence:
    """Return the days of the cadence, counted from what was really sent (FU-03).

    Nothing is suggested before a day they asked to wait for, except what its owner moved there.
    """
    first = _of(others, Purpose.STATUS_CHECK, 1)
    second = _of(others, Purpose.STATUS_CHECK, 2)
    closing = _of(others, Purpose.CLOSING_NOTE, 1)
    promised = promise(facts.interviewed_on, facts.decision_by)
    start = facts.interviewed_on if promised is None else promised
    wait = waits.after_interview if promised is None else waits.after_decision
    check_in_1 = _day(first, add_business_days(start, wait, facts.holidays), facts)
    check_in_2 = _day(
        second, add_business_days(check_in_1, waits.after_check_in_1, facts.holidays), facts
    )
    closing_note = _day(
        closing, add_business_days(check_in_2, waits.after_check_in_2, facts.holidays), facts
    )
    return Cadence(check_in_1, check_in_2, closing_note)


def _of(others: list[Owed], purpose: Purpose, sequence: int) -> Owed | None:
    found = (one for one in others if one.purpose is purpose and one.sequence == sequence)
    return next(found, None)


def _day(owed: Owed | None, planned: date, facts: Facts) -> date:
    if owed is not None and owed.sent_on is not None:
        return owed.sent_on
    day = planned if owed is None or owed.moved_to is None else owed.moved_to
    if facts.quiet_until is None or day >= facts.quiet_until:
        return day
    day = facts.quiet_until
    while not is_business_day(day, facts.holidays):
        day += timedelta(days=1)
    return day


def _overtaken(owed: Owed, facts: Facts) -> Lapsed | None:
    """What ends the asking: a stop, an outcome, an answer, another interview, a wish (FU-05)."""
    if facts.stopped:
        return Lapsed(LapseCause.STOPPED, facts.stopped)
    if facts.outcome and not (facts.closing_note_fits and owed.purpose is Purpose.CLOSING_NOTE):
        return Lapsed(LapseCause.OUTCOME, f"There is an outcome: {facts.outcome}.")
    if facts.answered_on is not None:
        day = facts.answered_on
        return Lapsed(LapseCause.ANSWERED, f"They answered on {day:%A} {day.day} {day:%B}.")
    if facts.later_interview:
        return Lapsed(LapseCause.LATER_INTERVIEW, "A later interview took its place.")
    if not facts.may_chase:
        return Lapsed(LapseCause.STOPPED, "They asked not to be chased.")
    return None


def _thank_you(owed: Owed, facts: Facts) -> Lapsed | None:
    if facts.stopped:
        return Lapsed(LapseCause.STOPPED, facts.stopped)
    if owed.stale_at is not None and facts.now >= owed.stale_at and owed.moved_to is None:
        return Lapsed(LapseCause.STALE, "Three days have passed: thank them in the check-in.")
    return None


def _feedback_request(owed: Owed, facts: Facts) -> Lapsed | Times | None:
    if facts.stopped:
        return Lapsed(LapseCause.STOPPED, facts.stopped)
    if facts.told_at is None:
        return Lapsed(LapseCause.OUTCOME, "There is no refusal to ask about any more.")
    if facts.now >= facts.told_at + FEEDBACK_STALE:
        return Lapsed(LapseCause.STALE, "Two weeks have passed since the news.")
    return feedback_times(facts.told_at, facts.zone) if owed.moved_to is None else None


def feedback_times(told_at: datetime, zone: ZoneInfo) -> Times:
    """Return when to ask for feedback after a refusal: a morning a day or two later (FU-09)."""
    told_at = as_utc(told_at)
    soonest = told_at + FEEDBACK_PAUSE
    morning = at_local(soonest.astimezone(zone).date(), CHECK_IN_HOUR, zone)
    if morning < soonest:
        morning = at_local(soonest.astimezone(zone).date() + timedelta(days=1), CHECK_IN_HOUR, zone)
    return Times(soonest, morning, told_at + FEEDBACK_DUE)


def _closing_note(day: date, facts: Facts) -> Lapsed | Times:
    too_late = add_business_days(day, CLOSING_STALE_DAYS, facts.holidays)
    if facts.now >= at_local(too_late, CHECK_IN_HOUR, facts.zone):
        return Lapsed(LapseCause.STALE, "A month has passed; silence has closed it already.")
    return _morning(day, facts)


def _morning(day: date, facts: Facts) -> Times:
    morning = at_local(day, CHECK_IN_HOUR, facts.zone)
    late = at_local(add_business_days(day, 1, facts.holidays), CHECK_IN_HOUR, facts.zone)
    return Times(morning, morning, late)
