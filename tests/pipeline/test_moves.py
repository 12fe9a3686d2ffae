"""Steps through the stages: appended, never changed, in the order in which they happened."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.story import patched, read, refused, stage, utc, walked, written
from tests.factories.world import make_application

STAGES = ("submitted", "screening", "first_interview", "final_interview", "rejected")


@pytest.fixture
def card(api):
    """Applied on Tuesday 26 May at ten."""
    return make_application(api, applied_at=utc("2026-05-26 10:00"))


@pytest.fixture
def stages(api):
    return {found["status"]: found["id"] for found in api.items("/stages")}


def path(card):
    return f"/applications/{card['id']}"


def history(api, card):
    """Statuses from and to, and when, oldest first."""
    return [
        (
            move["from_stage"] and move["from_stage"]["status"],
            move["to_stage"]["status"],
            move["at"],
        )
        for move in walked(api, f"{path(card)}/moves", limit=2)
    ]


def test_an_application_begins_with_a_step_from_nowhere(api, card):
    assert history(api, card) == [(None, "submitted", utc("2026-05-26 10:00"))]
    draft = make_application(api, applied_at=None)
    assert history(api, draft) == [(None, "draft", utc("2026-06-02 10:00"))]


def test_a_move_is_written_down(api, card, stages):
    said = {"to_stage_id": stages["screening"], "reason": "They rang."}
    answer = api.post(f"{path(card)}/moves", said)
    assert answer.status_code == 201
    move = answer.json()
    assert (move["from_stage"]["status"], move["to_stage"]["status"]) == ("submitted", "screening")
    assert (move["at"], move["reason"]) == (utc("2026-06-02 10:00"), "They rang.")
    moved = read(api, path(card))
    assert moved["stage"]["status"] == "screening"
    assert moved["stage_entered_at"] == moved["last_activity_at"] == move["at"]
    assert moved["version"] > card["version"]
    (event, *_) = api.items(f"{path(card)}/timeline")
    assert event["summary"] == "Moved from Applied to Screening"
    assert event["data"]["reason"] == "They rang."


def test_back_is_a_step_like_any_other(api, clock, card, stages):
    for status in ("rejected", "first_interview"):
        clock.advance(timedelta(hours=1))
        api.made(f"{path(card)}/moves", {"to_stage_id": stages[status]})
        outcome = read(api, path(card))["outcome"]
        assert outcome == ("rejected" if status == "rejected" else None)
    assert [to for _, to, _ in history(api, card)] == ["submitted", "rejected", "first_interview"]


def test_a_step_in_the_past_takes_its_place(api, card, stages):
    """First told: the interview of today. Then: that they had rung on Thursday."""
    api.made(f"{path(card)}/moves", {"to_stage_id": stages["first_interview"]})
    before = read(api, path(card))
    thursday = {"to_stage_id": stages["screening"], "at": "2026-05-28T12:00:00+02:00"}
    move = api.made(f"{path(card)}/moves", thursday)
    assert move["from_stage"]["status"] == "submitted"
    assert history(api, card) == [
        (None, "submitted", utc("2026-05-26 10:00")),
        ("submitted", "screening", utc("2026-05-28 11:00")),
        ("screening", "first_interview", utc("2026-06-02 10:00")),
    ]
    after = read(api, path(card))
    for name in ("stage", "stage_entered_at", "board_position"):  # it is where it was
        assert after[name] == before[name]


def test_a_step_before_the_first_one_becomes_the_first(api, card, stages):
    early = {"to_stage_id": stages["draft"], "at": utc("2026-05-20 10:00")}
    assert api.made(f"{path(card)}/moves", early)["from_stage"] is None
    assert [(start, to) for start, to, _ in history(api, card)] == [
        (None, "draft"),
        ("draft", "submitted"),
    ]
    assert read(api, path(card))["stage"]["status"] == "submitted"


def test_of_two_steps_at_one_moment_the_later_told_comes_later(api, card, stages):
    for status in ("screening", "first_interview"):
        api.made(f"{path(card)}/moves", {"to_stage_id": stages[status]})
    assert [to for _, to, _ in history(api, card)] == ["submitted", "screening", "first_interview"]
    assert read(api, path(card))["stage"]["status"] == "first_interview"


def test_a_card_somebody_has_moved_meanwhile_stays(api, card, stages):
    seen = {"from_stage_id": stages["submitted"]}
    api.made(f"{path(card)}/moves", seen | {"to_stage_id": stages["screening"]})
    late = api.post(f"{path(card)}/moves", seen | {"to_stage_id": stages["rejected"]})
    assert refused(late, 409, "stage-changed")["errors"][0]["pointer"] == "/from_stage_id"
    then = seen | {"to_stage_id": stages["reviewing"], "at": utc("2026-05-27 10:00")}
    assert api.made(f"{path(card)}/moves", then)  # at that time it was there
    assert read(api, path(card))["stage"]["status"] == "screening"


def test_a_move_that_cannot_be_is_refused(api, other, card, stages):
    moves = f"{path(card)}/moves"
    before = history(api, card)
    patched(api, f"/stages/{stages['on_hold']}", retired=True)
    there, on_hold = stages["submitted"], stages["on_hold"]
    for body, status, code in (
        ({"to_stage_id": there}, 409, "already-there"),
        ({"to_stage_id": on_hold}, 409, "stage-retired"),
        ({"to_stage_id": stages["offered"], "at": utc("2026-06-02 10:01")}, 422, "moved-in-future"),
        ({"to_stage_id": stage(other, "offered")}, 404, "not-found"),
        ({"to_stage_id": there, "from_stage_id": stage(other, "draft")}, 404, "not-found"),
        ({"to_stage_id": card["id"]}, 404, "not-found"),
        ({}, 422, "validation-failed"),
        ({"to_stage_id": None}, 422, "validation-failed"),
        ({"to_stage_id": stages["offered"], "reason": "x" * 20_001}, 422, "validation-failed"),
    ):
        refused(api.post(moves, body), status, code)
    assert history(api, card) == before


def test_a_repeated_key_moves_once(api, card, stages):
    body = {"to_stage_id": stages["screening"]}
    first = api.post(f"{path(card)}/moves", body, key="m1")
    assert api.post(f"{path(card)}/moves", body, key="m1").json() == first.json()
    assert len(history(api, card)) == 2


def test_an_old_stage_stays_in_the_history(api, card, stages):
    api.made(f"{path(card)}/moves", {"to_stage_id": stages["screening"]})
    patched(api, f"/stages/{stages['screening']}", retired=True, name="Phone")
    assert history(api, card)[-1][1] == "screening"
    assert read(api, path(card))["stage"]["name"] == "Phone"


TOLD = st.lists(
    st.tuples(st.sampled_from(STAGES), st.integers(min_value=0, max_value=12)), max_size=7
)


@given(told=TOLD)
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_however_a_history_is_told_it_hangs_together(api, clock, stages, told):
    """Any order of past and present steps: the card stands where the latest one leads, and each
    step starts where the one before has ended."""
    clock.set(datetime(2026, 6, 2, 12, tzinfo=UTC))
    card = make_application(api, applied_at="2026-06-02T06:00:00Z")
    taken = 1
    for status, hour in told:  # midnight to noon; the application went out at six
        at = datetime(2026, 6, 2, hour, tzinfo=UTC)
        body = {"to_stage_id": stages[status], "at": written(at)}
        answer = api.post(f"{path(card)}/moves", body)
        if answer.status_code == 201:
            taken += 1
        else:
            refused(answer, 409, "already-there")
    steps = history(api, card)
    assert len(steps) == taken
    assert [at for _, _, at in steps] == sorted(at for _, _, at in steps)
    assert [start for start, _, _ in steps] == [None, *(to for _, to, _ in steps[:-1])]
    now = read(api, path(card))
    assert (now["stage"]["status"], now["stage_entered_at"]) == steps[-1][1:]
