"""What can happen to channels, preferences and notifications."""

import hmac
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlmodel import Session, col

from afterview.core import etag
from afterview.core.clock import Now
from afterview.core.crypto import Vault
from afterview.core.db import affected, find
from afterview.core.errors import Conflict
from afterview.notifications import queries, ways
from afterview.notifications.models import (
    Notification,
    NotificationChannel,
    NotificationPreference,
)
from afterview.notifications.schemas import ChannelCreate, ChannelPatch, PreferencesPatch

AT_MOST = 20


class TooManyChannels(Conflict):
    code = "too-many-channels"


def add_channel(
    session: Session, vault: Vault, owner_id: UUID, data: ChannelCreate
) -> tuple[NotificationChannel, bool]:
    """Make a channel; return it and whether it is new. The same address twice is one channel.

    Adding one that exists switches it on again, with the keys and the name of now: browsers
    renew their subscriptions like that.
    """
    place = ways.place(data)
    key = vault.derive("channel-address")
    address_hash = hmac.digest(key, place.identity.encode(), "sha256")
    sealed = vault.seal(place.address, owner_id=owner_id, purpose=ways.PURPOSE)
    found = find(session, NotificationChannel, owner_id=owner_id, address_hash=address_hash)
    if found is not None:
        found.address = sealed
        found.name = data.name or found.name
        _switch_on(found)
        session.flush()
        return found, False
    _refuse_too_many(session, owner_id)
    channel = NotificationChannel(
        owner_id=owner_id,
        kind=data.kind,
        name=data.name,
        label=place.label,
        address=sealed,
        address_hash=address_hash,
    )
    session.add(channel)
    session.flush()
    return channel, True


def _refuse_too_many(session: Session, owner_id: UUID) -> None:
    statement = select(func.count()).where(col(NotificationChannel.owner_id) == owner_id)
    if (session.scalar(statement) or 0) >= AT_MOST:
        raise TooManyChannels(f"There are {AT_MOST} channels already. Delete one first.")


def update_channel(
    session: Session, channel: NotificationChannel, data: ChannelPatch
) -> NotificationChannel:
    """Rename a channel, or switch it off or on."""
    for name, value in data.sent().items():
        setattr(channel, name, value)
    if data.sent().get("enabled"):
        _switch_on(channel)
    session.flush()
    return channel


def _switch_on(channel: NotificationChannel) -> None:
    """Start afresh: past failures are forgotten."""
    channel.enabled = True
    channel.failing_since, channel.failure = None, ""


def update_preferences(
    session: Session, owner_id: UUID, data: PreferencesPatch, if_match: str | None, *, now: Now
) -> NotificationPreference:
    """Change how often and when; what is held back is looked at again under the new terms."""
    preference = queries.preference(session, owner_id)
    etag.check(preference, if_match)
    if preference.version == queries.NEVER_SAID:
        preference = NotificationPreference(owner_id=owner_id)
        session.add(preference)
    for name, value in data.sent().items():
        setattr(preference, name, value)
    session.execute(
        update(Notification)
        .where(
            col(Notification.owner_id) == owner_id,
            col(Notification.sent_at).is_(None),
            col(Notification.next_at) > now.at,
        )
        .values(next_at=now.at)
    )
    session.flush()
    return preference


def mark_read(session: Session, notification: Notification, *, now: Now) -> Notification:
    """Note that it was read. Reading twice is reading once."""
    if notification.read_at is None:
        notification.read_at = now.at
        session.flush()
    return notification


def mark_unread(session: Session, notification: Notification) -> Notification:
    """Keep it for later."""
    notification.read_at = None
    session.flush()
    return notification


def mark_all_read(session: Session, owner_id: UUID, *, now: Now) -> int:
    """Note that everything in the inbox was read; return how much was not yet."""
    return affected(
        session,
        update(Notification)
        .where(
            col(Notification.owner_id) == owner_id,
            col(Notification.read_at).is_(None),
            # what is held back may still go out, and is not old news then
            or_(col(Notification.sent_at).is_not(None), col(Notification.next_at).is_(None)),
        )
        .values(read_at=now.at, updated_at=now.at, version=col(Notification.version) + 1),
    )
