"""What is held about one person, and what became of it, from outside."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from afterview.core.schema import Name, ReadSchema, WriteSchema
from afterview.people.models import ContactRole
from afterview.people.schemas import ContactRead

MOST_AT_ONCE = 50
COUNTS = Annotated[
    dict[str, int],
    Field(
        description="How many rows of each kind; `rewritten` are those in which a name or an "
        "address gave way to “a former contact”. Nothing in it tells of anybody.",
        examples=[{"contact": 1, "contact_address": 1, "touchpoint": 2, "rewritten": 7}],
    ),
]


class MentionRead(ReadSchema):
    """A text of yours in which their name or one of their addresses stands."""

    kind: str = Field(description="What it is a text of.", examples=["capture"])
    id: UUID
    field: str = Field(examples=["facts"])
    text: Any = Field(examples=["Priya Nair showed me the hall."])


class PersonDataRead(ReadSchema):
    """Everything that is held about one person."""

    contact: ContactRead
    sections: dict[str, list[dict[str, Any]]] = Field(
        description="The rows that are about them, by kind; kinds without any are left out. A row "
        "that belongs to an application says which in `application`.",
        examples=[
            {
                "interviews": [
                    {
                        "role": "interviewer",
                        "starts_at": "2026-06-02T08:00:00Z",
                        "application": "Bingo caller, Mecca Customer Services",
                    }
                ]
            }
        ],
    )
    mentions: list[MentionRead] = Field(
        description="Everything else that carries their name or an address: notes, captures, "
        "to-dos, lines of the journal, reminders."
    )
    cut: list[str] = Field(
        description="Sections of which only the first 1,000 are here; seldom any.", examples=[[]]
    )


class ErasureCreate(WriteSchema):
    """The name, typed once more: what follows cannot be undone."""

    name: Name = Field(description="What the contact is called.", examples=["Priya Nair"])


class ErasureRead(ReadSchema):
    """What was erased, in numbers."""

    erased: COUNTS


class AnonymisationRead(ReadSchema):
    """What was made anonymous, in numbers. Empty for somebody who was anonymous before."""

    anonymised: COUNTS


class RetentionMode(StrEnum):
    """What becomes of people whose time has come."""

    ERASE = "erase"
    ANONYMISE = "anonymise"


class RetentionContactRead(ReadSchema):
    """Somebody whose data have served their purpose, or soon will have."""

    contact_id: UUID
    name: str = Field(examples=["Priya Nair"])
    role: ContactRole = Field(examples=["hiring_manager"])
    why: str = Field(
        examples=[
            "Every application they had to do with is closed; nothing has happened since May 2025."
        ]
    )
    since: datetime = Field(description="When something last happened around them.")
    due_on: date = Field(description="Twelve months later.")
    due: bool = Field(description="Whether that day has come.", examples=[True])
    goes: dict[str, int] = Field(
        description="Rows about them, by kind. Texts in which they are named come on top; a dry "
        "run of `POST /retention` counts those.",
        examples=[{"contact_address": 1, "touchpoint": 2}],
    )


class RetentionPreviewRead(ReadSchema):
    """Whose data should go, now or within thirty days."""

    contacts: list[RetentionContactRead] = Field(description="The longest due first; 50 at most.")
    more: int = Field(description="How many there are besides.", examples=[0])


class RetentionCreate(WriteSchema):
    """Whom you have looked at, and what is to become of them."""

    contact_ids: Annotated[
        list[UUID],
        Field(
            min_length=1,
            max_length=MOST_AT_ONCE,
            description="From the preview. All of them, or nothing is done.",
        ),
    ]
    mode: RetentionMode = Field(examples=["anonymise"])


class RetentionRead(ReadSchema):
    """What was done, in numbers."""

    mode: RetentionMode = Field(examples=["anonymise"])
    counts: COUNTS
