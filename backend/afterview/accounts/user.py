"""The account behind a request, as every room sees it."""

from dataclasses import dataclass
from datetime import time
from uuid import UUID
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class User:
    """The account behind a request, and what this request may do."""

    id: UUID
    email: str
    name: str
    zone: ZoneInfo
    region: str
    locale: str
    currency: str
    day_starts_at: time
    day_ends_at: time
    scopes: frozenset[str]
    session_id: UUID | None
    """The browser session it came with; None for a token."""
