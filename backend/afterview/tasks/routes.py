"""To-dos over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.tasks import queries, service
from afterview.tasks.deps import OwnedTask
from afterview.tasks.schemas import SkipCreate, TaskCreate, TaskPatch, TaskQuery, TaskRead

router = APIRouter(prefix="/api/v1/tasks", tags=["Tasks"], route_class=ApiRoute)


@router.get("", response_model=Page[TaskRead])
def list_tasks(
    session: SessionDep, user: CurrentUser, query: Annotated[TaskQuery, Query()]
) -> Page[TaskRead]:
    """Everything to do, laid out by plans or written by hand, the most pressing first."""
    return queries.tasks(session, user.id, query)


@router.post(
    "",
    response_model=TaskRead,
    status_code=201,
    responses=problems(NotFound, service.NotAChannel),
)
def create_task(session: SessionDep, user: CurrentUser, data: TaskCreate) -> TaskRead:
    """Write down something to do, by a time or whenever."""
    return queries.task_read(service.create_task(session, user, data))


@router.get("/{task_id}", response_model=TaskRead, responses=problems(NotFound))
def read_task(task: OwnedTask) -> TaskRead:
    """One to-do."""
    return queries.task_read(task)


@router.patch(
    "/{task_id}",
    response_model=TaskRead,
    responses=problems(NotFound, service.NotAChannel),
)
def update_task(
    session: SessionDep, task: OwnedTask, data: TaskPatch, if_match: IfMatch = None
) -> TaskRead:
    """Reword a to-do, or move it to another time."""
    etag.check(task, if_match)
    return queries.task_read(service.update_task(session, task, data))


@router.delete("/{task_id}", status_code=204, response_model=None, responses=problems(NotFound))
def delete_task(session: SessionDep, task: OwnedTask, if_match: IfMatch = None) -> None:
    """Delete a to-do as if it had never been."""
    etag.check(task, if_match)
    service.delete_task(session, task)


@router.post(
    "/{task_id}/completion",
    response_model=TaskRead,
    status_code=201,
    responses=problems(NotFound, service.NotOpen),
)
def complete_task(session: SessionDep, task: OwnedTask, now: NowDep) -> Answer:
    """Tick a to-do off. Ticking twice is ticking once."""
    done = service.complete_task(session, task, now=now)
    return Answer(queries.task_read(done), location=f"/api/v1/tasks/{task.id}")


@router.delete("/{task_id}/completion", response_model=TaskRead, responses=problems(NotFound))
def reopen_task(session: SessionDep, task: OwnedTask) -> TaskRead:
    """Take back a tick or a skip: the to-do is open again."""
    return queries.task_read(service.reopen_task(session, task))


@router.post(
    "/{task_id}/skip",
    response_model=TaskRead,
    status_code=201,
    responses=problems(NotFound, service.NotOpen),
)
def skip_task(session: SessionDep, task: OwnedTask, data: SkipCreate, now: NowDep) -> Answer:
    """Let a to-do go, and say why."""
    skipped = service.skip_task(session, task, data.reason, now=now)
    return Answer(queries.task_read(skipped), location=f"/api/v1/tasks/{task.id}")
