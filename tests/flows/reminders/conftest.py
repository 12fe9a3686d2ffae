"""Fixtures: a to-do, and minutes that pass."""

import pytest

from tests.factories.reminders import planned_at
from tests.factories.story import instant, utc


@pytest.fixture
def minute(app, clock):
    """Let the minute pass at this time in London; how many reminders go out."""

    def pass_at(wall):
        clock.set(instant(wall))
        return planned_at(app, clock)

    return pass_at


@pytest.fixture
def task(api):
    return api.made("/tasks", {"title": "Iron the shirt", "due_at": utc("2026-06-02 12:00")})
