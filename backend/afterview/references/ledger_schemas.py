"""What the favour ledger looks like from outside."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import Day, Money, Name, Prose, ReadSchema, WriteSchema, unchanged
from afterview.people.schemas import PersonName
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.references.vocabulary import Direction, LedgerKind, LedgerOrigin, LedgerStatus

AMOUNT = Field(
    description="Money needs one, a thing may have one, nothing else has.",
    examples=[{"amount_minor": 1_000, "currency": "GBP"}],
)
REASON = Field(description="What for.", examples=["Lent me ten pounds for the bus"])
AROSE_ON = Field(description="Day it has been owed since.", examples=["2026-03-01"])
DUE_ON = Field(description="Day it falls due; null for some day.", examples=["2026-04-01"])
PRE_EXISTING = Field(
    description="Whether it is a debt from before they were asked to vouch for you; it must have "
    "arisen before then."
)
Note = Annotated[Prose, StringConstraints(max_length=2_000)]


class LedgerContact(ReadSchema):
    """The other side of an entry."""

    id: UUID
    name: str = Field(examples=["Dilys Pugh"])


class LedgerEntryRead(ReadSchema):
    """Something owed, or settled, between you and somebody you know."""

    id: UUID
    contact: LedgerContact
    application: ApplicationBrief | None
    direction: Direction = Field(description="Who owes whom, seen from you.", examples=["i_owe"])
    kind: LedgerKind = Field(examples=["money"])
    reason: Annotated[str, REASON]
    amount: Annotated[Money | None, AMOUNT]
    arose_on: Annotated[date, AROSE_ON]
    due_on: Annotated[date | None, DUE_ON]
    status: LedgerStatus = Field(examples=["open"])
    overdue: bool = Field(description="Whether it is open and its day has come, today included.")
    settled_on: date | None
    settlement_note: str = Field(
        description="How it was settled; or who let it go, and in which words.",
        examples=["Bank transfer, she said thanks"],
    )
    forgiven_on: date | None
    origin: LedgerOrigin = Field(description="What wrote it.", examples=["by_hand"])
    pre_existing: Annotated[bool, PRE_EXISTING]
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class LedgerEntryCreate(WriteSchema):
    """Something one of you owes the other: a contact, or a name that becomes one."""

    contact_id: UUID | None = Field(default=None, examples=[None])
    contact_name: PersonName | None = Field(default=None, examples=["Dilys Pugh"])
    application_id: UUID | None = Field(default=None, examples=[None])
    direction: Direction = Field(description="Who owes whom, seen from you.", examples=["i_owe"])
    kind: LedgerKind = Field(examples=["money"])
    reason: Annotated[Name, REASON]
    amount: Annotated[Money | None, AMOUNT] = None
    arose_on: Annotated[Day | None, AROSE_ON] = Field(
        default=None, description="Day it has been owed since; today if left out."
    )
    due_on: Annotated[Day | None, DUE_ON] = None
    pre_existing: Annotated[bool, PRE_EXISTING] = False

    @model_validator(mode="after")
    def _one_person(self) -> Self:
        if (self.contact_id is None) == (self.contact_name is None):
            raise ValueError("send either contact_id or contact_name")
        return self


class LedgerEntryPatch(WriteSchema):
    """What may be changed. Who owes whom, and what kind of thing, makes another entry."""

    reason: Annotated[Name, REASON] = unchanged()
    amount: Annotated[Money | None, AMOUNT] = unchanged()
    arose_on: Annotated[Day, AROSE_ON] = unchanged()
    due_on: Annotated[Day | None, DUE_ON] = unchanged()
    pre_existing: Annotated[bool, PRE_EXISTING] = unchanged()


class SettlementCreate(WriteSchema):
    """It was done, or paid back."""

    on: Day | None = Field(
        default=None, description="The day; today if left out.", examples=["2026-06-02"]
    )
    note: Annotated[Note, StringConstraints(min_length=1)] = Field(
        description="What proves it, in a few words.", examples=["Bank transfer, she said thanks"]
    )


class ForgivenessCreate(WriteSchema):
    """Whoever it is owed to lets it go."""

    on: Day | None = Field(
        default=None, description="The day; today if left out.", examples=["2026-06-02"]
    )
    note: Note = Field(
        default="",
        description="Who said so, and how: needed when it is you who owes.",
        examples=["Dilys laughed and said to forget it"],
    )


class LedgerQuery(ListQuery):
    """Which entries, in which order."""

    contact_id: list[UUID] = Field(default=[], description="With any of these people.")
    application_id: list[UUID] = Field(default=[], description="Of any of these applications.")
    direction: Direction | None = Field(default=None, description="Who owes whom.")
    kind: list[LedgerKind] = Field(default=[], description="Of any of these kinds.")
    status: list[LedgerStatus] = Field(default=[], description="With any of these statuses.")
    overdue: bool | None = Field(
        default=None, description="Whether it is open and its day has come, today included."
    )
    sort: Literal["due_on", "-due_on", "updated_at", "-updated_at"] = Field(
        default="due_on",
        description="A leading minus turns the order round; what has no day comes last.",
    )


class LedgerSum(ReadSchema):
    """What is open in one direction and one currency; nothing is converted or set off."""

    direction: Direction = Field(examples=["i_owe"])
    currency: str = Field(description="ISO 4217.", examples=["GBP"])
    amount_minor: int = Field(description="Minor units.", examples=[1_000])


class DebtRead(ReadSchema):
    """An entry that stands in the way of the badge."""

    id: UUID
    contact: LedgerContact
    kind: LedgerKind = Field(examples=["thanks"])
    reason: Annotated[str, REASON]
    amount: Annotated[Money | None, AMOUNT]
    due_on: date = Field(examples=["2026-06-02"])


class PersonalBadge(ReadSchema):
    """Somebody in the ledger, and whether you owe them nothing that is due."""

    contact: LedgerContact
    paid_in_full: bool
    in_the_way: int = Field(description="Entries that are due.", examples=[1])


class LedgerBadgeRead(ReadSchema):
    """Paid in Full: nothing that you owe is due. What others owe you never counts against it."""

    paid_in_full: bool
    as_of: date = Field(description="Today, where you are.", examples=["2026-06-02"])
    in_the_way_count: int = Field(description="Entries that are due.", examples=[1])
    in_the_way: list[DebtRead] = Field(
        description="The first hundred of them, the longest due first."
    )
    people: list[PersonalBadge] = Field(
        description="Everybody in the ledger, those you owe something due first; 200 at most."
    )
    open_sums: list[LedgerSum]


class LedgerOfContactRead(ReadSchema):
    """Everything between you and one person."""

    contact: LedgerContact
    paid_in_full: bool
    as_of: date = Field(description="Today, where you are.", examples=["2026-06-02"])
    in_the_way_count: int = Field(description="Entries that are due.", examples=[1])
    open_sums: list[LedgerSum]
    open: list[LedgerEntryRead] = Field(
        description="What is owed, the soonest due first; 200 at most. `GET /ledger` has them all."
    )
    closed: list[LedgerEntryRead] = Field(
        description="What was settled or forgiven, the latest change first; 50 at most."
    )
