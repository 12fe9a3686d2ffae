"""A kind look at a message before it goes: length, questions, greeting, role (FU-07, FU-09)."""

import pytest

from afterview.followups.findings import Field, Level
from afterview.followups.lint import words_in
from afterview.followups.rendering import Medium
from afterview.followups.rules import Purpose
from tests.followups.notes import (
    CLOSING,
    FEEDBACK,
    ROLE,
    STATUS,
    THANKS,
    codes,
    errors,
    findings,
    note,
)


def test_the_notes_of_these_tests_are_as_long_as_they_say():
    for count in (25, 60, 200):
        for questions in (0, 1, 2):
            assert words_in(note(count, questions=questions)) == count


class TestTheTable:
    @pytest.mark.parametrize(
        ("purpose", "fewest", "most"),
        [(THANKS, 60, 200), (STATUS, 25, 90), (CLOSING, 25, 80), (FEEDBACK, 40, 120)],
    )
    def test_words(self, purpose, fewest, most):
        questions = purpose is STATUS
        for count, expected in (
            (fewest - 1, ["too-short"]),
            (fewest, []),
            (most, []),
            (most + 1, ["too-long"]),
        ):
            (*found,) = findings(note(count, questions=questions), purpose)
            assert [one.code for one in found] == expected
            assert all(one.level is Level.WARNING for one in found)
            assert all(f"{count} words" in one.detail for one in found)

    @pytest.mark.parametrize(
        ("purpose", "expected"),
        [
            (THANKS, [None, None, "too-many-questions", "too-many-questions"]),
            (STATUS, ["no-question", None, "too-many-questions", "too-many-questions"]),
            (CLOSING, [None, *["too-many-questions"] * 3]),
            (FEEDBACK, [None, None, None, "too-many-questions"]),
        ],
    )
    def test_questions(self, purpose, expected):
        for questions, code in enumerate(expected):
            found = findings(note(70, questions=questions), purpose)
            assert [one.code for one in found] == ([code] if code else [])
            assert all(one.level is Level.WARNING for one in found)

    @pytest.mark.parametrize("mark", ["?", "??", "?!", "!?", '?"', "?)", "?\u201d"])
    def test_a_question_may_be_asked_with_feeling(self, mark):
        body = note(40, questions=1).replace("?", mark)
        assert codes(body, STATUS) == []
        assert codes(body, CLOSING) == ["too-many-questions"]

    @pytest.mark.parametrize("mark", ["see https://x.test/?a=b now", "three:?-five"])
    def test_a_mark_inside_a_word_asks_nothing(self, mark):
        assert codes(note(40) + " " + mark, CLOSING) == []

    def test_what_follows_the_signature_does_not_count(self):
        body = note(40) + "\n-- \nAny questions? Ring me? " + "word " * 100
        assert codes(body, CLOSING) == []

    @pytest.mark.parametrize("purpose", Purpose)
    def test_paragraphs(self, purpose):
        paragraph = "We spoke about this and that, and it went rather well."
        ask = "Could you kindly tell me now where things stand?" if purpose is STATUS else paragraph
        for count in (3, 4):
            parts = ["Dear Priya,", "Bingo caller it is for me, gladly so, I say." + " " + ask]
            parts += [paragraph] * (count - 1)
            body = "\n\n".join([*parts, "With kind regards", "Sam"])
            crowded = count == 4 and purpose is THANKS
            assert ("too-many-paragraphs" in codes(body, purpose)) is crowded

    @pytest.mark.parametrize("purpose", Purpose)
    def test_a_named_person_is_greeted(self, purpose):
        body = note(70, questions=purpose is STATUS)
        for greeting, expected in (
            ("Dear Priya,", []),
            ("Dear Ms Nair,", []),
            ("hello priya nair", []),
            ("Good morning, Priya,", []),
            ("Dear Tom,", ["no-greeting"]),
            ("Dear Sir or Madam,", ["no-greeting"]),
            ("Thank you,", ["no-greeting"]),
        ):
            found = findings(body.replace("Dear Priya,", greeting), purpose)
            assert [one.code for one in found] == expected
            assert all(one.level is Level.WARNING and "Priya" in one.detail for one in found)

    def test_nobody_in_particular_is_greeted_somehow(self):
        body = note(70)
        assert codes(body, contact_name="") == []
        assert codes(body.replace("Dear Priya,", "Well,"), contact_name="") == ["no-greeting"]

    @pytest.mark.parametrize("purpose", Purpose)
    def test_the_role_is_named(self, purpose):
        body = note(70, questions=purpose is STATUS)
        assert codes(body.replace("bingo caller", "CALLER"), purpose) == []
        (missing,) = findings(body.replace("bingo caller", "advertised"), purpose)
        assert (missing.level, missing.code) == (Level.WARNING, "no-role")
        assert ROLE in missing.detail
        assert codes(body, purpose, role="") == []

    def test_thanks_mention_something_that_was_said(self):
        captured = ["The trial evening is on finals night", "Ticket machines jam"]
        for said, expected in (
            ("finals night", []),
            ("the machines, and the evening", []),
            ("all of it", ["nothing-specific"]),
            ("the evening", ["nothing-specific"]),
        ):
            body = note(70).replace("well.", f"well. I liked {said}.")
            assert codes(body, captured=captured) == expected
        for purpose in (STATUS, CLOSING, FEEDBACK):
            body = note(70, questions=purpose is STATUS)
            assert codes(body, purpose, captured=captured) == []
        assert codes(note(70), captured=[]) == []

    def test_what_is_left_unfilled_keeps_it_back(self):
        for purpose in Purpose:
            body = note(70, questions=purpose is STATUS) + "\n{{ my_name }}"
            (found,) = findings(body, purpose, "{{ role }}")[:1]
            assert (found.level, found.code, found.field) == (
                Level.ERROR,
                "unfilled",
                Field.SUBJECT,
            )
            assert errors(body, purpose) == ["unfilled"]

    def test_two_notes_to_one_panel_differ(self):
        body = note(70)
        others = [body.replace("Priya", "Tom")]
        (found,) = findings(body, other_notes=others)
        assert (found.level, found.code) == (Level.WARNING, "same-as-another")
        for purpose in (STATUS, CLOSING, FEEDBACK):
            assert codes(note(70, questions=purpose is STATUS), purpose, other_notes=[body]) == []
        other = "Dear Tom,\n\nYour hall has the finest ticket machines I have seen in ten years."
        assert codes(body, other_notes=[other, ""]) == []

    @pytest.mark.parametrize(("changed", "alike"), [(0, True), (9, True), (11, False)])
    def test_ninety_in_a_hundred_words_are_nearly_the_same(self, changed, alike):
        words = [f"word{number}" for number in range(100)]
        one = "Dear Priya,\n" + " ".join(words)
        other = "Dear Tom,\n" + " ".join([*(f"else{n}" for n in range(changed)), *words[changed:]])
        assert ("same-as-another" in codes(one, other_notes=[other])) is alike

    def test_notes_of_one_line_are_compared_too(self):
        one = "Dear Priya, thank you for the time on Tuesday, I liked the bingo caller role a lot."
        other = one.replace("Priya", "Tom")
        assert codes(one, medium=Medium.SHORT, other_notes=[other]) == ["same-as-another"]


class TestShape:
    def test_there_have_to_be_words(self):
        for body in ("", " \n\t"):
            assert errors(body, subject="") == ["empty"]

    def test_mail_wants_a_subject(self):
        assert codes(note(70), subject=" ") == ["no-subject"]
        for medium in (Medium.SPOKEN, Medium.SHORT):
            assert codes(note(70), subject="", medium=medium) == []

    def test_what_is_spoken_or_short_may_be_any_length(self):
        for medium in (Medium.SPOKEN, Medium.SHORT):
            for count in (12, 300):
                assert codes(note(count, questions=3), medium=medium) == []

    def test_errors_come_first(self):
        levels = [one.level for one in findings("Sorry. Sorry. Did I get the job?", subject="")]
        assert levels == sorted(levels, key=lambda level: level is not Level.ERROR)
        assert len(set(levels)) == 2

    @pytest.mark.parametrize(
        ("text", "count"),
        [("", 0), ("one", 1), ("I'm well-read, 3 times", 4), ("a b\n-- \nc d", 2), ("été, ça!", 2)],
    )
    def test_words_are_counted(self, text, count):
        assert words_in(text) == count


def test_a_polite_request_is_a_question_without_its_mark():
    body = note(40) + " I would be grateful if you could tell me where things stand."
    assert codes(body, STATUS) == []


@pytest.mark.parametrize(
    "words", ["I am just checking in.", "Just following up", "Touching base!", "Circling back."]
)
def test_just_checking_in_is_not_much(words):
    short = f"Dear Priya,\n\n{words}\n\nSam"
    assert "just-checking" in codes(short, STATUS)
    assert "just-checking" not in codes(note(40, questions=1) + " " + words, STATUS)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I do not wish to reopen it.", []),
        ("I am not asking you to reconsider.", []),
        ("Please reconsider.", ["reopened"]),
        ("May I have a second chance.", ["reopened"]),
        ("Perhaps you could reopen it.", ["reopened"]),
    ],
)
def test_a_request_for_feedback_lets_the_decision_stand(words, expected):
    assert codes(note(70) + " " + words, FEEDBACK) == expected
    assert codes(note(70) + " " + words, CLOSING) == []
