"""The limit: the same work by hand, in bare Starlette, a raw driver and orjson.

Nobody would want to maintain this; it says what the machine could do. Same library, same
durability, same rows read and written, same answers; no validation, no problem documents.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs
from zlib import crc32

import orjson
from starlette.requests import Request
from starlette.responses import Response
from uuid_utils import uuid7

from bench.raw import Database, dashed, decoded, instant, stored

TOKEN = """
    SELECT account.id, account.zone, api_token.used_at, api_token.expires_at, api_token.scopes
    FROM account JOIN api_token ON api_token.owner_id = account.id
    WHERE api_token.secret_hash = ?"""
APPLICATIONS = """
    SELECT application.*, organization.name AS organization_name,
        organization.do_not_contact AS organization_do_not_contact, agency.name AS agency_name,
        agency.do_not_contact AS agency_do_not_contact, stage.name AS stage_name,
        stage.status AS stage_status
    FROM application JOIN organization ON organization.id = application.organization_id
        JOIN stage ON stage.id = application.stage_id
        LEFT JOIN organization AS agency ON agency.id = application.agency_id"""
ONE = f"{APPLICATIONS} WHERE application.id = ? AND application.owner_id = ?"
LIST = f"""{APPLICATIONS} WHERE application.owner_id = ? AND application.stage_id = ?
    ORDER BY application.updated_at DESC, application.id DESC LIMIT 51"""
STAGES = "SELECT id, name, status, retired FROM stage WHERE owner_id = ? ORDER BY position, id"
COUNTS = """
    SELECT stage_id, count(*) AS cards FROM application WHERE owner_id = ? GROUP BY stage_id"""
CREATED = "application.created"
CARDS = """
    SELECT * FROM (SELECT application.id, application.stage_id, application.version,
        application.title, organization.name AS organization_name, application.desirability,
        application.tags, application.fallback, application.board_position,
        application.stage_entered_at, application.last_activity_at,
        (SELECT min(interview.starts_at) FROM interview
            WHERE interview.application_id = application.id
            AND interview.status = 'scheduled' AND interview.starts_at >= ?) AS next_interview_at
    FROM application JOIN organization ON organization.id = application.organization_id
    WHERE application.owner_id = ? AND application.stage_id = ?
    ORDER BY application.board_position, application.id LIMIT 100) AS top"""
EMPLOYER = """
    SELECT id, name, do_not_contact FROM organization WHERE owner_id = ? AND name_key = ?
    ORDER BY id LIMIT 1"""
ALIKE = """
    SELECT id, title, url_key, organization_id FROM application
    WHERE owner_id = ? AND organization_id = ? ORDER BY id DESC LIMIT 200"""
NEW_APPLICATION = """
    INSERT INTO application (id, version, created_at, updated_at, owner_id, organization_id,
        stage_id, title, description, job_location, tags, desirability, fallback, applied_at,
        notes, board_position, stage_entered_at, last_activity_at)
    VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
NEW_MOVE = """
    INSERT INTO move (id, owner_id, application_id, to_stage_id, at, reason, created_at)
    VALUES (?, ?, ?, ?, ?, '', ?)"""
NEW_WORDS = """
    INSERT INTO word_entry (owner_id, owner_key, kind, row_id, words)
    VALUES (?, ?, 'kapplication', ?, ?)
    ON CONFLICT (row_id) DO UPDATE SET words = excluded.words"""
NEW_EVENT = """
    INSERT INTO event (id, owner_id, at, action, subject_id, application_id, summary, data)
    VALUES (?, ?, ?, ?, ?, ?, ?, '{}')"""
CLOSED = frozenset({"hired", "rejected", "declined", "withdrawn", "cancelled", "ghosted"})
CATEGORY = {
    "draft": "saved",
    "submitted": "applied",
    "reviewing": "applied",
    "screening": "screening",
    "first_interview": "interviewing",
    "second_interview": "interviewing",
    "final_interview": "interviewing",
    "background_check": "checks",
    "offered": "offer",
    "accepted": "offer",
    "on_hold": "paused",
} | dict.fromkeys(CLOSED, "closed")
KEPT = [
    "title",
    "description",
    "identifier",
    "date_posted",
    "valid_through",
    "url",
    "employment_type",
    "job_location",
    "job_location_type",
    "industry",
    "source",
    "desirability",
    "notes",
    "quiet_until",
    "board_position",
    "version",
]
Work = Callable[[Database, Request, bytes], Response]
SECURITY = {"x-content-type-options": "nosniff", "cache-control": "no-store"}


def owner(database: Database, request: Request) -> str:
    """Who is asking, by token."""
    secret = request.headers["authorization"].removeprefix("Bearer ")
    row = database.one(TOKEN, (hashlib.sha256(secret.encode()).digest(),))
    if row is None or row["scopes"] is None:
        raise PermissionError
    return dashed(row["id"])


def answer(value: Any, status: int = 200, **headers: str) -> Response:
    body = orjson.dumps(value)
    headers |= {"etag": f'"{crc32(body):08x}"', **SECURITY}
    return Response(body, status, headers, "application/json")


def read_application(database: Database, request: Request, _body: bytes) -> Response:
    identity = request.path_params["application_id"]
    row = database.one(ONE, (database.id(identity), database.id(owner(database, request))))
    return answer(application(row))


def list_applications(database: Database, request: Request, _body: bytes) -> Response:
    stage = parse_qs(request.url.query)["stage_id"][0]
    who = database.id(owner(database, request))
    rows = database.all(LIST, (who, database.id(stage)))
    last = rows[49]
    after = orjson.dumps(["-updated_at", instant(last["updated_at"]), dashed(last["id"])]).hex()
    return answer({"items": [application(row) for row in rows[:50]], "next": after})


def read_board(database: Database, request: Request, _body: bytes) -> Response:
    who = database.id(owner(database, request))
    stages = database.all(STAGES, (who,))
    counts = {dashed(row["stage_id"]): row["cards"] for row in database.all(COUNTS, (who,))}
    live = [stage for stage in stages if stage["status"] not in CLOSED]
    occupied = [stage["id"] for stage in live if counts.get(dashed(stage["id"]))]
    now = stored(datetime.now(UTC))
    values = [value for stage_id in occupied for value in (now, who, stage_id)]
    cards: dict[str, list[dict[str, Any]]] = {dashed(stage["id"]): [] for stage in live}
    for row in database.all(" UNION ALL ".join([CARDS] * len(occupied)), tuple(values)):
        cards[dashed(row["stage_id"])].append(card(row))
    columns = [
        {
            "stage": brief(stage["id"], stage["name"], stage["status"]),
            "count": counts.get(dashed(stage["id"]), 0),
            "applications": cards[dashed(stage["id"])],
        }
        for stage in live
        if not stage["retired"] or counts.get(dashed(stage["id"]))
    ]
    closed = [
        {
            "stage": brief(stage["id"], stage["name"], stage["status"]),
            "count": counts[dashed(stage["id"])],
        }
        for stage in stages
        if stage["status"] in CLOSED and counts.get(dashed(stage["id"]))
    ]
    return answer({"columns": columns, "closed": closed})


def create_application(database: Database, request: Request, body: bytes) -> Response:
    data = orjson.loads(body)
    at = datetime.now(UTC)
    now, applied = stored(at), stored(datetime.fromisoformat(data["applied_at"]))
    identity = uuid7().hex
    with database.transaction():
        who = database.id(owner(database, request))
        name = data["organization_name"]
        employer = database.one(EMPLOYER, (who, name.casefold()))
        stages = database.all(STAGES, (who,))
        stage = next(row for row in stages if row["status"] == "submitted")
        same = database.all(ALIKE, (who, employer["id"]))
        twins = [row["id"] for row in same if alike(row["title"], data["title"])]
        given = (data["title"], "", data["job_location"], orjson.dumps(data["tags"]).decode())
        place = (-at.timestamp(), applied, now)
        row: tuple[Any, ...] = (identity, now, now, who, employer["id"], stage["id"], *given)
        row += (data["desirability"], False, applied, data["notes"], *place)
        database.run(NEW_APPLICATION, row)
        database.run(NEW_MOVE, (uuid7().hex, who, identity, stage["id"], applied, now))
        words = " ".join((data["title"], name, data["job_location"], *data["tags"], data["notes"]))
        database.run(NEW_WORDS, (who, f"o{dashed(who).replace('-', '')[1:]}", identity, words))
        summary = f"{data['title']} at {name} added, in {stage['name']}"
        database.run(NEW_EVENT, (uuid7().hex, who, now, CREATED, identity, identity, summary))
        made = database.one(ONE, (identity, who))
    found = application(made)
    found["warnings"] = [
        {"code": "duplicate_title", "application_id": dashed(twin)} for twin in twins
    ]
    return answer(found, 201, location=f"/api/v1/applications/{found['id']}")


def application(row: Any) -> dict[str, Any]:
    """A joined row as it is sent."""
    status = row["stage_status"]
    found = {name: row[name] for name in KEPT}
    found |= {
        "id": dashed(row["id"]),
        "organization": {
            "id": dashed(row["organization_id"]),
            "name": row["organization_name"],
            "do_not_contact": bool(row["organization_do_not_contact"]),
        },
        "agency": row["agency_id"]
        and {
            "id": dashed(row["agency_id"]),
            "name": row["agency_name"],
            "do_not_contact": bool(row["agency_do_not_contact"]),
        },
        "stage": brief(row["stage_id"], row["stage_name"], status),
        "outcome": status if status in CLOSED else None,
        "base_salary": row["salary_currency"]
        and {
            "currency": row["salary_currency"],
            "min_minor": row["salary_min_minor"],
            "max_minor": row["salary_max_minor"],
            "unit": row["salary_unit"],
        },
        "tags": decoded(row["tags"]),
        "fallback": bool(row["fallback"]),
        "legal_dispute": bool(row["legal_dispute"]),
        "direct_contact_permitted": bool(row["direct_contact_permitted"]),
        "applied_at": row["applied_at"] and instant(row["applied_at"]),
        "warnings": [],
    }
    for name in ("stage_entered_at", "last_activity_at", "created_at", "updated_at"):
        found[name] = instant(row[name])
    return found


def card(row: Any) -> dict[str, Any]:
    """An application on the board."""
    upcoming = row["next_interview_at"]
    return {
        "id": dashed(row["id"]),
        "version": row["version"],
        "title": row["title"],
        "organization_name": row["organization_name"],
        "desirability": row["desirability"],
        "tags": decoded(row["tags"]),
        "fallback": bool(row["fallback"]),
        "board_position": row["board_position"],
        "stage_entered_at": instant(row["stage_entered_at"]),
        "last_activity_at": instant(row["last_activity_at"]),
        "next_interview_at": upcoming and instant(upcoming),
    }


def brief(identity: str, name: str, status: str) -> dict[str, Any]:
    return {"id": dashed(identity), "name": name, "status": status, "category": CATEGORY[status]}


def alike(one: str, other: str) -> bool:
    """Whether two titles have the same words."""
    return set(re.findall(r"\w+", one.casefold())) == set(re.findall(r"\w+", other.casefold()))


WORK: dict[tuple[str, str], Work] = {
    ("GET", "/applications"): list_applications,
    ("POST", "/applications"): create_application,
    ("GET", "/applications/{application_id}"): read_application,
    ("GET", "/board"): read_board,
}
