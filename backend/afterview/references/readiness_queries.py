"""Readiness of one reference or of all, gathered in a fixed number of statements (RF-04)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, or_, select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.db import columns, find
from afterview.people.models import Contact, Organization
from afterview.pipeline import interview_queries
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.pipeline.models import Application
from afterview.references import queries, rules
from afterview.references.choosing import BARS, Bar, Member, default_count, set_readiness
from afterview.references.improving import improvements, lighter_load
from afterview.references.ledger_rules import debt
from afterview.references.models import (
    Briefing,
    LedgerEntry,
    Naming,
    RefereePage,
    Reference,
    ReferenceRequest,
)
from afterview.references.naming_queries import Briefed, last_briefed
from afterview.references.naming_schemas import ReferenceBrief
from afterview.references.readiness import OBSTACLES, Inputs, Readiness, readiness
from afterview.references.readiness_schemas import (
    ActionRead,
    LackRead,
    NextStepRead,
    PartRead,
    ReadinessRead,
    ReferenceSetRead,
    RotationRead,
)
from afterview.references.rules import ConsentStep
from afterview.references.schemas import ConsentSummary, ReferenceRequestRead
from afterview.references.vocabulary import (
    Band,
    ConsentStatus,
    Direction,
    LedgerKind,
    LedgerStatus,
)

MOST = 300
"""References that are weighed for one application."""
STEPS_SHOWN = 5
_WHO: Any = select(*columns(Reference), col(Contact.name)).join(
    Contact, col(Contact.id) == col(Reference.contact_id)
)
_ASKED: Any = (
    select(col(Briefing.reference_id), col(Briefing.sent_at), col(Briefing.answered_at))
    .where(
        col(Briefing.reference_id).in_(bindparam("references", expanding=True)),
        col(Briefing.sent_at).is_not(None),
        or_(
            col(Briefing.answered_at).is_not(None),
            exists().where(col(RefereePage.briefing_id) == col(Briefing.id)),
        ),
    )
    .order_by(col(Briefing.sent_at))
)
"""Briefings that asked for an answer."""
_OWED: Any = select(
    col(LedgerEntry.contact_id), col(LedgerEntry.kind), col(LedgerEntry.due_on)
).where(
    col(LedgerEntry.contact_id).in_(bindparam("contacts", expanding=True)),
    col(LedgerEntry.direction) == Direction.I_OWE,
    col(LedgerEntry.settled_on).is_(None),
    col(LedgerEntry.forgiven_on).is_(None),
)
_NAMED: Any = select(col(Naming.reference_id)).where(
    col(Naming.application_id) == bindparam("application"), col(Naming.withdrawn_at).is_(None)
)


@dataclass(frozen=True, slots=True)
class _Owed:
    """One open entry of the candidate's own."""

    kind: LedgerKind
    due_on: date | None
    direction: Direction = Direction.I_OWE
    status: LedgerStatus = LedgerStatus.OPEN


@dataclass(frozen=True, slots=True)
class _Weighed:
    """One reference with all that was found about them."""

    row: Any
    inputs: Inputs
    result: Readiness
    read: ReadinessRead


def of_reference(
    session: Session, reference: Reference, application: Application | None, *, now: Now
) -> ReadinessRead:
    """How ready one reference is: for an application, or in general."""
    rows = session.execute(_WHO.where(col(Reference.id) == reference.id)).all()
    return _weigh(session, rows, application, now)[0].read


def of_set(
    session: Session, application: Application, region: str, *, now: Now
) -> ReferenceSetRead:
    """Whether everybody together is enough for what an employer asks; `region` is the account's."""
    statement = _WHO.where(
        col(Reference.owner_id) == application.owner_id, col(Contact.anonymised_at).is_(None)
    )
    rows = session.execute(statement.order_by(col(Reference.created_at)).limit(MOST)).all()
    weighed = _weigh(session, rows, application, now)
    weighed.sort(key=lambda one: (-one.result.score, one.row.name, one.row.id))
    asked = find(session, ReferenceRequest, application_id=application.id)
    employer = find(session, Organization, id=application.organization_id)
    usual = default_count((employer.region if employer else None) or region)
    wanted = asked.wanted if asked and asked.wanted else usual
    found = set_readiness([_member(one) for one in weighed if one.read.bar is None], wanted)
    briefs = {one.row.id: one.read.reference for one in weighed}
    about = interview_queries.application_briefs(session, [application.id])[application.id]
    return ReferenceSetRead(
        application=about,
        wanted=wanted,
        usual=asked is None or asked.wanted is None,
        request=ReferenceRequestRead.model_validate(asked) if asked else None,
        ready=found.ready,
        chosen=[briefs[member.id] for member in found.chosen],
        missing=[LackRead(code=one.code, sentence=one.sentence) for one in found.missing],
        next_steps=_next_steps(weighed),
        rotation=_rotation(weighed),
        members=[one.read for one in weighed],
    )


def _member(one: _Weighed) -> Member:
    return Member(
        id=one.row.id,
        relationship=one.row.relationship,
        employers=frozenset(shared["employer"] for shared in one.row.worked_together),
        consent_valid=one.inputs.consent_valid,
        score=one.result.score,
        band=one.result.band,
    )


def _next_steps(weighed: Sequence[_Weighed]) -> list[NextStepRead]:
    """What makes somebody ready first, then what gains most; one thing for each person."""
    best = [
        NextStepRead(reference=one.read.reference, action=one.read.improvements[0])
        for one in weighed
        if one.read.improvements and one.read.band is not Band.READY
    ]
    best.sort(key=lambda step: (step.action.band is not Band.READY, -step.action.gain))
    return best[:STEPS_SHOWN]


def _rotation(weighed: Sequence[_Weighed]) -> list[RotationRead]:
    """For whoever is asked often: the most ready of those who are not (RF-03)."""
    fresh = [
        one.read.reference
        for one in weighed
        if one.inputs.contacts < rules.WARN_AT
        and one.result.obstacle is None
        and one.read.bar is None
        and not one.read.named
    ]
    return [
        RotationRead(
            tired=one.read.reference,
            contacts_90_days=one.inputs.contacts,
            instead=fresh[0] if fresh else None,
        )
        for one in weighed
        if one.inputs.contacts >= rules.WARN_AT
    ]


def _weigh(
    session: Session, rows: Sequence[Any], application: Application | None, now: Now
) -> list[_Weighed]:
    ids = [row.id for row in rows]
    application_id = application.id if application else None
    histories = queries.consent_histories(session, ids)
    briefed = last_briefed(session, ids)
    calls = queries.employer_contacts(session, ids, now.at)
    answers = _answers(session, ids)
    owed = _owed(session, [row.contact_id for row in rows])
    named = set(session.connection().execute(_NAMED, {"application": application_id}).scalars())
    asked = application and find(session, ReferenceRequest, application_id=application.id)
    about = (
        interview_queries.application_briefs(session, [application.id])[application.id]
        if application
        else None
    )
    weighed = []
    for row in rows:
        history = histories.get(row.id, [])
        consent = rules.consent(history, now.today, application_id)
        answered, silent = _responsiveness(history, answers.get(row.id, []), now)
        debts = owed.get(row.contact_id, [])
        inputs = Inputs(
            relationship=row.relationship,
            consent_valid=consent.valid,
            years_apart=_years_apart(row.worked_together, now.today),
            first_job=row.first_job,
            brief_days=_age(briefed.get((row.id, application_id)), now) if application_id else None,
            general_brief_days=_age(briefed.get((row.id, None)), now),
            wanted=asked.competencies if asked else (),
            vouched=row.competencies,
            answered_days=answered,
            silent_days=silent,
            contacts=len(calls.get(row.id, [])),
            debt=debt(debts, now.today),
            recall_confirmed=row.recall_confirmed_on is not None,
        )
        result = readiness(inputs)
        read = _read(row, about, inputs, result, consent=ConsentSummary.model_validate(consent))
        read.named = row.id in named
        read.bar = _bar(row, calls.get(row.id, []), now, named=read.named)
        read.why_barred = BARS[read.bar] if read.bar else ""
        read.improvements = [
            ActionRead(
                code=action.code,
                sentence=action.sentence,
                score=round(action.score, 1),
                band=action.band,
                gain=round(action.gain, 1),
                from_on=action.from_on,
            )
            for action in improvements(
                inputs,
                may_be_asked=rules.closed_until(history, now.today, application_id) is None,
                only_thanks=bool(debts) and all(one.kind is LedgerKind.THANKS for one in debts),
                lighter=lighter_load(calls.get(row.id, []), now.at, now.zone),
            )
        ]
        weighed.append(_Weighed(row, inputs, result, read))
    return weighed


def _bar(row: Any, calls: Sequence[datetime], now: Now, *, named: bool) -> Bar | None:
    """What a naming would be refused for in spite of consent (namings.py)."""
    if row.current_employer and not row.may_contact_now:
        return Bar.CURRENT_EMPLOYER
    if not named and rules.rested_on(calls, now.at) is not None:
        return Bar.OVERUSED
    return None


def _read(
    row: Any,
    about: ApplicationBrief | None,
    inputs: Inputs,
    result: Readiness,
    *,
    consent: ConsentSummary,
) -> ReadinessRead:
    return ReadinessRead(
        reference=ReferenceBrief(id=row.id, contact_id=row.contact_id, name=row.name),
        application=about,
        relationship=row.relationship,
        score=round(result.score, 1),
        band=result.band,
        obstacle=result.obstacle,
        why_zero=OBSTACLES[result.obstacle] if result.obstacle else "",
        bar=None,
        why_barred="",
        capped=result.capped,
        recall_confirmed=inputs.recall_confirmed,
        consent=consent,
        contacts_90_days=inputs.contacts,
        named=False,
        rewarm=result.band is not Band.READY or not inputs.recall_confirmed,
        parts=[
            PartRead(
                name=part.name,
                weight=part.weight,
                value=round(part.value, 3),
                points=round(part.points, 1),
                sentence=part.sentence,
            )
            for part in result.parts
        ],
        improvements=[],
    )


def _years_apart(worked_together: Sequence[dict[str, Any]], today: date) -> float | None:
    """Whole years since they last worked together; None if nobody wrote down when."""
    ends = [
        today.year if shared["to_year"] is None else shared["to_year"]
        for shared in worked_together
        if shared["from_year"] or shared["to_year"]
    ]
    return float(max(0, today.year - max(ends))) if ends else None


def _age(told: Briefed | None, now: Now) -> int | None:
    return None if told is None else max(0, (now.at - told.at).days)


def _answers(
    session: Session, reference_ids: Sequence[UUID]
) -> dict[UUID, list[tuple[datetime, datetime | None]]]:
    found: dict[UUID, list[tuple[datetime, datetime | None]]] = {}
    for row in session.connection().execute(_ASKED, {"references": list(reference_ids)}):
        found.setdefault(row.reference_id, []).append((row.sent_at, row.answered_at))
    return found


def _responsiveness(
    history: Sequence[ConsentStep],
    briefings: Sequence[tuple[datetime, datetime | None]],
    now: Now,
) -> tuple[float | None, float | None]:
    """Days to the latest answer, or days of silence since the latest question; one is None.

    What counts is what they were asked last: for their consent, or on a page.
    """
    asked: list[tuple[date, float | None, float]] = []
    for number, step in enumerate(history):
        if step.status is not ConsentStatus.ASKED or step.on > now.today:
            continue
        later = [one for one in history[number + 1 :] if one.status is not ConsentStatus.ASKED]
        waited = float((later[0].on - step.on).days) if later else None
        asked.append((step.on, waited, float((now.today - step.on).days)))
    for sent_at, answered_at in briefings:
        on = sent_at.astimezone(now.zone).date()
        took = (answered_at - sent_at).total_seconds() / 86_400 if answered_at else None
        silent = max(0.0, (now.at - sent_at).total_seconds() / 86_400)
        asked.append((on, None if took is None else max(0.0, took), silent))
    if not asked:
        return None, None
    _, waited, silent = max(asked, key=lambda one: one[0])
    return (waited, None) if waited is not None else (None, silent)


def _owed(session: Session, contact_ids: Sequence[UUID]) -> dict[UUID, list[_Owed]]:
    found: dict[UUID, list[_Owed]] = {}
    for row in session.connection().execute(_OWED, {"contacts": list(contact_ids)}):
        found.setdefault(row.contact_id, []).append(_Owed(row.kind, row.due_on))
    return found
