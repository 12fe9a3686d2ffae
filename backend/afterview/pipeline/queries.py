"""Reading stages, applications, moves, timelines and the board."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, func, literal_column, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from afterview.core import words
from afterview.core.clock import Now
from afterview.core.db import columns
from afterview.core.pages import Page, PageQuery, Sort, by, by_instant, fetch
from afterview.journal.models import Event
from afterview.people.models import Organization
from afterview.pipeline.models import Application, Interview, Move, Stage
from afterview.pipeline.schemas import (
    ApplicationQuery,
    ApplicationRead,
    BoardRead,
    Card,
    ClosedCount,
    Column,
    EventRead,
    MoveRead,
    StageBrief,
    StageRead,
)
from afterview.pipeline.vocabulary import CATEGORY, Category, InterviewStatus, Status

CARDS_PER_COLUMN = 100
_AGENCY = aliased(Organization)
_APPLICATIONS = (
    select(
        *columns(Application),
        col(Organization.name).label("organization_name"),
        col(Organization.do_not_contact).label("organization_do_not_contact"),
        col(_AGENCY.name).label("agency_name"),
        col(_AGENCY.do_not_contact).label("agency_do_not_contact"),
        col(Stage.name).label("stage_name"),
        col(Stage.status).label("stage_status"),
    )
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .outerjoin(_AGENCY, col(_AGENCY.id) == col(Application.agency_id))
)
_ONE = _APPLICATIONS.where(
    col(Application.id) == bindparam("wanted"), col(Application.owner_id) == bindparam("owner")
)


def _application_sorts() -> dict[str, Sort]:
    identity = col(Application.id)
    updated, updated_down = by_instant(col(Application.updated_at), identity)
    created, created_down = by_instant(col(Application.created_at), identity)
    title, title_down = by(col(Application.title), identity)
    return {
        "updated_at": updated,
        "-updated_at": updated_down,
        "created_at": created,
        "-created_at": created_down,
        "title": title,
        "-title": title_down,
    }


_SORTS = _application_sorts()


def stages(session: Session, owner_id: UUID) -> Sequence[Stage]:
    """All stages of an account, in the order of its board."""
    return (
        session.execute(
            select(Stage)
            .where(col(Stage.owner_id) == owner_id)
            .order_by(col(Stage.position), col(Stage.id))
        )
        .scalars()
        .all()
    )


def stage_page(session: Session, owner_id: UUID, query: PageQuery) -> Page[StageRead]:
    """A page of stages, in the order of the board."""
    statement = select(*columns(Stage)).where(col(Stage.owner_id) == owner_id)
    order = {"position": by(col(Stage.position), col(Stage.id), float)[0]}
    rows, after = fetch(session, statement, order, sort="position", query=query)
    return Page(items=[_stage_read(row) for row in rows], next=after)


def _stage_read(row: Any) -> StageRead:
    return StageRead.model_validate(dict(row._mapping) | {"category": CATEGORY[row.status]})


def stage_read(stage: Stage) -> StageRead:
    """One stage as it is sent."""
    return StageRead.model_validate(stage.model_dump() | {"category": CATEGORY[stage.status]})


def applications(
    session: Session, owner_id: UUID, query: ApplicationQuery
) -> Page[ApplicationRead]:
    """A page of applications: one statement, two when stages have to be looked up first."""
    statement = _filtered(session, owner_id, query)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    return Page.model_construct(items=[_application_read(row) for row in rows], next=after)


def _filtered(session: Session, owner_id: UUID, query: ApplicationQuery) -> Select[Any]:
    table = Application
    statement = _APPLICATIONS.where(col(table.owner_id) == owner_id)
    if query.stage_id:
        statement = statement.where(col(table.stage_id).in_(query.stage_id))
    if query.status or query.category or query.live is not None:
        meant = [stage.id for stage in stages(session, owner_id) if _means(stage.status, query)]
        statement = statement.where(col(table.stage_id).in_(meant))
    if query.organization_id:
        statement = statement.where(col(table.organization_id).in_(query.organization_id))
    if query.source:
        statement = statement.where(col(table.source).in_(query.source))
    if query.fallback is not None:
        statement = statement.where(col(table.fallback) == query.fallback)
    if query.applied_from is not None:
        statement = statement.where(col(table.applied_at) >= query.applied_from)
    if query.applied_to is not None:
        statement = statement.where(col(table.applied_at) < query.applied_to)
    if query.updated_since is not None:
        statement = statement.where(col(table.updated_at) >= query.updated_since)
    if query.tag:
        statement = statement.where(_tagged(session, query.tag))
    if query.q is not None:
        found = words.matching(session, Application, owner_id, query.q)
        statement = statement.where(col(table.id).in_(found))
    return statement


def _means(status: Status, query: ApplicationQuery) -> bool:
    category = CATEGORY[status]
    return (
        (not query.status or status in query.status)
        and (not query.category or category in query.category)
        and (query.live is None or query.live == (category is not Category.CLOSED))
    )


def _tagged(session: Session, tags: list[str]) -> Any:
    """Whether one of the tags stands in the row's JSON list."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    unpack = func.json_each if sqlite else func.jsonb_array_elements_text
    each = unpack(col(Application.tags)).table_valued("value", name="tag")
    return exists(select(literal_column("1")).select_from(each).where(each.c.value.in_(tags)))


def application(session: Session, application_id: UUID, owner_id: UUID) -> ApplicationRead | None:
    """One application of this owner as it is sent; None where there is none."""
    row = session.connection().execute(_ONE, {"wanted": application_id, "owner": owner_id}).first()
    return None if row is None else _application_read(row)


def _application_read(row: Any) -> ApplicationRead:
    """Build the read model from a joined row; the row is ours, so nothing is checked again."""
    found = dict(row._mapping)
    status = found["stage_status"]
    category = CATEGORY[status]
    found["organization"] = {
        "id": found["organization_id"],
        "name": found["organization_name"],
        "do_not_contact": found["organization_do_not_contact"],
    }
    found["agency"] = found["agency_id"] and {
        "id": found["agency_id"],
        "name": found["agency_name"],
        "do_not_contact": found["agency_do_not_contact"],
    }
    found["stage"] = {
        "id": found["stage_id"],
        "name": found["stage_name"],
        "status": status,
        "category": category,
    }
    found["outcome"] = status if category is Category.CLOSED else None
    found["base_salary"] = found["salary_currency"] and {
        "currency": found["salary_currency"],
        "min_minor": found["salary_min_minor"],
        "max_minor": found["salary_max_minor"],
        "unit": found["salary_unit"],
    }
    return ApplicationRead.model_validate(found)


def alike(
    session: Session, owner_id: UUID, organization_id: UUID, url_key: str | None
) -> Sequence[Any]:
    """Applications at the same employer or for the same posting, newest first."""
    table = Application
    same = col(table.organization_id) == organization_id
    if url_key is not None:
        same = same | (col(table.url_key) == url_key)
    return (
        session.connection()
        .execute(
            select(
                col(table.id),
                col(table.title),
                col(table.url_key),
                col(table.organization_id),
            )
            .where(col(table.owner_id) == owner_id, same)
            .order_by(col(table.id).desc())
            .limit(200)
        )
        .all()
    )


def moves(session: Session, application: Application, query: PageQuery) -> Page[MoveRead]:
    """The history of an application, oldest first."""
    statement = select(*columns(Move)).where(col(Move.application_id) == application.id)
    order = {"at": by_instant(col(Move.at), col(Move.id))[0]}
    rows, after = fetch(session, statement, order, sort="at", query=query)
    briefs = {stage.id: brief(stage) for stage in stages(session, application.owner_id)}
    return Page(items=[move_read(row, briefs) for row in rows], next=after)


def move_read(row: Any, briefs: dict[UUID, StageBrief]) -> MoveRead:
    return MoveRead(
        id=row.id,
        from_stage=briefs[row.from_stage_id] if row.from_stage_id else None,
        to_stage=briefs[row.to_stage_id],
        at=row.at,
        reason=row.reason,
        created_at=row.created_at,
    )


def brief(stage: Stage) -> StageBrief:
    return StageBrief(
        id=stage.id, name=stage.name, status=stage.status, category=CATEGORY[stage.status]
    )


def history(session: Session, application_id: UUID) -> Sequence[Move]:
    """Every move of an application, in the order in which they happened."""
    return (
        session.execute(
            select(Move)
            .where(col(Move.application_id) == application_id)
            .order_by(col(Move.at), col(Move.id))
        )
        .scalars()
        .all()
    )


def timeline(session: Session, application: Application, query: PageQuery) -> Page[EventRead]:
    """What happened around an application, latest first."""
    statement = select(*columns(Event)).where(
        col(Event.owner_id) == application.owner_id,
        col(Event.application_id) == application.id,
    )
    order = {"-at": by_instant(col(Event.at), col(Event.id))[1]}
    rows, after = fetch(session, statement, order, sort="-at", query=query)
    return Page(items=[EventRead.model_validate(row) for row in rows], next=after)


def board(session: Session, owner_id: UUID, now: Now) -> BoardRead:
    """The whole pipeline in three statements: stages, counts, and the live cards."""
    connection = session.connection()
    found = stages(session, owner_id)
    per_stage = (
        select(col(Application.stage_id), func.count().label("cards"))
        .where(col(Application.owner_id) == owner_id)
        .group_by(col(Application.stage_id))
    )
    counts: dict[UUID, int] = {row.stage_id: row.cards for row in connection.execute(per_stage)}
    live = [stage for stage in found if CATEGORY[stage.status] is not Category.CLOSED]
    cards: dict[UUID, list[Card]] = {stage.id: [] for stage in live}
    occupied = [stage.id for stage in live if counts.get(stage.id)]
    if occupied:
        tops = [select(_top_cards(stage_id, owner_id, now.at).subquery()) for stage_id in occupied]
        for row in connection.execute(union_all(*tops)):
            cards[row.stage_id].append(Card.model_validate(row))
    return BoardRead(
        columns=[
            Column(stage=brief(stage), count=counts.get(stage.id, 0), applications=cards[stage.id])
            for stage in live
            if not stage.retired or counts.get(stage.id)
        ],
        closed=[
            ClosedCount(stage=brief(stage), count=counts[stage.id])
            for stage in found
            if stage not in live and counts.get(stage.id)
        ],
    )


def _top_cards(stage_id: UUID, owner_id: UUID, at: datetime) -> Any:
    """The first cards of one stage; a limited select each, since a window reads every row."""
    table = Application
    upcoming = (
        select(func.min(col(Interview.starts_at)))
        .where(
            col(Interview.application_id) == col(table.id),
            col(Interview.status) == InterviewStatus.SCHEDULED,
            col(Interview.starts_at) >= at,
        )
        .scalar_subquery()
    )
    return (
        select(
            col(table.id),
            col(table.stage_id),
            col(table.version),
            col(table.title),
            col(Organization.name).label("organization_name"),
            col(table.desirability),
            col(table.tags),
            col(table.fallback),
            col(table.board_position),
            col(table.stage_entered_at),
            col(table.last_activity_at),
            upcoming.label("next_interview_at"),
        )
        .join(Organization, col(Organization.id) == col(table.organization_id))
        .where(col(table.owner_id) == owner_id, col(table.stage_id) == stage_id)
        .order_by(col(table.board_position), col(table.id))
        .limit(CARDS_PER_COLUMN)
    )
