"""The menu, the plan and its steps."""

from datetime import timedelta

import pytest

from tests.factories.story import LONDON, out, patched, planned, read, refused, utc
from tests.factories.world import make_interview

ENDED = "2026-06-02 11:15"


@pytest.fixture
def plan(api, clock):
    """Half an hour on Tuesday: water, breathe, capture, move, finish."""
    return out(api, clock, ENDED, tension=7)["wind_down"]


def path(plan):
    return f"/interviews/{plan['interview_id']}/wind-down"


def change(api, plan, slot, **changes):
    """Change a step as a careful client does; gives the answer."""
    step = next(step for step in plan["steps"] if step["slot"] == slot)
    return api.patch(f"/wind-down-steps/{step['id']}", changes, if_match=api.get(path(plan)))


def changed(api, plan, slot, **changes):
    answer = change(api, plan, slot, **changes)
    assert answer.status_code == 200, answer.text
    return next(step for step in answer.json()["steps"] if step["slot"] == slot)


def slots(plan):
    return [step["slot"] for step in plan["steps"]]


# Steps


def test_a_step_is_started_and_finished(api, clock, plan):
    clock.set(clock() + timedelta(minutes=2))
    running = changed(api, plan, "breathe", status="running")
    assert (running["status"], running["started_at"]) == ("running", utc("2026-06-02 11:17"))
    clock.advance(timedelta(minutes=3))
    done = changed(api, plan, "breathe", status="done")
    assert (done["status"], done["finished_at"]) == ("done", utc("2026-06-02 11:20"))
    assert done["started_at"] == running["started_at"]


def test_a_timer_that_runs_keeps_its_start(api, clock, plan):
    started = changed(api, plan, "move", status="running")["started_at"]
    for status in ("running", "done", "running"):
        clock.advance(timedelta(minutes=1))
        assert changed(api, plan, "move", status=status)["started_at"] == started
    assert changed(api, plan, "move", status="running")["finished_at"] is None
    fresh = changed(api, plan, "move", status="planned")
    assert (fresh["status"], fresh["started_at"]) == ("planned", None)


def test_a_step_is_skipped_with_a_reason_only(api, clock, plan):
    refused(change(api, plan, "move", status="skipped"), 422, "validation-failed")
    refused(change(api, plan, "move", status="skipped", skip_reason=" "), 422, "validation-failed")
    refused(change(api, plan, "move", status="done", skip_reason="x"), 422, "validation-failed")
    step = changed(api, plan, "move", status="skipped", skip_reason="The bus came early")
    assert (step["status"], step["skip_reason"]) == ("skipped", "The bus came early")
    back = changed(api, plan, "move", status="planned")
    assert (back["status"], back["skip_reason"]) == ("planned", "")


def test_a_step_moves_and_the_others_make_room(api, clock, plan):
    assert slots(plan) == ["water", "breathe", "capture", "move", "finish"]
    moved = change(api, plan, "move", position=0).json()
    assert slots(moved) == ["move", "water", "breathe", "capture", "finish"]
    moved = change(api, plan, "move", position=20).json()
    assert slots(moved) == ["water", "breathe", "capture", "finish", "move"]
    moved = change(api, plan, "water", position=2).json()
    assert slots(moved) == ["breathe", "capture", "water", "finish", "move"]
    assert [step["position"] for step in moved["steps"]] == [0, 1, 2, 3, 4]
    assert read(api, path(plan)) == moved


def test_a_step_may_be_something_else_from_the_menu(api, clock, plan):
    mine = api.made("/activities", {"name": "Feed the ducks", "slots": ["move"]})
    step = changed(api, plan, "move", activity_id=mine["id"], minutes=15)
    assert (step["name"], step["minutes"], step["activity_id"]) == (
        "Feed the ducks",
        15,
        mine["id"],
    )
    api.delete(f"/activities/{mine['id']}", if_match="*")
    kept = next(found for found in read(api, path(plan))["steps"] if found["slot"] == "move")
    assert (kept["name"], kept["activity_id"]) == ("Feed the ducks", None)


def test_two_screens_cannot_both_change_a_plan(api, clock, plan):
    """The clock stands still, and the version rises all the same."""
    seen = api.get(path(plan))
    step = f"/wind-down-steps/{plan['steps'][0]['id']}"
    other = f"/wind-down-steps/{plan['steps'][1]['id']}"
    assert api.patch(step, {"status": "running"}, if_match=seen).status_code == 200
    refused(api.patch(other, {"status": "running"}, if_match=seen), 412, "stale")
    refused(api.patch(other, {"status": "running"}), 428, "if-match-required")
    assert api.patch(other, {"status": "running"}, if_match="*").status_code == 200


def test_nothing_alcoholic_is_slipped_past_the_driving_gate(api, clock):
    """WD-06: a plan made for somebody who drives stays dry, whatever is chosen by hand."""
    pint = next(item for item in api.items("/activities") if item["alcoholic"])
    swapped = {"activity_id": pint["id"]}
    home = {"travel_mode": "walk", "minutes_to_spare": 60}
    switched_off = out(api, clock, ENDED, **home)["wind_down"]
    refused(change(api, switched_off, "finish", **swapped), 409, "stays-dry")
    patched(api, f"/activities/{pint['id']}", enabled=True)
    assert changed(api, switched_off, "finish", **swapped)["name"] == "A proper pint"
    for said in ({"travel_mode": "car"}, {}, {"travel_mode": "walk", "drives_within_hours": 3}):
        plan = out(api, clock, ENDED, **said)["wind_down"]
        refused(change(api, plan, "finish", **swapped), 409, "stays-dry")
        assert read(api, path(plan))["steps"][-1]["name"] != "A proper pint"
    tomorrow = out(api, clock, ENDED, **home)
    application_id = tomorrow["interview"]["application"]["id"]
    make_interview(api, application_id, starts_at=utc("2026-06-02 20:00"))
    refused(change(api, tomorrow["wind_down"], "finish", **swapped), 409, "stays-dry")


def test_a_strangers_step_is_not_there(other, api, clock, plan):
    theirs = other.patch(f"/wind-down-steps/{plan['steps'][0]['id']}", {}, if_match="*")
    refused(theirs, 404, "not-found")


# The seven-minute rule


def test_water_is_ticked_once_and_can_be_unticked(api, clock, plan):
    clock.advance(timedelta(minutes=4))
    rule = f"{path(plan)}/seven-minute-rule"
    first = api.post(rule)
    assert first.status_code == 201
    assert first.headers["Location"] == f"/api/v1{path(plan)}"
    done_at = {"due_at": utc("2026-06-02 11:22"), "done_at": utc("2026-06-02 11:19")}
    assert first.json()["seven_minute_rule"] == done_at
    clock.advance(timedelta(minutes=1))
    assert api.made(rule)["seven_minute_rule"] == done_at  # told twice, one glass
    for _ in range(2):
        undone = api.delete(rule)
        assert undone.status_code == 200
        assert undone.json()["seven_minute_rule"]["done_at"] is None


# The menu learns


def test_relief_is_credited_to_what_was_done(api, clock, plan):
    """WD-04: from 7 to 4 with one rating is (3 + 3) / 4 points."""
    changed(api, plan, "breathe", status="done")
    changed(api, plan, "move", status="skipped", skip_reason="Rain")
    rated = patched(api, path(plan), tension_after=4)
    assert (rated["tension_before"], rated["tension_after"]) == (7, 4)
    menu = {item["id"]: item for item in api.items("/activities")}
    used = {step["slot"]: menu.get(step["activity_id"]) for step in rated["steps"]}
    assert (used["breathe"]["effect"], used["breathe"]["effect_count"]) == (1.5, 1)
    assert (used["move"]["effect"], used["move"]["effect_count"]) == (1.0, 0)
    assert read(api, f"/activities/{used['breathe']['id']}") == used["breathe"]


def test_what_helped_this_person_comes_first_next_time(api, clock):
    """The street has done them good, so the trees wait."""
    street = next(item for item in api.items("/activities") if item["key"] == "walk_street")
    first = out(api, clock, ENDED, tension=8)["wind_down"]
    assert next(step["name"] for step in first["steps"] if step["slot"] == "move") == (
        "A walk among trees"
    )
    changed(api, first, "move", activity_id=street["id"], status="done")
    patched(api, path(first), tension_after=2)
    second = out(api, clock, "2026-06-03 11:15")["wind_down"]
    assert (
        next(step["name"] for step in second["steps"] if step["slot"] == "move") == street["name"]
    )
    patched(api, path(first), tension_after=None)  # not rated after all
    third = out(api, clock, "2026-06-04 11:15")["wind_down"]
    assert next(step["name"] for step in third["steps"] if step["slot"] == "move") == (
        "A walk among trees"
    )


def test_one_activity_of_ones_own_fills_its_slot(api, clock):
    for item in api.items("/activities"):
        if "move" in item["slots"]:
            patched(api, f"/activities/{item['id']}", enabled=False)
    api.made("/activities", {"name": "Feed the ducks", "slots": ["move"], "min_minutes": 5})
    plan = out(api, clock, ENDED)["wind_down"]
    assert (
        next(step["name"] for step in plan["steps"] if step["slot"] == "move") == "Feed the ducks"
    )


def test_a_new_activity_goes_to_the_end_of_the_menu(api):
    menu = api.items("/activities")
    first = api.made("/activities", {"name": "Feed the ducks", "slots": ["move"]})
    for item in menu[:12]:
        patched(api, f"/activities/{item['id']}", enabled=False)
    second = api.made("/activities", {"name": "Skim stones", "slots": ["move", "finish"]})
    assert [item["id"] for item in api.items("/activities")][-2:] == [first["id"], second["id"]]
    assert second["slots"] == ["move", "finish"]
    assert (second["key"], second["evidence"]) == (None, "house")


def test_least_is_not_above_usual(api):
    body = {"name": "Feed the ducks", "slots": ["move"], "min_minutes": 30}
    refused(api.post("/activities", body), 422, "validation-failed")
    mine = api.made("/activities", body | {"default_minutes": 30})
    one = f"/activities/{mine['id']}"
    answer = api.patch(one, {"default_minutes": 29}, if_match="*")
    assert refused(answer, 422, "min-above-default")["errors"][0]["pointer"] == "/min_minutes"
    assert patched(api, one, min_minutes=10, default_minutes=12)["default_minutes"] == 12
    assert read(api, one)["min_minutes"] == 10


def test_an_activity_suits_at_least_one_part(api):
    for slots in ([], ["sulk"]):
        answer = api.post("/activities", {"name": "Feed the ducks", "slots": slots})
        refused(answer, 422, "validation-failed")


def test_before_the_ending_there_is_no_plan(api, clock):
    interview = planned(api, "2026-06-02 12:00", organization={"zone": LONDON})
    for part in ("wind-down", "capture", "debrief", "ending"):
        refused(api.get(f"/interviews/{interview['id']}/{part}"), 404, "not-found")
