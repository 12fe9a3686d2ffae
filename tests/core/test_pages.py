"""Cursor lists: walking the pages is the same as sorting everything at once."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlmodel import Session, col

from afterview.accounts.models import ApiToken
from afterview.core.pages import BadCursor, PageQuery, by, by_instant, fetch

SORTS = {}
SORTS["name"], SORTS["-name"] = by(col(ApiToken.name), col(ApiToken.id))
SORTS["created_at"], SORTS["-created_at"] = by_instant(col(ApiToken.created_at), col(ApiToken.id))
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=3)
instants = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))
tokens = st.lists(
    st.tuples(st.uuids(), st.sampled_from("ab") | names, instants),
    max_size=25,
    unique_by=lambda token: token[0],
)
thorough = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@thorough
@given(rows=tokens, limit=st.integers(1, 8), sort=st.sampled_from(sorted(SORTS)))
def test_walking_the_pages_is_sorting(engine, account, rows, limit, sort):
    with Session(engine) as session:
        fill(session, account, rows)
        found = [row.id for page in pages(session, sort, limit) for row in page]
    assert found == in_order(rows, sort)


@thorough
@given(
    rows=tokens.filter(len),
    added=tokens,
    limit=st.integers(1, 8),
    sort=st.sampled_from(sorted(SORTS)),
    choice=st.randoms(use_true_random=False),
)
def test_what_changes_meanwhile_repeats_and_hides_nothing(
    engine, account, rows, added, limit, sort, choice
):
    """Rows that stay are seen exactly once, whatever comes and goes between two pages."""
    added = [token for token in added if token[0] not in {row[0] for row in rows}]
    with Session(engine) as session:
        fill(session, account, rows)
        walk = pages(session, sort, limit)
        found = [row.id for row in next(walk)]
        gone = {row[0] for row in choice.sample(rows, k=len(rows) // 2)}
        session.execute(delete(ApiToken).where(col(ApiToken.id).in_(gone)))
        add(session, account, added)
        found += [row.id for page in walk for row in page]
    assert len(found) == len(set(found))
    stayed = [identity for identity in in_order(rows, sort) if identity not in gone]
    assert [identity for identity in found if identity in set(stayed)] == stayed


def fill(session, account, rows):
    session.execute(delete(ApiToken))
    add(session, account, rows)


def add(session, account, rows):
    if rows:
        session.execute(insert(ApiToken), [token_row(account, token) for token in rows])


def token_row(account, token):
    identity, name, created_at = token
    return {
        "id": identity,
        "owner_id": account.id,
        "name": name,
        "prefix": "avt_test",
        "secret_hash": identity.bytes,
        "scopes": [],
        "created_at": created_at,
    }


def pages(session, sort, limit):
    cursor = None
    while True:
        query = PageQuery(limit=limit, cursor=cursor)
        statement = select(*ApiToken.__table__.c)
        rows, cursor = fetch(session, statement, SORTS, sort=sort, query=query)
        yield rows
        if cursor is None:
            return


def in_order(rows, sort):
    position = 1 if "name" in sort else 2
    ordered = sorted(rows, key=lambda row: (row[position], row[0]), reverse=sort.startswith("-"))
    return [row[0] for row in ordered]


def test_a_page_that_fills_exactly_is_the_last(engine, account):
    with Session(engine) as session:
        fill(session, account, [(UUID(int=n), "a", account.created_at) for n in range(3)])
        assert [len(page) for page in pages(session, "name", 3)] == [3]
        assert [len(page) for page in pages(session, "name", 2)] == [2, 1]


def test_a_cursor_belongs_to_its_order(engine, account):
    with Session(engine) as session:
        fill(session, account, [(UUID(int=n), "a", account.created_at) for n in range(3)])
        statement = select(*ApiToken.__table__.c)
        _, cursor = fetch(session, statement, SORTS, sort="name", query=PageQuery(limit=1))
        with pytest.raises(BadCursor):
            query = PageQuery(limit=1, cursor=cursor)
            fetch(session, statement, SORTS, sort="-name", query=query)
