"""FastAPI as its tutorial writes it, on PostgreSQL: `def` routes, a session dependency, entities.

What most people would have written, doing the same work: the comparison for PostgreSQL, where a
share of raw SQL says more about round trips than about a framework.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Depends, FastAPI, Header, HTTPException
from sqlalchemy import create_engine
from sqlmodel import Session, col, select

from afterview import tables  # noqa: F401  # foreign keys need every table
from afterview.accounts.models import Account, ApiToken
from afterview.accounts.passwords import digest
from afterview.core.clock import Now
from afterview.core.words import WordEntry
from afterview.journal.models import Action, Event
from afterview.people.models import Organization
from afterview.people.service import name_key
from afterview.pipeline.models import Application, Move, Stage
from afterview.pipeline.schemas import ApplicationCreate, ApplicationRead
from afterview.pipeline.vocabulary import CATEGORY, Category
from zoneinfo import ZoneInfo

engine = create_engine(os.environ["BENCH_URL"].replace("postgresql://", "postgresql+psycopg://"))
app = FastAPI()


def get_session() -> Iterator[Session]:
    with Session(engine, info={"now": Now(datetime.now(UTC), ZoneInfo("UTC"))}) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


def get_account(session: SessionDep, authorization: Annotated[str, Header()]) -> Account:
    secret = digest(authorization.removeprefix("Bearer "))
    token = session.exec(select(ApiToken).where(ApiToken.secret_hash == secret)).first()
    account = session.get(Account, token.owner_id) if token else None
    if account is None:
        raise HTTPException(401)
    return account


AccountDep = Annotated[Account, Depends(get_account)]


def read(session: Session, found: Application) -> ApplicationRead:
    organization = session.get_one(Organization, found.organization_id)
    stage = session.get_one(Stage, found.stage_id)
    category = CATEGORY[stage.status]
    return ApplicationRead.model_validate(
        found.model_dump()
        | {
            "organization": organization,
            "agency": None,
            "stage": stage.model_dump() | {"category": category},
            "outcome": stage.status if category is Category.CLOSED else None,
            "base_salary": None,
        }
    )


@app.get("/api/v1/applications/{application_id}")
def read_application(
    session: SessionDep, account: AccountDep, application_id: UUID
) -> ApplicationRead:
    found = session.get(Application, application_id)
    if found is None or found.owner_id != account.id:
        raise HTTPException(404)
    return read(session, found)


@app.get("/api/v1/applications")
def list_applications(
    session: SessionDep, account: AccountDep, stage_id: UUID, limit: int = 50
) -> list[ApplicationRead]:
    statement = (
        select(Application)
        .where(Application.owner_id == account.id, Application.stage_id == stage_id)
        .order_by(col(Application.updated_at).desc(), col(Application.id).desc())
        .limit(limit)
    )
    return [read(session, found) for found in session.exec(statement)]


@app.post("/api/v1/applications", status_code=201)
def create_application(
    session: SessionDep, account: AccountDep, data: ApplicationCreate
) -> ApplicationRead:
    key = name_key(data.organization_name or "")
    organization = session.exec(
        select(Organization).where(
            Organization.owner_id == account.id, Organization.name_key == key
        )
    ).one()
    stage = session.exec(
        select(Stage).where(Stage.owner_id == account.id, Stage.status == "submitted")
    ).one()
    session.exec(
        select(Application).where(
            Application.owner_id == account.id, Application.organization_id == organization.id
        )
    ).all()
    at = datetime.now(UTC)
    found = Application(
        owner_id=account.id,
        organization_id=organization.id,
        stage_id=stage.id,
        title=data.title,
        job_location=data.job_location,
        tags=data.tags,
        desirability=data.desirability,
        applied_at=data.applied_at,
        notes=data.notes,
        board_position=-at.timestamp(),
        stage_entered_at=at,
        last_activity_at=at,
    )
    session.add(found)
    session.flush()
    session.add(
        Move(
            owner_id=account.id,
            application_id=found.id,
            to_stage_id=stage.id,
            at=at,
            created_at=at,
        )
    )
    session.add(
        Event(
            owner_id=account.id,
            at=at,
            action=Action.APPLICATION_CREATED,
            subject_id=found.id,
            application_id=found.id,
            summary=f"{found.title} added",
        )
    )
    session.add(
        WordEntry(
            owner_id=account.id,
            owner_key=f"o{account.id.hex[1:]}",
            kind="kapplication",
            row_id=found.id,
            words=f"{found.title} {organization.name}",
        )
    )
    session.commit()
    return read(session, found)
