"""The shapes in which the demo world is written down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Moment = tuple[int, str]
"""Working days from today, negative for the past, and the time on the user's clock.

`(-58, "10:00")` is ten in the morning, 58 working days ago.
"""
Fields = Mapping[str, Any]
"""Fields of the API's own create and patch bodies, validated when they are used."""


@dataclass(frozen=True, slots=True)
class Person:
    """A contact, and when they came into the search."""

    key: str
    met: Moment
    fields: Fields
    organization: str | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A step to the stage that means `status`."""

    at: Moment
    status: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Candidacy:
    """An application with its history. It starts where its first move goes."""

    key: str
    organization: str
    fields: Fields
    moves: tuple[Move, ...]
    agency: str | None = None
    posted: int | None = None
    """Working day the posting appeared."""
    closes: int | None = None
    """Working day the posting ends."""


@dataclass(frozen=True, slots=True)
class FollowUpStep:
    """What became of one message: sent, or waived where there is a reason."""

    at: Moment
    purpose: str
    sequence: int = 1
    waived_reason: str = ""


@dataclass(frozen=True, slots=True)
class Ending:
    """How an interview ended, and what was done about it."""

    after_minutes: int
    """Minutes from the start to the way out."""
    said: Fields
    questions: tuple[tuple[str, str, str], ...]
    """Question, gist of the answer, what they probed after."""
    captured: Fields
    tension_after: int
    decision_by: int | None = None
    """Working day an answer was promised for."""
    skipped: Fields = field(default_factory=dict)
    """Slots of the plan that were skipped, and why."""
    messages: tuple[FollowUpStep, ...] = ()
    answered: tuple[Moment, str] | None = None
    """When an answer came that made the rest of the messages pointless, and why."""
    tasks_done: Moment | None = None
    """When what the ending gave to do was done."""
    debrief: tuple[Moment, Fields] | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """An interview, planned or held."""

    key: str
    application: str
    planned: Moment
    starts: Moment
    people: tuple[str, ...]
    fields: Fields
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something written down to do."""

    written: Moment
    title: str
    due: Moment | None = None
    application: str | None = None
    interview: str | None = None
    notes: str = ""
    done: Moment | None = None
    skipped: tuple[Moment, str] | None = None


@dataclass(frozen=True, slots=True)
class Voucher:
    """A contact who vouches: when they were asked, when they said yes."""

    contact: str
    asked: Moment
    agreed: Moment
    fields: Fields


@dataclass(frozen=True, slots=True)
class Named:
    """A reference was briefed, and given to an employer."""

    contact: str
    application: str
    briefed: Moment
    named: Moment
    points: tuple[str, ...]
    calls_from: Moment | None = None
    calls_to: Moment | None = None
    confirmed: Moment | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """An employer spoke to a reference; when they were thanked for it."""

    contact: str
    application: str
    at: Moment
    fields: Fields
    thanked: Moment | None = None


@dataclass(frozen=True, slots=True)
class Debt:
    """Something owed, in either direction."""

    contact: str
    written: Moment
    due: int | None
    """Working day it falls due."""
    fields: Fields
