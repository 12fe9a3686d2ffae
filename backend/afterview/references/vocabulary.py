"""The words for who vouches for a candidate, on whose word, and what is owed for it (RF-01…RF-05).

"Reference" is the person and, in the United States, also what they say; here it is the person.
"""

from enum import StrEnum


class Relationship(StrEnum):
    """What somebody was to the candidate when they worked together. A relative never vouches."""

    LINE_MANAGER = "line_manager"
    SENIOR_MANAGER = "senior_manager"
    CLIENT = "client"
    ACADEMIC = "academic"
    PEER = "peer"
    REPORT = "report"
    CHARACTER = "character"
    RELATIVE = "relative"


class ConsentStatus(StrEnum):
    """What somebody said when asked to vouch (RF-01). Only a yes lets them be named."""

    NOT_ASKED = "not_asked"
    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ConsentScope(StrEnum):
    """How far a yes reaches: to every application, or to the one it was asked for."""

    GENERAL = "general"
    THIS_APPLICATION = "this_application"


class Direction(StrEnum):
    """Who owes whom, seen from the candidate."""

    I_OWE = "i_owe"
    THEY_OWE = "they_owe"


class LedgerKind(StrEnum):
    """What is owed (RF-05). Words about the candidate are none of it (RF-06)."""

    THANKS = "thanks"
    OUTCOME_UPDATE = "outcome_update"
    RECIPROCAL_REFERENCE = "reciprocal_reference"
    MONEY = "money"
    FAVOUR = "favour"
    ITEM = "item"


class LedgerStatus(StrEnum):
    """Whether something is still owed."""

    OPEN = "open"
    SETTLED = "settled"
    FORGIVEN = "forgiven"


class LedgerOrigin(StrEnum):
    """What wrote an entry: a person, a call from an employer, or the end of an application."""

    BY_HAND = "by_hand"
    EMPLOYER_CONTACT = "employer_contact"
    OUTCOME = "outcome"


class CallResult(StrEnum):
    """How a call from an employer went, as far as the reference tells."""

    WENT_WELL = "went_well"
    MIXED = "mixed"
    WENT_BADLY = "went_badly"
    UNKNOWN = "unknown"


class Band(StrEnum):
    """How ready somebody is to vouch for one application (RF-04)."""

    READY = "ready"
    NEEDS_WARMING = "needs_warming"
    NOT_READY = "not_ready"


class BriefingStatus(StrEnum):
    """How far a briefing has come. Nothing is sent that a person has not approved."""

    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    ANSWERED = "answered"


class RefereeAnswer(StrEnum):
    """What a reference answers when told that somebody may ring."""

    CONFIRMED = "confirmed"
    OTHER_TIME = "other_time"
    DECLINED = "declined"
