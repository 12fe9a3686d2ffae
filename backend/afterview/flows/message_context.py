"""Everything that is known around one message, gathered from all rooms in a few statements.

Drafts are filled from it, the lint and the Fiction Detector judge by it, and the sending job asks
it again when the time has come.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.accounts.models import Account
from afterview.core.db import find, owned
from afterview.followups import queries as follow_ups
from afterview.followups.claims import RecordedOffer
from afterview.followups.models import Draft, FollowUp, FollowUpPlan
from afterview.followups.rules import Purpose
from afterview.mail.models import MailAccount
from afterview.people.models import Channel, Contact, Organization
from afterview.people.queries import consultant_at, usable_emails
from afterview.pipeline import interview_queries
from afterview.pipeline.interview_schemas import InterviewerRead
from afterview.pipeline.models import Application, Interview, Stage
from afterview.pipeline.vocabulary import Status
from afterview.touchpoints.models import Touchpoint
from afterview.winddown import queries as winddown
from afterview.winddown.models import Capture, CaptureQuestion

LATE_STAGES = (Status.FINAL_INTERVIEW, Status.BACKGROUND_CHECK, Status.OFFERED)
OFFERS = (Status.OFFERED, Status.ACCEPTED)


@dataclass(frozen=True)
class Recipient:
    """Whom a message goes to, and the address that may be used."""

    contact: Contact
    email: str | None


@dataclass(frozen=True)
class Context:
    """What is known around one message."""

    account: Account
    follow_up: FollowUp
    plan: FollowUpPlan
    application: Application
    organization: Organization
    agency: Organization | None
    stage: Stage
    interview: Interview
    interviewers: Sequence[InterviewerRead]
    contact: Contact | None
    recipient: Recipient | None
    capture: Capture | None
    questions: Sequence[CaptureQuestion]
    mailbox: MailAccount | None
    """What mail is sent from, if anything."""
    thread: Touchpoint | None
    """The latest mail in this conversation, which the message answers."""
    other_notes: Sequence[str]
    """Thanks written to others of the same panel."""
    other_drafts: Sequence[str]
    """All that is written after the same interview, except for this."""
    offers: Sequence[RecordedOffer]
    late_stage_elsewhere: bool

    @property
    def my_name(self) -> str:
        """The account's, or else the one that mail is sent under; may be empty."""
        return self.account.name or (self.mailbox.from_name if self.mailbox else "")

    @property
    def signature(self) -> str:
        """What stands under a mail, whatever its words are."""
        return self.mailbox.signature if self.mailbox else ""

    @property
    def zone(self) -> ZoneInfo:
        """The employer's."""
        return ZoneInfo(self.plan.zone)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def gather(session: Session, follow_up: FollowUp) -> Context:
    """Collect what is known around a message. The caller has made sure whose it is."""
    owner_id = follow_up.owner_id
    account = find(session, Account, id=owner_id)
    plan = follow_ups.plan_of(session, follow_up.interview_id)
    assert account is not None and plan is not None  # foreign keys see to the first
    application = owned(session, Application, follow_up.application_id, owner_id)
    interview = owned(session, Interview, follow_up.interview_id, owner_id)
    organization = owned(session, Organization, application.organization_id, owner_id)
    agency = application.agency_id and owned(session, Organization, application.agency_id, owner_id)
    contact = follow_up.contact_id and owned(session, Contact, follow_up.contact_id, owner_id)
    capture = winddown.capture_of(session, interview.id)
    seats = interview_queries.interviewers(session, [interview.id]).get(interview.id, [])
    recipient = _recipient(session, follow_up, contact or None, agency or None)
    others = _others_at_offer_or_late(session, owner_id, application.id)
    drafts = _other_drafts(session, follow_up)
    return Context(
        account=account,
        follow_up=follow_up,
        plan=plan,
        application=application,
        organization=organization,
        agency=agency or None,
        stage=owned(session, Stage, application.stage_id, owner_id),
        interview=interview,
        interviewers=seats,
        contact=contact or None,
        recipient=recipient,
        capture=capture,
        questions=winddown.questions(session, capture.id) if capture else [],
        mailbox=find(session, MailAccount, owner_id=owner_id),
        thread=_thread(session, follow_up, recipient),
        other_notes=[body for purpose, body in drafts if purpose is follow_up.purpose],
        other_drafts=[body for _, body in drafts],
        offers=[RecordedOffer(status="extended") for status in others if status in OFFERS],
        late_stage_elsewhere=any(status in LATE_STAGES for status in others),
    )


def _recipient(
    session: Session, follow_up: FollowUp, contact: Contact | None, agency: Organization | None
) -> Recipient | None:
    """The person it is for; through an agency, its consultant (HS-08)."""
    whom = contact
    if follow_up.channel is Channel.VIA_AGENCY and agency is not None:
        whom = consultant_at(session, follow_up.owner_id, agency.id)
    if whom is None:
        return None
    return Recipient(whom, usable_emails(session, [whom.id]).get(whom.id))


def _thread(
    session: Session, follow_up: FollowUp, recipient: Recipient | None
) -> Touchpoint | None:
    """The latest mail exchanged with this person about this application."""
    if recipient is None:
        return None
    return session.scalars(
        select(Touchpoint)
        .where(
            col(Touchpoint.application_id) == follow_up.application_id,
            col(Touchpoint.contact_id) == recipient.contact.id,
            col(Touchpoint.message_id).is_not(None),
        )
        .order_by(col(Touchpoint.at).desc(), col(Touchpoint.id).desc())
        .limit(1)
    ).first()


def _other_drafts(session: Session, follow_up: FollowUp) -> Sequence[tuple[Purpose, str]]:
    statement: Any = (
        select(col(FollowUp.purpose), col(Draft.body))
        .join(FollowUp, col(FollowUp.id) == col(Draft.follow_up_id))
        .where(
            col(FollowUp.interview_id) == follow_up.interview_id,
            col(FollowUp.id) != follow_up.id,
            col(FollowUp.waived_at).is_(None),
            col(Draft.body) != "",
        )
        .order_by(col(FollowUp.id))
        .limit(30)
    )
    return session.execute(statement).all()


def _others_at_offer_or_late(
    session: Session, owner_id: UUID, application_id: UUID
) -> Sequence[Status]:
    """How far the person's other applications are, where that can be said to an employer."""
    statement: Any = (
        select(col(Stage.status))
        .join(Application, col(Application.stage_id) == col(Stage.id))
        .where(
            col(Application.owner_id) == owner_id,
            col(Application.id) != application_id,
            col(Stage.status).in_({*LATE_STAGES, *OFFERS}),
        )
        .limit(50)
    )
    return session.scalars(statement).all()
