"""The board: live stages with their cards, closed ones counted."""

from datetime import timedelta

import pytest

from tests.factories.story import patched, read, stage, utc
from tests.factories.world import make_application, make_interview


@pytest.fixture
def board(api):
    return lambda: read(api, "/board")


def column(board, name):
    return next(found for found in board["columns"] if found["stage"]["name"] == name)


def titles(board, name):
    return [card["title"] for card in column(board, name)["applications"]]


def test_an_empty_board_shows_where_things_will_go(board):
    assert [found["stage"]["name"] for found in board()["columns"]] == [
        "Saved",
        "Applied",
        "Under review",
        "Screening",
        "First interview",
        "Second interview",
        "Final interview",
        "Background check",
        "Offer",
        "Accepted",
        "On hold",
    ]
    assert {found["count"] for found in board()["columns"]} == {0}
    assert board()["closed"] == []


def test_cards_stand_in_their_stage_and_closed_ones_are_counted(api, board):
    for title, status in (
        ("Caller", "submitted"),
        ("Usher", "submitted"),
        ("Porter", "offered"),
        ("Clerk", "rejected"),
        ("Guard", "rejected"),
        ("Cook", "ghosted"),
    ):
        make_application(api, title=title, status=status)
    found = board()
    assert sorted(titles(found, "Applied")) == ["Caller", "Usher"]
    assert titles(found, "Offer") == ["Porter"]
    counts = {item["stage"]["name"]: item["count"] for item in found["columns"] if item["count"]}
    assert counts == {"Applied": 2, "Offer": 1}
    closed = {item["stage"]["name"]: item["count"] for item in found["closed"]}
    assert closed == {"Rejected": 2, "Gone quiet": 1}


def test_the_newest_card_lies_on_top_until_it_is_dragged(api, clock, board):
    made = []
    for title in ("Caller", "Usher", "Porter"):
        made.append(make_application(api, title=title))
        clock.advance(timedelta(seconds=1))
    assert titles(board(), "Applied") == ["Porter", "Usher", "Caller"]
    top, middle = (made[2]["board_position"], made[1]["board_position"])
    between = patched(api, f"/applications/{made[0]['id']}", board_position=(top + middle) / 2)
    assert titles(board(), "Applied") == ["Porter", "Caller", "Usher"]
    card = column(board(), "Applied")["applications"][1]
    assert (card["version"], card["board_position"]) == (
        between["version"],
        between["board_position"],
    )
    told = api.items(f"/applications/{made[0]['id']}/timeline")
    assert [event["action"] for event in told] == ["application.created"]  # tidying is no event


def test_a_move_lands_on_top_or_where_it_was_dropped(api, clock, board):
    first, second, third = (
        make_application(api, title=title, status="screening" if title == "Usher" else "submitted")
        for title in ("Usher", "Caller", "Porter")
    )
    clock.advance(timedelta(seconds=1))
    screening = stage(api, "screening")
    api.made(f"/applications/{second['id']}/moves", {"to_stage_id": screening})
    below = {"to_stage_id": screening, "board_position": first["board_position"] + 1}
    api.made(f"/applications/{third['id']}/moves", below)
    assert titles(board(), "Screening") == ["Caller", "Usher", "Porter"]
    assert column(board(), "Applied")["count"] == 0


def test_a_card_says_what_the_eye_looks_for(api, clock, board):
    made = make_application(api, tags=["nights"], desirability=7, fallback=True)
    for starts in ("2026-06-01 10:00", "2026-06-12 10:00", "2026-06-09 10:00"):
        make_interview(api, made["id"], starts_at=utc(starts), interviewers=[])
    called_off = make_interview(api, made["id"], starts_at=utc("2026-06-03 10:00"), interviewers=[])
    patched(api, f"/interviews/{called_off['id']}", status="cancelled")
    (card,) = column(board(), "Applied")["applications"]
    assert card["next_interview_at"] == utc("2026-06-09 10:00")
    assert (card["organization_name"], card["desirability"]) == ("Mecca Customer Services", 7)
    assert (card["tags"], card["fallback"]) == (["nights"], True)
    assert card["stage_entered_at"] == made["stage_entered_at"]
    clock.set(clock() + timedelta(days=7, hours=1))
    (card,) = column(board(), "Applied")["applications"]
    assert card["next_interview_at"] == utc("2026-06-12 10:00")


def test_a_retired_stage_is_shown_while_cards_are_in_it(api, board):
    made = make_application(api, status="reviewing")
    patched(api, f"/stages/{stage(api, 'reviewing')}", retired=True)
    patched(api, f"/stages/{stage(api, 'screening')}", retired=True)
    names = [found["stage"]["name"] for found in board()["columns"]]
    assert "Under review" in names
    assert "Screening" not in names
    api.made(f"/applications/{made['id']}/moves", {"to_stage_id": stage(api, "offered")})
    assert "Under review" not in [found["stage"]["name"] for found in board()["columns"]]


def test_a_long_column_shows_a_hundred_and_counts_all(api, board):
    for number in range(101):
        make_application(api, title=str(number))
    applied = column(board(), "Applied")
    assert (applied["count"], len(applied["applications"])) == (101, 100)


def test_stages_stand_where_they_were_put(api, board):
    patched(api, f"/stages/{stage(api, 'on_hold')}", position=0)
    assert board()["columns"][0]["stage"]["name"] == "On hold"


def test_nobody_elses_cards_are_on_it(other, board):
    make_application(other)
    assert {found["count"] for found in board()["columns"]} == {0}
