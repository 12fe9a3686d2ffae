"""A kind look at a message before it goes (FU-07, FU-09, HS-12). Pure.

Errors keep it from going: something left unfilled, a demand, an ultimatum, remarks about somebody's
looks or private life, a claim the records do not hold. Everything else is a warning, and may be
overruled by its author. Confidence LOW to MEDIUM (house wording guide; CareerBuilder 2005).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from afterview.core.findings import Level
from afterview.core.patterns import regex
from afterview.followups.claims import CURLY, RecordedOffer, check_claims
from afterview.followups.findings import Field, Finding, at, unwrapped
from afterview.followups.lexicon import (
    ASKED,
    ASKS,
    BRACKETS,
    CHECKING,
    DEMANDS,
    NOT,
    PAY,
    PRIVATE,
    REOPENS,
    SELF_BLAME,
    SORRY,
    STOP,
    TURNING_UP,
    first_name,
)
from afterview.followups.likeness import alike
from afterview.followups.rendering import PLACE, Medium, unfilled
from afterview.followups.rules import Purpose

__all__ = ["About", "Finding", "Level", "lint", "words_in"]

WORDS = {
    Purpose.THANK_YOU: (60, 200),
    Purpose.STATUS_CHECK: (25, 90),
    Purpose.CLOSING_NOTE: (25, 80),
    Purpose.FEEDBACK_REQUEST: (40, 120),
}
QUESTIONS = {
    Purpose.THANK_YOU: (0, 1),
    Purpose.STATUS_CHECK: (1, 1),
    Purpose.CLOSING_NOTE: (0, 0),
    Purpose.FEEDBACK_REQUEST: (0, 2),
}
NAMES = {
    Purpose.THANK_YOU: "Thanks",
    Purpose.STATUS_CHECK: "A check-in",
    Purpose.CLOSING_NOTE: "A closing note",
    Purpose.FEEDBACK_REQUEST: "A request for feedback",
}
PARAGRAPHS = 3
NEARBY = 200
"""Characters around a remark that are read with it."""
FEWEST_SHARED = 2
"""Words of substance a note has to share with what was captured, to be about it."""


@dataclass(frozen=True, slots=True)
class About:
    """What a message is about, as far as its wording can be judged by it."""

    purpose: Purpose
    medium: Medium
    contact_name: str
    """Empty while nobody is known to write to."""
    role: str
    captured: Sequence[str] = ()
    """What was said in the conversation: facts, questions, the next step."""
    other_notes: Sequence[str] = ()
    """What is written to others of the same panel."""
    offers: Sequence[RecordedOffer] = ()
    late_stage_elsewhere: bool = False


_WORD = regex(r"[^\W\d_][\w'\u2019-]*|\d+")
_GREETING = regex(
    r"^\s*(?:dear|hi|hello|good (?:morning|afternoon|day|evening))\b[^\n]{0,80}", re.IGNORECASE
)
_MARKS = regex(r"(?<![?!])[?!]++(?=[\s\"')\]\u201d\u2019]|$)")
_SIGNATURE = "\n-- \n"


def words_in(text: str) -> int:
    """Return how many words a body has, short of its signature."""
    return len(_WORD.findall(text.partition(_SIGNATURE)[0]))


def lint(subject: str, body: str, about: About, today: date) -> list[Finding]:
    """Return what stands in the way of a message, errors first, and what could be better.

    `today` is the employer's day, on which offers may have expired.
    """
    subject, body = subject.replace(CURLY, "'"), body.replace(CURLY, "'")
    said = unwrapped(body)
    found = [
        *_unfilled(subject, body),
        *_empty(subject, body, about),
        *_forbidden(Field.SUBJECT, subject),
        *_forbidden(Field.BODY, said),
        *_claims(Field.SUBJECT, subject, about, today),
        *_claims(Field.BODY, body, about, today),
        *_reopened(said, about),
        *_shape(body, about),
        *_address(body, about),
        *_tone(said),
    ]
    return sorted(found, key=lambda one: one.level is not Level.ERROR)


def _unfilled(subject: str, body: str) -> Iterator[Finding]:
    for field, text in ((Field.SUBJECT, subject), (Field.BODY, body)):
        for name, start, end in unfilled(text):
            detail = f"“{name}” is not filled in: write it, or take the sentence out."
            yield at(Level.ERROR, "unfilled", detail, field, text, start, end)
        known = PLACE.sub(lambda place: " " * len(place[0]), text)
        for place in BRACKETS.finditer(known):
            detail = "This looks like something that was to be filled in."
            yield at(Level.ERROR, "unfilled", detail, field, text, place.start(), place.end())


def _empty(subject: str, body: str, about: About) -> Iterator[Finding]:
    if not body.strip():
        yield Finding(Level.ERROR, "empty", "There are no words yet.", Field.BODY)
    if not subject.strip() and about.medium is Medium.WRITTEN:
        detail = "Without a subject it looks like spam: name the role."
        yield Finding(Level.WARNING, "no-subject", detail, Field.SUBJECT)


def _claims(field: Field, text: str, about: About, today: date) -> list[Finding]:
    return check_claims(
        text,
        about.offers,
        late_stage_elsewhere=about.late_stage_elsewhere,
        today=today,
        field=field,
    )


def _forbidden(field: Field, text: str) -> Iterator[Finding]:
    for pattern, code, detail in (
        (
            DEMANDS,
            "demand",
            "A demand or an ultimatum ends conversations. Ask where things stand instead.",
        ),
        (
            TURNING_UP,
            "turning-up",
            "Turning up uninvited is not a channel. Write, or wait to be asked.",
        ),
        (
            PRIVATE,
            "private-life",
            "Leave out looks, private life, and pressure through others.",
        ),
    ):
        for place in pattern.finditer(text):
            if pattern is TURNING_UP and ASKED.search(_sentence_around(text, place.start())):
                continue
            yield at(Level.ERROR, code, detail, field, text, place.start(), place.end())


def _reopened(body: str, about: About) -> Iterator[Finding]:
    """FU-09: a request for feedback lets the decision stand."""
    if about.purpose is not Purpose.FEEDBACK_REQUEST:
        return
    for place in REOPENS.finditer(body):
        if NOT.search(body, max(place.start() - 40, 0), place.start()):
            continue
        detail = "Let the decision stand: feedback comes easier to people who need not defend it."
        yield at(Level.WARNING, "reopened", detail, Field.BODY, body, place.start(), place.end())


def _sentence_around(text: str, place: int) -> str:
    """The sentence a place lies in, a long one not all of it."""
    begins = max(text.rfind(mark, max(place - NEARBY, 0), place) for mark in ".!?\n")
    begins = begins + 1 or max(place - NEARBY, 0)
    return re.split(r"[.!?\n]", text[begins : place + NEARBY], maxsplit=1)[0]


def _shape(body: str, about: About) -> Iterator[Finding]:
    if not body.strip() or about.medium is not Medium.WRITTEN:
        return
    name, count = NAMES[about.purpose], words_in(body)
    fewest, most = WORDS[about.purpose]
    if not fewest <= count <= most:
        code = "too-short" if count < fewest else "too-long"
        detail = f"{count} words; {fewest} to {most} are best for {name.lower()}."
        yield Finding(Level.WARNING, code, detail, Field.BODY)
    paragraphs = _paragraphs(body)
    if about.purpose is Purpose.THANK_YOU and len(paragraphs) > PARAGRAPHS:
        detail = f"{len(paragraphs)} paragraphs; three are plenty."
        yield Finding(Level.WARNING, "too-many-paragraphs", detail, Field.BODY)
    least, top = QUESTIONS[about.purpose]
    said = body.partition(_SIGNATURE)[0]
    asked = sum("?" in marks for marks in _MARKS.findall(said)) or int(
        least > 0 and bool(ASKS.search(said))
    )
    if asked > top:
        detail = (
            f"{asked} questions; {name.lower()} asks {'none' if top == 0 else f'{top} at most'}."
        )
        yield Finding(Level.WARNING, "too-many-questions", detail, Field.BODY)
    elif asked < least:
        detail = "A check-in asks exactly one question, so that it can be answered in one line."
        yield Finding(Level.WARNING, "no-question", detail, Field.BODY)


def _paragraphs(body: str) -> list[str]:
    """Paragraphs of substance: the greeting, the closing line and the name are none."""
    parts = [part.strip() for part in body.partition(_SIGNATURE)[0].split("\n\n")]
    return [part for part in parts if words_in(part) > 6]


def _address(body: str, about: About) -> Iterator[Finding]:
    if not body.strip():
        return
    greeting = _GREETING.match(body)
    named = [word for word in about.contact_name.split() if len(word) > 1]
    if greeting is None or (
        named and not any(word.lower() in greeting[0].lower() for word in named)
    ):
        whom = first_name(about.contact_name) or "somebody by name"
        detail = f"Greet {whom}: a note to nobody in particular goes nowhere in particular."
        yield Finding(Level.WARNING, "no-greeting", detail, Field.BODY)
    wanted = {word.lower() for word in _WORD.findall(about.role) if word.lower() not in STOP}
    said = {word.lower() for word in _WORD.findall(body)}
    if wanted and not wanted & said:
        detail = f"Name the role ({about.role}): they may be filling several."
        yield Finding(Level.WARNING, "no-role", detail, Field.BODY)
    if about.purpose is Purpose.THANK_YOU and about.captured:
        shared = _substance(" ".join(about.captured)) & _substance(body)
        if len(shared - wanted) < FEWEST_SHARED:
            detail = "Mention one thing from the conversation; it shows that you were there."
            yield Finding(Level.WARNING, "nothing-specific", detail, Field.BODY)
    if about.purpose is Purpose.THANK_YOU and any(
        alike(body, other) for other in about.other_notes
    ):
        detail = "Nearly the same words go to somebody else of this panel, and panels compare."
        yield Finding(Level.WARNING, "same-as-another", detail, Field.BODY)


def _substance(text: str) -> set[str]:
    found = (word.lower() for word in _WORD.findall(text))
    return {word for word in found if len(word) > 3 and word not in STOP}


def _tone(body: str) -> Iterator[Finding]:
    for place in PAY.finditer(body):
        detail = "Pay and holidays are for the offer. Leave them out of this one."
        yield at(Level.WARNING, "pay", detail, Field.BODY, body, place.start(), place.end())
        break
    sorry = list(SORRY.finditer(body))
    for place in sorry[1:2]:
        detail = "One apology is plenty; most notes need none."
        yield at(Level.WARNING, "apologies", detail, Field.BODY, body, place.start(), place.end())
    for place in SELF_BLAME.finditer(body):
        detail = "Do not talk yourself down: they noticed half as much as you think."
        yield at(Level.WARNING, "self-blame", detail, Field.BODY, body, place.start(), place.end())
    checking = CHECKING.search(body)
    if checking and words_in(body) < 30:
        detail = "“Just checking in” is all it says. Ask one question, or offer something."
        yield at(
            Level.WARNING,
            "just-checking",
            detail,
            Field.BODY,
            body,
            checking.start(),
            checking.end(),
        )
