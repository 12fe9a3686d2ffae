"""What a mail seems to say, put as a question: an interview, a refusal, an offer?"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError
from sqlmodel import Session

from afterview.core.db import owned
from afterview.core.schema import Url
from afterview.mail.incoming import Incoming
from afterview.mail.outcomes import looks_like_offer, looks_like_rejection
from afterview.mail.rules import MessageKind
from afterview.pipeline.models import Application, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category, InterviewFormat
from afterview.replies import invitations
from afterview.replies import service as replies
from afterview.replies.invitations import Invitation
from afterview.replies.models import ProposalKind, ReceivedMessage

SILENT = (MessageKind.BOUNCE, MessageKind.OUT_OF_OFFICE)
_URL: TypeAdapter[str] = TypeAdapter(Url)


def make_proposals(
    session: Session,
    message: ReceivedMessage,
    incoming: Incoming,
    application: Application | None,
    zone: ZoneInfo,
) -> None:
    """Propose what a mail seems to say; `zone` is where times without one are meant."""
    if message.kind in SILENT:
        return
    for calendar in incoming.calendars:
        if invitation := invitations.read(calendar, zone):
            kind, details = ProposalKind.INTERVIEW, _details(invitation)
            replies.propose(session, message, kind, _invited(invitation), details)
            break  # mail programs send one invitation twice, in two spellings
    where = _category(session, application)
    if words := looks_like_rejection(incoming.subject, incoming.text):
        if where is not Category.CLOSED:
            why = f"It sounds like a refusal: “{words}”"
            replies.propose(session, message, ProposalKind.REJECTION, why, {"words": words})
    elif (words := looks_like_offer(incoming.subject, incoming.text)) and where not in (
        Category.CLOSED,
        Category.OFFER,
    ):
        why = f"It sounds like an offer: “{words}”"
        replies.propose(session, message, ProposalKind.OFFER, why, {"words": words})


def _category(session: Session, application: Application | None) -> Category | None:
    if application is None:
        return None
    return CATEGORY[owned(session, Stage, application.stage_id, application.owner_id).status]


def _invited(invitation: Invitation) -> str:
    what = "took back an invitation" if invitation.cancelled else "brought an invitation"
    if invitation.starts_at is not None:
        when = f"for {_written(invitation.starts_at.astimezone(ZoneInfo(invitation.zone)))}"
        if not invitation.zone_known:
            when += f" (taken to be {invitation.zone} time)"
    elif invitation.day is not None:
        when = (
            f"for {invitation.day:%A} {invitation.day.day} {invitation.day:%B %Y}, without a time"
        )
    else:
        when = "without a time that can be read"
    once = "; it repeats, and only the first time is meant" if invitation.repeats else ""
    return f"The mail {what} {when}{once}."


def _written(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B %Y, %H:%M}"


def _details(invitation: Invitation) -> dict[str, Any]:
    """What it says, in the form an interview takes it."""
    link = _url(invitation.link)
    return {
        "cancelled": invitation.cancelled,
        "starts_at": invitation.starts_at and invitation.starts_at.isoformat(),
        "day": invitation.day and invitation.day.isoformat(),
        "duration_minutes": invitation.duration_minutes,
        "zone": invitation.zone,
        "format": _format(invitation, link),
        "location": invitation.location if invitation.location not in ("", link) else None,
        "link": link,
        "summary": invitation.summary,
        "organizer_name": invitation.organizer_name,
        "organizer_email": invitation.organizer_email,
        "uid": invitation.uid,
        "repeats": invitation.repeats,
    }


def _url(text: str) -> str | None:
    try:
        return _URL.validate_python(text) if text else None
    except ValidationError:
        return None


def _format(invitation: Invitation, link: str | None) -> str:
    if invitation.by_phone:
        return str(InterviewFormat.PHONE)
    place = invitation.location and not link
    return str(InterviewFormat.IN_PERSON if place else InterviewFormat.VIDEO_LIVE)
