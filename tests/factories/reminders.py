"""How the tests of reminders speak."""

from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import select

from afterview.flows import reminders_due
from afterview.notifications.models import NotificationDelivery
from tests.factories.api import Api
from tests.factories.clock import TestClock
from tests.factories.story import out

BROWSER_KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
    "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
"""Of RFC 8291's own example."""


def planned_at(app: FastAPI, clock: TestClock) -> int:
    """Let the minute pass in which reminders are planned; how many go out."""
    return reminders_due.plan(app.state.gate.engine, clock, app.state.settings)


def work(app: FastAPI, clock: TestClock) -> None:
    """Do every delivery that is due, as a worker would."""
    engine, table = app.state.gate.engine, NotificationDelivery.__table__.c
    with engine.connect() as connection:
        due = connection.execute(
            select(table.id).where(table.next_attempt_at <= clock()).order_by(table.id)
        ).scalars()
        waiting = [str(identity) for identity in due]
    for identity in waiting:
        reminders_due.deliver(engine, clock, app.state.settings, identity)


def inbox(api: Api, **asked: Any) -> list[Any]:
    """Everything that was to be said, in order of time."""
    return api.items("/notifications", params={"sort": "created_at"} | asked)


def told(api: Api) -> list[tuple[str, int]]:
    """What went out, in order of time."""
    return [(one["title"], one["nudge"]) for one in inbox(api, held=False)]


def deliveries(api: Api) -> list[Any]:
    """Every delivery that the inbox shows."""
    return [one for note in api.items("/notifications") for one in note["deliveries"]]


def only(api: Api) -> Any:
    """The one delivery there is."""
    (delivery,) = deliveries(api)
    return delivery


def an_hour_later(api: Api, clock: TestClock, app: FastAPI) -> dict[str, Any]:
    """Out of an interview at 11:15; then at four, when the quiet window is over, the planner."""
    plan = out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    clock.advance(timedelta(hours=5))
    planned_at(app, clock)
    return plan
