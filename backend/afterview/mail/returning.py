"""When somebody who is away says that they are back (FU-05)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from afterview.core.patterns import regex

FURTHEST_DAYS = 366
"""Nobody's absence is believed to last longer than a year."""
LOOKED_AT = 4_000

_MONTHS = (
    "jan|january|januar|jänner|janvier",
    "feb|february|februar|fevrier|février|févr",
    "mar|march|märz|mars",
    "apr|april|avril|avr",
    "may|mai",
    "jun|june|juni|juin",
    "jul|july|juli|juillet|juil",
    "aug|august|août|aout",
    "sep|sept|september|septembre",
    "oct|october|oktober|okt|octobre",
    "nov|november|novembre",
    "dec|december|dezember|dez|decembre|décembre|déc",
)
MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split("|")}
_WEEKDAYS = (
    "monday|mon|montag|lundi",
    "tuesday|tue|tues|dienstag|mardi",
    "wednesday|wed|mittwoch|mercredi",
    "thursday|thu|thur|thurs|donnerstag|jeudi",
    "friday|fri|freitag|vendredi",
    "saturday|sat|samstag|samedi",
    "sunday|sun|sonntag|dimanche",
)
WEEKDAY = {name: number for number, names in enumerate(_WEEKDAYS) for name in names.split("|")}


def _any(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


_DAY = rf"""(?:
    (?P<iso>\d{{4}}-\d{{2}}-\d{{2}})
  | (?P<first>\d{{1,2}})[./-](?P<second>\d{{1,2}})(?:[./-](?P<year>\d{{4}}|\d{{2}})\b|\.(?!\d))?
  | (?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?[ ](?:of[ ])?(?P<month>{_any(MONTH)})\b\.?
        (?:,?[ ](?P<day_year>\d{{4}}))?
  | (?P<us_month>{_any(MONTH)})\b\.?[ ](?:the[ ])?(?P<us_day>\d{{1,2}})(?:st|nd|rd|th)?\b
        (?:,?[ ](?P<us_year>\d{{4}}))?
  | (?P<weekday>{_any(WEEKDAY)})\b\.?(?![ ,]{{1,2}}(?:the[ ])?\d)
  | (?P<tomorrow>tomorrow|morgen|demain)\b
)"""
_LED = rf"""(?:[ ,:]{{1,3}}(?:
    on|again|to|the|from|in|office|work|my|desk|next|wieder|am|ab|zum|den|dem|im|büro|le|au|du|bureau
  | {_any(WEEKDAY)}
)\b\.?){{0,6}}[ ,:]{{1,3}}"""
_FLAGS = re.IGNORECASE | re.VERBOSE


def _cue(words: str) -> re.Pattern[str]:
    return regex(rf"\b(?:{words})\b{_LED}{_DAY}", _FLAGS)


_BACK = _cue(
    r"back|return|returning|returns|available[ ]again|resume|zurück|rückkehr|erreichbar[ ]ab|"
    r"ab[ ]dem|wieder[ ](?:da|erreichbar|im[ ]büro)|de[ ]retour|retour|serai[ ]de[ ]retour|reviens"
)
_LAST_DAY_AWAY = _cue(
    r"through|thru|up[ ]to[ ]and[ ]including|until[ ]and[ ]including|to[ ]and[ ]including|"
    r"bis[ ]einschließlich|bis[ ]einschliesslich|bis[ ]und[ ]mit|jusqu'au"
)
_UNTIL = _cue(r"until|till|til|bis[ ]zum|bis")
_RANGE = regex(
    rf"\d\.?[ ]?(?:st|nd|rd|th)?[ ]?(?:[a-zäéû]{{3,9}}[ ]?)?(?:\d{{4}}[ ]?)?"
    rf"(?:to|-|\N{{EN DASH}}|bis|au)[ ](?:the[ ])?{_DAY}",
    _FLAGS,
)


def returns_on(text: str, sent_on: date, *, day_first: bool) -> date | None:
    """Return the day somebody says they are back, or None if they name none that can be.

    A day without a year is the next one of its name. `12/06` is June outside the United States,
    unless only the other reading is a day. What lies before the mail, or more than a year after
    it, is not believed.
    """
    looked_at = re.sub(r"[\s\xa0]+", " ", text[:LOOKED_AT]).replace(
        "\N{RIGHT SINGLE QUOTATION MARK}", "'"
    )
    for pattern, days_later in ((_BACK, 0), (_LAST_DAY_AWAY, 1), (_UNTIL, 0), (_RANGE, 1)):
        for match in pattern.finditer(looked_at):
            for day in _readings(match, sent_on, day_first=day_first):
                if 0 <= (day - sent_on).days <= FURTHEST_DAYS:
                    return day + timedelta(days=days_later)
    return None


def _readings(match: re.Match[str], sent_on: date, *, day_first: bool) -> Iterator[date]:
    """The days a match may mean, the likeliest first."""
    said = {name: value.lower() for name, value in match.groupdict().items() if value}
    if "iso" in said:
        year, month, day = map(int, said["iso"].split("-"))
        yield from _dated(year, month, day)
    elif "first" in said:
        first, second = int(said["first"]), int(said["second"])
        dotted = match[0].rstrip(".").rpartition(said["second"])[0].endswith(".")
        orders = ((second, first), (first, second))  # month, day
        for month, day in orders if day_first or dotted else orders[::-1]:
            yield from _soon(said.get("year"), month, day, sent_on)
    elif "month" in said:
        yield from _soon(said.get("day_year"), MONTH[said["month"]], int(said["day"]), sent_on)
    elif "us_month" in said:
        yield from _soon(said.get("us_year"), MONTH[said["us_month"]], int(said["us_day"]), sent_on)
    elif "weekday" in said:
        ahead = (WEEKDAY[said["weekday"]] - sent_on.weekday()) % 7 or 7
        yield from _later(sent_on, ahead)
    elif "tomorrow" in said:
        yield from _later(sent_on, 1)


def _soon(year: str | None, month: int, day: int, sent_on: date) -> Iterator[date]:
    if year is not None:
        yield from _dated(int(year) + (2000 if len(year) == 2 else 0), month, day)
        return
    for candidate in (sent_on.year, sent_on.year + 1):
        yield from (found for found in _dated(candidate, month, day) if found >= sent_on)


def _dated(year: int, month: int, day: int) -> Iterator[date]:
    if 1900 <= year <= 2199:
        try:
            yield date(year, month, day)
        except ValueError:
            return


def _later(day: date, days: int) -> Iterator[date]:
    if day <= date(2199, 12, 1):
        yield day + timedelta(days=days)
