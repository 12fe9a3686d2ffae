"""Brief, don't script: a look at a briefing before it goes to somebody who vouches (RF-02). Pure.

Errors keep it from going (red line 7): asking for something untrue, for silence about a fact, for
pretending, for a text to be read out, or offering something for it. Warnings are for taste, for
length, and for what is nobody's business (RF-07). What an employer asks a reference is strengths
and weaknesses, duties, dates and titles (Robert Half 2019; MEDIUM); a reference has to be accurate
(Acas; HIGH). The wording here is the house's, and it knows habits, not intentions: what it does not
find is still for the person to judge who approves the text.
"""

import re
from collections.abc import Iterator

from afterview.core.findings import Finding, Level, plain, sentences
from afterview.core.patterns import regex
from afterview.people.special_category import special_category
from afterview.references.script_lexicon import (
    ASKS,
    CONTRADICTED,
    DICTATED,
    HIDDEN,
    NEGATED,
    PAYMENT,
    PLAIN,
    PRETENCE,
    SCRIPTED,
    SUPERLATIVES,
    UNSURE,
    UNTRUE,
)
from afterview.references.silence_lexicon import (
    FACTS,
    HUSH,
    KNOWN,
    OVERSTATED,
    PRIVATE,
    SILENCE,
    VEILED,
)

__all__ = ["Finding", "Level", "lint", "special_category"]

LEFT_OUT = "left-out"
CODES = (UNTRUE, HIDDEN, PRETENCE, SCRIPTED, PAYMENT)
MOST_WORDS = 400
"""House choice: what somebody reads on a telephone before it rings."""
MOST_SUPERLATIVES = 2
DETAILS = {
    UNTRUE: "This asks them to say something that is not so. Give the facts as they were.",
    HIDDEN: "This asks them to hide a fact. Say how it was and what you made of it instead.",
    PRETENCE: "Nobody pretends here: who they were to you, when and where, is as it was.",
    SCRIPTED: "Brief, don't script: give them facts, and let them find their own words.",
    PAYMENT: "Nothing is offered for a reference. Thank them, and tell them how it ended.",
    "dictated": "State it as the fact it is, and let them choose whether and how they say it.",
    LEFT_OUT: "If an employer would want to know this, leave it to them whether they say it.",
}
NEARBY = 90
"""Characters before a request that are read with it."""
_LISTED = regex(r" ?(?:,|(?:or|nor|and)\b)")
_WORD = regex(r"[^\W\d_][\w'-]*|\d+")


def lint(text: str) -> list[Finding]:
    """Return what stands in the way of one text of a briefing, errors first, then by place."""
    said = plain(text)
    found = [*_scripts(said), *_contradicted(said), *_hidden(said)]
    found += [*_dictated(said), *_superlatives(said), *special_category(text), *_length(said)]
    return sorted(found, key=lambda one: (one.level is not Level.ERROR, one.start or 0))


def _scripts(said: str) -> Iterator[Finding]:
    """At most one finding of a code in each sentence."""
    for sentence, begins in sentences(said):
        for code in CODES:
            if place := _asked(code, sentence):
                yield _at(Level.ERROR, code, place, begins)


def _asked(code: str, sentence: str) -> re.Match[str] | None:
    plainly = PLAIN[code].search(sentence) if code in PLAIN else None
    if plainly and not (code == HIDDEN and UNSURE.search(sentence)):
        return plainly
    return _first(ASKS[code], sentence) if code in ASKS else None


def _first(pattern: re.Pattern[str], sentence: str) -> re.Match[str] | None:
    """The first place that is asked for, rather than warned of."""
    return next((it for it in pattern.finditer(sentence) if not _negated(sentence, it)), None)


def _negated(sentence: str, place: re.Match[str]) -> bool:
    """Whether a no reaches so far: over "lie, exaggerate or hide", but into no new clause."""
    before = sentence[max(place.start() - NEARBY, 0) : place.start()].rstrip()
    if before.endswith(",") and _LISTED.match(sentence, place.end()):
        before = before[:-1]
    return NEGATED.search(before) is not None


def _contradicted(said: str) -> Iterator[Finding]:
    for place in CONTRADICTED.finditer(said):
        yield _at(Level.ERROR, UNTRUE, place, 0)


def _hidden(said: str) -> Iterator[Finding]:
    """What is to be kept from them decides: a fact, a private matter, or nobody can tell."""
    for sentence, begins in sentences(said):
        rest = PRIVATE.sub(lambda it: " " * len(it[0]), sentence)
        fact = FACTS.search(rest)
        innocent = rest != sentence or OVERSTATED.search(sentence)
        if (place := _first(HUSH, sentence)) and (fact or not innocent):
            yield _at(Level.ERROR, HIDDEN, place, begins)
        elif (place := _first(SILENCE, sentence)) and (fact or not innocent):
            level, code = (Level.ERROR, HIDDEN) if fact else (Level.WARNING, LEFT_OUT)
            yield _at(level, code, place, begins)
        elif fact and (place := VEILED.search(rest)) and not KNOWN.search(sentence):
            yield _at(Level.ERROR, HIDDEN, place, begins)


def _dictated(said: str) -> Iterator[Finding]:
    for place in DICTATED.finditer(said):
        yield _at(Level.WARNING, "dictated", place, 0)


def _superlatives(said: str) -> Iterator[Finding]:
    places = list(SUPERLATIVES.finditer(said))
    for place in places[MOST_SUPERLATIVES : MOST_SUPERLATIVES + 1]:
        detail = "So much praise sounds dictated. One example says more than three superlatives."
        yield Finding(Level.WARNING, "superlatives", place.start(), place.end(), detail)


def _length(said: str) -> Iterator[Finding]:
    count = len(_WORD.findall(said))
    if count > MOST_WORDS:
        detail = f"{count} words; more than {MOST_WORDS} are not read before the telephone rings."
        yield Finding(Level.WARNING, "too-long", None, None, detail)


def _at(level: Level, code: str, place: re.Match[str], begins: int) -> Finding:
    return Finding(level, code, begins + place.start(), begins + place.end(), DETAILS[code])
