"""The page for a reference: opened with a code, answered once, then gone.

A wrong code, one that has expired, was revoked or has been answered, and one that nobody has a use
for any more are one refusal: whoever asks learns nothing, not even that there was a page.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlmodel import Session, col

from afterview.accounts.passwords import digest
from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.crypto import Vault
from afterview.core.db import affected, owned
from afterview.core.errors import NotFound
from afterview.core.ids import new_id
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Contact
from afterview.pipeline.models import Application
from afterview.references import brief_text, consents, namings, page_links, queries
from afterview.references.briefings import BriefingClosed, refuse_approved, refuse_unsendable
from afterview.references.models import (
    Briefing,
    Naming,
    RefereePage,
    Reference,
    ReferenceConsent,
)
from afterview.references.page_schemas import RefereeAnswerCreate, RefereePageCreate
from afterview.references.vocabulary import ConsentScope, ConsentStatus, RefereeAnswer

_SAYS = {
    RefereeAnswer.CONFIRMED: "{} agreed to the call",
    RefereeAnswer.OTHER_TIME: "{} would rather be rung at another time",
    RefereeAnswer.DECLINED: "{} would rather not be rung about this",
}


REPEATED = timedelta(minutes=10)
"""How long the same answer, sent again, is thanked for again: the first thanks may be lost."""


class PageGone(NotFound):
    def __init__(self) -> None:
        super().__init__(
            "There is nothing here, or nothing any more. Whoever sent you the link can make a new "
            "one."
        )


def make_page(
    session: Session,
    user: User,
    briefing: Briefing,
    data: RefereePageCreate,
    base: str,
    vault: Vault,
    *,
    now: Now,
) -> tuple[RefereePage, str]:
    """Make a page, lead the letter to it, and return it with its address; an older one is revoked.

    Raises:
        BriefingClosed: it has been answered.
        BriefingApproved: its words are waiting to leave.
        Anonymised, BriefedWithoutConsent, Scripted, …: they must not be told.
        KeyUnusable: no code can be made.
    """
    if briefing.answered_at is not None:
        raise BriefingClosed("They have answered already.")
    reference = owned(session, Reference, briefing.reference_id, briefing.owner_id)
    people.somebody(session, reference.contact_id, briefing.owner_id)
    session.refresh(briefing, with_for_update=True)  # of two pages one is the latest
    refuse_approved(briefing)
    refuse_unsendable(session, briefing, now)
    _revoke(session, briefing, now)
    identity = new_id()
    code = page_links.code_of(identity, vault)
    page = RefereePage(
        id=identity,
        owner_id=briefing.owner_id,
        briefing_id=briefing.id,
        code_hash=digest(code),
        expires_at=now.at + timedelta(days=data.valid_days),
    )
    session.add(page)
    if briefing.sent_at is None:
        line = brief_text.page_line(base, page.expires_at, user.zone)
        briefing.body = brief_text.with_page(briefing.body, line)
    session.flush()
    return page, f"{base}/c/{code}"


def revoke(session: Session, briefing: Briefing, *, now: Now) -> None:
    """Take the page of a briefing away. Without one, nothing happens.

    Raises:
        BriefingApproved: the letter that leads there is waiting to leave.
    """
    refuse_approved(briefing)
    _revoke(session, briefing, now)


def _revoke(session: Session, briefing: Briefing, now: Now) -> None:
    session.execute(
        update(RefereePage)
        .where(col(RefereePage.briefing_id) == briefing.id, col(RefereePage.revoked_at).is_(None))
        .values(revoked_at=now.at, version=RefereePage.version + 1)
        .execution_options(synchronize_session="fetch")
    )
    if briefing.sent_at is None:
        briefing.body = brief_text.with_page(briefing.body, "")
        session.flush()


def open_page(session: Session, code: str, *, now: Now) -> RefereePage:
    """The page that a code opens.

    Raises:
        PageGone: there is none, or not any more; nothing tells which.
    """
    page = session.scalars(
        select(RefereePage).where(
            col(RefereePage.code_hash) == digest(code),
            col(RefereePage.revoked_at).is_(None),
            col(RefereePage.answered_at).is_(None),
            col(RefereePage.expires_at) > now.at,
        )
    ).one_or_none()
    if page is None:
        raise PageGone
    return page


def refuse_outlived(session: Session, page: RefereePage, *, now: Now) -> None:
    """Close a page nobody has a use for any more; `now` is the candidate's.

    Raises:
        PageGone: they have taken their yes back, or it has run out, or the application has ended.
    """
    briefing = owned(session, Briefing, page.briefing_id, page.owner_id)
    about = briefing.application_id
    if not queries.consent_of(session, briefing.reference_id, now.today, about).valid:
        raise PageGone
    if about is not None:
        try:
            namings.refuse_closed(session, owned(session, Application, about, page.owner_id))
        except namings.ApplicationClosed as ended:
            raise PageGone from ended


def note_opening(session: Session, page_id: UUID, *, now: Now) -> None:
    """They have looked at it; the first time counts."""
    session.execute(
        update(RefereePage)
        .where(col(RefereePage.id) == page_id, col(RefereePage.opened_at).is_(None))
        .values(opened_at=now.at)
        .execution_options(synchronize_session=False)
    )


def answer_page(
    session: Session, page: RefereePage, data: RefereeAnswerCreate, *, now: Now
) -> tuple[Briefing, Contact]:
    """Take down what a reference says, once.

    A no is a no to this application; asking to be forgotten takes every consent back.

    Raises:
        PageGone: there is no such page, or it has been answered.
    """
    won = affected(
        session,
        update(RefereePage)
        .where(
            col(RefereePage.id) == page.id,
            col(RefereePage.answered_at).is_(None),
            col(RefereePage.revoked_at).is_(None),
        )
        .values(
            answered_at=now.at,
            answer=data.answer,
            asked_to_be_forgotten_at=now.at if data.forget_me else None,
            updated_at=now.at,
            version=RefereePage.version + 1,
        )
        .execution_options(synchronize_session=False),
    )
    if not won:
        raise PageGone
    briefing = owned(session, Briefing, page.briefing_id, page.owner_id)
    reference = owned(session, Reference, briefing.reference_id, page.owner_id)
    contact = owned(session, Contact, reference.contact_id, page.owner_id)
    _note_answer(briefing, naming_of(session, briefing, reference), data, now)
    _note_consent(session, briefing, reference, data, now)
    session.flush()
    events.record(
        session,
        Action.BRIEFING_ANSWERED,
        briefing,
        _SAYS[data.answer].format(contact.name),
        application_id=briefing.application_id,
    )
    return briefing, contact


def just_answered(session: Session, code: str, *, now: Now) -> RefereePage:
    """The page that a code opened until it was answered, a moment ago.

    Raises:
        PageGone: there is none; nothing tells why.
    """
    page = session.scalars(
        select(RefereePage)
        .where(
            col(RefereePage.code_hash) == digest(code),
            col(RefereePage.answered_at) > now.at - REPEATED,
        )
        .execution_options(populate_existing=True)  # somebody else may have answered just now
    ).one_or_none()
    if page is None:
        raise PageGone
    return page


def refuse_other_words(
    session: Session, page: RefereePage, data: RefereeAnswerCreate, *, now: Now
) -> None:
    """Refuse whatever is not what was said already; `now` is the candidate's.

    Raises:
        PageGone: it is something else.
    """
    briefing = owned(session, Briefing, page.briefing_id, page.owner_id)
    before = (
        page.answer,
        page.asked_to_be_forgotten_at is not None,
        briefing.answer_note,
        briefing.best_number if data.best_number else "",
    )
    if before != (data.answer, data.forget_me, said(data, now), data.best_number):
        raise PageGone


def _note_answer(
    briefing: Briefing, naming: Naming | None, data: RefereeAnswerCreate, now: Now
) -> None:
    """On the briefing, and on the naming if that is about the time they saw.

    A better time is theirs to propose; what the employer was told stays until somebody tells them.
    """
    shown = (briefing.calls_from, briefing.calls_to)
    same = naming is not None and (naming.calls_from, naming.calls_to) in ((None, None), shown)
    if naming is not None and same:
        naming.calls_from, naming.calls_to = shown
    note = said(data, now)
    for told in (briefing, naming if same else None):
        if told is not None:
            told.answer, told.answered_at, told.answer_note = data.answer, now.at, note
    for told in (briefing, naming):
        if told is not None:
            told.best_number = data.best_number or told.best_number


def said(data: RefereeAnswerCreate, now: Now) -> str:
    """What they said, the time they would rather have included."""
    window = brief_text.call_window(data.calls_from, data.calls_to, now.zone)
    rather = f"Rather{window}." if window else ""
    return "\n".join(part for part in (rather, data.note) if part)


def naming_of(session: Session, briefing: Briefing, reference: Reference) -> Naming | None:
    """The naming a briefing is about, if the name is out."""
    if briefing.application_id is None:
        return None
    return namings.live_naming(session, reference, briefing.application_id)


def _note_consent(
    session: Session, briefing: Briefing, reference: Reference, data: RefereeAnswerCreate, now: Now
) -> None:
    if not data.forget_me and data.answer is not RefereeAnswer.DECLINED:
        return
    everywhere = data.forget_me or briefing.application_id is None
    refused = data.answer is RefereeAnswer.DECLINED
    consents.hold(session, reference)
    consents.append(
        session,
        reference,
        ReferenceConsent(
            owner_id=reference.owner_id,
            reference_id=reference.id,
            status=ConsentStatus.DECLINED if refused else ConsentStatus.WITHDRAWN,
            scope=ConsentScope.GENERAL if everywhere else ConsentScope.THIS_APPLICATION,
            application_id=None if everywhere else briefing.application_id,
            on=now.today,
            by_referee=True,
            note=data.note,
            created_at=now.at,
        ),
    )


def number_of(session: Session, briefing: Briefing, contact: Contact, naming: Naming | None) -> str:
    """Where they will be rung, as far as is known."""
    if naming is not None:
        return naming.best_number or naming.address
    return briefing.best_number or namings.number_for(session, contact)
