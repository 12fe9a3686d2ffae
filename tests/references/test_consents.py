"""A no that holds, and what may be taken back: the gate of RF-01 over the API."""

from datetime import timedelta

import pytest

from tests.factories.api import Api
from tests.factories.references import (
    consent,
    make_application,
    make_reference,
    name,
    told_by_telephone,
    willing,
)
from tests.factories.story import patched, read, refused


def about(application):
    return {"scope": "this_application", "application_id": application["id"]}


def undone(api, reference, step):
    return api.delete(f"/references/{reference['id']}/consent/{step['id']}", if_match="*")


def history(api, reference):
    return api.get(f"/references/{reference['id']}/consent").json()["history"]


def test_what_they_said_on_their_page_stands(client, api):
    reference, application = willing(api), make_application(api)
    page = told_by_telephone(api, reference, application)
    Api(client).made(f"{page}/answer", {"answer": "declined"})
    step = history(api, reference)[-1]
    assert (step["status"], step["by_referee"]) == ("declined", True)
    refused(undone(api, reference, step), 409, "consent-not-latest")


def test_what_the_candidate_wrote_of_them_can_be_taken_back(api):
    reference = make_reference(api)
    step = consent(api, reference, "declined", by_referee=True)
    assert undone(api, reference, step).status_code == 204
    assert history(api, reference) == []


def test_a_no_on_their_page_is_not_got_round_by_a_yes_in_general(client, api):
    """Asked, refused for one job, agreed to the rest: the one job stays refused for half a year."""
    reference, application = willing(api), make_application(api)
    page = told_by_telephone(api, reference, application)
    Api(client).made(f"{page}/answer", {"answer": "declined"})
    said = f"/references/{reference['id']}/consent"
    here = {"status": "granted"} | about(application)
    refused(api.post(said, here), 409, "consent-declined")
    consent(api, reference, "granted")
    refused(api.post(said, here), 409, "consent-declined")
    refused(api.post(said, here | {"status": "asked"}), 409, "consent-declined")
    body = {"application_id": application["id"]}
    refused(api.post(f"/references/{reference['id']}/namings", body), 409, "consent-missing")


@pytest.mark.parametrize("general", [True, False])
def test_a_no_is_not_deleted_while_it_holds(api, clock, general):
    reference, application = make_reference(api), make_application(api)
    consent(api, reference, "declined", **({} if general else about(application)))
    path = f"/references/{reference['id']}"
    problem = refused(api.delete(path, if_match="*"), 409, "consent-declined")
    assert "2026-11-29" in problem["detail"]
    assert len(history(api, reference)) == 1
    clock.advance(timedelta(days=180))
    assert api.delete(path, if_match="*").status_code == 204


def test_a_no_that_was_a_mistake_stands_in_nobodys_way(api):
    reference = make_reference(api)
    undone(api, reference, consent(api, reference, "declined"))
    assert api.delete(f"/references/{reference['id']}", if_match="*").status_code == 204


def test_whoever_asks_to_be_forgotten_is_forgotten_all_the_same(api):
    reference = make_reference(api)
    consent(api, reference, "declined")
    contact = f"/contacts/{reference['contact_id']}"
    erased = api.post(f"{contact}/erasure", {"name": reference["name"]})
    assert erased.status_code in (200, 201), erased.text
    assert api.get(f"/references/{reference['id']}").status_code == 404


def test_a_mistake_after_a_withdrawal_is_taken_back(api):
    reference, application = willing(api), make_application(api)
    name(api, reference, application)
    consent(api, reference, "withdrawn")
    asked = consent(api, reference, "asked")
    assert undone(api, reference, asked).status_code == 204
    assert [one["status"] for one in history(api, reference)] == ["granted", "withdrawn"]


def test_a_relative_who_was_named_is_asked_back(api):
    reference, application = willing(api), make_application(api)
    naming = name(api, reference, application)
    path = f"/references/{reference['id']}"
    patched(api, path, relationship="relative")
    (one, two) = read(api, path)["warnings"]
    assert one.startswith("A relative's word")
    assert two.startswith("An employer has the name of a relative")
    assert read(api, f"/namings/{naming['id']}")["warnings"] == [two]
    assert [one["id"] for one in read(api, f"{path}/consent")["still_named"]] == [application["id"]]
    (letter,) = api.items(f"{path}/withdrawal-letters")
    assert letter["naming_id"] == naming["id"]
    api.made(f"/namings/{naming['id']}/withdrawal", {"reason": "She is my aunt"})
    assert api.items(f"{path}/withdrawal-letters") == []
    assert read(api, f"/namings/{naming['id']}")["warnings"] == []
    assert len(read(api, path)["warnings"]) == 1


def test_a_contact_takes_no_no_away_with_it(api):
    reference, application = willing(api), make_application(api)
    path = f"/contacts/{reference['contact_id']}"
    name(api, reference, application)
    refused(api.delete(path, if_match="*"), 409, "reference-in-use")
    other = make_reference(api, name="Tom Reed")
    consent(api, other, "declined")
    refused(api.delete(f"/contacts/{other['contact_id']}", if_match="*"), 409, "consent-declined")


def test_nobodys_health_is_written_down_beside_their_consent(api):
    ill = "She has cancer, so be quick."
    reference = willing(api)
    path = f"/references/{reference['id']}"
    step = api.post(f"{path}/consent", {"status": "asked", "note": ill})
    assert refused(step, 422, "special-category")["errors"][0]["pointer"] == "/note"
    called = api.post(f"{path}/contacts", {"caller": "Priya Nair", "notes": ill})
    assert refused(called, 422, "special-category")["errors"][0]["pointer"] == "/notes"
    hours = api.patch(path, {"best_hours": ill}, if_match="*")
    assert refused(hours, 422, "special-category")["errors"][0]["pointer"] == "/best_hours"
