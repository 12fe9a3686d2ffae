"""Reading a mail somebody else wrote, which may be anything: bounded, and without surprises.

The standard library's parser recurses for every level of nesting and its header parsers are slow
on purpose-made input, so what is needed here is read by hand: a few headers, the text, and any
invitation. Nothing is kept that cannot be stored, and only what is not mail at all is refused.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from afterview.core.errors import Invalid
from afterview.core.patterns import regex
from afterview.mail.decoding import content, text_of, unwrapped
from afterview.mail.markup import plain_text

LOOKED_AT = 1_000_000
"""Bytes of a mail that are read; attachments usually come last."""
PARTS = 100
DEPTH = 20
TEXT = 50_000
HEADERS = 200
HEADER_BYTES = 64_000
LINE = 200
IDENTITY = 998
REFERENCES = 50
INVITATIONS = 5
INVITATION = 100_000

_UNSTORABLE = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff]")
_SPACE = regex(r"\s+")
_HEADER = regex(rb"([!-9;-~]{1,76})[ \t]*:[ \t]*(.*)", re.DOTALL)
_BLANK = regex(rb"\r?\n\r?\n|\r\r")
_IDENTITY = regex(r"<([^<>\s]{1,998})>")
_PARAMETER = regex(r';\s{0,9}([\w*-]{1,40})\s{0,9}=\s{0,9}("[^"]{0,300}"|[^;\s"]{0,300})')
_ANGLED = regex(r"<\s{0,9}([^<>\s@]{1,64}@[^<>\s@]{1,190})\s{0,9}>")
_BARE = regex(r"[^\s<>,;:\"'()@]{1,64}@[^\s<>,;:\"'()@]{1,190}")
_ADDRESS = regex(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]+")
KNOWN = frozenset({"from", "subject", "date", "message-id", "to", "received", "return-path"})
"""One of these stands in every mail; a text without any is no mail."""


class Unreadable(Invalid):
    code = "message-unreadable"


@dataclass(frozen=True)
class Incoming:
    """A mail, as far as anybody here wants to know it."""

    message_id: str
    """Without angle brackets; made from the content where the mail has none."""
    from_name: str
    from_email: str
    """Empty where no address could be made out."""
    subject: str
    text: str
    in_reply_to: str | None = None
    references: list[str] = field(default_factory=list)
    to: str = ""
    sent_at: datetime | None = None
    """As its author's machine says."""
    arrived_at: datetime | None = None
    """As the last mail server on its way says, which knows better."""
    calendars: list[str] = field(default_factory=list)
    """iCalendar objects that came with it, unread."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By lower-case name, one line each; of several with one name the first."""
    content_type: str = ""
    """The outermost one, with its parameters, in lower case."""

    @property
    def thread(self) -> list[str]:
        """Every message this one says it belongs to, the nearest first."""
        nearest = [self.in_reply_to] if self.in_reply_to else []
        return list(dict.fromkeys([*nearest, *reversed(self.references)]))


def parse(raw: bytes) -> Incoming:
    """Read a mail as it travelled (RFC 5322, MIME), or as much of it as makes sense.

    Raises:
        Unreadable: it has no headers that a mail has.
    """
    raw = raw[:LOOKED_AT]
    start = _past_envelope(raw)
    headers, body_at = _headers(raw, start, len(raw))
    if not KNOWN & headers.keys():
        raise Unreadable(
            "This is not a mail: it has no From, Date, Subject or Message-ID. "
            "Send words that were copied from one as `text`.",
        )
    gathered = _Gathered()
    gathered.walk(raw, headers, body_at, len(raw), depth=0)
    name, address = _sender(headers.get("from", ""))
    sent_at = _date(headers.get("date", ""))
    subject = line(unwrapped(headers.get("subject", "")))
    text = gathered.text()
    references = _identities(headers.get("references", "")) + gathered.originals
    return Incoming(
        message_id=_own_identity(headers.get("message-id", ""))
        or made_identity(address, subject, str(sent_at), text, *gathered.calendars),
        from_name=name,
        from_email=address,
        subject=subject,
        text=text,
        in_reply_to=next(iter(_identities(headers.get("in-reply-to", ""))), None),
        references=references[-REFERENCES:],
        to=line(unwrapped(headers.get("to", ""))),
        sent_at=sent_at,
        arrived_at=_date(headers.get("received", "").rpartition(";")[2].strip()),
        calendars=gathered.calendars,
        headers={name: line(unwrapped(value)) for name, value in headers.items()},
        content_type=line(headers.get("content-type", "")).lower(),
    )


def pasted(text: str, *, from_email: str = "", from_name: str = "", subject: str = "") -> Incoming:
    """Take words somebody copied out of a mail; the same words twice are the same message."""
    words = prose(text)
    return Incoming(
        message_id=made_identity(from_email.casefold(), line(subject), "None", words),
        from_name=line(from_name),
        from_email=from_email.casefold(),
        subject=line(subject),
        text=words,
    )


def made_identity(*said: str) -> str:
    """A Message-ID for a mail without one: the same content, the same id."""
    content = "\0".join(said).encode("utf-8", "replace")
    return f"{hashlib.sha256(content).hexdigest()[:40]}@made.invalid"


def line(text: str) -> str:
    """One line that can be stored and shown, at most 200 characters."""
    return _SPACE.sub(" ", _UNSTORABLE.sub("", text[: 4 * LINE])).strip()[:LINE]


def prose(text: str) -> str:
    """Text that can be stored and shown, at most 50,000 characters."""
    even = text[: 4 * TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return _UNSTORABLE.sub("", even).strip()[:TEXT]


class _Gathered:
    """What the walk over the parts of one mail has found."""

    def __init__(self) -> None:
        self.parts = 0
        self.plain: list[str] = []
        self.marked_up: list[str] = []
        self.calendars: list[str] = []
        self.originals: list[str] = []
        """Of a report that a mail came back: which one."""

    def text(self) -> str:
        return prose("\n\n".join(self.plain or self.marked_up))

    def walk(
        self, raw: bytes, headers: Mapping[str, str], start: int, end: int, *, depth: int
    ) -> None:
        """Take in one part, from `start` to `end`; no bytes are copied on the way down."""
        self.parts += 1
        kind, parameters = _content_type(headers.get("content-type", ""))
        boundary = parameters.get("boundary", "")
        if kind.startswith("multipart/") and boundary:
            if depth < DEPTH:
                for inner_start, inner_end in _between(raw, boundary, start, end):
                    if self.parts >= PARTS:
                        return
                    inner, body_at = _headers(raw, inner_start, inner_end)
                    self.walk(raw, inner, body_at, inner_end, depth=depth + 1)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            original, _ = _headers(raw, start, end)
            if identity := _own_identity(original.get("message-id", "")):
                self.originals.append(identity)
        elif kind == "text/calendar" or parameters.get("name", "").endswith(".ics"):
            if len(self.calendars) < INVITATIONS and end - start <= 2 * INVITATION:
                found = content(raw[start:end], headers, parameters)
                self.calendars.append(_UNSTORABLE.sub("", found)[:INVITATION])
        elif kind in ("text/plain", "text/html", "text/enriched"):
            self._take_text(kind, raw, headers, parameters, start, end)

    def _take_text(
        self,
        kind: str,
        raw: bytes,
        headers: Mapping[str, str],
        parameters: Mapping[str, str],
        start: int,
        end: int,
    ) -> None:
        into = self.plain if kind == "text/plain" else self.marked_up
        attached = headers.get("content-disposition", "").strip().lower().startswith("attachment")
        if attached or sum(map(len, into)) >= TEXT:
            return
        found = content(raw[start:end], headers, parameters)
        found = (found if kind == "text/plain" else plain_text(found))[: 2 * TEXT]
        if found.strip():
            into.append(found)


def _past_envelope(raw: bytes) -> int:
    """Skip blank lines, a byte order mark, and the `From ` line that mailbox files begin with."""
    start = len(raw) - len(raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t"))
    if raw.startswith((b"From ", b">From "), start):
        start = raw.find(b"\n", start) + 1 or len(raw)
    return start


def _headers(raw: bytes, start: int, end: int) -> tuple[dict[str, str], int]:
    """The headers of one part by lower-case name, and where its content begins."""
    if raw.startswith((b"\n", b"\r\n"), start, end):
        return {}, min(start + 2, end)
    blank = _BLANK.search(raw, start, end)
    stop, body_at = (blank.start(), blank.end()) if blank else (end, end)
    found: dict[str, str] = {}
    block = raw[start : min(stop, start + HEADER_BYTES)].replace(b"\r\n", b"\n")
    unfolded = re.sub(rb"\n[ \t]+", b" ", block)
    for written in unfolded.split(b"\n", HEADERS)[:HEADERS]:
        match = _HEADER.fullmatch(written)
        if match:
            found.setdefault(match[1].decode("ascii").lower(), text_of(match[2], "").strip())
    return found, body_at


def _between(raw: bytes, boundary: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the parts of a multipart lie; a last one that is cut off counts too."""
    mark = re.escape(boundary.encode("utf-8", "replace"))
    delimiter = re.compile(rb"\r?\n--" + mark + rb"(--)?[ \t]*(?=\r|\n|\Z)")
    opened: int | None = None
    for match in delimiter.finditer(raw, max(start - 2, 0), end):
        if opened is not None:
            yield opened, match.start()
        if match[1]:
            return
        opened = _next_line(raw, match.end(), end)
    if opened is not None and opened < end:
        yield opened, end


def _next_line(raw: bytes, at: int, end: int) -> int:
    if raw.startswith(b"\r\n", at):
        return min(at + 2, end)
    return min(at + 1, end)


def _content_type(value: str) -> tuple[str, dict[str, str]]:
    value = value[:2_000]
    kind = value.partition(";")[0].strip().lower() or "text/plain"
    parameters = {
        name.lower().rstrip("*"): given.strip('"') for name, given in _PARAMETER.findall(value)
    }
    return kind, parameters


def _sender(value: str) -> tuple[str, str]:
    """Name and address of a From header, either of which may be missing."""
    value = _UNSTORABLE.sub("", value[:2_000])
    if found := _ANGLED.search(
        value
    ):  # before decoding: a name may be made to look like an address
        name, address = value[: found.start()], found[1]
    elif bare := _BARE.search(value):
        name, address = value.replace(bare[0], ""), bare[0]
    else:
        name, address = value, ""
    address = address.casefold()
    name = line(unwrapped(name)).strip("\"'()<>, ")
    return name, address if _ADDRESS.fullmatch(address) else ""


def _own_identity(value: str) -> str | None:
    found = _identities(value)
    if found:
        return found[0]
    bare = _UNSTORABLE.sub("", value).strip().strip("<>")
    return bare[:IDENTITY] if bare and not _SPACE.search(bare) else None


def _identities(value: str) -> list[str]:
    return _IDENTITY.findall(_UNSTORABLE.sub("", value))[-REFERENCES:]


def _date(value: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(value[:100])
        if not 1971 <= found.year <= 2199:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
