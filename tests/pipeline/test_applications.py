"""Applications: written down, changed, found again, deleted with all that hangs on them."""

from datetime import timedelta

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.story import everything, out, patched, read, refused, stage, utc, walked
from tests.factories.world import make_application, make_interview, make_organization

MECCA = {"title": "Bingo caller", "organization_name": "Mecca"}
POSTING = {
    "description": "Numbers, called.\nLoudly.",
    "url": "https://mecca.example/jobs/42",
    "identifier": "MCS-42",
    "date_posted": "2026-05-20",
    "valid_through": "2026-06-20",
    "employment_type": "part_time",
    "job_location": "Leeds",
    "job_location_type": "on_site",
    "base_salary": {"currency": "GBP", "min_minor": 1, "max_minor": 2_800_000, "unit": "year"},
    "industry": "hotels_catering",
    "source": "job_board",
    "desirability": 7,
    "applied_at": "2026-05-26T09:00:00Z",
}
KEPT = {"tags": ["nights", "bus 36"], "fallback": True, "notes": "Ask about the hat."}


def test_a_posting_is_kept_whole(api):
    answer = api.post("/applications", MECCA | POSTING | KEPT)
    assert answer.status_code == 201
    made = answer.json()
    assert (POSTING | KEPT).items() <= made.items()
    assert answer.headers["Location"] == f"/api/v1/applications/{made['id']}"
    assert read(api, f"/applications/{made['id']}") == made
    assert (made["organization"]["name"], made["agency"], made["outcome"]) == ("Mecca", None, None)
    assert made["stage"]["status"] == "submitted"
    assert made["stage_entered_at"] == POSTING["applied_at"]


def test_a_note_of_a_job_is_a_draft(api):
    made = api.made("/applications", MECCA)
    assert made["stage"]["status"] == "draft"
    assert made["stage_entered_at"] == utc("2026-06-02 10:00")
    assert {made[name] for name in POSTING if name != "description"} == {None}
    assert (made["tags"], made["fallback"], made["notes"]) == ([], False, "")


def test_what_is_optional_is_cleared_and_what_is_not_stays(api):
    made = api.made("/applications", MECCA | POSTING | KEPT)
    path = f"/applications/{made['id']}"
    nothing = dict.fromkeys(POSTING) | {"description": "", "agency_id": None}
    cleared = patched(api, path, **nothing)
    assert {cleared[name] for name in POSTING if name != "description"} == {None}
    assert KEPT.items() <= cleared.items()  # what was not sent has not changed
    for name in ("title", "organization_id", "description", "tags", "fallback", "notes"):
        answer = api.patch(path, {name: None}, if_match="*")
        document = refused(answer, 422, "validation-failed")
        assert document["errors"][0]["pointer"] == f"/{name}"
    assert read(api, path) == cleared


def test_an_employer_is_named_once(api):
    """By id or by name; neither and both are refused."""
    employer = make_organization(api, name="Mecca")
    before = everything(api)
    for body in (
        {"title": "Bingo caller"},
        MECCA | {"organization_id": employer["id"]},
        MECCA | {"organization_name": None},
        MECCA | {"agency_id": employer["id"], "agency_name": "x"},
        MECCA | {"stage_id": stage(api, "draft"), "status": "draft"},
    ):
        refused(api.post("/applications", body), 422, "validation-failed")
    assert everything(api) == before
    by_id = make_application(api, organization_id=employer["id"])
    by_name = make_application(api, organization_name="MECCA", agency_name="Second Chance")
    assert by_id["organization"] == by_name["organization"]
    assert by_name["agency"]["name"] == "Second Chance"


def test_it_moves_to_another_employer(api):
    made = api.made("/applications", MECCA)
    gala = make_organization(api, name="Gala Halls")
    changed = patched(api, f"/applications/{made['id']}", organization_id=gala["id"])
    assert changed["organization"]["name"] == "Gala Halls"
    assert api.items("/applications", params={"q": "gala"}) == [changed]
    assert api.items("/applications", params={"q": "mecca"}) == []


def test_it_names_only_ones_own(api, other):
    theirs = make_organization(other)
    made = api.made("/applications", MECCA)
    path = f"/applications/{made['id']}"
    for name in ("organization_id", "agency_id"):
        answer = api.patch(path, {name: theirs["id"]}, if_match="*")
        refused(answer, 404, "not-found")
    for body in (
        {"title": "x", "organization_id": theirs["id"]},
        MECCA | {"stage_id": stage(other, "draft")},
    ):
        refused(api.post("/applications", body), 404, "not-found")


@on_sqlite
def test_nonsense_is_refused(api):
    pointers = {
        "/title": {"title": "  "},
        "/url": {"url": "javascript:alert(1)"},
        "/desirability": {"desirability": 11},
        "/tags/0": {"tags": ["x" * 41]},
        "/tags": {"tags": ["x"] * 31},
        "/base_salary": {"base_salary": {"currency": "GBP", "min_minor": 2, "max_minor": 1}},
        "/base_salary/currency": {"base_salary": {"currency": "quid"}},
        "/base_salary/min_minor": {"base_salary": {"currency": "GBP", "min_minor": -1}},
        "/date_posted": {"date_posted": "2026-02-30"},
        "/applied_at": {"applied_at": "2026-06-02T09:00:00"},
        "/status": {"status": "FIRST_INTERVIEW"},
        "/stage": {"stage": "draft"},
    }
    for pointer, change in pointers.items():
        document = refused(api.post("/applications", MECCA | change), 422, "validation-failed")
        assert [error["pointer"] for error in document["errors"]] == [pointer]


def test_half_a_salary_range_is_one(api):
    for salary in ({"min_minor": 1_500}, {"max_minor": 0, "min_minor": 0}, {}):
        made = api.made("/applications", MECCA | {"base_salary": {"currency": "EUR"} | salary})
        asked = {"min_minor": None, "max_minor": None} | salary
        assert made["base_salary"] == {"currency": "EUR", "unit": "year"} | asked


# Duplicates: a warning, never a refusal


def test_the_same_posting_by_another_address_is_noticed(api):
    known = api.made("/applications", MECCA | {"url": "https://mecca.example/jobs/42"})
    for url in (
        "http://www.mecca.example/jobs/42/",
        "https://mecca.example/jobs/42?utm_source=mail&trk=x",
        "https://MECCA.example/jobs/42#apply",
    ):
        again = {"title": "Caller of numbers", "organization_name": "An agency", "url": url}
        made = api.made("/applications", again)
        (warning,) = made["warnings"]
        assert (warning["code"], warning["application_id"]) == ("duplicate_url", known["id"])
        api.delete(f"/applications/{made['id']}", if_match="*")


def test_a_like_title_at_the_same_employer_is_noticed(api):
    known = api.made("/applications", MECCA | {"title": "Sr. Python Engineer"})
    for title, codes in (
        ("senior python engineer", ["duplicate_title"]),
        ("Junior Python Engineer", []),
        ("Night porter", []),
    ):
        made = api.made("/applications", MECCA | {"title": title})
        assert [found["code"] for found in made["warnings"]] == codes
        api.delete(f"/applications/{made['id']}", if_match="*")
    other = {"title": "Sr. Python Engineer", "organization_name": "Gala Halls"}
    assert api.made("/applications", other)["warnings"] == []
    assert read(api, f"/applications/{known['id']}")["warnings"] == []


# Lists


@pytest.fixture
def shelf(api, clock):
    """Five applications, each made a minute after the last."""
    for number, (title, more) in enumerate(
        (
            ("Bingo caller", {"source": "job_board", "tags": ["nights"]}),
            ("Night porter", {"status": "rejected", "tags": ["nights", "bus 36"]}),
            ("Usher", {"status": "final_interview", "fallback": True}),
            ("Archivist", {"status": "offered", "source": "referral", "tags": ['"100%"_\\']}),
            ("Zookeeper", {"organization_name": "Gala Halls"}),
        )
    ):
        body = {"applied_at": f"2026-05-2{number}T09:00:00Z"} | more
        make_application(api, title=title, **body)
        clock.advance(timedelta(minutes=1))


def test_the_list_is_filtered(api, shelf):
    gala = api.items("/organizations", params={"q": "gala"})[0]["id"]
    asked = {
        "status": {"status": ["rejected", "offered"]},
        "stage": {"stage_id": stage(api, "offered")},
        "category": {"category": ["interviewing", "closed"]},
        "live": {"live": True},
        "closed": {"live": False},
        "nothing is both": {"live": False, "category": "offer"},
        "employer": {"organization_id": gala},
        "source": {"source": ["job_board", "referral"]},
        "fallback": {"fallback": True},
        "no fallback": {"fallback": False, "live": True},
        "tag": {"tag": "nights"},
        "any tag": {"tag": ["bus 36", '"100%"_\\']},
        "part of a tag": {"tag": "night"},
        "from": {"applied_from": "2026-05-23T09:00:00Z"},
        "to": {"applied_to": "2026-05-22T09:00:00Z"},
        "since": {"updated_since": utc("2026-06-02 10:03")},
        "words": {"q": "halls zoo"},
        "tag and words": {"tag": "nights", "q": "port"},
    }
    found = {
        name: "".join(sorted(item["title"][0] for item in api.items("/applications", params=query)))
        for name, query in asked.items()
    }
    assert found == {
        "status": "AN",
        "stage": "A",
        "category": "NU",
        "live": "ABUZ",
        "closed": "N",
        "nothing is both": "",
        "employer": "Z",
        "source": "AB",
        "fallback": "U",
        "no fallback": "ABZ",
        "tag": "BN",
        "any tag": "AN",
        "part of a tag": "",
        "from": "AZ",
        "to": "BN",
        "since": "AZ",
        "words": "Z",
        "tag and words": "N",
    }


def test_every_order_walks_all_pages(api, shelf):
    patched(api, f"/applications/{api.items('/applications')[-1]['id']}", notes="Latest.")
    orders = ("-updated_at", "updated_at", "-created_at", "created_at", "title", "-title")
    found = {
        sort: "".join(item["title"][0] for item in walked(api, "/applications", sort=sort, limit=2))
        for sort in orders
    }
    assert found == {
        "-updated_at": "BZAUN",
        "updated_at": "NUAZB",
        "-created_at": "ZAUNB",
        "created_at": "BNUAZ",
        "title": "ABNUZ",
        "-title": "ZUNBA",
    }


def test_long_and_foreign_titles_are_walked_too(api):
    titles = ["x" * 200, "招聘" * 100, "👻" * 200, '"; DROP TABLE --', "x" * 200]
    for title in titles:
        make_application(api, title=title)
    for sort in ("title", "-title"):
        found = walked(api, "/applications", sort=sort, limit=1)
        assert sorted(item["title"] for item in found) == sorted(titles)


@on_sqlite
def test_a_filter_takes_only_what_it_knows(api):
    for asked in (
        {"status": "lost"},
        {"category": "x"},
        {"live": "perhaps"},
        {"stage_id": "1"},
        {"applied_from": "2026-05-23"},
        {"sort": "salary"},
    ):
        refused(api.get("/applications", params=asked), 422, "validation-failed")
    for name in ("salary", "colour", "stage"):
        refused(api.get("/applications", params={name: "1"}), 422, "unknown-parameter")


# The end of one


def test_everything_goes_with_an_application(api, clock):
    plan = out(api, clock, "2026-06-02 11:15", minutes_to_spare=5)
    application = plan["interview"]["application"]["id"]
    interview = make_interview(api, application, starts_at=utc("2026-06-09 11:15"))
    api.made("/tasks", {"title": "x", "application_id": application})
    kept = api.made("/tasks", {"title": "Kept"})
    path = f"/applications/{application}"
    refused(api.delete(path), 428, "if-match-required")
    assert api.delete(path, if_match=api.get(path)).status_code == 204
    for gone in (
        path,
        f"{path}/timeline",
        f"/interviews/{interview['id']}",
        f"/interviews/{plan['interview']['id']}/ending",
        f"/follow-ups/{plan['follow_ups'][0]['id']}",
    ):
        refused(api.get(gone), 404, "not-found")
    assert [task["id"] for task in api.items("/tasks")] == [kept["id"]]
    for empty in ("/applications", "/interviews", "/follow-ups"):
        assert api.items(empty) == []
    assert api.items("/applications", params={"q": "bingo"}) == []
    assert len(api.items("/organizations")) == len(api.items("/contacts")) == 1
