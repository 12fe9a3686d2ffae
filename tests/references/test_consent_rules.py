"""RF-01: nobody is named without a yes, and a no is final."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.references import rules
from afterview.references.rules import ConsentStep
from afterview.references.vocabulary import ConsentScope, ConsentStatus

TODAY = date(2026, 6, 2)
HERE, THERE = UUID(int=1), UUID(int=2)
ASKED, GRANTED = ConsentStatus.ASKED, ConsentStatus.GRANTED
DECLINED, WITHDRAWN = ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN


def step(status, on, application_id=None, expires_on=None, *, own=False):
    scope = ConsentScope.THIS_APPLICATION if application_id else ConsentScope.GENERAL
    return ConsentStep(status, scope, application_id, on, expires_on, own)


def days_ago(count):
    return TODAY - timedelta(days=count)


@pytest.mark.parametrize(
    ("history", "status", "valid"),
    [
        ([], ConsentStatus.NOT_ASKED, False),
        ([step(ASKED, days_ago(1))], ASKED, False),
        ([step(GRANTED, TODAY)], GRANTED, True),
        ([step(GRANTED, days_ago(180))], GRANTED, True),
        ([step(GRANTED, days_ago(181))], GRANTED, False),
        ([step(GRANTED, days_ago(10), expires_on=days_ago(1))], GRANTED, False),
        ([step(GRANTED, days_ago(10)), step(ASKED, days_ago(1))], GRANTED, True),
        ([step(GRANTED, days_ago(10)), step(WITHDRAWN, days_ago(1))], WITHDRAWN, False),
        ([step(GRANTED, days_ago(10)), step(DECLINED, days_ago(1))], DECLINED, False),
        ([step(WITHDRAWN, days_ago(10)), step(GRANTED, days_ago(1))], GRANTED, True),
        ([step(WITHDRAWN, days_ago(10)), step(ASKED, days_ago(1))], ASKED, False),
        ([step(GRANTED, TODAY + timedelta(days=1))], ConsentStatus.NOT_ASKED, False),
    ],
)
def test_the_last_word_counts_while_it_is_fresh(history, status, valid):
    found = rules.consent(history, TODAY)
    assert (found.status, found.valid) == (status, valid)


@pytest.mark.parametrize(
    ("history", "here", "there", "anywhere"),
    [
        ([step(GRANTED, TODAY)], True, True, True),
        ([step(GRANTED, TODAY, HERE)], True, False, False),
        ([step(GRANTED, days_ago(2)), step(DECLINED, TODAY, HERE)], False, True, True),
        ([step(GRANTED, days_ago(2), HERE), step(WITHDRAWN, TODAY)], False, False, False),
        ([step(DECLINED, days_ago(2)), step(GRANTED, TODAY, HERE)], False, False, False),
        ([step(DECLINED, days_ago(2)), step(GRANTED, TODAY, HERE, own=True)], True, False, False),
        (
            [
                step(DECLINED, days_ago(2), HERE),
                step(GRANTED, days_ago(1)),
                step(GRANTED, TODAY, HERE),
            ],
            False,
            True,
            True,
        ),
        ([step(DECLINED, days_ago(2), HERE), step(GRANTED, TODAY, own=True)], True, True, True),
        ([step(DECLINED, days_ago(200)), step(GRANTED, days_ago(20))], True, True, True),
    ],
)
def test_a_word_about_one_application_says_nothing_about_another(history, here, there, anywhere):
    assert rules.consent(history, TODAY, HERE).valid is here
    assert rules.consent(history, TODAY, THERE).valid is there
    assert rules.consent(history, TODAY).valid is anywhere


def test_the_longer_of_two_answers_counts():
    general = step(GRANTED, days_ago(5))
    short = step(GRANTED, days_ago(3), HERE, expires_on=days_ago(1))
    assert rules.consent([general, short], TODAY, HERE).valid


@pytest.mark.parametrize(
    ("history", "until"),
    [
        ([], None),
        ([step(DECLINED, TODAY)], TODAY + timedelta(days=180)),
        ([step(DECLINED, days_ago(179))], TODAY + timedelta(days=1)),
        ([step(DECLINED, days_ago(180))], None),
        ([step(DECLINED, days_ago(9)), step(GRANTED, days_ago(1))], TODAY + timedelta(days=171)),
        ([step(DECLINED, days_ago(9)), step(GRANTED, days_ago(1), own=True)], None),
        ([step(DECLINED, days_ago(190)), step(GRANTED, days_ago(1))], None),
        ([step(DECLINED, days_ago(9)), step(WITHDRAWN, days_ago(1))], TODAY + timedelta(days=171)),
        ([step(WITHDRAWN, days_ago(1))], None),
        ([step(WITHDRAWN, days_ago(1), own=True)], TODAY + timedelta(days=179)),
    ],
)
def test_a_no_is_not_questioned_for_half_a_year(history, until):
    assert rules.closed_until(history, TODAY) == until


def test_a_no_to_one_application_is_a_no_somewhere():
    history = [step(DECLINED, days_ago(80), THERE), step(GRANTED, TODAY)]
    assert rules.closed_until(history, TODAY) is None
    assert rules.closed_anywhere(history, TODAY) == TODAY + timedelta(days=100)
    assert rules.closed_anywhere([], TODAY) is None


steps = st.builds(
    step,
    st.sampled_from([ASKED, GRANTED, DECLINED, WITHDRAWN]),
    st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    st.sampled_from([None, HERE, THERE]),
    own=st.booleans(),
)


@given(st.lists(steps, max_size=8).map(lambda found: sorted(found, key=lambda one: one.on)))
def test_nobody_is_ever_valid_without_a_yes_of_the_last_180_days(history):
    found = rules.consent(history, TODAY, HERE)
    if found.valid:
        recent = [
            one
            for one in history
            if one.status is GRANTED
            and one.application_id in (None, HERE)
            and TODAY - timedelta(days=180) <= one.on <= TODAY
        ]
        assert recent
        assert not rules.taken_back(history, TODAY, HERE)


@given(st.lists(steps, max_size=8).map(lambda found: sorted(found, key=lambda one: one.on)))
def test_nobody_is_valid_or_asked_within_180_days_of_a_no_unless_they_came_back(history):
    said = [one for one in history if one.on <= TODAY and one.application_id in (None, HERE)]
    for place, one in enumerate(said):
        final = one.status is DECLINED or (one.status is WITHDRAWN and one.by_referee)
        back = any(later.status is GRANTED and later.by_referee for later in said[place:])
        if final and not back and one.on + timedelta(days=180) > TODAY:
            assert not rules.consent(history, TODAY, HERE).valid
            assert rules.closed_until(history, TODAY, HERE) >= one.on + timedelta(days=180)


@given(st.lists(steps, max_size=8).map(lambda found: sorted(found, key=lambda one: one.on)))
def test_taking_it_back_today_ends_it_everywhere(history):
    before_today = [one for one in history if one.on <= TODAY]
    after = [*before_today, step(WITHDRAWN, TODAY)]
    assert not rules.consent(after, TODAY, HERE).valid
    assert rules.taken_back(after, TODAY, THERE)


AT = datetime(2026, 6, 2, 9, tzinfo=UTC)


def calls(*ages):
    return [AT - timedelta(days=age) for age in ages]


@pytest.mark.parametrize(
    ("ages", "load", "rests_in"),
    [
        ((), 0, None),
        ((1, 2), 2, None),
        ((1, 2, 89), 3, 1),
        ((1, 2, 90), 2, None),
        ((1, 2, 3, 80), 4, 87),
        ((-1, 1), 1, None),
    ],
)
def test_three_employers_in_ninety_days_are_the_most(ages, load, rests_in):
    assert rules.load(calls(*ages), AT) == load
    rested = rules.rested_on(calls(*ages), AT)
    assert (rested and rested - AT) == (rests_in and timedelta(days=rests_in))


@given(st.lists(st.integers(0, 200), max_size=10))
def test_on_the_day_they_are_rested_there_is_room_for_one_more(ages):
    found = rules.rested_on(calls(*ages), AT)
    if found is None:
        assert rules.load(calls(*ages), AT) < rules.MOST_CONTACTS
    else:
        assert rules.load(calls(*ages), found) < rules.MOST_CONTACTS
