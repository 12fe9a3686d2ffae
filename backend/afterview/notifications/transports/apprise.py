"""Whatever apprise speaks, as far as it talks to a server and touches nothing of this machine.

An optional extra, imported when it is needed: `pip install 'afterview[apprise]'`.
"""

import logging
import re
from collections.abc import Container
from functools import cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from afterview.core import http, network
from afterview.core.settings import Settings
from afterview.notifications.transports.message import Message, TransportError

INSTALL = "pip install 'afterview[apprise]'"
_SERVICES = (
    "bark barks bluesky chanify discord feishu flock gchat gotify gotifys hassio hassios"
    " ifttt join json jsons lark line mastodon mastodons matrix matrixs mmost mmosts"
    " nctalk nctalks notifiarr ntfy ntfys onesignal pbul pover prowl pushdeer pushdeers pushed"
    " pushme pushy rocket rockets ryver schan signal signals slack spugpush synology synologys"
    " tgram toots twist webex wecombot wxteams workflow workflows xml xmls form forms zulip"
)
SCHEMES = frozenset(_SERVICES.split())
"""Chat and push services over HTTP. Not among them: what runs a program, opens a file or speaks to
this machine (dbus, gnome, macosx, syslog, windows), mail, and text messages that cost money."""
_PARAMETERS = "template attach attachment config include keyfile file retry wait cto rto"
FORBIDDEN = frozenset(_PARAMETERS.split())
"""Parameters by which some of them read a file of this machine, or make it wait for them."""
_STATUS = re.compile(r"error=(\d{3})")


def installed() -> bool:
    return find_spec("apprise") is not None


def refusal(url: str) -> str:
    """Say what is wrong with an address, or nothing."""
    scheme = _scheme(url)
    if scheme not in SCHEMES:
        return f"{scheme or 'This'}:// is not among the services that can be used here."
    try:
        asked = {name.lower().lstrip("+-:") for name, _ in parse_qsl(urlsplit(url).query)}
    except ValueError:
        return "This is not a readable address."
    if asked & FORBIDDEN:
        return f"The parameter {min(asked & FORBIDDEN)} is not allowed here."
    try:
        found = _apprise().Apprise.instantiate(url, suppress_exceptions=True)
    except Exception:  # noqa: BLE001  # over a hundred plugins, and the words of a stranger
        found = None
    return "" if found else f"apprise cannot read this address as {scheme}://."


def label(url: str) -> str:
    """Enough of an address to recognise it by, and no more."""
    rest = unquote(url.partition("://")[2].partition("?")[0]).rstrip("/")
    scheme = _scheme(url)
    what = f"{scheme} topic" if scheme.startswith("ntfy") else scheme
    return f"{what} …{rest[-3:]}" if len(rest) > 6 else what


def send(url: str, message: Message, settings: Settings) -> None:
    """Send through the service this address names.

    Raises:
        TransportError: it was refused, or nobody was there.
    """
    if not installed():
        raise TransportError(
            "apprise-not-installed",
            f"apprise is not installed on this server. Its operator can: {INSTALL}",
            permanent=True,
        )
    said = refusal(url)
    if said:
        raise TransportError("apprise-refused", said, permanent=True)
    apprise = _apprise()
    way = apprise.Apprise(asset=apprise.AppriseAsset(**_ASSET))
    way.add(url)
    body = message.body or message.title
    if message.href.startswith("http"):
        body = f"{body}\n{message.href}"
    heard, tried = _Listener(), _Tried(settings.allowed)
    log = logging.getLogger("apprise")
    log.addHandler(heard)
    try:
        with http.guard_urllib3(tried):
            sent = way.notify(title=message.title, body=body, body_format="text")
    except Exception as error:  # whatever a plugin trips over
        raise TransportError(
            "apprise-failed", f"apprise failed: {type(error).__name__}.", permanent=False
        ) from error
    finally:
        log.removeHandler(heard)
    if not sent:
        tried.judge()
        raise heard.failure()


def _scheme(url: str) -> str:
    scheme = url.partition("://")[0].lower()
    return scheme if re.fullmatch(r"[a-z][a-z0-9]{1,20}", scheme) else ""


_ASSET = {"app_id": "Afterview", "app_desc": "Afterview", "async_mode": False}


@cache
def _apprise() -> Any:
    import apprise

    log = logging.getLogger("apprise")
    log.propagate = False  # it writes addresses, which are secrets, and what servers answer
    log.addHandler(logging.NullHandler())
    return apprise


class _Tried:
    """The operator's exceptions, noting what was looked up among them: urllib3 keeps reasons."""

    def __init__(self, allowed: Container[str]) -> None:
        self._allowed = allowed
        self._addresses: list[str] = []

    def __contains__(self, address: object) -> bool:
        self._addresses.append(str(address))
        return address in self._allowed

    def judge(self) -> None:
        """Say so if it was our refusal that made it fail.

        Raises:
            TransportError: one of the hosts is not public.
        """
        for address in self._addresses:
            host, _, port = address.rpartition(":")
            try:
                network.judge(host, int(port), self._allowed)
            except network.Refused as error:
                raise TransportError("address-refused", str(error), permanent=True) from error
            except network.NotFound as error:
                raise TransportError("unreachable", str(error), permanent=False) from error


class _Listener(logging.Handler):
    """Keeps the status a server answered with. The rest of what apprise logs may be secret."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.status: int | None = None

    def emit(self, record: logging.LogRecord) -> None:
        found = _STATUS.search(record.getMessage())
        if found:
            self.status = int(found[1])

    def failure(self) -> TransportError:
        if self.status is None:
            return TransportError(
                "unreachable", "The service did not answer, or cut it short.", permanent=False
            )
        temporary = self.status in (408, 425, 429) or self.status >= 500
        return TransportError(
            f"answered-{self.status}",
            f"The service answered {self.status}; "
            + ("it is tried again." if temporary else "check the address and its key."),
            permanent=not temporary,
        )
