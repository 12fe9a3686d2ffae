"""Cursor lists: stable, total order; the next page costs what the first one did."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Select, tuple_
from sqlmodel import Session

from afterview.core.errors import Invalid
from afterview.core.schema import Instant

ReadT = TypeVar("ReadT", bound=BaseModel)


class BadCursor(Invalid):
    code = "cursor-invalid"


class Page(BaseModel, Generic[ReadT]):
    """One page of a list."""

    items: list[ReadT] = Field(description="In the order asked for.")
    next: str | None = Field(
        description="Pass it as `cursor` to get the next page; null on the last one. "
        "The `Link` header carries the whole address.",
        examples=[None],
    )


class PageQuery(BaseModel):
    """Parameters every list takes."""

    model_config = ConfigDict(extra="ignore")  # the route has refused unknown names already

    limit: int = Field(default=50, ge=1, le=200, description="Items on a page.")
    cursor: str | None = Field(  # a title of 200 characters fits into it
        default=None, description="`next` of the page before; opaque.", max_length=2_000
    )


class ListQuery(PageQuery):
    """Parameters of a list of changeable rows. A room adds filters and the orders it offers."""

    updated_since: Instant | None = Field(
        default=None, description="Only what changed at or after this instant."
    )


class Sort:
    """One order a list offers: columns that an index of the same order serves."""

    def __init__(
        self, column: Any, identity: Any, *, descending: bool, parse: Callable[[str], Any] = str
    ) -> None:
        self.column = column
        self.identity = identity
        self.descending = descending
        self.parse = parse

    def apply(self, statement: Select[Any], cursor: str | None, name: str) -> Select[Any]:
        """Order a select, and start it behind the cursor (a row value, so an index serves it)."""
        if cursor is not None:
            value, identity = _decode(cursor, name)
            try:
                edge = tuple_(self.parse(value), UUID(identity))
            except ValueError as error:
                raise BadCursor("This cursor does not belong here.", pointer="cursor") from error
            key = tuple_(self.column, self.identity)
            behind: ColumnElement[bool] = key < edge if self.descending else key > edge
            statement = statement.where(behind)
        if self.descending:
            return statement.order_by(self.column.desc(), self.identity.desc())
        return statement.order_by(self.column, self.identity)


def by(column: Any, identity: Any, parse: Callable[[str], Any] = str) -> tuple[Sort, Sort]:
    """The rising and the falling order of a column."""
    return (
        Sort(column, identity, descending=False, parse=parse),
        Sort(column, identity, descending=True, parse=parse),
    )


def by_instant(column: Any, identity: Any) -> tuple[Sort, Sort]:
    return by(column, identity, _aware)


def _aware(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("an instant without an offset")
    return instant


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
    order = sorts[sort]
    ordered = order.apply(statement, query.cursor, sort).limit(query.limit + 1)
    rows = session.connection().execute(ordered).all()
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
    except (ValueError, TypeError) as error:
        raise BadCursor("This cursor is not one of ours.", pointer="cursor") from error
    if made_for != sort or not isinstance(value, str) or not isinstance(identity, str):
        raise BadCursor("This cursor belongs to a list in another order.", pointer="cursor")
    return value, identity
