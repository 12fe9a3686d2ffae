"""What a touch is called in a timeline, word for word as on the page."""

from collections.abc import Mapping
from types import MappingProxyType

from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose

HOW: Mapping[TouchChannel, str] = MappingProxyType(
    {
        TouchChannel.EMAIL: "E-mail",
        TouchChannel.VIA_AGENCY: "Through the agency",
        TouchChannel.POST: "Post",
        TouchChannel.LINKEDIN_CONNECT: "LinkedIn invitation",
        TouchChannel.LINKEDIN_MESSAGE: "LinkedIn message",
        TouchChannel.PHONE: "Phone call",
        TouchChannel.VOICEMAIL: "Voicemail",
        TouchChannel.SMS: "Text message",
        TouchChannel.SOCIAL_OTHER: "Another network",
        TouchChannel.VIDEO: "Video call",
        TouchChannel.IN_PERSON_INVITED: "In person, invited",
    }
)
WHAT: Mapping[TouchPurpose, str] = MappingProxyType(
    {
        TouchPurpose.REPLY: "reply",
        TouchPurpose.REQUESTED: "something they asked for",
        TouchPurpose.SCHEDULING: "finding a date",
        TouchPurpose.THANK_YOU: "thank-you",
        TouchPurpose.CLOSING_NOTE: "closing note",
        TouchPurpose.MATERIAL_UPDATE: "real news",
        TouchPurpose.FEEDBACK_REQUEST: "asking for feedback",
        TouchPurpose.STATUS_CHECK: "check-in",
        TouchPurpose.CONNECT: "connecting",
        TouchPurpose.REARGUE: "contesting a no",
    }
)


def name(direction: Direction, channel: TouchChannel, purpose: TouchPurpose | None) -> str:
    """“E-mail: check-in”, or “E-mail from them”."""
    if direction is Direction.INBOUND:
        return f"{HOW[channel]} from them"
    return f"{HOW[channel]}: {WHAT[purpose]}" if purpose else HOW[channel]
