"""Touches by the day after an interview, and the histories the gauge was worked out with."""

from datetime import UTC, datetime
from uuid import UUID

from afterview.touchpoints.gauge import DAY, Touch
from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose

ENDED = datetime(2026, 6, 2, 10, tzinfo=UTC)
EMAIL, PHONE, SMS = TouchChannel.EMAIL, TouchChannel.PHONE, TouchChannel.SMS
THANKS, STATUS = TouchPurpose.THANK_YOU, TouchPurpose.STATUS_CHECK
CLOSING, NEWS = TouchPurpose.CLOSING_NOTE, TouchPurpose.MATERIAL_UPDATE


def after(days: float) -> datetime:
    return ENDED + days * DAY


def sent(
    days: float,
    purpose: TouchPurpose | None,
    channel: TouchChannel = EMAIL,
    *,
    early: bool = False,
    number: int | None = None,
) -> Touch:
    identity = UUID(int=round(days * 1_000) if number is None else number)
    return Touch(identity, after(days), Direction.OUTBOUND, channel, purpose, early=early)


def heard(days: float, *, substantive: bool = True, number: int | None = None) -> Touch:
    identity = UUID(int=round(days * 1_000) if number is None else number)
    return Touch(identity, after(days), Direction.INBOUND, EMAIL, substantive=substantive)


THREE_CALLS = [sent(days, STATUS, PHONE, early=True) for days in (1 / 24, 1, 2)]
"""The article's: rung an hour after the interview, and on the two days after."""
EVERY_TWO_DAYS = [sent(0.2, THANKS), *(sent(days, STATUS, early=True) for days in (2, 4, 6))]
"""By mail, after the thank-you."""
