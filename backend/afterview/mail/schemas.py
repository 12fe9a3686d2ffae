"""What a mail account looks like from outside. Passwords go in and never come out."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, StringConstraints, WrapValidator

from afterview.core.schema import Email, Instant, Line, Prose, ReadSchema, WriteSchema, unchanged
from afterview.mail.models import MailSecurity
from afterview.mail.servers import Step

Host = Annotated[
    str,
    StringConstraints(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:\-\[\]]+$"),
    Field(description="Name of the server.", examples=["smtp.example.org"]),
]
Port = Annotated[int, Field(ge=1, le=65535)]


def _with_its_blanks(given: Any, check: Callable[[Any], str]) -> Any:
    """A password is what was typed, blanks at its ends included."""
    check(given)
    return given


Secret = Annotated[
    Line,
    StringConstraints(min_length=1),
    WrapValidator(_with_its_blanks),
    Field(
        description="Kept encrypted and never sent back. With two-factor sign-in, an app password.",
        examples=["correct horse battery staple"],
    ),
]
FROM = Field(description="Address that messages come from.", examples=["sam@example.org"])
NAME = Field(description="Name beside it.", examples=["Sam Okafor"])
REPLY_TO = Field(description="Where answers should go, if elsewhere.", examples=[None])
SIGNATURE = Field(description="Stands under every message.", examples=["Sam Okafor\n07700 900123"])
SECURITY = Field(
    description="`tls` from the first byte (usual on 465 and 993), or `starttls` before anything "
    "else (587 and 143). Without protection nothing is sent."
)
SENT_FOLDER = Field(
    description="Where sent mail is kept, to look up a message nobody is sure of; empty: nowhere.",
    examples=["Sent"],
)
FOLDER = Field(
    description="Folder that answers are looked for in. In `INBOX` only mail that has to do with "
    "your search is kept; from any other folder, everything.",
    examples=["INBOX"],
)
SINCE = Field(description="Older mail is not looked at; the first time: a week back.")


class MailAccountCreate(WriteSchema):
    """Where your mail leaves, and, if you like, where answers arrive."""

    from_email: Annotated[Email, FROM]
    from_name: Annotated[Line, NAME] = ""
    reply_to: Annotated[Email | None, REPLY_TO] = None
    signature: Annotated[Prose, StringConstraints(max_length=2_000), SIGNATURE] = ""
    smtp_host: Host
    smtp_port: Port = Field(default=465, examples=[465])
    smtp_security: Annotated[MailSecurity, SECURITY] = MailSecurity.TLS
    smtp_user: Line = Field(default="", examples=["sam@example.org"])
    smtp_password: Secret | None = None
    imap_host: Host | None = Field(default=None, examples=["imap.example.org"])
    imap_port: Port = Field(default=993, examples=[993])
    imap_security: Annotated[MailSecurity, SECURITY] = MailSecurity.TLS
    imap_user: Line = Field(default="", examples=["sam@example.org"])
    imap_password: Secret | None = None
    imap_folder: Annotated[Line, FOLDER] = "INBOX"
    imap_sent_folder: Annotated[Line, SENT_FOLDER] = ""
    imap_since: Annotated[Instant | None, SINCE] = None


class MailAccountPatch(WriteSchema):
    """What may be changed. A new host or user needs its password again."""

    from_email: Annotated[Email, FROM] = unchanged()
    from_name: Annotated[Line, NAME] = unchanged()
    reply_to: Annotated[Email | None, REPLY_TO] = unchanged()
    signature: Annotated[Prose, StringConstraints(max_length=2_000), SIGNATURE] = unchanged()
    smtp_host: Host = unchanged()
    smtp_port: Port = unchanged(examples=[465])
    smtp_security: Annotated[MailSecurity, SECURITY] = unchanged()
    smtp_user: Line = unchanged(examples=["sam@example.org"])
    smtp_password: Secret | None = unchanged()
    imap_host: Host | None = unchanged(examples=["imap.example.org"])
    imap_port: Port = unchanged(examples=[993])
    imap_security: Annotated[MailSecurity, SECURITY] = unchanged()
    imap_user: Line = unchanged(examples=["sam@example.org"])
    imap_password: Secret | None = unchanged()
    imap_folder: Annotated[Line, FOLDER] = unchanged()
    imap_sent_folder: Annotated[Line, SENT_FOLDER] = unchanged()
    imap_since: Annotated[Instant | None, SINCE] = unchanged()


class MailAccountRead(ReadSchema):
    """A mail account, without its secrets."""

    id: UUID
    from_email: Annotated[str, FROM]
    from_name: Annotated[str, NAME]
    reply_to: Annotated[str | None, REPLY_TO]
    signature: Annotated[str, SIGNATURE]
    smtp_host: str = Field(examples=["smtp.example.org"])
    smtp_port: int = Field(examples=[465])
    smtp_security: Annotated[MailSecurity, SECURITY]
    smtp_user: str = Field(examples=["sam@example.org"])
    has_smtp_password: bool = Field(description="Whether one is kept.")
    imap_host: str | None = Field(examples=["imap.example.org"])
    imap_port: int = Field(examples=[993])
    imap_security: Annotated[MailSecurity, SECURITY]
    imap_user: str = Field(examples=["sam@example.org"])
    has_imap_password: bool = Field(description="Whether one is kept.")
    imap_folder: Annotated[str, FOLDER]
    imap_sent_folder: Annotated[str, SENT_FOLDER]
    imap_since: Annotated[datetime | None, SINCE]
    polled_at: datetime | None = Field(description="When the folder was last looked into.")
    poll_failure: str = Field(description="Why that did not work; empty if it did.", examples=[""])
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class MailAccountTrial(WriteSchema):
    """How far to go."""

    to_myself: bool = Field(
        default=False,
        description="Also send a short message to your own address. Needs the scope `send`.",
        examples=[False],
    )


class ServerCheck(ReadSchema):
    """How far one got with a server."""

    ok: bool
    step: Step = Field(
        description="Where it ended; `done` when it went all the way.", examples=["done"]
    )
    detail: str = Field(
        description="What happened there, in words.", examples=["Signed in; ready to send."]
    )


class MailAccountCheck(ReadSchema):
    """Whether mail can leave, and be looked for. A no is an answer here, not an error."""

    smtp: ServerCheck
    imap: ServerCheck | None = Field(description="Null when no mailbox is set up.")
