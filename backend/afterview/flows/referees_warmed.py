"""It gets serious: the referees should hear of it before anybody rings them (RF-08)."""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.days import at_local, public_holidays
from afterview.pipeline.models import Application, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category
from afterview.references import rules
from afterview.tasks import service as tasks
from afterview.tasks.models import Task, TaskKind

END_OF_DAY = time(17)


def warm_referees(
    session: Session,
    user: User,
    application: Application,
    stage: Stage,
    on: date,
    *,
    now: Now,
    interview_id: UUID | None = None,
) -> Task | None:
    """Lay out a word to the referees if the application's stage asks for it and none was before.

    Once it has ended, an open one is let go. Return the one that is open then.

    `on` is the local day of the interview or the move that made it serious.
    """
    laid_out = _warm_ups(session, application.id)
    open_one = _open(laid_out)
    if open_one is not None and CATEGORY[stage.status] is Category.CLOSED:
        tasks.skip_task(session, open_one, "The application has ended", now=now)
        return None
    if laid_out or not rules.asks_for_warm_up(stage.status):
        return open_one
    warm_on = rules.warm_up_due_on(on, public_holidays(user.region))
    warm_up = tasks.plan_task(
        session,
        user.id,
        TaskKind.REFEREE_WARM_UP,
        "Warm the referees: somebody may ring them soon",
        due_at=at_local(warm_on, END_OF_DAY, user.zone),
        application_id=application.id,
        interview_id=interview_id,
    )
    session.flush()
    return warm_up


def open_warm_up(session: Session, application_id: UUID) -> Task | None:
    """The word to the referees that an application still asks for."""
    return _open(_warm_ups(session, application_id))


def _open(laid_out: Sequence[Task]) -> Task | None:
    return next((one for one in laid_out if one.done_at is None and one.skipped_at is None), None)


def _warm_ups(session: Session, application_id: UUID) -> Sequence[Task]:
    return session.scalars(
        select(Task)
        .where(
            col(Task.application_id) == application_id,
            col(Task.kind) == TaskKind.REFEREE_WARM_UP,
        )
        .order_by(col(Task.id))
    ).all()
