"""What is owed, and who is Paid in Full (RF-05)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.core.days import is_business_day
from afterview.references.ledger_rules import (
    Debt,
    OpenSum,
    debt,
    open_sums,
    outcome_due_on,
    paid_in_full,
    standing_in_the_way,
    thanks_due_on,
)
from afterview.references.vocabulary import Direction, LedgerStatus

TODAY = date(2026, 6, 2)
I_OWE, THEY_OWE = Direction
OPEN, SETTLED, FORGIVEN = LedgerStatus


@dataclass(frozen=True)
class Entry:
    direction: Direction = I_OWE
    status: LedgerStatus = OPEN
    due_on: date | None = None
    amount_minor: int | None = None
    currency: str | None = None


TENNER = Entry(due_on=date(2026, 4, 1), amount_minor=10_00, currency="GBP")


@pytest.mark.parametrize(
    ("entries", "paid"),
    [
        pytest.param([TENNER], False, id="a tenner, due in April"),
        pytest.param([replace(TENNER, status=SETTLED)], True, id="settled"),
        pytest.param([replace(TENNER, status=FORGIVEN)], True, id="forgiven"),
        pytest.param([replace(TENNER, direction=THEY_OWE)], True, id="only what they owe"),
        pytest.param([Entry(due_on=TODAY + timedelta(1))], True, id="thanks due tomorrow"),
        pytest.param([Entry(due_on=TODAY)], False, id="thanks due today"),
        pytest.param([Entry()], True, id="some day"),
        pytest.param([], True, id="nothing at all"),
        pytest.param([replace(TENNER, status=SETTLED), TENNER], False, id="one of two settled"),
    ],
)
def test_the_badge_follows_the_table(entries, paid):
    assert paid_in_full(entries, TODAY) is paid


def test_thanks_stand_in_the_way_from_the_day_they_are_due():
    thanks = [Entry(due_on=thanks_due_on(TODAY))]
    assert paid_in_full(thanks, TODAY)
    assert not paid_in_full(thanks, TODAY + timedelta(1))


def test_what_stands_in_the_way_is_listed_the_oldest_first():
    late = Entry(due_on=TODAY)
    owed = [late, Entry(due_on=TODAY + timedelta(1)), TENNER, replace(TENNER, status=SETTLED)]
    assert standing_in_the_way(owed, TODAY) == [TENNER, late]


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([], Debt.NOTHING),
        ([replace(TENNER, status=SETTLED)], Debt.NOTHING),
        ([replace(TENNER, direction=THEY_OWE)], Debt.NOTHING),
        ([Entry()], Debt.NOT_DUE),
        ([Entry(due_on=TODAY + timedelta(1))], Debt.NOT_DUE),
        ([Entry(), TENNER], Debt.OVERDUE),
    ],
)
def test_the_worst_debt_is_what_counts(entries, expected):
    assert debt(iter(entries), TODAY) is expected


def test_thanks_are_due_a_day_after_the_call():
    assert thanks_due_on(date(2026, 2, 28)) == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("outcome_on", "due_on"),
    [
        pytest.param(date(2026, 6, 2), date(2026, 6, 4), id="Tuesday, so Thursday"),
        pytest.param(date(2026, 6, 4), date(2026, 6, 8), id="Thursday, so Monday"),
        pytest.param(date(2026, 5, 22), date(2026, 5, 27), id="a Friday before a bank holiday"),
    ],
)
def test_the_outcome_is_told_within_two_business_days(outcome_on, due_on):
    assert outcome_due_on(outcome_on, {date(2026, 5, 25)}) == due_on


def test_a_tenner_each_way_is_two_debts_and_two_currencies_are_two_sums():
    owed = [
        TENNER,
        replace(TENNER, amount_minor=2_50),
        replace(TENNER, direction=THEY_OWE),
        replace(TENNER, currency="EUR", amount_minor=1),
        replace(TENNER, status=SETTLED),
        replace(TENNER, status=FORGIVEN),
        Entry(),
    ]
    assert open_sums(owed) == [
        OpenSum(I_OWE, "EUR", 1),
        OpenSum(I_OWE, "GBP", 12_50),
        OpenSum(THEY_OWE, "GBP", 10_00),
    ]


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
entries = st.lists(
    st.builds(
        Entry,
        st.sampled_from(Direction),
        st.sampled_from(LedgerStatus),
        st.none() | days,
        st.none() | st.integers(0, 10**9),
        st.sampled_from([None, "GBP", "EUR", "JPY"]),
    ),
    max_size=12,
)


@given(entries, days)
def test_the_badge_is_given_if_and_only_if_nothing_stands_in_the_way(owed, today):
    blocking = standing_in_the_way(owed, today)
    assert paid_in_full(owed, today) == (not blocking)
    assert (debt(owed, today) is Debt.OVERDUE) == bool(blocking)
    for entry in blocking:
        assert (entry.direction, entry.status) == (I_OWE, OPEN)
        assert entry.due_on <= today
    assert [one.due_on for one in blocking] == sorted(one.due_on for one in blocking)


@given(entries, days)
def test_settling_or_forgiving_what_stands_in_the_way_earns_the_badge(owed, today):
    for status in (SETTLED, FORGIVEN):
        blocking = standing_in_the_way(owed, today)
        paid = [replace(one, status=status) if one in blocking else one for one in owed]
        assert paid_in_full(paid, today)


@given(entries, days, days)
def test_time_alone_never_earns_the_badge(owed, one, other):
    if paid_in_full(owed, max(one, other)):
        assert paid_in_full(owed, min(one, other))


@given(entries, entries, days)
def test_everybody_is_paid_if_and_only_if_each_is(one, other, today):
    assert paid_in_full([*one, *other], today) == (
        paid_in_full(one, today) and paid_in_full(other, today)
    )


@given(entries)
def test_sums_keep_currencies_and_directions_apart(owed):
    sums = open_sums(owed)
    assert len({(one.direction, one.currency) for one in sums}) == len(sums)
    for one in sums:
        assert one.amount_minor == sum(
            entry.amount_minor
            for entry in owed
            if (entry.direction, entry.currency, entry.status)
            == (one.direction, one.currency, OPEN)
            and entry.amount_minor is not None
        )


@given(days)
def test_the_day_for_the_outcome_is_a_business_day_within_four_days(outcome_on):
    due_on = outcome_due_on(outcome_on)
    assert is_business_day(due_on)
    assert timedelta(2) <= due_on - outcome_on <= timedelta(4)
