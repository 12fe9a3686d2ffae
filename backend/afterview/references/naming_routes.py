"""Namings, expected calls and calls that came, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.people.service import Anonymised, SpecialCategory
from afterview.references import calls, naming_queries, namings
from afterview.references.deps import OwnedEmployerContact, OwnedNaming, OwnedReference
from afterview.references.naming_schemas import (
    CallsOfOneQuery,
    EmployerContactCreate,
    EmployerContactPatch,
    EmployerContactQuery,
    EmployerContactRead,
    ExpectedCallsQuery,
    ExpectedCallsRead,
    NamingCreate,
    NamingPatch,
    NamingQuery,
    NamingRead,
    NamingsOfOneQuery,
    NamingWithdrawalCreate,
)

router = APIRouter(prefix="/api/v1", tags=["References"], route_class=ApiRoute)
_GATE = (
    namings.ConsentMissing,
    namings.RelativeBlocked,
    namings.CurrentEmployer,
    namings.TooManyContacts,
    namings.ApplicationClosed,
    namings.AlreadyNamed,
    Anonymised,
)


@router.get("/references/expected-calls", response_model=ExpectedCallsRead)
def list_expected_calls(
    session: SessionDep,
    user: CurrentUser,
    query: Annotated[ExpectedCallsQuery, Query()],
    now: NowDep,
) -> ExpectedCallsRead:
    """Who may be called this week?

    Everybody whose name is out in a live application: those with a time in these days first, then
    those who can be rung on any day. Says who may ring, whether the reference agreed to the time,
    and whether they know what it is about.
    """
    return naming_queries.expected_calls(session, user.id, query, now=now)


@router.get("/namings", response_model=Page[NamingRead])
def list_namings(
    session: SessionDep, user: CurrentUser, query: Annotated[NamingQuery, Query()]
) -> Page[NamingRead]:
    """Which reference was given to whom, when, with which address."""
    return naming_queries.namings(session, user.id, query)


@router.get(
    "/references/{reference_id}/namings",
    response_model=Page[NamingRead],
    responses=problems(NotFound),
)
def list_namings_of_reference(
    session: SessionDep,
    user: CurrentUser,
    reference: OwnedReference,
    query: Annotated[NamingsOfOneQuery, Query()],
) -> Page[NamingRead]:
    """Every employer one reference was given to."""
    asked = NamingQuery(reference_id=[reference.id], **query.model_dump())
    return naming_queries.namings(session, user.id, asked)


@router.post(
    "/references/{reference_id}/namings",
    response_model=NamingRead,
    status_code=201,
    responses=problems(NotFound, *_GATE, namings.AddressRefused, namings.NamedInFuture),
)
def create_naming(
    session: SessionDep,
    user: CurrentUser,
    reference: OwnedReference,
    data: NamingCreate,
    now: NowDep,
) -> Answer:
    """Write down that an employer gets this name.

    Refused without consent for this application, today or on that day; for a relative; for a
    colleague whom employers may not ring yet; and while three employers have spoken to them in 90
    days. Brief them at least 48 hours before (`POST /references/{reference_id}/briefings`).
    """
    made = namings.create_naming(session, user, reference, data, now=now)
    warnings = calls.warnings(session, reference.id, now)
    return Answer(
        naming_queries.naming(session, made, warnings), location=f"/api/v1/namings/{made.id}"
    )


@router.get("/namings/{naming_id}", response_model=NamingRead, responses=problems(NotFound))
def read_naming(session: SessionDep, naming: OwnedNaming) -> NamingRead:
    """One naming: who has the name, and what was agreed about the call."""
    return naming_queries.naming(session, naming, namings.warnings(session, naming))


@router.patch(
    "/namings/{naming_id}",
    response_model=NamingRead,
    responses=problems(NotFound, namings.WindowBackwards, namings.AddressRefused, Anonymised),
)
def update_naming(
    session: SessionDep,
    naming: OwnedNaming,
    data: NamingPatch,
    now: NowDep,
    if_match: IfMatch = None,
) -> NamingRead:
    """Add what has become known: when they may ring, who will, what the reference said to it.

    Another time asks the reference anew: what they said to the old one is forgotten.
    """
    etag.check(naming, if_match)
    changed = namings.update_naming(session, naming, data, now=now)
    return naming_queries.naming(session, changed, namings.warnings(session, changed))


@router.delete(
    "/namings/{naming_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, namings.CallOnRecord),
)
def delete_naming(
    session: SessionDep,
    user: CurrentUser,
    naming: OwnedNaming,
    now: NowDep,
    if_match: IfMatch = None,
) -> None:
    """Take out a naming that never happened, and the news that were owed only for it."""
    etag.check(naming, if_match)
    namings.delete_naming(session, user, naming, now=now)


@router.post(
    "/namings/{naming_id}/withdrawal",
    response_model=NamingRead,
    status_code=201,
    responses=problems(NotFound, namings.NamedInFuture),
)
def withdraw_naming(
    session: SessionDep, naming: OwnedNaming, data: NamingWithdrawalCreate, now: NowDep
) -> Answer:
    """Say that the employer was told not to contact them any more."""
    namings.withdraw_naming(session, naming, data, now=now)
    return Answer(naming_queries.naming(session, naming), location=f"/api/v1/namings/{naming.id}")


@router.delete(
    "/namings/{naming_id}/withdrawal",
    response_model=NamingRead,
    responses=problems(NotFound, *_GATE),
)
def restore_naming(session: SessionDep, naming: OwnedNaming, now: NowDep) -> NamingRead:
    """They have the name after all. Consent is asked for as with a new naming."""
    namings.restore_naming(session, naming, now=now)
    return naming_queries.naming(session, naming)


@router.get("/employer-contacts", response_model=Page[EmployerContactRead])
def list_employer_contacts(
    session: SessionDep, user: CurrentUser, query: Annotated[EmployerContactQuery, Query()]
) -> Page[EmployerContactRead]:
    """Every time an employer spoke to one of your references, and how it went."""
    return naming_queries.calls(session, user.id, query)


@router.get(
    "/references/{reference_id}/contacts",
    response_model=Page[EmployerContactRead],
    responses=problems(NotFound),
)
def list_contacts_of_reference(
    session: SessionDep,
    user: CurrentUser,
    reference: OwnedReference,
    query: Annotated[CallsOfOneQuery, Query()],
) -> Page[EmployerContactRead]:
    """Every time an employer spoke to this reference."""
    asked = EmployerContactQuery(reference_id=[reference.id], **query.model_dump())
    return naming_queries.calls(session, user.id, asked)


@router.post(
    "/references/{reference_id}/contacts",
    response_model=EmployerContactRead,
    status_code=201,
    responses=problems(NotFound, calls.CalledInFuture, Anonymised, SpecialCategory),
)
def log_employer_contact(
    session: SessionDep,
    user: CurrentUser,
    reference: OwnedReference,
    data: EmployerContactCreate,
    now: NowDep,
) -> Answer:
    """Write down that an employer spoke to them.

    Thanks are owed within 24 hours, and once the application has ended, its outcome: both are put
    into the ledger. More than three employers in 90 days is more than anybody should bear.
    """
    call = calls.log_call(session, user, reference, data, now=now)
    return Answer(
        naming_queries.call(session, call, calls.warnings(session, reference.id, now)),
        location=f"/api/v1/employer-contacts/{call.id}",
    )


@router.get(
    "/employer-contacts/{employer_contact_id}",
    response_model=EmployerContactRead,
    responses=problems(NotFound),
)
def read_employer_contact(session: SessionDep, call: OwnedEmployerContact) -> EmployerContactRead:
    """One time an employer spoke to a reference."""
    return naming_queries.call(session, call)


@router.patch(
    "/employer-contacts/{employer_contact_id}",
    response_model=EmployerContactRead,
    responses=problems(NotFound, calls.CalledInFuture, Anonymised, SpecialCategory),
)
def update_employer_contact(
    session: SessionDep,
    user: CurrentUser,
    call: OwnedEmployerContact,
    data: EmployerContactPatch,
    now: NowDep,
    if_match: IfMatch = None,
) -> EmployerContactRead:
    """Add how it went, when it really was, or which application it was about.

    What is owed for it follows: thanks its day, and the outcome its application.
    """
    etag.check(call, if_match)
    return naming_queries.call(session, calls.update_call(session, user, call, data, now=now))


@router.delete(
    "/employer-contacts/{employer_contact_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound),
)
def delete_employer_contact(
    session: SessionDep,
    user: CurrentUser,
    call: OwnedEmployerContact,
    now: NowDep,
    if_match: IfMatch = None,
) -> None:
    """Take out a call that never happened, and what was owed only for it."""
    etag.check(call, if_match)
    calls.delete_call(session, user, call, now=now)
