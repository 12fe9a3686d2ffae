"""Reading stages, applications, moves, timelines and the board."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, func, literal_column, select, union_all
from sqlmodel import Session, col

from afterview.core import words
from afterview.core.clock import Now
from afterview.core.db import again, columns
from afterview.core.pages import Condition, Listing, Page, PageQuery, Sort, by, by_instant, fetch
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
_AGENCY = again(Organization)
_APPLICATIONS = (
    select(
        *columns(Application),
        col(Organization.name).label("organization_name"),
        col(Organization.do_not_contact).label("organization_do_not_contact"),
        _AGENCY.c.name.label("agency_name"),
        _AGENCY.c.do_not_contact.label("agency_do_not_contact"),
        col(Stage.name).label("stage_name"),
        col(Stage.status).label("stage_status"),
    )
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .outerjoin(_AGENCY, _AGENCY.c.id == col(Application.agency_id))
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


_LIST = Listing(
    _APPLICATIONS,
    {
        "owner": col(Application.owner_id) == bindparam("owner"),
        "stage_id": col(Application.stage_id).in_(bindparam("stage_id")),
        "stages_meant": col(Application.stage_id).in_(bindparam("stages_meant")),
        "organization_id": col(Application.organization_id).in_(bindparam("organization_id")),
        "source": col(Application.source).in_(bindparam("source")),
        "fallback": col(Application.fallback) == bindparam("fallback"),
        "applied_from": col(Application.applied_at) >= bindparam("applied_from"),
        "applied_to": col(Application.applied_at) < bindparam("applied_to"),
        "updated_since": col(Application.updated_at) >= bindparam("updated_since"),
    },
    _application_sorts(),
)
_STAGES = (
    select(Stage)
    .where(col(Stage.owner_id) == bindparam("owner"))
    .order_by(col(Stage.position), col(Stage.id))
)
_FIRST_STAGE = _STAGES.where(
    col(Stage.status) == bindparam("status"), col(Stage.retired).is_(False)
).limit(1)
_OF_OWNER = (
    select(
        col(Application.id),
        col(Application.title),
        col(Application.url_key),
        col(Application.organization_id),
    )
    .where(col(Application.owner_id) == bindparam("owner"))
    .order_by(col(Application.id).desc())
    .limit(200)
)
_AT_EMPLOYER = col(Application.organization_id) == bindparam("organization")
_SAME_EMPLOYER = _OF_OWNER.where(_AT_EMPLOYER)
_SAME_EMPLOYER_OR_POSTING = _OF_OWNER.where(
    _AT_EMPLOYER | (col(Application.url_key) == bindparam("url_key"))
)
_PER_STAGE = (
    select(col(Application.stage_id), func.count().label("cards"))
    .where(col(Application.owner_id) == bindparam("owner"))
    .group_by(col(Application.stage_id))
)


def stages(session: Session, owner_id: UUID) -> Sequence[Stage]:
    """All stages of an account, in the order of its board."""
    return session.scalars(_STAGES, {"owner": owner_id}).all()


def first_stage(session: Session, owner_id: UUID, status: Status) -> Stage | None:
    """The first stage on the board of an account that means this status."""
    return session.scalars(_FIRST_STAGE, {"owner": owner_id, "status": status}).one_or_none()


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
    values: dict[str, Any] = {"owner": owner_id}
    for name in ("stage_id", "organization_id", "source"):
        if asked := getattr(query, name):
            values[name] = asked
    for name in ("fallback", "applied_from", "applied_to", "updated_since"):
        if (asked := getattr(query, name)) is not None:
            values[name] = asked
    if query.status or query.category or query.live is not None:
        values["stages_meant"] = [
            stage.id for stage in stages(session, owner_id) if _means(stage.status, query)
        ]
    conditions = []
    if query.tag:
        conditions.append(_tagged(session, query.tag))
    if query.q is not None:
        conditions.append(words.matching(session, Application, owner_id, query.q))
    rows, after = _LIST.fetch(session, values, *conditions, sort=query.sort, query=query)
    names = rows[0]._fields if rows else ()  # asking each row takes twice as long as the rest
    items = [_application_read(dict(zip(names, row, strict=True))) for row in rows]
    return Page.model_construct(items=items, next=after)


def _means(status: Status, query: ApplicationQuery) -> bool:
    category = CATEGORY[status]
    return (
        (not query.status or status in query.status)
        and (not query.category or category in query.category)
        and (query.live is None or query.live == (category is not Category.CLOSED))
    )


def _tagged(session: Session, tags: list[str]) -> Condition:
    """Whether one of the tags stands in the row's JSON list."""
    dialect = session.get_bind().dialect.name
    unpack = func.json_each if dialect == "sqlite" else func.jsonb_array_elements_text
    each = unpack(col(Application.tags)).table_valued("value", name="tag")
    one_of_them = each.c.value.in_(bindparam("tags", expanding=True))
    clause = exists(select(literal_column("1")).select_from(each).where(one_of_them))
    return Condition(f"tagged on {dialect}", clause, {"tags": tags})


def application(session: Session, application_id: UUID, owner_id: UUID) -> ApplicationRead | None:
    """One application of this owner as it is sent; None where there is none."""
    row = session.connection().execute(_ONE, {"wanted": application_id, "owner": owner_id}).first()
    return None if row is None else _application_read(row._asdict())


def _application_read(found: dict[str, Any]) -> ApplicationRead:
    """Build the read model from the columns of a joined row."""
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
    found["warnings"] = []
    return ApplicationRead.model_validate(found)


def alike(
    session: Session, owner_id: UUID, organization_id: UUID, url_key: str | None
) -> Sequence[Any]:
    """Applications at the same employer or for the same posting, newest first."""
    asked = {"owner": owner_id, "organization": organization_id, "url_key": url_key}
    statement = _SAME_EMPLOYER if url_key is None else _SAME_EMPLOYER_OR_POSTING
    return session.connection().execute(statement, asked).all()


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
    counted = connection.execute(_PER_STAGE, {"owner": owner_id})
    counts: dict[UUID, int] = {row.stage_id: row.cards for row in counted}
    live = [stage for stage in found if CATEGORY[stage.status] is not Category.CLOSED]
    occupied = [stage.id for stage in live if counts.get(stage.id)]
    drawn: list[list[Card]] = [[] for _ in occupied]
    if occupied:
        named = {f"stage_{number}": stage_id for number, stage_id in enumerate(occupied)}
        asked = {"owner": owner_id, "at": now.at, **named}
        rows = connection.execute(_top_cards(len(occupied)), asked).all()
        names = rows[0]._fields if rows else ()
        for row in rows:
            drawn[row.number].append(Card.model_validate(dict(zip(names, row, strict=True))))
    cards = dict(zip(occupied, drawn, strict=True))
    return BoardRead(
        columns=[
            Column(
                stage=brief(stage),
                count=counts.get(stage.id, 0),
                applications=cards.get(stage.id, []),
            )
            for stage in live
            if not stage.retired or counts.get(stage.id)
        ],
        closed=[
            ClosedCount(stage=brief(stage), count=counts[stage.id])
            for stage in found
            if CATEGORY[stage.status] is Category.CLOSED and counts.get(stage.id)
        ],
    )


@lru_cache(maxsize=64)
def _top_cards(stages: int) -> Any:
    """The first cards of so many stages; a limited select each: a window reads every row."""
    return union_all(*(select(_cards_in(number).subquery()) for number in range(stages)))


def _cards_in(number: int) -> Any:
    table = Application
    upcoming = (
        select(func.min(col(Interview.starts_at)))
        .where(
            col(Interview.application_id) == col(table.id),
            col(Interview.status) == InterviewStatus.SCHEDULED,
            col(Interview.starts_at) >= bindparam("at"),
        )
        .scalar_subquery()
    )
    return (
        select(
            col(table.id),
            literal_column(str(number)).label("number"),  # an id is dearer, of two hundred
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
        .where(
            col(table.owner_id) == bindparam("owner"),
            col(table.stage_id) == bindparam(f"stage_{number}"),
        )
        .order_by(col(table.board_position), col(table.id))
        .limit(CARDS_PER_COLUMN)
    )
