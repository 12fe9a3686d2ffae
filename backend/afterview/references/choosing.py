"""Whether there are references enough for what an employer asks, and whom to name (RF-04). Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from afterview.references.vocabulary import Band, Relationship

COUNTS: Mapping[str, int] = MappingProxyType({"US": 3, "GB": 2})
"""How many employers ask for: three in the United States (LOW to MEDIUM); UK forms have room for
two (general knowledge, not verified)."""
USUAL_COUNT = 2


class Lack(StrEnum):
    """What a set of references still lacks."""

    TOO_FEW = "too_few"
    NO_LINE_MANAGER = "no_line_manager"
    ONE_EMPLOYER = "one_employer"


class Bar(StrEnum):
    """What keeps a name back, however ready somebody is."""

    CURRENT_EMPLOYER = "current_employer"
    OVERUSED = "overused"


BARS: Mapping[Bar, str] = MappingProxyType(
    {
        Bar.CURRENT_EMPLOYER: "They work where you work now, and may not be rung there yet.",
        Bar.OVERUSED: "Enough employers have spoken to them lately: let them rest (RF-03).",
    }
)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who could be named, with how ready they are. Whom a `Bar` keeps back is none."""

    id: UUID
    relationship: Relationship
    employers: frozenset[str]
    """Where they worked together; spelling is the caller's, case makes no difference."""
    consent_valid: bool
    score: float
    band: Band


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a set still lacks, with a sentence that says what to do."""

    code: Lack
    sentence: str


@dataclass(frozen=True, slots=True)
class SetReadiness:
    """Whether there are enough, whom to name, and what is missing."""

    wanted: int
    chosen: tuple[Member, ...]
    """The best of those who are ready, as many as are wanted or as there are."""
    missing: tuple[Missing, ...]

    @property
    def ready(self) -> bool:
        return not self.missing


def default_count(region: str | None) -> int:
    """Return how many references an employer in `region` (ISO 3166) usually asks for."""
    return COUNTS.get((region or "").strip().upper()[:2], USUAL_COUNT)


def set_readiness(members: Sequence[Member], wanted: int) -> SetReadiness:
    """Return whether enough people are ready for an employer who wants so many (RF-04).

    Ready are as many as are wanted, a line manager among them, and not all from one employer
    unless everybody with a valid consent is: so consent from somewhere else, of somebody who is
    not ready yet, takes that excuse away. Somebody whom no employer is known of is from elsewhere,
    and of a single reference only the manager is asked.

    Raises:
        ValueError: `wanted` is below 1.
    """
    if wanted < 1:
        raise ValueError(f"an employer wants 1 reference or more, got {wanted}")
    ready = sorted(
        (one for one in members if one.band is Band.READY),
        key=lambda one: (-one.score, one.id),
    )
    willing = [one for one in members if one.consent_valid]
    spread = wanted > 1 and len(_employers(willing)) > 1
    missing = tuple(_missing(ready, willing, wanted, spread=spread))
    chosen = tuple(ready[:wanted]) if missing else _best(ready, wanted, spread=spread)
    return SetReadiness(wanted, chosen, missing)


def _employers(members: Iterable[Member]) -> set[str]:
    return {" ".join(name.casefold().split()) for one in members for name in one.employers}


def _missing(
    ready: Sequence[Member], willing: Sequence[Member], wanted: int, *, spread: bool
) -> Iterator[Missing]:
    short = wanted - len(ready)
    if short > 0:
        enough = len(willing) >= wanted
        how = "warm those who have said yes" if enough else "ask somebody else to vouch for you"
        sentence = f"{len(ready)} of {wanted} are ready, so {short} more: {how}."
        yield Missing(Lack.TOO_FEW, sentence)
    if not any(_manages(one) for one in ready):
        somebody = any(_manages(one) for one in willing)
        how = "warm the one who has said yes" if somebody else "ask one"
        yield Missing(Lack.NO_LINE_MANAGER, f"No line manager is ready: {how}.")
    if spread and len(ready) > 1 and _one_place(ready):
        sentence = "All who are ready are from one employer: warm somebody from elsewhere."
        yield Missing(Lack.ONE_EMPLOYER, sentence)


def _manages(member: Member) -> bool:
    return member.relationship is Relationship.LINE_MANAGER


def _one_place(members: Collection[Member]) -> bool:
    strangers = sum(not one.employers for one in members)
    return len(_employers(members)) + strangers < 2


def _best(ready: Sequence[Member], wanted: int, *, spread: bool) -> tuple[Member, ...]:
    """The highest scores with a line manager and, to be `spread`, two places among them.

    A manager and one more are enough for both, and the rest are the best there are. Of managers
    from one place only the best can be in the best set, and of those from elsewhere the first.
    """
    places = {one.id: _place(one) for one in ready}
    managers: dict[str | None, Member] = {}
    for one in ready:
        if _manages(one):
            managers.setdefault(places[one.id] if spread else None, one)
    elsewhere = next((one for one in ready if places[one.id] != places[ready[0].id]), ready[0])
    sets = []
    for place, manager in managers.items():
        fixed = [manager]
        if place is not None:
            fixed.append(ready[0] if places[ready[0].id] != place else elsewhere)
        rest = [one for one in ready[:wanted] if one not in fixed]
        sets.append([*fixed, *rest[: wanted - len(fixed)]])
    best = max(sets, key=lambda one: sum(member.score for member in one))
    return tuple(sorted(best, key=ready.index))


def _place(member: Member) -> str | None:
    """Where somebody has to be complemented from: their only employer, if there is just one."""
    employers = _employers([member])
    return next(iter(employers)) if len(employers) == 1 else None
