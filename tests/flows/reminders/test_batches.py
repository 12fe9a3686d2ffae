"""What goes out together, where to, and as which job."""

from threading import Thread

from sqlalchemy import select, text

from afterview.notifications.models import NotificationDelivery
from tests.factories.databases import on_postgresql
from tests.factories.reminders import inbox, planned_at
from tests.factories.story import instant, patched, utc

EMAIL = {"kind": "email", "email": "sam@example.org"}


def delivery_rows(app):
    with app.state.gate.engine.connect() as connection:
        return connection.execute(select(*NotificationDelivery.__table__.c)).all()


def jobs(app):
    schema = "" if app.state.gate.engine.dialect.name == "sqlite" else "dbos."
    with app.state.gate.engine.connect() as connection:
        found = connection.execute(
            text(f"SELECT workflow_uuid, name FROM {schema}workflow_status ORDER BY 1")
        )
        return [(row.workflow_uuid, row.name) for row in found]


def test_each_reminder_goes_on_every_channel_that_is_on_as_a_job_of_its_own(api, app, task, minute):
    on = api.made("/channels", EMAIL)
    ntfy = api.made("/channels", {"kind": "apprise", "url": "ntfy://sams-interviews"})
    off = api.made("/channels", EMAIL | {"email": "old@example.org"})
    patched(api, f"/channels/{off['id']}", enabled=False)
    api.made("/tasks", {"title": "Find the entrance", "due_at": utc("2026-06-02 12:00")})
    assert minute("2026-06-02 12:00") == 2
    found = delivery_rows(app)
    assert sorted(str(row.channel_id) for row in found) == sorted([on["id"], ntfy["id"]] * 2)
    assert len({row.batch_id for row in found}) == 2
    assert jobs(app) == sorted((name_of(row), "deliver_notification") for row in found)
    shown = inbox(api)[0]["deliveries"]
    assert [(one["channel_label"], one["status"]) for one in shown] == [
        ("s…@example.org", "queued"),
        ("ntfy topic …ews", "queued"),
    ]


def test_a_digest_is_one_message_a_day_with_everything_in_it(api, app, minute):
    api.made("/channels", EMAIL)
    patched(api, "/notification-preferences", rhythm="digest")
    for number in range(3):
        api.made("/tasks", {"title": f"Shirt {number}", "due_at": utc(f"2026-06-02 1{number}:00")})
    assert minute("2026-06-02 15:00") == 0
    assert {one["held_reason"] for one in inbox(api)} == {"digest"}
    assert {one["held_until"] for one in inbox(api)} == {utc("2026-06-03 09:00")}
    assert minute("2026-06-03 09:00") == 3
    (only,) = delivery_rows(app)
    assert [one["deliveries"][0]["status"] for one in inbox(api)] == ["queued"] * 3
    assert only.next_attempt_at is not None


def test_a_delivery_whose_time_has_come_again_is_queued_once_for_each_attempt(
    api, app, clock, task, minute
):
    api.made("/channels", EMAIL)
    minute("2026-06-02 12:00")
    ((first, _),) = jobs(app)
    minute("2026-06-02 12:01")
    assert [name for name, _ in jobs(app)] == [first]  # the worker is behind, and has it already
    minute("2026-06-02 13:00")
    minute("2026-06-02 13:30")
    assert [name for name, _ in jobs(app)] == [first, f"{first}-1"]  # its job must have broken


def name_of(row):
    return f"delivery-{row.id}-{int(row.next_attempt_at.timestamp())}"


@on_postgresql
def test_two_planners_at_once_say_everything_once(api, app, clock, task, minute):
    api.made("/channels", EMAIL)
    for number in range(4):
        api.made("/tasks", {"title": f"{number}", "due_at": utc("2026-06-02 12:00")})
    clock.set(instant("2026-06-02 12:00"))
    planners = [Thread(target=planned_at, args=(app, clock)) for _ in range(3)]
    for planner in planners:
        planner.start()
    for planner in planners:
        planner.join()
    assert len(inbox(api)) == len(delivery_rows(app)) == len(jobs(app)) == 5
