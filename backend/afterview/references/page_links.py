"""How a letter leads to the page of its reference, without having the code that opens it.

Letters are read, kept, exported and backed up, and whoever has the code can answer in the name of
the reference. So `/c/…` stands for it, and it is put in when the letter leaves.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_address
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.accounts.passwords import digest
from afterview.core.crypto import Vault
from afterview.core.errors import Conflict
from afterview.references import brief_text
from afterview.references.models import Briefing, RefereePage

_WRITTEN = ("caller", "facts", "weak_spot", "subject", "body")
"""Where somebody may have pasted the address of a page."""
_PASTED = re.compile(r"(?:(?<![\w-])|(?<=%2[Ff]))[A-Za-z0-9_-]{43}(?![\w-])")
"""What may be a code: behind `/c/`, behind the same as links that are checked on their way have it,
or alone."""


class DeadLink(Conflict):
    code = "referee-page-ends"


class LinkFromHereOnly(Conflict):
    code = "referee-page-unreachable"


def code_of(page_id: UUID, vault: Vault) -> str:
    """The code of a page: 256 bits that nobody guesses, and that nothing has to keep.

    It follows from the page and the instance's key, so that it can be made again when the letter
    leaves, and by nobody who has only read the database.
    """
    made = hmac.digest(vault.derive("referee page"), page_id.bytes, "sha256")
    return urlsafe_b64encode(made).rstrip(b"=").decode()


def latest_page(session: Session, briefing_id: UUID) -> RefereePage | None:
    """The page made last for a briefing."""
    return session.scalars(
        select(RefereePage)
        .where(col(RefereePage.briefing_id) == briefing_id)
        .order_by(col(RefereePage.created_at).desc(), col(RefereePage.id).desc())
        .limit(1)
    ).first()


def keep_codes_out(session: Session, briefing: Briefing) -> None:
    """Put the mark where somebody has pasted the address of a page into a briefing."""
    texts = [getattr(briefing, name) for name in _WRITTEN]
    texts += [point["text"] for point in briefing.points]
    kept = without_codes(session, briefing.owner_id, texts)
    if kept == texts:
        return
    parts, points = kept[: len(_WRITTEN)], kept[len(_WRITTEN) :]
    for name, text in zip(_WRITTEN, parts, strict=True):
        setattr(briefing, name, text)
    briefing.points = [
        point | {"text": text} for point, text in zip(briefing.points, points, strict=True)
    ]
    session.flush()


def without_codes(session: Session, owner_id: UUID, texts: Sequence[str]) -> list[str]:
    """The same texts, with `…` for each code that was ever made for a page of somebody's."""
    if not any(_PASTED.search(text) for text in texts):
        return list(texts)
    own = set(
        session.scalars(
            select(col(RefereePage.code_hash)).where(col(RefereePage.owner_id) == owner_id)
        )
    )

    def marked(code: re.Match[str]) -> str:
        return "…" if digest(code[0]) in own else code[0]

    return [_PASTED.sub(marked, text) for text in texts]


def is_reachable(letter: str) -> bool:
    """Whether others can go the way to the page that stands in a letter; true if none does."""
    ways = (word.partition(brief_text.PAGE_MARK) for word in letter.split())
    return all(opens_elsewhere(base) for base, mark, _ in ways if mark and base)


def opens_elsewhere(url: str) -> bool:
    """Whether an address leads anywhere but to the machine that somebody sits at."""
    place = url.rpartition("://")[2].partition("/")[0].lower()
    host = place[1:].partition("]")[0] if place.startswith("[") else place.partition(":")[0]
    if host == "localhost" or host.endswith(".localhost"):
        return False
    try:
        address = ip_address(host)
    except ValueError:
        return True
    return not (address.is_loopback or address.is_unspecified)


def leads_nowhere(session: Session, briefing: Briefing, at: datetime) -> bool:
    """Whether a letter leads to a page that will not be there at an instant."""
    if not brief_text.leads_to_page(briefing.body):
        return False
    page = latest_page(session, briefing.id)
    return page is None or _is_gone(page, at)


def _is_gone(page: RefereePage, at: datetime) -> bool:
    return bool(page.revoked_at or page.answered_at or page.expires_at <= at)


def as_it_leaves(
    session: Session, briefing: Briefing, words: str, vault: Vault, at: datetime
) -> str:
    """The words of a briefing with the code of its page where the way there stands.

    Raises:
        DeadLink: there is no page any more, or its code was made with another key.
        KeyUnusable: the instance has no key.
    """
    if not brief_text.leads_to_page(words):
        return words
    page = latest_page(session, briefing.id)
    if page is None or _is_gone(page, at):
        raise DeadLink("The page in the letter is gone. Make another one first.")
    code = code_of(page.id, vault)
    if digest(code) != page.code_hash:
        raise DeadLink("The instance's key has changed, and its codes with it. Make another page.")
    return brief_text.with_code(words, code)
