"""What the demo world made in an account, so that all of it can be taken away again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime
from afterview.core.db import Row


class DemoWorld(Row, table=True):
    """The rows behind one account's demo, by id. An account has one demo at most."""

    __tablename__ = "demo_world"

    owner_id: UUID = Field(
        foreign_key="account.id", primary_key=True, ondelete="CASCADE", sa_type=Uuid
    )
    made_at: datetime = Field(sa_type=UtcDateTime)
    organization_ids: list[str] = Field(default_factory=list, sa_type=JsonData)
    contact_ids: list[str] = Field(default_factory=list, sa_type=JsonData)
    application_ids: list[str] = Field(default_factory=list, sa_type=JsonData)
    interview_ids: list[str] = Field(default_factory=list, sa_type=JsonData)
    task_ids: list[str] = Field(default_factory=list, sa_type=JsonData)
