"""What an answer seems to say is recorded when a person agrees, and not before."""

from datetime import timedelta

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.replies import invitation, letter, received
from tests.factories.story import out, patched, read, refused, utc

ENDED = "2026-06-02 11:15"
AWAY = {"Auto_Submitted": "auto-replied", "Subject": "Out of office"}


@pytest.fixture
def plan(api, clock):
    """Thanks today, check-ins on 9 and 18 June, the closing note on 2 July; it is now 3 June."""
    plan = out(api, clock, ENDED)
    clock.advance(timedelta(days=1))
    return plan


def application_of(plan):
    return plan["interview"]["application"]["id"]


def page(message):
    return f"/received-messages/{message['id']}"


def proposal_of(message):
    (proposal,) = message["proposals"]
    return proposal


def accepted(api, proposal, **overrides):
    return api.made(f"/proposals/{proposal['id']}/acceptance", overrides)


def test_an_invitation_becomes_an_interview_when_agreed_to(api, plan):
    proposal = proposal_of(received(api, invitation()))
    assert proposal["kind"] == "interview"
    assert proposal["why"] == "The mail brought an invitation for Tuesday 9 June 2026, 10:15."
    assert len(api.items("/interviews")) == 1
    found = accepted(api, proposal)
    made = read(api, f"/interviews/{found['interview_id']}")
    assert made["starts_at"] == utc("2026-06-09 10:15")
    assert (made["duration_minutes"], made["zone"]) == (45, "Europe/London")
    assert (made["format"], made["link"]) == ("video_live", "https://meet.example/mecca-42")
    assert made["round"] == 2
    again = api.post(f"/proposals/{proposal['id']}/acceptance", {})
    assert (again.status_code, again.json()["interview_id"]) == (200, made["id"])
    assert len(api.items("/interviews")) == 2


def test_its_reader_knows_better(api, plan):
    proposal = proposal_of(received(api, invitation()))
    found = accepted(
        api,
        proposal,
        starts_at="2026-06-10T09:00:00Z",
        format="in_person",
        location="12 Wellington Street",
        interviewers=[{"name": "Tom Reed"}],
    )
    made = read(api, f"/interviews/{found['interview_id']}")
    assert (made["starts_at"], made["format"]) == ("2026-06-10T09:00:00Z", "in_person")
    assert [who["name"] for who in made["interviewers"]] == ["Tom Reed"]


def test_an_invitation_sent_again_moves_the_interview(api, plan):
    first = accepted(api, proposal_of(received(api, invitation())))
    later = invitation(
        **{"DTSTART;TZID=Europe/London": "20260610T101500", "DTEND;TZID=Europe/London": ""}
    )
    second = accepted(api, proposal_of(received(api, later)))
    assert second["interview_id"] == first["interview_id"]
    made = read(api, f"/interviews/{first['interview_id']}")
    assert made["starts_at"] == utc("2026-06-10 10:15")
    off = proposal_of(received(api, invitation("CANCEL")))
    assert "took back" in off["why"]
    accepted(api, off)
    assert read(api, f"/interviews/{first['interview_id']}")["status"] == "cancelled"


@on_sqlite
def test_a_cancelled_invitation_nobody_accepted_is_refused(api, plan):
    proposal = proposal_of(received(api, invitation("CANCEL")))
    answer = api.post(f"/proposals/{proposal['id']}/acceptance", {})
    refused(answer, 409, "interview-not-found")


def test_a_refusal_moves_the_application_only_when_agreed_to(api, plan):
    message = received(api, letter("We have decided to proceed with other candidates."))
    proposal = proposal_of(message)
    assert proposal["kind"] == "rejection"
    assert "proceed with other candidates" in proposal["why"]
    path = f"/applications/{application_of(plan)}"
    assert read(api, path)["stage"]["status"] != "rejected"
    accepted(api, proposal)
    assert read(api, path)["stage"]["status"] == "rejected"
    assert read(api, path)["stage_entered_at"] == utc("2026-06-03 09:00")
    assert api.post(f"/proposals/{proposal['id']}/acceptance", {}).status_code == 200
    purposes = {found["purpose"] for found in api.items("/follow-ups?status=planned")}
    assert "feedback_request" in purposes
    assert "status_check" not in purposes
    refused(api.post(f"/proposals/{proposal['id']}/dismissal"), 409, "proposal-accepted")


def test_an_offer_moves_the_application_only_when_agreed_to(api, plan):
    message = received(api, letter("We are delighted to offer you the position."))
    assert proposal_of(message)["kind"] == "offer"
    accepted(api, proposal_of(message))
    path = f"/applications/{application_of(plan)}"
    assert read(api, path)["stage"]["status"] == "offered"


def test_a_proposal_can_be_dismissed_and_still_accepted(api, plan):
    proposal = proposal_of(received(api, invitation()))
    for _ in range(2):
        aside = api.made(f"/proposals/{proposal['id']}/dismissal")
        assert aside["status"] == "dismissed"
    assert api.items("/proposals?status=open") == []
    assert accepted(api, proposal)["status"] == "accepted"
    assert [found["id"] for found in api.items("/proposals?status=accepted")] == [proposal["id"]]


def test_a_dismissal_is_taken_back(api, other, plan):
    proposal = proposal_of(received(api, invitation()))
    dismissal = f"/proposals/{proposal['id']}/dismissal"
    api.made(dismissal)
    refused(other.delete(dismissal), 404, "not-found")
    for _ in range(2):
        found = api.delete(dismissal)
        assert (found.status_code, found.json()["status"]) == (200, "open")
    assert [one["id"] for one in api.items("/proposals?status=open")] == [proposal["id"]]
    told = api.items(f"/applications/{application_of(plan)}/timeline")
    assert [one["action"] for one in told].count("proposal.reopened") == 1
    accepted(api, proposal)
    assert api.delete(dismissal).json()["status"] == "accepted"


def test_an_unassigned_proposal_asks_what_it_is_about(api, plan):
    raw = invitation().replace("priya.nair@mecca.example", "x@nowhere.example")
    message = received(api, raw)
    proposal = proposal_of(message)
    answer = api.post(f"/proposals/{proposal['id']}/acceptance", {})
    refused(answer, 409, "proposal-not-assigned")
    assert accepted(api, proposal, application_id=application_of(plan))["interview_id"]
    assert read(api, page(message))["application"]["id"] == application_of(plan)


def test_what_was_taken_for_an_absence_may_be_a_refusal(api, plan):
    message = received(api, letter("I am away. We regret to inform you it is a no.", **AWAY))
    assert message["proposals"] == []
    changed = patched(api, page(message), kind="substantive")
    assert proposal_of(changed)["kind"] == "rejection"


@on_sqlite
def test_what_somebody_elses_calendar_says_is_taken_with_care(api, plan):
    cases = {
        "a floating time": {"DTSTART;TZID=Europe/London": "", "DTSTART": "20260609T101500"},
        "a zone of Windows": {
            "DTSTART;TZID=Europe/London": "",
            "DTSTART;TZID=GMT Standard Time": "20260609T101500",
        },
        "a zone nobody knows": {
            "DTSTART;TZID=Europe/London": "",
            "DTSTART;TZID=Mecca Time": "20260609T101500",
        },
        "universal time": {"DTSTART;TZID=Europe/London": "", "DTSTART": "20260609T091500Z"},
        "for ever": {"RRULE": "FREQ=SECONDLY"},
        "no place": {"LOCATION": ""},
        "a long place": {"LOCATION": "x" * 5_000},
        "a broken length": {"DTEND;TZID=Europe/London": "19000101T000000"},
    }
    for name, changes in cases.items():
        proposal = proposal_of(received(api, invitation(**changes)))
        assert proposal["details"]["starts_at"] == utc("2026-06-09 10:15"), name
        assert accepted(api, proposal, duration_minutes=30)["interview_id"], name
    day = {"DTSTART;TZID=Europe/London": "", "DTSTART;VALUE=DATE": "20260609", "UID": ""}
    proposal = proposal_of(received(api, invitation(**day)))
    assert "without a time" in proposal["why"]
    refused(api.post(f"/proposals/{proposal['id']}/acceptance", {}), 422, "starts-at-needed")
    for nonsense in ("20269999T999999", "00010101T000000", "99991231T235959", "soon"):
        raw = invitation(**{"DTSTART;TZID=Europe/London": nonsense, "SUMMARY": nonsense})
        for proposal in received(api, raw)["proposals"]:
            assert proposal["details"]["starts_at"] is None
