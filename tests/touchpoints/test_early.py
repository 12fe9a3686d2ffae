"""Whether a touch came too early (FU-06, factor E)."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from afterview.touchpoints.early import Logged, is_early, judged, last_unanswered_check
from afterview.touchpoints.gauge import Touch
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose

LONDON = ZoneInfo("Europe/London")
STATUS, CONNECT = TouchPurpose.STATUS_CHECK, TouchPurpose.CONNECT
EASTER = frozenset({date(2026, 4, 3), date(2026, 4, 6)})


def at(text, zone=LONDON):
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def sent(moment, purpose=STATUS, *, invited=False, not_before=None):
    touch = Touch(
        UUID(int=0), at(moment), Direction.OUTBOUND, TouchChannel.EMAIL, TouchPurpose(purpose)
    )
    return Logged(touch, invited, False, not_before and at(not_before))


def heard(moment, *, substantive=True):
    touch = Touch(UUID(int=0), at(moment), Direction.INBOUND, TouchChannel.EMAIL)
    return Logged(touch, False, substantive, None)


def early(*logged, **known):
    holidays = known.pop("holidays", ())
    return [touch.early for touch in judged(logged, LONDON, holidays, **known)]


def test_before_the_plans_own_day():
    for moment, expected in (("2026-06-09T08:59", True), ("2026-06-09T09:00", False)):
        assert early(sent(moment, not_before="2026-06-09T09:00")) == [expected]
    assert early(sent("2026-06-02T12:00")) == [False]


def test_five_business_days_lie_between_two_check_ins():
    first = sent("2026-06-02T16:00")
    for moment, expected in (
        ("2026-06-02T17:00", True),
        ("2026-06-08T23:59", True),
        ("2026-06-09T00:00", False),
    ):
        assert early(first, sent(moment)) == [False, expected]


def test_holidays_lengthen_the_wait():
    first = sent("2026-04-01T10:00")
    assert early(first, sent("2026-04-09T10:00"), holidays=EASTER) == [False, True]
    assert early(first, sent("2026-04-10T00:00"), holidays=EASTER) == [False, False]
    assert early(first, sent("2026-04-09T10:00")) == [False, False]


def test_the_day_is_the_employers():
    auckland = ZoneInfo("Pacific/Auckland")
    late = Touch(
        UUID(int=1),
        at("2026-06-02T23:30", auckland),
        Direction.OUTBOUND,
        TouchChannel.EMAIL,
        STATUS,
    )
    again = Touch(
        UUID(int=2),
        at("2026-06-09T00:15", auckland),
        Direction.OUTBOUND,
        TouchChannel.EMAIL,
        STATUS,
    )
    for zone, expected in ((auckland, False), (LONDON, True)):
        logged = [Logged(one, False, False, None) for one in (late, again)]
        assert judged(logged, zone, ())[1].early is expected


def test_an_answer_ends_the_wait_and_an_automatic_one_does_not():
    first, second = sent("2026-06-02T16:00"), sent("2026-06-04T10:00")
    assert early(first, heard("2026-06-03T09:00"), second) == [False, False, False]
    silent = heard("2026-06-03T09:00", substantive=False)
    assert early(first, silent, second) == [False, False, True]


def test_only_check_ins_wait_for_check_ins():
    first = sent("2026-06-02T16:00")
    for purpose in TouchPurpose:
        if purpose not in {STATUS, CONNECT}:
            assert early(first, sent("2026-06-03T16:00", purpose)) == [False, False]
            assert early(sent("2026-06-01T16:00", purpose), first) == [False, False]


def test_before_the_day_they_asked_to_wait_for():
    quiet = at("2026-06-12T00:00")
    for moment, expected in (("2026-06-11T23:59", True), ("2026-06-12T00:00", False)):
        assert early(sent(moment), quiet_until=quiet) == [expected]
    assert early(sent("2026-06-11T23:59")) == [False]


@pytest.mark.parametrize("substantive", [True, False])
def test_what_was_sent_before_they_asked_to_wait_was_not_early(substantive):
    quiet, check = at("2026-06-12T00:00"), sent("2026-06-08T10:00")
    asked = heard("2026-06-09T09:00", substantive=substantive)
    again = sent("2026-06-10T10:00", TouchPurpose.CLOSING_NOTE)
    assert early(check, asked, again, quiet_until=quiet) == [False, False, True]


@pytest.mark.parametrize(
    ("invited", "outcome", "expected"),
    [
        (False, None, True),
        (True, None, False),
        (False, "2026-06-09T10:00", False),
        (True, "2026-06-09T10:00", False),
        (False, "2026-06-09T10:01", True),  # an outcome makes nothing right afterwards
    ],
)
def test_an_invitation_to_connect_waits_for_an_outcome(invited, outcome, expected):
    asked = sent("2026-06-09T10:00", CONNECT, invited=invited, not_before="2026-06-08T09:00")
    assert early(asked, outcome_at=outcome and at(outcome)) == [expected]


def test_the_last_check_in_nobody_answered():
    logged = [sent("2026-06-02T16:00"), heard("2026-06-04T09:00"), sent("2026-06-08T16:00")]
    touches = judged(logged, LONDON, ())
    for moment, expected in (
        ("2026-06-02T15:59", None),
        ("2026-06-03T10:00", "2026-06-02T16:00"),
        ("2026-06-05T10:00", None),
        ("2026-06-09T10:00", "2026-06-08T16:00"),
    ):
        assert last_unanswered_check(touches, at(moment)) == (expected and at(expected))


def test_what_they_said_is_never_early_and_everything_else_is_kept():
    logged = [heard("2026-06-03T09:00"), sent("2026-06-04T09:00", CONNECT, invited=True)]
    inbound, outbound = judged(logged, LONDON, (), quiet_until=at("2026-06-30T00:00"))
    assert (inbound.early, inbound.substantive, inbound.at) == (False, True, logged[0].touch.at)
    assert (outbound.invited, outbound.channel) == (True, TouchChannel.EMAIL)


def test_one_touch_by_itself():
    touch = sent("2026-06-04T09:00").touch
    known = {"not_before": None, "last_check": None, "quiet_until": None, "outcome_known": False}
    assert not is_early(touch, LONDON, (), **known)
    known["last_check"] = touch.at - timedelta(days=1)
    assert is_early(touch, LONDON, (), **known)
