"""The day's references: who may be rung, and what is owed to whom."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, exists, literal_column, or_, select, union_all
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.days import at_local
from afterview.core.db import again
from afterview.people.models import Contact, Organization
from afterview.pipeline.models import Application, Stage
from afterview.references.models import Briefing, LedgerEntry, Naming, Reference
from afterview.references.naming_queries import LIVE_STATUSES
from afterview.references.vocabulary import Direction, LedgerKind, RefereeAnswer
from afterview.today.rules import SHOWN, SOON, Item, Kind


def _told(kind: type[Naming] | type[Briefing], caller: Any) -> Select[Any]:
    """Times at which somebody may be rung, in live applications."""
    return (
        select(
            col(kind.id),
            col(kind.application_id),
            col(kind.calls_from),
            col(kind.calls_to),
            col(kind.answer),
            caller.label("caller"),
            col(Contact.name).label("referee"),
            col(Application.title),
            col(Organization.name).label("organization_name"),
        )
        .join(Reference, col(Reference.id) == col(kind.reference_id))
        .join(Contact, col(Contact.id) == col(Reference.contact_id))
        .join(Application, col(Application.id) == col(kind.application_id))
        .join(Organization, col(Organization.id) == col(Application.organization_id))
        .join(Stage, col(Stage.id) == col(Application.stage_id))
        .where(
            col(kind.owner_id) == bindparam("owner"),
            or_(col(kind.calls_from).is_not(None), col(kind.calls_to).is_not(None)),
            or_(col(kind.calls_from).is_(None), col(kind.calls_from) <= bindparam("until")),
            or_(col(kind.calls_to).is_(None), col(kind.calls_to) > bindparam("at")),
            or_(col(kind.calls_to).is_not(None), col(kind.calls_from) > bindparam("lately")),
            col(Stage.status).in_(LIVE_STATUSES),
        )
    )


_LATER = again(Briefing)
_CALLS: Any = (
    union_all(
        _told(Naming, col(Naming.recipient_name)).where(col(Naming.withdrawn_at).is_(None)),
        _told(Briefing, col(Briefing.caller)).where(
            col(Briefing.sent_at).is_not(None),
            ~exists().where(
                col(Naming.reference_id) == col(Briefing.reference_id),
                col(Naming.application_id) == col(Briefing.application_id),
                or_(
                    col(Naming.withdrawn_at).is_(None),
                    col(Naming.withdrawn_at) > col(Briefing.sent_at),
                ),
            ),
            ~exists().where(
                _LATER.c.reference_id == col(Briefing.reference_id),
                _LATER.c.application_id == col(Briefing.application_id),
                _LATER.c.sent_at > col(Briefing.sent_at),
            ),
        ),
    )
    .order_by(literal_column("calls_from"))
    .limit(SHOWN)
)
_ANSWERS = {
    RefereeAnswer.CONFIRMED: "They agreed to it.",
    RefereeAnswer.OTHER_TIME: "They would rather have another time.",
    RefereeAnswer.DECLINED: "They would rather not be rung.",
}


def call_items(session: Session, owner_id: UUID, now: Now) -> Iterator[Item]:
    """Calls to references that may come within a week."""
    values = {"owner": owner_id, "at": now.at, "until": now.at + SOON, "lately": now.at - SOON}
    for row in session.connection().execute(_CALLS, values):
        said = _ANSWERS.get(row.answer, "They have not said whether that suits them.")
        yield Item(
            kind=Kind.REFEREE_CALL,
            title=f"{row.caller or row.organization_name} may ring {row.referee}",
            why=f"{row.title} at {row.organization_name}. "
            f"{_window(row.calls_from, row.calls_to, now.zone)} {said}",
            href=f"/references?application={row.application_id}",
            subject_id=row.id,
            starts_at=row.calls_from or now.at,
            application_id=row.application_id,
        )


def _window(starts_at: datetime | None, ends_at: datetime | None, zone: ZoneInfo) -> str:
    first = starts_at and starts_at.astimezone(zone)
    last = ends_at and ends_at.astimezone(zone)
    if first is None or last is None:
        return f"From {first:%A}, {first:%H:%M}." if first else f"Until {last:%A}, {last:%H:%M}."
    if first.date() == last.date():
        return f"{first:%A}, {first:%H:%M} to {last:%H:%M}."
    return f"{first:%A}, {first:%H:%M} to {last:%A}, {last:%H:%M}."


_OWED: Any = (
    select(
        col(LedgerEntry.id),
        col(LedgerEntry.contact_id),
        col(LedgerEntry.application_id),
        col(LedgerEntry.kind),
        col(LedgerEntry.reason),
        col(LedgerEntry.due_on),
        col(Contact.name),
    )
    .join(Contact, col(Contact.id) == col(LedgerEntry.contact_id))
    .where(
        col(LedgerEntry.owner_id) == bindparam("owner"),
        col(LedgerEntry.direction) == Direction.I_OWE,
        col(LedgerEntry.settled_on).is_(None),
        col(LedgerEntry.forgiven_on).is_(None),
        col(LedgerEntry.sort_on) <= bindparam("until"),
    )
    .order_by(col(LedgerEntry.sort_on), col(LedgerEntry.id))
    .limit(SHOWN)
)
_VERBS = {
    LedgerKind.THANKS: "Thank {}",
    LedgerKind.OUTCOME_UPDATE: "Tell {} how it went",
}


def ledger_items(session: Session, owner_id: UUID, now: Now) -> Iterator[Item]:
    """What you owe somebody within a week, the day before it is due at the earliest."""
    values = {"owner": owner_id, "until": now.today + SOON}
    for row in session.connection().execute(_OWED, values):
        yield Item(
            kind=Kind.LEDGER_ENTRY,
            title=_VERBS.get(row.kind, "Settle with {}").format(row.name),
            why=f"{row.reason}. Paid in full is how references stay warm.".lstrip(". "),
            href=f"/ledger?contact_id={row.contact_id}",
            subject_id=row.id,
            starts_at=_begins(row.due_on - timedelta(days=1), now.zone),
            due_at=_begins(row.due_on + timedelta(days=1), now.zone),
            application_id=row.application_id,
            call={
                "method": "POST",
                "path": f"/api/v1/ledger/{row.id}/settlement",
                "body": {"note": "Done"},
            },
        )


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return at_local(day, time(0), zone)
