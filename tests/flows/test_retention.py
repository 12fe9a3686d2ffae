"""Other people's data are not kept for ever, and nothing goes by itself."""

from datetime import timedelta

import pytest

from tests.factories.references import willing
from tests.factories.story import patched, read, refused, stage
from tests.factories.world import make_application, make_contact, make_interview
from tests.platform.test_statements import counting

LATER = timedelta(days=400)


@pytest.fixture
def closed(api):
    """A candidacy that is over, with somebody who sat in an interview."""
    application = make_application(api)
    interview = make_interview(api, application["id"])
    close(api, application["id"])
    return interview["interviewers"][0]["contact_id"]


def close(api, application_id):
    api.made(f"/applications/{application_id}/moves", {"to_stage_id": stage(api, "rejected")})


def due(api):
    return {one["contact_id"]: one for one in read(api, "/retention-preview")["contacts"]}


def test_somebody_is_due_a_year_after_the_last_thing_that_happened(api, clock, closed):
    assert due(api) == {}
    clock.advance(timedelta(days=334))
    assert due(api) == {}
    clock.advance(timedelta(days=1))
    found = due(api)[closed]
    assert (found["due_on"], found["due"]) == ("2027-06-02", False)
    assert (
        found["why"] == "All their applications are closed; nothing has happened since June 2026."
    )
    assert found["goes"] == {"contact_address": 1, "interviewer": 1}
    clock.advance(timedelta(days=30))
    assert due(api)[closed]["due"] is True


def test_nobody_is_due_while_something_is_open(api, clock, closed):
    again = make_application(api, title="Night porter")["id"]
    touch = {"application_id": again, "direction": "inbound", "channel": "phone"}
    api.made("/touchpoints", touch | {"contact_id": closed})
    clock.advance(LATER)
    assert due(api) == {}
    close(api, again)
    assert due(api) == {}
    clock.advance(LATER)
    assert set(due(api)) == {closed}


def test_who_vouches_stays_as_long_as_the_search(api, clock, closed):
    reference = api.made("/references", {"name": "Dilys Pugh", "relationship": "peer"})
    stays = make_application(api, title="Night porter", organization_name="Palace Hotel")["id"]
    clock.advance(LATER)
    assert set(due(api)) == {closed}
    close(api, stays)
    clock.advance(LATER)
    assert set(due(api)) == {closed, reference["contact_id"]}


def test_who_was_rung_is_not_kept_for_the_word_they_may_one_day_want(api, clock):
    """A reference in return is owed without a day; thanks and news are owed with one."""
    reference = willing(api)
    application = make_application(api)["id"]
    about = {"application_id": application}
    api.made(f"/references/{reference['id']}/contacts", about)
    close(api, application)
    clock.advance(LATER)
    assert due(api) == {}
    owed = {one["kind"]: one for one in api.items("/ledger", params={"status": "open"})}
    assert set(owed) == {"thanks", "outcome_update", "reciprocal_reference"}
    for kind in ("thanks", "outcome_update"):
        api.made(f"/ledger/{owed[kind]['id']}/settlement", {"note": "Rang and said so"})
    assert set(due(api)) == {reference["contact_id"]}
    assert due(api)[reference["contact_id"]]["goes"]["ledger_entry"] == 3
    patched(api, f"/ledger/{owed['reciprocal_reference']['id']}", due_on="2027-09-01")
    assert due(api) == {}


def test_who_was_changed_lately_is_of_use(api, clock, closed):
    alone = make_contact(api, name="Ada Brandt", role="ally", addresses=[])
    clock.advance(LATER)
    assert due(api)[alone["id"]]["why"] == (
        "They have to do with no application; they were last changed in June 2026."
    )
    patched(api, f"/contacts/{alone['id']}", notes="Wrote again")
    assert set(due(api)) == {closed}


def test_many_people_take_few_statements_more_than_a_few(api, app, clock):
    """A page of a preview as many as one person; letting them go, a handful for each."""

    def crowd(first, last):
        for number in range(first, last):
            contact = make_contact(api, name=f"Zed {number}", addresses=[])["id"]
            application = make_application(api, title=f"Porter {number}")["id"]
            make_interview(api, application, interviewers=[{"contact_id": contact}])
            api.made("/references", {"contact_id": contact, "relationship": "peer"})
            api.made("/tasks", {"title": f"Ring Zed {number}"})
            close(api, application)
        clock.advance(LATER)

    def statements(method, path, body=None):
        with counting(app) as found:
            answer = api.request(method, path, body)
        assert answer.status_code == 200, answer.text
        return len(found)

    crowd(0, 2)
    few = statements("GET", "/retention-preview")
    first = {"contact_ids": list(due(api)), "mode": "erase"}
    little = statements("POST", "/retention", first)
    crowd(2, 14)
    assert statements("GET", "/retention-preview") == few
    many = {"contact_ids": list(due(api)), "mode": "erase"}
    assert len(many["contact_ids"]) == 12
    assert statements("POST", "/retention", many) - little <= 6 * 10


def test_those_who_go_together_leave_no_address_that_only_they_shared(api, clock):
    desk = [{"channel": "phone", "value": "+44 113 496 0700"}]
    ids = [make_contact(api, name=name, addresses=desk)["id"] for name in ("Zed Quux", "Zoe Qux")]
    task = api.made("/tasks", {"title": "Ring +44 113 496 0700 before noon"})["id"]
    clock.advance(LATER)
    api.post("/retention", {"contact_ids": ids, "mode": "erase"})
    assert read(api, f"/tasks/{task}")["title"] == "Ring a former contact before noon"


def test_those_who_are_confirmed_go_and_nobody_else(api, other, clock, closed):
    alone = make_contact(api, name="Ada Brandt", addresses=[])["id"]
    kept = make_contact(api, name="Dilys Pugh", addresses=[])["id"]
    clock.advance(LATER)
    late = make_contact(api, name="Tom Reed", addresses=[])["id"]
    erase = {"contact_ids": [closed, alone], "mode": "erase"}
    refused(other.post("/retention", erase), 404, "not-found")
    document = refused(
        api.post("/retention", {"contact_ids": [closed, late], "mode": "erase"}),
        409,
        "retention-not-due",
    )
    assert document["errors"][0]["pointer"] == "/contact_ids/1"
    dry = api.post("/retention", erase, params={"dry_run": True}).json()
    assert dry["counts"]["contact"] == 2
    assert set(due(api)) == {closed, alone, kept}
    done = api.post("/retention", erase)
    assert (done.status_code, done.json()) == (200, dry)
    refused(api.get(f"/contacts/{closed}"), 404, "not-found")
    anonymous = api.post("/retention", {"contact_ids": [kept], "mode": "anonymise"}).json()
    assert anonymous["mode"] == "anonymise"
    assert read(api, f"/contacts/{kept}")["name"] == "A former contact"
    assert due(api) == {}
    assert {one["name"] for one in api.items("/contacts")} == {"A former contact", "Tom Reed"}
