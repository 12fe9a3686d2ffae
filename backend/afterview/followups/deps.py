"""The obligation, the template or the message in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import owned
from afterview.core.routing import Needs, SessionDep
from afterview.followups.models import FollowUp, OutgoingMessage, Template


def owned_follow_up(session: SessionDep, user: CurrentUser, follow_up_id: UUID) -> FollowUp:
    return owned(session, FollowUp, follow_up_id, user.id)


def owned_template(session: SessionDep, user: CurrentUser, template_id: UUID) -> Template:
    return owned(session, Template, template_id, user.id)


def owned_message(session: SessionDep, user: CurrentUser, message_id: UUID) -> OutgoingMessage:
    return owned(session, OutgoingMessage, message_id, user.id)


OwnedFollowUp = Annotated[FollowUp, Needs(owned_follow_up)]
OwnedTemplate = Annotated[Template, Needs(owned_template)]
OwnedMessage = Annotated[OutgoingMessage, Needs(owned_message)]
