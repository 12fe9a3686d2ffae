"""A reference goes, unless a mail to them may be on its way: that must stay on record."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.followups import messages
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
    mails = session.scalars(
        select(OutgoingMessage).where(col(OutgoingMessage.briefing_id).in_(told))
    ).all()
    if any(messages.may_have_left(mail) for mail in mails):
        raise messages.OnItsWay("A message to them is on its way, or may have arrived.")
    below: list[UUID] = [mail.id for mail in mails]
    for kind in (Naming, EmployerContact, Briefing):
        rows = select(col(kind.id)).where(col(kind.reference_id) == reference.id)
        below += session.scalars(rows)
    for identity in below:
        events.forget(session, identity)
    references.delete_reference(session, reference)
