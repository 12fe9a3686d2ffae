"""A day they name later is a new promise: what they had said before does not answer it (FU-05)."""

from datetime import timedelta

import pytest

from tests.factories.story import instant, out, patched, read, refused, utc

ENDED = "2026-06-02 11:15"  # a Tuesday
PLANNED = {
    "status_check 1": ("planned", "2026-06-09"),
    "status_check 2": ("planned", "2026-06-18"),
    "closing_note 1": ("planned", "2026-07-02"),
}
PROMISED = {  # for Friday 19 June
    "status_check 1": ("planned", "2026-06-23"),
    "status_check 2": ("planned", "2026-07-02"),
    "closing_note 1": ("planned", "2026-07-16"),
}


@pytest.fixture
def plan(api, clock):
    return out(api, clock, ENDED)


def next_step(plan):
    return f"/interviews/{plan['interview']['id']}/next-step"


def application(plan):
    return plan["interview"]["application"]["id"]


def said(api, plan, at, direction="inbound", **touch):
    about = {"application_id": application(plan), "direction": direction, "channel": "email"}
    return api.made("/touchpoints", about | {"at": utc(at)} | touch)


def asking(api, plan):
    """What became of everything that asks: its status, and the day it is meant for."""
    found = api.items("/follow-ups", params={"interview_id": plan["interview"]["id"]})
    return {
        f"{one['purpose']} {one['sequence']}": (one["status"], one["suggested_at"][:10])
        for one in found
        if one["purpose"] != "thank_you"
    }


def lapsed(api, plan):
    return {status for status, _ in asking(api, plan).values()} == {"lapsed"}


def silence(api, plan):
    return read(api, f"/applications/{application(plan)}/silence")["state"]


def awaited(api):
    return [one["kind"] for one in read(api, "/today")["waiting"]]


def test_a_day_that_is_named_after_an_answer_is_asked_about_again(api, clock, plan):
    clock.set(instant("2026-06-04 15:00"))
    said(api, plan, "2026-06-04 14:00")  # "we decide by the 19th"
    assert lapsed(api, plan)
    assert (silence(api, plan), awaited(api)) == ("answered", [])
    patched(api, next_step(plan), decision_by="2026-06-19")
    assert asking(api, plan) == PROMISED
    assert silence(api, plan) == "waiting" and len(awaited(api)) == 1
    clock.set(instant("2026-06-22 10:00"))
    assert silence(api, plan) == "overdue"


def test_the_answer_to_the_promise_ends_the_asking(api, clock, plan):
    clock.set(instant("2026-06-04 15:00"))
    said(api, plan, "2026-06-04 14:00")
    patched(api, next_step(plan), decision_by="2026-06-19")
    clock.set(instant("2026-06-18 10:00"))
    said(api, plan, "2026-06-03 09:00")  # found and logged late: older than the promise
    assert asking(api, plan) == PROMISED
    answer = said(api, plan, "2026-06-18 09:00")
    assert lapsed(api, plan)
    assert (silence(api, plan), awaited(api)) == ("answered", [])
    assert api.delete(f"/touchpoints/{answer['id']}", if_match="*").status_code == 204
    assert asking(api, plan) == PROMISED


def test_taking_the_day_back_takes_its_effect_back(api, clock, plan):
    clock.set(instant("2026-06-04 15:00"))
    answer = said(api, plan, "2026-06-04 14:00")
    before = asking(api, plan)
    patched(api, next_step(plan), decision_by="2026-06-19")
    patched(api, next_step(plan), decision_by=None)
    assert lapsed(api, plan)
    assert {name: status for name, (status, _) in asking(api, plan).items()} == {
        name: status for name, (status, _) in before.items()
    }
    assert silence(api, plan) == "answered"
    api.delete(f"/touchpoints/{answer['id']}", if_match="*")
    assert asking(api, plan) == PLANNED


def test_only_another_day_is_another_promise(api, clock):
    plan = out(api, clock, ENDED, decision_by="2026-06-19")
    clock.set(instant("2026-06-04 15:00"))
    said(api, plan, "2026-06-04 14:00")
    assert lapsed(api, plan)  # what they say after the interview answers what they said in it
    patched(api, next_step(plan), decision_by="2026-06-19", next_stage="A trial evening")
    assert lapsed(api, plan)
    patched(api, next_step(plan), decision_by="2026-06-01")  # before the interview: no promise
    assert lapsed(api, plan)
    patched(api, next_step(plan), decision_by="2026-06-26")
    assert asking(api, plan)["status_check 1"] == ("planned", "2026-06-30")
    clock.advance(timedelta(days=1))
    patched(api, next_step(plan), next_stage="A trial evening")
    assert asking(api, plan)["status_check 1"] == ("planned", "2026-06-30")


def test_an_ending_that_is_taken_back_takes_its_promise_along(api, clock, plan):
    clock.set(instant("2026-06-04 15:00"))
    said(api, plan, "2026-06-04 14:00")
    patched(api, next_step(plan), decision_by="2026-06-19")
    ending = f"/interviews/{plan['interview']['id']}/ending"
    assert api.delete(ending, if_match="*").status_code == 204
    again = {"ended_at": utc(ENDED), "decision_by": "2026-06-19"}
    assert lapsed(api, api.made(ending, again))


def test_who_had_asked_already_waits_for_the_day(api, clock, plan):
    """A check-in that went before the promise brings the next one no nearer than the promise."""
    clock.set(instant("2026-06-09 10:00"))
    api.made(f"/follow-ups/{plan['follow_ups'][1]['id']}/delivery", {})
    clock.set(instant("2026-06-10 10:00"))
    said(api, plan, "2026-06-10 09:00")
    patched(api, next_step(plan), decision_by="2026-06-26")
    assert asking(api, plan) == {
        "status_check 1": ("replied", "2026-06-09"),
        "status_check 2": ("planned", "2026-06-30"),
        "closing_note 1": ("planned", "2026-07-14"),
    }


def test_a_slip_of_the_pen_is_no_new_promise(api, clock):
    """Back at the day they named in the room, what they have said since counts again."""
    plan = out(api, clock, ENDED, decision_by="2026-06-19")
    clock.set(instant("2026-06-04 12:00"))
    said(api, plan, "2026-06-04 11:00")
    assert lapsed(api, plan)
    patched(api, next_step(plan), decision_by="2026-06-18")
    assert not lapsed(api, plan)
    patched(api, next_step(plan), decision_by="2026-06-19")
    assert lapsed(api, plan)


def test_what_they_answered_between_two_corrections_still_counts(api, clock, plan):
    """Back at a day named before, what they have answered since it was named answers it."""
    clock.set(instant("2026-06-04 15:00"))
    said(api, plan, "2026-06-04 14:00")
    patched(api, next_step(plan), decision_by="2026-06-19")
    clock.set(instant("2026-06-08 15:00"))
    said(api, plan, "2026-06-08 14:00")
    assert lapsed(api, plan)
    for slip in ("2026-06-18", "2026-06-17", None):
        patched(api, next_step(plan), decision_by=slip)
        clock.advance(timedelta(minutes=1))
    found = patched(api, next_step(plan), decision_by="2026-06-19")
    assert found["promised_at"] == utc("2026-06-04 15:00")
    assert lapsed(api, plan)
    assert silence(api, plan) == "answered"


def test_a_correction_can_say_when_the_day_was_named(api, clock, plan):
    clock.set(instant("2026-06-04 15:00"))
    said(api, plan, "2026-06-04 14:00")
    first = patched(api, next_step(plan), decision_by="2026-06-19")
    clock.set(instant("2026-06-08 15:00"))
    said(api, plan, "2026-06-08 14:00")
    corrected = {"decision_by": "2026-06-18", "promised_at": first["promised_at"]}
    assert patched(api, next_step(plan), **corrected)["promised_at"] == first["promised_at"]
    assert lapsed(api, plan)
    patched(api, next_step(plan), promised_at=utc("2026-06-08 14:30"))  # it was in that answer
    assert asking(api, plan)["status_check 1"] == ("planned", "2026-06-22")
    assert patched(api, next_step(plan), promised_at=None)["promised_at"] is None  # in the room
    assert lapsed(api, plan)


def test_a_day_was_named_neither_tomorrow_nor_before_they_met(api, clock, plan):
    clock.set(instant("2026-06-04 15:00"))
    early = {"decision_by": "2026-06-19", "promised_at": utc("2026-06-01 09:00")}
    assert patched(api, next_step(plan), **early)["promised_at"] is None
    later = {"promised_at": utc("2026-06-04 15:01")}
    answer = api.patch(next_step(plan), later, if_match=api.get(next_step(plan)))
    refused(answer, 422, "promised-in-future")
    gone = patched(api, next_step(plan), decision_by=None, promised_at=utc("2026-06-04 14:00"))
    assert gone["promised_at"] is None  # nothing is promised
