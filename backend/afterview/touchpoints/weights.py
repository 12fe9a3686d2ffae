"""What weighs how much in the gauge, and which touches wait for an answer. Pure.

Every number is a house choice (DESIGN) where no source is named, and all of them stand here, so
that they can be argued with.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from afterview.touchpoints.vocabulary import TouchChannel, TouchPurpose


@dataclass(frozen=True, slots=True)
class Coefficients:
    """What weighs how much.

    Channels: 64 % prefer mail and 21 % the phone, so `20 * sqrt(64/21) = 34.9`; social 1 %, text
    4 to 10 % (Accountemps 2017). Purposes, escalation, decay: DESIGN.
    """

    channel: Mapping[TouchChannel, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                TouchChannel.VIA_AGENCY: 10.0,
                TouchChannel.POST: 10.0,
                TouchChannel.EMAIL: 20.0,
                TouchChannel.LINKEDIN_CONNECT: 20.0,
                TouchChannel.LINKEDIN_MESSAGE: 30.0,
                TouchChannel.PHONE: 35.0,
                TouchChannel.VOICEMAIL: 35.0,
                TouchChannel.SMS: 45.0,
                TouchChannel.SOCIAL_OTHER: 60.0,
                TouchChannel.VIDEO: 35.0,
                TouchChannel.IN_PERSON_INVITED: 35.0,
            }
        )
    )
    purpose: Mapping[TouchPurpose, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                TouchPurpose.REPLY: 0.0,
                TouchPurpose.REQUESTED: 0.0,
                TouchPurpose.SCHEDULING: 0.2,
                TouchPurpose.THANK_YOU: 0.5,
                TouchPurpose.CLOSING_NOTE: 0.5,
                TouchPurpose.MATERIAL_UPDATE: 0.6,
                TouchPurpose.FEEDBACK_REQUEST: 0.6,
                TouchPurpose.STATUS_CHECK: 1.0,
                TouchPurpose.CONNECT: 1.0,
                TouchPurpose.REARGUE: 2.0,
            }
        )
    )
    silence: float = 0.25
    """Added for each touch before it that nobody answered."""
    early: float = 1.5
    cold_call: float = 1.2
    """A call nobody asked for, in Great Britain (LOW: etiquette sources prefer mail)."""
    relief: float = 0.25
    """What a substantive reply leaves of everything before it."""
    half_life_days: float = 7.0


DEFAULT = Coefficients()
COUNTED = frozenset(
    {
        TouchPurpose.CLOSING_NOTE,
        TouchPurpose.MATERIAL_UPDATE,
        TouchPurpose.FEEDBACK_REQUEST,
        TouchPurpose.STATUS_CHECK,
        TouchPurpose.CONNECT,
        TouchPurpose.REARGUE,
    }
)
"""Purposes that wait for an answer, and so make a run when none comes."""
HURRIED = frozenset(
    {
        TouchPurpose.STATUS_CHECK,
        TouchPurpose.CONNECT,
        TouchPurpose.CLOSING_NOTE,
        TouchPurpose.REARGUE,
    }
)
"""Purposes that can be too early."""
CALLS = frozenset({TouchChannel.PHONE, TouchChannel.VOICEMAIL})
