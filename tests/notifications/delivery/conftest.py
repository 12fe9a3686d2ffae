"""Fixtures: a server that takes reminders, a browser that subscribed, a minute that passes."""

import pytest

from tests.factories.browser import Browser
from tests.factories.receiver import receiving
from tests.factories.reminders import planned_at, work
from tests.factories.service import make_app
from tests.factories.story import instant, utc


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def app(migrated_url, clock, tmp_path, receiver):
    """The service, allowed to reach the receiver."""
    return make_app(migrated_url, clock, tmp_path, allowed_hosts=receiver.host)


@pytest.fixture
def firefox(receiver):
    return Browser(f"http://{receiver.host}/push/1")


@pytest.fixture
def task(api):
    return api.made("/tasks", {"title": "Iron the shirt", "due_at": utc("2026-06-02 12:00")})


@pytest.fixture
def at(app, clock):
    """Let the minute at this time pass: the planner, and then every job that is due."""

    def pass_at(wall):
        clock.set(instant(wall))
        planned_at(app, clock)
        work(app, clock)

    return pass_at
