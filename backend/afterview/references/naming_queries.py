"""Reading namings, calls that came, and calls that may come."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.days import at_local
from afterview.core.db import again, columns
from afterview.core.pages import Page, by_instant, fetch
from afterview.people.models import Contact
from afterview.pipeline import interview_queries
from afterview.pipeline.models import Application, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category, Status
from afterview.references import queries, rules
from afterview.references.models import Briefing, EmployerContact, Naming, Reference
from afterview.references.naming_schemas import (
    EmployerContactQuery,
    EmployerContactRead,
    ExpectedCallRead,
    ExpectedCallsQuery,
    ExpectedCallsRead,
    NamingQuery,
    NamingRead,
    ReferenceBrief,
)
from afterview.references.readiness import BRIEF_DAYS
from afterview.references.schemas import ConsentSummary

A_WEEK = timedelta(days=6)
FRESH = timedelta(days=BRIEF_DAYS)
SHOWN = 200
LIVE_STATUSES = [status for status in Status if CATEGORY[status] is not Category.CLOSED]


def _named(kind: type[Naming] | type[EmployerContact]) -> Select[Any]:
    return (
        select(
            *columns(kind),
            col(Reference.contact_id),
            col(Contact.name),
        )
        .join(Reference, col(Reference.id) == col(kind.reference_id))
        .join(Contact, col(Contact.id) == col(Reference.contact_id))
    )


_NAMINGS, _CALLS = _named(Naming), _named(EmployerContact)
_AT, _AT_DOWN = by_instant(col(Naming.named_at), col(Naming.id))
_UPDATED, _UPDATED_DOWN = by_instant(col(Naming.updated_at), col(Naming.id))
_SORTS = {
    "named_at": _AT,
    "-named_at": _AT_DOWN,
    "updated_at": _UPDATED,
    "-updated_at": _UPDATED_DOWN,
}
_CALLED, _CALLED_DOWN = by_instant(col(EmployerContact.at), col(EmployerContact.id))
_CALL_UPDATED, _CALL_UPDATED_DOWN = by_instant(
    col(EmployerContact.updated_at), col(EmployerContact.id)
)
_CALL_SORTS = {
    "at": _CALLED,
    "-at": _CALLED_DOWN,
    "updated_at": _CALL_UPDATED,
    "-updated_at": _CALL_UPDATED_DOWN,
}


def namings(session: Session, owner_id: UUID, query: NamingQuery) -> Page[NamingRead]:
    """A page of namings, in two statements."""
    statement = _NAMINGS.where(col(Naming.owner_id) == owner_id)
    if query.reference_id:
        statement = statement.where(col(Naming.reference_id).in_(query.reference_id))
    if query.application_id:
        statement = statement.where(col(Naming.application_id).in_(query.application_id))
    if query.live is not None:
        withdrawn = col(Naming.withdrawn_at)
        statement = statement.where(withdrawn.is_(None) if query.live else withdrawn.is_not(None))
    if query.updated_since is not None:
        statement = statement.where(col(Naming.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    briefs = interview_queries.application_briefs(session, [row.application_id for row in rows])
    items = [
        NamingRead.model_validate(
            dict(row._mapping)
            | {"reference": _brief(row), "application": briefs[row.application_id]}
        )
        for row in rows
    ]
    return Page(items=items, next=after)


def naming(session: Session, found: Naming, warnings: Sequence[str] = ()) -> NamingRead:
    """One naming as it is sent."""
    row = session.execute(_NAMINGS.where(col(Naming.id) == found.id)).one()
    briefs = interview_queries.application_briefs(session, [row.application_id])
    return NamingRead.model_validate(
        dict(row._mapping)
        | {
            "reference": _brief(row),
            "application": briefs[row.application_id],
            "warnings": list(warnings),
        }
    )


def calls(
    session: Session, owner_id: UUID, query: EmployerContactQuery
) -> Page[EmployerContactRead]:
    """A page of calls that came, in two statements."""
    statement = _CALLS.where(col(EmployerContact.owner_id) == owner_id)
    if query.reference_id:
        statement = statement.where(col(EmployerContact.reference_id).in_(query.reference_id))
    if query.application_id:
        statement = statement.where(col(EmployerContact.application_id).in_(query.application_id))
    if query.updated_since is not None:
        statement = statement.where(col(EmployerContact.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _CALL_SORTS, sort=query.sort, query=query)
    briefs = interview_queries.application_briefs(
        session, [row.application_id for row in rows if row.application_id]
    )
    items = [
        EmployerContactRead.model_validate(
            dict(row._mapping)
            | {"reference": _brief(row), "application": briefs.get(row.application_id)}
        )
        for row in rows
    ]
    return Page(items=items, next=after)


def call(
    session: Session, found: EmployerContact, warnings: Sequence[str] = ()
) -> EmployerContactRead:
    """One call as it is sent."""
    row = session.execute(_CALLS.where(col(EmployerContact.id) == found.id)).one()
    ids = [row.application_id] if row.application_id else []
    briefs = interview_queries.application_briefs(session, ids)
    return EmployerContactRead.model_validate(
        dict(row._mapping)
        | {
            "reference": _brief(row),
            "application": briefs.get(row.application_id),
            "warnings": list(warnings),
        }
    )


def _brief(row: Any) -> ReferenceBrief:
    return ReferenceBrief(id=row.reference_id, contact_id=row.contact_id, name=row.name)


_EXPECTED: Any = (
    select(
        *columns(Naming),
        col(Reference.contact_id),
        col(Reference.best_hours),
        col(Contact.name),
    )
    .join(Reference, col(Reference.id) == col(Naming.reference_id))
    .join(Contact, col(Contact.id) == col(Reference.contact_id))
    .join(Application, col(Application.id) == col(Naming.application_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(
        col(Naming.owner_id) == bindparam("owner"),
        col(Naming.withdrawn_at).is_(None),
        col(Stage.status).in_(LIVE_STATUSES),
        or_(col(Naming.calls_to).is_(None), col(Naming.calls_to) >= bindparam("since")),
        or_(col(Naming.calls_from).is_(None), col(Naming.calls_from) < bindparam("until")),
    )
    .order_by(
        col(Naming.calls_from).is_(None),
        col(Naming.calls_from),
        col(Naming.named_at),
        col(Naming.id),
    )
    .limit(SHOWN)
)
_LATER = again(Briefing)
_ANNOUNCED: Any = (
    select(
        *columns(Briefing),
        col(Reference.contact_id),
        col(Reference.best_hours),
        col(Contact.name),
    )
    .join(Reference, col(Reference.id) == col(Briefing.reference_id))
    .join(Contact, col(Contact.id) == col(Reference.contact_id))
    .join(Application, col(Application.id) == col(Briefing.application_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(
        col(Briefing.owner_id) == bindparam("owner"),
        col(Briefing.sent_at).is_not(None),
        col(Stage.status).in_(LIVE_STATUSES),
        or_(col(Briefing.calls_from).is_not(None), col(Briefing.calls_to).is_not(None)),
        or_(col(Briefing.calls_to).is_(None), col(Briefing.calls_to) >= bindparam("since")),
        or_(col(Briefing.calls_from).is_(None), col(Briefing.calls_from) < bindparam("until")),
        ~exists().where(
            col(Naming.reference_id) == col(Briefing.reference_id),
            col(Naming.application_id) == col(Briefing.application_id),
            or_(
                col(Naming.withdrawn_at).is_(None), col(Naming.withdrawn_at) > col(Briefing.sent_at)
            ),
        ),
        ~exists().where(
            _LATER.c.reference_id == col(Briefing.reference_id),
            _LATER.c.application_id == col(Briefing.application_id),
            _LATER.c.sent_at > col(Briefing.sent_at),
        ),
    )
    .order_by(col(Briefing.calls_from), col(Briefing.id))
    .limit(SHOWN)
)
"""Told of a time, while the name was not out, nor taken back since."""
_BRIEFED: Any = (
    select(
        col(Briefing.id),
        col(Briefing.reference_id),
        col(Briefing.application_id),
        col(Briefing.sent_at),
    )
    .where(
        col(Briefing.reference_id).in_(bindparam("references", expanding=True)),
        col(Briefing.sent_at).is_not(None),
    )
    .order_by(col(Briefing.sent_at), col(Briefing.id))
)
_RUNG: Any = (
    select(
        col(EmployerContact.reference_id),
        col(EmployerContact.application_id),
        func.count().label("times"),
    )
    .where(col(EmployerContact.reference_id).in_(bindparam("references", expanding=True)))
    .group_by(col(EmployerContact.reference_id), col(EmployerContact.application_id))
)
_NOBODY_SAID = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Briefed:
    """The last time somebody was told."""

    id: UUID
    at: datetime


def expected_calls(
    session: Session, owner_id: UUID, query: ExpectedCallsQuery, *, now: Now
) -> ExpectedCallsRead:
    """Who may be called in some days, in a fixed number of statements.

    Everybody whose name is out in a live application: without a window they can be rung on any
    day; with one that has passed they are not expected to be. And everybody who was told of a
    time, although the name is not out yet.
    """
    first = query.from_day or now.today
    last = max(query.to_day or first + A_WEEK, first)
    values = {
        "owner": owner_id,
        "since": at_local(first, time(0), now.zone),
        "until": at_local(last + timedelta(days=1), time(0), now.zone),
    }
    named = session.connection().execute(_EXPECTED, values).all()
    told = session.connection().execute(_ANNOUNCED, values).all()
    rows = [(row, True) for row in named] + [(row, False) for row in told]
    rows.sort(key=lambda pair: (pair[0].calls_from or pair[0].calls_to or _NOBODY_SAID, pair[0].id))
    ids = [row.reference_id for row, _ in rows]
    briefs = interview_queries.application_briefs(session, [row.application_id for row, _ in rows])
    histories = queries.consent_histories(session, ids)
    briefed = last_briefed(session, ids)
    rung = {
        (row.reference_id, row.application_id): row.times
        for row in session.connection().execute(_RUNG, {"references": ids})
    }
    items = []
    for row, out in rows:
        key = (row.reference_id, row.application_id)
        consent = rules.consent(histories.get(row.reference_id, []), now.today, row.application_id)
        last_told = briefed.get(key)
        items.append(
            ExpectedCallRead(
                naming_id=row.id if out else None,
                briefing_id=last_told.id if last_told else None,
                reference=_brief(row),
                application=briefs[row.application_id],
                caller=row.recipient_name if out else row.caller,
                calls_from=row.calls_from,
                calls_to=row.calls_to,
                answer=row.answer,
                number=row.best_number or (row.address if out else ""),
                best_hours=row.best_hours,
                briefed_at=last_told.at if last_told else None,
                briefed=last_told is not None and last_told.at > now.at - FRESH,
                consent=ConsentSummary.model_validate(consent),
                calls_so_far=rung.get(key, 0),
            )
        )
    return ExpectedCallsRead(from_day=first, to_day=last, items=items)


def last_briefed(
    session: Session, reference_ids: Sequence[UUID]
) -> dict[tuple[UUID, UUID | None], Briefed]:
    """When several references were last told, for each application and (None) in general."""
    rows = session.connection().execute(_BRIEFED, {"references": list(reference_ids)})
    return {(row.reference_id, row.application_id): Briefed(row.id, row.sent_at) for row in rows}
