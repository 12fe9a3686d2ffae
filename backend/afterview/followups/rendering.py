"""Filling a wording: `{{ variable }}` and nothing else. No code runs, and the result is bounded."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

LENGTH = 20_000
"""Characters of a filled wording; more is cut."""
VALUE_LENGTH = 500
"""Characters of one value."""
PLACE = re.compile(r"\{\{([^{}\n]{0,60})\}\}")


class Medium(StrEnum):
    """How a draft is worded: to be read, to be spoken, or to fit into a few lines."""

    WRITTEN = "written"
    SPOKEN = "spoken"
    SHORT = "short"


class UnknownVariable(ValueError):
    """A wording asks for something nobody knows; the message names it and what there is."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Something a wording can have filled in."""

    name: str
    meaning: str
    example: str
    optional: bool = False
    """Its line disappears when nothing is known, instead of stopping the message."""


VARIABLES = (
    Variable("contact_first_name", "First name of the person it goes to.", "Priya"),
    Variable("contact_name", "Full name of the person it goes to.", "Priya Nair"),
    Variable("role", "The job's title.", "Bingo caller"),
    Variable("organization", "The employer.", "Mecca Customer Services"),
    Variable("interviewer_names", "Everybody who was there.", "Priya Nair and Tom Reed"),
    Variable("interview_day", "The day of the interview, with its preposition.", "on Tuesday"),
    Variable(
        "specific_thing",
        "One thing from the conversation: the first line of the facts you captured.",
        "the trial evening on finals night",
    ),
    Variable("my_name", "Your name.", "Sam Okafor"),
    Variable(
        "promised_day",
        "The day they promised an answer for.",
        "Friday 12 June",
        optional=True,
    ),
    Variable("next_step", "What they said comes next.", "A trial evening", optional=True),
    Variable(
        "question_of_mine",
        "One question that is still open.",
        "What are the shifts?",
        optional=True,
    ),
    Variable("agency", "The agency in between.", "Second Chance Staffing", optional=True),
    Variable("weeks_since", "How long ago the interview was.", "two weeks", optional=True),
)
_KNOWN = {variable.name: variable for variable in VARIABLES}
EXAMPLES = {variable.name: variable.example for variable in VARIABLES}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A filled wording, and what nothing was known for."""

    text: str
    missing: tuple[str, ...]


def variables_of(wording: str) -> list[str]:
    """Return the variables a wording asks for, in order.

    Raises:
        UnknownVariable: one of them does not exist.
    """
    found = []
    for place in PLACE.finditer(wording):
        name = place[1].strip()
        if name not in _KNOWN:
            line = wording.count("\n", 0, place.start()) + 1
            known = ", ".join(sorted(_KNOWN))
            raise UnknownVariable(f"Line {line}: there is no “{name}”. There are: {known}.")
        found.append(name)
    return found


def render(wording: str, values: Mapping[str, str]) -> Rendered:
    """Fill a wording. What nothing is known for stays visible as `{{ name }}`, and is named.

    A line in which only optional things are unknown disappears.

    Raises:
        UnknownVariable: it asks for something that does not exist.
    """
    variables_of(wording)
    missing: list[str] = []
    lines = []
    for line in wording.split("\n"):
        unknown = [name for name in variables_of(line) if not values.get(name, "").strip()]
        if unknown and all(_KNOWN[name].optional for name in unknown):
            continue
        missing += unknown
        lines.append(PLACE.sub(lambda place: _value(place, values), line))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return Rendered(text[:LENGTH], tuple(dict.fromkeys(missing)))


def _value(place: re.Match[str], values: Mapping[str, str]) -> str:
    name = place[1].strip()
    found = " ".join(values.get(name, "").split())
    return found[:VALUE_LENGTH] or f"{{{{ {name} }}}}"


def unfilled(text: str) -> list[tuple[str, int, int]]:
    """Return every place of a text that still waits to be filled: its name, start and end."""
    return [(place[1].strip(), place.start(), place.end()) for place in PLACE.finditer(text)]
