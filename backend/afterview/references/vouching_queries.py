"""Who vouched for what, since when, and whether it is over: facts the favour ledger asks for."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, or_, select, union_all
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.db import find
from afterview.people.models import Contact
from afterview.pipeline.models import Application, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category, Status
from afterview.references import queries, rules
from afterview.references.gifts import Asking
from afterview.references.models import Briefing, EmployerContact, Naming, Reference
from afterview.references.rules import ConsentStep
from afterview.references.vocabulary import ConsentStatus

NEWS = frozenset({Category.OFFER, Category.CLOSED})
"""Where an application stands once there is something to tell those who vouched."""
_CLOSED_STATUSES = [status for status in Status if CATEGORY[status] is Category.CLOSED]
_TOLD_STATUSES = [status for status in Status if CATEGORY[status] in NEWS]
_REQUESTS = frozenset({ConsentStatus.ASKED, ConsentStatus.GRANTED})


def _applications_of(kind: type[Naming] | type[EmployerContact]) -> Select[Any]:
    return select(col(kind.application_id)).where(col(kind.reference_id) == bindparam("reference"))


_CALLS: Any = select(col(EmployerContact.at)).where(
    col(EmployerContact.reference_id) == bindparam("reference")
)
_OUTCOMES: Any = (
    select(col(Application.stage_entered_at))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(
        col(Stage.status).in_(_TOLD_STATUSES),
        or_(
            col(Application.id).in_(_applications_of(Naming)),
            col(Application.id).in_(_applications_of(EmployerContact)),
        ),
    )
)

_CAME_IN: Any = (
    (Naming, col(Naming.named_at)),
    (EmployerContact, col(EmployerContact.at)),
    (Briefing, col(Briefing.sent_at)),
    (Briefing, col(Briefing.answered_at)),
)
"""How a reference comes into an application, and when: named, called, or told."""
_THEIRS = union_all(
    *(
        select(col(kind.application_id).label("application_id")).where(
            col(kind.reference_id) == bindparam("reference"), at.is_not(None)
        )
        for kind, at in _CAME_IN
    )
).subquery()
_LIVE: Any = (
    select(col(Application.title))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(
        col(Application.id).in_(select(_THEIRS.c.application_id)),
        col(Stage.status).not_in(_CLOSED_STATUSES),
    )
    .order_by(col(Application.id))
)


@dataclass(frozen=True, slots=True)
class Contacted:
    """Somebody who was named in an application, called about it, or told of it."""

    contact_id: UUID
    name: str
    since: datetime


def contacted(session: Session, application_id: UUID) -> list[Contacted]:
    """Everybody ever named in an application, called about it, or told of it.

    Withdrawn namings count, and so does a briefing that was sent or answered. Those who are
    anonymous by now are nobody any more.
    """
    times = union_all(
        *(
            select(col(kind.reference_id), at.label("at")).where(
                col(kind.application_id) == application_id, at.is_not(None)
            )
            for kind, at in _CAME_IN
        )
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


def in_live_application(session: Session, reference: Reference) -> str | None:
    """The title of an application that goes on and has to do with a reference, if there is one."""
    who = {"reference": reference.id}
    return session.connection().execute(_LIVE, who).scalars().first()


def asking(session: Session, contact_id: UUID, *, now: Now) -> Asking:
    """When somebody was asked to vouch, did so or no longer could, and how it ended (RF-06).

    Each asking anew has its own reference and outcome, but what was asked before and has not ended
    yet was asked then: nothing gets older by asking once more.
    """
    reference = find(session, Reference, contact_id=contact_id)
    if reference is None:
        return Asking()
    steps = queries.consent_histories(session, [reference.id]).get(reference.id, [])
    who = {"reference": reference.id}
    called = _days(session.connection().execute(_CALLS, who).scalars(), now)
    ended = _days(session.connection().execute(_OUTCOMES, who).scalars(), now)
    latest = _latest_request(steps)
    since = latest or date.min
    outcome_on = min((day for day in ended if day >= since), default=None)
    called_on = min((day for day in called if day >= since), default=None)
    released_on = _released_on(steps, now.today)
    given = [called_on, outcome_on, released_on]
    return Asking(
        latest and _begun_on(steps, latest, ended),
        min((day for day in given if day), default=None),
        outcome_on,
        released_on,
    )


def _latest_request(steps: Sequence[ConsentStep]) -> date | None:
    """The day they were last asked; the day of a yes that nobody had asked for."""
    requests = [step for step in steps if step.status in _REQUESTS]
    asked = [step for step in requests if step.status is ConsentStatus.ASKED]
    return (asked or requests[:1])[-1].on if requests else None


def _begun_on(steps: Sequence[ConsentStep], latest: date, ended: Sequence[date]) -> date:
    """The day they were first asked of what had not ended when they were asked last.

    It ends with an outcome, or with a no that nobody questions.
    """
    ends = [*ended, *(step.on for step in steps if rules.is_final(step))]
    begun = None
    for step in steps:
        if step.status in _REQUESTS and step.on <= latest:
            over = begun is not None and any(begun <= day <= step.on for day in ends)
            begun = step.on if begun is None or over else begun
    return begun or latest


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


def _days(instants: Iterable[datetime], now: Now) -> list[date]:
    return [at.astimezone(now.zone).date() for at in instants]
