"""The timeline of an application: what happened, latest first, in sentences."""

from datetime import timedelta

from tests.factories.story import out, patched, read, refused, stage, utc, walked
from tests.factories.world import make_application, make_interview


def test_a_whole_story_is_told_backwards(api, clock):
    plan = out(api, clock, "2026-06-02 11:15")
    application = plan["interview"]["application"]["id"]
    path = f"/applications/{application}"
    clock.advance(timedelta(hours=1))
    api.made(f"/follow-ups/{plan['follow_ups'][0]['id']}/delivery", {})
    clock.advance(timedelta(hours=1))
    patched(api, path, notes="They liked the hat.")
    clock.advance(timedelta(hours=1))
    api.made(f"{path}/moves", {"to_stage_id": stage(api, "offered"), "reason": "They rang."})
    told = walked(api, f"{path}/timeline", limit=3)
    assert [event["at"] for event in told] == sorted((e["at"] for e in told), reverse=True)
    assert [event["summary"] for event in told[:6]] == [
        "To do: Warm the referees: somebody may ring them soon",
        "Follow-ups planned anew: the application moved",
        "Moved from Applied to Offer",
        "Bingo caller changed",
        "E-mail: thank-you",
        "Thank-you sent",
    ]
    assert {event["action"] for event in told[6:]} == {
        "application.created",
        "interview.created",
        "interview.ended",
        "follow_up.planned",
        "task.created",
    }
    assert told[3]["data"] == {"fields": ["notes"]}
    assert told[5]["subject_id"] == plan["follow_ups"][0]["id"]
    assert len({event["id"] for event in told}) == len(told)


def test_what_happened_earlier_stands_earlier(api, clock):
    made = make_application(api)
    path = f"/applications/{made['id']}"
    early = {"to_stage_id": stage(api, "screening"), "at": utc("2026-05-28 11:00")}
    api.made(f"{path}/moves", early)
    told = api.items(f"{path}/timeline")
    assert [event["at"] for event in told] == [utc("2026-06-02 10:00"), utc("2026-05-28 11:00")]


def test_each_application_tells_its_own(api, other):
    first, second = make_application(api), make_application(api, title="Usher")
    make_interview(api, second["id"])
    (event,) = api.items(f"/applications/{first['id']}/timeline")
    assert event["summary"] == "Bingo caller at Mecca Customer Services added, in Applied"
    refused(other.get(f"/applications/{first['id']}/timeline"), 404, "not-found")


def test_reading_leaves_no_trace(api):
    made = make_application(api)
    for path in ("", "/timeline", "/moves"):
        read(api, f"/applications/{made['id']}{path}")
    assert len(api.items(f"/applications/{made['id']}/timeline")) == 1


def test_a_refused_change_leaves_no_line(api):
    made = make_application(api)
    path = f"/applications/{made['id']}"
    refused(api.patch(path, {"title": "Usher"}, if_match='"9.00000000"'), 412, "stale")
    body = {"to_stage_id": made["stage"]["id"]}
    refused(api.post(f"{path}/moves", body), 409, "already-there")
    assert len(api.items(f"{path}/timeline")) == 1
