"""Channels, preferences and the inbox over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.crypto import SecretUnreadable, VaultDep
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page, PageQuery
from afterview.core.routing import ApiRoute, OutboundRoute, SessionDep
from afterview.mail.routes import SettingsDep
from afterview.notifications import checking, queries, service, ways
from afterview.notifications.deps import OwnedChannel, OwnedNotification
from afterview.notifications.schemas import (
    ChannelCheckRead,
    ChannelCreate,
    ChannelPatch,
    ChannelRead,
    NotificationQuery,
    NotificationRead,
    PreferencesPatch,
    PreferencesRead,
    ReadingsRead,
    WebPushKeyRead,
)
from afterview.notifications.transports import web_push

router = APIRouter(prefix="/api/v1", tags=["Notifications"], route_class=ApiRoute)
outbound = APIRouter(prefix="/api/v1", tags=["Notifications"], route_class=OutboundRoute)


@router.get("/notifications", response_model=Page[NotificationRead])
def list_notifications(
    session: SessionDep, user: CurrentUser, query: Annotated[NotificationQuery, Query()]
) -> Page[NotificationRead]:
    """The inbox: everything that was sent and why, and what was held back and why.

    Nobody is reminded of one thing more than twice, and what is settled meanwhile is not
    mentioned again.
    """
    return queries.notifications(session, user.id, query)


@router.post(
    "/notifications/{notification_id}/reading",
    response_model=NotificationRead,
    status_code=201,
    responses=problems(NotFound),
)
def mark_notification_read(
    session: SessionDep, notification: OwnedNotification, now: NowDep
) -> Answer:
    """Mark a notification as read. Reading twice is reading once."""
    service.mark_read(session, notification, now=now)
    read = queries.notification_read(session, notification)
    return Answer(read, location="/api/v1/notifications")


@router.delete(
    "/notifications/{notification_id}/reading",
    response_model=NotificationRead,
    responses=problems(NotFound),
)
def mark_notification_unread(
    session: SessionDep, notification: OwnedNotification
) -> NotificationRead:
    """Mark a notification as unread."""
    service.mark_unread(session, notification)
    return queries.notification_read(session, notification)


@router.post("/notifications/readings", response_model=ReadingsRead, status_code=201)
def mark_all_notifications_read(session: SessionDep, user: CurrentUser, now: NowDep) -> Answer:
    """Mark everything in the inbox as read."""
    marked = service.mark_all_read(session, user.id, now=now)
    return Answer(ReadingsRead(marked=marked, read_at=now.at), location="/api/v1/notifications")


@router.get("/notification-preferences", response_model=PreferencesRead)
def read_notification_preferences(session: SessionDep, user: CurrentUser) -> PreferencesRead:
    """When and how often you are reminded."""
    return PreferencesRead.model_validate(queries.preference(session, user.id))


@router.patch("/notification-preferences", response_model=PreferencesRead)
def update_notification_preferences(
    session: SessionDep,
    user: CurrentUser,
    data: PreferencesPatch,
    now: NowDep,
    if_match: IfMatch = None,
) -> PreferencesRead:
    """Change when and how often you are reminded. What is held back follows the new terms."""
    changed = service.update_preferences(session, user.id, data, if_match, now=now)
    return PreferencesRead.model_validate(changed)


@router.get("/web-push-key", response_model=WebPushKeyRead)
def read_web_push_key(vault: VaultDep, user: CurrentUser) -> WebPushKeyRead:
    """The key a browser needs to subscribe to reminders of this instance."""
    return WebPushKeyRead(public_key=web_push.public_key(vault))


@router.get("/channels", response_model=Page[ChannelRead])
def list_channels(
    session: SessionDep, user: CurrentUser, query: Annotated[PageQuery, Query()]
) -> Page[ChannelRead]:
    """Where your reminders go, besides the inbox. Addresses are secrets and not shown."""
    return queries.channels(session, user.id, query)


@router.post(
    "/channels",
    response_model=ChannelRead,
    status_code=201,
    responses=problems(
        service.TooManyChannels, ways.AppriseMissing, ways.AppriseRefused, ways.PushRefused
    )
    | {200: {"model": ChannelRead, "description": "It was there already, and is on again."}},
)
def create_channel(
    session: SessionDep,
    user: CurrentUser,
    vault: VaultDep,
    data: ChannelCreate,
) -> Answer:
    """Add a place for reminders: a mail address, a browser, or anything apprise speaks.

    The same address again answers 200 with the channel there is, switched on, with the keys and
    the name just sent. Try it with a check before you rely on it.
    """
    channel, new = service.add_channel(session, vault, user.id, data)
    return Answer(ChannelRead.model_validate(channel), status=201 if new else 200)


@router.get("/channels/{channel_id}", response_model=ChannelRead, responses=problems(NotFound))
def read_channel(channel: OwnedChannel) -> ChannelRead:
    """One channel: whether it is on, and how it does."""
    return ChannelRead.model_validate(channel)


@router.patch("/channels/{channel_id}", response_model=ChannelRead, responses=problems(NotFound))
def update_channel(
    session: SessionDep, channel: OwnedChannel, data: ChannelPatch, if_match: IfMatch = None
) -> ChannelRead:
    """Rename a channel, or switch it off and on. Switching on forgets past failures."""
    etag.check(channel, if_match)
    return ChannelRead.model_validate(service.update_channel(session, channel, data))


@router.delete(
    "/channels/{channel_id}", status_code=204, response_model=None, responses=problems(NotFound)
)
def delete_channel(session: SessionDep, channel: OwnedChannel, if_match: IfMatch = None) -> None:
    """Forget a channel and its address. The history of what went there stays."""
    etag.check(channel, if_match)
    session.delete(channel)


@outbound.post(
    "/channels/{channel_id}/check",
    response_model=ChannelCheckRead,
    responses=problems(NotFound, SecretUnreadable),
)
def check_channel(
    session: SessionDep,
    settings: SettingsDep,
    vault: VaultDep,
    channel: OwnedChannel,
    now: NowDep,
) -> ChannelCheckRead:
    """Send a test message now, whatever the hour, and say exactly what came of it.

    A check that works forgets past failures; one that does not is shown at the channel.
    """
    return checking.check(session, settings, vault, channel, now=now)
