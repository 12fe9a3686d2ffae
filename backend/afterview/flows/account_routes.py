"""Leaving for good, over HTTP."""

from fastapi import APIRouter

from afterview.accounts.attempts import TooManyAttempts
from afterview.accounts.deps import AdminUser, BrowserDep, NowDep
from afterview.accounts.schemas import AccountErasure
from afterview.accounts.service import WrongPassword
from afterview.attachments.deps import StoreDep
from afterview.core.answers import Answer
from afterview.core.errors import problems
from afterview.core.routing import SessionDep, ThreadedRoute
from afterview.flows import account_erased

threaded = APIRouter(prefix="/api/v1", tags=["Accounts"], route_class=ThreadedRoute)


@threaded.post(
    "/me/erasure",
    status_code=204,
    response_model=None,
    responses=problems(WrongPassword, TooManyAttempts),
)
def erase_account(
    session: SessionDep,
    user: AdminUser,
    browser: BrowserDep,
    store: StoreDep,
    data: AccountErasure,
    now: NowDep,
) -> Answer:
    """Delete your account and everything it owns, for good. Asks for the password again."""
    account_erased.erase_account(session, user, store, data.password, browser.address, now=now)
    return Answer(None, headers=(browser.set_cookie("", 0),))
