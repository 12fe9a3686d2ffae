"""The look back: after a night's sleep, strengths first, three changes at most."""

from datetime import timedelta

import pytest

from tests.factories.story import out, patched, read, refused, utc

ENDED = "2026-06-02 11:15"
STRENGTH = ["The fire drill story landed"]
CHANGE = {"change": "Answer first, then explain", "cue": "they ask why", "action": "stop"}


@pytest.fixture
def locked(api, clock):
    plan = out(api, clock, ENDED)
    return f"/interviews/{plan['interview']['id']}/debrief"


@pytest.fixture
def debrief(locked, clock):
    """Twelve hours on, to the second: it is open."""
    clock.advance(timedelta(hours=12))
    return locked


def test_it_is_locked_for_twelve_hours(api, clock, locked):
    clock.advance(timedelta(hours=12, seconds=-1))
    assert read(api, locked)["status"] == "locked"
    for body in ({"aim": "To seem calm"}, {"status": "done"}, {"went_well": STRENGTH}):
        refused(api.patch(locked, body, if_match="*"), 409, "debrief-locked")
    clock.advance(timedelta(seconds=1))
    assert read(api, locked)["status"] == "open"
    assert patched(api, locked, aim="To seem calm")["aim"] == "To seem calm"


def test_it_is_opened_early_on_purpose(api, clock, locked):
    early = patched(api, locked, open_early=True, aim="To seem calm")
    assert (early["status"], early["opened_early"]) == ("open", True)
    assert patched(api, locked, what_happened="They laughed")["aim"] == "To seem calm"
    assert read(api, locked)["opens_at"] == utc("2026-06-02 23:15")


def test_not_asking_to_open_early_is_not_opening_early(api, clock, locked):
    refused(
        api.patch(locked, {"open_early": False, "aim": "x"}, if_match="*"), 409, "debrief-locked"
    )
    assert patched(api, locked, open_early=False)["status"] == "locked"


def test_opening_an_open_one_early_means_nothing(api, debrief):
    assert patched(api, debrief, open_early=True)["opened_early"] is False


def test_strengths_come_first(api, debrief):
    """EV-01, step 3."""
    answer = api.patch(debrief, {"changes": [CHANGE]}, if_match="*")
    assert refused(answer, 409, "strengths-first")["errors"][0]["pointer"] == "/went_well"
    assert read(api, debrief)["changes"] == []
    both = patched(api, debrief, changes=[CHANGE], went_well=STRENGTH)
    assert (both["changes"], both["went_well"]) == ([CHANGE], STRENGTH)
    refused(api.patch(debrief, {"went_well": []}, if_match="*"), 409, "strengths-first")
    assert patched(api, debrief, went_well=[], changes=[])["went_well"] == []


def test_three_changes_are_enough(api, debrief):
    patched(api, debrief, went_well=STRENGTH)
    four = {"changes": [CHANGE] * 4}
    refused(api.patch(debrief, four, if_match="*"), 422, "validation-failed")
    assert len(patched(api, debrief, changes=[CHANGE] * 3)["changes"]) == 3


def test_a_change_needs_words_but_no_plan_yet(api, debrief):
    patched(api, debrief, went_well=STRENGTH)
    bare = patched(api, debrief, changes=[{"change": "Sit down first"}])
    assert bare["changes"] == [{"change": "Sit down first", "cue": "", "action": ""}]
    for change in ({"change": ""}, {"cue": "they ask"}, {"change": "x" * 1_001}, {"change": None}):
        refused(api.patch(debrief, {"changes": [change]}, if_match="*"), 422, "validation-failed")


def test_every_step_is_kept(api, debrief):
    words = {
        "aim": "To seem calm",
        "what_happened": "They laughed, twice.\nOnce on purpose.",
        "went_well": [*STRENGTH, "I knew the halls"],
        "outside_control": "The lift",
        "second_source": "Dilys, who drove me",
    }
    assert words.items() <= patched(api, debrief, **words).items()
    assert patched(api, debrief, outside_control="")["aim"] == words["aim"]


def test_it_is_closed_and_opened_again(api, clock, debrief):
    done = patched(api, debrief, what_happened="They laughed.", status="done")
    assert (done["status"], done["finished_at"]) == ("done", utc("2026-06-02 23:15"))
    clock.advance(timedelta(minutes=1))
    assert patched(api, debrief, status="done")["finished_at"] == done["finished_at"]
    opened = patched(api, debrief, status="open")
    assert (opened["status"], opened["finished_at"]) == ("open", None)
    refused(api.patch(debrief, {"status": "locked"}, if_match="*"), 422, "validation-failed")


def test_it_never_locks_again(api, clock, debrief):
    """Only the reminders end; the page stays open for good."""
    clock.advance(timedelta(days=400))
    assert patched(api, debrief, aim="To seem calm")["status"] == "open"


def test_two_screens_cannot_both_write(api, debrief):
    seen = api.get(debrief)
    assert api.patch(debrief, {"aim": "One"}, if_match=seen).status_code == 200
    refused(api.patch(debrief, {"aim": "Two"}, if_match=seen), 412, "stale")
    refused(api.patch(debrief, {"aim": "Two"}), 428, "if-match-required")


def test_nobody_else_ever_sees_it(api, other, debrief):
    """EV-07, red line 5."""
    patched(api, debrief, went_well=STRENGTH)
    refused(other.get(debrief), 404, "not-found")
    refused(other.patch(debrief, {"aim": "x"}, if_match="*"), 404, "not-found")


def test_the_timeline_says_that_it_is_written_not_what(api, debrief):
    patched(api, debrief, went_well=STRENGTH, status="done")
    interview = read(api, debrief.removesuffix("/debrief"))
    timeline = read(api, f"/applications/{interview['application']['id']}/timeline")
    assert timeline["items"][0]["summary"] == "Debrief written"
    assert STRENGTH[0] not in str(timeline)
