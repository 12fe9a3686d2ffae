"""When to write to the employer, when to expect an answer, and what their silence means."""

from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from fractions import Fraction
from math import floor
from types import MappingProxyType
from zoneinfo import ZoneInfo

from afterview.core.days import add_business_days, as_utc, at_local, is_business_day


class FollowUpPermission(StrEnum):
    """What the employer said when asked whether a follow-up would be welcome (FU-00)."""

    YES = "yes"
    NO = "no"
    NOT_ASKED = "not_asked"


class Purpose(StrEnum):
    """What a message is for. Every interview gets the `SEQUENCE` (FU-01); a no gets FU-09."""

    THANK_YOU = "thank_you"
    STATUS_CHECK = "status_check"
    CLOSING_NOTE = "closing_note"
    FEEDBACK_REQUEST = "feedback_request"


DUTIES: Mapping[Purpose, tuple[str, str]] = MappingProxyType(
    {
        Purpose.THANK_YOU: ("Thank", "Thanks count most within 24 hours."),
        Purpose.STATUS_CHECK: ("Check in with", "Silence is ordinary; asking once is, too."),
        Purpose.CLOSING_NOTE: ("Close with", "A last kind word that asks nothing."),
        Purpose.FEEDBACK_REQUEST: ("Ask for feedback:", "One message, no argument, nothing owed."),
    }
)
"""What there is to do, before a name, and why."""


class LapseCause(StrEnum):
    """What overtook an obligation. Only a person waives; facts make it lapse."""

    STALE = "stale"
    ANSWERED = "answered"
    OUTCOME = "outcome"
    STOPPED = "stopped"
    LATER_INTERVIEW = "later_interview"


# In this order, for every interview that was held. A person approves each.
SEQUENCE = (
    Purpose.THANK_YOU,
    Purpose.STATUS_CHECK,
    Purpose.STATUS_CHECK,
    Purpose.CLOSING_NOTE,
)

# FU-02. Within a day is near-universal advice (TopResume 2017, CareerBuilder 2005, TopCV;
# MEDIUM); a note sent from the doorstep looks written beforehand (TopCV; one expert).
THANK_YOU_PAUSE = timedelta(hours=1)
THANK_YOU_DUE = timedelta(hours=24)
THANK_YOU_STALE = timedelta(days=3)

WORKING_HOURS = (time(8), time(20))  # the employer's; DESIGN
SHORTEST_WORKING_DAY = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Window:
    """When a thank-you may go, should go and is no longer worth sending. UTC instants."""

    not_before: datetime
    due_at: datetime
    stale_at: datetime
    suggested_at: datetime

    @property
    def outside_day(self) -> bool:
        """The suggestion misses the 24 hours: worth a flag, and acceptable."""
        return self.suggested_at > self.due_at


def thank_you_window(
    ended_at: datetime,
    zone: ZoneInfo,
    holidays: Container[date] = (),
    working_hours: tuple[time, time] = WORKING_HOURS,
) -> Window:
    """Return the thank-you window for an interview that ended at `ended_at` (FU-02).

    `zone`, `holidays` and `working_hours` are the employer's. Hours and days are elapsed
    time, so PT24H across a change of clocks is still 24 hours.

    Raises:
        ValueError: `ended_at` has no zone, or the working day is shorter than four hours.
    """
    ended_at = as_utc(ended_at)
    return Window(
        not_before=ended_at + THANK_YOU_PAUSE,
        due_at=ended_at + THANK_YOU_DUE,
        stale_at=ended_at + THANK_YOU_STALE,
        suggested_at=_suggested(ended_at, zone, holidays, working_hours),
    )


def _suggested(
    ended_at: datetime,
    zone: ZoneInfo,
    holidays: Container[date],
    working_hours: tuple[time, time],
) -> datetime:
    """Return the kindest moment: today if it is early, else the next working morning.

    With the default hours "early" ends at 18:00, the last call today is 20:00 and the
    morning is 09:00; other hours move those times along. An interview that ended before
    opening time waits for the doors. Nobody asks whether *today* is a business day: they
    held an interview on it.
    """
    opens, closes = working_hours
    if _apart(opens, closes) < SHORTEST_WORKING_DAY:
        raise ValueError(f"a working day lasts four hours or more, got {opens} to {closes}")
    today = ended_at.astimezone(zone).date()
    tomorrow = today + timedelta(days=1)
    morning = _later(opens, hours=1)
    soonest = ended_at + THANK_YOU_PAUSE
    if soonest <= at_local(today, _later(closes, hours=-2), zone):
        return max(soonest, at_local(today, opens, zone))
    if is_business_day(tomorrow, holidays):
        return max(soonest, at_local(tomorrow, morning, zone))
    if ended_at <= at_local(today, _later(closes, hours=-1), zone):
        return soonest
    return max(soonest, at_local(add_business_days(today, 1, holidays), morning, zone))


def _apart(first: time, second: time) -> timedelta:
    return datetime.combine(date.min, second) - datetime.combine(date.min, first)


def _later(hour: time, *, hours: int) -> time:
    return (datetime.combine(date(2000, 1, 1), hour) + timedelta(hours=hours)).time()


# FU-03, in business days. House choice, between a recruiters' poll (5 days 48 %, 7 days 39 %;
# LOW) and staffing advice of one or two check-ins, then moving on (LOW to MEDIUM).
AFTER_DECISION = 2
AFTER_INTERVIEW = 5
AFTER_CHECK_IN_1 = 7
AFTER_CHECK_IN_2 = 10


@dataclass(frozen=True, slots=True)
class Cadence:
    """The first day each message may go, in the employer's calendar."""

    check_in_1: date
    check_in_2: date
    closing_note: date


def cadence(
    interviewed_on: date,
    decision_by: date | None = None,
    holidays: Container[date] = (),
) -> Cadence:
    """Return when to check in, check in again and close, as long as nobody answers (FU-03).

    The first check-in waits for the promised day if there is one. A promise dated before
    the interview is left over from an earlier plan and promises nothing.
    """
    promised = promise(interviewed_on, decision_by)
    if promised is not None:
        check_in_1 = add_business_days(promised, AFTER_DECISION, holidays)
    else:
        check_in_1 = add_business_days(interviewed_on, AFTER_INTERVIEW, holidays)
    check_in_2 = add_business_days(check_in_1, AFTER_CHECK_IN_1, holidays)
    closing_note = add_business_days(check_in_2, AFTER_CHECK_IN_2, holidays)
    return Cadence(check_in_1, check_in_2, closing_note)


def promise(interviewed_on: date, decision_by: date | None) -> date | None:
    """Return the promised day, unless it lies before the interview and promises nothing."""
    return None if decision_by is None or decision_by < interviewed_on else decision_by


class Industry(StrEnum):
    """The industries somebody has measured."""

    GOVERNMENT = "government"
    AEROSPACE = "aerospace"
    ENERGY = "energy"
    BIOTECH = "biotech"
    AUTOMOTIVE = "automotive"
    SUPERMARKETS = "supermarkets"
    PRIVATE_SECURITY = "private_security"
    RESTAURANTS = "restaurants"
    PUBLIC_SECTOR = "public_sector"
    BANKING = "banking"
    EDUCATION = "education"
    HEALTH = "health"
    LEGAL_ACCOUNTING = "legal_accounting"
    INFORMATION_TECHNOLOGY = "information_technology"
    RETAIL = "retail"
    HOTELS_CATERING = "hotels_catering"


@dataclass(frozen=True, slots=True)
class HiringTimes:
    """How long hiring takes in one country; the unit cancels out, so each keeps its own."""

    mean: Fraction
    by_industry: Mapping[str, Fraction]
    source: str
    as_of: str


def _times(mean: str, by_industry: dict[Industry, str], source: str, as_of: str) -> HiringTimes:
    exact = {str(industry): Fraction(length) for industry, length in by_industry.items()}
    return HiringTimes(Fraction(mean), MappingProxyType(exact), source, as_of)


HIRING_TIMES: Mapping[str, HiringTimes] = MappingProxyType(
    {
        "US": _times(  # days; MEDIUM
            "23.8",
            {
                Industry.GOVERNMENT: "53.8",
                Industry.AEROSPACE: "30",
                Industry.ENERGY: "30",
                Industry.BIOTECH: "30",
                Industry.AUTOMOTIVE: "12.7",
                Industry.SUPERMARKETS: "12.3",
                Industry.PRIVATE_SECURITY: "11.6",
                Industry.RESTAURANTS: "10.2",
            },
            source="Glassdoor reviews, quoted by Refinery29",
            as_of="2017-08",
        ),
        "GB": _times(  # weeks from application to acceptance; LOW to MEDIUM
            "4.9",
            {
                Industry.PUBLIC_SECTOR: "6",
                Industry.BANKING: "5.9",
                Industry.EDUCATION: "5.2",
                Industry.HEALTH: "5.2",
                Industry.LEGAL_ACCOUNTING: "4.8",
                Industry.INFORMATION_TECHNOLOGY: "4.7",
                Industry.RETAIL: "4.1",
                Industry.HOTELS_CATERING: "3.9",
            },
            source="survey of 497 UK HR managers, quoted by StandOut CV",
            as_of="undated",
        ),
    }
)

# FU-04. Two weeks is what UK graduate advice calls the norm, and careers firms say one to
# two (MEDIUM to LOW). The clamp is a house choice.
BASE_WAIT_DAYS = 10
LEAST_MULTIPLIER = Fraction(1, 2)
MOST_MULTIPLIER = Fraction(2)


def expected_reply_on(
    interviewed_on: date,
    decision_by: date | None = None,
    holidays: Container[date] = (),
    industry: str | None = None,
    region: str | None = None,
) -> date:
    """Return the last day on which silence is still ordinary (FU-04).

    The promised day, unless it lies before the interview; otherwise ten business days,
    stretched or shrunk by how slowly that industry hires in that country.
    """
    promised = promise(interviewed_on, decision_by)
    if promised is not None:
        return promised
    wait_days = half_up(BASE_WAIT_DAYS * industry_multiplier(industry, region))
    return add_business_days(interviewed_on, wait_days, holidays)


def industry_multiplier(industry: str | None, region: str | None) -> Fraction:
    """Return how much slower than its country an industry hires, from 1/2 to 2 (FU-04).

    `region` is an ISO 3166 code; only its country counts. Whatever nobody has measured
    is 1.
    """
    times = HIRING_TIMES.get((region or "").strip().upper()[:2])
    length = times.by_industry.get(industry or "") if times else None
    if times is None or length is None:
        return Fraction(1)
    return min(max(length / times.mean, LEAST_MULTIPLIER), MOST_MULTIPLIER)


def half_up(x: float | Fraction) -> int:
    """Round to the nearest whole number, halves away from zero, as people do on paper.

    Python's own `round` sends 12.5 to 12. Exact: 0.49999999999999994 goes to 0.
    """
    size = floor(abs(Fraction(x)) + Fraction(1, 2))
    return size if x >= 0 else -size


class Silence(StrEnum):
    """What it means that they have not answered."""

    WAITING = "waiting"
    OVERDUE = "overdue"
    SILENT = "silent"
    GHOSTED = "ghosted"


# FU-04 and the cadence's two check-ins; DESIGN.
CHECKS_BEFORE_SILENT = 2
GHOSTED_AFTER_DAYS = 10  # business days, after the expected reply and the last message
GHOSTED_UNASKED_AFTER = timedelta(days=30)  # calendar days, when nobody asked


def silence(
    today: date,
    expected_on: date,
    *,
    unanswered_checks: int = 0,
    closing_note_sent: bool = False,
    last_outbound_on: date | None = None,
    holidays: Container[date] = (),
) -> Silence:
    """Return what an employer's silence amounts to on `today` (FU-04).

    Nothing is overdue up to and including the expected day, however often the candidate
    has already asked. A substantive reply ends the silence; the caller counts from there.

    Raises:
        ValueError: as `ghosted_on`.
    """
    ghosted_from = ghosted_on(
        expected_on,
        unanswered_checks=unanswered_checks,
        closing_note_sent=closing_note_sent,
        last_outbound_on=last_outbound_on,
        holidays=holidays,
    )
    if today <= expected_on:
        return Silence.WAITING
    if today >= ghosted_from:
        return Silence.GHOSTED
    return Silence.SILENT if unanswered_checks >= CHECKS_BEFORE_SILENT else Silence.OVERDUE


def ghosted_on(
    expected_on: date,
    *,
    unanswered_checks: int = 0,
    closing_note_sent: bool = False,
    last_outbound_on: date | None = None,
    holidays: Container[date] = (),
) -> date:
    """Return the first day on which continued silence is called ghosting (FU-04).

    After two unanswered check-ins or a closing note: ten business days past both the
    expected day and the last message. Without any: 30 calendar days past the expected day.
    A single check-in gets the later of the two clocks, so that asking once neither
    hastens the verdict nor puts it off for ever.

    Raises:
        ValueError: a count is negative, or messages were sent but `last_outbound_on` is
            missing.
    """
    if unanswered_checks < 0:
        raise ValueError(f"unanswered_checks must be 0 or more, got {unanswered_checks}")
    if unanswered_checks == 0 and not closing_note_sent:
        return expected_on + GHOSTED_UNASKED_AFTER
    if last_outbound_on is None:
        raise ValueError("messages were sent, so last_outbound_on cannot be missing")
    answer_owed = add_business_days(last_outbound_on, GHOSTED_AFTER_DAYS, holidays)
    if unanswered_checks < CHECKS_BEFORE_SILENT and not closing_note_sent:
        return max(expected_on + GHOSTED_UNASKED_AFTER, answer_owed)
    return max(add_business_days(expected_on, GHOSTED_AFTER_DAYS, holidays), answer_owed)
