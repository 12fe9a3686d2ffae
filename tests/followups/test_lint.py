"""A kind look at a message before it goes (FU-07, FU-09, HS-12)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.followups.claims import RecordedOffer
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


BAD = {
    "demand": [
        "Did I get the job?",
        "So, have I got the job?",
        "Do I have the job or not?",
        "Is the job mine?",
        "I need to know by Friday.",
        "I must have an answer before noon.",
        "You have to tell me today.",
        "You need to let me know by Monday.",
        "You have until Friday.",
        "I expect an answer.",
        "I demand a decision.",
        "I insist on a reply.",
        "I deserve an explanation.",
        "If I don't hear from you, I will write to your boss.",
        "If I don\u2019t hear from you, I\u2019ll ring every day.",
        "Unless I hear by Monday, I shall complain.",
        "If you do not answer, I am going to ring.",
        "This is your last chance.",
        "Answer me!",
        "Please reply immediately.",
        "Why haven't you written?",
        "Why have you not answered?",
        "You owe me that much.",
    ],
    "turning-up": [
        "I'll drop by on Monday.",
        "I will just turn up.",
        "I am going to wait outside.",
        "I might pop in on Tuesday.",
        "I will come to your house.",
        "I'll be waiting in your lobby.",
        "I will be outside at five.",
        "I know when you leave.",
    ],
    "private-life": [
        "You looked gorgeous.",
        "You are so pretty.",
        "You were very attractive in that light.",
        "I liked your dress.",
        "Your smile stayed with me.",
        "Say hello to your husband.",
        "How are your kids?",
        "I found your Instagram.",
        "Are you single?",
        "I know where you live.",
        "Your boss will hear about this.",
        "My lawyer will be in touch.",
        "A friend of yours should know.",
    ],
    "fiction-offer": ["I have another offer.", "Acme has offered me £40,000."],
    "fiction-late-stage": ["I am in the final round elsewhere."],
    "unfilled": [
        "Thank you, {{ interviewer_names }}.",
        "Thank you, {{unknown thing}}.",
        "Thank you, {{ }}.",
        "Thank you, {name}.",
        "Thank you, {{name}.",
        "Thank you, [name].",
        "Thank you, [Your Name Here].",
        "Thank you, <first name>.",
        "Thank you, XXXX.",
        "Thank you, TODO.",
        "Thank you, ____.",
        "Lorem ipsum dolor.",
        "Insert name here.",
    ],
}
WARNED = {
    "pay": [
        "What is the salary?",
        "How about the pay?",
        "And the wages?",
        "I need ten days off.",
        "Is there a bonus?",
        "What about annual leave?",
        "How is the pension?",
        "What is the holiday allowance?",
        "Tell me about PTO.",
    ],
    "apologies": [
        "Sorry, and sorry again.",
        "I apologise. My apologies.",
        "Forgive me, I am sorry.",
    ],
    "self-blame": [
        "I was terrible.",
        "I'm such an idiot.",
        "I\u2019m so stupid.",
        "I must have sounded a complete fool.",
        "I messed it up.",
        "I made a fool of myself.",
        "You probably hated me.",
        "I know I'm not good enough.",
        "I was a total disaster.",
    ],
}


@pytest.mark.parametrize(
    ("code", "words"), [(code, words) for code, all_ in BAD.items() for words in all_]
)
def test_what_keeps_a_message_back(code, words):
    for purpose in Purpose:
        found = findings(note(70) + " " + words, purpose)
        assert code in {one.code for one in found if one.level is Level.ERROR}
    body = words + "\n" + note(70)
    (found, *_) = findings(body)
    said = body.replace("\u2019", "'")
    assert found.level is Level.ERROR
    assert found.field is Field.BODY
    assert said[found.start : found.end].startswith(found.excerpt)


@pytest.mark.parametrize(
    ("code", "words"), [(code, words) for code, all_ in BAD.items() for words in all_]
)
def test_a_subject_is_looked_at_too(code, words):
    (found, *_) = findings(note(70), subject=words)
    assert (found.level, found.code, found.field) == (Level.ERROR, code, Field.SUBJECT)


@pytest.mark.parametrize(
    ("code", "words"), [(code, words) for code, all_ in WARNED.items() for words in all_]
)
def test_what_might_be_said_better(code, words):
    for purpose in Purpose:
        found = findings(note(70) + " " + words, purpose)
        assert code in {one.code for one in found if one.level is Level.WARNING}
        assert not [one for one in found if one.level is Level.ERROR]


GOOD = [
    "I enjoyed our talk and the tour of the hall very much.",
    "You were pretty clear about the shifts, which I appreciated.",
    "You look pretty busy on Saturdays.",
    "Your housekeeping team made us welcome.",
    "Your children's ward impressed me.",
    "I read your dress code with interest.",
    "Your Instagram campaign made me laugh.",
    "Your figures for March speak for themselves.",
    "Your body of work is admirable.",
    "I must have sounded nervous before the panel, and you were kind about it.",
    "Acme has asked me to answer by Friday.",
    "I have to answer them by Friday.",
    "If I hear anything from the agency, I will pass it on.",
    "The answer means a lot to me.",
    "I will come by train on Friday.",
    "I'll drop in at nine as you suggested.",
    "You invited me to the hall, and I will come to your office on Monday.",
    "I will be in the lobby at nine for the trial evening.",
    "I will be outside the country next week.",
    "Why did you choose the old hall, I wondered.",
    "I have a lot to offer.",
    "I was terribly pleased, and I am awfully grateful.",
    "It was a pleasure to pay attention to such a caller.",
    "Your team pays off in the hall.",
    "Sorry to have missed Tom.",
    "The bonus round is my favourite.",
    "Pensioners love the early session.",
    "I wager that finals night will be full.",
    "I can send two references whenever it suits you.",
    "Thank you for the coffee, and for being frank.",
    "I know when you need me, I can begin at once.",
    "You answered everything I had, and more.",
    "The director showed me the machines.",
    "It is all right if you have decided otherwise.",
    "Mondays <3 and Fridays > 5 are fine.",
    "Your boss, Mr Reed, was good company.",
]


@pytest.mark.parametrize("words", GOOD)
def test_what_is_quite_all_right(words):
    body = note(70) + " " + words
    assert errors(body) == []
    assert set(codes(body)) <= {"pay"}


@pytest.mark.parametrize(
    "words",
    [words for words in GOOD if not words.startswith(("The role", "I know when"))],
)
def test_and_not_even_worth_a_remark(words):
    assert codes(note(70) + " " + words) == []


@pytest.mark.parametrize(
    "words", ["I am just checking in.", "Just following up", "Touching base!", "Circling back."]
)
def test_just_checking_in_is_not_much(words):
    short = f"Dear Priya,\n\n{words}\n\nSam"
    assert "just-checking" in codes(short, STATUS)
    assert "just-checking" not in codes(note(40, questions=1) + " " + words, STATUS)


def test_one_apology_is_none_too_many():
    assert codes(note(70) + " I am sorry about the train.") == []
    (found,) = findings(note(70) + " I am sorry. I apologise. Forgive me.")
    assert (found.code, found.excerpt) == ("apologies", "apologise")


def test_offers_on_record_may_be_mentioned():
    offer = RecordedOffer("extended", 28_000_00)
    words = " I have another offer of £28,000."
    assert errors(note(70) + words) == ["fiction-offer"]
    assert errors(note(70) + words, offers=[offer]) == []
    assert errors(note(70) + words.replace("28", "30"), offers=[offer]) == ["fiction-figure"]
    late = " I am in the final round elsewhere."
    assert errors(note(70) + late, late_stage_elsewhere=True) == []


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


def check_places(subject, body, found):
    for one in found:
        if one.start is None:
            assert (one.end, one.excerpt) == (None, "")
            continue
        text = (subject if one.field is Field.SUBJECT else body).replace("\u2019", "'")
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].startswith(one.excerpt)


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


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("demand", "I need an answer by Friday."),
        ("demand", "I need your decision."),
        ("demand", "Let me know by Friday, or I will take it elsewhere."),
        ("demand", "I expect to hear from you by Friday."),
        ("demand", "Did I get\nthe job?"),
        ("demand", "If I do not hear by Friday\nI will ring your boss."),
        ("turning-up", "I'll pop into your office tomorrow."),
        ("turning-up", "I plan to turn up at the hall."),
        ("turning-up", "I could visit you unannounced."),
        ("private-life", "You have lovely legs."),
        ("private-life", "I have asked your boss to put in a word with you."),
        ("private-life", "I will complain to your manager."),
        ("private-life", "I found your home address."),
    ],
)
def test_what_keeps_a_message_back_in_other_words(code, words):
    assert code in errors(note(70) + " " + words)


@pytest.mark.parametrize(
    "words",
    [
        "If I do not get the role I will still follow your work.",
        "I need to tell my landlord by Friday.",
        "I hope to hear from the agency by Friday.",
        "Thank you for letting me come into your office.",
        "I could come to your office if that is easier.",
        "I asked your manager about the shifts.",
        "I am a disaster recovery engineer.",
        "My failure analysis was read with interest.",
        "See note [1] of the prospectus.",
        "The pay-per-view team sounds fun.",
    ],
)
def test_what_only_sounds_like_it(words):
    assert codes(note(70) + " " + words) == []


def test_a_polite_request_is_a_question_without_its_mark():
    body = note(40) + " I would be grateful if you could tell me where things stand."
    assert codes(body, STATUS) == []


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
