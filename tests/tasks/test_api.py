"""To-dos: written by hand or laid out, ticked off, let go, opened again."""

from datetime import timedelta

import pytest

from tests.factories.story import out, patched, read, refused, utc, walked
from tests.factories.world import make_application, make_interview

NOWHERE = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def task(api):
    due_at = utc("2026-06-03 17:00")
    made = api.made("/tasks", {"title": "Iron the good shirt", "due_at": due_at})
    return f"/tasks/{made['id']}"


def test_a_to_do_is_written_down(api):
    answer = api.post("/tasks", {"title": "  Iron the good shirt  ", "notes": "Both sides."})
    made = answer.json()
    assert answer.headers["Location"] == f"/api/v1/tasks/{made['id']}"
    assert read(api, f"/tasks/{made['id']}") == made
    assert (made["title"], made["notes"]) == ("Iron the good shirt", "Both sides.")
    assert (made["kind"], made["status"], made["due_at"]) == ("to_do", "open", None)


def test_a_to_do_of_an_interview_belongs_to_its_application(api):
    application = make_application(api)
    interview = make_interview(api, application["id"])
    task = api.made("/tasks", {"title": "Find the entrance", "interview_id": interview["id"]})
    assert task["application_id"] == application["id"]
    timeline = api.items(f"/applications/{application['id']}/timeline")
    assert timeline[0]["summary"] == "To do: Find the entrance"
    api.delete(f"/applications/{application['id']}", if_match="*")
    assert api.items("/tasks") == []


def test_a_to_do_is_about_ones_own_rows(api, other):
    theirs = make_application(other)
    talk = make_interview(other, theirs["id"])
    for body in (
        {"application_id": theirs["id"]},
        {"interview_id": talk["id"]},
        {"application_id": NOWHERE},
        {"interview_id": theirs["id"]},
    ):
        refused(api.post("/tasks", {"title": "x"} | body), 404, "not-found")
    assert api.items("/tasks") == []


def test_it_is_reworded_and_moved(api, task):
    changed = patched(api, task, title="Iron both shirts", due_at="2026-06-04T08:00:00+02:00")
    assert (changed["title"], changed["due_at"]) == ("Iron both shirts", utc("2026-06-04 07:00"))
    assert patched(api, task, due_at=None)["due_at"] is None
    for change in ({"title": None}, {"title": ""}, {"status": "done"}, {"application_id": NOWHERE}):
        refused(api.patch(task, change, if_match="*"), 422, "validation-failed")
    refused(api.patch(task, {"notes": "x"}, if_match='"1.00000000"'), 412, "stale")


@pytest.mark.parametrize(
    "title",
    [
        "Wait in the lobby until Priya comes down",
        "Hang around the car park at five",
        "Turn up unannounced",
        "Turn up at their office without an appointment",
        "Show up at the manager's house",
        "Ambush the interviewer in the canteen",
        "Follow her home",
        "Put a hand on his shoulder",
        "Buy chocolates for the panel",
        "Send flowers to the recruiter",
    ],
)
def test_an_ambush_cannot_be_planned(api, task, title):
    """HS-05. What happened may be logged; this has not."""
    for answer in (
        api.post("/tasks", {"title": title}),
        api.patch(task, {"title": title}, if_match="*"),
    ):
        problem = refused(answer, 422, "not-a-channel")
        assert problem["detail"].startswith("Siege mode: not installed. ")
        assert "Write, or wait to be asked." in problem["detail"]
        assert problem["errors"][0]["pointer"] == "/title"
    assert [found["title"] for found in api.items("/tasks")] == ["Iron the good shirt"]
    assert patched(api, task, notes=title)["notes"] == title  # a note is no plan


@pytest.mark.parametrize(
    "title",
    [
        "Meet Priya in the lobby at ten for the trial evening",
        "Wait in reception before the interview",
        "Turn up at the office ten minutes early for the interview",
        "Pop into the office as agreed to sign the contract",
        "Park at the office car park on Tuesday",
        "Wait for the office to ring",
        "Follow up with the recruiter",
        "Present the plan to the panel",
        "Prepare questions for the interviewer",
        "Buy flowers for Mum",
        "Stand-up with the office team at nine",
        "Drop off the laptop at reception",
        "Read about handshakes",
    ],
)
def test_an_appointment_can(api, task, title):
    assert api.made("/tasks", {"title": title})["title"] == title
    assert patched(api, task, title=title)["title"] == title


def test_ticking_twice_is_ticking_once(api, clock, task):
    answer = api.post(f"{task}/completion")
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1{task}")
    done = answer.json()
    assert (done["status"], done["done_at"]) == ("done", utc("2026-06-02 10:00"))
    clock.advance(timedelta(minutes=1))
    assert api.made(f"{task}/completion") == done == read(api, task)


def test_skipping_needs_a_reason(api, task):
    for body in ({}, {"reason": ""}, {"reason": "two\nlines"}):
        refused(api.post(f"{task}/skip", body), 422, "validation-failed")
    skipped = api.made(f"{task}/skip", {"reason": "It is a phone call"})
    assert (skipped["status"], skipped["skip_reason"]) == ("skipped", "It is a phone call")
    assert skipped["skipped_at"] == utc("2026-06-02 10:00")


def test_done_and_skipped_exclude_each_other(api, task):
    api.made(f"{task}/completion")
    refused(api.post(f"{task}/skip", {"reason": "x"}), 409, "task-not-open")
    reopened = api.delete(f"{task}/completion").json()
    assert (reopened["status"], reopened["done_at"]) == ("open", None)
    api.made(f"{task}/skip", {"reason": "x"})
    refused(api.post(f"{task}/completion"), 409, "task-not-open")
    reopened = api.delete(f"{task}/completion").json()
    assert (reopened["status"], reopened["skipped_at"], reopened["skip_reason"]) == (
        "open",
        None,
        "",
    )
    version = reopened["version"]
    assert api.delete(f"{task}/completion").json()["version"] == version  # it is open already


def test_a_deleted_to_do_is_gone(api, task):
    refused(api.delete(task), 428, "if-match-required")
    assert api.delete(task, if_match=api.get(task)).status_code == 204
    refused(api.get(task), 404, "not-found")
    refused(api.post(f"{task}/completion"), 404, "not-found")


def test_what_a_plan_laid_out_can_be_deleted_too(api, clock):
    plan = out(api, clock, "2026-06-02 11:15")
    path = f"/tasks/{plan['search_action']['id']}"
    assert api.delete(path, if_match="*").status_code == 204
    assert read(api, f"/interviews/{plan['interview']['id']}/ending")["search_action"] is None


def test_a_strangers_to_do_is_not_there(other, api, task):
    refused(other.get(task), 404, "not-found")
    refused(other.post(f"{task}/completion"), 404, "not-found")
    refused(other.delete(task, if_match="*"), 404, "not-found")


def test_the_undated_come_last_and_every_order_walks_all_pages(api):
    due = ["2026-06-09 09:00", None, "2026-06-03 09:00", "2026-06-05 09:00", None]
    for number, wall in enumerate(due):
        api.made("/tasks", {"title": str(number), "due_at": wall and utc(wall)})
    titles = {
        sort: "".join(task["title"] for task in walked(api, "/tasks", sort=sort, limit=2))
        for sort in ("due_at", "-due_at", "updated_at", "-updated_at")
    }
    assert titles == {
        "due_at": "23014",
        "-due_at": "41032",
        "updated_at": "01234",
        "-updated_at": "43210",
    }


def test_a_to_do_that_gets_a_date_takes_its_place(api, task):
    late = api.made("/tasks", {"title": "Whenever"})
    patched(api, f"/tasks/{late['id']}", due_at=utc("2026-06-02 12:00"))
    assert [found["title"] for found in api.items("/tasks")] == ["Whenever", "Iron the good shirt"]


def test_the_list_is_filtered(api, clock, task):
    plan = out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    undated = api.made("/tasks", {"title": "Whenever"})
    api.made(f"/tasks/{undated['id']}/completion")
    api.made(f"/tasks/{plan['search_action']['id']}/skip", {"reason": "Enough irons"})
    interview = plan["interview"]
    counts = {
        "all": {},
        "open": {"status": "open"},
        "done": {"status": "done"},
        "done or skipped": {"status": ["done", "skipped"]},
        "laid out": {"kind": ["capture", "search_action"]},
        "of the interview": {"interview_id": interview["id"]},
        "of the application": {"application_id": interview["application"]["id"]},
        "open, of the interview": {"interview_id": interview["id"], "status": "open"},
        "due before the capture": {"due_to": utc("2026-06-02 12:15")},
        "due by then": {"due_to": utc("2026-06-02 12:16")},
        "changed since": {"updated_since": utc("2026-06-02 11:15")},
    }
    found = {name: len(api.items("/tasks", params=asked)) for name, asked in counts.items()}
    assert found == {
        "all": 4,
        "open": 2,
        "done": 1,
        "done or skipped": 2,
        "laid out": 2,
        "of the interview": 2,
        "of the application": 2,
        "open, of the interview": 1,
        "due before the capture": 0,
        "due by then": 1,
        "changed since": 3,
    }


def test_a_filter_takes_only_what_it_knows(api):
    for asked in ({"status": "late"}, {"kind": "chore"}, {"sort": "title"}, {"due_to": "tomorrow"}):
        refused(api.get("/tasks", params=asked), 422, "validation-failed")
