"""When to write, when to expect an answer, and what silence means (FU-01 to FU-04)."""

from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.core.days import is_business_day
from afterview.followups.rules import (
    HIRING_TIMES,
    SEQUENCE,
    Cadence,
    Industry,
    Silence,
    cadence,
    expected_reply_on,
    ghosted_on,
    half_up,
    industry_multiplier,
    silence,
    thank_you_window,
)

LONDON = ZoneInfo("Europe/London")
TUESDAY = date(2026, 6, 2)
EASTER = frozenset({date(2026, 4, 3), date(2026, 4, 6)})


def london(text):
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


def day(text):
    return date.fromisoformat(text)


def test_every_interview_is_owed_thanks_two_questions_and_a_goodbye():
    assert SEQUENCE == ("thank_you", "status_check", "status_check", "closing_note")


@pytest.mark.parametrize(
    ("ended", "suggested", "outside_day"),
    [
        pytest.param("2026-06-02T11:15", "2026-06-02T12:15", False, id="Tue 11:15, Tue 12:15"),
        pytest.param("2026-06-02T17:30", "2026-06-03T09:00", False, id="Tue 17:30, Wed 09:00"),
        pytest.param("2026-06-05T17:30", "2026-06-05T18:30", False, id="Fri 17:30, Fri 18:30"),
        pytest.param("2026-06-05T19:30", "2026-06-08T09:00", True, id="Fri 19:30, Mon 09:00"),
        pytest.param("2026-06-02T17:00", "2026-06-02T18:00", False, id="Tue 17:00, Tue 18:00"),
        pytest.param("2026-06-02T17:01", "2026-06-03T09:00", False, id="Tue 17:01, Wed 09:00"),
        pytest.param("2026-06-05T19:00", "2026-06-05T20:00", False, id="Fri 19:00, Fri 20:00"),
        pytest.param("2026-06-05T19:01", "2026-06-08T09:00", True, id="Fri 19:01, Mon 09:00"),
        pytest.param("2026-06-02T23:30", "2026-06-03T09:00", False, id="Tue 23:30, Wed 09:00"),
        pytest.param("2026-06-05T23:30", "2026-06-08T09:00", True, id="Fri 23:30, Mon 09:00"),
        pytest.param("2026-06-02T05:00", "2026-06-02T08:00", False, id="Tue 05:00, Tue 08:00"),
        pytest.param("2026-06-06T11:00", "2026-06-06T12:00", False, id="Sat 11:00, Sat 12:00"),
    ],
)
def test_thanks_are_suggested_for_the_kindest_hour(ended, suggested, outside_day):
    window = thank_you_window(london(ended), LONDON)
    assert window.suggested_at == london(suggested)
    assert window.suggested_at.tzinfo is UTC
    assert window.outside_day is outside_day


def test_thanks_are_due_in_a_day_and_stale_in_three():
    window = thank_you_window(london("2026-06-02T11:15"), LONDON)
    assert window.not_before == london("2026-06-02T12:15")
    assert window.due_at == london("2026-06-03T11:15")
    assert window.stale_at == london("2026-06-05T11:15")


def test_thanks_wait_for_holidays_to_pass():
    window = thank_you_window(london("2026-04-02T19:30"), LONDON, EASTER)
    assert window.suggested_at == london("2026-04-07T09:00")
    assert window.outside_day
    assert window.suggested_at > window.stale_at  # they open the first check-in instead


def test_thanks_are_sent_the_same_evening_when_tomorrow_is_a_holiday():
    window = thank_you_window(london("2026-04-02T17:30"), LONDON, EASTER)
    assert window.suggested_at == london("2026-04-02T18:30")


def test_the_clock_that_counts_hangs_at_the_employer():
    ended_at = datetime(2026, 6, 2, 16, 30, tzinfo=UTC)
    new_york = ZoneInfo("America/New_York")  # 12:30 there, 17:30 in London
    assert thank_you_window(ended_at, new_york).suggested_at == ended_at + timedelta(hours=1)
    assert thank_you_window(ended_at, LONDON).suggested_at == london("2026-06-03T09:00")


def test_other_working_hours_move_the_suggestions_along():
    early_birds = (time(6), time(14))
    window = thank_you_window(london("2026-06-02T11:15"), LONDON, (), early_birds)
    assert window.suggested_at == london("2026-06-03T07:00")


def test_a_working_day_of_four_hours_is_long_enough():
    window = thank_you_window(london("2026-06-02T09:15"), LONDON, (), (time(9), time(13)))
    assert window.suggested_at == london("2026-06-02T10:15")


@pytest.mark.parametrize("hours", [(time(9), time(12, 59)), (time(17), time(9))])
def test_a_working_day_is_not_shorter_than_four_hours(hours):
    with pytest.raises(ValueError, match="working day"):
        thank_you_window(london("2026-06-02T11:15"), LONDON, (), hours)


def test_an_end_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="naive"):
        thank_you_window(datetime(2026, 6, 2, 11, 15), LONDON)


ends = st.datetimes(
    datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC), allow_imaginary=False
)
zones = st.sampled_from(
    [LONDON, *map(ZoneInfo, ("Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu"))]
)
closures = st.frozensets(st.dates(date(2025, 1, 1), date(2029, 1, 31)), max_size=60)


@given(ends, zones, closures)
def test_thanks_are_never_suggested_from_the_doorstep_nor_out_of_hours(ended_at, zone, holidays):
    window = thank_you_window(ended_at, zone, holidays)
    assert window.not_before <= window.suggested_at
    local = window.suggested_at.astimezone(zone)
    assert time(8) <= local.time() <= time(20)


@given(ends, zones, closures)
def test_thanks_on_another_day_are_on_a_business_day(ended_at, zone, holidays):
    suggested_on = thank_you_window(ended_at, zone, holidays).suggested_at.astimezone(zone).date()
    ended_on = ended_at.astimezone(zone).date()
    assert suggested_on == ended_on or is_business_day(suggested_on, holidays)


@given(ends, zones, closures)
def test_thanks_miss_the_day_only_when_the_next_one_is_not_worked(ended_at, zone, holidays):
    tomorrow = ended_at.astimezone(zone).date() + timedelta(days=1)
    if is_business_day(tomorrow, holidays):
        assert not thank_you_window(ended_at, zone, holidays).outside_day


@pytest.mark.parametrize(
    ("decision_by", "expected"),
    [
        pytest.param(
            None,
            Cadence(day("2026-06-09"), day("2026-06-18"), day("2026-07-02")),
            id="no date promised",
        ),
        pytest.param(
            day("2026-06-12"),
            Cadence(day("2026-06-16"), day("2026-06-25"), day("2026-07-09")),
            id="an answer promised by Friday week",
        ),
        pytest.param(
            TUESDAY,
            Cadence(day("2026-06-04"), day("2026-06-15"), day("2026-06-29")),
            id="an answer promised for the same day",
        ),
        pytest.param(
            day("2026-06-01"),
            Cadence(day("2026-06-09"), day("2026-06-18"), day("2026-07-02")),
            id="a promise older than the interview is no promise",
        ),
    ],
)
def test_the_cadence_follows_the_promise_or_the_interview(decision_by, expected):
    assert cadence(TUESDAY, decision_by) == expected


def test_the_cadence_skips_holidays():
    assert cadence(day("2026-03-31"), None, EASTER).check_in_1 == day("2026-04-09")
    assert cadence(day("2026-03-31")).check_in_1 == day("2026-04-07")


@pytest.mark.parametrize(
    ("industry", "region", "raw", "multiplier", "wait_days", "expected_on"),
    [
        ("government", "US", "2.26", Fraction(2), 20, "2026-06-30"),
        ("restaurants", "US", "0.43", Fraction(1, 2), 5, "2026-06-09"),
        ("supermarkets", "US", "0.52", Fraction("12.3") / Fraction("23.8"), 5, "2026-06-09"),
        ("public_sector", "GB", "1.22", Fraction("6") / Fraction("4.9"), 12, "2026-06-18"),
        ("hotels_catering", "GB", "0.80", Fraction("3.9") / Fraction("4.9"), 8, "2026-06-12"),
    ],
)
def test_the_expected_reply_stretches_with_the_industry(
    industry, region, raw, multiplier, wait_days, expected_on
):
    times = HIRING_TIMES[region]
    assert f"{float(times.by_industry[industry] / times.mean):.2f}" == raw
    assert industry_multiplier(industry, region) == multiplier
    assert half_up(10 * multiplier) == wait_days
    expected = expected_reply_on(TUESDAY, industry=industry, region=region)
    assert expected == day(expected_on)


@pytest.mark.parametrize(
    ("industry", "region"),
    [
        (None, None),
        (None, "US"),
        ("government", None),
        ("circus", "US"),
        ("government", "FR"),
        ("restaurants", "GB"),
        ("", ""),
    ],
)
def test_an_industry_nobody_measured_there_waits_ten_days(industry, region):
    assert industry_multiplier(industry, region) == 1
    assert expected_reply_on(TUESDAY, industry=industry, region=region) == day("2026-06-16")


def test_a_subdivision_hires_like_its_country():
    assert industry_multiplier("government", "us-ca") == 2
    assert industry_multiplier(Industry.PUBLIC_SECTOR, "GB-SCT") == Fraction(60, 49)


def test_a_promised_day_is_the_expected_day_whatever_the_industry():
    promised = day("2026-06-12")
    assert expected_reply_on(TUESDAY, promised, (), "government", "US") == promised
    assert expected_reply_on(TUESDAY, day("2026-05-29")) == day("2026-06-16")


def test_the_expected_reply_skips_holidays():
    assert expected_reply_on(day("2026-03-31"), None, EASTER) == day("2026-04-16")


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (12.5, 13),
        (13.5, 14),
        (-12.5, -13),
        (-12.4, -12),
        (0.49999999999999994, 0),
        (0.5, 1),
        (0, 0),
        (Fraction(25, 2), 13),
        (4503599627370497.0, 4503599627370497),
    ],
)
def test_halves_are_rounded_away_from_zero(x, expected):
    assert half_up(x) == expected


@pytest.mark.parametrize(
    ("today", "sent", "expected"),
    [
        pytest.param("2026-06-02", {}, Silence.WAITING, id="the day of the interview"),
        pytest.param("2026-06-16", {}, Silence.WAITING, id="the expected day"),
        pytest.param("2026-06-17", {}, Silence.OVERDUE, id="the day after"),
        pytest.param(
            "2026-06-16",
            {"unanswered_checks": 2, "last_outbound_on": day("2026-06-12")},
            Silence.WAITING,
            id="asking early does not make them late",
        ),
        pytest.param(
            "2026-06-17",
            {"unanswered_checks": 1, "last_outbound_on": day("2026-06-09")},
            Silence.OVERDUE,
            id="one question unanswered",
        ),
        pytest.param(
            "2026-06-18",
            {"unanswered_checks": 2, "last_outbound_on": day("2026-06-18")},
            Silence.SILENT,
            id="two questions unanswered",
        ),
        pytest.param(
            "2026-07-15",
            {
                "unanswered_checks": 2,
                "closing_note_sent": True,
                "last_outbound_on": day("2026-07-02"),
            },
            Silence.SILENT,
            id="nine business days after the goodbye",
        ),
        pytest.param(
            "2026-07-16",
            {
                "unanswered_checks": 2,
                "closing_note_sent": True,
                "last_outbound_on": day("2026-07-02"),
            },
            Silence.GHOSTED,
            id="ten business days after the goodbye",
        ),
        pytest.param("2026-07-15", {}, Silence.OVERDUE, id="never asked, 29 days on"),
        pytest.param("2026-07-16", {}, Silence.GHOSTED, id="never asked, 30 days on"),
    ],
)
def test_silence_has_a_name_for_every_day(today, sent, expected):
    assert silence(day(today), day("2026-06-16"), **sent) is expected


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        pytest.param({}, "2026-07-16", id="never asked: 30 calendar days"),
        pytest.param(
            {"last_outbound_on": day("2026-06-03")},
            "2026-07-16",
            id="a thank-you is not a question",
        ),
        pytest.param(
            {"unanswered_checks": 2, "last_outbound_on": day("2026-06-11")},
            "2026-06-30",
            id="asked twice early: ten business days after the expected day",
        ),
        pytest.param(
            {"unanswered_checks": 2, "last_outbound_on": day("2026-06-18")},
            "2026-07-02",
            id="asked twice: ten business days after the last message",
        ),
        pytest.param(
            {"closing_note_sent": True, "last_outbound_on": day("2026-06-18")},
            "2026-07-02",
            id="said goodbye without asking",
        ),
        pytest.param(
            {"unanswered_checks": 1, "last_outbound_on": day("2026-06-17")},
            "2026-07-16",
            id="asked once: still 30 calendar days",
        ),
        pytest.param(
            {"unanswered_checks": 1, "last_outbound_on": day("2026-07-10")},
            "2026-07-24",
            id="asked once, late: ten business days to answer",
        ),
        pytest.param(
            {
                "unanswered_checks": 2,
                "last_outbound_on": day("2026-06-18"),
                "holidays": {day("2026-07-02")},
            },
            "2026-07-03",
            id="holidays do not count",
        ),
    ],
)
def test_ghosting_has_a_first_day(sent, expected):
    assert ghosted_on(day("2026-06-16"), **sent) == day(expected)


@pytest.mark.parametrize(
    "sent",
    [{"unanswered_checks": -1}, {"unanswered_checks": 1}, {"closing_note_sent": True}],
)
def test_a_contradictory_history_is_refused(sent):
    with pytest.raises(ValueError, match=r"unanswered_checks|last_outbound_on"):
        silence(TUESDAY, day("2026-06-16"), **sent)


def test_a_whole_unanswered_history_passes_through_every_name_in_order():
    interviewed_on = TUESDAY
    steps = cadence(interviewed_on)
    expected_on = expected_reply_on(interviewed_on)
    names = []
    for offset in range(60):
        today = interviewed_on + timedelta(days=offset)
        messages = [sent for sent in (steps.check_in_1, steps.check_in_2) if sent <= today]
        closed = steps.closing_note <= today
        last = steps.closing_note if closed else max(messages, default=None)
        names.append(
            silence(
                today,
                expected_on,
                unanswered_checks=len(messages),
                closing_note_sent=closed,
                last_outbound_on=last,
            )
        )
    assert [name for name in Silence if name in names] == list(Silence)
    assert names == sorted(names, key=list(Silence).index)
    assert names.index(Silence.GHOSTED) == (day("2026-07-16") - interviewed_on).days


@given(
    st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    st.integers(0, 4),
    st.booleans(),
    st.integers(0, 60),
    closures,
)
def test_silence_never_improves_by_waiting(expected_on, checks, closed, sent_after, holidays):
    last_outbound_on = expected_on + timedelta(days=sent_after)
    names = [
        silence(
            expected_on + timedelta(days=offset),
            expected_on,
            unanswered_checks=checks,
            closing_note_sent=closed,
            last_outbound_on=last_outbound_on,
            holidays=holidays,
        )
        for offset in range(-5, 140, 5)
    ]
    assert names == sorted(names, key=list(Silence).index)
    assert names[0] is Silence.WAITING
