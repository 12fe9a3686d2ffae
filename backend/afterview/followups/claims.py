"""The Fiction Detector (PL-10): no draft claims what the records do not hold. Pure.

A false statement made to gain a job can be fraud by false representation in England and Wales
(Fraud Act 2006 s.2), and 94 % of honest negotiations keep the offer (Hart, Bear & Ren 2024; HIGH).
Not naming the employer, giving no number, or saying "a competitive offer" are all fine.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from afterview.core.findings import Level, sentences
from afterview.core.patterns import regex
from afterview.followups.findings import Field, Finding, at, unwrapped
from afterview.followups.money import SIGNS, Amount, amounts

STANDING = ("extended", "in_negotiation", "accepted")
VERBAL = "verbal"
CURLY = "\u2019"
"""What keyboards of telephones make of an apostrophe."""
_SPOKEN = regex(r"\bverbal(?:ly)?\b", re.IGNORECASE)
_OFFER = regex(
    r"\b(?:an?|another|other|one|two|three|several|some|my|\w+'s|competing|competitive|written|verbal|"
    r"firm|better|higher|existing|current|pending|job)\s+(?:\w+\s+){0,2}offers?\b"
    r"|\boffers?\s+(?:from|elsewhere|in the region|worth|in hand|on the table)\b"
    r"|\boffers?\s+(?:of|at)\s+(?:[£$€\d]|employment|work|another|up to|around|about|a job)"
    r"|\b(?:have|had|holding|hold|got|received|with|'ve)\s+(?:an?\s+)?offers?\b"
    r"|\b(?:been|was|got|were) offered\b|\boffer(?:s|ed|ing) me\b"
    r"|\b(?:is|are|am) offering (?:[£$€\d]|[a-z]{3} ?\d)"
    r"|\b(?:been|was|got|were) promised (?:[£$€\d]|a (?:job|place|position|contract))"
    r"|\bpackage of (?:(?:up to|around|about|over|nearly|some|in the region of) )?"
    r"(?:[£$€\d]|[a-z]{3} ?\d)",
    re.IGNORECASE,
)
_OTHERS = (
    "other|one|two|three|four|several|many|current|existing|competing|competitive|pending|written|"
    "verbal|outside|better|higher|rival"
)
"""What makes a noun of `offers` behind it, rather than what a job does."""
_NOT_HAVING = (
    r"(?:do not|don't|did not|didn't|have not|haven't|am not|i'm not|never|not) (?:yet |currently |"
    r"now |actually )?(?:have|had|hold|holding|got|received|receive|been given)"
)
_KINDNESS = r"tea|coffee|cup|drink|water|seat|chair|lift|tour|biscuits?|glass|cake"
_HARMLESS = regex(
    r"\b(?:your|the|this|that|any|their)\s+(?!(?:other|competing|competitive|existing|current|"
    r"rival|better|higher|first|second|written|verbal|outside)\b)(?:\w+ )?offer\b"
    r"(?!\s+(?:from|elsewhere|i have|i hold|in hand|on the table|worth))"
    r"|\boffers? of (?:help|feedback|advice|support|assistance|"
    r"a (?:trial|lift|tour|visit|chat|cup))"
    r"|\b(?:to|can|could|would|will|might|may|not|you|they|we|i|gladly|please|happily) "
    r"(?:\w+ly )?offer\b(?! me)"
    r"|\b(?:has|have|is|are|on) (?:\w+ )?(?:to|on) offer\b"
    r"|\b(?:if|should|were|when|in case)\b"
    r"(?:(?!\b(?:my|match|beat|exceed|better|(?:an)?other|competing)\b)[^,;]){0,40}\boffer\b"
    r"|\b(?:make|makes|making|extend|extending|send|sending)(?: me)? an? (?:\w+ )?offer\b"
    r"(?=.{0,20}\b(?:you|if)\b)"
    r"|\byou (?:\w+ )?(?:make|made|extend|extended|send|sent|give|gave|offer|offered)(?: me)?"
    r"(?: an? (?:\w+ )?offer)?\b"
    r"|\b(?:hope|hoping|hopes|forward|delighted|glad|happy|love|thrilled|welcome|pleased|waiting|"
    r"wait|chance|expect|before|without)\b[^,;]{0,30}\b(?:receive|receiving|get|getting|accept|"
    r"accepting|consider|welcome|for|of|to|without|before) an? (?:\w+ )?offer\b"
    r"|\b(?:welcome|await|awaiting|expect|without|before) an? (?:\w+ )?offer\b"
    rf"|\boffer(?:s|ed|ing) me (?:an? |some |the |your |his |her )?(?:\w+ )?(?:{_KINDNESS}|help|"
    r"advice|feedback|chance|opportunity|glimpse|insight|look|time|interview|trial)\b"
    rf"|\b(?:been|was|were|got) offered (?:an? |some |the |this |another )?(?:\w+ ){{0,2}}"
    rf"(?:{_KINDNESS}|interview|trial|chance|opportunity|chat|call|meeting|visit|course|training|"
    r"help|advice|feedback)\b"
    rf"|\b(?:{_NOT_HAVING})(?: \w+){{0,3}} offers?\b|\b(?:not|n't)(?: yet)? been offered\b"
    r"|\bno (?:\w+ ){0,2}offers?\b"
    r"|\byou (?:\w+ )?(?:mentioned|said|explained|told me)(?: that)?(?: an| any| the)? offers?\b"
    r"|\b(?:that|which|who|it|he|she|what|everything) (?:\w+ly )?offers\b"
    r"|\b(?:an?|this|that|each|every) (?!(?:couple|few|number)\b)(?:\w+ ){1,2}offers\b"
    rf"|\b(?:the|your|my|our|their|his|her) (?!(?:{_OTHERS})\b)(?:\w+ ){{1,2}}offers\b"
    r"(?! (?:from|i have|i hold|in hand|on the table|are|were|have|had|expire|elsewhere|"
    r"of [£$€\d]))"
    r"|\b(?:hop|look|ask|seek|expect|want)(?:e|s|ing)?\b[^,;]{0,30}\bpackage of\b"
    r"|\bspecial offers?\b|\boffers? (?:letter from you|code|page)\b",
    re.IGNORECASE,
)
"""The offer that is hoped for, and help that is offered: neither claims anything."""
_STAGE = r"\b(?:late|later|final|last|advanced)[ -](?:stages?|rounds?|interviews?)\b"
_ELSEWHERE = (
    r"\b(?:elsewhere|somewhere else|(?:an)?other (?:\w+ )?(?:compan(?:y|ies)|employers?|firms?|"
    r"organi[sz]ations?|places?|processe?s?|business(?:es)?|opportunit(?:y|ies)|positions?|jobs?|"
    r"roles?|applications?|school|hospital|shop|bank|club)|with (?:an)?others?|"
    r"(?:two|three|four|several|some|a few) (?:other )?(?:companies|employers|firms|places))\b"
)
_LATE = regex(rf"{_STAGE}.{{0,60}}{_ELSEWHERE}|{_ELSEWHERE}.{{0,60}}{_STAGE}", re.IGNORECASE)
_WHOLE = regex(
    r"\bpackage\b|\b(?:including|with|incl\.?) (?:the |a |my |target )*bonus\b", re.IGNORECASE
)
_OVER = regex(
    r"\b(?:lapsed|expired|ran out|declined|turned (?:it |them )?down|withdrawn|refused|"
    r"let (?:it )?go)\b",
    re.IGNORECASE,
)
_PAST = regex(r"\b(?:had|was|were)\b", re.IGNORECASE)
_PRESENT = regex(
    r"\b(?:i|we)(?:'ve| (?:(?:still|also|now|currently|already|do) ){0,2}(?:have|hold))\b(?! had\b)"
    r"|\bholding\b|\bin hand\b|\bon the table\b|\b(?:current|pending|existing|standing) offer\b"
    r"|\b(?:is|are) offering\b|\b(?:has|have) offered\b|\bhave (?:also )?been offered\b|\bstands\b",
    re.IGNORECASE,
)


_ABOUT_IT = regex(
    r"\s*(?:and |so |but )?(?:it|it's|that|that's|this|they|the (?:base|salary|pay|package|"
    r"figure|amount|number|total|sum|deadline|offer))\b",
    re.IGNORECASE,
)
"""How a sentence begins that goes on about the offer before it."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}"
_DEADLINE = regex(
    r"\b(?:expir(?:es?|ing)|runs? out|lapses?|closes|deadline (?:is|of)|"
    r"(?:valid|open|stands|have|given me|gives me|give me) until|"
    r"(?:respond|answer|decide|reply|accept)(?: (?:to )?(?:it|them|him|her))? by) "
    r"(?:\w+ ){0,2}?(?:the )?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{_MONTH})"
    rf"|(?P<month_first>{_MONTH}) (?P<day_last>\d{{1,2}}))\b",
    re.IGNORECASE,
)
"""Until when an offer is said to stand."""
_Claim = tuple[Level, str, str, int, int]


@dataclass(frozen=True, slots=True)
class RecordedOffer:
    """An offer as it is on record: amounts in minor units for a unit of time."""

    status: str
    amount_minor: int | None = None
    currency: str = "GBP"
    unit: str = "year"
    bonus_minor: int = 0
    expires_on: date | None = None

    def stands(self, today: date) -> bool:
        """Whether one may speak of it in the present tense."""
        known = self.status in STANDING or self.status == VERBAL
        return known and (self.expires_on is None or self.expires_on >= today)


def check_claims(
    text: str,
    offers: Sequence[RecordedOffer],
    *,
    late_stage_elsewhere: bool,
    today: date,
    field: Field = Field.BODY,
) -> list[Finding]:
    """Return what a text claims about offers and figures that the records do not hold (PL-10).

    Every figure in a sentence about an offer, and in those that go on about it, must be at most
    what is recorded, in the same currency for the same unit of time: rounding down is fine, up is
    not. A day on which it is said to end must be the one on record.
    """
    found: list[Finding] = []
    tied = False

    def about(level: Level, code: str, detail: str, place: tuple[int, int]) -> None:
        found.append(at(level, code, detail, field, text, *place))

    standing = [offer for offer in offers if offer.stands(today)]
    said = _masked(text)
    verbal = bool(_SPOKEN.search(said))
    for sentence, start in sentences(said):
        whole = (start, start + len(sentence))
        if _LATE.search(sentence) and not late_stage_elsewhere:
            detail = (
                "No other application on record is that far. Leave it out, or move the card of the "
                "one that is."
            )
            about(Level.ERROR, "fiction-late-stage", detail, whole)
        claims = bool(_OFFER.search(_HARMLESS.sub(" ", sentence)))
        if not claims:
            tied = tied and bool(_ABOUT_IT.match(sentence))
            for level, code, detail, begin, end in _figures(sentence, standing) if tied else ():
                about(level, code, detail, (start + begin, start + end))
            continue
        tied = bool(standing)
        if standing:
            for level, code, detail, begin, end in _of_standing(sentence, standing, verbal=verbal):
                about(level, code, detail, (start + begin, start + end))
        elif not offers:
            detail = "There is no other offer on record. Record it, or leave it out."
            about(Level.ERROR, "fiction-offer", detail, whole)
        elif not _is_past(sentence):
            detail = "The offer on record has expired: do not speak of it as if it stood."
            about(Level.ERROR, "fiction-expired", detail, whole)
    return found


def _masked(text: str) -> str:
    """The same text with straight apostrophes, and the points inside numbers hidden, so that they
    end no sentence."""
    return re.sub(r"(?<=\d)\.(?=\d)", ",", unwrapped(text).replace(CURLY, "'"))


def _is_past(sentence: str) -> bool:
    """Whether an offer is spoken of as one that was."""
    past = _PAST.search(sentence) and not _PRESENT.search(sentence)
    return bool(past or _OVER.search(sentence))


def _of_standing(
    sentence: str, standing: Sequence[RecordedOffer], *, verbal: bool
) -> Iterator[_Claim]:
    """What is wrong with a sentence about an offer, when there is one to speak of."""
    if all(offer.status == VERBAL for offer in standing) and not verbal:
        detail = "It is a verbal offer so far: say “a verbal offer”."
        yield Level.WARNING, "verbal-offer", detail, 0, len(sentence)
    yield from _figures(sentence, standing)


def _figures(sentence: str, standing: Sequence[RecordedOffer]) -> Iterator[_Claim]:
    whole = bool(_WHOLE.search(sentence))
    for amount in amounts(sentence):
        if wrong := _too_much(amount, standing, whole=whole):
            yield Level.ERROR, "fiction-figure", wrong, amount.start, amount.end
    days = {
        (offer.expires_on.day, offer.expires_on.month) for offer in standing if offer.expires_on
    }
    for place in _DEADLINE.finditer(sentence):
        month = _MONTHS.index((place["month"] or place["month_first"])[:3].lower()) + 1
        if (int(place["day"] or place["day_last"]), month) not in days:
            detail = "No offer on record ends on that day. Name the day on record, or none."
            yield Level.ERROR, "fiction-date", detail, place.start(), place.end()


def _too_much(amount: Amount, offers: Sequence[RecordedOffer], *, whole: bool) -> str:
    """Say by how much a figure is more than any record, or nothing."""
    comparable = [
        offer.amount_minor + (offer.bonus_minor if whole else 0)
        for offer in offers
        if offer.amount_minor is not None
        and offer.unit == amount.unit
        and amount.currency in ("", offer.currency)
    ]
    if not comparable:
        return "No such figure is on record for any offer. Leave the number out."
    most = max(comparable)
    if amount.minor <= most:
        return ""
    currency = amount.currency or offers[0].currency
    sign = SIGNS.get(currency, f"{currency} ")
    more = f"{sign}{(amount.minor - most) / 100:,.2f}".removesuffix(".00")
    bonus = any(offer.bonus_minor for offer in offers) and not whole
    hint = " If it includes the bonus, say “package”." if bonus else " Round down, never up."
    return f"FICTION +{more}: that is more than the offer on record.{hint}"
