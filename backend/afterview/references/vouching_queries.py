"""Who vouched for what, since when, and whether it is over: facts the favour ledger asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select, true, union_all
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.days import at_local
from afterview.core.db import find
from afterview.people.models import Contact
from afterview.pipeline.models import Application, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category, Status
from afterview.references import queries, rules
from afterview.references.gifts import Asking
from afterview.references.models import EmployerContact, Naming, Reference
from afterview.references.rules import ConsentStep
from afterview.references.vocabulary import ConsentStatus

NEWS = frozenset({Category.OFFER, Category.CLOSED})
"""Where an application stands once there is something to tell those who vouched."""
_TOLD_STATUSES = [status for status in Status if CATEGORY[status] in NEWS]
FIRST_DAY = date(1970, 1, 1)
_REQUESTS = frozenset({ConsentStatus.ASKED, ConsentStatus.GRANTED})


def _applications_of(kind: type[Naming] | type[EmployerContact]) -> Select[Any]:
    return select(col(kind.application_id)).where(col(kind.reference_id) == bindparam("reference"))


_FIRST_CALL: Any = select(func.min(col(EmployerContact.at))).where(
    col(EmployerContact.reference_id) == bindparam("reference"),
    col(EmployerContact.at) >= bindparam("since"),
)
_FIRST_OUTCOME: Any = (
    select(func.min(col(Application.stage_entered_at)))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(
        col(Stage.status).in_(_TOLD_STATUSES),
        col(Application.stage_entered_at) >= bindparam("since"),
        or_(
            col(Application.id).in_(_applications_of(Naming)),
            col(Application.id).in_(_applications_of(EmployerContact)),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Contacted:
    """Somebody who was named in an application, or called about it."""

    contact_id: UUID
    name: str
    since: datetime


def contacted(
    session: Session, application_id: UUID, besides: UUID | None = None
) -> list[Contacted]:
    """Everybody ever named in an application or called about it, withdrawn namings included.

    Those who are anonymous by now are nobody any more. `besides` leaves one call out.
    """
    others: ColumnElement[bool] = col(EmployerContact.id) != besides if besides else true()
    times = union_all(
        select(col(Naming.reference_id), col(Naming.named_at).label("at")).where(
            col(Naming.application_id) == application_id
        ),
        select(col(EmployerContact.reference_id), col(EmployerContact.at)).where(
            col(EmployerContact.application_id) == application_id, others
        ),
    ).subquery()
    statement = (
        select(col(Contact.id), col(Contact.name), func.min(times.c.at).label("since"))
        .join(Reference, col(Reference.contact_id) == col(Contact.id))
        .join(times, times.c.reference_id == col(Reference.id))
        .where(col(Contact.anonymised_at).is_(None))
        .group_by(col(Contact.id), col(Contact.name))
        .order_by(col(Contact.id))
    )
    return [Contacted(row.id, row.name, row.since) for row in session.execute(statement)]


def asking(session: Session, contact_id: UUID, *, now: Now) -> Asking:
    """When somebody was asked to vouch, did so or no longer could, and how it ended (RF-06).

    Each asking anew begins anew: what was given and how it ended before says nothing about it.
    """
    reference = find(session, Reference, contact_id=contact_id)
    if reference is None:
        return Asking()
    steps = queries.consent_histories(session, [reference.id]).get(reference.id, [])
    requested_on = _requested_on(steps)
    since = at_local(requested_on or FIRST_DAY, time(0), now.zone)
    who = {"reference": reference.id, "since": since}
    called_at = session.connection().execute(_FIRST_CALL, who).scalar_one()
    ended_at = session.connection().execute(_FIRST_OUTCOME, who).scalar_one()
    outcome_on = ended_at and _local(ended_at, now)
    given = [called_at and _local(called_at, now), outcome_on, _released_on(steps, now.today)]
    return Asking(requested_on, min((day for day in given if day), default=None), outcome_on)


def _requested_on(steps: Sequence[ConsentStep]) -> date | None:
    """The day they were last asked; the day of a yes that nobody had asked for."""
    requests = [step for step in steps if step.status in _REQUESTS]
    asked = [step for step in requests if step.status is ConsentStatus.ASKED]
    return (asked or requests[:1])[-1].on if requests else None


def _released_on(steps: Sequence[ConsentStep], today: date) -> date | None:
    """The day their last word became a no, or their last yes ran out; None while it may be used."""
    if not steps or steps[-1].status is ConsentStatus.ASKED:
        return None
    if steps[-1].status is not ConsentStatus.GRANTED:
        return steps[-1].on
    last_day = max(
        step.expires_on or rules.expiry_of(step.on)
        for step in steps
        if step.status is ConsentStatus.GRANTED
    )
    return last_day if last_day < today else None


def _local(at: datetime, now: Now) -> date:
    return at.astimezone(now.zone).date()
