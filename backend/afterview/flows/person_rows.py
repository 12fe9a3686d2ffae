"""Every row that is about one person, found by following what refers to them downwards.

The tables themselves say what refers to what, so a table that joins later is not forgotten.
"""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Enum, String, Table, and_, func, or_, select
from sqlmodel import AutoString, Session, col

from afterview.accounts.models import Account
from afterview.core.db import Row
from afterview.core.words import WordEntry
from afterview.flows.person_words import Words, digits_of, plain, words_of
from afterview.followups.models import OutgoingMessage
from afterview.journal.models import Action, Event
from afterview.people import service as people
from afterview.people.models import Channel, Contact, ContactAddress
from afterview.references.models import Briefing, Naming
from afterview.replies.models import ReceivedMessage

NAMED_TO = "recipient_id"
"""A reference was named to them: that row is somebody else's."""
SEARCHED_APART = frozenset(("idempotency_key", "word_entry"))
"""Tables whose texts are not what anybody wrote, but what was made of it."""
ITS_OWNERS = frozenset(
    (
        "api_token",
        "browser_session",
        "demo_world",
        "mail_account",
        "notification_channel",
        "notification_preference",
    )
)
"""Tables in which an account keeps only what is about itself."""
AN_ORGANIZATIONS = frozenset(("name", "name_key"))
"""An organization may bear somebody's name; that is its name then."""
AT_ONCE = 500
_WHOSE = {"contact": "id", "naming": NAMED_TO}
"""Which column says whom a row belongs to, where that is not `contact_id`."""


@dataclass(frozen=True)
class Person:
    """A contact, what tells who it is, and the ids of every row that is about them."""

    contact: Contact
    contact_id: UUID
    owner_id: UUID
    words: Words | None = None
    rows: dict[str, set[UUID]] = field(default_factory=dict)
    """By the name of the table."""

    def ids(self, table: str) -> set[UUID]:
        return self.rows.get(table, set())


@dataclass(frozen=True, slots=True)
class Place:
    """A row, and those of its texts that tell who somebody is."""

    table: Table
    row: Any
    texts: dict[str, Any]
    """By the name of their column."""


def rows_of(session: Session, contact: Contact) -> Person:
    """Somebody, with every row that refers to them, or to what refers to them."""
    person = Person(contact, contact.id, contact.owner_id, rows={"contact": {contact.id}})
    for table in tables():
        if table.name != "contact" and (referring := _referring(table, person)):
            _add(session, person, table, or_(*referring))
    return person


def find_person(session: Session, contact: Contact) -> Person:
    """The same, and what tells who it is; what comes from an address of theirs is theirs too."""
    person = rows_of(session, contact)
    person = replace(person, words=_told_apart_by(session, person))
    if person.words is not None and person.words.addresses:
        _add_received(session, person, person.words.addresses)
    return person


def tables() -> Iterable[Table]:
    """The tables whose rows belong to an account; what is referred to comes first."""
    return (table for table in Row.metadata.sorted_tables if "owner_id" in table.c)


def _referring(table: Table, person: Person) -> list[ColumnElement[bool]]:
    return [
        key.parent.in_(person.ids(key.column.table.name))
        for key in table.foreign_keys
        if person.ids(key.column.table.name) and key.parent.name != NAMED_TO
    ]


def _add(session: Session, person: Person, table: Table, which: ColumnElement[bool]) -> None:
    if "id" not in table.c:
        return  # it only joins two others
    mine = and_(table.c.owner_id == person.owner_id, which)
    found = session.execute(select(table.c.id).where(mine)).scalars().all()
    if found:
        person.rows.setdefault(table.name, set()).update(found)


def _add_received(session: Session, person: Person, addresses: Collection[str]) -> None:
    """What they wrote counts as theirs, whether somebody has said so or not."""
    tables = Row.metadata.tables
    sender = func.lower(col(ReceivedMessage.from_email)).in_(addresses)
    _add(session, person, tables["received_message"], sender)
    received = person.ids("received_message")
    touches = select(col(ReceivedMessage.touchpoint_id)).where(
        col(ReceivedMessage.id).in_(received)
    )
    _add(session, person, tables["touchpoint"], tables["touchpoint"].c.id.in_(touches))
    proposal = tables["proposal"]
    _add(session, person, proposal, proposal.c.received_message_id.in_(received))


def _told_apart_by(session: Session, person: Person) -> Words | None:
    """Their names and addresses, former ones too, without those that are somebody else's as well.

    What a mail was sent to, and what an employer was given, may have been changed since.
    """
    contact = person.contact
    account: Any = session.get(Account, contact.owner_id)
    names, reached = {contact.name, *_former_names(session, contact)}, set()
    own = select(col(ContactAddress.channel), col(ContactAddress.value)).where(
        col(ContactAddress.contact_id) == contact.id
    )
    reached |= {(channel, value) for channel, value in session.execute(own)}
    sent = select(col(OutgoingMessage.to_name), col(OutgoingMessage.to_email)).where(
        col(OutgoingMessage.id).in_(person.ids("outgoing_message"))
    )
    for name, email in session.execute(sent):
        names.add(name)
        reached.add((Channel.EMAIL, email))
    given = select(col(Naming.address_channel), col(Naming.address), col(Naming.best_number)).where(
        col(Naming.id).in_(person.ids("naming"))
    )
    for channel, address, number in session.execute(given):
        reached |= {(channel or Channel.OTHER, address), (Channel.PHONE, number)}
    rung = select(col(Briefing.best_number)).where(col(Briefing.id).in_(person.ids("briefing")))
    reached |= {(Channel.PHONE, number) for number in session.execute(rung).scalars()}
    shared = _of_others(session, contact, {value.casefold() for _, value in reached})
    return words_of(
        names - {"", account.name, people.FORMER},
        (
            (channel, value)
            for channel, value in reached
            if value and value.casefold() not in {*shared, account.email.casefold()}
        ),
    )


def _former_names(session: Session, contact: Contact) -> Iterator[str]:
    """What they were called when they were written down, and after each change."""
    told = select(col(Event.summary)).where(
        col(Event.subject_id) == contact.id,
        col(Event.action).in_((Action.CONTACT_CREATED, Action.CONTACT_UPDATED)),
    )
    for summary in session.execute(told).scalars():
        yield summary.removesuffix(" added").removesuffix(" changed")


def _of_others(session: Session, contact: Contact, values: Collection[str]) -> set[str]:
    """Which of these addresses reach somebody else too: a desk has one telephone for all."""
    shared = select(col(ContactAddress.value_key)).where(
        col(ContactAddress.owner_id) == contact.owner_id,
        col(ContactAddress.contact_id) != contact.id,
        col(ContactAddress.value_key).in_(values),
    )
    return set(session.execute(shared).scalars())


def places(session: Session, owner_id: UUID, persons: Collection[Person]) -> Iterator[Place]:
    """Every row of an account in whose texts one of these people is named or can be reached."""
    known = [person for person in persons if person.words is not None]
    for table in tables() if known else ():
        texts = texts_of(table)
        for row in _rows(session, owner_id, table, texts) if texts else ():
            found = {
                column.name: changed
                for column in texts
                if (changed := _without(row, table, column.name, known)) != row[column.name]
            }
            if "url" in found:
                found["url_key"] = None  # the same link, written for comparing
            if found:
                yield Place(table, row, found)


def _rows(session: Session, owner_id: UUID, table: Table, texts: list[Any]) -> Iterator[Any]:
    """Every row of an account, a few at a time: a letter is long, and there may be thousands."""
    statement = (
        select(table.c.id, *_about(table), *texts)
        .where(table.c.owner_id == owner_id)
        .order_by(table.c.id)
        .limit(AT_ONCE)
    )
    rows = session.execute(statement).mappings().all()
    while rows:
        yield from rows
        after = statement.where(table.c.id > rows[-1]["id"])
        rows = session.execute(after).mappings().all() if len(rows) == AT_ONCE else []


def texts_of(table: Table) -> list[Any]:
    """The columns that people write into, or that tell what they wrote."""
    if table.name in SEARCHED_APART | ITS_OWNERS:
        return []
    kept = AN_ORGANIZATIONS if table.name == "organization" else ()
    return [
        column
        for column in table.columns
        if column.name not in kept
        and not column.primary_key
        and isinstance(column.type, AutoString | String | JSON)
        and not isinstance(column.type, Enum)
    ]


def _about(table: Table) -> list[Any]:
    """The columns that say whom or what a row is about."""
    names = (_WHOSE.get(table.name, "contact_id"), "subject_id")
    return [table.c[name] for name in names if name in table.c and name != "id"]


def _without(row: Any, table: Table, name: str, persons: Collection[Person]) -> Any:
    """A text without any of these people, unless all of it is a namesake's."""
    value = row[name]
    if not value:
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    lower, digits = plain(text), digits_of(text)
    whose = row.get(_WHOSE.get(table.name, "contact_id"))
    for person in persons:
        assert person.words is not None  # `places` has seen to it
        if not person.words.may_be_in(lower, digits):
            continue
        others = whose is not None and whose != person.contact_id
        if not (others and isinstance(value, str) and person.words.is_all_of(value)):
            value = person.words.without(value, name)
    return value


def index_of(session: Session, row_ids: Collection[UUID]) -> Iterator[tuple[int, str]]:
    """What the index of words holds of these rows, with the id of each entry."""
    entries = select(col(WordEntry.id), col(WordEntry.words)).where(
        col(WordEntry.row_id).in_(row_ids)
    )
    for entry in session.execute(entries):
        yield entry.id, entry.words
