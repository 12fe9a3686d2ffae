"""How ready somebody is to vouch, and what would raise it (RF-04)."""

import math
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.references.improving import ActionCode, Lighter, improvements, lighter_load
from afterview.references.ledger_rules import Debt
from afterview.references.readiness import (
    MOST_UNREMEMBERED,
    OBSTACLES,
    RELATIONSHIPS,
    WEIGHTS,
    Inputs,
    Obstacle,
    PartName,
    band,
    load_value,
    readiness,
    recency,
)
from afterview.references.vocabulary import Band, Relationship

JOB = frozenset({"rotas", "cash", "first aid", "tills", "calm"})
PRIYA = Inputs(
    Relationship.LINE_MANAGER,
    consent_valid=True,
    years_apart=1,
    brief_days=3,
    wanted=JOB,
    vouched=JOB - {"calm"},
    answered_days=1,
    contacts=1,
    recall_confirmed=True,
)
FORMER_BOSS = replace(
    PRIYA,
    years_apart=4,
    brief_days=None,
    general_brief_days=40,
    vouched=JOB - {"calm", "tills"},
    answered_days=6,
    contacts=2,
    debt=Debt.NOT_DUE,
)
TENNER = replace(
    PRIYA,
    relationship=Relationship.CHARACTER,
    years_apart=6,
    brief_days=None,
    vouched={"calm"},
    answered_days=7,
    debt=Debt.OVERDUE,
)
REPAID = replace(TENNER, brief_days=0, debt=Debt.NOTHING)


def part(name, **changes):
    (found,) = [one for one in readiness(replace(PRIYA, **changes)).parts if one.name is name]
    return found


@pytest.mark.parametrize(
    ("inputs", "score", "expected"),
    [
        pytest.param(PRIYA, 94.1, Band.READY, id="Priya"),
        pytest.param(FORMER_BOSS, 63.6, Band.NEEDS_WARMING, id="former boss, thanks outstanding"),
        pytest.param(
            replace(FORMER_BOSS, brief_days=0, answered_days=2, debt=Debt.NOTHING),
            82.6,
            Band.READY,
            id="former boss, briefed, thanked and quick",
        ),
        pytest.param(TENNER, 31.0, Band.NOT_READY, id="I owe him a tenner"),
        pytest.param(REPAID, 61.0, Band.NEEDS_WARMING, id="repaid, and he remembers"),
        pytest.param(
            replace(REPAID, recall_confirmed=False), 60.0, Band.NEEDS_WARMING, id="repaid, unasked"
        ),
        pytest.param(replace(PRIYA, consent_valid=False), 0.0, Band.NOT_READY, id="no consent"),
    ],
)
def test_the_worked_examples_come_out(inputs, score, expected):
    found = readiness(inputs)
    assert round(found.score, 1) == score
    assert found.band is expected


def test_the_score_is_not_rounded():
    assert readiness(PRIYA).score == pytest.approx(81 + 15 * 2 ** (-1 / 5), abs=1e-12)


@pytest.mark.parametrize(
    ("years", "share"),
    [(0, 1), (1, 0.871), (2, 0.758), (5, 0.5), (7, 0.379), (10, 0.25)],
)
def test_half_of_what_they_know_is_gone_after_five_years(years, share):
    assert round(recency(years), 3) == share


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        (100.0, Band.READY),
        (75.0, Band.READY),
        (74.99, Band.NEEDS_WARMING),
        (50.0, Band.NEEDS_WARMING),
        (49.99, Band.NOT_READY),
        (0.0, Band.NOT_READY),
    ],
)
def test_bands_are_decided_before_anything_is_rounded(score, expected):
    assert band(score) is expected


def test_seventy_five_exactly_is_ready():
    exactly = replace(
        PRIYA, years_apart=0, vouched=(), wanted=(), contacts=4, debt=Debt.OVERDUE, answered_days=2
    )
    assert (readiness(exactly).score, readiness(exactly).band) == (75.0, Band.READY)


@pytest.mark.parametrize(
    ("days", "general_days", "value"),
    [
        (0, None, 1),
        (14, None, 1),
        (15, None, 0.5),
        (90, None, 0.5),
        (91, None, 0),
        (None, 0, 0.5),
        (None, 90, 0.5),
        (None, 91, 0),
        (91, 90, 0.5),
        (14, 200, 1),
        (None, None, 0),
    ],
)
def test_a_briefing_for_this_job_counts_twice_as_much_as_a_general_one(days, general_days, value):
    assert part(PartName.BRIEF, brief_days=days, general_brief_days=general_days).value == value


@pytest.mark.parametrize(
    ("wanted", "vouched", "value"),
    [
        ({"Rotas", "Cash"}, {" rotas"}, 0.5),
        ({"first  aid"}, {"First Aid"}, 1),
        ({"STRASSE"}, {"stra\u00dfe"}, 1),
        ({"rotas"}, set(), 0),
        ({"rotas"}, {"rotas", "cash"}, 1),
        ({"rotas", "ROTAS", "cash"}, {"cash"}, 0.5),
    ],
)
def test_relevance_is_the_share_of_what_the_job_wants(wanted, vouched, value):
    assert part(PartName.RELEVANCE, wanted=wanted, vouched=vouched).value == value


@pytest.mark.parametrize("wanted", [set(), {" "}])
def test_a_job_that_names_nothing_leaves_relevance_unknown_and_says_so(wanted):
    found = part(PartName.RELEVANCE, wanted=wanted)
    assert found.value == 0.5
    assert "names no competencies" in found.sentence


@pytest.mark.parametrize("relationship", Relationship)
def test_what_they_were_to_you_counts_as_the_table_says(relationship):
    assert (
        part(PartName.RELATIONSHIP, relationship=relationship).value == RELATIONSHIPS[relationship]
    )


def test_a_tutor_counts_like_a_manager_for_a_first_job_and_nobody_else_does():
    for relationship in Relationship:
        found = part(PartName.RELATIONSHIP, relationship=relationship, first_job=True)
        academic = relationship is Relationship.ACADEMIC
        assert found.value == (1 if academic else RELATIONSHIPS[relationship])


@pytest.mark.parametrize(
    ("answered", "silent", "value"),
    [
        (0, None, 1),
        (2, None, 1),
        (2.01, None, 0.6),
        (7, None, 0.6),
        (7.01, None, 0.5),
        (60, None, 0.5),
        (None, None, 0.5),
        (None, 0, 0.5),
        (None, 14, 0.5),
        (None, 14.01, 0),
    ],
)
def test_quick_answers_count_and_long_silence_counts_for_nothing(answered, silent, value):
    assert part(PartName.RESPONSIVE, answered_days=answered, silent_days=silent).value == value


@pytest.mark.parametrize(
    ("contacts", "value"), [(0, 1), (1, 1), (2, 0.7), (3, 0.3), (4, 0), (40, 0)]
)
def test_each_employer_more_weighs_on_them(contacts, value):
    assert part(PartName.LOAD, contacts=contacts).value == value


@pytest.mark.parametrize(
    ("debt", "value"), [(Debt.NOTHING, 1), (Debt.NOT_DUE, 0.5), (Debt.OVERDUE, 0)]
)
def test_what_is_owed_counts_a_little(debt, value):
    assert part(PartName.LEDGER, debt=debt).value == value


def test_a_relative_is_blocked_whatever_else_is_true():
    for consent_valid in (True, False):
        found = readiness(
            replace(PRIYA, relationship=Relationship.RELATIVE, consent_valid=consent_valid)
        )
        assert (found.score, found.band) == (0, Band.NOT_READY)
        assert found.obstacle is Obstacle.RELATIVE
        assert "relative" in OBSTACLES[found.obstacle]
    assert improvements(replace(PRIYA, relationship=Relationship.RELATIVE)) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"years_apart": -1},
        {"years_apart": math.nan},
        {"years_apart": math.inf},
        {"brief_days": -1},
        {"general_brief_days": -1},
        {"answered_days": -0.1},
        {"contacts": -1},
        {"answered_days": 1, "silent_days": 1},
    ],
)
def test_what_cannot_be_is_refused(changes):
    with pytest.raises(ValueError, match=r"must be 0 or more|not both"):
        replace(PRIYA, **changes)


ages = st.none() | st.integers(0, 400)
words = st.sets(st.sampled_from(["rotas", "Rotas", "cash", "tills", "calm"]))
waits = st.tuples(st.none() | st.floats(0, 60), st.booleans()).map(
    lambda both: (both[0], None) if both[1] else (None, both[0])
)
people = st.builds(
    lambda wait, **others: Inputs(answered_days=wait[0], silent_days=wait[1], **others),
    wait=waits,
    relationship=st.sampled_from(Relationship),
    consent_valid=st.booleans(),
    years_apart=st.floats(0, 60),
    first_job=st.booleans(),
    brief_days=ages,
    general_brief_days=ages,
    wanted=words,
    vouched=words,
    contacts=st.integers(0, 8),
    debt=st.sampled_from(Debt),
    recall_confirmed=st.booleans(),
)
lighter = st.none() | st.builds(Lighter, st.just(date(2026, 9, 1)), st.integers(0, 8))


@given(people)
def test_a_score_is_between_nothing_and_a_hundred_and_made_of_its_parts(inputs):
    found = readiness(inputs)
    assert 0 <= found.score <= 100
    assert [one.name for one in found.parts] == list(PartName)
    assert math.fsum(WEIGHTS.values()) == 1
    total = math.fsum(one.points for one in found.parts)
    for one in found.parts:
        assert 0 <= one.value <= 1
        assert one.sentence.endswith(".")
    if found.obstacle:
        assert (found.score, found.capped) == (0, False)
    elif found.capped:
        assert total > found.score == MOST_UNREMEMBERED
    else:
        assert found.score == total
    assert found.band is band(found.score)


@given(people)
def test_without_consent_there_is_no_score(inputs):
    found = readiness(replace(inputs, consent_valid=False))
    assert (found.score, found.band) == (0, Band.NOT_READY)


@given(people)
def test_nobody_who_was_not_asked_what_they_remember_is_ready(inputs):
    found = readiness(replace(inputs, recall_confirmed=False))
    assert found.score <= MOST_UNREMEMBERED
    assert found.band is not Band.READY


@given(people, people)
def test_a_person_who_is_better_in_every_part_never_scores_less(one, other):
    first, second = readiness(one), readiness(other)
    better = all(a.value <= b.value for a, b in zip(first.parts, second.parts, strict=True))
    obstacles = bool(second.obstacle) <= bool(first.obstacle)
    if better and obstacles and one.recall_confirmed <= other.recall_confirmed:
        assert first.score <= second.score


EASIER = {
    "consent": {"consent_valid": True},
    "a briefing": {"brief_days": 0},
    "a general briefing": {"general_brief_days": 0},
    "all competencies": {"vouched": frozenset({"rotas", "cash", "tills", "calm"})},
    "work together": {"years_apart": 0},
    "a quick answer": {"answered_days": 1, "silent_days": None},
    "rest": {"contacts": 0},
    "nothing owed": {"debt": Debt.NOTHING},
    "recall": {"recall_confirmed": True},
}


@pytest.mark.parametrize("changes", EASIER.values(), ids=EASIER)
@given(inputs=people)
def test_no_single_good_thing_lowers_a_score(changes, inputs):
    if not inputs.wanted:
        inputs = replace(inputs, wanted={"rotas"})
    assert readiness(replace(inputs, **changes)).score >= readiness(inputs).score


@given(people, st.floats(0, 60), st.integers(0, 8))
def test_years_and_contacts_never_raise_a_score(inputs, years, contacts):
    older = replace(inputs, years_apart=inputs.years_apart + years)
    busier = replace(inputs, contacts=inputs.contacts + contacts)
    assert readiness(older).score <= readiness(inputs).score
    assert readiness(busier).score <= readiness(inputs).score


@given(people, st.booleans(), st.booleans(), lighter)
def test_an_improvement_gives_the_score_it_promises(inputs, may_be_asked, only_thanks, later):
    before = readiness(inputs).score
    found = improvements(inputs, may_be_asked=may_be_asked, only_thanks=only_thanks, lighter=later)
    for action in found:
        after = readiness(action.then)
        assert (after.score, after.band) == (action.score, action.band)
        assert action.gain == action.score - before > 0
        assert (action.from_on is None) == (action.code is not ActionCode.LET_REST)
    gains = [action.gain for action in found]
    assert gains == sorted(gains, reverse=True)
    assert len({action.code for action in found}) == len(found)


@given(people)
def test_an_improvement_changes_neither_the_years_nor_who_they_were(inputs):
    for action in improvements(inputs):
        for name in ("relationship", "years_apart", "first_job", "wanted", "vouched"):
            assert getattr(action.then, name) == getattr(inputs, name)


def gains(inputs, **known):
    return [(action.code, round(action.gain, 1)) for action in improvements(inputs, **known)]


def test_a_former_boss_is_best_briefed_then_asked_and_thanked():
    assert gains(replace(FORMER_BOSS, answered_days=None), only_thanks=True) == [
        (ActionCode.BRIEF, 12.5),
        (ActionCode.ASK_FOR_ANSWER, 5.0),
        (ActionCode.THANK, 2.5),
    ]


def test_an_answer_after_long_silence_is_worth_what_a_late_answer_is():
    silent = replace(FORMER_BOSS, answered_days=None, silent_days=20)
    assert (ActionCode.ASK_FOR_ANSWER, 5.0) in gains(silent)
    assert ActionCode.ASK_FOR_ANSWER not in dict(gains(replace(silent, silent_days=10)))


def test_without_consent_only_asking_helps_and_nobody_asks_again_after_a_no():
    without = replace(FORMER_BOSS, consent_valid=False)
    assert gains(without) == [(ActionCode.GET_CONSENT, 63.6)]
    assert gains(without, may_be_asked=False) == []


def test_at_the_cap_only_memory_helps():
    assert gains(replace(REPAID, recall_confirmed=False)) == [(ActionCode.CONFIRM_RECALL, 1.0)]
    unasked = replace(PRIYA, recall_confirmed=False, brief_days=None)
    assert gains(unasked) == [(ActionCode.CONFIRM_RECALL, 9.1)]


def test_a_debt_is_settled_and_thanks_are_said():
    assert (ActionCode.SETTLE_LEDGER, 5.0) in gains(TENNER)
    assert (ActionCode.THANK, 5.0) in gains(TENNER, only_thanks=True)


def test_load_falls_with_time_and_says_from_which_day():
    busy = replace(PRIYA, contacts=3)
    (action,) = improvements(busy, lighter=Lighter(date(2026, 9, 1), 2))
    assert (action.code, action.from_on) == (ActionCode.LET_REST, date(2026, 9, 1))
    assert action.gain == pytest.approx(4.0)


NOW = datetime(2026, 6, 2, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


def days_ago(*days):
    return [NOW - timedelta(days=each) for each in days]


@pytest.mark.parametrize(
    ("contacts", "expected"),
    [
        pytest.param([], None, id="nobody rang"),
        pytest.param([3], None, id="one is light"),
        pytest.param([3, 95], None, id="the older one is forgotten"),
        pytest.param([3, 90], None, id="ninety days are over"),
        pytest.param([10, 80], Lighter(date(2026, 6, 12), 1), id="two, so the older one"),
        pytest.param([10, 20, 80], Lighter(date(2026, 6, 12), 2), id="three"),
        pytest.param([10, 80, 80], Lighter(date(2026, 6, 12), 1), id="two on one day"),
        pytest.param([1, 2, 3, 70, 80], Lighter(date(2026, 6, 22), 3), id="five: two must go"),
        pytest.param([-1, -2, 3], None, id="what is still to come weighs nothing"),
    ],
)
def test_the_load_is_lighter_when_the_oldest_call_is_ninety_days_old(contacts, expected):
    assert lighter_load(days_ago(*contacts), NOW, LONDON) == expected


def test_the_day_is_that_of_the_candidate():
    late = [datetime(2026, 6, 1, 23, 30, tzinfo=UTC), NOW]
    found = lighter_load(late, NOW, LONDON)
    assert found == Lighter(date(2026, 8, 31), 1)


@given(st.lists(st.integers(0, 120), max_size=8))
def test_a_lighter_load_is_worth_more(days):
    found = lighter_load(days_ago(*days), NOW, LONDON)
    counted = sum(each < 90 for each in days)
    if found is None:
        assert load_value(counted) == 1
    else:
        assert load_value(found.contacts) > load_value(counted)
        assert found.on >= NOW.date()
