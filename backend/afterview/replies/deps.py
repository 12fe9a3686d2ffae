"""The received message or the proposal in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import owned
from afterview.core.routing import Needs, SessionDep
from afterview.replies.models import Proposal, ReceivedMessage


def owned_received_message(
    session: SessionDep, user: CurrentUser, received_message_id: UUID
) -> ReceivedMessage:
    return owned(session, ReceivedMessage, received_message_id, user.id)


def owned_proposal(session: SessionDep, user: CurrentUser, proposal_id: UUID) -> Proposal:
    return owned(session, Proposal, proposal_id, user.id)


OwnedReceivedMessage = Annotated[ReceivedMessage, Needs(owned_received_message)]
OwnedProposal = Annotated[Proposal, Needs(owned_proposal)]
