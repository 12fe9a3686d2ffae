"""The demo world: believable while it is there, and gone without a trace."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.followups.models import FollowUp, MessageStatus, OutgoingMessage
from tests.factories.databases import on_sqlite
from tests.factories.story import patched, read, refused, walked
from tests.factories.world import (
    end_interview,
    make_application,
    make_contact,
    make_interview,
    make_organization,
)

ROWS = (
    "/organizations",
    "/contacts",
    "/applications",
    "/interviews",
    "/tasks",
    "/follow-ups",
)
ROLES = {
    "recruiter",
    "agency_consultant",
    "hiring_manager",
    "interviewer",
    "coordinator",
    "hr",
    "referee",
    "ally",
}


def account(api):
    """Everything the account can list, with the timelines."""
    found = {path: walked(api, path) for path in (*ROWS, "/stages", "/activities")}
    found |= {row["id"]: timeline(api, row) for row in found["/applications"]}
    return found | {path: read(api, path) for path in ("/board", "/today")}


def timeline(api, application):
    return walked(api, f"/applications/{application['id']}/timeline")


def titled(api, title):
    return next(row for row in walked(api, "/applications") if row["title"] == title)


def own_world(api):
    """A little of everything of the user's own, under names the demo uses as well."""
    employer = make_organization(api)
    priya = make_contact(api, organization_id=employer["id"])
    application = make_application(api, organization_id=employer["id"], notes="Teabags?")
    seat = {"contact_id": priya["id"]}
    interview = make_interview(api, application["id"], interviewers=[seat])
    end_interview(api, interview["id"], tension=7)
    api.made("/tasks", {"title": "Iron the good shirt", "application_id": application["id"]})


def test_a_to_do_is_as_old_as_the_line_that_tells_of_it(api):
    api.post("/demo")
    told = {
        line["subject_id"]: line["at"]
        for row in walked(api, "/applications")
        for line in timeline(api, row)
        if line["action"] == "task.created"
    }
    made = {row["id"]: row["created_at"] for row in walked(api, "/tasks") if row["id"] in told}
    assert len(made) > 10
    assert {identity: told[identity] for identity in made} == made


def test_it_is_a_search_of_four_months(api, clock):
    assert api.get("/demo").json() == {"present": False, "applications": 0}
    assert api.post("/demo").json() == {"present": True, "applications": 24}
    applications = walked(api, "/applications", sort="created_at")
    assert len(applications) == 24
    age = clock() - datetime.fromisoformat(applications[0]["created_at"])
    assert timedelta(days=115) < age < timedelta(days=135)
    outcomes = [found["outcome"] for found in applications if found["outcome"]]
    assert Counter(outcomes) == {
        "rejected": 3,
        "ghosted": 1,
        "withdrawn": 1,
        "cancelled": 1,
        "declined": 1,
    }
    (shelf,) = [found for found in applications if found["fallback"]]
    assert "below the minimum wage" in shelf["notes"]


def test_it_knows_people_of_every_kind(api):
    api.made("/demo")
    assert Counter(row["role"] for row in walked(api, "/organizations")) == {
        "employer": 18,
        "agency": 2,
    }
    contacts = walked(api, "/contacts")
    roles = Counter(row["role"] for row in contacts)
    assert roles.keys() == ROLES
    assert roles["referee"] == 3
    addresses = [address for row in contacts for address in row["addresses"]]
    assert not all(address["given_by_them"] for address in addresses)
    assert any(address["do_not_contact"] for address in addresses)
    assert all(
        address["value"].endswith(".example")
        for address in addresses
        if address["channel"] == "email"
    )


def test_five_interviews_are_over_and_three_to_come(api, clock):
    api.made("/demo")
    interviews = walked(api, "/interviews")
    held, ahead = interviews[:5], interviews[5:]
    assert {found["status"] for found in held} == {"complete"}
    assert {found["status"] for found in ahead} == {"scheduled"}
    days = [datetime.fromisoformat(found["starts_at"]).date() - clock().date() for found in ahead]
    assert days == [timedelta(1), timedelta(3), timedelta(8)]  # from a Tuesday
    for interview in held:
        plan = api.get(f"/interviews/{interview['id']}/ending").json()
        wind_down, capture = plan["wind_down"], plan["capture"]
        assert wind_down["tension_after"] < wind_down["tension_before"]
        assert wind_down["seven_minute_rule"]["done_at"] <= wind_down["seven_minute_rule"]["due_at"]
        assert {step["status"] for step in wind_down["steps"]} <= {"done", "skipped"}
        assert capture["status"] == "done"
        assert capture["freshness"] == "fresh"
        assert capture["questions"]
    debriefs = [api.get(f"/interviews/{found['id']}/debrief").json() for found in held]
    assert [found["status"] for found in debriefs] == ["done", "done", "done", "open", "open"]
    (waived,) = api.items("/follow-ups", params={"status": "waived", "purpose": "thank_you"})
    assert "not given" in waived["waived_reason"]
    effects = {found["effect_count"] for found in api.items("/activities")}
    assert max(effects) >= 3


def test_the_board_is_lived_in(api):
    api.made("/demo")
    board = api.get("/board").json()
    occupied = {column["stage"]["status"]: column["count"] for column in board["columns"]}
    assert occupied == {
        "draft": 2,
        "submitted": 3,
        "reviewing": 2,
        "screening": 2,
        "first_interview": 3,
        "second_interview": 1,
        "final_interview": 1,
        "background_check": 1,
        "offered": 1,
        "accepted": 0,
        "on_hold": 1,
    }
    assert sum(ended["count"] for ended in board["closed"]) == 7


def test_today_is_busy_and_not_quiet(api):
    api.made("/demo")
    today = api.get("/today").json()
    assert today["quiet_until"] is None
    kinds = [item["kind"] for item in (today["next"], *today["due"])]
    assert {"debrief", "follow_up", "task"} <= set(kinds)
    assert "interview" in [item["kind"] for item in today["soon"]]
    assert [(item["title"], item["overdue"]) for item in today["waiting"]] == [
        ("Dunkworth Biscuits: Biscuit quality inspector", True),
        ("Reptiles in Need: Volunteer coordinator", False),
    ]


def test_every_timeline_runs_backwards_from_now(api, clock):
    api.made("/demo")
    for application in walked(api, "/applications"):
        events = timeline(api, application)
        times = [datetime.fromisoformat(event["at"]) for event in events]
        assert times == sorted(times, reverse=True)
        assert events[-1]["action"] == "application.created"
        assert times[0] < clock()
        assert datetime.fromisoformat(application["created_at"]) == times[-1]
        assert datetime.fromisoformat(application["updated_at"]) < clock()
        moves = api.items(f"/applications/{application['id']}/moves")
        assert [move["at"] for move in moves] == sorted(move["at"] for move in moves)
        assert moves[-1]["to_stage"] == application["stage"]
    caller = [event["summary"] for event in timeline(api, titled(api, "Bingo caller"))]
    assert caller.index("Check-in 1 sent") < caller.index(
        "Interview 1 with Mecca Customer Services ended"
    )


def test_it_comes_only_once(api):
    api.made("/demo")
    before = account(api)
    refused(api.post("/demo"), 409, "demo-already-there")
    assert account(api) == before


def test_it_leaves_without_a_trace(api, app):
    own_world(api)
    before, rows = account(api), counted(app)
    assert api.delete("/demo").status_code == 204  # nothing is there yet
    api.made("/demo")
    during = account(api)
    for path in ("/organizations", "/contacts", "/stages", "/applications", "/tasks"):
        mine = {row["id"] for row in before[path]}
        assert [row for row in during[path] if row["id"] in mine] == before[path]
    assert len(api.items("/applications", params={"q": "teabag"})) > 1
    assert api.delete("/demo").status_code == 204
    assert account(api) == before
    assert counted(app) == rows
    assert len(api.items("/applications", params={"q": "teabag"})) == 1
    assert api.delete("/demo").status_code == 204
    assert api.get("/demo").json() == {"present": False, "applications": 0}
    assert api.post("/demo").status_code == 201


def counted(app):
    """How many rows each table has."""
    from sqlalchemy import func, select

    from afterview.tables import Row

    with app.state.gate.engine.connect() as connection:
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Row.metadata.sorted_tables
        }


def test_an_application_of_ones_own_keeps_its_employer(api):
    api.made("/demo")
    employer = titled(api, "Head of Customer Cheer")["organization"]
    agency = titled(api, "Crunch data analyst")["agency"]
    own = make_application(
        api, title="Wheel spinner", organization_id=employer["id"], agency_id=agency["id"]
    )
    hospital = titled(api, "Porter")["organization"]["id"]
    ally = make_contact(api, name="Winnie Spinner", organization_id=hospital)
    assert api.delete("/demo").status_code == 204
    assert [found["id"] for found in api.items("/applications")] == [own["id"]]
    assert [found["name"] for found in api.items("/contacts")] == ["Winnie Spinner"]
    assert api.get(f"/contacts/{ally['id']}").json() == ally
    assert [found["name"] for found in api.items("/organizations")] == [
        "Jackpot Joy",
        "Square Peg Recruitment",
        "St Ambivalent's Hospital",
    ]


def test_an_interview_of_ones_own_keeps_its_application(api):
    api.made("/demo")
    purser = titled(api, "Purser, slow route")
    gwen, hetty = (api.items("/contacts", params={"q": name})[0] for name in ("Gwen", "Hetty"))
    own = make_interview(api, purser["id"], interviewers=[{"contact_id": gwen["id"]}])
    assert api.delete("/demo").status_code == 204
    assert [found["id"] for found in api.items("/interviews")] == [own["id"]]
    assert [found["id"] for found in api.items("/applications")] == [purser["id"]]
    assert [found["name"] for found in api.items("/contacts")] == ["Gwen Crumb"]
    assert [found["name"] for found in api.items("/organizations")] == [
        "Dunkworth Biscuits",
        "The Slow Ferry Company",
    ]
    assert api.get(f"/contacts/{hetty['id']}").status_code == 404


def test_a_to_do_of_ones_own_stays_without_its_application(api):
    api.made("/demo")
    cheer, trial = titled(api, "Head of Customer Cheer"), api.items("/interviews")[5]
    for about in ({"application_id": cheer["id"]}, {"interview_id": trial["id"]}):
        api.made("/tasks", {"title": "Buy new shoes", **about})
    assert api.delete("/demo").status_code == 204
    left = api.items("/tasks")
    assert [found["title"] for found in left] == ["Buy new shoes"] * 2
    assert {(found["application_id"], found["interview_id"]) for found in left} == {(None, None)}
    assert {found["version"] for found in left} == {2}
    assert api.items("/applications") == []


def test_what_was_played_with_goes_as_well(api, clock):
    api.made("/demo")
    trial, tea = api.items("/interviews")[5:7]
    clock.advance(timedelta(days=2))
    end_interview(api, trial["id"], ended_at="2026-06-03T19:05:00Z")
    assert api.delete(f"/interviews/{tea['id']}", if_match="*").status_code == 204
    cheer = titled(api, "Head of Customer Cheer")
    assert api.delete(f"/applications/{cheer['id']}", if_match="*").status_code == 204
    assert api.get("/demo").json() == {"present": True, "applications": 23}
    assert api.delete("/demo").status_code == 204
    assert [path for path in ROWS if walked(api, path)] == []


def test_it_stays_while_a_mail_about_it_may_have_arrived(api, app, clock):
    api.made("/demo")
    owed = api.items("/follow-ups", params={"purpose": "status_check"})[0]
    with transaction(app.state.gate.engine, Now(clock(), UTC)) as session:
        found = session.get(FollowUp, UUID(owed["id"]))
        message = OutgoingMessage(
            owner_id=found.owner_id,
            follow_up_id=found.id,
            application_id=found.application_id,
            status=MessageStatus.UNCERTAIN,
            to_name="Gwen Crumb",
            to_email="gwen@dunkworth.example",
            subject="Where things stand",
            body="Dear Gwen",
            text_hash="0" * 64,
            message_id="<1@example.org>",
            approved_at=clock(),
            send_at=clock(),
            uncertain_since=clock(),
        )
        session.add(message)
        session.flush()
        settlement = f"/messages/{message.id}/settlement"
    before = account(api)
    refused(api.delete("/demo"), 409, "message-on-its-way")
    assert account(api) == before
    assert api.post(settlement, {"delivered": True}).status_code == 200
    assert api.delete("/demo").status_code == 204
    assert walked(api, "/applications") == []


def test_each_account_has_its_own(api, other):
    api.made("/demo")
    assert other.get("/demo").json()["present"] is False
    other.made("/demo")
    before = account(other)
    assert api.delete("/demo").status_code == 204
    assert account(other) == before


@on_sqlite
@pytest.mark.parametrize(
    ("kept", "places"),
    [
        ({"submitted", "rejected"}, {"submitted", "rejected"}),
        ({"draft", "first_interview", "offered", "hired"}, {"draft", "first_interview", "offered"}),
        ({"final_interview", "accepted", "ghosted"}, {"final_interview", "ghosted"}),
    ],
)
def test_a_retired_stage_gets_nothing(api, kept, places):
    for stage in api.items("/stages"):
        change = {"name": f"My {stage['name']}", "retired": stage["status"] not in kept}
        patched(api, f"/stages/{stage['id']}", **change)
    stages = api.items("/stages")
    assert api.post("/demo").json()["applications"] == 24
    found = walked(api, "/applications")
    assert {application["stage"]["status"] for application in found} == places
    assert api.items("/stages") == stages


@on_sqlite
def test_a_board_without_a_stage_takes_none(api):
    for stage in api.items("/stages"):
        patched(api, f"/stages/{stage['id']}", retired=True)
    refused(api.post("/demo"), 409, "no-usable-stage")
    assert api.get("/demo").json()["present"] is False


@on_sqlite
@pytest.mark.parametrize(
    ("at", "zone", "region"),
    [
        (datetime(2026, 6, 7, 12, tzinfo=UTC), "Europe/London", "GB"),  # a Sunday
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Pacific/Auckland", "NZ"),  # tomorrow there
        (datetime(2027, 1, 1, 0, 5, tzinfo=UTC), "America/New_York", "US"),  # yesterday there
        (datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "Europe/Berlin", "DE"),  # the clocks change
    ],
)
def test_it_fits_every_calendar(api, clock, at, zone, region):
    patched(api, "/me", zone=zone, region=region)
    clock.set(at)
    assert api.post("/demo").json()["applications"] == 24
    interviews = api.items("/interviews")
    starts = [datetime.fromisoformat(found["starts_at"]) for found in interviews]
    assert [start < clock() for start in starts] == [True] * 5 + [False] * 3
    assert api.get("/today").json()["quiet_until"] is None
