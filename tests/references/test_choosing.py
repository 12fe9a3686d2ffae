"""Whether there are references enough, and whom to name (RF-04)."""

import sys
from dataclasses import replace
from itertools import combinations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.references.choosing import Lack, Member, default_count, set_readiness
from afterview.references.readiness import band
from afterview.references.vocabulary import Band, Relationship

BOSS, PEER = Relationship.LINE_MANAGER, Relationship.PEER


def member(number, score, relationship=PEER, *employers, consent_valid=True):
    return Member(
        UUID(int=number),
        relationship,
        frozenset(employers),
        consent_valid,
        score if consent_valid else 0.0,
        band(score if consent_valid else 0.0),
    )


def chosen(members, wanted):
    return [one.id.int for one in set_readiness(members, wanted).chosen]


def lacks(members, wanted):
    return [one.code for one in set_readiness(members, wanted).missing]


@pytest.mark.parametrize(
    ("region", "count"),
    [
        ("US", 3),
        ("us-ca", 3),
        ("GB", 2),
        ("GB-SCT", 2),
        ("DE", 2),
        ("", 2),
        (None, 2),
    ],
)
def test_employers_ask_for_as_many_as_is_usual_where_they_are(region, count):
    assert default_count(region) == count


def test_a_manager_and_somebody_from_elsewhere_are_enough_for_two():
    pair = [member(1, 94, BOSS, "Arcades"), member(2, 80, PEER, "Pier")]
    found = set_readiness(pair, 2)
    assert found.ready
    assert [one.id.int for one in found.chosen] == [1, 2]


def test_nobody_at_all_lacks_everything():
    assert lacks([], 2) == [Lack.TOO_FEW, Lack.NO_LINE_MANAGER]
    assert chosen([], 2) == []


def test_too_few_are_named_all_the_same():
    found = set_readiness([member(1, 94, BOSS, "Arcades"), member(2, 60, PEER, "Pier")], 2)
    assert [one.code for one in found.missing] == [Lack.TOO_FEW]
    assert "1 of 2 are ready" in found.missing[0].sentence
    assert "warm" in found.missing[0].sentence
    assert [one.id.int for one in found.chosen] == [1]


def test_two_colleagues_lack_a_manager():
    pair = [member(1, 94, PEER, "Arcades"), member(2, 80, PEER, "Pier")]
    assert lacks(pair, 2) == [Lack.NO_LINE_MANAGER]
    waiting = set_readiness([*pair, member(3, 60, BOSS, "Pier")], 2)
    assert "warm the one who has said yes" in waiting.missing[0].sentence


def test_all_from_one_employer_is_too_few_places_if_there_is_another():
    same = [member(1, 94, BOSS, "Arcades"), member(2, 80, PEER, "arcades ")]
    assert lacks(same, 2) == []
    elsewhere = member(3, 60, PEER, "Pier")
    assert lacks([*same, elsewhere], 2) == [Lack.ONE_EMPLOYER]
    assert lacks([*same, replace(elsewhere, consent_valid=False)], 2) == []
    assert lacks([*same, replace(elsewhere, score=75.0, band=Band.READY)], 2) == []


def test_somebody_without_an_employer_is_from_elsewhere_and_is_no_employer():
    same = [member(1, 94, BOSS, "Arcades"), member(2, 80, PEER, "Arcades")]
    friend = member(3, 40, Relationship.CHARACTER)
    assert lacks([*same, friend], 2) == []
    vicar = member(4, 76, Relationship.CHARACTER)
    assert chosen([*same, vicar, member(5, 60, PEER, "Pier")], 2) == [1, 4]


def test_one_manager_without_an_employer_is_not_two_places():
    alone = [member(1, 94, BOSS), member(2, 80, PEER, "Arcades"), member(3, 78, PEER, "Pier")]
    assert chosen(alone, 2) == [1, 2]


def test_who_worked_with_you_at_two_places_is_enough_of_a_change():
    pair = [member(1, 94, BOSS, "Arcades"), member(2, 80, PEER, "Arcades", "Pier")]
    assert lacks(pair, 2) == []


def test_for_one_reference_only_a_manager_will_do():
    assert chosen([member(1, 94, PEER, "Pier"), member(2, 80, BOSS, "Arcades")], 1) == [2]
    assert lacks([member(1, 94, PEER, "Pier")], 1) == [Lack.NO_LINE_MANAGER]


def test_the_best_are_chosen_who_together_are_enough():
    people = [
        member(1, 99, PEER, "Arcades"),
        member(2, 98, PEER, "Arcades"),
        member(3, 80, BOSS, "Arcades"),
        member(4, 78, PEER, "Pier"),
        member(5, 76, BOSS, "Pier"),
    ]
    assert chosen(people, 3) == [1, 2, 5]  # 273 points; with 3 and 4 there are 257
    assert chosen(people, 2) == [1, 5]
    assert chosen(people[:4], 3) == [1, 3, 4]
    assert chosen(people, 5) == [1, 2, 3, 4, 5]


def test_nobody_wants_no_reference():
    with pytest.raises(ValueError, match="1 reference or more"):
        set_readiness([], 0)


members = st.lists(
    st.builds(
        member,
        st.integers(0, 10_000),
        st.sampled_from([40.0, 60.0, 75.0, 80.0, 90.0]),
        st.sampled_from([BOSS, PEER, Relationship.CHARACTER]),
    ).flatmap(
        lambda one: st.builds(
            lambda places, willing: (
                replace(one, employers=frozenset(places))
                if willing
                else replace(one, consent_valid=False, score=0.0, band=Band.NOT_READY)
            ),
            st.sets(st.sampled_from(["Arcades", "Pier", "Bingo"]), max_size=2),
            st.booleans(),
        )
    ),
    max_size=7,
    unique_by=lambda one: one.id,
)


@given(members, st.integers(1, 4))
def test_whoever_is_chosen_is_ready_and_a_ready_set_is_what_was_asked_for(people, wanted):
    found = set_readiness(people, wanted)
    assert all(one.band is Band.READY for one in found.chosen)
    assert len(set(found.chosen)) == len(found.chosen) <= wanted
    scores = [one.score for one in found.chosen]
    assert scores == sorted(scores, reverse=True)
    assert found.ready == (not found.missing)
    if found.ready:
        assert len(found.chosen) == wanted
        assert any(one.relationship is BOSS for one in found.chosen)
        willing = {place for one in people if one.consent_valid for place in one.employers}
        if wanted > 1 and len(willing) > 1:
            places = [one.employers or {one.id} for one in found.chosen]
            assert len(set().union(*places)) > 1


@given(members, members, st.integers(1, 4))
def test_one_more_who_is_ready_never_spoils_a_set(people, others, wanted):
    known = {one.id for one in people}
    more = [one for one in others if one.band is Band.READY and one.id not in known]
    if set_readiness(people, wanted).ready:
        assert set_readiness([*people, *more], wanted).ready


@given(members, members, st.integers(1, 4))
def test_one_more_who_has_not_said_yes_makes_no_difference(people, others, wanted):
    known = {one.id for one in people}
    more = [one for one in others if not one.consent_valid and one.id not in known]
    assert set_readiness([*people, *more], wanted) == set_readiness(people, wanted)


@given(members, st.integers(1, 4))
def test_no_other_set_of_ready_people_is_better(people, wanted):
    found = set_readiness(people, wanted)
    willing = {place for one in people if one.consent_valid for place in one.employers}
    best = 0.0
    for some in combinations([one for one in people if one.band is Band.READY], wanted):
        places = set().union(*(one.employers or {one.id} for one in some))
        spread = wanted == 1 or len(willing) < 2 or len(places) > 1
        if spread and any(one.relationship is BOSS for one in some):
            best = max(best, sum(one.score for one in some))
    if found.ready:
        assert sum(one.score for one in found.chosen) == best
    assert found.ready is (best > 0)


@pytest.mark.parametrize("places", [1, 2, 50])
def test_twice_as_many_people_are_twice_as_much_work(places):
    """All of them managers, and the last from elsewhere: the most there is to compare."""

    def steps(number):
        people = [member(one, 90, BOSS, f"Arcade {one % places}") for one in range(number)]
        people.append(member(number, 76, BOSS, "Pier"))
        taken = 0

        def step(_frame, event, _arg):
            nonlocal taken
            taken += event == "call"

        sys.setprofile(step)
        try:
            assert set_readiness(people, 3).ready
        finally:
            sys.setprofile(None)
        return taken

    assert steps(400) < 2.5 * steps(200)


@given(members, st.integers(1, 4), st.randoms())
def test_the_order_they_are_given_in_makes_no_difference(people, wanted, random):
    shuffled = list(people)
    random.shuffle(shuffled)
    assert set_readiness(shuffled, wanted) == set_readiness(people, wanted)
