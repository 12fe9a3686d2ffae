"""Touches through the API: logged, corrected, taken back; what they meet, what they end."""

from datetime import timedelta

import pytest

from tests.factories.story import instant, out, patched, read, refused, stage, utc, walked
from tests.factories.world import make_interview

ENDED = "2026-06-02 11:15"


@pytest.fixture
def plan(api, clock):
    return out(api, clock, ENDED, interview={"interviewers": [{"name": "Priya Nair"}]})


@pytest.fixture
def application(plan):
    return plan["interview"]["application"]["id"]


def said(api, application, **changes):
    body = {
        "application_id": application,
        "direction": "outbound",
        "channel": "email",
        "purpose": "status_check",
    }
    return api.made("/touchpoints", body | changes)


def answered(api, application, **changes):
    return said(api, application, direction="inbound", purpose=None, **changes)


def pressure(api, application, **planned):
    return read(api, f"/applications/{application}/pressure", **planned)


def statuses(api, plan):
    found = api.items("/follow-ups", params={"interview_id": plan["interview"]["id"]})
    return [one["status"] for one in found]


def suggested(api, plan, place):
    return read(api, f"/follow-ups/{plan['follow_ups'][place]['id']}")["suggested_at"][:10]


def test_a_touch_meets_the_message_that_was_owed(api, clock, plan, application):
    clock.set(instant("2026-06-03 09:00"))
    touch = said(api, application, purpose="thank_you", at=utc("2026-06-02 16:00"), channel="phone")
    assert touch["follow_up_id"] == plan["follow_ups"][0]["id"]
    assert statuses(api, plan)[0] == "sent"
    assert read(api, f"/follow-ups/{touch['follow_up_id']}")["sent_at"] == utc("2026-06-02 16:00")


def test_thanks_go_to_the_interview_that_was_last(api, clock, plan, application):
    second = make_interview(
        api, application, starts_at=utc("2026-06-09 10:15"), interviewers=[{"name": "Omar Haddad"}]
    )
    clock.set(instant("2026-06-09 11:15"))
    body = {"ended_at": utc("2026-06-09 11:15")}
    later = api.made(f"/interviews/{second['id']}/ending", body)
    clock.set(instant("2026-06-10 09:00"))
    touch = said(api, application, purpose="thank_you")
    assert touch["follow_up_id"] == later["follow_ups"][0]["id"]
    assert statuses(api, plan)[0] == "lapsed"
    late = said(api, application, purpose="thank_you")
    assert late["follow_up_id"] == plan["follow_ups"][0]["id"]


def test_an_answer_ends_the_asking_and_taking_it_back_revives_it(api, clock, plan, application):
    clock.set(instant("2026-06-08 09:00"))
    answer = answered(api, application)
    assert answer["substantive"]
    assert statuses(api, plan) == ["lapsed"] * 4  # the thanks have gone stale
    assert read(api, f"/applications/{application}/silence")["state"] == "answered"
    assert read(api, "/today")["waiting"] == []
    gone = api.delete(f"/touchpoints/{answer['id']}", if_match="*")
    assert gone.status_code == 204
    assert statuses(api, plan) == ["lapsed", "planned", "planned", "planned"]


def test_a_machine_that_answers_ends_nothing(api, plan, application):
    answered(api, application, substantive=False)
    assert statuses(api, plan) == ["planned"] * 4


def test_a_sent_message_is_answered(api, clock, plan, application):
    said(api, application, purpose="thank_you")
    clock.advance(timedelta(hours=3))
    answered(api, application)
    assert statuses(api, plan)[0] == "replied"


def test_a_week_is_caught_up_with_at_once_or_not_at_all(api, clock, plan, application):
    clock.set(instant("2026-06-20 09:00"))
    week = [
        {"purpose": "status_check", "at": utc("2026-06-18 15:00")},
        {"purpose": "thank_you", "at": utc("2026-06-02 15:00")},
        {"purpose": "status_check", "at": utc("2026-06-10 15:00")},
    ]
    common = {"application_id": application, "direction": "outbound", "channel": "email"}
    made = api.made("/touchpoint-batches", {"touchpoints": [common | one for one in week]})
    assert [one["at"] for one in made["items"]] == sorted(one["at"] for one in week)
    met = [one["follow_up_id"] for one in made["items"]]
    assert met == [one["id"] for one in plan["follow_ups"][:3]]
    future = common | {"purpose": "connect", "at": utc("2026-07-20 15:00")}
    answer = api.post("/touchpoint-batches", {"touchpoints": [common | week[0], future]})
    refused(answer, 422, "touch-in-future")
    assert len(api.items("/touchpoints")) == 3


def test_a_touch_is_corrected_and_the_plan_follows(api, clock, plan, application):
    clock.set(instant("2026-06-12 10:00"))
    check = said(api, application)
    assert (
        read(api, f"/follow-ups/{plan['follow_ups'][2]['id']}")["suggested_at"][:10] == "2026-06-23"
    )
    patched(api, f"/touchpoints/{check['id']}", at=utc("2026-06-09 10:00"), note="By the lift")
    assert (
        read(api, f"/follow-ups/{plan['follow_ups'][2]['id']}")["suggested_at"][:10] == "2026-06-18"
    )
    refused(
        api.patch(f"/touchpoints/{check['id']}", {"purpose": None}, if_match="*"),
        422,
        "purpose-needed",
    )


def test_what_met_a_follow_up_goes_on_meeting_it(api, clock, plan, application):
    clock.set(instant("2026-06-03 10:00"))
    thanks = said(api, application, purpose="thank_you")
    path = f"/touchpoints/{thanks['id']}"
    early = api.patch(path, {"at": utc("2026-06-02 11:00")}, if_match="*")
    assert refused(early, 422, "sent-before-interview-ended")["errors"][0]["pointer"] == "/at"
    other = api.patch(path, {"purpose": "scheduling"}, if_match="*")
    refused(other, 409, "touch-meets-follow-up")
    patched(api, path, at=utc("2026-06-02 11:30"), purpose="thank_you")
    owed = read(api, f"/follow-ups/{thanks['follow_up_id']}")
    assert (owed["status"], owed["sent_at"]) == ("sent", utc("2026-06-02 11:30"))


def test_what_you_said_was_for_something(api, application):
    body = {"application_id": application, "direction": "outbound", "channel": "email"}
    refused(api.post("/touchpoints", body), 422, "validation-failed")
    turned_up = body | {"channel": "in_person_uninvited", "purpose": "connect"}
    refused(api.post("/touchpoints", turned_up), 422, "validation-failed")  # not a channel (HS-05)


def test_touches_are_found_by_what_they_were(api, clock, plan, application):
    said(api, application, purpose="thank_you")
    clock.advance(timedelta(days=7))
    answered(api, application, channel="phone")
    assert len(walked(api, "/touchpoints", direction="inbound")) == 1
    assert len(walked(api, "/touchpoints", application_id=application)) == 2
    assert walked(api, "/touchpoints", channel="sms") == []
    assert [one["channel"] for one in walked(api, "/touchpoints", sort="at")] == ["email", "phone"]


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


def test_somebody_elses_touches_do_not_exist(api, other, plan, application):
    touch = said(api, application)
    body = {"application_id": application, "direction": "outbound", "channel": "email"}
    refused(other.post("/touchpoints", body | {"purpose": "connect"}), 404, "not-found")
    refused(other.get(f"/touchpoints/{touch['id']}"), 404, "not-found")
    refused(other.get(f"/applications/{application}/pressure"), 404, "not-found")
    refused(other.get(f"/applications/{application}/silence"), 404, "not-found")
    theirs = other.made("/contacts", {"name": "Robin's recruiter"})
    mine = api.get(
        f"/applications/{application}/pressure",
        params={"planned_channel": "email", "planned_contact_id": theirs["id"]},
    )
    refused(mine, 404, "not-found")


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-06-16", "waiting"), ("2026-06-17", "overdue"), ("2026-07-16", "ghosted")],
)
def test_what_their_silence_amounts_to(api, clock, plan, application, day, state):
    clock.set(instant(f"{day} 12:00"))
    found = read(api, f"/applications/{application}/silence")
    assert (found["state"], found["expected_reply_on"]) == (state, "2026-06-16")
