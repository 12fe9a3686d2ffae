"""How the tests of reminders speak."""

from datetime import timedelta

from afterview.flows import reminders_due
from tests.factories.story import out

BROWSER_KEYS = {
    "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcx"
    "aOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    "auth": "BTBZMqHH6r4Tts7J_aSIgg",
}
"""Of RFC 8291's own example."""


def planned_at(app, clock) -> int:
    """Let the minute pass in which reminders are planned; how many go out."""
    return reminders_due.plan(app.state.gate.engine, clock, app.state.settings)


def an_hour_later(api, clock, app) -> dict:
    """Out of an interview at 11:15; then at four, when the quiet window is over, the planner."""
    plan = out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    clock.advance(timedelta(hours=5))
    planned_at(app, clock)
    return plan
