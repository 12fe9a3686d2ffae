"""What can happen to stages and applications."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core import words
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid
from afterview.core.ids import new_id
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Organization, OrganizationRole
from afterview.pipeline import queries, rules
from afterview.pipeline.models import Application, Move, Stage
from afterview.pipeline.schemas import (
    ApplicationCreate,
    ApplicationPatch,
    MoveCreate,
    Salary,
    StageCreate,
    StagePatch,
    Warning,
)
from afterview.pipeline.vocabulary import CATEGORY, DEFAULT_STAGES, Category, Status

_FIRST_STEP = insert(Move)


class StageInUse(Conflict):
    code = "stage-in-use"


class StageChanged(Conflict):
    code = "stage-changed"


class StageRetired(Conflict):
    code = "stage-retired"


class AlreadyThere(Conflict):
    code = "already-there"


class MovedInFuture(Invalid):
    code = "moved-in-future"


def seed_stages(session: Session, owner_id: UUID) -> None:
    """Give a new account its board."""
    session.add_all(
        Stage(owner_id=owner_id, name=name, status=status, position=float(position))
        for position, (name, status) in enumerate(DEFAULT_STAGES, start=1)
    )
    session.flush()


def create_stage(session: Session, user: User, data: StageCreate) -> Stage:
    """Add a column, at the end unless told where."""
    position = data.position
    if position is None:
        last = session.scalar(
            select(func.max(col(Stage.position))).where(col(Stage.owner_id) == user.id)
        )
        position = (last or 0.0) + 1.0
    stage = Stage(owner_id=user.id, name=data.name, status=data.status, position=position)
    session.add(stage)
    session.flush()
    return stage


def update_stage(session: Session, stage: Stage, data: StagePatch) -> Stage:
    """Rename, reorder, retire or bring back a stage. Cards in it stay where they are."""
    for name, value in data.sent().items():
        setattr(stage, name, value)
    session.flush()
    return stage


def delete_stage(session: Session, stage: Stage) -> None:
    """Delete a stage that no application has ever been in."""
    session.delete(stage)
    try:
        session.flush()
    except IntegrityError as error:
        raise StageInUse("Applications are or were in this stage; retire it instead.") from error


def create_application(
    session: Session, user: User, data: ApplicationCreate, *, now: Now
) -> tuple[Application, list[Warning]]:
    """Write down a candidacy and its first step; say what it resembles."""
    organization = people.find_or_create_organization(
        session, user, organization_id=data.organization_id, name=data.organization_name
    )
    assert organization is not None  # the schema asks for one of the two
    agency = people.find_or_create_organization(
        session,
        user,
        organization_id=data.agency_id,
        name=data.agency_name,
        role=OrganizationRole.AGENCY,
    )
    stage = _first_stage(session, user, data)
    entered_at = data.applied_at if data.applied_at and data.applied_at < now.at else now.at
    fields = data.model_dump(
        exclude={
            "organization_id",
            "organization_name",
            "agency_id",
            "agency_name",
            "stage_id",
            "status",
            "base_salary",
        }
    )
    application = Application(
        owner_id=user.id,
        organization_id=organization.id,
        agency_id=agency.id if agency else None,
        stage_id=stage.id,
        board_position=_on_top(now.at),
        stage_entered_at=entered_at,
        last_activity_at=now.at,
        **fields,
        **_salary(data.base_salary),
        url_key=_url_key(data.url),
    )
    warnings = _warnings(session, application)
    session.add(application)
    session.flush()
    session.connection().execute(
        _FIRST_STEP,
        {
            "id": new_id(),
            "owner_id": user.id,
            "application_id": application.id,
            "to_stage_id": stage.id,
            "at": entered_at,
            "reason": "",
            "created_at": now.at,
        },
    )
    _index(session, application, organization)
    events.record(
        session,
        Action.APPLICATION_CREATED,
        application,
        f"{application.title} at {organization.name} added, in {stage.name}",
        application_id=application.id,
    )
    return application, warnings


def _first_stage(session: Session, user: User, data: ApplicationCreate) -> Stage:
    if data.stage_id is not None:
        return _usable(owned(session, Stage, data.stage_id, user.id))
    status = data.status or (Status.SUBMITTED if data.applied_at else Status.DRAFT)
    stage = queries.first_stage(session, user.id, status)
    if stage is None:
        raise StageRetired(
            f"No stage on your board means `{status}`; add one, or name another.",
            pointer="/status",
        )
    return stage


def _usable(stage: Stage) -> Stage:
    if stage.retired:
        raise StageRetired(f"{stage.name} is retired; bring it back first.")
    return stage


def _on_top(at: datetime) -> float:
    """A place above every card that is there already: later means smaller."""
    return -at.timestamp()


def _salary(salary: Salary | None) -> dict[str, Any]:
    return {
        "salary_currency": salary and salary.currency,
        "salary_min_minor": salary and salary.min_minor,
        "salary_max_minor": salary and salary.max_minor,
        "salary_unit": salary and salary.unit,
    }


def _url_key(url: str | None) -> str | None:
    return rules.posting_key(url) if url else None


def _warnings(session: Session, application: Application) -> list[Warning]:
    """Say what a new application resembles: the same posting, or a like title there."""
    found: list[Warning] = []
    for row in queries.alike(
        session, application.owner_id, application.organization_id, application.url_key
    ):
        if application.url_key is not None and row.url_key == application.url_key:
            detail = f"“{row.title}” has the same posting address."
            found.append(Warning(code="duplicate_url", detail=detail, application_id=row.id))
        elif row.organization_id == application.organization_id and rules.similar_titles(
            row.title, application.title
        ):
            detail = f"There is “{row.title}” at this employer already."
            found.append(Warning(code="duplicate_title", detail=detail, application_id=row.id))
    return found[:10]


def update_application(
    session: Session, user: User, application: Application, data: ApplicationPatch, *, now: Now
) -> Application:
    """Change what is known about a candidacy."""
    changes = data.sent()
    for name in ("organization_id", "agency_id"):
        if changes.get(name) is not None:
            owned(session, Organization, changes[name], user.id)
    if "base_salary" in changes:
        changes |= _salary(changes.pop("base_salary"))
    if "url" in changes:
        changes["url_key"] = _url_key(changes["url"])
    for name, value in changes.items():
        setattr(application, name, value)
    application.last_activity_at = now.at
    session.flush()
    organization = owned(session, Organization, application.organization_id, user.id)
    _index(session, application, organization)
    if data.model_fields_set - {"board_position"}:
        events.record(
            session,
            Action.APPLICATION_UPDATED,
            application,
            f"{application.title} changed",
            application_id=application.id,
            data={"fields": sorted(data.model_fields_set)},
        )
    return application


def delete_application(session: Session, application: Application) -> None:
    """Delete a candidacy with its moves, interviews, plans and timeline."""
    words.forget(session, application)
    session.execute(delete(Application).where(col(Application.id) == application.id))


def move_application(
    session: Session, user: User, application: Application, data: MoveCreate, *, now: Now
) -> Move:
    """Append a step to an application's history, and derive where it stands now.

    A step may lie in the past; it then takes its place among the others, and the current stage
    follows from the latest one. Of several writers who saw the same card, one wins.
    """
    at = data.at or now.at
    if at > now.at:
        raise MovedInFuture("A move cannot lie in the future.", pointer="/at")
    target = _usable(owned(session, Stage, data.to_stage_id, user.id))
    if data.from_stage_id is not None:
        owned(session, Stage, data.from_stage_id, user.id)
    steps = list(queries.history(session, application.id))
    place = bisect_right(steps, at, key=lambda step: step.at)
    before = steps[place - 1].to_stage_id if place else None
    if data.from_stage_id is not None and before != data.from_stage_id:
        raise StageChanged(
            "It was not in that stage at that time; read it again.", pointer="/from_stage_id"
        )
    if before == target.id:
        raise AlreadyThere(f"It was in {target.name} already.", pointer="/to_stage_id")
    move = Move(
        owner_id=user.id,
        application_id=application.id,
        from_stage_id=before,
        to_stage_id=target.id,
        at=at,
        reason=data.reason,
        created_at=now.at,
    )
    session.add(move)
    _relink(steps, place, target.id)
    latest = steps[-1] if place < len(steps) else move
    _stand_at(application, latest, now)
    if data.board_position is not None:
        application.board_position = data.board_position
    elif latest is move:
        application.board_position = _on_top(now.at)
    session.flush()
    names = {stage.id: stage.name for stage in queries.stages(session, user.id)}
    events.record(
        session,
        Action.APPLICATION_MOVED,
        application,
        f"Moved from {names[before]} to {target.name}" if before else f"Put in {target.name}",
        application_id=application.id,
        at=at,
        data={
            "from_stage_id": str(before) if before else None,
            "to_stage_id": str(target.id),
            "reason": data.reason,
        },
    )
    return move


def _relink(steps: list[Move], place: int, target_id: UUID) -> None:
    """The step after one that was slipped in now starts from there."""
    if place < len(steps):
        steps[place].from_stage_id = target_id


def _stand_at(application: Application, latest: Move, now: Now) -> None:
    application.stage_id = latest.to_stage_id
    application.stage_entered_at = latest.at
    application.last_activity_at = now.at


def index_applications_at(session: Session, organization: Organization) -> None:
    """Let applications be found by the name their employer has now."""
    statement = select(Application).where(col(Application.organization_id) == organization.id)
    for application in session.execute(statement).scalars():
        _index(session, application, organization)


def live_applications(
    session: Session, owner_id: UUID, organization_id: UUID
) -> Sequence[Application]:
    """Applications at one employer that have not ended, the newest first."""
    live = [status for status in Status if CATEGORY[status] is not Category.CLOSED]
    statement = (
        select(Application)
        .join(Stage, col(Stage.id) == col(Application.stage_id))
        .where(
            col(Application.owner_id) == owner_id,
            col(Application.organization_id) == organization_id,
            col(Stage.status).in_(live),
        )
        .order_by(col(Application.id).desc())
        .limit(50)
    )
    return session.execute(statement).scalars().all()


_NOTE_ACTIVITY = (
    update(Application)
    .where(col(Application.id) == bindparam("application"))
    .values(last_activity_at=bindparam("seen"))
)


def note_activity(session: Session, application_id: UUID, at: datetime) -> None:
    """Remember that something happened around it, without touching its version."""
    session.connection().execute(_NOTE_ACTIVITY, {"application": application_id, "seen": at})


def _index(session: Session, application: Application, organization: Organization) -> None:
    words.index(
        session,
        application,
        [
            application.title,
            organization.name,
            application.job_location,
            *application.tags,
            application.notes,
        ],
    )
