"""Somebody is erased: not a word of them is left, and what they were part of stays."""

from datetime import timedelta

import pytest

from afterview.flows import message_sent, messages_due, person_rows
from afterview.flows.person_words import MACHINES
from tests.factories.databases import on_postgresql
from tests.factories.mailservers import DROP, certificate, smtp_server
from tests.factories.person import EMAIL, MARKS, NAME, left_of, mailbox, plant, told
from tests.factories.sending import approved, drafted, on_its_way
from tests.factories.service import make_app
from tests.factories.story import out, patched, read, refused
from tests.factories.world import keep_file, make_application, make_contact

MADE_BY_RULES = {
    "activity.slots",
    "briefing.employer",
    "briefing.returned_reason",
    "draft.returned_reason",
    "follow_up.lapsed_reason",
    "follow_up.note",
    "follow_up_plan.earlier_promises",
    "follow_up_plan.notes",
    "ledger_entry.news",
    "notification.why",
    "notification_delivery.channel_label",
    "notification_delivery.failure",
    "outgoing_message.failure",
    "outgoing_message.in_reply_to",
    "outgoing_message.message_id",
    "outgoing_message.reason",
    "outgoing_message.references",
    "proposal.why",
    "received_message.kind_why",
    "touchpoint.reason",
    "wind_down_step.name",
}
"""Texts that nobody writes, or that would need a story of their own; they are looked through."""
WHO = {"name": "Priya Nair", "email": "priya.nair@mecca.example"}


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


def erased(api, contact_id, name=NAME, **asked):
    answer = api.post(f"/contacts/{contact_id}/erasure", {"name": name}, **asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["erased"]


def test_not_a_word_of_an_erased_person_is_left(api, app, clock, server, migrated_url, tmp_path):
    ids = plant(api, app, clock, server)
    assert left_of(app, migrated_url, tmp_path)
    counts = erased(api, ids["contact_id"], key="erase")
    assert left_of(app, migrated_url, tmp_path) == []
    assert counts["contact"] == counts["reference"] == counts["attachment"] == 1
    assert counts["rewritten"] > 20
    assert read(api, f"/applications/{ids['application_id']}")["title"] == (
        "Assistant to a former contact"
    )
    capture = read(api, f"/interviews/{ids['interview_id']}/capture")
    assert capture["names"] == "A former contact"
    assert capture["facts"].startswith("Ask a former contact first (a former contact, 0044 or")
    seats = read(api, f"/interviews/{ids['interview_id']}")["interviewers"]
    assert [seat["name"] for seat in seats] == ["Tom Reed"]
    thanks = read(api, ids["thanks"])
    assert (thanks["status"], thanks["contact"]) == ("sent", None)
    assert len(api.items("/applications", params={"q": "former contact"})) == 1
    assert api.items("/applications", params={"q": NAME}) == []
    refused(api.get(f"/contacts/{ids['contact_id']}"), 404, "not-found")
    refused(api.get(f"/attachments/{ids['brief_id']}"), 404, "not-found")
    again = api.post(f"/contacts/{ids['contact_id']}/erasure", {"name": NAME}, key="erase")
    refused(again, 404, "not-found")


@on_postgresql
def test_a_person_is_planted_wherever_somebody_writes(api, app, clock, server):
    """A text that joins later has to be planted, or to be named here."""
    plant(api, app, clock, server)
    planted = {
        place.removeprefix("public.")
        for place, content in told(app.state.gate.engine)
        if any(mark in content.decode("latin-1").lower() for mark in MARKS)
    }
    written = {
        f"{table.name}.{column.name}"
        for table in person_rows.tables()
        for column in person_rows.texts_of(table)
        if column.name not in MACHINES
    }
    assert written - planted == MADE_BY_RULES


def test_the_name_has_to_be_typed(api):
    contact = make_contact(api)
    path = f"/contacts/{contact['id']}/erasure"
    document = refused(api.post(path, {"name": "Priya"}), 422, "name-mismatch")
    assert document["errors"][0]["pointer"] == "/name"
    assert read(api, f"/contacts/{contact['id']}")["name"] == "Priya Nair"
    assert api.post(path, {"name": "priya  NAIR"}).status_code == 200


def test_a_dry_run_counts_and_erases_nothing(api):
    contact = make_contact(api, notes="Met at the fair")
    api.made("/tasks", {"title": "Ring Priya Nair"})
    counts = erased(api, contact["id"], "Priya Nair", params={"dry_run": True})
    assert (counts["contact"], counts["contact_address"]) == (1, 1)
    assert read(api, f"/contacts/{contact['id']}")["notes"] == "Met at the fair"
    assert api.items("/tasks")[0]["title"] == "Ring Priya Nair"


def test_nobody_erases_somebody_elses_contacts(api, other):
    contact = make_contact(api)
    for path in ("data", "data.txt"):
        refused(other.get(f"/contacts/{contact['id']}/{path}"), 404, "not-found")
    for path in ("erasure", "anonymisation"):
        answer = other.post(f"/contacts/{contact['id']}/{path}", {"name": "Priya Nair"})
        refused(answer, 404, "not-found")
    theirs = other.made("/tasks", {"title": "Ring Priya Nair"})
    erased(api, contact["id"], "Priya Nair")
    assert read(other, f"/tasks/{theirs['id']}")["title"] == "Ring Priya Nair"


def test_nobody_is_erased_while_a_mail_may_have_reached_them(api, app, clock, server):
    mailbox(api, server)
    plan = out(api, clock, "2026-06-02 11:15", interview={"interviewers": [WHO]})
    thanks = f"/follow-ups/{plan['follow_ups'][0]['id']}"
    contact_id = read(api, thanks)["contact"]["id"]
    drafted(api, thanks, body="Dear Priya,\n\nthank you for the trial evening.\n\nSam")
    message = approved(api, thanks)
    server.at("taken", lambda: DROP)
    clock.advance(timedelta(hours=3))
    engine, settings = app.state.gate.engine, app.state.settings
    messages_due.queue_messages(engine, clock, settings)
    for identity in on_its_way(app):
        message_sent.send(engine, clock, settings, identity)
    assert read(api, f"/messages/{message['id']}")["status"] == "uncertain"
    for path in ("erasure", "anonymisation"):
        answer = api.post(f"/contacts/{contact_id}/{path}", {"name": "Priya Nair"})
        refused(answer, 409, "message-on-its-way")
    settled = api.post(f"/messages/{message['id']}/settlement", {"delivered": True})
    assert settled.status_code == 200, settled.text
    erased(api, contact_id, "Priya Nair")
    kept = read(api, f"/messages/{message['id']}")
    assert (kept["status"], kept["to_name"], kept["to_email"]) == ("sent", "A former contact", "")
    assert (kept["subject"], kept["body"]) == ("", "")


def test_what_was_approved_for_them_never_leaves(api, app, clock, server):
    mailbox(api, server)
    plan = out(
        api,
        clock,
        "2026-06-02 11:15",
        interview={"interviewers": [WHO]},
        contact_person="Priya Nair",
    )
    thanks, check = (f"/follow-ups/{one['id']}" for one in plan["follow_ups"][:2])
    drafted(api, thanks, body="Dear Priya,\n\nthank you for the trial evening.\n\nSam")
    approved(api, thanks)
    drafted(api, check)
    erased(api, read(api, thanks)["contact"]["id"], "Priya Nair")
    clock.advance(timedelta(hours=3))
    messages_due.queue_messages(app.state.gate.engine, clock, app.state.settings)
    assert on_its_way(app) == []
    found = read(api, thanks)
    assert (found["status"], found["contact"]) == ("waived", None)
    still = read(api, check)
    assert (still["status"], still["contact"]) == ("planned", None)
    refused(api.get(f"{check}/draft"), 404, "not-found")


def test_a_namesake_and_a_shared_telephone_stay(api):
    """A desk has one telephone for everybody, and two people may have one name."""
    phone = {"channel": "phone", "value": "+44 113 496 0999"}
    email = {"channel": "email", "value": EMAIL}
    gone = make_contact(api, addresses=[email, phone])
    namesake = make_contact(api, addresses=[phone], notes=f"Not the one at {EMAIL}")
    api.made("/tasks", {"title": "Ring +44 113 496 0999 and write to ZED.quux@canary.example"})
    erased(api, gone["id"], "Priya Nair")
    kept = read(api, f"/contacts/{namesake['id']}")
    assert (kept["name"], kept["addresses"][0]["value"]) == ("Priya Nair", phone["value"])
    assert kept["notes"] == "Not the one at a former contact"
    (task,) = api.items("/tasks")
    assert task["title"] == "Ring +44 113 496 0999 and write to a former contact"


def test_whoever_has_an_old_copy_has_to_read_again(api):
    """Or the name would come back with the next change."""
    contact = make_contact(api)
    application = make_application(api, notes="Priya Nair was kind")
    path = f"/applications/{application['id']}"
    old = api.get(path)
    erased(api, contact["id"], "Priya Nair")
    refused(api.patch(path, {"notes": "Priya Nair was kind!"}, if_match=old), 412, "stale")
    assert patched(api, path, tags=["x"])["notes"] == "A former contact was kind"


def test_a_person_who_is_only_deleted_leaves_what_was_written(api):
    """But nothing that could still be found: neither their reference nor the words of it."""
    contact = make_contact(api)
    body = {"contact_id": contact["id"], "relationship": "peer", "notes": "Knows rotas"}
    api.made("/references", body)
    api.made("/tasks", {"title": "Ring Priya Nair"})
    path = f"/contacts/{contact['id']}"
    assert api.delete(path, if_match=api.get(path)).status_code == 204
    assert api.items("/references", params={"q": "rotas"}) == []
    assert api.items("/tasks")[0]["title"] == "Ring Priya Nair"


def test_a_file_that_others_use_stays(api):
    file = keep_file(api, b"Points", name="points.txt", kind="brief")
    references = [
        api.made("/references", {"name": name, "relationship": "peer"})
        for name in ("Dilys Pugh", "Tom Reed")
    ]
    for reference in references:
        body = {"attachment_ids": [file["id"]]}
        api.made(f"/references/{reference['id']}/briefings", body)
    first, second = (reference["contact_id"] for reference in references)
    assert "attachment" not in erased(api, first, "Dilys Pugh")
    assert read(api, f"/attachments/{file['id']}")["name"] == "points.txt"
    assert erased(api, second, "Tom Reed")["attachment"] == 1
    refused(api.get(f"/attachments/{file['id']}"), 404, "not-found")
