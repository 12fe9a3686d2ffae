"""Cursor lists: stable, total order; the next page costs what the first one did."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Integer, Select, bindparam, select, tuple_
from sqlmodel import Session

from afterview.core.errors import Invalid
from afterview.core.schema import Instant, QuerySchema

ReadT = TypeVar("ReadT", bound=BaseModel)


class BadCursor(Invalid):
    code = "cursor-invalid"


class Page(BaseModel, Generic[ReadT]):
    """One page of a list."""

    model_config = ConfigDict(defer_build=True)

    items: list[ReadT] = Field(description="In the order asked for.")
    next: str | None = Field(
        description="Pass it as `cursor` to get the next page; null on the last one. "
        "The `Link` header carries the whole address.",
        examples=[None],
    )


class PageQuery(QuerySchema):
    """Parameters every list takes."""

    limit: int = Field(default=50, ge=1, le=200, description="Items on a page.")
    cursor: str | None = Field(  # a title of 200 characters fits into it
        default=None, description="`next` of the page before; opaque.", max_length=2_000
    )


class ListQuery(PageQuery):
    """Parameters of a list of changeable rows. A room adds filters and the orders it offers."""

    updated_since: Instant | None = Field(
        default=None, description="Only what changed at or after this instant."
    )


def _storable(text: str) -> str:
    """A cursor is opaque, not secret: what comes back may hold what no database takes."""
    text.encode()  # a lone surrogate is a ValueError
    if "\0" in text:
        raise ValueError("a character that cannot be stored")
    return text


class Sort:
    """One order a list offers: columns that an index of the same order serves."""

    def __init__(
        self,
        column: Any,
        identity: Any,
        *,
        descending: bool,
        parse: Callable[[str], Any] = _storable,
    ) -> None:
        self.column = column
        self.identity = identity
        self.descending = descending
        self.parse = parse

    def apply(self, statement: Select[Any], *, resumed: bool) -> Select[Any]:
        """Order a select, and start it behind a cursor (a row value, so an index serves it)."""
        if resumed:
            key = tuple_(self.column, self.identity)
            edge = tuple_(
                bindparam("cursor_value", type_=self.column.type),
                bindparam("cursor_id", type_=self.identity.type),
            )
            behind: ColumnElement[bool] = key < edge if self.descending else key > edge
            statement = statement.where(behind)
        if self.descending:
            statement = statement.order_by(self.column.desc(), self.identity.desc())
        else:
            statement = statement.order_by(self.column, self.identity)
        return statement.limit(bindparam("rows", type_=Integer))

    def values(self, query: PageQuery, name: str) -> dict[str, Any]:
        """What `apply` leaves open; one row more than asked for tells whether others follow."""
        values: dict[str, Any] = {"rows": query.limit + 1}
        if query.cursor is not None:
            value, identity = _decode(query.cursor, name)
            try:
                values |= {"cursor_value": self.parse(value), "cursor_id": UUID(identity)}
            except (ValueError, OverflowError) as error:
                raise BadCursor("This cursor does not belong here.", pointer="cursor") from error
        return values


def by(column: Any, identity: Any, parse: Callable[[str], Any] = _storable) -> tuple[Sort, Sort]:
    """The rising and the falling order of a column."""
    return (
        Sort(column, identity, descending=False, parse=parse),
        Sort(column, identity, descending=True, parse=parse),
    )


def by_instant(column: Any, identity: Any) -> tuple[Sort, Sort]:
    return by(column, identity, _aware)


def by_whole_number(column: Any, identity: Any) -> tuple[Sort, Sort]:
    return by(column, identity, _whole)


def _whole(text: str) -> int:
    number = int(text)
    if abs(number) >= 2**31:
        raise ValueError("a number no column holds")
    return number


def _aware(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant without an offset")
    return instant.astimezone(UTC)


def fetch(
    session: Session,
    statement: Select[Any],
    sorts: Mapping[str, Sort],
    *,
    sort: str,
    query: PageQuery,
) -> tuple[Sequence[Any], str | None]:
    """Run a list query; return the rows of one page and the cursor of the next.

    `statement` must select the sort column and `id` under their own names.
    """
    ordered = sorts[sort].apply(statement, resumed=query.cursor is not None)
    return _page(session, ordered, {}, sorts[sort], sort, query)


@dataclass(frozen=True, slots=True)
class Condition:
    """One that no index of a list serves. On one list, the same name means the same clause."""

    name: str
    clause: ColumnElement[bool] = field(compare=False)
    values: Mapping[str, Any] = field(compare=False)
    """Its parameters; their names are no filter's."""

    def on(self, statement: Select[Any]) -> Select[Any]:
        """A select with this condition, and its values in it."""
        return statement.where(self.clause).params(**self.values)


class Listing:
    """A select with every filter and every order that its list offers.

    Putting a statement together takes longer than running it, so each combination that is asked
    for is put together once. A filter is a condition on the parameter of its name.
    """

    def __init__(
        self,
        statement: Select[Any],
        filters: Mapping[str, ColumnElement[bool]],
        sorts: Mapping[str, Sort],
    ) -> None:
        self._statement, self._filters, self._sorts = statement, filters, sorts
        self._combined = lru_cache(maxsize=128)(self._combine)

    def fetch(
        self,
        session: Session,
        values: Mapping[str, Any],
        *conditions: Condition,
        sort: str,
        query: PageQuery,
    ) -> tuple[Sequence[Any], str | None]:
        """Run it with the filters that `values` names, and these conditions besides."""
        resumed = query.cursor is not None
        kinds = tuple(Condition(one.name, one.clause, {}) for one in conditions)
        statement = self._combined(frozenset(values), kinds, sort, resumed)
        given = dict(values)
        for condition in conditions:
            given |= condition.values
        return _page(session, statement, given, self._sorts[sort], sort, query)

    def _combine(
        self, names: frozenset[str], conditions: tuple[Condition, ...], sort: str, resumed: bool
    ) -> Select[Any]:
        order = self._sorts[sort]
        filters = [self._filters[name] for name in sorted(names)]
        if not conditions:
            return order.apply(self._statement.where(*filters), resumed=resumed)
        # No index sorts what they leave: sort ids, and read only a page of rows.
        clauses = (condition.clause for condition in conditions)
        ids = order.apply(select(order.identity).where(*filters, *clauses), resumed=resumed)
        return order.apply(self._statement.where(order.identity.in_(ids)), resumed=False)


def _page(
    session: Session,
    statement: Select[Any],
    values: Mapping[str, Any],
    order: Sort,
    sort: str,
    query: PageQuery,
) -> tuple[Sequence[Any], str | None]:
    given = {**values, **order.values(query, sort)}
    rows = session.connection().execute(statement, given).all()
    if len(rows) <= query.limit:
        return rows, None
    rows = rows[: query.limit]
    last = rows[-1]._mapping
    value = last[order.column.key]
    return rows, _encode(value, last["id"], sort)


def _encode(value: Any, identity: UUID, sort: str) -> str:
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    raw = json.dumps([sort, text, str(identity)], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def _decode(cursor: str, sort: str) -> tuple[str, str]:
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        made_for, value, identity = json.loads(raw)
    except (ValueError, TypeError, RecursionError) as error:
        raise BadCursor("This cursor is not one of ours.", pointer="cursor") from error
    if made_for != sort or not isinstance(value, str) or not isinstance(identity, str):
        raise BadCursor("This cursor belongs to a list in another order.", pointer="cursor")
    return value, identity
