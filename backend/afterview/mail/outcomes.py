"""Words that sound like a refusal or an offer. They only ever propose; a person decides."""

import re

from afterview.core.patterns import regex
from afterview.mail.quoting import unquoted

LOOKED_AT = 6_000
SHOWN = 140
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"

_REJECTION = regex(
    r"regret to (?:inform|advise|tell|let you know)"
    r"|(?:you|your application|your candidacy) (?:ha(?:ve|s) )?(?:was |were |been )?not (?:been )?"
    r"(?:successful|selected|shortlisted|progressed|taken forward)"
    r"|(?:have|has|was|were) (?:been )?unsuccessful (?:on this occasion|this time|in your)"
    r"|(?:will|shall|are|'re|is) (?:not|unable to) (?:be )?"
    r"(?:progress|proceed|mov|tak|go)(?:ing|e)?"
    r"(?: you| your application| your candidacy)?(?: any)?(?: further| forward| ahead)"
    r"|won't be (?:progressing|proceeding|moving|taking|going)(?: you| your application)?"
    r"(?: any)?(?: further| forward| ahead)"
    r"|(?:not|unable) to (?:progress|proceed with|move forward with|take forward|continue with) "
    r"(?:you|your)"
    r"|(?:decided|chosen|opted|elected|decision)[ ](?:to )?"
    r"(?:(?:not to|against)[ ](?:progress|proceed|moving|move|offer|tak)\w*"
    r"|(?:progress|proceed|move|go|continue|moving|pursue)\w*(?: forward| ahead)?(?: with)? "
    r"(?:an)?other (?:candidate|applicant))"
    r"|(?:pursue|selected|chosen|offered the (?:role|position|job) to|appointed) "
    r"(?:an)?other (?:candidate|applicant)s?"
    r"|(?:position|role|vacancy|job) (?:has|have) (?:now |already |since )?been "
    r"(?:filled|cancelled|withdrawn)"
    r"|unfortunately[^.!?\n]{0,120}\b(?:unsuccessful|not (?:be )?(?:able to )?offer(?:ing)? you"
    r"|not (?:a|the right) (?:fit|match)|on this occasion)"
    r"|(?:unable|not able|not in a position) to offer you (?:the|this|a) (?:role|position|job)"
    r"|leider[^.!?\n]{0,160}\b(?:absage|absagen|nicht berücksichtigen|nicht in die engere|"
    r"für (?:eine|einen) ander|gegen sie|keine positive)"
    r"|für (?:eine |einen )?andere[nr]? (?:bewerber|kandidat)\w* entschieden"
    r"|n'a(?:vons)? (?:pas|malheureusement pas)[^.!?\n]{0,30} (?:retenu|sélectionné)"
    r"|n'a (?:malheureusement )?pas été retenue?"
    r"|(?:pas en mesure de|ne pas|pouvons) donner (?:une )?suite (?:favorable )?à votre candidature"
    r"|sommes au regret de",
    re.IGNORECASE,
)
_OFFER = regex(
    r"(?:pleased|delighted|happy|thrilled|excited|glad|proud) to (?:formally |verbally )?"
    r"(?:offer you (?:the|a|this) (?:role|position|job|post|place|contract|full|part|perm)\w*"
    r"|offer you (?:the|a|this) [^.!?\n]{1,60}\b(?:role|position|job|post|contract)\b"
    r"|(?:extend|make|confirm) (?:you )?(?:an|our|this|the|a formal|a verbal|a conditional) offer"
    r"|offer you employment)"
    r"|(?:would|'d) (?:like|love) to (?:"
    r"offer you (?:the|a|this) (?:[^.!?\n]{1,60} )?(?:role|position|job|post)"
    r"|(?:make|extend) you an offer|extend an offer)"
    r"|(?:attached|enclosed|find)[^.!?\n]{0,60}\b"
    r"(?:offer letter|contract of employment|employment contract)"
    r"|(?:formal|written|verbal|conditional|unconditional) (?:job )?offer of employment"
    r"|offer of employment (?:is|for|from|as)"
    r"|your (?:offer letter|contract of employment) (?:is|can|will)"
    r"|freuen uns,? (?:sehr,? )?ihnen[^.!?\n]{0,80}\b(?:stelle|position|arbeitsvertrag|vertrag)\b"
    r"[^.!?\n]{0,40}(?:anbieten|anzubieten|zusagen)"
    r"|(?:anbei|anhang)[^.!?\n]{0,60}\b(?:arbeitsvertrag|vertragsangebot)"
    r"|(?:heureux|ravis|plaisir) de vous (?:proposer|offrir) (?:le|ce|un) (?:poste|contrat|cdi|cdd)"
    r"|promesse d'embauche",
    re.IGNORECASE,
)
_UNCERTAIN = regex(
    r"\b(?:if|whether|unless|should|before|once|in case|not yet|cannot|can't|unable to|not able to|"
    r"hope to|hoping to|wish we (?:were|could)|would have|sorry|falls|wenn|si)\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)
_NOT_A_JOB = regex(
    r"\b(?:an? |the )?(?:interview|slot|call|chat|meeting|tour|voucher)\b", re.IGNORECASE
)


def looks_like_rejection(subject: str, text: str) -> str | None:
    """Return the words that sound like a refusal, or None. Quoted mail does not count."""
    return _said(_REJECTION, subject, text)


def looks_like_offer(subject: str, text: str) -> str | None:
    """Return the words that sound like an offer, or None; a refusal is never one."""
    if looks_like_rejection(subject, text):
        return None
    return _said(_OFFER, subject, text, unless=_NOT_A_JOB)


def _said(
    pattern: re.Pattern[str], subject: str, text: str, unless: re.Pattern[str] | None = None
) -> str | None:
    looked_at = f"{subject}\n{unquoted(text)}"[:LOOKED_AT].replace(APOSTROPHE, "'")
    looked_at = re.sub(r"[ \t\xa0]*\n(?!\n)[ \t]*(?=[a-z])", " ", looked_at)  # wrapped lines
    for match in pattern.finditer(looked_at):
        before = looked_at[max(0, match.start() - 80) : match.start()]
        if _UNCERTAIN.search(before) or (unless and unless.search(match[0])):
            continue
        return _sentence(looked_at, match.start(), match.end())
    return None


def _sentence(text: str, start: int, end: int) -> str:
    """The words around a match, short enough to be shown."""
    begin = max(text.rfind(mark, 0, start) for mark in ".!?\n") + 1
    stops = [place for mark in ".!?\n" if (place := text.find(mark, end)) >= 0]
    sentence = " ".join(text[begin : min(stops, default=len(text))].split())
    if len(sentence) <= SHOWN:
        return sentence
    return " ".join(text[start:end].split())[:SHOWN]
