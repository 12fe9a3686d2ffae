"""The lint reads any text there is, and comes to an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.followups.claims import RecordedOffer
from afterview.followups.lint import About, lint
from afterview.followups.rendering import Medium
from afterview.followups.rules import Purpose
from tests.followups.notes import THANKS, TODAY, about, check_places, codes, findings, note

pieces = st.sampled_from(
    [
        "a ",
        "if i ",
        "your ",
        "£1,000 ",
        "I have an offer ",
        "{{ role }}",
        "{{",
        "}}",
        "[x]",
        "i am ",
        "a complete ",
        "such ",
        "\n\n",
        "? ",
        ". ",
        "\u2019",
        "I'll drop by ",
        "sorry ",
        "final round ",
        "elsewhere ",
        "Dear Priya",
        "\n-- \n",
        "İ",
        "ß",
        "\x00",
        "🎱",
    ]
)
texts = st.one_of(
    st.text(max_size=1_000),
    st.lists(pieces, max_size=80).map("".join),
    st.tuples(st.lists(pieces, min_size=1, max_size=5).map("".join), st.integers(1, 20_000)).map(
        lambda both: (both[0] * both[1])[:2_000]
    ),
)


@given(texts, texts, st.sampled_from(Purpose), st.sampled_from(Medium), st.lists(texts, max_size=2))
def test_any_text_is_read(subject, body, purpose, medium, others):
    asked = About(
        purpose,
        medium,
        subject[:50],
        body[:50],
        captured=others,
        other_notes=others,
        offers=[RecordedOffer("extended", 28_000_00)],
    )
    check_places(subject, body, lint(subject, body, asked, TODAY))


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "if i ",
        "if i don't hear ",
        "your ",
        "£1,000 ",
        "i am ",
        "i am a complete ",
        "a complete ",
        "such a ",
        "you look ",
        "you must have ",
        "i'll drop by ",
        "your boss ",
        "{{ role }} ",
        "{",
        "[",
        "<a",
        "_",
        "x",
        "?",
        "? ",
        "sorry ",
        "\n",
        "\n\n",
        " ",
        "Dear ",
        "did i get ",
        "word-",
        "'",
    ],
)
def test_a_long_text_comes_to_an_end(piece):
    body = (piece * 20_000)[:20_000]
    for text in (body, "I am " + body, "Dear Priya,\n" + body):
        asked = about(THANKS, captured=[body], other_notes=[body[:-7] + "x", body[::-1]])
        check_places("", text, lint("", text, asked, TODAY))


@pytest.mark.parametrize("words", ["word ", "one two three four five six seven ", "a b "])
def test_notes_that_repeat_themselves_are_compared_all_the_same(words):
    """Repetition is where a comparison by blocks takes minutes."""
    body = "Dear Priya,\n\n" + (words * 5_000)[:20_000]
    other = "Dear Tom,\n\n" + " ".join((words * 5_000)[:20_000].split()[::-1])
    assert "same-as-another" in codes(body, other_notes=[body] * 20)
    check_places("", body, findings(body, other_notes=[other] * 20))


def test_a_run_of_question_marks_ends_somewhere():
    body = note(70) + " " + "?" * 19_000 + "x"
    check_places("", body, findings(body))
