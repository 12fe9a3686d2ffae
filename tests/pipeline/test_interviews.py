"""Interviews: when, where, with whom; what may change before and after the end."""

from datetime import timedelta

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.story import out, patched, planned, read, refused, utc, walked
from tests.factories.world import (
    make_application,
    make_contact,
    make_interview,
    make_organization,
)

PRIYA = {"name": "Priya Nair", "email": "priya.nair@mecca.example"}
STARTS = "2026-06-09 09:15"


@pytest.fixture
def application(api):
    return make_application(api)


def seats(interview):
    return [person["name"] for person in interview["interviewers"]]


def test_an_interview_is_planned(api, application):
    said = {
        "application_id": application["id"],
        "starts_at": "2026-06-09T10:15:00+02:00",
        "duration_minutes": 45,
        "format": "in_person",
        "location": "12 Wellington Street, Leeds",
        "preparation": "Bring the hat.",
        "interviewers": [PRIYA | {"job_title": "Head of Operations", "role": "hiring_manager"}],
    }
    answer = api.post("/interviews", said)
    made = answer.json()
    assert answer.headers["Location"] == f"/api/v1/interviews/{made['id']}"
    assert read(api, f"/interviews/{made['id']}") == made
    assert (made["starts_at"], made["round"]) == (utc(STARTS), 1)
    assert (made["status"], made["ended_at"]) == ("scheduled", None)
    assert made["application"]["status"] == "submitted"
    (person,) = made["interviewers"]
    contact = read(api, f"/contacts/{person['contact_id']}")
    assert (contact["job_title"], contact["role"]) == ("Head of Operations", "hiring_manager")
    assert contact["organization_name"] == "Mecca Customer Services"
    assert contact["addresses"][0]["value"] == PRIYA["email"]


def test_who_is_anonymous_keeps_the_seat_and_gets_no_other(api, application):
    contact = make_contact(api)["id"]
    seat = {"contact_id": contact}
    held = make_interview(api, application["id"], interviewers=[seat])
    api.post(f"/contacts/{contact}/anonymisation", {"name": "Priya Nair"})
    path = f"/interviews/{held['id']}/interviewers"
    there = {"interviewers": [{"name": "Tom Reed"}, seat]}
    kept = api.put(path, there, if_match="*").json()
    assert seats(kept) == ["Tom Reed", "A former contact"]
    other = make_interview(api, application["id"], interviewers=[])
    answer = api.put(f"/interviews/{other['id']}/interviewers", there, if_match="*")
    document = refused(answer, 409, "contact-anonymised")
    assert document["errors"][0]["pointer"] == "/interviewers/1/contact_id"


def test_rounds_count_on_unless_they_are_told(api, application):
    rounds = [
        make_interview(api, application["id"], interviewers=[], **told)["round"]
        for told in ({}, {}, {"round": 7}, {}, {"round": 1})
    ]
    assert rounds == [1, 2, 7, 8, 1]


def test_it_takes_place_where_the_employer_is(api):
    zones = {
        "the employer's": planned(api, STARTS, organization={"zone": "America/New_York"}),
        "else Sam's": planned(api, STARTS, organization={"zone": None}),
        "or as told": planned(api, STARTS, zone="Asia/Tokyo"),
    }
    assert [found["zone"] for found in zones.values()] == [
        "America/New_York",
        "Europe/London",
        "Asia/Tokyo",
    ]


# Who sits in it


def test_people_are_recognised(api, application):
    """By id, by mail address however it is written, and by name at the same employer."""
    ada = make_contact(api, name="Ada Brandt", addresses=[])
    first = make_interview(
        api,
        application["id"],
        interviewers=[PRIYA, {"contact_id": ada["id"]}, {"name": "Tom Reed"}],
    )
    again = make_interview(
        api,
        application["id"],
        interviewers=[
            {"name": "tom reed"},
            {"name": "P. Nair", "email": "Priya.NAIR@mecca.example"},
            {"contact_id": ada["id"]},
        ],
    )
    assert seats(first) == ["Priya Nair", "Ada Brandt", "Tom Reed"]
    assert seats(again) == ["Tom Reed", "Priya Nair", "Ada Brandt"]
    assert len(api.items("/contacts")) == 3


def test_a_namesake_elsewhere_is_somebody_else(api, application):
    make_interview(api, application["id"], interviewers=[{"name": "Tom Reed"}])
    gala = make_application(api, organization_name="Gala Halls")
    make_interview(api, gala["id"], interviewers=[{"name": "Tom Reed"}])
    employers = {found["organization_name"] for found in api.items("/contacts")}
    assert employers == {"Mecca Customer Services", "Gala Halls"}


def test_nobody_sits_on_two_chairs(api, application):
    ada = make_contact(
        api, name="Ada Brandt", addresses=[{"channel": "email", "value": "a@b.example"}]
    )
    for people in (
        [PRIYA, PRIYA],
        [{"contact_id": ada["id"]}, {"contact_id": ada["id"]}],
        [{"contact_id": ada["id"]}, {"name": "A. B.", "email": "A@B.EXAMPLE"}],
        [{"name": "Tom Reed"}, {"name": "tom  reed"}],
    ):
        body = {"application_id": application["id"], "starts_at": utc(STARTS)}
        answer = api.post("/interviews", body | {"interviewers": people})
        refused(answer, 422, "interviewer-twice")
    assert api.items("/interviews") == []
    assert len(api.items("/contacts")) == 1  # nobody was written down on the way


def test_an_interviewer_is_named_one_way(api, application):
    ada = make_contact(api, name="Ada Brandt")
    for person in (
        {},
        {"email": "a@b.example"},
        {"contact_id": ada["id"], "name": "Ada"},
        {"contact_id": ada["id"], "email": "a@b.example"},
        {"name": "Ada", "email": "not an address"},
    ):
        body = {"application_id": application["id"], "starts_at": utc(STARTS)}
        refused(
            api.post("/interviews", body | {"interviewers": [person]}), 422, "validation-failed"
        )


def test_the_people_are_named_anew(api, application):
    interview = make_interview(api, application["id"], interviewers=[PRIYA, {"name": "Tom Reed"}])
    path = f"/interviews/{interview['id']}/interviewers"
    seen = api.get(f"/interviews/{interview['id']}")
    new = {"interviewers": [{"name": "Dilys Pugh"}, {"name": "Tom Reed", "role": "hr"}]}
    answer = api.put(path, new, if_match=seen)
    assert answer.status_code == 200
    assert seats(answer.json()) == ["Dilys Pugh", "Tom Reed"]
    assert answer.json()["interviewers"][1]["role"] == "hr"
    refused(api.put(path, new, if_match=seen), 412, "stale")
    refused(api.put(path, new), 428, "if-match-required")
    twice = {"interviewers": [{"name": "Tom Reed"}] * 2}
    refused(api.put(path, twice, if_match="*"), 422, "interviewer-twice")
    assert seats(read(api, f"/interviews/{interview['id']}")) == ["Dilys Pugh", "Tom Reed"]
    assert seats(api.put(path, {"interviewers": []}, if_match="*").json()) == []
    assert len(api.items("/contacts")) == 3


def test_a_strangers_contact_takes_no_seat(api, other, application):
    theirs = make_contact(other)
    body = {"application_id": application["id"], "starts_at": utc(STARTS)}
    people = {"interviewers": [{"name": "Tom Reed"}, {"contact_id": theirs["id"]}]}
    refused(api.post("/interviews", body | people), 404, "not-found")
    interview = make_interview(api, application["id"])
    path = f"/interviews/{interview['id']}/interviewers"
    refused(api.put(path, people, if_match="*"), 404, "not-found")
    assert seats(read(api, f"/interviews/{interview['id']}")) == ["Priya Nair"]


# Changing


def test_it_is_moved_and_called_off(api, application):
    interview = make_interview(api, application["id"], starts_at=utc(STARTS))
    path = f"/interviews/{interview['id']}"
    moved = patched(api, path, starts_at=utc("2026-06-10 09:15"), link="https://meet.example/1")
    assert (moved["starts_at"], moved["link"]) == (
        utc("2026-06-10 09:15"),
        "https://meet.example/1",
    )
    for status in ("cancelled", "no_show", "rescheduled", "scheduled"):
        assert patched(api, path, status=status)["status"] == status
    assert patched(api, path, link=None, location="Leeds")["link"] is None


@on_sqlite
def test_nonsense_is_refused(api, application):
    interview = make_interview(api, application["id"])
    for change in (
        {"starts_at": None},
        {"starts_at": "2026-06-10T09:15:00"},
        {"duration_minutes": 0},
        {"duration_minutes": 1441},
        {"round": 0},
        {"zone": "Europe/Atlantis"},
        {"status": "complete"},  # that is what an ending is for
        {"ended_at": utc(STARTS)},
        {"link": "mailto:x@y.example"},
        {"format": "telepathy"},
    ):
        answer = api.patch(f"/interviews/{interview['id']}", change, if_match="*")
        refused(answer, 422, "validation-failed")
    body = {"application_id": interview["id"], "starts_at": utc(STARTS)}
    refused(api.post("/interviews", body), 404, "not-found")


def test_once_it_has_ended_its_time_is_history(api, clock):
    plan = out(api, clock, "2026-06-02 11:15")
    path = f"/interviews/{plan['interview']['id']}"
    for change in ({"starts_at": utc(STARTS)}, {"zone": "Asia/Tokyo"}, {"status": "cancelled"}):
        refused(api.patch(path, change, if_match="*"), 409, "interview-has-ended")
    assert patched(api, path, preparation="They asked about the hat.")["status"] == "complete"
    api.delete(f"{path}/ending")
    assert patched(api, path, status="cancelled")["status"] == "cancelled"


def test_a_deleted_interview_takes_its_plan_along(api, clock):
    plan = out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    path = f"/interviews/{plan['interview']['id']}"
    assert api.delete(path, if_match=api.get(path)).status_code == 204
    for gone in (path, f"{path}/ending", f"{path}/capture"):
        refused(api.get(gone), 404, "not-found")
    assert api.items("/tasks") == api.items("/follow-ups") == []
    assert len(api.items("/applications")) == len(api.items("/contacts")) == 1


# Lists


def test_the_list_is_filtered_and_walked_in_every_order(api, clock):
    held = out(api, clock, "2026-06-02 11:15")["interview"]
    clock.advance(timedelta(minutes=1))
    other = planned(api, "2026-06-12 09:15", interviewers=[])
    for day in (10, 9, 11):
        make_interview(api, held["application"]["id"], starts_at=utc(f"2026-06-{day:02} 09:15"))
    days = {
        sort: [item["starts_at"][8:10] for item in walked(api, "/interviews", sort=sort, limit=2)]
        for sort in ("starts_at", "-starts_at")
    }
    assert days == {
        "starts_at": ["02", "09", "10", "11", "12"],
        "-starts_at": ["12", "11", "10", "09", "02"],
    }
    counts = [
        len(api.items("/interviews", params=asked))
        for asked in (
            {"application_id": held["application"]["id"]},
            {"application_id": [held["application"]["id"], other["application"]["id"]]},
            {"status": "complete"},
            {"status": ["scheduled", "complete"]},
            {"starts_from": utc("2026-06-10 09:15")},
            {"starts_to": utc("2026-06-10 09:15")},
            {"updated_since": utc("2026-06-02 11:16")},
        )
    ]
    assert counts == [4, 5, 1, 5, 3, 2, 4]
    refused(api.get("/interviews", params={"q": "x"}), 422, "unknown-parameter")


def test_an_employers_new_zone_is_for_new_interviews(api):
    employer = make_organization(api, zone="America/New_York")
    application = make_application(api, organization_id=employer["id"])
    before = make_interview(api, application["id"])
    patched(api, f"/organizations/{employer['id']}", zone="Europe/Berlin")
    after = make_interview(api, application["id"])
    assert read(api, f"/interviews/{before['id']}")["zone"] == "America/New_York"
    assert after["zone"] == "Europe/Berlin"
