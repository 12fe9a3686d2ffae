"""The attachment in the path, or 404; and where its bytes lie."""

from typing import Annotated
from uuid import UUID

from fastapi import Request

from afterview.accounts.deps import CurrentUser
from afterview.attachments.models import Attachment
from afterview.attachments.storage import Store
from afterview.core.db import owned
from afterview.core.routing import Needs, SessionDep


def owned_attachment(session: SessionDep, user: CurrentUser, attachment_id: UUID) -> Attachment:
    return owned(session, Attachment, attachment_id, user.id)


def request_store(request: Request) -> Store:
    return Store(request.app.state.settings)


OwnedAttachment = Annotated[Attachment, Needs(owned_attachment)]
StoreDep = Annotated[Store, Needs(request_store)]
