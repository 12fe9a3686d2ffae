"""An ending is taken back: what it laid out goes, what was written by hand stays."""

from datetime import timedelta

import pytest

from tests.factories.story import (
    everything,
    instant,
    out,
    patched,
    planned,
    read,
    refused,
    utc,
    written,
)
from tests.factories.world import make_interview

ENDED = "2026-06-02 11:15"


def plan_path(plan, part="ending"):
    return f"/interviews/{plan['interview']['id']}/{part}"


def undone(api, plan):
    answer = api.delete(plan_path(plan))
    assert (answer.status_code, answer.content) == (204, b"")


def check_ins(api, interview_id):
    found = api.items("/follow-ups", params={"interview_id": interview_id})
    return [item["status"] for item in found if item["purpose"] != "thank_you"]


def later_interview(api, clock, plan, ended):
    """Another interview for the same application, ended."""
    at = instant(ended)
    starts_at = written(at - timedelta(hours=1))
    interview = make_interview(api, plan["interview"]["application"]["id"], starts_at=starts_at)
    clock.set(max(at, clock()))
    return api.made(f"/interviews/{interview['id']}/ending", {"ended_at": written(at)})


def test_undoing_leaves_no_trace_of_the_plan(api, clock):
    interview = planned(api, "2026-06-02 09:00")
    clock.advance(timedelta(hours=1))
    before = everything(api)
    ended = {"ended_at": written(clock()), "minutes_to_spare": 5}
    plan = api.made(f"/interviews/{interview['id']}/ending", ended)
    undone(api, plan)
    after = everything(api)
    for where in ("/interviews", "/applications", "/board"):  # versions and dates have moved on
        before.pop(where), after.pop(where)
    assert after == before
    again = read(api, f"/interviews/{interview['id']}")
    assert (again["status"], again["ended_at"]) == ("scheduled", None)
    for part in ("ending", "wind-down", "capture", "debrief"):
        refused(api.get(plan_path(plan, part)), 404, "not-found")
    refused(api.delete(plan_path(plan)), 404, "not-found")


def test_an_interview_can_end_again_at_another_time(api, clock):
    plan = out(api, clock, ENDED)
    undone(api, plan)
    again = api.made(plan_path(plan), {"ended_at": utc("2026-06-02 11:05")})
    assert again["wind_down"]["seven_minute_rule"]["due_at"] == utc("2026-06-02 11:12")
    assert again["debrief"]["opens_at"] == utc("2026-06-02 23:05")
    assert len(again["follow_ups"]) == 4


def test_words_survive_an_undo_and_wait_for_the_next_ending(api, clock):
    plan = out(api, clock, ENDED)
    capture = plan_path(plan, "capture")
    api.made(f"{capture}/questions", {"question": "Why bingo?", "answer": "Numbers."})
    patched(api, capture, facts="They have six halls.")
    debrief = plan_path(plan, "debrief")
    patched(api, debrief, open_early=True, went_well=["The fire drill story landed"])
    undone(api, plan)
    assert read(api, capture)["facts"] == "They have six halls."
    assert read(api, debrief)["went_well"] == ["The fire drill story landed"]
    clock.advance(timedelta(days=1))
    kinds = {item["kind"] for item in told_today(api)}
    assert not kinds & {"capture", "debrief"}  # there is no ending they could belong to
    again = api.made(plan_path(plan), {"ended_at": utc("2026-06-02 11:05")})
    assert [item["question"] for item in again["capture"]["questions"]] == ["Why bingo?"]
    assert again["capture"]["facts"] == "They have six halls."
    assert again["capture"]["due_at"] == utc("2026-06-02 12:05")
    assert again["debrief"]["went_well"] == ["The fire drill story landed"]
    assert again["debrief"]["opens_at"] == utc("2026-06-02 23:05")


def told_today(api):
    today = read(api, "/today")
    return [*([today["next"]] if today["next"] else []), *today["due"], *today["soon"]]


def test_blank_pages_go_with_the_plan(api, clock):
    plan = out(api, clock, ENDED)
    patched(api, plan_path(plan, "capture"), names="", facts="", mood=None)
    assert read(api, plan_path(plan, "capture"))["first_saved_at"] is None
    undone(api, plan)
    refused(api.get(plan_path(plan, "capture")), 404, "not-found")


def test_a_to_do_written_by_hand_stays(api, clock):
    plan = out(api, clock, ENDED)
    interview_id = plan["interview"]["id"]
    mine = api.made("/tasks", {"title": "Return the visitor badge", "interview_id": interview_id})
    undone(api, plan)
    assert [task["id"] for task in api.items("/tasks")] == [mine["id"]]


def test_what_has_been_sent_cannot_be_undone(api, clock):
    plan = out(api, clock, ENDED)
    thanks = f"/follow-ups/{plan['follow_ups'][0]['id']}"
    api.made(f"{thanks}/delivery", {})
    before = everything(api)
    refused(api.delete(plan_path(plan)), 409, "already-sent")
    assert everything(api) == before
    api.delete(f"{thanks}/delivery")  # noted by mistake
    undone(api, plan)


def test_a_waiver_does_not_hold_an_ending_fast(api, clock):
    plan = out(api, clock, ENDED)
    api.made(f"/follow-ups/{plan['follow_ups'][0]['id']}/waiver", {"reason": "They rang"})
    undone(api, plan)


def test_the_timeline_tells_of_both(api, clock):
    plan = out(api, clock, ENDED)
    clock.advance(timedelta(minutes=1))
    undone(api, plan)
    application_id = plan["interview"]["application"]["id"]
    told = [event["action"] for event in api.items(f"/applications/{application_id}/timeline")]
    assert told[0] == "interview.ending_undone"
    assert "interview.ended" in told


# A later interview takes the place of an earlier one's check-ins


def test_a_second_interview_ends_the_asking_after_the_first(api, clock):
    first = out(api, clock, ENDED)
    second = later_interview(api, clock, first, "2026-06-04 11:15")
    assert check_ins(api, first["interview"]["id"]) == ["lapsed"] * 3
    assert check_ins(api, second["interview"]["id"]) == ["planned"] * 3
    assert second["notes"] == [
        "Check-ins from an earlier interview are off: they have called since."
    ]
    thanks, *chasing = api.items("/follow-ups", params={"interview_id": first["interview"]["id"]})
    assert thanks["status"] == "planned"  # thanks are owed to everybody
    assert {found["lapsed_reason"] for found in chasing} == {"A later interview took its place."}
    undone(api, second)
    assert check_ins(api, first["interview"]["id"]) == ["planned"] * 3


def test_what_was_decided_by_hand_stays_decided(api, clock):
    first = out(api, clock, ENDED)
    by_hand = first["follow_ups"][1]["id"]
    api.made(f"/follow-ups/{by_hand}/waiver", {"reason": "They said so"})
    second = later_interview(api, clock, first, "2026-06-08 11:15")
    late = first["follow_ups"][2]["id"]
    api.made(f"/follow-ups/{late}/waiver", {"reason": "Never mind"})
    undone(api, second)
    assert check_ins(api, first["interview"]["id"]) == ["waived", "waived", "planned"]


def test_an_ending_told_late_does_not_silence_a_later_interview(api, clock):
    """The second is ended first; asking goes on after the second, not after the first."""
    earlier = planned(api, "2026-06-02 10:15")
    plan = {"interview": earlier}
    second = later_interview(api, clock, plan, "2026-06-08 11:15")
    first = api.made(f"/interviews/{earlier['id']}/ending", {"ended_at": utc(ENDED)})
    assert check_ins(api, second["interview"]["id"]) == ["planned"] * 3
    assert check_ins(api, earlier["id"]) == ["lapsed"] * 3
    assert first["notes"] == ["No check-ins: there has been a later interview since."]
    undone(api, second)
    assert check_ins(api, earlier["id"]) == ["planned"] * 3


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_check_ins_return_only_when_no_later_interview_is_left(api, clock, order):
    plans = [out(api, clock, ENDED)]
    for ended in ("2026-06-08 11:15", "2026-06-12 11:15"):
        plans.append(later_interview(api, clock, plans[0], ended))
    first = plans[0]["interview"]["id"]
    undone(api, plans[order[0]])
    assert check_ins(api, first) == ["lapsed"] * 3
    undone(api, plans[order[1]])
    assert check_ins(api, first) == ["planned"] * 3
