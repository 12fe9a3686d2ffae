"""Reading what is known of attachments."""

from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from afterview.attachments.models import Attachment
from afterview.attachments.schemas import AttachmentQuery, AttachmentRead
from afterview.core import words
from afterview.core.db import columns
from afterview.core.pages import Page, Sort, by, by_instant, fetch

_USAGE = select(func.count(), func.coalesce(func.sum(col(Attachment.size_bytes)), 0)).where(
    col(Attachment.owner_id) == bindparam("owner")
)
_CONTENTS = select(col(Attachment.sha256)).where(col(Attachment.owner_id) == bindparam("owner"))


def _sorts() -> dict[str, Sort]:
    created, created_down = by_instant(col(Attachment.created_at), col(Attachment.id))
    name, name_down = by(col(Attachment.name), col(Attachment.id))
    updated, updated_down = by_instant(col(Attachment.updated_at), col(Attachment.id))
    return {
        "created_at": created,
        "-created_at": created_down,
        "name": name,
        "-name": name_down,
        "updated_at": updated,
        "-updated_at": updated_down,
    }


_SORTS = _sorts()


def attachments(session: Session, owner_id: UUID, query: AttachmentQuery) -> Page[AttachmentRead]:
    """A page of attachments, without their bytes."""
    statement = select(*columns(Attachment)).where(col(Attachment.owner_id) == owner_id)
    if query.kind:
        statement = statement.where(col(Attachment.kind).in_(query.kind))
    if query.application_id:
        statement = statement.where(col(Attachment.application_id).in_(query.application_id))
    if query.updated_since is not None:
        statement = statement.where(col(Attachment.updated_at) >= query.updated_since)
    if query.q is not None:
        statement = words.matching(session, Attachment, owner_id, query.q).on(statement)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=[AttachmentRead.model_validate(row) for row in rows], next=after)


def usage(session: Session, owner_id: UUID) -> tuple[int, int]:
    """How many files an account keeps, and how many bytes they have together."""
    files, size_bytes = session.execute(_USAGE, {"owner": owner_id}).one()
    return files, int(size_bytes)


def contents(session: Session, owner_id: UUID) -> set[str]:
    """The SHA-256 of everything an account keeps."""
    return set(session.scalars(_CONTENTS, {"owner": owner_id}))
