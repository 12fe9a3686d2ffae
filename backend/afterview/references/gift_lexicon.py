"""How money for words gives itself away in the reason of an entry, as patterns (RF-06). Pure.

What only sounds like it (a reference library, the referee of a match) is taken out first; see
`INNOCENT`. Apostrophes are straight here.
"""

import re

from afterview.core.patterns import regex


def _any(*alternatives: str) -> re.Pattern[str]:
    return regex(rf"\b(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


_SPORT = r"(?:match|game|league|tournament|cup|pitch|football|rugby|hockey|five-a-side|final)"
_SOME = r"[^.;\n]{0,40}?"
INNOCENT = _any(
    r"reference (?:books?|library|librarians?|manuals?|numbers?|no|section|desk|room|points?|"
    r"cards?|copy|copies|guides?|works?|shelf|frame|codes?|dates?|volumes?|photos?|images?|design|tracks?)",
    r"(?:library|payment|bank|invoice|order|booking|customer|case|ticket|cross|map|grid|transfer|"
    r"your|our)[ -]reference(?=[ :#]*\d)",
    r"(?:library|payment|bank|invoice|order|booking|customer|cross|map|grid|transfer)[ -]reference",
    r"(?:with|in|by|without) reference to",
    r"for reference(?=[,:])",
    r"credit reference",
    rf"(?:{_SPORT}|sunday) referees?",
    r"referee(?:'s|s'|ing)? (?:whistle|fee|kit|shirt|course|cards?|badge|licence)s?",
    rf"{_SPORT}\b[^.\n]{{0,40}}?\breferees?",
    rf"(?<!my )referees?\b{_SOME}\b{_SPORT}",
    r"(?:nothing to do with|unrelated to|no connection (?:to|with)|regardless of|independent of|"
    rf"not (?:for|because of|about|in return for|(?:tied|linked|connected) (?:to|with)))\b{_SOME}"
    r"\b(?:references?|referees?|recommendations?|vouching)",
    r"before (?:(?:s?he|they|we|i) (?:was|were|became|agreed|asked|knew|needed|wanted)|any talk|"
    rf"there was any talk)\b{_SOME}\b(?:references?|referees?)",
    r"(?:stamps?|postage|post(?:ing|ed)|print(?:ing|ed)|photocop(?:y|ies|ying|ied)|copies|copying|"
    r"translat(?:ing|ion|ed|or)|courier|scan(?:ning|ned)|envelopes?|notary|certif(?:ied|ying))\b"
    rf"{_SOME}\b(?:references?|recommendations?)",
    r"(?:by|from|with|to) my (?:\w+ )?(?:reference|referee)s?(?! letter)",
    r"vouch(?:es|ed|ing)? for (?!me\b|us\b|my\b)\w+",
)
_THEM = r"(?:s?he|they|him|her|them)"
_PURPOSE = (
    rf"(?:for|to|if {_THEM}|when {_THEM}|so {_THEM}|so that {_THEM}|once {_THEM}|"
    rf"until {_THEM}|makes? sure {_THEM})(?: will| would|'ll|'d)?"
)
_SAYS = (
    r"(?:say|tell|claim|confirm|write|state|pretend|swear|insist|lie)(?:s|es|ing|d)?|"
    r"(?:claiming|confirming|writing|stating|lying)"
)
_MINE = (
    r"my (?:job |employment |sick )?(?:titles?|dates?|time there|role|reasons?|leaving|dismissal|"
    r"sacking|firing|record|performance|attendance|absences?|cv|experience|years|warnings?|"
    r"mistakes?|sickness|leave|gap|exit|disciplinary|probation)"
)
_ME = (
    r"(?:about me|why i|"
    r"i (?:was|am|got|had|led|ran|managed|left|worked|did|never|always|resigned)|"
    rf"{_MINE})"
)
_LISTENER = (
    r"(?:employers?|recruiters?|hiring managers?|interviewers?|headhunters?)(?:'s)?(?: calls?)?"
)
WORDS = _any(
    r"references?",
    r"referees?",
    r"testimonials?",
    r"vouch(?:es|ed|ing)?",
    r"recommend(?:s|ed|ing)? (?:me|us)"
    r"(?! (?:an?|some|the|this|that|his|her|their|to (?:watch|read|see|try|go|buy|eat|visit))\b)",
    r"(?:letters?|notes?) of recommendation",
    r"(?:my|linkedin|job|work|written|glowing|strong|good) recommendations?",
    r"recommendations? (?:letters?|for (?:me|my|the (?:job|role|post|position)))",
    r"for (?:an?|the|his|her|their|your) recommendation"
    r"(?! (?:of|for (?:an?|the) (?!job|role|post|position)))",
    r"(?:good|nice|kind|favourable|positive|bad|negative) (?:words?|things?) "
    r"(?:about|for) (?:me|my)",
    r"(?:kind|good|nice) words?(?! (?:game|puzzle|processor|of))",
    r"prais(?:e|es|ed|ing) me",
    r"(?:money|pay|paying|payment|price|fee|incentive) (?:\w+ ){0,3}to "
    r"(?:speak|talk|say|write|lie|vouch|recommend|forget)",
    r"(?:price|fee|pay|payment) for (?:the|his|her|an?) (?:letter|call|words?|statement)",
    r"(?:nice|kind|friendly|helpful) (?:on the phone|to (?:the employer|the recruiter|hr))",
    rf"(?:good|nice|kind|helpful) (?:phone )?calls? with (?:the |my )?{_LISTENER}",
    rf"{_LISTENER} (?:hears?|gets?) (?:only )?(?:good|nice)",
    r"(?:make|help) (?:him|her|them) forget",
    r"shut(?:s|ting)? (?:him|her|them) up",
    rf"so (?:that )?{_THEM} (?:does not|doesn't|won't|will not|would not|wouldn't) "
    r"(?:mention|tell|say|bring up|talk|speak)",
    r"put(?:s|ting)? in an? (?:\w+ )?word",
    r"put(?:s|ting)? an? (?:\w+ )?word in",
    r"(?:speak|speaks|speaking|spoke|talk|talks|talking|talked)(?: \w+)? "
    r"(?:well|highly|up|nicely|kindly|favourably) (?:of|for|about) me",
    rf"{_PURPOSE} (?:{_SAYS})\b{_SOME}\b{_ME}",
    rf"(?:speak|speaks|speaking|spoke|talk|talks|talking|talked|lie|lies|lying|lied)(?: to| with)"
    rf" (?:the |my |a |an )?(?:\w+ )?{_LISTENER}",
    rf"(?:answer|answers|answering|answered|take|takes|taking|took) (?:the |my |a |an )?(?:\w+ )?"
    rf"{_LISTENER}",
    r"(?:answering|answered|taking|took) (?:the|an?|their|that) (?:\w+ )?calls? (?:from|about)",
    r"(?:review|report|feedback|opinion|account) (?:of|about|on) me",
    r"back(?:s|ed|ing)? (?:me up|my \w+ up|up my (?:story|version|cv|claims?|words?))",
    r"(?:when|if|once) (?:they|hr|the employer|the recruiter) (?:rings?|calls?|phones?|asks?)",
    r"(?:hush money|bribes?)",
    r"(?:his|her|their) silence",
    r"(?:keep|keeps|keeping|kept|stay|stays|staying|stayed) (?:quiet|silent|mum|schtum)"
    r"(?! (?:about (?:the|an?|her|his|my) (?:surprise|party|present|gift|birthday)|room|car))",
    r"not(?: to)? (?:mention|tell|say|bring up|talk about|mentioning|telling|saying)\b"
    rf"{_SOME}\b(?:{_ME}|{_LISTENER})",
    r"for not (?:telling|saying|mentioning)(?! (?:the|an?)\b)",
    rf"(?:leav(?:e|es|ing) out|hid(?:e|es|ing)|cover(?:s|ing)? up|overlook(?:s|ing)?)\b"
    rf"{_SOME}\b{_ME}",
)
"""A reference, or what is said, how it is worded, or what is left unsaid about the candidate."""
PAID_SERVICE = _any(
    r"(?:paid|fake|false|bogus|invented|made-up|phoney|bought|rented|hired)[ -](?:for )?(?:\w+ )?"
    r"(?:references?|referees?|employers?)",
    r"(?:buy|buys|buying|bought|purchas(?:e|ed|es|ing)|rent|rents|renting|rented|hir(?:e|es|ed|ing)|"
    r"order(?:ed|ing)?) (?:an?|the|some|two|three|my) (?:\w+ )?(?:references?|referees?)",
    r"rent-a-(?:reference|referee|boss)",
    r"(?:references?|referees?)[ -]for[ -](?:hire|sale|cash|money)",
    r"job references? (?:services?|agenc(?:y|ies)|providers?|websites?|sites?|compan(?:y|ies))",
    r"(?:pos(?:e|es|ed|ing) as|pretend(?:s|ed|ing)? to be|impersonat(?:e|es|ed|ing)|"
    r"play(?:s|ed|ing)? (?:the part of|as)) (?:my|an?) (?:\w+ ){0,2}"
    r"(?:boss|manager|supervisor|employer|client|director)",
    r"(?:be|being) my (?:\w+ )?(?:boss|manager|supervisor|employer) "
    r"(?:on the phone|for the call|when they)",
    r"act(?:s|ed|ing)? as my (?:\w+ ){0,2}(?:boss|manager|supervisor|employer|client|director)",
    r"fake (?:employment|work|job|career) (?:history|verification|record|confirmation)",
)
"""Somebody who is paid to say that they know the candidate."""
PAID_AGENCY = _any(r"references? (?:services?|agenc(?:y|ies)|providers?|websites?|compan(?:y|ies))")
"""Only where money is owed: to *use* such a line of an old employer's is nothing bad."""
MONEY = regex(
    r"[£$€]\s?\d|\b\d+(?:[.,]\d+)? ?(?:pounds?|quid|euros?|dollars?|bucks?|gbp|eur|usd|chf)\b"
    r"|\b(?:tenner|fiver|cash|gift cards?|gift vouchers?|bribe)\b",
    re.IGNORECASE,
)
THANKS = _any(
    r"thank(?:s|ed|ing)?", r"thank-?you", r"gratitude", r"grateful", r"appreciat\w+", r"token"
)
BARGAIN = _any(
    r"as (?:agreed|promised|arranged|discussed)",
    r"in (?:return|exchange|advance)",
    r"(?:payment|paid|fee|price|deal|bribe)",
    rf"(?:if|provided|unless|so|so that|on condition) (?:that )?{_THEM}",
    r"(?:next|another|future) (?:reference|time|call)",
)
"""What makes of thanks a price."""
