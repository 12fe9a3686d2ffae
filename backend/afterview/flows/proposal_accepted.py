"""Yes, that is what they said: the interview is written down, or the application moves."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import find, owned
from afterview.core.errors import Conflict, Invalid
from afterview.flows import reply_received
from afterview.flows.application_changed import move_application
from afterview.people import service as people
from afterview.pipeline import interview_service, queries
from afterview.pipeline.interview_schemas import InterviewCreate, InterviewPatch
from afterview.pipeline.models import Application, Interview, Stage
from afterview.pipeline.schemas import MoveCreate
from afterview.pipeline.service import StageRetired
from afterview.pipeline.vocabulary import InterviewFormat, InterviewStatus, Status
from afterview.replies import queries as replies_queries
from afterview.replies import service as replies
from afterview.replies.models import Proposal, ProposalKind, ReceivedMessage
from afterview.replies.schemas import AcceptanceCreate, ProposalDetails, ReceivedMessagePatch

MEANS = {ProposalKind.REJECTION: Status.REJECTED, ProposalKind.OFFER: Status.OFFERED}
STANDING = (InterviewStatus.SCHEDULED, InterviewStatus.RESCHEDULED)


class NotAssigned(Conflict):
    code = "proposal-not-assigned"


class NoTime(Invalid):
    code = "starts-at-needed"


class NoSuchInterview(Conflict):
    code = "interview-not-found"


def accept(
    session: Session, user: User, proposal: Proposal, data: AcceptanceCreate, *, now: Now
) -> bool:
    """Record what was proposed; return whether that happened now. Twice is once.

    Raises:
        NotAssigned: nobody has said what the message is about.
        NoTime: an invitation names no time, and none was sent.
        Anonymised: nobody knows who would be there.
        NoSuchInterview: an invitation was taken back that no interview was made from.
    """
    _refuse_foreign(session, user, data)
    if proposal.accepted_at is not None:
        return False
    application = _application(session, user, proposal, data.application_id)
    message = owned(session, ReceivedMessage, proposal.received_message_id, user.id)
    if message.application_id is None and message.dismissed_at is None:
        about = ReceivedMessagePatch(application_id=application.id)
        reply_received.change(session, message, about, now=now)
    proposal.application_id = application.id
    if proposal.kind is ProposalKind.INTERVIEW:
        _interview(session, user, application, proposal, data, now=now)
    else:
        _move(session, user, application, proposal, data, now=now)
    replies.mark_accepted(session, proposal, now=now)
    return True


def _refuse_foreign(session: Session, user: User, data: AcceptanceCreate) -> None:
    """What is named has to be there, even where this kind of proposal has no use for it."""
    for place, seat in enumerate(data.interviewers):
        if seat.contact_id is not None:
            named = f"/interviewers/{place}/contact_id"
            people.somebody(session, seat.contact_id, user.id, pointer=named)
    if data.to_stage_id is not None:
        owned(session, Stage, data.to_stage_id, user.id)
    if data.application_id is not None:
        owned(session, Application, data.application_id, user.id)


def _application(
    session: Session, user: User, proposal: Proposal, asked: UUID | None
) -> Application:
    application_id = asked or proposal.application_id
    if application_id is None:
        raise NotAssigned(
            "Say what the message is about first: assign it, or send application_id.",
            pointer="/application_id",
        )
    return owned(session, Application, application_id, user.id)


def _interview(
    session: Session,
    user: User,
    application: Application,
    proposal: Proposal,
    data: AcceptanceCreate,
    *,
    now: Now,
) -> None:
    """Make the interview; an invitation sent again moves the one that was made from it."""
    details = ProposalDetails.model_validate(proposal.details)
    known = _made_before(session, application, details)
    if details.cancelled:
        if known is None:
            raise NoSuchInterview("There is no planned interview that this invitation was for.")
        _change(session, known, {"status": "cancelled"}, now=now)
        proposal.interview_id = known.id
        return
    asked = _asked(details, data)
    if known is not None:
        _change(session, known, asked, now=now)
        proposal.interview_id = known.id
        return
    made = InterviewCreate(application_id=application.id, interviewers=data.interviewers, **asked)
    proposal.interview_id = interview_service.create_interview(session, user, made, now=now).id


def _change(session: Session, interview: Interview, changes: dict[str, Any], *, now: Now) -> None:
    """One that was called off comes back with a new time."""
    if interview.status not in STANDING and "status" not in changes:
        changes = changes | {"status": "scheduled"}
    interview_service.update_interview(session, interview, InterviewPatch(**changes), now=now)


def _asked(details: ProposalDetails, data: AcceptanceCreate) -> dict[str, Any]:
    """What the message says, except where its reader knows better."""
    starts_at = data.starts_at or details.starts_at
    if starts_at is None:
        raise NoTime("The message names no time; send starts_at.", pointer="/starts_at")
    found = {
        "starts_at": starts_at,
        "duration_minutes": data.duration_minutes or details.duration_minutes,
        "zone": data.zone or details.zone,
        "format": data.format or details.format or InterviewFormat.VIDEO_LIVE,
        "location": data.location or details.location,
        "link": data.link or details.link,
    }
    return {name: value for name, value in found.items() if value is not None}


def _made_before(
    session: Session, application: Application, details: ProposalDetails
) -> Interview | None:
    """The interview an earlier mail with this invitation has made, unless it has been held."""
    if not details.uid:
        return None
    for earlier in replies_queries.accepted_invitations(session, application.id):
        if earlier.details.get("uid") == details.uid and earlier.interview_id is not None:
            interview = find(session, Interview, id=earlier.interview_id)
            if interview is not None and interview.ended_at is None:
                return interview
    return None


def _move(
    session: Session,
    user: User,
    application: Application,
    proposal: Proposal,
    data: AcceptanceCreate,
    *,
    now: Now,
) -> None:
    """Move the application to where a refusal or an offer leads, at the time it was told."""
    status = MEANS[proposal.kind]
    here = owned(session, Stage, application.stage_id, user.id)
    target = data.to_stage_id or _first_stage(session, user.id, status)
    if here.id == target or (data.to_stage_id is None and here.status is status):
        return
    message = owned(session, ReceivedMessage, proposal.received_message_id, user.id)
    move = MoveCreate(
        to_stage_id=target,
        at=data.at or _told_at(application, message.received_at, now),
        reason=proposal.why[:200],
    )
    move_application(session, user, application, move, now=now)


def _first_stage(session: Session, owner_id: UUID, status: Status) -> UUID:
    for stage in queries.stages(session, owner_id):
        if stage.status is status and not stage.retired:
            return stage.id
    raise StageRetired(
        f"No stage on your board means `{status}`; add one, or name another.",
        pointer="/to_stage_id",
    )


def _told_at(application: Application, received_at: datetime, now: Now) -> datetime:
    """By the message, unless the application has moved since: then now, so that it stands."""
    return received_at if received_at > application.stage_entered_at else now.at
