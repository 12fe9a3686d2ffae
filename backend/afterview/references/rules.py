"""Consent, load, and when to warm the referees: who may be named, and when."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from afterview.core.days import add_business_days
from afterview.references.vocabulary import ConsentScope, ConsentStatus

CONSENT_DAYS = 180
"""RF-01: a yes is good for so long, and a no is not questioned for as long. DESIGN."""
LOAD_DAYS = 90
MOST_CONTACTS = 3
"""RF-03: employer contacts of one referee in rolling 90 days. DESIGN."""
WARN_AT = 2
BRIEF_AHEAD = timedelta(hours=48)
"""RF-02: a referee is briefed at least so long before the names are given out. DESIGN."""
# RF-08. UK employers usually ask after a conditional offer, US ones often at the finalist
# stage, and some earlier still, so the earliest of these stages starts the warm-up.
WARM_UP_STATUSES = frozenset({"final_interview", "background_check", "offered"})
WARM_UP_DAYS = 1  # business days; DESIGN, as the referees want 48 hours before names go out
_DECISIVE = frozenset({ConsentStatus.GRANTED, ConsentStatus.DECLINED, ConsentStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class ConsentStep:
    """One step in the history of somebody's consent."""

    status: ConsentStatus
    scope: ConsentScope
    application_id: UUID | None
    """Set if, and only if, the scope is this one application."""
    on: date
    expires_on: date | None = None
    by_referee: bool = False
    """They said so of their own accord."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Where somebody's consent stands, in general or for one application."""

    status: ConsentStatus
    valid: bool
    """Whether they may be named today."""
    on: date | None = None
    expires_on: date | None = None
    """Last day on which the yes is good; null unless there is one."""


NEVER_ASKED = Consent(ConsentStatus.NOT_ASKED, valid=False)


def expiry_of(granted_on: date) -> date:
    """Return the last day on which a yes is good (RF-01)."""
    return granted_on + timedelta(days=CONSENT_DAYS)


def consent(
    history: Iterable[ConsentStep], today: date, application_id: UUID | None = None
) -> Consent:
    """Return where consent stands on a day, for an application or (None) for any (RF-01).

    `history` is in order of time. What was said about another application says nothing about
    this one; what was said in general holds for each. A yes stands until its last day or until a
    later no, and asking once more takes nothing away. A final no stands against every later yes
    for 180 days, unless that was said of their own accord.
    """
    said = [step for step in history if step.on <= today and _concerns(step, application_id)]
    if not said:
        return NEVER_ASKED
    standing, refused = _standing(said)
    if standing is not None:
        last_day = _last_day(standing)
        return Consent(ConsentStatus.GRANTED, today <= last_day, standing.on, last_day)
    latest = said[-1]
    if refused is not None and (
        today < _again_on(refused) or latest.status is ConsentStatus.GRANTED
    ):
        latest = refused
    return Consent(latest.status, valid=False, on=latest.on)


def _standing(said: Iterable[ConsentStep]) -> tuple[ConsentStep | None, ConsentStep | None]:
    """The yes that stands after all of this, and the final no that does."""
    standing: ConsentStep | None = None
    refused: ConsentStep | None = None
    for step in said:
        if step.status is ConsentStatus.GRANTED:
            if refused is not None and not _answers(step, refused):
                continue
            refused = None
            if standing is None or _last_day(step) >= _last_day(standing):
                standing = step
        elif step.status in _DECISIVE:
            standing = None
            refused = step if is_final(step) else refused
    return standing, refused


def _answers(granted: ConsentStep, refused: ConsentStep) -> bool:
    """Whether a yes takes back a final no: their own, or one after half a year."""
    return granted.by_referee or granted.on >= _again_on(refused)


def _again_on(refused: ConsentStep) -> date:
    return refused.on + timedelta(days=CONSENT_DAYS)


def is_final(step: ConsentStep) -> bool:
    """Return whether it is a no that nobody questions: also a yes they took back themselves."""
    return step.status is ConsentStatus.DECLINED or (
        step.status is ConsentStatus.WITHDRAWN and step.by_referee
    )


def taken_back(history: Iterable[ConsentStep], today: date, application_id: UUID) -> bool:
    """Return whether somebody's last word on an application is no, whoever has their name."""
    said = [step for step in history if step.on <= today and _concerns(step, application_id)]
    return any(step.status in _DECISIVE for step in said) and _standing(said)[0] is None


def _concerns(step: ConsentStep, application_id: UUID | None) -> bool:
    return step.scope is ConsentScope.GENERAL or step.application_id == application_id


def _last_day(step: ConsentStep) -> date:
    return step.expires_on or expiry_of(step.on)


def closed_until(
    history: Iterable[ConsentStep], on: date, application_id: UUID | None = None
) -> date | None:
    """Return the day from which somebody who said no may be asked again (RF-01), or None.

    None means that nothing is in the way on that day. A no is answered with thanks; it is not
    questioned for 180 days, whatever was written down since, and then only if the candidate wants
    to. What lifts it sooner is a yes of their own.
    """
    said = [step for step in history if step.on <= on and _concerns(step, application_id)]
    refused = _standing(said)[1]
    if refused is None or on >= _again_on(refused):
        return None
    return _again_on(refused)


def closed_anywhere(history: Sequence[ConsentStep], on: date) -> date | None:
    """Return the day until which a no holds somewhere, in general or for one application."""
    about = {step.application_id for step in history} | {None}
    found = (closed_until(history, on, application_id) for application_id in about)
    return max((day for day in found if day is not None), default=None)


def load(contacts: Iterable[datetime], at: datetime) -> int:
    """Return how many employers spoke to a referee in the 90 days up to an instant (RF-03)."""
    return sum(at - timedelta(days=LOAD_DAYS) < when <= at for when in contacts)


def rested_on(contacts: Iterable[datetime], at: datetime) -> datetime | None:
    """Return when the load falls below the most one should bear (RF-03), or None if it is."""
    counted = sorted(when for when in contacts if at - timedelta(days=LOAD_DAYS) < when <= at)
    if len(counted) < MOST_CONTACTS:
        return None
    return counted[len(counted) - MOST_CONTACTS] + timedelta(days=LOAD_DAYS)


def asks_for_warm_up(status: str) -> bool:
    """Return whether an application at `status` may soon be asked for referees (RF-08)."""
    return status in WARM_UP_STATUSES


def warm_up_due_on(ended_on: date, holidays: Container[date] = ()) -> date:
    """Return the day by which the referees should have been warned (RF-08).

    One business day after `ended_on`, the local day of the interview or of the news that
    moved the application on.
    """
    return add_business_days(ended_on, WARM_UP_DAYS, holidays)
