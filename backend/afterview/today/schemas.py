"""What Today looks like from outside."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from afterview.core.schema import ReadSchema
from afterview.today.rules import Kind


class CallRead(ReadSchema):
    """The request that completes an item."""

    method: str = Field(examples=["POST"])
    path: str = Field(examples=["/api/v1/follow-ups/01970000-0000-7000-8000-000000000042/delivery"])
    body: dict[str, object] | None = Field(examples=[{}])


class ItemRead(ReadSchema):
    """Something to do or to wait for, with its reason and its clock."""

    kind: Kind = Field(examples=["follow_up"])
    title: str = Field(examples=["Thank Priya Nair"])
    why: str = Field(
        description="Why it is here, in a sentence.",
        examples=["Bingo caller at Mecca Customer Services. Thanks count most within 24 hours."],
    )
    starts_at: datetime = Field(description="From when it makes sense.")
    due_at: datetime | None = Field(description="Null where lateness does no harm.")
    overdue: bool
    href: str = Field(
        description="Page of the client that shows it.",
        examples=["/interviews/01970000-0000-7000-8000-000000000001"],
    )
    subject_id: UUID
    application_id: UUID | None
    interview_id: UUID | None
    call: CallRead | None = Field(
        description="The request that completes it; null where it takes more than one tap."
    )


class TodayRead(ReadSchema):
    """What to do now, over everything."""

    at: datetime
    quiet_until: datetime | None = Field(
        description="While set, only the wind-down speaks, and the lists are empty."
    )
    next: ItemRead | None = Field(description="The one next thing.")
    due: list[ItemRead] = Field(
        description="Everything else that is due today or overdue, at most 50."
    )
    soon: list[ItemRead] = Field(description="Within seven days, at most 50.")
    waiting: list[ItemRead] = Field(
        description="On others: answers that are expected, the first 50."
    )
