"""What a message had better not say, and what only sounds like it (FU-07, HS-12)."""

import pytest

from afterview.followups.claims import RecordedOffer
from afterview.followups.findings import Field, Level
from afterview.followups.rules import Purpose
from tests.followups.notes import codes, errors, findings, note

BAD = {
    "demand": [
        "Did I get the job?",
        "So, have I got the job?",
        "Do I have the job or not?",
        "Is the job mine?",
        "Please decide now.",
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
