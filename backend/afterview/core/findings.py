"""What a look at a text of the candidate's finds, and the sentences it looks at. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from afterview.core.patterns import regex

_SENTENCE = regex(r"[^.!?\n]+[.!?]*")
_WRAP = regex(r"(?<!\n)\n(?!\n|\s*[-*\u2022])|[\t\u00a0\u202f]")
CURLY = "\u2019"
"""What keyboards of telephones make of an apostrophe."""


class Level(StrEnum):
    """An error keeps a text from going; a warning may be overruled by its author."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at, where it is, and how to mend it.

    `start` and `end` count characters from 0, the end not included; both are None for what is
    said of the whole text.
    """

    level: Level
    code: str
    start: int | None
    end: int | None
    detail: str


def plain(text: str) -> str:
    """The same text, letter for letter, with straight apostrophes and its lines unwrapped.

    The points of a list stay lines of their own.
    """
    return _WRAP.sub(" ", text.replace(CURLY, "'"))


def sentences(text: str) -> Iterator[tuple[str, int]]:
    """The sentences of a text, each with the place where it begins."""
    for found in _SENTENCE.finditer(text):
        yield found[0], found.start()
