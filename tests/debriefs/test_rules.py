"""When a debrief happens (EV-01)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from afterview.debriefs.rules import MAX_CHANGES, TIME_BOX, DebriefWindow, debrief_window


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_debrief_opens_overnight_is_mentioned_next_day_and_dropped_after_a_week():
    assert debrief_window(utc("2026-06-02T10:15")) == DebriefWindow(
        opens_at=utc("2026-06-02T22:15"),
        reminder_at=utc("2026-06-03T10:15"),
        nags_stop_at=utc("2026-06-09T10:15"),
    )


def test_the_hours_are_elapsed_hours_when_the_clocks_change():
    ended_at = datetime(2026, 3, 28, 18, 0, tzinfo=ZoneInfo("Europe/London"))
    window = debrief_window(ended_at)
    assert window.opens_at == utc("2026-03-29T06:00")
    assert window.nags_stop_at == utc("2026-04-04T18:00")
    assert window.opens_at.tzinfo is UTC


def test_a_debrief_is_twenty_minutes_and_three_changes_at_most():
    assert timedelta(minutes=20) == TIME_BOX
    assert MAX_CHANGES == 3


def test_an_end_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        debrief_window(datetime(2026, 6, 2, 11, 15))
