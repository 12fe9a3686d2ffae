"""Trying a channel while somebody waits for the answer."""

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.crypto import Vault
from afterview.core.db import let_go
from afterview.core.settings import Settings
from afterview.notifications import ways
from afterview.notifications.delivery import note_result
from afterview.notifications.models import NotificationChannel
from afterview.notifications.schemas import ChannelCheckRead
from afterview.notifications.transports.message import Message, TransportError

SENT = "Sent. It should be there within a minute."


def check(
    session: Session, settings: Settings, vault: Vault, channel: NotificationChannel, *, now: Now
) -> ChannelCheckRead:
    """Send a test message, and note at the channel what came of it."""
    route = ways.route(vault, channel)
    channel_id, base = channel.id, settings.public_url.rstrip("/")
    message = Message(
        "Reminders will arrive here",
        "This is a test, and it worked.",
        f"{base}/settings",
        str(channel_id),
    )
    engine = session.info["engine"]
    let_go(session)
    failure: TransportError | None = None
    try:
        ways.send(settings, vault, engine, route, message, now.at)
    except TransportError as error:
        failure = error
    statement = select(NotificationChannel).where(col(NotificationChannel.id) == channel_id)
    session.expire_all()  # what was read before the wait may have changed
    found = session.scalars(statement.with_for_update()).one_or_none()
    if found is not None:
        note_result(found, failure, now.at)
        found.tested_at = now.at if failure is None else found.tested_at
        session.flush()
    if failure is None:
        return ChannelCheckRead(ok=True, code="", detail=SENT)
    return ChannelCheckRead(ok=False, code=failure.code, detail=failure.detail)
