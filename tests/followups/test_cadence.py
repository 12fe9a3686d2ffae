"""What becomes of a plan when the facts change: FU-03 from what was really sent, FU-05, FU-09."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from afterview.core.days import at_local, is_business_day
from afterview.followups.cadence import (
    Facts,
    Lapsed,
    Owed,
    Times,
    cadence_from,
    feedback_times,
    replanned,
)
from afterview.followups.rules import Cadence, LapseCause, Purpose

LONDON = ZoneInfo("Europe/London")
TUESDAY = date(2026, 6, 2)
FACTS = Facts(
    now=datetime(2026, 6, 2, 10, tzinfo=UTC),
    zone=LONDON,
    holidays=frozenset(),
    interviewed_on=TUESDAY,
)
THANKS = Owed(Purpose.THANK_YOU, 1, stale_at=datetime(2026, 6, 5, 10, tzinfo=UTC))
FIRST = Owed(Purpose.STATUS_CHECK, 1)
SECOND = Owed(Purpose.STATUS_CHECK, 2)
CLOSING = Owed(Purpose.CLOSING_NOTE, 1)
PLAN = [THANKS, FIRST, SECOND, CLOSING]


def days(*changed, facts=FACTS):
    """The cadence of a plan in which these obligations stand as given."""
    kept = {(one.purpose, one.sequence): one for one in changed}
    return cadence_from([kept.get((one.purpose, one.sequence), one) for one in PLAN], facts)


@pytest.mark.parametrize(
    ("decision_by", "first", "second", "closing"),
    [
        (None, date(2026, 6, 9), date(2026, 6, 18), date(2026, 7, 2)),
        (date(2026, 6, 12), date(2026, 6, 16), date(2026, 6, 25), date(2026, 7, 9)),
    ],
)
def test_the_vectors_of_the_cadence(decision_by, first, second, closing):
    facts = replace(FACTS, decision_by=decision_by)
    assert days(facts=facts) == Cadence(first, second, closing)


def test_the_next_check_in_counts_from_the_one_that_was_sent():
    late = replace(FIRST, sent_on=date(2026, 6, 12))
    assert days(late) == Cadence(date(2026, 6, 12), date(2026, 6, 23), date(2026, 7, 7))


def test_a_day_of_ones_own_moves_what_follows():
    moved = replace(FIRST, moved_to=date(2026, 6, 15))
    assert days(moved).check_in_2 == date(2026, 6, 24)
    times = replanned(moved, [THANKS, moved, SECOND, CLOSING], FACTS)
    assert times.not_before == at_local(date(2026, 6, 9), time(9), LONDON)  # the plan's own day


def test_nothing_is_asked_before_the_day_they_asked_for():
    facts = replace(FACTS, quiet_until=date(2026, 6, 20))  # a Saturday
    assert days(facts=facts) == Cadence(date(2026, 6, 22), date(2026, 7, 1), date(2026, 7, 15))


@pytest.mark.parametrize(
    ("change", "cause", "reason"),
    [
        ({"answered_on": date(2026, 6, 8)}, LapseCause.ANSWERED, "They answered on Monday 8 June."),
        ({"outcome": "Rejected"}, LapseCause.OUTCOME, "There is an outcome: Rejected."),
        ({"later_interview": True}, LapseCause.LATER_INTERVIEW, "A later interview"),
        ({"may_chase": False}, LapseCause.STOPPED, "They asked not to be chased."),
        ({"stopped": "Mecca asked not to be contacted."}, LapseCause.STOPPED, "Mecca asked"),
    ],
)
def test_what_ends_the_asking(change, cause, reason):
    facts = replace(FACTS, **change)
    for owed in (FIRST, SECOND, CLOSING):
        found = replanned(owed, PLAN, facts)
        assert (found.cause, found.reason[: len(reason)]) == (cause, reason)


def test_thanks_are_owed_whatever_comes_except_where_nobody_may_be_written_to():
    for change in ({"answered_on": TUESDAY}, {"outcome": "Rejected"}, {"later_interview": True}):
        assert replanned(THANKS, PLAN, replace(FACTS, **change)) is None
    stopped = replanned(THANKS, PLAN, replace(FACTS, stopped="They asked for peace."))
    assert stopped == Lapsed(LapseCause.STOPPED, "They asked for peace.")


def test_thanks_go_stale_after_three_days_unless_somebody_chose_a_later_day():
    late = replace(FACTS, now=THANKS.stale_at)
    assert replanned(THANKS, PLAN, replace(late, now=late.now - timedelta(seconds=1))) is None
    assert replanned(THANKS, PLAN, late).cause is LapseCause.STALE
    assert replanned(replace(THANKS, moved_to=date(2026, 6, 8)), PLAN, late) is None


def test_an_unsent_check_in_gives_way_to_the_next():
    second_due = at_local(date(2026, 6, 18), time(9), LONDON)
    early, late = (
        replace(FACTS, now=second_due - timedelta(seconds=1)),
        replace(FACTS, now=second_due),
    )
    assert isinstance(replanned(FIRST, PLAN, early), Times)
    assert replanned(FIRST, PLAN, late).cause is LapseCause.STALE
    assert isinstance(replanned(SECOND, PLAN, late), Times)


def test_a_closing_note_still_fits_after_silence():
    gone = replace(FACTS, outcome="Gone quiet", closing_note_fits=True)
    assert isinstance(replanned(CLOSING, PLAN, gone), Times)
    assert replanned(SECOND, PLAN, gone).cause is LapseCause.OUTCOME


def test_feedback_is_asked_for_a_day_or_two_after_the_news():
    """FU-09; after two weeks it is too late (HS-02)."""
    ask = Owed(Purpose.FEEDBACK_REQUEST, 1)
    told = datetime(2026, 6, 8, 9, tzinfo=UTC)  # Monday, 10:00 in London
    times = replanned(ask, [*PLAN, ask], replace(FACTS, told_at=told))
    assert times.suggested_at == at_local(date(2026, 6, 10), time(9), LONDON)
    late = replace(FACTS, told_at=told, now=told + timedelta(days=14))
    assert replanned(ask, [*PLAN, ask], late).cause is LapseCause.STALE
    assert replanned(ask, [*PLAN, ask], FACTS).cause is LapseCause.OUTCOME  # it was taken back


instants = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(["Europe/London", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])
few_days = st.dates(date(2026, 6, 2), date(2026, 9, 1))


@given(instants, zones.map(ZoneInfo))
@example(datetime(2026, 10, 23, 8, 30, tzinfo=UTC), ZoneInfo("Europe/London"))  # clocks go back
def test_feedback_always_falls_between_one_and_two_days(told_at, zone):
    times = feedback_times(told_at, zone)
    assert told_at + timedelta(hours=24) <= times.suggested_at <= times.due_at
    assert times.due_at == told_at + timedelta(hours=48)


@given(st.none() | few_days, st.none() | few_days, st.none() | few_days)
def test_the_steps_keep_their_order_and_their_distance(decision_by, quiet_until, first_sent):
    facts = replace(FACTS, decision_by=decision_by, quiet_until=quiet_until)
    found = days(replace(FIRST, sent_on=first_sent), facts=facts)
    assert found.check_in_1 < found.check_in_2 < found.closing_note
    assert all(map(is_business_day, (found.check_in_2, found.closing_note)))
    assert quiet_until is None or found.check_in_2 >= quiet_until


@given(
    st.sampled_from(PLAN),
    instants,
    st.none() | few_days,
    st.booleans(),
    st.sampled_from(["", "Rejected"]),
)
def test_the_same_facts_give_the_same_plan(owed, now, answered_on, later, outcome):
    """Nothing is ever left open and undecided: an obligation lapses with a reason, or has times."""
    facts = replace(FACTS, now=now, answered_on=answered_on, later_interview=later, outcome=outcome)
    found = replanned(owed, PLAN, facts)
    assert found == replanned(owed, PLAN, facts)
    if isinstance(found, Lapsed):
        assert found.reason
    elif found is not None:
        assert found.not_before <= found.suggested_at <= found.due_at
