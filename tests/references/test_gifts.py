"""No money for words: which entries the ledger does not take (RF-06, red line 7)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.references.gifts import Asking, Proposed, RefusalCode, refuse_entry
from afterview.references.vocabulary import Direction, LedgerKind

MONEY, ITEM, FAVOUR = LedgerKind.MONEY, LedgerKind.ITEM, LedgerKind.FAVOUR
I_OWE, THEY_OWE = Direction
PAID, WORDS = RefusalCode.PAID_REFERENCE, RefusalCode.MONEY_FOR_WORDS
EARLY, DEAR = RefusalCode.GIFT_BEFORE_REFERENCE, RefusalCode.GIFT_TOO_DEAR
REQUESTED, GIVEN, OUTCOME = date(2026, 5, 4), date(2026, 5, 20), date(2026, 6, 1)
TODAY = date(2026, 6, 2)
NOBODY_ASKED = Asking()
WAITING = Asking(requested_on=REQUESTED)
VOUCHED = Asking(requested_on=REQUESTED, given_on=GIVEN)
OVER = Asking(requested_on=REQUESTED, given_on=GIVEN, outcome_on=OUTCOME)
TENNER = Proposed(
    MONEY, I_OWE, "lent me ten pounds for the bus", TODAY, amount_minor=10_00, currency="GBP"
)


def code(entry, asking=NOBODY_ASKED, today=TODAY):
    refusal = refuse_entry(entry, asking, today)
    return refusal and refusal.code


def reasoned(reason, **changes):
    return replace(TENNER, reason=reason, **changes)


GUILTY = [
    "for the reference",
    "for his reference",
    "for a good reference",
    "for giving me a reference",
    "£50 for your reference",
    "reference fee",
    "my share of the deal: he writes the reference, I pay",
    "she gets this once the reference is in",
    "for being my referee",
    "for acting as a referee",
    "in return for a LinkedIn recommendation",
    "for her glowing recommendation",
    "for the letter of recommendation",
    "so that she recommends me for the job",
    "for recommending me to the hiring manager",
    "for vouching for me",
    "if he vouches",
    "for a testimonial",
    "for putting in a good word",
    "for putting a word in with the owner",
    "for saying nice things about me",
    "for speaking well of me",
    "for saying I was team leader",
    "if she says that I led the team",
    "so that he tells them I left by choice",
    "to confirm my dates",
    "for confirming that I worked there until May",
    "for writing that I managed ten people",
    "for talking to the recruiter",
    "for taking the recruiter's call",
    "for answering the call from Acme",
    "so she won't give a bad reference",
    "not to give a reference to anybody else",
    "for not mentioning my dismissal",
    "not to tell the employer",
    "to not say why I left",
    "for not telling them",
    "for keeping quiet",
    "for keeping quiet about the warning",
    "for staying silent",
    "for his silence",
    "hush money",
    "for leaving out my sick leave",
    "for covering up why I was let go",
    "for your reference, as agreed",
    "for the character reference",
    "so he\u2019ll say I was never late",
    "for a fine review of me",
    "for backing my story up",
    "for backing up my version",
    "due when they ring",
    "a small bribe",
    "he wants money to speak to Acme",
    "payment so my old boss is nice on the phone",
    "\u00a3100 and she praises me to HR",
    "wine for a good phone call with the employer",
    "incentive to recommend me",
    "to make him forget the warning",
    "his price for the letter",
    "for helping me get the job with a kind word",
    "so the recruiter hears good things",
    "so that she does not mention the incident",
    "to shut him up about my exit",
]
INNOCENT = [
    "lent me ten pounds for the bus",
    "lunch at the reference library",
    "bought her book",
    "bought me a reference book on knots",
    "fine for the reference section",
    "half of the bill, reference number 12345",
    "transfer, payment reference LUNCH",
    "invoice reference 2026-17",
    "for reference, it was the blue one",
    "with reference to the flat: my half of the rent",
    "credit reference check for the flat",
    "fee for the referee of our football match",
    "football referee, my share",
    "the referee's fee on Sunday",
    "drinks while we watched the rugby referee",
    "gift voucher he lost",
    "vouched for the plumber and lent me the deposit",
    "a curry at the place he recommended",
    "she recommended me a book and bought it for me",
    "recommended us the hotel and paid the first night",
    "the kettle, on her recommendation of the brand",
    "his good drill",
    "a crossword book",
    "said I could pay later",
    "told me I owe half",
    "she paid, so I have to pay next time",
    "lunch, not to mention the coffee",
    "keeping quiet about the surprise party cost me a cake",
    "paid for the quiet room",
    "an old debt, nothing to do with the reference",
    "lent me £20, and not for the reference",
    "from long before he was my referee",
    "from before I asked her for a reference",
    "stamps for posting the reference form",
    "printing the references at the copy shop",
    "translation of my reference, which he paid for",
    "the preferences menu",
    "lunch with my reference in town",
    "lent by my former referee",
    "a disk to back up my laptop",
    "a bet on the match; the referee was blind",
    "a good word game we bought together",
    "he lent me his spare phone for the interview",
    "book recommended by my manager",
    "keys cut, cross-reference the receipt",
    "he said he would tell them at the bar to put it on my tab",
    "stamps for the letter to my landlord",
    "court hire: I play my manager at squash",
    "she acts as a director of our club: my subscription",
    "tickets to the match",
    "repairing her bicycle",
    "my half of the taxi to the interview",
    "speaking lessons",
    "called a taxi for me",
    "",
]


@pytest.mark.parametrize("reason", GUILTY)
@pytest.mark.parametrize("direction", Direction)
@pytest.mark.parametrize("kind", [MONEY, ITEM])
def test_money_is_never_for_words(reason, kind, direction):
    entry = reasoned(reason, kind=kind, direction=direction)
    assert code(entry) is WORDS
    assert code(replace(entry, pre_existing=True, arose_on=REQUESTED - timedelta(1)), OVER) is WORDS


@pytest.mark.parametrize("reason", INNOCENT)
@pytest.mark.parametrize("kind", [MONEY, ITEM])
def test_what_only_sounds_like_it_is_written_down(reason, kind):
    assert code(reasoned(reason, kind=kind)) is None


@pytest.mark.parametrize(
    "reason",
    [
        "paid reference",
        "a paid-for job reference",
        "fake references for the flat and the job",
        "fake employer",
        "buying a reference",
        "bought two references",
        "hired a referee",
        "rent-a-boss",
        "a reference for hire",
        "a job reference service",
        "he poses as my old manager",
        "she pretends to be my former boss",
        "acting as my boss on the phone",
        "Ken will be my boss on the phone",
        "fake employment verification",
    ],
)
@pytest.mark.parametrize("kind", LedgerKind)
def test_references_that_are_bought_or_invented_are_no_kind_of_entry(reason, kind):
    refusal = refuse_entry(reasoned(reason, kind=kind, amount_minor=None), NOBODY_ASKED, TODAY)
    assert refusal.code is PAID
    assert "Fraud Act 2006" in refusal.note
    assert refusal.note.endswith("not legal advice.")


@pytest.mark.parametrize(
    "reason",
    [
        "bought a reference book",
        "hired a football referee",
        "I play football with my manager",
        "acting lessons",
        "plays the manager in our theatre group",
    ],
)
def test_what_only_sounds_like_a_bought_reference_is_written_down(reason):
    assert code(reasoned(reason)) is None


def test_a_service_that_is_paid_for_is_refused_and_one_that_is_used_is_not():
    assert code(reasoned("a reference service")) is PAID
    favour = Proposed(FAVOUR, I_OWE, "rang their reference service for my dates", TODAY)
    assert code(favour) is None


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (LedgerKind.THANKS, "Thank her for the reference"),
        (LedgerKind.OUTCOME_UPDATE, "Tell him how it ended; he vouched for me"),
        (LedgerKind.RECIPROCAL_REFERENCE, "A reference in return for hers"),
        (FAVOUR, "She spoke to the recruiter, so I help with her CV"),
    ],
)
def test_words_may_be_owed_for_words(kind, reason):
    for asking in (NOBODY_ASKED, WAITING, VOUCHED, OVER):
        assert code(Proposed(kind, I_OWE, reason, TODAY), asking) is None


@pytest.mark.parametrize(
    ("reason", "amount_minor"),
    [
        ("£50 for a good reference", None),
        ("a tenner if she vouches", None),
        ("gift card for the reference", None),
        ("20 quid so he says I led the team", None),
        ("cash for the recommendation letter", None),
        ("for a good reference", 50_00),
    ],
)
def test_another_kind_does_not_hide_money(reason, amount_minor):
    entry = Proposed(FAVOUR, I_OWE, reason, TODAY, amount_minor=amount_minor, currency="GBP")
    assert code(entry) is WORDS


@pytest.mark.parametrize(
    ("changes", "asking", "today", "expected"),
    [
        pytest.param({}, WAITING, TODAY, EARLY, id="asked, and a tenner"),
        pytest.param({}, NOBODY_ASKED, TODAY, None, id="nobody asked them"),
        pytest.param({}, WAITING, REQUESTED, EARLY, id="on the day they were asked"),
        pytest.param({}, WAITING, REQUESTED - timedelta(1), None, id="the day before"),
        pytest.param({}, VOUCHED, GIVEN, EARLY, id="on the day they vouched"),
        pytest.param({}, VOUCHED, GIVEN + timedelta(1), None, id="the day after"),
        pytest.param({}, replace(OVER, given_on=None), TODAY, None, id="nobody rang, it is over"),
        pytest.param({"direction": THEY_OWE}, WAITING, TODAY, EARLY, id="a loan to them"),
        pytest.param({"amount_minor": 0}, WAITING, TODAY, None, id="worth nothing"),
        pytest.param({"amount_minor": None}, WAITING, TODAY, EARLY, id="of unknown value"),
        pytest.param(
            {"kind": ITEM, "amount_minor": None, "reason": "a bottle of wine"},
            WAITING,
            TODAY,
            EARLY,
            id="a bottle of unknown value",
        ),
        pytest.param(
            {"kind": FAVOUR, "amount_minor": None, "reason": "helped me move"},
            WAITING,
            TODAY,
            None,
            id="a favour",
        ),
        pytest.param(
            {"pre_existing": True, "arose_on": REQUESTED - timedelta(1)},
            WAITING,
            TODAY,
            None,
            id="an old debt",
        ),
        pytest.param(
            {"pre_existing": True, "arose_on": REQUESTED},
            WAITING,
            TODAY,
            EARLY,
            id="marked as old, and is not",
        ),
        pytest.param(
            {"arose_on": REQUESTED - timedelta(1)}, WAITING, TODAY, EARLY, id="old, and not marked"
        ),
    ],
)
def test_nothing_of_value_is_written_down_between_request_and_reference(
    changes, asking, today, expected
):
    assert code(replace(TENNER, **changes), asking, today) is expected


WHISKY = Proposed(ITEM, I_OWE, "whisky", TODAY, amount_minor=200_00, currency="GBP")


@pytest.mark.parametrize(
    ("changes", "asking", "expected"),
    [
        pytest.param({}, VOUCHED, DEAR, id="they vouched, nobody knows how it ends"),
        pytest.param({"amount_minor": 25_00}, VOUCHED, None, id="a small one"),
        pytest.param({"kind": MONEY, "reason": "holiday"}, VOUCHED, DEAR, id="money"),
        pytest.param({"direction": THEY_OWE}, VOUCHED, DEAR, id="a loan to them"),
        pytest.param(
            {"pre_existing": True, "arose_on": REQUESTED - timedelta(1)}, VOUCHED, None, id="old"
        ),
        pytest.param({}, OVER, DEAR, id="a thing after the outcome"),
        pytest.param({"kind": MONEY, "reason": "my half"}, OVER, None, id="a debt of afterwards"),
        pytest.param(
            {"kind": MONEY, "reason": "my half", "arose_on": OUTCOME}, OVER, DEAR, id="of before it"
        ),
        pytest.param(
            {}, Asking(REQUESTED, OUTCOME, None, OUTCOME), None, id="to somebody who said no"
        ),
        pytest.param({}, NOBODY_ASKED, None, id="to a friend"),
    ],
)
def test_what_is_dear_is_a_debt_from_before_or_none(changes, asking, expected):
    assert code(replace(WHISKY, **changes), asking) is expected


@pytest.mark.parametrize("reason", ["chocolates, to say thank you", "a token of my gratitude"])
def test_a_token_waits_for_the_outcome(reason):
    token = Proposed(ITEM, I_OWE, reason, TODAY, amount_minor=10_00, currency="GBP")
    assert code(token, WAITING) is EARLY
    assert code(token, VOUCHED) is EARLY
    assert code(token, OVER) is None
    assert code(token, OVER, OUTCOME) is None
    assert code(token, OVER, OUTCOME - timedelta(1)) is EARLY


@pytest.mark.parametrize(
    "reason",
    [
        "chocolates: thank you for the reference",
        "flowers, thanks for vouching for me",
        "a book, grateful that she took the recruiter's call",
        "wine as a thank-you for her kind words about me",
    ],
)
def test_a_small_token_may_name_the_reference_once_it_is_over(reason):
    token = Proposed(ITEM, I_OWE, reason, TODAY, amount_minor=25_00, currency="GBP")
    assert code(token, OVER) is None
    assert code(token, VOUCHED) is WORDS
    assert code(token, NOBODY_ASKED) is WORDS
    assert code(replace(token, direction=THEY_OWE), OVER) is WORDS
    assert code(replace(token, amount_minor=25_01), OVER) is DEAR
    assert code(replace(token, amount_minor=25_01), replace(OVER, requested_on=None)) is DEAR


@pytest.mark.parametrize(
    "reason",
    [
        "thanks for the reference, as agreed",
        "thank you in advance for the next reference",
        "thanks, and payment for the reference",
        "thanks if she vouches again",
        "thanks in return for the good word about me",
    ],
)
def test_a_bargain_is_no_token(reason):
    assert code(reasoned(reason), OVER) is WORDS


@pytest.mark.parametrize(
    ("amount_minor", "currency", "expected"),
    [
        (25_00, "GBP", None),
        (25_01, "GBP", DEAR),
        (25_00, "USD", None),
        (25_01, "USD", DEAR),
        (25_00, "EUR", None),
        (25_01, "EUR", DEAR),
        (1, "CHF", DEAR),
        (2_500, "JPY", DEAR),
        (0, "CHF", None),
        (1, None, DEAR),
        (None, None, None),
    ],
)
def test_a_token_is_small(amount_minor, currency, expected):
    token = Proposed(
        ITEM, I_OWE, "a plant, to say thanks", TODAY, amount_minor=amount_minor, currency=currency
    )
    assert code(token, OVER) is expected


def test_thanks_to_somebody_who_never_vouched_may_cost_what_they_like():
    dinner = reasoned("dinner, thanks for helping me move", amount_minor=90_00)
    assert code(dinner) is None
    assert code(dinner, Asking(outcome_on=OUTCOME)) is None


def test_every_refusal_says_what_to_do():
    for entry, asking in (
        (reasoned("a paid reference"), NOBODY_ASKED),
        (reasoned("for the reference"), NOBODY_ASKED),
        (TENNER, WAITING),
        (reasoned("thanks", amount_minor=99_00), OVER),
        (reasoned("thanks", currency="CHF"), OVER),
    ):
        refusal = refuse_entry(entry, asking, TODAY)
        assert refusal.sentence.endswith(".")
        touches_law = refusal.code in (PAID, WORDS)
        assert bool(refusal.note) == touches_law


days = st.dates(date(2026, 4, 1), date(2026, 7, 31))
proposed = st.builds(
    Proposed,
    st.sampled_from(LedgerKind),
    st.sampled_from(Direction),
    st.sampled_from([*GUILTY[:10], *INNOCENT[:10], "to say thanks"]) | st.text(max_size=60),
    days,
    st.none() | st.integers(0, 100_00),
    st.sampled_from(["GBP", "USD", "EUR", "CHF", None]),
    st.booleans(),
)
askings = st.builds(Asking, *([st.none() | days] * 4))


@given(proposed, askings, days)
def test_less_money_is_never_refused_more(entry, asking, today):
    if entry.amount_minor and refuse_entry(entry, asking, today) is None:
        half = replace(entry, amount_minor=entry.amount_minor // 2)
        assert refuse_entry(half, asking, today) is None


@given(st.sampled_from(GUILTY), askings, days, st.booleans(), st.none() | st.integers(0, 100_00))
def test_no_day_and_no_mark_makes_money_for_words_right(reason, asking, today, old, amount_minor):
    entry = reasoned(reason, pre_existing=old, arose_on=today, amount_minor=amount_minor)
    assert code(entry, asking, today) is WORDS


@given(st.text(max_size=2_000), askings, days)
def test_any_reason_is_read(reason, asking, today):
    refuse_entry(reasoned(reason), asking, today)


@pytest.mark.parametrize(
    "piece", ["not ", "for ", "reference ", "recommended me ", "keep quiet ", "if she says ", "a"]
)
def test_a_long_reason_comes_to_an_end(piece):
    refuse_entry(reasoned((piece * 20_000)[:20_000]), WAITING, TODAY)
