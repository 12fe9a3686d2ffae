"""Talking to mail servers: where one is, how far one got with it, and what went wrong in words."""

import imaplib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from afterview.core import network
from afterview.mail.models import MailSecurity

TIMEOUT_SECONDS = 20.0
"""For each single answer."""
LATE = "The server did not answer in time."


class Step(StrEnum):
    """How far one got."""

    ADDRESS = "address"
    CONNECT = "connect"
    TLS = "tls"
    SIGN_IN = "sign_in"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    FOLDER = "folder"
    READING = "reading"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to connect, and as whom."""

    host: str
    port: int
    security: MailSecurity
    user: str
    allowed: frozenset[str]
    """The operator's exceptions, `host:port`."""
    ca_file: Path | None


class EndlessReply(smtplib.SMTPException):
    """A server that says more than anybody wants to read."""


class MailError(Exception):
    """A server was not reached, or said no.

    `step` is where. `permanent` means that trying again does not help; `unknown` that nobody can
    say whether the message was taken.
    """

    def __init__(
        self, step: Step, detail: str, *, permanent: bool = False, unknown: bool = False
    ) -> None:
        super().__init__(detail)
        self.step = step
        self.detail = detail
        self.permanent = permanent
        self.unknown = unknown

    @property
    def code(self) -> str:
        if self.step is Step.ADDRESS and self.permanent:
            return "address-refused"
        return f"mail-{self.step.replace('_', '-')}"


def tls_context(server: Server) -> ssl.SSLContext:
    """What to trust when talking to a server.

    Raises:
        MailError: the operator's file of certificates cannot be read.
    """
    try:
        return network.tls_context(server.ca_file)
    except OSError as error:
        detail = "This instance's file of certificates (AFTERVIEW_CA_FILE) cannot be read."
        raise MailError(Step.TLS, detail) from error


def connect(server: Server, context: ssl.SSLContext | None) -> Any:
    """Connect to the address that was judged; with a context, over TLS, to the name.

    Raises:
        OSError: see `core.network.connect`; or the certificate is not the name's.
    """
    plain = network.connect(server.host, server.port, server.allowed, TIMEOUT_SECONDS)
    if context is None:
        return plain
    try:
        return context.wrap_socket(plain, server_hostname=server.host)
    except BaseException:  # whatever it is, the socket is ours to close
        plain.close()
        raise


@contextmanager
def told(step: Step) -> Iterator[None]:
    """Turn what the libraries raise into what a person can act on."""
    try:
        yield
    except MailError:
        raise
    except network.NotFound as error:
        raise MailError(Step.ADDRESS, str(error)) from error
    except network.Refused as error:
        raise MailError(Step.ADDRESS, str(error), permanent=True) from error
    except smtplib.SMTPResponseException as error:
        raise refusal(step, error.smtp_code, error.smtp_error) from error
    except EndlessReply as error:
        raise MailError(step, "The server's answer has no end.") from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailError(step, "The server offers no STARTTLS here.", permanent=True) from error
    except (imaplib.IMAP4.abort, smtplib.SMTPException, EOFError) as error:
        late = isinstance(error.__context__, TimeoutError)
        raise MailError(step, LATE if late else "The server hung up.") from error
    except imaplib.IMAP4.error as error:
        raise MailError(step, f"The server said no: {said(error.args)}") from error
    except ssl.SSLError as error:
        detail = f"The connection cannot be protected: {_reason(error)}."
        raise MailError(Step.TLS, detail) from error
    except TimeoutError as error:
        raise MailError(step, LATE) from error
    except OSError as error:
        raise MailError(step, f"There is no connection: {error.strerror or error}.") from error
    except ValueError as error:  # what the libraries will not write, or cannot read
        raise MailError(step, "The server and we do not understand each other.") from error


def refusal(step: Step, code: int, answer: Any) -> MailError:
    """What an SMTP server's reply means: 5xx is for good, anything else for now."""
    return MailError(step, f"The server said: {code} {said([answer])}", permanent=code >= 500)


def said(answer: Any) -> str:
    """What a server said, as one short line."""
    parts = [
        part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in answer
    ]
    text = " ".join(" ".join(parts).split())
    return "".join(filter(str.isprintable, text))[:300]


def _reason(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return (error.reason or "TLS failed").replace("_", " ").lower()
