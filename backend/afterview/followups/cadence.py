"""What is still owed once the facts have changed, and when (FU-03, FU-05).

Everything here is derived: the same facts give the same plan, however often and in whatever order
they became known. So taking a fact back takes its effect back as well.
"""

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afterview.core.days import add_business_days, as_utc, at_local, is_business_day
from afterview.followups.rules import (
    AFTER_CHECK_IN_1,
    AFTER_CHECK_IN_2,
    AFTER_DECISION,
    AFTER_INTERVIEW,
    Cadence,
    LapseCause,
    Purpose,
    promise,
)

CHECK_IN_HOUR = time(9)
"""When a check-in is suggested, on the employer's clock. DESIGN."""
FEEDBACK_PAUSE = timedelta(hours=24)
FEEDBACK_DUE = timedelta(hours=48)
"""FU-09: a day or two after the news."""
FEEDBACK_STALE = timedelta(days=14)
"""HS-02: afterwards not even thanks are welcome."""
CLOSING_STALE_DAYS = 20
"""Business days after which a closing note closes nothing any more. DESIGN."""
COURTESIES = (Purpose.THANK_YOU, Purpose.FEEDBACK_REQUEST)
"""What asks nothing of them that an answer or another interview would settle."""


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
    waived: bool = False
    missed_at: datetime | None = None
    """When time alone let it lapse, if it did."""


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
    """The employer's day of their latest substantive answer since the interview, or since they
    named the day they decide by."""
    outcome: str = ""
    """How it ended, in words; empty while it is open."""
    closing_note_fits: bool = False
    """They fell silent for good: a last word may still go, questions may not."""
    told_at: datetime | None = None
    """When a no became known."""
    over_since: datetime | None = None
    """When the asking ended, as far as that is known; of several reasons the first."""
    words_left: int | None = None
    """Courteous words that may still go: one after a no or a withdrawal (HS-02, HS-09)."""
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
    overtaken, stale = _overtaken(owed, others, facts), _stale(owed, others, facts)
    if stale is not None and (overtaken is None or _missed_before(owed, facts)):
        return stale
    return overtaken or _times(owed, others, facts)


def cadence_from(others: list[Owed], facts: Facts) -> Cadence:
    """Return the days of the cadence, counted from what was really sent (FU-03).

    What was sent before they named a day does not bring the rest before that day.
    Nothing is suggested before a day they asked to wait for, except what its owner moved there.
    """
    first = _of(others, Purpose.STATUS_CHECK, 1)
    second = _of(others, Purpose.STATUS_CHECK, 2)
    closing = _of(others, Purpose.CLOSING_NOTE, 1)
    promised = promise(facts.interviewed_on, facts.decision_by)
    start = facts.interviewed_on if promised is None else promised
    wait = AFTER_INTERVIEW if promised is None else AFTER_DECISION
    soonest = add_business_days(start, wait, facts.holidays)
    check_in_1 = _day(first, soonest, facts)
    check_in_2 = add_business_days(check_in_1, AFTER_CHECK_IN_1, facts.holidays)
    if first is not None and first.sent_on is not None:
        check_in_2 = max(check_in_2, soonest)
    check_in_2 = _day(second, check_in_2, facts)
    closing_note = add_business_days(check_in_2, AFTER_CHECK_IN_2, facts.holidays)
    if second is not None and second.sent_on is not None:
        closing_note = max(closing_note, soonest)
    return Cadence(check_in_1, check_in_2, _day(closing, closing_note, facts))


def taken_over_at(others: list[Owed], facts: Facts) -> datetime | None:
    """When the second check-in takes the first one's place, or the closing note does.

    None where neither is left: then nothing does.
    """
    days = cadence_from(others, facts)
    for purpose, sequence, day in (
        (Purpose.STATUS_CHECK, 2, days.check_in_2),
        (Purpose.CLOSING_NOTE, 1, days.closing_note),
    ):
        follows = _of(others, purpose, sequence)
        if follows is None or not follows.waived:
            return at_local(day, CHECK_IN_HOUR, facts.zone)
    return None


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


def _overtaken(owed: Owed, others: list[Owed], facts: Facts) -> Lapsed | None:
    """What ends the asking: a stop, an outcome, an answer, another interview, a wish (FU-05)."""
    if facts.stopped:
        return Lapsed(LapseCause.STOPPED, facts.stopped)
    if owed.purpose in COURTESIES:
        return _unwelcome(owed, others, facts)
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


def _unwelcome(owed: Owed, others: list[Owed], facts: Facts) -> Lapsed | None:
    """Thanks are owed whatever comes, but after the end there is one courteous word in all."""
    if owed.purpose is Purpose.FEEDBACK_REQUEST and facts.told_at is None:
        return Lapsed(LapseCause.OUTCOME, "There is no refusal to ask about any more.")
    if facts.words_left == 0:
        return Lapsed(LapseCause.OUTCOME, "The one courteous word after the end has been said.")
    if facts.words_left == 1 and any(_goes_before(other, owed, facts) for other in others):
        return Lapsed(LapseCause.OUTCOME, "One courteous word is left: the thanks before these.")
    return None


def _goes_before(other: Owed, owed: Owed, facts: Facts) -> bool:
    """Whether these are thanks to the same panel that are still to be said, and come first."""
    if other.waived or other.sent_on is not None or _is_stale(other, facts):
        return False
    return other.purpose is owed.purpose is Purpose.THANK_YOU and other.sequence < owed.sequence


def _is_stale(thanks: Owed, facts: Facts) -> bool:
    chosen = thanks.moved_to is not None
    return thanks.stale_at is not None and facts.now >= thanks.stale_at and not chosen


def _stale(owed: Owed, others: list[Owed], facts: Facts) -> Lapsed | None:
    """What time alone ends, judged by the days the messages are really meant for."""
    if owed.purpose is Purpose.THANK_YOU:
        passed, reason = (
            _is_stale(owed, facts),
            "Three days have passed: thank them in the check-in.",
        )
    elif owed.purpose is Purpose.FEEDBACK_REQUEST:
        passed = facts.told_at is not None and facts.now >= facts.told_at + FEEDBACK_STALE
        reason = "Two weeks have passed since the news."
    elif owed.purpose is Purpose.CLOSING_NOTE:
        day = cadence_from(others, facts).closing_note
        too_late = add_business_days(day, CLOSING_STALE_DAYS, facts.holidays)
        passed = facts.now >= at_local(too_late, CHECK_IN_HOUR, facts.zone)
        reason = "A month has passed; silence has closed it already."
    else:
        over_at = taken_over_at(others, facts) if owed.sequence == 1 else None
        passed = over_at is not None and facts.now >= over_at
        reason = "Never sent; the second check-in takes its place."
    return Lapsed(LapseCause.STALE, reason) if passed else None


def _missed_before(owed: Owed, facts: Facts) -> bool:
    """Whether it had been missed before anything else ended it: what comes later is no excuse."""
    if owed.missed_at is None:
        return False
    if facts.over_since is None or owed.purpose in COURTESIES:
        return True
    return owed.missed_at <= facts.over_since


def _times(owed: Owed, others: list[Owed], facts: Facts) -> Times | None:
    """When it is due by the cadence, whatever day its owner chose."""
    if owed.purpose is Purpose.THANK_YOU:
        return None
    if owed.purpose is Purpose.FEEDBACK_REQUEST:
        if facts.told_at is None or owed.moved_to is not None:
            return None
        return feedback_times(facts.told_at, facts.zone)
    unmoved = [replace(one, moved_to=None) if one is owed else one for one in others]
    days = cadence_from(unmoved, facts)
    if owed.purpose is Purpose.CLOSING_NOTE:
        return _morning(days.closing_note, facts)
    return _morning(days.check_in_1 if owed.sequence == 1 else days.check_in_2, facts)


def feedback_times(told_at: datetime, zone: ZoneInfo) -> Times:
    """Return when to ask for feedback after a refusal: a morning a day or two later (FU-09)."""
    told_at = as_utc(told_at)
    soonest = told_at + FEEDBACK_PAUSE
    morning = at_local(soonest.astimezone(zone).date(), CHECK_IN_HOUR, zone)
    if morning < soonest:
        morning = at_local(soonest.astimezone(zone).date() + timedelta(days=1), CHECK_IN_HOUR, zone)
    due_at = told_at + FEEDBACK_DUE
    return Times(soonest, min(morning, due_at), due_at)  # a day has 25 hours once a year


def _morning(day: date, facts: Facts) -> Times:
    morning = at_local(day, CHECK_IN_HOUR, facts.zone)
    late = at_local(add_business_days(day, 1, facts.holidays), CHECK_IN_HOUR, facts.zone)
    return Times(morning, morning, late)
