"""The user's own mail account. Its passwords are kept encrypted and never sent back."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary, Uuid
from sqlmodel import Field

from afterview.core.column_types import UtcDateTime, text_enum
from afterview.core.db import Owned


class MailSecurity(StrEnum):
    """How the connection is protected (RFC 8314): TLS at once, or STARTTLS before anything."""

    TLS = "tls"
    STARTTLS = "starttls"


class MailAccount(Owned, table=True):
    """Where mail leaves (SMTP), and where answers arrive (IMAP), for one person."""

    __tablename__ = "mail_account"

    owner_id: UUID = Field(foreign_key="account.id", unique=True, ondelete="CASCADE", sa_type=Uuid)
    from_email: str = Field(max_length=254)
    from_name: str = ""
    reply_to: str | None = Field(default=None, max_length=254)
    signature: str = ""
    smtp_host: str
    smtp_port: int
    smtp_security: MailSecurity = Field(sa_type=text_enum(MailSecurity))
    smtp_user: str = ""
    smtp_password: bytes | None = Field(default=None, sa_type=LargeBinary)
    imap_host: str | None = None
    imap_port: int = 993
    imap_security: MailSecurity = Field(default=MailSecurity.TLS, sa_type=text_enum(MailSecurity))
    imap_user: str = ""
    imap_password: bytes | None = Field(default=None, sa_type=LargeBinary)
    imap_folder: str = "INBOX"
    imap_sent_folder: str = ""
    imap_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    imap_uid_validity: int | None = Field(default=None, sa_type=BigInteger)
    """Up to 2**32, as the place read up to."""
    imap_last_uid: int = Field(default=0, sa_type=BigInteger)
    polled_at: datetime | None = Field(default=None, index=True, sa_type=UtcDateTime)
    poll_failure: str = ""
