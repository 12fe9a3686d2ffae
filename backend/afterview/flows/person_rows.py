"""Every row that is about somebody, found by following what refers to them downwards.

The tables themselves say what refers to what, so a table that joins later is not forgotten.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Enum, String, Table, select
from sqlmodel import AutoString, Session, col

from afterview.core.column_types import JsonData
from afterview.core.db import Row
from afterview.core.words import WordEntry
from afterview.flows.person_words import Watch, Words
from afterview.people.models import Contact

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
IN_ONE_STATEMENT = 10_000
"""SQLite takes 32,766 values in one."""
ValueT = TypeVar("ValueT")
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


def rows_of(session: Session, contacts: Sequence[Contact]) -> list[Person]:
    """People of one account, each with every row that refers to them, or to what refers to them.

    One statement for each way in which a table refers to another, however many people they are.
    """
    persons = [
        Person(contact, contact.id, contact.owner_id, rows={"contact": {contact.id}})
        for contact in contacts
    ]
    for table in tables():
        if table.name == "contact" or "id" not in table.c:
            continue  # without an id, it only joins two others
        for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
            if key.parent.name != NAMED_TO:
                theirs = by_row(persons, key.column.table.name)
                add(session, table.name, table.c.id, key.parent, theirs)
    return persons


def by_row(persons: Iterable[Person], table: str) -> dict[UUID, list[Person]]:
    """Whom each of their rows in a table is about."""
    found: dict[UUID, list[Person]] = {}
    for person in persons:
        for identity in person.ids(table):
            found.setdefault(identity, []).append(person)
    return found


def add(
    session: Session, name: str, identity: Any, of: Any, theirs: Mapping[Any, list[Person]]
) -> None:
    """Count rows of the table of this name as the people's whom `of` leads to.

    `identity` is the column that has their ids, in the table that `of` is a column of.
    """
    for some in in_turn(theirs):
        owner_id = theirs[some[0]][0].owner_id
        mine = (identity.table.c.owner_id == owner_id, identity.is_not(None), of.in_(some))
        for row_id, whose in session.execute(select(identity, of).where(*mine)):
            for person in theirs[whose]:
                person.rows.setdefault(name, set()).add(row_id)


def ids_of(persons: Iterable[Person], table: str) -> set[UUID]:
    """All their rows in a table."""
    return {identity for person in persons for identity in person.ids(table)}


def in_turn(values: Iterable[ValueT]) -> Iterator[list[ValueT]]:
    """As many at a time as a statement takes."""
    left = list(values)
    for start in range(0, len(left), IN_ONE_STATEMENT):
        yield left[start : start + IN_ONE_STATEMENT]


def tables() -> Iterable[Table]:
    """The tables whose rows belong to an account; what is referred to comes first."""
    return (table for table in Row.metadata.sorted_tables if "owner_id" in table.c)


def places(session: Session, owner_id: UUID, persons: Collection[Person]) -> Iterator[Place]:
    """Every row of an account in whose texts one of these people is named or can be reached."""
    known = [(person, words) for person in persons if (words := person.words)]
    watch = Watch(words for _, words in known)
    for table in tables() if known else ():
        texts = texts_of(table)
        for row in _rows(session, owner_id, table, texts) if texts else ():
            found = {
                column.name: changed
                for column in texts
                if (changed := _without(row, table, column.name, known, watch)) != row[column.name]
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
        and isinstance(column.type, AutoString | String | JsonData)
        and not isinstance(column.type, Enum)
    ]


def _about(table: Table) -> list[Any]:
    """The columns that say whom or what a row is about."""
    names = (_WHOSE.get(table.name, "contact_id"), "subject_id")
    return [table.c[name] for name in names if name in table.c and name != "id"]


def _without(
    row: Any, table: Table, name: str, known: Sequence[tuple[Person, Words]], watch: Watch
) -> Any:
    """A text without any of these people, unless all of it is a namesake's."""
    value = row[name]
    if not value:
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    whose = row.get(_WHOSE.get(table.name, "contact_id"))
    for place in watch.whose(text):
        person, words = known[place]
        others = whose is not None and whose != person.contact_id
        if not (others and isinstance(value, str) and words.is_all_of(value)):
            value = words.without(value, name)
    return value


def index_of(session: Session, row_ids: Collection[UUID]) -> Iterator[tuple[int, str]]:
    """What the index of words holds of these rows, with the id of each entry."""
    for some in in_turn(row_ids):
        entries: Any = select(col(WordEntry.id), col(WordEntry.words)).where(
            col(WordEntry.row_id).in_(some)
        )
        for entry in session.execute(entries).all():
            yield entry.id, entry.words
