"""What the looks at a message have in common: a finding, and where in it that is."""

from dataclasses import dataclass
from enum import StrEnum

from afterview.core.findings import Level
from afterview.core.patterns import regex

EXCERPT = 80
_WRAP = regex(r"(?<!\n)\n(?!\n)|[\t\u00a0\u202f]")


class Field(StrEnum):
    """Which part of a message a finding is about."""

    SUBJECT = "subject"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at, where it is, and how to mend it."""

    level: Level
    code: str
    detail: str
    field: Field | None = None
    start: int | None = None
    end: int | None = None
    excerpt: str = ""


def at(
    level: Level, code: str, detail: str, field: Field, text: str, start: int, end: int
) -> Finding:
    """A finding about a place of a text."""
    return Finding(level, code, detail, field, start, end, text[start:end][:EXCERPT])


def unwrapped(text: str) -> str:
    """The same text, letter for letter, with the lines of a paragraph joined by spaces.

    Mail programs break lines wherever they like; what is said does not change by it.
    """
    return _WRAP.sub(" ", text)
