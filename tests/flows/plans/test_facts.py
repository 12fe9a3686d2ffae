"""What becomes known later leaves standing what was so before: holes in coverage, the journal."""

import pytest

from tests.factories.story import instant, out, patched, read, stage, utc, walked

ENDED = "2026-06-02 11:15"
PRIYA = {"name": "Priya Nair", "email": "priya.nair@mecca.example"}


@pytest.fixture
def plan(api, clock):
    return out(api, clock, ENDED, interview={"interviewers": [PRIYA]})


def application(plan):
    return plan["interview"]["application"]["id"]


def logged(api, plan, direction="inbound", **touch):
    about = {"application_id": application(plan), "direction": direction, "channel": "email"}
    return api.made("/touchpoints", about | touch)


def moved(api, plan, status):
    api.made(f"/applications/{application(plan)}/moves", {"to_stage_id": stage(api, status)})


def holes(api):
    return [f"{one['purpose']} {one['sequence']}" for one in read(api, "/coverage")["holes"]]


def employer(api, plan):
    found = read(api, f"/applications/{application(plan)}")
    return f"/organizations/{found['organization']['id']}"


def test_an_answer_does_not_make_up_for_what_was_missed_before(api, plan, minute):
    minute("2026-06-20 10:00")
    missed = ["thank_you 1", "status_check 1", "status_check 2"]
    assert holes(api) == missed
    logged(api, plan)
    assert holes(api) == missed[:2]
    moved(api, plan, "rejected")
    patched(api, employer(api, plan), do_not_contact=True)
    assert holes(api) == missed[:2]
    patched(api, employer(api, plan), do_not_contact=False)
    assert holes(api) == missed[:2]


def test_an_answer_that_is_logged_late_excuses_what_came_after_it(api, plan, minute):
    minute("2026-06-20 10:00")
    touch = logged(api, plan, at=utc("2026-06-08 10:00"))
    assert holes(api) == ["thank_you 1"]
    api.delete(f"/touchpoints/{touch['id']}", if_match="*")
    assert holes(api) == ["thank_you 1", "status_check 1", "status_check 2"]


def test_a_request_for_feedback_is_new_in_the_journal(api, clock, plan):
    clock.set(instant("2026-06-08 10:00"))
    moved(api, plan, "rejected")
    timeline = walked(api, f"/applications/{application(plan)}/timeline")
    told = [one for one in timeline if one["summary"] == "Request for feedback planned"]
    assert [one["action"] for one in told] == ["follow_up.planned"]
    (line,) = [one for one in timeline if one["action"] == "follow_up_plan.changed"]
    before, after = (
        [one["purpose"] for one in line["data"][name]].count("feedback_request")
        for name in ("before", "after")
    )
    assert (before, after) == (0, 1)
