"""Invitations as calendar programs write them, and as nobody should."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.replies.invitations import read

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 6, 9, 9, 15, tzinfo=UTC)


def calendar(*lines, method="REQUEST"):
    event = ["BEGIN:VEVENT", "UID:one", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", f"METHOD:{method}", *event, "END:VCALENDAR", ""])


def test_an_invitation_as_outlook_writes_one():
    written = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "METHOD:REQUEST",
            "BEGIN:VTIMEZONE",
            "TZID:GMT Standard Time",
            "BEGIN:STANDARD",
            "DTSTART:16010101T020000",
            "TZOFFSETFROM:+0100",
            "TZOFFSETTO:+0000",
            "RRULE:FREQ=SECONDLY",
            "END:STANDARD",
            "END:VTIMEZONE",
            "BEGIN:VEVENT",
            "ORGANIZER;CN=Priya Nair:MAILTO:Priya.Nair@mecca.example",
            "DESCRIPTION;LANGUAGE=en-GB:Join here: https://teams.microsoft.example/l/meetup-j",
            " oin/42?x=1. See you\\n",
            "UID:0400000082",
            "SUMMARY;LANGUAGE=en-GB:Second interview\\, with Tom",
            "DTSTART;TZID=GMT Standard Time:20260609T101500",
            "DTEND;TZID=GMT Standard Time:20260609T111500",
            "LOCATION;LANGUAGE=en-GB:Microsoft Teams Meeting",
            "BEGIN:VALARM",
            "TRIGGER:-PT15M",
            "DESCRIPTION:REMINDER",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
        ]
    )
    found = read(written, LONDON)
    assert found is not None
    assert (found.starts_at, found.duration_minutes, found.zone) == (AT, 60, "Europe/London")
    assert found.zone_known
    assert not found.cancelled
    assert not found.repeats
    assert found.link == "https://teams.microsoft.example/l/meetup-join/42?x=1"
    assert (found.organizer_name, found.organizer_email) == (
        "Priya Nair",
        "priya.nair@mecca.example",
    )


@pytest.mark.parametrize(
    ("lines", "starts_at", "minutes"),
    [
        (["DTSTART:20260609T091500Z", "DURATION:PT45M"], AT, 45),
        (["DTSTART;TZID=America/New_York:20260609T051500"], AT, 60),
        (["DTSTART:20260609T101500", "DTEND:20260609T100000"], AT, 60),
        (["DTSTART:20260609T101500", "DURATION:P9D"], AT, 60),
        (["DTSTART:20260609T101500", "DURATION:soon"], AT, 60),
        (["DTSTART;VALUE=DATE:20260609"], None, 60),
        (["DTSTART:00010101T000000Z"], None, 60),
        (["DTSTART:20261399T996699"], None, 60),
        ([], None, 60),
    ],
)
def test_when_it_is(lines, starts_at, minutes):
    found = read(calendar(*lines), LONDON)
    assert found is not None
    assert (found.starts_at, found.duration_minutes) == (starts_at, minutes)


def test_a_recurrence_is_seen_and_never_worked_out():
    bomb = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    found = read(calendar("DTSTART:20260609T091500Z", bomb, "RDATE:20260610T091500Z"), LONDON)
    assert found is not None
    assert found.repeats
    assert found.starts_at == AT


@pytest.mark.parametrize(
    ("written", "cancelled"),
    [
        (calendar("DTSTART:20260609T091500Z", method="CANCEL"), True),
        (calendar("DTSTART:20260609T091500Z", "STATUS:CANCELLED"), True),
        (calendar("DTSTART:20260609T091500Z", "STATUS:CONFIRMED"), False),
    ],
)
def test_one_that_is_called_off_says_so(written, cancelled):
    found = read(written, LONDON)
    assert found is not None
    assert found.cancelled is cancelled


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Hello",
        "BEGIN:VCALENDAR\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20260609T091500Z",
        calendar("DTSTART:20260609T091500Z", method="REPLY"),
        calendar("DTSTART:20260609T091500Z", method="COUNTER"),
        "BEGIN:VEVENT\n" * 5_000,
    ],
)
def test_what_is_no_invitation_is_none(written):
    assert read(written, LONDON) is None


def test_of_many_events_the_first_is_read():
    many = calendar(*["END:VEVENT", "BEGIN:VEVENT"] * 500, "DTSTART:20260609T091500Z")
    found = read(many, LONDON)
    assert found is not None
    assert found.starts_at is None


PIECES = st.sampled_from(
    [
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VALARM",
        "END:VALARM",
        "DTSTART:20260609T091500Z",
        "DTSTART;TZID=;VALUE=PERIOD:x",
        "DTSTART;TZID=/Europe/../etc:20260609T091500",
        "DTSTART:99991231T235959",
        "DTEND:20260609T091500",
        "DTEND;VALUE=DATE:20260609",
        "DURATION:-P1D",
        "DURATION:P9999999999D",
        "ORGANIZER:\0",
        "UID",
        "SUMMARY;ALTREP=:",
        "STATUS:CANCELLED",
        "GEO:1;x",
        "SEQUENCE:many",
        ":",
        " folded",
        "\ud800",
    ]
)


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=30).map("\r\n".join)))
def test_any_calendar_is_read_or_not(written):
    read(calendar(written), LONDON)
    read(written, LONDON)
