"""Business days, public holidays, and instants seen from a local clock."""

import re
from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

SATURDAY = 5  # date.weekday() counts from Monday as 0

# The package leaves Easter Monday and the late August holiday out of the United Kingdom as
# a whole, because Scotland keeps neither. An employer filed under plain GB is far more
# likely to follow England's calendar.
DEFAULT_SUBDIVISIONS = {"GB": "ENG"}

_REGION = re.compile(r"([A-Z]{2})(?:-([A-Z0-9]{1,3}))?")


def is_business_day(day: date, holidays: Container[date] = ()) -> bool:
    """Return whether `day` is Monday to Friday and not one of `holidays`."""
    return day.weekday() < SATURDAY and day not in holidays


def add_business_days(day: date, count: int, holidays: Container[date] = ()) -> date:
    """Return the business day that is `count` business days after `day`.

    The walk goes one calendar day at a time and `day` itself is never counted, so a count
    of 1 from a Friday, a Saturday or a Sunday all land on Monday. A count of 0 returns
    `day` unchanged, even when it is a Sunday.

    Raises:
        ValueError: `count` is negative, or the calendar ends before the walk does.
    """
    if count < 0:
        raise ValueError(f"count must be 0 or more, got {count}")
    landing, remaining = day, count
    while remaining:
        if landing == date.max:
            raise ValueError(f"{count} business days after {day} is past the end of the calendar")
        landing += timedelta(days=1)
        remaining -= is_business_day(landing, holidays)
    return landing


def public_holidays(region: str) -> Container[date]:
    """Return the public holidays of `region`, ready to be asked `day in ...`.

    `region` is an ISO 3166-1 alpha-2 code such as `US`, or an ISO 3166-2 subdivision such
    as `GB-SCT`. A country nobody keeps a calendar for has no holidays. A subdivision the
    calendar does not know (say, Paris) gets its country's days, and plain `GB` England's.
    """
    code = _REGION.fullmatch(region.strip().upper())
    return _calendar(code[1], code[2]) if code else frozenset()


@dataclass(frozen=True, slots=True)
class _Calendar:
    """One region's holidays, worked out a year at a time.

    The package's own objects also expand on demand, but they mark a year as done before
    they fill it in, so a second thread can look into a half-empty year. Frozen sets cannot
    be seen half made.
    """

    country: str
    subdivision: str | None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _days_off(self.country, self.subdivision, day.year)


@lru_cache(maxsize=256)
def _calendar(country: str, subdivision: str | None) -> Container[date]:
    default = DEFAULT_SUBDIVISIONS.get(country)
    for place in (subdivision or default, default, None):
        try:
            _days_off(country, place, 2000)  # any year: this asks only whether the place is known
        except NotImplementedError:
            continue
        return _Calendar(country, place)
    return frozenset()


@lru_cache(maxsize=1024)
def _days_off(country: str, subdivision: str | None, year: int) -> frozenset[date]:
    from holidays import country_holidays  # a tenth of a second that start-up need not pay

    return frozenset(country_holidays(country, subdiv=subdivision, years=year, expand=False))


def as_utc(instant: datetime) -> datetime:
    """Return the same instant in UTC, where adding an hour adds an hour.

    Arithmetic on a datetime in a local zone moves the hands of the clock instead, and is
    wrong by an hour across a change to or from summer time.

    Raises:
        ValueError: `instant` has no zone.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"naive datetime {instant.isoformat()}: an instant carries its zone")
    return instant.astimezone(UTC)


def at_local(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which clocks in `zone` show `hour` on `day`.

    Where clocks jump forward over that time, the answer is as much later as the jump is
    long; where they go back and show it twice, the answer is the first of the two. Both
    are what RFC 5545 prescribes for calendar events.

    Raises:
        ValueError: the instant falls outside the calendar.
    """
    wall = datetime.combine(day, hour.replace(fold=0), tzinfo=zone)
    try:
        return wall.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{day} {hour} in {zone} is outside the calendar") from None
