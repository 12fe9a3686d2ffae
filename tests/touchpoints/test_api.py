"""Touches through the API: logged, corrected, taken back; what they meet, what they end."""

from datetime import timedelta

import pytest

from tests.factories.story import instant, patched, read, refused, utc, walked
from tests.factories.talk import answered, said
from tests.factories.world import make_interview


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
    document = refused(answer, 422, "touch-in-future")
    assert document["errors"][0]["pointer"] == "/touchpoints/1/at"
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
