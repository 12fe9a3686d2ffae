"""The pressure gauge between "interested" and "irritating" (FU-06): what it says, with numbers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from afterview.followups.rules import half_up
from afterview.touchpoints.gauge import (
    DAY,
    LABELS,
    PUSHING,
    Band,
    Decision,
    band,
    cool_down_days,
    planned,
    pressure,
    weigh,
)
from afterview.touchpoints.vocabulary import TouchChannel, TouchPurpose
from afterview.touchpoints.weights import COUNTED, DEFAULT, HURRIED
from tests.factories.touches import (
    CLOSING,
    EVERY_TWO_DAYS,
    NEWS,
    PHONE,
    SMS,
    STATUS,
    THANKS,
    THREE_CALLS,
    after,
    heard,
    sent,
)

MICROSECOND = timedelta(microseconds=1)
INTERESTED, KEEN, PUSHED, SIEGE = Band
A = [sent(0.2, THANKS), sent(7, STATUS), sent(16, STATUS), sent(30, CLOSING)]
D = [sent(0.2, THANKS), sent(7, STATUS), heard(8), sent(20, STATUS)]
E = [
    sent(0.1, THANKS, number=1),
    sent(0.1, TouchPurpose.CONNECT, TouchChannel.LINKEDIN_CONNECT, early=True, number=2),
    sent(1, STATUS, SMS, early=True),
]
F = [sent(0.2, THANKS), sent(5, NEWS), sent(7, NEWS, PHONE)]


@pytest.mark.parametrize(
    ("touches", "loads", "indices", "bands"),
    [
        pytest.param(
            A,
            [10.00, 25.10, 35.30, 23.82],
            [10, 25, 35, 24],
            [INTERESTED, KEEN, KEEN, INTERESTED],
            id="A default plan",
        ),
        pytest.param(
            THREE_CALLS,
            [52.50, 113.37, 181.43],
            [53, 100, 100],
            [PUSHED, SIEGE, SIEGE],
            id="B the article",
        ),
        pytest.param(
            EVERY_TWO_DAYS,
            [10.00, 38.37, 68.97, 101.58],
            [10, 38, 69, 100],
            [INTERESTED, KEEN, PUSHED, SIEGE],
            id="C email every two days",
        ),
        pytest.param(
            D,
            [10.00, 25.10, 5.68, 21.73],
            [10, 25, 6, 22],
            [INTERESTED, KEEN, INTERESTED, INTERESTED],
            id="D they answered",
        ),
        pytest.param(
            E,
            [40.00, 40.00, 120.96],  # two touches at one instant
            [40, 40, 100],
            [KEEN, KEEN, SIEGE],
            id="E new-media blitz",
        ),
        pytest.param(
            F,
            [10.00, 18.22, 41.19],
            [10, 18, 41],
            [INTERESTED, INTERESTED, KEEN],
            id="F honest deadline",
        ),
    ],
)
def test_the_worked_examples(touches, loads, indices, bands):
    found = [pressure(touches, touch.at) for touch in touches]
    assert [one.load for one in found] == pytest.approx(loads, abs=0.005)
    assert [half_up(one.index) for one in found] == indices
    assert [one.band for one in found] == bands


def test_case_e_is_ten_before_the_invitation():
    assert pressure(E[:1], E[0].at).load == 10


def test_case_g_the_cool_down_is_twelve_days_and_a_half():
    assert cool_down_days(68.97, 30) == pytest.approx(12.5, abs=0.05)
    third = planned(EVERY_TWO_DAYS[:3], sent(4, STATUS, number=9))
    assert third.contribution.position == 3
    assert third.contribution.load == 30
    assert third.before == pytest.approx(68.97, abs=0.005)
    assert (third.fine_from - third.contribution.touch.at) / DAY == pytest.approx(12.5, abs=0.05)


def test_calling_three_times_is_a_siege_on_day_one():
    assert pressure(THREE_CALLS, after(1) - MICROSECOND).band is not Band.IRRITATING
    assert pressure(THREE_CALLS, after(1)).band is Band.IRRITATING


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        (0, Band.INTERESTED),
        (24.999, Band.INTERESTED),
        (25, Band.KEEN),
        (49.999, Band.KEEN),
        (50, Band.PUSHING),
        (74.999, Band.PUSHING),
        (75, Band.IRRITATING),
        (1e9, Band.IRRITATING),
    ],
)
def test_bands_begin_at_their_number(load, expected):
    assert band(load) is expected


def test_every_band_has_its_label():
    assert list(LABELS.values()) == ["Interested", "Keen", "Pushing it", "Siege"]
    assert set(LABELS) == set(Band)


def test_every_channel_and_purpose_has_its_weight():
    channels = {
        "via_agency": 10,
        "post": 10,
        "email": 20,
        "linkedin_connect": 20,
        "linkedin_message": 30,
        "phone": 35,
        "voicemail": 35,
        "sms": 45,
        "social_other": 60,
        "video": 35,
        "in_person_invited": 35,
    }
    purposes = {
        "reply": 0,
        "requested": 0,
        "scheduling": 0.2,
        "thank_you": 0.5,
        "closing_note": 0.5,
        "material_update": 0.6,
        "feedback_request": 0.6,
        "status_check": 1,
        "connect": 1,
        "reargue": 2,
    }
    assert {**DEFAULT.channel} == channels
    assert {**DEFAULT.purpose} == purposes
    assert set(channels) == set(TouchChannel)
    assert set(purposes) == set(TouchPurpose)


@pytest.mark.parametrize("purpose", TouchPurpose)
def test_only_what_waits_for_an_answer_makes_a_run(purpose):
    counts = purpose not in {"reply", "requested", "scheduling", "thank_you"}
    assert (purpose in COUNTED) is counts
    assert pressure([sent(1, purpose)], after(2)).unanswered == counts
    assert weigh(sent(1, purpose), 3).position == (4 if counts else 1)
    assert weigh(sent(1, purpose), 3).silence == (1.75 if counts else 1)


@pytest.mark.parametrize("purpose", TouchPurpose)
def test_only_a_question_can_be_too_early(purpose):
    hurried = purpose in {"status_check", "connect", "closing_note", "reargue"}
    assert (purpose in HURRIED) is hurried
    assert weigh(sent(1, purpose, early=True), 0).early == (1.5 if hurried else 1)
    assert weigh(sent(1, purpose), 0).early == 1


@pytest.mark.parametrize("channel", TouchChannel)
@pytest.mark.parametrize("region", ["", "GB", "GB-SCT", "US", "DE"])
@pytest.mark.parametrize("invited", [False, True])
def test_a_cold_call_weighs_more_in_great_britain(channel, region, invited):
    touch = replace(sent(1, STATUS, channel), invited=invited)
    cold = channel in {"phone", "voicemail"} and region.startswith("GB") and not invited
    assert weigh(touch, 0, region).region == (1.2 if cold else 1)
    assert weigh(touch, 0, region).load == DEFAULT.channel[channel] * (1.2 if cold else 1)


def test_an_automatic_reply_settles_nothing():
    silent = [sent(1, STATUS), heard(2, substantive=False), sent(9, STATUS)]
    assert pressure(silent, after(9)) == pressure([silent[0], silent[2]], after(9))
    assert pressure(silent, after(9)).unanswered == 2


def test_an_answer_settles_three_quarters_and_begins_a_new_run():
    answered = [sent(1, STATUS), sent(2, STATUS), heard(3), sent(3.5, STATUS)]
    before, there = (pressure(answered, after(3) - change) for change in (MICROSECOND, 0 * DAY))
    assert there.load == pytest.approx(before.load / 4)
    assert [one.position for one in pressure(answered, after(4)).contributions] == [1, 2, 1]
    twice = pressure([*answered[:3], heard(3.1)], after(3.1))
    once = pressure(answered[:3], after(3.1))
    assert twice.load == pytest.approx(once.load / 4)


def test_what_a_touch_weighed_is_shown_with_what_is_left():
    (one,) = pressure([sent(0, STATUS, PHONE, early=True)], after(7), "GB").contributions
    assert (one.channel, one.purpose, one.silence, one.early, one.region) == (35, 1, 1, 1.5, 1.2)
    assert one.load == pytest.approx(63)
    assert one.remaining == pytest.approx(31.5)


def test_what_has_not_happened_yet_does_not_weigh():
    assert pressure(A, after(0.1)).contributions == ()
    later = planned(A, sent(1, STATUS, number=9))
    assert later.contribution.position == 1
    assert later.before == pressure(A[:1], after(1)).load


def test_a_touch_without_a_purpose_weighs_nothing():
    assert pressure([sent(1, None)], after(1)).load == 0


@pytest.mark.parametrize(
    ("touches", "decision", "where"),
    [
        ([], Decision.ALLOW, Band.INTERESTED),
        ([sent(1, STATUS)], Decision.ALLOW, Band.KEEN),
        ([sent(1, STATUS), sent(1.5, STATUS)], Decision.NEEDS_REASON, Band.PUSHING),
        (THREE_CALLS, Decision.BLOCKED, Band.IRRITATING),
    ],
)
def test_the_decision_looks_at_the_needle_afterwards(touches, decision, where):
    asked = planned(touches, sent(2, STATUS, number=9))
    assert (asked.decision, asked.band) == (decision, where)
    assert asked.after == pytest.approx(asked.before + asked.contribution.load)
    fine_now = asked.fine_from == asked.contribution.touch.at
    assert fine_now is (decision is Decision.ALLOW)


@pytest.mark.parametrize("purpose", [TouchPurpose.REPLY, TouchPurpose.REQUESTED])
def test_what_they_asked_for_is_fine_in_the_middle_of_a_siege(purpose):
    asked = planned(THREE_CALLS, sent(2, purpose, PHONE, number=9))
    assert (asked.decision, asked.fine_from) == (Decision.ALLOW, after(2))
    assert asked.after == asked.before


def test_what_is_too_much_by_itself_is_never_fine():
    reargued = planned([], sent(1, TouchPurpose.REARGUE, SMS))
    assert (reargued.decision, reargued.fine_from) == (Decision.BLOCKED, None)
    assert planned([], sent(1, STATUS, SMS)).fine_from == after(1)
    assert cool_down_days(0, PUSHING) is None
    assert cool_down_days(0, PUSHING - 0.001) == 0
    assert cool_down_days(1e6, 0) == 0
