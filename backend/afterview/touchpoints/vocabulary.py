"""The words for what passes between a candidate and an employer (FU-06, HS-05)."""

from enum import StrEnum


class Direction(StrEnum):
    """Who spoke to whom, seen from the candidate."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class TouchChannel(StrEnum):
    """How it was said. Turning up uninvited can be logged as history by nobody: it is not one."""

    EMAIL = "email"
    VIA_AGENCY = "via_agency"
    POST = "post"
    LINKEDIN_CONNECT = "linkedin_connect"
    LINKEDIN_MESSAGE = "linkedin_message"
    PHONE = "phone"
    VOICEMAIL = "voicemail"
    SMS = "sms"
    SOCIAL_OTHER = "social_other"
    VIDEO = "video"
    IN_PERSON_INVITED = "in_person_invited"


class TouchPurpose(StrEnum):
    """What it was for."""

    REPLY = "reply"
    REQUESTED = "requested"
    SCHEDULING = "scheduling"
    THANK_YOU = "thank_you"
    CLOSING_NOTE = "closing_note"
    MATERIAL_UPDATE = "material_update"
    FEEDBACK_REQUEST = "feedback_request"
    STATUS_CHECK = "status_check"
    CONNECT = "connect"
    REARGUE = "reargue"
