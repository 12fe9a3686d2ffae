"""What can happen to a file that is kept.

Its bytes are on disk before its row is committed, and leave after the row has left. What a crash
in between leaves behind is a file without a row, which the housekeeping collects.
"""

import hashlib
import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from uuid import UUID

from sqlalchemy import Engine, event, select
from sqlmodel import Session, col

from afterview.accounts.models import Account
from afterview.accounts.user import User
from afterview.attachments import queries, rules, sniffing
from afterview.attachments.models import Attachment
from afterview.attachments.schemas import AttachmentCreate, AttachmentPatch
from afterview.attachments.storage import Store
from afterview.core import words
from afterview.core.clock import Now
from afterview.core.db import owned, transaction
from afterview.core.errors import Conflict, DomainError, Invalid, NotFound
from afterview.journal import events
from afterview.journal.models import Action
from afterview.pipeline.models import Application

log = logging.getLogger(__name__)


class MediaTypeUnsupported(DomainError):
    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media-type-unsupported"


class FileEmpty(Invalid):
    code = "file-empty"


class TooManyAttachments(Conflict):
    code = "too-many-attachments"


class SpaceUsedUp(Conflict):
    code = "attachment-space-used-up"


def keep(
    session: Session, user: User, store: Store, data: AttachmentCreate, content: bytes
) -> Attachment:
    """Keep a file.

    Raises:
        FileEmpty: there are no bytes.
        MediaTypeUnsupported: the bytes are of no format that is kept.
        TooManyAttachments, SpaceUsedUp: the account keeps as much as it may.
    """
    if not content:
        raise FileEmpty("There is nothing in it: send the bytes of the file as the body.")
    media_type = sniffing.sniff(content)
    if media_type is None:
        raise MediaTypeUnsupported(f"These bytes are none of what is kept: {sniffing.TAKEN}.")
    if data.application_id is not None:
        owned(session, Application, data.application_id, user.id)
    if not hold(session, user.id):
        raise NotFound("There is no such account.")
    _refuse_when_full(session, user.id, len(content))
    sha256 = hashlib.sha256(content).hexdigest()
    store.put(user.id, sha256, content)
    attachment = Attachment(
        owner_id=user.id,
        media_type=media_type,
        size_bytes=len(content),
        sha256=sha256,
        **data.model_dump(),
    )
    session.add(attachment)
    session.flush()
    words.index(session, attachment, [attachment.name])
    _record(session, Action.ATTACHMENT_CREATED, attachment, "added")
    return attachment


def _refuse_when_full(session: Session, owner_id: UUID, size_bytes: int) -> None:
    files, total_bytes = queries.usage(session, owner_id)
    if files >= rules.MOST_FILES:
        raise TooManyAttachments(
            f"{rules.MOST_FILES} files are as many as one account keeps; delete one first."
        )
    if total_bytes + size_bytes > rules.MOST_BYTES:
        raise SpaceUsedUp(
            f"With this one it would be more than the {rules.MOST_BYTES:,} bytes "
            "that one account keeps; delete something first."
        )


def update(session: Session, attachment: Attachment, data: AttachmentPatch) -> Attachment:
    """Call it something else, or let it belong elsewhere."""
    changes = data.sent()
    if changes.get("application_id") is not None:
        owned(session, Application, changes["application_id"], attachment.owner_id)
    for name, value in changes.items():
        setattr(attachment, name, value)
    session.flush()
    words.index(session, attachment, [attachment.name])
    _record(session, Action.ATTACHMENT_UPDATED, attachment, "changed")
    return attachment


def delete(session: Session, store: Store, attachment: Attachment) -> None:
    """Delete an attachment, and its file unless another one has the same content."""
    words.forget(session, attachment)
    events.forget(session, attachment.id)
    session.delete(attachment)
    session.flush()
    engine, now = session.info["engine"], session.info["now"]
    owner_id, names = attachment.owner_id, {attachment.sha256}
    _once_committed(session, partial(drop_unused, engine, now, store, owner_id, names))


def forget_account(session: Session, store: Store, owner_id: UUID) -> None:
    """Take away every file of an account that is being deleted; its rows go with it."""
    _once_committed(session, partial(store.drop_all, owner_id))


def drop_unused(engine: Engine, now: Now, store: Store, owner_id: UUID, names: set[str]) -> int:
    """Take away those of an account's files that no row of it names; return how many."""
    with transaction(engine, now) as session:
        hold(session, owner_id)
        unused = names - queries.contents(session, owner_id)
        for name in unused:
            store.drop(owner_id, name)
    return len(unused)


def hold(session: Session, owner_id: UUID) -> bool:
    """Be the only one who touches an account's files until this transaction ends.

    Returns whether there is such an account. SQLite has one writer at a time anyway.
    """
    held = select(col(Account.id)).where(col(Account.id) == owner_id)
    return session.execute(held.with_for_update(key_share=True)).first() is not None


def _once_committed(session: Session, then: Callable[[], object]) -> None:
    """Do something after the commit; what fails then is left to the housekeeping."""

    def run(_session: Session) -> None:
        try:
            then()
        except Exception:  # whatever it is, the commit stands and is answered
            log.exception("files that nobody needs any more are still there")

    event.listen(session, "after_commit", run, once=True)


def _record(session: Session, action: Action, attachment: Attachment, done: str) -> None:
    summary = f"{attachment.name} {done}"
    events.record(session, action, attachment, summary, application_id=attachment.application_id)
