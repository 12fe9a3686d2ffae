"""Among 100,000 open obligations, what the minute asks for over everybody reads an index."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import inspect, select, text
from sqlmodel import col

from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.flows.messages_due import _DUE, overtaken_by_time
from afterview.flows.reminder_sources import SOURCES
from afterview.followups.models import FollowUp, OutgoingMessage
from afterview.notifications.models import SubjectKind
from tests.factories.story import out

MANY = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) ",
    "postgresql": "WITH n(i) AS (SELECT generate_series(1, 100000)) ",
}
IDENTITY = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
LATER = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S.000000', '2026-06-03', '+' || i || ' minutes')",
    "postgresql": "timestamptz '2026-06-03' + i * interval '1 minute'",
}
AS_TEXT = {"sqlite": "f.id", "postgresql": "f.id::text"}


@pytest.fixture
def crowd(api, app, user, clock):
    """100,000 obligations that come due minute after minute, a fifth with an approved message."""
    out(api, clock, "2026-06-02 11:15")
    engine = app.state.gate.engine
    kind = engine.dialect.name
    with transaction(engine, Now(clock(), clock().tzinfo)) as session:
        owed = session.scalars(select(FollowUp).limit(1)).one()
        session.add(_message(owed, UUID(user.id), clock()))
    with engine.begin() as connection:
        if kind == "postgresql":  # copies refer to what is there
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        _copy(
            connection,
            "follow_up",
            {"id": IDENTITY[kind], "suggested_at": LATER[kind]},
            f"{MANY[kind]} SELECT {{}} FROM n, (SELECT * FROM follow_up LIMIT 1) o",
        )
        _copy(
            connection,
            "outgoing_message",
            {
                "id": IDENTITY[kind],
                "follow_up_id": "f.id",
                "message_id": AS_TEXT[kind],
                "next_attempt_at": "f.suggested_at",
            },
            "SELECT {} FROM follow_up f, (SELECT * FROM outgoing_message LIMIT 1) o "
            "WHERE f.id <> o.follow_up_id LIMIT 20000",
        )
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    return engine


def test_every_question_of_the_minute_reads_an_index(crowd, clock):
    at = clock() + timedelta(days=2)
    told = {source.kind: source for source in SOURCES}
    with crowd.connect() as connection:
        few = connection.scalars(select(col(FollowUp.id)).limit(20)).all()
        plans = {
            "overtaken": _plan(connection, overtaken_by_time(at).params(at=at)),
            "due": _plan(connection, _DUE.params(at=at)),
            "told again": _plan(connection, told[SubjectKind.FOLLOW_UP].again(at, few)),
            "in trouble": _plan(connection, told[SubjectKind.MESSAGE].fresh(at, 500)),
        }
    assert "ix_follow_up_open" in plans["overtaken"]
    assert "ix_outgoing_message_due" in plans["due"]
    whole = {name: plan for name, plan in plans.items() if _reads_whole_tables(plan)}
    assert whole == {}


def _message(owed, owner_id, at):
    return OutgoingMessage(
        owner_id=owner_id,
        follow_up_id=owed.id,
        application_id=owed.application_id,
        to_name="Priya Nair",
        to_email="priya.nair@mecca.example",
        subject="Thank you",
        body="Thank you for your time.",
        text_hash="0" * 64,
        message_id="first",
        approved_at=at,
        send_at=at,
        next_attempt_at=at,
    )


def _copy(connection, table, other, statement):
    """Fill a table with copies of one of its rows, `o`, that differ in these columns."""
    names = [column["name"] for column in inspect(connection).get_columns(table)]
    quoted = [f'"{name}"' for name in names]
    values = [other.get(name, f'o."{name}"') for name in names]
    connection.execute(
        text(f"INSERT INTO {table} ({', '.join(quoted)}) {statement.format(', '.join(values))}")
    )


def _plan(connection, statement):
    """How the database means to go about it."""
    compiled = statement.compile(connection, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row[-1]) for row in connection.exec_driver_sql(f"{explain} {compiled}"))


def _reads_whole_tables(plan):
    return any(
        f"{how} {table}" in plan
        for how in ("SCAN", "Seq Scan on")
        for table in ("follow_up", "outgoing_message")
    )
