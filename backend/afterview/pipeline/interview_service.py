"""What can happen to interviews, short of their ending."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Contact, Organization
from afterview.pipeline import interview_queries, service
from afterview.pipeline.interview_schemas import (
    InterviewCreate,
    InterviewerWrite,
    InterviewPatch,
)
from afterview.pipeline.models import Application, Interview, Interviewer
from afterview.pipeline.vocabulary import InterviewStatus


class HasEnded(Conflict):
    code = "interview-has-ended"


class TwiceInOneRoom(Invalid):
    code = "interviewer-twice"


def create_interview(session: Session, user: User, data: InterviewCreate, *, now: Now) -> Interview:
    """Plan an interview, and write down who will be there.

    Raises:
        Anonymised: of one of them nothing is known any more.
        TwiceInOneRoom: somebody is named twice.
        NotFound: the application, or one of them, is not there.
    """
    application = owned(session, Application, data.application_id, user.id)
    organization = owned(session, Organization, application.organization_id, user.id)
    fields = data.model_dump(exclude={"interviewers", "round", "zone"})
    interview = Interview(
        owner_id=user.id,
        round=data.round or interview_queries.last_round(session, application.id) + 1,
        zone=data.zone or organization.zone or user.zone.key,
        **fields,
    )
    session.add(interview)
    session.flush()
    seat(session, user, interview, organization.id, data.interviewers)
    service.note_activity(session, application.id, now.at)
    events.record(
        session,
        Action.INTERVIEW_CREATED,
        interview,
        f"Interview {interview.round} with {organization.name} planned",
        application_id=application.id,
    )
    return interview


def update_interview(
    session: Session, interview: Interview, data: InterviewPatch, *, now: Now
) -> Interview:
    """Change when, where and how; once it has ended its start and status are history."""
    changes = data.sent()
    if interview.ended_at is not None and changes.keys() & {"starts_at", "zone", "status"}:
        raise HasEnded("This interview has ended. Undo its ending to change when it was.")
    if "status" in changes:
        changes["status"] = InterviewStatus(changes["status"])
    for name, value in changes.items():
        setattr(interview, name, value)
    session.flush()
    service.note_activity(session, interview.application_id, now.at)
    events.record(
        session,
        Action.INTERVIEW_UPDATED,
        interview,
        f"Interview {interview.round} changed",
        application_id=interview.application_id,
        data={"fields": sorted(data.model_fields_set)},
    )
    return interview


def replace_interviewers(
    session: Session, user: User, interview: Interview, people_there: list[InterviewerWrite]
) -> Interview:
    """Say anew who sits in an interview. Who sits there already may stay, anonymous or not.

    Raises:
        Anonymised: of one who is new there nothing is known any more.
        TwiceInOneRoom, NotFound: as for a new interview.
    """
    application = owned(session, Application, interview.application_id, user.id)
    there = col(Interviewer.interview_id) == interview.id
    before = set(session.scalars(select(col(Interviewer.contact_id)).where(there)))
    session.execute(delete(Interviewer).where(there))
    seat(session, user, interview, application.organization_id, people_there, before=before)
    flag_modified(interview, "updated_at")
    session.flush()
    return interview


def seat(
    session: Session,
    user: User,
    interview: Interview,
    organization_id: UUID,
    people_there: list[InterviewerWrite],
    *,
    before: Collection[UUID] = (),
) -> list[Contact]:
    """Give each person a seat; a name nobody had becomes a contact.

    Those who had one `before` are asked nothing.
    """
    contacts = [
        _contact(session, user, organization_id, person, place, before)
        for place, person in enumerate(people_there)
    ]
    if len({contact.id for contact in contacts}) < len(contacts):
        raise TwiceInOneRoom("The same person is named twice.", pointer="/interviewers")
    session.add_all(
        Interviewer(
            owner_id=user.id,
            interview_id=interview.id,
            contact_id=contact.id,
            position=position,
            role=person.role,
        )
        for position, (contact, person) in enumerate(zip(contacts, people_there, strict=True))
    )
    session.flush()
    return contacts


def _contact(
    session: Session,
    user: User,
    organization_id: UUID,
    person: InterviewerWrite,
    place: int,
    before: Collection[UUID],
) -> Contact:
    if person.contact_id is not None:
        if person.contact_id in before:
            return owned(session, Contact, person.contact_id, user.id)
        named = f"/interviewers/{place}/contact_id"
        return people.somebody(session, person.contact_id, user.id, pointer=named)
    assert person.name is not None  # the schema asks for one of the two
    return people.find_or_create_contact(
        session,
        user,
        name=person.name,
        email=person.email,
        role=person.role,
        job_title=person.job_title,
        organization_id=organization_id,
    )


def delete_interview(session: Session, interview: Interview) -> None:
    """Delete an interview with its plan."""
    session.execute(delete(Interview).where(col(Interview.id) == interview.id))


def mark_ended(interview: Interview, ended_at: datetime) -> None:
    """Close an interview; the rules start from here (FU-01). What follows is flushed with it."""
    interview.status = InterviewStatus.COMPLETE
    interview.ended_at = ended_at


def mark_not_ended(session: Session, interview: Interview) -> None:
    """Take an ending back."""
    interview.status = InterviewStatus.SCHEDULED
    interview.ended_at = None
    session.flush()
