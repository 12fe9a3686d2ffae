"""The favour ledger over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.people.deps import OwnedContact
from afterview.people.service import Anonymised
from afterview.references import ledger_entries, ledger_queries
from afterview.references.deps import OwnedEntry
from afterview.references.ledger_schemas import (
    ForgivenessCreate,
    LedgerBadgeRead,
    LedgerEntryCreate,
    LedgerEntryPatch,
    LedgerEntryRead,
    LedgerOfContactRead,
    LedgerQuery,
    SettlementCreate,
)
from afterview.references.vocabulary import LedgerStatus

router = APIRouter(prefix="/api/v1", tags=["References"], route_class=ApiRoute)
# An entry is addressed as `:uuid`, or its methods would answer at /ledger/badge as well.
_UNFIT = (
    ledger_entries.AmountUnfit,
    ledger_entries.AroseInFuture,
    ledger_entries.DueBeforeArisen,
    *ledger_entries.NO_MONEY_FOR_WORDS,
)


@router.get("/ledger", response_model=Page[LedgerEntryRead])
def list_ledger_entries(
    session: SessionDep, user: CurrentUser, query: Annotated[LedgerQuery, Query()], now: NowDep
) -> Page[LedgerEntryRead]:
    """Every favour and debt between you and the people you know, the soonest due first."""
    return ledger_queries.entries(session, user.id, query, now=now)


@router.post(
    "/ledger",
    response_model=LedgerEntryRead,
    status_code=201,
    responses=problems(NotFound, *_UNFIT, Anonymised),
)
def create_ledger_entry(
    session: SessionDep, user: CurrentUser, data: LedgerEntryCreate, now: NowDep
) -> LedgerEntryRead:
    """Write down a favour or a debt, with a contact or with a name that becomes one.

    Thanks, news of an outcome and a reference in return write themselves when an employer rings
    and when an application gets somewhere. Money and gifts are never for words: what pays for a
    reference is refused, and so is anything of value between asking for one and getting it, unless
    it is an older debt (`pre_existing`). After the outcome a small token of thanks is fine.
    """
    made = ledger_entries.create_entry(session, user, data, now=now)
    return ledger_queries.entry(session, made, now=now)


@router.get("/ledger/badge", response_model=LedgerBadgeRead)
def read_ledger_badge(session: SessionDep, user: CurrentUser, now: NowDep) -> LedgerBadgeRead:
    """Paid in Full? Overall and person by person, what is in the way, and what is open.

    Only what you owe counts, and only from the day it falls due.
    """
    return ledger_queries.badge(session, user.id, now=now)


@router.get("/ledger/{entry_id:uuid}", response_model=LedgerEntryRead, responses=problems(NotFound))
def read_ledger_entry(session: SessionDep, entry: OwnedEntry, now: NowDep) -> LedgerEntryRead:
    """One favour or debt."""
    return ledger_queries.entry(session, entry, now=now)


@router.patch(
    "/ledger/{entry_id:uuid}",
    response_model=LedgerEntryRead,
    responses=problems(NotFound, *_UNFIT, ledger_entries.ClosedOutOfRange, Anonymised),
)
def update_ledger_entry(
    session: SessionDep,
    entry: OwnedEntry,
    data: LedgerEntryPatch,
    now: NowDep,
    if_match: IfMatch = None,
) -> LedgerEntryRead:
    """Correct an entry, or agree on another day. What a new entry may not say, this may not."""
    etag.check(entry, if_match)
    changed = ledger_entries.update_entry(session, entry, data, now=now)
    return ledger_queries.entry(session, changed, now=now)


@router.delete(
    "/ledger/{entry_id:uuid}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, ledger_entries.StillCaused),
)
def delete_ledger_entry(session: SessionDep, entry: OwnedEntry, if_match: IfMatch = None) -> None:
    """Take out an entry that should never have been.

    What a call or an outcome made stays as long as that is there: settle it instead.
    """
    etag.check(entry, if_match)
    ledger_entries.delete_entry(session, entry)


@router.post(
    "/ledger/{entry_id:uuid}/settlement",
    response_model=LedgerEntryRead,
    status_code=201,
    responses=problems(NotFound, ledger_entries.EntryClosed, ledger_entries.ClosedOutOfRange),
)
def settle_ledger_entry(
    session: SessionDep, entry: OwnedEntry, data: SettlementCreate, now: NowDep
) -> Answer:
    """It was done, or paid back. Always allowed; sent again, it corrects the day and the note."""
    settled = ledger_entries.settle_entry(session, entry, data, now=now)
    return Answer(
        ledger_queries.entry(session, settled, now=now), location=f"/api/v1/ledger/{entry.id}"
    )


@router.delete(
    "/ledger/{entry_id:uuid}/settlement",
    response_model=LedgerEntryRead,
    responses=problems(NotFound),
)
def undo_settlement(session: SessionDep, entry: OwnedEntry, now: NowDep) -> LedgerEntryRead:
    """It was not settled after all: it is owed again."""
    reopened = ledger_entries.reopen_entry(session, entry, LedgerStatus.SETTLED)
    return ledger_queries.entry(session, reopened, now=now)


@router.post(
    "/ledger/{entry_id:uuid}/forgiveness",
    response_model=LedgerEntryRead,
    status_code=201,
    responses=problems(
        NotFound,
        ledger_entries.EntryClosed,
        ledger_entries.ForgiverMissing,
        ledger_entries.ClosedOutOfRange,
        *ledger_entries.NO_MONEY_FOR_WORDS,
    ),
)
def forgive_ledger_entry(
    session: SessionDep, entry: OwnedEntry, data: ForgivenessCreate, now: NowDep
) -> Answer:
    """Whoever it is owed to lets it go: you, or they, in their words.

    A debt you let somebody off is a present, so it waits while they are asked to vouch for you.
    """
    forgiven = ledger_entries.forgive_entry(session, entry, data, now=now)
    return Answer(
        ledger_queries.entry(session, forgiven, now=now), location=f"/api/v1/ledger/{entry.id}"
    )


@router.delete(
    "/ledger/{entry_id:uuid}/forgiveness",
    response_model=LedgerEntryRead,
    responses=problems(NotFound),
)
def undo_forgiveness(session: SessionDep, entry: OwnedEntry, now: NowDep) -> LedgerEntryRead:
    """It was not let go after all: it is owed again."""
    reopened = ledger_entries.reopen_entry(session, entry, LedgerStatus.FORGIVEN)
    return ledger_queries.entry(session, reopened, now=now)


@router.get(
    "/contacts/{contact_id}/ledger",
    response_model=LedgerOfContactRead,
    responses=problems(NotFound),
)
def read_ledger_of_contact(
    session: SessionDep, contact: OwnedContact, now: NowDep
) -> LedgerOfContactRead:
    """Everything between you and one person: what is open, what is done, and their badge."""
    return ledger_queries.of_contact(session, contact, now=now)
