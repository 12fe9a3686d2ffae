"""A reference goes, unless a mail to them may be on its way: that must stay on record."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.flows.person_forgotten import refuse_leaving
from afterview.followups.models import OutgoingMessage
from afterview.journal import events
from afterview.references import service as references
from afterview.references.models import Briefing, EmployerContact, Naming, Reference


def delete_reference(session: Session, reference: Reference) -> None:
    """Delete a reference with consent, namings, briefings and calls, and every line about them.

    Raises:
        OnItsWay: a mail to them is being sent, or may have arrived.
    """
    told = select(col(Briefing.id)).where(col(Briefing.reference_id) == reference.id)
    mails = select(col(OutgoingMessage.id)).where(col(OutgoingMessage.briefing_id).in_(told))
    below: list[UUID] = list(session.scalars(mails))
    refuse_leaving(session, below)
    for kind in (Naming, EmployerContact, Briefing):
        rows = select(col(kind.id)).where(col(kind.reference_id) == reference.id)
        below += session.scalars(rows)
    for identity in below:
        events.forget(session, identity)
    references.delete_reference(session, reference)
