"""Figures beside an offer: read as people write them, and never above the record (PL-10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.followups.claims import RecordedOffer
from tests.followups.offers import EXPIRED, YEARLY, claims, codes


@pytest.mark.parametrize(
    "words",
    [
        "Turnover was £95,000 a night.",
        "The jackpot stood at £1,000,000 and I called it.",
        "We raised $95k for charity.",
    ],
)
def test_figures_that_belong_to_no_offer(words):
    assert codes(words) == codes(words, YEARLY) == []


@pytest.mark.parametrize(
    ("most", "more", "currency", "unit"),
    [
        ("£28,000", "£28,001", "GBP", "year"),
        ("£28k", "£29k", "GBP", "year"),
        ("£28 k", "£28.5k", "GBP", "year"),
        ("£27.9k", "£28.1k", "GBP", "year"),
        ("£28000", "£28000.01", "GBP", "year"),
        ("£28 000", "£28 001", "GBP", "year"),
        ("£28\u00a0000", "£28\u00a0001", "GBP", "year"),
        ("28.000 €", "28.001 €", "EUR", "year"),
        ("€ 28.000", "€ 28.000,01", "EUR", "year"),
        ("28,000 euros", "28,001 euro", "EUR", "year"),
        ("$28k", "$95k", "USD", "year"),
        ("28,000 dollars", "$28,000.50", "USD", "year"),
        ("28 thousand pounds", "29 thousand pounds", "GBP", "year"),
        ("28 grand", "29 grand", "GBP", "year"),
        ("GBP 28000", "GBP 28001", "GBP", "year"),
        ("28000 GBP", "28001 GBP", "GBP", "year"),
        ("gbp28,000", "gbp28,001", "GBP", "year"),
        ("28,000 quid", "28,001 quid", "GBP", "year"),
        ("28k", "29k", "GBP", "year"),
        ("28,000", "28,001", "EUR", "year"),
        ("around 28,000", "up to 29,000", "GBP", "year"),
        ("£28,000 a year", "£28,001 per annum", "GBP", "year"),
        ("£28,000 per hour", "£28,001 per hour", "GBP", "hour"),
        ("£28,000/h", "£28,001/hour", "GBP", "hour"),
        ("£28,000 an hour", "£28,001 ph", "GBP", "hour"),
        ("£28,000 per day", "£28,001 a day", "GBP", "day"),
        ("£28,000/day", "£28,001/day", "GBP", "day"),
        ("£28,000 a week", "£28,001 per week", "GBP", "week"),
        ("£28,000 per month", "£28,001 pcm", "GBP", "month"),
        ("£0.02m", "£1m", "GBP", "year"),
    ],
)
def test_money_is_read_as_people_write_it(most, more, currency, unit):
    offer = RecordedOffer("extended", 28_000_00, currency, unit)
    assert codes(f"I have an offer of {most} from Acme.", offer) == []
    (found,) = claims(f"I have an offer of {more} from Acme.", offer)
    assert found.code == "fiction-figure"
    assert found.detail.startswith("FICTION +")
    assert found.excerpt in more
    assert any(mark in found.excerpt for mark in "0123456789")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I have an offer of £12.71 an hour.", []),
        ("I have an offer of £12.72 an hour.", ["fiction-figure"]),
        ("I have an offer at an hourly rate of £12.71.", []),
        ("I have an offer at an hourly rate of £13.", ["fiction-figure"]),
        ("I have an offer of £12.", ["fiction-figure"]),  # a year
        ("I have an offer of £12 a day.", ["fiction-figure"]),
        ("I have an offer of €12 an hour.", ["fiction-figure"]),
    ],
)
def test_hours_and_pence_count(words, expected):
    assert codes(words, RecordedOffer("extended", 12_71, unit="hour")) == expected


@pytest.mark.parametrize(
    "words",
    [
        "I received an offer of £28,000 a week ago.",
        "An hour ago I received an offer of £28,000.",
        "I have a day left for an offer of £28,000.",
        "I have an offer of £28,000 and start in a month.",
    ],
)
def test_time_that_passes_is_no_unit_of_pay(words):
    assert codes(words, YEARLY) == []


def test_each_figure_of_a_sentence_is_looked_at():
    words = "I have offers from Acme: £28,000 or, later, £30,000 to £35,000."
    found = claims(words, YEARLY)
    assert [words[one.start : one.end] for one in found] == ["£30,000", "£35,000"]
    assert "+£1,600" in found[0].detail
    assert "+£6,600" in found[1].detail


def test_the_highest_record_of_the_same_kind_counts():
    text = "I have an offer of £30,000."
    assert codes(text, YEARLY, RecordedOffer("extended", 30_000_00)) == []
    assert codes(text, YEARLY, RecordedOffer("extended", 30_000_00, "USD")) == ["fiction-figure"]
    assert codes(text, YEARLY, RecordedOffer("extended", 30_000_00, unit="month")) == [
        "fiction-figure"
    ]
    assert codes(text, RecordedOffer("extended")) == ["fiction-figure"]
    assert codes(text, EXPIRED, RecordedOffer("extended", 30_000_00)) == []


def test_saying_less_is_fine():
    for words in ("a competitive offer", "another offer", "an offer of £20,000", "several offers"):
        assert codes(f"I have {words} to answer.", YEARLY) == []


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_rounding_down_is_fine_and_up_is_not(recorded, said):
    found = codes(f"I have an offer of £{said:,}.", RecordedOffer("extended", recorded * 100))
    assert found == ([] if said <= recorded else ["fiction-figure"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("I have another offer. It is £30,000.", "£30,000"),
        ("I have another offer. They pay £30,000.", "£30,000"),
        ("I have another offer. It is firm. The salary is £30k.", "£30k"),
        ("I have an offer at thirty thousand pounds.", "thirty thousand pounds"),
        ("I have an offer at twenty-nine grand.", "twenty-nine grand"),
        ("I have an offer of USD 28,000.", "USD 28,000"),
        ("I have an offer of CHF 28,000.", "CHF 28,000"),
        ("If you can match my offer of £30,000 from Acme, I am yours.", "£30,000"),
        ("I have an offer of\n£30,000.", "£30,000"),
    ],
)
def test_a_figure_is_tied_to_the_offer_it_belongs_to(words, said):
    (found,) = claims(words, YEARLY)
    assert (found.code, found.excerpt) == ("fiction-figure", said)


@pytest.mark.parametrize(
    "words",
    [
        "I have another offer. The hall turned over £2,000,000 last year.",
        "I have another offer. We spoke about tickets. They cost £30,000 a night.",
        "I have an offer at eighteen thousand pounds.",
        "I have another offer. It is £28,000.",
    ],
)
def test_a_figure_about_something_else_is_not(words):
    assert codes(words, YEARLY) == []
