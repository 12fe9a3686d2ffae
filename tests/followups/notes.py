"""Notes to look over, and what the lint finds in them."""

from dataclasses import replace
from datetime import date

from afterview.followups.findings import Field, Level
from afterview.followups.lint import About, lint, words_in
from afterview.followups.rendering import Medium
from afterview.followups.rules import Purpose

TODAY = date(2026, 6, 12)
ROLE = "Bingo caller"
ABOUT = About(Purpose.THANK_YOU, Medium.WRITTEN, "Priya Nair", ROLE)
THANKS, STATUS, CLOSING, FEEDBACK = (
    Purpose.THANK_YOU,
    Purpose.STATUS_CHECK,
    Purpose.CLOSING_NOTE,
    Purpose.FEEDBACK_REQUEST,
)


def about(purpose, **changes):
    return replace(ABOUT, purpose=purpose, **changes)


def findings(body, purpose=THANKS, subject="Bingo caller: thank you", **changes):
    return lint(subject, body, about(purpose, **changes), TODAY)


def codes(body, purpose=THANKS, subject="Bingo caller: thank you", **changes):
    return [found.code for found in findings(body, purpose, subject, **changes)]


def errors(body, purpose=THANKS, subject="Bingo caller: thank you", **changes):
    found = findings(body, purpose, subject, **changes)
    return [one.code for one in found if one.level is Level.ERROR]


def note(count, *, questions=0, ends="Sam"):
    """A body of exactly so many words, greeted, about the role, with so many questions."""
    said = ["Dear Priya,\n\nThe bingo caller role", *["Is it well?"] * questions]
    left = count - words_in(" ".join([*said, ends]))
    return " ".join([*said, *["well"] * left]) + ".\n\n" + ends


def check_places(subject, body, found):
    for one in found:
        if one.start is None:
            assert (one.end, one.excerpt) == (None, "")
            continue
        text = (subject if one.field is Field.SUBJECT else body).replace("\u2019", "'")
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].startswith(one.excerpt)
