"""Which reminders go out and which wait: tables, nights on which clocks change, whole histories."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.notifications.rules import (
    BACKOFF,
    Due,
    Held,
    Preferences,
    Rhythm,
    Window,
    decide,
    is_quiet,
    local_day,
    opening,
    retry_at,
    second_nudge_at,
)

LONDON = ZoneInfo("Europe/London")


def wall(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def due(number: int, since: datetime, **changes) -> Due:
    return Due(UUID(int=number), since, **changes)


def verdicts(dues, at: str, **changes):
    asked = {"zone": LONDON, "preferences": Preferences()} | changes
    found = decide(dues, at=wall(at), **asked)
    return [(one.due.subject_id.int, one.held, one.until) for one in found]


def test_what_is_due_by_day_goes_at_once():
    assert verdicts([due(1, wall("2026-06-02 12:15"))], "2026-06-02 12:15") == [(1, None, None)]


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-06-02 19:59", None),
        ("2026-06-02 20:00", "2026-06-03 08:00"),
        ("2026-06-03 02:30", "2026-06-03 08:00"),
        ("2026-06-03 07:59", "2026-06-03 08:00"),
        ("2026-06-03 08:00", None),
    ],
)
def test_nights_are_quiet(at, until):
    held = (1, Held.QUIET_HOURS, wall(until)) if until else (1, None, None)
    assert verdicts([due(1, wall("2026-06-02 12:15"))], at) == [held]


@pytest.mark.parametrize(
    ("quiet", "at", "expected"),
    [
        (("13:00", "14:00"), "2026-06-02 13:30", True),
        (("13:00", "14:00"), "2026-06-02 14:00", False),
        (("22:00", "06:00"), "2026-06-02 23:59", True),
        (("22:00", "06:00"), "2026-06-02 06:00", False),
        (("09:00", "09:00"), "2026-06-02 09:00", False),
        (("20:00", "00:00"), "2026-06-02 23:59", True),
        (("20:00", "00:00"), "2026-06-03 00:00", False),
    ],
)
def test_quiet_hours_may_pass_midnight_or_not_exist(quiet, at, expected):
    preferences = Preferences(
        quiet_from=time.fromisoformat(quiet[0]), quiet_to=time.fromisoformat(quiet[1])
    )
    assert is_quiet(wall(at), LONDON, preferences) is expected


@pytest.mark.parametrize(
    ("night", "hours"),
    [
        ("2026-03-28 20:00", 11),  # clocks go forward at one
        ("2026-06-02 20:00", 12),
        ("2026-10-24 20:00", 13),  # and back at two
    ],
)
def test_a_night_with_a_change_of_the_clocks_ends_at_eight_all_the_same(night, hours):
    at = wall(night)
    assert opening(at, LONDON, Preferences()) == (at + timedelta(hours=hours), Held.QUIET_HOURS)


def test_quiet_hours_that_end_in_a_repeated_hour_begin_again_with_it():
    preferences = Preferences(quiet_to=time(1, 30))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 01:30, in summer time for the last time
    assert opening(wall("2026-10-24 20:00"), LONDON, preferences)[0] == first
    repeated = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)  # 01:10 once more
    assert opening(repeated, LONDON, preferences)[0] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_quiet_hours_that_end_in_an_hour_that_is_skipped_end_after_it():
    preferences = Preferences(quiet_to=time(1, 30))
    ends = opening(wall("2026-03-28 20:00"), LONDON, preferences)[0]
    assert ends == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 02:30: as much later as the jump
    assert not is_quiet(ends, LONDON, preferences)


def test_the_quiet_window_after_an_interview_comes_before_everything():
    window = Window(wall("2026-06-02 17:30"), wall("2026-06-02 20:30"))
    held = verdicts([due(1, wall("2026-06-02 18:00"))], "2026-06-02 18:30", windows=[window])
    assert held == [(1, Held.QUIET_WINDOW, wall("2026-06-03 08:00"))]  # and it ends in the night


def test_five_a_day_the_most_pressing_first_and_the_rest_tomorrow():
    dues = [due(number, wall("2026-06-02 09:00"), rank=number % 2) for number in range(1, 8)]
    found = verdicts(dues, "2026-06-02 12:00")
    tomorrow = wall("2026-06-03 08:00")
    assert [number for number, held, _ in found if held is None] == [2, 4, 6, 1, 3]
    assert found[5:] == [(5, Held.DAILY_CAP, tomorrow), (7, Held.DAILY_CAP, tomorrow)]


def test_what_went_out_earlier_that_day_counts():
    dues = [due(number, wall("2026-06-02 09:00")) for number in (1, 2)]
    assert [held for _, held, _ in verdicts(dues, "2026-06-02 12:00", sent_today=4)] == [
        None,
        Held.DAILY_CAP,
    ]


def test_a_cap_of_nothing_keeps_everything_in_the_inbox():
    held = verdicts(
        [due(1, wall("2026-06-02 09:00"))],
        "2026-06-02 12:00",
        preferences=Preferences(daily_cap=0),
    )
    assert held == [(1, Held.DAILY_CAP, wall("2026-06-03 08:00"))]


def test_nobody_is_nudged_a_third_time():
    dues = [
        due(1, wall("2026-06-02 09:00"), nudge=3),
        due(2, wall("2026-06-02 09:00"), nudge=2),
        due(3, wall("2026-06-02 09:00"), nudge=2, at_most=1),
    ]
    assert verdicts(dues, "2026-06-02 12:00") == [
        (1, Held.NUDGED_TWICE, None),
        (2, None, None),
        (3, Held.NUDGED_TWICE, None),
    ]


DIGEST = Preferences(rhythm=Rhythm.DIGEST)


@pytest.mark.parametrize(
    ("since", "at", "sent_today", "until"),
    [
        ("2026-06-02 08:30", "2026-06-02 08:59", 0, "2026-06-02 09:00"),
        ("2026-06-02 08:30", "2026-06-02 09:00", 0, None),
        ("2026-06-02 09:00", "2026-06-02 09:00", 0, None),
        ("2026-06-02 09:01", "2026-06-02 09:01", 0, "2026-06-03 09:00"),
        ("2026-06-02 08:30", "2026-06-02 11:00", 0, None),  # nobody was at work at nine
        ("2026-06-02 08:30", "2026-06-02 11:00", 3, "2026-06-03 09:00"),
    ],
)
def test_a_digest_goes_once_a_day_at_the_preferred_hour(since, at, sent_today, until):
    found = verdicts([due(1, wall(since))], at, preferences=DIGEST, sent_today=sent_today)
    assert found == [(1, Held.DIGEST if until else None, until and wall(until))]


def test_what_has_come_due_by_then_joins_a_late_digest():
    dues = [due(1, wall("2026-06-02 08:30")), due(2, wall("2026-06-02 10:30"))]
    assert [held for _, held, _ in verdicts(dues, "2026-06-02 11:00", preferences=DIGEST)] == [
        None,
        None,
    ]


def test_a_digest_keeps_the_cap_and_the_rest_waits_for_the_next_one():
    dues = [due(number, wall("2026-06-02 08:00")) for number in range(6)]
    found = verdicts(dues, "2026-06-02 09:00", preferences=DIGEST)
    assert found[5] == (5, Held.DAILY_CAP, wall("2026-06-03 09:00"))


def test_a_preferred_hour_in_the_night_waits_for_the_morning():
    preferences = Preferences(rhythm=Rhythm.DIGEST, preferred_at=time(6))
    found = verdicts(
        [due(1, wall("2026-06-02 05:00"))], "2026-06-02 06:00", preferences=preferences
    )
    assert found == [(1, Held.QUIET_HOURS, wall("2026-06-02 08:00"))]
    found = verdicts(
        [due(1, wall("2026-06-02 05:00"))], "2026-06-02 08:00", preferences=preferences
    )
    assert found == [(1, None, None)]


@pytest.mark.parametrize(
    ("sent", "second"),
    [
        ("2026-06-02 09:00:31", "2026-06-03 09:00"),
        ("2026-03-28 09:00", "2026-03-29 09:00"),  # 23 hours
        ("2026-10-24 09:00", "2026-10-25 09:00"),  # 25 hours
    ],
)
def test_the_second_nudge_comes_at_the_same_time_next_day(sent, second):
    assert second_nudge_at(wall(sent), LONDON) == wall(second)


def test_a_failure_is_tried_again_four_times_ever_more_slowly():
    at = wall("2026-06-02 09:00")
    waits = [retry_at(attempts, at) for attempts in range(1, 6)]
    assert waits == [*(at + pause for pause in BACKOFF), None]
    assert [int(pause.total_seconds() // 60) for pause in BACKOFF] == [1, 5, 30, 120]


ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kolkata"]
).map(ZoneInfo)
TIMES = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
PREFERENCES = st.builds(
    Preferences,
    rhythm=st.sampled_from(Rhythm),
    preferred_at=TIMES,
    quiet_from=TIMES,
    quiet_to=TIMES,
    daily_cap=st.integers(0, 8),
)
START = datetime(2026, 3, 27, tzinfo=UTC)  # a few days on, clocks change in three of the zones
STEPS = st.lists(
    st.integers(1, 36 * 60).map(lambda minutes: timedelta(minutes=minutes)), max_size=25
)


@st.composite
def histories(draw):
    """Items that come due, some of them settled at a time, and the instants somebody looks."""
    items = {}
    for number in range(draw(st.integers(1, 12))):
        since = START + timedelta(minutes=draw(st.integers(0, 5 * 24 * 60)))
        stays = draw(st.none() | st.integers(0, 3 * 24 * 60))
        ends = None if stays is None else since + timedelta(minutes=stays)
        items[UUID(int=number)] = (since, ends, draw(st.integers(0, 3)))
    at, looks = START, []
    for step in draw(STEPS):
        at += step
        looks.append(at)
    start = START + timedelta(minutes=draw(st.integers(0, 5 * 24 * 60)))
    window = Window(start, start + timedelta(minutes=draw(st.integers(1, 600))))
    return items, looks, window


@given(histories(), ZONES, PREFERENCES)
def test_over_any_history_nothing_is_lost_and_nobody_is_bothered(history, zone, preferences):
    """Never at night or in the quiet window, never over the cap, never a third time."""
    items, looks, window = history
    sent: dict[UUID, list[datetime]] = {identity: [] for identity in items}
    look_again: dict[UUID, datetime] = {}
    for at in looks:
        dues = []
        for identity, (since, ends, rank) in items.items():
            settled = ends is not None and ends <= at
            if since > at or settled or look_again.get(identity, at) > at:
                continue
            told = sent[identity]
            from_when = since if not told else second_nudge_at(told[-1], zone)
            if len(told) < 3 and from_when <= at:
                dues.append(Due(identity, from_when, len(told) + 1, rank=rank))
        today = local_day(at, zone)
        sent_today = sum(local_day(one, zone) == today for told in sent.values() for one in told)
        decisions = decide(
            dues, at=at, zone=zone, preferences=preferences, windows=[window], sent_today=sent_today
        )
        assert sorted(one.due.subject_id for one in decisions) == sorted(
            one.subject_id for one in dues
        )
        for decision in decisions:
            identity = decision.due.subject_id
            if decision.held is None:
                sent[identity].append(at)
                look_again[identity] = second_nudge_at(at, zone)
            elif decision.held is Held.NUDGED_TWICE:
                assert len(sent[identity]) == 2
            else:
                assert decision.until is not None and decision.until > at
                look_again[identity] = decision.until
    days: dict[date, int] = {}
    batches: dict[date, set[datetime]] = {}
    for told in sent.values():
        assert len(told) <= 2
        if len(told) == 2:
            assert local_day(told[0], zone) < local_day(told[1], zone)
        for at in told:
            assert not is_quiet(at, zone, preferences)
            assert not window.starts_at <= at < window.ends_at
            days[local_day(at, zone)] = days.get(local_day(at, zone), 0) + 1
            batches.setdefault(local_day(at, zone), set()).add(at)
    assert all(count <= preferences.daily_cap for count in days.values())
    if preferences.rhythm is Rhythm.DIGEST:
        assert all(len(found) == 1 for found in batches.values())


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),
    ZONES,
    PREFERENCES,
)
def test_there_is_always_an_opening_within_two_days(at, zone, preferences):
    opens_at, why = opening(at, zone, preferences)
    assert at <= opens_at <= at + timedelta(hours=50)
    assert (why is None) == (opens_at == at)
    assert not is_quiet(opens_at, zone, preferences)
