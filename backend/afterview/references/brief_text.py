"""The words of a briefing, put together from its parts (RF-02). Pure; the candidate edits them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

SUBJECT = "Somebody may ring you about me"
GENERAL_SUBJECT = "In case somebody rings you about me"
PAGE_LINE = "You can answer here, without an account, until {until}: {base}{mark}"
PAGE_MARK = "/c/…"
"""Where the way to the page stands in a letter. The code follows when the letter leaves: who may
read the letter must not be able to answer in somebody else's name."""


ATTACHED = "I have attached what they have from me."


@dataclass(frozen=True, slots=True)
class Parts:
    """What a briefing says."""

    referee: str
    me: str
    role: str
    employer: str
    caller: str
    calls_from: datetime | None
    calls_to: datetime | None
    competencies: Sequence[str]
    points: Sequence[str]
    facts: str
    weak_spot: str
    attachments: int


def subject(parts: Parts) -> str:
    """The subject of the mail."""
    if not parts.employer:
        return GENERAL_SUBJECT
    return f"{SUBJECT}: {parts.role} at {parts.employer}"[:200]


def body(parts: Parts, zone: ZoneInfo) -> str:
    """The letter: what it is about, who rings when, what they saw, dates, and no script."""
    paragraphs = [
        f"Dear {first_name(parts.referee)},",
        f"Thank you for being willing to speak for me. {_occasion(parts, zone)}",
    ]
    if parts.competencies:
        paragraphs.append(f"The job asks for {_listed(parts.competencies)}.")
    if parts.points:
        points = "\n".join(f"- {point}" for point in parts.points)
        paragraphs.append(
            f"You may remember, and could draw on, if it is how you saw it:\n{points}"
        )
    if parts.facts:
        paragraphs.append(f"For accuracy: {parts.facts}")
    if parts.weak_spot:
        paragraphs.append(
            f"They may ask about this, and you can tell them freely: {parts.weak_spot}"
        )
    paragraphs.append("Please say it in your own words, and only what you think is true.")
    if parts.attachments:
        paragraphs.append(ATTACHED)
    paragraphs.append(f"Kind regards\n{parts.me}".rstrip())
    return "\n\n".join(paragraphs)


def first_name(name: str) -> str:
    """What somebody is called in a letter."""
    return name.split()[0] if name.split() else "you"


def _occasion(parts: Parts, zone: ZoneInfo) -> str:
    if not parts.employer:
        return "I am looking for work, and an employer may ring you in the coming months."
    who = parts.caller or f"Somebody from {parts.employer}"
    window = call_window(parts.calls_from, parts.calls_to, zone)
    return f"{who} may ring you{window} about the job of {parts.role} at {parts.employer}."


def call_window(starts: datetime | None, ends: datetime | None, zone: ZoneInfo) -> str:
    """When somebody may ring, as a phrase with a blank before it; empty if nobody knows."""
    first = starts and starts.astimezone(zone)
    last = ends and ends.astimezone(zone)
    if first and last and first.date() == last.date():
        return f" on {_day(first)} between {first:%H:%M} and {last:%H:%M}"
    if first and last:
        return f" between {_day(first)}, {first:%H:%M} and {_day(last)}, {last:%H:%M}"
    if first:
        return f" from {_day(first)} on"
    return f" until {_day(last)}" if last else ""


def _day(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B}"


def _listed(words: Sequence[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def page_paragraph(letter: str) -> str:
    """The paragraph of ours that leads to the page; empty if there is none."""
    begins = PAGE_LINE.partition("{")[0]
    return next((part for part in letter.split("\n\n") if part.startswith(begins)), "")


def with_page(letter: str, line: str) -> str:
    """The letter with the way to the page before its farewell, in place of an older one.

    An empty line takes the way out.
    """
    begins = PAGE_LINE.partition("{")[0]
    kept = [part for part in letter.split("\n\n") if not part.startswith(begins)]
    return "\n\n".join([*kept[:-1], line, *kept[-1:]] if line else kept)


def page_line(base: str, expires_at: datetime, zone: ZoneInfo) -> str:
    """The sentence that leads to the page, for a letter; `base` is where the service is reached."""
    until = _day(expires_at.astimezone(zone))
    return PAGE_LINE.format(until=until, base=base, mark=PAGE_MARK)


def leads_to_page(letter: str) -> bool:
    """Whether the way to the page stands in a letter, in whatever words."""
    return PAGE_MARK in letter


def with_code(letter: str, code: str) -> str:
    """The letter with the code in it, as it leaves."""
    return letter.replace(PAGE_MARK, f"/c/{code}")
