"""One answer to "would this be too much?", for the page, the approval and the moment it leaves."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from afterview.core.days import at_local, public_holidays
from afterview.core.ids import new_id
from afterview.pipeline.models import Application
from afterview.touchpoints import early, gauge, queries
from afterview.touchpoints.gauge import Decision, Planned, Pressure, Touch
from afterview.touchpoints.stops import Facts, Plan, Stop, stops
from afterview.touchpoints.vocabulary import Direction

BEFORE, AFTER = timedelta(days=3), timedelta(days=28)
"""What the picture shows around the touches."""


@dataclass(frozen=True)
class Assessment:
    """Where an application stands, and what one touch more would do to it."""

    at: datetime
    facts: Facts
    region: str
    pressure: Pressure
    stops: list[Stop]
    """Against the planned touch; empty without one."""
    planned: Planned | None

    @property
    def decision(self) -> Decision:
        """What to do with the planned touch: a stop wins over everything."""
        if self.stops:
            return Decision.BLOCKED
        return self.planned.decision if self.planned else Decision.ALLOW

    @property
    def why(self) -> str:
        """The decision in a sentence."""
        if self.stops:
            return self.stops[0].why
        if self.planned is None:
            return ""
        label = gauge.LABELS[self.planned.band]
        if self.planned.decision is Decision.ALLOW:
            return f"Fine: the needle would stand at “{label}”."
        if self.planned.fine_from is None and self.planned.contribution.early > 1:
            return f"The needle would stand at “{label}”: it is early, and early weighs more."
        if self.planned.fine_from is None:
            return f"The needle would stand at “{label}”, and no waiting would change that."
        day = self.planned.fine_from.astimezone(self.facts.zone).date()
        return f"The needle would stand at “{label}”. From {day.day} {day:%B} it would be fine."


def assess(
    session: Session,
    application: Application,
    at: datetime,
    plan: Plan | None = None,
    *,
    not_before: datetime | None = None,
    invited: bool = False,
) -> Assessment:
    """Weigh an application at an instant, and one touch more at its own.

    `not_before` is the day the cadence thinks fine for the planned touch, where it has one.
    """
    facts, region = queries.facts(session, application, min(at, plan.at) if plan else at)
    now = gauge.pressure(facts.touches, at, region)
    if plan is None:
        return Assessment(at, facts, region, now, [], None)
    touch = _touch(facts, region, plan, not_before, invited)
    planned = gauge.planned(facts.touches, touch, region)
    return Assessment(at, facts, region, now, stops(facts, plan), planned)


def _touch(
    facts: Facts, region: str, plan: Plan, not_before: datetime | None, invited: bool
) -> Touch:
    touch = Touch(
        new_id(), plan.at, Direction.OUTBOUND, plan.channel, plan.purpose, invited=invited
    )
    quiet = facts.quiet_until
    is_early = early.is_early(
        touch,
        facts.zone,
        public_holidays(region),
        not_before=not_before,
        last_check=early.last_unanswered_check(facts.touches, plan.at),
        quiet_until=at_local(quiet, early.MIDNIGHT, facts.zone) if quiet else None,
        outcome_known=facts.outcome_at is not None and facts.outcome_at <= plan.at,
    )
    return replace(touch, early=is_early)
