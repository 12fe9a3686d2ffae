"""Finding people: every row that is about them, and what tells who they are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from afterview.accounts.models import Account
from afterview.core.db import Row, find
from afterview.flows import person_rows
from afterview.flows.person_rows import Person
from afterview.flows.person_words import Words, words_of
from afterview.followups.models import OutgoingMessage
from afterview.journal.models import Action, Event
from afterview.people import service as people
from afterview.people.models import Channel, Contact, ContactAddress
from afterview.references.models import Briefing, Naming

Reached = set[tuple[Channel, str]]


def find_people(session: Session, contacts: Sequence[Contact]) -> list[Person]:
    """People of one account with all their rows, in a fixed number of statements.

    What comes from an address of theirs is theirs too, whether somebody has said so or not.
    """
    persons = person_rows.rows_of(session, contacts)
    told = _told_apart_by(session, persons)
    persons = [replace(person, words=told[person.contact_id]) for person in persons]
    _add_received(session, persons)
    return persons


def _add_received(session: Session, persons: Collection[Person]) -> None:
    senders: dict[str, list[Person]] = {}
    for person in persons:
        for address in person.words.addresses if person.words else ():
            senders.setdefault(address, []).append(person)
    if not senders:
        return
    received, proposal = (Row.metadata.tables[name].c for name in ("received_message", "proposal"))
    sender = func.lower(received.from_email)
    person_rows.add(session, "received_message", received.id, sender, senders)
    came = person_rows.by_row(persons, "received_message")
    person_rows.add(session, "touchpoint", received.touchpoint_id, received.id, came)
    person_rows.add(session, "proposal", proposal.id, proposal.received_message_id, came)


def _told_apart_by(session: Session, persons: Collection[Person]) -> dict[UUID, Words | None]:
    """Their names and addresses, former ones too, without those that are somebody else's as well.

    What a mail was sent to, and what an employer was given, may have been changed since.
    """
    if not persons:
        return {}
    owner_id = next(iter(persons)).owner_id
    account = find(session, Account, id=owner_id)
    assert account is not None  # a foreign key sees to it
    names = {person.contact_id: {person.contact.name} for person in persons}
    reached: dict[UUID, Reached] = {person.contact_id: set() for person in persons}
    _former_names(session, names)
    _addresses(session, reached)
    _used(session, persons, names, reached)
    known = {value.casefold() for found in reached.values() for _, value in found}
    shared = _of_others(session, owner_id, reached, known) | {account.email.casefold()}
    return {
        contact_id: words_of(
            names[contact_id] - {"", account.name, people.FORMER},
            (
                (channel, value)
                for channel, value in reached[contact_id]
                if value and value.casefold() not in shared
            ),
        )
        for contact_id in names
    }


def _former_names(session: Session, names: dict[UUID, set[str]]) -> None:
    """What they were called when they were written down, and after each change."""
    told = select(col(Event.subject_id), col(Event.summary)).where(
        col(Event.subject_id).in_(list(names)),
        col(Event.action).in_((Action.CONTACT_CREATED, Action.CONTACT_UPDATED)),
    )
    for contact_id, summary in session.execute(told):
        names[contact_id].add(summary.removesuffix(" added").removesuffix(" changed"))


def _addresses(session: Session, reached: dict[UUID, Reached]) -> None:
    own = select(
        col(ContactAddress.contact_id), col(ContactAddress.channel), col(ContactAddress.value)
    ).where(col(ContactAddress.contact_id).in_(list(reached)))
    for contact_id, channel, value in session.execute(own):
        reached[contact_id].add((channel, value))


def _used(
    session: Session,
    persons: Iterable[Person],
    names: dict[UUID, set[str]],
    reached: dict[UUID, Reached],
) -> None:
    """What mails went to, and what employers were given."""
    for row, whose in _rows(session, persons, OutgoingMessage, "to_name", "to_email"):
        names[whose].add(row.to_name)
        reached[whose].add((Channel.EMAIL, row.to_email))
    given = ("address_channel", "address", "best_number")
    for row, whose in _rows(session, persons, Naming, *given):
        reached[whose].add((row.address_channel or Channel.OTHER, row.address))
        reached[whose].add((Channel.PHONE, row.best_number))
    for row, whose in _rows(session, persons, Briefing, "best_number"):
        reached[whose].add((Channel.PHONE, row.best_number))


def _rows(
    session: Session, persons: Iterable[Person], kind: Any, *names: str
) -> Iterable[tuple[Any, UUID]]:
    """Their rows of a kind, each with whose it is."""
    theirs = person_rows.by_row(persons, kind.__tablename__)
    for some in person_rows.in_turn(theirs):
        asked: Any = select(kind.id, *(getattr(kind, name) for name in names))
        for row in session.execute(asked.where(kind.id.in_(some))):
            for person in theirs[row.id]:
                yield row, person.contact_id


def _of_others(
    session: Session, owner_id: UUID, these: Collection[UUID], values: Collection[str]
) -> set[str]:
    """Which of these addresses reach somebody else too: a desk has one telephone for all."""
    shared = select(col(ContactAddress.value_key)).where(
        col(ContactAddress.owner_id) == owner_id,
        col(ContactAddress.contact_id).not_in(list(these)),
        col(ContactAddress.value_key).in_(list(values)),
    )
    return set(session.execute(shared).scalars())
