"""From a channel to the way out that serves it: what its address is, and who sends there."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import Engine

from afterview.core.crypto import Vault
from afterview.core.errors import Conflict, Invalid
from afterview.core.settings import Settings
from afterview.notifications.models import ChannelKind, NotificationChannel
from afterview.notifications.schemas import ChannelCreate
from afterview.notifications.transports import apprise, email, web_push
from afterview.notifications.transports.message import Message

PURPOSE = "channel"
"""What the addresses are sealed for."""


class AppriseMissing(Conflict):
    code = "apprise-not-installed"


class AppriseRefused(Invalid):
    code = "apprise-refused"


class PushRefused(Invalid):
    code = "push-endpoint-refused"


@dataclass(frozen=True, slots=True)
class Place:
    """A new channel's address, before it is sealed."""

    address: str
    identity: str
    """What two spellings of the same address have in common."""
    label: str


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes, opened for one attempt."""

    kind: ChannelKind
    owner_id: UUID
    address: str


def place(data: ChannelCreate) -> Place:
    """Read the address of a new channel.

    Raises:
        AppriseMissing: the extra is not installed.
        AppriseRefused: the address is not one apprise may be given here.
        PushRefused: the subscription leads nowhere a browser's maker would.
    """
    if data.email is not None:
        return Place(data.email, f"email:{data.email.lower()}", email.label(data.email))
    if data.url is not None:
        if not apprise.installed():
            raise AppriseMissing(
                f"apprise is not installed on this server. Its operator can: {apprise.INSTALL}"
            )
        said = apprise.refusal(data.url)
        if said:
            raise AppriseRefused(said, pointer="/url")
        return Place(data.url, f"apprise:{data.url}", apprise.label(data.url))
    assert data.subscription is not None  # the schema has made sure
    endpoint = data.subscription.endpoint
    try:
        host = urlsplit(endpoint).hostname
    except ValueError:
        host = None
    if not host:
        raise PushRefused("This is not a readable address.", pointer="/subscription/endpoint")
    subscription = data.subscription.model_dump(include={"endpoint", "keys"})
    return Place(json.dumps(subscription), f"web_push:{endpoint}", web_push.label(endpoint))


def route(vault: Vault, channel: NotificationChannel) -> Route:
    """Open a channel's address."""
    address = vault.open(channel.address, owner_id=channel.owner_id, purpose=PURPOSE)
    return Route(channel.kind, channel.owner_id, address)


def send(
    settings: Settings, vault: Vault, engine: Engine, way: Route, message: Message, at: datetime
) -> None:
    """Send one message. Called with no transaction open.

    Raises:
        TransportError: it did not go out.
    """
    if way.kind is ChannelKind.EMAIL:
        email.send(way.address, message, settings, vault, engine, way.owner_id, at)
    elif way.kind is ChannelKind.APPRISE:
        apprise.send(way.address, message, settings)
    else:
        subscription: dict[str, Any] = json.loads(way.address)
        web_push.send(subscription, message, settings, vault, at)
