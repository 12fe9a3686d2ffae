"""Telling a reference what is coming, and the page on which they answer."""

from datetime import timedelta

import pytest

from afterview.tables import Row
from tests.factories.api import Api, bearer
from tests.factories.references import (
    call,
    consent,
    make_application,
    make_reference,
    name,
    willing,
)
from tests.factories.world import MAIL_ACCOUNT, keep_file, make_contact

WINDOW = {"calls_from": "2026-06-04T09:00:00Z", "calls_to": "2026-06-04T12:00:00Z"}


def brief(api, reference, application=None, **more):
    about = {"application_id": application["id"]} if application else {}
    return api.made(f"/references/{reference['id']}/briefings", about | more)


def make_page(api, briefing, **more):
    page = api.made(f"/briefings/{briefing['id']}/page", more)
    return page["url"].rpartition("/c/")[2]


@pytest.fixture
def anybody(client):
    return Api(client)


def test_a_briefing_says_what_it_is_about_and_scripts_nothing(api, reference, application):
    api.made(
        f"/applications/{application['id']}/reference-request", {"competencies": ["rota planning"]}
    )
    briefing = brief(
        api,
        reference,
        application,
        caller="Priya Nair",
        points=[{"text": "Kept the arcade open on the night the power went"}],
        weak_spot="I left after the reorganisation.",
        **WINDOW,
    )
    letter = briefing["body"]
    for part in (
        "Dear Dilys,",
        "Priya Nair may ring you on Thursday 4 June between 10:00 and 13:00",
        "the job of Bingo caller at Mecca Customer Services",
        "The job asks for rota planning.",
        "- Kept the arcade open on the night the power went",
        "We worked together at Leeds Arcades, 2023 to 2025.",
        "I left after the reorganisation.",
        "in your own words",
        "Sam Okafor",
    ):
        assert part in letter
    assert briefing["findings"] == []
    assert (briefing["status"], briefing["sendable"], briefing["fresh"]) == ("draft", True, False)
    assert briefing["to"]["email"] == "dilys@arcades.example"
    assert briefing["mailto"].startswith("mailto:dilys%40arcades.example?")


def test_a_script_is_not_told(api, reference, application):
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    changed = api.patch(
        path, {"body": "Dear Dilys,\n\nDon't tell them I was dismissed.\n\nSam"}, if_match="*"
    ).json()
    assert changed["sendable"] is False
    assert changed["findings"][0]["level"] == "error"
    refused = api.post(f"{path}/delivery", {"channel": "phone"})
    assert (refused.status_code, refused.json()["code"]) == (409, "briefing-scripted")
    looked = api.post(f"{path}/lint", {"body": "Please say it as you saw it."}).json()
    assert looked == {"findings": [], "sendable": True}


def test_nobody_is_briefed_who_has_not_agreed(api, application):
    reference = make_reference(api)
    briefing = brief(api, reference, application)
    refused = api.post(f"/briefings/{briefing['id']}/delivery", {"channel": "phone"})
    assert (refused.status_code, refused.json()["code"]) == (409, "consent-missing")


def test_told_by_telephone_is_fresh_for_fourteen_days(api, clock, reference, application):
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    told = api.made(f"{path}/delivery", {"channel": "phone"})
    assert (told["status"], told["fresh"], told["sent_channel"]) == ("sent", True, "phone")
    assert api.patch(path, {"facts": "x"}, if_match="*").json()["code"] == "briefing-closed"
    clock.advance(timedelta(days=14))
    assert api.get(path).json()["fresh"] is False
    undone = api.delete(f"{path}/delivery")
    assert (undone.status_code, undone.json()["status"]) == (200, "draft")
    assert api.delete(f"{path}/delivery").json() == undone.json()


def test_a_general_briefing_stays_fresh_for_ninety_days(api, clock, reference):
    briefing = brief(api, reference)
    assert briefing["application"] is None
    assert briefing["can_send"] is False
    api.made(f"/briefings/{briefing['id']}/delivery", {"channel": "email"})
    clock.advance(timedelta(days=89))
    assert api.get(f"/briefings/{briefing['id']}").json()["fresh"] is True
    clock.advance(timedelta(days=1))
    assert api.get(f"/briefings/{briefing['id']}").json()["fresh"] is False


def test_less_than_two_days_ahead_is_late(api, clock, reference, application):
    briefing = brief(api, reference, application, **WINDOW)
    assert briefing["late"] is False
    clock.advance(timedelta(minutes=1))
    assert api.get(f"/briefings/{briefing['id']}").json()["late"] is True


def test_points_come_from_what_was_written_down(api, world_of_notes, reference):
    application, words = world_of_notes
    briefing = brief(api, reference, application)
    found = api.items(f"/briefings/{briefing['id']}/suggestions")
    assert {one["text"] for one in found} == words
    assert all(one["application"]["id"] == application["id"] for one in found)


@pytest.fixture
def world_of_notes(api):
    application = make_application(api)
    interview = api.made(
        "/interviews",
        {
            "application_id": application["id"],
            "starts_at": "2026-06-02T08:00:00Z",
            "interviewers": [{"name": "Priya Nair"}],
        },
    )
    api.made(f"/interviews/{interview['id']}/ending", {"ended_at": "2026-06-02T08:50:00Z"})
    api.made(
        f"/interviews/{interview['id']}/capture/questions",
        {"question": "A hard night?", "answer": "The night the power went"},
    )
    return application, {"The night the power went"}


def test_rewriting_takes_the_parts_and_only_when_asked(api, reference, application):
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    api.patch(path, {"body": "My own words."}, if_match="*")
    kept = api.patch(path, {"caller": "Tom Reed"}, if_match="*").json()
    assert kept["body"] == "My own words."
    code = make_page(api, briefing)
    anew = api.patch(path, {"rewrite": True}, if_match="*").json()
    assert "Tom Reed may ring you" in anew["body"]
    assert (anew["leads_to_page"], code in anew["body"]) == (True, False)
    assert f"/c/{code}" in api.post(f"{path}/copy").json()["body"]


def test_files_go_with_it_in_their_order(api, reference, application):
    files = [keep_file(api, name.encode(), name=name)["id"] for name in ("b.txt", "a.txt")]
    briefing = brief(api, reference, application, attachment_ids=files)
    assert [one["name"] for one in briefing["attachments"]] == ["b.txt", "a.txt"]
    assert "I have attached" in briefing["body"]
    before = briefing["text_hash"]
    changed = api.patch(
        f"/briefings/{briefing['id']}", {"attachment_ids": files[:1]}, if_match="*"
    ).json()
    assert len(changed["attachments"]) == 1
    assert changed["text_hash"] != before


def test_the_page_shows_what_it_is_about_and_takes_one_answer(api, anybody, reference, application):
    content = b"Sam Okafor, floor assistant"
    file = keep_file(api, content, name="cv.txt")["id"]
    briefing = brief(
        api,
        reference,
        application,
        caller="Priya Nair",
        points=[{"text": "Calm when the ball machine jammed"}],
        attachment_ids=[file],
        **WINDOW,
    )
    code = make_page(api, briefing)
    assert "/c/…" in api.get(f"/briefings/{briefing['id']}").json()["body"]
    page = f"/referee-pages/{code}"
    assert api.get(f"/briefings/{briefing['id']}/page").json()["opened_at"] is None
    view = anybody.get(page).json()
    assert api.get(f"/briefings/{briefing['id']}/page").json()["opened_at"] is not None
    assert (view["candidate"], view["referee"], view["caller"]) == (
        "Sam Okafor",
        "Dilys Pugh",
        "Priya Nair",
    )
    assert (view["number"], view["zone"]) == ("+44 113 496 0123", "Europe/London")
    assert view["points"] == ["Calm when the ball machine jammed"]
    got = anybody.get(f"{page}/attachments/{file}/content")
    assert got.content == content
    assert "attachment" in got.headers["Content-Disposition"]
    api.made(f"/briefings/{briefing['id']}/delivery", {"channel": "email"})
    thanks = anybody.made(
        f"{page}/answer", {"answer": "confirmed", "best_number": "+44 7700 900123"}
    )
    assert thanks == {"candidate": "Sam Okafor", "answer": "confirmed", "forgotten": False}
    read = api.get(f"/briefings/{briefing['id']}").json()
    assert (read["status"], read["answer"], read["best_number"]) == (
        "answered",
        "confirmed",
        "+44 7700 900123",
    )
    (expected,) = api.get("/references/expected-calls").json()["items"]
    assert (expected["naming_id"], expected["answer"]) == (None, "confirmed")
    naming = name(api, reference, application)
    assert (naming["answer"], naming["best_number"]) == ("confirmed", "+44 7700 900123")
    assert naming["calls_from"] == WINDOW["calls_from"]
    (expected,) = api.get("/references/expected-calls").json()["items"]
    assert (expected["naming_id"], expected["number"]) == (naming["id"], "+44 7700 900123")
    titles = [item["title"] for item in everything(api.get("/today").json())]
    assert "Mecca Customer Services may ring Dilys Pugh" in titles


def everything(today):
    return [item for item in [today["next"], *today["due"], *today["soon"]] if item]


def test_every_page_that_is_not_there_is_refused_alike(api, anybody, clock, reference, application):
    def page(days=14):
        briefing = brief(api, reference, application)
        return briefing, make_page(api, briefing, valid_days=days)

    _, used = page()
    anybody.made(f"/referee-pages/{used}/answer", {"answer": "confirmed"})
    revoked_briefing, revoked = page()
    assert api.delete(f"/briefings/{revoked_briefing['id']}/page").status_code == 204
    replaced_briefing, replaced = page()
    make_page(api, replaced_briefing)
    _, expired = page(days=1)
    clock.advance(timedelta(days=1))
    refusals = set()
    for code in (used, revoked, replaced, expired, "guessed", "a" * 43, "a" * 900):
        for answer in (
            anybody.get(f"/referee-pages/{code}"),
            anybody.post(f"/referee-pages/{code}/answer", {"answer": "confirmed"}),
        ):
            problem = answer.json()
            refusals.add((answer.status_code, problem["code"], problem["detail"]))
    assert len(refusals) == 1
    assert next(iter(refusals))[:2] == (404, "not-found")


def test_a_revoked_page_leaves_the_letter(api, reference, application):
    briefing = brief(api, reference, application)
    make_page(api, briefing)
    api.delete(f"/briefings/{briefing['id']}/page")
    read = api.get(f"/briefings/{briefing['id']}").json()
    assert "/c/" not in read["body"]
    assert read["body"] == briefing["body"]
    assert read["page"]["revoked_at"] is not None


def test_a_copy_leads_to_the_page_and_reading_does_not(api, anybody, reference, application):
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    without = api.post(f"{path}/copy").json()
    assert (without["body"], without["mailto"]) == (briefing["body"], briefing["mailto"])
    code = make_page(api, briefing)
    read = api.get(path).json()
    assert (read["leads_to_page"], read["mailto"]) == (True, None)
    assert "until Tuesday 16 June: http://localhost:8000/c/…" in read["body"]
    first = api.post(f"{path}/copy", key="once").json()
    assert first["body"] == read["body"].replace("/c/…", f"/c/{code}")
    assert first["subject"] == read["subject"]
    assert f"/c/{code}" in first["mailto"]
    again = api.post(f"{path}/copy", key="once")
    assert (again.json()["body"], code in again.text) == (read["body"], False)
    anybody.made(f"/referee-pages/{code}/answer", {"answer": "confirmed"})
    gone = api.post(f"{path}/copy")
    assert (gone.status_code, gone.json()["code"]) == (409, "referee-page-ends")


def test_nothing_that_is_kept_opens_a_page(api, rows, reference, application):
    code = make_page(api, brief(api, reference, application))
    assert any("/c/…" in text for text in rows())
    assert [text for text in rows() if code in text] == []


@pytest.fixture
def rows(app):
    """Every row of every table, as a text."""

    def read():
        with app.state.gate.engine.connect() as connection:
            return [
                str(row)
                for table in Row.metadata.sorted_tables
                for row in connection.execute(table.select())
            ]

    return read


def test_words_of_ones_own_lead_to_the_page_as_well(api, reference, application):
    """And if it is gone, they are not thrown away, but nothing leaves with them."""
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    code = make_page(api, briefing)
    words = "Dear Dilys,\n\nsay yes or no at http://localhost:8000/c/…\n\nSam"
    assert api.patch(path, {"body": words}, if_match="*").json()["leads_to_page"] is True
    assert f"/c/{code}" in api.post(f"{path}/copy").json()["body"]
    assert api.delete(f"{path}/page").status_code == 204
    assert api.get(path).json()["body"] == words
    assert api.post(f"{path}/copy").json()["code"] == "referee-page-ends"


def test_an_address_that_is_pasted_into_the_letter_is_not_kept_either(api, reference, application):
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    code = make_page(api, briefing)
    pasted = f"Dear Dilys,\n\nhere: https://x.example/c/{code}, not /c/{'a' * 43}\n\nSam"
    kept = api.patch(path, {"body": pasted}, if_match="*").json()
    assert kept["body"] == pasted.replace(code, "…")
    assert kept["version"] == api.get(path).json()["version"]
    assert api.post(f"{path}/copy").json()["body"] == pasted


def test_the_key_of_another_instance_makes_no_code(client_with, user, reference, application):
    api = bearer(client_with(secret_key="a key of an instance, thirty-two letters"), user.token)
    briefing = brief(api, reference, application)
    make_page(api, briefing)
    later = bearer(client_with(secret_key="another key, as long as the first one was"), user.token)
    refused = later.post(f"/briefings/{briefing['id']}/copy")
    assert (refused.status_code, refused.json()["code"]) == (409, "referee-page-ends")
    assert "key" in refused.json()["detail"]


def test_the_longest_letter_there_can_be_is_read_and_kept(api):
    application = make_application(api, title="B" * 200, organization_name="M" * 200)
    places = [
        {"employer": f"{number:02}{'L' * 198}", "from_year": 2000, "to_year": 2020}
        for number in range(20)
    ]
    reference = willing(api, name="D" * 200, worked_together=places)
    wanted = [f"{number:02}{'c' * 78}" for number in range(30)]
    api.made(f"/applications/{application['id']}/reference-request", {"competencies": wanted})
    briefing = brief(
        api,
        reference,
        application,
        caller="P" * 200,
        points=[{"text": "p" * 200}] * 5,
        weak_spot="w" * 2_000,
        **WINDOW,
    )
    assert len(briefing["facts"]) <= 2_000
    path = f"/briefings/{briefing['id']}"
    make_page(api, briefing)
    read = api.get(path).json()
    assert len(read["body"]) > 6_000
    same = {name: read[name] for name in ("subject", "body", "facts", "weak_spot", "caller")}
    kept = api.patch(path, same, if_match="*")
    assert (kept.status_code, kept.json()["body"]) == (200, read["body"])
    assert api.post(f"{path}/lint", {"body": read["body"]}).status_code == 200


def test_what_stands_in_for_a_name_may_be_longer_than_the_name(api, reference, application):
    somebody = make_contact(api, name="Al Ba", addresses=[])
    full = f"{'x' * 194} Al Ba"
    briefing = brief(api, reference, application, points=[{"text": full}])
    there = {"worked_together": [{"employer": full}]}
    api.patch(f"/references/{reference['id']}", there, if_match="*")
    api.post(f"/contacts/{somebody['id']}/erasure", {"name": "Al Ba"})
    (point,) = api.get(f"/briefings/{briefing['id']}").json()["points"]
    (place,) = api.items("/references")[0]["worked_together"]
    assert point["text"] == place["employer"] == f"{'x' * 194} a former contact"


def test_a_briefing_says_what_is_approved_and_whether_it_may_go(api, application):
    reference = make_reference(api)
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    assert (briefing["signature"], briefing["consent"]["status"]) == ("", "not_asked")
    api.made("/mail-account", MAIL_ACCOUNT | {"signature": "Sam\n07700 900123"})
    consent(api, reference, "granted")
    read = api.get(path).json()
    assert (read["signature"], read["consent"]["valid"]) == ("Sam\n07700 900123", True)
    assert read["text_hash"] != briefing["text_hash"]
    here = {"scope": "this_application", "application_id": application["id"]}
    consent(api, reference, "declined", **here)
    assert api.get(path).json()["consent"]["status"] == "declined"


def test_a_no_on_the_page_is_a_no_to_this_application_alone(api, anybody, reference, application):
    other = make_application(api, title="Night porter", organization_name="Palace Hotel")
    briefing = brief(api, reference, application)
    name(api, reference, application)
    code = make_page(api, briefing)
    anybody.made(
        f"/referee-pages/{code}/answer", {"answer": "declined", "note": "I left them in anger"}
    )
    letters = api.items(f"/references/{reference['id']}/withdrawal-letters")
    assert [one["application"]["id"] for one in letters] == [application["id"]]
    assert name(api, reference, other)["application"]["id"] == other["id"]
    (todo,) = [one for one in api.items("/tasks") if "Dilys Pugh" in one["title"]]
    assert todo["notes"] == f"What they said: /briefings/{briefing['id']}"
    history = api.get(f"/references/{reference['id']}/consent").json()["history"]
    assert (history[-1]["status"], history[-1]["by_referee"]) == ("declined", True)


def test_another_time_is_put_in_place_of_the_old_one(api, anybody, reference, application):
    naming = name(api, reference, application, **WINDOW)
    briefing = brief(api, reference, application, **WINDOW)
    code = make_page(api, briefing)
    later = {"calls_from": "2026-06-05T17:00:00Z", "calls_to": "2026-06-05T18:00:00Z"}
    anybody.made(f"/referee-pages/{code}/answer", {"answer": "other_time"} | later)
    read = api.get(f"/namings/{naming['id']}").json()
    assert (read["answer"], read["calls_from"]) == ("other_time", WINDOW["calls_from"])
    assert read["answer_note"] == "Rather on Friday 5 June between 18:00 and 19:00."
    (todo,) = [one for one in api.items("/tasks") if "another time" in one["title"]]
    assert todo["notes"] == f"What they said: /briefings/{briefing['id']}"


def test_an_answer_to_another_time_says_nothing_about_this_one(
    api, anybody, reference, application
):
    briefing = brief(api, reference, application, **WINDOW)
    code = make_page(api, briefing)
    thursday = {"calls_from": "2026-06-11T09:00:00Z", "calls_to": "2026-06-11T12:00:00Z"}
    naming = name(api, reference, application, **thursday)
    anybody.made(f"/referee-pages/{code}/answer", {"answer": "confirmed", "best_number": "+44 9"})
    read = api.get(f"/namings/{naming['id']}").json()
    assert (read["answer"], read["best_number"]) == (None, "+44 9")


def test_another_time_in_the_briefing_asks_anew(api, anybody, reference, application):
    briefing = brief(api, reference, application, **WINDOW)
    said = {"answer": "confirmed", "note": "Ask for me at the desk"}
    anybody.made(f"/referee-pages/{make_page(api, briefing)}/answer", said)
    path = f"/briefings/{briefing['id']}"
    moved = api.patch(path, {"calls_to": "2026-06-04T13:00:00Z"}, if_match="*").json()
    assert (moved["answer"], moved["answered_at"], moved["status"]) == (None, None, "draft")
    assert moved["answer_note"] == "Ask for me at the desk"  # words are not thrown away


def test_what_the_page_shows_is_looked_over_as_well(api, reference, application):
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    said = {"points": [{"text": "Say that I was the manager, although I was not"}]}
    changed = api.patch(path, said, if_match="*").json()
    assert changed["sendable"] is False
    for way, body in (("delivery", {"channel": "phone"}), ("page", {})):
        refused = api.post(f"{path}/{way}", body)
        assert (refused.status_code, refused.json()["code"]) == (409, "briefing-scripted")


def test_nobody_gets_a_page_who_has_not_agreed_or_must_not_be_rung(api, application):
    stranger = make_reference(api)
    at_work = willing(api, name="Tom Reed", current_employer=True)
    codes = set()
    for one in (stranger, at_work):
        briefing = brief(api, one, application)
        codes.add(api.post(f"/briefings/{briefing['id']}/page", {}).json()["code"])
    assert codes == {"consent-missing", "current-employer"}


def test_a_letter_promises_no_file_that_is_gone(api, reference, application):
    file = keep_file(api, b"cv", name="cv.txt")["id"]
    briefing = brief(api, reference, application, attachment_ids=[file])
    path = f"/briefings/{briefing['id']}"
    assert briefing["findings"] == []
    api.delete(f"/attachments/{file}", if_match="*")
    left = api.get(path).json()
    (found,) = left["findings"]
    assert (found["code"], found["level"], left["sendable"]) == (
        "attachment-missing",
        "error",
        False,
    )
    assert left["body"][found["start"] : found["end"]].startswith("I have attached")
    refused = api.post(f"{path}/delivery", {"channel": "email"})
    assert (refused.status_code, refused.json()["code"]) == (409, "briefing-scripted")
    anew = api.patch(path, {"rewrite": True}, if_match="*").json()
    assert ("attached" in anew["body"], anew["findings"]) == (False, [])


def test_files_that_change_are_a_change_of_the_briefing(api, reference, application):
    file = keep_file(api, b"cv", name="cv.txt")["id"]
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}"
    changed = api.patch(path, {"attachment_ids": [file]}, if_match="*").json()
    assert changed["version"] > briefing["version"]


def test_who_asks_to_be_forgotten_is_named_no_more(api, anybody, reference, application):
    briefing = brief(api, reference, application)
    code = make_page(api, briefing)
    anybody.made(f"/referee-pages/{code}/answer", {"answer": "declined", "forget_me": True})
    path = f"/references/{reference['id']}/consent"
    assert api.get(path).json()["general"]["status"] == "declined"
    assert api.post(path, {"status": "granted"}).json()["code"] == "consent-declined"
    page = api.get(f"/briefings/{briefing['id']}/page").json()
    assert page["asked_to_be_forgotten_at"] is not None
    assert any("delete everything" in one["title"] for one in api.items("/tasks"))


def test_the_address_of_a_page_is_shown_once(api, reference, application):
    briefing = brief(api, reference, application)
    path = f"/briefings/{briefing['id']}/page"
    first = api.post(path, {}, key="once")
    again = api.post(path, {}, key="once")
    assert "url" in first.json()
    assert "url" not in again.json()
    assert "url" not in api.get(path).json()


def test_readiness_counts_briefing_answer_and_debt(api, anybody, reference, application):
    path = f"/references/{reference['id']}"
    asked = {"application_id": application["id"]}
    before = api.get(f"{path}/readiness", params=asked).json()
    assert (before["capped"], before["rewarm"]) == (False, True)
    briefing = brief(api, reference, application)
    code = make_page(api, briefing)
    api.made(f"/briefings/{briefing['id']}/delivery", {"channel": "email"})
    anybody.made(f"/referee-pages/{code}/answer", {"answer": "confirmed"})
    api.patch(path, {"recall_confirmed_on": "2026-06-02"}, if_match="*")
    after = api.get(f"{path}/readiness", params=asked).json()
    parts = {part["name"]: part["value"] for part in after["parts"]}
    assert (parts["brief"], parts["responsive"], parts["recency"]) == (1.0, 1.0, 0.871)
    assert after["band"] == "ready"
    call(api, reference, application, at="2026-06-01T09:00:00Z")
    owing = api.get(f"{path}/readiness", params=asked).json()
    assert {part["name"]: part["value"] for part in owing["parts"]}["ledger"] == 0.0


def test_the_set_says_whom_to_name_and_what_would_help(api, application):
    manager = willing(api)
    set_path = f"/applications/{application['id']}/reference-set"
    first = api.get(set_path).json()
    assert (first["wanted"], first["usual"], first["ready"]) == (2, True, False)
    assert {one["code"] for one in first["missing"]} >= {"too_few"}
    assert first["next_steps"][0]["reference"]["name"] == "Dilys Pugh"
    client = willing(
        api,
        name="Tom Reed",
        relationship="client",
        worked_together=[{"employer": "Otley Mills", "from_year": 2024, "to_year": None}],
    )
    for reference in (manager, client):
        api.patch(
            f"/references/{reference['id']}", {"recall_confirmed_on": "2026-06-01"}, if_match="*"
        )
        briefing = brief(api, reference, application)
        api.made(f"/briefings/{briefing['id']}/delivery", {"channel": "phone"})
    api.made(
        f"/applications/{application['id']}/reference-request",
        {"competencies": ["calm under pressure"]},
    )
    ready = api.get(set_path).json()
    assert (ready["ready"], ready["missing"]) == (True, [])
    assert {one["name"] for one in ready["chosen"]} == {"Dilys Pugh", "Tom Reed"}
    api.patch(f"/applications/{application['id']}/reference-request", {"wanted": 3}, if_match="*")
    more = api.get(set_path).json()
    assert (more["wanted"], more["usual"], more["ready"]) == (3, False, False)
    for day in (1, 2):
        call(api, manager, at=f"2026-05-0{day}T09:00:00Z")
    (rotation,) = api.get(set_path).json()["rotation"]
    assert (rotation["tired"]["name"], rotation["instead"]["name"]) == ("Dilys Pugh", "Tom Reed")


def test_a_move_to_the_final_round_warms_the_referees_once(api):
    application = make_application(api, status="first_interview")
    stages = {one["status"]: one["id"] for one in api.items("/stages")}

    def warm_ups():
        return [one for one in api.items("/tasks") if one["kind"] == "referee_warm_up"]

    assert warm_ups() == []
    for status in ("final_interview", "background_check"):
        api.made(f"/applications/{application['id']}/moves", {"to_stage_id": stages[status]})
    (task,) = warm_ups()
    api.made(f"/applications/{application['id']}/moves", {"to_stage_id": stages["rejected"]})
    assert [one["status"] for one in warm_ups()] == ["skipped"]
    assert task["due_at"] == "2026-06-03T16:00:00Z"
