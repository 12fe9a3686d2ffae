"""Somebody is anonymised: what was counted stays counted, and nothing tells who it was."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from afterview.attachments.storage import Store
from afterview.core import words
from afterview.core.clock import Now
from afterview.core.db import find
from afterview.flows import person_forgotten, person_found
from afterview.flows.person_erased import forget_briefs
from afterview.flows.person_rows import Person, ids_of
from afterview.flows.person_schemas import AnonymisationRead
from afterview.people import service as people
from afterview.people.models import Contact
from afterview.references import service as references
from afterview.references.models import LedgerEntry, Reference

EMPTIED: dict[str, dict[str, Any]] = {
    "follow_up_plan": {"contact_id": None},
    "reference": {
        "worked_together": [],
        "best_hours": "",
        "notes": "",
        "may_contact_now": False,
    },
    "reference_consent": {"note": ""},
    "naming": {
        "address_channel": None,
        "address": "",
        "answer_note": "",
        "best_number": "",
        "withdrawn_reason": "",
    },
    "employer_contact": {"notes": ""},
    "briefing": {
        "points": [],
        "facts": "",
        "weak_spot": "",
        "subject": "",
        "body": "",
        "returned_reason": "",
        "answer_note": "",
        "best_number": "",
    },
    "ledger_entry": {"reason": "", "settlement_note": ""},
}
"""Rows that stay, and what stands in them then."""


def anonymise(
    session: Session, contact: Contact, name: str, store: Store, *, now: Now
) -> AnonymisationRead:
    """Make it impossible to tell who somebody was. Whoever is anonymised already stays so.

    Raises:
        NameMismatch: their name was not typed.
        OnItsWay: a mail to them is being sent, or may have arrived.
    """
    if contact.anonymised_at is None:
        person_forgotten.refuse_another_name(contact, name)
    return anonymise_all(session, contact.owner_id, [contact], store, now=now)


def anonymise_all(
    session: Session, owner_id: UUID, contacts: Sequence[Contact], store: Store, *, now: Now
) -> AnonymisationRead:
    """The same for several at once: all of them, or none.

    Raises:
        OnItsWay: a mail to one of them is being sent, or may have arrived.
    """
    known = [contact for contact in contacts if contact.anonymised_at is None]
    if not known:
        return AnonymisationRead(anonymised={})
    persons = person_found.find_people(session, known)
    person_forgotten.take_back(session, persons, now=now)
    briefs = forget_briefs(session, owner_id, persons, store)
    counts = {"contact": len(persons), "attachment": briefs}
    for table, values in EMPTIED.items():
        counts[table] = person_forgotten.empty(session, table, ids_of(persons, table), values)
    pages = ids_of(persons, "referee_page")
    person_forgotten.empty(session, "referee_page", pages, {"revoked_at": now.at})
    session.expire_all()
    for person in persons:
        _rename(session, person, now)
    counts |= person_forgotten.forget(session, owner_id, persons, now=now)
    return AnonymisationRead(anonymised={name: count for name, count in counts.items() if count})


def _rename(session: Session, person: Person, now: Now) -> None:
    people.anonymise_contact(session, person.contact, now=now)
    session.execute(  # nobody is left to settle with
        update(LedgerEntry)
        .where(
            col(LedgerEntry.contact_id) == person.contact.id,
            col(LedgerEntry.settled_on).is_(None),
            col(LedgerEntry.forgiven_on).is_(None),
        )
        .values(forgiven_on=now.today, version=LedgerEntry.version + 1, updated_at=now.at)
        .execution_options(synchronize_session=False)
    )
    reference = find(session, Reference, contact_id=person.contact.id)
    if reference is not None:
        words.forget(session, reference)
        references.index(session, reference, person.contact)
