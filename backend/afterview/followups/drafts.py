"""The words of a message, while they are being found. Every version worth having is kept."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.db import find
from afterview.core.errors import Conflict, NotFound
from afterview.followups import messages
from afterview.followups.models import (
    Draft,
    DraftRevision,
    FollowUp,
    MessageStatus,
    RevisionCause,
)
from afterview.journal import events
from afterview.journal.models import Action

KEPT = 50
"""Versions of one draft; the oldest go first."""
APART = timedelta(minutes=5)
"""Typing makes no version of its own; coming back to it does."""


class DraftExists(Conflict):
    code = "draft-exists"


class Approved(Conflict):
    code = "message-approved"


class Settled(Conflict):
    code = "follow-up-settled"


def text_hash(subject: str, body: str) -> str:
    """Name exactly these words: SHA-256 over subject and body, in hexadecimal digits."""
    return hashlib.sha256(f"{subject}\n\n{body}".encode()).hexdigest()


def draft_of(session: Session, follow_up: FollowUp) -> Draft:
    """The words there are for a message.

    Raises:
        NotFound: there are none yet.
    """
    found = find(session, Draft, follow_up_id=follow_up.id)
    if found is None:
        raise NotFound("There is no draft for this message yet.")
    return found


def refuse_settled(session: Session, follow_up: FollowUp) -> None:
    """Refuse to work on the words of what is over, or on its way.

    Raises:
        Settled: it was sent, waived or overtaken.
        Approved: exactly these words are approved; withdraw that first.
    """
    if follow_up.sent_at or follow_up.waived_at:
        raise Settled("It has been sent or waived; there is nothing left to write.")
    if follow_up.lapsed_at:
        raise Settled(f"Nothing is owed here any more. {follow_up.lapsed_reason}")
    message = messages.live_message(session, follow_up.id)
    if message is not None and message.status is MessageStatus.APPROVED:
        raise Approved(
            "These words are approved and waiting. Withdraw the approval to change them."
        )
    if message is not None:
        raise messages.OnItsWay("It is on its way, or may have arrived: its words stand.")


def fill(
    session: Session,
    follow_up: FollowUp,
    subject: str,
    body: str,
    *,
    replace: bool,
    now: Now,
) -> Draft:
    """Begin a draft with these words, or begin it anew.

    Raises:
        DraftExists: somebody has worked on it, and `replace` was not said.
    """
    refuse_settled(session, follow_up)
    draft = find(session, Draft, follow_up_id=follow_up.id)
    if draft is None:
        draft = Draft(
            owner_id=follow_up.owner_id, follow_up_id=follow_up.id, subject=subject, body=body
        )
        session.add(draft)
        session.flush()
    elif (draft.subject, draft.body) != (subject, body):
        if not replace:
            raise DraftExists("There is a draft already. Send `replace` to write it anew.")
        _keep(session, draft, RevisionCause.EDITED, now)
        draft.subject, draft.body = subject, body
        session.flush()
    _keep(session, draft, RevisionCause.FILLED, now)
    if follow_up.drafted_at is None:
        follow_up.drafted_at = now.at
        session.flush()
    events.record(
        session,
        Action.DRAFT_FILLED,
        draft,
        "Draft written from the template",
        application_id=follow_up.application_id,
    )
    return draft


def save(
    session: Session, follow_up: FollowUp, draft: Draft, changes: dict[str, str], *, now: Now
) -> Draft:
    """Keep what was typed; what stood there before a pause stays as a version."""
    refuse_settled(session, follow_up)
    if now.at - draft.updated_at >= APART:
        _keep(session, draft, RevisionCause.EDITED, now)
    for name, value in changes.items():
        setattr(draft, name, value)
    draft.returned_at, draft.returned_reason = None, ""
    session.flush()
    return draft


def discard(session: Session, follow_up: FollowUp, draft: Draft) -> None:
    """Throw the words away with all their versions; the message is still owed."""
    refuse_settled(session, follow_up)
    follow_up.drafted_at = None
    session.delete(draft)
    session.flush()


def keep_approved(session: Session, draft: Draft, *, now: Now) -> None:
    """The approved words stay on record as they were approved."""
    _keep(session, draft, RevisionCause.APPROVED, now)


def _keep(session: Session, draft: Draft, cause: RevisionCause, now: Now) -> None:
    last = session.scalars(
        select(DraftRevision)
        .where(col(DraftRevision.draft_id) == draft.id)
        .order_by(col(DraftRevision.number).desc())
        .limit(1)
    ).first()
    if last is not None and (last.subject, last.body) == (draft.subject, draft.body):
        if cause is RevisionCause.APPROVED:
            last.cause = cause
            session.flush()
        return
    number = last.number + 1 if last else 1
    session.add(
        DraftRevision(
            owner_id=draft.owner_id,
            draft_id=draft.id,
            number=number,
            cause=cause,
            subject=draft.subject,
            body=draft.body,
            created_at=now.at,
        )
    )
    session.flush()
    for old in _beyond(session, draft.id, number - KEPT):
        session.delete(old)


def _beyond(session: Session, draft_id: UUID, number: int) -> Sequence[DraftRevision]:
    if number < 1:
        return []
    return session.scalars(
        select(DraftRevision).where(
            col(DraftRevision.draft_id) == draft_id, col(DraftRevision.number) <= number
        )
    ).all()
