"""Accounts and the two ways to prove being one: a browser session and a personal token."""

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import LargeBinary, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime
from afterview.core.db import Row, Versioned
from afterview.core.ids import new_id


class Scope(StrEnum):
    """What a token may do. `write` does not include `read`; `admin` includes everything."""

    READ = "read"
    WRITE = "write"
    SEND = "send"
    ADMIN = "admin"


class Account(Versioned, table=True):
    """A person who uses Afterview, and how they want to be spoken to."""

    __tablename__ = "account"

    email: str = Field(unique=True, max_length=254)
    password_hash: str
    name: str
    zone: str = Field(max_length=64)
    region: str = Field(max_length=6)
    locale: str = Field(max_length=12)
    currency: str = Field(max_length=3)
    day_starts_at: time
    day_ends_at: time


class BrowserSession(Row, table=True):
    """One signed-in browser. The cookie is the secret; its hash is the row."""

    __tablename__ = "browser_session"

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    secret_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    device: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class ApiToken(Row, table=True):
    """A personal token for scripts. Only its hash and its first characters are kept."""

    __tablename__ = "api_token"

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", index=True, ondelete="CASCADE", sa_type=Uuid)
    name: str
    prefix: str = Field(max_length=16)
    secret_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    scopes: list[str] = Field(sa_type=JsonData)
    created_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SignInAttempt(Row, table=True):
    """Recent failures for one account name or one network address."""

    __tablename__ = "sign_in_attempt"

    subject: bytes = Field(primary_key=True, sa_type=LargeBinary)
    failures: int
    blocked_until: datetime = Field(sa_type=UtcDateTime)
    forget_at: datetime = Field(sa_type=UtcDateTime, index=True)
