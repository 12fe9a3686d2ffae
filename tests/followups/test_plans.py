"""Plans follow the facts, through the API: a promise, an outcome, a stop, a late check-in."""

from datetime import timedelta

import pytest

from tests.factories.story import (
    instant,
    out,
    patched,
    read,
    refused,
    stage,
    utc,
    walked,
)
from tests.factories.world import make_interview

ENDED = "2026-06-02 11:15"


@pytest.fixture
def plan(api, clock):
    return out(api, clock, ENDED, interview={"interviewers": [{"name": "Priya Nair"}]})


def owed(api, plan):
    """What became of the plan: purpose and number, status, day of the suggestion."""
    found = api.items("/follow-ups", params={"interview_id": plan["interview"]["id"]})
    return {
        f"{one['purpose']} {one['sequence']}": (one["status"], one["suggested_at"][:10])
        for one in found
    }


def application(plan):
    return f"/applications/{plan['interview']['application']['id']}"


def moved(api, plan, status):
    return api.made(f"{application(plan)}/moves", {"to_stage_id": stage(api, status)})


def test_another_promise_moves_the_check_ins(api, plan):
    path = f"/interviews/{plan['interview']['id']}/next-step"
    changed = patched(api, path, decision_by="2026-06-12")
    assert changed["expected_reply_on"] == "2026-06-12"
    assert owed(api, plan) == {
        "thank_you 1": ("planned", "2026-06-02"),
        "status_check 1": ("planned", "2026-06-16"),
        "status_check 2": ("planned", "2026-06-25"),
        "closing_note 1": ("planned", "2026-07-09"),
    }
    patched(api, path, decision_by=None)
    assert owed(api, plan)["status_check 1"] == ("planned", "2026-06-09")


def test_what_was_said_is_changed_only_by_who_has_read_it(api, plan):
    path = f"/interviews/{plan['interview']['id']}/next-step"
    refused(api.patch(path, {"next_stage": "A trial"}), 428, "if-match-required")
    seen = api.get(path)
    patched(api, path, next_stage="A trial evening", contact_person="Tom Reed")
    refused(api.patch(path, {"next_stage": "None"}, if_match=seen), 412, "stale")
    kept = read(api, path)
    assert (kept["next_stage"], kept["contact_person"]["name"]) == ("A trial evening", "Tom Reed")


def test_the_old_plan_stays_in_the_journal(api, plan):
    patched(api, f"/interviews/{plan['interview']['id']}/next-step", decision_by="2026-06-12")
    (line,) = (
        event
        for event in walked(api, f"{application(plan)}/timeline")
        if event["action"] == "follow_up_plan.changed"
    )
    before = {one["purpose"]: one["suggested_at"][:10] for one in line["data"]["before"]}
    after = {one["purpose"]: one["suggested_at"][:10] for one in line["data"]["after"]}
    assert (before["closing_note"], after["closing_note"]) == ("2026-07-02", "2026-07-09")
    assert "next step" in line["summary"]


def test_the_second_check_in_counts_from_the_first(api, clock, plan):
    first = plan["follow_ups"][1]["id"]
    clock.set(instant("2026-06-12 10:00"))
    api.made(f"/follow-ups/{first}/delivery", {})
    assert owed(api, plan)["status_check 2"] == ("planned", "2026-06-23")
    assert api.delete(f"/follow-ups/{first}/delivery").status_code == 200
    assert owed(api, plan)["status_check 2"] == ("planned", "2026-06-18")


def test_a_delivery_is_a_touch_and_taking_it_back_takes_the_touch(api, plan):
    thanks = plan["follow_ups"][0]["id"]
    api.made(f"/follow-ups/{thanks}/delivery", {"channel": "phone"})
    (touch,) = api.items("/touchpoints")
    assert (touch["purpose"], touch["channel"], touch["follow_up_id"]) == (
        "thank_you",
        "phone",
        thanks,
    )
    api.delete(f"/follow-ups/{thanks}/delivery")
    assert api.items("/touchpoints") == []


def test_an_outcome_ends_the_asking_and_taking_it_back_revives_it(api, plan):
    moved(api, plan, "offered")
    assert owed(api, plan)["status_check 1"][0] == "lapsed"
    (first,) = api.items("/follow-ups", params={"purpose": "closing_note", "status": "lapsed"})
    assert (first["lapsed_cause"], first["lapsed_reason"]) == (
        "outcome",
        "There is an outcome: Offer.",
    )
    moved(api, plan, "second_interview")
    assert {status for status, _ in owed(api, plan).values()} == {"planned"}


def test_a_no_owes_one_request_for_feedback(api, clock, plan):
    """FU-09: between one and two days after the news, once, and never if it was taken back."""
    clock.set(instant("2026-06-08 10:00"))
    moved(api, plan, "rejected")
    assert owed(api, plan)["feedback_request 1"] == ("planned", "2026-06-10")
    moved(api, plan, "second_interview")
    assert owed(api, plan)["feedback_request 1"][0] == "lapsed"
    clock.advance(timedelta(days=7))
    moved(api, plan, "rejected")
    assert owed(api, plan)["feedback_request 1"] == ("planned", "2026-06-17")


def test_who_asks_for_peace_gets_it_and_can_take_it_back(api, plan):
    employer = f"/organizations/{read(api, application(plan))['organization']['id']}"
    patched(api, employer, do_not_contact=True)
    assert {status for status, _ in owed(api, plan).values()} == {"lapsed"}
    patched(api, employer, do_not_contact=False)
    assert {status for status, _ in owed(api, plan).values()} == {"planned"}


def test_a_dispute_stops_every_word(api, plan):
    patched(api, application(plan), legal_dispute=True)
    found = api.items("/follow-ups", params={"status": "lapsed"})
    assert len(found) == 4
    assert {one["lapsed_cause"] for one in found} == {"stopped"}


def test_a_quiet_time_moves_what_would_fall_into_it(api, plan):
    """HS-07: nothing before the day they named, and the rest keeps its distance."""
    patched(api, application(plan), quiet_until="2026-06-20")  # a Saturday
    assert owed(api, plan) == {
        "thank_you 1": ("planned", "2026-06-02"),
        "status_check 1": ("planned", "2026-06-22"),
        "status_check 2": ("planned", "2026-07-01"),
        "closing_note 1": ("planned", "2026-07-15"),
    }


def test_a_time_chosen_by_hand_stays(api, plan):
    check = plan["follow_ups"][1]["id"]
    mine = patched(api, f"/follow-ups/{check}", suggested_at=utc("2026-06-15 14:00"))
    assert mine["moved_by_hand"]
    patched(api, f"/interviews/{plan['interview']['id']}/next-step", decision_by="2026-06-26")
    assert owed(api, plan)["status_check 1"] == ("planned", "2026-06-15")
    assert owed(api, plan)["status_check 2"] == ("planned", "2026-06-24")


def test_coverage_names_the_holes(api, clock, plan):
    thanks = plan["follow_ups"][0]["id"]
    assert read(api, "/coverage")["percentage"] is None  # nothing was due yet
    clock.set(instant("2026-06-04 10:00"))
    found = read(api, "/coverage")
    assert (found["owed"], found["met"], found["percentage"]) == (1, 0, 0.0)
    assert [hole["id"] for hole in found["holes"]] == [thanks]
    api.made(f"/follow-ups/{thanks}/delivery", {"at": utc("2026-06-03 10:00")})
    found = read(api, "/coverage")
    assert (found["owed"], found["met"], found["percentage"], found["holes"]) == (1, 1, 100.0, [])


def test_a_waiver_is_an_excuse_and_stale_thanks_are_not(api, clock, plan):
    second = make_interview(
        api,
        plan["interview"]["application"]["id"],
        starts_at=utc("2026-06-02 13:00"),
        interviewers=[{"name": "Tom Reed"}],
    )
    clock.set(instant("2026-06-02 14:00"))
    later = api.made(f"/interviews/{second['id']}/ending", {"ended_at": utc("2026-06-02 14:00")})
    waived = later["follow_ups"][0]["id"]
    api.made(f"/follow-ups/{waived}/waiver", {"reason": "We spoke on the stairs"})
    clock.set(instant("2026-06-08 10:00"))
    found = read(api, "/coverage")
    assert (found["owed"], found["met"], found["excused"]) == (1, 0, 1)
    (hole,) = found["holes"]
    assert hole["id"] == plan["follow_ups"][0]["id"]


def test_a_period_has_a_beginning_before_its_end(api, plan):
    backwards = {"due_from": "2026-06-08", "due_to": "2026-06-02"}
    refused(api.get("/coverage", params=backwards), 422, "period-invalid")
    wrong = api.get("/coverage", params={"from": "2026-06-02"})
    refused(wrong, 422, "unknown-parameter")
    found = read(api, "/coverage", due_from="2026-05-01", due_to="2026-05-31")
    assert (found["owed"], found["percentage"]) == (0, None)
