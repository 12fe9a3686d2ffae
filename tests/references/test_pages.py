"""The page of a reference: who opens it, for how long, and that nothing else opens it."""

from datetime import timedelta

import pytest

from tests.factories.api import Api, bearer, make_token
from tests.factories.references import consent, make_application, move
from tests.factories.replies import letter, received
from tests.factories.story import patched, read, refused


@pytest.fixture
def briefing(api, reference, application):
    about = {"application_id": application["id"]}
    return api.made(f"/references/{reference['id']}/briefings", about)


@pytest.fixture
def code(api, briefing):
    """What opens the page of that briefing."""
    return make_page(api, briefing)


def make_page(api, briefing):
    return api.made(f"/briefings/{briefing['id']}/page", {})["url"].rpartition("/c/")[2]


@pytest.fixture
def anybody(client):
    return Api(client)


@pytest.fixture
def reader(client, user):
    """A script that may only read."""
    return bearer(client, make_token(user.browser, scopes=["read"]))


# Whoever may only read learns no code


PASTED = (
    "Here: https://x.example/c/{code}",
    "https://safe.example/?url=https%3A%2F%2Fx.example%2Fc%2F{code}&data=1",
    "The code is {code}.",
)


@pytest.mark.parametrize("pasted", PASTED)
def test_an_answer_that_quotes_the_letter_is_kept_without_the_code(api, reader, code, pasted):
    quoted = f"Gladly.\n\n> {pasted.format(code=code)}\n> not /c/{'a' * 43}"
    came = received(api, letter(quoted, Subject=f"Re: /c/{code}", From="dilys@arcades.example"))
    for path in (f"/received-messages/{came['id']}", "/received-messages"):
        answer = reader.get(path)
        assert (answer.status_code, code in answer.text) == (200, False)
    assert read(api, f"/received-messages/{came['id']}")["body"] == quoted.replace(code, "…")
    assert came["subject"] == "Re: /c/…"


def test_an_address_pasted_anywhere_into_a_briefing_is_not_kept(
    api, reader, reference, application, briefing, code
):
    link = f"https://x.example/c/{code}"
    words = {"caller": link, "facts": link, "weak_spot": link, "points": [{"text": link}]}
    changed = patched(api, f"/briefings/{briefing['id']}", subject=link, **words)
    assert changed["facts"] == "https://x.example/c/…"
    about = {"application_id": application["id"]}
    another = api.made(f"/references/{reference['id']}/briefings", about | words)
    assert another["points"][0]["text"] == "https://x.example/c/…"
    for path in (
        f"/briefings/{briefing['id']}",
        f"/briefings/{another['id']}",
        "/briefings",
        f"/contacts/{reference['contact_id']}/data",
        f"/contacts/{reference['contact_id']}/data.txt",
    ):
        answer = reader.get(path)
        assert (answer.status_code, code in answer.text) == (200, False)


def test_an_address_pasted_into_a_touch_is_not_kept(api, reader, application, code):
    touch = {"application_id": application["id"], "direction": "inbound", "channel": "phone"}
    made = api.made("/touchpoints", touch | {"subject": f"/c/{code}", "note": f"Read /c/{code}"})
    assert (made["subject"], made["note"]) == ("/c/…", "Read /c/…")
    patched(api, f"/touchpoints/{made['id']}", note=f"No, /c/{code}")
    assert code not in reader.get("/touchpoints").text


def test_the_code_of_somebody_elses_page_is_only_a_text(api, other, code):
    """Whether it opens anything is not told to whoever asks by writing it down."""
    application = make_application(other)
    touch = {"application_id": application["id"], "direction": "inbound", "channel": "phone"}
    assert other.made("/touchpoints", touch | {"note": code})["note"] == code


# A page that opens on this machine only


@pytest.mark.parametrize(
    ("base", "reachable"),
    [
        ("https://afterview.example.org", True),
        ("http://192.0.2.7:8000/afterview", True),
        ("http://[2001:db8::7]:8000", True),
        ("", False),
        ("http://LOCALHOST", False),
        ("http://afterview.localhost:8000", False),
        ("http://127.0.0.2:8000", False),
        ("http://[::1]:8000", False),
        ("http://0.0.0.0", False),
    ],
)
def test_a_page_says_whether_others_can_open_it(api, app, briefing, base, reachable):
    app.state.settings.public_url = base
    made = api.made(f"/briefings/{briefing['id']}/page", {})
    assert made["reachable"] is reachable
    letter = read(api, f"/briefings/{briefing['id']}")
    assert (letter["leads_to_page"], letter["page_reachable"]) == (True, reachable)


@pytest.mark.parametrize("odd", ["http://[x", "://", "[", "http://", "(at", ""])
def test_any_words_may_stand_before_the_way_to_a_page(api, briefing, code, odd):
    letter = patched(api, f"/briefings/{briefing['id']}", body=f"Dear Dilys,\n\n{odd}/c/…\n\nSam")
    assert letter["page_reachable"] is True


# What they wrote goes with them


def test_what_they_wrote_does_not_outlive_them_in_a_to_do(api, anybody, reference, code):
    said = {"answer": "declined", "note": "Not after that winter", "forget_me": True}
    anybody.made(f"/referee-pages/{code}/answer", said)
    todos = [one for one in api.items("/tasks") if "Dilys Pugh" in one["title"]]
    assert len(todos) == 2
    erased = api.post(f"/contacts/{reference['contact_id']}/erasure", {"name": "Dilys Pugh"})
    assert erased.status_code == 200, erased.text
    assert "winter" not in api.get("/tasks").text
    assert "Dilys" not in api.get("/tasks").text


# A page closes with its reason


def gone(anybody, code):
    """Whether it is refused as every page is that is not there."""
    wrong = anybody.get(f"/referee-pages/{'a' * 43}").json()
    answers = [
        anybody.get(f"/referee-pages/{code}"),
        anybody.post(f"/referee-pages/{code}/answer", {"answer": "confirmed"}),
    ]
    if {answer.status_code for answer in answers} != {404}:
        return False
    return {answer.json()["detail"] for answer in answers} == {wrong["detail"]}


def test_a_page_closes_when_they_take_their_yes_back(api, anybody, clock, reference, code):
    consent(api, reference, "withdrawn")
    assert gone(anybody, code)
    clock.advance(timedelta(minutes=1))
    consent(api, reference, "granted")
    assert anybody.get(f"/referee-pages/{code}").status_code == 200


def test_a_page_closes_when_their_yes_has_run_out(api, anybody, clock, reference, briefing):
    clock.advance(timedelta(days=175))
    code = make_page(api, briefing)
    assert anybody.get(f"/referee-pages/{code}").status_code == 200
    clock.advance(timedelta(days=6))
    assert gone(anybody, code)


def test_a_page_closes_when_the_application_ends(api, anybody, application, code):
    move(api, application, "rejected")
    assert gone(anybody, code)


def test_a_general_page_asks_for_a_general_yes_only(api, anybody, reference, application):
    briefing = api.made(f"/references/{reference['id']}/briefings", {})
    code = make_page(api, briefing)
    move(api, application, "rejected")
    assert anybody.get(f"/referee-pages/{code}").status_code == 200


# Thanks that got lost


def test_the_same_answer_sent_again_is_thanked_again(api, anybody, clock, code):
    path = f"/referee-pages/{code}/answer"
    said = {"answer": "other_time", "note": "After five", "calls_from": "2026-06-05T17:00:00Z"}
    said |= {"best_number": "+44 113 496 0456"}
    first = anybody.made(path, said, key="once")
    clock.advance(timedelta(minutes=9))
    assert anybody.made(path, said, key="once") == first
    assert len([one for one in api.items("/tasks") if "another time" in one["title"]]) == 1
    assert anybody.get(f"/referee-pages/{code}").status_code == 404
    for other in (
        {"answer": "declined"},
        {"note": "After six"},
        {"calls_from": None},
        {"best_number": "+44 1"},
        {"forget_me": True},
    ):
        refused(anybody.post(path, said | other), 404, "not-found")
    clock.advance(timedelta(minutes=1))
    refused(anybody.post(path, said), 404, "not-found")


def test_a_no_that_closes_the_page_is_thanked_again_as_well(api, anybody, reference, code):
    path, said = f"/referee-pages/{code}/answer", {"answer": "declined", "forget_me": True}
    assert anybody.made(path, said) == anybody.made(path, said)
    history = read(api, f"/references/{reference['id']}/consent")["history"]
    assert [step["status"] for step in history] == ["granted", "declined"]


def test_asking_to_be_forgotten_is_said_with_true_or_false(anybody, code):
    path = f"/referee-pages/{code}/answer"
    for vague in ("yes", 1, "true"):
        said = {"answer": "confirmed", "forget_me": vague}
        refused(anybody.post(path, said), 422, "validation-failed")
    assert anybody.made(path, {"answer": "confirmed", "forget_me": False})["forgotten"] is False


# Who may be rung


def test_a_briefing_after_a_withdrawal_says_when_they_may_be_rung_again(
    api, clock, reference, application
):
    """A name that is out says it itself, and one that was taken back since says nothing."""

    def expected():
        calls = read(api, "/references/expected-calls")["items"]
        today = read(api, "/today")
        items = [item for item in [today["next"], *today["due"], *today["soon"]] if item]
        assert len(calls) == len([one for one in items if one["kind"] == "referee_call"])
        return [(one["naming_id"] is not None, one["calls_from"]) for one in calls]

    window = {"calls_from": "2026-06-04T09:00:00Z", "calls_to": "2026-06-04T12:00:00Z"}
    naming = api.made(
        f"/references/{reference['id']}/namings", {"application_id": application["id"]} | window
    )
    assert expected() == [(True, window["calls_from"])]
    api.made(f"/namings/{naming['id']}/withdrawal", {})
    assert expected() == []
    clock.advance(timedelta(hours=1))
    later = {"calls_from": "2026-06-05T09:00:00Z", "calls_to": "2026-06-05T12:00:00Z"}
    briefing = api.made(
        f"/references/{reference['id']}/briefings", {"application_id": application["id"]} | later
    )
    api.made(f"/briefings/{briefing['id']}/delivery", {"channel": "phone"})
    assert expected() == [(False, later["calls_from"])]
    again = api.made(
        f"/references/{reference['id']}/namings", {"application_id": application["id"]} | later
    )
    assert expected() == [(True, later["calls_from"])]
    clock.advance(timedelta(hours=1))
    api.made(f"/namings/{again['id']}/withdrawal", {})
    assert expected() == []
