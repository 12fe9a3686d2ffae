"""What a briefing wants kept quiet, and whether that is a fact, as patterns (RF-02). Pure.

Apostrophes are straight here, and lines unwrapped.
"""

import re

from afterview.core.patterns import regex


def _any(*alternatives: str) -> re.Pattern[str]:
    """Any of these as whole words, with or without the apostrophe that a thumb leaves out."""
    source = "|".join(alternatives).replace("n't", "n'?t")
    return regex(rf"(?<!\w)(?:{source})(?!\w)", re.IGNORECASE)


_ABOUT = (
    r"(?:mention|tell|say|bring up|talk about|discuss|disclose|reveal|let on|let slip|admit|"
    r"let (?:them|him|her|anyone|anybody|the \w+) know|"
    r"refer to|go into|share|raise|touch on|get into)"
)
_ABOUT_ING = (
    r"(?:mentioning|telling|saying|bringing up|talking about|discussing|disclosing|revealing|"
    r"admitting|going into|raising|touching on)"
)
SILENCE = _any(
    r"(?:do not|don't|never|not to|please not|shouldn't|should not|must not|mustn't|rather not|"
    r"better not|best not|prefer not to|rather you (?:did not|didn't)|prefer (?:it if )?you "
    rf"(?:did not|didn't)|wouldn't|would not) (?:\w+ly |ever )?{_ABOUT}(?! (?:me|you|us)\b)",
    rf"(?:without|avoid|refrain from) {_ABOUT_ING}(?! (?:me|you|us)\b)",
    r"keep(?:ing)? (?:\w+ ){1,4}(?:between us|to yourself|quiet|secret|under wraps|out of it)",
    r"(?:leave|leaving) (?:out|(?:\w+ ){1,4}out)(?! of (?:date|hours|office))",
    r"(?:did not|didn't|does not|doesn't|not|never) come up",
    r"(?:stays?|remains?) (?:between us|out of it|quiet|secret|unsaid)",
    r"avoid(?:ing)? (?:the |any )?(?:topic|subject|issue|question|matter|mention|talk)s?",
    r"omit(?:ting)?",
    r"steer(?:ing)? clear of",
    r"stay(?:ing)? off (?:the|my|any)",
    r"skip(?:ping)?(?= (?:over|the|my|any)\b)",
)
"""Asks for silence about something; what it is decides."""
VEILED = _any(
    r"not (?:raising|mentioning|bringing|saying|telling|discussing|touching|going into)",
    r"(?:stay(?:s|ed)?|left|leave|keep|kept) (?:\w+ ){0,3}"
    r"(?:off the table|out of (?:it|this|the \w+)|unmentioned|unsaid)",
    r"withhold(?:ing)?",
    r"(?:mustn't|must not|shouldn't|should not) (?:learn|know|hear|find out|be told)",
    r"(?:no need|(?:don't|do not) (?:need|have)|needn't|need not) (?:to )?"
    r"(?:tell|mention|say|bring up|go into|raise)",
)
"""The same in kinder words, where it is about a fact they do not have."""
KNOWN = _any(
    r"(?:they|she|he) (?:already )?(?:know|knows|have|has)",
    r"i(?:'ve| have) (?:already )?told",
)
HUSH = _any(
    r"keep(?:ing)? (?:quiet|mum|silent|schtum)",
    r"say(?:ing)? nothing (?:about|of|on)",
    r"not a word (?:about|on|of|to)",
    r"keep(?:ing)? (?:\w+ ){1,5}(?:from|secret from) (?:them|him|her|the \w+|anyone)",
    r"hid(?:e|ing) (?:the|that|my|what|how|why|it|this|our|any|some)",
    r"conceal(?:ing)?",
    r"cover(?:ing)? up",
    r"hush(?:ing)? up",
    r"gloss(?:ing)? over",
    r"(?:play|playing) down",
    r"downplay(?:ing)?",
    r"(?:paper|brush|skate|skim)(?:ing)? over",
    r"change the subject",
    r"(?:dodge|deflect|sidestep|duck|avoid)(?:ing)? (?:the|any|that|this|such) questions?",
    r"deny(?:ing)? (?:it|that|all|any|everything|knowing|having|the)",
    r"keep(?:ing)? (?:the|my|our) (?:\w+ )?(?:dates?|titles?|reasons?|years) "
    r"(?:vague|fuzzy|hazy|open|general|loose)",
    r"(?:be|stay|remain) (?:\w+ )?(?:vague|fuzzy|hazy)",
    r"(?:(?:nobody|no one) (?:needs|has) to|they (?:(?:do not|don't) (?:need|have) to|needn't|"
    r"need not)) know",
    r"draw a veil",
)
"""The same, and nothing innocent but private matters and secrets of others."""
PRIVATE = _any(
    r"(?:(?:my|the|any|your|her|his|our) )?(?:salary|pay|wages?|bonus|health|illness|sick(?:ness)?"
    r"(?: leave| absences?| record| days?)?|medical \w+|condition|disability|pregnan\w+|"
    r"(?:maternity|paternity|parental|compassionate)(?: leave)?|family(?: \w+)?|children|kids|"
    r"partner|husband|wife|marriage|divorce|separation|age|birthday|religion|faith|politics|union|"
    r"orientation|nationality|bereavement)",
    r"(?:private|personal) (?:life|matters?|things|reasons|details)",
    r"(?:home |e-?mail |private )?address",
    r"(?:phone |mobile |private )?numbers?",
    r"other (?:applications?|offers?|interviews?|employers?)",
    r"job (?:search|hunt)",
    r"(?:that )?(?:i am|i'm) (?:looking|applying|job[- ]hunting|interviewing|searching|moving on)",
    r"(?:confidential|under nda|embargo|trade secrets?|not (?:yet )?public)",
    r"(?:clients?|customers?|patients?|pupils?|suppliers?|colleagues?)(?:'s?)? names?",
    r"names? of (?:the |our |any )?(?:clients?|customers?|patients?|pupils?|children|colleagues)",
    r"(?:passwords?|personal data|secret recipe)",
)
"""Nobody's business, or somebody else's secret: keeping it is no lie."""
OVERSTATED = _any(
    r"(?:anything|more|things|something|what) (?:\w+ ){0,2}?"
    r"(?:you (?:do not|don't|did not|didn't|cannot|can't|would not|wouldn't|are not|aren't)|"
    r"(?:that )?(?:is not|isn't|was not|wasn't) true|untrue|than (?:you|what|is|was|i))",
    r"(?:untrue|false|inaccurate|wrong|what i (?:want|would like) (?:them|to))",
    r"(?:because|since|as|:|;|-|,) (?:i|we|you|it) (?:was|were|did|am|had)(?:n't| not)",
    r"(?:say|tell (?:them|him|her)) (?:yes|no)(?= (?:if|just|out))",
)
"""Asks for less than is claimed, which is the opposite of hiding."""
FACTS = _any(
    r"(?:dismiss\w*|fired|sacked|sacking|firing|let go|laid off|redundan\w+|suspen\w+|demot\w+)",
    r"(?:warnings?|disciplinar\w+|misconduct|performance (?:plan|review|improvement)|pip|"
    r"probation|complaints?|grievances?|tribunal|investigation|audit)",
    r"(?:mistakes?|errors?|incidents?|accidents?|fail\w*|went wrong|discrepanc(?:y|ies)|"
    r"problems?|troubles?|rows?|arguments?|fights?|fell out|falling[- ]out|conflicts?|weak\w*|"
    r"bad \w+|negative\w*)",
    r"(?:absences?|lateness|late|gaps?|missed|missing|lost|stole\w*|theft|shortage|police|court|"
    r"convict\w+|criminal)",
    r"(?:why|how|when|that) i (?:left|quit|went|walked out|was|had|didn't|did not|never|only)",
    r"my (?:leaving|departure|exit|reasons?)",
    r"what (?:really |actually )?happened",
    r"(?:real|actual|true|exact) (?:titles?|dates?|role|reasons?)",
    r"(?:the|my|that) (?:\w+ )?(?:job|employer|role|post|position|months?|weeks?|year) "
    r"(?:at|in|with)",
    r"(?:that )?(?:(?:we|you and i)(?: are| were|'re)) (?:\w+ )?(?:friends|related|married|cousins|"
    r"family|flatmates|a couple|engaged|together)",
    r"(?:that )?(?:you(?:'re| are)) my (?:friend|cousin|aunt|uncle|brother|sister|mother|father|"
    r"flatmate|partner)",
    r"(?:we|you) (?:never|didn't|did not|only) (?:\w+ )?(?:work\w*|manage\w*|met|together)",
)
"""What an employer would want to know."""
