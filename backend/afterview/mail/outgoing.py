"""From approved words to a message on the wire (RFC 5322), with no way to smuggle a header in."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from afterview.core.errors import Invalid

SIGNATURE_MARK = "\n\n-- \n"
REFERENCES_KEPT = 20
"""A long conversation names its beginning and its latest messages."""
_IDENTITY = re.compile(r"[!-;=?-~]{1,250}")
"""A Message-ID without its brackets, as others may have made it: visible, and one word."""


class HeaderInvalid(Invalid):
    code = "header-invalid"


@dataclass(frozen=True, slots=True)
class File:
    """What goes with a message: a name for the receiver, a media type, the bytes."""

    name: str
    media_type: str
    content: bytes


class _Policy(EmailPolicy):
    """Keeps names of messages whole: the library would encode one longer than a line, and nobody
    would know it again, so that answers would not thread."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in ("in-reply-to", "references"):
            return f"{name}: " + f"{self.linesep} ".join(value.split()) + self.linesep
        return super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


POLICY = _Policy(linesep="\r\n", cte_type="7bit", raise_on_defect=False)


def with_signature(body: str, signature: str) -> str:
    """The words with the signature under them, behind the mark that mail programs know."""
    return f"{body.rstrip()}{SIGNATURE_MARK}{signature.strip()}" if signature.strip() else body


def mailto(email: str, subject: str, body: str) -> str:
    """A link that opens the words in one's own mail program (RFC 6068)."""
    text = quote(body.replace("\n", "\r\n"))
    return f"mailto:{quote(email)}?subject={quote(subject)}&body={text}"


def new_message_id(from_email: str, identity: UUID) -> str:
    """Return a Message-ID without its brackets: unique, in the sender's domain, telling nothing.

    It follows from the row's id, so that whoever sends the row again names it the same.
    """
    domain = from_email.rpartition("@")[2]
    return f"{hashlib.sha256(identity.bytes).hexdigest()[:32]}@{domain}"


def compose(
    *,
    sender: tuple[str, str],
    to: tuple[str, str],
    subject: str,
    body: str,
    message_id: str,
    at: datetime,
    reply_to: str | None = None,
    in_reply_to: str | None = None,
    references: Sequence[str] = (),
    files: Sequence[File] = (),
) -> EmailMessage:
    """Build a plain-text message, with files. `sender` and `to` are name and address.

    Names of other messages come from elsewhere; those that cannot stand in a header are left out.

    Raises:
        HeaderInvalid: something that would stand in a header has a line break in it, or is no
            address.
    """
    message = EmailMessage(policy=POLICY)
    try:
        message["From"] = _address(*sender)
        message["To"] = _address(*to)
        if reply_to:
            message["Reply-To"] = _address("", reply_to)
        message["Subject"] = _line(subject)
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{_line(message_id)}>"
        if answered := _named([in_reply_to or ""]):
            message["In-Reply-To"] = answered
        if thread := _named([*references[:1], *references[1:][-REFERENCES_KEPT:]]):
            message["References"] = thread
        message.set_content(body, charset="utf-8", cte="quoted-printable")
        for file in files:
            kind, _, form = file.media_type.partition("/")
            message.add_attachment(
                file.content, maintype=kind, subtype=form, filename=_line(file.name)
            )
    except (ValueError, IndexError, AttributeError, MessageError) as error:
        raise HeaderInvalid("A name, an address or the subject cannot stand in a mail.") from error
    return message


def _address(name: str, email: str) -> Address:
    _line(email).encode("ascii")  # what else there may be, hardly any server takes
    return Address(display_name=_line(name), addr_spec=email)


def _named(identities: Sequence[str]) -> str:
    return " ".join(f"<{one}>" for one in identities if _IDENTITY.fullmatch(one))


def _line(text: str) -> str:
    if any(mark in text for mark in "\r\n\0"):
        raise ValueError("a line break in a header")
    return text
