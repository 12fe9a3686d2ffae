"""How a message goes, and to whom: as they wish, unless an agency or a hard stop is in the way."""

from collections.abc import Container, Sequence
from uuid import UUID

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.core.errors import Invalid
from afterview.followups import messages, queries
from afterview.followups.models import FollowUp, FollowUpPlan
from afterview.followups.rules import Purpose
from afterview.people.models import Channel, Organization
from afterview.people.queries import consultant_at
from afterview.pipeline import interview_queries
from afterview.pipeline.models import Application

AGENCY_GONE = "No agency stands between you any more."
ANOTHER_AGENCY = "Another agency stands between you now."


class NoAgency(Invalid):
    code = "no-agency"


class ChannelStopped(Invalid):
    code = "channel-stopped"


def way(
    session: Session, plan: FollowUpPlan, application: Application, there: Sequence[UUID]
) -> tuple[Channel, UUID | None]:
    """How a question goes, and to whom, as long as nobody chooses otherwise.

    Through the agency where there is one (HS-08), else as they prefer, else by mail; to the person
    they named, else to the consultant, else to whoever held the interview: the first of the
    contacts who were `there`.
    """
    channel = plan.preferred_channel or Channel.EMAIL
    if application.go_between is not None:
        channel = Channel.VIA_AGENCY
    elif channel is Channel.VIA_AGENCY or _stopped(session, application, channel):
        channel = Channel.EMAIL
    return channel, plan.contact_id or _known(session, plan, application, there)


def held(session: Session, plan: FollowUpPlan, application: Application) -> Channel | None:
    """How they prefer to be asked, if nothing but a wish not to be rung keeps it from going so."""
    channel = plan.preferred_channel
    if channel is not Channel.PHONE or application.go_between is not None:
        return None
    return channel if _stopped(session, application, channel) else None


def _known(
    session: Session, plan: FollowUpPlan, application: Application, there: Sequence[UUID]
) -> UUID | None:
    if application.go_between is not None:
        consultant = consultant_at(session, plan.owner_id, application.go_between)
        if consultant is not None:
            return consultant.id
    return there[0] if there else None


def _there(session: Session, plan: FollowUpPlan) -> list[UUID]:
    seats = interview_queries.interviewers(session, [plan.interview_id])
    return [seat.contact_id for seat in seats.get(plan.interview_id, [])]


def _stopped(session: Session, application: Application, channel: Channel) -> str:
    """Why nothing may be planned on a channel (HS-01, HS-08); empty if it may."""
    if application.go_between is not None and channel is not Channel.VIA_AGENCY:
        return "An agency stands between you: write to your consultant."
    if channel is Channel.PHONE:
        organization = owned(
            session, Organization, application.organization_id, application.owner_id
        )
        if organization.no_calls:
            return f"{organization.name} asked not to be rung."
    return ""


def refuse(session: Session, follow_up: FollowUp, channel: Channel) -> None:
    """Refuse a channel that there is not, or that a hard stop holds.

    Raises:
        NoAgency: there is none to go through.
        ChannelStopped: they asked not to be rung, or an agency does the talking.
    """
    application = owned(session, Application, follow_up.application_id, follow_up.owner_id)
    if channel is Channel.VIA_AGENCY and application.agency_id is None:
        raise NoAgency("No agency stands between you: name it first.", pointer="/channel")
    if reason := _stopped(session, application, channel):
        raise ChannelStopped(reason, pointer="/channel")


def follow_wishes(
    session: Session, plan: FollowUpPlan, application: Application, changed: Container[str]
) -> None:
    """Somebody else is to be asked, or in another way: what nobody has approved yet goes along."""
    channel, contact_id = way(session, plan, application, _there(session, plan))
    for follow_up in queries.of_application(session, application.id):
        if follow_up.interview_id != plan.interview_id or follow_up.purpose is Purpose.THANK_YOU:
            continue
        if follow_up.sent_at is None and follow_up.approved_at is None:
            if "preferred_channel" in changed:
                follow_up.channel = channel
                follow_up.held_channel = held(session, plan, application)
            if "contact_id" in changed:
                follow_up.contact_id = contact_id
    session.flush()


def reroute(
    session: Session, application: Application, changed: Container[str] = (), *, now: Now
) -> None:
    """What may not go, or cannot go, the way it was to goes another; approved mails come back.

    Once nobody minds being rung any more, what was to be said by phone is to be again.

    `changed` are the application's fields that are not what they were.
    """
    for follow_up in queries.of_application(session, application.id):
        if follow_up.sent_at is not None:
            continue
        reason = _stopped(session, application, follow_up.channel)
        if follow_up.channel is Channel.VIA_AGENCY:
            reason = _agency_changed(application, changed)
        if reason:
            messages.return_to_draft(session, follow_up, reason, now=now)
            _send_otherwise(session, application, follow_up)
        _ring_again(session, application, follow_up)
    session.flush()


def _agency_changed(application: Application, changed: Container[str]) -> str:
    """Why what was to go through an agency cannot go as it was; empty if it can.

    Who chose the agency although direct contact is permitted keeps the choice.
    """
    permitted_now = application.go_between is None and "direct_contact_permitted" in changed
    if application.agency_id is None or permitted_now:
        return AGENCY_GONE
    return ANOTHER_AGENCY if "agency_id" in changed else ""


def _send_otherwise(session: Session, application: Application, follow_up: FollowUp) -> None:
    plan = queries.plan_of(session, follow_up.interview_id)
    if plan is None or follow_up.approved_at is not None:
        return  # it is on its way already
    was = follow_up.channel
    follow_up.channel, contact_id = way(session, plan, application, _there(session, plan))
    rung = was is Channel.PHONE and application.go_between is None
    follow_up.held_channel = was if rung else held(session, plan, application)
    asks = follow_up.purpose is not Purpose.THANK_YOU  # thanks go to whom they are for
    if asks and Channel.VIA_AGENCY in (was, follow_up.channel):
        follow_up.contact_id = contact_id


def _ring_again(session: Session, application: Application, follow_up: FollowUp) -> None:
    """Nothing is in the way any more; what is approved as it is, or changed by hand, stays so."""
    channel = follow_up.held_channel
    if channel is None or follow_up.approved_at is not None:
        return
    if not _stopped(session, application, channel):
        follow_up.channel, follow_up.held_channel = channel, None
