"""References and their consent, over the API."""

from datetime import timedelta

import pytest

from tests.factories.references import (
    DILYS,
    consent,
    make_application,
    make_reference,
    move,
    name,
    willing,
)


def test_a_name_becomes_a_contact_who_vouches(api):
    reference = make_reference(api)
    contact = api.get(f"/contacts/{reference['contact_id']}").json()
    assert (contact["name"], contact["role"]) == ("Dilys Pugh", "referee")
    assert reference["addresses"][0]["value"] == "+44 113 496 0123"
    assert reference["consent"] == {
        "status": "not_asked",
        "valid": False,
        "on": None,
        "expires_on": None,
    }
    assert reference["paid_in_full"] is True
    assert reference["may_contact_now"] is True


def test_a_contact_can_vouch_once(api):
    contact = api.made("/contacts", {"name": "Tom Reed", "role": "ally"})
    body = {"contact_id": contact["id"], "relationship": "peer"}
    first = api.made("/references", body)
    assert first["name"] == "Tom Reed"
    refused = api.post("/references", body)
    assert (refused.status_code, refused.json()["code"]) == (409, "reference-exists")


@pytest.mark.parametrize(
    "body",
    [
        {"relationship": "peer"},
        {
            "relationship": "peer",
            "name": "Tom",
            "contact_id": "01970a52-7c00-7000-8000-000000000001",
        },
        {"relationship": "boss", "name": "Tom"},
        DILYS | {"worked_together": [{"employer": "A", "from_year": 2025, "to_year": 2020}]},
        DILYS | {"sincere": True},
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(api, body):
    refused = api.post("/references", body)
    assert refused.status_code == 422
    assert refused.json()["errors"]


def test_a_colleague_of_today_is_not_rung_unless_allowed(api):
    reference = willing(api, current_employer=True)
    assert reference["may_contact_now"] is False
    application = make_application(api)
    refused = api.post(
        f"/references/{reference['id']}/namings", {"application_id": application["id"]}
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "current-employer")
    api.patch(f"/references/{reference['id']}", {"may_contact_now": True}, if_match="*")
    assert name(api, reference, application)["reference"]["name"] == "Dilys Pugh"


def test_becoming_a_colleague_takes_the_permission_away(api):
    reference = make_reference(api)
    changed = api.patch(
        f"/references/{reference['id']}", {"current_employer": True}, if_match="*"
    ).json()
    assert changed["may_contact_now"] is False


def test_notes_about_somebodys_health_are_refused(api):
    refused = api.post("/references", DILYS | {"notes": "Off sick with depression since March"})
    assert (refused.status_code, refused.json()["code"]) == (422, "special-category")


def test_references_are_found_by_name_and_by_what_they_vouch_for(api):
    make_reference(api)
    make_reference(api, name="Tom Reed", competencies=["till work"], addresses=[])
    assert [one["name"] for one in api.items("/references", params={"q": "dilys"})] == [
        "Dilys Pugh"
    ]
    assert [one["name"] for one in api.items("/references", params={"q": "till"})] == ["Tom Reed"]


def test_a_yes_is_good_for_180_days(api, clock):
    reference = make_reference(api)
    consent(api, reference, "asked", on="2026-05-30", channel="phone")
    step = consent(api, reference, "granted", on="2026-06-01")
    assert step["expires_on"] == "2026-11-28"
    assert api.get(f"/references/{reference['id']}").json()["consent"]["valid"] is True
    clock.advance(timedelta(days=180))
    read = api.get(f"/references/{reference['id']}").json()
    assert (read["consent"]["status"], read["consent"]["valid"]) == ("granted", False)
    assert any("run out" in warning for warning in read["warnings"])


def test_a_yes_for_one_application_says_for_which(api):
    reference, application = make_reference(api), make_application(api)
    here = {"scope": "this_application", "application_id": application["id"]}
    step = consent(api, reference, "granted", **here)
    assert step["application"]["title"] == "Bingo caller"
    consent(api, reference, "asked")
    path = f"/references/{reference['id']}/consent"
    history = api.get(path).json()["history"]
    about = [step["application"] and step["application"]["title"] for step in history]
    assert about == ["Bingo caller", None]


def test_an_anonymous_reference_says_since_when(api):
    reference = make_reference(api)
    assert reference["anonymised_at"] is None
    contact = f"/contacts/{reference['contact_id']}"
    api.post(f"{contact}/anonymisation", {"name": "Dilys Pugh"})
    (found,) = api.items("/references")
    assert found["anonymised_at"] == "2026-06-02T09:00:00Z"


def test_a_no_is_final_unless_they_come_back_themselves(api, clock):
    reference = make_reference(api)
    consent(api, reference, "asked")
    consent(api, reference, "declined")
    path = f"/references/{reference['id']}/consent"
    for status in ("asked", "granted"):
        refused = api.post(path, {"status": status})
        assert (refused.status_code, refused.json()["code"]) == (409, "consent-declined")
        assert "2026-11-29" in refused.json()["detail"]
    assert api.get(path).json()["may_ask_from"] == "2026-11-29"
    assert consent(api, reference, "granted", by_referee=True)["by_referee"] is True


def test_after_half_a_year_one_may_ask_again(api, clock):
    reference = make_reference(api)
    consent(api, reference, "declined")
    clock.advance(timedelta(days=180))
    assert consent(api, reference, "asked")["status"] == "asked"


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"status": "granted", "on": "2026-06-03"}, "consent-in-future", "/on"),
        (
            {"status": "granted", "expires_on": "2027-06-02"},
            "consent-expiry-out-of-range",
            "/expires_on",
        ),
        ({"status": "withdrawn"}, "consent-nothing-to-withdraw", "/status"),
    ],
)
def test_consent_that_cannot_be_is_refused(api, body, code, pointer):
    reference = make_reference(api)
    refused = api.post(f"/references/{reference['id']}/consent", body)
    assert refused.json()["code"] == code
    assert refused.json()["errors"][0]["pointer"] == pointer


def test_a_step_written_by_mistake_can_be_taken_back(api):
    reference = make_reference(api)
    first = consent(api, reference, "asked")
    second = consent(api, reference, "declined")
    path = f"/references/{reference['id']}/consent"
    assert api.delete(f"{path}/{first['id']}", if_match="*").json()["code"] == "consent-not-latest"
    assert api.delete(f"{path}/{second['id']}", if_match="*").status_code == 204
    assert [one["status"] for one in api.get(path).json()["history"]] == ["asked"]
    assert consent(api, reference, "granted")["status"] == "granted"


def test_a_withdrawal_lists_who_has_the_name_and_drafts_the_letters(api):
    reference = willing(api)
    contact = api.made(
        "/contacts",
        {"name": "Priya Nair", "addresses": [{"channel": "email", "value": "priya@mecca.example"}]},
    )
    live = make_application(api)
    over = make_application(api, title="Night porter", organization_name="Palace Hotel")
    naming = name(api, reference, live, recipient_id=contact["id"])
    name(api, reference, over)
    move(api, over, "rejected")
    step = consent(api, reference, "withdrawn")
    assert [one["title"] for one in step["still_named"]] == ["Bingo caller"]
    (letter,) = api.items(f"/references/{reference['id']}/withdrawal-letters")
    assert letter["naming_id"] == naming["id"]
    assert letter["recipient_name"] == "Priya Nair"
    assert "do not contact Dilys Pugh" in letter["body"]
    assert letter["mailto"].startswith("mailto:priya%40mecca.example?subject=")
    api.made(f"/namings/{naming['id']}/withdrawal", {"reason": "She took it back"})
    assert api.items(f"/references/{reference['id']}/withdrawal-letters") == []


def test_what_an_employer_asks_for_is_written_down_once(api):
    application = make_application(api)
    path = f"/applications/{application['id']}/reference-request"
    assert api.get(path).status_code == 404
    made = api.made(path, {"wanted": 3, "competencies": ["rota planning"]})
    assert (made["wanted"], made["names_due_on"]) == (3, None)
    assert api.post(path, {"wanted": 2}).json()["code"] == "reference-request-exists"
    assert api.patch(path, {"wanted": None}, if_match="*").json()["wanted"] is None
    assert api.delete(path, if_match="*").status_code == 204


def test_a_reference_goes_and_the_contact_stays(api):
    reference = willing(api)
    assert api.delete(f"/references/{reference['id']}", if_match="*").status_code == 204
    assert api.get(f"/references/{reference['id']}").status_code == 404
    assert api.get(f"/contacts/{reference['contact_id']}").status_code == 200
    assert make_reference(api, name="Dilys Pugh")["consent"]["status"] == "not_asked"


def test_a_no_to_one_application_stands_against_a_later_yes_in_general(api):
    reference, here = make_reference(api), make_application(api)
    about = {"scope": "this_application", "application_id": here["id"]}
    consent(api, reference, "declined", **about)
    consent(api, reference, "granted")
    refused = api.post(f"/references/{reference['id']}/namings", {"application_id": here["id"]})
    assert refused.json()["code"] == "consent-missing"
    consent(api, reference, "granted", by_referee=True)
    assert name(api, reference, here)["withdrawn_at"] is None


def test_a_yes_that_a_name_rests_on_is_not_taken_back(api):
    reference, application = make_reference(api), make_application(api)
    step = consent(api, reference, "granted")
    naming = name(api, reference, application)
    path = f"/references/{reference['id']}/consent/{step['id']}"
    assert api.delete(path, if_match="*").json()["code"] == "consent-in-use"
    api.made(f"/namings/{naming['id']}/withdrawal", {})
    assert api.delete(path, if_match="*").status_code == 204
