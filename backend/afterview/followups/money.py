"""Money as people write it: £28,000, £28k, 28.000 €, GBP 28000, 28 thousand pounds a year. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from afterview.core.patterns import regex

_SYMBOLS = {"£": "GBP", "$": "USD", "€": "EUR"}
SIGNS = {code: sign for sign, code in _SYMBOLS.items()}
_WORDS = {
    "pound": "GBP",
    "pounds": "GBP",
    "quid": "GBP",
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
}
_GROUPED = r"\d{1,3}(?:[,.'\u00a0\u202f ]\d{3}){1,4}(?:[,.]\d{1,2})?(?!\d)"
_NUMBER = rf"{_GROUPED}|\d{{1,15}}(?:[,.]\d{{1,2}})?"
_THOUSAND = r"k\b|thousand\b|grand\b"
_MILLION = r"m\b|million\b"
_CODES = "GBP|USD|EUR|CHF|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|SGD|HKD|INR|ZAR|AED|ILS"
_AMOUNT = regex(
    rf"(?P<sign>[£$€]|\b(?:{_CODES})(?=[\s\d]))\s?(?P<first>{_NUMBER})"
    rf"(?:\s?(?:(?P<k1>{_THOUSAND})|(?P<m1>{_MILLION})))?"
    rf"|\b(?P<second>{_NUMBER})\s?(?:(?P<k2>{_THOUSAND})|(?P<m2>{_MILLION}))?\s?"
    rf"(?P<word>€|£|\$|pounds?\b|quid\b|dollars?\b|euros?\b|(?:{_CODES})\b)"
    rf"|\b(?P<third>{_NUMBER})\s?(?P<k3>{_THOUSAND})"
    rf"|\boffers?\s(?:of|at|for|worth)\s(?:(?!(?:{_CODES})\b)[a-z]+\s){{0,3}}?(?P<fourth>{_GROUPED})",
    re.IGNORECASE,
)
"""The last two name no currency, and mean that of the record."""


def _behind(names: str, short: str) -> re.Pattern[str]:
    ago = r"(?! (?:ago|later|to decide|left)\b)"  # time that passes, not time that is paid
    return regex(
        rf"\s?(?:gross )?(?:(?:(?:per|an?|each|every)\s|/\s?|p/)(?:{names})\b{ago}|(?:{short})\b)",
        re.IGNORECASE,
    )


def _anywhere(names: str) -> re.Pattern[str]:
    return regex(rf"\b(?:{names}) (?:rate|pay|wage|salary)\b", re.IGNORECASE)


_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TEENS = (
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
)
_COUNT = (
    {word: count for count, word in enumerate(_ONES, 1)}
    | {word: count for count, word in enumerate(_TEENS, 10)}
    | {word: count * 10 for count, word in enumerate(_TENS, 2)}
)
_SPELLED = regex(
    rf"\b(?P<tens>{'|'.join((*_TENS, *_TEENS))})(?:[- ](?P<ones>{'|'.join(_ONES)}))? "
    r"(?:thousand|grand|k)\b(?: (?P<word>pounds?|quid|dollars?|euros?)\b)?",
    re.IGNORECASE,
)
_UNITS = (
    ("hour", _behind("hour|hr|h", "ph|hourly"), _anywhere("hourly")),
    ("day", _behind("day|d", "pd|daily"), _anywhere("day|daily")),
    ("week", _behind("week|wk|w", "pw|weekly"), _anywhere("weekly")),
    ("month", _behind("month|mo|m", "pcm|monthly"), _anywhere("monthly")),
)
"""What follows a figure, and what anywhere in the sentence says for how long it is paid."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum for a unit of time, and where it stands in the text."""

    minor: int
    currency: str
    """Empty where it says none."""
    unit: str
    start: int
    end: int


def amounts(sentence: str) -> Iterator[Amount]:
    """Every sum of money in a sentence; a year's, where it does not say for how long."""
    usual = next((name for name, _, anywhere in _UNITS if anywhere.search(sentence)), "year")
    for place in _AMOUNT.finditer(sentence):
        name = next(name for name in ("first", "second", "third", "fourth") if place[name])
        named = (place["sign"] or place["word"] or "").lower()
        currency = _SYMBOLS.get(named) or _WORDS.get(named) or named.upper()
        minor = _minor(place[name])
        if place["k1"] or place["k2"] or place["k3"]:
            minor *= 1_000
        elif place["m1"] or place["m2"]:
            minor *= 1_000_000
        start = place.start() if name != "fourth" else place.start("fourth")
        unit = _unit_behind(sentence, place.end()) or usual
        yield Amount(minor, currency, unit, start, place.end())
    for place in _SPELLED.finditer(sentence):
        thousands = _COUNT[place["tens"].lower()] + _COUNT.get((place["ones"] or "").lower(), 0)
        currency = _WORDS.get((place["word"] or "").lower(), "")
        unit = _unit_behind(sentence, place.end()) or usual
        yield Amount(thousands * 100_000, currency, unit, place.start(), place.end())


def _unit_behind(sentence: str, place: int) -> str:
    return next((name for name, behind, _ in _UNITS if behind.match(sentence, place)), "")


def _minor(digits: str) -> int:
    """Read `28,000`, `28.000` and `12.71` alike: three digits behind a mark are thousands."""
    parts = re.split(r"[,.'\u00a0\u202f ]", digits)
    if len(parts) > 1 and len(parts[-1]) != 3:
        whole, cents = "".join(parts[:-1]), parts[-1].ljust(2, "0")
        return int(whole) * 100 + int(cents)
    return int("".join(parts)) * 100
