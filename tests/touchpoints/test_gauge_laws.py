"""What always holds of the pressure gauge, whatever the history."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from afterview.touchpoints.gauge import PUSHING, Decision, Touch, curve, planned, pressure
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose
from afterview.touchpoints.weights import DEFAULT, Coefficients
from tests.factories.touches import EVERY_TWO_DAYS, STATUS, THREE_CALLS, after, heard, sent

days = st.integers(0, 60 * 24).map(lambda hours: hours / 24)
outbound = st.builds(
    Touch,
    st.uuids(),
    days.map(after),
    st.just(Direction.OUTBOUND),
    st.sampled_from(TouchChannel),
    st.sampled_from(TouchPurpose),
    early=st.booleans(),
    invited=st.booleans(),
)
inbound = st.builds(
    Touch,
    st.uuids(),
    days.map(after),
    st.just(Direction.INBOUND),
    st.sampled_from(TouchChannel),
    substantive=st.booleans(),
)
histories = st.lists(
    st.one_of(outbound, outbound, outbound, inbound), max_size=12, unique_by=lambda one: one.id
)
regions = st.sampled_from(["", "GB", "GB-ENG", "US"])
CLOSE = 1e-9


@given(days, regions)
def test_no_touches_no_pressure(moment, region):
    assert pressure([], after(moment), region) == pressure([heard(0)], after(moment), region)
    assert pressure([], after(moment), region).load == 0


@given(histories, outbound, days, regions)
def test_a_touch_more_never_lowers_the_needle(touches, touch, moment, region):
    assume(all(touch.id != one.id for one in touches))
    without = pressure(touches, after(moment), region).load
    assert pressure([*touches, touch], after(moment), region).load >= without - CLOSE


@given(histories, days, st.floats(0, 400), regions)
def test_time_never_raises_the_needle(touches, moment, longer, region):
    so_far = [touch for touch in touches if touch.at <= after(moment)]
    now = pressure(so_far, after(moment), region).load
    assert pressure(so_far, after(moment + longer), region).load <= now + CLOSE


@given(histories, inbound, days, regions)
def test_a_reply_never_raises_the_needle(touches, reply, moment, region):
    assume(all(reply.id != one.id for one in touches))
    without = pressure(touches, after(moment), region).load
    assert pressure([*touches, reply], after(moment), region).load <= without + CLOSE


@given(histories, outbound, st.sampled_from(["reply", "requested"]), days, regions)
def test_what_weighs_nothing_changes_nothing(touches, touch, purpose, moment, region):
    assume(all(touch.id != one.id for one in touches))
    free = replace(touch, purpose=TouchPurpose(purpose))
    without = pressure(touches, after(moment), region)
    found = pressure([*touches, free], after(moment), region)
    assert (found.load, found.unanswered) == (without.load, without.unanswered)


@given(histories.flatmap(lambda all_: st.tuples(st.just(all_), st.permutations(all_))), regions)
def test_the_order_they_are_given_in_makes_no_difference(both, region):
    one, other = both
    assert pressure(one, after(61), region) == pressure(other, after(61), region)


@given(histories, outbound, regions)
@example(THREE_CALLS, sent(2.5, STATUS), "")
@example(EVERY_TWO_DAYS[:3], sent(4, STATUS, number=9), "")
def test_the_cool_down_is_the_shortest(touches, touch, region):
    so_far = [one for one in touches if one.at <= touch.at and one.id != touch.id]

    def later(wait):
        return planned(so_far, replace(touch, at=touch.at + wait), region)

    asked = later(timedelta(0))
    if asked.fine_from is None:
        assert asked.contribution.load >= PUSHING
        assert later(timedelta(days=3_000)).decision is not Decision.ALLOW
        return
    wait = asked.fine_from - touch.at
    assert later(wait).decision is Decision.ALLOW
    if wait:
        assert later(wait - timedelta(milliseconds=1)).decision is not Decision.ALLOW
    else:
        assert asked.decision is Decision.ALLOW


@given(histories, regions, days, st.integers(1, 60))
def test_the_picture_shows_what_the_gauge_says(touches, region, begins, length):
    ends = begins + length
    drawn = curve(touches, after(begins), after(ends), region, points=10)
    instants = [at for at, _ in drawn]
    assert (instants[0], instants[-1]) == (after(begins), after(ends))
    assert instants == sorted(set(instants))
    jumps = {touch.at for touch in touches if after(begins) <= touch.at <= after(ends)}
    assert jumps <= set(instants)
    for at, load in drawn:
        assert load == pytest.approx(pressure(touches, at, region).load, abs=1e-6)


class Counting(Mapping):
    """A table that counts how often it is looked up."""

    def __init__(self, table):
        self.table, self.looks = table, 0

    def __getitem__(self, key):
        self.looks += 1
        return self.table[key]

    def __iter__(self):
        return iter(self.table)

    def __len__(self):
        return len(self.table)


@pytest.mark.parametrize("count", [100, 500, 2_000])
def test_a_long_history_costs_one_look_at_each_touch(count):
    touches = [sent(number / 10, STATUS, number=number) for number in range(count)]
    channels = Counting(DEFAULT.channel)
    weights = Coefficients(channel=channels)
    found = pressure(touches, after(count / 10), "GB", weights)
    assert channels.looks == len(found.contributions) == count
    planned(touches, sent(count / 10, STATUS, number=count), "GB", weights)
    assert channels.looks == 2 * count + 1
    curve(touches, after(0), after(count / 10), "GB", weights)
    assert channels.looks == 3 * count + 1


def test_a_history_of_decades_is_no_trouble():
    touches = [sent(0, STATUS), heard(1), sent(300_000, STATUS)]
    assert pressure(touches, after(600_000)).load == 0
    assert curve(touches, after(0), after(600_000))[-1][1] == 0
