"""An application is deleted, unless a mail of it may be on its way: that must stay on record."""

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import held
from afterview.followups import messages
from afterview.pipeline import service as pipeline
from afterview.pipeline.models import Application
from afterview.references import ledger


def give_up(session: Session, user: User, application: Application, *, now: Now) -> None:
    """Delete a candidacy, and owe a word first to whoever was named, called or told about it.

    Raises:
        OnItsWay: a mail of it is being sent, or may have arrived.
    """
    held(session, Application, application.id, user.id)  # as with a naming
    ledger.owe_farewell(session, user, application, now=now)
    delete_application(session, application)


def delete_application(session: Session, application: Application) -> None:
    """Delete a candidacy with its moves, interviews, plans, messages and timeline.

    Raises:
        OnItsWay: a mail of it is being sent, or may have arrived.
    """
    messages.hold_employer(session, application.organization_id)
    if messages.any_left_of(session, application.id):
        raise messages.OnItsWay("A message to them is on its way, or may have arrived.")
    pipeline.delete_application(session, application)
