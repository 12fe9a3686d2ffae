"""Attachments over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from afterview.accounts.deps import CurrentUser
from afterview.attachments import queries, service, sniffing
from afterview.attachments.deps import OwnedAttachment, StoreDep
from afterview.attachments.schemas import (
    AttachmentCreate,
    AttachmentPatch,
    AttachmentQuery,
    AttachmentRead,
)
from afterview.attachments.serving import served
from afterview.attachments.storage import ContentMissing
from afterview.core import etag
from afterview.core.answers import File
from afterview.core.disk import DiskFull
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, BodyDep, SessionDep, ThreadedRoute, UploadRoute

router = APIRouter(prefix="/api/v1", tags=["Attachments"], route_class=ApiRoute)
uploads = APIRouter(prefix="/api/v1", tags=["Attachments"], route_class=UploadRoute)
downloads = APIRouter(prefix="/api/v1", tags=["Attachments"], route_class=ThreadedRoute)

BYTES = {"type": "string", "format": "binary"}
FILE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "The file itself. A script may name any `Content-Type`, for the format is "
        "told from the bytes; a page that sends its cookie names none that a form could send, so "
        "`application/octet-stream` is always right.",
        "content": {
            "application/octet-stream": {
                "schema": BYTES,
                "example": "Bingo caller, evenings. Apply to Priya Nair, Mecca Customer Services.",
            }
        },
    }
}
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {str(media_type): {"schema": BYTES} for media_type in sniffing.MediaType},
    }
}


@router.get("/attachments", response_model=Page[AttachmentRead])
def list_attachments(
    session: SessionDep, user: CurrentUser, query: Annotated[AttachmentQuery, Query()]
) -> Page[AttachmentRead]:
    """The files you keep, the latest first, without their bytes."""
    return queries.attachments(session, user.id, query)


@uploads.post(
    "/attachments",
    response_model=AttachmentRead,
    status_code=201,
    openapi_extra=FILE,
    responses=problems(
        NotFound,
        service.TooManyAttachments,
        service.SpaceUsedUp,
        service.MediaTypeUnsupported,
        service.FileEmpty,
        DiskFull,
    ),
)
def create_attachment(
    session: SessionDep,
    user: CurrentUser,
    store: StoreDep,
    data: Annotated[AttachmentCreate, Query()],
    content: BodyDep,
) -> AttachmentRead:
    """Keep a file: a CV, a letter, a posting, a brief. Its bytes are the body.

    PDF, PNG, JPEG, WebP, Word (.docx), OpenDocument text (.odt), mail (.eml) and plain text in
    UTF-8 are taken, and told apart by their bytes. The same content twice takes its space once.
    """
    return AttachmentRead.model_validate(service.keep(session, user, store, data, content))


@router.get(
    "/attachments/{attachment_id}", response_model=AttachmentRead, responses=problems(NotFound)
)
def read_attachment(attachment: OwnedAttachment) -> AttachmentRead:
    """What is known of one file: its name, format, size and checksum."""
    return AttachmentRead.model_validate(attachment)


@downloads.get(
    "/attachments/{attachment_id}/content",
    response_model=None,
    response_class=Response,
    responses=CONTENT | problems(NotFound, ContentMissing),
)
def read_attachment_content(attachment: OwnedAttachment, store: StoreDep) -> File:
    """The bytes of one file, for saving: no browser shows them here, or runs what is in them."""
    return served(store, attachment)


@router.patch(
    "/attachments/{attachment_id}", response_model=AttachmentRead, responses=problems(NotFound)
)
def update_attachment(
    session: SessionDep,
    attachment: OwnedAttachment,
    data: AttachmentPatch,
    if_match: IfMatch = None,
) -> AttachmentRead:
    """Call it something else, or let it belong to another application."""
    etag.check(attachment, if_match)
    return AttachmentRead.model_validate(service.update(session, attachment, data))


@router.delete(
    "/attachments/{attachment_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound),
)
def delete_attachment(
    session: SessionDep, attachment: OwnedAttachment, store: StoreDep, if_match: IfMatch = None
) -> None:
    """Delete a file for good, from the disk as well."""
    etag.check(attachment, if_match)
    service.delete(session, store, attachment)
