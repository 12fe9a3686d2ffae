"""The Fiction Detector reads any text there is, and comes to an end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.followups.claims import RecordedOffer
from tests.followups.offers import YEARLY, claims

texts = st.one_of(
    st.text(max_size=400),
    st.lists(
        st.sampled_from(
            [
                "I have",
                "an offer",
                "of",
                "£",
                "28",
                ",000",
                ".000",
                "k",
                " ",
                ".",
                "\n",
                "elsewhere",
                "final round",
                "another",
                "€",
                "per hour",
                "9" * 40,
                "٣",
                "²",
                "package",
                "\u2019",
            ]
        ),
        max_size=60,
    ).map("".join),
)
offered = st.builds(
    RecordedOffer,
    st.sampled_from(["extended", "verbal", "declined"]),
    st.none() | st.integers(0, 10**9),
    st.sampled_from(["GBP", "EUR", "CHF"]),
    st.sampled_from(["hour", "year"]),
    st.integers(0, 10**6),
    st.none() | st.dates(date(2026, 6, 1), date(2026, 6, 30)),
)


@given(texts, st.lists(offered, max_size=3), st.booleans())
def test_any_text_is_read(text, offers, late):
    for found in claims(text, *offers, late=late):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end].startswith(found.excerpt)


@pytest.mark.parametrize(
    "piece",
    [
        "a ",
        "£1,000 ",
        "111 ",
        "1,111",
        "9",
        "an offer ",
        "an offer of £1,000 ",
        "elsewhere ",
        "final round ",
        "if an ",
        "offer of ",
        "hope to ",
        "1.",
        "£",
        " ",
    ],
)
def test_a_long_text_comes_to_an_end(piece):
    text = (piece * 20_000)[:20_000]
    claims(text, YEARLY)
    claims("I have an offer of " + text, YEARLY)
