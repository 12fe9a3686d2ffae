"""The touch in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import owned
from afterview.core.routing import Needs, SessionDep
from afterview.touchpoints.models import Touchpoint


def owned_touchpoint(session: SessionDep, user: CurrentUser, touchpoint_id: UUID) -> Touchpoint:
    return owned(session, Touchpoint, touchpoint_id, user.id)


OwnedTouchpoint = Annotated[Touchpoint, Needs(owned_touchpoint)]
