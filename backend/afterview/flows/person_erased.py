"""Somebody is erased: their row, what hangs on it, and their name wherever it was written."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from afterview.attachments import service as attachments
from afterview.attachments.models import Attachment, AttachmentKind
from afterview.attachments.storage import Store
from afterview.core import words
from afterview.core.clock import Now
from afterview.flows import person_forgotten, person_found, person_rows
from afterview.flows.person_rows import Person, ids_of, in_turn
from afterview.flows.person_schemas import ErasureRead
from afterview.followups.models import OutgoingMessage
from afterview.journal.models import Event
from afterview.notifications.models import Notification
from afterview.people import service as people
from afterview.people.models import Contact
from afterview.references.models import BriefingAttachment, Reference

GOES = (
    "contact_address",
    "reference",
    "reference_consent",
    "naming",
    "employer_contact",
    "briefing",
    "referee_page",
    "ledger_entry",
    "interviewer",
)
"""Tables whose rows go with the contact."""


def delete_person(session: Session, contact: Contact) -> None:
    """Delete a person with all that hangs on them; what was written about them stays.

    Raises:
        OnItsWay: a mail to them is being sent, or may have arrived.
    """
    persons = person_rows.rows_of(session, [contact])
    person_forgotten.refuse_on_its_way(session, persons)
    _forget(session, persons)


def erase(session: Session, contact: Contact, name: str, store: Store, *, now: Now) -> ErasureRead:
    """Erase somebody for good; see `person_forgotten` for what that reaches.

    Raises:
        NameMismatch: their name was not typed.
        OnItsWay: a mail to them is being sent, or may have arrived.
    """
    person_forgotten.refuse_another_name(contact, name)
    return erase_all(session, contact.owner_id, [contact], store, now=now)


def erase_all(
    session: Session, owner_id: UUID, contacts: Sequence[Contact], store: Store, *, now: Now
) -> ErasureRead:
    """The same for several at once: all of them, or none.

    Raises:
        OnItsWay: a mail to one of them is being sent, or may have arrived.
    """
    persons = person_found.find_people(session, contacts)
    person_forgotten.take_back(session, persons, now=now)
    gone = {table: len(ids_of(persons, table)) for table in ("contact", *GOES)}
    gone["attachment"] = forget_briefs(session, owner_id, persons, store)
    _forget(session, persons)
    counts = gone | person_forgotten.forget(session, owner_id, persons, now=now)
    return ErasureRead(erased={name: count for name, count in counts.items() if count})


def _forget(session: Session, persons: Collection[Person]) -> None:
    """Their rows and everything below them, with what the journal and the inbox say of it."""
    told = {identity for table in ("contact", *GOES) for identity in ids_of(persons, table)}
    told |= _messages_of_briefings(session, persons)
    for some in in_turn(told):
        session.execute(delete(Event).where(col(Event.subject_id).in_(some)))
        session.execute(delete(Notification).where(col(Notification.subject_id).in_(some)))
    references = ids_of(persons, "reference")
    for reference in session.scalars(select(Reference).where(col(Reference.id).in_(references))):
        words.forget(session, reference)
    for person in persons:
        people.delete_contact(session, person.contact)


def _messages_of_briefings(session: Session, persons: Collection[Person]) -> set[UUID]:
    sent = select(col(OutgoingMessage.id)).where(
        col(OutgoingMessage.briefing_id).in_(ids_of(persons, "briefing"))
    )
    return set(session.scalars(sent))


def forget_briefs(
    session: Session, owner_id: UUID, persons: Collection[Person], store: Store
) -> int:
    """Delete the files that were written for them alone; return how many. A CV is nobody's."""
    theirs = ids_of(persons, "briefing")
    used = select(col(BriefingAttachment.attachment_id))
    briefs = session.scalars(
        select(Attachment).where(
            col(Attachment.owner_id) == owner_id,
            col(Attachment.kind) == AttachmentKind.BRIEF,
            col(Attachment.id).in_(used.where(col(BriefingAttachment.briefing_id).in_(theirs))),
            col(Attachment.id).not_in(
                used.where(col(BriefingAttachment.briefing_id).not_in(theirs))
            ),
        )
    ).all()
    for brief in briefs:
        attachments.delete(session, store, brief)
    return len(briefs)
