"""What nobody should write down of somebody else: health, faith, politics and so on (RF-07). Pure.

The special categories of UK GDPR article 9. What is meant is a person, not their work: a health
and safety manager, a Catholic school and the European Union are none of it. Confidence MEDIUM that
a person's own search is exempt; not legal advice.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from afterview.core.findings import Finding, Level, plain
from afterview.core.patterns import regex

CODE = "special-category"


def _any(*alternatives: str) -> re.Pattern[str]:
    return regex(rf"\b(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


_HAS = (
    r"(?:has|have|had|having|with|got|suffers? from|suffered from|recovering from|her|his|my|your)"
)
_IS = r"(?:is|was|were|are|am|been|being|'s|'m|'re|as|a|an|fellow|devout|practising|practicing)"
_WORK = (
    r"(?:research|charity|charities|centre|center|care|trust|hospital|clinic|school|university|"
    r"college|museum|services?|team|ward|unit|project|programme|program|campaign|foundation|"
    r"society|studies|access|policy|policies|law|benefits?|awareness|nurse|nursing|support|"
    r"department|network|festival|history|art|music|food|market|festivals|primary|church)"
)
_FAITH = (
    r"(?:muslim|jewish|jew|catholic|protestant|hindu|sikh|buddhist|mormon|evangelical|atheist|"
    r"quaker|methodist|anglican|baptist|jehovah's witness)"
)
_PARTY = (
    r"(?:labour|tory|tories|conservatives?|lib dems?|greens?|republicans?|democrats?|snp|reform)"
)
KINDS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "health": _any(
            rf"{_HAS} (?:\w+ )?(?:cancer|diabetes|epilepsy|depression|anxiety|burn-?out|adhd|"
            rf"autism|bipolar|dementia|hiv|aids|ptsd|a stroke|a heart attack|a breakdown)"
            rf"(?! {_WORK}\b)",
            r"(?:diagnosed with|chemo(?:therapy)?|radiotherapy|miscarriage|stillbirth|ivf|"
            r"in rehab)",
            r"(?:is|was|were|are|am|been|being|'s|'m|'re|got|fell) "
            r"(?:\w+ly |so |quite |very |now )?"
            r"(?:pregnant|disabled|depressed|autistic|bipolar|diabetic|epileptic|ill|alcoholic|"
            r"an alcoholic|an addict|"
            r"in therapy|in hospital(?= *(?:[.,;!?)\n]|$)| (?:with|until|since|again|for))|"
            r"hiv[ -]positive|expecting(?= *(?:[.,;!?)\n]|$)| in \w+| a (?:baby|child)| twins))",
            r"(?:her|his|my|their|your) (?:\w+ )?(?:pregnancy|disability|illness|diagnosis|"
            r"operation(?= (?:went|next|last|in)\b| *(?:[.,;!?)\n]|$))|"
            r"surgery|mental health|drinking problem|addiction|medication|chronic \w+)"
            rf"(?! {_WORK}\b)",
            r"(?:off|on) (?:long-term )?sick(?: leave)?",
            r"(?:on|off on|her|his|my) (?:maternity|paternity|sick) leave",
            r"(?:in|uses|using) a wheelchair",
            r"(?:wheelchair|dialysis) (?:user|patient)",
            r"(?:has|had) ms(?= *(?:[.,;!?)\n]|$|and\b))",
            r"(?:treatment|therapy|medication) for (?:\w+ )?(?:cancer|depression|anxiety|addiction|"
            r"alcohol\w*|drugs?)",
            r"suffer(?:s|ed|ing)? from (?:\w+ )?(?:migraines?|back pain|panic attacks?|asthma|ms)",
            r"(?:antidepressants?|recovering (?:alcoholic|addict))",
        ),
        "faith": _any(
            rf"{_IS} {_FAITH}(?! {_WORK}\b)",
            rf"{_IS} (?:a |an )?(?:devout|practising|practicing|born-again|committed) (?:\w+)",
            rf"(?:is|was|being) a christian(?! {_WORK}\b)",
            r"(?:her|his|my|their|your) (?:religion|religious \w+|faith|beliefs)",
            r"converted to (?:islam|judaism|catholicism|christianity|buddhism|hinduism)",
            rf"(?:(?<![^\n])|(?<=[.;:,(] )){_FAITH}(?= *(?:[.,;:)\n]|$))",
            rf"{_FAITH} holidays",
            r"(?:observes?|keeps?|fasts? (?:for|during)) "
            r"(?:ramadan|shabbat|the sabbath|lent|yom kippur)",
            r"goes to (?:church|mosque|synagogue|temple)",
        ),
        "politics": _any(
            rf"vote[sd]? (?:for )?(?:the )?{_PARTY}",
            rf"{_PARTY} (?:party )?(?:voter|supporter|member|activist|donor)",
            r"(?:brexit|trump|farage|corbyn) (?:voter|supporter|fan)",
            rf"(?:member|supporter) of (?:the )?{_PARTY}(?: party)?",
            r"(?:her|his|my|their|your) (?:politics|political (?:views?|opinions?|beliefs?))",
        ),
        "trade union": _any(
            r"(?:a|an|the|his|her|their|our|my|is|was|active|keen) (?:trade )?union "
            r"(?:member|membership|rep|representative|steward|official|activist|man|woman)",
            r"(?:member of|belongs to|joined|active in|in) (?:a|the|his|her|their|our|my) "
            r"(?:trade )?union",
            r"(?:unite|unison|gmb|usdaw|nasuwt|rmt) (?:member|rep|steward|activist)",
            r"(?:member of|joined|active in) (?:unite|unison|gmb|usdaw|nasuwt|rmt)",
            r"shop steward",
        ),
        "sexual orientation": _any(
            rf"{_IS} (?:\w+ly )?(?:gay|lesbian|bisexual|homosexual|heterosexual|transgender|queer|"
            rf"transsexual|non-binary)(?! {_WORK}\b)",
            r"(?:her|his|my|their|your) (?:sexual orientation|sexuality|sex life)",
            r"trans (?:man|woman|person)",
            r"came out as",
        ),
        "ethnic origin": _any(
            r"(?:her|his|my|their|your) (?:ethnicity|ethnic \w+|race|skin colou?r)"
            r"(?! (?:time|car|day))",
            r"mixed[- ]race",
            r"of (?:\w+ )?(?:african|asian|caribbean|arab|chinese|indian|pakistani|turkish|jewish|"
            r"roma|gypsy|latino|european) (?:descent|origin|heritage|background)",
            r"(?:is|was|'s) (?:a )?(?:black|mixed[- ]race|white|asian|roma|gypsy)"
            r"(?: (?:man|woman|guy|lady|person))?(?= *(?:[.,;!?)\n]|$|and\b))",
            r"(?:a|the) (?:black|white|asian|roma|brown) "
            r"(?:man|woman|guy|lady|person|colleague|boss)",
        ),
    }
)
_NOT_A_PERSON = _any(
    r"(?:european|credit|student|students'|western|soviet|african|rugby) union",
    r"(?:trade )?unions? (?:jack|square|station|street|of)",
    r"(?:negotiat|deal|dealt|talk|meet|met|work)\w* (?:\w+ )?with (?:the )?(?:trade )?"
    r"unions?(?: \w+)?",
    r"(?:the great depression|fell ill at ease)",
)


def special_category(text: str) -> list[Finding]:
    """Return the places where a text tells of somebody's health, faith, politics, union,
    orientation or origin, in order of their places.
    """
    said = plain(text)
    said = _NOT_A_PERSON.sub(lambda place: " " * len(place[0]), said)
    return sorted(_found(said), key=lambda one: one.start or 0)


def _found(said: str) -> Iterator[Finding]:
    for kind, pattern in KINDS.items():
        detail = f"This tells of somebody's {kind}. It is nobody's business here: leave it out."
        for place in pattern.finditer(said):
            yield Finding(Level.WARNING, CODE, place.start(), place.end(), detail)
