"""What a hard stop looks at, and what it says. The stops themselves are in `stops`. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from afterview.touchpoints.gauge import Touch
from afterview.touchpoints.vocabulary import TouchChannel, TouchPurpose


@dataclass(frozen=True, slots=True)
class Fact:
    """What has to change for a stop to go away."""

    name: str
    how: str
    href: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One reason why something must not be planned."""

    id: str
    blocks: str
    why: str
    fact: Fact
    lifts_at: datetime | None = None
    """When waiting is enough; None: only the fact lifts it."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything about an application and its employer that a stop may depend on."""

    now: datetime
    zone: ZoneInfo
    """The employer's."""
    employer: str
    application_href: str
    do_not_contact: bool = False
    no_calls: bool = False
    agency_do_not_contact: bool = False
    rejected_at: datetime | None = None
    withdrew_at: datetime | None = None
    """When the candidate withdrew or declined."""
    outcome_at: datetime | None = None
    """When there was first an outcome, whichever."""
    quiet_until: date | None = None
    through_agency: bool = False
    legal_dispute: bool = False
    interviewed_at: datetime | None = None
    """When the latest interview ended: whoever invites again has answered."""
    touches: Sequence[Touch] = ()
    """Of this application."""
    at_employer: Sequence[Touch] = ()
    """Outbound ones of every application at the employer, this one's included."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A touch somebody has in mind."""

    at: datetime
    channel: TouchChannel
    purpose: TouchPurpose
    address_usable: bool = True
    """False where the person has not given it, or asked not to be reached there."""
