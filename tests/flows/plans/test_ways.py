"""Whom a planned message goes to, and how, follows the facts as its time does (HS-08)."""

import pytest

from tests.factories.story import out, patched, read
from tests.factories.world import MAIL_ACCOUNT, make_contact, make_organization

ENDED = "2026-06-02 11:15"
PRIYA = {"name": "Priya Nair", "email": "priya.nair@mecca.example"}
FACT = "The trial evening on finals night, with two hundred people in the hall"


@pytest.fixture
def agency(api):
    found = make_organization(api, name="Second Chance Staffing", role="agency")
    make_contact(api, name="Front desk", organization_id=found["id"], addresses=[])
    make_contact(
        api,
        name="Cara Quinn",
        organization_id=found["id"],
        role="agency_consultant",
        addresses=[{"channel": "email", "value": "cara@second.example"}],
    )
    return found


def application(plan):
    return f"/applications/{plan['interview']['application']['id']}"


def ways(api):
    """How each message goes, and to whom."""
    return {
        f"{one['purpose']} {one['sequence']}": (
            one["channel"],
            one["contact"] and one["contact"]["name"],
        )
        for one in api.items("/follow-ups")
    }


def all_but_thanks(way):
    return dict.fromkeys(("status_check 1", "status_check 2", "closing_note 1"), way)


def test_an_agency_that_comes_in_takes_every_message_over(api, clock, agency):
    plan = out(api, clock, ENDED, preferred_channel="phone", interview={"interviewers": [PRIYA]})
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    patched(api, check, channel="linkedin_message")
    patched(api, application(plan), agency_id=agency["id"])
    assert {channel for channel, _ in ways(api).values()} == {"via_agency"}
    patched(api, application(plan), agency_id=None)
    assert {channel for channel, _ in ways(api).values()} == {"phone"}


def test_once_direct_contact_is_permitted_the_employer_is_asked(api, clock, agency):
    at = {"agency_id": agency["id"]}
    plan = out(api, clock, ENDED, application=at, interview={"interviewers": [PRIYA]})
    assert ways(api)["status_check 1"] == ("via_agency", "Cara Quinn")
    patched(api, application(plan), direct_contact_permitted=True)
    direct = ("email", "Priya Nair")
    assert ways(api) == {"thank_you 1": direct} | all_but_thanks(direct)


def test_another_person_to_ask_is_asked(api, clock):
    plan = out(api, clock, ENDED, interview={"interviewers": [PRIYA]})
    sent, step = plan["follow_ups"][1]["id"], f"/interviews/{plan['interview']['id']}/next-step"
    api.made(f"/follow-ups/{sent}/delivery", {})
    patched(api, step, contact_person="Tom Reed", preferred_channel="phone")
    asked = all_but_thanks(("phone", "Tom Reed"))
    was = ("email", "Priya Nair")
    assert ways(api) == asked | {"thank_you 1": was, "status_check 1": was}
    patched(api, step, contact_person=None)
    assert ways(api)["closing_note 1"] == ("phone", "Priya Nair")
    patched(api, step, preferred_channel="via_agency")  # there is none
    assert ways(api)["closing_note 1"] == ("email", "Priya Nair")


def test_what_was_chosen_by_hand_stays_where_something_else_changes(api, clock):
    plan = out(api, clock, ENDED, interview={"interviewers": [PRIYA]})
    patched(api, f"/follow-ups/{plan['follow_ups'][2]['id']}", channel="post")
    step = f"/interviews/{plan['interview']['id']}/next-step"
    patched(api, step, next_stage="A trial evening")
    patched(api, step, contact_person="Tom Reed")
    assert ways(api)["status_check 2"] == ("post", "Tom Reed")


def test_an_approved_mail_comes_back_at_once_and_goes_the_new_way(api, clock, agency):
    api.made("/mail-account", MAIL_ACCOUNT)
    plan = out(api, clock, ENDED, interview={"interviewers": [PRIYA]})
    patched(api, f"/interviews/{plan['interview']['id']}/capture", facts=FACT)
    thanks, step = (
        f"/follow-ups/{plan['follow_ups'][0]['id']}",
        f"/interviews/{plan['interview']['id']}/next-step",
    )
    draft = api.made(f"{thanks}/draft", {})
    api.made(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    patched(api, step, contact_person="Tom Reed", preferred_channel="phone")
    assert read(api, thanks)["status"] == "approved"
    patched(api, application(plan), agency_id=agency["id"])
    found = read(api, thanks)
    assert (found["status"], found["channel"]) == ("drafted", "via_agency")
    assert (found["message"]["status"], found["message"]["failure"]) == (
        "returned",
        "An agency stands between you: write to your consultant.",
    )
    draft = read(api, f"{thanks}/draft")
    assert draft["returned_reason"] == found["message"]["failure"]
    assert draft["to"]["name"] == "Cara Quinn"
    api.made(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    patched(api, application(plan), direct_contact_permitted=True)
    found = read(api, thanks)
    assert (found["status"], found["channel"]) == ("drafted", "phone")
    assert found["message"]["failure"] == "No agency stands between you any more."


def test_another_agency_means_another_consultant(api, clock):
    first, second = (
        make_organization(api, name=name, role="agency") for name in ("Second Chance", "Third Time")
    )
    for agency, name in ((first, "Anna Lee"), (second, "Ben Roy")):
        make_contact(api, name=name, organization_id=agency["id"], role="agency_consultant")
    plan = out(api, clock, "2026-06-02 11:15", application={"agency_id": first["id"]})
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    assert read(api, check)["contact"]["name"] == "Anna Lee"
    patched(api, f"/applications/{plan['interview']['application']['id']}", agency_id=second["id"])
    found = read(api, check)
    assert (found["channel"], found["contact"]["name"]) == ("via_agency", "Ben Roy")


def test_an_agency_that_was_chosen_although_one_may_write_stays_chosen(api, clock):
    agency = make_organization(api, name="Second Chance", role="agency")
    about = {"agency_id": agency["id"], "direct_contact_permitted": True}
    plan = out(api, clock, "2026-06-02 11:15", application=about)
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    patched(api, check, channel="via_agency")
    application = f"/applications/{plan['interview']['application']['id']}"
    patched(api, application, direct_contact_permitted=True, notes="They ring on Fridays.")
    employer = f"/organizations/{read(api, application)['organization']['id']}"
    patched(api, employer, no_calls=True)
    assert read(api, check)["channel"] == "via_agency"
    patched(api, application, agency_id=None)
    assert read(api, check)["channel"] == "email"


def employer(api, plan):
    return f"/organizations/{read(api, application(plan))['organization']['id']}"


def channels(api):
    return {name: channel for name, (channel, _) in ways(api).items()}


def test_whoever_may_be_rung_again_is_rung(api, clock):
    plan = out(api, clock, ENDED, preferred_channel="phone")
    before = ways(api)
    patched(api, employer(api, plan), no_calls=True)
    assert set(channels(api).values()) == {"email"}
    patched(api, employer(api, plan), no_calls=False)
    assert ways(api) == before
    patched(api, employer(api, plan), no_calls=True, notes="Twice.")
    patched(api, employer(api, plan), no_calls=False)
    assert ways(api) == before


def test_what_somebody_chose_to_say_by_phone_is_said_so_again(api, clock):
    plan = out(api, clock, ENDED)
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    patched(api, check, channel="phone")
    patched(api, employer(api, plan), no_calls=True)
    assert channels(api)["status_check 1"] == "email"
    patched(api, employer(api, plan), no_calls=False)
    assert channels(api) == all_but_thanks("email") | {
        "thank_you 1": "email",
        "status_check 1": "phone",
    }


def test_what_was_changed_by_hand_or_done_meanwhile_stays(api, clock):
    plan = out(api, clock, ENDED, preferred_channel="phone")
    thanks, first, second, closing = (f"/follow-ups/{one['id']}" for one in plan["follow_ups"])
    patched(api, second, channel="email")  # before they asked for it
    patched(api, employer(api, plan), no_calls=True)
    patched(api, closing, channel="post")
    api.made(f"{thanks}/delivery", {})
    patched(api, employer(api, plan), no_calls=False)
    assert [read(api, path)["channel"] for path in (thanks, first, second, closing)] == [
        "email",
        "phone",
        "email",
        "post",
    ]


def test_a_wish_to_be_rung_waits_until_nobody_minds(api, clock, agency):
    """Also where the wish came after the other one, and where an agency came and went between."""
    plan = out(api, clock, ENDED, organization={"no_calls": True}, preferred_channel="phone")
    assert set(channels(api).values()) == {"email"}
    patched(api, application(plan), agency_id=agency["id"])
    patched(api, employer(api, plan), no_calls=False)
    assert set(channels(api).values()) == {"via_agency"}
    patched(api, application(plan), agency_id=None)
    assert set(channels(api).values()) == {"phone"}
    patched(api, employer(api, plan), no_calls=True)
    step = f"/interviews/{plan['interview']['id']}/next-step"
    patched(api, step, preferred_channel="linkedin_message")
    patched(api, employer(api, plan), no_calls=False)
    assert channels(api)["status_check 1"] == "linkedin_message"
    patched(api, employer(api, plan), no_calls=True)
    patched(api, step, preferred_channel="phone")
    assert channels(api)["status_check 1"] == "email"
    patched(api, employer(api, plan), no_calls=False)
    assert channels(api)["status_check 1"] == "phone"


def test_what_is_approved_as_a_mail_leaves_as_a_mail(api, clock):
    api.made("/mail-account", MAIL_ACCOUNT)
    interview = {"interviewers": [PRIYA]}
    plan = out(api, clock, ENDED, preferred_channel="phone", interview=interview)
    patched(api, f"/interviews/{plan['interview']['id']}/capture", facts=FACT)
    patched(api, employer(api, plan), no_calls=True)
    thanks = f"/follow-ups/{plan['follow_ups'][0]['id']}"
    draft = api.made(f"{thanks}/draft", {})
    api.made(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    patched(api, employer(api, plan), no_calls=False)
    found = read(api, thanks)
    assert (found["status"], found["channel"]) == ("approved", "email")
    assert channels(api)["status_check 1"] == "phone"
