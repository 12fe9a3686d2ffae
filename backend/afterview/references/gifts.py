"""No money for words: which entries the favour ledger does not take (RF-06, red line 7). Pure.

Settling what is in the ledger is always allowed, and never asked about here. Confidence: that
references are bought, and that this is fraud, HIGH (Cifas; Fraud Act 2006); how it reads in a
ledger, and the size of a token, are house choices (DESIGN).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from afterview.references.gift_lexicon import (
    BARGAIN,
    INNOCENT,
    MONEY,
    PAID_AGENCY,
    PAID_SERVICE,
    THANKS,
    WORDS,
)
from afterview.references.vocabulary import Direction, LedgerKind

TOKENS: Mapping[str, int] = MappingProxyType({"GBP": 25_00, "USD": 25_00, "EUR": 25_00})
"""The dearest thank-you, in minor units. DESIGN; no figure is known for other currencies."""
_GIFTS = frozenset({LedgerKind.MONEY, LedgerKind.ITEM})
_LAW = "Common knowledge as of November 2026, to be checked, and not legal advice."


class RefusalCode(StrEnum):
    """Why an entry is not taken."""

    PAID_REFERENCE = "paid-reference"
    MONEY_FOR_WORDS = "money-for-words"
    GIFT_BEFORE_REFERENCE = "gift-before-reference"
    GIFT_TOO_DEAR = "gift-too-dear"


@dataclass(frozen=True, slots=True)
class Proposed:
    """An entry somebody wants to write into the ledger."""

    kind: LedgerKind
    direction: Direction
    reason: str
    arose_on: date
    amount_minor: int | None = None
    """None: not known."""
    currency: str | None = None
    pre_existing: bool = False
    """Marked as a debt from before the reference was asked for."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of the reference it could be for, in local days."""

    requested_on: date | None = None
    """When they were first asked for what has not ended since; None: never, so no reference."""
    given_on: date | None = None
    """When they vouched, or could no longer: the first call of an employer, or the outcome."""
    outcome_on: date | None = None
    released_on: date | None = None
    """When they could no longer vouch: they said no, or their yes ran out."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an entry is not taken, what to do instead, and a word on the law where it is touched."""

    code: RefusalCode
    sentence: str
    note: str = ""


def refuse_entry(entry: Proposed, asking: Asking, today: date) -> Refusal | None:
    """Return why the ledger does not take a new entry, or None if it does (RF-06).

    `today` is the local day on which it is written. The direction makes no difference, except
    that only a candidate gives a token of thanks. An entry of another kind whose reason speaks of
    money is read like one of money.
    """
    said = entry.reason.replace("\u2019", "'")
    plain = INNOCENT.sub(lambda place: " " * len(place[0]), said)
    gift = entry.kind in _GIFTS or bool(entry.amount_minor) or bool(MONEY.search(said))
    if PAID_SERVICE.search(plain) or (gift and PAID_AGENCY.search(plain)):
        return Refusal(
            RefusalCode.PAID_REFERENCE,
            "A reference that is bought or invented is none. Ask somebody who knows your work.",
            f"England and Wales: fraud by false representation (Fraud Act 2006 s.2). {_LAW}",
        )
    if not gift:
        return None
    about_words = bool(WORDS.search(plain))
    token = _is_token(entry, said, asking, today)
    if about_words and not token:
        return Refusal(
            RefusalCode.MONEY_FOR_WORDS,
            "Money and gifts have no part in what somebody says of you. Thank them, and tell them "
            "how it ended; after that a small token is fine.",
            f"United Kingdom: can be bribery (Bribery Act 2010 ss.1 and 2). {_LAW}",
        )
    if _too_early(entry, said, asking, today):
        return Refusal(
            RefusalCode.GIFT_BEFORE_REFERENCE,
            "They have been asked to vouch for you, so nothing of value is written down until it "
            "is over. A debt from before they were asked can be marked as one.",
        )
    if token and (about_words or asking.requested_on) and (sentence := _too_dear(entry)):
        return Refusal(RefusalCode.GIFT_TOO_DEAR, sentence)
    if _has_to_be_small(entry, asking, today) and _too_dear(entry):
        return Refusal(
            RefusalCode.GIFT_TOO_DEAR,
            "They have been asked to vouch for you, so nothing is written down that is worth more "
            "than a token. A debt from before they were asked can be marked as one.",
        )
    return None


def _is_token(entry: Proposed, said: str, asking: Asking, today: date) -> bool:
    """Thanks for what is over, with nothing bargained for."""
    over = asking.outcome_on is not None and asking.outcome_on <= today
    mine = entry.direction is Direction.I_OWE
    return over and mine and bool(THANKS.search(said)) and not BARGAIN.search(said)


def _too_early(entry: Proposed, said: str, asking: Asking, today: date) -> bool:
    """Between the request and the reference; what is meant as thanks waits for the outcome.

    Nothing of no value is too early. What is marked as an old debt has to be one.
    """
    asked_on = asking.requested_on
    if asked_on is None or today < asked_on or entry.amount_minor == 0:
        return False
    if entry.pre_existing and entry.arose_on < asked_on:
        return False
    if THANKS.search(said):
        return asking.outcome_on is None or today < asking.outcome_on
    over_on = asking.given_on or asking.outcome_on
    return over_on is None or today <= over_on


def _has_to_be_small(entry: Proposed, asking: Asking, today: date) -> bool:
    """Whether it could be what they vouch for, whatever it is called.

    So is everything of value that arose since they were asked and until it is over, and every
    thing that the candidate gives after the outcome. Debts from before, and money owed for what
    came after, are as large as they are.
    """
    asked_on = asking.requested_on
    over_on = min((day for day in (asking.outcome_on, asking.released_on) if day), default=None)
    if asked_on is None or today < asked_on:
        return False
    if entry.pre_existing and entry.arose_on < asked_on:
        return False
    if over_on is None or today < over_on:
        return True
    given = entry.kind is LedgerKind.ITEM and entry.direction is Direction.I_OWE
    vouched = asking.outcome_on is not None and asking.outcome_on <= today
    return (given and vouched) or asked_on <= entry.arose_on <= over_on


def _too_dear(entry: Proposed) -> str | None:
    """Say that a token is more than one, or nothing.

    A thing whose value nobody noted is taken for small. In a currency no figure is known for, no
    sum is: it is left out, and the thing named.
    """
    if not entry.amount_minor:
        return None
    most = TOKENS.get(entry.currency or "")
    if most is None:
        return "How much a token may be is not known in this currency. Name the thing, not the sum."
    if entry.amount_minor <= most:
        return None
    return f"A token of thanks is {most // 100} {entry.currency} at most; words cost nothing."
