"""Rows: what is stored comes back, versions settle who was first, owners are never mixed up."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import inspect
from sqlalchemy.exc import StatementError
from sqlalchemy.orm.exc import StaleDataError

from afterview.core.clock import Now
from afterview.core.db import Owned, held, open_session, owned, transaction
from afterview.core.errors import NotFound
from afterview.core.ids import new_id
from afterview.people.models import Organization, OrganizationRole


@pytest.fixture
def organization(engine, account, now):
    with transaction(engine, now) as session:
        return add(session, account)


def add(session, account, **changes):
    row = Organization(
        owner_id=account.id,
        name="Mecca",
        name_key="mecca",
        role=OrganizationRole.EMPLOYER,
        **changes,
    )
    session.add(row)
    session.flush()
    return row


def load(engine, now, organization, account):
    with open_session(engine, now) as session:
        return owned(session, Organization, organization.id, account.id)


def test_a_row_knows_when_it_was_made_and_changed(engine, account, organization, now):
    assert organization.created_at == organization.updated_at == now.at
    later = Now(now.at + timedelta(minutes=5), now.zone)
    with transaction(engine, later) as session:
        owned(session, Organization, organization.id, account.id).name = "Gala"
    found = load(engine, later, organization, account)
    assert (found.created_at, found.updated_at, found.version) == (now.at, later.at, 2)


def test_a_row_has_its_own_defaults(account):
    one = Organization(owner_id=account.id, name="Mecca", name_key="mecca")
    other = Organization(owner_id=account.id, name="Gala", name_key="gala", no_calls=True)
    assert (one.version, one.no_calls, other.no_calls) == (1, False, True)
    assert one.id != other.id


def test_a_row_refuses_a_column_it_has_not(account):
    with pytest.raises(TypeError, match="Organization has no nickname"):
        Organization(owner_id=account.id, name="Mecca", nickname="The Hall")


def test_a_row_that_is_held_is_read_afresh(engine, account, organization, now):
    with open_session(engine, now) as session:
        before = owned(session, Organization, organization.id, account.id)
        session.commit()
        with transaction(engine, now) as other:
            owned(other, Organization, organization.id, account.id).name = "Gala"
        after = held(session, Organization, organization.id, account.id)
        assert (after is before, after.name) == (True, "Gala")


def test_saving_what_did_not_change_changes_nothing(engine, account, organization, now):
    later = Now(now.at + timedelta(minutes=5), now.zone)
    with transaction(engine, later) as session:
        owned(session, Organization, organization.id, account.id).name = "Mecca"
    found = load(engine, later, organization, account)
    assert (found.updated_at, found.version) == (now.at, 1)


def test_the_second_of_two_writers_is_told(engine, account, organization, now):
    with open_session(engine, now) as early:
        mine = owned(early, Organization, organization.id, account.id)
        early.commit()
        with transaction(engine, now) as session:
            owned(session, Organization, organization.id, account.id).name = "Gala"
        mine.name = "Palace"
        with pytest.raises(StaleDataError):
            early.commit()
    assert load(engine, now, organization, account).name == "Gala"


def test_a_failed_transaction_leaves_nothing(engine, account, now):
    with pytest.raises(RuntimeError, match="half-way"), transaction(engine, now) as session:
        row = add(session, account)
        raise RuntimeError("half-way")
    with pytest.raises(NotFound):
        load(engine, now, row, account)


def test_somebody_elses_row_is_a_missing_row(engine, account, organization, now):
    with open_session(engine, now) as session:
        messages = set()
        for identity, owner in ((organization.id, new_id()), (new_id(), account.id)):
            with pytest.raises(NotFound) as refused:
                owned(session, Organization, identity, owner)
            messages.add(str(refused.value))
    assert messages == {"There is no such organization."}


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 6, 2, 10, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1),
        datetime(2026, 6, 2, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2200, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_an_instant_comes_back_as_the_same_instant_in_utc(engine, account, now, instant):
    with transaction(engine, now) as session:
        row = add(session, account, created_at=instant)
    found = load(engine, now, row, account).created_at
    assert found == instant.astimezone(UTC)
    assert found.tzinfo is UTC


def test_a_time_without_a_zone_is_never_stored(engine, account, now):
    with pytest.raises(StatementError, match="naive"), transaction(engine, now) as session:
        add(session, account, created_at=datetime(2026, 6, 2, 10))


def test_a_choice_is_stored_as_text_and_read_back_typed(engine, account, organization, now):
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT role FROM organization").scalar() == "employer"
    assert load(engine, now, organization, account).role is OrganizationRole.EMPLOYER


def test_ids_sort_by_the_time_they_were_made():
    made = [new_id() for _ in range(1_000)]
    assert made == sorted(made)
    assert len(set(made)) == 1_000
    assert {identity.version for identity in made} == {7}


def test_every_constraint_has_a_name(engine):
    """A migration can only change what it can name."""
    found = inspect(engine)
    nameless = [
        (table, constraint)
        for table in found.get_table_names()
        if table in Owned.metadata.tables or table == "account"
        for constraint in (
            *found.get_foreign_keys(table),
            *found.get_unique_constraints(table),
            found.get_pk_constraint(table),
        )
        if constraint["name"] is None
    ]
    assert nameless == []


def test_everything_somebody_owns_goes_with_them(engine):
    """Each table that names an owner cascades from the account."""
    found = inspect(engine)
    left_behind = [
        table
        for table in found.get_table_names()
        for key in found.get_foreign_keys(table)
        if key["referred_table"] == "account" and key["options"].get("ondelete") != "CASCADE"
    ]
    assert left_behind == []
