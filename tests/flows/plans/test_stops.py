"""Nobody is nudged towards what a hard stop holds (red line 9): the plan lapses with the stop."""

import pytest

from tests.factories.story import instant, out, patched, read, refused, stage, utc
from tests.factories.world import make_organization

ENDED = "2026-06-02 11:15"
PRIYA, TOM = {"name": "Priya Nair"}, {"name": "Tom Reed"}


@pytest.fixture
def agency(api):
    return make_organization(api, name="Second Chance Staffing", role="agency")


def told(api):
    """What went out, in words."""
    return [one["title"] for one in api.items("/notifications", params={"held": False})]


def application(plan):
    return f"/applications/{plan['interview']['application']['id']}"


def employer(api, plan):
    return f"/organizations/{read(api, application(plan))['organization']['id']}"


def moved(api, plan, status):
    api.made(f"{application(plan)}/moves", {"to_stage_id": stage(api, status)})


def owed(api, **asked):
    found = api.items("/follow-ups", params=asked)
    return {f"{one['purpose']} {one['sequence']}": one for one in found}


def statuses(api):
    return {one["status"] for one in owed(api).values()}


def test_an_agency_that_asks_for_peace_gets_it(api, clock, agency, minute):
    """HS-01 holds for whoever the messages go to."""
    plan = out(api, clock, ENDED, application={"agency_id": agency["id"]})
    patched(api, f"/organizations/{agency['id']}", do_not_contact=True)
    found = owed(api)["status_check 1"]
    assert statuses(api) == {"lapsed"}
    assert (found["lapsed_cause"], found["lapsed_reason"]) == (
        "stopped",
        "Second Chance Staffing asked not to be contacted.",
    )
    minute("2026-06-09 10:00")
    assert [title for title in told(api) if "Check in" in title] == []
    patched(api, application(plan), direct_contact_permitted=True)
    assert owed(api)["status_check 1"]["status"] == "planned"
    patched(api, application(plan), direct_contact_permitted=False)
    assert owed(api)["status_check 1"]["status"] == "lapsed"
    patched(api, f"/organizations/{agency['id']}", do_not_contact=False)
    assert owed(api)["status_check 1"]["status"] == "planned"


def test_thanks_after_a_no_are_the_one_courtesy(api, clock, minute):
    """HS-02: one thank-you or one question, not both."""
    plan = out(api, clock, ENDED, interview={"interviewers": [PRIYA, TOM]})
    clock.set(instant("2026-06-02 13:00"))
    moved(api, plan, "rejected")
    assert owed(api)["feedback_request 1"]["status"] == "planned"
    thanks = f"/follow-ups/{plan['follow_ups'][0]['id']}"
    clock.set(instant("2026-06-02 15:00"))
    api.made(f"{thanks}/delivery", {})
    found = owed(api)
    assert found["feedback_request 1"]["lapsed_cause"] == "outcome"
    assert found["thank_you 2"]["status"] == "lapsed"
    minute("2026-06-04 16:00")
    assert [title for title in told(api) if "feedback" in title] == []
    api.delete(f"{thanks}/delivery")
    assert owed(api)["feedback_request 1"]["status"] == "planned"


def test_what_was_said_before_the_no_does_not_use_it_up(api, clock):
    plan = out(api, clock, ENDED, interview={"interviewers": [PRIYA]})
    clock.set(instant("2026-06-02 15:00"))
    api.made(f"/follow-ups/{plan['follow_ups'][0]['id']}/delivery", {})
    clock.set(instant("2026-06-08 10:00"))
    moved(api, plan, "rejected")
    assert owed(api)["feedback_request 1"]["status"] == "planned"


def test_who_withdraws_owes_one_courteous_word(api, clock, minute):
    """HS-09: of a panel's thanks one is left, and it is the first that is still open."""
    plan = out(api, clock, ENDED, interview={"interviewers": [PRIYA, TOM]})
    clock.set(instant("2026-06-02 13:00"))
    moved(api, plan, "withdrawn")
    found = owed(api)
    assert found["thank_you 1"]["status"] == "planned"
    assert found["thank_you 2"]["lapsed_cause"] == "outcome"
    minute("2026-06-02 16:00")
    assert [title for title in told(api) if "Thank" in title] == ["Thank Priya Nair"]
    first = f"/follow-ups/{plan['follow_ups'][0]['id']}"
    api.made(f"{first}/waiver", {"reason": "We spoke on the stairs"})
    assert owed(api)["thank_you 2"]["status"] == "planned"
    api.delete(f"{first}/waiver")
    assert owed(api)["thank_you 2"]["status"] == "lapsed"
    touch = {"application_id": plan["interview"]["application"]["id"], "direction": "outbound"}
    api.made("/touchpoints", touch | {"channel": "phone", "purpose": "material_update"})
    assert owed(api)["thank_you 1"]["status"] == "lapsed"
    moved(api, plan, "second_interview")
    assert owed(api)["thank_you 2"]["status"] == "planned"


def test_who_asked_not_to_be_rung_is_written_to(api, clock):
    """HS-01, of calls."""
    plan = out(api, clock, ENDED, preferred_channel="phone", organization={"no_calls": True})
    assert {one["channel"] for one in owed(api).values()} == {"email"}
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    ring = api.patch(check, {"channel": "phone"}, if_match=api.get(check))
    assert refused(ring, 422, "channel-stopped")["errors"][0]["pointer"] == "/channel"


def test_a_wish_not_to_be_rung_reaches_what_is_planned(api, clock):
    plan = out(api, clock, ENDED, preferred_channel="phone")
    assert {one["channel"] for one in owed(api).values()} == {"phone"}
    patched(api, employer(api, plan), no_calls=True)
    assert {one["channel"] for one in owed(api).values()} == {"email"}


def test_nobody_plans_past_an_agency(api, clock, agency):
    """HS-08."""
    plan = out(api, clock, ENDED, application={"agency_id": agency["id"]})
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    direct = api.patch(check, {"channel": "email"}, if_match=api.get(check))
    refused(direct, 422, "channel-stopped")
    said = api.made(f"{check}/delivery", {"channel": "email", "at": utc(ENDED)})  # it happened
    assert said["channel"] == "email"
