"""What the first hours after an interview are for (WD-01 to WD-07)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.winddown.rules import (
    DEFAULT_ACTIVITIES,
    SIZES,
    Activity,
    Evidence,
    Freshness,
    Slot,
    TravelMode,
    alcohol_allowed,
    alcohol_free_at,
    capture_due,
    choose_activity,
    effect,
    freshness,
    needs_capture_task,
    next_quarter_hour,
    plan,
    quiet_until,
    rank,
    second_pass,
    seven_minute_due,
    units,
)

LONDON = ZoneInfo("Europe/London")
WATER, BREATHE, CAPTURE, MOVE, CONNECT, ABSORB, FINISH = Slot


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def activity(key):
    (found,) = [each for each in DEFAULT_ACTIVITIES if each.key == key]
    return found


@pytest.mark.parametrize(
    ("delay", "badge"),
    [
        (timedelta(minutes=-5), Freshness.FRESH),
        (timedelta(0), Freshness.FRESH),
        (timedelta(hours=1), Freshness.FRESH),
        (timedelta(hours=1, microseconds=1), Freshness.WARM),
        (timedelta(hours=24), Freshness.WARM),
        (timedelta(hours=24, microseconds=1), Freshness.FADING),
        (timedelta(hours=72), Freshness.FADING),
        (timedelta(hours=72, microseconds=1), Freshness.ARCHAEOLOGY),
        (timedelta(days=900), Freshness.ARCHAEOLOGY),
    ],
)
def test_a_capture_goes_stale_by_the_hour_and_then_by_the_day(delay, badge):
    assert freshness(delay) is badge


def test_the_first_hours_have_fixed_appointments():
    ended_at = london("2026-06-02T11:15")
    assert seven_minute_due(ended_at) == london("2026-06-02T11:22")
    assert capture_due(ended_at) == london("2026-06-02T12:15")
    assert second_pass(ended_at).opens_at == london("2026-06-02T23:15")
    assert second_pass(ended_at).closes_at == london("2026-06-03T23:15")


def test_a_capture_made_when_it_is_due_is_still_fresh():
    ended_at = london("2026-06-02T11:15")
    assert freshness(capture_due(ended_at) - ended_at) is Freshness.FRESH


def test_appointments_are_elapsed_time_when_the_clocks_change():
    ended_at = london("2026-03-29T00:58")
    assert seven_minute_due(ended_at) == datetime(2026, 3, 29, 1, 5, tzinfo=UTC)
    assert capture_due(ended_at) == datetime(2026, 3, 29, 1, 58, tzinfo=UTC)


@pytest.mark.parametrize("appointment", [seven_minute_due, capture_due, second_pass, quiet_until])
def test_an_end_without_a_zone_is_refused(appointment):
    with pytest.raises(ValueError, match="naive"):
        appointment(datetime(2026, 6, 2, 11, 15))


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (0, []),
        (1, []),
        (2, [(BREATHE, 2)]),
        (3, [(BREATHE, 3)]),
        (4, [(WATER, 2), (BREATHE, 2)]),
        (5, [(WATER, 2), (BREATHE, 3)]),
        (7, [(BREATHE, 2), (FINISH, 5)]),
        (8, [(CAPTURE, 8)]),
        (10, [(BREATHE, 2), (CAPTURE, 8)]),
        (15, [(BREATHE, 2), (CAPTURE, 8), (FINISH, 5)]),
        (30, [(WATER, 2), (BREATHE, 2), (CAPTURE, 11), (MOVE, 10), (FINISH, 5)]),
        (
            60,
            [(WATER, 2), (BREATHE, 5), (CAPTURE, 12), (MOVE, 25), (CONNECT, 10), (FINISH, 6)],
        ),
        (
            89,
            [(WATER, 7), (BREATHE, 5), (CAPTURE, 12), (MOVE, 25), (CONNECT, 15), (FINISH, 10)],
        ),
        (
            90,
            [
                (WATER, 3),
                (BREATHE, 5),
                (CAPTURE, 12),
                (MOVE, 25),
                (CONNECT, 15),
                (ABSORB, 20),
                (FINISH, 10),
            ],
        ),
        (
            180,
            [
                (WATER, 7),
                (BREATHE, 5),
                (CAPTURE, 12),
                (MOVE, 25),
                (CONNECT, 15),
                (ABSORB, 106),
                (FINISH, 10),
            ],
        ),
    ],
)
def test_a_plan_spends_its_minutes_on_what_matters_most(budget, expected):
    assert list(plan(budget)) == expected


@pytest.mark.parametrize("budget", [-1, 1441])
def test_a_budget_is_between_nothing_and_a_day(budget):
    with pytest.raises(ValueError, match="budget"):
        plan(budget)


EVERY_BUDGET = range(1441)


def test_no_plan_exceeds_its_budget_and_few_fall_short():
    for budget in EVERY_BUDGET:
        spent = sum(step.minutes for step in plan(budget))
        if budget < 2:
            assert spent == 0
        elif 75 <= budget < 90:
            assert spent == 74  # every default, and nothing to absorb the rest
        else:
            assert spent == budget


def test_every_plan_keeps_the_order_and_the_least_of_every_slot():
    for budget in EVERY_BUDGET:
        steps = plan(budget)
        assert [step.slot for step in steps] == [
            slot for slot in Slot if slot in {step.slot for step in steps}
        ]
        assert all(SIZES[slot].least <= minutes <= SIZES[slot].default for slot, minutes in steps)


def test_absorption_needs_an_hour_and_a_half():
    for budget in EVERY_BUDGET:
        assert (ABSORB in dict(plan(budget))) == (budget >= 90)


def test_a_capture_that_found_no_room_becomes_a_task():
    short = {budget for budget in EVERY_BUDGET if needs_capture_task(plan(budget))}
    assert short == set(range(8))


@pytest.mark.parametrize(
    ("key", "slots", "minutes", "evidence"),
    [
        ("water_snack", {WATER}, (2, 7), Evidence.HOUSE),
        ("cyclic_sigh", {BREATHE}, (2, 5), Evidence.MEDIUM),
        ("walk_green", {MOVE}, (10, 25), Evidence.MEDIUM),
        ("walk_street", {MOVE}, (10, 20), Evidence.MEDIUM),
        ("exercise", {MOVE}, (20, 30), Evidence.HIGH),
        ("call_ally", {CONNECT}, (10, 15), Evidence.LOW),
        ("guided_note", {ABSORB}, (10, 10), Evidence.MEDIUM),
        ("hobby_mastery", {ABSORB}, (20, 45), Evidence.HIGH),
        ("comfort_film", {ABSORB, FINISH}, (20, 90), Evidence.MEDIUM),
        ("cook", {ABSORB, FINISH}, (20, 60), Evidence.MEDIUM),
        ("bath", {ABSORB, FINISH}, (20, 30), Evidence.MEDIUM),
        ("music", {ABSORB, FINISH}, (20, 30), Evidence.MEDIUM),
        ("alcohol_free_pint", {FINISH}, (15, 30), Evidence.HOUSE),
        ("proper_pint", {FINISH}, (30, 45), Evidence.HOUSE),
        ("early_night", {FINISH}, (0, 0), Evidence.MEDIUM),
    ],
)
def test_the_menu_comes_with_its_minutes_and_its_evidence(key, slots, minutes, evidence):
    found = activity(key)
    assert found.slots == slots
    assert (found.min_minutes, found.default_minutes) == minutes
    assert found.evidence is evidence


def test_only_the_proper_pint_has_to_be_asked_for():
    assert len(DEFAULT_ACTIVITIES) == len({each.key for each in DEFAULT_ACTIVITIES}) == 15
    assert [each.key for each in DEFAULT_ACTIVITIES if each.alcoholic] == ["proper_pint"]
    assert [each.key for each in DEFAULT_ACTIVITIES if not each.enabled_by_default] == [
        "proper_pint"
    ]


@pytest.mark.parametrize(
    ("deltas", "expected"),
    [([], 1.00), ([0], 0.75), ([3, 2, 4], 2.00), ([-5], -0.5), ([10] * 7, 7.3)],
)
def test_an_effect_starts_at_one_point_and_learns(deltas, expected):
    assert effect(deltas) == expected


@pytest.mark.parametrize("delta", [10.5, -11, float("nan"), float("inf")])
def test_an_impossible_change_of_tension_is_refused(delta):
    with pytest.raises(ValueError, match="tension"):
        effect([1, delta])


ratings = st.lists(st.integers(-10, 10), max_size=30)


@given(ratings)
def test_an_effect_lies_between_the_prior_and_the_mean(deltas):
    mean = sum(deltas) / len(deltas) if deltas else 1.0
    low, high = sorted((1.0, mean))
    assert low - 1e-9 <= effect(deltas) <= high + 1e-9


@given(ratings, st.randoms())
def test_an_effect_does_not_depend_on_the_order_of_evenings(deltas, random):
    shuffled = random.sample(deltas, len(deltas))
    assert effect(shuffled) == effect(deltas)


@given(ratings.filter(bool))
def test_more_of_the_same_experience_moves_an_effect_towards_its_mean(deltas):
    mean = sum(deltas) / len(deltas)
    assert abs(effect(deltas * 2) - mean) <= abs(effect(deltas) - mean) + 1e-9


def test_what_helps_this_person_comes_first_and_then_what_helps_most_people():
    menu = [activity(key) for key in ("walk_street", "exercise", "walk_green", "call_ally")]
    untried = [each.key for each in rank(menu, {})]
    assert untried == ["exercise", "walk_street", "walk_green", "call_ally"]
    history = {"call_ally": [3, 2, 4], "exercise": [0]}
    tried = [each.key for each in rank(menu, history)]
    assert tried == ["call_ally", "walk_street", "walk_green", "exercise"]


@pytest.mark.parametrize(
    ("slot", "minutes", "expected"),
    [
        pytest.param(MOVE, 25, "exercise", id="25 minutes are enough for exercise"),
        pytest.param(MOVE, 19, "walk_green", id="19 are not, but do for a walk"),
        pytest.param(MOVE, 9, None, id="9 are too few to move at all"),
        pytest.param(ABSORB, 20, "hobby_mastery", id="a hobby needs 20"),
        pytest.param(FINISH, 5, "music", id="the finish may outlast its minutes"),
        pytest.param(WATER, 2, "water_snack", id="water"),
    ],
)
def test_a_slot_is_filled_with_the_best_that_fits(slot, minutes, expected):
    menu = rank(DEFAULT_ACTIVITIES, {})
    chosen = choose_activity(slot, minutes, menu, alcohol_allowed=False)
    assert (chosen and chosen.key) == expected


def test_an_alcoholic_item_waits_for_the_gate():
    menu = rank(DEFAULT_ACTIVITIES, {"proper_pint": [10, 10, 10]})
    with_gate_shut = choose_activity(FINISH, 10, menu, alcohol_allowed=False)
    with_gate_open = choose_activity(FINISH, 10, menu, alcohol_allowed=True)
    assert with_gate_shut == activity("music")
    assert with_gate_open == activity("proper_pint")


def test_a_menu_of_nothing_but_pints_leaves_the_slot_empty_when_the_gate_is_shut():
    punch = Activity("punch", "Punch", frozenset({FINISH}), 5, 5, Evidence.HIGH, alcoholic=True)
    assert choose_activity(FINISH, 60, [punch], alcohol_allowed=False) is None


def test_the_inbox_stays_shut_for_two_hours_after_the_plan():
    assert quiet_until(london("2026-06-02T12:45")) == london("2026-06-02T14:45")


GATE_OPEN = {
    "opted_in": True,
    "stays_dry": False,
    "travel_mode": TravelMode.WALK,
    "finished_at": london("2026-06-02T19:30"),
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({}, True, id="walking home with nothing planned"),
        pytest.param({"opted_in": False}, False, id="nobody asked for it"),
        pytest.param({"stays_dry": True}, False, id="dry, for whatever reason"),
        pytest.param({"travel_mode": TravelMode.PUBLIC_TRANSPORT}, True, id="on the bus"),
        pytest.param({"travel_mode": TravelMode.PASSENGER}, True, id="being driven"),
        pytest.param({"travel_mode": TravelMode.CAR}, False, id="driving a car"),
        pytest.param({"travel_mode": TravelMode.MOTORCYCLE}, False, id="on a motorcycle"),
        pytest.param({"travel_mode": TravelMode.BICYCLE}, False, id="on a bicycle"),
        pytest.param({"travel_mode": TravelMode.E_SCOOTER}, False, id="on an e-scooter"),
        pytest.param({"travel_mode": TravelMode.OTHER_VEHICLE}, False, id="on a horse"),
        pytest.param({"travel_mode": None}, False, id="who would not say"),
        pytest.param(
            {"drives_at": london("2026-06-02T18:00")}, False, id="driving before the last glass"
        ),
        pytest.param(
            {"drives_at": london("2026-06-02T22:29")}, False, id="driving within three hours"
        ),
        pytest.param(
            {"drives_at": london("2026-06-02T22:30")}, True, id="driving three hours later"
        ),
        pytest.param(
            {"next_interview_at": london("2026-06-03T07:30")}, False, id="an interview in 12 hours"
        ),
        pytest.param(
            {"next_interview_at": london("2026-06-03T07:31")}, True, id="an interview after that"
        ),
        pytest.param(
            {
                "drives_at": london("2026-06-02T20:00"),
                "next_interview_at": london("2026-06-09T09:00"),
            },
            False,
            id="a distant interview does not excuse a drive",
        ),
        pytest.param(
            {
                "drives_at": london("2026-06-04T09:00"),
                "next_interview_at": london("2026-06-03T07:00"),
            },
            False,
            id="a distant drive does not excuse an early interview",
        ),
    ],
)
def test_the_gate_opens_only_for_those_who_asked_and_will_not_be_at_a_wheel(change, expected):
    assert alcohol_allowed(**(GATE_OPEN | change)) is expected


@pytest.mark.parametrize(
    ("drinks", "finished", "total", "clear", "shown"),
    [
        pytest.param(
            [(568, 5.2), (568, 5.2)],
            "2026-06-02T19:30",
            5.907,
            "2026-06-03T02:24",
            "2026-06-03T02:30",
            id="two pints",
        ),
        pytest.param(
            [(175, 13), (25, 40)],
            "2026-06-02T18:10",
            3.275,
            "2026-06-02T22:26",
            "2026-06-02T22:30",
            id="a glass of wine and a short",
        ),
        pytest.param(
            [(500, 6), (500, 6), (250, 12), (250, 12)],
            "2026-06-02T23:00",
            12.0,
            "2026-06-03T12:00",
            "2026-06-03T12:00",
            id="two strong pints and two large glasses",
        ),
    ],
)
def test_drinks_add_up_to_a_time(drinks, finished, total, clear, shown):
    drunk = sum(units(ml, abv) for ml, abv in drinks)
    assert round(drunk, 3) == total
    free_at = alcohol_free_at(london(finished), drunk)
    assert free_at == london(clear)
    assert next_quarter_hour(free_at) == london(shown)


def test_a_drink_without_alcohol_has_no_units():
    assert units(568, 0) == units(0, 40) == 0


def test_hours_of_waiting_are_not_lost_when_the_clocks_change():
    finished_at = london("2026-10-24T23:00")  # clocks go back at two in the morning
    assert alcohol_free_at(finished_at, 4) == datetime(2026, 10, 25, 3, 0, tzinfo=UTC)
    evening_out = GATE_OPEN | {"finished_at": finished_at}
    assert not alcohol_allowed(**evening_out, next_interview_at=london("2026-10-25T10:00"))
    assert alcohol_allowed(**evening_out, next_interview_at=london("2026-10-25T10:01"))


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-06-02T19:45:00", "2026-06-02T19:45"),
        ("2026-06-02T19:45:01", "2026-06-02T20:00"),
        ("2026-06-02T23:59:00", "2026-06-03T00:00"),
    ],
)
def test_a_time_on_display_is_rounded_up_and_never_down(at, shown):
    assert next_quarter_hour(london(at)) == london(shown)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)), st.floats(0, 40), st.floats(0, 40))
def test_another_drink_never_brings_the_time_forward(finished, some, more):
    finished = finished.replace(tzinfo=UTC)
    some, more = sorted((some, more))
    assert finished < alcohol_free_at(finished, some) <= alcohol_free_at(finished, more)


@pytest.mark.parametrize(
    ("ml", "abv"), [(-1, 5), (float("nan"), 5), (float("inf"), 5), (500, -1), (500, 101)]
)
def test_an_impossible_drink_is_refused(ml, abv):
    with pytest.raises(ValueError, match=r"drink|strength"):
        units(ml, abv)


@pytest.mark.parametrize("amount", [-0.1, float("nan"), float("inf")])
def test_an_impossible_number_of_units_is_refused(amount):
    with pytest.raises(ValueError, match="units"):
        alcohol_free_at(london("2026-06-02T19:30"), amount)
