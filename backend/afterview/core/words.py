"""Finding rows by words: one index for every room, FTS5 on SQLite and tsvector on PostgreSQL.

`word_entry` holds what can be found of a row; a migration keeps `word_index` (FTS5) in step with
it by triggers on SQLite, and puts a GIN index on it on PostgreSQL.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    Uuid,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    select,
    text,
)
from sqlmodel import Field, Session, col

from afterview.core.db import INSERTS, Owned, Row

NEWEST = 1_000
"""So many rows with a word make it a common one: of those SQLite finds the newest alone."""
_WORD = re.compile(r"[^\W_]+")


class WordEntry(Row, table=True):
    """The words of one row. `id` is stable, which SQLite's own row numbers are not."""

    __tablename__ = "word_entry"
    __table_args__ = (
        Index(
            "ix_word_entry_words",
            text("to_tsvector('simple', owner_key || kind || ' ' || words)"),
            postgresql_using="gin",
        ).ddl_if(dialect="postgresql"),
    )

    id: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer(), "sqlite"),
    )
    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    owner_key: str = Field(max_length=32)
    kind: str = Field(max_length=40)
    row_id: UUID = Field(unique=True, sa_type=Uuid)
    words: str


def _upsert(insert: Any) -> Any:
    statement = insert(WordEntry)
    return statement.on_conflict_do_update(
        index_elements=["row_id"], set_={"words": statement.excluded.words}
    )


_WRITE = {dialect: _upsert(insert) for dialect, insert in INSERTS.items()}


def index(session: Session, row: Owned, texts: Iterable[str | None]) -> None:
    """Say what a row can be found by, replacing what was said before."""
    words = " ".join(word for part in texts if part for word in _words(part))[:20_000]
    session.connection().execute(
        _WRITE[session.get_bind().dialect.name],
        {
            "owner_id": row.owner_id,
            "owner_key": f"o{row.owner_id.hex[1:]}",
            "kind": f"k{row.__tablename__}".replace("_", ""),
            "row_id": row.id,
            "words": words,
        },
    )


def forget(session: Session, row: Owned) -> None:
    """Take a deleted row out of the index."""
    session.execute(delete(WordEntry).where(col(WordEntry.row_id) == row.id))


def normal(text: str) -> str:
    """A text as the index has it: its words alone, one space apart."""
    return " ".join(_words(text))


def _words(text: str) -> list[str]:
    """The words of a text as both databases will take them for one: no case, no accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _WORD.findall(plain.casefold())


_HITS: Any = text(  # the index itself runs backwards, and stops when it has found enough
    "SELECT rowid FROM word_index WHERE word_index MATCH :query ORDER BY rowid DESC LIMIT :newest"
).bindparams(newest=NEWEST)
_DOCUMENT = func.to_tsvector(text("'simple'"), text("owner_key || kind || ' ' || words"))
"""As the index on PostgreSQL has it, to the letter: otherwise it would not be used."""


def _has(owner_id: Any, query: Any) -> ColumnElement[bool]:
    found = _DOCUMENT.op("@@")(func.to_tsquery(text("'simple'"), query))
    return and_(col(WordEntry.owner_id) == owner_id, found)


_HAVING = select(col(WordEntry.row_id)).where(_has(bindparam("owner"), bindparam("query")))
_COUNTED = select(func.count()).select_from(_HAVING.limit(NEWEST).subquery())


def matching(
    session: Session, kind: type[Owned], owner_id: UUID, asked: str
) -> ColumnElement[bool]:
    """A condition on rows of this kind: they have every word; the last one may be a beginning.

    On SQLite it is taken for one only while rows that have it whole do not fill the window.
    """
    words = _words(asked)[:12]
    if not words:
        return literal(False)
    owner, of_kind = f"o{owner_id.hex[1:]}", f"k{kind.__tablename__}".replace("_", "")
    identity = col(kind.id)
    if session.get_bind().dialect.name == "sqlite":
        query = " AND ".join(f'"{word}"' for word in [owner, of_kind, *words])
        entries = select(col(WordEntry.row_id)).where(col(WordEntry.owner_id) == owner_id)
        return identity.in_(entries.where(col(WordEntry.id).in_(_hits(session, query))))
    query = " & ".join([owner + of_kind, *words]) + ":*"
    connection, given = session.connection(), {"owner": owner_id, "query": query}
    if connection.execute(_COUNTED, given).scalar_one() < NEWEST:
        few = connection.execute(_HAVING, given).scalars().all()
        return identity == func.any(bindparam("few", few, ARRAY(Uuid)))
    # The list comes upon one soon, in its own order. OFFSET 0 keeps the planner from reading
    # everything that has the word first.
    has_them = and_(col(WordEntry.row_id) == identity, _has(owner_id, query))
    return exists(select(col(WordEntry.id)).where(has_them).offset(0))


def _hits(session: Session, query: str) -> Any:
    """The rows of the index that a query finds, as a select.

    A beginning makes FTS5 read every row that any word with it has, however few are wanted; whole
    words are read backwards until there are enough. So these are asked for first.
    """
    connection = session.connection()
    found = connection.execute(_HITS, {"query": query}).scalars().all()
    if len(found) < NEWEST:
        found = connection.execute(_HITS, {"query": f"{query}*"}).scalars().all()
    return select(func.json_each(json.dumps(list(found))).table_valued("value").c.value)
