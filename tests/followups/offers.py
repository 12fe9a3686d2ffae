"""Offers on record, and what the Fiction Detector says to a text beside them."""

from datetime import date, timedelta

from afterview.followups.claims import RecordedOffer, check_claims
from afterview.followups.findings import Field

TODAY = date(2026, 6, 12)
YEARLY = RecordedOffer("extended", 28_400_00)
VERBAL = RecordedOffer("verbal", 28_000_00)
EXPIRED = RecordedOffer("extended", 28_400_00, expires_on=TODAY - timedelta(days=1))


def claims(text, *offers, late=False, field=Field.BODY):
    return check_claims(text, offers, late_stage_elsewhere=late, today=TODAY, field=field)


def codes(text, *offers, late=False):
    return [found.code for found in claims(text, *offers, late=late)]
