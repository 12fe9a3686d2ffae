"""Looking into a mailbox (RFC 9051): reading only, a little at a time, and leaving no mark.

Folders are opened with EXAMINE and messages fetched with BODY.PEEK, so that nothing is marked as
read; nothing is ever moved or deleted. The standard library's client can be made to connect to an
address that was judged before (core/network.py). Of each message only the beginning is fetched, so
that memory stays bounded whatever lies there.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from afterview.core import network
from afterview.mail.models import MailSecurity
from afterview.mail.servers import (
    TIMEOUT_SECONDS,
    EndlessReply,
    MailError,
    Server,
    Step,
    connect,
    said,
    tls_context,
    told,
)

LONGEST_SECONDS = 300.0
MESSAGES = 50
"""Fetched at a time."""
BYTES = 1_000_000
"""Of each message; the text comes before the attachments."""
LARGEST_ANSWER = 2 * BYTES
"""To one question; more than that is nothing that was asked for."""
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_UID = re.compile(rb"UID (\d+)")


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message as it lies in the folder."""

    uid: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """What is new in a folder."""

    uid_validity: int
    messages: list[Fetched]


def fetch_new(
    server: Server,
    password: str,
    *,
    folder: str,
    after_uid: int,
    uid_validity: int | None,
    since: date,
) -> Found:
    """Fetch the next messages of a folder that came in since a day, the oldest first.

    When the folder has been made anew (another UIDVALIDITY), it is read from its beginning.

    Raises:
        MailError: the server was not reached, or said no.
    """
    with _opened(server, password, folder) as box:
        validity = int(_value(box.response("UIDVALIDITY")) or 0)
        start = after_uid if validity == uid_validity else 0
        day = f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}"
        found = _ask(box, "SEARCH", f"UID {start + 1}:*", "SINCE", day)
        uids = sorted(uid for uid in map(int, found.split()) if uid > start)[:MESSAGES]
        return Found(validity, [Fetched(uid, _beginning(box, uid)) for uid in uids])


def has_message(server: Server, password: str, *, folder: str, message_id: str) -> bool:
    """Whether a message with this Message-ID lies in a folder.

    Raises:
        MailError: the server was not reached, or said no.
    """
    with _opened(server, password, folder) as box:
        return bool(_ask(box, "SEARCH", "HEADER", "Message-ID", _string(message_id)).split())


def check(server: Server, password: str, folder: str) -> None:
    """Sign in and open the folder.

    Raises:
        MailError: one of these did not work; its `step` says which.
    """
    with _opened(server, password, folder):
        pass


@contextmanager
def _opened(server: Server, password: str, folder: str) -> Iterator[imaplib.IMAP4]:
    context = tls_context(server)
    made: list[_Client] = []  # connecting is a conversation as well, and may be cut off
    with network.cut_off(lambda: [one.sock for one in made], LONGEST_SECONDS):
        with told(Step.CONNECT):
            box = _Client(server, context if server.security is MailSecurity.TLS else None, made)
        try:
            if server.security is MailSecurity.STARTTLS:
                with told(Step.TLS):
                    _protect(box, context)
            with told(Step.SIGN_IN):
                _sign_in(box, server.user, password)
            with told(Step.FOLDER):
                status, answer = box.select(_quoted(folder), readonly=True)
                if status != "OK":
                    detail = f"There is no folder “{folder}”: {said(answer)}"
                    raise MailError(Step.FOLDER, detail, permanent=True)
            with told(Step.READING):
                yield box
        finally:
            _hang_up(box)


def _protect(box: imaplib.IMAP4, context: ssl.SSLContext) -> None:
    if "STARTTLS" not in box.capabilities:
        raise MailError(Step.TLS, "The server offers no STARTTLS here.", permanent=True)
    box.starttls(context)


def _sign_in(box: imaplib.IMAP4, user: str, password: str) -> None:
    """Say who we are; where it can be done, in UTF-8. TLS hides it on its way."""
    try:
        if "AUTH=PLAIN" in box.capabilities:
            box.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        else:
            box.login(_string(user), password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        detail = f"The server refused the user name or password: {said(error.args)}"
        raise MailError(Step.SIGN_IN, detail, permanent=True) from error


def _hang_up(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (imaplib.IMAP4.error, OSError):
        with suppress(OSError):  # TLS that failed has taken the socket with it
            box.shutdown()


def _ask(box: imaplib.IMAP4, command: str, *arguments: str) -> bytes:
    status, answer = box.uid(command, *arguments)
    if status != "OK":
        raise MailError(Step.READING, f"The server said: {said(answer)}")
    return answer[0] or b"" if answer else b""


def _beginning(box: imaplib.IMAP4, uid: int) -> bytes:
    status, answer = box.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{BYTES}>)")
    if status != "OK":
        raise MailError(Step.READING, f"The server said: {said(answer)}")
    for part in answer:
        if isinstance(part, tuple) and _UID.search(part[0]):
            return bytes(part[1])
    return b""  # it was deleted meanwhile


def _value(response: tuple[str, Any]) -> str:
    found = response[1]
    return found[0].decode() if found and found[0] else ""


def _quoted(folder: str) -> str:
    """A folder's name as the protocol has it: modified UTF-7, in quotes."""
    encoded = "".join(
        part.replace("&", "&-") if part.isascii() else _utf7(part)
        for part in re.split(r"([^\x20-\x7e]+)", folder)
    )
    return _string(encoded)


def _string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _utf7(text: str) -> str:
    return "&" + text.encode("utf-7").decode("ascii")[1:-1].replace("/", ",") + "-"


class _Client(imaplib.IMAP4):
    """Connects to the address that was judged, and talks to the name."""

    sock: Any = None

    def __init__(
        self, server: Server, context: ssl.SSLContext | None, made: "list[_Client]"
    ) -> None:
        self._server = server
        self._context = context
        made.append(self)
        self._left = LARGEST_ANSWER
        super().__init__(server.host, server.port, TIMEOUT_SECONDS)

    def _create_socket(self, timeout: float | None) -> Any:
        return connect(self._server, self._context)

    def uid(self, command: str, *args: str) -> tuple[str, list[Any]]:
        self._left = LARGEST_ANSWER
        self.untagged_responses.clear()  # what nobody asked for would add up
        return super().uid(command, *args)

    def read(self, size: int) -> bytes:
        """Read a piece of so many bytes, as the server announces them."""
        self._count(size)
        return super().read(size)

    def readline(self) -> bytes:
        try:
            line = super().readline()
        except imaplib.IMAP4.error as error:  # its one reason: a line without an end
            raise EndlessReply from error
        self._count(len(line))
        return line

    def _count(self, size: int) -> None:
        """Keep memory bounded, whatever the server sends or says that it will."""
        self._left -= size
        if self._left < 0:
            raise EndlessReply
