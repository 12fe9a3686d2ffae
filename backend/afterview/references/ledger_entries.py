"""What people write into the favour ledger, and how an entry comes to its end (RF-05, RF-06)."""

from datetime import date
from typing import Any

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import find, owned
from afterview.core.errors import Conflict, Invalid
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Contact, ContactRole
from afterview.people.schemas import ContactCreate
from afterview.pipeline.models import Application
from afterview.references import gifts, ledger, vouching_queries
from afterview.references.ledger_schemas import (
    ForgivenessCreate,
    LedgerEntryCreate,
    LedgerEntryPatch,
    SettlementCreate,
)
from afterview.references.models import EmployerContact, LedgerEntry
from afterview.references.vocabulary import Direction, LedgerKind, LedgerOrigin, LedgerStatus

_JUDGED = ("reason", "amount_minor", "currency", "arose_on", "pre_existing")
"""What decides whether an entry is money for words."""
_WORTH = ("kind", "reason", "amount_minor", "currency")
"""What an entry has to keep for its age to count."""


class AmountUnfit(Invalid):
    code = "amount-unfit"


class AroseInFuture(Invalid):
    code = "arose-in-future"


class DueBeforeArisen(Invalid):
    code = "due-before-arisen"


class ClosedOutOfRange(Invalid):
    code = "closed-out-of-range"


class ForgiverMissing(Invalid):
    code = "forgiver-missing"


class EntryClosed(Conflict):
    code = "ledger-entry-closed"


class StillCaused(Conflict):
    code = "ledger-entry-caused"


class PaidReference(Invalid):
    code = gifts.RefusalCode.PAID_REFERENCE


class MoneyForWords(Invalid):
    code = gifts.RefusalCode.MONEY_FOR_WORDS


class GiftBeforeReference(Invalid):
    code = gifts.RefusalCode.GIFT_BEFORE_REFERENCE


class GiftTooDear(Invalid):
    code = gifts.RefusalCode.GIFT_TOO_DEAR


NO_MONEY_FOR_WORDS = (PaidReference, MoneyForWords, GiftBeforeReference, GiftTooDear)
_REFUSALS = {refusal.code: refusal for refusal in NO_MONEY_FOR_WORDS}


def create_entry(session: Session, user: User, data: LedgerEntryCreate, *, now: Now) -> LedgerEntry:
    """Write down what one owes the other.

    Raises:
        AmountUnfit: money without a sum, or a sum for what has none.
        AroseInFuture, DueBeforeArisen: a day cannot be right.
        PaidReference, MoneyForWords, GiftBeforeReference, GiftTooDear: it is money for words.
        Anonymised: nobody knows who it was.
        NotFound: the contact or the application is not there.
    """
    if data.application_id is not None:
        owned(session, Application, data.application_id, user.id)
    contact = _contact(session, user, data)
    entry = LedgerEntry(
        owner_id=user.id,
        contact_id=contact.id,
        arose_on=data.arose_on or now.today,
        sort_on=data.due_on or ledger.SOMEDAY,
        amount_minor=data.amount.amount_minor if data.amount else None,
        currency=data.amount.currency if data.amount else None,
        origin=LedgerOrigin.BY_HAND,
        **data.model_dump(exclude={"contact_id", "contact_name", "arose_on", "amount"}),
    )
    _refuse_unfit(entry, now.today)
    _refuse_gift(session, entry, now)
    session.add(entry)
    session.flush()
    told = f"You owe {contact.name}" if _mine(entry) else f"{contact.name} owes you"
    ledger.record(session, Action.LEDGER_ENTRY_CREATED, entry, f"{told}: {entry.reason}")
    return entry


def _contact(session: Session, user: User, data: LedgerEntryCreate) -> Contact:
    if data.contact_id is not None:
        return people.somebody(session, data.contact_id, user.id, pointer="/contact_id")
    assert data.contact_name is not None
    named = ContactCreate(name=data.contact_name, role=ContactRole.ALLY)
    return people.create_contact(session, user, named)


def update_entry(
    session: Session, entry: LedgerEntry, data: LedgerEntryPatch, *, now: Now
) -> LedgerEntry:
    """Change what an entry says. What makes it money for words is refused like a new entry.

    Raises:
        AmountUnfit, AroseInFuture, DueBeforeArisen: as for a new entry.
        ClosedOutOfRange: it would arise after it was closed.
        Anonymised: nobody knows who it was.
        PaidReference, MoneyForWords, GiftBeforeReference, GiftTooDear: as for a new entry.
    """
    people.somebody(session, entry.contact_id, entry.owner_id)
    changes = _columns(data)
    after = LedgerEntry(**entry.model_dump() | changes)
    _refuse_unfit(after, now.today)
    closed_on = entry.settled_on or entry.forgiven_on
    if closed_on is not None and closed_on < after.arose_on:
        raise ClosedOutOfRange("It would arise after it was closed.", pointer="/arose_on")
    if any(getattr(after, name) != getattr(entry, name) for name in _JUDGED):
        same = all(getattr(after, name) == getattr(entry, name) for name in _WORTH)
        _refuse_gift(session, after, now, as_written=same)
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.sort_on = entry.due_on or ledger.SOMEDAY
    session.flush()
    return entry


def _columns(data: LedgerEntryPatch) -> dict[str, Any]:
    changes = data.sent()
    if "amount" in changes:
        amount = changes.pop("amount")
        changes["amount_minor"] = amount.amount_minor if amount else None
        changes["currency"] = amount.currency if amount else None
    return changes


def _refuse_unfit(entry: LedgerEntry, today: date) -> None:
    if entry.kind is LedgerKind.MONEY and not entry.amount_minor:
        raise AmountUnfit("Money is a sum: say how much.", pointer="/amount")
    if entry.amount_minor is not None and entry.kind not in (LedgerKind.MONEY, LedgerKind.ITEM):
        raise AmountUnfit("Only money and things have a price.", pointer="/amount")
    if entry.arose_on > today:
        raise AroseInFuture("Nobody owes that yet.", pointer="/arose_on")
    if entry.due_on is not None and entry.due_on < entry.arose_on:
        raise DueBeforeArisen("It would fall due before it arose.", pointer="/due_on")


def _refuse_gift(
    session: Session, entry: LedgerEntry, now: Now, *, as_written: bool = False
) -> None:
    """Refuse money for words (RF-06).

    What was written before they were asked counts as old, as long as it says the same thing and
    the same sum (`as_written`).
    """
    asking = vouching_queries.asking(session, entry.contact_id, now=now)
    written_on = (entry.created_at or now.at).astimezone(now.zone).date()
    asked_on = asking.requested_on
    proposed = gifts.Proposed(
        kind=entry.kind,
        direction=entry.direction,
        reason=entry.reason,
        arose_on=entry.arose_on,
        amount_minor=entry.amount_minor,
        currency=entry.currency,
        pre_existing=entry.pre_existing
        or (as_written and asked_on is not None and written_on < asked_on),
    )
    _refuse(gifts.refuse_entry(proposed, asking, now.today), "/reason")


def _refuse(refusal: gifts.Refusal | None, pointer: str) -> None:
    if refusal is not None:
        detail = f"{refusal.sentence} {refusal.note}".rstrip()
        raise _REFUSALS[refusal.code](detail, pointer=pointer)


def settle_entry(
    session: Session, entry: LedgerEntry, data: SettlementCreate, *, now: Now
) -> LedgerEntry:
    """It was done, or paid back: always allowed (RF-06). A second word corrects the first.

    Raises:
        EntryClosed: it was forgiven.
        ClosedOutOfRange: it was not owed on that day, or the day is not here yet.
    """
    if entry.forgiven_on is not None:
        raise EntryClosed("It was forgiven; take that back first.")
    on = _closing_day(entry, data.on, now)
    first = entry.settled_on is None
    entry.settled_on, entry.settlement_note = on, data.note
    session.flush()
    if first:
        name = _name(session, entry)
        told = f"Settled with {name}" if _mine(entry) else f"{name} settled with you"
        ledger.record(session, Action.LEDGER_ENTRY_SETTLED, entry, f"{told}: {entry.reason}")
    return entry


def forgive_entry(
    session: Session, entry: LedgerEntry, data: ForgivenessCreate, *, now: Now
) -> LedgerEntry:
    """Whoever it is owed to lets it go. A second word corrects the first.

    What the candidate owes is let go by the other one, so it takes their word. What the candidate
    lets go is a present, and no reference is paid with one (RF-06).

    Raises:
        EntryClosed: it was settled.
        ForgiverMissing: the candidate owes it, and nobody is said to have let it go.
        ClosedOutOfRange: it was not owed on that day, or the day is not here yet.
        PaidReference, MoneyForWords, GiftBeforeReference, GiftTooDear: it is money for words.
    """
    if entry.settled_on is not None:
        raise EntryClosed("It was settled; take that back first.")
    on = _closing_day(entry, data.on, now)
    if not _mine(entry):
        _refuse_present(session, entry, data.note, now)
    elif not data.note:
        raise ForgiverMissing(
            "You owe it, so only they can let it go: say who did, and how.", pointer="/note"
        )
    first = entry.forgiven_on is None
    entry.forgiven_on, entry.settlement_note = on, data.note
    session.flush()
    if first:
        name = _name(session, entry)
        told = f"{name} lets you off" if _mine(entry) else f"You let {name} off"
        ledger.record(session, Action.LEDGER_ENTRY_FORGIVEN, entry, f"{told}: {entry.reason}")
    return entry


def _refuse_present(session: Session, entry: LedgerEntry, note: str, now: Now) -> None:
    present = gifts.Proposed(
        kind=entry.kind,
        direction=Direction.I_OWE,
        reason=note,
        arose_on=now.today,
        amount_minor=entry.amount_minor,
        currency=entry.currency,
    )
    asking = vouching_queries.asking(session, entry.contact_id, now=now)
    refusal = gifts.refuse_entry(present, asking, now.today)
    if refusal is not None and refusal.code is gifts.RefusalCode.GIFT_BEFORE_REFERENCE:
        raise GiftBeforeReference(
            "They have been asked to vouch for you, so a debt of theirs is a present until it is "
            "over. Let it stand, or let them pay."
        )
    _refuse(refusal, "/note")


def _closing_day(entry: LedgerEntry, on: date | None, now: Now) -> date:
    on = on or now.today
    if not entry.arose_on <= on <= now.today:
        raise ClosedOutOfRange(
            f"It has been owed since {entry.arose_on.isoformat()}, and tomorrow is not here yet.",
            pointer="/on",
        )
    return on


def reopen_entry(session: Session, entry: LedgerEntry, status: LedgerStatus) -> LedgerEntry:
    """Take back a settlement or a forgiveness, if there is one: it is owed again."""
    column = "settled_on" if status is LedgerStatus.SETTLED else "forgiven_on"
    if getattr(entry, column) is not None:
        setattr(entry, column, None)
        entry.settlement_note = ""
        session.flush()
        told = f"Owed to {_name(session, entry)}" if _mine(entry) else "Owed to you"
        ledger.record(session, Action.LEDGER_ENTRY_REOPENED, entry, f"{told} again: {entry.reason}")
    return entry


def delete_entry(session: Session, entry: LedgerEntry) -> None:
    """Take out an entry that should never have been.

    Raises:
        StillCaused: a call or an application that is still there would owe it again.
    """
    if _is_caused(session, entry):
        raise StillCaused(
            "A call or an outcome made it, so that nobody is forgotten. Settle it, write down who "
            "let it go, or delete the call."
        )
    ledger.forget(session, entry)
    session.flush()


def _is_caused(session: Session, entry: LedgerEntry) -> bool:
    if entry.origin is LedgerOrigin.EMPLOYER_CONTACT:
        return find(session, EmployerContact, id=entry.cause_id) is not None
    return entry.origin is LedgerOrigin.OUTCOME and entry.cause_id is not None


def _name(session: Session, entry: LedgerEntry) -> str:
    return owned(session, Contact, entry.contact_id, entry.owner_id).name


def _mine(entry: LedgerEntry) -> bool:
    """Whether the candidate owes it."""
    return entry.direction is Direction.I_OWE
