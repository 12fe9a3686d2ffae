"""The gauge as it is sent: the needle, its reasons, its curve, and what one touch more would do."""

from datetime import datetime

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.pipeline.models import Application
from afterview.touchpoints import assess, gauge, queries
from afterview.touchpoints.assess import AFTER, BEFORE, Assessment
from afterview.touchpoints.facts import Plan, Stop
from afterview.touchpoints.schemas import (
    ContributionRead,
    PlannedRead,
    PointRead,
    PressureQuery,
    PressureRead,
    StopRead,
)
from afterview.touchpoints.stops import stops
from afterview.touchpoints.vocabulary import TouchChannel, TouchPurpose

PLAIN = (TouchChannel.EMAIL, TouchPurpose.STATUS_CHECK)


def read(
    session: Session,
    user: User,
    application: Application,
    query: PressureQuery,
    *,
    now: Now,
    not_before: datetime | None = None,
) -> PressureRead:
    """Weigh an application, and a touch somebody has in mind.

    `not_before` is the day the cadence thinks fine for a touch of that purpose.
    """
    plan = _plan(session, user, query, now) if query.plans else None
    found = assess.assess(
        session, application, now.at, plan, not_before=not_before, invited=query.planned_invited
    )
    touches = found.facts.touches
    begins = min([touch.at for touch in touches] or [now.at]) - BEFORE
    ends = max(now.at, plan.at if plan else now.at) + AFTER
    today = Plan(now.at, *PLAIN)
    return PressureRead(
        application_id=application.id,
        at=now.at,
        load=found.pressure.load,
        index=found.pressure.index,
        band=found.pressure.band,
        label=gauge.LABELS[found.pressure.band],
        contributions=[_contribution(one) for one in found.pressure.contributions],
        curve=_points(gauge.curve(touches, begins, ends, found.region)),
        stops=[_stop(stop) for stop in stops(found.facts, today)],
        planned=_planned(found, plan, ends) if plan else None,
    )


def _plan(session: Session, user: User, query: PressureQuery, now: Now) -> Plan:
    channel = query.planned_channel or TouchChannel.EMAIL
    usable = True
    if query.planned_contact_id is not None:
        usable = queries.address_usable(session, user.id, query.planned_contact_id, channel)
    return Plan(
        at=max(query.planned_at or now.at, now.at),
        channel=channel,
        purpose=query.planned_purpose or TouchPurpose.STATUS_CHECK,
        address_usable=usable,
    )


def _planned(found: Assessment, plan: Plan, ends: datetime) -> PlannedRead:
    planned = found.planned
    assert planned is not None
    ghost = [*found.facts.touches, planned.contribution.touch]
    return PlannedRead(
        at=plan.at,
        channel=plan.channel,
        purpose=plan.purpose,
        load=planned.contribution.load,
        load_after=planned.after,
        index_after=min(gauge.FULL, planned.after),
        band_after=planned.band,
        label_after=gauge.LABELS[planned.band],
        decision=found.decision,
        why=found.why,
        fine_from=found.fine_from,
        stops=[_stop(stop) for stop in found.stops],
        curve=_points(gauge.curve(ghost, plan.at, ends, found.region, points=40)),
    )


def _contribution(one: gauge.Contribution) -> ContributionRead:
    return ContributionRead(
        touchpoint_id=one.touch.id,
        at=one.touch.at,
        channel=one.touch.channel,
        purpose=one.touch.purpose,
        position=one.position,
        weight_channel=one.channel,
        weight_purpose=one.purpose,
        factor_silence=one.silence,
        factor_early=one.early,
        factor_region=one.region,
        load=one.load,
        remaining=one.remaining,
    )


def _points(found: list[tuple[datetime, float]]) -> list[PointRead]:
    return [PointRead(at=at, load=round(load, 3)) for at, load in found]


def _stop(stop: Stop) -> StopRead:
    return StopRead.model_validate(stop)
