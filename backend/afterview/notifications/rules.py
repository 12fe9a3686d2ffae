"""Which reminders go out now, and which wait, why and until when.

A reminder is worth a moment of somebody's day, so there are few of them: none at night, none in
the quiet window after an interview, a handful a day, and two about one thing at most. What waits
is not lost: it has a reason and an instant at which it is looked at again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from afterview.core.days import as_utc, at_local

NUDGES = 2  # about one thing, ever: red line 9
DAILY_CAP = 5  # DESIGN
PREFERRED_AT = time(9)  # DESIGN
QUIET = (time(20), time(8))  # outside a day's usual hours; DESIGN

# Reminders lose their point within hours, so nothing is tried for longer than a morning; DESIGN.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
)


class Rhythm(StrEnum):
    """One message a day at the preferred hour, or each when its time comes."""

    DIGEST = "digest"
    SINGLE = "single"


class Held(StrEnum):
    """Why a reminder did not go out at once."""

    QUIET_WINDOW = "quiet_window"
    """The plan for the time after an interview is running (WD-05)."""
    QUIET_HOURS = "quiet_hours"
    DIGEST = "digest"
    """It goes with the next daily message."""
    DAILY_CAP = "daily_cap"
    NUDGED_TWICE = "nudged_twice"
    """Two went out already. It is still open; no third one follows."""
    SETTLED = "settled"
    """It was dealt with before its time came."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """How often and when somebody wants to hear from us."""

    rhythm: Rhythm = Rhythm.SINGLE
    preferred_at: time = PREFERRED_AT
    quiet_from: time = QUIET[0]
    quiet_to: time = QUIET[1]
    """Before `quiet_from` the next morning; the same as `quiet_from` for no quiet hours."""
    daily_cap: int = DAILY_CAP


@dataclass(frozen=True, slots=True)
class Window:
    """A time in which nothing goes out, whatever it is."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A nudge whose time has come."""

    subject_id: UUID
    since: datetime
    nudge: int = 1
    at_most: int = NUDGES
    rank: int = 0
    """What presses most has the lowest one, and goes first when not everything may go."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a nudge: it goes now, or is held."""

    due: Due
    held: Held | None = None
    """None: it goes now."""
    until: datetime | None = None
    """When to look at it again; None when there is nothing left to decide."""


def decide(
    dues: Iterable[Due],
    *,
    at: datetime,
    zone: ZoneInfo,
    preferences: Preferences,
    windows: Sequence[Window] = (),
    sent_today: int = 0,
) -> list[Decision]:
    """Say of each due nudge whether it goes now.

    `sent_today` counts what went out on this local day already. With a digest, what was due by
    the preferred hour opens the day's one message, and everything that is due by then joins it;
    a message that could not go at that hour goes as soon as it can.

    Every nudge that is handed in comes back exactly once, the most pressing first.
    """
    ordered = sorted(dues, key=lambda due: (due.rank, due.since, due.subject_id))
    opens_at, shut = opening(at, zone, preferences, windows)
    digest = preferences.rhythm is Rhythm.DIGEST
    next_digest = _preferred_after(at, zone, preferences)
    waits_for_digest = digest and (
        sent_today > 0 or not _opens_digest(ordered, at, zone, preferences)
    )
    left = preferences.daily_cap - sent_today
    decisions = []
    for due in ordered:
        if due.nudge > min(due.at_most, NUDGES):
            decision = Decision(due, Held.NUDGED_TWICE)
        elif shut is not None:
            decision = Decision(due, shut, opens_at)
        elif left <= 0 and (not waits_for_digest or preferences.daily_cap == 0):
            tomorrow = _tomorrow(at, zone)
            if digest:
                tomorrow = _preferred_after(tomorrow - timedelta(microseconds=1), zone, preferences)
            decision = Decision(
                due, Held.DAILY_CAP, opening(tomorrow, zone, preferences, windows)[0]
            )
        elif waits_for_digest:
            decision = Decision(
                due, Held.DIGEST, opening(next_digest, zone, preferences, windows)[0]
            )
        else:
            left -= 1
            decision = Decision(due)
        decisions.append(decision)
    return decisions


def opening(
    at: datetime, zone: ZoneInfo, preferences: Preferences, windows: Sequence[Window] = ()
) -> tuple[datetime, Held | None]:
    """Return the first instant from `at` on at which something may go out, and what is in the way.

    Nothing is in the way (None) when that is `at` itself.
    """
    moment, reason = as_utc(at), None
    while True:
        covering = [window.ends_at for window in windows if _covers(window, moment)]
        if covering:
            moment, why = max(covering), Held.QUIET_WINDOW
        elif is_quiet(moment, zone, preferences):
            moment, why = _quiet_end(moment, zone, preferences), Held.QUIET_HOURS
        else:
            return moment, reason
        reason = reason or why


def is_quiet(at: datetime, zone: ZoneInfo, preferences: Preferences) -> bool:
    """Return whether the clock on the wall shows a quiet hour.

    The wall decides, not a count of hours: a night with a change of the clocks is an hour longer
    or shorter, and quiet all the same.
    """
    wall = at.astimezone(zone).time()
    start, end = preferences.quiet_from, preferences.quiet_to
    if start <= end:
        return start <= wall < end
    return wall >= start or wall < end


def second_nudge_at(sent_at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the second nudge about the same thing may follow: the same time next day.

    Next day on the wall, so that a change of the clocks does not push it past a daily message.
    """
    wall = sent_at.astimezone(zone)
    return at_local(wall.date() + timedelta(days=1), time(wall.hour, wall.minute), zone)


def retry_at(attempts: int, at: datetime) -> datetime | None:
    """Return when to try again after this many attempts, or None once it is given up."""
    return as_utc(at) + BACKOFF[attempts - 1] if 0 < attempts <= len(BACKOFF) else None


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """Return the day on the person's calendar, whose cap counts."""
    return at.astimezone(zone).date()


def _covers(window: Window, at: datetime) -> bool:
    return window.starts_at <= at < window.ends_at


def _opens_digest(
    dues: Sequence[Due], at: datetime, zone: ZoneInfo, preferences: Preferences
) -> bool:
    """Whether the preferred hour has come for at least one of them."""
    last = _preferred_before(at, zone, preferences)
    return any(due.since <= last for due in dues if due.nudge <= min(due.at_most, NUDGES))


def _preferred_before(at: datetime, zone: ZoneInfo, preferences: Preferences) -> datetime:
    day = local_day(at, zone)
    instants = (
        at_local(day - timedelta(days=back), preferences.preferred_at, zone) for back in (0, 1, 2)
    )
    return next(instant for instant in instants if instant <= at)


def _preferred_after(at: datetime, zone: ZoneInfo, preferences: Preferences) -> datetime:
    day = local_day(at, zone)
    instants = (
        at_local(day + timedelta(days=on), preferences.preferred_at, zone) for on in (0, 1, 2)
    )
    return next(instant for instant in instants if instant > at)


def _tomorrow(at: datetime, zone: ZoneInfo) -> datetime:
    return at_local(local_day(at, zone) + timedelta(days=1), time(0), zone)


def _quiet_end(at: datetime, zone: ZoneInfo, preferences: Preferences) -> datetime:
    """The next instant at which the wall shows the end; a night may show it twice."""
    day = local_day(at, zone)
    ends = (
        datetime.combine(day + timedelta(days=on), preferences.quiet_to.replace(fold=fold), zone)
        for on in (0, 1, 2)
        for fold in (0, 1)
    )
    return min(as_utc(end) for end in ends if as_utc(end) > at)
