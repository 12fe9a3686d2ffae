"""References, their consent, and what employers ask for, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.people.service import Anonymised, SpecialCategory
from afterview.pipeline.deps import OwnedApplication
from afterview.references import consents, queries, service
from afterview.references.deps import OwnedReference
from afterview.references.schemas import (
    ConsentCreate,
    ConsentRead,
    ConsentStepRead,
    LettersRead,
    ReferenceCreate,
    ReferencePatch,
    ReferenceQuery,
    ReferenceRead,
    ReferenceRequestCreate,
    ReferenceRequestPatch,
    ReferenceRequestRead,
)

router = APIRouter(prefix="/api/v1", tags=["References"], route_class=ApiRoute)
# A reference is addressed as `:uuid`, or its methods would answer at /references/expected-calls.


@router.get("/references", response_model=Page[ReferenceRead])
def list_references(
    session: SessionDep,
    user: CurrentUser,
    query: Annotated[ReferenceQuery, Query()],
    now: NowDep,
) -> Page[ReferenceRead]:
    """Everybody who vouches for you: consent, how often they were asked, what is owed."""
    return queries.references(session, user.id, query, now=now)


@router.post(
    "/references",
    response_model=ReferenceRead,
    status_code=201,
    responses=problems(NotFound, service.ReferenceExists, SpecialCategory, Anonymised),
)
def create_reference(
    session: SessionDep, user: CurrentUser, data: ReferenceCreate, now: NowDep
) -> ReferenceRead:
    """Write down somebody who could vouch for you.

    Name a contact, or send a name and it becomes one. Nothing is asked of them yet, and nobody can
    be named before they have agreed (`POST /references/{reference_id}/consent`). Notes about
    health, beliefs and the like are refused: they are nobody's business.
    """
    return queries.reference(session, service.create_reference(session, user, data), now=now)


@router.get(
    "/references/{reference_id:uuid}", response_model=ReferenceRead, responses=problems(NotFound)
)
def read_reference(session: SessionDep, reference: OwnedReference, now: NowDep) -> ReferenceRead:
    """One reference: how to reach them, what they can vouch for, what to think of first."""
    return queries.reference(session, reference, now=now)


@router.patch(
    "/references/{reference_id:uuid}",
    response_model=ReferenceRead,
    responses=problems(NotFound, SpecialCategory, Anonymised),
)
def update_reference(
    session: SessionDep,
    reference: OwnedReference,
    data: ReferencePatch,
    now: NowDep,
    if_match: IfMatch = None,
) -> ReferenceRead:
    """Change what is known about a reference.

    Somebody who becomes a colleague at your current employer must not be rung until you allow it.
    """
    etag.check(reference, if_match)
    return queries.reference(session, service.update_reference(session, reference, data), now=now)


@router.get(
    "/references/{reference_id}/consent", response_model=ConsentRead, responses=problems(NotFound)
)
def read_consent(session: SessionDep, reference: OwnedReference, now: NowDep) -> ConsentRead:
    """Whether somebody may be named, how it came to that, and who has their name regardless."""
    return queries.consent(session, reference, now=now)


@router.post(
    "/references/{reference_id}/consent",
    response_model=ConsentStepRead,
    status_code=201,
    responses=problems(
        SpecialCategory,
        NotFound,
        consents.Declined,
        consents.NothingToWithdraw,
        consents.SaidInFuture,
        consents.ExpiryOutOfRange,
        Anonymised,
    ),
)
def record_consent(
    session: SessionDep,
    user: CurrentUser,
    reference: OwnedReference,
    data: ConsentCreate,
    now: NowDep,
) -> Answer:
    """Write down that they were asked, or what they said. History is only ever appended to.

    A yes is good for 180 days. A no is final: asking again is refused for 180 days. When consent
    is taken back, `still_named` lists every live application whose employer has the name.
    """
    step = consents.record(session, user, reference, data, now=now)
    return Answer(
        queries.consent_step(session, reference, step, now=now),
        location=f"/api/v1/references/{reference.id}/consent",
    )


@router.delete(
    "/references/{reference_id}/consent/{consent_step_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, consents.NotLatest, consents.ConsentInUse),
)
def undo_consent(
    session: SessionDep,
    reference: OwnedReference,
    consent_step_id: UUID,
    now: NowDep,
    if_match: IfMatch = None,
) -> None:
    """Take back the latest step, if you wrote it down by mistake.

    What a reference said on their page stands.

    `If-Match` is that of the reference.
    """
    etag.check(reference, if_match)
    consents.take_back(session, reference, consent_step_id, now=now)


@router.get(
    "/references/{reference_id}/withdrawal-letters",
    response_model=LettersRead,
    responses=problems(NotFound),
)
def list_withdrawal_letters(
    session: SessionDep, user: CurrentUser, reference: OwnedReference, now: NowDep
) -> LettersRead:
    """A letter to each employer that has the name of somebody who took their consent back.

    Or of a relative, whose word is never given.

    Send it yourself, then say so with `POST /namings/{naming_id}/withdrawal`: it leaves the list.
    """
    return consents.letters(session, user, reference, now=now)


@router.get(
    "/applications/{application_id}/reference-request",
    response_model=ReferenceRequestRead,
    responses=problems(NotFound),
)
def read_reference_request(
    session: SessionDep, application: OwnedApplication
) -> ReferenceRequestRead:
    """What this employer asks for: how many references, for what, by when."""
    return ReferenceRequestRead.model_validate(queries.request_of(session, application))


@router.post(
    "/applications/{application_id}/reference-request",
    response_model=ReferenceRequestRead,
    status_code=201,
    responses=problems(NotFound, service.RequestExists),
)
def create_reference_request(
    session: SessionDep, application: OwnedApplication, data: ReferenceRequestCreate
) -> Answer:
    """Write down what an employer asks for. Without it, what is usual in their region counts."""
    return Answer(
        ReferenceRequestRead.model_validate(service.create_request(session, application, data)),
        location=f"/api/v1/applications/{application.id}/reference-request",
    )


@router.patch(
    "/applications/{application_id}/reference-request",
    response_model=ReferenceRequestRead,
    responses=problems(NotFound),
)
def update_reference_request(
    session: SessionDep,
    application: OwnedApplication,
    data: ReferenceRequestPatch,
    if_match: IfMatch = None,
) -> ReferenceRequestRead:
    """Change what an employer asks for."""
    request = queries.request_of(session, application)
    etag.check(request, if_match)
    return ReferenceRequestRead.model_validate(service.update_request(session, request, data))


@router.delete(
    "/applications/{application_id}/reference-request",
    status_code=204,
    response_model=None,
    responses=problems(NotFound),
)
def delete_reference_request(
    session: SessionDep, application: OwnedApplication, if_match: IfMatch = None
) -> None:
    """Forget what an employer asked for; what is usual counts again."""
    request = queries.request_of(session, application)
    etag.check(request, if_match)
    session.delete(request)
