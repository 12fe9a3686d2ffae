"""Telling an ambush from an appointment (HS-05): pure, and careful to refuse only what is plain.

A to-do is somebody's own note. Whoever writes "meet Priya at five for the interview" is invited,
whoever writes "wait outside her office" is not; where a sentence could be either, it is let pass.
"""

import re

from afterview.core.patterns import regex

_PRONOUN = r"(?:him|her|them)"
_ROLE = (
    r"(?:interviewers?|recruiters?|panel(?:lists?)?|(?:hiring |line )?managers?|boss|director|ceo|"
    r"receptionist|hiring team)"
)
_NAME = (
    r"(?!(?:the|an?|my|our|your|up|on|it|this|that|for|to|with|in|some|any|these|those)\b)[a-z]+"
)
_THEM = rf"(?:{_PRONOUN}|(?:the|an?) {_ROLE})"
_ANYBODY = rf"(?:{_THEM}|{_NAME})"
_POSSESSIVE = rf"(?:their|his|her|(?:the )?(?:{_ROLE}|[a-z]+)'s)"
_WORKPLACE = (
    r"(?:offices?|building|premises|headquarters|hq|lobby|reception|foyer|car ?park|parking lot|"
    r"entrance|front door)"
)
_HOME = r"(?:home|house|flat|gym|street|church|pub|doorstep|front door)"
_THEIR_PLACE = rf"(?:(?:the|their) {_WORKPLACE}|{_POSSESSIVE} (?:\w+ )?(?:{_WORKPLACE}|{_HOME}))"
_WAIT = r"(?:wait|stand|sit|camp(?: out)?|queue|hang (?:around|about|out))(?:ing)?"
_LEAVES = r"(?:leaves?|comes? (?:out|down|past)|goes home|finish(?:es)?|knocks? off)"
_LEAVING = (
    r"(?:(?:at|from|until|till) (?:half(?: past)? )?(?:five|six|5|6|17|18)(?:[.:]\d\d)?(?! ?am)\b|"
    rf"after (?:work|hours)\b|closing time|home time|(?:until|till|when|as) {_ANYBODY} {_LEAVES})"
)
_CALL_IN = (
    r"(?:(?:turn|show|rock)(?:ing)? up|(?:pop|drop|stop|swing|call|go|walk)(?:p?ing)? "
    r"(?:by|in|into|round|over|to)|visit(?:ing)?)"
)
_UNASKED = (
    r"(?:unannounced|uninvited|unasked|without (?:asking|being (?:asked|invited)|an? "
    r"(?:appointment|invitation|invite)))"
)
_BODY = r"(?:arms?|shoulders?|knees?|hands?|back|elbow|wrist|legs?|thigh|hair)"
_JUDGE = (
    r"(?:interviewers?|recruiters?|(?:interview )?panel(?:lists?)?|hiring (?:manager|team)s?)"
    r"(?! (?:day|discussion|interview|show))"
)
_GIFT = (
    r"(?:flowers|roses|bouquets?|chocolates|champagne|hampers?|gift (?:basket|card|voucher)s?|"
    r"(?:gift|present)s?(?= (?:to|for|with|and|at|from|before|after|in)\b|[.,;:!?)]|$)|"
    r"(?:bottle|case) of (?!water|ink)\w+|wine(?! list)|whisky|cakes?|cupcakes|doughnuts)"
)
_GIVE = (
    r"(?:buy|send|bring|give|take|deliver|order|leave|post|hand|bake|get|offer|slip|drop off|wrap)"
)
_SAME = r"[^.,;:!?]"


def _any(*patterns: str) -> re.Pattern[str]:
    return regex("|".join(rf"\b(?:{pattern})(?!\w)" for pattern in patterns))


_LYING_IN_WAIT = _any(
    rf"{_WAIT}(?: \w+){{0,3}}? outside (?:the (?:offices?|building|premises|headquarters|hq)|"
    rf"{_POSSESSIVE} (?:\w+ )?(?:{_WORKPLACE}|{_HOME}))",
    rf"(?:wait|camp(?: out)?|hang (?:around|about))(?:ing)? (?:in|at|by|near|opposite) "
    rf"{_POSSESSIVE} (?:\w+ )?(?:{_WORKPLACE}|{_HOME})",
    rf"wait(?:ing)? for {_THEM} (?:in|at|by|near|outside|opposite) (?:the|their|his|her) "
    r"(?:car ?park|parking lot|premises|entrance|front door|office)",
    rf"wait(?:ing)? for {_THEM} (?:outside|after work)",
    rf"(?:{_WAIT}|be) {_SAME}{{0,30}}\b{_WORKPLACE}\b{_SAME}{{0,15}}\b{_LEAVING}",
    rf"(?:lurk|loiter|hang (?:around|about))(?:ing)?(?: \w+){{0,4}} {_WORKPLACE}",
    rf"(?:ambush|waylay|accost|corner|intercept|doorstep|buttonhole) {_THEM}",
    rf"(?:ambush|waylay|accost|doorstep) {_NAME} (?:in|at|outside|on|by|after|before)",
    rf"(?:catch|grab|collar|surprise|bump into|run into) {_ANYBODY} (?:\w+ ){{0,3}}?"
    rf"(?:at|on|in|outside) (?:(?:the|his|her|their) (?:commute|lobby|car ?park|lift|way home|"
    rf"way out|doorstep|school run)|{_POSSESSIVE} (?:\w+ )?(?:gym|pub|train|house|church))",
    rf"(?:catch|grab|collar|surprise|bump into|run into) {_THEM} (?:\w+ ){{0,3}}?"
    r"(?:at|on|in) the (?:gym|pub|train)",
    rf"(?:catch|grab|collar|surprise) {_ANYBODY} (?:as|when) (?:he|she|they) {_LEAVES}",
    rf"(?:follow|tail) {_ANYBODY} home",
    rf"(?:follow|tail) {_THEM} (?:out|to (?:the|his|her|their) (?:car|car ?park|train|bus|station|"
    r"lift|pub|gym|house|shops))",
    rf"(?:sit|stand) (?:next to|beside|behind|near) {_THEM} on (?:the|his|her|their) "
    r"(?:train|bus|tube|tram|commute)",
)
_TURNING_UP = _any(
    rf"{_CALL_IN}\b[^.;:!?]{{0,60}}\b{_UNASKED}",
    r"(?:unannounced|uninvited) visit",
    rf"surprise visit to (?:the|their|{_POSSESSIVE})",
    rf"(?:turn|show|rock)(?:ing)? up (?:at|outside|in) {_POSSESSIVE} (?:\w+ )?"
    rf"(?:{_WORKPLACE}|{_HOME})",
    rf"(?:turn|show|rock)(?:ing)? up (?:at|outside|in) the {_WORKPLACE}\b{_SAME}{{0,40}}\b"
    r"(?:every|until|anyway|again|demand|insist|beg|plead)",
    rf"{_CALL_IN} (?:at |to )?{_THEIR_PLACE}\b{_SAME}{{0,30}}\b(?:answer|deci(?:de|ded|sion)|"
    rf"remind|surprise|say hello|demand|chase|insist|beg|plead|wait for|ask for {_THEM})",
    rf"(?:go|drive|walk|cycle|turn up|show up|send \w+|deliver \w+)(?:ing)?(?: round| over)? "
    rf"(?:to|at|past) (?:the |their )?{_ROLE}'s (?:home|house|flat|street|doorstep)",
    rf"visit (?:the |their ){_ROLE} at home",
    rf"sneak (?:in|into|past) (?:the|their|{_POSSESSIVE}) (?:{_WORKPLACE}|security)",
)
_TOUCHING = _any(
    rf"(?:touch|pat|stroke|squeeze|grab|rub|tap) (?:{_POSSESSIVE}) {_BODY}",
    rf"(?:touch|pat|stroke|squeeze|grab|rub|tap) {_THEM} (?:on|by) (?:the|his|her) {_BODY}",
    rf"(?:hands?|arms?) (?:on|round|around) {_POSSESSIVE} {_BODY}",
    rf"(?:touch|hug|kiss|embrace|cuddle) (?:the|an?|my) {_ROLE}",
)
_BEARING_GIFTS = _any(
    rf"{_GIVE}\b{_SAME}{{0,30}}\b{_GIFT}{_SAME}{{0,30}}\b(?:to|for|with) (?:the |my |each )?"
    rf"{_JUDGE}",
    rf"{_GIVE} (?:the |my |each |an? )?{_JUDGE}{_SAME}{{0,25}} {_GIFT}",
    r"(?:bring|take|carry) (?:\w+ ){0,3}(?:flowers|chocolates|champagne|hamper|gifts?|presents?)"
    r" to the interview",
    rf"bribe {_THEM}",
)
_GIFT_ALONE = regex(
    rf"^(?:an?|some|small|little|thank[- ]you| )*{_GIFT}{_SAME}{{0,20}} for (?:the )?{_JUDGE}"
)

_INVITED = _any(
    r"invited|invitation|as (?:agreed|arranged|planned)|appointment|(?:they|he|she) asked|"
    r"asked me to|booked|first day|on time|early|minutes|sharp|(?:fetch|collect|call)(?:es|s)? me|"
    r"(?:picks?|come) me up|until (?:called|(?:they|it) opens?)",
    r"(?:for|before|to|at) (?:the |my |an? |our )?(?:\w+ ){0,2}?(?:interview|trial|induction|"
    r"assessment|meeting|tour|open day|shift)",
    r"for (?:\w+ ){0,2}?(?:dinner|lunch|tea|drinks|party|birthday)",
    r"(?:interview|waiting|meeting) room",
)
_UNINVITED = _any(
    _UNASKED, r"(?:without|no|not) (?:an? |any |being |been |having )?(?:appointment|invit\w+)"
)
_THEIR_OWN = _any(
    r"mum|mom|mam|dad|nan|gran(?:ny|dma|dad|dpa)?|wife|husband|girlfriend|boyfriend|sister|"
    r"brother|daughter|son|bab(?:y|ies)|child(?:ren)?|kids?|friends?|colleagues?|leaving|current|"
    r"physio\w*|dog|cat"
)
_NOT_ME = regex(
    rf"\b(?:do not|don't|never|avoid|stop|rather than|instead of|resist){_SAME}*$|"
    r"\b(?:they|he|she|who|nobody|people) $"
)


def in_person_approach(text: str) -> bool:
    """Whether a plan is to turn up uninvited, to touch somebody, or to bring gifts (HS-05)."""
    said = " ".join(text.lower().replace("\u2019", "'").split())[:500]
    plain: list[re.Pattern[str]] = []
    if _UNINVITED.search(said) or not _INVITED.search(said):
        plain += (_LYING_IN_WAIT, _TURNING_UP)
    if not _THEIR_OWN.search(said):
        plain += (_TOUCHING, _BEARING_GIFTS, _GIFT_ALONE)
    return any(_means(siege, said) for siege in plain)


def _means(siege: re.Pattern[str], said: str) -> bool:
    """Whether it is said, and meant: "never wait outside their office" is good advice."""
    return any(not _NOT_ME.search(said[: found.start()]) for found in siege.finditer(said))
