"""Who was named to whom, who may be called, and who was."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from tests.factories.databases import on_postgresql
from tests.factories.races import meanwhile
from tests.factories.references import (
    call,
    consent,
    make_application,
    make_reference,
    move,
    name,
    willing,
)
from tests.factories.story import patched


def refused(api, reference, application, **more):
    answer = api.post(
        f"/references/{reference['id']}/namings", {"application_id": application["id"]} | more
    )
    assert answer.status_code == 409, answer.text
    return answer.json()["code"]


def test_nobody_is_named_without_a_yes(api):
    reference, application = make_reference(api), make_application(api)
    assert refused(api, reference, application) == "consent-missing"
    consent(api, reference, "asked")
    assert refused(api, reference, application) == "consent-missing"
    consent(api, reference, "granted")
    naming = name(api, reference, application)
    assert (naming["address_channel"], naming["address"]) == ("phone", "+44 113 496 0123")
    assert api.get(f"/references/{reference['id']}").json()["live_namings"] == 1


@pytest.mark.parametrize(
    ("address", "channel"),
    [
        ("dilys@arcades.example", "email"),
        ("dilys@home.example", "email"),
        ("+44 113 496 0999", "phone"),
    ],
)
def test_an_address_says_how_they_are_reached(api, address, channel):
    reference, application = willing(api), make_application(api)
    naming = name(api, reference, application)
    path = f"/namings/{naming['id']}"
    changed = patched(api, path, address=address)
    assert (changed["address_channel"], changed["address"]) == (channel, address)
    assert patched(api, path, address_channel="other")["address_channel"] == "other"
    there = name(api, reference, make_application(api, title="Usher"), address=address)
    assert there["address_channel"] == channel


def test_a_yes_for_one_application_is_none_for_another(api):
    reference, here = make_reference(api), make_application(api)
    there = make_application(api, title="Night porter", organization_name="Palace Hotel")
    consent(api, reference, "granted", scope="this_application", application_id=here["id"])
    assert refused(api, reference, there) == "consent-missing"
    assert name(api, reference, here)["application"]["id"] == here["id"]


def test_a_naming_of_the_past_needs_a_yes_of_then(api):
    reference, application = make_reference(api), make_application(api)
    consent(api, reference, "granted", on="2026-06-01")
    assert (
        refused(api, reference, application, named_at="2026-05-30T10:00:00Z") == "consent-missing"
    )
    named = name(api, reference, application, named_at="2026-06-01T15:00:00Z")
    assert named["named_at"] == "2026-06-01T15:00:00Z"


def test_an_expired_yes_names_nobody(api, clock):
    reference, application = willing(api), make_application(api)
    clock.advance(timedelta(days=181))
    assert refused(api, reference, application) == "consent-missing"


def test_a_relative_is_never_named(api):
    reference, application = willing(api, relationship="relative"), make_application(api)
    assert refused(api, reference, application) == "relative-blocked"


def test_nobody_is_named_twice_or_where_it_is_over(api):
    reference, application = willing(api), make_application(api)
    name(api, reference, application)
    assert refused(api, reference, application) == "already-named"
    over = make_application(api, title="Night porter", organization_name="Palace Hotel")
    move(api, over, "rejected")
    assert refused(api, reference, over) == "application-closed"


def test_of_two_who_name_at_once_one_wins(api):
    reference, application = willing(api), make_application(api)
    path, body = f"/references/{reference['id']}/namings", {"application_id": application["id"]}
    with ThreadPoolExecutor(4) as pool:
        codes = [
            answer.status_code for answer in pool.map(lambda _: api.post(path, body), range(4))
        ]
    assert sorted(codes) == [201, 409, 409, 409]


def test_an_address_they_do_not_want_used_is_not_given(api):
    reference = willing(
        api,
        addresses=[
            {"channel": "phone", "value": "+44 1", "do_not_contact": True},
            {"channel": "email", "value": "dilys@arcades.example"},
        ],
    )
    application = make_application(api)
    assert refused(api, reference, application, address="+44 1") == "address-refused"
    naming = name(api, reference, application)
    assert naming["address"] == "dilys@arcades.example"
    changed = api.patch(f"/namings/{naming['id']}", {"address": "+44 1"}, if_match="*")
    assert changed.json()["code"] == "address-refused"


def test_after_three_employers_in_ninety_days_somebody_else_is_named(api, clock):
    reference, application = willing(api), make_application(api)
    for number, at in enumerate(("2026-04-01", "2026-05-01", "2026-06-01")):
        logged = call(api, reference, at=f"{at}T10:00:00Z")
        assert bool(logged["warnings"]) is (number >= 1)
    assert refused(api, reference, application) == "reference-overused"
    clock.advance(timedelta(days=29))
    consent(api, reference, "granted")
    naming = name(api, reference, application)
    assert naming["warnings"] == ["2 employers in 90 days: think of somebody else."]


def test_another_window_asks_them_anew(api):
    reference, application = willing(api), make_application(api)
    naming = name(api, reference, application, calls_from="2026-06-04T09:00:00Z")
    path = f"/namings/{naming['id']}"
    agreed = api.patch(path, {"answer": "confirmed"}, if_match="*").json()
    assert agreed["answered_at"] == "2026-06-02T09:00:00Z"
    moved = api.patch(path, {"calls_from": "2026-06-05T09:00:00Z"}, if_match="*").json()
    assert (moved["answer"], moved["answered_at"]) == (None, None)
    api.patch(path, {"answer": "confirmed"}, if_match="*")
    same = api.patch(path, {"calls_from": "2026-06-05T09:00:00Z"}, if_match="*").json()
    assert same["answer"] == "confirmed"
    backwards = api.patch(path, {"calls_to": "2026-06-05T08:00:00Z"}, if_match="*")
    assert backwards.json()["code"] == "window-backwards"


def test_a_withdrawn_naming_comes_back_only_with_consent(api):
    reference, application = willing(api), make_application(api)
    naming = name(api, reference, application)
    path = f"/namings/{naming['id']}/withdrawal"
    first = api.made(path, {"reason": "Another one fits better"})
    assert first["withdrawn_at"] == "2026-06-02T09:00:00Z"
    consent(api, reference, "withdrawn")
    assert api.delete(path).json()["code"] == "consent-missing"
    consent(api, reference, "granted")
    assert api.delete(path).json()["withdrawn_at"] is None
    assert api.delete(path).json() == api.get(f"/namings/{naming['id']}").json()


@on_postgresql
def test_nobody_is_named_who_is_anonymised_meanwhile(app, api):
    reference, application = willing(api), make_application(api)
    gone = "UPDATE contact SET anonymised_at = now(), version = version + 1 WHERE id = :contact"
    path, about = f"/references/{reference['id']}/namings", {"application_id": application["id"]}
    answer = meanwhile(
        app, [(gone, {"contact": reference["contact_id"]})], lambda: api.post(path, about)
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "contact-anonymised")


@on_postgresql
def test_a_name_is_not_given_back_to_whom_a_yes_is_taken_back_meanwhile(app, api):
    reference, application = willing(api), make_application(api)
    path = f"/namings/{name(api, reference, application)['id']}/withdrawal"
    api.made(path, {})
    who = {"reference": reference["id"]}
    changes = [
        ("SELECT id FROM reference WHERE id = :reference FOR UPDATE", who),
        ("UPDATE reference_consent SET status = 'withdrawn' WHERE reference_id = :reference", who),
    ]
    answer = meanwhile(app, changes, lambda: api.delete(path))
    assert (answer.status_code, answer.json()["code"]) == (409, "consent-missing")


@on_postgresql
@pytest.mark.parametrize("way", ["namings", "contacts"])
def test_who_is_named_or_rung_while_it_moves_is_owed_the_news(app, api, way):
    reference, application = willing(api), make_application(api)
    offered = next(one["id"] for one in api.items("/stages") if one["status"] == "offered")
    moves = (
        "UPDATE application SET stage_id = :stage, version = version + 1 WHERE id = :application"
    )
    body = {"application_id": application["id"]}
    answer = meanwhile(
        app,
        [(moves, {"stage": offered, "application": application["id"]})],
        lambda: api.post(f"/references/{reference['id']}/{way}", body),
    )
    assert answer.status_code == 201, answer.text
    assert "outcome_update" in {one["kind"] for one in api.items("/ledger")}


@on_postgresql
def test_of_two_calls_that_meet_one_owes_a_reference_in_return(app, api):
    reference = willing(api)
    call(api, reference)
    (entry,) = api.items("/ledger", params={"kind": "reciprocal_reference"})
    api.made(f"/ledger/{entry['id']}/settlement", {"note": "Done"})
    changes = [
        (
            "SELECT id FROM reference WHERE id = :reference FOR NO KEY UPDATE",
            {"reference": reference["id"]},
        ),
        ("UPDATE ledger_entry SET settled_on = NULL WHERE id = :entry", {"entry": entry["id"]}),
    ]
    meanwhile(app, changes, lambda: call(api, reference))
    owed = [one["id"] for one in api.items("/ledger", params={"kind": "reciprocal_reference"})]
    assert owed == [entry["id"]]


def test_a_naming_that_led_to_a_call_is_not_deleted(api):
    reference, application = willing(api), make_application(api)
    naming = name(api, reference, application)
    logged = call(api, reference, application)
    path = f"/namings/{naming['id']}"
    assert api.delete(path, if_match="*").json()["code"] == "call-on-record"
    assert api.delete(f"/employer-contacts/{logged['id']}", if_match="*").status_code == 204
    assert api.delete(path, if_match="*").status_code == 204


def test_who_may_be_called_this_week(api, clock):
    soon, later, gone, closed = (
        make_application(api, title=title, organization_name=title)
        for title in ("Soon", "Later", "Gone", "Closed")
    )
    reference = willing(api)
    name(api, reference, soon, calls_from="2026-06-04T09:00:00Z", calls_to="2026-06-04T12:00:00Z")
    name(api, reference, later, calls_from="2026-06-12T09:00:00Z")
    name(api, reference, gone, calls_to="2026-06-01T12:00:00Z")
    name(api, reference, closed)
    any_day = willing(api, name="Tom Reed", addresses=[])
    name(api, any_day, later, recipient_name="Priya Nair")
    move(api, closed, "rejected")
    call(api, reference, soon)
    week = api.get("/references/expected-calls").json()
    assert (week["from_day"], week["to_day"]) == ("2026-06-02", "2026-06-08")
    found = [(one["reference"]["name"], one["application"]["title"]) for one in week["items"]]
    assert found == [("Dilys Pugh", "Soon"), ("Tom Reed", "Later")]
    first, second = week["items"]
    assert (first["calls_so_far"], first["briefed"], first["best_hours"]) == (
        1,
        False,
        "Weekdays after five",
    )
    assert (second["caller"], second["number"]) == ("Priya Nair", "")
    wide = api.get("/references/expected-calls", params={"to_day": "2026-06-30"}).json()
    assert len(wide["items"]) == 3


def test_consent_taken_back_shows_on_the_call_that_may_still_come(api):
    reference, application = willing(api), make_application(api)
    name(api, reference, application)
    consent(api, reference, "withdrawn")
    (expected,) = api.get("/references/expected-calls").json()["items"]
    assert expected["consent"]["status"] == "withdrawn"


@pytest.mark.parametrize("path", ["namings", "contacts"])
def test_nothing_lies_in_the_future(api, path):
    reference, application = willing(api), make_application(api)
    when = {"namings": "named_at", "contacts": "at"}[path]
    answer = api.post(
        f"/references/{reference['id']}/{path}",
        {"application_id": application["id"], when: "2026-06-03T10:00:00Z"},
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{when}"


def test_a_call_may_be_about_nothing_that_is_known(api):
    reference = make_reference(api)
    logged = call(api, reference, caller="Unknown number", result="mixed")
    assert logged["application"] is None
    changed = api.patch(
        f"/employer-contacts/{logged['id']}", {"result": "went_well"}, if_match="*"
    ).json()
    assert changed["result"] == "went_well"
