"""A time somebody chose by hand is judged by that time: nothing of it lapses before, or is lost."""

import pytest

from tests.factories.story import instant, out, patched, read, refused, utc
from tests.factories.world import MAIL_ACCOUNT

PRIYA = {"name": "Priya Nair", "email": "priya.nair@mecca.example"}


@pytest.fixture
def plan(api, clock):
    return out(api, clock, "2026-06-02 11:15", interview={"interviewers": [PRIYA]})


def told(api):
    """What went out, in words."""
    return [one["title"] for one in api.items("/notifications", params={"held": False})]


def path(plan, number):
    return f"/follow-ups/{plan['follow_ups'][number]['id']}"


def replanned(api, plan):
    """Something was said that means nothing to the plan but that it is asked again."""
    touch = {"direction": "outbound", "channel": "email", "purpose": "scheduling"}
    about = {"application_id": plan["interview"]["application"]["id"]}
    api.made("/touchpoints", touch | about)


def test_a_check_in_moved_by_hand_gives_way_only_to_the_one_that_counts_from_it(api, plan, minute):
    first, second = path(plan, 1), path(plan, 2)
    patched(api, first, suggested_at=utc("2026-06-22 14:00"))
    assert read(api, second)["suggested_at"] == utc("2026-07-01 09:00")
    minute("2026-06-19 12:00")
    replanned(api, plan)
    assert read(api, first)["status"] == "planned"
    minute("2026-07-01 08:59")
    assert read(api, first)["status"] == "planned"
    minute("2026-07-01 09:00")
    found = read(api, first)
    assert (found["status"], found["lapsed_cause"]) == ("lapsed", "stale")


def test_a_closing_note_moved_by_hand_waits_for_its_day(api, plan, minute):
    closing = path(plan, 3)
    patched(api, closing, suggested_at=utc("2026-09-01 09:00"))
    minute("2026-08-10 12:00")
    replanned(api, plan)
    assert read(api, closing)["status"] == "planned"
    minute("2026-10-12 12:00")
    assert read(api, closing)["lapsed_cause"] == "stale"


def test_a_closing_note_moved_by_hand_can_be_approved_for_its_day(api, clock, plan):
    closing = path(plan, 3)
    patched(api, closing, suggested_at=utc("2026-09-01 09:00"))
    api.made("/mail-account", MAIL_ACCOUNT)
    clock.set(instant("2026-08-28 12:00"))
    draft = api.made(f"{closing}/draft", {})
    approved = api.made(f"{closing}/approval", {"text_hash": draft["text_hash"]})
    assert approved["send_at"] == utc("2026-09-01 09:00")


def test_thanks_moved_past_their_time_are_still_mentioned(api, plan, minute):
    patched(api, path(plan, 0), suggested_at=utc("2026-06-08 09:00"))
    found = read(api, path(plan, 0))
    assert found["due_at"] == found["suggested_at"] > found["stale_at"]
    minute("2026-06-08 16:00")
    assert read(api, path(plan, 0))["status"] == "planned"
    assert "Thank Priya Nair" in told(api)
    assert "Thank Priya Nair" in [item["title"] for item in shown(read(api, "/today"))]


def shown(today):
    """Every card of Today, wherever it stands."""
    return [
        item
        for part in today.values()
        for item in ([part] if isinstance(part, dict) else part if isinstance(part, list) else [])
        if isinstance(item, dict) and "title" in item
    ]


def test_a_second_check_in_that_was_let_go_takes_no_ones_place(api, plan, minute):
    minute("2026-06-03 10:00")
    first = path(plan, 1)
    api.made(f"{path(plan, 2)}/waiver", {"reason": "Once is enough"})
    minute("2026-06-20 12:00")
    assert read(api, first)["status"] == "planned"
    minute("2026-07-02 09:00")  # the closing note does
    assert read(api, first)["lapsed_cause"] == "stale"


def test_a_second_check_in_moved_by_hand_takes_its_place_that_day(api, plan, minute):
    patched(api, path(plan, 2), suggested_at=utc("2026-06-15 10:00"))
    minute("2026-06-12 12:00")
    assert read(api, path(plan, 1))["status"] == "planned"
    minute("2026-06-15 10:00")
    assert read(api, path(plan, 1))["lapsed_cause"] == "stale"


def test_thanks_moved_there_and_back_are_due_when_they_were(api, plan):
    thanks = path(plan, 0)
    was = read(api, thanks)["due_at"]
    patched(api, thanks, suggested_at=utc("2026-06-20 10:00"))
    assert read(api, thanks)["due_at"] == utc("2026-06-20 10:00")
    patched(api, thanks, suggested_at=utc("2026-06-02 16:00"))
    assert read(api, thanks)["due_at"] == was


def test_nothing_is_moved_to_before_the_interview_ended(api, plan):
    early = api.patch(path(plan, 0), {"suggested_at": utc("2026-06-02 11:00")}, if_match="*")
    problem = refused(early, 422, "moved-before-interview-ended")
    assert problem["errors"][0]["pointer"] == "/suggested_at"
    odd = api.patch(path(plan, 0), {"suggested_at": "1700-01-01T00:00:00Z"}, if_match="*")
    assert "Value error" not in refused(odd, 422, "validation-failed")["errors"][0]["detail"]


def test_a_wish_that_is_said_again_changes_nothing_chosen_since(api, plan):
    step = f"/interviews/{plan['interview']['id']}/next-step"
    patched(api, step, preferred_channel="email")
    patched(api, path(plan, 2), channel="post")
    patched(api, step, preferred_channel="email", next_stage="A trial evening")
    assert read(api, path(plan, 2))["channel"] == "post"
