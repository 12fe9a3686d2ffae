"""A believable world to look around in, and to take away again."""

from collections.abc import Iterable
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import Owned
from afterview.core.errors import Conflict
from afterview.debriefs.models import Debrief
from afterview.flows import application_deleted, person_erased
from afterview.flows.models import DemoWorld
from afterview.flows.schemas import DemoRead
from afterview.followups.models import FollowUp, FollowUpPlan, OutgoingMessage
from afterview.journal.models import Event
from afterview.notifications.models import Notification
from afterview.people import service as people
from afterview.people.models import Contact, Organization
from afterview.pipeline.models import Application, Interview, Interviewer
from afterview.references.models import LedgerEntry, Naming, Reference
from afterview.tasks.models import Task, TaskKind
from afterview.winddown.models import Capture

RowT = TypeVar("RowT", bound=Owned)


class AlreadyThere(Conflict):
    code = "demo-already-there"


class NoStage(Conflict):
    code = "no-usable-stage"


def read(session: Session, owner_id: UUID) -> DemoRead:
    """Whether the demo is there, and how many of its applications are left."""
    world = _world(session, owner_id)
    if world is None:
        return DemoRead(present=False, applications=0)
    left = select(func.count()).where(
        col(Application.owner_id) == owner_id,
        col(Application.id).in_(_ids(world.application_ids)),
    )
    return DemoRead(present=True, applications=session.scalar(left) or 0)


def fill(session: Session, user: User, *, now: Now) -> None:
    """Live four months of somebody's search through again, up to today.

    Only makes rows of its own: whatever the account holds already stays as it is.

    Raises:
        AlreadyThere: the demo is in this account.
        NoStage: every stage that could take an application is retired.
    """
    from afterview.flows.demo_replay import Replay  # a start needs none of it
    from afterview.flows.demo_vouching import Vouching

    world = DemoWorld(owner_id=user.id, made_at=now.at)
    session.add(world)
    try:
        session.flush()
    except IntegrityError as error:
        raise AlreadyThere("The demo is in your account already; remove it first.") from error
    replay = Replay(session, user, now)
    if not replay.possible():
        raise NoStage("Your board has no stage left to put anything in; bring one back first.")
    replay.run(Vouching(replay).beats())
    world.organization_ids = _keys(replay.organizations.values())
    world.contact_ids = _keys(replay.contacts.values())
    world.application_ids = _keys(replay.applications.values())
    world.interview_ids = _keys(replay.interviews.values())
    world.task_ids = _keys(replay.tasks.values())
    session.flush()


def remove(session: Session, owner_id: UUID) -> None:
    """Take away what `fill` made, and nothing that has become the user's own.

    An application they added an interview to stays, with its employer and its people; so do
    those an application, contact or interview of theirs names. A to-do of theirs stays without
    the application it was about.

    Raises:
        OnItsWay: a mail about one of its applications is being sent, or may have arrived.
    """
    world = _world(session, owner_id)
    if world is None:
        return
    gone = [
        *_remove_tasks(session, world),
        *_remove_applications(session, world),
        *_remove_contacts(session, world),
        *_remove_organizations(session, world),
    ]
    session.execute(
        delete(Event).where(col(Event.owner_id) == owner_id, col(Event.subject_id).in_(gone))
    )
    session.execute(
        delete(Notification).where(
            col(Notification.owner_id) == owner_id, col(Notification.subject_id).in_(gone)
        )
    )
    session.delete(world)
    session.flush()


def _world(session: Session, owner_id: UUID) -> DemoWorld | None:
    statement = select(DemoWorld).where(col(DemoWorld.owner_id) == owner_id)
    return session.execute(statement).scalar_one_or_none()


def _remove_tasks(session: Session, world: DemoWorld) -> list[UUID]:
    tasks = _rows(session, Task, world, world.task_ids)
    for task in tasks:
        session.delete(task)
    session.flush()
    return [task.id for task in tasks]


def _remove_applications(session: Session, world: DemoWorld) -> list[UUID]:
    added = select(col(Interview.application_id)).where(
        col(Interview.owner_id) == world.owner_id,
        col(Interview.id).not_in(_ids(world.interview_ids)),
    )
    kept = set(session.execute(added).scalars())
    applications = [
        application
        for application in _rows(session, Application, world, world.application_ids)
        if application.id not in kept
    ]
    gone = [application.id for application in applications]
    _forget_reminders(session, world.owner_id, gone)
    _detach_to_dos(session, world.owner_id, gone)
    for application in applications:
        application_deleted.delete_application(session, application)
    return gone


def _forget_reminders(session: Session, owner_id: UUID, application_ids: list[UUID]) -> None:
    """Take what was said about these applications out of the inbox."""
    interviews = select(col(Interview.id)).where(col(Interview.application_id).in_(application_ids))
    about = [
        interviews,
        *(
            select(col(kind.id)).where(col(kind.application_id).in_(application_ids))
            for kind in (FollowUp, OutgoingMessage)
        ),
        *(
            select(col(kind.id)).where(col(kind.interview_id).in_(interviews))
            for kind in (Capture, Debrief)
        ),
    ]
    session.execute(
        delete(Notification).where(
            col(Notification.owner_id) == owner_id,
            or_(*(col(Notification.subject_id).in_(found) for found in about)),
        )
    )


def _detach_to_dos(session: Session, owner_id: UUID, application_ids: list[UUID]) -> None:
    """Keep what the user wrote down to do, when what it was about goes."""
    interviews = select(col(Interview.id)).where(col(Interview.application_id).in_(application_ids))
    session.execute(
        update(Task)
        .where(
            col(Task.owner_id) == owner_id,
            col(Task.kind) == TaskKind.TO_DO,
            or_(
                col(Task.application_id).in_(application_ids),
                col(Task.interview_id).in_(interviews),
            ),
        )
        .values(
            application_id=None,
            interview_id=None,
            version=col(Task.version) + 1,
            updated_at=session.info["now"].at,
        )
        .execution_options(synchronize_session=False)
    )


def _remove_contacts(session: Session, world: DemoWorld) -> list[UUID]:
    """Everybody who sits in no interview that is left, and is owed nothing after one.

    Nor is named to anybody, nor owed something since.
    """
    named = or_(
        exists().where(col(Interviewer.contact_id) == col(Contact.id)),
        exists().where(col(FollowUp.contact_id) == col(Contact.id)),
        exists().where(col(FollowUpPlan.contact_id) == col(Contact.id)),
        exists().where(
            col(Naming.reference_id) == col(Reference.id),
            col(Reference.contact_id) == col(Contact.id),
        ),
        exists().where(
            col(LedgerEntry.contact_id) == col(Contact.id),
            col(LedgerEntry.created_at) > world.made_at,
        ),
    )
    contacts = _rows(session, Contact, world, world.contact_ids, unless=named)
    for contact in contacts:
        person_erased.delete_person(session, contact)
    return [contact.id for contact in contacts]


def _remove_organizations(session: Session, world: DemoWorld) -> list[UUID]:
    """Every employer and agency that no application and no contact names any more."""
    named = or_(
        exists().where(col(Application.organization_id) == col(Organization.id)),
        exists().where(col(Application.agency_id) == col(Organization.id)),
        exists().where(col(Contact.organization_id) == col(Organization.id)),
    )
    organizations = _rows(session, Organization, world, world.organization_ids, unless=named)
    for organization in organizations:
        people.delete_organization(session, organization)
    return [organization.id for organization in organizations]


def _rows(
    session: Session,
    kind: type[RowT],
    world: DemoWorld,
    ids: list[str],
    *,
    unless: ColumnElement[bool] | None = None,
) -> list[RowT]:
    """What is left of these rows, as far as it belongs to the demo's account."""
    statement = select(kind).where(
        col(kind.owner_id) == world.owner_id, col(kind.id).in_(_ids(ids))
    )
    if unless is not None:
        statement = statement.where(~unless)
    return list(session.execute(statement).scalars())


def _ids(written: list[str]) -> list[UUID]:
    return [UUID(identity) for identity in written]


def _keys(rows: Iterable[Owned]) -> list[str]:
    return [str(row.id) for row in rows]
