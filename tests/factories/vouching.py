"""Consent once more, as plainly as it can be said, to hold the service against (RF-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

KEPT = timedelta(days=180)


@dataclass(frozen=True)
class Said:
    """What a reference said on a day: in general, or about one application."""

    on: date
    word: str
    about: str | None
    themselves: bool
    step_id: str | None = None
    """None for what they said on their page."""

    @property
    def final(self) -> bool:
        return self.word == "declined" or (self.word == "withdrawn" and self.themselves)

    @property
    def came_back(self) -> bool:
        return self.word == "granted" and self.themselves


def good_until(history: Sequence[Said], application: str | None) -> date | None:
    """The last day of the yes that stands, whether it is over or not."""
    said = [one for one in history if one.about in (None, application)]
    noes = [place for place, one in enumerate(said) if one.word in ("declined", "withdrawn")]
    after = noes[-1] + 1 if noes else 0
    good = [one.on + KEPT for place, one in enumerate(said) if place >= after and _ok(said, place)]
    return max(good, default=None)


def _ok(said: Sequence[Said], place: int) -> bool:
    """Whether it is a yes that counts: nothing final before it stands against it."""
    yes = said[place]
    if yes.word != "granted":
        return False
    return yes.themselves or not any(
        no.final and yes.on < no.on + KEPT and not _lifted(said[later + 1 : place])
        for later, no in enumerate(said[:place])
    )


def _lifted(since: Sequence[Said]) -> bool:
    return any(one.came_back for one in since)


def refused(history: Sequence[Said], application: str | None, today: date) -> bool:
    """Whether a no still holds there, so that nobody asks again."""
    said = [one for one in history if one.about in (None, application)]
    return any(
        one.final and today < one.on + KEPT and not _lifted(said[place + 1 :])
        for place, one in enumerate(said)
    )


def refused_anywhere(history: Sequence[Said], today: date) -> bool:
    return any(refused(history, about, today) for about in {None, *(one.about for one in history)})
