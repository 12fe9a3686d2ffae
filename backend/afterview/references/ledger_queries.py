"""Reading the favour ledger, and who is Paid in Full (RF-05)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select, type_coerce
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.column_types import text_enum
from afterview.core.db import columns
from afterview.core.pages import Page, by, by_instant, fetch
from afterview.core.schema import Money
from afterview.people.models import Contact
from afterview.pipeline import interview_queries
from afterview.references import ledger_rules
from afterview.references.ledger_schemas import (
    DebtRead,
    LedgerBadgeRead,
    LedgerContact,
    LedgerEntryRead,
    LedgerOfContactRead,
    LedgerQuery,
    LedgerSum,
    PersonalBadge,
)
from afterview.references.models import LedgerEntry
from afterview.references.vocabulary import Direction, LedgerStatus

DEBTS_SHOWN = 100
PEOPLE_SHOWN = 200
OPEN_SHOWN = 200
CLOSED_SHOWN = 50
_IS: dict[LedgerStatus, ColumnElement[bool]] = {
    LedgerStatus.OPEN: and_(
        col(LedgerEntry.settled_on).is_(None), col(LedgerEntry.forgiven_on).is_(None)
    ),
    LedgerStatus.SETTLED: col(LedgerEntry.settled_on).is_not(None),
    LedgerStatus.FORGIVEN: col(LedgerEntry.forgiven_on).is_not(None),
}
_STATUS = type_coerce(
    case(
        (_IS[LedgerStatus.FORGIVEN], LedgerStatus.FORGIVEN.value),
        (_IS[LedgerStatus.SETTLED], LedgerStatus.SETTLED.value),
        else_=LedgerStatus.OPEN.value,
    ),
    text_enum(LedgerStatus),
).label("status")
_ENTRIES: Any = select(
    *columns(LedgerEntry), col(Contact.name).label("contact_name"), _STATUS
).join(Contact, col(Contact.id) == col(LedgerEntry.contact_id))

_DUE, _DUE_DOWN = by(col(LedgerEntry.sort_on), col(LedgerEntry.id), date.fromisoformat)
_UPDATED, _UPDATED_DOWN = by_instant(col(LedgerEntry.updated_at), col(LedgerEntry.id))
_SORTS = {
    "due_on": _DUE,
    "-due_on": _DUE_DOWN,
    "updated_at": _UPDATED,
    "-updated_at": _UPDATED_DOWN,
}
_DEBTS: Any = (
    select(
        col(LedgerEntry.id),
        col(LedgerEntry.contact_id),
        col(Contact.name).label("contact_name"),
        col(LedgerEntry.direction),
        col(LedgerEntry.kind),
        col(LedgerEntry.reason),
        col(LedgerEntry.amount_minor),
        col(LedgerEntry.currency),
        col(LedgerEntry.due_on),
        _STATUS,
    )
    .join(Contact, col(Contact.id) == col(LedgerEntry.contact_id))
    .where(
        col(LedgerEntry.owner_id) == bindparam("owner"),
        col(LedgerEntry.direction) == Direction.I_OWE,
        col(LedgerEntry.due_on) <= bindparam("today"),
        _IS[LedgerStatus.OPEN],
    )
    .order_by(col(LedgerEntry.due_on), col(LedgerEntry.id))
)
_SUMS: Any = (
    select(
        col(LedgerEntry.direction),
        col(LedgerEntry.currency),
        func.sum(col(LedgerEntry.amount_minor)).label("amount_minor"),
    )
    .where(
        col(LedgerEntry.owner_id) == bindparam("owner"),
        col(LedgerEntry.amount_minor).is_not(None),
        _IS[LedgerStatus.OPEN],
    )
    .group_by(col(LedgerEntry.direction), col(LedgerEntry.currency))
    .order_by(col(LedgerEntry.direction), col(LedgerEntry.currency))
)
_PEOPLE: Any = (
    select(col(Contact.id), col(Contact.name))
    .where(
        col(Contact.id).in_(
            select(col(LedgerEntry.contact_id)).where(
                col(LedgerEntry.owner_id) == bindparam("owner")
            )
        )
    )
    .order_by(col(Contact.name), col(Contact.id))
)
_OPEN_OF: Any = _ENTRIES.where(
    col(LedgerEntry.contact_id) == bindparam("contact"), _IS[LedgerStatus.OPEN]
).order_by(col(LedgerEntry.sort_on), col(LedgerEntry.id))
_CLOSED_OF: Any = (
    _ENTRIES.where(
        col(LedgerEntry.contact_id) == bindparam("contact"),
        or_(_IS[LedgerStatus.SETTLED], _IS[LedgerStatus.FORGIVEN]),
    )
    .order_by(col(LedgerEntry.updated_at).desc(), col(LedgerEntry.id).desc())
    .limit(CLOSED_SHOWN)
)


def entries(
    session: Session, owner_id: UUID, query: LedgerQuery, *, now: Now
) -> Page[LedgerEntryRead]:
    """A page of the ledger, in two statements."""
    statement = _ENTRIES.where(col(LedgerEntry.owner_id) == owner_id)
    if query.contact_id:
        statement = statement.where(col(LedgerEntry.contact_id).in_(query.contact_id))
    if query.application_id:
        statement = statement.where(col(LedgerEntry.application_id).in_(query.application_id))
    if query.direction is not None:
        statement = statement.where(col(LedgerEntry.direction) == query.direction)
    if query.kind:
        statement = statement.where(col(LedgerEntry.kind).in_(query.kind))
    if query.status:
        statement = statement.where(or_(*(_IS[status] for status in query.status)))
    if query.overdue is not None:
        statement = statement.where(_overdue(now.today) if query.overdue else _not_due(now.today))
    if query.updated_since is not None:
        statement = statement.where(col(LedgerEntry.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=_read(session, rows, now), next=after)


def _overdue(today: date) -> ColumnElement[bool]:
    return and_(_IS[LedgerStatus.OPEN], col(LedgerEntry.due_on) <= today)


def _not_due(today: date) -> ColumnElement[bool]:
    due_on = col(LedgerEntry.due_on)
    closed = or_(_IS[LedgerStatus.SETTLED], _IS[LedgerStatus.FORGIVEN])
    return or_(closed, due_on.is_(None), due_on > today)


def entry(session: Session, found: LedgerEntry, *, now: Now) -> LedgerEntryRead:
    """One entry as it is sent."""
    rows = session.execute(_ENTRIES.where(col(LedgerEntry.id) == found.id)).all()
    return _read(session, rows, now)[0]


def badge(session: Session, owner_id: UUID, *, now: Now) -> LedgerBadgeRead:
    """Whether everybody is Paid in Full, and what stands in the way, in three statements."""
    connection = session.connection()
    debts = connection.execute(_DEBTS, {"owner": owner_id, "today": now.today}).all()
    due = ledger_rules.standing_in_the_way(debts, now.today)
    waiting = Counter(row.contact_id for row in due)
    people = sorted(
        connection.execute(_PEOPLE, {"owner": owner_id}), key=lambda one: not waiting[one.id]
    )
    return LedgerBadgeRead(
        paid_in_full=not due,
        as_of=now.today,
        in_the_way_count=len(due),
        in_the_way=[_debt(row) for row in due[:DEBTS_SHOWN]],
        people=[
            PersonalBadge(
                contact=LedgerContact(id=one.id, name=one.name),
                paid_in_full=not waiting[one.id],
                in_the_way=waiting[one.id],
            )
            for one in people[:PEOPLE_SHOWN]
        ],
        open_sums=[
            LedgerSum.model_validate(row) for row in connection.execute(_SUMS, {"owner": owner_id})
        ],
    )


def of_contact(session: Session, contact: Contact, *, now: Now) -> LedgerOfContactRead:
    """Everything between the candidate and one person, in three statements."""
    connection, who = session.connection(), {"contact": contact.id}
    owed = connection.execute(_OPEN_OF, who).all()
    closed = connection.execute(_CLOSED_OF, who).all()
    shown = _read(session, [*owed[:OPEN_SHOWN], *closed], now)
    due = ledger_rules.standing_in_the_way(owed, now.today)
    return LedgerOfContactRead(
        contact=LedgerContact(id=contact.id, name=contact.name),
        paid_in_full=not due,
        as_of=now.today,
        in_the_way_count=len(due),
        open_sums=[LedgerSum.model_validate(one) for one in ledger_rules.open_sums(owed)],
        open=[one for one in shown if one.status is LedgerStatus.OPEN],
        closed=[one for one in shown if one.status is not LedgerStatus.OPEN],
    )


def _read(session: Session, rows: Sequence[Any], now: Now) -> list[LedgerEntryRead]:
    briefs = interview_queries.application_briefs(
        session, [row.application_id for row in rows if row.application_id]
    )
    return [
        LedgerEntryRead.model_validate(
            dict(row._mapping)
            | {
                "contact": _contact(row),
                "application": briefs.get(row.application_id),
                "amount": _amount(row),
                "overdue": row.status is LedgerStatus.OPEN
                and row.due_on is not None
                and row.due_on <= now.today,
            }
        )
        for row in rows
    ]


def _debt(row: Any) -> DebtRead:
    return DebtRead.model_validate(
        dict(row._mapping) | {"contact": _contact(row), "amount": _amount(row)}
    )


def _contact(row: Any) -> LedgerContact:
    return LedgerContact(id=row.contact_id, name=row.contact_name)


def _amount(row: Any) -> Money | None:
    if row.amount_minor is None:
        return None
    return Money(amount_minor=row.amount_minor, currency=row.currency)
