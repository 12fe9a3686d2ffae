"""What calls and outcomes put into the favour ledger by themselves, and take out again (RF-05).

Thanks follow a call, news of the outcome follows the application; what was settled or forgiven
stays as it was, whatever happens to its cause.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from sqlalchemy import ColumnElement, exists, select
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
OFFER, _GONE = "offer", "gone"
_TELL = {
    OFFER: "Tell them of the offer: {}",
    _GONE: "Tell them that you do not pursue it any more: {}",
}


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
    _record_new(session, entry, name)


def _record_new(session: Session, entry: LedgerEntry, name: str) -> None:
    record(session, Action.LEDGER_ENTRY_CREATED, entry, f"Owed to {name}: {entry.reason}")


def follow_call(session: Session, user: User, call: EmployerContact) -> None:
    """Let what is open for a call follow its time and its application."""
    reference = owned(session, Reference, call.reference_id, user.id)
    contact = owned(session, Contact, reference.contact_id, user.id)
    for entry in _caused_by(session, call):
        if entry.application_id != call.application_id:
            entry.application_id = call.application_id
            events.forget(session, entry.id)
            _record_new(session, entry, contact.name)
        if entry.kind is LedgerKind.THANKS:
            entry.arose_on = call.at.astimezone(user.zone).date()
            entry.due_on = entry.sort_on = ledger_rules.thanks_due_on(entry.arose_on)
    session.flush()


def forget_call(session: Session, call: EmployerContact) -> None:
    """Take out what is owed only for this call, which is about to be deleted; not yet the news.

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
    """Owe the news of an application to everybody who was named, called or told about it.

    An offer is news, and so is each way it can end. It is owed once, two business days after the
    application got there or, if that was later, after they came into it; and once more only if
    they have heard something else since. What they have not heard of yet gives way to what is
    newer. An application that goes on has no news: what is open goes.
    """
    brief = interview_queries.application_briefs(session, [application.id])[application.id]
    news = _news(brief.status)
    people = vouching_queries.contacted(session, application.id) if news else []
    told = _told(session, application.id)
    here = {who.contact_id for who in people}
    for contact_id, entries in told.items():
        if contact_id not in here:
            for entry in entries:
                if _is_open(entry) and entry.cause_id is not None:
                    forget(session, entry)
    for who in people:
        assert news is not None
        _tell(session, user, application, told.get(who.contact_id, []), who, news, brief, now)
    session.flush()


def owe_farewell(session: Session, user: User, application: Application, *, now: Now) -> None:
    """Owe a word to everybody who was in an application that is about to be deleted.

    Whoever has heard how it ended needs none. The entries stay when the application goes.
    """
    brief = interview_queries.application_briefs(session, [application.id])[application.id]
    news = brief.status.value if _news(brief.status) not in (None, OFFER) else _GONE
    told = _told(session, application.id)
    for who in vouching_queries.contacted(session, application.id):
        since = replace(who, since=now.at) if news == _GONE else who
        _tell(session, user, application, told.get(who.contact_id, []), since, news, brief, now)
    session.flush()
    _detach(session, col(LedgerEntry.application_id) == application.id)


def keep_owed(session: Session, reference: Reference) -> None:
    """Let the news owed to somebody stay owed when they are no reference any more."""
    _detach(session, col(LedgerEntry.contact_id) == reference.contact_id)


def _detach(session: Session, which: ColumnElement[bool]) -> None:
    """Take the cause from news, which nothing takes out then but whoever tells them."""
    news = select(LedgerEntry).where(which, col(LedgerEntry.origin) == LedgerOrigin.OUTCOME)
    for entry in session.scalars(news):
        entry.cause_id = None
    session.flush()


def _news(status: Status) -> str | None:
    """What there is to tell of an application, or None."""
    category = CATEGORY[status]
    if category is Category.OFFER:
        return OFFER
    return status.value if category is Category.CLOSED else None


def _told(session: Session, application_id: UUID) -> dict[UUID, list[LedgerEntry]]:
    """What is or was owed as news of an application, by contact, in the order it was written."""
    found: dict[UUID, list[LedgerEntry]] = {}
    news = select(LedgerEntry).where(
        col(LedgerEntry.application_id) == application_id,
        col(LedgerEntry.origin) == LedgerOrigin.OUTCOME,
    )
    for entry in session.scalars(news.order_by(col(LedgerEntry.id))):
        found.setdefault(entry.contact_id, []).append(entry)
    return found


def _tell(
    session: Session,
    user: User,
    application: Application,
    entries: Sequence[LedgerEntry],
    who: Contacted,
    news: str,
    brief: ApplicationBrief,
    now: Now,
) -> None:
    """Owe these news to somebody, unless they are what they heard last."""
    heard = [entry.news for entry in entries if not _is_open(entry)]
    waiting = [entry for entry in entries if _is_open(entry)]
    if heard and heard[-1] == news:
        for entry in waiting:
            forget(session, entry)
        return
    cause = uuid5(application.id, f"{news} {len(heard)}")
    reason = _reason(news, brief)
    for entry in waiting[1:]:
        forget(session, entry)
    session.flush()
    if waiting:
        waiting[0].cause_id, waiting[0].news, waiting[0].reason = cause, news, reason
        return
    arose_on = max(application.stage_entered_at, who.since).astimezone(now.zone).date()
    due_on = ledger_rules.outcome_due_on(arose_on, public_holidays(user.region))
    entry = LedgerEntry(
        owner_id=user.id,
        contact_id=who.contact_id,
        application_id=application.id,
        direction=Direction.I_OWE,
        kind=LedgerKind.OUTCOME_UPDATE,
        reason=reason,
        arose_on=arose_on,
        due_on=due_on,
        sort_on=due_on,
        origin=LedgerOrigin.OUTCOME,
        cause_id=cause,
        news=news,
    )
    _owe(session, entry, who.name)


def _reason(news: str, brief: ApplicationBrief) -> str:
    about = f"{brief.title} at {brief.organization_name}"
    return _TELL.get(news, "Tell them how it ended: {}").format(about)


def _is_open(entry: LedgerEntry) -> bool:
    return entry.settled_on is None and entry.forgiven_on is None


def forget(session: Session, entry: LedgerEntry) -> None:
    """Take an entry out, and every line about it."""
    events.forget(session, entry.id)
    session.delete(entry)


def record(session: Session, action: Action, entry: LedgerEntry, summary: str) -> None:
    """Write a line about an entry into the journal, and the application's timeline."""
    events.record(session, action, entry, summary, application_id=entry.application_id)
