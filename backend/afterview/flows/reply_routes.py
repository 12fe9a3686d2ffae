"""Received messages and proposals over HTTP, where what they cause crosses rooms."""

import base64
import binascii

from fastapi import APIRouter
from sqlmodel import Session

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.accounts.user import User
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.db import owned
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.routing import ApiRoute, SessionDep
from afterview.flows import proposal_accepted, reply_received
from afterview.followups.models import FollowUp
from afterview.mail import incoming
from afterview.mail.incoming import Incoming, Unreadable
from afterview.people.models import Contact
from afterview.people.queries import contact_by_email
from afterview.people.service import Anonymised
from afterview.pipeline.interview_service import HasEnded, TwiceInOneRoom
from afterview.pipeline.models import Application
from afterview.pipeline.service import MovedInFuture, StageRetired
from afterview.replies import queries
from afterview.replies.deps import OwnedProposal, OwnedReceivedMessage
from afterview.replies.matching import Match
from afterview.replies.models import MatchedBy, ReceivedFrom
from afterview.replies.schemas import (
    AcceptanceCreate,
    ProposalRead,
    ReceivedMessageCreate,
    ReceivedMessagePatch,
    ReceivedMessageRead,
)
from afterview.replies.service import NoDate

router = APIRouter(prefix="/api/v1", tags=["Replies"], route_class=ApiRoute)


@router.post(
    "/received-messages",
    response_model=ReceivedMessageRead,
    status_code=201,
    responses=problems(
        NotFound, Unreadable, reply_received.OwnMessage, reply_received.ReceivedInFuture
    )
    | {200: {"model": ReceivedMessageRead, "description": "It had been received already."}},
)
def create_received_message(
    session: SessionDep, user: CurrentUser, now: NowDep, data: ReceivedMessageCreate
) -> Answer:
    """Paste a mail, or upload an `.eml`.

    It is matched by its thread, then by its sender, then by its subject; what matches nothing waits
    to be assigned. Somebody's own words stop the asking; automatic answers do not, and an
    out-of-office answer only moves it. An invitation, a refusal or an offer is proposed. The same
    mail twice, by its Message-ID or else its words, answers 200 with the one that is there.
    """
    source, mail = _mail(data)
    message, new = reply_received.receive(
        session,
        user.id,
        mail,
        source=source,
        now=now,
        match=_said(session, user, mail, data),
        received_at=data.received_at,
    )
    return Answer(
        queries.received_message(session, message),
        status=201 if new else 200,
        location=f"/api/v1/received-messages/{message.id}" if new else "",
    )


def _mail(data: ReceivedMessageCreate) -> tuple[ReceivedFrom, Incoming]:
    if data.text:
        mail = incoming.pasted(
            data.text,
            from_email=data.from_email or "",
            from_name=data.from_name,
            subject=data.subject,
        )
        return ReceivedFrom.PASTE, mail
    if data.raw:
        return ReceivedFrom.PASTE, incoming.parse(data.raw.encode("utf-8", "replace"))
    assert data.raw_base64 is not None  # the schema asks for one of the three
    try:
        raw = base64.b64decode("".join(data.raw_base64.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unreadable("This is not base64.", pointer="/raw_base64") from error
    return ReceivedFrom.UPLOAD, incoming.parse(raw)


def _said(
    session: Session, user: User, mail: Incoming, data: ReceivedMessageCreate
) -> Match | None:
    """What its reader says it is about."""
    if data.application_id is None and data.follow_up_id is None:
        return None
    writer = contact_by_email(session, user.id, mail.from_email) if mail.from_email else None
    if data.follow_up_id is None:
        assert data.application_id is not None
        application = owned(session, Application, data.application_id, user.id)
        return Match(application.id, writer.id if writer else None, MatchedBy.HAND)
    follow_up = owned(session, FollowUp, data.follow_up_id, user.id)
    if data.application_id not in (None, follow_up.application_id):
        raise NotFound("That message of yours belongs to another application.")
    if writer is None and follow_up.contact_id is not None:
        writer = owned(session, Contact, follow_up.contact_id, user.id)
    return Match(follow_up.application_id, writer.id if writer else None, MatchedBy.HAND)


@router.patch(
    "/received-messages/{received_message_id}",
    response_model=ReceivedMessageRead,
    responses=problems(NotFound, NoDate, Anonymised),
)
def update_received_message(
    session: SessionDep,
    now: NowDep,
    message: OwnedReceivedMessage,
    data: ReceivedMessagePatch,
    if_match: IfMatch = None,
) -> ReceivedMessageRead:
    """Assign a message to an application, or say what kind it is after all.

    The touch it counts as moves with it, and what is owed is planned anew on both sides. `null`
    for `application_id` puts it back into the inbox.
    """
    etag.check(message, if_match)
    reply_received.change(session, message, data, now=now)
    session.flush()
    return queries.received_message(session, message)


@router.delete(
    "/received-messages/{received_message_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound),
)
def delete_received_message(
    session: SessionDep, now: NowDep, message: OwnedReceivedMessage, if_match: IfMatch = None
) -> None:
    """Erase a message with the touch it counted as. What it stopped is owed again."""
    etag.check(message, if_match)
    reply_received.delete(session, message, now=now)


@router.post(
    "/received-messages/{received_message_id}/dismissal",
    response_model=ReceivedMessageRead,
    status_code=201,
    responses=problems(NotFound),
)
def dismiss_received_message(
    session: SessionDep, message: OwnedReceivedMessage, now: NowDep
) -> Answer:
    """Set a message aside: it is no answer, and counts as none."""
    reply_received.dismiss(session, message, now=now)
    return Answer(
        queries.received_message(session, message),
        location=f"/api/v1/received-messages/{message.id}",
    )


@router.delete(
    "/received-messages/{received_message_id}/dismissal",
    response_model=ReceivedMessageRead,
    responses=problems(NotFound),
)
def restore_received_message(
    session: SessionDep, message: OwnedReceivedMessage, now: NowDep
) -> ReceivedMessageRead:
    """Bring a message back: it counts again."""
    reply_received.restore(session, message, now=now)
    return queries.received_message(session, message)


@router.post(
    "/proposals/{proposal_id}/acceptance",
    response_model=ProposalRead,
    status_code=201,
    responses=problems(
        NotFound,
        proposal_accepted.NotAssigned,
        proposal_accepted.NoSuchInterview,
        proposal_accepted.NoTime,
        HasEnded,
        StageRetired,
        MovedInFuture,
        TwiceInOneRoom,
        Anonymised,
    )
    | {200: {"model": ProposalRead, "description": "It had been accepted already."}},
)
def accept_proposal(
    session: SessionDep,
    user: CurrentUser,
    now: NowDep,
    proposal: OwnedProposal,
    data: AcceptanceCreate,
) -> Answer:
    """Yes: write the interview down, or move the application to where it says.

    An invitation makes an interview, or moves the one that an earlier version of it made; a
    refusal or an offer moves the application, and what is owed follows. Accepting twice is
    accepting once.
    """
    first = proposal_accepted.accept(session, user, proposal, data, now=now)
    session.flush()
    return Answer(
        queries.proposal(session, proposal),
        status=201 if first else 200,
        location=f"/api/v1/proposals/{proposal.id}" if first else "",
    )
