"""When to warm the referees (RF-08)."""

from datetime import date

import pytest

from afterview.references.rules import asks_for_warm_up, warm_up_due_on


@pytest.mark.parametrize("status", ["final_interview", "background_check", "offered"])
def test_referees_are_warmed_from_the_final_interview_on(status):
    assert asks_for_warm_up(status)


@pytest.mark.parametrize(
    "status",
    [
        "draft",
        "submitted",
        "reviewing",
        "screening",
        "first_interview",
        "second_interview",
        "accepted",
        "hired",
        "rejected",
        "declined",
        "withdrawn",
        "on_hold",
        "cancelled",
        "ghosted",
        "",
    ],
)
def test_referees_are_left_in_peace_at_every_other_stage(status):
    assert not asks_for_warm_up(status)


@pytest.mark.parametrize(
    ("ended_on", "due_on"),
    [
        pytest.param(date(2026, 6, 2), date(2026, 6, 3), id="Tuesday, so Wednesday"),
        pytest.param(date(2026, 6, 5), date(2026, 6, 8), id="Friday, so Monday"),
        pytest.param(date(2026, 5, 22), date(2026, 5, 26), id="a Friday before a bank holiday"),
    ],
)
def test_the_warm_up_is_due_one_business_day_on(ended_on, due_on):
    assert warm_up_due_on(ended_on, {date(2026, 5, 25)}) == due_on
