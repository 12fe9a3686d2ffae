"""Somebody is anonymised: nothing tells who it was, and what was counted stays counted."""

import re

import pytest

from tests.factories.mailservers import certificate, smtp_server
from tests.factories.person import EMAIL, NAME, PHONE, left_of, plant
from tests.factories.service import make_app
from tests.factories.story import read, refused
from tests.factories.world import make_contact

LISTS = (
    "/contacts",
    "/applications",
    "/interviews",
    "/follow-ups",
    "/messages",
    "/touchpoints",
    "/received-messages",
    "/proposals",
    "/references",
    "/namings",
    "/employer-contacts",
    "/briefings",
    "/ledger",
    "/tasks",
)


@pytest.fixture
def server(tmp_path):
    with smtp_server(certificate(tmp_path)) as found:
        yield found


@pytest.fixture
def app(migrated_url, clock, tmp_path, server):
    """The service, allowed to reach the mail server of this test."""
    return make_app(
        migrated_url, clock, tmp_path, allowed_hosts=server.host, ca_file=server.ca_file
    )


def anonymised(api, contact_id, name=NAME):
    answer = api.post(f"/contacts/{contact_id}/anonymisation", {"name": name})
    assert answer.status_code == 200, answer.text
    return answer.json()["anonymised"]


def counted(api):
    return {path: len(api.items(path, params={"limit": 200})) for path in LISTS}


def test_everything_is_shown_and_then_nobody_is_left(
    api, app, clock, server, migrated_url, tmp_path
):
    ids = plant(api, app, clock, server)
    contact = f"/contacts/{ids['contact_id']}"
    _is_shown(api, contact)
    before = counted(api)
    counts = anonymised(api, ids["contact_id"])
    assert left_of(app, migrated_url, tmp_path) == []
    assert counted(api) == before
    assert (counts["naming"], counts["briefing"], counts["employer_contact"]) == (1, 1, 1)
    found = read(api, contact)
    assert (found["name"], found["role"]) == ("A former contact", "interviewer")
    assert found["anonymised_at"] == "2026-06-04T13:00:00Z"
    assert (found["addresses"], found["organization_id"], found["job_title"]) == ([], None, None)
    reference = read(api, f"/references/{ids['reference_id']}")
    assert (reference["name"], reference["notes"]) == ("A former contact", "")
    assert (reference["consent"]["status"], reference["contacts_90_days"]) == ("granted", 1)
    (naming,) = api.items("/namings", params={"reference_id": ids["reference_id"]})
    assert (naming["address"], naming["best_number"], naming["answer"]) == ("", "", "confirmed")
    briefing = read(api, f"/briefings/{ids['briefing_id']}")
    assert (briefing["body"], briefing["points"], briefing["facts"]) == ("", [], "")
    seats = read(api, f"/interviews/{ids['interview_id']}")["interviewers"]
    assert sorted(seat["name"] for seat in seats) == ["A former contact", "Tom Reed"]
    assert anonymised(api, ids["contact_id"]) == {}
    answer = api.patch(contact, {"name": NAME}, if_match="*")
    refused(answer, 409, "contact-anonymised")
    shown = read(api, f"{contact}/data")
    assert shown["mentions"] == []


def _is_shown(api, path):
    data = read(api, f"{path}/data")
    assert data["contact"]["obtained_from"] == f"{NAME}'s signature"
    assert data["cut"] == []
    assert set(data["sections"]) == {
        "addresses",
        "briefing_files",
        "briefings",
        "consent",
        "drafts",
        "earlier_drafts",
        "employer_contacts",
        "follow_ups",
        "interviews",
        "journal",
        "ledger",
        "messages",
        "named_to",
        "namings",
        "next_steps",
        "notifications",
        "proposals",
        "received_messages",
        "referee_pages",
        "references",
        "touchpoints",
    }
    (seat,) = data["sections"]["interviews"]
    assert seat["starts_at"] == "2026-06-02T08:00:00Z"
    assert seat["application"] == f"Assistant to {NAME}, Mecca Customer Services"
    assert "+44 113 496 0001" not in str(data["sections"]["named_to"])
    told = {line["id"] for line in data["sections"]["journal"]}
    assert told.isdisjoint(mention["id"] for mention in data["mentions"])
    kinds = {mention["kind"] for mention in data["mentions"]}
    assert kinds >= {"application", "attachment", "capture", "debrief", "event", "task"}
    text = api.get(f"{path}/data.txt")
    assert text.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert text.headers["Content-Disposition"].startswith(
        'attachment; filename="Zanzibar Quuxley.txt"'
    )
    assert text.text.startswith(f"What is kept about {NAME}\nAs of 2026-06-04\n")
    for said in (EMAIL, PHONE, f"{NAME} drove me home", "RECEIVED MESSAGES"):
        assert said in text.text
    assert "  starts at: 2026-06-02 09:00 (Europe/London)\n" in text.text
    assert not re.search(r"True|False|\[\{|  version:", text.text)
    again = api.get(f"{path}/data.txt", headers={"If-None-Match": text.headers["ETag"]})
    assert again.status_code == 304


def test_nobody_can_be_made_of_somebody_anonymous(api):
    """Nor is the next recruiter of that organization taken for them."""
    contact = make_contact(api, role="ally")
    refused(
        api.post(f"/contacts/{contact['id']}/anonymisation", {"name": "Tom"}), 422, "name-mismatch"
    )
    anonymised(api, contact["id"], "Priya Nair")
    assert [found["name"] for found in api.items("/contacts", params={"q": "former"})] == [
        "A former contact"
    ]
    assert api.items("/contacts", params={"q": "priya"}) == []
    made = make_contact(api)
    assert made["id"] != contact["id"]
    (line,) = (
        one
        for one in read(api, f"/contacts/{contact['id']}/data")["sections"]["journal"]
        if one["action"] == "contact.anonymised"
    )
    assert line["summary"] == "A former contact was anonymised"
