"""Something was said: it weighs on the gauge, meets what it fits, and may end the silence."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists
from sqlmodel import Session, col, select

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import find, owned
from afterview.core.errors import Conflict, Invalid
from afterview.followups import messages
from afterview.followups import service as follow_ups
from afterview.followups.models import FollowUp, OutgoingMessage
from afterview.followups.queries import UNMET
from afterview.followups.replanning import replan
from afterview.followups.rules import Purpose
from afterview.people import service as people
from afterview.pipeline import service as pipeline
from afterview.pipeline.models import Application, Interview
from afterview.references import page_links
from afterview.touchpoints import service as touchpoints
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.schemas import TouchpointCreate, TouchpointPatch
from afterview.touchpoints.vocabulary import Direction

OWED = {purpose.value for purpose in Purpose}


class InFuture(Invalid):
    code = "touch-in-future"


class MailHasLeft(Conflict):
    code = "mail-has-left"


class MeetsFollowUp(Conflict):
    code = "touch-meets-follow-up"


class PurposeNeeded(Invalid):
    code = "purpose-needed"


def log_touch(
    session: Session, user: User, data: TouchpointCreate, *, now: Now, place: str = ""
) -> Touchpoint:
    """Write down what happened, whatever it was; `place` is where in a longer body it stands.

    What you sent meets the obligation it fits; what they answered ends the asking.

    Raises:
        InFuture: it has not happened yet.
        Anonymised: nobody knows who it was with.
    """
    application = owned(session, Application, data.application_id, user.id)
    if data.contact_id is not None:
        people.somebody(session, data.contact_id, user.id, pointer=f"{place}/contact_id")
    at = data.at or now.at
    if at > now.at:
        raise InFuture("What has not happened yet cannot be logged.", pointer=f"{place}/at")
    met = _met(session, application, data, at) if data.direction is Direction.OUTBOUND else None
    if met is not None:
        messages.withdraw(session, met, now=now)
        follow_ups.mark_sent(session, met, at)
    inbound = data.direction is Direction.INBOUND
    subject, note = page_links.without_codes(session, user.id, [data.subject, data.note])
    touchpoint = touchpoints.log(
        session,
        owner_id=user.id,
        application_id=application.id,
        contact_id=data.contact_id,
        follow_up_id=met.id if met else None,
        direction=data.direction,
        channel=data.channel,
        purpose=data.purpose,
        at=at,
        substantive=inbound and data.substantive is not False,
        invited=data.invited,
        not_before=met.not_before if met else None,
        subject=subject,
        note=note,
    )
    pipeline.note_activity(session, application.id, now.at)
    replan(session, application, now=now, why="they answered" if inbound else "a message went out")
    return touchpoint


def _met(
    session: Session, application: Application, data: TouchpointCreate, at: datetime
) -> FollowUp | None:
    """The obligation this meets: the open one of its purpose, for them or anybody.

    Of the latest interview, if there are several, and the earliest of its own. Nothing said
    before an interview ended meets what is owed after it, and a mail that is on its way, or may
    have arrived, settles its own obligation.
    """
    if data.purpose is None or data.purpose.value not in OWED:
        return None
    statement = (
        select(FollowUp)
        .join(Interview, col(Interview.id) == col(FollowUp.interview_id))
        .where(
            col(Interview.ended_at) <= at,
            col(FollowUp.application_id) == application.id,
            col(FollowUp.purpose) == Purpose(data.purpose.value),
            UNMET,
            ~exists().where(
                col(OutgoingMessage.follow_up_id) == col(FollowUp.id),
                messages.MAY_HAVE_LEFT,
            ),
        )
        .order_by(
            col(Interview.ended_at).desc(),
            col(FollowUp.suggested_at),
            col(FollowUp.sequence),
            col(FollowUp.id),
        )
    )
    for found in session.scalars(statement).all():
        anybody = data.contact_id is None or found.contact_id is None
        if anybody or found.contact_id == data.contact_id:
            return found
    return None


def change_touch(
    session: Session, user: User, touchpoint: Touchpoint, data: TouchpointPatch, *, now: Now
) -> Touchpoint:
    """Correct what was noted, and plan anew.

    Raises:
        InFuture: it has not happened yet.
        Anonymised: nobody knows who it was with.
        PurposeNeeded: a message of yours has to be for something.
        MeetsFollowUp: it is what a follow-up was met with, which was owed for another purpose.
        MailHasLeft: a mail server took it, at its time and for its purpose.
        SentTooEarly: the interview it follows had not ended by then.
    """
    changes = data.sent()
    if changes.get("contact_id") is not None:
        people.somebody(session, changes["contact_id"], user.id, pointer="/contact_id")
    if "at" in changes and changes["at"] > now.at:
        raise InFuture("What has not happened yet cannot be logged.", pointer="/at")
    outbound = touchpoint.direction is Direction.OUTBOUND
    if outbound and changes.get("purpose", touchpoint.purpose) is None:
        raise PurposeNeeded("Say what your message was for.", pointer="/purpose")
    if outbound:
        changes.pop("substantive", None)
    for name in changes.keys() & {"subject", "note"}:
        (changes[name],) = page_links.without_codes(session, user.id, [changes[name]])
    met = touchpoint.follow_up_id and owned(session, FollowUp, touchpoint.follow_up_id, user.id)
    if met:
        _still_meets(session, touchpoint, met, changes)
    touchpoints.update(session, touchpoint, changes)
    if met and "at" in changes:
        met.sent_at = touchpoint.at
        session.flush()
    _replan(session, touchpoint, now=now)
    return touchpoint


def _still_meets(
    session: Session, touchpoint: Touchpoint, met: FollowUp, changes: dict[str, Any]
) -> None:
    """Refuse what would make this something else than what its follow-up was met with."""
    changed = {name for name in ("at", "purpose") if name in changes} - {
        name for name, value in changes.items() if value == getattr(touchpoint, name)
    }
    if changed and messages.live_message(session, met.id) is not None:
        raise MailHasLeft("This mail has left; its time and its purpose are what they are.")
    if "purpose" in changed:
        raise MeetsFollowUp(
            "A follow-up was met with this. If it was something else, delete it and log it anew.",
            pointer="/purpose",
        )
    interview = owned(session, Interview, met.interview_id, met.owner_id)
    if "at" in changed and interview.ended_at and changes["at"] < interview.ended_at:
        raise follow_ups.SentTooEarly("The interview had not ended by then.", pointer="/at")


def forget_touch(session: Session, touchpoint: Touchpoint, *, now: Now) -> None:
    """It did not happen after all: what it met is owed again, what it ended goes on.

    Raises:
        MailHasLeft: a mail server took it; no note of ours brings it back.
    """
    met = touchpoint.follow_up_id and owned(
        session, FollowUp, touchpoint.follow_up_id, touchpoint.owner_id
    )
    if met:
        if messages.live_message(session, met.id) is not None:
            raise MailHasLeft("This mail has left. If it did not arrive, say so at the message.")
        follow_ups.undo_delivery(session, met)
        _replan(session, touchpoint, now=now)
        return
    application_id, owner_id = touchpoint.application_id, touchpoint.owner_id
    touchpoints.delete_touchpoint(session, touchpoint)
    application = find(session, Application, id=application_id, owner_id=owner_id)
    if application is not None:
        replan(session, application, now=now, why="a touch was taken back")


def _replan(session: Session, touchpoint: Touchpoint, *, now: Now) -> None:
    application = owned(session, Application, touchpoint.application_id, touchpoint.owner_id)
    replan(session, application, now=now, why="a touch was corrected")
