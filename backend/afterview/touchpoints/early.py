"""Whether a touch came too early, as the gauge counts it (FU-06, factor E). Pure."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from afterview.core.days import add_business_days, at_local
from afterview.touchpoints.gauge import Touch
from afterview.touchpoints.vocabulary import Direction, TouchPurpose

BETWEEN_CHECKS = 5
"""Business days from one unanswered check-in to the next. DESIGN."""
CERTAINLY_SOON = timedelta(days=BETWEEN_CHECKS - 2)
"""Too soon whatever the calendar says: business days are never shorter than days."""
MIDNIGHT = time(0)


@dataclass(frozen=True, slots=True)
class Logged:
    """A touch with what its earliness depends on."""

    touch: Touch
    invited: bool
    substantive: bool
    not_before: datetime | None


def judged(
    logged: Sequence[Logged],
    zone: ZoneInfo,
    holidays: Container[date],
    *,
    quiet_until: datetime | None = None,
    outcome_at: datetime | None = None,
) -> list[Touch]:
    """Return the touches for the gauge, in the order given, which is the order of time.

    Early is: before the day the plan thought fine; less than five business days after a check-in
    nobody answered; before the day they asked to wait for; an invitation to connect before there is
    an outcome, unless they asked for it. They asked to wait in what they said last, so nothing sent
    before that is early by it.
    """
    found: list[Touch] = []
    last_check: datetime | None = None
    inbound = [place for place, one in enumerate(logged) if _is_theirs(one)]
    asked_to_wait = inbound[-1] if inbound else -1
    for place, one in enumerate(logged):
        bare = one.touch
        touch = Touch(
            bare.id,
            bare.at,
            bare.direction,
            bare.channel,
            bare.purpose,
            invited=one.invited,
            substantive=one.substantive,
        )
        if touch.direction is Direction.INBOUND:
            last_check = None if one.substantive else last_check
        else:
            if is_early(
                touch,
                zone,
                holidays,
                not_before=one.not_before,
                last_check=last_check,
                quiet_until=quiet_until if place > asked_to_wait else None,
                outcome_known=outcome_at is not None and outcome_at <= touch.at,
            ):
                touch = replace(touch, early=True)
            if touch.purpose is TouchPurpose.STATUS_CHECK:
                last_check = touch.at
        found.append(touch)
    return found


def _is_theirs(one: Logged) -> bool:
    return one.touch.direction is Direction.INBOUND


def last_unanswered_check(touches: Sequence[Touch], at: datetime) -> datetime | None:
    """When they were last asked where things stand, if nobody has answered by then."""
    last: datetime | None = None
    for touch in touches:
        if touch.at > at:
            break
        if touch.direction is Direction.INBOUND:
            last = None if touch.substantive else last
        elif touch.purpose is TouchPurpose.STATUS_CHECK:
            last = touch.at
    return last


def is_early(
    touch: Touch,
    zone: ZoneInfo,
    holidays: Container[date],
    *,
    not_before: datetime | None,
    last_check: datetime | None,
    quiet_until: datetime | None,
    outcome_known: bool,
) -> bool:
    """Return whether one outbound touch is early; see `judged`."""
    if touch.purpose is TouchPurpose.CONNECT:
        return not (outcome_known or touch.invited)
    if not_before is not None and touch.at < not_before:
        return True
    if quiet_until is not None and touch.at < quiet_until:
        return True
    if touch.purpose is TouchPurpose.STATUS_CHECK and last_check is not None:
        if touch.at - last_check < CERTAINLY_SOON:
            return True
        return touch.at < next_check_from(last_check, zone, holidays)
    return False


def next_check_from(last_check: datetime, zone: ZoneInfo, holidays: Container[date]) -> datetime:
    """From when another check-in is no longer early."""
    day = last_check.astimezone(zone).date()
    return at_local(add_business_days(day, BETWEEN_CHECKS, holidays), MIDNIGHT, zone)
