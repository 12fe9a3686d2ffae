"""Reminders that are history, and nobody looks up any more."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from afterview.core.db import affected
from afterview.notifications.models import Notification, NotificationDelivery

HISTORY_KEPT = timedelta(days=180)


def forget_old(session: Session, at: datetime) -> int:
    """Delete reminders of half a year ago with their deliveries; return how many reminders.

    Of which something is still to be decided stays, however old.
    """
    before = at - HISTORY_KEPT
    session.execute(
        delete(NotificationDelivery).where(
            col(NotificationDelivery.created_at) < before,
            col(NotificationDelivery.next_attempt_at).is_(None),
        )
    )
    return affected(
        session,
        delete(Notification).where(
            col(Notification.created_at) < before, col(Notification.next_at).is_(None)
        ),
    )
