"""Employers who spoke to a reference: any call may be logged, thanks are owed for each (RF-05)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import held, owned
from afterview.core.errors import Invalid
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Contact
from afterview.pipeline.models import Application
from afterview.references import ledger, queries, rules
from afterview.references.models import EmployerContact, Reference
from afterview.references.naming_schemas import EmployerContactCreate, EmployerContactPatch


class CalledInFuture(Invalid):
    code = "called-in-future"


def log_call(
    session: Session, user: User, reference: Reference, data: EmployerContactCreate, *, now: Now
) -> EmployerContact:
    """Write down that an employer spoke to a reference; thanks are owed within a day.

    Raises:
        CalledInFuture: it has not happened.
        Anonymised: nobody knows who it was.
        NotFound: the application is not there.
        SpecialCategory: the notes hold what is nobody's business (RF-07).
    """
    people.refuse_special(data.notes, pointer="/notes")
    if data.application_id is not None:
        held(session, Application, data.application_id, user.id)  # as with a naming
    contact = people.somebody(session, reference.contact_id, user.id)
    session.refresh(reference, with_for_update=True)  # of two calls one owes a reference in return
    at = data.at or now.at
    _refuse_future(at, now)
    call = EmployerContact(
        owner_id=user.id, reference_id=reference.id, at=at, **data.model_dump(exclude={"at"})
    )
    session.add(call)
    session.flush()
    ledger.owe_for_call(session, user, contact, call, now=now)
    _record(session, contact, call)
    return call


def _record(session: Session, contact: Contact, call: EmployerContact) -> None:
    events.record(
        session,
        Action.REFERENCE_CALLED,
        call,
        f"{call.caller or 'An employer'} spoke to {contact.name}",
        application_id=call.application_id,
        at=call.at,
    )


def update_call(
    session: Session, user: User, call: EmployerContact, data: EmployerContactPatch, *, now: Now
) -> EmployerContact:
    """Change what is known about a call; when it was decides when thanks are due.

    Which application it was about decides whose outcome is owed for it.

    Raises:
        CalledInFuture, Anonymised: as for a new one.
        NotFound: the application is not there.
        SpecialCategory: as for a new one.
    """
    if "notes" in data.sent():
        people.refuse_special(data.notes, pointer="/notes")
    about = {call.application_id, data.application_id} if "application_id" in data.sent() else set()
    applications = _held(session, user, about)
    reference = owned(session, Reference, call.reference_id, user.id)
    contact = people.somebody(session, reference.contact_id, user.id)
    changes = data.sent()
    if "at" in changes:
        _refuse_future(changes["at"], now)
    for name, value in changes.items():
        setattr(call, name, value)
    session.flush()
    if about:
        events.forget(session, call.id)
        _record(session, contact, call)
    ledger.follow_call(session, user, call)
    for application in applications:
        ledger.follow_outcome(session, user, application, now=now)
    return call


def delete_call(session: Session, user: User, call: EmployerContact, *, now: Now) -> None:
    """Take out a call that never happened, and what was owed only for it."""
    applications = _held(session, user, {call.application_id})
    ledger.forget_call(session, call)
    events.forget(session, call.id)
    session.delete(call)
    session.flush()
    for application in applications:
        ledger.follow_outcome(session, user, application, now=now)


def _held(session: Session, user: User, ids: Collection[UUID | None]) -> list[Application]:
    """These applications, which nobody moves meanwhile; always in the same order."""
    return [
        held(session, Application, identity, user.id)
        for identity in sorted(one for one in ids if one is not None)
    ]


def warnings(session: Session, reference_id: UUID, now: Now) -> list[str]:
    """Whether they are being asked too often (RF-03)."""
    calls = queries.employer_contacts(session, [reference_id], now.at).get(reference_id, [])
    if len(calls) > rules.MOST_CONTACTS:
        return [f"{len(calls)} employers in {rules.LOAD_DAYS} days: more than anybody should bear."]
    if len(calls) == rules.MOST_CONTACTS:
        return [f"{len(calls)} employers in {rules.LOAD_DAYS} days: name somebody else next."]
    if len(calls) >= rules.WARN_AT:
        return [f"{len(calls)} employers in {rules.LOAD_DAYS} days: think of somebody else."]
    return []


def _refuse_future(at: datetime, now: Now) -> None:
    if at > now.at:
        raise CalledInFuture("Nobody has rung yet at that time.", pointer="/at")
