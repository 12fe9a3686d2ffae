"""What calls and outcomes put into the favour ledger by themselves, and take out again (RF-05).

Thanks follow a call, news of the outcome follows the application; what was settled or forgiven
stays as it was, whatever happens to its cause.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.days import public_holidays
from afterview.core.db import owned
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people.models import Contact
from afterview.pipeline import interview_queries
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.pipeline.models import Application
from afterview.pipeline.vocabulary import CATEGORY, Category, Status
from afterview.references import ledger_rules, vouching_queries
from afterview.references.models import EmployerContact, LedgerEntry, Reference
from afterview.references.vocabulary import Direction, LedgerKind, LedgerOrigin
from afterview.references.vouching_queries import Contacted

SOMEDAY = date(9000, 1, 1)
"""Stands in for no day in the order of a list, so that what has none comes last."""
_OFFER, _END = "offer", "end"
_NEWS = {_OFFER: "Tell them of the offer: {}", _END: "Tell them how it ended: {}"}


def owe_for_call(
    session: Session, user: User, contact: Contact, call: EmployerContact, *, now: Now
) -> None:
    """Owe for a call: thanks, a reference in return, and the outcome once there is one.

    Called twice, it owes once.
    """
    called_on = call.at.astimezone(user.zone).date()
    thanks = _for_call(call, contact, LedgerKind.THANKS, called_on)
    thanks.reason = f"Thanks for speaking to {call.caller or 'an employer'}"
    thanks.due_on = thanks.sort_on = ledger_rules.thanks_due_on(called_on)
    _owe(session, thanks, contact.name)
    if not _owes_reference(session, contact):
        in_return = _for_call(call, contact, LedgerKind.RECIPROCAL_REFERENCE, called_on)
        in_return.reason = "A reference in return, should they ever need one"
        _owe(session, in_return, contact.name)
    if call.application_id is not None:
        application = owned(session, Application, call.application_id, user.id)
        follow_outcome(session, user, application, now=now)


def _for_call(
    call: EmployerContact, contact: Contact, kind: LedgerKind, called_on: date
) -> LedgerEntry:
    return LedgerEntry(
        owner_id=call.owner_id,
        contact_id=contact.id,
        application_id=call.application_id,
        direction=Direction.I_OWE,
        kind=kind,
        arose_on=called_on,
        sort_on=SOMEDAY,
        origin=LedgerOrigin.EMPLOYER_CONTACT,
        cause_id=call.id,
    )


def _owes_reference(session: Session, contact: Contact) -> bool:
    """Whether a reference in return is owed to them already."""
    owed = select(LedgerEntry).where(
        col(LedgerEntry.contact_id) == contact.id,
        col(LedgerEntry.kind) == LedgerKind.RECIPROCAL_REFERENCE,
        col(LedgerEntry.direction) == Direction.I_OWE,
    )
    return any(_is_open(entry) for entry in session.scalars(owed))


def _owe(session: Session, entry: LedgerEntry, name: str) -> None:
    """Write an entry, unless its cause has made one of its kind before."""
    made = select(col(LedgerEntry.id)).where(
        col(LedgerEntry.contact_id) == entry.contact_id,
        col(LedgerEntry.kind) == entry.kind,
        col(LedgerEntry.cause_id) == entry.cause_id,
    )
    if session.scalars(made).first() is not None:
        return
    session.add(entry)
    session.flush()
    record(session, Action.LEDGER_ENTRY_CREATED, entry, f"Owed to {name}: {entry.reason}")


def move_thanks(session: Session, user: User, call: EmployerContact) -> None:
    """Let open thanks follow the time of the call they are for."""
    for entry in _caused_by(session, call):
        if entry.kind is LedgerKind.THANKS:
            entry.arose_on = call.at.astimezone(user.zone).date()
            entry.due_on = entry.sort_on = ledger_rules.thanks_due_on(entry.arose_on)
    session.flush()


def forget_call(session: Session, call: EmployerContact) -> None:
    """Take out what is owed only for this call, which is about to be deleted.

    A reference in return stays owed for another call of theirs that has made none itself.
    """
    for entry in _caused_by(session, call):
        other = None
        if entry.kind is LedgerKind.RECIPROCAL_REFERENCE:
            other = _unreturned(session, call)
        if other is None:
            forget(session, entry)
        else:
            entry.cause_id, entry.application_id = other.id, other.application_id
    if call.application_id is not None:
        left = vouching_queries.contacted(session, call.application_id, besides=call.id)
        reference = owned(session, Reference, call.reference_id, call.owner_id)
        if reference.contact_id not in {who.contact_id for who in left}:
            told = _told(session, call.application_id)
            _forget_open(session, told.get(reference.contact_id, []))
    session.flush()


def _caused_by(session: Session, call: EmployerContact) -> list[LedgerEntry]:
    """What is open and was made by a call."""
    made = select(LedgerEntry).where(
        col(LedgerEntry.owner_id) == call.owner_id,
        col(LedgerEntry.origin) == LedgerOrigin.EMPLOYER_CONTACT,
        col(LedgerEntry.cause_id) == call.id,
    )
    return [entry for entry in session.scalars(made) if _is_open(entry)]


def _unreturned(session: Session, call: EmployerContact) -> EmployerContact | None:
    """The first other call of the same person that no reference in return was owed for."""
    made = aliased(LedgerEntry)
    return session.scalars(
        select(EmployerContact)
        .where(
            col(EmployerContact.reference_id) == call.reference_id,
            col(EmployerContact.id) != call.id,
            ~exists().where(
                col(made.kind) == LedgerKind.RECIPROCAL_REFERENCE,
                col(made.cause_id) == col(EmployerContact.id),
            ),
        )
        .order_by(col(EmployerContact.at), col(EmployerContact.id))
        .limit(1)
    ).first()


def follow_outcome(session: Session, user: User, application: Application, *, now: Now) -> None:
    """Owe the news of an application to everybody who was ever named in it or called about it.

    An offer is news, and so is the end. Each is owed once, two business days after the application
    got there or, if that was later, after they came into it. The end takes over what is owed for
    an offer they have not heard of. An application that goes on has no news: what is open goes.
    """
    told = _told(session, application.id)
    brief = interview_queries.application_briefs(session, [application.id])[application.id]
    news = _news(brief.status)
    people = vouching_queries.contacted(session, application.id) if news else []
    here = {who.contact_id for who in people}
    for contact_id, entries in told.items():
        if contact_id not in here:
            _forget_open(session, entries)
    for who in people:
        assert news is not None
        entries = told.get(who.contact_id, [])
        if not _up_to_date(session, entries, application, news, brief):
            _owe_news(session, user, application, who, news, brief, now)
    session.flush()


def _news(status: Status) -> str | None:
    """What there is to tell of an application, or None."""
    return {Category.OFFER: _OFFER, Category.CLOSED: _END}.get(CATEGORY[status])


def _told(session: Session, application_id: UUID) -> dict[UUID, list[LedgerEntry]]:
    """What is or was owed as news of an application, by contact."""
    found: dict[UUID, list[LedgerEntry]] = {}
    news = select(LedgerEntry).where(
        col(LedgerEntry.application_id) == application_id,
        col(LedgerEntry.origin) == LedgerOrigin.OUTCOME,
    )
    for entry in session.scalars(news.order_by(col(LedgerEntry.id))):
        found.setdefault(entry.contact_id, []).append(entry)
    return found


def _up_to_date(
    session: Session,
    entries: Sequence[LedgerEntry],
    application: Application,
    news: str,
    brief: ApplicationBrief,
) -> bool:
    """Whether somebody's entries tell of this; older news they have not heard gives way."""
    cause = uuid5(application.id, news)
    made = next((entry for entry in entries if entry.cause_id == cause), None)
    older = next((entry for entry in entries if entry is not made and _is_open(entry)), None)
    if older is None:
        return made is not None
    if made is None:
        older.cause_id, older.reason = cause, _reason(news, brief)
    elif _is_open(made) or news == _OFFER:
        forget(session, older)
    else:  # it had ended before, they were told, and it went on
        older.reason = _reason(news, brief)
    return True


def _owe_news(
    session: Session,
    user: User,
    application: Application,
    who: Contacted,
    news: str,
    brief: ApplicationBrief,
    now: Now,
) -> None:
    arose_at = max(application.stage_entered_at, who.since)
    arose_on = arose_at.astimezone(now.zone).date()
    due_on = ledger_rules.outcome_due_on(arose_on, public_holidays(user.region))
    entry = LedgerEntry(
        owner_id=user.id,
        contact_id=who.contact_id,
        application_id=application.id,
        direction=Direction.I_OWE,
        kind=LedgerKind.OUTCOME_UPDATE,
        reason=_reason(news, brief),
        arose_on=arose_on,
        due_on=due_on,
        sort_on=due_on,
        origin=LedgerOrigin.OUTCOME,
        cause_id=uuid5(application.id, news),
    )
    _owe(session, entry, who.name)


def _reason(news: str, brief: ApplicationBrief) -> str:
    return _NEWS[news].format(f"{brief.title} at {brief.organization_name}")


def _is_open(entry: LedgerEntry) -> bool:
    return entry.settled_on is None and entry.forgiven_on is None


def _forget_open(session: Session, entries: Iterable[LedgerEntry]) -> None:
    for entry in entries:
        if _is_open(entry):
            forget(session, entry)


def forget(session: Session, entry: LedgerEntry) -> None:
    """Take an entry out, and every line about it."""
    events.forget(session, entry.id)
    session.delete(entry)


def record(session: Session, action: Action, entry: LedgerEntry, summary: str) -> None:
    """Write a line about an entry into the journal, and the application's timeline."""
    events.record(session, action, entry, summary, application_id=entry.application_id)
