"""What is owed between the candidate and those who vouch, and who is "Paid in Full" (RF-05). Pure.

Only what the candidate owes, and only once its day has come, stands in the way of the badge: what
others owe is theirs to remember.
"""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from afterview.core.days import add_business_days
from afterview.references.vocabulary import Direction, LedgerStatus

THANKS_AFTER = timedelta(days=1)
"""Thanks are owed within 24 hours of a call that is known of; near-universal advice (MEDIUM)."""
OUTCOME_DAYS = 2
"""Business days until those who vouched should know how it ended. DESIGN."""


class Debt(StrEnum):
    """What the candidate owes somebody, at its worst."""

    NOTHING = "nothing"
    NOT_DUE = "not_due"
    OVERDUE = "overdue"


class Owing(Protocol):
    """An entry of the ledger, as far as the badge needs it."""

    @property
    def direction(self) -> Direction: ...
    @property
    def status(self) -> LedgerStatus: ...
    @property
    def due_on(self) -> date | None:
        """The day it falls due; None: some day."""


class Priced(Protocol):
    """An entry of the ledger, as far as a sum needs it."""

    @property
    def direction(self) -> Direction: ...
    @property
    def status(self) -> LedgerStatus: ...
    @property
    def amount_minor(self) -> int | None: ...
    @property
    def currency(self) -> str | None: ...


OwingT = TypeVar("OwingT", bound=Owing)


def paid_in_full(entries: Iterable[Owing], today: date) -> bool:
    """Return whether nothing the candidate owes is due, of one person's entries or of all."""
    return not standing_in_the_way(entries, today)


def standing_in_the_way(entries: Iterable[OwingT], today: date) -> list[OwingT]:
    """Return the open entries of the candidate's own that are due, the oldest first.

    The day it falls due counts; what has no day never stands in the way.
    """
    due = [(entry.due_on, entry) for entry in entries if _owed(entry) and entry.due_on is not None]
    return [entry for on, entry in sorted(due, key=lambda one: one[0]) if on <= today]


def debt(entries: Iterable[OwingT], today: date) -> Debt:
    """Return what the candidate owes somebody, at its worst, for the readiness score (RF-04).

    What has no day is owed all the same, and not due.
    """
    owed = [entry for entry in entries if _owed(entry)]
    if not owed:
        return Debt.NOTHING
    return Debt.OVERDUE if standing_in_the_way(owed, today) else Debt.NOT_DUE


def _owed(entry: Owing) -> bool:
    return entry.direction is Direction.I_OWE and entry.status is LedgerStatus.OPEN


def thanks_due_on(contacted_on: date) -> date:
    """Return the day thanks are due after a call on a local day: 24 hours on."""
    return contacted_on + THANKS_AFTER


def outcome_due_on(outcome_on: date, holidays: Container[date] = ()) -> date:
    """Return the day by which somebody who vouched should know how it ended."""
    return add_business_days(outcome_on, OUTCOME_DAYS, holidays)


@dataclass(frozen=True, slots=True)
class OpenSum:
    """What is open in one currency and one direction."""

    direction: Direction
    currency: str
    amount_minor: int


def open_sums(entries: Iterable[Priced]) -> list[OpenSum]:
    """Return what is open, by direction and currency.

    Two currencies are never added, and what they owe is not taken off what the candidate owes:
    a tenner each way is two debts. Entries without an amount add nothing.
    """
    sums: dict[tuple[Direction, str], int] = {}
    for entry in entries:
        if entry.status is not LedgerStatus.OPEN:
            continue
        if entry.amount_minor is None or entry.currency is None:
            continue
        key = (entry.direction, entry.currency)
        sums[key] = sums.get(key, 0) + entry.amount_minor
    return [OpenSum(*key, amount_minor=sums[key]) for key in sorted(sums)]
