"""The history of reminders is kept for half a year."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from afterview import worker
from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.core.ids import new_id
from afterview.notifications.models import NotificationDelivery
from tests.factories.reminders import an_hour_later, planned_at


@pytest.fixture
def forgotten(app, clock):
    """Keep house; how many reminders went."""

    def clean():
        with transaction(app.state.gate.engine, Now(clock(), worker.UTC)) as session:
            return worker.EXPIRED["reminders"](session, clock())

    return clean


@pytest.fixture
def deliveries(app, clock, user):
    """One delivery that is over, and one that is still to be tried; how many are left."""
    engine = app.state.gate.engine
    with transaction(engine, Now(clock(), worker.UTC)) as session:
        for due_at in (None, clock()):
            session.add(
                NotificationDelivery(
                    owner_id=UUID(user.id),
                    batch_id=new_id(),
                    channel_label="Phone",
                    next_attempt_at=due_at,
                )
            )

    def left():
        with engine.connect() as connection:
            statement = select(func.count()).select_from(NotificationDelivery)
            return connection.execute(statement).scalar_one()

    return left


def test_what_is_over_goes_after_half_a_year_and_nothing_before(
    api, app, clock, forgotten, deliveries
):
    an_hour_later(api, clock, app)
    said = api.items("/notifications")
    assert said and deliveries() == 2
    clock.advance(timedelta(days=7))
    planned_at(app, clock)  # nothing is left to decide about these
    clock.advance(timedelta(days=172))
    assert (forgotten(), deliveries()) == (0, 2)
    clock.advance(timedelta(days=2))
    assert forgotten() >= len(said)
    left = {one["id"] for one in api.items("/notifications")}
    assert left.isdisjoint(one["id"] for one in said)
    assert deliveries() == 1


def test_what_is_still_to_be_decided_stays(api, app, clock, forgotten):
    an_hour_later(api, clock, app)
    said = api.items("/notifications")
    clock.advance(timedelta(days=181))
    assert forgotten() == 0
    assert api.items("/notifications") == said
