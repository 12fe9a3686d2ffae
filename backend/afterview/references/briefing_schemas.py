"""What briefings look like from outside."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import Instant, Line, Prose, ReadSchema, WriteSchema, unchanged
from afterview.people.models import Channel
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.references.naming_schemas import WINDOW_FROM, WINDOW_TO, ReferenceBrief
from afterview.references.schemas import ConsentSummary
from afterview.references.vocabulary import BriefingStatus, RefereeAnswer

MOST_ATTACHMENTS = 5


class PointSource(StrEnum):
    """Where a point to draw on comes from."""

    DEBRIEF = "debrief"
    CAPTURE = "capture"
    OWN_WORDS = "own_words"


class PointRead(ReadSchema):
    """Something true that they saw themselves and might draw on."""

    text: str = Field(examples=["Kept the arcade open on the night the power went"])
    source: PointSource


class Point(WriteSchema):
    """The same, as it is written."""

    text: Annotated[Line, StringConstraints(min_length=1, max_length=200)] = Field(
        examples=["Kept the arcade open on the night the power went"]
    )
    source: PointSource = PointSource.OWN_WORDS


Points = Annotated[
    list[Point],
    Field(max_length=5, description="True points, three at best: brief, don't script (RF-02)."),
]
CALLER = Field(description="Who may ring.", examples=["Priya Nair"])
FACTS = Field(
    description="Dates and titles, so that they say the same as your CV.",
    examples=["Leeds Arcades, 2023 to 2025; I was floor assistant."],
)
WEAK_SPOT = Field(
    description="What they may be asked about that did not go well, and how you handled it.",
    examples=["I left the rota job after a reorganisation."],
)
SUBJECT = Field(examples=["Somebody may ring you about me"])
MOST_FACTS = 2_000
Facts = Annotated[Prose, StringConstraints(max_length=MOST_FACTS)]
WeakSpot = Annotated[Annotated[Prose, StringConstraints(max_length=2_000)], WEAK_SPOT]
Body = Annotated[Prose, StringConstraints(max_length=12_000)]
"""Longer than any letter that is put together from its parts (brief_text.py)."""


class BriefingFindingRead(ReadSchema):
    """Something to look at before it goes. An `error` keeps it from going."""

    level: Literal["error", "warning"]
    code: str = Field(examples=["scripted"])
    detail: str = Field(examples=["Brief, don't script: let them say it in their own words."])
    start: int | None = Field(description="First character in the body, counted from 0.")
    end: int | None = Field(description="Behind the last character.")


class BriefingRecipientRead(ReadSchema):
    """Whom it goes to."""

    contact_id: UUID
    name: str = Field(examples=["Dilys Pugh"])
    email: str | None = Field(
        description="The first mail address that may be used.", examples=["dilys@arcades.example"]
    )


class AttachmentBrief(ReadSchema):
    """A file that goes with it."""

    id: UUID
    name: str = Field(examples=["CV Sam Okafor.pdf"])
    media_type: str = Field(examples=["application/pdf"])
    size_bytes: int = Field(examples=[48_213])


class RefereePageRead(ReadSchema):
    """The page a reference can open: once answered, it is gone."""

    briefing_id: UUID
    expires_at: datetime
    opened_at: datetime | None = Field(description="When it was first looked at.")
    answered_at: datetime | None
    answer: RefereeAnswer | None = Field(examples=["confirmed"])
    revoked_at: datetime | None
    asked_to_be_forgotten_at: datetime | None


class BriefingMessageRead(ReadSchema):
    """The mail it goes with."""

    id: UUID
    status: str = Field(examples=["approved"])
    send_at: datetime
    accepted_at: datetime | None
    failure_code: str = Field(examples=[""])
    failure: str = Field(examples=[""])


class BriefingRead(ReadSchema):
    """What a reference is told before somebody rings."""

    id: UUID
    reference: ReferenceBrief
    application: ApplicationBrief | None = Field(description="Null for a general briefing.")
    role: str = Field(examples=["Bingo caller"])
    employer: str = Field(examples=["Mecca Customer Services"])
    caller: Annotated[str, CALLER]
    calls_from: Annotated[datetime | None, WINDOW_FROM]
    calls_to: Annotated[datetime | None, WINDOW_TO]
    points: list[PointRead]
    facts: Annotated[str, FACTS]
    weak_spot: Annotated[str, WEAK_SPOT]
    subject: Annotated[str, SUBJECT]
    body: str = Field(
        description="Where it leads to their page, `/c/…` stands for the code, which is put in "
        "when the letter leaves."
    )
    leads_to_page: bool = Field(
        description="Whether the way to their page stands in the letter.", examples=[False]
    )
    page_reachable: bool = Field(
        description="Whether others can go the way to their page that stands in the letter; true "
        "where none does. While it is false the letter is not mailed from here.",
        examples=[True],
    )
    signature: str = Field(
        description="What stands under it when it leaves from here; approved with it.",
        examples=["Sam Okafor, 07700 900123"],
    )
    attachments: list[AttachmentBrief]
    consent: ConsentSummary = Field(
        description="For its application, or in general. Without it nothing leaves."
    )
    status: BriefingStatus = Field(examples=["draft"])
    fresh: bool = Field(
        description="Whether it was sent within 14 days; a general one, within 90.", examples=[True]
    )
    approved_at: datetime | None
    returned_at: datetime | None = Field(
        description="When an approval was taken back because the facts had changed."
    )
    returned_reason: str
    sent_at: datetime | None
    sent_channel: Channel | None = Field(examples=["email"])
    answer: RefereeAnswer | None = Field(description="What they said to it.", examples=[None])
    answered_at: datetime | None
    answer_note: str = Field(
        description="In their own words. It stays when the window changes and `answer` does not.",
        examples=[""],
    )
    best_number: str = Field(examples=[""])
    to: BriefingRecipientRead
    can_send: bool = Field(
        description="Whether it can leave from here: your mail account is set up, they have an "
        "address, it is about an application, and others can open the page it leads to."
    )
    mailto: str | None = Field(
        description="Opens it in your own mail program (RFC 6068). Null without an address, and "
        "where the letter leads to a page: `POST /briefings/{briefing_id}/copy` has it then."
    )
    text_hash: str = Field(
        description="Names exactly these words and files; an approval has to send it.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    findings: list[BriefingFindingRead]
    sendable: bool = Field(description="Whether none of the findings is an error.")
    late: bool = Field(
        description="Whether less than 48 hours are left until names go out, or a call may come."
    )
    page: RefereePageRead | None = Field(description="The latest page made for it.")
    message: BriefingMessageRead | None = Field(examples=[None])
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class BriefingCreate(WriteSchema):
    """A briefing to begin: what is left out is filled from what is known."""

    application_id: UUID | None = Field(
        default=None, description="Null for a general briefing.", examples=[None]
    )
    caller: Annotated[Line, CALLER] = ""
    calls_from: Annotated[Instant | None, WINDOW_FROM] = None
    calls_to: Annotated[Instant | None, WINDOW_TO] = None
    points: Points = []
    facts: Annotated[Facts | None, FACTS] = None
    weak_spot: WeakSpot = ""
    attachment_ids: Annotated[list[UUID], Field(max_length=MOST_ATTACHMENTS)] = []

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.calls_from and self.calls_to and self.calls_to <= self.calls_from:
            raise ValueError("calls_to lies before calls_from")
        return self


class BriefingPatch(WriteSchema):
    """Change it. The text is yours: parts that change do not rewrite it, unless you ask."""

    caller: Annotated[Line, CALLER] = unchanged()
    calls_from: Annotated[Instant | None, WINDOW_FROM] = unchanged()
    calls_to: Annotated[Instant | None, WINDOW_TO] = unchanged()
    points: Points = unchanged()
    facts: Annotated[Facts, FACTS] = unchanged()
    weak_spot: WeakSpot = unchanged()
    attachment_ids: Annotated[list[UUID], Field(max_length=MOST_ATTACHMENTS)] = unchanged()
    subject: Annotated[Line, SUBJECT] = unchanged()
    body: Body = unchanged()
    rewrite: bool = unchanged(
        description="Write subject and body anew from its parts, in place of what stands there.",
        examples=[False],
    )


class BriefingsOfOneQuery(ListQuery):
    """Which briefings of one reference, in which order."""

    application_id: list[UUID] = Field(default=[], description="About any of these applications.")
    sort: Literal["updated_at", "-updated_at"] = Field(
        default="-updated_at", description="A leading minus turns the order round."
    )


class BriefingQuery(BriefingsOfOneQuery):
    """Which briefings, in which order."""

    reference_id: list[UUID] = Field(default=[], description="For any of these references.")


class BriefingBrief(ReadSchema):
    """A briefing, as far as a list needs it."""

    id: UUID
    reference: ReferenceBrief
    application: ApplicationBrief | None
    status: BriefingStatus = Field(examples=["sent"])
    fresh: bool
    subject: str = Field(examples=["Somebody may ring you about me"])
    sent_at: datetime | None
    answered_at: datetime | None
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class BriefingLintCreate(WriteSchema):
    """Words to look at; nothing is saved."""

    body: Body = Field(examples=["Dear Dilys, please tell them what you remember of the rota."])


class BriefingLintRead(ReadSchema):
    """What there is to say about them."""

    findings: list[BriefingFindingRead]
    sendable: bool


class BriefingCopyRead(ReadSchema):
    """The letter for your own mail program, with the address of their page in it."""

    subject: Annotated[str, SUBJECT]
    body: str = Field(examples=["Dear Dilys,\n\nThank you for being willing to speak for me."])
    mailto: str | None = Field(
        description="Opens it in your own mail program (RFC 6068); null without an address.",
        examples=["mailto:dilys%40arcades.example?subject=Somebody%20may%20ring%20you"],
    )


class SuggestionRead(ReadSchema):
    """Something from your own notes that may be true of what they saw."""

    text: str = Field(examples=["Calm when the ball machine jammed"])
    source: PointSource = Field(examples=["debrief"])
    application: ApplicationBrief
    at: datetime


class SuggestionsRead(ReadSchema):
    """Points to choose from, this application's first, then the newest."""

    briefing_id: UUID
    items: list[SuggestionRead]


class BriefingApprovalCreate(WriteSchema):
    """Approve exactly these words and files."""

    text_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$", max_length=64)] = Field(
        description="The one of the briefing you read.",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    )
    send_at: Instant | None = Field(
        default=None, description="When it leaves, if not now.", examples=[None]
    )


class BriefingDeliveryCreate(WriteSchema):
    """You told them yourself: on paper, by telephone, from your own mail program."""

    at: Instant | None = Field(
        default=None, description="When, if not now.", examples=["2026-06-02T08:30:00Z"]
    )
    channel: Channel = Field(default=Channel.EMAIL, examples=["phone"])
