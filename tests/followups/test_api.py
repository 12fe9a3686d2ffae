"""Messages owed: listed, moved, sent by hand, waived; they end in no other way."""

from datetime import timedelta

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.story import out, patched, read, refused, utc, walked
from tests.factories.world import make_contact

ENDED = "2026-06-02 11:15"
PURPOSES = ["thank_you", "status_check", "status_check", "closing_note"]


@pytest.fixture
def plan(api, clock):
    """Thanks today, check-ins on 9 and 18 June, the closing note on 2 July."""
    return out(api, clock, ENDED)


def path(plan, number=0):
    return f"/follow-ups/{plan['follow_ups'][number]['id']}"


# Lists


def test_the_list_is_in_order_of_time(api, plan):
    assert [found["purpose"] for found in api.items("/follow-ups")] == PURPOSES
    assert [found["id"] for found in api.items("/follow-ups")] == [
        found["id"] for found in plan["follow_ups"]
    ]
    backwards = walked(api, "/follow-ups", sort="-suggested_at", limit=3)
    assert [found["purpose"] for found in backwards] == PURPOSES[::-1]


def test_the_list_is_filtered(api, clock, plan):
    other = out(api, clock, "2026-06-03 11:15")
    api.made(f"{path(plan)}/delivery", {})
    api.made(f"{path(plan, 3)}/waiver", {"reason": "They rang"})
    mine = {"interview_id": plan["interview"]["id"]}
    counts = {
        "sent": {"status": "sent"},
        "waived": {"status": "waived"},
        "planned": {"status": "planned"} | mine,
        "sent or waived": {"status": ["sent", "waived"]},
        "check-ins": {"purpose": "status_check"},
        "thanks and notes": {"purpose": ["thank_you", "closing_note"]} | mine,
        "of the application": {"application_id": plan["interview"]["application"]["id"]},
        "of both": {"interview_id": [plan["interview"]["id"], other["interview"]["id"]]},
        "due before the second thanks": {"due_to": utc("2026-06-04 11:15")},
        "due by then": {"due_to": utc("2026-06-04 11:16")},
        "changed since": {"updated_since": utc("2026-06-03 11:15")},
    }
    found = {name: len(api.items("/follow-ups", params=asked)) for name, asked in counts.items()}
    assert found == {
        "sent": 1,
        "waived": 1,
        "planned": 2,
        "sent or waived": 2,
        "check-ins": 4,
        "thanks and notes": 2,
        "of the application": 4,
        "of both": 8,
        "due before the second thanks": 1,
        "due by then": 2,
        "changed since": 6,
    }


@on_sqlite
def test_a_filter_takes_only_what_it_knows(api):
    for asked in (
        {"status": "lost"},
        {"purpose": "poetry"},
        {"due_to": "soon"},
        {"sort": "due_at"},
    ):
        refused(api.get("/follow-ups", params=asked), 422, "validation-failed")


# Sending by hand


def test_a_message_is_sent_once(api, clock, plan):
    clock.advance(timedelta(hours=1))
    answer = api.post(f"{path(plan)}/delivery", {})
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1{path(plan)}"
    sent = answer.json()
    assert (sent["status"], sent["sent_at"]) == ("sent", utc("2026-06-02 12:15"))
    clock.advance(timedelta(hours=1))
    again = api.made(f"{path(plan)}/delivery", {"channel": "phone"})
    assert again == sent == read(api, path(plan))


def test_it_may_have_gone_earlier_and_another_way(api, clock, plan):
    clock.advance(timedelta(days=1))
    said = {"at": "2026-06-02T14:00:00+02:00", "channel": "linkedin_message"}
    sent = api.made(f"{path(plan)}/delivery", said)
    assert (sent["sent_at"], sent["channel"]) == (utc("2026-06-02 13:00"), "linkedin_message")
    application_id = plan["interview"]["application"]["id"]
    timeline = api.items(f"/applications/{application_id}/timeline")
    told = next(event for event in timeline if event["action"] == "follow_up.sent")
    assert (told["at"], told["summary"]) == (utc("2026-06-02 13:00"), "Thank-you sent")


def test_nothing_has_been_sent_in_the_future(api, clock, plan):
    late = {"at": utc("2026-06-02 11:16")}
    document = refused(api.post(f"{path(plan)}/delivery", late), 422, "sent-in-future")
    assert document["errors"][0]["pointer"] == "/at"
    assert read(api, path(plan))["status"] == "planned"


def test_a_delivery_noted_by_mistake_is_taken_back(api, clock, plan):
    api.made(f"{path(plan)}/delivery", {})
    for _ in range(2):
        answer = api.delete(f"{path(plan)}/delivery")
        assert (answer.status_code, answer.json()["status"]) == (200, "planned")
    assert answer.json()["sent_at"] is None


def test_what_has_gone_out_does_not_change(api, clock, plan):
    api.made(f"{path(plan)}/delivery", {})
    before = read(api, path(plan))
    change = api.patch(path(plan), {"note": "Forgot the attachment"}, if_match="*")
    refused(change, 409, "follow-up-already-sent")
    waiver = api.post(f"{path(plan)}/waiver", {"reason": "Changed my mind"})
    refused(waiver, 409, "follow-up-already-sent")
    api.delete(f"{path(plan)}/waiver")  # there is none to take back
    assert read(api, path(plan)) == before


# Waiving


def test_a_message_is_waived_with_a_reason_only(api, clock, plan):
    for body in ({}, {"reason": ""}, {"reason": " "}, {"reason": None}):
        refused(api.post(f"{path(plan)}/waiver", body), 422, "validation-failed")
    answer = api.post(f"{path(plan)}/waiver", {"reason": "They rang before I could write"})
    assert answer.headers["Location"] == f"/api/v1{path(plan)}"
    waived = answer.json()
    assert (waived["status"], waived["waived_at"]) == ("waived", utc(ENDED))
    assert waived["waived_reason"] == "They rang before I could write"


def test_a_waived_message_is_not_sent_until_the_waiver_is_taken_back(api, clock, plan):
    api.made(f"{path(plan)}/waiver", {"reason": "They rang"})
    refused(api.post(f"{path(plan)}/delivery", {}), 409, "follow-up-waived")
    api.delete(f"{path(plan)}/delivery")  # there is none to take back
    assert read(api, path(plan))["status"] == "waived"
    for _ in range(2):
        owed = api.delete(f"{path(plan)}/waiver").json()
        assert (owed["status"], owed["waived_at"], owed["waived_reason"]) == ("planned", None, "")
    assert api.made(f"{path(plan)}/delivery", {})["status"] == "sent"


# Changing


def test_a_message_is_planned_for_another_time_way_and_person(api, clock, plan):
    dilys = make_contact(api, name="Dilys Pugh", addresses=[])
    changed = patched(
        api,
        path(plan, 1),
        suggested_at="2026-06-10T08:00:00+01:00",
        channel="phone",
        contact_id=dilys["id"],
        note="She is in on Wednesdays.",
    )
    assert changed["suggested_at"] == utc("2026-06-10 08:00")
    assert (changed["channel"], changed["note"]) == ("phone", "She is in on Wednesdays.")
    assert changed["contact"] == {"id": dilys["id"], "name": "Dilys Pugh", "email": None}
    assert patched(api, path(plan, 1), contact_id=None)["contact"] is None
    order = [found["id"] for found in api.items("/follow-ups")]
    assert order.index(changed["id"]) == 1


def test_a_message_goes_to_nobody_elses_contact(api, other, clock, plan):
    theirs = other.made("/contacts", {"name": "Robin's recruiter"})
    for body in ({"contact_id": theirs["id"]}, {"contact_id": plan["interview"]["id"]}):
        refused(api.patch(path(plan), body, if_match="*"), 404, "not-found")
    refused(other.post(f"{path(plan)}/delivery", {}), 404, "not-found")
    refused(other.get(path(plan)), 404, "not-found")


def test_nonsense_is_refused(api, clock, plan):
    for change in (
        {"suggested_at": None},
        {"suggested_at": "2026-06-10T08:00:00"},
        {"channel": "in_person"},  # HS-05: not a channel
        {"note": None},
        {"due_at": utc(ENDED)},
        {"status": "sent"},
    ):
        refused(api.patch(path(plan), change, if_match="*"), 422, "validation-failed")


def test_two_screens_cannot_both_change_a_message(api, clock, plan):
    seen = api.get(path(plan))
    assert api.patch(path(plan), {"note": "One"}, if_match=seen).status_code == 200
    refused(api.patch(path(plan), {"note": "Two"}, if_match=seen), 412, "stale")
    refused(api.patch(path(plan), {"note": "Two"}), 428, "if-match-required")


def test_a_message_outlives_the_contact_it_was_for(api, clock, plan):
    contact = plan["follow_ups"][0]["contact"]
    assert api.delete(f"/contacts/{contact['id']}", if_match="*").status_code == 204
    assert [found["contact"] for found in api.items("/follow-ups")] == [None] * 4
    assert read(api, f"/interviews/{plan['interview']['id']}/ending")["contact_person"] is None


def test_messages_go_with_their_interview(api, clock, plan):
    api.delete(f"/interviews/{plan['interview']['id']}", if_match="*")
    assert api.items("/follow-ups") == []
    refused(api.get(path(plan)), 404, "not-found")


def test_every_message_says_what_it_is_about(api, clock, plan):
    for found in api.items("/follow-ups"):
        assert found["application"]["title"] == "Bingo caller"
        assert found["application"]["organization_name"] == "Mecca Customer Services"
        assert found["application"]["status"] == "submitted"
        assert found["not_before"] <= found["suggested_at"] <= found["due_at"]
