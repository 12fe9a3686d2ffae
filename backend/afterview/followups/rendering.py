"""Filling a wording: `{{ variable }}` and nothing else. No code runs, and the result is bounded."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from afterview.core.patterns import regex
from afterview.followups import gaps

LENGTH = 20_000
"""Characters of a filled wording; more is cut."""
VALUE_LENGTH = 500
"""Characters of one value."""
PLACE = regex(r"\{\{([^{}\n]{0,60})\}\}")
_STRAY = regex(r"\{\{|\}\}|\{%|%\}")


class Medium(StrEnum):
    """How a draft is worded: to be read, to be spoken, or to fit into a few lines."""

    WRITTEN = "written"
    SPOKEN = "spoken"
    SHORT = "short"


class UnknownVariable(ValueError):
    """A wording asks for something nobody knows; the message names it and what there is."""


class StrayBraces(ValueError):
    """Braces in a wording that hold no variable; the message names the place."""


@dataclass(frozen=True, slots=True)
class Variable:
    """Something a wording can have filled in."""

    name: str
    meaning: str
    example: str
    optional: bool = False
    """Its sentence disappears when nothing is known, instead of stopping the message."""
    sentence: bool = False
    """It is a sentence of its own."""


VARIABLES = (
    Variable("contact_first_name", "First name of the person it goes to.", "Priya"),
    Variable("contact_name", "Full name of the person it goes to.", "Priya Nair"),
    Variable("role", "The job's title.", "Bingo caller"),
    Variable("organization", "The employer.", "Mecca Customer Services"),
    Variable("interviewer_names", "Everybody who was there.", "Priya Nair and Tom Reed"),
    Variable(
        "interview_day",
        "The day of the interview, with its preposition; after six days with its date.",
        "on Tuesday",
    ),
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
        "One question you noted in the capture, on a line of its own, that they can answer.",
        "What are the shifts?",
        optional=True,
        sentence=True,
    ),
    Variable("agency", "The agency in between.", "Second Chance Staffing", optional=True),
    Variable("weeks_since", "How long ago the interview was.", "two weeks", optional=True),
)
_KNOWN = {variable.name: variable for variable in VARIABLES}
EXAMPLES = {variable.name: variable.example for variable in VARIABLES}
_SENTENCES = "|".join(variable.name for variable in VARIABLES if variable.sentence)
_SENTENCE = regex(rf"\{{\{{[ ]*(?:{_SENTENCES})[ ]*\}}\}}\s+")


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


def refuse_stray_braces(wording: str) -> None:
    """Refuse braces that look like a variable and are none: they would go out as they are.

    Raises:
        StrayBraces: there are some; the message names the first.
    """
    rest = PLACE.sub(lambda place: " " * len(place[0]), wording)
    stray = _STRAY.search(rest)
    if stray is None:
        return
    line = rest.count("\n", 0, stray.start()) + 1
    column = stray.start() - rest.rfind("\n", 0, stray.start())
    why = {
        "{{": "is left open; a variable is {{ name }}, on one line",
        "}}": "closes nothing; a variable is {{ name }}, on one line",
    }.get(stray[0], "has no meaning here; only variables have, as {{ name }}")
    raise StrayBraces(f"Line {line}, character {column}: “{stray[0]}” {why}.")


def render(wording: str, values: Mapping[str, str]) -> Rendered:
    """Fill a wording. What nothing is known for stays visible as `{{ name }}`, and is named.

    Something optional is left out instead. A sentence in which nothing is known goes with it, and
    so does a line of which nothing remains; from any other sentence only the gap goes.

    Raises:
        UnknownVariable: it asks for something that does not exist.
    """
    variables_of(wording)
    known = {name for name, value in values.items() if value.strip()}
    missing: list[str] = []
    lines: list[str] = []
    for line in wording.split("\n"):
        kept = _kept(line, known, opens=not lines or not lines[-1].strip())
        if kept is None:
            continue
        missing += [name for name in variables_of(kept) if name not in known]
        lines.append(PLACE.sub(lambda place: _value(place, values), kept))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return Rendered(text[:LENGTH], tuple(dict.fromkeys(missing)))


def _kept(line: str, known: Container[str], *, opens: bool) -> str | None:
    """A line of a wording without what is optional and unknown; None where nothing is left.

    `opens`: it begins a paragraph, and so a sentence.
    """
    if not _unknown(line, known):
        return line
    begins = gaps.marker(line)
    opens |= bool(begins.strip())
    kept = ""
    for sentence in gaps.sentences(line.removeprefix(begins), _SENTENCE):
        kept += _kept_of(sentence, known, opens=opens)
        opens = True
    kept = kept.rstrip()
    return begins + kept if re.search(r"\w", kept) else None


def _kept_of(sentence: str, known: Container[str], *, opens: bool) -> str:
    unknown = _unknown(sentence, known)
    if not unknown:
        return sentence
    said = sentence.rstrip()
    first, *others = parts = _without(said, unknown)
    hangs = all(name in unknown for name in variables_of(sentence))
    if hangs and not all(gaps.set_off(*sides) for sides in pairwise(parts)):
        return ""
    kept = first
    for other in others:
        kept = gaps.close(kept, other)
    if opens and not first.strip():
        kept = kept[:1].upper() + kept[1:]
    return kept and kept + sentence[len(said) :]


def _unknown(text: str, known: Container[str]) -> set[str]:
    """The optional variables of a text that nothing is known for."""
    return {name for name in variables_of(text) if _KNOWN[name].optional and name not in known}


def _without(text: str, unknown: Container[str]) -> list[str]:
    """What stands between the unknown variables of a text."""
    parts, begins = [], 0
    for place in PLACE.finditer(text):
        if place[1].strip() in unknown:
            parts.append(text[begins : place.start()])
            begins = place.end()
    return [*parts, text[begins:]]


def _value(place: re.Match[str], values: Mapping[str, str]) -> str:
    name = place[1].strip()
    found = " ".join(values.get(name, "").split())
    return found[:VALUE_LENGTH] or f"{{{{ {name} }}}}"


def unfilled(text: str) -> list[tuple[str, int, int]]:
    """Return every place of a text that still waits to be filled: its name, start and end."""
    return [(place[1].strip(), place.start(), place.end()) for place in PLACE.finditer(text)]
