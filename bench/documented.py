"""The comparison on PostgreSQL: the pattern FastAPI's and SQLModel's documentation teaches.

`def` routes, a session and the account as dependencies, entities with relationships loaded
eagerly, `response_model` over them. It does what Afterview's routes do, less the `ETag` and the
`Idempotency-Key`, on the same tables, with SQLAlchemy's own pool.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel
from sqlalchemy import JSON, BigInteger, DateTime, create_engine
from sqlalchemy.orm import joinedload, registry
from sqlmodel import Column, Field, Relationship, Session, SQLModel, col, select
from uuid_utils.compat import uuid7

from afterview.pipeline.schemas import ApplicationCreate, ApplicationRead
from afterview.pipeline.vocabulary import CATEGORY, Category, Status

ApplicationCreate.model_config["defer_build"] = False  # the tutorial's models are built at once
ApplicationCreate.model_rebuild()
Instant = DateTime(timezone=True)


class Base(SQLModel, registry=registry()):
    """Apart from Afterview's own classes, which have the same names."""


class Account(Base, table=True):
    id: UUID = Field(primary_key=True)
    email: str


class ApiToken(Base, table=True):
    __tablename__ = "api_token"

    id: UUID = Field(primary_key=True)
    owner_id: UUID = Field(foreign_key="account.id")
    secret_hash: bytes
    scopes: list[str] = Field(sa_type=JSON)
    expires_at: datetime | None = Field(sa_type=Instant)


class Organization(Base, table=True):
    id: UUID = Field(primary_key=True)
    owner_id: UUID
    name: str
    name_key: str
    do_not_contact: bool


class Stage(Base, table=True):
    id: UUID = Field(primary_key=True)
    owner_id: UUID
    name: str
    status: str
    position: float
    retired: bool

    @property
    def category(self) -> Category:
        return CATEGORY[Status(self.status)]


class Application(Base, table=True):
    id: UUID = Field(primary_key=True, default_factory=uuid7)
    version: int = 1
    created_at: datetime = Field(sa_type=Instant)
    updated_at: datetime = Field(sa_type=Instant)
    owner_id: UUID
    organization_id: UUID = Field(foreign_key="organization.id")
    agency_id: UUID | None = Field(default=None, foreign_key="organization.id")
    stage_id: UUID = Field(foreign_key="stage.id")
    title: str
    description: str = ""
    url: str | None = None
    url_key: str | None = None
    identifier: str | None = None
    date_posted: date | None = None
    valid_through: date | None = None
    employment_type: str | None = None
    job_location: str | None = None
    job_location_type: str | None = None
    salary_currency: str | None = None
    salary_min_minor: int | None = Field(default=None, sa_type=BigInteger)
    salary_max_minor: int | None = Field(default=None, sa_type=BigInteger)
    salary_unit: str | None = None
    industry: str | None = None
    source: str | None = None
    tags: list[str] = Field(sa_column=Column(JSON))
    desirability: int | None = None
    fallback: bool = False
    applied_at: datetime | None = Field(sa_type=Instant)
    notes: str = ""
    quiet_until: date | None = None
    legal_dispute: bool = False
    direct_contact_permitted: bool = False
    board_position: float
    stage_entered_at: datetime = Field(sa_type=Instant)
    last_activity_at: datetime = Field(sa_type=Instant)

    organization: Organization = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Application.organization_id"}
    )
    agency: Organization | None = Relationship(
        sa_relationship_kwargs={"foreign_keys": "Application.agency_id"}
    )
    stage: Stage = Relationship()

    @property
    def outcome(self) -> str | None:
        return self.stage.status if self.stage.category is Category.CLOSED else None

    @property
    def base_salary(self) -> dict[str, Any] | None:
        if self.salary_currency is None:
            return None
        return {
            "currency": self.salary_currency,
            "min_minor": self.salary_min_minor,
            "max_minor": self.salary_max_minor,
            "unit": self.salary_unit,
        }


class Move(Base, table=True):
    id: UUID = Field(primary_key=True, default_factory=uuid7)
    owner_id: UUID
    application_id: UUID
    to_stage_id: UUID
    at: datetime = Field(sa_type=Instant)
    reason: str = ""
    created_at: datetime = Field(sa_type=Instant)


class WordEntry(Base, table=True):
    __tablename__ = "word_entry"

    id: int | None = Field(default=None, primary_key=True)
    owner_id: UUID
    owner_key: str
    kind: str
    row_id: UUID
    words: str


class Event(Base, table=True):
    id: UUID = Field(primary_key=True, default_factory=uuid7)
    owner_id: UUID
    at: datetime = Field(sa_type=Instant)
    action: str
    subject_id: UUID
    application_id: UUID
    summary: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)


class Applications(BaseModel):
    items: list[ApplicationRead]
    next: str | None


engine = create_engine(os.environ["BENCH_URL"].replace("postgresql://", "postgresql+psycopg://"))
app = FastAPI()
WITH_ALL = (  # SQLModel types a relationship as what it leads to
    joinedload(Application.organization),  # type: ignore[arg-type]
    joinedload(Application.agency),  # type: ignore[arg-type]
    joinedload(Application.stage),  # type: ignore[arg-type]
)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]
Credentials = Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]


def current_account(session: SessionDep, credentials: Credentials) -> Account:
    secret = hashlib.sha256(credentials.credentials.encode()).digest()
    found = session.exec(
        select(Account, ApiToken)
        .join(ApiToken, col(ApiToken.owner_id) == col(Account.id))
        .where(ApiToken.secret_hash == secret)
    ).first()
    if found is None:
        raise HTTPException(401)
    return found[0]


CurrentAccount = Annotated[Account, Depends(current_account)]


@app.get("/api/v1/applications/{application_id}", response_model=ApplicationRead)
def read_application(
    session: SessionDep, account: CurrentAccount, application_id: UUID
) -> Application:
    statement = select(Application).where(
        Application.id == application_id, Application.owner_id == account.id
    )
    found = session.exec(statement.options(*WITH_ALL)).first()
    if found is None:
        raise HTTPException(404)
    return found


@app.get("/api/v1/applications", response_model=Applications)
def list_applications(
    session: SessionDep, account: CurrentAccount, stage_id: UUID, sort: str, limit: int = 50
) -> dict[str, Any]:
    statement = (
        select(Application)
        .where(Application.owner_id == account.id, Application.stage_id == stage_id)
        .order_by(col(Application.updated_at).desc(), col(Application.id).desc())
        .limit(limit + 1)
    )
    found = session.exec(statement.options(*WITH_ALL)).all()
    after = f"{sort}.{found[limit].id}" if len(found) > limit else None
    return {"items": found[:limit], "next": after}


@app.post("/api/v1/applications", response_model=ApplicationRead, status_code=201)
def create_application(
    session: SessionDep, account: CurrentAccount, data: ApplicationCreate
) -> Application:
    now = datetime.now(UTC)
    assert data.organization_name is not None
    organization = session.exec(
        select(Organization).where(
            Organization.owner_id == account.id,
            Organization.name_key == data.organization_name.casefold(),
        )
    ).one()
    stages = session.exec(
        select(Stage).where(Stage.owner_id == account.id).order_by(col(Stage.position))
    ).all()
    stage = next(stage for stage in stages if stage.status == Status.SUBMITTED)
    alike = session.exec(
        select(Application.title)
        .where(Application.owner_id == account.id, Application.organization_id == organization.id)
        .limit(200)
    ).all()
    same = [title for title in alike if sorted(title.split()) == sorted(data.title.split())]
    application = Application(
        **data.model_dump(include={"title", "description", "job_location", "tags"}),
        **data.model_dump(include={"desirability", "applied_at", "notes"}),
        owner_id=account.id,
        organization_id=organization.id,
        stage_id=stage.id,
        board_position=-now.timestamp() + len(same),
        stage_entered_at=data.applied_at or now,
        last_activity_at=now,
        created_at=now,
        updated_at=now,
    )
    session.add(application)
    session.flush()
    about: dict[str, Any] = {"owner_id": account.id, "application_id": application.id}
    session.add(Move(**about, to_stage_id=stage.id, at=now, created_at=now))
    summary = f"{data.title} at {organization.name} added, in {stage.name}"
    session.add(
        Event(
            **about,
            at=now,
            action="application.created",
            subject_id=application.id,
            summary=summary,
        )
    )
    session.add(
        WordEntry(
            owner_id=account.id,
            owner_key=f"o{account.id.hex[1:]}",
            kind="kapplication",
            row_id=application.id,
            words=" ".join((data.title, organization.name, *data.tags, data.notes)),
        )
    )
    session.commit()
    session.refresh(application)
    return application
