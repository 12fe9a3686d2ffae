"""The page a reference opens, over HTTP: no account, one code, one answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Response

from afterview.attachments.deps import StoreDep
from afterview.attachments.routes import CONTENT
from afterview.attachments.serving import served
from afterview.attachments.storage import ContentMissing
from afterview.core.answers import Answer, File
from afterview.core.errors import problems
from afterview.core.routing import ApiRoute, SessionDep, ThreadedRoute
from afterview.flows import referee_answered
from afterview.references.page_schemas import (
    RefereeAnswerCreate,
    RefereeThanksRead,
    RefereeViewRead,
)
from afterview.references.pages import PageGone

PREFIX = "/api/v1/referee-pages"
router = APIRouter(prefix=PREFIX, tags=["References"], route_class=ApiRoute)
downloads = APIRouter(prefix=PREFIX, tags=["References"], route_class=ThreadedRoute)
Code = Annotated[
    str,
    Path(
        description="What stands behind `/c/` in the link.",
        examples=["ZmVlbHMgbGlrZSBhIGxvbmcgd2Vlaw"],
    ),
]


@router.get("/{code}", response_model=RefereeViewRead, responses=problems(PageGone))
def read_referee_page(session: SessionDep, code: Code) -> RefereeViewRead:
    """What a reference is told: what it is about, who may ring and when. Needs no sign-in.

    A wrong, expired, revoked or answered code is one and the same refusal.
    """
    return referee_answered.read(session, code)


@router.post(
    "/{code}/answer",
    response_model=RefereeThanksRead,
    status_code=201,
    responses=problems(PageGone),
)
def answer_referee_page(session: SessionDep, code: Code, data: RefereeAnswerCreate) -> Answer:
    """Say yes, another time, or no; name a better number; ask to be forgotten. Needs no sign-in.

    It can be said once: then the page is gone.
    """
    return Answer(referee_answered.answer(session, code, data))


@downloads.get(
    "/{code}/attachments/{attachment_id}/content",
    response_model=None,
    response_class=Response,
    responses=CONTENT | problems(PageGone, ContentMissing),
)
def read_referee_attachment(
    session: SessionDep, code: Code, attachment_id: UUID, store: StoreDep
) -> File:
    """A file that goes with the briefing, for as long as the page is there. Needs no sign-in."""
    file = referee_answered.file_of(session, code, attachment_id)
    return served(store, file)
