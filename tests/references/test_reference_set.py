"""Whether there are references enough for an employer, and whom to name, over the API."""

import pytest

from tests.factories.references import (
    call,
    consent,
    make_application,
    make_reference,
    name,
    willing,
)

OTLEY = [{"employer": "Otley Mills", "from_year": 2024, "to_year": None}]


@pytest.fixture
def application(api):
    application = make_application(api)
    asked = {"competencies": ["rota planning"]}
    api.made(f"/applications/{application['id']}/reference-request", asked)
    return application


def ready(api, application, **changes):
    """Somebody who has agreed, remembers, can vouch for what is wanted, and was briefed."""
    reference = willing(api, recall_confirmed_on="2026-06-01", **changes)
    path, about = f"/references/{reference['id']}", {"application_id": application["id"]}
    briefing = api.made(f"{path}/briefings", about)
    told = api.post(f"/briefings/{briefing['id']}/delivery", {"channel": "phone"})
    assert told.status_code in (201, 409), told.text
    return reference


def the_set(api, application):
    return api.get(f"/applications/{application['id']}/reference-set").json()


def names(references):
    return [one["name"] for one in references]


def test_the_set_says_what_was_asked_for(api):
    path = f"/applications/{make_application(api)['id']}"
    before = api.get(f"{path}/reference-set").json()
    assert (before["request"], before["wanted"], before["usual"]) == (None, 2, True)
    asked = api.made(f"{path}/reference-request", {"wanted": 3, "names_due_on": "2026-06-12"})
    found = api.get(f"{path}/reference-set").json()
    assert found["request"] == asked
    assert (found["wanted"], found["usual"]) == (3, False)


def test_whoever_must_not_be_rung_at_work_is_not_among_those_to_name(api, application):
    ready(api, application)
    boss = ready(api, application, name="Tom Reed", worked_together=OTLEY)
    assert the_set(api, application)["ready"] is True
    at_work = {"current_employer": True, "may_contact_now": False}
    api.patch(f"/references/{boss['id']}", at_work, if_match="*")
    found = the_set(api, application)
    assert (found["ready"], names(found["chosen"])) == (False, ["Dilys Pugh"])
    barred = {one["reference"]["name"]: one["bar"] for one in found["members"]}
    assert barred == {"Dilys Pugh": None, "Tom Reed": "current_employer"}
    (tom,) = [one for one in found["members"] if one["bar"]]
    assert (tom["band"], bool(tom["why_barred"])) == ("ready", True)
    api.patch(f"/references/{boss['id']}", {"may_contact_now": True}, if_match="*")
    assert the_set(api, application)["ready"] is True


def test_whoever_was_rung_three_times_is_not_among_those_to_name(api, application):
    tired = ready(api, application)
    ready(api, application, name="Tom Reed", worked_together=OTLEY)
    for day in (1, 2, 3):
        call(api, tired, at=f"2026-05-0{day}T09:00:00Z")
    for entry in api.items("/ledger"):
        api.made(f"/ledger/{entry['id']}/settlement", {"note": "Done"})
    found = the_set(api, application)
    assert found["ready"] is False
    assert names(found["chosen"]) == ["Tom Reed"]
    (member,) = [one for one in found["members"] if one["bar"]]
    assert (member["reference"]["name"], member["bar"]) == ("Dilys Pugh", "overused")


def test_whoever_has_the_name_out_already_counts_however_often_they_were_rung(api, application):
    tired = ready(api, application)
    name(api, tired, application)
    for day in (1, 2, 3):
        call(api, tired, at=f"2026-05-0{day}T09:00:00Z")
    (member,) = the_set(api, application)["members"]
    assert (member["named"], member["bar"]) == (True, None)


def test_nobody_stands_in_who_may_not_be_named(api, application):
    tired = ready(api, application)
    for day in (1, 2):
        call(api, tired, at=f"2026-05-0{day}T09:00:00Z")
    willing(api, name="Mum", relationship="relative")
    at_work = make_reference(api, name="Tom Reed", current_employer=True)
    consent(api, at_work, "granted")
    (rotation,) = the_set(api, application)["rotation"]
    assert (rotation["tired"]["name"], rotation["instead"]) == ("Dilys Pugh", None)
    api.patch(f"/references/{at_work['id']}", {"may_contact_now": True}, if_match="*")
    (rotation,) = the_set(api, application)["rotation"]
    assert rotation["instead"]["name"] == "Tom Reed"


def test_whoever_is_to_be_named_can_be(api, application):
    """What the set proposes, the gate lets through."""
    somewhere = [{"employer": "Palace", "from_year": 2024, "to_year": None}]
    api.patch(f"/applications/{application['id']}/reference-request", {"wanted": 10}, if_match="*")
    everybody = [
        ready(api, application),
        ready(api, application, name="Tom Reed", worked_together=OTLEY),
        ready(api, application, name="At Work", current_employer=True),
        ready(api, application, name="Mum", relationship="relative"),
        ready(api, application, name="Often Rung", worked_together=somewhere),
        make_reference(api, name="Never Asked"),
    ]
    for day in (1, 2, 3):
        call(api, everybody[4], at=f"2026-05-0{day}T09:00:00Z")
    by_id = {one["id"]: one for one in everybody}
    chosen = the_set(api, application)["chosen"]
    assert names(chosen) == ["Tom Reed", "Dilys Pugh"]
    for one in chosen:
        name(api, by_id[one["id"]], application)
    for one in everybody[2:]:
        path = f"/references/{one['id']}/namings"
        assert api.post(path, {"application_id": application["id"]}).status_code == 409
