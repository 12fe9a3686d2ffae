"""Fixtures: the time that passes over a plan."""

import pytest

from afterview.flows import messages_due
from tests.factories.reminders import planned_at
from tests.factories.story import instant


@pytest.fixture
def minute(app, clock):
    """Let it become this time, with the minute's planning of obligations and reminders."""

    def comes(wall):
        clock.set(instant(wall))
        messages_due.lapse_passed(app.state.gate.engine, clock, app.state.settings)
        planned_at(app, clock)

    return comes
