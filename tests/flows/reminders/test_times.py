"""When reminders go: once, in time, not at night, not too many, and never about what is settled."""

from datetime import datetime, timedelta

import pytest

from tests.factories.reminders import inbox, planned_at, told
from tests.factories.story import instant, out, patched, utc


def test_a_to_do_is_mentioned_when_its_time_has_come(api, task, minute):
    assert minute("2026-06-02 11:59") == 0
    assert inbox(api) == []
    assert minute("2026-06-02 12:00") == 1
    (only,) = inbox(api)
    assert (only["subject_kind"], only["subject_id"]) == ("task", task["id"])
    assert (only["held_reason"], only["sent_at"]) == (None, utc("2026-06-02 12:00"))
    assert minute("2026-06-02 12:01") == 0


def test_the_second_reminder_follows_next_day_and_no_third(api, task, minute):
    minute("2026-06-02 12:00")
    assert minute("2026-06-03 11:59") == 0
    assert minute("2026-06-03 12:00") == 1
    assert [minute(f"2026-06-{day:02} 12:00") for day in range(4, 16)] == [0] * 12
    first, second = inbox(api)
    assert told(api) == [("Iron the shirt", 1), ("Iron the shirt", 2)]
    assert first["held_reason"] is None
    assert second["held_reason"] == "nudged_twice"
    assert second["why"] == "Still open. This is the second reminder, and the last."


def test_what_is_done_is_not_mentioned_again(api, task, minute):
    minute("2026-06-02 12:00")
    api.made(f"/tasks/{task['id']}/completion")
    assert minute("2026-06-03 12:00") == 0
    assert told(api) == [("Iron the shirt", 1)]


def test_what_comes_due_at_night_waits_in_the_inbox_until_morning(api, task, minute):
    patched(api, f"/tasks/{task['id']}", due_at=utc("2026-06-02 20:30"))
    assert minute("2026-06-02 20:30") == 0
    (waiting,) = inbox(api, held=True)
    assert (waiting["held_reason"], waiting["held_until"], waiting["sent_at"]) == (
        "quiet_hours",
        utc("2026-06-03 08:00"),
        None,
    )
    assert minute("2026-06-03 07:59") == 0
    assert minute("2026-06-03 08:00") == 1
    (sent,) = inbox(api)
    assert (sent["id"], sent["held_reason"], sent["held_until"]) == (
        waiting["id"],
        "quiet_hours",
        None,
    )


def test_what_is_settled_while_it_waits_is_not_mentioned_and_comes_back_when_reopened(
    api, task, minute
):
    patched(api, f"/tasks/{task['id']}", due_at=utc("2026-06-02 20:30"))
    minute("2026-06-02 20:30")
    api.made(f"/tasks/{task['id']}/completion")
    assert minute("2026-06-03 08:00") == 0
    assert [one["held_reason"] for one in inbox(api)] == ["settled"]
    api.delete(f"/tasks/{task['id']}/completion")
    assert minute("2026-06-03 08:01") == 1
    assert told(api) == [("Iron the shirt", 1)]


def test_what_is_moved_to_later_is_mentioned_once_more_then(api, task, minute):
    minute("2026-06-02 12:00")
    patched(api, f"/tasks/{task['id']}", due_at=utc("2026-06-08 15:00"))
    assert minute("2026-06-03 12:00") == 0
    assert minute("2026-06-08 14:59") == 0
    assert minute("2026-06-08 15:00") == 1


def test_five_a_day_and_the_rest_next_morning(api, minute):
    for number in range(7):
        api.made("/tasks", {"title": f"Shirt {number}", "due_at": utc(f"2026-06-02 10:0{number}")})
    assert minute("2026-06-02 12:00") == 5
    held = inbox(api, held=True)
    assert [(one["title"], one["held_reason"]) for one in held] == [
        ("Shirt 5", "daily_cap"),
        ("Shirt 6", "daily_cap"),
    ]
    assert minute("2026-06-02 19:00") == 0
    assert minute("2026-06-03 08:00") == 2


def test_what_is_held_follows_new_terms_within_a_minute(api, minute):
    for number in range(7):
        api.made("/tasks", {"title": f"Shirt {number}", "due_at": utc(f"2026-06-02 10:0{number}")})
    minute("2026-06-02 12:00")
    patched(api, "/notification-preferences", daily_cap=6)
    assert minute("2026-06-02 12:01") == 1


def test_in_the_quiet_window_only_the_plan_speaks(api, app, clock, task, minute):
    plan = out(api, clock, "2026-06-02 11:15")
    quiet_until = datetime.fromisoformat(plan["wind_down"]["quiet_until"])
    assert minute("2026-06-02 12:15") == 0
    held = {one["title"]: one for one in inbox(api)}
    assert held["Iron the shirt"]["held_reason"] == "quiet_window"
    assert held["Iron the shirt"]["held_until"] == plan["wind_down"]["quiet_until"]
    assert held["Thank Priya Nair"]["held_reason"] == "quiet_window"
    clock.set(quiet_until - timedelta(minutes=1))
    assert planned_at(app, clock) == 0
    clock.set(quiet_until)
    assert planned_at(app, clock) > 0


def test_what_came_due_long_ago_wakes_nobody(api, minute):
    api.made("/tasks", {"title": "Old", "due_at": utc("2026-05-01 12:00")})
    assert minute("2026-06-02 12:00") == 0
    assert inbox(api) == []


@pytest.mark.parametrize(
    ("night", "goes"),
    [("2026-03-28 22:00", "2026-03-29 08:00"), ("2026-10-24 22:00", "2026-10-25 08:00")],
)
def test_on_nights_on_which_clocks_change_the_morning_is_at_eight(api, clock, minute, night, goes):
    clock.set(instant(night))
    api.made("/tasks", {"title": "Early", "due_at": utc(night)})
    assert minute(night) == 0
    assert inbox(api)[0]["held_until"] == utc(goes)
    assert minute(f"{goes[:11]}07:59") == 0
    assert minute(goes) == 1


def test_accounts_do_not_wait_for_each_other(api, other, minute):
    for one in (api, other):
        for number in range(6):
            one.made("/tasks", {"title": f"{number}", "due_at": utc("2026-06-02 12:00")})
    assert minute("2026-06-02 12:00") == 10
