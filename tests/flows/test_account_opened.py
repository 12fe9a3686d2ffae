"""Somebody opens an account: it comes furnished, and only with furniture."""

from itertools import groupby

from tests.factories.story import read

CATEGORIES = [
    ("saved", 1),
    ("applied", 2),
    ("screening", 1),
    ("interviewing", 3),
    ("checks", 1),
    ("offer", 2),
    ("paused", 1),
    ("closed", 6),
]


def test_a_new_account_has_a_board_of_seventeen_stages(api):
    stages = api.items("/stages")
    assert len(stages) == 17
    grouped = [(name, len(list(found))) for name, found in groupby(stages, lambda s: s["category"])]
    assert grouped == CATEGORIES
    assert len({stage["status"] for stage in stages}) == 17
    positions = [stage["position"] for stage in stages]
    assert positions == sorted(set(positions))
    assert not any(stage["retired"] for stage in stages)


def test_a_new_account_has_a_menu_and_no_pint_on_it(api):
    menu = api.items("/activities")
    assert len(menu) == 15
    assert [item["key"] for item in menu if item["alcoholic"]] == ["proper_pint"]
    assert [item["key"] for item in menu if not item["enabled"]] == ["proper_pint"]
    assert {(item["effect"], item["effect_count"]) for item in menu} == {(1.0, 0)}


def test_a_new_account_has_nothing_to_do(api):
    today = read(api, "/today")
    assert today["next"] is None
    assert today["due"] == today["soon"] == today["waiting"] == []
    assert today["quiet_until"] is None


def test_two_accounts_share_no_furniture(api, other):
    for path in ("/stages", "/activities"):
        mine, theirs = ({item["id"] for item in who.items(path)} for who in (api, other))
        assert len(mine) == len(theirs)
        assert not mine & theirs
