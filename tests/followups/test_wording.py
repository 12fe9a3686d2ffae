"""What a draft says of the day, and of what is still open: filled from capture and plan."""

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.story import instant, out, patched, read

ENDED = "2026-06-09 11:15"  # a Tuesday
PANEL = {"interviewers": [{"name": "Priya Nair"}, {"name": "Tom Reed"}]}
FACTS = "The trial evening on finals night\nThey hate my shoes\nWhat are the shifts?\n"


def left(api, clock, facts=FACTS, **said):
    """What is owed after an interview of which this was captured."""
    plan = out(api, clock, ENDED, interview=PANEL, **said)
    patched(api, f"/interviews/{plan['interview']['id']}/capture", facts=facts)
    return [f"/follow-ups/{found['id']}" for found in plan["follow_ups"]]


def draft(api, path, **how):
    return api.made(f"{path}/draft", how)


def test_one_question_that_they_can_answer_is_asked_once(api, clock):
    """WD-09: one at most in a message, and the same one not of everybody in the room."""
    first, second, *_ = left(api, clock, facts=FACTS + "- Who would I work with?")
    asked = draft(api, first)
    assert "\nOne question, if I may: What are the shifts?\n" in asked["body"]
    assert asked["body"].count("?") == 1 and "shoes" not in asked["body"]
    assert asked["findings"] == []
    assert draft(api, second)["body"].count("?") == 1
    assert "Who would I work with?" in read(api, f"{second}/draft")["body"]
    assert draft(api, first, replace=True)["body"] == asked["body"]


def test_a_question_is_free_again_when_its_message_is_let_go(api, clock):
    first, second, *_ = left(api, clock)
    assert "shifts?" in draft(api, first)["body"]
    assert "?" not in draft(api, second)["body"]
    api.made(f"{first}/waiver", {"reason": "We spoke on the stairs"})
    assert "shifts?" in draft(api, second, replace=True)["body"]


def test_other_messages_may_ask_it_where_their_wording_does(api, clock):
    first, _, check, *_ = left(api, clock)
    body = "Dear {{ contact_first_name }}, about {{ role }}. One thing: {{ question_of_mine }}"
    api.made("/templates", {"purpose": "status_check", "body": body})
    assert draft(api, check)["body"].endswith("One thing: What are the shifts?")
    assert "?" not in draft(api, first)["body"]


@pytest.mark.parametrize("facts", ["", "Did they hear it? Was there a smell?", "They hate me"])
def test_what_cannot_be_answered_reaches_no_message(api, clock, facts):
    first, *_ = left(api, clock, facts=f"The trial evening on finals night\n{facts}")
    found = draft(api, first)
    assert "if I may" not in found["body"] and "?" not in found["body"]
    assert found["missing"] == [] and "the trial evening" in found["body"]


@on_sqlite
def test_a_question_is_not_the_thing_that_has_stayed_with_me(api, clock):
    first, *_ = left(api, clock, facts="When will you decide?\nThe trial evening on finals night")
    said = draft(api, first)["body"]
    assert "stayed with me: the trial evening on finals night." in said
    assert "if I may: When will you decide?" in said


@on_sqlite
@pytest.mark.parametrize(
    ("now", "day"),
    [
        ("2026-06-09 12:15", "on Tuesday about"),
        ("2026-06-14 23:59", "on Tuesday about"),  # five days: it can only be last Tuesday
        ("2026-06-15 00:01", "on Tuesday 9 June about"),
        ("2026-06-30 09:00", "on Tuesday 9 June about"),
    ],
)
def test_a_day_of_another_week_has_its_date(api, clock, now, day):
    *_, check, _, _ = left(api, clock)
    clock.set(instant(now))
    assert day in draft(api, check)["body"]


@on_sqlite
@pytest.mark.parametrize(
    ("region", "day", "promised"),
    [
        ("GB-SCT", "on Tuesday 9 June", "Friday 12 June"),
        ("DE", "on Tuesday 9 June", "Friday 12 June"),
        ("US-NY", "on Tuesday, June 9", "Friday, June 12"),
        ("CA", "on Tuesday, June 9", "Friday, June 12"),
    ],
)
def test_a_date_is_written_as_that_country_writes_it(api, clock, region, day, promised):
    employer = {"region": region, "zone": "Europe/London"}
    *_, check, _, _ = left(api, clock, organization=employer, decision_by="2026-06-12")
    clock.set(instant("2026-06-16 09:00"))
    said = draft(api, check)["body"]
    assert f"conversation {day} about" in said
    assert f"decide by {promised}." in said
