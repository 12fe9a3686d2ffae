"""Handing a message to a mail server (RFC 5321), one step at a time.

The caller records between the steps what is about to happen, so each step is a call of its own:
`connected` signs in, `offer` names sender and recipient, `hand_over` gives the words. Which of them
failed decides what the failure means: before `hand_over` nothing has left.
"""

import base64
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
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
    refusal,
    said,
    tls_context,
    told,
)

__all__ = ["Link", "MailError", "Server", "check", "connected"]

ACCEPTANCE_SECONDS = 120.0
"""Some servers look a message over before they take it; not waiting for them breeds doubt."""
LONGEST_SECONDS = 300.0
LARGEST_REPLY = 65_536
"""Bytes; an honest reply has a few hundred."""
OURSELVES = "[127.0.0.1]"
"""Said as a greeting: the name of this machine is nobody's business (RFC 5321, 4.1.3)."""


class Link:
    """A connection that has signed in."""

    def __init__(self, client: smtplib.SMTP) -> None:
        self._client = client

    def offer(self, sender: str, recipient: str) -> None:
        """Name the sender and the recipient; nothing has left yet.

        Raises:
            MailError: the server wants neither or one of them.
        """
        self._ask(Step.SENDER, f"MAIL FROM:<{sender}>")
        self._ask(Step.RECIPIENT, f"RCPT TO:<{recipient}>")

    def may_send(self, sender: str) -> None:
        """Ask whether this address may send, and think better of it.

        Raises:
            MailError: it may not.
        """
        self._ask(Step.SENDER, f"MAIL FROM:<{sender}>")
        self._ask(Step.SENDER, "RSET")

    def _ask(self, step: Step, command: str) -> None:
        with told(step):
            code, answer = self._client.docmd(command)
            if not 200 <= code < 300:
                raise refusal(step, code, answer)

    def hand_over(self, message: EmailMessage) -> str:
        """Give the words; return what the server said when it took them.

        Raises:
            MailError: it refused them, or (`unknown`) the connection was lost meanwhile.
        """
        words = message.as_bytes()
        try:
            if self._client.sock is not None:
                self._client.sock.settimeout(ACCEPTANCE_SECONDS)
            code, answer = self._client.data(words)
        except smtplib.SMTPDataError as error:
            raise refusal(Step.DATA, error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            self._client.close()  # not another byte: it could end what was begun
            raise MailError(Step.DATA, "The connection was lost.", unknown=True) from error
        if not 200 <= code < 300:
            raise refusal(Step.DATA, code, answer)
        return said([answer])


@contextmanager
def connected(server: Server, password: str) -> Iterator[Link]:
    """Connect, protect the connection, sign in; hang up afterwards.

    Raises:
        MailError: one of these did not work; its `step` says which.
    """
    context = tls_context(server)
    made: list[_Client] = []  # connecting is a conversation as well, and may be cut off
    with network.cut_off(lambda: [one.sock for one in made], LONGEST_SECONDS):
        with told(Step.CONNECT):
            client = _Client(server, context if server.security is MailSecurity.TLS else None, made)
        try:
            with told(Step.CONNECT):
                client.ehlo_or_helo_if_needed()
            if server.security is MailSecurity.STARTTLS:
                with told(Step.TLS):
                    client.starttls(context=context)
                with told(Step.CONNECT):
                    client.ehlo()
            if server.user:
                with told(Step.SIGN_IN):
                    _sign_in(client, server.user, password)
            yield Link(client)
        finally:
            _hang_up(client)


def check(server: Server, password: str, sender: str) -> None:
    """Go as far as one can without sending anything.

    Raises:
        MailError: as `connected`; or the server does not let this address send.
    """
    with connected(server, password) as link:
        link.may_send(sender)


def _sign_in(client: smtplib.SMTP, user: str, password: str) -> None:
    """Say who we are, in UTF-8, which `smtplib.login` cannot. TLS hides it on its way."""
    offered = client.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, answer = client.docmd("AUTH PLAIN", _encoded(f"\0{user}\0{password}"))
    elif "LOGIN" in offered:
        code, answer = client.docmd("AUTH LOGIN")
        for words in (user, password):
            if code == 334:
                code, answer = client.docmd(_encoded(words))
    else:
        detail = "The server offers no way to sign in with a user name and a password."
        raise MailError(Step.SIGN_IN, detail, permanent=True)
    if code != 235:
        detail = f"The server refused the user name or password: {code} {said([answer])}"
        raise MailError(Step.SIGN_IN, detail, permanent=code >= 500)


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")


def _hang_up(client: smtplib.SMTP) -> None:
    try:
        client.quit()
    except (smtplib.SMTPException, OSError):
        client.close()


class _Client(smtplib.SMTP):
    """Connects to the address that was judged, and talks to the name."""

    sock: Any
    file: Any

    def __init__(
        self, server: Server, context: ssl.SSLContext | None, made: "list[_Client]"
    ) -> None:
        self._server = server
        self._context = context
        made.append(self)
        super().__init__(server.host, server.port, OURSELVES, TIMEOUT_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> Any:
        return connect(self._server, self._context)

    def getreply(self) -> tuple[int, bytes]:
        """Read a reply, of as many lines as it has, up to a limit."""
        if self.file is None:
            self.file = self.sock.makefile("rb")
        if not isinstance(self.file, _Counted):
            self.file = _Counted(self.file)
        self.file.left = LARGEST_REPLY
        try:
            return super().getreply()
        except smtplib.SMTPServerDisconnected as error:
            if isinstance(error.__context__, EndlessReply):
                raise error.__context__ from None  # the library takes it for a line that was cut
            raise


class _Counted:
    """What a server says, as long as it is not too much: `smtplib` keeps every line of a reply."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.left = LARGEST_REPLY

    def readline(self, size: int) -> bytes:
        line: bytes = self._file.readline(size)
        self.left -= len(line)
        if self.left < 0:
            raise EndlessReply
        return line

    def close(self) -> None:
        self._file.close()
