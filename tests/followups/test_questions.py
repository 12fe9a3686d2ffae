"""What goes round in one's head after an interview, and what of it may be asked (WD-09)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.followups.questions import LONGEST, askable


@pytest.mark.parametrize(
    ("line", "question"),
    [
        ("When will you decide?", "When will you decide?"),
        ("  - what are   the shifts?", "What are the shifts?"),
        ("\u2022 Is the job in Leeds?", "Is the job in Leeds?"),
        ("To ask: who would I work with?", "Who would I work with?"),
        ("Open question for Priya: Can you say what\u2019s next?", "Can you say what\u2019s next?"),
        ("Nice hall. How many callers are there?", "How many callers are there?"),
        ("And would I travel?", "And would I travel?"),
    ],
)
def test_what_they_can_answer_may_be_asked(line, question):
    assert askable(line) == question


@pytest.mark.parametrize(
    "line",
    [
        # The article's own: what nobody can answer, and what is no question at all.
        "Did they hear it? Was there a smell?",
        "Did they hear it?",
        "Was there a smell?",
        "They hate my shoes",
        "They hate my shoes?",
        # About them, about what is over, about how one came across.
        "Do they like me?",
        "What if I had worn the other tie?",
        "Should I have stayed?",
        "Am I too old for this?",
        "How was I?",
        "Why did I say that?",
        # What the lint would not let through.
        "What is the salary?",
        "Why haven't you decided?",
        "Are you married?",
        "Could you reconsider?",
        # No question of one's own, or one that has its answer beside it.
        "",
        "?",
        "Why?",
        "The trial evening on finals night",
        "What are the shifts? Nights, mostly.",
        "Nights, really?",
        "What about " + "this and that, " * 20 + "then?",
    ],
)
def test_the_rest_stays_at_home(line):
    assert askable(line) == ""


@given(st.text(max_size=300))
def test_any_line_is_looked_at(line):
    question = askable(line)
    assert question == "" or (question.endswith("?") and len(question) <= LONGEST + 2)


@pytest.mark.parametrize("piece", ["? ", ". ", "when ", "Q: ", "to ask", " ", "what?"])
def test_a_long_line_comes_to_an_end(piece):
    askable((piece * 20_000)[:20_000] + "?")
