"""Business days, public holidays and local wall-clock times."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from afterview.core.days import (
    add_business_days,
    as_utc,
    at_local,
    is_business_day,
    public_holidays,
)

LONDON = ZoneInfo("Europe/London")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # half-hour summer time
APIA = ZoneInfo("Pacific/Apia")  # skipped 30 December 2011
KATHMANDU = ZoneInfo("Asia/Kathmandu")  # 5 h 45 min ahead

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
counts = st.integers(0, 60)
closures = st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=40)
days_of_2026 = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param(date(2026, 6, 1), True, id="a Monday"),
        pytest.param(date(2026, 6, 5), True, id="a Friday"),
        pytest.param(date(2026, 6, 6), False, id="a Saturday"),
        pytest.param(date(2026, 6, 7), False, id="a Sunday"),
        pytest.param(date(2026, 5, 25), False, id="a Monday that is a holiday"),
    ],
)
def test_a_business_day_is_a_weekday_that_is_no_holiday(day, expected):
    assert is_business_day(day, {date(2026, 5, 25)}) is expected


@pytest.mark.parametrize(
    ("start", "count", "expected"),
    [
        pytest.param("2026-06-02", 0, "2026-06-02", id="none from Tuesday is Tuesday"),
        pytest.param("2026-06-07", 0, "2026-06-07", id="none from Sunday stays on Sunday"),
        pytest.param("2026-06-02", 1, "2026-06-03", id="the start is not counted"),
        pytest.param("2026-06-05", 1, "2026-06-08", id="one from Friday is Monday"),
        pytest.param("2026-06-06", 1, "2026-06-08", id="one from Saturday is Monday"),
        pytest.param("2026-06-07", 1, "2026-06-08", id="one from Sunday is Monday"),
        pytest.param("2026-06-02", 5, "2026-06-09", id="five are a week"),
        pytest.param("2026-06-02", 10, "2026-06-16", id="ten are two weeks"),
        pytest.param("2028-02-28", 1, "2028-02-29", id="a leap day counts"),
        pytest.param("2027-02-26", 1, "2027-03-01", id="no leap day, no count"),
        pytest.param("2026-12-31", 1, "2027-01-01", id="across the year"),
    ],
)
def test_business_days_can_be_checked_on_a_calendar(start, count, expected):
    assert add_business_days(date.fromisoformat(start), count).isoformat() == expected


def test_easter_makes_one_business_day_last_from_thursday_to_tuesday():
    easter = {date(2026, 4, 3), date(2026, 4, 6)}
    assert add_business_days(date(2026, 4, 2), 1, easter) == date(2026, 4, 7)


def test_a_negative_count_is_refused():
    with pytest.raises(ValueError, match="0 or more"):
        add_business_days(date(2026, 6, 2), -1)


@pytest.mark.parametrize("start", [date.max, date.max - timedelta(days=1), date(9999, 12, 1)])
def test_walking_off_the_end_of_the_calendar_is_a_value_error(start):
    with pytest.raises(ValueError, match="end of the calendar"):
        add_business_days(start, 40)


@given(days_of_2026, counts, counts, closures)
def test_adding_in_two_steps_is_adding_at_once(day, first, second, holidays):
    halfway = add_business_days(day, first, holidays)
    at_once = add_business_days(day, first + second, holidays)
    assert add_business_days(halfway, second, holidays) == at_once


@given(days_of_2026, st.integers(1, 60), closures)
def test_it_never_lands_on_a_weekend_or_a_holiday(day, count, holidays):
    landing = add_business_days(day, count, holidays)
    assert landing.strftime("%A") not in {"Saturday", "Sunday"}
    assert landing not in holidays


@given(days_of_2026, counts, closures)
def test_exactly_as_many_business_days_are_passed_as_were_asked_for(day, count, holidays):
    landing = add_business_days(day, count, holidays)
    passed = [day + timedelta(days=n) for n in range(1, (landing - day).days + 1)]
    assert sum(is_business_day(each, holidays) for each in passed) == count


@given(days, days, counts, counts)
def test_later_starts_and_larger_counts_never_land_earlier(one, other, few, many):
    early, late = sorted((one, other))
    few, many = sorted((few, many))
    assert add_business_days(early, few) <= add_business_days(late, few)
    assert add_business_days(early, few) <= add_business_days(early, many)


@given(days_of_2026, counts, closures)
def test_holidays_only_ever_delay(day, count, holidays):
    assert add_business_days(day, count, holidays) >= add_business_days(day, count)


@pytest.mark.parametrize(
    ("region", "day", "expected"),
    [
        pytest.param("GB", date(2026, 4, 6), True, id="plain GB keeps England's Easter Monday"),
        pytest.param("GB", date(2026, 8, 31), True, id="plain GB keeps the late August holiday"),
        pytest.param("GB-ENG", date(2026, 4, 6), True, id="England, Easter Monday"),
        pytest.param("GB-SCT", date(2026, 4, 6), False, id="Scotland works on Easter Monday"),
        pytest.param("GB-SCT", date(2026, 8, 3), True, id="Scotland's early August holiday"),
        pytest.param("GB-SCT", date(2026, 1, 2), True, id="Scotland needs the second of January"),
        pytest.param("GB-ENG", date(2026, 12, 28), True, id="Boxing Day on Saturday moves on"),
        pytest.param("US", date(2026, 7, 3), True, id="the Fourth on Saturday moves back"),
        pytest.param("US", date(2027, 12, 31), True, id="New Year on Saturday, observed in 2027"),
        pytest.param("US-CA", date(2026, 3, 31), True, id="California, Cesar Chavez Day"),
        pytest.param("US-NY", date(2026, 3, 31), False, id="New York, an ordinary Tuesday"),
        pytest.param("us-ca", date(2026, 7, 3), True, id="small letters will do"),
        pytest.param("DE-BY", date(2026, 1, 6), True, id="Bavaria, Epiphany"),
        pytest.param("DE-BE", date(2026, 1, 6), False, id="Berlin, no Epiphany"),
        pytest.param("FR-75", date(2026, 7, 14), True, id="an unlisted subdivision, its country"),
        pytest.param("GB-LND", date(2026, 4, 6), True, id="London is in England"),
        pytest.param("ZZ", date(2026, 12, 25), False, id="a country nobody knows"),
        pytest.param("ZZ-ZZ", date(2026, 12, 25), False, id="a region nobody knows"),
        pytest.param("", date(2026, 12, 25), False, id="no region"),
        pytest.param("__class__", date(2026, 12, 25), False, id="not a code at all"),
    ],
)
def test_holidays_follow_the_region(region, day, expected):
    assert (day in public_holidays(region)) is expected


def test_public_holidays_are_business_holidays():
    assert add_business_days(date(2026, 4, 2), 1, public_holidays("GB")) == date(2026, 4, 7)
    assert add_business_days(date(2026, 4, 2), 1, public_holidays("GB-SCT")) == date(2026, 4, 6)


def test_something_that_is_no_day_is_no_holiday():
    assert "2026-12-25" not in public_holidays("GB")


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_can_be_asked_about(day):
    assert day not in public_holidays("GB")


def test_importing_days_does_not_load_the_holiday_calendars():
    script = "import afterview.core.days, sys; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_an_hour_across_the_change_of_clocks_is_an_hour():
    before = datetime(2026, 3, 29, 0, 30, tzinfo=LONDON)
    after = as_utc(before) + timedelta(hours=1)
    assert after.astimezone(LONDON).time() == time(2, 30)


def test_a_datetime_without_a_zone_is_no_instant():
    with pytest.raises(ValueError, match="naive"):
        as_utc(datetime(2026, 6, 2, 11, 15))


@pytest.mark.parametrize(
    ("day", "hour", "zone", "expected"),
    [
        pytest.param(
            date(2026, 6, 2), time(9), LONDON, "2026-06-02T08:00+00:00", id="London in summer"
        ),
        pytest.param(
            date(2026, 1, 6), time(9), LONDON, "2026-01-06T09:00+00:00", id="London in winter"
        ),
        pytest.param(
            date(2026, 3, 29),
            time(1, 30),
            LONDON,
            "2026-03-29T01:30+00:00",
            id="a time London skips becomes 02:30 there",
        ),
        pytest.param(
            date(2026, 10, 25),
            time(1, 30),
            LONDON,
            "2026-10-25T00:30+00:00",
            id="a time London has twice is the first",
        ),
        pytest.param(
            date(2026, 10, 25),
            time(1, 30, fold=1),
            LONDON,
            "2026-10-25T00:30+00:00",
            id="even when the second is asked for",
        ),
        pytest.param(
            date(2026, 10, 4),
            time(2, 15),
            LORD_HOWE,
            "2026-10-03T15:45+00:00",
            id="a time Lord Howe skips becomes 02:45 there",
        ),
        pytest.param(
            date(2011, 12, 30),
            time(9),
            APIA,
            "2011-12-30T19:00+00:00",
            id="a day Apia skips becomes the next",
        ),
        pytest.param(
            date(2026, 6, 2), time(9), KATHMANDU, "2026-06-02T03:15+00:00", id="Kathmandu"
        ),
    ],
)
def test_a_local_time_becomes_one_instant(day, hour, zone, expected):
    instant = at_local(day, hour, zone)
    assert instant.isoformat(timespec="minutes") == expected
    assert instant.tzinfo is UTC


@given(
    st.dates(date(2005, 1, 1), date(2036, 12, 31)),
    st.times().map(lambda hour: hour.replace(fold=0)),
    st.sampled_from([LONDON, LORD_HOWE, APIA, KATHMANDU]),
)
@example(date(2011, 12, 30), time(12), APIA)
@example(date(2026, 3, 29), time(1), LONDON)
@example(date(2026, 10, 4), time(2, 29, 59), LORD_HOWE)
@example(date(2026, 10, 25), time(1, 59), LONDON)
def test_a_wall_clock_time_survives_the_round_trip_unless_it_was_skipped(day, hour, zone):
    wall = datetime.combine(day, hour)
    before_change = wall.replace(tzinfo=zone).utcoffset()
    after_change = wall.replace(tzinfo=zone, fold=1).utcoffset()
    skipped = max(after_change - before_change, timedelta(0))  # above 0 only inside a gap
    shown = at_local(day, hour, zone).astimezone(zone).replace(tzinfo=None, fold=0)
    assert shown == wall + skipped


@given(
    st.dates(date(2005, 1, 1), date(2036, 12, 31)),
    st.times(),
    st.sampled_from([LONDON, LORD_HOWE, KATHMANDU]),
)
def test_a_later_day_at_the_same_hour_is_a_later_instant(day, hour, zone):
    assume(day < date(2036, 12, 31))
    assert at_local(day, hour, zone) < at_local(day + timedelta(days=1), hour, zone)


@pytest.mark.parametrize(
    ("day", "zone"), [(date.max, ZoneInfo("America/New_York")), (date.min, KATHMANDU)]
)
def test_an_instant_outside_the_calendar_is_a_value_error(day, zone):
    hour = time(23, 59) if day == date.max else time(0)
    with pytest.raises(ValueError, match="outside the calendar"):
        at_local(day, hour, zone)
