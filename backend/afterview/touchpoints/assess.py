"""One answer to "would this be too much?", for the page, the approval and the moment it leaves."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from afterview.core.days import at_local, public_holidays
from afterview.core.ids import new_id
from afterview.pipeline.models import Application
from afterview.touchpoints import early, gauge, queries
from afterview.touchpoints.facts import Facts, Plan, Stop
from afterview.touchpoints.gauge import Decision, Planned, Pressure, Touch
from afterview.touchpoints.stops import stops
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
    fine_from: datetime | None = None
    """The earliest moment for the planned touch that no stop holds and that needs no reason."""

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
        if self.fine_from is None:
            return f"The needle would stand at “{label}”, and no waiting would change that."
        day = self.fine_from.astimezone(self.facts.zone).date()
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
    asked = _Asked(facts, region, not_before, invited)
    planned, held = asked.weigh(plan), stops(facts, plan)
    is_fine = planned.decision is Decision.ALLOW and not held
    fine = plan.at if is_fine else asked.fine_from(plan)
    return Assessment(at, facts, region, now, held, planned, fine)


@dataclass(frozen=True)
class _Asked:
    """What a planned touch is weighed against, whenever it would be."""

    facts: Facts
    region: str
    not_before: datetime | None
    invited: bool

    def weigh(self, plan: Plan) -> Planned:
        facts = self.facts
        touch = Touch(
            new_id(), plan.at, Direction.OUTBOUND, plan.channel, plan.purpose, invited=self.invited
        )
        is_early = early.is_early(
            touch,
            facts.zone,
            public_holidays(self.region),
            not_before=self.not_before,
            last_check=early.last_unanswered_check(facts.touches, plan.at),
            quiet_until=self._quiet_until(),
            outcome_known=facts.outcome_at is not None and facts.outcome_at <= plan.at,
        )
        return gauge.planned(facts.touches, replace(touch, early=is_early), self.region)

    def fine_from(self, plan: Plan) -> datetime | None:
        """Wait for the needle from every moment at which something else gives way."""
        waits = {plan.at} | {at for at in self._gives_way(plan) if at > plan.at}
        found = [self.weigh(replace(plan, at=at)).fine_from for at in waits]
        fine = {at for at in found if at is not None}
        for at in tuple(fine):  # that day may have had its message
            fine |= {stop.lifts_at for stop in self._held(plan, at) if stop.lifts_at}
        allowed = [at for at in sorted(fine) if self._is_fine(plan, at)]
        return allowed[0] if allowed else None

    def _gives_way(self, plan: Plan) -> Iterator[datetime]:
        """When it stops being early, and when stops lift by themselves."""
        facts = self.facts
        last_check = early.last_unanswered_check(facts.touches, plan.at)
        if last_check is not None:
            yield early.next_check_from(last_check, facts.zone, public_holidays(self.region))
        for at in (self.not_before, self._quiet_until()):
            if at is not None:
                yield at
        for stop in self._held(plan, plan.at):
            if stop.lifts_at is not None:
                yield stop.lifts_at

    def _is_fine(self, plan: Plan, at: datetime) -> bool:
        allowed = self.weigh(replace(plan, at=at)).decision is Decision.ALLOW
        return allowed and not self._held(plan, at)

    def _held(self, plan: Plan, at: datetime) -> list[Stop]:
        return stops(self.facts, replace(plan, at=at))

    def _quiet_until(self) -> datetime | None:
        quiet = self.facts.quiet_until
        return at_local(quiet, early.MIDNIGHT, self.facts.zone) if quiet else None
