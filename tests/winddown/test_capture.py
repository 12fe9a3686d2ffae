"""What is still fresh: words, questions, and how old they were when they were kept."""

from datetime import timedelta

import pytest

from tests.factories.story import out, patched, read, refused, utc, written

ENDED = "2026-06-02 11:15"


@pytest.fixture
def capture(api, clock):
    plan = out(api, clock, ENDED)
    return f"/interviews/{plan['interview']['id']}/capture"


def asked(api, capture, question, **more):
    return api.made(f"{capture}/questions", {"question": question} | more)


def test_the_first_word_decides_how_fresh_it_was(api, clock):
    """WD-01: up to an hour, a day, three days; each limit belongs to the fresher side."""
    badges = {}
    for delay in (
        timedelta(0),
        timedelta(hours=1),
        timedelta(hours=1, seconds=1),
        timedelta(hours=24),
        timedelta(hours=24, seconds=1),
        timedelta(hours=72),
        timedelta(hours=72, seconds=1),
    ):
        plan = out(api, clock, ENDED)
        clock.advance(delay)
        path = f"/interviews/{plan['interview']['id']}/capture"
        kept = patched(api, path, facts="Six halls.")
        assert kept["first_saved_at"] == written(clock())
        badges[delay] = kept["freshness"]
    assert list(badges.values()) == [
        "fresh",
        "fresh",
        "warm",
        "warm",
        "fading",
        "fading",
        "archaeology",
    ]


def test_later_words_do_not_make_it_older(api, clock, capture):
    clock.advance(timedelta(minutes=20))
    asked(api, capture, "Why bingo?")
    clock.advance(timedelta(days=5))
    late = patched(api, capture, promises_mine="Send the certificate")
    assert (late["freshness"], late["first_saved_at"]) == ("fresh", utc("2026-06-02 11:35"))


def test_a_question_counts_as_a_word(api, clock, capture):
    assert read(api, capture)["freshness"] is None
    asked(api, capture, "Why bingo?")
    assert read(api, capture)["freshness"] == "fresh"


def test_saying_nothing_is_not_a_word(api, clock, capture):
    """A page that saves itself while it is still blank keeps no badge from anybody."""
    patched(api, capture, names="", next_step="", mood=None)
    assert read(api, capture)["first_saved_at"] is None
    patched(api, capture, mood=0)
    assert read(api, capture)["first_saved_at"] == utc(ENDED)


def test_every_field_is_kept_as_it_was_written(api, clock, capture):
    words = {
        "names": "Priya Nair (operations)\nTom, who brought tea",
        "facts": "Six halls — two of them haunted 👻",
        "promises_theirs": "An answer by Friday",
        "promises_mine": "The certificate",
        "next_step": "A trial evening",
        "mood": 6,
        "gut_probability": 60,
    }
    assert words.items() <= patched(api, capture, **words).items()
    cleared = patched(api, capture, mood=None, gut_probability=None, names="")
    assert (cleared["mood"], cleared["gut_probability"], cleared["names"]) == (None, None, "")
    assert cleared["facts"] == words["facts"]
    assert read(api, capture) == cleared


def test_nonsense_is_refused(api, clock, capture):
    for change in (
        {"mood": 11},
        {"mood": -1},
        {"mood": 5.5},
        {"gut_probability": 101},
        {"facts": None},
        {"facts": "x" * 20_001},
        {"status": "captured"},
        {"finished_at": utc(ENDED)},
    ):
        refused(api.patch(capture, change, if_match="*"), 422, "validation-failed")


def test_it_is_finished_and_opened_again(api, clock, capture):
    clock.advance(timedelta(minutes=30))
    done = patched(api, capture, facts="Six halls.", status="done")
    assert (done["status"], done["finished_at"]) == ("done", utc("2026-06-02 11:45"))
    clock.advance(timedelta(minutes=5))
    assert patched(api, capture, status="done")["finished_at"] == utc("2026-06-02 11:45")
    opened = patched(api, capture, status="open")
    assert (opened["status"], opened["finished_at"]) == ("open", None)
    assert opened["facts"] == "Six halls."


def test_two_screens_cannot_both_write(api, clock, capture):
    seen = api.get(capture)
    assert api.patch(capture, {"facts": "One"}, if_match=seen).status_code == 200
    refused(api.patch(capture, {"facts": "Two"}, if_match=seen), 412, "stale")
    refused(api.patch(capture, {"facts": "Two"}), 428, "if-match-required")
    assert read(api, capture)["facts"] == "One"


def test_questions_keep_the_order_they_were_remembered_in(api, clock, capture):
    for number in range(12):
        asked(api, capture, f"Question {number}?", answer="The gist.", follow_up="And then?")
    found = read(api, capture)["questions"]
    assert [item["question"] for item in found] == [f"Question {n}?" for n in range(12)]
    assert (found[0]["answer"], found[0]["follow_up"]) == ("The gist.", "And then?")


def test_a_question_is_put_better_and_deleted(api, clock, capture):
    question = asked(api, capture, "Why bingo?")
    path = f"/capture-questions/{question['id']}"
    assert read(api, path) == question
    better = patched(api, path, question="Why bingo, of all things?", answer="The numbers.")
    assert (better["question"], better["answer"]) == ("Why bingo, of all things?", "The numbers.")
    refused(api.patch(path, {"question": ""}, if_match="*"), 422, "validation-failed")
    refused(api.patch(path, {"answer": "Stale"}, if_match='"1.00000000"'), 412, "stale")
    assert api.delete(path, if_match=api.get(path)).status_code == 204
    refused(api.get(path), 404, "not-found")
    assert read(api, capture)["questions"] == []


def test_a_question_needs_words_and_fewer_than_two_thousand(api, clock, capture):
    for question in ("", "   ", "x" * 2_001):
        answer = api.post(f"{capture}/questions", {"question": question})
        refused(answer, 422, "validation-failed")
    asked(api, capture, "x" * 2_000)


def test_a_made_question_says_where_it_is(api, clock, capture):
    answer = api.post(f"{capture}/questions", {"question": "Why bingo?"}, key="q1")
    path = answer.headers["Location"]
    assert path == f"/api/v1/capture-questions/{answer.json()['id']}"
    assert api.get(path).json() == answer.json()
    api.post(f"{capture}/questions", {"question": "Why bingo?"}, key="q1")
    assert len(read(api, capture)["questions"]) == 1


def test_a_finished_capture_ticks_off_its_to_do(api, clock):
    """Five minutes had no room for it, so it was put on the list (WD-03)."""
    plan = out(api, clock, ENDED, minutes_to_spare=5)
    task = f"/tasks/{plan['capture_task']['id']}"
    clock.advance(timedelta(minutes=30))
    path = f"/interviews/{plan['interview']['id']}/capture"
    patched(api, path, facts="Six halls.")
    assert read(api, task)["status"] == "open"
    patched(api, path, status="done")
    assert (read(api, task)["status"], read(api, task)["done_at"]) == (
        "done",
        utc("2026-06-02 11:45"),
    )
    assert read(api, f"/tasks/{plan['search_action']['id']}")["status"] == "open"
