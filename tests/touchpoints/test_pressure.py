"""The gauge through the API: the needle, one touch more, and the stops with the fact to change."""

from datetime import timedelta

import pytest

from tests.factories.story import instant, patched, read, stage, utc
from tests.factories.talk import answered, pressure, said


def test_the_needle_and_its_reasons(api, clock, plan, application):
    """Vector A, through the API: thanks, then a check-in on its day."""
    assert pressure(api, application)["load"] == 0
    clock.set(instant("2026-06-02 16:00"))
    said(api, application, purpose="thank_you")
    found = pressure(api, application)
    assert (found["load"], found["band"], found["label"]) == (10, "interested", "Interested")
    clock.set(instant("2026-06-09 09:00"))
    said(api, application)
    found = pressure(api, application)
    thanks, check = found["contributions"]
    assert (thanks["weight_channel"], thanks["weight_purpose"], thanks["load"]) == (20, 0.5, 10)
    assert (check["position"], check["factor_early"], check["remaining"]) == (1, 1, 20)
    assert found["load"] == pytest.approx(20 + thanks["remaining"])
    assert found["curve"][0]["load"] == 0
    assert max(point["load"] for point in found["curve"]) == pytest.approx(found["load"], abs=0.01)


def test_would_this_be_too_much(api, clock, plan, application):
    """Vector B: a call within the hour pushes, and needs a reason; the day after is a siege."""
    clock.set(instant("2026-06-02 12:15"))
    call = {"planned_channel": "phone", "planned_purpose": "status_check"}
    planned = pressure(api, application, **call)["planned"]
    assert planned["load"] == pytest.approx(35 * 1.5 * 1.2)  # in Great Britain, nobody asked
    assert (planned["decision"], planned["band_after"]) == ("needs_reason", "pushing")
    fine = planned["fine_from"]
    assert fine == plan["follow_ups"][1]["not_before"]  # no longer early: 42 points are fine
    assert pressure(api, application, planned_at=fine, **call)["planned"]["decision"] == "allow"
    invited = pressure(api, application, planned_invited=True, **call)["planned"]
    assert invited["load"] == pytest.approx(52.5)
    said(api, application, channel="phone")
    clock.set(instant("2026-06-03 12:15"))
    planned = pressure(api, application, **call)["planned"]
    assert (planned["decision"], planned["label_after"]) == ("blocked", "Siege")
    mail = pressure(api, application, planned_channel="post", planned_purpose="thank_you")
    assert mail["planned"]["decision"] in ("needs_reason", "blocked")


def test_the_earliest_fine_moment_waits_for_stops_as_well(api, clock, plan, application):
    clock.set(instant("2026-06-10 09:00"))
    said(api, application, purpose="material_update")
    asked = {"planned_channel": "email", "planned_purpose": "closing_note"}
    planned = pressure(api, application, **asked)["planned"]
    (stop,) = planned["stops"]
    assert (stop["id"], stop["lifts_at"]) == ("HS-04", utc("2026-06-11 00:00"))
    early = plan["follow_ups"][3]["not_before"]
    assert planned["fine_from"] >= stop["lifts_at"]
    assert planned["fine_from"] <= early
    then = pressure(api, application, planned_at=planned["fine_from"], **asked)["planned"]
    assert (then["decision"], then["stops"]) == ("allow", [])
    patched(api, f"/applications/{application}", quiet_until="2026-07-20")
    planned = pressure(api, application, **asked)["planned"]
    assert planned["fine_from"] == utc("2026-07-20 00:00")
    patched(api, f"/applications/{application}", legal_dispute=True)
    assert pressure(api, application, **asked)["planned"]["fine_from"] is None


def test_an_answer_relieves(api, clock, plan, application):
    said(api, application, purpose="thank_you")
    clock.advance(timedelta(days=7))
    said(api, application)
    before = pressure(api, application)["load"]
    clock.advance(timedelta(minutes=1))
    answered(api, application)
    assert pressure(api, application)["load"] == pytest.approx(before / 4, rel=0.01)


def stops(api, application, **planned):
    asked = {"planned_channel": "email", "planned_purpose": "status_check"} | planned
    found = pressure(api, application, **asked)["planned"]
    assert not found["stops"] or found["decision"] == "blocked"
    return {stop["id"]: stop["fact"]["name"] for stop in found["stops"]}


def test_hard_stops_name_the_fact_to_change(api, clock, plan, application):
    assert stops(api, application) == {}
    path = f"/applications/{application}"
    employer = f"/organizations/{read(api, path)['organization']['id']}"
    patched(api, employer, do_not_contact=True)
    assert stops(api, application) == {"HS-01": "do_not_contact"}
    patched(api, employer, do_not_contact=False, no_calls=True)
    assert stops(api, application) == {}
    assert stops(api, application, planned_channel="phone") == {"HS-01": "no_calls"}
    patched(api, employer, no_calls=False)
    patched(api, path, quiet_until="2026-06-12")
    assert stops(api, application) == {"HS-07": "quiet_until"}
    assert stops(api, application, planned_purpose="material_update") == {}
    patched(api, path, quiet_until=None, legal_dispute=True)
    assert stops(api, application) == {"HS-10": "legal_dispute"}
    patched(api, path, legal_dispute=False)
    assert stops(api, application) == {}


def test_an_agency_does_the_talking(api, plan, application):
    agency = api.made("/organizations", {"name": "Second Chance", "role": "agency"})
    path = f"/applications/{application}"
    patched(api, path, agency_id=agency["id"])
    assert stops(api, application) == {"HS-08": "direct_contact_permitted"}
    assert stops(api, application, planned_channel="via_agency") == {}
    patched(api, path, direct_contact_permitted=True)
    assert stops(api, application) == {}


def test_after_a_no_there_is_one_word_more(api, clock, plan, application):
    api.made(f"/applications/{application}/moves", {"to_stage_id": stage(api, "rejected")})
    assert stops(api, application) == {"HS-02": "outcome"}
    feedback = {"planned_purpose": "feedback_request"}
    assert stops(api, application, **feedback) == {}
    clock.advance(timedelta(days=1))
    said(api, application, purpose="feedback_request")
    clock.advance(timedelta(days=1))
    assert stops(api, application, **feedback) == {"HS-02": "outcome"}
    assert stops(api, application, planned_purpose="requested") == {}
    api.made(f"/applications/{application}/moves", {"to_stage_id": stage(api, "second_interview")})
    assert stops(api, application) == {}  # they changed their mind


def test_two_questions_are_two_and_one_day_has_one_message(api, clock, plan, application):
    clock.set(instant("2026-06-09 09:00"))
    said(api, application)
    assert stops(api, application) == {"HS-04": "touchpoints"}  # the same day
    clock.set(instant("2026-06-18 09:00"))
    said(api, application)
    clock.set(instant("2026-06-20 09:00"))
    assert stops(api, application) == {"HS-03": "touchpoints"}
    assert stops(api, application, planned_purpose="closing_note") == {}


def test_an_address_nobody_gave_you_is_not_used(api, plan, application):
    found = api.made(
        "/contacts",
        {
            "name": "Tom Reed",
            "addresses": [
                {"channel": "email", "value": "tom@home.example", "given_by_them": False}
            ],
        },
    )
    assert stops(api, application, planned_contact_id=found["id"]) == {"HS-06": "addresses"}


@pytest.mark.parametrize(
    ("channel", "addresses", "found"),
    [
        ("sms", [("sms", True, False), ("phone", False, False)], {}),
        ("sms", [("phone", False, False)], {"HS-06": "addresses"}),  # the same number
        ("phone", [("phone", True, True)], {"HS-06": "addresses"}),
        ("phone", [("phone", False, False), ("phone", True, False)], {}),
        ("linkedin_connect", [("linkedin_message", False, False)], {"HS-06": "addresses"}),
        ("email", [("phone", False, False)], {}),
        ("email", [], {}),
    ],
)
def test_the_way_a_channel_takes_is_looked_at(api, plan, application, channel, addresses, found):
    contact = api.made(
        "/contacts",
        {
            "name": "Tom Reed",
            "addresses": [
                {
                    "channel": kind,
                    "value": "tom@home.example" if kind == "email" else f"+44 20 7946 000{number}",
                    "given_by_them": given,
                    "do_not_contact": asked_not_to,
                }
                for number, (kind, given, asked_not_to) in enumerate(addresses)
            ],
        },
    )
    planned = {"planned_channel": channel, "planned_contact_id": contact["id"]}
    assert stops(api, application, **planned) == found


def factor_early(api, application, **planned):
    asked = {"planned_channel": "linkedin_connect", "planned_purpose": "connect"} | planned
    return pressure(api, application, **asked)["planned"]["load"] / 20


def test_connecting_is_fine_once_there_is_an_outcome(api, clock, plan, application):
    said(api, application, channel="linkedin_connect", purpose="connect")
    clock.advance(timedelta(days=30))
    answered(api, application)
    assert factor_early(api, application) == 1.5
    assert factor_early(api, application, planned_invited=True) == 1
    api.made(f"/applications/{application}/moves", {"to_stage_id": stage(api, "offered")})
    assert factor_early(api, application) == 1
    (logged,) = pressure(api, application)["contributions"]
    assert logged["factor_early"] == 1.5  # it was early when it was sent, and stays so


def test_a_wish_for_quiet_does_not_reach_back(api, clock, plan, application):
    clock.set(instant("2026-06-10 09:00"))
    said(api, application)
    before = pressure(api, application)["load"]
    clock.advance(timedelta(minutes=1))
    answered(api, application, substantive=False)
    patched(api, f"/applications/{application}", quiet_until="2026-06-22")
    assert pressure(api, application)["load"] == pytest.approx(before, rel=0.001)


def test_a_far_plan_does_not_hide_what_stands_in_the_way_today(api, clock, plan, application):
    said(api, application)
    far = {"planned_channel": "email", "planned_at": utc("2026-09-01 09:00")}
    found = pressure(api, application, **far)
    assert [stop["id"] for stop in found["stops"]] == ["HS-04"]
    assert found["planned"]["stops"] == []


def test_who_has_withdrawn_says_one_word_more(api, clock, plan, application):
    api.made(f"/applications/{application}/moves", {"to_stage_id": stage(api, "withdrawn")})
    clock.advance(timedelta(minutes=1))
    assert stops(api, application) == {"HS-09": "outcome"}
    closing = {"planned_purpose": "closing_note"}
    assert stops(api, application, **closing) == {}
    said(api, application, purpose="closing_note")
    clock.advance(timedelta(days=2))
    assert stops(api, application, **closing) == {"HS-09": "outcome"}
    said(api, application, purpose="reargue")  # history is written down, whatever it was
