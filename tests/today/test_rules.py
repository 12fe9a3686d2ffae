"""What comes first: tables over plain items, with the clock at noon."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from afterview.today.rules import Item, Kind, sort_day

NOON = datetime(2026, 6, 2, 12, tzinfo=UTC)
MIDNIGHT = datetime(2026, 6, 2, 23, 59, 59, 999_999, tzinfo=UTC)


def hours(number):
    return NOON + timedelta(hours=number)


def item(kind, starts, due=None, title="x", number=1):
    """Something that makes sense from `starts`, and is due at `due`: hours from noon."""
    return Item(
        kind=Kind(kind),
        title=title,
        why="",
        href="",
        subject_id=UUID(int=number),
        starts_at=hours(starts),
        due_at=None if due is None else hours(due),
    )


def sort(*items):
    """The titles, or else kinds, of next, due and soon."""

    def name(found):
        return found.kind.value if found.title == "x" else found.title

    day = sort_day(items, at=NOON, day_ends_at=MIDNIGHT)
    return day.next and name(day.next), [name(i) for i in day.due], [name(i) for i in day.soon]


def test_an_empty_day_is_free():
    assert sort() == (None, [], [])


@pytest.mark.parametrize(
    ("starts", "due", "place"),
    [
        (-24, None, "due"),
        (0, None, "due"),
        (11.99, None, "due"),
        (12, None, "soon"),  # midnight belongs to tomorrow
        (7 * 24, None, "soon"),
        (7 * 24 + 0.01, None, "later"),
        (30, 0, "due"),  # due before it makes sense: late is late
        (30, 0.01, "soon"),
    ],
)
def test_a_day_ends_at_midnight_and_soon_is_a_week(starts, due, place):
    first = item("ending", -1)  # takes the first place
    _, due_now, soon = sort(first, item("task", starts, due))
    assert (due_now, soon) == {
        "due": (["task"], []),
        "soon": ([], ["task"]),
        "later": ([], []),
    }[place]


def test_what_keeps_the_minutes_comes_first():
    kinds = ["seven_minute_rule", "wind_down_step", "ending", "interview", "capture", "follow_up"]
    starts = {"interview": 1.5}
    items = [item(kind, starts.get(kind, -1), -1) for kind in kinds]
    first, due, _ = sort(*reversed(items))
    assert [first, *due] == kinds


@pytest.mark.parametrize(
    ("starts", "first"), [(2, "interview"), (2.01, "capture"), (-0.5, "interview")]
)
def test_an_interview_within_two_hours_comes_before_what_fades(starts, first):
    assert sort(item("capture", -3, -2), item("interview", starts, starts))[0] == first


def test_nothing_comes_before_the_interview_that_has_just_ended():
    assert sort(item("interview", 0.1, 0.1), item("ending", -9))[0] == "ending"


def test_the_most_overdue_comes_first_then_the_soonest_due():
    items = [
        item("follow_up", -1, 3, "in three hours"),
        item("task", -50, -2, "two hours late"),
        item("debrief", -30, -48, "two days late"),
        item("follow_up", -1, 1, "in an hour"),
    ]
    first, due, _ = sort(*items)
    assert [first, *due] == ["two days late", "two hours late", "in an hour", "in three hours"]


def test_whenever_comes_last_however_old_it_is():
    items = [
        item("task", -900, None, "since April"),
        item("task", -1, 9, "tonight"),
        item("task", -2, None, "this morning"),
    ]
    first, due, _ = sort(*items)
    assert [first, *due] == ["tonight", "since April", "this morning"]


def test_what_has_not_begun_waits_behind_what_has():
    items = [
        item("debrief", 11, 23, "tonight"),
        item("follow_up", 2, 20, "this afternoon"),
        item("task", -1, None, "whenever"),
        item("interview", 5, 5, "at five"),
    ]
    first, due, _ = sort(*items)
    assert [first, *due] == ["whenever", "at five", "this afternoon", "tonight"]


def test_with_nothing_due_the_first_thing_soon_is_next():
    items = [item("interview", 70, 70, "Friday"), item("follow_up", 30, 50, "tomorrow")]
    assert sort(*items) == ("tomorrow", [], ["Friday"])


def test_soon_is_in_order_of_beginning():
    items = [
        item("follow_up", 100, 101, "third"),
        item("interview", 30, 30, "first"),
        item("task", 50, 200, "second"),
        item("debrief", 110, 111, "fourth"),
    ]
    assert sort(*items) == ("first", [], ["second", "third", "fourth"])


def test_ties_are_settled_by_title_then_by_identity():
    """The order is the same on every call, whatever order the items come in."""
    items = [
        item("follow_up", -1, 1, "Thank Priya", 2),
        item("follow_up", -1, 1, "Thank Priya", 1),
        item("follow_up", -1, 1, "Thank Ada", 3),
    ]
    for given in (items, items[::-1]):
        day = sort_day(given, at=NOON, day_ends_at=MIDNIGHT)
        assert [found.subject_id.int for found in (day.next, *day.due)] == [3, 1, 2]
