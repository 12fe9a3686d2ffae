"""A briefing as it is sent: words and files, its way out, its page, and what there is to say."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.attachments.models import Attachment
from afterview.core.clock import Now
from afterview.core.days import at_local
from afterview.core.db import columns, find, owned
from afterview.core.findings import Finding
from afterview.core.pages import Page, by_instant, fetch
from afterview.followups.models import OutgoingMessage
from afterview.mail.models import MailAccount
from afterview.mail.outgoing import mailto, with_signature
from afterview.people import queries as people
from afterview.people.models import Contact
from afterview.pipeline import interview_queries
from afterview.references import brief_text, briefings, page_links, pages, queries, script_lint
from afterview.references.briefing_schemas import (
    AttachmentBrief,
    BriefingBrief,
    BriefingCopyRead,
    BriefingFindingRead,
    BriefingLintRead,
    BriefingMessageRead,
    BriefingQuery,
    BriefingRead,
    BriefingRecipientRead,
    RefereePageRead,
)
from afterview.references.models import Briefing, RefereePage, Reference, ReferenceRequest
from afterview.references.naming_schemas import ReferenceBrief
from afterview.references.page_schemas import RefereeViewRead
from afterview.references.readiness import BRIEF_DAYS, GENERAL_BRIEF_DAYS
from afterview.references.rules import BRIEF_AHEAD
from afterview.references.schemas import ConsentSummary
from afterview.references.vocabulary import BriefingStatus

_BRIEFINGS = (
    select(*columns(Briefing), col(Reference.contact_id), col(Contact.name))
    .join(Reference, col(Reference.id) == col(Briefing.reference_id))
    .join(Contact, col(Contact.id) == col(Reference.contact_id))
)
_UPDATED, _UPDATED_DOWN = by_instant(col(Briefing.updated_at), col(Briefing.id))
_SORTS = {"updated_at": _UPDATED, "-updated_at": _UPDATED_DOWN}


def list_of(
    session: Session, owner_id: UUID, query: BriefingQuery, *, now: Now
) -> Page[BriefingBrief]:
    """A page of briefings, in two statements."""
    statement = _BRIEFINGS.where(col(Briefing.owner_id) == owner_id)
    if query.reference_id:
        statement = statement.where(col(Briefing.reference_id).in_(query.reference_id))
    if query.application_id:
        statement = statement.where(col(Briefing.application_id).in_(query.application_id))
    if query.updated_since is not None:
        statement = statement.where(col(Briefing.updated_at) >= query.updated_since)
    rows, after = fetch(session, statement, _SORTS, sort=query.sort, query=query)
    briefs = interview_queries.application_briefs(
        session, [row.application_id for row in rows if row.application_id]
    )
    items = [
        BriefingBrief.model_validate(
            dict(row._mapping)
            | {
                "reference": _reference(row.reference_id, row.contact_id, row.name),
                "application": briefs.get(row.application_id),
                "status": status_of(row),
                "fresh": _fresh(row, now),
            }
        )
        for row in rows
    ]
    return Page(items=items, next=after)


def _reference(identity: UUID, contact_id: UUID, name: str) -> ReferenceBrief:
    return ReferenceBrief(id=identity, contact_id=contact_id, name=name)


def status_of(row: Any) -> BriefingStatus:
    """How far a briefing has come; follows from its dates."""
    if row.answered_at is not None:
        return BriefingStatus.ANSWERED
    if row.sent_at is not None:
        return BriefingStatus.SENT
    return BriefingStatus.DRAFT if row.approved_at is None else BriefingStatus.APPROVED


def _fresh(row: Any, now: Now) -> bool:
    days = GENERAL_BRIEF_DAYS if row.application_id is None else BRIEF_DAYS
    return row.sent_at is not None and row.sent_at > now.at - timedelta(days=days)


def read(session: Session, briefing: Briefing, *, now: Now) -> BriefingRead:
    """One briefing, whole."""
    reference = owned(session, Reference, briefing.reference_id, briefing.owner_id)
    contact = owned(session, Contact, reference.contact_id, briefing.owner_id)
    mailbox = find(session, MailAccount, owner_id=briefing.owner_id)
    files = briefings.files_of(session, briefing.id)
    email = email_of(session, contact.id)
    signature = mailbox.signature if mailbox else ""
    words = with_signature(briefing.body, signature)
    consent = queries.consent_of(session, reference.id, now.today, briefing.application_id)
    led = brief_text.leads_to_page(briefing.body)
    reachable = page_links.is_reachable(briefing.body)
    looked_at = _looked_at(briefings.findings(briefing, files))
    page = page_links.latest_page(session, briefing.id)
    about = (
        interview_queries.application_briefs(session, [briefing.application_id])
        if briefing.application_id
        else {}
    )
    return BriefingRead.model_validate(
        briefing.model_dump()
        | {
            "reference": _reference(reference.id, contact.id, contact.name),
            "application": about.get(briefing.application_id) if briefing.application_id else None,
            "leads_to_page": led,
            "page_reachable": reachable,
            "signature": signature,
            "consent": ConsentSummary.model_validate(consent),
            "attachments": [AttachmentBrief.model_validate(file) for file in files],
            "status": status_of(briefing),
            "fresh": _fresh(briefing, now),
            "to": BriefingRecipientRead(contact_id=contact.id, name=contact.name, email=email),
            "can_send": bool(mailbox and email and briefing.application_id and reachable),
            "mailto": _mailto(email, briefing.subject, briefing.body) if not led else None,
            "text_hash": briefings.text_hash(briefing, words, files),
            "findings": looked_at.findings,
            "sendable": looked_at.sendable,
            "late": _late(session, briefing, now),
            "page": RefereePageRead.model_validate(page) if page else None,
            "message": _message(session, briefing.id),
        }
    )


def copy(session: Session, briefing: Briefing, words: str) -> BriefingCopyRead:
    """A briefing in these words, for one's own mail program."""
    reference = owned(session, Reference, briefing.reference_id, briefing.owner_id)
    email = email_of(session, reference.contact_id)
    return BriefingCopyRead(
        subject=briefing.subject, body=words, mailto=_mailto(email, briefing.subject, words)
    )


def email_of(session: Session, contact_id: UUID) -> str | None:
    """The first mail address of somebody that may be used."""
    return people.usable_emails(session, [contact_id]).get(contact_id)


def lint(body: str) -> BriefingLintRead:
    """What there is to say about the words of a briefing, errors first."""
    return _looked_at(script_lint.lint(body))


def _looked_at(findings: Sequence[Finding]) -> BriefingLintRead:
    found = [BriefingFindingRead.model_validate(one, from_attributes=True) for one in findings]
    return BriefingLintRead(findings=found, sendable=not any(one.level == "error" for one in found))


def _mailto(email: str | None, subject: str, body: str) -> str | None:
    return mailto(email, subject, body) if email else None


def _late(session: Session, briefing: Briefing, now: Now) -> bool:
    """RF-02: a briefing goes out 48 hours before the names do, or before a call may come."""
    if briefing.sent_at is not None or briefing.application_id is None:
        return False
    asked = find(session, ReferenceRequest, application_id=briefing.application_id)
    due: list[datetime] = [briefing.calls_from] if briefing.calls_from else []
    if asked is not None and asked.names_due_on is not None:
        due.append(at_local(asked.names_due_on, time(0), now.zone))
    return any(now.at <= at < now.at + BRIEF_AHEAD for at in due)


def _message(session: Session, briefing_id: UUID) -> BriefingMessageRead | None:
    latest = session.scalars(
        select(OutgoingMessage)
        .where(col(OutgoingMessage.briefing_id) == briefing_id)
        .order_by(col(OutgoingMessage.approved_at).desc(), col(OutgoingMessage.id).desc())
        .limit(1)
    ).first()
    return BriefingMessageRead.model_validate(latest) if latest else None


def view(session: Session, page: RefereePage, candidate: str, zone: str) -> RefereeViewRead:
    """What a reference sees on their page."""
    briefing = owned(session, Briefing, page.briefing_id, page.owner_id)
    reference = owned(session, Reference, briefing.reference_id, page.owner_id)
    contact = owned(session, Contact, reference.contact_id, page.owner_id)
    naming = pages.naming_of(session, briefing, reference)
    files: Sequence[Attachment] = briefings.files_of(session, briefing.id)
    return RefereeViewRead(
        candidate=candidate,
        referee=contact.name,
        role=briefing.role,
        employer=briefing.employer,
        caller=briefing.caller,
        calls_from=briefing.calls_from,
        calls_to=briefing.calls_to,
        zone=zone,
        points=[point["text"] for point in briefing.points],
        facts=briefing.facts,
        weak_spot=briefing.weak_spot,
        number=pages.number_of(session, briefing, contact, naming),
        attachments=[AttachmentBrief.model_validate(file) for file in files],
        expires_at=page.expires_at,
    )
