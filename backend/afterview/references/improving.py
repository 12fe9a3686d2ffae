"""What would raise somebody's readiness most, of what a candidate can honestly do (RF-04). Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from afterview.references.ledger_rules import Debt
from afterview.references.readiness import Inputs, load_value, readiness
from afterview.references.rules import LOAD_DAYS
from afterview.references.vocabulary import Band


class ActionCode(StrEnum):
    """Something a candidate can do that raises the score, and that is honest."""

    GET_CONSENT = "get_consent"
    BRIEF = "brief"
    CONFIRM_RECALL = "confirm_recall"
    ASK_FOR_ANSWER = "ask_for_answer"
    THANK = "thank"
    SETTLE_LEDGER = "settle_ledger"
    LET_REST = "let_rest"


ACTIONS: Mapping[ActionCode, str] = MappingProxyType(
    {
        ActionCode.GET_CONSENT: "Ask whether they would vouch for you.",
        ActionCode.BRIEF: "Brief them for this job.",
        ActionCode.CONFIRM_RECALL: "Ask what they remember of working with you.",
        ActionCode.ASK_FOR_ANSWER: "Ask them something small: a quick answer counts.",
        ActionCode.THANK: "Thank them.",
        ActionCode.SETTLE_LEDGER: "Settle what you owe them.",
        ActionCode.LET_REST: "Let them rest, and name somebody else until then.",
    }
)


@dataclass(frozen=True, slots=True)
class Lighter:
    """The day from which a load counts for more, and how many contacts count then."""

    on: date
    contacts: int


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do, and what it alone would make of the score."""

    code: ActionCode
    sentence: str
    score: float
    band: Band
    gain: float
    """Points more than now; above 0."""
    then: Inputs
    """What is true once it is done, and has gone well."""
    from_on: date | None
    """The day from which it helps; None: today."""


def improvements(
    inputs: Inputs,
    *,
    may_be_asked: bool = True,
    only_thanks: bool = False,
    lighter: Lighter | None = None,
) -> list[Action]:
    """Return what would raise the score, each done alone, the most first.

    Nobody can change the years or what they were to each other, and what somebody can vouch for
    is theirs to say, so nothing here promises points for it. An answer is reckoned as if it came
    today.

    Args:
        may_be_asked: false while a no of theirs stands, which nobody questions (RF-01).
        only_thanks: all that is owed is thanks.
        lighter: when the load counts for more, which only time brings.
    """
    now, found = readiness(inputs), []
    for code, then in _steps(inputs, may_be_asked, only_thanks, lighter):
        after = readiness(then)
        if after.score > now.score:
            from_on = lighter.on if lighter and code is ActionCode.LET_REST else None
            gain = after.score - now.score
            found.append(Action(code, ACTIONS[code], after.score, after.band, gain, then, from_on))
    return sorted(found, key=lambda action: -action.gain)


def _steps(
    inputs: Inputs, may_be_asked: bool, only_thanks: bool, lighter: Lighter | None
) -> Iterator[tuple[ActionCode, Inputs]]:
    if not inputs.consent_valid and may_be_asked:
        yield ActionCode.GET_CONSENT, replace(inputs, consent_valid=True)
    yield ActionCode.BRIEF, replace(inputs, brief_days=0)
    yield ActionCode.CONFIRM_RECALL, replace(inputs, recall_confirmed=True)
    if inputs.answered_days is None:
        waited = inputs.silent_days or 0.0
        yield ActionCode.ASK_FOR_ANSWER, replace(inputs, answered_days=waited, silent_days=None)
    owing = ActionCode.THANK if only_thanks else ActionCode.SETTLE_LEDGER
    yield owing, replace(inputs, debt=Debt.NOTHING)
    if lighter is not None:
        yield ActionCode.LET_REST, replace(inputs, contacts=lighter.contacts)


def lighter_load(contacts: Iterable[datetime], at: datetime, zone: ZoneInfo) -> Lighter | None:
    """Return the local day on which a load next counts for more; None if nothing weighs on it.

    `contacts` are the instants at which employers spoke to them; 90 days later each is forgotten.
    """
    counted = sorted(when for when in contacts if at - timedelta(days=LOAD_DAYS) < when <= at)
    for when in counted:
        left = sum(later > when for later in counted)
        if load_value(left) > load_value(len(counted)):
            return Lighter((when + timedelta(days=LOAD_DAYS)).astimezone(zone).date(), left)
    return None
