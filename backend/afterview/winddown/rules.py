"""What the first hours after an interview are for.

The times come from house policy on top of small studies: doing something, almost anything,
beats sitting still and replaying the conversation, and memory fades fastest in the first
hour. Alcohol is guarded by two rules of its own, and nothing here ever speaks of being fit
to drive.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from afterview.core.days import as_utc


class Freshness(StrEnum):
    FRESH = "fresh"
    WARM = "warm"
    FADING = "fading"
    ARCHAEOLOGY = "archaeology"


class Slot(StrEnum):
    """The parts of a wind-down, in the order they are lived."""

    WATER = "water"
    BREATHE = "breathe"
    CAPTURE = "capture"
    MOVE = "move"
    CONNECT = "connect"
    ABSORB = "absorb"
    FINISH = "finish"


class Evidence(StrEnum):
    """How far an activity's benefit can be trusted, strongest first."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    HOUSE = "house"


class TravelMode(StrEnum):
    """How the candidate gets home."""

    WALK = "walk"
    PUBLIC_TRANSPORT = "public_transport"
    PASSENGER = "passenger"
    CAR = "car"
    MOTORCYCLE = "motorcycle"
    BICYCLE = "bicycle"
    E_SCOOTER = "e_scooter"
    OTHER_VEHICLE = "other_vehicle"


# Forgetting is steepest in the first hour and the first day (Murre & Dros 2015; HIGH for
# word lists). Where exactly the badges change is a house choice.
FRESHNESS_LIMITS = (
    (timedelta(hours=1), Freshness.FRESH),
    (timedelta(hours=24), Freshness.WARM),
    (timedelta(hours=72), Freshness.FADING),
)


def freshness(delay: timedelta) -> Freshness:
    """Return how fresh a first capture is, `delay` after the interview ended (WD-01).

    Each limit belongs to the fresher side: exactly one hour is still fresh. Notes begun
    before the recorded end have a negative delay and are as fresh as notes get.
    """
    for limit, badge in FRESHNESS_LIMITS:
        if delay <= limit:
            return badge
    return Freshness.ARCHAEOLOGY


def capture_due(ended_at: datetime) -> datetime:
    """Return when the first capture should be done: within the hour (WD-01)."""
    return as_utc(ended_at) + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class SecondPass:
    """When a second capture is worth its time: after a night's sleep, not after two."""

    opens_at: datetime
    closes_at: datetime


def second_pass(ended_at: datetime) -> SecondPass:
    """Return the window for the second capture, 12 to 36 hours after the end (WD-01).

    Source: a second recall adds new correct detail at little cost (PLoS ONE 2013, one
    experiment); the hours are a house choice.
    """
    ended_at = as_utc(ended_at)
    return SecondPass(ended_at + timedelta(hours=12), ended_at + timedelta(hours=36))


def seven_minute_due(ended_at: datetime) -> datetime:
    """Return when the first drink is due: seven minutes after the end, and it is water (WD-02)."""
    return as_utc(ended_at) + timedelta(minutes=7)


class Step(NamedTuple):
    """One part of a plan and the minutes it is given."""

    slot: Slot
    minutes: int


class _Size(NamedTuple):
    least: int
    default: int


# WD-03, minutes, in order of importance: who is served first when time is short. DESIGN.
SIZES: Mapping[Slot, _Size] = {
    Slot.CAPTURE: _Size(8, 12),
    Slot.BREATHE: _Size(2, 5),
    Slot.MOVE: _Size(10, 25),
    Slot.FINISH: _Size(5, 10),
    Slot.CONNECT: _Size(10, 15),
    Slot.WATER: _Size(2, 7),
    Slot.ABSORB: _Size(20, 24 * 60),  # takes whatever is left
}
ABSORB_FROM_MINUTES = 90
LONGEST_BUDGET_MINUTES = 24 * 60


def plan(budget_minutes: int) -> tuple[Step, ...]:
    """Return a wind-down that fits into `budget_minutes`, as it is to be lived (WD-03).

    A first pass gives every slot its least, the most important first, where it still fits;
    a second pass, in the same order, raises those slots to their default. Getting absorbed
    in something joins from 90 minutes and takes the rest.

    Nothing fits into 0 or 1 minutes, so the plan is empty. 2 and 3 minutes are spent
    breathing, and 4 add the water. From 2 minutes up no minute is lost, save that 75 to 89
    minutes fill no more than 74: everything has its default and there is nothing to absorb
    the rest.

    Raises:
        ValueError: `budget_minutes` is negative or longer than a day.
    """
    if not 0 <= budget_minutes <= LONGEST_BUDGET_MINUTES:
        raise ValueError(f"budget must be 0 to {LONGEST_BUDGET_MINUTES} min, got {budget_minutes}")
    remaining = budget_minutes
    minutes: dict[Slot, int] = {}
    for slot, size in SIZES.items():
        if slot is Slot.ABSORB and budget_minutes < ABSORB_FROM_MINUTES:
            continue
        if size.least <= remaining:
            minutes[slot] = size.least
            remaining -= size.least
    for slot, least in minutes.items():
        extra = min(remaining, SIZES[slot].default - least)
        minutes[slot] = least + extra
        remaining -= extra
    return tuple(Step(slot, minutes[slot]) for slot in Slot if slot in minutes)


def needs_capture_task(steps: Sequence[Step]) -> bool:
    """Return whether the capture found no room, so that it becomes a task of its own (WD-03).

    That task is due at `capture_due`.
    """
    return all(step.slot is not Slot.CAPTURE for step in steps)


@dataclass(frozen=True, slots=True)
class Activity:
    """Something to fill a slot with. `min_minutes` of 0 means nobody holds a watch to it."""

    key: str
    name: str
    slots: frozenset[Slot]
    min_minutes: int
    default_minutes: int
    evidence: Evidence
    alcoholic: bool = False
    enabled_by_default: bool = True


_ABSORB = frozenset({Slot.ABSORB})
_FINISH = frozenset({Slot.FINISH})
_MOVE = frozenset({Slot.MOVE})
_EITHER = _ABSORB | _FINISH

# WD-04. The evidence is the study behind each: cyclic sighing (Balban 2023), green walks
# (Hunter 2019), exercise (Ensari 2015), guided writing (Cognition & Emotion 2021), mastery
# and relaxation (Headrick 2022), detachment and sleep (Wendsche & Lohmann-Haislah 2017).
DEFAULT_ACTIVITIES = (
    Activity("water_snack", "Water, then a biscuit", frozenset({Slot.WATER}), 2, 7, Evidence.HOUSE),
    Activity("cyclic_sigh", "Sigh, on purpose", frozenset({Slot.BREATHE}), 2, 5, Evidence.MEDIUM),
    Activity("walk_green", "A walk among trees", _MOVE, 10, 25, Evidence.MEDIUM),
    Activity("walk_street", "The long way round", _MOVE, 10, 20, Evidence.MEDIUM),
    Activity("exercise", "Exercise, any kind", _MOVE, 20, 30, Evidence.HIGH),
    Activity(
        "call_ally",
        "Ring an ally; start with what went well",
        frozenset({Slot.CONNECT}),
        10,
        15,
        Evidence.LOW,
    ),
    Activity("guided_note", "A note to yourself", _ABSORB, 10, 10, Evidence.MEDIUM),
    Activity("hobby_mastery", "The hobby you are getting good at", _ABSORB, 20, 45, Evidence.HIGH),
    Activity("music", "Music, loud or quiet", _EITHER, 20, 30, Evidence.MEDIUM),
    Activity("bath", "A long bath", _EITHER, 20, 30, Evidence.MEDIUM),
    Activity("cook", "Cook, with too much garlic", _EITHER, 20, 60, Evidence.MEDIUM),
    Activity("comfort_film", "A film you know by heart", _EITHER, 20, 90, Evidence.MEDIUM),
    Activity("alcohol_free_pint", "A pint with nothing in it", _FINISH, 15, 30, Evidence.HOUSE),
    Activity(
        "proper_pint",
        "A proper pint",
        _FINISH,
        30,
        45,
        Evidence.HOUSE,
        alcoholic=True,
        enabled_by_default=False,
    ),
    Activity("early_night", "A shamelessly early night", _FINISH, 0, 0, Evidence.MEDIUM),
)

# WD-04: as if three earlier tries had each helped by one point, so that one lucky evening
# does not take over the menu. DESIGN.
PRIOR_EFFECT = 1.0
PRIOR_WEIGHT = 3
LARGEST_DELTA = 10


def effect(deltas: Sequence[float]) -> float:
    """Return how many points of tension an activity takes off this person (WD-04).

    `deltas` are tension before minus tension after, each rated 0 to 10, so relief is
    positive. The mean is drawn towards a prior of one point until experience outweighs it.

    Raises:
        ValueError: a delta lies outside -10 to 10.
    """
    for delta in deltas:
        if not -LARGEST_DELTA <= delta <= LARGEST_DELTA:
            raise ValueError(f"tension is rated 0 to 10, so it cannot change by {delta}")
    return (math.fsum(deltas) + PRIOR_WEIGHT * PRIOR_EFFECT) / (len(deltas) + PRIOR_WEIGHT)


def rank(menu: Sequence[Activity], history: Mapping[str, Sequence[float]]) -> list[Activity]:
    """Return the menu with what helps this person most on top (WD-04).

    `history` holds the deltas of each activity by key. Equal effects are settled by
    evidence, and equal evidence by the order of the menu.
    """
    strength = tuple(Evidence)
    return sorted(
        menu,
        key=lambda a: (-effect(history.get(a.key, ())), strength.index(a.evidence)),
    )


def choose_activity(
    slot: Slot, minutes: int, menu: Sequence[Activity], *, alcohol_allowed: bool
) -> Activity | None:
    """Return the first activity of a ranked menu that suits the slot, or None (WD-04).

    An activity suits when its least fits into `minutes`. The finish is exempt: nothing
    comes after it, so its minutes are only the start of a film or a bath. An alcoholic
    item needs `alcohol_allowed`, the answer of the function of that name.
    """
    for activity in menu:
        if slot not in activity.slots or (activity.alcoholic and not alcohol_allowed):
            continue
        if slot is Slot.FINISH or activity.min_minutes <= minutes:
            return activity
    return None


def quiet_until(plan_ends_at: datetime) -> datetime:
    """Return until when the inbox and the notes stay shut: two hours past the plan (WD-05).

    Source: house choice; that detachment helps is well supported (Wendsche &
    Lohmann-Haislah 2017), the two hours are not.
    """
    return as_utc(plan_ends_at) + timedelta(hours=2)


# WD-06 names who is certainly not at a wheel, so that any mode added later starts refused.
SOMEBODY_ELSE_DRIVES = frozenset(
    {TravelMode.WALK, TravelMode.PUBLIC_TRANSPORT, TravelMode.PASSENGER}
)
SOFT_CAP_UNITS = 2.0  # per session; DESIGN, as UK guidance gives only a weekly figure
DRY_BEFORE_INTERVIEW = timedelta(hours=12)  # DESIGN


def alcohol_allowed(
    *,
    opted_in: bool,
    stays_dry: bool,
    travel_mode: TravelMode | None,
    finished_at: datetime,
    drives_at: datetime | None = None,
    next_interview_at: datetime | None = None,
) -> bool:
    """Return whether an alcoholic item may stay in the plan at all (WD-06, WD-07).

    This is a gate for the menu. It says nothing about being fit or allowed to drive, and
    no caller may word it that way.

    Args:
        opted_in: the user asked for alcoholic items; nobody gets them otherwise.
        stays_dry: the user is under legal age, pregnant, recovering, on interacting
            medication, or simply dry. One flag for all: the reason is nobody's business.
        travel_mode: the way home; None means not answered, which closes the gate.
        finished_at: when the last glass would be empty, at the latest. A finish may outlast
            the plan, so reckon from its start with the item's own minutes.
        drives_at: when the user next drives, rides, cycles or operates machinery; None
            means they said they will not. The gate reckons with the whole soft cap, so an
            honest single drink is judged as if it were two.
        next_interview_at: the next interview, if one is known; within 12 hours of
            `finished_at` closes the gate.
    """
    if not opted_in or stays_dry or travel_mode not in SOMEBODY_ELSE_DRIVES:
        return False
    finished_at = as_utc(finished_at)
    drives_too_soon = drives_at is not None and (
        as_utc(drives_at) < alcohol_free_at(finished_at, SOFT_CAP_UNITS)
    )
    interviewed_too_soon = next_interview_at is not None and (
        as_utc(next_interview_at) <= finished_at + DRY_BEFORE_INTERVIEW
    )
    return not (drives_too_soon or interviewed_too_soon)


def units(ml: float, abv: float) -> float:
    """Return the UK units, of 10 ml pure alcohol, in `ml` of a drink at `abv` percent (WD-07).

    Raises:
        ValueError: the volume is negative or not a number, or `abv` is not 0 to 100.
    """
    if not 0 <= ml < math.inf:
        raise ValueError(f"a drink has 0 ml or more, got {ml}")
    if not 0 <= abv <= 100:
        raise ValueError(f"strength is 0 to 100 percent, got {abv}")
    return ml * abv / 1000


ABSORPTION = timedelta(hours=1)
PER_UNIT = timedelta(hours=1)


def alcohol_free_at(finished_at: datetime, units: float) -> datetime:
    """Return the earliest time somebody is *likely* to be alcohol-free, to the minute (WD-07).

    An hour for absorption, then an hour for each unit, seconds dropped. People differ
    widely, so this is never shown as a promise, only beside "if in doubt, don't drive".

    Raises:
        ValueError: `units` is negative or not a finite number.

    Source: NHS and Drinkaware advice at second hand; MEDIUM.
    """
    if not 0 <= units < math.inf:
        raise ValueError(f"units must be 0 or more, got {units}")
    return (as_utc(finished_at) + ABSORPTION + units * PER_UNIT).replace(second=0, microsecond=0)


def next_quarter_hour(at: datetime) -> datetime:
    """Return `at` rounded up to a quarter of an hour, which is as exact as we claim (WD-07)."""
    at = as_utc(at)
    past = timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    return at if not past else at - past + timedelta(minutes=15)
