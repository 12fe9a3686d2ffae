"""The limit's ending and Today: the same rows written and read, times worked out plainly."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from uuid_utils import uuid7

from bench.limit import NEW_EVENT, answer, owner
from bench.raw import Database, decoded, stored

INTERVIEW = """
    SELECT interview.*, application.title, application.stage_id, application.agency_id,
        organization.name AS organization_name, organization.zone AS employer_zone,
        organization.region AS employer_region, organization.do_not_contact,
        stage.status AS application_status
    FROM interview JOIN application ON application.id = interview.application_id
        JOIN organization ON organization.id = application.organization_id
        JOIN stage ON stage.id = application.stage_id
    WHERE interview.id = ? AND interview.owner_id = ?"""
PEOPLE = """
    SELECT contact.id, contact.name, contact.job_title, interviewer.role,
        (SELECT value FROM contact_address WHERE contact_id = contact.id AND channel = 'email'
            AND given_by_them AND NOT do_not_contact ORDER BY position LIMIT 1) AS email
    FROM interviewer JOIN contact ON contact.id = interviewer.contact_id
    WHERE interviewer.interview_id = ? ORDER BY interviewer.position"""
MENU = "SELECT id, name, slots, min_minutes FROM activity WHERE owner_id = ? AND enabled"
HELPED = """
    SELECT step.activity_id, plan.tension_before - plan.tension_after AS helped
    FROM wind_down_step AS step JOIN wind_down AS plan ON plan.id = step.wind_down_id
    WHERE step.owner_id = ? AND step.finished_at IS NOT NULL AND plan.tension_before IS NOT NULL
        AND plan.tension_after IS NOT NULL"""
NEXT = """
    SELECT min(starts_at) AS at FROM interview
    WHERE owner_id = ? AND status = 'scheduled' AND starts_at >= ?"""
EARLIER = """
    SELECT id FROM follow_up WHERE application_id = ? AND interview_id <> ?
        AND sent_at IS NULL AND waived_at IS NULL AND purpose <> 'thank_you'"""
ENDED = """
    UPDATE interview SET status = 'complete', ended_at = ?, version = version + 1, updated_at = ?
    WHERE id = ? AND version = ?"""
TOUCHED = "UPDATE application SET last_activity_at = ? WHERE id = ?"
ROWS = {
    "wind_down": "interview_id budget_minutes starts_at ends_at quiet_until seven_minute_due_at",
    "capture": "interview_id ended_at names facts promises_theirs promises_mine next_step",
    "follow_up_plan": "interview_id application_id permission next_stage zone region "
    "expected_reply_on notes",
    "follow_up": "interview_id application_id contact_id purpose sequence channel not_before "
    "suggested_at due_at note waived_reason",
    "debrief": "interview_id opens_at reminder_at nags_stop_at aim what_happened went_well "
    "changes outside_control second_source",
    "task": "application_id interview_id kind title notes due_at sort_at skip_reason",
}
VERSIONED = "id, version, created_at, updated_at, owner_id"
STEP = """
    INSERT INTO wind_down_step (id, owner_id, wind_down_id, position, slot, minutes, activity_id,
        name, skip_reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '')"""
PLAN = (("water", 2), ("breathe", 2), ("capture", 11), ("move", 10), ("finish", 5))
BACK = ("wind_down", "capture", "follow_up_plan", "debrief", "task", "follow_up")


def end_interview(database: Database, request: Request, body: bytes) -> Response:
    data = orjson.loads(body)
    at, ended_at = datetime.now(UTC), datetime.fromisoformat(data["ended_at"])
    interview_id = database.id(request.path_params["interview_id"])
    with database.transaction():
        who = database.id(owner(database, request))
        writer = _Writer(database, who, at)
        found = database.one(INTERVIEW, (interview_id, who))
        people = database.all(PEOPLE, (interview_id,))
        menu = [
            (row["id"], row["name"], decoded(row["slots"])) for row in database.all(MENU, (who,))
        ]
        database.all(HELPED, (who,))
        database.one(NEXT, (who, stored(at)))
        database.all(EARLIER, (found["application_id"], interview_id))
        ended = (stored(ended_at), stored(at), interview_id, found["version"])
        database.run(ENDED, ended)
        plan_id = writer.add("wind_down", interview_id, 30, *_at(ended_at, 0, 30, 150, 7))
        for position, (slot, minutes) in enumerate(PLAN):
            fitting = next((item for item in menu if slot in item[2]), (None, slot, ()))
            step = (uuid7().hex, who, plan_id, position, slot, minutes, *fitting[:2])
            database.run(STEP, step)
        writer.add("capture", interview_id, stored(ended_at), "", "", "", "", "")
        where = (interview_id, found["application_id"])
        expected = (ended_at + timedelta(days=14)).date().isoformat()
        said = ("not_asked", "", found["zone"], "GB", expected, "[]")
        writer.add("follow_up_plan", *where, *said)
        owed = [("thank_you", number, person) for number, person in enumerate(people, start=1)]
        owed += [("status_check", 1, people[0]), ("status_check", 2, people[0])]
        owed += [("closing_note", 1, people[0])]
        for number, (purpose, sequence, person) in enumerate(owed):
            to = (person["id"], purpose, sequence, "email")
            times = _at(ended_at, *(60 + 1440 * number for _ in range(3)))
            made = writer.add("follow_up", *where, *to, *times, "", "")
            writer.journal(made, found["application_id"], "follow_up.planned", purpose)
        opens = _at(ended_at, 720, 1440, 10080)
        writer.add("debrief", interview_id, *opens, "", "", "[]", "[]", "", "")
        due = _at(ended_at, 1440, 1440)
        search = ("search_action", "One more iron in the fire", "")
        task = writer.add("task", found["application_id"], interview_id, *search, *due, "")
        writer.journal(task, found["application_id"], "task.created", "To do")
        database.run(TOUCHED, (stored(at), found["application_id"]))
        writer.journal(interview_id, found["application_id"], "interview.ended", "Ended")
        laid_out = {
            name: database.all(f"SELECT * FROM {name} WHERE interview_id = ?", (interview_id,))
            for name in BACK
        }
        steps = database.all(
            "SELECT * FROM wind_down_step WHERE wind_down_id = ? ORDER BY position", (plan_id,)
        )
        everybody = database.all(PEOPLE, (interview_id,))
        interview = database.one(INTERVIEW, (interview_id, who))
    plan: dict[str, Any] = {name: [dict(row) for row in rows] for name, rows in laid_out.items()}
    plan |= {"steps": [dict(row) for row in steps], "interview": dict(interview)}
    return answer(plan | {"interviewers": [dict(row) for row in everybody]}, 201)


class _Writer:
    """Writes versioned rows and lines of the journal."""

    def __init__(self, database: Database, who: str, at: datetime) -> None:
        self.database, self.who, self.now = database, who, stored(at)

    def add(self, table: str, *values: Any) -> str:
        identity = uuid7().hex
        names = ", ".join(ROWS[table].split())
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({VERSIONED}, {names}) VALUES (?, 1, ?, ?, ?, {marks})"
        self.database.run(sql, (identity, self.now, self.now, self.who, *values))
        return identity

    def journal(self, subject: Any, application_id: Any, action: str, summary: str) -> None:
        line = (uuid7().hex, self.who, self.now, action, subject, application_id, summary)
        self.database.run(NEW_EVENT, line)


def _at(ended_at: datetime, *minutes: int) -> list[str]:
    return [stored(ended_at + timedelta(minutes=later)) for later in minutes]


COMING = """
    SELECT interview.id, interview.application_id, interview.starts_at,
        interview.duration_minutes, interview.zone, application.title,
        organization.name AS organization_name
    FROM interview JOIN application ON application.id = interview.application_id
        JOIN organization ON organization.id = application.organization_id
    WHERE interview.owner_id = ? AND interview.status = 'scheduled'
        AND interview.starts_at >= ? AND interview.starts_at <= ?
    ORDER BY interview.starts_at, interview.id LIMIT 50"""
RUNNING = """
    SELECT * FROM wind_down WHERE owner_id = ? AND quiet_until > ? AND starts_at <= ?
    ORDER BY quiet_until DESC LIMIT 1"""
AWAITED = """
    SELECT follow_up_plan.id, follow_up_plan.application_id, follow_up_plan.interview_id,
        follow_up_plan.expected_reply_on, follow_up_plan.decision_by, interview.ended_at
    FROM follow_up_plan JOIN interview ON interview.id = follow_up_plan.interview_id
    WHERE follow_up_plan.owner_id = ? AND interview.ended_at >= ?
    ORDER BY follow_up_plan.expected_reply_on, follow_up_plan.id LIMIT 100"""
UNWRITTEN = """
    SELECT * FROM debrief WHERE owner_id = ? AND finished_at IS NULL AND nags_stop_at > ?
    ORDER BY opens_at, id LIMIT 50"""
FADING = """
    SELECT capture.* FROM capture JOIN interview ON interview.id = capture.interview_id
    WHERE capture.owner_id = ? AND capture.finished_at IS NULL AND capture.ended_at > ?
        AND interview.ended_at IS NOT NULL ORDER BY capture.ended_at, capture.id LIMIT 50"""
OWED = """
    SELECT follow_up.*, contact.name AS contact_name, application.title,
        organization.name AS organization_name,
        (SELECT value FROM contact_address WHERE contact_id = contact.id AND channel = 'email'
            AND given_by_them AND NOT do_not_contact ORDER BY position LIMIT 1) AS email
    FROM follow_up LEFT JOIN contact ON contact.id = follow_up.contact_id
        JOIN application ON application.id = follow_up.application_id
        JOIN organization ON organization.id = application.organization_id
    WHERE follow_up.owner_id = ? AND sent_at IS NULL AND waived_at IS NULL
    ORDER BY suggested_at, follow_up.id LIMIT 50"""
TO_DO = """
    SELECT * FROM task WHERE owner_id = ? AND done_at IS NULL AND skipped_at IS NULL
    ORDER BY sort_at, id LIMIT 50"""
ABOUT = """
    SELECT application.id, application.title, organization.name AS organization_name, stage.status
    FROM application JOIN organization ON organization.id = application.organization_id
        JOIN stage ON stage.id = application.stage_id
    WHERE application.owner_id = ? AND application.id IN ({})"""


def read_today(database: Database, request: Request, _body: bytes) -> Response:
    at = datetime.now(UTC)
    who = database.id(owner(database, request))

    def around(days: int) -> str:
        return stored(at + timedelta(days=days))

    coming = database.all(COMING, (who, around(-14), around(14)))
    database.one(RUNNING, (who, stored(at), stored(at)))
    awaited = database.all(AWAITED, (who, around(-120)))
    unwritten = database.all(UNWRITTEN, (who, stored(at)))
    fading = database.all(FADING, (who, around(-3)))
    ids = tuple({row["application_id"] for row in awaited})
    about = database.all(ABOUT.format(", ".join("?" * len(ids))), (who, *ids)) if ids else []
    owed = database.all(OWED, (who,))
    to_do = database.all(TO_DO, (who,))
    found = (coming, awaited, unwritten, fading, about, owed, to_do)
    return answer({"items": [[dict(row) for row in rows] for rows in found]})
