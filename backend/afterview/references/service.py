"""What can happen to a reference, and to what an employer asks for."""

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core import words
from afterview.core.db import find
from afterview.core.errors import Conflict
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Contact, ContactRole
from afterview.people.schemas import ContactCreate
from afterview.pipeline.models import Application
from afterview.references.models import Reference, ReferenceRequest
from afterview.references.schemas import (
    ReferenceCreate,
    ReferencePatch,
    ReferenceRequestCreate,
    ReferenceRequestPatch,
)

_PERSON = {"contact_id", "name", "job_title", "addresses", "preferred_channel"}


class ReferenceExists(Conflict):
    code = "reference-exists"


class RequestExists(Conflict):
    code = "reference-request-exists"


def create_reference(session: Session, user: User, data: ReferenceCreate) -> Reference:
    """Write down somebody who could vouch for the candidate; nothing is asked of them yet.

    Raises:
        ReferenceExists: this contact is one already.
        Anonymised: nobody knows who it was.
        SpecialCategory: the notes or the hours hold what is nobody's business (RF-07).
    """
    people.refuse_special(data.notes, pointer="/notes")
    people.refuse_special(data.best_hours, pointer="/best_hours")
    contact = _person(session, user, data)
    if find(session, Reference, contact_id=contact.id) is not None:
        raise ReferenceExists(f"{contact.name} is among your references.", pointer="/contact_id")
    fields = data.model_dump(exclude=_PERSON | {"may_contact_now"}, mode="python")
    reference = Reference(
        owner_id=user.id,
        contact_id=contact.id,
        may_contact_now=not data.current_employer
        if data.may_contact_now is None
        else data.may_contact_now,
        **fields,
    )
    session.add(reference)
    session.flush()
    index(session, reference, contact)
    events.record(session, Action.REFERENCE_CREATED, reference, f"{contact.name} may vouch for you")
    return reference


def _person(session: Session, user: User, data: ReferenceCreate) -> Contact:
    if data.contact_id is not None:
        return people.somebody(session, data.contact_id, user.id, pointer="/contact_id")
    assert data.name is not None
    return people.create_contact(
        session,
        user,
        ContactCreate(
            name=data.name,
            role=ContactRole.REFEREE,
            job_title=data.job_title,
            addresses=data.addresses,
            preferred_channel=data.preferred_channel,
        ),
    )


def update_reference(session: Session, reference: Reference, data: ReferencePatch) -> Reference:
    """Change what is known about a reference. A current employer is not rung unless allowed."""
    contact = people.somebody(session, reference.contact_id, reference.owner_id)
    changes = data.sent()
    for name in ("notes", "best_hours"):
        if name in changes:
            people.refuse_special(changes[name], pointer=f"/{name}")
    if changes.get("current_employer") and not reference.current_employer:
        changes.setdefault("may_contact_now", False)
    if "worked_together" in changes:
        changes["worked_together"] = [one.model_dump() for one in data.worked_together]
    for name, value in changes.items():
        setattr(reference, name, value)
    session.flush()
    index(session, reference, contact)
    events.record(
        session,
        Action.REFERENCE_UPDATED,
        reference,
        f"{contact.name} changed",
        data={"fields": sorted(data.model_fields_set)},
    )
    return reference


def index(session: Session, reference: Reference, contact: Contact) -> None:
    """Say what a reference can be found by."""
    places = [one["employer"] for one in reference.worked_together]
    words.index(
        session,
        reference,
        [contact.name, contact.job_title, *places, *reference.competencies, reference.notes],
    )


def delete_reference(session: Session, reference: Reference) -> None:
    """Let a reference go, with consent, namings, briefings and calls. The contact stays."""
    words.forget(session, reference)
    events.forget(session, reference.id)
    session.delete(reference)
    session.flush()


def create_request(
    session: Session, application: Application, data: ReferenceRequestCreate
) -> ReferenceRequest:
    """Write down what an employer asks for.

    Raises:
        RequestExists: it is written down already; change that.
    """
    if find(session, ReferenceRequest, application_id=application.id) is not None:
        raise RequestExists("What they ask for is written down already; change that.")
    request = ReferenceRequest(
        owner_id=application.owner_id, application_id=application.id, **data.model_dump()
    )
    session.add(request)
    session.flush()
    return request


def update_request(
    session: Session, request: ReferenceRequest, data: ReferenceRequestPatch
) -> ReferenceRequest:
    """Change what an employer asks for."""
    for name, value in data.sent().items():
        setattr(request, name, value)
    session.flush()
    return request
