"""Other people's data are not kept for ever (RF-07): who is due, and letting go of those confirmed.

Never by itself: what goes cannot be brought back, and no rule knows that somebody will be asked for
a reference again next month. So it is proposed, and its owner decides, person by person.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, case, exists, func, or_, select, union
from sqlmodel import Session, col

from afterview.attachments.storage import Store
from afterview.core.clock import Now
from afterview.core.errors import Conflict, NotFound
from afterview.flows import person_anonymised, person_erased, person_rows
from afterview.flows.person_schemas import (
    MOST_AT_ONCE,
    RetentionContactRead,
    RetentionCreate,
    RetentionMode,
    RetentionPreviewRead,
    RetentionRead,
)
from afterview.followups.models import FollowUp, FollowUpPlan, OutgoingMessage
from afterview.people.models import Contact, ContactRole
from afterview.pipeline.models import Application, Interview, Interviewer, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category
from afterview.references.models import (
    Briefing,
    EmployerContact,
    LedgerEntry,
    Naming,
    Reference,
    ReferenceConsent,
)
from afterview.references.vocabulary import LedgerKind
from afterview.replies.models import ReceivedMessage
from afterview.touchpoints.models import Touchpoint

RETENTION = timedelta(days=365)
"""How long after the last thing that happened around somebody. DESIGN."""
AHEAD = timedelta(days=30)
"""How long before that they are proposed."""
_CLOSED = [status for status, category in CATEGORY.items() if category is Category.CLOSED]
_BY_CONTACT = (FollowUp, FollowUpPlan, Touchpoint, OutgoingMessage, ReceivedMessage, LedgerEntry)
_BY_REFERENCE = (Naming, EmployerContact, Briefing, ReferenceConsent)


class NotDue(Conflict):
    code = "retention-not-due"


@dataclass(frozen=True, slots=True)
class _Due:
    contact_id: UUID
    name: str
    role: ContactRole
    since: datetime
    on: date
    applications: int


def preview(session: Session, owner_id: UUID, *, now: Now) -> RetentionPreviewRead:
    """Whose data should go now, or within thirty days, and what that would be."""
    found = _due(session, owner_id, now)
    shown = found[:MOST_AT_ONCE]
    goes = _goes(session, owner_id, [one.contact_id for one in shown])
    items = [
        RetentionContactRead(
            contact_id=one.contact_id,
            name=one.name,
            role=one.role,
            why=_why(one),
            since=one.since,
            due_on=one.on,
            due=one.on <= now.today,
            goes=goes[one.contact_id],
        )
        for one in shown
    ]
    return RetentionPreviewRead(contacts=items, more=len(found) - len(items))


def let_go(
    session: Session, owner_id: UUID, data: RetentionCreate, store: Store, *, now: Now
) -> RetentionRead:
    """Erase or anonymise those who were confirmed: all of them, or nobody.

    Raises:
        NotFound: one of them is not there.
        NotDue: the time of one has not come; alone they can be erased at any time.
        OnItsWay: a mail to one of them is being sent, or may have arrived.
    """
    contacts = _held(session, owner_id, set(data.contact_ids))
    due = {one.contact_id for one in _due(session, owner_id, now)}
    for place, identity in enumerate(data.contact_ids):
        if identity not in due:
            raise NotDue(
                "Not everybody here is due yet. Read the preview again.",
                pointer=f"/contact_ids/{place}",
            )
    if data.mode is RetentionMode.ERASE:
        erased = person_erased.erase_all(session, owner_id, contacts, store, now=now)
        return RetentionRead(mode=data.mode, counts=erased.erased)
    done = person_anonymised.anonymise_all(session, owner_id, contacts, store, now=now)
    return RetentionRead(mode=data.mode, counts=done.anonymised)


def _held(session: Session, owner_id: UUID, contact_ids: Collection[UUID]) -> Sequence[Contact]:
    """These people, of whom nobody else can write anything meanwhile."""
    theirs = select(Contact).where(
        col(Contact.owner_id) == owner_id, col(Contact.id).in_(contact_ids)
    )
    found = session.scalars(theirs.order_by(col(Contact.id)).with_for_update()).all()
    if len(found) < len(contact_ids):
        raise NotFound("There is no such contact.")
    return found


def _due(session: Session, owner_id: UUID, now: Now) -> list[_Due]:
    """Everybody around whom nothing is open and nothing happened for so long; longest first."""
    latest = func.max(col(Application.last_activity_at))
    live = func.coalesce(func.sum(case((col(Stage.status).in_(_CLOSED), 0), else_=1)), 0)
    ties = _ties(owner_id).subquery()
    statement = (
        select(
            col(Contact.id),
            col(Contact.name),
            col(Contact.role),
            col(Contact.updated_at),
            latest,
            func.count(col(Application.id)),
        )
        .outerjoin(ties, ties.c.contact_id == col(Contact.id))
        .outerjoin(Application, col(Application.id) == ties.c.application_id)
        .outerjoin(Stage, col(Stage.id) == col(Application.stage_id))
        .where(
            col(Contact.owner_id) == owner_id,
            col(Contact.anonymised_at).is_(None),
            ~exists().where(
                col(LedgerEntry.contact_id) == col(Contact.id),
                col(LedgerEntry.settled_on).is_(None),
                col(LedgerEntry.forgiven_on).is_(None),
                or_(
                    col(LedgerEntry.kind) != LedgerKind.RECIPROCAL_REFERENCE,
                    col(LedgerEntry.due_on).is_not(None),
                ),  # whoever was rung is owed one for ever: that keeps nobody's data
            ),
        )
        .group_by(col(Contact.id))
        .having(or_(func.count(col(Application.id)) == 0, live == 0))
    )
    found = []
    for identity, name, role, updated_at, active_at, applications in session.execute(statement):
        since = max(updated_at, active_at or updated_at)
        on = (since + RETENTION).astimezone(now.zone).date()
        if on <= now.today + AHEAD:
            found.append(_Due(identity, name, role, since, on, applications))
    return sorted(found, key=lambda one: (one.on, one.contact_id))


def _ties(owner_id: UUID) -> CompoundSelect[Any]:
    """Which contact has to do with which application, each pair once."""
    return union(*_pairs(owner_id))


def _pairs(owner_id: UUID) -> Iterable[Select[Any]]:
    def pair(contact_id: Any, application_id: Any) -> Select[Any]:
        return select(contact_id.label("contact_id"), application_id.label("application_id"))

    for kind in _BY_CONTACT:
        yield pair(col(kind.contact_id), col(kind.application_id)).where(
            col(kind.owner_id) == owner_id,
            col(kind.contact_id).is_not(None),
            col(kind.application_id).is_not(None),
        )
    for below in _BY_REFERENCE:
        yield (
            pair(col(Reference.contact_id), col(below.application_id))
            .join(Reference, col(Reference.id) == col(below.reference_id))
            .where(col(below.owner_id) == owner_id, col(below.application_id).is_not(None))
        )
    yield pair(col(Naming.recipient_id), col(Naming.application_id)).where(
        col(Naming.owner_id) == owner_id, col(Naming.recipient_id).is_not(None)
    )
    yield (
        pair(col(Interviewer.contact_id), col(Interview.application_id))
        .join(Interview, col(Interview.id) == col(Interviewer.interview_id))
        .where(col(Interviewer.owner_id) == owner_id)
    )
    at_work = or_(
        col(Application.organization_id) == col(Contact.organization_id),
        col(Application.agency_id) == col(Contact.organization_id),
    )
    yield (
        pair(col(Contact.id), col(Application.id))
        .join(Application, at_work)
        .where(col(Contact.owner_id) == owner_id)
    )
    # Who vouches serves the whole search: nobody is let go while something may still ask for them.
    yield (
        pair(col(Reference.contact_id), col(Application.id))
        .join(Application, col(Application.owner_id) == col(Reference.owner_id))
        .where(col(Reference.owner_id) == owner_id)
    )


def _why(one: _Due) -> str:
    last = f"{one.since:%B %Y}"
    if not one.applications:
        return f"They have to do with no application; they were last changed in {last}."
    return f"All their applications are closed; nothing has happened since {last}."


def _goes(
    session: Session, owner_id: UUID, contact_ids: Sequence[UUID]
) -> dict[UUID, dict[str, int]]:
    """How many rows of each kind would go with each of them."""
    contacts = session.scalars(
        select(Contact).where(col(Contact.owner_id) == owner_id, col(Contact.id).in_(contact_ids))
    ).all()
    return {
        person.contact_id: {
            table: len(ids) for table, ids in sorted(person.rows.items()) if table != "contact"
        }
        for person in person_rows.rows_of(session, contacts)
    }
