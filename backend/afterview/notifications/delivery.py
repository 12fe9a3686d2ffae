"""One batch on one channel: the attempt is written down before it, its result after it.

A process that dies in between leaves an attempt without a result. It is repeated once, under the
same tag, so a reminder may arrive twice, and never a third time: better than not at all, for a
reminder. (Mail to an employer is held to more than that; see followups.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select
from sqlmodel import Session, col

from afterview.accounts.models import Account
from afterview.core.clock import Clock, Now
from afterview.core.crypto import SecretUnreadable, Vault, vault_of
from afterview.core.db import transaction
from afterview.core.settings import Settings
from afterview.notifications import planning, rules, ways
from afterview.notifications.models import (
    Notification,
    NotificationChannel,
    NotificationDelivery,
)
from afterview.notifications.rules import Window
from afterview.notifications.transports.message import Message, TransportError
from afterview.notifications.ways import Route

LEASE = timedelta(minutes=10)
"""Longer than any attempt takes: nobody else begins one meanwhile."""
LISTED = 20
UTC = ZoneInfo("UTC")
INTERRUPTED = "It was cut off twice, so it is not tried again. It may have arrived."

Windows = Callable[[Session, UUID, datetime], Sequence[Window]]


@dataclass(frozen=True, slots=True)
class Attempt:
    """Everything one attempt needs, read before the network is touched."""

    delivery_id: UUID
    route: Route
    message: Message


def deliver(
    engine: Engine, clock: Clock, settings: Settings, delivery_id: UUID, windows: Windows
) -> None:
    """Send one batch to one channel, unless it is over, not its time, or somebody is at it."""
    vault = vault_of(settings)
    now = Now(clock(), UTC)
    with transaction(engine, now) as session:
        attempt = _begin(session, settings, vault, delivery_id, windows, now.at)
    if attempt is None:
        return
    failure: TransportError | None = None
    try:
        ways.send(settings, vault, engine, attempt.route, attempt.message, now.at)
    except TransportError as error:
        failure = error
    now = Now(clock(), UTC)
    with transaction(engine, now) as session:
        _finish(session, attempt, failure, now.at)


def _begin(
    session: Session,
    settings: Settings,
    vault: Vault,
    delivery_id: UUID,
    windows: Windows,
    at: datetime,
) -> Attempt | None:
    delivery = session.scalars(
        select(NotificationDelivery)
        .where(col(NotificationDelivery.id) == delivery_id)
        .with_for_update()
    ).one_or_none()
    if delivery is None or delivery.next_attempt_at is None or delivery.next_attempt_at > at:
        return None
    channel = session.scalars(
        select(NotificationChannel).where(col(NotificationChannel.id) == delivery.channel_id)
    ).one_or_none()
    if channel is None or not channel.enabled:
        _give_up(delivery, at, "The channel was removed or switched off before it could go.")
        return None
    try:
        route = ways.route(vault, channel)
    except SecretUnreadable as error:
        failure = TransportError(error.code, error.detail, permanent=True)
        note_result(channel, failure, at)
        _give_up(delivery, at, failure.detail)
        return None
    zone = ZoneInfo(
        session.scalars(select(col(Account.zone)).where(col(Account.id) == delivery.owner_id)).one()
    )
    preferences = planning.preferences_of(session, delivery.owner_id)
    shut = windows(session, delivery.owner_id, at)
    opens_at, why = rules.opening(at, zone, preferences, shut)
    if why is not None:  # it became night while this waited
        delivery.next_attempt_at = opens_at
        return None
    if delivery.attempted_at is not None:
        if delivery.interrupted_at is not None:
            _give_up(delivery, at, INTERRUPTED)
            return None
        delivery.interrupted_at = at
    delivery.attempts += 1
    delivery.attempted_at = at
    delivery.next_attempt_at = at + LEASE
    batch = session.scalars(
        select(Notification)
        .where(
            col(Notification.batch_id) == delivery.batch_id,
            col(Notification.owner_id) == delivery.owner_id,
        )
        .order_by(col(Notification.id))
    ).all()
    return Attempt(
        delivery.id,
        route,
        compose(batch, delivery.batch_id, settings.public_url),
    )


def _finish(
    session: Session, attempt: Attempt, failure: TransportError | None, at: datetime
) -> None:
    delivery = session.scalars(
        select(NotificationDelivery)
        .where(col(NotificationDelivery.id) == attempt.delivery_id)
        .with_for_update()
    ).one_or_none()
    if delivery is None:
        return  # the account was erased meanwhile
    channel = session.scalars(
        select(NotificationChannel)
        .where(col(NotificationChannel.id) == delivery.channel_id)
        .with_for_update()
    ).one_or_none()
    delivery.attempted_at = None
    if failure is None:
        delivery.next_attempt_at, delivery.sent_at, delivery.failure = None, at, ""
    else:
        twice = failure.unknown and delivery.interrupted_at is not None
        final = failure.permanent or twice
        again = None if final else rules.retry_at(delivery.attempts, at)
        delivery.next_attempt_at = again
        delivery.failure = failure.detail
        if failure.unknown:
            delivery.interrupted_at = at
        if again is None:
            _give_up(delivery, at, INTERRUPTED if twice else failure.detail)
    if channel is not None and (failure is None or delivery.failed_at is not None):
        note_result(channel, failure, at)


def note_result(channel: NotificationChannel, failure: TransportError | None, at: datetime) -> None:
    """Show at a channel how it does. Only one that is gone for good is switched off."""
    if failure is None:
        channel.failing_since, channel.failure = None, ""
        return
    channel.failing_since = channel.failing_since or at
    channel.failure = failure.detail
    if failure.gone:
        channel.enabled = False


def _give_up(delivery: NotificationDelivery, at: datetime, why: str) -> None:
    delivery.next_attempt_at = delivery.attempted_at = None
    delivery.failed_at = at
    delivery.failure = why


def compose(batch: Sequence[Notification], batch_id: UUID, public_url: str) -> Message:
    """The words of one batch: those of its only line, or a list."""
    base = public_url.rstrip("/")
    if len(batch) == 1:
        (only,) = batch
        return Message(only.title, only.body, f"{base}{only.href}", str(batch_id))
    lines = [f"• {row.title}" + (f" ({row.body})" if row.body else "") for row in batch[:LISTED]]
    if len(batch) > LISTED:
        lines.append(f"… and {len(batch) - LISTED} more")
    return Message(
        f"{len(batch)} things for today", "\n".join(lines), f"{base}/notifications", str(batch_id)
    )
