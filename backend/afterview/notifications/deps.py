"""The channel or the notification in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import owned
from afterview.core.routing import Needs, SessionDep
from afterview.notifications.models import Notification, NotificationChannel


def owned_channel(session: SessionDep, user: CurrentUser, channel_id: UUID) -> NotificationChannel:
    return owned(session, NotificationChannel, channel_id, user.id)


def owned_notification(
    session: SessionDep, user: CurrentUser, notification_id: UUID
) -> Notification:
    return owned(session, Notification, notification_id, user.id)


OwnedChannel = Annotated[NotificationChannel, Needs(owned_channel)]
OwnedNotification = Annotated[Notification, Needs(owned_notification)]
