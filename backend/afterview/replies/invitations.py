"""Reading an invitation that came with a mail (RFC 5545, RFC 5546), so that it can be proposed.

Only the first event is read. How it repeats is not looked at: working out a recurrence somebody
else wrote can take for ever. Time zone definitions are left out too, for they hold recurrences;
zones are known by name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from afterview.core.days import at_local
from afterview.core.patterns import regex
from afterview.mail.incoming import line

LINES = 2_000
LINKS_WITHIN = 5_000
"""Characters that are searched for where to meet."""
LINK = regex(r"https?://[^\s<>\"'\\]{3,1000}")
_RENDEZVOUS = regex(
    r"https?://[^\s<>\"'\\]{0,200}(?:zoom|teams|meet|webex|whereby|jitsi|chime|gotomeet|bluejeans|"
    r"skype|ringcentral)[^\s<>\"'\\]{0,800}",
    re.IGNORECASE,
)
_LEFT_OUT = ("RRULE", "RDATE", "EXDATE", "EXRULE", "ATTACH", "X-ALT-DESC")
_REPEATS = ("RRULE", "RDATE")
_DEFAULT_MINUTES = 60
_PHONE = regex(r"\b(?:phone|telephone|call|telefon|téléphone|tel)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Invitation:
    """When and where somebody asks to meet, or that they no longer do."""

    cancelled: bool
    uid: str
    summary: str
    starts_at: datetime | None
    """None where only a day is named, or nothing that can be read."""
    day: date | None
    duration_minutes: int
    zone: str
    zone_known: bool
    """Whether it named a zone that is known; otherwise it is the fallback."""
    location: str
    link: str
    organizer_name: str
    organizer_email: str
    repeats: bool

    @property
    def by_phone(self) -> bool:
        return not self.link and bool(_PHONE.search(f"{self.location} {self.summary}"))


def read(calendar: str, fallback: ZoneInfo) -> Invitation | None:
    """Make out the invitation in an iCalendar object; None when there is none in it.

    A time without a zone, or in a zone nobody knows, is taken to be in `fallback`.
    """
    lines = list(_unfolded(calendar))
    method = _method(lines)
    if method not in ("REQUEST", "CANCEL", "PUBLISH", ""):
        return None  # an answer to an invitation is none
    written, repeats = _first_event(lines)
    event = _parsed(written)
    if event is None:
        return None
    starts_at, day, zone = _start(event, fallback)
    organizer = event.get("ORGANIZER")
    text = (
        f"{event.get('LOCATION') or ''} {event.get('DESCRIPTION') or ''} {event.get('URL') or ''}"
    )
    found = _RENDEZVOUS.search(text[:LINKS_WITHIN]) or LINK.search(f"{event.get('LOCATION') or ''}")
    return Invitation(
        cancelled=method == "CANCEL" or str(event.get("STATUS") or "").upper() == "CANCELLED",
        uid=line(str(event.get("UID") or "")),
        summary=line(str(event.get("SUMMARY") or "")),
        starts_at=starts_at,
        day=day,
        duration_minutes=_minutes(event, starts_at, fallback),
        zone=(zone or fallback).key,
        zone_known=zone is not None,
        location=line(str(event.get("LOCATION") or "")),
        link=found[0].rstrip(".,;)>") if found else "",
        organizer_name=line(str(_parameters(organizer).get("CN") or "")),
        organizer_email=line(re.sub("(?i)^mailto:", "", str(organizer or ""))).casefold()[:254],
        repeats=repeats,
    )


def _unfolded(calendar: str) -> Iterator[str]:
    """Its lines, put together again where they were broken (RFC 5545 3.1)."""
    joined = re.sub(r"\r?\n[ \t]", "", calendar)
    yield from joined.splitlines()[:LINES]


def _method(lines: list[str]) -> str:
    for written in lines:
        name, _, value = written.partition(":")
        if name.strip().upper() == "METHOD":
            return value.strip().upper()
    return ""


def _first_event(lines: list[str]) -> tuple[list[str], bool]:
    """The lines of the first event, without its alarms and how it repeats; whether it does."""
    kept: list[str] = []
    inside, repeats = 0, False
    for written in lines:
        word = written.strip().upper()
        if word == "BEGIN:VEVENT" and not inside:
            inside = 1
            kept = [word]
        elif inside:
            inside += word.startswith("BEGIN:") - word.startswith("END:")
            repeats |= inside == 1 and word.startswith(_REPEATS)
            if inside == 1 and not word.startswith((*_LEFT_OUT, "END:", "BEGIN:")):
                kept.append(written)
            elif not inside:
                return [*kept, "END:VEVENT"], repeats
    return [], False


def _parsed(lines: list[str]) -> Any:
    if not lines:
        return None
    from icalendar import Event  # a tenth of a second that start-up need not pay

    try:
        return Event.from_ical("\r\n".join(lines))
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        return None


def _value(written: Any) -> Any:
    """A date, an instant or a length; None where it cannot be read, or stands there twice."""
    try:
        return getattr(written, "dt", None)
    except ValueError:
        return None


def _parameters(value: Any) -> Any:
    try:
        return getattr(value, "params", {})
    except ValueError:
        return {}


def _start(event: Any, fallback: ZoneInfo) -> tuple[datetime | None, date | None, ZoneInfo | None]:
    """The instant, or the day, and the zone that was named."""
    written = event.get("DTSTART")
    value = _value(written)
    if not isinstance(value, date):
        return None, None, None
    if not 1971 <= value.year <= 2199:
        return None, None, None
    if not isinstance(value, datetime):
        return None, value, None
    zone = _zone(str(_parameters(written).get("TZID") or ""))
    return _instant(value, zone or fallback), None, zone


def _instant(value: datetime, zone: ZoneInfo) -> datetime:
    if value.tzinfo is not None:
        return value.astimezone(UTC)
    return at_local(value.date(), value.time(), zone)


def _zone(name: str) -> ZoneInfo | None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = WINDOWS_TO_OLSON.get(name, name).strip()
    return ZoneInfo(name) if name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # reads a folder tree: once is enough


def _minutes(event: Any, starts_at: datetime | None, fallback: ZoneInfo) -> int:
    ends = event.get("DTEND")
    value, length = _value(ends), _value(event.get("DURATION"))
    if isinstance(value, datetime) and starts_at is not None and 1971 <= value.year <= 2199:
        zone = _zone(str(_parameters(ends).get("TZID") or "")) or fallback
        length = _instant(value, zone) - starts_at
    if not isinstance(length, timedelta):
        return _DEFAULT_MINUTES
    minutes = round(length / timedelta(minutes=1))
    return minutes if 1 <= minutes <= 1440 else _DEFAULT_MINUTES
