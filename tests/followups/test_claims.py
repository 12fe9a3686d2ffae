"""The Fiction Detector (PL-10): no message claims what the records do not hold."""

from datetime import date, timedelta

import pytest

from afterview.followups.claims import RecordedOffer
from afterview.followups.findings import Field, Level
from tests.followups.offers import EXPIRED, TODAY, VERBAL, YEARLY, claims, codes


class TestTheSixRows:
    def test_a_figure_above_the_record(self):
        written = RecordedOffer("extended", 15_000_00)
        (found,) = claims("I have an offer at £20,000.", written)
        assert (found.level, found.code) == (Level.ERROR, "fiction-figure")
        assert found.detail.startswith("FICTION +£5,000:")
        assert (found.excerpt, found.field) == ("£20,000", Field.BODY)

    def test_a_figure_below_the_record(self):
        assert codes("I hold an offer in the region of £28,000.", YEARLY) == []

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("I have a package of up to £29,800 on offer from Acme.", []),
            ("I have an offer of £29,800 including bonus.", []),
            ("I have an offer of £29,800 including the target bonus.", []),
            ("I have an offer of £29,800, with bonus.", []),
            ("I have an offer of £29,800.", ["fiction-figure"]),
            ("I have an offer from Acme, a package of £29,801.", ["fiction-figure"]),
        ],
    )
    def test_a_bonus_counts_where_it_is_named(self, words, expected):
        offer = RecordedOffer("in_negotiation", 28_400_00, bonus_minor=1_400_00)
        assert codes(words, offer) == expected

    def test_the_word_that_is_missing_is_named(self):
        offer = RecordedOffer("extended", 28_400_00, bonus_minor=1_400_00)
        (found,) = claims("I have an offer of £29,800.", offer)
        assert "say “package”" in found.detail

    def test_a_verbal_offer_is_called_one(self):
        assert codes("I have a verbal offer of £28,000.", VERBAL) == []
        assert codes("I was verbally offered £28,000.", VERBAL) == []
        (found,) = claims("I have an offer of £28,000.", VERBAL)
        assert (found.level, found.code) == (Level.WARNING, "verbal-offer")
        assert codes("I have an offer of £28,000.", VERBAL, YEARLY) == []

    @pytest.mark.parametrize(
        "words",
        [
            "I am in late stages elsewhere.",
            "I am in the final round with another company.",
            "Elsewhere I have reached the last interview.",
            "I have final interviews at two other firms.",
            "Several companies have asked me to their final rounds.",
        ],
    )
    def test_a_late_stage_somewhere_else(self, words):
        (found,) = claims(words)
        assert (found.level, found.code) == (Level.ERROR, "fiction-late-stage")
        assert (found.start, found.end) == (0, len(words))
        assert codes(words, late=True) == []
        assert codes(words, YEARLY) == ["fiction-late-stage"]

    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            ("I have an offer.", ["fiction-expired"]),
            ("I hold another offer of £20,000.", ["fiction-expired"]),
            ("I have an offer which was made last week.", ["fiction-expired"]),
            ("I had hoped to say that I have an offer from Acme.", ["fiction-expired"]),
            ("There is an offer from Acme on the table.", ["fiction-expired"]),
            ("Acme is offering me £20,000.", ["fiction-expired"]),
            ("I had an offer until yesterday.", []),
            ("There was an offer from Acme.", []),
            ("I have declined an offer from Acme.", []),
            ("My other offer has lapsed.", []),
            ("I let an offer go for this.", ["fiction-expired"]),
        ],
    )
    def test_an_expired_offer_is_not_spoken_of_as_if_it_stood(self, words, expected):
        assert codes(words, EXPIRED) == expected


@pytest.mark.parametrize("status", ["extended", "in_negotiation", "accepted", "verbal"])
def test_what_stands_may_be_spoken_of(status):
    offer = RecordedOffer(status)
    assert codes("I have another verbal offer.", offer) == []
    assert offer.stands(TODAY)


@pytest.mark.parametrize("status", ["declined", "expired", "rescinded", "reneged", ""])
def test_what_is_over_may_not(status):
    assert codes("I have another offer.", RecordedOffer(status)) == ["fiction-expired"]


@pytest.mark.parametrize(("days", "stands"), [(-1, False), (0, True), (1, True)])
def test_an_offer_stands_through_its_last_day(days, stands):
    offer = RecordedOffer("extended", expires_on=TODAY + timedelta(days=days))
    assert offer.stands(TODAY) is stands


@pytest.mark.parametrize(
    "words",
    [
        "I have an offer.",
        "I have received another offer.",
        "I've had offers.",
        "I have two other offers.",
        "With an offer from Acme, I have to decide by Friday.",
        "There is a competing offer.",
        "I hold a competitive offer.",
        "I have been offered a place at Acme.",
        "I was offered £20,000 by Acme.",
        "They offered me £20,000.",
        "Acme offers me £20,000, can you match it?",
        "Acme are offering £20,000.",
        "Acme has offered me a job.",
        "Acme are offering me more.",
        "I have a written job offer in hand.",
        "An offer of £20,000 is on the table.",
        "The offer from Acme runs out on Friday.",
        "I have another company\u2019s offer.",
        "The other offer is better.",
        "I was promised a job at Acme.",
    ],
)
def test_an_offer_that_is_not_on_record(words):
    (found,) = claims(words)
    assert (found.level, found.code) == (Level.ERROR, "fiction-offer")
    assert words[found.start : found.end].strip() == found.excerpt.strip() == words.strip()
    assert codes(words, replace_amount(1_000_000_00)) == []


def replace_amount(minor):
    return RecordedOffer("extended", minor)


@pytest.mark.parametrize(
    "words",
    [
        "I have a lot to offer.",
        "I can offer ten years of bingo.",
        "I would be delighted to receive an offer.",
        "I would welcome an offer.",
        "If you make me an offer, I shall accept it.",
        "Should you decide to make an offer, I could begin in July.",
        "Thank you for the offer.",
        "Thank you for your kind offer of a trial evening.",
        "Thank you for your offer of help.",
        "I accept your offer of £28,000.",
        "You kindly offered me a second tour.",
        "I was offered a cup of tea at once, which I liked.",
        "The club offers at least two bingo nights.",
        "The role has so much on offer.",
        "Could you offer any feedback?",
        "I look forward to the final interview.",
        "At the final interview I met another caller.",
        "I asked about the other roles in the team.",
        "You said that I would hear by Friday.",
        "The special offer on the posters made me laugh.",
    ],
)
def test_what_claims_nothing(words):
    assert codes(words) == []
    assert codes(words, EXPIRED) == []


def test_places_are_those_of_the_text():
    text = "Dear Priya,\n\nI\u2019d love to hear. I have an offer of £99.999,50!\n\nSam"
    (found,) = claims(text, YEARLY, field=Field.SUBJECT)
    assert text[found.start : found.end] == found.excerpt == "£99.999,50"
    assert found.field is Field.SUBJECT


@pytest.mark.parametrize(
    "words",
    [
        "The job offers exactly the mix that I was looking for.",
        "A company that offers training is rare.",
        "My experience offers another view of bingo.",
        "Each hall offers something else.",
        "I have been offered a second interview with you.",
        "I was offered the chance to look behind the stage.",
        "We had a package of measures for 3,000 customers.",
        "You mentioned an offer usually takes a week.",
        "I do not have another offer.",
        "I am not holding any other offer.",
        "I haven't received any offers yet.",
        "No other offers are pending.",
        "I managed a £2m budget.",
        "In the final round I would love to meet another team of yours.",
    ],
)
def test_offers_as_a_verb_and_offers_denied(words):
    """These would keep an honest message from going, and nobody could overrule it."""
    assert codes(words) == codes(words, EXPIRED) == []


@pytest.mark.parametrize(
    "words",
    [
        "The job offers I have are good.",
        "A couple of offers have come in.",
        "I have not accepted my offer from Acme yet.",
        "Another company has offered me the job.",
        "If you can match my offer from Acme, I am yours.",
        "I have\nanother offer.",
        "I have\u00a0another\u00a0offer.",
    ],
)
def test_a_claim_in_other_clothes_is_still_one(words):
    assert codes(words) == ["fiction-offer"]


def test_verbal_is_said_once():
    assert codes("I have a verbal offer. The offer is £28,000.", VERBAL) == []


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("My offer from Acme expires on 30 June.", []),
        ("My offer from Acme expires on Tuesday, and I like it.", []),
        ("My offer from Acme runs out on June 30.", []),
        ("My offer from Acme is open until the 30th of June.", []),
        ("My offer from Acme runs out on 19 June.", ["fiction-date"]),
        ("I have an offer. I have until June 19 to think.", []),
        ("I have an offer. It expires on 19 June.", ["fiction-date"]),
        ("I have an offer, and have to answer them by 19 June.", ["fiction-date"]),
        ("I have an offer; could you tell me more by 19 June?", []),
        ("I have an offer, and could start on 19 July.", []),
    ],
)
def test_a_day_on_which_an_offer_ends_is_the_one_on_record(words, expected):
    """Red line 6 names dates beside offers and figures."""
    offer = RecordedOffer("extended", expires_on=date(2026, 6, 30))
    assert codes(words, offer) == expected


def test_a_day_nobody_recorded_is_left_out():
    assert codes("My offer from Acme expires on 19 June.", YEARLY) == ["fiction-date"]
