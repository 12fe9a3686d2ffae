"""Briefings, their pages, and what else of references needs more than their room, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from afterview.accounts.deps import CurrentUser, NowDep, SenderUser
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.crypto import KeyUnusable, VaultDep
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page
from afterview.core.routing import ApiRoute, SessionDep
from afterview.flows import (
    briefing_approved,
    briefing_read,
    briefing_suggested,
    reference_deleted,
)
from afterview.followups import messages
from afterview.mail.routes import SettingsDep
from afterview.people.service import Anonymised
from afterview.references import briefings, page_links, pages
from afterview.references.briefing_schemas import (
    BriefingApprovalCreate,
    BriefingBrief,
    BriefingCopyRead,
    BriefingCreate,
    BriefingDeliveryCreate,
    BriefingLintCreate,
    BriefingLintRead,
    BriefingPatch,
    BriefingQuery,
    BriefingRead,
    BriefingsOfOneQuery,
    RefereePageRead,
    SuggestionsRead,
)
from afterview.references.consents import Declined
from afterview.references.deps import OwnedBriefing, OwnedReference
from afterview.references.page_schemas import RefereePageCreate, RefereePageMade

router = APIRouter(prefix="/api/v1", tags=["References"], route_class=ApiRoute)


@router.delete(
    "/references/{reference_id:uuid}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, messages.OnItsWay, Declined, reference_deleted.ReferenceInUse),
)
def delete_reference(
    session: SessionDep, reference: OwnedReference, now: NowDep, if_match: IfMatch = None
) -> None:
    """Let a reference go, with consent, namings, briefings and calls.

    Refused while a no of theirs holds, and while an application goes on that they have a part in:
    they should hear how it ends. The contact stays, with what is owed to them;
    `POST /contacts/{contact_id}/erasure` erases a person wholly.
    """
    etag.check(reference, if_match)
    reference_deleted.delete_reference(session, reference, now=now)


@router.get("/briefings", response_model=Page[BriefingBrief])
def list_briefings(
    session: SessionDep, user: CurrentUser, query: Annotated[BriefingQuery, Query()], now: NowDep
) -> Page[BriefingBrief]:
    """Who was told what, and whether it is still fresh."""
    return briefing_read.list_of(session, user.id, query, now=now)


@router.get(
    "/references/{reference_id}/briefings",
    response_model=Page[BriefingBrief],
    responses=problems(NotFound),
)
def list_briefings_of_reference(
    session: SessionDep,
    user: CurrentUser,
    reference: OwnedReference,
    query: Annotated[BriefingsOfOneQuery, Query()],
    now: NowDep,
) -> Page[BriefingBrief]:
    """Everything one reference was told."""
    asked = BriefingQuery(reference_id=[reference.id], **query.model_dump())
    return briefing_read.list_of(session, user.id, asked, now=now)


@router.post(
    "/references/{reference_id}/briefings",
    response_model=BriefingRead,
    status_code=201,
    responses=problems(NotFound, Anonymised),
)
def create_briefing(
    session: SessionDep,
    user: CurrentUser,
    reference: OwnedReference,
    data: BriefingCreate,
    now: NowDep,
) -> Answer:
    """Begin to brief a reference: role, employer, who may ring and when, and the letter.

    Brief them at least 48 hours before names go out. Choose points that are true and that they
    saw (`GET /briefings/{briefing_id}/suggestions` offers your own notes): brief, don't script.
    """
    made = briefings.create_briefing(session, user, reference, data, now=now)
    page_links.keep_codes_out(session, made)
    return Answer(
        briefing_read.read(session, made, now=now), location=f"/api/v1/briefings/{made.id}"
    )


@router.get("/briefings/{briefing_id}", response_model=BriefingRead, responses=problems(NotFound))
def read_briefing(session: SessionDep, briefing: OwnedBriefing, now: NowDep) -> BriefingRead:
    """One briefing: its words and files, what there is to say about them, and its way out."""
    return briefing_read.read(session, briefing, now=now)


@router.patch(
    "/briefings/{briefing_id}",
    response_model=BriefingRead,
    responses=problems(
        NotFound,
        briefings.BriefingClosed,
        briefings.BriefingApproved,
        briefings.BriefingWindow,
        Anonymised,
    ),
)
def update_briefing(
    session: SessionDep,
    user: CurrentUser,
    briefing: OwnedBriefing,
    data: BriefingPatch,
    now: NowDep,
    if_match: IfMatch = None,
) -> BriefingRead:
    """Change its parts or its words. `rewrite` writes the letter anew from the parts."""
    etag.check(briefing, if_match)
    briefings.update_briefing(session, user, briefing, data)
    page_links.keep_codes_out(session, briefing)
    return briefing_read.read(session, briefing, now=now)


@router.delete(
    "/briefings/{briefing_id}",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, messages.OnItsWay),
)
def delete_briefing(
    session: SessionDep, briefing: OwnedBriefing, now: NowDep, if_match: IfMatch = None
) -> None:
    """Throw a briefing away, with its page. What was told stays told."""
    etag.check(briefing, if_match)
    briefing_approved.delete(session, briefing, now=now)


@router.get(
    "/briefings/{briefing_id}/suggestions",
    response_model=SuggestionsRead,
    responses=problems(NotFound),
)
def list_briefing_suggestions(session: SessionDep, briefing: OwnedBriefing) -> SuggestionsRead:
    """Points from your own debriefs and captures, this application's first."""
    return briefing_suggested.suggestions(session, briefing)


@router.post(
    "/briefings/{briefing_id}/lint", response_model=BriefingLintRead, responses=problems(NotFound)
)
def lint_briefing(briefing: OwnedBriefing, data: BriefingLintCreate) -> Answer:
    """What stands in the way of these words: anything untrue, hidden, scripted or paid for."""
    return Answer(briefing_read.lint(data.body), status=200)


@router.post(
    "/briefings/{briefing_id}/copy",
    response_model=BriefingCopyRead,
    responses=problems(NotFound, page_links.DeadLink, KeyUnusable),
)
def copy_briefing(
    session: SessionDep, briefing: OwnedBriefing, vault: VaultDep, now: NowDep
) -> Answer:
    """The letter as it leaves, with the address of their page, for your own mail program.

    Reading a briefing shows where it leads, and never the code: whoever has it can answer in the
    name of the reference. So this needs the scope `write`, and a repeated `Idempotency-Key` gets
    the letter without it.
    """
    words = page_links.as_it_leaves(session, briefing, briefing.body, vault, now.at)
    return Answer(
        briefing_read.copy(session, briefing, words),
        status=200,
        remembered=briefing_read.copy(session, briefing, briefing.body),
    )


@router.post(
    "/briefings/{briefing_id}/approval",
    response_model=BriefingRead,
    status_code=201,
    responses=problems(NotFound, *briefing_approved.REFUSALS),
)
def approve_briefing(
    session: SessionDep,
    user: SenderUser,
    briefing: OwnedBriefing,
    data: BriefingApprovalCreate,
    now: NowDep,
) -> Answer:
    """Approve exactly these words and files, to leave by mail now or at a time.

    Consent and lint are asked now, and once more when it leaves; if the facts have changed, it
    comes back as a draft with the reason. Needs the scope `send`.
    """
    briefing_approved.approve(session, user, briefing, data, now=now)
    return Answer(
        briefing_read.read(session, briefing, now=now), location=f"/api/v1/briefings/{briefing.id}"
    )


@router.delete(
    "/briefings/{briefing_id}/approval",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, messages.OnItsWay),
)
def withdraw_briefing_approval(session: SessionDep, briefing: OwnedBriefing, now: NowDep) -> None:
    """Take an approval back before anything has left. Without one, nothing happens."""
    briefing_approved.withdraw(session, briefing, now=now)


@router.post(
    "/briefings/{briefing_id}/delivery",
    response_model=BriefingRead,
    status_code=201,
    responses=problems(
        NotFound,
        briefings.BriefingClosed,
        briefings.BriefingApproved,
        briefings.BriefedInFuture,
        briefings.BriefedWithoutConsent,
        briefings.Scripted,
        *briefing_approved.GATE,
    ),
)
def deliver_briefing(
    session: SessionDep, briefing: OwnedBriefing, data: BriefingDeliveryCreate, now: NowDep
) -> Answer:
    """Say that you told them yourself: by telephone, on paper, from your own mail program."""
    briefings.tell_by_hand(session, briefing, data, now=now)
    return Answer(
        briefing_read.read(session, briefing, now=now), location=f"/api/v1/briefings/{briefing.id}"
    )


@router.delete(
    "/briefings/{briefing_id}/delivery",
    response_model=BriefingRead,
    responses=problems(NotFound, messages.OnItsWay),
)
def undo_briefing_delivery(
    session: SessionDep, briefing: OwnedBriefing, now: NowDep
) -> BriefingRead:
    """Take back that you told them. What went out by mail stays told."""
    briefing_approved.refuse_mailed(session, briefing)
    briefings.undo_delivery(session, briefing)
    return briefing_read.read(session, briefing, now=now)


@router.post(
    "/briefings/{briefing_id}/page",
    response_model=RefereePageMade,
    status_code=201,
    responses=problems(
        NotFound,
        briefings.BriefingClosed,
        briefings.BriefingApproved,
        briefings.BriefedWithoutConsent,
        briefings.Scripted,
        *briefing_approved.GATE,
        KeyUnusable,
    ),
)
def make_referee_page(
    session: SessionDep,
    user: CurrentUser,
    briefing: OwnedBriefing,
    data: RefereePageCreate,
    settings: SettingsDep,
    vault: VaultDep,
    now: NowDep,
) -> Answer:
    """Make a page for the reference to answer on, without an account. An older one is revoked.

    While the letter can still be changed, it leads there: `/c/…` stands for the code, which is put
    in when the letter leaves, and shown here and by `POST /briefings/{briefing_id}/copy`. Consent
    and lint are asked as for a briefing that leaves. On the page they agree to the call or not,
    name a better number, or ask to be forgotten; once they have, it is gone. It is gone as well
    once they take their yes back, or the application ends.

    Where `AFTERVIEW_PUBLIC_URL` is not set, `reachable` is false: the page opens on this machine
    only, and a letter that leads there is not mailed (409, `referee-page-unreachable`).
    """
    page, url = pages.make_page(session, user, briefing, data, settings.own_url, vault, now=now)
    read = RefereePageRead.model_validate(page)
    reachable = page_links.opens_elsewhere(settings.own_url)
    return Answer(
        RefereePageMade(**read.model_dump(), url=url, reachable=reachable),
        remembered=read,
        location=f"/api/v1/briefings/{briefing.id}/page",
    )


@router.get(
    "/briefings/{briefing_id}/page",
    response_model=RefereePageRead,
    responses=problems(NotFound),
)
def read_briefing_page(session: SessionDep, briefing: OwnedBriefing) -> RefereePageRead:
    """Whether the reference has opened their page, and what they said."""
    page = page_links.latest_page(session, briefing.id)
    if page is None:
        raise NotFound("There is no page for this briefing.")
    return RefereePageRead.model_validate(page)


@router.delete(
    "/briefings/{briefing_id}/page",
    status_code=204,
    response_model=None,
    responses=problems(NotFound, briefings.BriefingApproved),
)
def revoke_referee_page(session: SessionDep, briefing: OwnedBriefing, now: NowDep) -> None:
    """Take the page away. Whoever has the link finds nothing."""
    pages.revoke(session, briefing, now=now)
