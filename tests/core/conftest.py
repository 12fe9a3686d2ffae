"""Fixtures for the parts that everything stands on."""

from zoneinfo import ZoneInfo

import pytest


@pytest.fixture
def engine(migrated_url):
    """The test's database, opened as the service opens it."""
    from afterview.core.db import make_engine

    engine = make_engine(migrated_url)
    yield engine
    engine.dispose()


@pytest.fixture
def now(clock):
    """The test's present, on a calendar in UTC."""
    from afterview.core.clock import Now

    return Now(clock(), ZoneInfo("UTC"))


@pytest.fixture
def account(engine, now):
    """An account's row, for rows that need an owner."""
    from afterview.accounts.schemas import AccountCreate
    from afterview.accounts.service import create_account
    from afterview.core.db import transaction

    with transaction(engine, now) as session:
        data = AccountCreate(email="sam@example.org", password="not used here")
        return create_account(session, data, "no hash")
