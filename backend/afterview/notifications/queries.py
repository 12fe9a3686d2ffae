"""Reading channels, preferences and the inbox."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import Session, col

from afterview.core.db import columns, find
from afterview.core.pages import Page, PageQuery, Sort, by, by_instant, fetch
from afterview.notifications.models import (
    Notification,
    NotificationChannel,
    NotificationDelivery,
    NotificationPreference,
)
from afterview.notifications.schemas import (
    ChannelRead,
    DeliveryRead,
    NotificationQuery,
    NotificationRead,
)

NEVER_SAID = 0
"""Version of preferences that nobody has changed."""


def _sorts() -> dict[str, Sort]:
    created, created_down = by_instant(col(Notification.created_at), col(Notification.id))
    updated, updated_down = by_instant(col(Notification.updated_at), col(Notification.id))
    return {
        "created_at": created,
        "-created_at": created_down,
        "updated_at": updated,
        "-updated_at": updated_down,
    }


_SORTS = _sorts()
_OLDEST_FIRST = {"id": by(col(NotificationChannel.id), col(NotificationChannel.id), UUID)[0]}


def channels(session: Session, owner_id: UUID, query: PageQuery) -> Page[ChannelRead]:
    """A page of channels, the oldest first."""
    statement = select(*columns(NotificationChannel)).where(
        col(NotificationChannel.owner_id) == owner_id
    )
    rows, after = fetch(session, statement, _OLDEST_FIRST, sort="id", query=query)
    return Page(items=[ChannelRead.model_validate(row) for row in rows], next=after)


def preference(session: Session, owner_id: UUID) -> NotificationPreference:
    """What somebody chose, or the defaults in a row that is not in the database yet."""
    found = find(session, NotificationPreference, owner_id=owner_id)
    return found or NotificationPreference(owner_id=owner_id, version=NEVER_SAID)


def notifications(
    session: Session, owner_id: UUID, query: NotificationQuery
) -> Page[NotificationRead]:
    """A page of the inbox."""
    statement: Select[Any] = select(*columns(Notification)).where(
        col(Notification.owner_id) == owner_id
    )
    if query.unread is not None:
        read_at = col(Notification.read_at)
        statement = statement.where(read_at.is_(None) if query.unread else read_at.is_not(None))
    if query.held is not None:
        sent_at = col(Notification.sent_at)
        statement = statement.where(sent_at.is_(None) if query.held else sent_at.is_not(None))
    if query.subject_kind:
        statement = statement.where(col(Notification.subject_kind).in_(query.subject_kind))
    if query.updated_since is not None:
        statement = statement.where(col(Notification.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=_reads(session, owner_id, rows), next=after)


def notification_read(session: Session, found: Notification) -> NotificationRead:
    """One notification as it is sent."""
    statement = select(*columns(Notification)).where(col(Notification.id) == found.id)
    rows = session.connection().execute(statement).all()
    return _reads(session, found.owner_id, rows)[0]


def _reads(session: Session, owner_id: UUID, rows: Sequence[Any]) -> list[NotificationRead]:
    batches = {row.batch_id for row in rows if row.batch_id is not None}
    statement = (
        select(*columns(NotificationDelivery))
        .where(
            col(NotificationDelivery.batch_id).in_(batches),
            col(NotificationDelivery.owner_id) == owner_id,
        )
        .order_by(col(NotificationDelivery.id))
    )
    deliveries: dict[UUID, list[DeliveryRead]] = {}
    for row in session.connection().execute(statement):
        deliveries.setdefault(row.batch_id, []).append(_delivery(row))
    return [
        NotificationRead.model_validate(
            dict(row._mapping)
            | {
                "deliveries": deliveries.get(row.batch_id, []),
                "held_until": row.next_at if row.sent_at is None else None,
            }
        )
        for row in rows
    ]


def _delivery(row: Any) -> DeliveryRead:
    status = "sent" if row.sent_at else "failed" if row.failed_at else "queued"
    waits = status == "queued" and row.attempted_at is None
    return DeliveryRead.model_validate(
        dict(row._mapping)
        | {"status": status, "next_attempt_at": row.next_attempt_at if waits else None}
    )
