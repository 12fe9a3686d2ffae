"""Somebody whose name and addresses stand everywhere the API lets them be written, and where they
are afterwards."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from sqlalchemy import make_url, text

from afterview.flows import message_sent, messages_due, reminders_due
from tests.factories.api import Api
from tests.factories.clock import TestClock
from tests.factories.mailservers import PASSWORD, USER
from tests.factories.replies import invitation, letter, received
from tests.factories.sending import approved, drafted, on_its_way
from tests.factories.story import patched, read, stage
from tests.factories.world import (
    end_interview,
    keep_file,
    make_application,
    make_interview,
    make_organization,
)

NAME = "Zanzibar Quuxley"
EMAIL = "zed.quux@canary.example"
PHONE = "+44 113 496 0777"
PROFILE = "https://www.linkedin.com/in/zz-canary"
MARKS = (
    "zanzibar",
    "quuxley",
    "zed.quux",
    "zed quux",
    "496 0777",
    "4960777",
    "zz-canary",
    "4960778",
)
"""What nobody else is called, in lower case. None may be left anywhere."""
SAID = f"Ask {NAME} first ({EMAIL}, 0044 or +44113-496-0777, linkedin.com/in/zz-canary)."
ADDRESSES = [
    {"channel": "email", "value": EMAIL},
    {"channel": "phone", "value": PHONE},
    {"channel": "linkedin_message", "value": PROFILE},
]


def plant(api: Api, app: FastAPI, clock: TestClock, server: Any) -> dict[str, str]:
    """Write a person down everywhere; give the ids of what has to do with them."""
    mailbox(api, server)
    employer = make_organization(
        api, zone="Europe/London", notes=SAID, website=PROFILE, industry=f"Friends of {NAME}"
    )
    application = make_application(
        api,
        organization_id=employer["id"],
        title=f"Assistant to {NAME}",
        description=SAID,
        notes=SAID,
        tags=[f"via {NAME}"],
        url=f"https://canary.example/jobs?ask={quote(EMAIL)}",
        identifier=f"{NAME}/1",
        industry=f"Friends of {NAME}",
        job_location=f"Where {NAME} sits",
    )
    ids = {"application_id": application["id"], "organization_id": employer["id"]}
    ids |= _met(api, ids)
    _said(api, app, clock, ids)
    ids |= _vouches(api, ids)
    _noted(api, ids)
    _mentioned(api, ids)
    engine, settings = app.state.gate.engine, app.state.settings
    clock.advance(timedelta(days=2))
    reminders_due.plan(engine, clock, settings)
    return ids


def mailbox(api: Api, server: Any) -> None:
    api.made(
        "/mail-account",
        {
            "from_email": "sam@example.org",
            "from_name": "Sam Okafor",
            "signature": "Sam Okafor",
            "smtp_host": "localhost",
            "smtp_port": server.port,
            "smtp_user": USER,
            "smtp_password": PASSWORD,
        },
    )


def _met(api: Api, ids: dict[str, str]) -> dict[str, str]:
    """Sat in an interview, which has ended; and was called something else at first."""
    contact = api.made(
        "/contacts",
        {
            "name": "Zanzibar Quuxley-Former",
            "organization_id": ids["organization_id"],
            "job_title": f"Deputy of {NAME}",
            "addresses": ADDRESSES,
            "notes": SAID,
            "obtained_from": f"{NAME}'s signature",
            "legal_basis": f"{NAME} said so",
        },
        key="contact",
    )
    patched(api, f"/contacts/{contact['id']}", name=NAME)
    interview = make_interview(
        api,
        ids["application_id"],
        interviewers=[{"contact_id": contact["id"]}, {"name": "Tom Reed"}],
        preparation=SAID,
        location=f"Room of {NAME}",
        link=f"https://meet.example/{EMAIL}",
    )
    ending = end_interview(
        api, interview["id"], contact_person=NAME, next_stage=f"A talk with {NAME}"
    )
    (toms,) = (
        one for one in ending["follow_ups"] if (one["contact"] or {}).get("name") == "Tom Reed"
    )
    api.made(f"/follow-ups/{toms['id']}/waiver", {"reason": f"{NAME} thanked him"})
    step = ending["wind_down"]["steps"][0]["id"]
    skipped = {"status": "skipped", "skip_reason": f"{NAME} rang"}
    assert api.patch(f"/wind-down-steps/{step}", skipped, if_match="*").status_code == 200
    mine = [one for one in ending["follow_ups"] if (one["contact"] or {}).get("name") == NAME]
    return {
        "contact_id": contact["id"],
        "interview_id": interview["id"],
        "thanks": f"/follow-ups/{mine[0]['id']}",
        "check": f"/follow-ups/{mine[1]['id']}",
    }


def _said(api: Api, app: FastAPI, clock: TestClock, ids: dict[str, str]) -> None:
    """A mail that was sent and one that waits, touches, and an answer."""
    drafted(api, ids["thanks"], subject=f"For {NAME}", body=thanks_to())
    approved(api, ids["thanks"])
    clock.advance(timedelta(hours=4))
    engine, settings = app.state.gate.engine, app.state.settings
    messages_due.queue_messages(engine, clock, settings)
    for message in on_its_way(app):
        message_sent.send(engine, clock, settings, message)
    assert read(api, ids["thanks"])["status"] == "sent"
    drafted(api, ids["check"])
    api.made(
        "/touchpoints",
        {
            "application_id": ids["application_id"],
            "contact_id": ids["contact_id"],
            "direction": "outbound",
            "channel": "phone",
            "purpose": "requested",
            "subject": "Zanzibar rang",
            "note": SAID,
        },
        key="touch",
    )
    other = make_application(api, title="Night porter", organization_name="Palace Hotel")["id"]
    elsewhere = {
        "application_id": other,
        "direction": "inbound",
        "channel": "phone",
        "subject": f"About {NAME}",
        "note": SAID,
    }
    api.made("/touchpoints", elsewhere)
    answer = letter(
        f"Unfortunately we have decided not to proceed.\n\n{NAME}\n{PHONE}",
        From=f"{NAME} <{EMAIL}>",
        Subject=f"Re: For {NAME}",
        Message_ID=f"<{EMAIL}>",
    )
    received(api, answer, application_id=ids["application_id"])
    unknown = letter(SAID, From=f"{NAME} <{EMAIL}>", Subject="Hello", Message_ID="<b@c.example>")
    received(api, unknown)
    forwarded = invitation(
        **{
            "ORGANIZER;CN=Priya Nair": "",
            f"ORGANIZER;CN={NAME}": f"mailto:{EMAIL}",
            "SUMMARY": f"Talk with {NAME}",
            "UID": f"7-{EMAIL}",
        }
    )
    thread = f"Message-ID: <7-{EMAIL}>\r\nIn-Reply-To: <8-{EMAIL}>\r\nReferences: <8-{EMAIL}>\r\n"
    received(api, thread + forwarded, application_id=other)


def thanks_to() -> str:
    return f"Dear {NAME},\n\nthank you for showing me the hall on Tuesday.\n\nSam"


def _vouches(api: Api, ids: dict[str, str]) -> dict[str, str]:
    """Vouches, was named, rung and briefed, is owed something; and another was named to them."""
    reference = api.made(
        "/references",
        {
            "contact_id": ids["contact_id"],
            "relationship": "line_manager",
            "worked_together": [{"employer": f"{NAME} & Partners", "from_year": 2020}],
            "competencies": [f"what {NAME} saw"],
            "best_hours": f"When {NAME} is in",
            "notes": SAID,
        },
    )
    path = f"/references/{reference['id']}"
    api.made(f"{path}/consent", {"status": "granted", "note": SAID})
    brief = keep_file(api, b"Points to draw on", name=f"Brief for {NAME}.txt", kind="brief")
    cv = keep_file(api, b"What I did", name=f"CV for {NAME}.txt", kind="cv")
    briefing = api.made(
        f"{path}/briefings",
        {
            "application_id": ids["application_id"],
            "caller": f"{NAME}'s deputy",
            "points": [{"text": f"{NAME} saw the queue go"}],
            "facts": SAID,
            "weak_spot": SAID,
            "attachment_ids": [brief["id"], cv["id"]],
        },
    )
    assert NAME.split()[0] in briefing["body"]
    page = api.made(f"/briefings/{briefing['id']}/page", {})
    code = page["url"].rsplit("/", 1)[1]
    answer = {"answer": "confirmed", "note": f"{NAME} says yes", "best_number": "+44 113 4960778"}
    Api(api.client).made(f"/referee-pages/{code}/answer", answer)
    naming = api.made(
        f"{path}/namings",
        {"application_id": ids["application_id"], "address_channel": "phone", "address": PHONE},
    )
    patched(
        api,
        f"/namings/{naming['id']}",
        answer_note=f"{NAME} would rather not on Fridays",
        best_number="+44 113 4960777",
    )
    withdrawal = {"reason": f"{NAME} would rather not"}
    api.made(f"/namings/{naming['id']}/withdrawal", withdrawal)
    api.made(
        f"{path}/contacts",
        {
            "application_id": ids["application_id"],
            "channel": "phone",
            "caller": f"A friend of {NAME}",
            "result": "mixed",
            "notes": SAID,
        },
    )
    owed = api.made(
        "/ledger",
        {
            "contact_id": ids["contact_id"],
            "direction": "i_owe",
            "kind": "favour",
            "reason": f"{NAME} drove me home",
        },
    )
    api.made(f"/ledger/{owed['id']}/settlement", {"note": f"Drove {NAME} home"})
    another = api.made("/references", {"name": "Dilys Pugh", "relationship": "peer"})
    api.made(f"/references/{another['id']}/consent", {"status": "granted"})
    api.made(
        f"/references/{another['id']}/namings",
        {
            "application_id": ids["application_id"],
            "recipient_id": ids["contact_id"],
            "recipient_name": f"{NAME} of HR",
            "address_channel": "phone",
            "address": "+44 113 496 0001",
        },
    )
    return {"reference_id": reference["id"], "briefing_id": briefing["id"], "brief_id": brief["id"]}


def _noted(api: Api, ids: dict[str, str]) -> None:
    """Written down after the interview."""
    capture = f"/interviews/{ids['interview_id']}/capture"
    patched(
        api,
        capture,
        names=NAME,
        facts=SAID,
        promises_theirs=SAID,
        promises_mine=SAID,
        next_step=SAID,
    )
    asked = {"question": f"{NAME} asked why", "answer": SAID, "follow_up": SAID}
    api.made(f"{capture}/questions", asked)


def _mentioned(api: Api, ids: dict[str, str]) -> None:
    """Named in what is about something else."""
    api.made("/tasks", {"title": f"Ring {NAME}", "notes": SAID, "due_at": "2026-06-03T08:00:00Z"})
    done = api.made("/tasks", {"title": f"Thank {NAME.upper()}"})
    api.made(f"/tasks/{done['id']}/skip", {"reason": f"{NAME} is away"})
    api.made("/contacts", {"name": f"Assistant of {NAME}", "notes": SAID}, key="assistant")
    api.made(
        "/activities",
        {"name": f"Walk with {NAME}", "slots": ["move"], "min_minutes": 10, "default_minutes": 20},
    )
    api.made("/templates", {"purpose": "closing_note", "subject": NAME, "body": f"To {NAME}."})
    api.made("/stages", {"name": f"Talk to {NAME}", "status": "screening"})
    api.made(
        f"/applications/{ids['application_id']}/moves",
        {"to_stage_id": stage(api, "final_interview"), "reason": SAID},
    )
    api.made(
        f"/applications/{ids['application_id']}/reference-request",
        {"notes": SAID, "competencies": [NAME]},
    )
    debrief = f"/interviews/{ids['interview_id']}/debrief"
    patched(
        api,
        debrief,
        aim=SAID,
        what_happened=SAID,
        open_early=True,
        went_well=[f"{NAME} smiled"],
        changes=[{"change": SAID[:90], "cue": SAID, "action": SAID}],
        outside_control=SAID,
        second_source=SAID,
    )


def left_of(app: FastAPI, url: str, folder: Path) -> list[str]:
    """Which marks are left, and where: in the files of SQLite, or any table of PostgreSQL."""
    engine = app.state.gate.engine
    if engine.dialect.name == "sqlite":
        database = Path(make_url(url).database or "")
        files = [*database.parent.glob(f"{database.name}*"), *(folder / "data").rglob("*")]
        found = [(file.name, file.read_bytes()) for file in files if file.is_file()]
    else:
        files = [file for file in (folder / "data").rglob("*") if file.is_file()]
        found = [(file.name, file.read_bytes()) for file in files] + list(told(engine))
    return [
        f"{mark} in {place}"
        for place, content in found
        for mark in MARKS
        if mark in content.decode("latin-1").lower()
    ]


def told(engine: Any) -> Iterator[tuple[str, bytes]]:
    named = text(
        "SELECT table_schema, table_name FROM information_schema.tables "
        "WHERE table_type = 'BASE TABLE' "
        "AND table_schema NOT IN ('pg_catalog', 'information_schema')"
    )
    with engine.connect() as connection:
        for schema, table in connection.execute(named).all():
            for row in connection.execute(text(f'SELECT * FROM "{schema}"."{table}"')).mappings():
                for column, value in row.items():
                    content = value if isinstance(value, bytes) else _written(value)
                    yield f"{schema}.{table}.{column}", content


def _written(value: Any) -> bytes:
    return json.dumps(value, default=str, ensure_ascii=False).encode()
