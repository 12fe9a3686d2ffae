"""How a letter leads to the page of its reference, without having the code that opens it.

Letters are read, kept, exported and backed up, and whoever has the code can answer in the name of
the reference. So `/c/…` stands for it, and it is put in when the letter leaves.
"""

import hmac
import re
from base64 import urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.accounts.passwords import digest
from afterview.core.crypto import Vault
from afterview.core.errors import Conflict
from afterview.references import brief_text
from afterview.references.models import Briefing, RefereePage

_PASTED = re.compile(r"/c/([\w-]{43})(?![\w-])")


class DeadLink(Conflict):
    code = "referee-page-ends"


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


def keep_code_out(session: Session, briefing: Briefing) -> None:
    """Put the mark where somebody has pasted the address of the page into the letter."""
    if not _PASTED.search(briefing.body):
        return
    page = latest_page(session, briefing.id)

    def marked(pasted: re.Match[str]) -> str:
        opens = page is not None and digest(pasted[1]) == page.code_hash
        return brief_text.PAGE_MARK if opens else pasted[0]

    briefing.body = _PASTED.sub(marked, briefing.body)
    session.flush()


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
