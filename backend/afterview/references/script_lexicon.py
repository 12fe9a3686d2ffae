"""How a briefing asks for something other than the truth, as patterns (RF-02). Pure.

Each stands for a habit rather than a word: "read this out" is one, "I read it out of interest" is
not. Apostrophes are straight here, and lines unwrapped. `ASKS` may be negated ("no need to
exaggerate"); `PLAIN` says the same whatever stands before it.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from afterview.core.patterns import regex


def _any(*alternatives: str) -> re.Pattern[str]:
    """Any of these as whole words, with or without the apostrophe that a thumb leaves out."""
    source = "|".join(alternatives).replace("n't", "n'?t")
    return regex(rf"(?<!\w)(?:{source})(?!\w)", re.IGNORECASE)


UNTRUE, PRETENCE, SCRIPTED, PAYMENT = "untrue", "pretence", "scripted", "payment"
HIDDEN = "hidden"
_SOME = r"[^.!?\n]{0,60}?"
_SAY = (
    r"(?:say|tell|claim|confirm|state|mention|answer|insist|swear|put|describe|present|introduce|"
    r"vouch|write)"
)
_REALLY = r"(?:strictly |technically |in fact |really |actually |of course )?"
_NUMBER = r"(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_BOSS = r"(?:boss|manager|supervisor|employer|director|team lead(?:er)?|head|client)"
_WHEN = rf"(?:(?:19|20)\d\d|{_NUMBER}(?: (?:years?|months?|weeks?|people))?|{_MONTH})"
_RANK = (
    rf"(?:(?:19|20)\d\d|{_NUMBER} (?:years?|months?|weeks?|people)|{_MONTH}|manager|director|"
    r"lead(?:er)?|senior|junior|assistant|trainee|intern|head|supervisor|permanent|temporary|"
    r"full[- ]time|part[- ]time|resigned|resignation|redundan\w+|quit|fired|sacked|dismissed|"
    r"let go|chose to leave)"
)
_GIFT = (
    r"(?:money|(?:cases?|crates?|boxes) of \w+|drinks?|pints?|beers?|wine|bottles?|"
    r"whisky|champagne|dinner|lunch|meal|coffee|tickets?|"
    r"cake|chocolates?|flowers|gifts?|vouchers?|presents?|cash|tenner|fiver|quid|something nice|"
    r"treat|[£$€] ?\d[\d,.]*|\d+ (?:pounds|euros|dollars|quid))"
)
_THIS = r"(?:this|it|that|these|them|what follows|the following)"
_TEXT = r"(?:text|paragraphs?|answers?|script|lines?|statement|sentences?|points?|notes?)"
_QUOTED = r"[\"\u201c\u2018'](?:[\w',-]{1,30} ){2}[\w',-]{1,30}"

ASKS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        UNTRUE: _any(
            r"(?:to|please|could you|can you|just|you|must|should|and|or|would) lie"
            r"(?! (?:in|down|ahead|with|behind|low|within))",
            r"(?:tell|telling) (?:an? )?(?:\w+ )?lies?",
            r"(?:white|little|small|tiny|harmless) lies?",
            r"(?:economical|creative|generous|flexible|liberal) with the (?:truth|dates?|facts)",
            r"(?:inflate|pad|boost|bump|beef|big|jazz|dress|upgrade|doctor|falsify|fake|forge)"
            r"(?: up)? (?:my|our|the) (?:\w+ ){0,2}"
            r"(?:titles?|dates?|numbers|figures|sales|experience|role|cv|results|grades?|record|years)",
            r"(?:please|could you|can you|would you|just|and|you (?:can|could|might|should)) claim",
            r"fib(?:s|bing)?",
            r"exaggerat(?:e|ing)",
            r"embellish(?:ing)?",
            r"embroider(?:ing)?(?= (?:the|it|things|a (?:bit|little))\b| *[.,!]| *$)",
            r"(?:oversell|overstate|overpraise|big up|talk up)(?:ing)?(?= (?:my|me|the|it)\b)",
            r"if you exaggerated",
            r"be creative (?:about|with) (?:the|my|our)",
            r"bend(?:ing)? (?:it|things)",
            r"stretch(?:ing)? (?:it|things|that)",
            r"back (?:that|this|it) up(?! to)",
            r"cover(?:s|ing)? (?:up )?(?:the|my|that|any) (?:\w+ )?gaps?(?! in the)",
            r"(?:stretch|bend|massage|fudge|twist|tweak|shade|improve)(?:ing)? "
            r"(?:on )?the (?:truth|facts|dates?|figures|numbers|story)",
            r"(?:stretch|fudge|massage|tweak|backdate|alter|change|shift|adjust|extend)(?:ing)? "
            r"(?:my|our|the (?:start|end|employment|leaving)) (?:\w+ )?"
            r"(?:dates?|title|years|period)",
            r"backdat(?:e|ing)",
            r"make (?:something|things|a story|stories|an? \w+) up",
            r"make up (?:an?|some|something|anything|stories|things|the)(?! (?:for|to)\b)",
            r"invent (?:an?|some|something|things|stories)",
            r"round(?:ing)? (?:it|that|them|my(?: \w+){1,3}|"
            r"the (?:years?|months?|figures?|numbers?|time)) up",
            r"round(?:ing)? up (?:my|our|the (?:years?|months?|figures?|numbers?|time|dates?))",
            rf"add(?:ing)? (?:an extra|another|a few more|a couple of|{_NUMBER}) "
            r"(?:years?|months?) to",
            r"make (?:me|it|us|my \w+) (?:sound|look|seem|appear) "
            r"(?:more|better|bigger|longer|older|like|as)",
            r"(?:get|keep|have) our (?:story|stories|accounts|versions) (?:straight|the same)",
            r"(?:stick to|back up|go along with|play along with) (?:my|our|the|this) "
            r"(?:story|version|cover story)",
            r"play(?:ing)? along",
            r"(?:please|could you|can you|will you|would you|need you to|want you to|"
            r"asking you to|ask you to) cover for me",
        ),
        PRETENCE: _any(
            r"pretend(?:ing)?(?! play)",
            r"(?:pose|posing) as",
            r"pass yourself off",
            r"impersonat(?:e|ing)",
            r"act(?:ing)? (?:as if|as though|like (?:we|you|i|it|my))",
            rf"act(?:ing)? as my (?:\w+ )?{_BOSS}",
            r"play(?:ing)? the (?:part|role) of",
            rf"play(?:ing)? my (?:\w+ )?{_BOSS}",
            r"as (?:if|though) (?:you|we|i)(?:'d| had| were| was| wrote| knew)",
            r"act accordingly",
            r"answer as (?:my|one|if)",
            r"make out (?:that|you|we|i|it)",
            r"let(?:ting)? (?:them|him|her|the \w+) (?:think|believe|assume|go on thinking)",
            rf"be my (?:\w+ )?{_BOSS} (?:for|on|during|when|if)",
            r"(?:use|give|go by) (?:an? )?(?:different|false|fake|another|made-up) "
            r"(?:name|surname|title|job title|identity|address)",
        ),
        SCRIPTED: _any(
            r"word[- ]for[- ]word",
            r"verbatim",
            r"by heart",
            r"memori[sz](?:e|ing) (?:this|these|the|it|them|my)",
            rf"read(?:ing)? (?:{_THIS}|(?:this|the|these|my) (?:\w+ )?{_TEXT}(?: below)?)"
            r" (?:out|aloud|(?:to|from|off) (?:them|him|her|the|whoever|this|my))"
            r"(?! (?:of|for))",
            rf"read(?:ing)? out (?:{_THIS}|the|my|what)",
            r"(?:use|say|repeat|stick to|recite|with) (?:exactly |precisely )?"
            r"(?:these|this|the following|those|my|the) (?:exact |very |precise |same )?"
            r"(?:words?|wording|sentences?|lines?|phrases?|answers?|script)(?! process)",
            r"recit(?:e|ing)",
            r"(?:what|all) you (?:should|need to|have to|must) say",
            r"(?:say|give|use|answer) (?:just |only )?what i(?:'ve| have)? "
            r"(?:written|wrote|put|typed)",
            r"(?:written|wrote|prepared|drafted|typed)(?: out| down)? (?:your|the) "
            r"(?:answers?|lines?|replies|script|responses?)",
            r"just (?:need to |have to )?read (?:it|them|this|these)",
            r"(?:give|use) the (?:same )?answers? (?:i|we)",
            r"(?:send|sign|submit|post|publish)\b[^.!?\n]{0,40}\b(?:under|in) your (?:own )?name",
            r"repeat (?:this|it|what i|exactly|after me)",
            r"(?:say|tell (?:them|him|her)|write) (?:exactly|precisely)",
            r"(?:exactly|precisely|just) (?:as|what|how) "
            r"(?:(?:i(?:'ve| have)? (?:wrote|written|put|set|typed))|(?:it is |it's )?written|"
            r"below|above|follows)",
            r"(?:follow|stick to|use|learn) (?:the|this|my|your|our) script",
            r"(?:copy|paste|copy and paste) (?:this|the|these|it|my) (?:\w+ )?"
            r"(?:into|to|as|below|text|answers?|paragraphs?)",
        ),
        PAYMENT: _any(
            r"i(?:'ll| will| would|'d| can| could|'m going to| am going to)(?: \w+){0,2}? "
            r"(?:pay|buy|treat|give|send|bring|get|take|transfer|wire|slip|shout|stand|invite)"
            rf"(?: you)?(?: \w+){{0,4}}? {_GIFT}",
            r"pay(?:ing)? you(?! (?:back|a visit|attention))",
            r"pay(?:ing)? (?:you )?back[^.!?\n]{0,40}\b(?:once|when|if|after|as soon as) you",
            r"pay(?:ing)? for your (?:time|trouble|help|words?)",
            rf"{_GIFT} in it",
            r"(?:reward|compensate|bribe) you",
            r"a reward for you",
            r"i(?:'ll| will| would|'d) (?:get|give|send|bring|buy|lend|take|do)\b[^.!?\n]{0,50}\b"
            r"if you (?:talk|speak|say|tell|vouch|put|help)",
            r"in (?:return|exchange) for (?:an?|the|your|this|that|saying|giving|speaking|taking|"
            r"telling|it)(?! (?:reference|word) from me)",
            r"in it for you",
            r"(?:make it )?worth your while",
            r"(?:as|by way of) (?:a )?(?:\w+ )?(?:thank[- ]you|reward|compensation|payment)"
            r"(?= (?:i|there|you|for|gift|present))",
            rf"{_GIFT}(?: is| are|'s| will be| would be)? on me",
            rf"{_GIFT} coming your way",
            rf"i(?:'ll| will)? owe you (?:an?|some|one) {_GIFT}",
            rf"{_GIFT} (?:is |are |will be )?(?:for you\b|"
            r"if you (?:say|tell|do|speak|take|give|help|put)|"
            r"once you(?:'ve| have)? (?:said|told|done|spoken|taken|given))",
            r"name your price",
            r"a (?:share|cut) of my",
        ),
    }
)
PLAIN: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        UNTRUE: _any(
            rf"{_SAY}\b[^.!?\n]{{0,100}}"
            rf"(?:\b(?:although|though|but|despite the fact that|when) |[(\u2013\u2014] ?){_REALLY}"
            r"(?:i|we|you|it|that|this|there)(?: \w+ly)? "
            r"(?:(?:was|were|did|have|had|am|are|is|do|could)(?:n't| not| never)|never "
            r"(?:did|was|were|had|have|really|actually))"
            r"(?: (?:really|actually|quite|in fact|strictly|true|so|ever|him|it|there)){0,2}"
            r" *(?=[.,;:!?)\n]|$)",
            rf"{_SAY}\b[^.!?\n]{{0,60}}\b{_NUMBER}\b[^.!?\n]{{0,40}}"
            r"(?:(?:although|though|but|when|,|\() ?(?:it|that|there|we|i)(?: only| really)? "
            r"(?:was|were|had|led|managed|did)|\() ?(?:only|really|actually|in fact|in truth) "
            rf"{_NUMBER}",
            rf"(?:{_SAY}|give)\b[^.!?\n]{{0,60}}\b{_WHEN}\b[^.!?\n]{{0,30}}\b(?:although|though) "
            rf"(?:it|that|i|we)(?:'d| had| was| were)\b[^.!?\n]{{0,30}}\b{_WHEN}",
            rf"(?:say|tell (?:them|him|her)|claim|confirm|state|answer|put)\b{_SOME}\b{_WHEN},? "
            rf"(?:and )?not (?:\w+ ){{0,2}}{_WHEN}",
            r"(?:say|tell (?:them|him|her)|claim|confirm|put|give)\b[^.!?\n]{0,30}\b"
            r"(?:as|that i|i was|i led|i had|my title|we)\b[^.!?\n]{0,50}[(,;] ?"
            r"(?:i know|really|in (?:fact|truth|reality)|strictly speaking|technically),? "
            r"(?:it|that|i|we|you|there) (?:was|were|is|had|am|did)",
            rf"{_SAY}\b[^.!?\n]{{0,60}}\b(?:because|due to)\b[^.!?\n]{{0,40}}\b"
            r"(?:not|rather than|instead of) (?:because|due to)",
            rf"{_SAY}\b[^.!?\n]{{0,80}}\b(?:although|though) (?:the|my|that|this) (?:\w+ ){{1,2}}?"
            r"(?:fell through|never (?:happened|came|existed)|(?:did not|didn't) happen)",
            r"(?:never|not|n't)\b[^.!?\n]{0,60}\b(?:but|so|yet|still)\b[^.!?\n]{0,20}\b"
            r"(?:say|tell|claim|confirm)\b[^.!?\n]{0,30}\b(?:did|was|were|had|have|am|do)"
            r" *(?=[.,;!?\n]|$)",
            rf"{_SAY}\b[^.!?\n]{{0,80}}\b(?:which|but (?:it|that)|although (?:it|that)) (?:\w+ly )?"
            r"(?:isn't|wasn't|is not|was not) (?:\w+ly )?(?:the case|so|true)",
            r"(?:in (?:reality|truth|fact)|really|actually)\b[^.!?\n]{0,40}\bso\b[^.!?\n]{0,20}\b"
            r"(?:say|go with|tell them|put|stick (?:to|with))",
            r"(?:nobody|no one) (?:will|would|is going to|ever) (?:ever )?"
            r"(?:checks?|finds? out|notices?|knows?)",
            r"they(?:'ll| will| can| would) never (?:check|know|find out|notice)",
            r"they (?:don't|won't|do not|will not|cannot|can't) (?:check|verify|test|prove)",
            r"(?:even if|although|though|even though)[^.!?\n]{0,30}\b(?:not|n't)"
            r"(?: \w+ly| quite)? (?:true|right|accurate|correct|how it was|what happened)",
            rf"(?:say|tell (?:them|him|her|anyone|anybody)|claim|confirm|state|answer|put)\b{_SOME}"
            rf"\b{_RANK}\b{_SOME}\b(?:instead of|rather than|and not|not) (?:\w+ ){{0,3}}{_RANK}",
        ),
        PRETENCE: _any(
            rf"(?:just|simply|please just|if \w+ asks?,?) (?:say|tell \w+|answer) (?:that )?"
            rf"you(?:'re| are| were) my (?:\w+ )?{_BOSS}",
            rf"you(?:'re| are| were) (?:now )?(?:officially )?my (?:\w+ )?{_BOSS},? "
            r"(?:if|should|as far as|in case) (?:\w+ )?"
            r"(?:asks?|asked|is asked|knows?|rings?|calls?)",
            r"as far as (?:they|anyone|anybody|the \w+|he|she) "
            r"(?:knows?|(?:is|are) concerned),? (?:i|we|you)",
            r"for (?:the (?:sake|purposes?) of )?(?:this|the) (?:call|conversation|reference),? "
            r"(?:(?:i|we|you)(?: were| was| are|'re|'m| am)|my (?:title|dates?|role))",
        ),
        SCRIPTED: _any(
            r"(?<!they )(?<!used to )(?<!would )"
            r"(?:say|tell (?:them|him|her)|answer|reply|respond|repeat|write)"
            r"(?: (?:them|him|her|with|only|simply|just|this|something like))?"
            rf" ?[:,]? ?{_QUOTED}",
            r"(?:here(?:'s| is)|attached is|this is|find) (?:your|the|a|my) script",
            r"your (?:lines?|script|answers?)(?: (?:is|are|should be|would be)\b|:)",
            r"the (?:right|correct|agreed|best) answers? (?:is|are|would be)",
            r"(?:do not|don't|without) (?:change|changing|deviat\w+|improvis\w+|alter\w*|add\w*) "
            r"(?:a|any|from|the|one|anything)\b[^.!?\n]{0,20}\b"
            r"(?:words?|this|it|text|script|to it)",
            r"(?:do not|don't) improvise",
        ),
        HIDDEN: _any(
            r"if (?:they|anyone|anybody|she|he|asked|the \w+)\b[^.!?\n]{0,60}\b"
            r"(?:say|answer|tell (?:them|him|her)) "
            r"(?:(?:no|nothing)(?= *(?:[.,;!?\n]|$))|"
            r"(?:that )?(?:there (?:was|were|is|are)|i have|i had) (?:no|none|nothing)|"
            r"(?:that )?you (?:do not|don't|cannot|can't) (?:know|remember|recall))",
            r"what they (?:don't|do not) know",
            r"(?:say|tell (?:them|him|her)|claim) (?:that )?you "
            r"(?:know nothing|never heard|have no idea)",
            r"(?:do not|don't|no need to) be (?:too |so |completely |entirely |overly |that )?"
            r"(?:honest|truthful|open|frank)",
        ),
    }
)
CONTRADICTED = regex(
    rf"\b{_SAY}\b[^.!?\n]{{5,80}}[.!?]+\s+(?:i|we|you|it) (?:really |actually )?"
    r"(?:(?:was|were|did|have|had)(?:n't| not)|never (?:did|was|were|had))(?: really| actually)?"
    r"(?=[.,;!?\n]|$)",
    re.IGNORECASE,
)
"""Something to say, and a sentence after it that it is not so."""
DICTATED = _any(
    r"(?:please|could you|can you|would you|just|you (?:should|must|can)|"
    r"(?:help|nice|good|great|grateful) if you(?: could| would|'d)?) "
    r"(?:say|said|tell (?:them|him|her)|told (?:them|him|her)|confirm|confirmed)(?: that)? "
    r"(?:i|we|you) (?!(?:would|will|am|are|hope|think|do|cannot)\b|(?:don|can)')\w+",
    r"(?:(?<=[.!?] )|(?<![^\n]))(?:say|tell (?:them|him|her)|confirm)(?: that)? "
    r"(?:i|we) (?!(?:would|will|am|are|hope|think)\b)\w+",
)
"""What may well be so, and is put into their mouth all the same."""
NEGATED = regex(
    r"(?:\b(?:not|never|no need|no reason|no|nobody|none|without|neither|nor|nothing|cannot|"
    r"rather than|instead of)|"
    r"\b(?:do|does|did|ca|wo|would|should|could|must|need|is|are|was|were|have|has|had)n'?t)\b"
    r"(?!\W+(?:forget|hesitate|be (?:shy|afraid|too)|worry|mind|only|fail))"
    r"(?:(?!\b(?:but|just|instead|though|although|then|please)\b|[;:()\u2013\u2014]"
    r"|,(?! (?:or|and|nor|\w+(?:,| or| nor| and))\b)).){0,70}$",
    re.IGNORECASE,
)
"""What stands before a request and turns it round; a new clause ends its reach."""
UNSURE = _any(
    r"(?:if|and|where|when) you (?:really )?(?:do not|don't|cannot|can't) (?:remember|know|recall)"
)
"""Somebody who does not remember may say so."""
SUPERLATIVES = _any(
    r"(?:the )?best(?! (?:wishes|regards|time|number|way|hours|reached|to|of luck|practices?))",
    r"(?:greatest|finest|brightest|smartest|hardest[- ]working|most (?:talented|gifted|brilliant|"
    r"capable|reliable|dedicated|impressive|hard-?working))",
    r"(?:outstanding|exceptional(?:ly)?|extraordinar(?:y|ily)|brilliant(?:ly)?|amazing(?:ly)?|"
    r"fantastic|incredibl[ey]|phenomenal|superb(?:ly)?|perfect(?:ly)?|flawless(?:ly)?|genius|"
    r"rock ?star|unmatched|unrivalled|unparalleled|world[- ]class|stellar|second to none|"
    r"one in a million|wonderful|magnificent|invaluable|irreplaceable)",
)
