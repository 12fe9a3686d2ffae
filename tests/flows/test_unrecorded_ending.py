"""Just out of an interview nobody had planned here: one call writes it all down."""

from tests.factories.databases import on_sqlite
from tests.factories.story import (
    everything,
    patched,
    planned,
    read,
    refused,
    stage,
    utc,
    written,
)
from tests.factories.world import make_application

OUT = {
    "organization_name": "Palace Hotel",
    "title": "Night porter",
    "ended_at": utc("2026-06-02 09:55"),
    "interviewers": [{"name": "Priya Nair", "email": "priya.nair@palace.example"}],
}


def test_everything_around_it_is_made(api):
    answer = api.post("/endings", OUT | {"duration_minutes": 45, "format": "in_person"})
    assert answer.status_code == 201
    plan = answer.json()
    interview = plan["interview"]
    assert answer.headers["Location"] == f"/api/v1/interviews/{interview['id']}/ending"
    assert read(api, f"/interviews/{interview['id']}/ending") == plan
    assert interview["starts_at"] == utc("2026-06-02 09:10")
    assert (interview["duration_minutes"], interview["format"]) == (45, "in_person")
    assert (interview["round"], interview["status"]) == (1, "complete")
    application = read(api, f"/applications/{interview['application']['id']}")
    assert (application["title"], application["stage"]["status"]) == (
        "Night porter",
        "first_interview",
    )
    assert application["organization"]["name"] == "Palace Hotel"
    (contact,) = api.items("/contacts")
    assert contact["organization_name"] == "Palace Hotel"
    purposes = [found["purpose"] for found in plan["follow_ups"]]
    assert purposes == ["thank_you", "status_check", "status_check", "closing_note"]
    assert plan["follow_ups"][0]["contact"]["email"] == "priya.nair@palace.example"


def test_it_is_laid_out_as_a_planned_one_is(api, clock):
    interview = planned(api, "2026-06-02 08:55")
    path = f"/interviews/{interview['id']}/ending"
    expected = api.made(path, {"ended_at": OUT["ended_at"], "minutes_to_spare": 90})
    plan = api.made("/endings", OUT | {"minutes_to_spare": 90})
    for part in ("quiet_until", "expected_reply_on", "minutes_to_spare", "notes"):
        assert plan[part] == expected[part]
    for one, other in ((plan, expected), (expected, plan)):
        assert [step["name"] for step in one["wind_down"]["steps"]] == [
            step["name"] for step in other["wind_down"]["steps"]
        ]
        assert [found["suggested_at"] for found in one["follow_ups"]] == [
            found["suggested_at"] for found in other["follow_ups"]
        ]


def test_a_live_application_for_a_like_job_there_is_the_one(api):
    known = make_application(api, title="Night porter", organization_name="Palace Hotel")
    for title in ("Night porter", "NIGHT PORTER", "Night Porters", "Night-porter"):
        name = {"organization_name": "palace  hotel", "title": title}
        plan = api.made("/endings", OUT | name)
        assert plan["interview"]["application"]["id"] == known["id"]
    assert len(api.items("/applications")) == len(api.items("/organizations")) == 1


def test_another_job_another_employer_or_a_closed_chapter_is_not(api):
    for other in (
        {"title": "Day porter", "organization_name": "Palace Hotel"},
        {"title": "Night porter", "organization_name": "Grand Hotel"},
        {"title": "Night porter", "organization_name": "Palace Hotel", "status": "rejected"},
        {"title": "Senior night porter", "organization_name": "Palace Hotel", "status": "hired"},
    ):
        make_application(api, **other)
    known = {found["id"] for found in api.items("/applications")}
    plan = api.made("/endings", OUT)
    assert plan["interview"]["application"]["id"] not in known
    assert len(api.items("/applications")) == 5


def test_the_newest_of_two_live_ones_is_meant(api):
    for _ in range(2):
        newest = make_application(api, title="Night porter", organization_name="Palace Hotel")
    plan = api.made("/endings", OUT)
    assert plan["interview"]["application"]["id"] == newest["id"]


def test_the_next_round_counts_on(api):
    make_application(api, title="Night porter", organization_name="Palace Hotel")
    first = api.made("/endings", OUT | {"ended_at": utc("2026-05-26 12:00")})
    second = api.made("/endings", OUT)
    assert (first["interview"]["round"], second["interview"]["round"]) == (1, 2)
    assert second["interview"]["interviewers"] == first["interview"]["interviewers"]


def test_a_strangers_contact_leaves_nothing_behind(api, other):
    theirs = other.made("/contacts", {"name": "Robin's recruiter"})
    before = everything(api)
    people = [{"name": "Priya Nair"}, {"contact_id": theirs["id"]}]
    refused(api.post("/endings", OUT | {"interviewers": people}), 404, "not-found")
    assert everything(api) == before


def test_a_late_refusal_leaves_nothing_behind(api):
    before = everything(api)
    for change, code in (
        ({"ended_at": utc("2026-06-02 10:06")}, "ended-in-future"),
        ({"interviewers": [{"name": "A"}, {"name": "a"}]}, "interviewer-twice"),
        ({"interviewers": [{"name": "A", "email": "a@b.example"}] * 2}, "interviewer-twice"),
    ):
        refused(api.post("/endings", OUT | change), 422, code)
        assert everything(api) == before


NONSENSE = [
    ({"title": ""}, "/title"),
    ({"organization_name": "   "}, "/organization_name"),
    ({"ended_at": "2026-06-02T09:55:00"}, "/ended_at"),
    ({"ended_at": "1969-12-31T23:59:00Z"}, "/ended_at"),
    ({"ended_at": "1970-01-01T00:30:00Z"}, ""),
    ({"minutes_to_spare": 1441}, "/minutes_to_spare"),
    ({"minutes_to_spare": -1}, "/minutes_to_spare"),
    ({"tension": 11}, "/tension"),
    ({"drives_within_hours": -1}, "/drives_within_hours"),
    ({"decision_by": "12 June"}, "/decision_by"),
    ({"travel_mode": "broomstick"}, "/travel_mode"),
    ({"interviewers": [{"email": "a@b.example"}]}, "/interviewers/0"),
]


@on_sqlite
def test_nonsense_is_refused(api):
    pointers = []
    for change, _ in NONSENSE:
        document = refused(api.post("/endings", OUT | change), 422, "validation-failed")
        pointers += [error["pointer"] for error in document["errors"]]
    assert pointers == [pointer for _, pointer in NONSENSE]


def test_an_interview_of_long_ago_can_be_written_down(api):
    for ended_at in ("1970-01-02T12:00:00Z", "2000-02-29T23:59:59.999999Z"):
        plan = api.made("/endings", OUT | {"ended_at": ended_at, "decision_by": "2200-12-31"})
        assert plan["expected_reply_on"] == "2200-12-31"


def test_a_dry_run_makes_nothing_at_all(api):
    before = everything(api)
    trial = api.post("/endings", OUT, params={"dry_run": True})
    assert (trial.status_code, trial.headers["Dry-Run"]) == (200, "true")
    assert "Location" not in trial.headers
    assert len(trial.json()["follow_ups"]) == 4
    assert everything(api) == before
    assert api.items("/applications", params={"q": "porter"}) == []


def test_a_repeated_key_makes_one_interview(api):
    first = api.post("/endings", OUT, key="lift-doors")
    again = api.post("/endings", OUT, key="lift-doors")
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert len(api.items("/interviews")) == 1


def test_without_a_key_it_is_another_interview(api):
    """Two on one day are possible; only the caller knows."""
    for _ in range(2):
        api.made("/endings", OUT)
    assert len(api.items("/interviews")) == 2


def test_a_board_without_the_stage_says_so(api, clock):
    path = f"/stages/{stage(api, 'first_interview')}"
    patched(api, path, retired=True)
    refused(api.post("/endings", OUT), 409, "stage-retired")
    known = make_application(api, title="Night porter", organization_name="Palace Hotel")
    plan = api.made("/endings", OUT | {"ended_at": written(clock())})  # no new card is needed
    assert plan["interview"]["application"]["id"] == known["id"]
