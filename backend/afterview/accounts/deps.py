"""Who is asking, with which rights, and what time it is for them."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request
from sqlalchemy import bindparam, select, update
from sqlmodel import Session, col

from afterview.accounts.models import Account, ApiToken, BrowserSession, Scope
from afterview.accounts.passwords import digest
from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import columns, transaction
from afterview.core.errors import DomainError, Forbidden, Unauthorized
from afterview.core.routing import SAFE, Needs, SessionDep, takes_bytes
from afterview.core.settings import Settings

IDLE_LIMIT = timedelta(days=14)
SEEN_EVERY = timedelta(minutes=5)
FORM_TYPES = frozenset(
    {"", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}
)
"""Types of body that any page can send anywhere without asking first (Fetch: CORS-safelisted)."""


class SignInNeeded(Unauthorized):
    code = "sign-in-needed"


class ScopeMissing(Forbidden):
    code = "scope-missing"


class NotJson(DomainError):
    status, code = HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-json"


class CrossSite(Forbidden):
    code = "cross-site-request"


_ACCOUNT: tuple[Any, ...] = (
    col(Account.id),
    col(Account.email),
    col(Account.name),
    col(Account.zone),
    col(Account.region),
    col(Account.locale),
    col(Account.currency),
    col(Account.day_starts_at),
    col(Account.day_ends_at),
)
_SESSION, _TOKEN = columns(BrowserSession), columns(ApiToken)
_BY_COOKIE = (
    select(*_ACCOUNT, _SESSION.id.label("credential_id"), _SESSION.seen_at, _SESSION.expires_at)
    .join(BrowserSession, col(BrowserSession.owner_id) == col(Account.id))
    .where(col(BrowserSession.secret_hash) == bindparam("secret"))
)
_BY_TOKEN = (
    select(
        *_ACCOUNT,
        _TOKEN.id.label("credential_id"),
        _TOKEN.used_at,
        _TOKEN.expires_at,
        _TOKEN.scopes,
    )
    .join(ApiToken, col(ApiToken.owner_id) == col(Account.id))
    .where(col(ApiToken.secret_hash) == bindparam("secret"))
)
_EVERYTHING = frozenset(Scope)


def current_user(request: Request) -> User:
    """Find out who is asking, and whether they may ask this.

    A token needs `read` to look and `write` to change; routes may ask for more. A cookie may do
    everything, but only from a page of ours.
    """
    session: Session = request.state.session
    now: Now = session.info["now"]
    header = request.headers.get("authorization")
    user = (
        _from_token(session, header, now.at)
        if header is not None
        else _from_cookie(request, session, now.at)
    )
    if header is not None and not takes_bytes(request) and not _is_json(request):
        raise NotJson("Say what you send: `Content-Type: application/json`.")
    needed = Scope.READ if request.method in SAFE else Scope.WRITE
    if needed not in user.scopes and Scope.ADMIN not in user.scopes:
        raise ScopeMissing(f"This token lacks the scope `{needed}`.")
    request.state.owner_id = user.id
    return user


CurrentUser = Annotated[User, Needs(current_user)]
"""Any signed-in user or token with the scope the method asks for."""


def administrator(user: CurrentUser) -> User:
    """The same, for what concerns the account itself."""
    if Scope.ADMIN not in user.scopes:
        raise ScopeMissing("This token lacks the scope `admin`.")
    return user


def sender(user: CurrentUser) -> User:
    """The same, for what lets a message leave."""
    if not {Scope.SEND, Scope.ADMIN} & user.scopes:
        raise ScopeMissing("This token lacks the scope `send`.")
    return user


def present(session: SessionDep, user: CurrentUser) -> Now:
    """The instant this request happens at, on the user's own calendar."""
    return Now(session.info["now"].at, user.zone)


def _from_token(session: Session, header: str, at: datetime) -> User:
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer":
        raise _sign_in("Send the token as `Authorization: Bearer avt_…`.")
    row = session.connection().execute(_BY_TOKEN, {"secret": digest(secret.strip())}).first()
    if row is None or (row.expires_at is not None and row.expires_at <= at):
        raise _sign_in("This token is unknown, expired or revoked.")
    if row.used_at is None or row.used_at < at - SEEN_EVERY:
        _note_use(session, ApiToken, row.credential_id, at)
    return _user(row, frozenset(row.scopes), session_id=None)


def _from_cookie(request: Request, session: Session, at: datetime) -> User:
    secret = request.cookies.get(cookie_name(request))
    if not secret:
        raise _sign_in("Sign in, or send a token.")
    if request.method not in SAFE:
        _require_same_origin(request)
    row = session.connection().execute(_BY_COOKIE, {"secret": digest(secret)}).first()
    if row is None or row.expires_at <= at or row.seen_at < at - IDLE_LIMIT:
        raise _sign_in("You have been signed out. Sign in again.")
    if row.seen_at < at - SEEN_EVERY:
        _note_use(session, BrowserSession, row.credential_id, at)
    return _user(row, _EVERYTHING, session_id=row.credential_id)


def cookie_name(request: Request) -> str:
    """`__Host-` binds the cookie to this very host, where https allows it."""
    return "__Host-afterview" if request.app.state.settings.secure else "afterview"


def _sign_in(detail: str) -> SignInNeeded:
    return SignInNeeded(detail, headers={"WWW-Authenticate": 'Bearer realm="afterview"'})


def _require_same_origin(request: Request) -> None:
    """Refuse what another site makes the browser send.

    Browsers name the origin of every change they send; a client that names none is no browser,
    and no stranger's page can steer it. (The same test as Go's net/http.CrossOriginProtection.)
    """
    headers = request.headers
    site = headers.get("sec-fetch-site")
    if site is not None:
        foreign = site not in ("same-origin", "none")
    else:
        origin = headers.get("origin")
        own = request.app.state.settings.public_url.rstrip("/") or f"http://{headers.get('host')}"
        foreign = origin is not None and origin != own
    if foreign:
        raise CrossSite("This change was sent by another site's page.")
    if takes_bytes(request):
        if _is_form(request):
            raise CrossSite("Send the file as application/octet-stream: a form cannot do that.")
    elif not _is_json(request):
        raise CrossSite("Send changes as application/json.")


def _is_json(request: Request) -> bool:
    """Whether a body, if there is one, says that it is JSON."""
    kind = request.headers.get("content-type", "")
    return not getattr(request, "_body", b"") or kind.startswith(
        ("application/json", "application/merge-patch+json")
    )


def _is_form(request: Request) -> bool:
    """Whether a body may come from a form: a second fence, for browsers that name no origin."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind in FORM_TYPES


def _note_use(
    session: Session, kind: type[ApiToken] | type[BrowserSession], identity: UUID, at: datetime
) -> None:
    """Remember when it was used, every few minutes; in a transaction of its own for a reader."""
    column = "used_at" if kind is ApiToken else "seen_at"
    statement = update(kind).where(col(kind.id) == identity).values({column: at})
    if session.info.get("writes"):
        session.execute(statement)
        return
    with transaction(session.info["engine"], session.info["now"]) as own:
        own.execute(statement)


def _user(row: Any, scopes: frozenset[str], *, session_id: UUID | None) -> User:
    return User(
        id=row.id,
        email=row.email,
        name=row.name,
        zone=ZoneInfo(row.zone),
        region=row.region,
        locale=row.locale,
        currency=row.currency,
        day_starts_at=row.day_starts_at,
        day_ends_at=row.day_ends_at,
        scopes=scopes,
        session_id=session_id,
    )


AdminUser = Annotated[User, Needs(administrator)]
"""A signed-in user, or a token with `admin`."""
SenderUser = Annotated[User, Needs(sender)]
"""A signed-in user, or a token with `send`."""
NowDep = Annotated[Now, Needs(present)]


class Browser:
    """The browser at the other end: what it calls itself, where it is, its cookie."""

    def __init__(self, request: Request) -> None:
        agent = request.headers.get("user-agent", "")
        self.device = "".join(filter(str.isprintable, agent))[:200] or "Unknown"
        self.address = request.client.host if request.client else "unknown"
        self.settings: Settings = request.app.state.settings
        self.cookie = cookie_name(request)
        self.secret = request.cookies.get(self.cookie)
        if request.method not in SAFE:
            _require_same_origin(request)

    def set_cookie(self, secret: str, days: int) -> tuple[str, str]:
        """The header that hands the browser its secret; no secret and no days take it away."""
        value = f"{self.cookie}={secret}; Path=/; Max-Age={days * 86400}; HttpOnly; SameSite=Lax"
        return ("set-cookie", value + ("; Secure" if self.settings.secure else ""))


BrowserDep = Annotated[Browser, Needs(Browser)]
