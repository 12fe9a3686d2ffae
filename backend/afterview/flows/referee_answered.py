"""A reference opens the page they were sent, and says what they think of it."""

import logging
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from afterview.accounts.models import Account
from afterview.attachments.models import Attachment
from afterview.core.clock import Now
from afterview.core.db import find, transaction
from afterview.flows import briefing_read
from afterview.references import briefings, pages
from afterview.references.models import Briefing, RefereePage
from afterview.references.page_schemas import (
    RefereeAnswerCreate,
    RefereeThanksRead,
    RefereeViewRead,
)
from afterview.references.vocabulary import RefereeAnswer
from afterview.tasks import service as tasks
from afterview.tasks.models import TaskKind

log = logging.getLogger(__name__)


def open_page(session: Session, code: str) -> tuple[RefereePage, Account, Now]:
    """The page a code opens, whose it is, and what time it is for them.

    Raises:
        PageGone: there is none, or not any more.
    """
    page = pages.open_page(session, code, now=session.info["now"])
    account, now = _whose(session, page)
    pages.refuse_outlived(session, page, now=now)
    return page, account, now


def _whose(session: Session, page: RefereePage) -> tuple[Account, Now]:
    account = find(session, Account, id=page.owner_id)
    assert account is not None  # a foreign key sees to it
    return account, Now(session.info["now"].at, ZoneInfo(account.zone))


def read(session: Session, code: str) -> RefereeViewRead:
    """What a reference sees. That they looked is noted, in a transaction of its own."""
    page, account, now = open_page(session, code)
    if page.opened_at is None:
        try:
            with transaction(session.info["engine"], now) as own:
                pages.note_opening(own, page.id, now=now)
        except SQLAlchemyError:  # a disk that is full must not keep anybody from reading
            log.warning("opening not noted", extra={"page_id": str(page.id)})
    return briefing_read.view(session, page, account.name or account.email, account.zone)


def file_of(session: Session, code: str, attachment_id: UUID) -> Attachment:
    """A file that goes with the briefing of a page.

    Raises:
        PageGone: there is no such page, or the file does not belong to it.
    """
    page, _, _ = open_page(session, code)
    for file in briefings.files_of(session, page.briefing_id):
        if file.id == attachment_id:
            return file
    raise pages.PageGone


def answer(session: Session, code: str, data: RefereeAnswerCreate) -> RefereeThanksRead:
    """Take down what they say; what wants a decision becomes a to-do.

    Whoever sends the same again, because no thanks came back, is thanked again.

    Raises:
        PageGone: there is no such page, or it has been answered.
    """
    try:
        page, account, now = open_page(session, code)
        briefing, contact = pages.answer_page(session, page, data, now=now)
    except pages.PageGone:
        page = pages.just_answered(session, code, now=session.info["now"])
        account, now = _whose(session, page)
        pages.refuse_other_words(session, page, data, now=now)
        return _thanks(account, data)
    for title in _to_do(briefing, contact.name, data):
        tasks.plan_task(
            session,
            page.owner_id,
            TaskKind.TO_DO,
            title[:200],
            due_at=now.at,
            application_id=briefing.application_id,
            interview_id=None,
            notes=f"What they said: /briefings/{briefing.id}",  # words would outlive them (RF-07)
        )
    session.flush()
    return _thanks(account, data)


def _thanks(account: Account, data: RefereeAnswerCreate) -> RefereeThanksRead:
    return RefereeThanksRead(
        candidate=account.name or account.email, answer=data.answer, forgotten=data.forget_me
    )


def _to_do(briefing: Briefing, name: str, data: RefereeAnswerCreate) -> list[str]:
    about = f" by {briefing.employer}" if briefing.employer else ""
    found = []
    if data.answer is RefereeAnswer.OTHER_TIME:
        found.append(f"{name} would rather be rung at another time{about}: tell them")
    elif data.answer is RefereeAnswer.DECLINED:
        found.append(f"{name} would rather not be rung{about}: thank them, and name somebody else")
    if data.forget_me:
        found.append(f"{name} asks you to delete everything about them")
    return found
