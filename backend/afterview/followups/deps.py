"""The obligation in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import owned
from afterview.core.routing import Needs, SessionDep
from afterview.followups.models import FollowUp


def owned_follow_up(session: SessionDep, user: CurrentUser, follow_up_id: UUID) -> FollowUp:
    return owned(session, FollowUp, follow_up_id, user.id)


OwnedFollowUp = Annotated[FollowUp, Needs(owned_follow_up)]
