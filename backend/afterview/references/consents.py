"""Consent, step by step: asked, given, declined, taken back (RF-01)."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Conflict, Invalid, NotFound
from afterview.journal import events
from afterview.journal.models import Action
from afterview.mail.outgoing import mailto
from afterview.people import queries as people
from afterview.people import service as people_service
from afterview.people.models import Contact
from afterview.pipeline.models import Application
from afterview.references import queries, rules
from afterview.references.models import Reference, ReferenceConsent
from afterview.references.schemas import ConsentCreate, LetterRead, LettersRead
from afterview.references.vocabulary import ConsentStatus

_SAYS = {
    ConsentStatus.ASKED: "{} was asked to vouch for you",
    ConsentStatus.GRANTED: "{} agreed to vouch for you",
    ConsentStatus.DECLINED: "{} would rather not vouch for you",
    ConsentStatus.WITHDRAWN: "{} took their consent back",
}
_LETTER = """\
Dear {recipient},

A short note about my application for {title}: please do not contact {referee} for a reference any \
more, and take the name out of my file. I am glad to give you another one.

Kind regards
{me}
"""


class Declined(Conflict):
    code = "consent-declined"


class NothingToWithdraw(Conflict):
    code = "consent-nothing-to-withdraw"


class SaidInFuture(Invalid):
    code = "consent-in-future"


class ExpiryOutOfRange(Invalid):
    code = "consent-expiry-out-of-range"


class NotLatest(Conflict):
    code = "consent-not-latest"


class ConsentInUse(Conflict):
    code = "consent-in-use"


def record(
    session: Session, user: User, reference: Reference, data: ConsentCreate, *, now: Now
) -> ReferenceConsent:
    """Append a step to somebody's consent.

    Raises:
        Declined: they said no less than 180 days before, and did not come back by themselves.
        NothingToWithdraw: there is no yes they could take back.
        Anonymised: nobody knows who it was.
        SaidInFuture, ExpiryOutOfRange: a day cannot be right.
        NotFound: the application is not there.
        SpecialCategory: the note holds what is nobody's business (RF-07).
    """
    people_service.refuse_special(data.note, pointer="/note")
    if data.application_id is not None:
        owned(session, Application, data.application_id, user.id)
    people_service.somebody(session, reference.contact_id, user.id)
    hold(session, reference)
    on = data.on or now.today
    _refuse(session, reference, data, now)
    return append(
        session,
        reference,
        ReferenceConsent(
            owner_id=user.id,
            reference_id=reference.id,
            on=on,
            expires_on=(data.expires_on or rules.expiry_of(on))
            if data.status is ConsentStatus.GRANTED
            else None,
            by_hand=True,
            created_at=now.at,
            **data.model_dump(exclude={"on", "expires_on"}),
        ),
    )


def hold(session: Session, reference: Reference) -> None:
    """Let nobody name them, or speak for them, before this transaction ends."""
    session.refresh(reference, with_for_update=True)


def append(session: Session, reference: Reference, step: ReferenceConsent) -> ReferenceConsent:
    """Write a step down, and tell of it."""
    session.add(step)
    session.flush()
    contact = owned(session, Contact, reference.contact_id, reference.owner_id)
    events.record(
        session,
        Action.CONSENT_RECORDED,
        reference,
        _SAYS[step.status].format(contact.name),
        application_id=step.application_id,
        data={"status": step.status, "on": step.on.isoformat()},
    )
    return step


def _refuse(session: Session, reference: Reference, data: ConsentCreate, now: Now) -> None:
    on = data.on or now.today
    if on > now.today:
        raise SaidInFuture("Nobody has said that yet.", pointer="/on")
    if data.expires_on is not None and not on <= data.expires_on <= rules.expiry_of(on):
        raise ExpiryOutOfRange(
            f"A yes is good for {rules.CONSENT_DAYS} days at most: until "
            f"{rules.expiry_of(on).isoformat()}.",
            pointer="/expires_on",
        )
    history = queries.consent_histories(session, [reference.id]).get(reference.id, [])
    closed = rules.closed_until(history, on, data.application_id)
    if closed is not None and (
        data.status is ConsentStatus.ASKED
        or (data.status is ConsentStatus.GRANTED and not data.by_referee)
    ):
        raise Declined(
            "They said no. Thank them and leave it at that; should you still want to, ask again "
            f"from {closed.isoformat()}.",
            pointer="/status",
        )
    before = rules.consent(history, on, data.application_id)
    if data.status is ConsentStatus.WITHDRAWN and before.status is not ConsentStatus.GRANTED:
        raise NothingToWithdraw(
            "There is no yes to take back; a no is `declined`.", pointer="/status"
        )


def take_back(session: Session, reference: Reference, step_id: UUID, *, now: Now) -> None:
    """Undo the latest step, which was written down by mistake.

    Raises:
        NotFound: there is no such step.
        NotLatest: others have followed, or they said it themselves, on their page.
        ConsentInUse: an employer has the name because of it.
    """
    hold(session, reference)
    before = queries.named_without(session, reference, now=now)
    latest = session.scalars(
        select(ReferenceConsent)
        .where(col(ReferenceConsent.reference_id) == reference.id)
        .order_by(col(ReferenceConsent.created_at).desc(), col(ReferenceConsent.id).desc())
        .limit(1)
    ).first()
    step = session.scalars(
        select(ReferenceConsent).where(
            col(ReferenceConsent.reference_id) == reference.id, col(ReferenceConsent.id) == step_id
        )
    ).first()
    if step is None:
        raise NotFound("There is no such step.")
    if latest is None or latest.id != step.id or not step.by_hand:
        raise NotLatest(
            "Only the latest step can be taken back, and only if it was you who wrote it down."
        )
    session.delete(step)
    session.flush()
    if queries.named_without(session, reference, now=now) - before:
        raise ConsentInUse("An employer has the name because of it: take that back first.")
    events.record(session, Action.CONSENT_UNDONE, reference, "A step of consent was taken back")


def refuse_forgetting(session: Session, reference: Reference, *, now: Now) -> None:
    """Refuse to lose a no that still holds, in general or for one application.

    Raises:
        Declined: there is one; a new reference of the same person would know nothing of it.
    """
    hold(session, reference)
    history = queries.consent_histories(session, [reference.id]).get(reference.id, [])
    closed = rules.closed_anywhere(history, now.today)
    if closed is not None:
        raise Declined(
            f"They said no, and that stays on record until {closed.isoformat()}. To forget "
            "everything about them, erase the contact."
        )


def letters(session: Session, user: User, reference: Reference, *, now: Now) -> LettersRead:
    """A letter to each employer that has a name it may not use any more."""
    history = queries.consent_histories(session, [reference.id]).get(reference.id, [])
    named = queries.without_consent(session, reference, history, now)
    contact = owned(session, Contact, reference.contact_id, user.id)
    emails = people.usable_emails(
        session, [one.recipient_id for one, _ in named if one.recipient_id]
    )
    items = []
    for naming, about in named:
        email = naming.recipient_id and emails.get(naming.recipient_id)
        subject = f"Change to my references: {about.title}"
        body = _LETTER.format(
            recipient=naming.recipient_name or "all",
            title=about.title,
            referee=contact.name,
            me=user.name,
        )
        items.append(
            LetterRead(
                application=about,
                naming_id=naming.id,
                recipient_name=naming.recipient_name,
                subject=subject,
                body=body,
                mailto=mailto(email, subject, body) if email else None,
            )
        )
    return LettersRead(reference_id=reference.id, items=items)
