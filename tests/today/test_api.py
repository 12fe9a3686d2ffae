"""Today, along the days around an interview; and every item does what it says."""

from datetime import timedelta

import pytest

from tests.factories.story import instant, out, patched, planned, read, refused, stage, utc, written
from tests.factories.world import make_application, make_interview


@pytest.fixture
def today(api):
    return lambda: read(api, "/today")


@pytest.fixture
def at(clock, today):
    """Today at this time on a clock in London."""

    def look(wall):
        clock.set(instant(wall))
        return today()

    return look


def everything_on(day):
    return [*([day["next"]] if day["next"] else []), *day["due"], *day["soon"], *day["waiting"]]


def kinds(items):
    return [item["kind"] for item in items]


def perform(api, item):
    """What the page does when an item is tapped."""
    call = item["call"]
    if_match = "*" if call["method"] == "PATCH" else None
    answer = api.request(call["method"], call["path"], call["body"], if_match=if_match)
    assert answer.status_code < 300, answer.text
    return answer.json()


# One interview, from the morning of the day to the last word


def test_an_interview_day_from_morning_to_quiet(api, at):
    interview = planned(api, "2026-06-02 10:00")
    (found,) = everything_on(at("2026-06-02 07:00"))
    assert (found["kind"], found["title"]) == (
        "interview",
        "Bingo caller at Mecca Customer Services",
    )
    assert found["why"] == "Interview on Tuesday at 10:00 (Europe/London)."
    assert (found["due_at"], found["call"]) == (utc("2026-06-02 10:00"), None)
    assert found["href"] == f"/interviews/{interview['id']}"
    (found,) = everything_on(at("2026-06-02 10:59"))
    assert found["kind"] == "interview"
    over = at("2026-06-02 11:05")
    assert (over["next"]["kind"], over["due"]) == ("ending", [])
    plan = perform(api, over["next"])
    assert plan["ended_at"] == utc("2026-06-02 11:00")
    assert plan["interview"]["id"] == interview["id"]


def test_in_the_quiet_only_the_plan_speaks_and_each_step_is_done_in_turn(api, clock, today):
    out(api, clock, "2026-06-02 11:00")
    make_application(api, title="Something else entirely")
    seen = []
    for _ in range(20):
        now = today()
        assert now["quiet_until"] == utc("2026-06-02 13:30")
        assert now["due"] == now["soon"] == now["waiting"] == []
        if now["next"] is None:
            break
        seen.append((now["next"]["kind"], now["next"]["title"]))
        perform(api, now["next"])
    steps = [title for kind, title in seen[1:]]
    assert seen[0] == ("seven_minute_rule", "First drink: water")
    assert steps[::2] == steps[1::2]  # tapped once to start it, once more when it is done
    assert steps[::2] == [
        "Water, then a biscuit",
        "Sigh, on purpose",
        "Write down what they asked",
        "A walk among trees",
        steps[-1],
    ]
    assert now["next"] is None


def test_a_step_that_runs_comes_before_those_that_wait(api, clock, today):
    steps = out(api, clock, "2026-06-02 11:00")["wind_down"]["steps"]
    clock.advance(timedelta(minutes=38))
    assert today()["next"]["kind"] == "wind_down_step"  # too late for the seven minutes
    api.patch(f"/wind-down-steps/{steps[3]['id']}", {"status": "running"}, if_match="*")
    assert today()["next"]["subject_id"] == steps[3]["id"]


def test_after_the_quiet_there_are_words_thanks_and_work(api, clock, at):
    plan = out(api, clock, "2026-06-02 11:00")
    now = at("2026-06-02 13:30")
    assert now["quiet_until"] is None
    assert now["next"]["kind"] == "capture"
    assert kinds(now["due"]) == ["follow_up", "task", "debrief"]
    assert kinds(now["soon"]) == ["follow_up"]  # the first check-in, on Tuesday
    assert kinds(now["waiting"]) == ["reply"]
    thanks, search, debrief = now["due"]
    assert thanks["title"] == "Thank Priya Nair"
    assert (thanks["due_at"], thanks["overdue"]) == (utc("2026-06-03 11:00"), False)
    assert search["subject_id"] == plan["search_action"]["id"]
    assert debrief["starts_at"] == utc("2026-06-02 23:00")
    assert now["waiting"][0]["why"] == "Silence is ordinary until Tuesday 16 June."
    for done in (thanks, search):
        perform(api, done)
        assert done["subject_id"] not in str(at("2026-06-02 13:31"))
    patched(api, f"/interviews/{plan['interview']['id']}/capture", status="done")
    left = at("2026-06-02 13:32")
    assert (kinds(left["due"]), left["next"]["kind"]) == ([], "debrief")


def test_the_next_morning_is_for_the_debrief(api, clock, at):
    plan = out(api, clock, "2026-06-02 11:00")
    api.made(f"/follow-ups/{plan['follow_ups'][0]['id']}/delivery", {})
    api.made(f"/tasks/{plan['search_action']['id']}/completion")
    patched(api, f"/interviews/{plan['interview']['id']}/capture", status="done")
    debrief = at("2026-06-03 09:00")["next"]
    assert (debrief["kind"], debrief["starts_at"]) == ("debrief", utc("2026-06-02 23:00"))
    assert (debrief["due_at"], debrief["overdue"]) == (None, False)  # nobody is hurried
    assert debrief["href"] == f"/interviews/{plan['interview']['id']}#debrief"
    assert "debrief" in kinds(everything_on(at("2026-06-09 10:59")))
    assert "debrief" not in kinds(everything_on(at("2026-06-09 11:00")))  # said often enough
    clock.set(instant("2026-06-03 12:00"))
    patched(api, f"/interviews/{plan['interview']['id']}/debrief", status="done")
    assert "debrief" not in kinds(everything_on(at("2026-06-03 12:01")))


def test_a_day_shows_only_so_many_answers_that_are_expected(api, clock, at, monkeypatch):
    monkeypatch.setattr("afterview.today.queries.SHOWN", 2)  # instead of fifty
    for day in (18, 16, 17):
        out(api, clock, "2026-06-02 11:00", decision_by=f"2026-06-{day}")
    waiting = at("2026-06-05 09:00")["waiting"]
    assert [item["due_at"] for item in waiting] == [
        utc("2026-06-17 00:00"),
        utc("2026-06-18 00:00"),
    ]


def test_days_later_it_is_asking_and_waiting(api, clock, at):
    out(api, clock, "2026-06-02 11:00", decision_by="2026-06-12")
    clock.set(instant("2026-06-10 09:00"))
    for item in api.items("/tasks"):
        api.made(f"/tasks/{item['id']}/completion")
    api.made(f"/follow-ups/{api.items('/follow-ups')[0]['id']}/delivery", {})
    now = at("2026-06-12 09:00")
    (reply,) = now["waiting"]
    assert reply["why"] == "They promised an answer by Friday 12 June."
    assert (reply["due_at"], reply["overdue"]) == (utc("2026-06-13 00:00"), False)
    assert at("2026-06-13 00:01")["waiting"][0]["overdue"] is True
    for morning in ("2026-06-16 09:00", "2026-06-25 09:00", "2026-07-09 09:00"):
        asking = at(morning)["next"]
        assert (asking["kind"], asking["starts_at"]) == ("follow_up", utc(morning))
        assert perform(api, asking)["status"] == "sent"
    assert asking["title"] == "Close with Priya Nair"
    last = at("2026-07-10 09:00")
    assert (last["next"], kinds(everything_on(last))) == (None, ["reply"])


# What stays away, and what comes in between


def test_nobody_left_to_ask_nothing_left_to_await(api, clock, at):
    """An offer or an invitation is an answer, too; a no is one for good."""
    plan = out(api, clock, "2026-06-02 11:00")
    application = plan["interview"]["application"]["id"]

    def waited():
        now = at("2026-06-09 10:00")
        asks = [item["title"] for item in everything_on(now) if item["kind"] == "follow_up"]
        return kinds(now["waiting"]), [title.split()[0] for title in asks]

    assert waited() == (["reply"], ["Check"])
    second = make_interview(api, application, starts_at=utc("2026-06-11 10:00"))
    assert waited()[0] == []
    patched(api, f"/interviews/{second['id']}", status="cancelled")
    assert waited() == (["reply"], ["Check"])
    for status, left in (("offered", []), ("rejected", ["Ask"])):  # for feedback, once (FU-09)
        api.made(f"/applications/{application}/moves", {"to_stage_id": stage(api, status)})
        assert waited() == ([], left)


def test_thanks_are_mentioned_for_three_days(api, clock, at):
    """FU-02: after that they open the first check-in; they stay on record as owed."""
    out(api, clock, "2026-06-02 11:00")
    for wall, mentioned in (("2026-06-05 10:59", True), ("2026-06-05 11:00", False)):
        titles = [item["title"] for item in everything_on(at(wall))]
        assert ("Thank Priya Nair" in titles) == mentioned
    assert api.items("/follow-ups")[0]["status"] == "planned"


def test_old_silences_do_not_crowd_out_what_is_owed_now(api, clock, at):
    """Twenty rejections leave sixty check-ins behind that nobody will ever send."""
    clock.set(instant("2026-03-03 10:00"))
    for number in range(20):
        body = {"organization_name": f"Employer {number}", "title": "Usher"}
        past = api.made("/endings", body | {"ended_at": utc("2026-03-03 09:30")})
        application = past["interview"]["application"]["id"]
        api.made(f"/applications/{application}/moves", {"to_stage_id": stage(api, "rejected")})
    out(api, clock, "2026-06-02 11:00")
    titles = [item["title"] for item in everything_on(at("2026-06-02 14:00"))]
    assert "Thank Priya Nair" in titles


def test_an_old_unended_interview_waits_until_the_quiet_is_over(api, clock, at):
    planned(api, "2026-06-01 10:00")
    out(api, clock, "2026-06-02 11:00")
    titles = set()
    for _ in range(12):
        now = read(api, "/today")
        if now["next"] is None:
            break
        titles.add(now["next"]["kind"])
        perform(api, now["next"])
    assert titles == {"seven_minute_rule", "wind_down_step"}
    assert at("2026-06-02 13:30")["next"]["kind"] == "ending"


def test_an_interview_that_follows_at_once_is_heard_in_the_quiet(api, clock, at):
    """Its plan speaks from then on, also when the first one was for longer."""
    ended = out(api, clock, "2026-06-02 11:00", minutes_to_spare=180)
    application = ended["interview"]["application"]["id"]
    second = make_interview(
        api, application, starts_at=utc("2026-06-02 12:00"), duration_minutes=30
    )
    for item in ended["wind_down"]["steps"]:
        api.patch(f"/wind-down-steps/{item['id']}", {"status": "done"}, if_match="*")
    coming = at("2026-06-02 11:45")
    assert (coming["next"]["kind"], coming["quiet_until"] is None) == ("interview", False)
    over = at("2026-06-02 12:31")["next"]
    assert (over["kind"], over["subject_id"]) == ("ending", second["id"])
    perform(api, over)
    now = read(api, "/today")
    assert (now["next"]["kind"], now["quiet_until"]) == (
        "seven_minute_rule",
        utc("2026-06-02 15:01"),
    )


def test_a_capture_that_became_a_to_do_is_listed_once(api, clock, at):
    plan = out(api, clock, "2026-06-02 11:00", minutes_to_spare=5)
    now = at("2026-06-02 14:00")
    words = [item for item in everything_on(now) if "Write down" in item["title"]]
    assert kinds(words) == ["capture"]
    patched(api, f"/interviews/{plan['interview']['id']}/capture", status="done")
    assert "Write down" not in str(at("2026-06-02 14:01"))


def test_an_interview_nobody_ended_is_asked_about_for_two_weeks(api, at):
    planned(api, "2026-06-02 10:00")
    assert at("2026-06-16 09:59")["next"]["kind"] == "ending"
    assert at("2026-06-16 10:01")["next"] is None


def test_to_dos_come_a_day_before_they_are_due(api, at):
    for title, due in (
        ("Shirt", "2026-06-12 09:00"),
        ("Visa", None),
        ("Shoes", "2026-06-02 09:00"),
    ):
        api.made("/tasks", {"title": title, "due_at": due and utc(due)})
    now = at("2026-06-02 10:00")
    assert (now["next"]["title"], now["next"]["overdue"]) == ("Shoes", True)
    assert [item["title"] for item in now["due"]] == ["Visa"]
    assert now["soon"] == []
    week = at("2026-06-05 10:00")
    assert [item["title"] for item in week["soon"]] == ["Shirt"]
    eve = at("2026-06-11 10:00")
    assert [item["title"] for item in (eve["next"], *eve["due"])] == ["Shoes", "Shirt", "Visa"]
    perform(api, eve["next"])
    assert "Shoes" not in str(at("2026-06-11 10:01"))


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Europe/London"])
def test_a_day_ends_at_midnight_where_sam_is(api, clock, today, zone):
    patched(api, "/me", zone=zone)
    tonight = planned(api, "2026-06-03 23:30", zone=zone, organization={"zone": zone})
    tomorrow = planned(api, "2026-06-04 00:00", zone=zone, organization={"zone": zone})
    clock.set(instant("2026-06-03 09:00", zone))
    now = today()
    assert (now["next"]["subject_id"], now["due"]) == (tonight["id"], [])
    assert [item["subject_id"] for item in now["soon"]] == [tomorrow["id"]]
    clock.set(instant("2026-06-04 00:00", zone))
    now = today()
    assert (now["next"]["subject_id"], now["soon"]) == (tonight["id"], [])
    assert [item["subject_id"] for item in now["due"]] == [tomorrow["id"]]


def test_the_answer_says_when_it_was_given(api, clock, today):
    assert today()["at"] == written(clock())
    refused(api.get("/today", params={"at": written(clock())}), 422, "unknown-parameter")


def test_nobody_elses_day_is_shown(other, clock, today):
    out(other, clock, "2026-06-02 11:00")
    assert everything_on(today()) == []
    assert today()["quiet_until"] is None
