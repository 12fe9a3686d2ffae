"""What is due becomes reminders: once, in time, not at night, and never about what is settled."""

from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import UUID

import pytest
from sqlalchemy import inspect, select, text

from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.flows.reminder_sources import SOURCES
from afterview.followups.models import MessageStatus, OutgoingMessage
from afterview.mail.rules import MessageKind
from afterview.notifications.models import NotificationDelivery
from afterview.replies.models import Proposal, ProposalKind, ReceivedFrom, ReceivedMessage
from tests.factories.databases import on_postgresql, on_sqlite
from tests.factories.reminders import planned_at
from tests.factories.story import instant, out, patched, planned, utc

EMAIL = {"kind": "email", "email": "sam@example.org"}


@pytest.fixture
def minute(app, clock):
    """Let the minute pass at this time in London; how many reminders go out."""

    def pass_at(wall):
        clock.set(instant(wall))
        return planned_at(app, clock)

    return pass_at


@pytest.fixture
def rows(app, clock):
    """Put rows into the database that other rooms would have made."""

    def put(*made):
        with transaction(app.state.gate.engine, Now(clock(), UTC)) as session:
            for row in made:
                session.add(row)
                session.flush()

    return put


@pytest.fixture
def task(api):
    return api.made("/tasks", {"title": "Iron the shirt", "due_at": utc("2026-06-02 12:00")})


def inbox(api, **asked):
    return api.items("/notifications", params={"sort": "created_at"} | asked)


def told(api):
    """What went out, in order of time."""
    return [(one["title"], one["nudge"]) for one in inbox(api, held=False)]


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


def test_an_interview_that_nobody_ended_is_asked_about_an_hour_later(api, minute):
    planned(api, "2026-06-03 10:00")
    assert minute("2026-06-03 11:59") == 0
    assert minute("2026-06-03 12:00") == 1
    (only,) = inbox(api)
    assert (only["subject_kind"], only["title"]) == ("interview", "Out of Mecca Customer Services?")


def test_everything_an_ending_lays_out_is_mentioned_in_its_time(api, clock, minute):
    out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    for day in range(2, 12):
        for hour in range(8, 20):
            minute(f"2026-06-{day:02} {hour:02}:30")
    kinds = {one["subject_kind"] for one in inbox(api)}
    assert kinds == {"follow_up", "capture", "debrief", "task"}
    assert ("Look back, kindly", 2) in told(api)
    said = [(one["subject_id"], one["nudge"]) for one in inbox(api, held=False)]
    assert len(said) == len(set(said))


def test_a_follow_up_that_was_sent_or_let_go_is_not_mentioned(api, clock, minute):
    out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    thanks = next(one for one in api.items("/follow-ups") if one["purpose"] == "thank_you")
    api.made(f"/follow-ups/{thanks['id']}/waiver", {"reason": "She left the company"})
    minute("2026-06-02 18:00")
    assert "follow_up" not in {one["subject_kind"] for one in inbox(api)}


def test_an_employer_who_asked_for_quiet_is_not_brought_up(api, clock, minute):
    plan = out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    application = plan["interview"]["application"]["id"]
    patched(api, f"/applications/{application}", quiet_until="2026-06-12")
    minute("2026-06-02 18:00")
    assert "follow_up" not in {one["subject_kind"] for one in inbox(api)}


def test_a_message_that_did_not_go_out_or_may_not_have_comes_first(api, user, clock, rows, minute):
    out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    for number in range(6):
        api.made("/tasks", {"title": f"Shirt {number}", "due_at": utc("2026-06-02 12:00")})
    thanks, check, *_ = api.items("/follow-ups")
    common = {
        "owner_id": UUID(user.id),
        "application_id": UUID(thanks["application"]["id"]),
        "to_name": "Priya Nair",
        "to_email": "priya.nair@mecca.example",
        "subject": "Thank you",
        "body": "Thank you for your time.",
        "text_hash": "0" * 64,
        "approved_at": clock(),
        "send_at": clock(),
    }
    rows(
        OutgoingMessage(
            **common,
            follow_up_id=UUID(thanks["id"]),
            message_id="<1@x>",
            status=MessageStatus.FAILED,
            failure="Refused: 550.",
        ),
        OutgoingMessage(
            **common,
            follow_up_id=UUID(check["id"]),
            message_id="<2@x>",
            status=MessageStatus.UNCERTAIN,
        ),
    )
    assert minute("2026-06-02 18:00") == 5
    sent = [one for one in inbox(api, held=False) if one["subject_kind"] == "message"]
    assert [(one["title"], one["why"]) for one in sent] == [
        ("Your message to Priya Nair did not go out", "Refused: 550."),
        (
            "Did your message to Priya Nair arrive?",
            "It was cut off while it was handed over. It is not sent again by itself.",
        ),
    ]
    assert [one["href"] for one in sent] == [
        f"/follow-ups/{thanks['id']}",
        f"/follow-ups/{check['id']}",
    ]


def received(user, clock, number, **changes):
    return ReceivedMessage(
        **{
            "owner_id": UUID(user.id),
            "source": ReceivedFrom.MAILBOX,
            "message_id": f"<{number}@mecca.example>",
            "from_name": f"Priya {number}",
            "subject": "Your interview",
            "received_at": clock(),
            "kind": MessageKind.SUBSTANTIVE,
        }
        | changes
    )


def test_mail_from_an_employer_is_news_once_and_unknown_mail_is_asked_about(
    api, user, clock, rows, minute
):
    interview = planned(api, "2026-06-09 10:00")
    application = UUID(interview["application"]["id"])
    proposing = received(user, clock, 5, application_id=application)
    rows(
        received(user, clock, 1, application_id=application),
        received(user, clock, 2, application_id=application, source=ReceivedFrom.PASTE),
        received(user, clock, 3),
        received(user, clock, 4, kind=MessageKind.AUTOMATIC),
        proposing,
        Proposal(
            owner_id=UUID(user.id),
            received_message_id=proposing.id,
            application_id=application,
            kind=ProposalKind.REJECTION,
        ),
    )
    assert minute("2026-06-02 12:00") == 3
    assert minute("2026-06-03 12:00") == 2
    assert sorted(told(api)) == [
        ("Priya 1 has written", 1),
        ("Priya 3 has written", 1),
        ("Priya 3 has written", 2),
        ("There is news from Mecca Customer Services", 1),
        ("There is news from Mecca Customer Services", 2),
    ]


def deliveries(app):
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
    found = deliveries(app)
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
    (only,) = deliveries(app)
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
    assert len(inbox(api)) == len(deliveries(app)) == len(jobs(app)) == 5


MANY = {
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) ",
        "lower(hex(randomblob(16)))",
        "strftime('%Y-%m-%d %H:%M:%S.000000', '2026-06-03', '+' || i || ' minutes')",
    ),
    "postgresql": (
        "WITH n(i) AS (SELECT generate_series(1, 100000)) ",
        "gen_random_uuid()",
        "timestamptz '2026-06-03' + i * interval '1 minute'",
    ),
}


def test_planning_over_100_000_open_obligations_reads_an_index(api, app, clock):
    out(api, clock, "2026-06-02 11:15")
    engine = app.state.gate.engine
    series, identity, later = MANY[engine.dialect.name]
    names = [column["name"] for column in inspect(engine).get_columns("follow_up")]
    other = {"id": identity, "suggested_at": later}
    with engine.begin() as connection:
        connection.execute(
            text(
                f"INSERT INTO follow_up ({', '.join(names)}) {series} "
                f"SELECT {', '.join(other.get(name, f'f.{name}') for name in names)} "
                "FROM n, (SELECT * FROM follow_up LIMIT 1) f"
            )
        )
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
        plan = steps(connection, SOURCES[0].fresh(clock(), 500))
    assert "ix_follow_up_open" in plan
    assert "SCAN follow_up" not in plan
    assert "Seq Scan on follow_up" not in plan


def steps(connection, statement):
    """How the database means to go about it."""
    compiled = statement.compile(connection, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {compiled}"))


@on_sqlite
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
def test_every_source_reads_an_index(app, clock, source):
    with app.state.gate.engine.connect() as connection:
        plan = steps(connection, source.fresh(clock(), 500))
    assert [line for line in plan.splitlines() if line.startswith("SCAN")] == []
