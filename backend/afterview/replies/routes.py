"""Received messages and proposals over HTTP, as far as they concern nothing else."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep
from afterview.core.answers import Answer
from afterview.core.errors import NotFound, problems
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.replies import queries, service
from afterview.replies.deps import OwnedProposal, OwnedReceivedMessage
from afterview.replies.schemas import (
    ProposalQuery,
    ProposalRead,
    ReceivedMessageQuery,
    ReceivedMessageRead,
)

router = APIRouter(prefix="/api/v1", tags=["Replies"], route_class=ApiRoute)


@router.get("/received-messages", response_model=Page[ReceivedMessageRead])
def list_received_messages(
    session: SessionDep, user: CurrentUser, query: Annotated[ReceivedMessageQuery, Query()]
) -> Page[ReceivedMessageRead]:
    """What came back, the latest first; `status=unmatched` is the inbox to assign."""
    return queries.received_messages(session, user.id, query)


@router.get(
    "/received-messages/{received_message_id}",
    response_model=ReceivedMessageRead,
    responses=problems(NotFound),
)
def read_received_message(
    session: SessionDep, message: OwnedReceivedMessage
) -> ReceivedMessageRead:
    """One message, whole, with what it seems to say."""
    return queries.received_message(session, message)


@router.get("/proposals", response_model=Page[ProposalRead])
def list_proposals(
    session: SessionDep, user: CurrentUser, query: Annotated[ProposalQuery, Query()]
) -> Page[ProposalRead]:
    """Invitations, refusals and offers that messages seem to hold. You decide."""
    return queries.proposals(session, user.id, query)


@router.get("/proposals/{proposal_id}", response_model=ProposalRead, responses=problems(NotFound))
def read_proposal(session: SessionDep, proposal: OwnedProposal) -> ProposalRead:
    """One proposal, and the words that led to it."""
    return queries.proposal(session, proposal)


@router.post(
    "/proposals/{proposal_id}/dismissal",
    response_model=ProposalRead,
    status_code=201,
    responses=problems(NotFound, service.AlreadyAccepted),
)
def dismiss_proposal(session: SessionDep, proposal: OwnedProposal, now: NowDep) -> Answer:
    """It says no such thing. Saying so twice is saying so once; accepting it still works."""
    service.dismiss_proposal(session, proposal, now=now)
    return Answer(queries.proposal(session, proposal), location=f"/api/v1/proposals/{proposal.id}")


@router.delete(
    "/proposals/{proposal_id}/dismissal",
    response_model=ProposalRead,
    responses=problems(NotFound),
)
def restore_proposal(session: SessionDep, proposal: OwnedProposal) -> ProposalRead:
    """It may say so after all: the proposal is open again. Without a dismissal nothing happens."""
    service.restore_proposal(session, proposal)
    return queries.proposal(session, proposal)
