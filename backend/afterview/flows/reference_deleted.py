"""A reference goes, unless that would lose a mail on its way, a no, or somebody's due."""

from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.errors import Conflict
from afterview.flows.person_forgotten import refuse_leaving
from afterview.followups.models import OutgoingMessage
from afterview.journal import events
from afterview.references import consents, ledger, vouching_queries
from afterview.references import service as references
from afterview.references.models import Briefing, EmployerContact, Naming, Reference


class ReferenceInUse(Conflict):
    code = "reference-in-use"


def refuse_loss(session: Session, reference: Reference, *, now: Now) -> None:
    """Refuse to forget what still binds: a no, or somebody who should hear how it ends.

    Raises:
        Declined: they said no, which has to be known as long as it holds.
        ReferenceInUse: they were named, called or told in an application that goes on.
    """
    consents.refuse_forgetting(session, reference, now=now)
    title = vouching_queries.in_live_application(session, reference)
    if title is not None:
        raise ReferenceInUse(
            f"They are part of an application that goes on: {title}. They should hear how it ends."
        )


def delete_reference(session: Session, reference: Reference, *, now: Now) -> None:
    """Delete a reference with consent, namings, briefings and calls, and every line about them.

    What is owed to them stays with the contact.

    Raises:
        OnItsWay: a mail to them is being sent, or may have arrived.
        Declined, ReferenceInUse: see `refuse_loss`.
    """
    told = select(col(Briefing.id)).where(col(Briefing.reference_id) == reference.id)
    mails = select(col(OutgoingMessage.id)).where(col(OutgoingMessage.briefing_id).in_(told))
    below: list[UUID] = list(session.scalars(mails))
    refuse_leaving(session, below)
    refuse_loss(session, reference, now=now)
    for kind in (Naming, EmployerContact, Briefing):
        rows = select(col(kind.id)).where(col(kind.reference_id) == reference.id)
        below += session.scalars(rows)
    for identity in below:
        events.forget(session, identity)
    ledger.keep_owed(session, reference)
    references.delete_reference(session, reference)
