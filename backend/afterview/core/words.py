"""Finding rows by words: one index for every room, FTS5 on SQLite and tsvector on PostgreSQL.

`word_entry` holds what can be found of a row; a migration keeps `word_index` (FTS5) in step with
it by triggers on SQLite, and puts a GIN index on it on PostgreSQL.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    Select,
    String,
    UnaryExpression,
    Uuid,
    all_,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.sql.operators import custom_op
from sqlmodel import Field, Session, col

from afterview.core.db import INDEX_OPTIONS, Owned, Row, columns, upsert
from afterview.core.pages import Condition

NEWEST = 500
"""Of a word that more rows have, SQLite finds the newest alone; that bounds what it costs."""
COMMON = 1_000
"""A word that more rows have, PostgreSQL looks for along the list."""
LATELY, OFTEN = 500, 25
"""So it does with one that so many of the newest rows have; those are soon looked through."""
_WORD = re.compile(r"[^\W_]+")


class WordEntry(Row, table=True):
    """The words of one row. `id` is stable, which SQLite's own row numbers are not."""

    __tablename__ = "word_entry"
    __table_args__ = (
        Index(
            "ix_word_entry_words",
            text("to_tsvector('simple', owner_key || kind || ' ' || words)"),
            info={INDEX_OPTIONS: {"postgresql_using": "gin"}},
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


_written: dict[str, Any] = {}
"""By dialect, the statement that writes an entry; built once."""


def _writing(session: Session) -> Any:
    dialect = session.get_bind().dialect.name
    if dialect not in _written:
        insert = upsert(session, WordEntry)
        _written[dialect] = insert.on_conflict_do_update(
            index_elements=["row_id"], set_={"words": insert.excluded.words}
        )
    return _written[dialect]


def index(session: Session, row: Owned, texts: Iterable[str | None]) -> None:
    """Say what a row can be found by, replacing what was said before."""
    words = " ".join(word for part in texts if part for word in _words(part))[:20_000]
    session.connection().execute(
        _writing(session),
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
    "SELECT count(*), json_group_array(row_id) FROM word_entry WHERE +owner_id = :owner "
    "AND id IN (SELECT rowid FROM word_index WHERE word_index MATCH :query "
    "ORDER BY rowid DESC LIMIT :newest)"
)


@cache
def _has() -> ColumnElement[bool]:
    """Whether an entry has the words, on PostgreSQL.

    Built late, because SQLAlchemy knows these functions only once that dialect is loaded. The
    document is spelled as the index has it, to the letter: otherwise it would not be used.
    """
    document = func.to_tsvector(text("'simple'"), text("owner_key || kind || ' ' || words"))
    query = func.to_tsquery(text("'simple'"), bindparam("words_query"))
    return and_(col(WordEntry.owner_id) == bindparam("words_owner"), document.op("@@")(query))


@cache
def _lately() -> Select[int]:
    """How many of the newest entries have the words, whoever they belong to."""
    table = columns(WordEntry)
    newest = (
        select(table.owner_id, table.kind, table.words)
        .order_by(table.id.desc())
        .limit(LATELY)
        .subquery()
        .c
    )
    return select(func.count()).where(
        newest.owner_id == bindparam("words_owner"),
        newest.kind == bindparam("words_kind"),
        _spelled(newest.words),
    )


def _spelled(words: Any) -> ColumnElement[bool]:
    """Whether a text of words has those that are looked for: as text, without the index."""
    patterns = bindparam("words_patterns", type_=ARRAY(String))
    spelled: ColumnElement[bool] = (" " + words + " ").op("LIKE")(all_(patterns))
    return spelled


@cache
def _having() -> Select[UUID]:
    return select(col(WordEntry.row_id)).where(_has())


@cache
def _counted() -> Select[int]:
    return select(func.count()).select_from(_having().limit(COMMON).subquery())


def matching(session: Session, kind: type[Owned], owner_id: UUID, asked: str) -> Condition:
    """A condition on rows of this kind: they have every word; the last one may be a beginning.

    On SQLite it is taken for one only while rows that have it whole do not fill the window.
    """
    words = _words(asked)[:12]
    if not words:
        return Condition("no words", literal(False), {})
    owner, of_kind = f"o{owner_id.hex[1:]}", f"k{kind.__tablename__}".replace("_", "")
    if session.get_bind().dialect.name == "sqlite":
        query = " AND ".join(f'"{word}"' for word in [owner, of_kind, *words])
        count, hits = _hits(session, owner_id, query)
        values = {"words_hits": hits}
        if count < NEWEST:
            return Condition("words among hits", _among_hits(kind), values)
        return Condition("words along the list", _along_the_list(kind), values)
    query = " & ".join([owner + of_kind, *words]) + ":*"
    patterns = [*(f"% {word} %" for word in words[:-1]), f"% {words[-1]}%"]
    given = {
        "words_owner": owner_id,
        "words_kind": of_kind,
        "words_query": query,
        "words_patterns": patterns,
    }
    connection = session.connection()
    if (
        connection.execute(_lately(), given).scalar_one() < OFTEN
        and connection.execute(_counted(), given).scalar_one() < COMMON
    ):
        few = connection.execute(_having(), given).scalars().all()
        return Condition("words among few", _among_few(kind), {"words_few": few})
    return Condition("words anywhere", _anywhere(kind), {"words_patterns": patterns})


@cache
def _among_hits(kind: type[Owned]) -> ColumnElement[bool]:
    return col(kind.id).in_(_listed())


@cache
def _along_the_list(kind: type[Owned]) -> ColumnElement[bool]:
    """The same; but the list comes upon one soon, in its own order, and need not sort them all.

    The plus keeps SQLite from looking each of them up first.
    """
    identity = columns(kind).id
    plain: ColumnElement[Any] = UnaryExpression(identity, operator=custom_op("+"))
    return plain.in_(_listed())


def _listed() -> Any:
    hits = func.json_each(bindparam("words_hits", type_=String)).table_valued("value")
    return select(hits.c.value)


@cache
def _among_few(kind: type[Owned]) -> ColumnElement[bool]:
    return col(kind.id) == func.any(bindparam("words_few", type_=ARRAY(Uuid)))


@cache
def _anywhere(kind: type[Owned]) -> ColumnElement[bool]:
    """The list comes upon one soon, in its own order, and looks each row's words through.

    Taking them apart again as the index has them would be four times the work. OFFSET 0 keeps the
    planner from reading everything that has the words first.
    """
    entry = col(WordEntry.row_id) == col(kind.id)
    has_them = _spelled(col(WordEntry.words))
    return exists(select(col(WordEntry.id)).where(entry, has_them).offset(0))


def _hits(session: Session, owner_id: UUID, query: str) -> tuple[int, str]:
    """The rows that a query finds, the newest of them: how many, and their ids as a JSON list.

    A beginning makes FTS5 read every row that any word with it has, however few are wanted; whole
    words are read backwards until there are enough. So these are asked for first.
    """
    connection = session.connection()
    given = {"owner": owner_id.hex, "query": query, "newest": NEWEST}
    count, hits = connection.execute(_HITS, given).one()
    if count < NEWEST:
        count, hits = connection.execute(_HITS, given | {"query": f"{query}*"}).one()
    return count, hits
