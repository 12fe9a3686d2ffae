"""What readiness, and what would raise it, looks like from outside."""

from datetime import date

from pydantic import Field

from afterview.core.schema import ReadSchema
from afterview.pipeline.interview_schemas import ApplicationBrief
from afterview.references.choosing import Bar, Lack
from afterview.references.improving import ActionCode
from afterview.references.naming_schemas import ReferenceBrief
from afterview.references.readiness import Obstacle, PartName
from afterview.references.schemas import ConsentSummary, ReferenceRequestRead
from afterview.references.vocabulary import Band, Relationship

SCORE = Field(description="0 to 100, rounded to one decimal.", examples=[82.6])


class PartRead(ReadSchema):
    """One part of a score, with its reason."""

    name: PartName = Field(examples=["brief"])
    weight: float = Field(description="Share of the whole, 0 to 1.", examples=[0.25])
    value: float = Field(description="How much of it is there, 0 to 1.", examples=[1.0])
    points: float = Field(description="What it adds.", examples=[25.0])
    sentence: str = Field(examples=["Briefed for this job 3 days ago."])


class ActionRead(ReadSchema):
    """Something to do, and what it alone would make of the score."""

    code: ActionCode = Field(examples=["confirm_recall"])
    sentence: str = Field(examples=["Ask what they remember of working with you."])
    score: float = SCORE
    band: Band = Field(examples=["ready"])
    gain: float = Field(description="Points more than now.", examples=[22.6])
    from_on: date | None = Field(description="From when it helps; null: today.")


class ReadinessRead(ReadSchema):
    """How ready one reference is for one application, and why."""

    reference: ReferenceBrief
    application: ApplicationBrief | None
    relationship: Relationship = Field(examples=["line_manager"])
    score: float = SCORE
    band: Band = Field(examples=["ready"])
    obstacle: Obstacle | None = Field(
        description="What makes the whole score 0; null if nothing does.", examples=[None]
    )
    why_zero: str = Field(description="The obstacle in words; empty without one.", examples=[""])
    bar: Bar | None = Field(
        description="What keeps their name back however ready they are, so that they are not "
        "among those to name; null if nothing does.",
        examples=[None],
    )
    why_barred: str = Field(description="The bar in words; empty without one.", examples=[""])
    capped: bool = Field(
        description="Whether it is held at 60 because nobody has asked what they remember."
    )
    recall_confirmed: bool
    consent: ConsentSummary = Field(description="For this application.")
    contacts_90_days: int = Field(examples=[1])
    named: bool = Field(description="Whether this employer has the name.")
    rewarm: bool = Field(
        description="Whether to get in touch before the name is given: they are not ready, or "
        "nobody knows what they remember."
    )
    parts: list[PartRead]
    improvements: list[ActionRead] = Field(
        description="What would raise it, the most first; each is reckoned alone."
    )


class LackRead(ReadSchema):
    """What a set of references still lacks."""

    code: Lack = Field(examples=["no_line_manager"])
    sentence: str = Field(examples=["No line manager is ready: warm the one who has said yes."])


class NextStepRead(ReadSchema):
    """One thing to do for the whole set."""

    reference: ReferenceBrief
    action: ActionRead


class RotationRead(ReadSchema):
    """Somebody who is asked too often, and who could be named instead (RF-03)."""

    tired: ReferenceBrief
    contacts_90_days: int = Field(examples=[3])
    instead: ReferenceBrief | None = Field(
        description="The most ready of the others who may be named."
    )


class ReferenceSetRead(ReadSchema):
    """Whether there are references enough for an employer, and what to do about it."""

    application: ApplicationBrief
    wanted: int = Field(examples=[2])
    usual: bool = Field(
        description="Whether that is the usual number in the employer's region, because nobody "
        "wrote down what they ask for."
    )
    request: ReferenceRequestRead | None = Field(
        description="What they ask for, once somebody wrote it down."
    )
    ready: bool
    chosen: list[ReferenceBrief] = Field(description="Whom to name.")
    missing: list[LackRead]
    next_steps: list[NextStepRead] = Field(
        description="What would help the set most, the most useful first."
    )
    rotation: list[RotationRead]
    members: list[ReadinessRead] = Field(description="Everybody, the most ready first.")
