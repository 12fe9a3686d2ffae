"""An interview ends: the hours after it, the work it makes, and what is refused."""

from datetime import timedelta

import pytest

from tests.factories.story import everything, out, patched, planned, read, refused, utc, written
from tests.factories.world import make_application, make_interview

ENDED = "2026-06-02 11:15"  # a Tuesday


def steps_of(plan):
    return [(step["slot"], step["minutes"]) for step in plan["wind_down"]["steps"]]


# The first hours


PLANS = {
    0: "",
    5: "water 2, breathe 3",
    10: "breathe 2, capture 8",
    15: "breathe 2, capture 8, finish 5",
    30: "water 2, breathe 2, capture 11, move 10, finish 5",
    60: "water 2, breathe 5, capture 12, move 25, connect 10, finish 6",
    90: "water 3, breathe 5, capture 12, move 25, connect 15, absorb 20, finish 10",
    180: "water 7, breathe 5, capture 12, move 25, connect 15, absorb 106, finish 10",
}


def test_the_plan_fits_the_minutes_there_are(api, clock):
    """WD-03, and WD-05: nothing nudges until two hours past the plan."""
    laid_out = {}
    for budget in PLANS:
        plan = out(api, clock, ENDED, minutes_to_spare=budget)
        laid_out[budget] = ", ".join(f"{slot} {minutes}" for slot, minutes in steps_of(plan))
        ends = clock() + timedelta(minutes=budget)
        wind_down = plan["wind_down"]
        assert (wind_down["starts_at"], wind_down["ends_at"]) == (utc(ENDED), written(ends))
        assert wind_down["quiet_until"] == plan["quiet_until"] == written(ends + timedelta(hours=2))
        assert [step["position"] for step in wind_down["steps"]] == list(range(len(steps_of(plan))))
    assert laid_out == PLANS


def test_a_plan_too_short_for_the_capture_makes_a_to_do_of_it(api, clock):
    plans = {budget: out(api, clock, ENDED, minutes_to_spare=budget) for budget in (5, 7, 8, 30)}
    tasks = {budget: plan["capture_task"] for budget, plan in plans.items()}
    assert [budget for budget in tasks if tasks[budget]] == [5, 7]
    assert tasks[5]["kind"] == "capture"
    assert tasks[5]["due_at"] == utc("2026-06-02 12:15")


def test_water_is_due_within_seven_minutes_and_words_within_the_hour(api, clock):
    plan = out(api, clock, ENDED)
    rule = {"due_at": utc("2026-06-02 11:22"), "done_at": None}
    assert plan["wind_down"]["seven_minute_rule"] == rule
    capture = plan["capture"]
    assert capture["due_at"] == utc("2026-06-02 12:15")
    assert capture["second_pass_from"] == utc("2026-06-02 23:15")
    assert capture["second_pass_until"] == utc("2026-06-03 23:15")
    assert (capture["freshness"], capture["status"]) == (None, "open")


def test_a_debrief_waits_for_the_morning(api, clock):
    """EV-01: opens after 12 hours, is mentioned after 24, and no more after 7 days."""
    debrief = out(api, clock, ENDED)["debrief"]
    assert debrief["opens_at"] == utc("2026-06-02 23:15")
    assert debrief["reminder_at"] == utc("2026-06-03 11:15")
    assert debrief["nags_stop_at"] == utc("2026-06-09 11:15")
    assert debrief["status"] == "locked"


@pytest.mark.parametrize(
    ("told_after", "starts"),
    [(timedelta(hours=2, minutes=59), "2026-06-02 14:14"), (timedelta(hours=3), ENDED)],
)
def test_an_ending_told_late_plans_from_the_telling_while_there_is_an_evening_left(
    api, clock, told_after, starts
):
    interview = planned(api, "2026-06-02 10:15")
    clock.set(clock() + timedelta(hours=1, minutes=15) + told_after)
    plan = api.made(f"/interviews/{interview['id']}/ending", {"ended_at": utc(ENDED)})
    assert plan["wind_down"]["starts_at"] == utc(starts)
    assert plan["wind_down"]["seven_minute_rule"]["due_at"] == utc("2026-06-02 11:22")


# Pints


@pytest.fixture
def pub(api):
    """Sam's menu has one way to finish: a proper pint."""
    for activity in api.items("/activities"):
        if "finish" in activity["slots"]:
            wanted = activity["key"] == "proper_pint"
            patched(api, f"/activities/{activity['id']}", enabled=wanted)


def finish(api, clock, **said):
    plan = out(api, clock, ENDED, minutes_to_spare=60, **said)
    return plan["wind_down"]["steps"][-1]["name"]


def test_a_pint_is_planned_only_when_somebody_else_drives(api, clock, pub):
    """WD-06: a question not answered is answered no."""
    names = {
        mode: finish(api, clock, travel_mode=mode)
        for mode in (
            "walk",
            "public_transport",
            "passenger",
            "car",
            "motorcycle",
            "bicycle",
            "e_scooter",
            "other_vehicle",
            None,
        )
    }
    allowed = [mode for mode, name in names.items() if name == "A proper pint"]
    assert allowed == ["walk", "public_transport", "passenger"]
    assert {names[mode] for mode in names if mode not in allowed} == {"Finish"}


def test_walking_home_to_a_car_is_driving(api, clock, pub):
    """The pint begins at 12:09, is empty at 12:54, and two units are gone by 15:54."""
    names = [
        finish(api, clock, travel_mode="walk", drives_within_hours=hours) for hours in (0, 4, 5)
    ]
    assert names == ["Finish", "Finish", "A proper pint"]


def test_the_next_interview_within_twelve_hours_of_the_glass_stays_dry(api, clock, pub):
    """It would be empty at 12:54."""
    planned(api, "2026-06-03 00:55")
    assert finish(api, clock, travel_mode="walk") == "A proper pint"
    planned(api, "2026-06-03 00:54")
    assert finish(api, clock, travel_mode="walk") == "Finish"


def test_a_pint_nobody_asked_for_is_not_on_the_menu(api, clock):
    pint = next(found for found in api.items("/activities") if found["key"] == "proper_pint")
    assert pint["enabled"] is False


# Tomorrow's work


NEXT_BUSINESS_DAYS = {
    ("GB", "2026-06-02"): "2026-06-03",  # Tuesday, Wednesday
    ("GB", "2026-06-05"): "2026-06-08",  # Friday, Monday
    ("GB", "2026-07-31"): "2026-08-03",  # the first Monday of August
    ("GB-SCT", "2026-07-31"): "2026-08-04",  # is a holiday in Scotland,
    ("GB", "2026-08-28"): "2026-09-01",  # and the last in England
    ("GB-SCT", "2026-08-28"): "2026-08-31",
}


def test_one_more_iron_goes_into_the_fire_by_the_next_business_day(api, clock):
    """PL-06, on the candidate's own calendar."""
    due = {}
    for region, day in NEXT_BUSINESS_DAYS:
        patched(api, "/me", region=region)
        task = out(api, clock, f"{day} 11:15")["search_action"]
        assert (task["kind"], task["status"]) == ("search_action", "open")
        due[region, day] = task["due_at"]
    assert due == {asked: utc(f"{day} 17:00") for asked, day in NEXT_BUSINESS_DAYS.items()}


def test_the_next_business_day_is_counted_where_the_candidate_is(api, clock):
    """Thursday 17:00 in London is Friday 04:00 in Auckland, so the work is due on Monday."""
    patched(api, "/me", zone="Pacific/Auckland", region="NZ")
    task = out(api, clock, "2026-06-11 17:00")["search_action"]
    assert task["due_at"] == utc("2026-06-15 17:00", "Pacific/Auckland")


def test_referees_are_warmed_from_the_final_interview_on(api, clock):
    """RF-08."""
    warmed = {}
    for status in (
        "screening",
        "first_interview",
        "second_interview",
        "final_interview",
        "background_check",
        "offered",
    ):
        task = out(api, clock, "2026-06-05 11:15", application={"status": status})[
            "referee_warm_up"
        ]
        warmed[status] = task and task["due_at"]
    monday = utc("2026-06-08 17:00")
    assert [status for status, due in warmed.items() if due] == [
        "final_interview",
        "background_check",
        "offered",
    ]
    assert {due for due in warmed.values() if due} == {monday}


# Refusals


def test_an_interview_cannot_have_ended_then(api, clock):
    interview = planned(api, "2026-06-02 10:00")
    clock.advance(timedelta(hours=1, minutes=15))
    for ended, code in (
        ("2026-06-02 10:00", "ended-before-start"),
        ("2026-06-02 09:00", "ended-before-start"),
        ("2026-06-02 11:21", "ended-in-future"),  # it is 11:15; five minutes are forgiven
    ):
        answer = api.post(f"/interviews/{interview['id']}/ending", {"ended_at": utc(ended)})
        document = refused(answer, 422, code)
        assert document["errors"][0]["pointer"] == "/ended_at"
        assert read(api, f"/interviews/{interview['id']}")["status"] == "scheduled"


def test_clocks_may_differ_by_five_minutes(api, clock):
    interview = planned(api, "2026-06-02 09:00")
    ended = written(clock() + timedelta(minutes=5))
    plan = api.made(f"/interviews/{interview['id']}/ending", {"ended_at": ended})
    assert plan["wind_down"]["starts_at"] == written(clock())
    assert read(api, "/today")["quiet_until"] == plan["quiet_until"]  # at once


def test_an_interview_that_was_not_held_does_not_end(api, clock):
    interview = planned(api, "2026-06-02 09:00")
    path, ended = f"/interviews/{interview['id']}", {"ended_at": written(clock())}
    for status in ("cancelled", "no_show"):
        patched(api, path, status=status)
        refused(api.post(f"{path}/ending", ended), 409, "interview-not-held")
        refused(api.get(f"{path}/ending"), 404, "not-found")
    patched(api, path, status="scheduled")
    api.made(f"{path}/ending", ended)


# Told twice, told for a trial


def test_the_same_ending_told_again_is_the_same_plan(api, clock):
    first = out(api, clock, ENDED)
    path = f"/interviews/{first['interview']['id']}/ending"
    again = api.post(path, {"ended_at": "2026-06-02T12:15:00+02:00"})  # the same instant
    assert (again.status_code, again.json()) == (200, first)
    assert "Location" not in again.headers
    assert read(api, path) == first
    refused(api.post(path, {"ended_at": utc("2026-06-02 11:14")}), 409, "interview-already-ended")
    assert read(api, path) == first


def test_a_repeated_key_is_answered_from_memory(api, clock):
    interview = planned(api, "2026-06-02 09:00")
    path, body = f"/interviews/{interview['id']}/ending", {"ended_at": written(clock())}
    first = api.post(path, body, key="out-1")
    before = everything(api)
    again = api.post(path, body, key="out-1")
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == first.headers["Location"] == f"/api/v1{path}"
    assert everything(api) == before
    other = api.post(path, body | {"minutes_to_spare": 60}, key="out-1")
    refused(other, 422, "idempotency-key-reused")


def test_a_dry_run_tells_the_plan_and_writes_nothing(api, clock):
    application = make_application(api)
    interview = make_interview(api, application["id"])
    path = f"/interviews/{interview['id']}/ending"
    body = {"ended_at": written(clock()), "contact_person": "Dilys Pugh", "minutes_to_spare": 5}
    before = everything(api), read(api, f"/applications/{application['id']}/timeline")
    trial = api.post(path, body, params={"dry_run": True}, key="trial")
    assert (trial.status_code, trial.headers["Dry-Run"]) == (200, "true")
    assert "Location" not in trial.headers
    assert (everything(api), read(api, f"/applications/{application['id']}/timeline")) == before
    refused(api.get(path), 404, "not-found")
    told = api.post(path, body, key="trial")  # a trial does not use up its key
    assert told.status_code == 201
    assert outline(told.json()) == outline(trial.json())


def outline(plan):
    """A plan without what differs from one making to the next."""
    return (
        steps_of(plan),
        [(found["purpose"], found["suggested_at"]) for found in plan["follow_ups"]],
        plan["contact_person"]["name"],
        plan["capture_task"]["due_at"],
        plan["expected_reply_on"],
    )


def test_nobody_anonymous_is_owed_thanks(api, clock):
    interview = planned(api, "2026-06-02 09:00", interviewers=[{"name": "Priya Nair"}])
    contact = interview["interviewers"][0]["contact_id"]
    gone = api.post(f"/contacts/{contact}/anonymisation", {"name": "Priya Nair"})
    assert gone.status_code == 200, gone.text
    clock.advance(timedelta(hours=1))
    plan = api.made(f"/interviews/{interview['id']}/ending", {"ended_at": written(clock())})
    thanks = [item["contact"] for item in plan["follow_ups"] if item["purpose"] == "thank_you"]
    assert thanks == [None]
