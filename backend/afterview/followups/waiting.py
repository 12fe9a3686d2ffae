"""Why an approved message does not leave yet: another one to the same employer comes first.

Neither gauge nor stops can judge it before it is known what became of the other.
"""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from afterview.core.db import again
from afterview.followups.messages import MAY_HAVE_LEFT
from afterview.followups.models import MessageStatus, OutgoingMessage
from afterview.pipeline.models import Application


@cache
def _before() -> Any:
    """The same messages, in the same order, as `messages.in_flight` finds for one."""
    waits, there = aliased(OutgoingMessage), again(Application)
    return (
        select(waits, OutgoingMessage)
        .join(there, there.c.id == col(waits.application_id))
        .join(Application, col(Application.organization_id) == there.c.organization_id)
        .join(OutgoingMessage, col(OutgoingMessage.application_id) == col(Application.id))
        .where(
            col(waits.id).in_(bindparam("messages", expanding=True)),
            col(OutgoingMessage.follow_up_id) != col(waits.follow_up_id),
            MAY_HAVE_LEFT,
        )
        .order_by(col(OutgoingMessage.status).desc(), col(OutgoingMessage.id))
    )


def goes_first(message: OutgoingMessage, other: OutgoingMessage) -> bool:
    """Whether both are to be sent again, and this one goes first: else each waits for the other."""
    again = message.uncertain_since is not None and other.status is MessageStatus.APPROVED
    return again and message.id < other.id


def reasons(session: Session, approved: Collection[UUID]) -> dict[UUID, str]:
    """What each of these approved messages waits for, in words; only those that do wait.

    For one that is leaving it waits only once its own time has come. What nobody knows the fate of
    is worth saying before: unless it is settled by then, this one comes back.
    """
    found: dict[UUID, str] = {}
    looked_at: set[UUID] = set()
    for message, other in session.execute(_before(), {"messages": list(approved)}):
        if message.id in looked_at:
            continue
        looked_at.add(message.id)
        whom = other.to_name or other.to_email
        if goes_first(message, other):
            continue
        if other.status is MessageStatus.UNCERTAIN:
            found[message.id] = (
                f"Nobody knows yet whether “{other.subject}” reached {whom}. Settle that one "
                "first: until then this one does not leave."
            )
        elif message.send_at <= session.info["now"].at:
            found[message.id] = (
                f"“{other.subject}” to {whom} is on its way. This one waits until it is known "
                "whether that arrived."
            )
    return found
