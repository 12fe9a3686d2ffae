"""How ready somebody is to vouch for one application (RF-04). Pure.

`R = 100·G·(.25 brief + .20 relevance + .15 recency + .15 relationship + .10 responsive + .10 load
+ .05 ledger)`, where `G` is 1 with a valid consent and else 0; never above 60 while nobody has
asked what they remember. Weights, bands and half-life are house choices (DESIGN). What supports
their order: a third of candidates are dropped after the references were heard (Robert Half 2019;
MEDIUM), and advisers put managers and recent work first (LOW to MEDIUM).
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from afterview.references.ledger_rules import Debt
from afterview.references.rules import LOAD_DAYS
from afterview.references.vocabulary import Band, Relationship


class PartName(StrEnum):
    """What the score is made of."""

    BRIEF = "brief"
    RELEVANCE = "relevance"
    RECENCY = "recency"
    RELATIONSHIP = "relationship"
    RESPONSIVE = "responsive"
    LOAD = "load"
    LEDGER = "ledger"


class Obstacle(StrEnum):
    """What makes every part worth nothing."""

    NO_CONSENT = "no_consent"
    RELATIVE = "relative"


OBSTACLES: Mapping[Obstacle, str] = MappingProxyType(
    {
        Obstacle.NO_CONSENT: "They have not said yes, or not lately; nobody is named without it.",
        Obstacle.RELATIVE: "A relative cannot vouch for you: no employer would count it.",
    }
)
WEIGHTS: Mapping[PartName, float] = MappingProxyType(
    {
        PartName.BRIEF: 0.25,
        PartName.RELEVANCE: 0.20,
        PartName.RECENCY: 0.15,
        PartName.RELATIONSHIP: 0.15,
        PartName.RESPONSIVE: 0.10,
        PartName.LOAD: 0.10,
        PartName.LEDGER: 0.05,
    }
)
FULL = 100.0
READY, NEEDS_WARMING = 75.0, 50.0
"""Where the bands begin, in points."""
MOST_UNREMEMBERED = 60.0
BRIEF_DAYS = 14
GENERAL_BRIEF_DAYS = 90
HALF = 0.5
"""Of a general briefing, of what is unknown, and of a debt that is not due."""
HALF_LIFE_YEARS = 5.0
"""Advisers want people from the last five to seven years (LOW to MEDIUM)."""
RELATIONSHIPS: Mapping[Relationship, float] = MappingProxyType(
    {
        Relationship.LINE_MANAGER: 1.0,
        Relationship.SENIOR_MANAGER: 0.85,
        Relationship.CLIENT: 0.8,
        Relationship.ACADEMIC: 0.6,
        Relationship.PEER: 0.6,
        Relationship.REPORT: 0.5,
        Relationship.CHARACTER: 0.3,
        Relationship.RELATIVE: 0.0,
    }
)
_FOR_FIRST_JOB = 1.0  # an academic, where there was no manager yet
QUICK_DAYS, QUICK = 2.0, 1.0
FAIR_DAYS, FAIR = 7.0, 0.6
SILENT_DAYS = 14.0
LOADS = (1.0, 1.0, 0.7, 0.3)
"""By employer contacts in 90 days; from four on it is 0."""
DEBTS: Mapping[Debt, float] = MappingProxyType(
    {Debt.NOTHING: 1.0, Debt.NOT_DUE: HALF, Debt.OVERDUE: 0.0}
)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of one person, for one application.

    Raises:
        ValueError: a count, an age or a wait is negative or not a number, or there are both days
            to an answer and days of silence.
    """

    relationship: Relationship
    consent_valid: bool
    years_apart: float | None
    """Since they last worked together; 0 while they do, None if nobody wrote it down."""
    first_job: bool = False
    brief_days: int | None = None
    """Since a briefing for this job went out."""
    general_brief_days: int | None = None
    wanted: Collection[str] = ()
    """Competencies the job asks for; case and spacing make no difference."""
    vouched: Collection[str] = ()
    answered_days: float | None = None
    """From what they were last asked to their answer; None while there is none."""
    silent_days: float | None = None
    """Since they were last asked something they have not answered."""
    contacts: int = 0
    """Employers who spoke to them in the last 90 days."""
    debt: Debt = Debt.NOTHING
    recall_confirmed: bool = False

    def __post_init__(self) -> None:
        for name in (
            "years_apart",
            "brief_days",
            "general_brief_days",
            "answered_days",
            "silent_days",
            "contacts",
        ):
            number = getattr(self, name)
            if number is not None and not 0 <= number < math.inf:
                raise ValueError(f"{name} must be 0 or more, got {number}")
        if self.answered_days is not None and self.silent_days is not None:
            raise ValueError("they have answered or they are silent, not both")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: its weight and value, both 0 to 1, the points, and why."""

    name: PartName
    weight: float
    value: float
    points: float
    sentence: str


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready somebody is. The score is exact: round it where it is shown."""

    score: float
    band: Band
    parts: tuple[Part, ...]
    """What each would count for, were there no obstacle and no cap."""
    capped: bool
    """The score would be above 60, had they said what they remember."""
    obstacle: Obstacle | None


def readiness(inputs: Inputs) -> Readiness:
    """Return how ready somebody is to vouch for one application (RF-04)."""
    parts = tuple(
        Part(name, WEIGHTS[name], value, FULL * WEIGHTS[name] * value, sentence)
        for name, (value, sentence) in {
            PartName.BRIEF: _brief(inputs),
            PartName.RELEVANCE: _relevance(inputs),
            PartName.RECENCY: _recency(inputs),
            PartName.RELATIONSHIP: _relationship(inputs),
            PartName.RESPONSIVE: _responsive(inputs),
            PartName.LOAD: _load(inputs),
            PartName.LEDGER: _ledger(inputs),
        }.items()
    )
    obstacle = _obstacle(inputs)
    score = 0.0 if obstacle else math.fsum(part.points for part in parts)
    capped = score > MOST_UNREMEMBERED and not inputs.recall_confirmed
    if capped:
        score = MOST_UNREMEMBERED
    return Readiness(score, band(score), parts, capped, obstacle)


def band(score: float) -> Band:
    """Return the band of an unrounded score."""
    if score >= READY:
        return Band.READY
    return Band.NEEDS_WARMING if score >= NEEDS_WARMING else Band.NOT_READY


def _obstacle(inputs: Inputs) -> Obstacle | None:
    if inputs.relationship is Relationship.RELATIVE:
        return Obstacle.RELATIVE
    return None if inputs.consent_valid else Obstacle.NO_CONSENT


def _brief(inputs: Inputs) -> tuple[float, str]:
    """A briefing for this job that has grown old counts like a general one."""
    days, general = inputs.brief_days, inputs.general_brief_days
    if days is not None and days <= BRIEF_DAYS:
        return 1.0, f"Briefed for this job {_ago(days)}."
    if days is not None and days <= GENERAL_BRIEF_DAYS:
        return HALF, f"Briefed for this job {_ago(days)}; after {BRIEF_DAYS} days half is gone."
    if general is not None and general <= GENERAL_BRIEF_DAYS:
        return HALF, f"Told about the search {_ago(general)}, but not about this job."
    if days is None and general is None:
        return 0.0, "Not briefed yet."
    return 0.0, f"Not briefed for {GENERAL_BRIEF_DAYS} days."


def _ago(days: int) -> str:
    return "today" if days == 0 else f"{_count(days, 'day')} ago"


def _relevance(inputs: Inputs) -> tuple[float, str]:
    wanted, vouched = _plain(inputs.wanted), _plain(inputs.vouched)
    if not wanted:
        return HALF, "The job names no competencies, so nobody knows how well they fit it."
    known = len(wanted & vouched)
    return known / len(wanted), f"Can vouch for {known} of the {len(wanted)} things the job wants."


def _plain(words: Iterable[str]) -> set[str]:
    return {" ".join(word.split()) for one in words if (word := one.casefold()).strip()}


def _recency(inputs: Inputs) -> tuple[float, str]:
    if inputs.years_apart is None:
        return HALF, "Nobody wrote down when you worked together."
    value = recency(inputs.years_apart)
    if inputs.years_apart == 0:
        return value, "You work together now, or did until lately."
    years = f"{inputs.years_apart:.1f}".removesuffix(".0")
    return value, f"{years} {'year' if years == '1' else 'years'} since you worked together."


def recency(years_apart: float) -> float:
    """Return what so many years since working together leave, as a share: half after five."""
    return math.pow(2.0, -years_apart / HALF_LIFE_YEARS)


def _relationship(inputs: Inputs) -> tuple[float, str]:
    name = inputs.relationship.replace("_", " ").capitalize()
    if inputs.relationship is Relationship.ACADEMIC and inputs.first_job:
        return _FOR_FIRST_JOB, f"{name}: for a first job that counts like a line manager."
    value = RELATIONSHIPS[inputs.relationship]
    if inputs.relationship is Relationship.LINE_MANAGER:
        return value, f"{name}: whom employers ask for first."
    return value, f"{name}: counts {value * 100:.0f} % of a line manager."


def _responsive(inputs: Inputs) -> tuple[float, str]:
    answered, silent = inputs.answered_days, inputs.silent_days
    if answered is not None:
        if answered <= QUICK_DAYS:
            return QUICK, f"Answered within {QUICK_DAYS:.0f} days."
        if answered <= FAIR_DAYS:
            return FAIR, f"Answered within {FAIR_DAYS:.0f} days."
        return HALF, f"Answered, after more than {FAIR_DAYS:.0f} days."
    if silent is not None and silent > SILENT_DAYS:
        return 0.0, f"Silent for more than {SILENT_DAYS:.0f} days."
    if silent is not None:
        return HALF, "Has not answered yet."
    return HALF, "Nobody has asked them anything, so how quick they are is unknown."


def _load(inputs: Inputs) -> tuple[float, str]:
    value = load_value(inputs.contacts)
    return value, f"{_count(inputs.contacts, 'employer')} in touch in {LOAD_DAYS} days."


def load_value(contacts: int) -> float:
    """Return what so many employer contacts in 90 days leave of the load's part, as a share."""
    return LOADS[contacts] if contacts < len(LOADS) else 0.0


def _ledger(inputs: Inputs) -> tuple[float, str]:
    sentences = {
        Debt.NOTHING: "You owe them nothing.",
        Debt.NOT_DUE: "You owe them something that is not due yet.",
        Debt.OVERDUE: "You owe them something that is due.",
    }
    return DEBTS[inputs.debt], sentences[inputs.debt]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
