"""What references, their consent, and an employer's request look like from outside."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import Day, Line, Name, Prose, ReadSchema, Region, WriteSchema, unchanged
from afterview.people.models import Channel
from afterview.people.schemas import Addresses, AddressRead, JobTitle, PersonName
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.references.vocabulary import ConsentScope, ConsentStatus, Relationship

Year = Annotated[int, Field(ge=1950, le=2200, examples=[2023])]
Competency = Annotated[Line, StringConstraints(min_length=1, max_length=80)]
Competencies = Annotated[
    list[Competency],
    Field(
        max_length=30,
        description="What they can vouch for, in the words of a job posting.",
        examples=[["rota planning", "calm under pressure"]],
    ),
]
CURRENT_EMPLOYER = Field(
    description="Whether they work where you work now. An employer may contact them only with "
    "your permission (Acas, United Kingdom)."
)
MAY_CONTACT_NOW = Field(
    description="Whether an employer may ring them now. False for a current employer until you "
    "say otherwise."
)
FIRST_JOB = Field(
    description="Whether this is for a first job, where a tutor's word counts like a manager's."
)
RECALL = Field(
    description="Day on which they told you what they remember of working with you; null until "
    "they did. Without it no score is above 60."
)
HOURS = Field(
    description="When they like to be rung, in their own words.", examples=["Weekdays after five"]
)


class WorkedTogetherRead(ReadSchema):
    """A time spent at the same place."""

    employer: str = Field(examples=["Leeds Arcades"])
    from_year: int | None = Field(examples=[2023])
    to_year: int | None = Field(description="Null while it lasts.", examples=[2025])


class WorkedTogether(WriteSchema):
    """The same, as it is written."""

    employer: Name = Field(examples=["Leeds Arcades"])
    from_year: Year | None = Field(default=None, examples=[2023])
    to_year: Year | None = Field(default=None, description="Null while it lasts.", examples=[2025])

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if (
            self.from_year is not None
            and self.to_year is not None
            and self.to_year < self.from_year
        ):
            raise ValueError("to_year lies before from_year")
        return self


Shared = Annotated[list[WorkedTogether], Field(max_length=20, description="Where, and when.")]


class ConsentSummary(ReadSchema):
    """Where somebody's consent stands."""

    status: ConsentStatus = Field(examples=["granted"])
    valid: bool = Field(description="Whether they may be named today.", examples=[True])
    on: date | None = Field(description="When they said so.")
    expires_on: date | None = Field(description="Last day on which the yes is good.")


class ReferenceRead(ReadSchema):
    """Somebody who vouches for you."""

    id: UUID
    contact_id: UUID = Field(description="The person; names and addresses are changed there.")
    name: str = Field(examples=["Dilys Pugh"])
    job_title: str | None = Field(examples=["Duty manager"])
    organization_name: str | None = Field(examples=["Leeds Arcades"])
    addresses: list[AddressRead]
    preferred_channel: Channel | None = Field(examples=["phone"])
    relationship: Relationship = Field(examples=["line_manager"])
    worked_together: list[WorkedTogetherRead]
    competencies: list[str] = Field(examples=[["rota planning", "calm under pressure"]])
    best_hours: Annotated[str, HOURS]
    region: str | None = Field(
        description="Where they are; ISO 3166, null means your region.", examples=["GB"]
    )
    current_employer: Annotated[bool, CURRENT_EMPLOYER]
    may_contact_now: Annotated[bool, MAY_CONTACT_NOW]
    first_job: Annotated[bool, FIRST_JOB]
    recall_confirmed_on: Annotated[date | None, RECALL]
    notes: str
    consent: ConsentSummary = Field(description="In general; for one application, ask there.")
    contacts_90_days: int = Field(
        description="Employers who spoke to them in the last 90 days; three is the most.",
        examples=[1],
    )
    live_namings: int = Field(description="Employers who have the name now.", examples=[1])
    paid_in_full: bool = Field(description="Whether you owe them nothing that is due.")
    warnings: list[str] = Field(
        description="What to think of before naming them once more.", examples=[[]]
    )
    anonymised_at: datetime | None = Field(
        description="Since when nothing tells who it was: they cannot be named, briefed or changed "
        "any more.",
        examples=[None],
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class ReferenceCreate(WriteSchema):
    """Somebody who could vouch for you: a contact, or a name that becomes one."""

    contact_id: UUID | None = Field(default=None, examples=[None])
    name: PersonName | None = Field(default=None, examples=["Dilys Pugh"])
    job_title: JobTitle | None = Field(default=None, examples=["Duty manager"])
    addresses: Addresses = []
    preferred_channel: Channel | None = None
    relationship: Relationship = Field(examples=["line_manager"])
    worked_together: Shared = []
    competencies: Competencies = []
    best_hours: Annotated[Line, HOURS] = ""
    region: Region | None = Field(default=None, examples=["GB"])
    current_employer: Annotated[bool, CURRENT_EMPLOYER] = False
    may_contact_now: Annotated[bool | None, MAY_CONTACT_NOW] = None
    first_job: Annotated[bool, FIRST_JOB] = False
    recall_confirmed_on: Annotated[Day | None, RECALL] = Field(default=None, examples=[None])
    notes: Prose = ""

    @model_validator(mode="after")
    def _one_person(self) -> Self:
        if (self.contact_id is None) == (self.name is None):
            raise ValueError("send either contact_id or name")
        person = [
            name for name in ("job_title", "addresses", "preferred_channel") if getattr(self, name)
        ]
        if self.contact_id is not None and person:
            raise ValueError(f"{person[0]} is changed at the contact")
        return self


class ReferencePatch(WriteSchema):
    """What may be changed; names and addresses are changed at the contact."""

    relationship: Relationship = unchanged()
    worked_together: Shared = unchanged()
    competencies: Competencies = unchanged()
    best_hours: Annotated[Line, HOURS] = unchanged()
    region: Region | None = unchanged(examples=["GB"])
    current_employer: Annotated[bool, CURRENT_EMPLOYER] = unchanged()
    may_contact_now: Annotated[bool, MAY_CONTACT_NOW] = unchanged()
    first_job: Annotated[bool, FIRST_JOB] = unchanged()
    recall_confirmed_on: Annotated[Day | None, RECALL] = unchanged()
    notes: Prose = unchanged()


class ReferenceQuery(ListQuery):
    """Which references, in which order."""

    relationship: list[Relationship] = Field(default=[], description="Any of these.")
    contact_id: list[UUID] = Field(default=[], description="Any of these people.")
    q: Line | None = Field(default=None, description="Words in the name, competencies or notes.")
    sort: Literal["created_at", "-created_at", "updated_at", "-updated_at"] = Field(
        default="created_at", description="A leading minus turns the order round."
    )


ON = Field(description="The day it was said; today if left out.", examples=["2026-06-01"])


class ConsentStepRead(ReadSchema):
    """One step in the history of somebody's consent."""

    id: UUID
    status: ConsentStatus = Field(examples=["granted"])
    scope: ConsentScope = Field(examples=["general"])
    application_id: UUID | None
    application: ApplicationBrief | None = Field(
        default=None, description="The one it is for; null for all.", examples=[None]
    )
    on: date
    expires_on: date | None = Field(description="Last day of a yes; null for anything else.")
    channel: Channel | None = Field(examples=["phone"])
    by_referee: bool = Field(
        description="Whether they said it themselves, unasked or on the page you sent them."
    )
    note: str
    created_at: datetime
    still_named: list[ApplicationBrief] = Field(
        default=[],
        description="Filled when a yes has just been taken back: live applications whose employer "
        "has the name. Each wants a word "
        "(`GET /references/{reference_id}/withdrawal-letters`).",
        examples=[[]],
    )


class ConsentRead(ReadSchema):
    """Where somebody's consent stands, and how it came to that."""

    reference_id: UUID
    general: ConsentSummary
    may_ask_from: date | None = Field(
        description="After a no: the day from which you could ask again, should you want to.",
        examples=[None],
    )
    history: list[ConsentStepRead] = Field(description="In order of time.")
    still_named: list[ApplicationBrief] = Field(
        description="Live applications whose employer has the name although they took their yes "
        "back, or are a relative.",
        examples=[[]],
    )


class ConsentCreate(WriteSchema):
    """What was asked, or answered."""

    status: Literal[
        ConsentStatus.ASKED, ConsentStatus.GRANTED, ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN
    ] = Field(examples=["granted"])
    on: Annotated[Day | None, ON] = None
    scope: ConsentScope = ConsentScope.GENERAL
    application_id: UUID | None = Field(
        default=None, description="Needed for `this_application`.", examples=[None]
    )
    expires_on: Day | None = Field(
        default=None,
        description="Last day of a yes; 180 days after it if left out, and never later.",
        examples=[None],
    )
    channel: Channel | None = Field(default=None, examples=["phone"])
    by_referee: bool = Field(
        default=False,
        description="They came to you of their own accord. Only then can a no become a yes "
        "within 180 days.",
    )
    note: Annotated[Prose, Field(max_length=2_000)] = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        one = self.scope is ConsentScope.THIS_APPLICATION
        if one != (self.application_id is not None):
            raise ValueError("application_id goes with the scope this_application, and only then")
        if self.expires_on is not None and self.status is not ConsentStatus.GRANTED:
            raise ValueError("only a yes has a last day")
        return self


class LetterRead(ReadSchema):
    """A letter that asks one employer not to contact a reference any more."""

    application: ApplicationBrief
    naming_id: UUID
    recipient_name: str = Field(examples=["Priya Nair"])
    subject: str = Field(examples=["Change to my references"])
    body: str
    mailto: str | None = Field(description="Opens the letter in your mail program (RFC 6068).")


class LettersRead(ReadSchema):
    """Every letter a withdrawal asks for, or a relative who was named; a new consent ends it."""

    reference_id: UUID
    items: list[LetterRead]


WANTED = Field(
    ge=1,
    le=10,
    description="How many they want; null for what is usual in the employer's region (two in the "
    "United Kingdom, three in the United States).",
    examples=[3],
)


class ReferenceRequestRead(ReadSchema):
    """What an employer asks for."""

    application_id: UUID
    wanted: Annotated[int | None, WANTED]
    competencies: list[str] = Field(
        description="What the job is about; readiness asks who can vouch for it.",
        examples=[["rota planning", "cash handling"]],
    )
    names_due_on: date | None = Field(description="When they want the names.")
    notes: str
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class ReferenceRequestCreate(WriteSchema):
    """What an employer asks for, as far as you know."""

    wanted: Annotated[int | None, WANTED] = None
    competencies: Competencies = []
    names_due_on: Day | None = Field(default=None, examples=["2026-06-12"])
    notes: Prose = ""


class ReferenceRequestPatch(WriteSchema):
    """What has changed about it."""

    wanted: Annotated[int | None, WANTED] = unchanged()
    competencies: Competencies = unchanged()
    names_due_on: Day | None = unchanged(examples=["2026-06-12"])
    notes: Prose = unchanged()
