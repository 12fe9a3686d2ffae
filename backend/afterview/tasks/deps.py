"""The to-do in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import owned
from afterview.core.routing import Needs, SessionDep
from afterview.tasks.models import Task


def owned_task(session: SessionDep, user: CurrentUser, task_id: UUID) -> Task:
    return owned(session, Task, task_id, user.id)


OwnedTask = Annotated[Task, Needs(owned_task)]
