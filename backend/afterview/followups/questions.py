"""Which of the questions that go round after an interview may be put to them (WD-09). Pure.

"When will you decide?" can be answered, and one of its kind may go into a message. "Did they hear
it? Was there a smell?" cannot, and "They hate my shoes" is no question at all: those stay at home.
In doubt a question stays there, too. Confidence DESIGN.
"""

import re

from afterview.core.patterns import regex
from afterview.followups.claims import CURLY
from afterview.followups.lexicon import (
    DEMANDS,
    PAY,
    PRIVATE,
    REOPENS,
    SELF_BLAME,
    SORRY,
    TURNING_UP,
)

SHORTEST, LONGEST = 8, 160
"""Characters; less says nothing, and more belongs into a conversation."""
_LABEL = regex(
    r"^(?:(?:still |open |to |my )*(?:ask|question|q|open)[^:?]{0,20}:\s*)", re.IGNORECASE
)
_LAST_SENTENCE = regex(r"(?:^|[.!?\u2026]\s+)([^.!?\u2026\n]+\?)$")
_ASKS = regex(
    r"^(?:(?:and|so|but),? )?(?:when|what|which|who|whom|whose|where|why|how|is|are|do|does|can"
    r"|could|will|would|may|might|should|shall)\b",
    re.IGNORECASE,
)
_ABOUT_THEM = regex(r"\b(?:they|them|their|theirs|he|him|his|she|her|hers)\b", re.IGNORECASE)
_LOOKS_BACK = regex(
    r"\b(?:did|didn't|was|wasn't|were|weren't|had|hadn't|am i|should i|what if|have been)\b",
    re.IGNORECASE,
)
"""What is over, and how one came across, is nothing that asking could mend."""
_NEVER = (_ABOUT_THEM, _LOOKS_BACK, DEMANDS, TURNING_UP, PRIVATE, PAY, REOPENS, SELF_BLAME, SORRY)


def askable(line: str) -> str:
    """Return the question that a line of notes ends in, if they may be asked it; else nothing.

    One that is followed by its answer is not open any more.
    """
    line = _LABEL.sub("", " ".join(line.strip(" -*\u2022\t").split()))
    last = _LAST_SENTENCE.search(line)
    if last is None or not SHORTEST <= len(last[1]) <= LONGEST:
        return ""
    question = last[1].replace(CURLY, "'")
    if not _ASKS.match(question) or any(pattern.search(question) for pattern in _NEVER):
        return ""
    return last[1][0].upper() + last[1][1:]
