"""What reminders are about: whatever is owed in any room, each read along an index."""

from datetime import UTC
from uuid import UUID

import pytest
from sqlalchemy import inspect, text

from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.flows.reminder_sources import SOURCES
from afterview.followups.models import MessageStatus, OutgoingMessage
from afterview.mail.rules import MessageKind
from afterview.replies.models import Proposal, ProposalKind, ReceivedFrom, ReceivedMessage
from tests.factories.databases import on_sqlite
from tests.factories.reminders import inbox, told
from tests.factories.story import out, patched, planned, utc


@pytest.fixture
def rows(app, clock):
    """Put rows into the database that other rooms would have made."""

    def put(*made):
        with transaction(app.state.gate.engine, Now(clock(), UTC)) as session:
            for row in made:
                session.add(row)
                session.flush()

    return put


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
