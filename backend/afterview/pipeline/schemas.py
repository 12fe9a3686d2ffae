"""What stages, applications and their moves look like from outside."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import (
    Currency,
    Day,
    Instant,
    Line,
    Minor,
    Name,
    Prose,
    ReadSchema,
    Url,
    WriteSchema,
    unchanged,
)
from afterview.pipeline.vocabulary import (
    Category,
    EmploymentType,
    JobLocationType,
    PayUnit,
    Source,
    Status,
)

StageName = Annotated[Name, Field(examples=["First interview"])]
StagePosition = Annotated[
    float, Field(ge=-1e12, le=1e12, description="Order on the board; smaller is further left.")
]


class StageRead(ReadSchema):
    """A column of your board."""

    id: UUID
    name: str = Field(examples=["First interview"])
    status: Status = Field(
        description="What the stage means to the rules.", examples=["first_interview"]
    )
    category: Category = Field(description="Follows from the status.", examples=["interviewing"])
    position: float = Field(description="Order on the board.", examples=[5])
    retired: bool = Field(description="Kept for history, offered no more.")
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class StageCreate(WriteSchema):
    """A new column; it goes to the end unless told where."""

    name: StageName
    status: Status = Field(description="What it means to the rules.", examples=["screening"])
    position: StagePosition | None = Field(default=None, examples=[4.5])


class StagePatch(WriteSchema):
    """Rename, reorder, retire or bring back a stage."""

    name: StageName = unchanged()
    position: StagePosition = unchanged(examples=[4.5])
    retired: bool = unchanged()


class StageBrief(ReadSchema):
    """A stage, as far as a card needs it."""

    id: UUID
    name: str = Field(examples=["First interview"])
    status: Status = Field(examples=["first_interview"])
    category: Category = Field(examples=["interviewing"])


class OrganizationBrief(ReadSchema):
    """An organization, as far as an application needs it."""

    id: UUID
    name: str = Field(examples=["Mecca Customer Services"])
    do_not_contact: bool


class Salary(WriteSchema):
    """A pay range as advertised, after schema.org `baseSalary`."""

    currency: Currency = Field(examples=["GBP"])
    min_minor: Minor | None = Field(default=None, examples=[2_500_000])
    max_minor: Minor | None = Field(default=None, examples=[2_800_000])
    unit: PayUnit = PayUnit.YEAR

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.min_minor, self.max_minor
        if low is not None and high is not None and low > high:
            raise ValueError("the lower end of the range is above the upper one")
        return self


class SalaryRead(ReadSchema):
    """A pay range as advertised."""

    currency: str = Field(description="ISO 4217.", examples=["GBP"])
    min_minor: int | None = Field(description="Minor units.", examples=[2_500_000])
    max_minor: int | None = Field(description="Minor units.", examples=[2_800_000])
    unit: PayUnit


Title = Annotated[Name, Field(description="The job's title.", examples=["Bingo caller"])]
Place = Annotated[Line, Field(examples=["Leeds"])]
Tag = Annotated[Name, Field(max_length=40)]
Tags = Annotated[list[Tag], Field(max_length=30, examples=[["nights", "bus 36"]])]
Desirability = Annotated[
    int, Field(ge=1, le=10, description="How much you want it, 1 to 10.", examples=[7])
]
FALLBACK = Field(description="On the Fallback Shelf: honest work, but not the dream.")
QUIET = Field(
    description="They asked to be left in peace until this day, or are away: nothing but real news "
    "is sent before (HS-07).",
    examples=["2026-06-12"],
)
DISPUTE = Field(
    description="A legal dispute or a complaint is under way: nothing is drafted or sent (HS-10)."
)
PERMITTED = Field(
    description="The agency agreed in writing that you may write to its client directly (HS-08)."
)


class Warning(ReadSchema):
    """Something to look at; nothing was refused."""

    code: Literal["duplicate_title", "duplicate_url"]
    detail: str = Field(examples=["You applied for “Bingo Caller” there already."])
    application_id: UUID = Field(description="The application it resembles.")


class ApplicationRead(ReadSchema):
    """One candidacy for one posting."""

    id: UUID
    title: str = Field(examples=["Bingo caller"])
    organization: OrganizationBrief
    agency: OrganizationBrief | None
    stage: StageBrief
    outcome: Status | None = Field(
        description="How it ended; null while it is alive.", examples=[None]
    )
    stage_entered_at: datetime
    description: str
    url: str | None = Field(examples=["https://mecca.example/jobs/42"])
    identifier: str | None = Field(description="The employer's reference.", examples=["MCS-42"])
    date_posted: date | None
    valid_through: date | None
    employment_type: EmploymentType | None
    job_location: str | None = Field(examples=["Leeds"])
    job_location_type: JobLocationType | None
    base_salary: SalaryRead | None
    industry: str | None = Field(examples=["hotels_catering"])
    source: Source | None
    tags: list[str] = Field(examples=[["nights", "bus 36"]])
    desirability: int | None = Field(examples=[7])
    fallback: Annotated[bool, FALLBACK]
    applied_at: datetime | None
    notes: str
    quiet_until: Annotated[date | None, QUIET]
    legal_dispute: Annotated[bool, DISPUTE]
    direct_contact_permitted: Annotated[bool, PERMITTED]
    board_position: float = Field(description="Order within its stage; smaller is higher.")
    last_activity_at: datetime = Field(description="When anything last happened around it.")
    warnings: list[Warning] = Field(
        default=[], description="Filled when it has just been created.", examples=[[]]
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class _Posting(WriteSchema):
    """The posting's own fields, shared by every way of writing an application."""

    description: Prose = ""
    url: Url | None = Field(default=None, examples=["https://mecca.example/jobs/42"])
    identifier: Line | None = Field(default=None, examples=["MCS-42"])
    date_posted: Day | None = None
    valid_through: Day | None = None
    employment_type: EmploymentType | None = None
    job_location: Place | None = None
    job_location_type: JobLocationType | None = None
    base_salary: Salary | None = None
    industry: Line | None = Field(default=None, examples=["hotels_catering"])
    source: Source | None = None
    tags: Tags = []
    desirability: Desirability | None = None
    fallback: Annotated[bool, FALLBACK] = False
    applied_at: Instant | None = None
    notes: Prose = ""
    quiet_until: Annotated[Day | None, QUIET] = None
    legal_dispute: Annotated[bool, DISPUTE] = False
    direct_contact_permitted: Annotated[bool, PERMITTED] = False


class ApplicationCreate(_Posting):
    """A new application. Name the organization by id or by name; a new name makes it."""

    title: Title
    organization_id: UUID | None = Field(default=None, examples=[None])
    organization_name: Name | None = Field(default=None, examples=["Mecca Customer Services"])
    agency_id: UUID | None = Field(default=None, examples=[None])
    agency_name: Name | None = Field(default=None, examples=[None])
    stage_id: UUID | None = Field(
        default=None, description="Where it starts; or say `status`.", examples=[None]
    )
    status: Status | None = Field(
        default=None,
        description="Starts in the first stage that means this. Without either: `submitted` "
        "when `applied_at` is given, else `draft`.",
    )

    @model_validator(mode="after")
    def _one_way_to_name_each(self) -> Self:
        if (self.organization_id is None) == (self.organization_name is None):
            raise ValueError("send either organization_id or organization_name")
        if self.agency_id is not None and self.agency_name is not None:
            raise ValueError("send agency_id or agency_name, not both")
        if self.stage_id is not None and self.status is not None:
            raise ValueError("send stage_id or status, not both")
        return self


class ApplicationPatch(WriteSchema):
    """What may be changed. The stage changes through a move, so that history keeps it."""

    title: Title = unchanged()
    organization_id: UUID = unchanged()
    agency_id: UUID | None = unchanged()
    description: Prose = unchanged()
    url: Url | None = unchanged(examples=["https://mecca.example/jobs/42"])
    identifier: Line | None = unchanged(examples=["MCS-42"])
    date_posted: Day | None = unchanged()
    valid_through: Day | None = unchanged()
    employment_type: EmploymentType | None = unchanged()
    job_location: Place | None = unchanged()
    job_location_type: JobLocationType | None = unchanged()
    base_salary: Salary | None = unchanged()
    industry: Line | None = unchanged(examples=["hotels_catering"])
    source: Source | None = unchanged()
    tags: Tags = unchanged()
    desirability: Desirability | None = unchanged()
    fallback: Annotated[bool, FALLBACK] = unchanged()
    applied_at: Instant | None = unchanged()
    notes: Prose = unchanged()
    quiet_until: Annotated[Day | None, QUIET] = unchanged()
    legal_dispute: Annotated[bool, DISPUTE] = unchanged()
    direct_contact_permitted: Annotated[bool, PERMITTED] = unchanged()
    board_position: StagePosition = unchanged()


class ApplicationQuery(ListQuery):
    """Which applications, in which order."""

    stage_id: list[UUID] = Field(default=[], description="In any of these stages.")
    status: list[Status] = Field(default=[], description="In a stage that means any of these.")
    category: list[Category] = Field(default=[], description="In any of these categories.")
    live: bool | None = Field(default=None, description="Not closed, or closed.")
    organization_id: list[UUID] = Field(default=[], description="At any of these employers.")
    source: list[Source] = Field(default=[], description="Found through any of these.")
    tag: list[Line] = Field(default=[], description="With any of these tags.")
    fallback: bool | None = Field(default=None, description="On the Fallback Shelf, or not.")
    applied_from: Instant | None = Field(default=None, description="Applied at or after this.")
    applied_to: Instant | None = Field(default=None, description="Applied before this.")
    q: Line | None = Field(
        default=None, description="Words in title, employer, place, tags or notes."
    )
    sort: Literal["updated_at", "-updated_at", "created_at", "-created_at", "title", "-title"] = (
        Field(default="-updated_at", description="A leading minus turns the order round.")
    )


class MoveCreate(WriteSchema):
    """Where an application goes, when and why."""

    to_stage_id: UUID
    from_stage_id: UUID | None = Field(
        default=None,
        description="The stage you believe it is in at that time; if it is not, nothing "
        "happens and the answer is 409 `stage-changed`. Leave out to move it regardless.",
    )
    at: Instant | None = Field(
        default=None, description="When it happened, if not now. The past is fine."
    )
    reason: Prose = Field(default="", examples=["They rang: second round on Thursday."])
    board_position: StagePosition | None = Field(
        default=None, description="Its place in the new stage; on top if left out."
    )


class MoveRead(ReadSchema):
    """One step of an application's history."""

    id: UUID
    from_stage: StageBrief | None = Field(description="Null for the first step.")
    to_stage: StageBrief
    at: datetime
    reason: str = Field(examples=["They rang: second round on Thursday."])
    created_at: datetime = Field(description="When it was written down.")


class EventRead(ReadSchema):
    """One line of the timeline."""

    id: UUID
    at: datetime
    action: str = Field(examples=["application.moved"])
    subject_id: UUID = Field(description="The row it happened to.")
    summary: str = Field(examples=["Moved from Applied to First interview"])
    data: dict[str, object] = Field(examples=[{"reason": "They rang."}])


class Card(ReadSchema):
    """An application on the board."""

    id: UUID
    version: int = Field(examples=[1])
    title: str = Field(examples=["Bingo caller"])
    organization_name: str = Field(examples=["Mecca Customer Services"])
    desirability: int | None = Field(examples=[7])
    tags: list[str] = Field(examples=[["nights", "bus 36"]])
    fallback: Annotated[bool, FALLBACK]
    board_position: float
    stage_entered_at: datetime
    last_activity_at: datetime
    next_interview_at: datetime | None = Field(description="Start of the next one planned.")


class Column(ReadSchema):
    """A stage with its cards, in the user's order."""

    stage: StageBrief
    count: int = Field(description="Applications in it, shown or not.", examples=[3])
    applications: list[Card] = Field(description="The first 100.")


class ClosedCount(ReadSchema):
    """How many applications ended this way."""

    stage: StageBrief
    count: int = Field(examples=[12])


class BoardRead(ReadSchema):
    """The whole pipeline in one answer."""

    columns: list[Column] = Field(description="Every stage that is alive, empty ones included.")
    closed: list[ClosedCount] = Field(description="What has ended; listed by `/applications`.")
