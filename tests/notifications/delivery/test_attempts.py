"""A reminder that does not get through: tried again, at the right hour, and never a third time."""

import socket

import pytest
from sqlalchemy import select, text

from afterview.flows import reminders_due
from afterview.notifications.models import NotificationDelivery
from tests.factories.reminders import only
from tests.factories.story import instant, out, patched, read, utc


def test_a_busy_service_is_tried_again_ever_more_slowly_and_then_given_up(
    api, at, firefox, receiver, task
):
    channel = api.made("/channels", firefox.subscription())
    receiver.answers = [503, 429, 500, 502, 504]
    at("2026-06-02 12:00")
    tried = []
    for wall in ("12:01", "12:06", "12:36", "14:36"):
        assert only(api)["next_attempt_at"] == utc(f"2026-06-02 {wall}")
        assert read(api, f"/channels/{channel['id']}")["failing_since"] is None
        at(f"2026-06-02 {wall}")
        tried.append(len(receiver.requests))
    assert tried == [2, 3, 4, 5]
    assert (only(api)["status"], only(api)["attempts"]) == ("failed", 5)
    assert read(api, f"/channels/{channel['id']}")["failing_since"] is not None
    at("2026-06-02 18:00")
    assert len(receiver.requests) == 5


def test_a_service_that_recovers_gets_it_once(api, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    receiver.answers = [503]
    for wall in ("12:00", "12:01", "12:02", "12:30"):
        at(f"2026-06-02 {wall}")
    assert len(receiver.requests) == 2
    assert (only(api)["status"], only(api)["failure"]) == ("sent", "")
    topics = {request.headers["topic"] for request in receiver.requests}
    assert len(topics) == 1  # so that the second replaces the first


def test_a_service_that_is_not_there_is_tried_again(api, app, at, firefox, task):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    firefox.endpoint = f"http://127.0.0.1:{port}/push"
    app.state.settings.allowed_hosts = f"127.0.0.1:{port}"
    api.made("/channels", firefox.subscription())
    at("2026-06-02 12:00")
    assert only(api)["status"] == "queued"
    assert only(api)["next_attempt_at"] == utc("2026-06-02 12:01")


def test_what_is_still_queued_at_night_waits_for_the_morning(api, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    patched(api, task_path(task), due_at=utc("2026-06-02 19:59"))
    receiver.answers = [503]
    at("2026-06-02 19:59")
    at("2026-06-02 20:00")
    assert len(receiver.requests) == 1
    assert only(api)["next_attempt_at"] == utc("2026-06-03 08:00")
    at("2026-06-03 08:00")
    assert only(api)["status"] == "sent"


def test_each_attempt_is_a_job_with_a_name_of_its_own(api, app, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    receiver.answers = [503]
    patched(api, task_path(task), due_at=utc("2026-06-02 19:59"))
    for wall in ("2026-06-02 19:59", "2026-06-02 20:00", "2026-06-03 08:00"):
        at(wall)
    schema = "" if app.state.gate.engine.dialect.name == "sqlite" else "dbos."
    with app.state.gate.engine.connect() as connection:
        names = connection.execute(text(f"SELECT workflow_uuid FROM {schema}workflow_status"))
        times = sorted(int(name.rpartition("-")[2]) for name in names.scalars())
    walls = ("2026-06-02 19:59", "2026-06-02 20:00", "2026-06-03 08:00")
    assert times == [int(instant(wall).timestamp()) for wall in walls]


def task_path(task):
    return f"/tasks/{task['id']}"


def test_what_is_still_queued_when_an_interview_ends_waits_for_the_quiet_window(
    api, app, clock, at, firefox, receiver, task
):
    api.made("/channels", firefox.subscription())
    receiver.answers = [503]
    at("2026-06-02 12:00")
    plan = out(api, clock, "2026-06-02 12:00")
    at("2026-06-02 12:01")
    assert len(receiver.requests) == 1
    (found,) = [one for note in inbox_of(api, task) for one in note["deliveries"]]
    assert found["next_attempt_at"] == plan["wind_down"]["quiet_until"]


def inbox_of(api, task):
    return [one for one in api.items("/notifications") if one["subject_id"] == task["id"]]


class Killed(BaseException):
    """The process dies."""


@pytest.fixture
def dying(monkeypatch):
    """Let the next so many attempts die after the message has left, before the result is noted."""

    def die(times):
        finish = reminders_due.delivery._finish
        left = [times]

        def killed(*given):
            if left[0]:
                left[0] -= 1
                raise Killed
            finish(*given)

        # a process that died here would take the test with it
        monkeypatch.setattr(reminders_due.delivery, "_finish", killed)

    return die


def test_a_reminder_that_was_cut_off_is_repeated_once(
    api, at, clock, firefox, receiver, task, dying
):
    api.made("/channels", firefox.subscription())
    dying(1)
    with pytest.raises(Killed):
        at("2026-06-02 12:00")
    at("2026-06-02 12:05")  # it may still be at it
    assert len(receiver.requests) == 1
    at("2026-06-02 12:10")
    at("2026-06-02 12:30")
    assert len(receiver.requests) == 2
    assert only(api)["status"] == "sent"


def test_and_never_twice(api, at, firefox, receiver, task, dying):
    api.made("/channels", firefox.subscription())
    dying(2)
    for wall in ("12:00", "12:10"):
        with pytest.raises(Killed):
            at(f"2026-06-02 {wall}")
    at("2026-06-02 12:20")
    assert len(receiver.requests) == 2
    assert only(api)["status"] == "failed"
    assert only(api)["failure"].startswith("It was cut off twice")


def test_a_job_that_is_run_twice_sends_once(api, app, clock, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    at("2026-06-02 12:00")
    with app.state.gate.engine.connect() as connection:
        identity = connection.execute(select(NotificationDelivery.__table__.c.id)).scalar_one()
    for _ in range(3):
        reminders_due.deliver(app.state.gate.engine, clock, app.state.settings, str(identity))
    assert len(receiver.requests) == 1
