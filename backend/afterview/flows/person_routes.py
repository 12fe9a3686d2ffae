"""Other people's data over HTTP: seeing, erasing and anonymising, and when it is time (RF-07)."""

import zlib
from typing import Any

from fastapi import APIRouter, Response

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.attachments import rules as attachment_rules
from afterview.attachments.deps import StoreDep
from afterview.core import etag
from afterview.core.answers import File
from afterview.core.db import find
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.routing import DRY_RUN, ApiRoute, SessionDep, ThreadedRoute
from afterview.flows import (
    person_anonymised,
    person_erased,
    person_gathered,
    reference_deleted,
    retention,
)
from afterview.flows.person_forgotten import NameMismatch
from afterview.flows.person_schemas import (
    AnonymisationRead,
    ErasureCreate,
    ErasureRead,
    PersonDataRead,
    RetentionCreate,
    RetentionPreviewRead,
    RetentionRead,
)
from afterview.followups.messages import OnItsWay
from afterview.people.deps import HeldContact, OwnedContact
from afterview.references.consents import Declined
from afterview.references.models import Reference

router = APIRouter(prefix="/api/v1", tags=["People"], route_class=ApiRoute)
threaded = APIRouter(prefix="/api/v1", tags=["People"], route_class=ThreadedRoute)

TEXT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A text to be saved, and handed over.",
        "content": {
            "text/plain": {
                "schema": {"type": "string"},
                "example": "What is kept about Priya Nair\nAs of 2026-06-12\n",
            }
        },
    }
}


@router.delete(
    "/contacts/{contact_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, OnItsWay, Declined, reference_deleted.ReferenceInUse),
)
def delete_contact(
    session: SessionDep, contact: HeldContact, now: NowDep, if_match: IfMatch = None
) -> None:
    """Delete a person, with their reference and what is owed. Interviews stay, without them.

    Refused, as for the reference alone, while a no of theirs holds, and while an application goes
    on that they have a part in. Their name stays where you wrote it:
    `POST /contacts/{contact_id}/erasure` takes it out.
    """
    etag.check(contact, if_match)
    reference = find(session, Reference, contact_id=contact.id)
    if reference is not None:
        reference_deleted.refuse_loss(session, reference, now=now)
    person_erased.delete_person(session, contact)


@threaded.get(
    "/contacts/{contact_id}/data", response_model=PersonDataRead, responses=problems(NotFound)
)
def read_contact_data(session: SessionDep, contact: OwnedContact) -> PersonDataRead:
    """Everything that is held about one person, wherever it is.

    What is wrong is put right where it stands: most of it with `PATCH /contacts/{contact_id}`.
    """
    return person_gathered.gather(session, contact)


@threaded.get(
    "/contacts/{contact_id}/data.txt",
    response_model=None,
    response_class=Response,
    responses=TEXT | problems(NotFound),
)
def read_contact_data_as_text(session: SessionDep, contact: OwnedContact, now: NowDep) -> File:
    """The same as a text, for the person who asks what you hold about them.

    Read it before you hand it over: somebody else may be named in it.
    """
    text = person_gathered.as_text(person_gathered.gather(session, contact), now=now).encode()
    name = attachment_rules.offered_name(contact.name, (".txt",))
    return File(
        read=lambda: text,
        tag=f'"{zlib.crc32(text):08x}"',
        media_type="text/plain",
        disposition=attachment_rules.disposition(name),
    )


@threaded.post(
    "/contacts/{contact_id}/erasure",
    response_model=ErasureRead,
    dependencies=[DRY_RUN],
    responses=problems(NotFound, NameMismatch, OnItsWay),
)
def erase_contact(
    session: SessionDep, contact: HeldContact, store: StoreDep, data: ErasureCreate, now: NowDep
) -> ErasureRead:
    """Erase a person for good, with everything about them, and their name wherever it stands.

    Their reference, what is owed between you and what was said between you go; where you wrote of
    them, “a former contact” stands instead. Applications, interviews and the counts of messages
    stay. Not while a mail to them is on its way, or may have arrived. It cannot be undone, and
    asked again there is nobody: 404.
    """
    return person_erased.erase(session, contact, data.name, store, now=now)


@threaded.post(
    "/contacts/{contact_id}/anonymisation",
    response_model=AnonymisationRead,
    dependencies=[DRY_RUN],
    responses=problems(NotFound, NameMismatch, OnItsWay),
)
def anonymise_contact(
    session: SessionDep, contact: HeldContact, store: StoreDep, data: ErasureCreate, now: NowDep
) -> AnonymisationRead:
    """Make it impossible to tell who a person was, and keep what was counted.

    Like erasing, but their seats in interviews, consent, namings and calls stay, without a word or
    an address. They cannot be named, briefed, written to or changed any more. Asked again, nothing
    happens.
    """
    return person_anonymised.anonymise(session, contact, data.name, store, now=now)


@threaded.get("/retention-preview", response_model=RetentionPreviewRead)
def read_retention_preview(
    session: SessionDep, user: CurrentUser, now: NowDep
) -> RetentionPreviewRead:
    """Whose data have served their purpose, now or within thirty days: who, why, and what goes.

    Twelve months after the last thing that happened around somebody, once every application they
    had to do with is closed. Who vouches for you has to do with all of them. Nothing goes by
    itself.
    """
    return retention.preview(session, user.id, now=now)


@threaded.post(
    "/retention",
    response_model=RetentionRead,
    dependencies=[DRY_RUN],
    responses=problems(NotFound, retention.NotDue, OnItsWay),
)
def let_contacts_go(
    session: SessionDep, user: CurrentUser, store: StoreDep, data: RetentionCreate, now: NowDep
) -> RetentionRead:
    """Erase or anonymise people of the preview: all that you name, or nobody.

    Somebody who is not due is erased by `POST /contacts/{contact_id}/erasure`.
    """
    return retention.let_go(session, user.id, data, store, now=now)
