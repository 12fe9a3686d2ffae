"""Reading references: each list in a fixed number of statements, however many people there are."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from afterview.core import words
from afterview.core.clock import Now
from afterview.core.db import columns, find
from afterview.core.errors import NotFound
from afterview.core.pages import Page, by_instant, fetch
from afterview.people import queries as people
from afterview.people.models import Contact, Organization
from afterview.pipeline import interview_queries
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.pipeline.models import Application
from afterview.pipeline.vocabulary import CATEGORY, Category
from afterview.references import rules
from afterview.references.models import (
    EmployerContact,
    LedgerEntry,
    Naming,
    Reference,
    ReferenceConsent,
    ReferenceRequest,
)
from afterview.references.rules import Consent, ConsentStep
from afterview.references.schemas import (
    ConsentRead,
    ConsentStepRead,
    ConsentSummary,
    ReferenceQuery,
    ReferenceRead,
)
from afterview.references.vocabulary import ConsentStatus, Direction, Relationship

_REFERENCES = (
    select(
        *columns(Reference),
        col(Contact.name),
        col(Contact.job_title),
        col(Contact.preferred_channel),
        col(Contact.anonymised_at),
        col(Organization.name).label("organization_name"),
    )
    .join(Contact, col(Contact.id) == col(Reference.contact_id))
    .outerjoin(Organization, col(Organization.id) == col(Contact.organization_id))
)
_HISTORIES = (
    select(*columns(ReferenceConsent))
    .where(col(ReferenceConsent.reference_id).in_(bindparam("references", expanding=True)))
    .order_by(
        col(ReferenceConsent.reference_id), col(ReferenceConsent.on), col(ReferenceConsent.id)
    )
)
_CONTACTS: Any = select(col(EmployerContact.reference_id), col(EmployerContact.at)).where(
    col(EmployerContact.reference_id).in_(bindparam("references", expanding=True)),
    col(EmployerContact.at) > bindparam("since"),
    col(EmployerContact.at) <= bindparam("until"),
)
_LIVE_NAMINGS: Any = (
    select(col(Naming.reference_id), func.count().label("live"))
    .where(
        col(Naming.reference_id).in_(bindparam("references", expanding=True)),
        col(Naming.withdrawn_at).is_(None),
    )
    .group_by(col(Naming.reference_id))
)
_OVERDUE: Any = (
    select(col(LedgerEntry.contact_id))
    .distinct()
    .where(
        col(LedgerEntry.contact_id).in_(bindparam("contacts", expanding=True)),
        col(LedgerEntry.direction) == Direction.I_OWE,
        col(LedgerEntry.settled_on).is_(None),
        col(LedgerEntry.forgiven_on).is_(None),
        col(LedgerEntry.due_on) <= bindparam("today"),
    )
)


IN_VAIN = "An employer has the name of a relative: ask for it back, and name somebody else."
_CREATED, _CREATED_DOWN = by_instant(col(Reference.created_at), col(Reference.id))
_UPDATED, _UPDATED_DOWN = by_instant(col(Reference.updated_at), col(Reference.id))
_SORTS = {
    "created_at": _CREATED,
    "-created_at": _CREATED_DOWN,
    "updated_at": _UPDATED,
    "-updated_at": _UPDATED_DOWN,
}


def references(
    session: Session, owner_id: UUID, query: ReferenceQuery, *, now: Now
) -> Page[ReferenceRead]:
    """A page of references, with consent, load and what is owed, in six statements."""
    statement = _REFERENCES.where(col(Reference.owner_id) == owner_id)
    if query.relationship:
        statement = statement.where(col(Reference.relationship).in_(query.relationship))
    if query.contact_id:
        statement = statement.where(col(Reference.contact_id).in_(query.contact_id))
    if query.updated_since is not None:
        statement = statement.where(col(Reference.updated_at) >= query.updated_since)
    if query.q is not None:
        statement = words.matching(session, Reference, owner_id, query.q).on(statement)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page(items=_read(session, rows, now), next=after)


def reference(session: Session, found: Reference, *, now: Now) -> ReferenceRead:
    """One reference as it is sent."""
    rows = session.execute(_REFERENCES.where(col(Reference.id) == found.id)).all()
    return _read(session, rows, now)[0]


def _read(session: Session, rows: Sequence[Any], now: Now) -> list[ReferenceRead]:
    ids, contact_ids = [row.id for row in rows], [row.contact_id for row in rows]
    histories = consent_histories(session, ids)
    calls = employer_contacts(session, ids, now.at)
    live = live_namings(session, ids)
    reached = people.addresses(session, contact_ids)
    owing = overdue(session, contact_ids, now.today)
    items = []
    for row in rows:
        consent = rules.consent(histories.get(row.id, []), now.today)
        asked = rules.load(calls.get(row.id, []), now.at)
        items.append(
            ReferenceRead.model_validate(
                dict(row._mapping)
                | {
                    "addresses": reached.get(row.contact_id, []),
                    "consent": ConsentSummary.model_validate(consent),
                    "contacts_90_days": asked,
                    "live_namings": live.get(row.id, 0),
                    "paid_in_full": row.contact_id not in owing,
                    "warnings": warnings(
                        row, consent, asked, rules.rested_on(calls.get(row.id, []), now.at), now
                    )
                    + _named_in_vain(row, live.get(row.id, 0)),
                }
            )
        )
    return items


def warnings(
    row: Any, consent: Consent, asked: int, rested_on: datetime | None, now: Now
) -> list[str]:
    """What to think of before somebody is named once more."""
    found = []
    if row.relationship is Relationship.RELATIVE:
        found.append("A relative's word counts for nothing, and is never given.")
    if row.current_employer and not row.may_contact_now:
        found.append("They work where you work now: an employer needs your permission first.")
    if consent.on is not None and consent.expires_on is not None and not consent.valid:
        found.append("Their consent has run out: ask again before you name them.")
    if rested_on is not None:
        rested = rested_on.astimezone(now.zone).date()
        found.append(
            f"{asked} employers have spoken to them in {rules.LOAD_DAYS} days, and "
            f"{rules.MOST_CONTACTS} are the most: from {rested.day} {rested:%B} it is one fewer."
        )
    elif asked >= rules.WARN_AT:
        found.append(f"{asked} employers have spoken to them in {rules.LOAD_DAYS} days: rotate.")
    return found


def _named_in_vain(row: Any, live: int) -> list[str]:
    """Whether somebody was named before it was known that they are a relative."""
    if row.relationship is not Relationship.RELATIVE or not live:
        return []
    return [IN_VAIN]


def consent_histories(
    session: Session, reference_ids: Iterable[UUID]
) -> dict[UUID, list[ConsentStep]]:
    """What several references said, each history in order of time."""
    found: dict[UUID, list[ConsentStep]] = {}
    rows = session.connection().execute(_HISTORIES, {"references": list(reference_ids)})
    for row in rows:
        found.setdefault(row.reference_id, []).append(_step(row))
    return found


def _step(row: Any) -> ConsentStep:
    return ConsentStep(
        row.status, row.scope, row.application_id, row.on, row.expires_on, row.by_referee
    )


def employer_contacts(
    session: Session, reference_ids: Iterable[UUID], at: datetime
) -> dict[UUID, list[datetime]]:
    """When employers spoke to several references, as far back as it counts (RF-03)."""
    since = at - timedelta(days=rules.LOAD_DAYS)
    values = {"references": list(reference_ids), "since": since, "until": at}
    found: dict[UUID, list[datetime]] = {}
    for row in session.connection().execute(_CONTACTS, values):
        found.setdefault(row.reference_id, []).append(row.at)
    return found


def live_namings(session: Session, reference_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many employers have the name of each of several references."""
    rows = session.connection().execute(_LIVE_NAMINGS, {"references": list(reference_ids)})
    return {row.reference_id: row.live for row in rows}


def overdue(session: Session, contact_ids: Iterable[UUID], today: date) -> set[UUID]:
    """Those of several people who are owed something that is due (RF-05)."""
    values = {"contacts": list(contact_ids), "today": today}
    return set(session.connection().execute(_OVERDUE, values).scalars())


def consent_of(
    session: Session, reference_id: UUID, today: date, application_id: UUID | None = None
) -> Consent:
    """Where one reference's consent stands, in general or for an application."""
    history = consent_histories(session, [reference_id]).get(reference_id, [])
    return rules.consent(history, today, application_id)


def consent(session: Session, found: Reference, *, now: Now) -> ConsentRead:
    """Somebody's consent with its whole history, and who still has a name without it."""
    rows = session.connection().execute(_HISTORIES, {"references": [found.id]}).all()
    steps = [_step(row) for row in rows]
    named = _unfounded(session, found, steps, now)
    about = {row.application_id for row in rows if row.application_id}
    briefs = interview_queries.application_briefs(
        session, about | {naming.application_id for naming in named}
    )
    return ConsentRead(
        reference_id=found.id,
        general=ConsentSummary.model_validate(rules.consent(steps, now.today)),
        may_ask_from=rules.closed_until(steps, now.today),
        history=[
            ConsentStepRead.model_validate(
                dict(row._mapping) | {"application": briefs.get(row.application_id)}
            )
            for row in rows
        ],
        still_named=[brief for _, brief in _live(named, briefs)],
    )


def consent_step(
    session: Session, found: Reference, step: ReferenceConsent, *, now: Now
) -> ConsentStepRead:
    """One step as it is sent, and who has a name without consent after it."""
    read = ConsentStepRead.model_validate(step)
    if step.application_id is not None:
        read.application = interview_queries.application_briefs(session, [step.application_id])[
            step.application_id
        ]
    if step.status is ConsentStatus.WITHDRAWN:
        history = consent_histories(session, [found.id])[found.id]
        named = without_consent(session, found, history, now)
        read.still_named = [brief for _, brief in named]
    return read


def without_consent(
    session: Session, found: Reference, steps: Sequence[ConsentStep], now: Now
) -> list[tuple[Naming, ApplicationBrief]]:
    """Live namings of somebody, in live applications, that should not be: see `_unfounded`."""
    named = _unfounded(session, found, steps, now)
    briefs = interview_queries.application_briefs(session, [one.application_id for one in named])
    return _live(named, briefs)


def _unfounded(
    session: Session, found: Reference, steps: Sequence[ConsentStep], now: Now
) -> list[Naming]:
    """Live namings of somebody who took their consent back, or turned out to be a relative."""
    live = select(Naming).where(
        col(Naming.reference_id) == found.id, col(Naming.withdrawn_at).is_(None)
    )
    return [
        naming
        for naming in session.scalars(live.order_by(col(Naming.named_at), col(Naming.id)))
        if found.relationship is Relationship.RELATIVE
        or rules.taken_back(steps, now.today, naming.application_id)
    ]


def _live(
    named: Sequence[Naming], briefs: Mapping[UUID, ApplicationBrief]
) -> list[tuple[Naming, ApplicationBrief]]:
    return [
        (naming, briefs[naming.application_id])
        for naming in named
        if CATEGORY[briefs[naming.application_id].status] is not Category.CLOSED
    ]


def named_without(session: Session, found: Reference, *, now: Now) -> set[UUID]:
    """Applications whose employer has the name although consent does not reach there today."""
    history = consent_histories(session, [found.id]).get(found.id, [])
    live = select(col(Naming.application_id)).where(
        col(Naming.reference_id) == found.id, col(Naming.withdrawn_at).is_(None)
    )
    return {
        application_id
        for application_id in session.scalars(live)
        if rules.consent(history, now.today, application_id).status is not ConsentStatus.GRANTED
    }


def request_of(session: Session, application: Application) -> ReferenceRequest:
    """What an employer asks for.

    Raises:
        NotFound: nobody has written it down.
    """
    found = find(session, ReferenceRequest, application_id=application.id)
    if found is None:
        raise NotFound("Nobody has written down what this employer asks for.")
    return found
