"""Whoever invites again has answered, also where nobody wrote the invitation down (HS-03)."""

import pytest

from tests.factories.story import instant, out, read, utc
from tests.factories.world import make_interview


@pytest.fixture
def plan(api, clock):
    return out(api, clock, "2026-06-02 11:15", interview={"interviewers": [{"name": "Priya Nair"}]})


def application(plan):
    return plan["interview"]["application"]["id"]


def asked_twice(api, clock, plan):
    for number, day in ((1, "2026-06-09 10:00"), (2, "2026-06-18 10:00")):
        clock.set(instant(day))
        api.made(f"/follow-ups/{plan['follow_ups'][number]['id']}/delivery", {})


def another_check(api, plan):
    """What gauge and stops say to a check-in in July."""
    asked = {"planned_purpose": "status_check", "planned_at": utc("2026-07-03 10:00")}
    return read(api, f"/applications/{application(plan)}/pressure", **asked)["planned"]


def test_another_interview_is_an_answer(api, clock, plan):
    """HS-03 counts questions nobody answered; whoever invites again has answered."""
    asked_twice(api, clock, plan)
    assert [stop["id"] for stop in another_check(api, plan)["stops"]] == ["HS-03"]
    clock.set(instant("2026-06-25 12:00"))
    second = make_interview(api, application(plan), starts_at=utc("2026-06-25 10:00"))
    assert [stop["id"] for stop in another_check(api, plan)["stops"]] == ["HS-03"]
    ending = f"/interviews/{second['id']}/ending"
    api.made(ending, {"ended_at": utc("2026-06-25 11:00")})
    found = another_check(api, plan)
    assert (found["stops"], found["decision"]) == ([], "allow")
    api.delete(ending)
    assert [stop["id"] for stop in another_check(api, plan)["stops"]] == ["HS-03"]
