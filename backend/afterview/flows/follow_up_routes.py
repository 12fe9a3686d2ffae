"""Drafts, approvals and messages over HTTP: what needs more than one room to answer."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep, SenderUser
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.crypto import VaultDep
from afterview.core.db import let_go
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page, PageQuery
from afterview.core.routing import ApiRoute, OutboundRoute, SessionDep
from afterview.flows import (
    draft_filled,
    draft_read,
    message_approved,
    message_found,
    message_settled,
)
from afterview.followups import coverage, draft_queries, drafts, messages
from afterview.followups.deps import OwnedFollowUp, OwnedMessage
from afterview.followups.draft_schemas import (
    DraftCreate,
    DraftPatch,
    DraftRead,
    LintCreate,
    LintRead,
    RevisionRead,
)
from afterview.followups.message_schemas import (
    ApprovalCreate,
    MessageQuery,
    MessageRead,
    SentSearchRead,
    SettlementCreate,
)
from afterview.followups.schemas import CoverageQuery, CoverageRead
from afterview.followups.template_schemas import PreviewCreate, PreviewRead
from afterview.followups.templates import StrayBraces, UnknownVariable
from afterview.mail.routes import SettingsDep
from afterview.people.service import Anonymised

router = APIRouter(prefix="/api/v1", tags=["Follow-ups"], route_class=ApiRoute)
outbound = APIRouter(prefix="/api/v1", tags=["Follow-ups"], route_class=OutboundRoute)


@router.post(
    "/follow-ups/{follow_up_id}/draft",
    response_model=DraftRead,
    status_code=201,
    responses=problems(
        NotFound, drafts.DraftExists, drafts.Settled, drafts.Approved, messages.OnItsWay
    ),
)
def create_draft(
    session: SessionDep, follow_up: OwnedFollowUp, data: DraftCreate, now: NowDep
) -> Answer:
    """Write the message for you to edit: from the template, filled with what you captured.

    What nothing is known for stays visible as `{{ name }}`, and keeps the message from going.
    """
    draft = draft_filled.fill(session, follow_up, data.medium, replace=data.replace, now=now)
    return Answer(
        draft_read.read(session, follow_up, draft, now=now),
        location=f"/api/v1/follow-ups/{follow_up.id}/draft",
    )


@router.get(
    "/follow-ups/{follow_up_id}/draft", response_model=DraftRead, responses=problems(NotFound)
)
def read_draft(session: SessionDep, follow_up: OwnedFollowUp, now: NowDep) -> DraftRead:
    """The words as they stand, whom they go to, and what there is to say about them."""
    return draft_read.read(session, follow_up, drafts.draft_of(session, follow_up), now=now)


@router.patch(
    "/follow-ups/{follow_up_id}/draft",
    response_model=DraftRead,
    responses=problems(NotFound, drafts.Settled, drafts.Approved, messages.OnItsWay),
)
def update_draft(
    session: SessionDep,
    follow_up: OwnedFollowUp,
    data: DraftPatch,
    now: NowDep,
    if_match: IfMatch = None,
) -> DraftRead:
    """Save the words as you type. Coming back after a pause keeps the earlier version."""
    draft = drafts.draft_of(session, follow_up)
    etag.check(draft, if_match)
    drafts.save(session, follow_up, draft, data.sent(), now=now)
    return draft_read.read(session, follow_up, draft, now=now)


@router.delete(
    "/follow-ups/{follow_up_id}/draft",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, drafts.Settled, drafts.Approved, messages.OnItsWay),
)
def delete_draft(session: SessionDep, follow_up: OwnedFollowUp, if_match: IfMatch = None) -> None:
    """Throw the words away, with all their versions. The message is still owed."""
    draft = drafts.draft_of(session, follow_up)
    etag.check(draft, if_match)
    drafts.discard(session, follow_up, draft)


@router.get(
    "/follow-ups/{follow_up_id}/draft/revisions",
    response_model=Page[RevisionRead],
    responses=problems(NotFound),
)
def list_draft_revisions(
    session: SessionDep, follow_up: OwnedFollowUp, query: Annotated[PageQuery, Query()]
) -> Page[RevisionRead]:
    """Earlier versions of a draft, the newest first; the fifty latest are kept."""
    return draft_queries.revisions(session, follow_up, query)


@router.post(
    "/follow-ups/{follow_up_id}/lint", response_model=LintRead, responses=problems(NotFound)
)
def lint_text(
    session: SessionDep, follow_up: OwnedFollowUp, data: LintCreate, now: NowDep
) -> Answer:
    """What stands in the way of these words, and what could be better. Nothing is saved.

    The same checks as of a draft, for the text in front of you: length, a greeting by name, one
    specific thing, demands, self-blame, and whether every offer and figure is on record.
    """
    return Answer(
        draft_read.read_lint(session, follow_up, data.subject, data.body, now=now), status=200
    )


_APPROVAL_PROBLEMS = problems(
    NotFound,
    drafts.Settled,
    drafts.Approved,
    messages.OnItsWay,
    Anonymised,
    message_approved.DraftChanged,
    message_approved.NotSendable,
    message_approved.NotMail,
    message_approved.NoAddress,
    message_approved.NoMailAccount,
    message_approved.HardStop,
    message_approved.TooMuchPressure,
    message_approved.ReasonNeeded,
    message_approved.TooFarAhead,
    message_approved.TooLate,
    message_approved.Unsettled,
    message_approved.DailyLimit,
)


@router.post(
    "/follow-ups/{follow_up_id}/approval",
    response_model=MessageRead,
    status_code=201,
    responses=_APPROVAL_PROBLEMS,
)
def approve_draft(
    session: SessionDep,
    user: SenderUser,
    follow_up: OwnedFollowUp,
    data: ApprovalCreate,
    now: NowDep,
) -> Answer:
    """Approve exactly these words, to go now or when their time has come.

    `text_hash` is the one of the draft you read: if it has changed since, nothing is approved.
    Hard stops, lint and gauge are asked now, and once more at the moment it leaves; if the facts
    have changed by then it comes back as a draft, with the reason. After `message-unsettled`
    another message has to be settled first: the `Link` header leads to its page. Needs the scope
    `send`.
    """
    message = message_approved.approve(session, user, follow_up, data, now=now)
    return Answer(
        draft_queries.message_read(session, message), location=f"/api/v1/messages/{message.id}"
    )


@router.delete(
    "/follow-ups/{follow_up_id}/approval",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, messages.OnItsWay),
)
def withdraw_approval(session: SessionDep, follow_up: OwnedFollowUp, now: NowDep) -> None:
    """Take an approval back before anything has left. Without one, nothing happens.

    What was to be sent again, since nobody knew whether it had arrived, is not sent again; it still
    is not known.
    """
    messages.call_off(session, follow_up, now=now)


@router.get("/messages", response_model=Page[MessageRead])
def list_messages(
    session: SessionDep, user: CurrentUser, query: Annotated[MessageQuery, Query()]
) -> Page[MessageRead]:
    """Every mail you approved, and how far it has got."""
    return draft_queries.messages(session, user.id, query)


@router.get("/messages/{message_id}", response_model=MessageRead, responses=problems(NotFound))
def read_message(session: SessionDep, message: OwnedMessage) -> MessageRead:
    """One approved mail: its words, its address, each step it took."""
    return draft_queries.message_read(session, message)


@outbound.post(
    "/messages/{message_id}/search",
    response_model=SentSearchRead,
    responses=problems(NotFound, message_settled.NotUncertain),
)
def search_message(
    session: SessionDep,
    message: OwnedMessage,
    vault: VaultDep,
    settings: SettingsDep,
    now: NowDep,
) -> Answer:
    """Look into your Sent folder for a message nobody is sure of; finding it settles it."""
    message_settled.refuse_certain(message)
    look = message_found.prepare(session, message, vault, settings)
    let_go(session)
    found = look()
    return Answer(message_found.settle(session, message, found, now=now), status=200)


@router.post(
    "/messages/{message_id}/resending",
    response_model=MessageRead,
    status_code=201,
    responses=problems(NotFound, message_settled.NothingToResend),
)
def resend_message(
    session: SessionDep, user: SenderUser, message: OwnedMessage, now: NowDep
) -> Answer:
    """Send it once more, under the same Message-ID, after it failed or nobody could be sure.

    If both copies arrive, most mail programs show one. Every rule is asked again. Needs the scope
    `send`.
    """
    message_settled.resend(session, message, now=now)
    return Answer(
        draft_queries.message_read(session, message), location=f"/api/v1/messages/{message.id}"
    )


@router.post(
    "/messages/{message_id}/settlement",
    response_model=MessageRead,
    responses=problems(NotFound, message_settled.NotUncertain),
)
def settle_message(
    session: SessionDep, message: OwnedMessage, data: SettlementCreate, now: NowDep
) -> Answer:
    """Say what became of a message, once you have found out yourself.

    Nobody was sure whether it had left; or it was sent, and came back. What did not arrive counts
    no more, and is owed again; that it did arrive can still be said while nothing was done instead.
    """
    message_settled.settle(session, message, delivered=data.delivered, now=now)
    return Answer(draft_queries.message_read(session, message), status=200)


@router.post(
    "/template-previews",
    response_model=PreviewRead,
    responses=problems(NotFound, StrayBraces, UnknownVariable),
)
def preview_template(
    session: SessionDep, user: CurrentUser, data: PreviewCreate, now: NowDep
) -> Answer:
    """See a wording filled: for one of your messages, or with examples. Nothing is saved."""
    return Answer(draft_filled.preview(session, user, data, now=now), status=200)


@router.get("/coverage", response_model=CoverageRead)
def read_coverage(
    session: SessionDep, user: CurrentUser, now: NowDep, query: Annotated[CoverageQuery, Query()]
) -> CoverageRead:
    """Followed up after every interview, no exceptions? How many, and which not.

    Counts what fell due in a period of your days. What was waived with a reason, or overtaken by
    an answer, an outcome or a stop, is excused; thanks that went stale are not.
    """
    return coverage.coverage(session, user.id, query, now=now)
