"""What is due now, over all accounts, becomes reminders; and each reminder becomes a delivery.

Called once a minute. What was said already is looked at again only when its own time comes, and
what is open then is said once more, or what was held back goes.
"""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from afterview.core.clock import Clock, Now
from afterview.core.db import transaction
from afterview.core.settings import Settings
from afterview.flows.reminder_sources import SOURCES
from afterview.notifications import delivery, planning
from afterview.notifications.models import Notification
from afterview.notifications.planning import Agenda
from afterview.notifications.rules import Window
from afterview.winddown.models import WindDown

BATCH = 500
QUEUED_AT_ONCE = 50
ROUNDS = 40
"""So many batches a minute at most; the next minute goes on."""
UTC = ZoneInfo("UTC")

log = logging.getLogger(__name__)


def plan(engine: Engine, clock: Clock, _settings: Settings) -> int:
    """Tell everybody what is due; return how many reminders go out. Called once a minute."""
    now = Now(clock(), UTC)
    told, broken = 0, set[UUID]()
    for _ in range(ROUNDS):
        agendas = _collect(engine, now)
        accounts = [owner_id for owner_id in agendas if owner_id not in broken]
        for owner_id in accounts:
            try:
                with transaction(engine, now) as session:
                    windows = quiet_windows(session, owner_id, now.at)
                    told += planning.plan(session, owner_id, agendas[owner_id], windows, now.at)
            except Exception:
                broken.add(owner_id)  # one account must not silence the others
                log.exception("no reminders for one account", extra={"account": str(owner_id)})
        if not accounts:
            break
    _try_again(engine, now)
    return told


def deliver(engine: Engine, clock: Clock, settings: Settings, delivery_id: str) -> None:
    """The job: one batch of reminders on one channel, unless it became quiet meanwhile."""
    delivery.deliver(engine, clock, settings, UUID(delivery_id), quiet_windows)


def _try_again(engine: Engine, now: Now) -> None:
    """Queue the deliveries whose time has come again, a few at a time, so that requests get by."""
    with transaction(engine, now) as session:
        waiting = planning.waiting(session, now.at)
    for start in range(0, len(waiting), QUEUED_AT_ONCE):
        with transaction(engine, now) as session:
            for delivery_id, due_at in waiting[start : start + QUEUED_AT_ONCE]:
                planning.queue_delivery(session, delivery_id, due_at, now.at)


def quiet_windows(session: Session, owner_id: UUID, at: datetime) -> list[Window]:
    """The quiet windows after interviews that are open now (WD-05)."""
    statement = select(col(WindDown.starts_at), col(WindDown.quiet_until)).where(
        col(WindDown.owner_id) == owner_id,
        col(WindDown.quiet_until) > at,
        col(WindDown.starts_at) <= at,
    )
    return [Window(row.starts_at, row.quiet_until) for row in session.execute(statement)]


def _collect(engine: Engine, now: Now) -> dict[UUID, Agenda]:
    """By account, everything that has to be decided now."""
    found: defaultdict[UUID, Agenda] = defaultdict(Agenda)
    with transaction(engine, now) as session:
        again = _looked_at_again(session, now.at)
        for owner_id, _, subject_id in again:
            found[owner_id].again.add(subject_id)
        for source in SOURCES:
            subject_ids = [subject_id for _, kind, subject_id in again if kind is source.kind]
            if subject_ids:
                for row in session.execute(source.again(now.at, subject_ids)):
                    found[row.owner_id].news.append(source.words(row))
            for row in session.execute(source.fresh(now.at, BATCH)):
                news = source.words(row)
                if news.since <= now.at:
                    found[row.owner_id].news.append(news)
    return dict(found)


def _looked_at_again(session: Session, at: datetime) -> Sequence[Any]:
    statement: Any = (
        select(
            col(Notification.owner_id), col(Notification.subject_kind), col(Notification.subject_id)
        )
        .where(col(Notification.next_at) <= at)
        .order_by(col(Notification.next_at))
        .limit(BATCH)
    )
    return session.execute(statement).all()
