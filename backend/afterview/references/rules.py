"""When to warm the referees."""

from collections.abc import Container
from datetime import date

from afterview.core.days import add_business_days

# RF-08. UK employers usually ask after a conditional offer, US ones often at the finalist
# stage, and some earlier still, so the earliest of these stages starts the warm-up.
WARM_UP_STATUSES = frozenset({"final_interview", "background_check", "offered"})
WARM_UP_DAYS = 1  # business days; DESIGN, as the referees want 48 hours before names go out


def asks_for_warm_up(status: str) -> bool:
    """Return whether an application at `status` may soon be asked for referees (RF-08)."""
    return status in WARM_UP_STATUSES


def warm_up_due_on(ended_on: date, holidays: Container[date] = ()) -> date:
    """Return the day by which the referees should have been warned (RF-08).

    One business day after `ended_on`, the local day of the interview or of the news that
    moved the application on.
    """
    return add_business_days(ended_on, WARM_UP_DAYS, holidays)
