"""An application changes or moves: what is owed, to the employer and to whoever vouched, follows.

FU-05, HS-07 to HS-10; RF-05, RF-08.
"""

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.flows.referees_warmed import warm_referees
from afterview.followups import ways
from afterview.followups.replanning import replan
from afterview.pipeline import service as pipeline
from afterview.pipeline.models import Application, Move, Stage
from afterview.pipeline.schemas import ApplicationPatch, MoveCreate
from afterview.references import ledger

WAY = {"organization_id", "agency_id", "direct_contact_permitted"}
"""Fields that decide whom a message goes to, and whose wishes count."""
FACTS = WAY | {"quiet_until", "legal_dispute"}
"""Fields that decide what is owed, and when."""


def update_application(
    session: Session, user: User, application: Application, data: ApplicationPatch, *, now: Now
) -> None:
    """Change what is known about a candidacy, and plan anew where that matters."""
    before = {name: getattr(application, name) for name in FACTS}
    pipeline.update_application(session, user, application, data, now=now)
    changed = {name for name, value in before.items() if getattr(application, name) != value}
    if WAY & changed:
        ways.reroute(session, application, changed, now=now)
    if changed:
        words = ", ".join(name.replace("_", " ") for name in sorted(changed))
        replan(session, application, now=now, why=f"the application changed ({words})")


def move_application(
    session: Session, user: User, application: Application, data: MoveCreate, *, now: Now
) -> Move:
    """Append a step to its history; an outcome ends the asking, and taking it back revives it.

    Whoever vouched is owed the outcome, and before it gets serious a word (RF-05, RF-08).
    """
    move = pipeline.move_application(session, user, application, data, now=now)
    replan(session, application, now=now, why="the application moved")
    ledger.follow_outcome(session, user, application, now=now)
    entered_on = application.stage_entered_at.astimezone(user.zone).date()
    stage = owned(session, Stage, application.stage_id, user.id)
    warm_referees(session, user, application, stage, entered_on, now=now)
    return move
