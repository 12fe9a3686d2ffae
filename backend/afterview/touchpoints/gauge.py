"""The pressure gauge between "interested" and "irritating" (FU-06). Pure arithmetic.

Every touch weighs something when it happens, more the longer nobody answers, and half of it is gone
after a week. The shape (weekly decay, escalation with silence, relief on reply) is MEDIUM; every
coefficient is a house choice (DESIGN), and stands in `weights`.
"""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import log2
from types import MappingProxyType
from uuid import UUID

from afterview.touchpoints.vocabulary import Direction, TouchChannel, TouchPurpose
from afterview.touchpoints.weights import CALLS, COUNTED, DEFAULT, HURRIED, Coefficients

DAY = timedelta(days=1)


class Band(StrEnum):
    """Where the needle stands."""

    INTERESTED = "interested"
    KEEN = "keen"
    PUSHING = "pushing"
    IRRITATING = "irritating"


class Decision(StrEnum):
    """What the gauge says to a planned touch."""

    ALLOW = "allow"
    NEEDS_REASON = "needs_reason"
    BLOCKED = "blocked"


LABELS: Mapping[Band, str] = MappingProxyType(
    {
        Band.INTERESTED: "Interested",
        Band.KEEN: "Keen",
        Band.PUSHING: "Pushing it",
        Band.IRRITATING: "Siege",
    }
)
KEEN, PUSHING, IRRITATING = 25.0, 50.0, 75.0
"""Where the bands begin, in points."""
FULL = 100.0


@dataclass(frozen=True, slots=True)
class Touch:
    """One communication, as far as the gauge needs it."""

    id: UUID
    at: datetime
    direction: Direction
    channel: TouchChannel
    purpose: TouchPurpose | None = None
    early: bool = False
    invited: bool = False
    substantive: bool = False


@dataclass(slots=True)
class Contribution:
    """What one touch weighed when it happened, why, and what is left of it."""

    touch: Touch
    position: int
    """In the run of unanswered touches; 1 for those that make no run."""
    channel: float
    purpose: float
    silence: float
    early: float
    region: float
    load: float
    remaining: float


@dataclass(frozen=True, slots=True)
class Pressure:
    """The needle at one instant."""

    at: datetime
    load: float
    contributions: tuple[Contribution, ...]
    unanswered: int
    """Touches that wait for an answer, since the last one that came."""

    @property
    def index(self) -> float:
        return min(FULL, self.load)

    @property
    def band(self) -> Band:
        return band(self.load)


@dataclass(frozen=True, slots=True)
class Planned:
    """What the needle would say to one touch more."""

    contribution: Contribution
    before: float
    after: float
    decision: Decision
    fine_from: datetime | None
    """The earliest instant at which it would need no reason; None: never."""

    @property
    def band(self) -> Band:
        return band(self.after)


def band(load: float) -> Band:
    """Return the band of an unrounded load."""
    if load < KEEN:
        return Band.INTERESTED
    if load < PUSHING:
        return Band.KEEN
    return Band.PUSHING if load < IRRITATING else Band.IRRITATING


def decay(days: float, weights: Coefficients = DEFAULT) -> float:
    """Return what is left of a load after so many days, as a share."""
    return 2.0 ** (-days / weights.half_life_days)


def pressure(
    touches: Iterable[Touch],
    at: datetime,
    region: str = "",
    weights: Coefficients = DEFAULT,
) -> Pressure:
    """Return the pressure at an instant, with what each touch until then contributes.

    One pass over the touches in order of time; equal times are told apart by id, so that the order
    they are given in makes no difference. `region` is the employer's, ISO 3166.
    """
    found: list[tuple[Contribution, int]] = []
    run, answers = 0, 0
    for touch in sorted(touches, key=lambda one: (one.at, one.id)):
        if touch.at > at:
            break
        if touch.direction is Direction.INBOUND:
            if touch.substantive:
                run, answers = 0, answers + 1
            continue
        contribution = weigh(touch, run, region, weights)
        run += touch.purpose in COUNTED
        found.append((contribution, answers))
    load = 0.0
    for contribution, before in found:
        left = decay((at - contribution.touch.at) / DAY, weights) * contribution.load
        if before < answers:
            left *= weights.relief ** (answers - before)
        contribution.remaining = left
        load += left
    return Pressure(at, load, tuple(contribution for contribution, _ in found), run)


def weigh(
    touch: Touch, unanswered: int, region: str = "", weights: Coefficients = DEFAULT
) -> Contribution:
    """Return what one touch weighs, after so many unanswered ones before it."""
    purpose = touch.purpose or TouchPurpose.REPLY
    position = unanswered + 1 if purpose in COUNTED else 1
    channel, meaning = weights.channel[touch.channel], weights.purpose[purpose]
    silence = 1 + weights.silence * (position - 1)
    early = weights.early if touch.early and purpose in HURRIED else 1.0
    cold = touch.channel in CALLS and region[:2] == "GB" and not touch.invited
    place = weights.cold_call if cold else 1.0
    load = channel * meaning * silence * early * place
    return Contribution(touch, position, channel, meaning, silence, early, place, load, load)


def planned(
    touches: Sequence[Touch],
    touch: Touch,
    region: str = "",
    weights: Coefficients = DEFAULT,
) -> Planned:
    """Return what one touch more would do, at its own time, and when it would be fine.

    Later touches do not count: it is asked before they happen.
    """
    before = pressure(touches, touch.at, region, weights)
    contribution = weigh(touch, before.unanswered, region, weights)
    after = before.load + contribution.load
    decision = Decision.ALLOW
    if after >= IRRITATING:
        decision = Decision.BLOCKED
    elif after >= PUSHING:
        decision = Decision.NEEDS_REASON
    if contribution.load == 0:
        decision = Decision.ALLOW  # what they asked for never presses
    fine = _fine_from(touch.at, before.load, contribution.load, weights)
    return Planned(contribution, before.load, after, decision, fine)


def _fine_from(at: datetime, load: float, extra: float, weights: Coefficients) -> datetime | None:
    """The earliest instant at which `extra` points more stay below "Pushing it"; None: never."""
    wait = cool_down_days(load, extra, weights)
    if wait is None:
        return None
    fine, step = at + wait * DAY, timedelta(microseconds=1)
    while wait and load * decay((fine - at) / DAY, weights) + extra >= PUSHING:
        fine, step = fine + step, 2 * step  # the formula's instant is exactly at the border
    return fine


def cool_down_days(load: float, extra: float, weights: Coefficients = DEFAULT) -> float | None:
    """Return how many days until `extra` points more stay below "Pushing it"; None: never.

    The smallest `d >= 0` with `load * 2^(-d/H) + extra < 50`: `d = H * log2(load / (50 - extra))`.
    """
    if extra == 0:
        return 0.0
    if extra >= PUSHING:
        return None
    if load + extra < PUSHING:
        return 0.0
    return weights.half_life_days * log2(load / (PUSHING - extra))


def curve(
    touches: Sequence[Touch],
    begins: datetime,
    ends: datetime,
    region: str = "",
    weights: Coefficients = DEFAULT,
    points: int = 80,
) -> list[tuple[datetime, float]]:
    """Return the load over time, for a picture: evenly sampled, and exact at every jump.

    One walk along the touches and the samples together, so that a long history costs no more.
    """
    step = (ends - begins) / points
    instants = {begins + step * number for number in range(points + 1)}
    for touch in touches:
        if begins <= touch.at <= ends:
            instants |= {touch.at, touch.at - timedelta(microseconds=1)}
    coming = deque(sorted(touches, key=lambda one: (one.at, one.id)))
    drawn: list[tuple[datetime, float]] = []
    load, run, since = 0.0, 0, begins
    for at in sorted(instant for instant in instants if begins <= instant <= ends):
        while coming and coming[0].at <= at:
            touch = coming.popleft()
            load *= decay((touch.at - since) / DAY, weights) if load else 0.0
            since = touch.at
            if touch.direction is Direction.OUTBOUND:
                load += weigh(touch, run, region, weights).load
                run += touch.purpose in COUNTED
            elif touch.substantive:
                load, run = load * weights.relief, 0
        drawn.append((at, load * decay((at - since) / DAY, weights) if load else 0.0))
    return drawn
