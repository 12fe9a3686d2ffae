"""Hard stops (HS-01 to HS-10): what nothing in the app gets past. Pure.

A stop is cleared only by changing the fact behind it, and each one names that fact. They hold what
is *planned*: what happened may always be logged. HS-05 (nobody is ambushed) is no channel, and is
told from a to-do's title (`approaches`); HS-11 (a person approves exactly these words) lives where
approvals are made, HS-12 (no error is left in them) in the lint.
"""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from afterview.core.days import at_local
from afterview.touchpoints.facts import Fact, Facts, Plan, Stop
from afterview.touchpoints.gauge import Touch
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose
from afterview.touchpoints.weights import CALLS

# HS-02, HS-03, HS-04; DESIGN, with the harassment statute's "on at least two occasions" behind it.
GRACE_AFTER_NO = timedelta(days=14)
CHECKS_AT_MOST = 2
MONTH = timedelta(days=30)
MONTHLY_AT_MOST = 5
MIDNIGHT = time(0)

FREE = frozenset({TouchPurpose.REPLY, TouchPurpose.REQUESTED, TouchPurpose.SCHEDULING})
"""What they asked for, or what a conversation needs; never counted against anybody."""
COURTESY = frozenset({TouchPurpose.THANK_YOU, TouchPurpose.FEEDBACK_REQUEST})
LAST_WORDS = frozenset({TouchPurpose.STATUS_CHECK, TouchPurpose.CLOSING_NOTE})
PRESSING = frozenset({TouchPurpose.STATUS_CHECK, TouchPurpose.CONNECT, TouchPurpose.REARGUE})
"""What wants something of them."""


def stops(facts: Facts, plan: Plan) -> list[Stop]:
    """Return every stop that keeps a touch from being planned; none means that it may be."""
    found = (
        _do_not_contact(facts, plan),
        _rejected(facts, plan),
        _asked_twice(facts, plan),
        _too_often(facts, plan),
        _private_address(facts, plan),
        _quiet(facts, plan),
        _agency(facts, plan),
        _withdrew(facts, plan),
        _dispute(facts),
    )
    return [stop for stop in found if stop is not None]


def _do_not_contact(facts: Facts, plan: Plan) -> Stop | None:
    """HS-01: somebody there asked for it; a wish about calls stops calls only."""
    if facts.do_not_contact:
        return Stop(
            "HS-01",
            "every message, until they write to you",
            f"{facts.employer} asked not to be contacted.",
            Fact(
                "do_not_contact",
                "Take the mark off the organization once they have written to you.",
                f"{facts.application_href}#facts",
            ),
        )
    if facts.agency_do_not_contact and plan.channel is TouchChannel.VIA_AGENCY:
        return Stop(
            "HS-01",
            "messages through the agency",
            "The agency asked not to be contacted.",
            Fact(
                "do_not_contact",
                "Take the mark off the agency once they have written to you.",
                f"{facts.application_href}#facts",
            ),
        )
    if facts.no_calls and plan.channel in CALLS:
        return Stop(
            "HS-01",
            "calls",
            f"{facts.employer} asked not to be rung.",
            Fact(
                "no_calls",
                "Write instead, or take the mark off.",
                f"{facts.application_href}#facts",
            ),
        )
    return None


def _rejected(facts: Facts, plan: Plan) -> Stop | None:
    """HS-02: after a no there is one thank-you or question, within two weeks, and what they ask."""
    told_at = facts.rejected_at
    if told_at is None or plan.purpose is TouchPurpose.REQUESTED:
        return None
    if plan.purpose in COURTESY and plan.at < told_at + GRACE_AFTER_NO:
        used = any(
            touch.direction is Direction.OUTBOUND
            and touch.purpose in COURTESY
            and touch.at >= told_at
            for touch in facts.touches
        )
        if not used:
            return None
    return Stop(
        "HS-02",
        "everything but one thank-you within 14 days, and what they ask for",
        "They said no. A new vacancy there is a new application.",
        Fact(
            "outcome",
            "If they have changed their mind, move the application on.",
            facts.application_href,
        ),
    )


def _asked_twice(facts: Facts, plan: Plan) -> Stop | None:
    """HS-03: two questions are two; one closing note remains."""
    if plan.purpose not in LAST_WORDS:
        return None
    asked, closed = 0, False
    for touch in facts.touches:
        if touch.at > plan.at:
            break
        if facts.interviewed_at is not None and touch.at <= facts.interviewed_at:
            continue
        if touch.direction is Direction.INBOUND:
            asked, closed = (0, False) if touch.substantive else (asked, closed)
        else:
            asked += touch.purpose is TouchPurpose.STATUS_CHECK
            closed = closed or touch.purpose is TouchPurpose.CLOSING_NOTE
    if asked < CHECKS_AT_MOST or (plan.purpose is TouchPurpose.CLOSING_NOTE and not closed):
        return None
    closing = "You have closed the matter." if closed else "One closing note remains."
    return Stop(
        "HS-03",
        "further check-ins",
        f"You have asked twice, and nobody has answered. {closing}",
        Fact(
            "touchpoints",
            "Log their answer, if there was one.",
            f"{facts.application_href}#touchpoints",
        ),
    )


def _too_often(facts: Facts, plan: Plan) -> Stop | None:
    """HS-04: five in thirty days, or a second one on the same day. A panel's thanks are one."""
    if plan.purpose in FREE:
        return None
    counted = [
        touch
        for touch in facts.at_employer
        if touch.direction is Direction.OUTBOUND and touch.purpose not in FREE
    ]
    href = f"{facts.application_href}#touchpoints"
    day = plan.at.astimezone(facts.zone).date()
    today = [touch for touch in counted if touch.at.astimezone(facts.zone).date() == day]
    panel = plan.purpose is TouchPurpose.THANK_YOU
    if panel and today and all(touch.purpose is TouchPurpose.THANK_YOU for touch in today):
        return None
    month = _panels_as_one(
        [touch for touch in counted if plan.at - MONTH < touch.at <= plan.at], facts.zone
    )
    if len(month) >= MONTHLY_AT_MOST:
        again = month[-MONTHLY_AT_MOST] + MONTH
        return Stop(
            "HS-04",
            "further messages",
            f"{facts.employer} has had {len(month)} messages from you in 30 days.",
            Fact("touchpoints", f"Wait until {_day(again, facts.zone)}.", href),
            lifts_at=again,
        )
    if today:
        return Stop(
            "HS-04",
            "a second message on one day",
            f"{facts.employer} has heard from you that day already.",
            Fact("touchpoints", "Choose another day.", href),
            lifts_at=at_local(day + timedelta(days=1), MIDNIGHT, facts.zone),
        )
    return None


def _panels_as_one(touches: Sequence[Touch], zone: ZoneInfo) -> list[datetime]:
    """When each touch was, in order of time; the thanks of one day are one, the last of them."""
    found: dict[object, datetime] = {}
    for touch in sorted(touches, key=lambda one: one.at):
        thanks = touch.purpose is TouchPurpose.THANK_YOU
        found[touch.at.astimezone(zone).date() if thanks else touch.id] = touch.at
    return sorted(found.values())


def _private_address(facts: Facts, plan: Plan) -> Stop | None:
    """HS-06: an address somebody did not give you, or asked you not to use."""
    if plan.address_usable:
        return None
    return Stop(
        "HS-06",
        "this address",
        "They did not give you this address, or asked you not to use it.",
        Fact(
            "addresses",
            "Use one they gave you; mark an address as given once they have.",
            facts.application_href,
        ),
    )


def _quiet(facts: Facts, plan: Plan) -> Stop | None:
    """HS-07: they said when; only real news may come before."""
    if facts.quiet_until is None or plan.purpose in FREE | {TouchPurpose.MATERIAL_UPDATE}:
        return None
    if plan.at.astimezone(facts.zone).date() >= facts.quiet_until:
        return None
    day = facts.quiet_until
    return Stop(
        "HS-07",
        "everything but real news, until then",
        f"They asked for time until {day.day} {day:%B}.",
        Fact(
            "quiet_until",
            "Change the day if they named another.",
            f"{facts.application_href}#facts",
        ),
        lifts_at=at_local(day, MIDNIGHT, facts.zone),
    )


def _agency(facts: Facts, plan: Plan) -> Stop | None:
    """HS-08: with an agency in between, the agency does the talking."""
    if not facts.through_agency or plan.channel is TouchChannel.VIA_AGENCY:
        return None
    if plan.purpose in FREE:
        return None
    return Stop(
        "HS-08",
        "writing to the employer directly",
        "An agency stands between you: write to your consultant.",
        Fact(
            "direct_contact_permitted",
            "Say so if the agency has agreed in writing.",
            f"{facts.application_href}#facts",
        ),
    )


def _withdrew(facts: Facts, plan: Plan) -> Stop | None:
    """HS-09: who has left says one courteous word, and no more."""
    left_at = facts.withdrew_at
    if left_at is None or plan.purpose in FREE:
        return None
    fact = Fact("outcome", "Move the application on if it is alive again.", facts.application_href)
    blocks = "everything after one courteous message"
    if plan.purpose in PRESSING:
        return Stop("HS-09", blocks, "You withdrew: there is nothing left to ask for.", fact)
    said = any(
        touch.direction is Direction.OUTBOUND and touch.purpose not in FREE and touch.at >= left_at
        for touch in facts.touches
    )
    if not said:
        return None
    return Stop("HS-09", blocks, "You withdrew, and have told them so.", fact)


def _dispute(facts: Facts) -> Stop | None:
    """HS-10: where lawyers may read along, nothing is drafted here."""
    if not facts.legal_dispute:
        return None
    return Stop(
        "HS-10",
        "every draft",
        "A dispute or complaint is under way. Take advice before you write; time limits are short. "
        "Great Britain: Acas; a tribunal claim normally has three months less a day (a reform is "
        "pending). United States: the EEOC; 180 or 300 days. Common knowledge as of November 2026, "
        "to be checked, and not advice.",
        Fact(
            "legal_dispute",
            "Take the mark off once it is settled.",
            f"{facts.application_href}#facts",
        ),
    )


def _day(at: datetime, zone: ZoneInfo) -> str:
    day = at.astimezone(zone).date()
    return f"{day.day} {day:%B}"
