"""The hard stops: when they hold, what they let through, and which fact they name (HS-01 to 10)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from afterview.touchpoints.facts import Facts, Plan
from afterview.touchpoints.gauge import Touch
from afterview.touchpoints.stops import FREE, stops
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 6, 30, 10, tzinfo=UTC)
EMAIL, PHONE = TouchChannel.EMAIL, TouchChannel.PHONE
STATUS, THANKS = TouchPurpose.STATUS_CHECK, TouchPurpose.THANK_YOU
CLOSING, NEWS = TouchPurpose.CLOSING_NOTE, TouchPurpose.MATERIAL_UPDATE
FEEDBACK, REQUESTED = TouchPurpose.FEEDBACK_REQUEST, TouchPurpose.REQUESTED
FACTS = Facts(NOW, LONDON, "Mecca", "/applications/1")
ALL = set(TouchPurpose)


def sent(days, purpose=STATUS, channel=EMAIL):
    number = round(days * 86_400) + 10**9
    return Touch(UUID(int=number), NOW + timedelta(days=days), Direction.OUTBOUND, channel, purpose)


def heard(days, *, substantive=True, purpose=None):
    at = NOW + timedelta(days=days)
    return Touch(UUID(int=1), at, Direction.INBOUND, EMAIL, purpose, substantive=substantive)


def ids(facts, purpose=STATUS, channel=EMAIL, at=NOW, *, usable=True):
    return [stop.id for stop in stops(facts, Plan(at, channel, purpose, usable))]


def allowed(facts, channel=EMAIL, at=NOW):
    return {purpose for purpose in TouchPurpose if not ids(facts, purpose, channel, at)}


def only(facts, purpose=STATUS, channel=EMAIL, at=NOW):
    (stop,) = stops(facts, Plan(at, channel, purpose))
    return stop


def test_nothing_stands_in_the_way_by_itself():
    for channel in TouchChannel:
        assert allowed(FACTS, channel) == ALL


def test_each_names_what_would_have_to_change():
    cases = {
        "HS-01": (replace(FACTS, do_not_contact=True), "do_not_contact"),
        "HS-02": (replace(FACTS, rejected_at=NOW), "outcome"),
        "HS-03": (replace(FACTS, touches=[sent(-9), sent(-4)]), "touchpoints"),
        "HS-04": (replace(FACTS, at_employer=[sent(0)]), "touchpoints"),
        "HS-07": (replace(FACTS, quiet_until=date(2026, 7, 9)), "quiet_until"),
        "HS-08": (replace(FACTS, through_agency=True), "direct_contact_permitted"),
        "HS-09": (replace(FACTS, withdrew_at=NOW), "outcome"),
        "HS-10": (replace(FACTS, legal_dispute=True), "legal_dispute"),
    }
    for identity, (facts, fact) in cases.items():
        stop = only(facts)
        assert (stop.id, stop.fact.name) == (identity, fact)
        assert stop.fact.href.startswith("/applications/1")
        assert all((stop.blocks, stop.why, stop.fact.how))
        cleared = replace(FACTS, now=facts.now)
        assert ids(cleared) == []
    (private,) = stops(FACTS, Plan(NOW, EMAIL, STATUS, address_usable=False))
    assert (private.id, private.fact.name) == ("HS-06", "addresses")


def test_all_that_hold_are_named():
    facts = replace(
        FACTS,
        do_not_contact=True,
        rejected_at=NOW,
        quiet_until=date(2026, 7, 9),
        through_agency=True,
        withdrew_at=NOW,
        legal_dispute=True,
        touches=[sent(-9), sent(-4)],
        at_employer=[sent(0)],
    )
    assert ids(facts, usable=False) == [
        f"HS-{number:02}" for number in (1, 2, 3, 4, 6, 7, 8, 9, 10)
    ]


class TestDoNotContact:
    def test_it_stops_everything(self):
        facts = replace(FACTS, do_not_contact=True)
        for channel in TouchChannel:
            assert allowed(facts, channel) == set()
        assert "Mecca" in only(facts).why

    def test_no_calls_stops_calls(self):
        facts = replace(FACTS, no_calls=True)
        for channel in TouchChannel:
            calls = channel in {TouchChannel.PHONE, TouchChannel.VOICEMAIL}
            assert allowed(facts, channel) == (set() if calls else ALL)
        assert only(facts, channel=PHONE).fact.name == "no_calls"


class TestRejected:
    def test_one_courtesy_in_two_weeks_and_what_they_ask_for(self):
        facts = replace(FACTS, rejected_at=NOW)
        assert allowed(facts) == {THANKS, FEEDBACK, REQUESTED}
        in_time = NOW + timedelta(days=14) - timedelta(seconds=1)
        assert allowed(facts, at=in_time) == {THANKS, FEEDBACK, REQUESTED}
        assert allowed(facts, at=NOW + timedelta(days=14)) == {REQUESTED}

    @pytest.mark.parametrize("purpose", [THANKS, FEEDBACK])
    def test_it_is_one_of_the_two(self, purpose):
        facts = replace(FACTS, rejected_at=NOW - timedelta(days=2), touches=[sent(-1, purpose)])
        assert allowed(facts) == {REQUESTED}

    def test_what_was_said_before_the_no_does_not_use_it_up(self):
        facts = replace(FACTS, rejected_at=NOW, touches=[sent(-1, THANKS), sent(-0.5, FEEDBACK)])
        assert allowed(facts) == {THANKS, FEEDBACK, REQUESTED}

    def test_what_they_asked_for_does_not_use_it_up(self):
        facts = replace(
            FACTS, rejected_at=NOW - timedelta(days=2), touches=[sent(-1, REQUESTED), heard(-1)]
        )
        assert allowed(facts) == {THANKS, FEEDBACK, REQUESTED}


class TestAskedTwice:
    def test_the_third_question_is_one_too_many(self):
        assert allowed(replace(FACTS, touches=[sent(-9)])) == ALL
        twice = replace(FACTS, touches=[sent(-9), sent(-4)])
        assert allowed(twice) == ALL - {STATUS}
        assert "One closing note remains." in only(twice).why

    def test_one_closing_note_remains(self):
        closed = replace(FACTS, touches=[sent(-9), sent(-4), sent(-1, CLOSING)])
        assert allowed(closed) == ALL - {STATUS, CLOSING}
        assert "closed" in only(closed, CLOSING).why

    def test_an_answer_begins_anew(self):
        for touches in (
            [sent(-9), sent(-4), heard(-1)],
            [sent(-9), heard(-5), sent(-4)],
            [sent(-9), sent(-4), sent(-3, CLOSING), heard(-1)],
        ):
            assert allowed(replace(FACTS, touches=touches)) == ALL

    def test_an_automatic_reply_does_not(self):
        facts = replace(FACTS, touches=[sent(-9), heard(-5, substantive=False), sent(-4)])
        assert ids(facts) == ["HS-03"]

    def test_only_ones_own_questions_count(self):
        theirs = heard(-5, substantive=False, purpose=STATUS)
        assert allowed(replace(FACTS, touches=[sent(-9), theirs])) == ALL

    def test_only_what_comes_before_counts(self):
        assert ids(replace(FACTS, touches=[sent(-9), sent(4)])) == []
        assert ids(replace(FACTS, touches=[sent(-9), sent(0)])) == ["HS-03"]


class TestTooOften:
    def test_the_sixth_in_thirty_days_waits(self):
        four = [sent(days) for days in (-29, -20, -10, -5)]
        assert allowed(replace(FACTS, at_employer=four)) == ALL
        five = replace(FACTS, at_employer=[*four, sent(-1)])
        assert allowed(five) == FREE
        assert only(five).fact.how == "Wait until 1 July."
        assert allowed(five, at=NOW + timedelta(days=1)) == ALL
        assert allowed(five, at=NOW + timedelta(days=1) - timedelta(seconds=1)) == FREE

    def test_thirty_days_ago_is_over(self):
        five = [sent(days) for days in (-30, -20, -10, -5, -1)]
        assert allowed(replace(FACTS, at_employer=five)) == ALL

    def test_the_day_named_is_the_day_it_works(self):
        seven = replace(FACTS, at_employer=[sent(days) for days in range(-29, -1, 4)])
        assert only(seven).fact.how == "Wait until 9 July."  # until the third has passed too
        assert allowed(seven, at=NOW + timedelta(days=9)) == ALL
        assert allowed(seven, at=NOW + timedelta(days=9) - timedelta(seconds=1)) == FREE

    @pytest.mark.parametrize("purpose", sorted(FREE))
    def test_what_they_asked_for_does_not_count(self, purpose):
        touches = [sent(-days, purpose) for days in range(20)]
        assert allowed(replace(FACTS, at_employer=touches)) == ALL

    def test_a_second_one_on_a_day_waits_for_another(self):
        for purpose in ALL - FREE - {THANKS}:
            again = replace(FACTS, at_employer=[sent(-0.1, purpose)])
            assert allowed(again) == FREE
            assert only(again).fact.how == "Choose another day."

    def test_a_later_one_that_day_counts_too(self):
        assert ids(replace(FACTS, at_employer=[sent(0.1)])) == ["HS-04"]

    def test_thanks_to_a_panel_are_one(self):
        thanked = replace(FACTS, at_employer=[sent(-0.01, THANKS), sent(-0.02, THANKS)])
        assert allowed(thanked) == FREE | {THANKS}
        mixed = replace(FACTS, at_employer=[sent(-0.01, THANKS), sent(-0.02)])
        assert allowed(mixed) == FREE

    def test_a_panel_of_six_is_one_of_five_too(self):
        panel = [sent(-2 - number / 100, THANKS) for number in range(6)]
        assert allowed(replace(FACTS, at_employer=panel)) == ALL
        full = [*panel, *(sent(days) for days in (-9, -8, -7, -6))]
        assert allowed(replace(FACTS, at_employer=full)) == FREE

    def test_the_rest_of_a_panel_is_thanked_even_when_the_month_is_full(self):
        touches = [sent(-0.01, THANKS), *(sent(days) for days in (-9, -8, -7, -6))]
        assert allowed(replace(FACTS, at_employer=touches)) == FREE | {THANKS}

    def test_a_day_ends_at_the_employers_midnight(self):
        evening = datetime(2026, 6, 29, 22, 30, tzinfo=UTC)  # half past eleven in London
        before, past = evening + timedelta(minutes=29), evening + timedelta(minutes=30)
        wrote = replace(sent(0), at=evening)
        london = replace(FACTS, at_employer=[wrote])
        assert ids(london, at=before) == ["HS-04"]
        assert ids(london, at=past) == []
        new_york = replace(london, zone=ZoneInfo("America/New_York"))
        assert ids(new_york, at=past) == ["HS-04"]

    def test_what_they_said_does_not_count(self):
        assert ids(replace(FACTS, at_employer=[heard(0)])) == []


def test_a_private_address_is_not_used():
    for purpose in TouchPurpose:
        assert ids(FACTS, purpose, usable=False) == ["HS-06"]


class TestQuiet:
    def test_only_news_and_answers_before_the_day_they_named(self):
        facts = replace(FACTS, quiet_until=date(2026, 7, 9))
        assert allowed(facts) == FREE | {NEWS}
        assert "9 July" in only(facts).why

    def test_it_ends_at_the_employers_midnight(self):
        facts = replace(FACTS, quiet_until=date(2026, 7, 9))
        midnight = datetime(2026, 7, 8, 23, tzinfo=UTC)
        assert ids(facts, at=midnight - timedelta(seconds=1)) == ["HS-07"]
        assert ids(facts, at=midnight) == []
        new_york = replace(facts, zone=ZoneInfo("America/New_York"))
        assert ids(new_york, at=midnight) == ["HS-07"]


def test_with_an_agency_in_between_only_it_is_written_to():
    facts = replace(FACTS, through_agency=True)
    assert allowed(facts, TouchChannel.VIA_AGENCY) == ALL
    for channel in set(TouchChannel) - {TouchChannel.VIA_AGENCY}:
        assert allowed(facts, channel) == FREE


class TestWithdrew:
    def test_one_courteous_message_is_left(self):
        facts = replace(FACTS, withdrew_at=NOW - timedelta(days=2))
        assert allowed(facts) == FREE | {THANKS, CLOSING, NEWS, FEEDBACK}
        assert "nothing left" in only(facts).why

    @pytest.mark.parametrize("purpose", sorted(ALL - FREE))
    def test_and_then_none(self, purpose):
        facts = replace(FACTS, withdrew_at=NOW - timedelta(days=2), touches=[sent(-1, purpose)])
        assert allowed(facts) == FREE
        assert only(facts, THANKS).why == "You withdrew, and have told them so."

    @pytest.mark.parametrize("touch", [sent(-3, THANKS), sent(-1, REQUESTED), heard(-1)])
    def test_only_ones_own_words_since_then_are_that_message(self, touch):
        facts = replace(FACTS, withdrew_at=NOW - timedelta(days=2), touches=[touch])
        assert ids(facts, CLOSING) == []


def test_in_a_dispute_nothing_is_drafted():
    facts = replace(FACTS, legal_dispute=True)
    assert allowed(facts) == set()
    why = only(facts).why
    assert all(word in why for word in ("Acas", "EEOC", "time limits", "not advice"))
