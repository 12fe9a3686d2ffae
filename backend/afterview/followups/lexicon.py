"""What a message had better not say, as patterns (FU-07). Pure.

Each stands for a habit rather than a word: `your dress` is one, `your dress code` is not. British
and American spellings; apostrophes are straight here, and lines unwrapped.
"""

import re

from afterview.core.patterns import regex

BRACKETS = regex(
    r"\[(?!\d{1,3}\]|sic\])[^\[\]\n]{1,40}\]"
    r"|<[a-z _-]{2,30}>|\{[^{}\n]{0,60}\}|\{\{|\}\}|_{3,}|\bx{3,}\b"
    r"|\b(?-i:TODO|TBC|TBD)\b|\blorem ipsum\b"
    r"|\binsert (?:the |your |their |a )?(?:name|role|title|company|employer|day|date)\b",
    re.IGNORECASE,
)
"""What was to be filled in."""
ASKS = regex(
    r"\b(?:(?:could|would|can) you (?:kindly |please )?(?:let me know|tell me)|grateful if you"
    r"|let me know (?:where|whether|how|when|if)"
    r"|wonder(?:ing|ed)? (?:whether|if|where|how|when))\b",
    re.IGNORECASE,
)
"""A question that goes without its mark."""


def _phrases(*alternatives: str) -> re.Pattern[str]:
    return regex(rf"\b(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


_SOON = r"[^.!?\n]{0,40}\b(?:by|before|today|tomorrow|tonight|immediately|at once|asap|now)"
_MUST = r"(?:must|need to|have to)"
_ANSWER = r"(?:answer|reply|response|decision|update|explanation)"
_THREAT = r"[^.!?\n]{0,60}\bi(?:'ll| will| shall|'m going to| am going to)"
DEMANDS = _phrases(
    r"did i get (?:the|this) (?:job|role|position)",
    r"(?:have|'ve) i (?:actually )?got (?:the|this) (?:job|role|position)",
    r"do i have (?:the|this) (?:job|role|position)",
    r"is the (?:job|role|position) mine",
    r"am i (?:hired|in or out)",
    rf"i {_MUST} (?:hear|know|have (?:an?|the|your) {_ANSWER}){_SOON}",
    r"i need (?:an?|your) (?:\w+ )?(?:answer|reply|response|decision)",
    rf"i expect to hear (?:back )?from you{_SOON}",
    r"(?:let me know|tell me|answer|reply|respond|decide)[^.!?\n]{0,40}\bor(?: else)? "
    r"i(?:'ll| will| shall)",
    rf"you {_MUST} (?:tell me|answer|reply|respond|decide|give me|let me know){_SOON}",
    r"you have (?:until|till)",
    r"i (?:expect|demand|require|insist on|deserve|want) (?:an? |the |your )?(?:\w+ )?"
    rf"{_ANSWER}",
    r"(?:if i (?:do not|don't|have not|haven't)|unless i(?: have)?) (?:hear|heard|get|got|receive|"
    rf"received|have)(?! (?:the|this|a|any) (?:job|role|position|post|place)){_THREAT}",
    r"(?:if you (?:do not|don't|can't|cannot)|unless you) (?:answer|reply|respond|decide|write|"
    rf"hire){_THREAT}",
    r"(?:this is your|your|this is the) (?:last|final) (?:chance|warning|opportunity)",
    r"(?:please )?(?:answer|reply|respond|decide)(?: to me)? "
    r"(?:immediately|at once|now|today|asap)",
    r"answer me",
    r"why (?:haven't|hadn't|didn't|won't|aren't) you",
    r"why (?:have|did|do|will|are) you (?:still )?not",
    r"why don't you (?:answer|reply|write|call|ring|respond)",
    r"you owe me",
    r"how long do i have to wait",
)
TURNING_UP = _phrases(
    r"i(?:'ll| will| shall|'m going to| am going to| might| may| could)(?: just| simply)? "
    r"(?:turn up|show up|drop by|drop in|pop in|pop by|pop round|stop by|come round|"
    r"come by(?! (?:train|bus|tram|car|bike|bicycle|tube|taxi|boat|foot|public))|wait outside|"
    r"(?:pop|drop|come|walk) into your (?:office|building|house|home)|"
    r"come to your (?:office|house|home))",
    r"i(?:'ll| will| shall)(?: be)? (?:wait|waiting|standing)?(?: for you)? ?"
    r"(?:outside(?! (?:of|town|the country|europe))|in (?:your|the) (?:lobby|reception|car park))",
    r"i know (?:when you|what time you) (?:leave|finish|go home|come home)",
    r"(?:come|visit|turn up|show up|call)[^.!?\n]{0,40}\b(?:unannounced|uninvited)",
    r"i (?:plan|intend|want) to (?:turn up|show up|drop by|drop in|wait outside|"
    r"come to your (?:office|house|home))",
)
ASKED = _phrases(
    r"as (?:you |we )?(?:asked|suggested|agreed|arranged|discussed|invited)",
    r"you(?:'ve| have)? (?:kindly )?(?:invited|asked|suggested)",
    r"(?:your|the) invitation",
    r"if (?:you (?:like|wish|prefer|want|would|are)|that|it (?:helps|is|would|suits))",
    r"whenever",
    r"for (?:the|our|my) (?:\w+ )?(?:interview|trial|meeting|appointment|induction|shift)",
)
"""What makes a visit one that was asked for."""
_LOOKS = (
    r"beautiful|gorgeous|stunning|sexy|handsome|lovely (?:in|today)|attractive|"
    r"(?:pretty|hot|cute|fit)(?=\s*(?:[.,;!?]|$|and\b|in\b|today\b|too\b|when\b))"
)
PRIVATE = _phrases(
    rf"you (?:look|looked|are|were)(?: (?:so|very|really|absolutely|quite))? (?:{_LOOKS})",
    r"your (?:husband|wife|boyfriend|girlfriend|partner's|(?:kids|children)(?!')|home address|"
    r"legs|lovely smile|smile|beautiful eyes|eyes|dress|divorce|religion|pregnancy|marriage|age)"
    r"(?! (?:code|club|sense|ward|centre|room|menu|group|of))",
    r"your (?:house|body|figure|perfume|lips|hair)(?! (?:style|rules|band|of|keeping|number))",
    r"your (?:own |private |personal )?(?:instagram|facebook|tiktok)"
    r"(?! (?:campaign|page|account|channel|strategy|posts|ads|reach|following|presence))",
    r"your (?:private|personal) (?:instagram|facebook|tiktok|life|account)",
    r"you have (?:such |very )?(?:a )?(?:lovely|beautiful|gorgeous|nice|pretty|amazing) "
    r"(?:legs|eyes|hair|smile|lips|body|figure)",
    r"i found your (?:home|private) (?:address|number)",
    r"(?:are you|you're) (?:single|married|pregnant)",
    r"i (?:know|found|saw|looked up) where you (?:live|park|drink)",
    r"(?:your (?:boss|manager|ceo|director)|my (?:uncle|aunt|father|mother|dad|mum|lawyer|"
    r"solicitor)|a friend of (?:yours|mine|your boss))[^.!?\n]{0,40}\b(?:will hear|will be hearing|"
    r"should know|is watching|will make sure|will call you|will ring you|will be in touch|"
    r"knows about this)",
    r"(?:asked|told|got) your (?:boss|manager|ceo|director) to (?:put in|have a word|speak to you|"
    r"talk to you|lean on|push you|hurry you|chase)",
    r"i(?:'ll| will| shall) (?:write to|complain to|contact|call|ring|tell|go to) your "
    r"(?:boss|manager|ceo|director)",
)
PAY = _phrases(
    r"salar(?:y|ies)",
    r"pay rise",
    r"wages?",
    r"(?<!not )pay(?: range| package)?(?!-)"
    r"(?! (?:attention|close attention|a visit|tribute|off|for itself|heed|back))",
    r"holiday(?:s)? (?:allowance|entitlement|days)",
    r"annual leave",
    r"vacation days",
    r"paid time off",
    r"pto",
    r"days off",
    r"bonus(?:es)?(?! (?:round|game|ball|number))",
    r"benefits package",
    r"pensions?",
)
SORRY = _phrases(
    r"sorry", r"apologi[sz](?:e|es|ed|ing)", r"apologies", r"apology", r"forgive me", r"my bad"
)
SELF_BLAME = _phrases(
    r"i(?:'m| am| was| must have (?:been|sounded|seemed))"
    r"(?: (?:such|so|an?|really|totally|completely|complete|total|just|utterly)){0,4} (?:idiot|"
    r"stupid|useless|hopeless|terrible|awful|pathetic|rubbish|mess|incompetent|worthless|dreadful|"
    r"failure|disaster|fool)(?! (?:recovery|relief|response|management|analysis|mode))",
    r"i (?:messed|screwed|fluffed|cocked|stuffed) (?:it |everything |that |things )?up",
    r"i (?:blew|ruined|botched) (?:it|everything|the interview)",
    r"i made a (?:complete |total |right )?(?:fool|mess) of",
    r"(?:you(?:'ve| have)? (?:probably|surely)|you must)(?: have)? "
    r"(?:forgotten|hate|hated|regret|regretted) (?:me|it|my|meeting|seeing|inviting)",
    r"i know i(?:'m| am) not (?:good|qualified|experienced|clever) enough",
)
REOPENS = _phrases(
    r"reconsider",
    r"re-?open",
    r"change your mind",
    r"think again",
    r"(?:second|another|one more) chance",
    r"look at (?:it|my application) again",
)
NOT = _phrases(r"not", r"n't", r"no", r"without", r"never")
CHECKING = _phrases(
    r"(?:i(?:'m| am) )?just (?:checking in|following up|touching base|wondering)",
    r"checking in",
    r"touching base",
    r"circling back",
)
_LITTLE = """\
the a an and or but of to in on at for with from by about as is are was were be been i you we
they he she it me my your our their his her this that these those there here so very much more
most had have has do did not no yes if when what who how which would could can will just also
one some any role job work team time thank thanks dear hello regards kind best again really into
over up out than then them us its asked said told know like"""
STOP = frozenset(_LITTLE.split())
"""Words that say nothing about what was talked about."""


def first_name(name: str) -> str:
    """How to greet somebody; a title and a surname stay together."""
    words = name.split()
    if not words:
        return ""
    titled = words[0].rstrip(".").lower() in {"dr", "mr", "mrs", "ms", "mx", "prof", "professor"}
    return name if titled else words[0]
