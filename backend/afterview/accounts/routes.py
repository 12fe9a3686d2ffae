"""Accounts, sessions and tokens over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import delete, select
from sqlmodel import col

from afterview.accounts import attempts, service
from afterview.accounts.deps import IDLE_LIMIT, AdminUser, BrowserDep, CurrentUser, NowDep
from afterview.accounts.models import Account, ApiToken, BrowserSession, Scope
from afterview.accounts.schemas import (
    AccountPatch,
    AccountRead,
    PasswordChange,
    SessionRead,
    SignIn,
    TokenCreate,
    TokenCreated,
    TokenRead,
    WhoAmI,
)
from afterview.core import etag
from afterview.core.answers import Answer
from afterview.core.db import affected, columns
from afterview.core.errors import NotFound, problems
from afterview.core.etag import IfMatch
from afterview.core.pages import Page, PageQuery, Sort, by, fetch
from afterview.core.routing import ApiRoute, SessionDep, ThreadedRoute

router = APIRouter(prefix="/api/v1", tags=["Accounts"], route_class=ApiRoute)
threaded = APIRouter(prefix="/api/v1", tags=["Accounts"], route_class=ThreadedRoute)


@threaded.post(
    "/session",
    response_model=SessionRead,
    status_code=201,
    responses=problems(service.WrongPassword, attempts.TooManyAttempts),
)
def sign_in(session: SessionDep, browser: BrowserDep, data: SignIn) -> Answer:
    """Sign in: answers with a cookie for the browser.

    Scripts use a token instead. Wrong attempts slow down, for the account and for the address.
    """
    now = session.info["now"]
    account = service.sign_in(session, data.email, data.password, browser.address, now=now)
    service.close_browser_session(session, browser.secret)
    opened, secret = service.open_browser_session(
        session, account, browser.settings, browser.device, now=now
    )
    return Answer(
        _session_read(opened, opened.id),
        headers=(browser.set_cookie(secret, browser.settings.session_days),),
        location="/api/v1/session",
    )


@router.get("/session", response_model=WhoAmI)
def read_session(session: SessionDep, user: CurrentUser) -> WhoAmI:
    """Who am I: the account behind this cookie or token, and what it may do."""
    return WhoAmI(
        account=AccountRead.model_validate(session.get_one(Account, user.id)),
        scopes=[Scope(scope) for scope in sorted(user.scopes)],
        session_id=user.session_id,
    )


@router.delete("/session", status_code=204, response_model=None)
def sign_out(session: SessionDep, browser: BrowserDep, user: CurrentUser) -> Answer:
    """Sign out this browser. A token is revoked instead."""
    service.close_browser_session(session, browser.secret)
    return Answer(None, headers=(browser.set_cookie("", 0),))


@router.get("/sessions", response_model=Page[SessionRead])
def list_sessions(
    session: SessionDep, user: AdminUser, now: NowDep, query: Annotated[PageQuery, Query()]
) -> Page[SessionRead]:
    """Every browser that is signed in, the latest sign-in first."""
    statement = select(*columns(BrowserSession)).where(
        col(BrowserSession.owner_id) == user.id,
        col(BrowserSession.expires_at) > now.at,
        col(BrowserSession.seen_at) >= now.at - IDLE_LIMIT,
    )
    rows, after = fetch(session, statement, _newest(BrowserSession), sort="-id", query=query)
    return Page(items=[_session_read(row, user.session_id) for row in rows], next=after)


@router.delete(
    "/sessions/{session_id}", status_code=204, response_model=None, responses=problems(NotFound)
)
def revoke_session(session: SessionDep, user: AdminUser, session_id: UUID) -> None:
    """Sign a browser out from here."""
    found = delete(BrowserSession).where(
        col(BrowserSession.id) == session_id, col(BrowserSession.owner_id) == user.id
    )
    if not affected(session, found):
        raise NotFound("There is no such session.")


def _newest(kind: type[BrowserSession] | type[ApiToken]) -> dict[str, Sort]:
    return {"-id": by(col(kind.id), col(kind.id), UUID)[1]}


def _session_read(row: Any, current: UUID | None) -> SessionRead:
    return SessionRead(
        id=row.id,
        device=row.device,
        current=row.id == current,
        created_at=row.created_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


@router.get("/me", response_model=AccountRead)
def read_account(session: SessionDep, user: CurrentUser) -> AccountRead:
    """Your account: name, zone, region, working hours."""
    return AccountRead.model_validate(session.get_one(Account, user.id))


@router.patch("/me", response_model=AccountRead, responses=problems(service.DayTooShort))
def update_account(
    session: SessionDep, user: AdminUser, data: AccountPatch, if_match: IfMatch = None
) -> AccountRead:
    """Change your name, zone, region or working hours. Plans made so far keep their times."""
    account = session.get_one(Account, user.id)
    etag.check(account, if_match)
    return AccountRead.model_validate(service.update_account(session, account, data))


@threaded.put(
    "/me/password",
    response_model=AccountRead,
    responses=problems(service.WrongPassword, attempts.TooManyAttempts),
)
def change_password(
    session: SessionDep, user: AdminUser, browser: BrowserDep, data: PasswordChange, now: NowDep
) -> AccountRead:
    """Change the password. Every other session ends; tokens stay, and can be revoked."""
    account = service.change_password(
        session, user, data.current_password, data.new_password, browser.address, now=now
    )
    return AccountRead.model_validate(account)


@router.get("/tokens", response_model=Page[TokenRead])
def list_tokens(
    session: SessionDep, user: AdminUser, query: Annotated[PageQuery, Query()]
) -> Page[TokenRead]:
    """Your tokens, the newest first, without their secrets."""
    statement = select(*columns(ApiToken)).where(col(ApiToken.owner_id) == user.id)
    rows, after = fetch(session, statement, _newest(ApiToken), sort="-id", query=query)
    return Page(items=[TokenRead.model_validate(row) for row in rows], next=after)


@router.post(
    "/tokens",
    response_model=TokenCreated,
    status_code=201,
    responses=problems(service.AlreadyExpired),
)
def create_token(session: SessionDep, user: AdminUser, data: TokenCreate, now: NowDep) -> Answer:
    """Make a token for a script. Its secret is in this answer and nowhere else."""
    token, secret = service.create_token(session, user, data, now=now)
    read = TokenRead.model_validate(token).model_dump()
    return Answer(TokenCreated(**read, token=secret), remembered=TokenCreated(**read, token=None))


@router.get("/tokens/{token_id}", response_model=TokenRead, responses=problems(NotFound))
def read_token(session: SessionDep, user: AdminUser, token_id: UUID) -> TokenRead:
    """One token: what it may do, and when it was last used."""
    return TokenRead.model_validate(_owned_token(session, user.id, token_id))


@router.delete(
    "/tokens/{token_id}", status_code=204, response_model=None, responses=problems(NotFound)
)
def revoke_token(session: SessionDep, user: AdminUser, token_id: UUID) -> None:
    """Revoke a token; it stops working with this answer."""
    session.delete(_owned_token(session, user.id, token_id))


def _owned_token(session: SessionDep, owner_id: UUID, token_id: UUID) -> ApiToken:
    found = session.execute(
        select(ApiToken).where(col(ApiToken.id) == token_id, col(ApiToken.owner_id) == owner_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such token.")
    return found
