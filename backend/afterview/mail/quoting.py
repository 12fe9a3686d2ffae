"""What somebody wrote in a mail, without the mails below it and without their signature."""

import re

from afterview.core.patterns import regex

MOST = 50_000
"""Characters that are looked at."""
_CUTS = regex(
    r"^[ \t]{0,9}(?:"
    r"-{2,}[ \t]{0,3}(?:original message|forwarded message|ursprüngliche nachricht|"
    r"message d'origine|message transféré).{0,40}"
    r"|_{20,}"
    r"|(?:on|am|le)[ ][^\n]{4,200}(?:wrote|schrieb[^\n]{0,100}|a écrit)[ \xa0]{0,2}:"
    r"|(?:on|am|le)[ ][^\n]{4,200}\n[^\n]{0,120}(?:wrote|schrieb|a écrit)[ \xa0]{0,2}:"
    r"|--[ ]?"
    r")[ \t]{0,9}$",
    re.IGNORECASE | re.MULTILINE,
)
_HEADER_BLOCK = regex(
    r"^[ \t]{0,9}(?:from|von|de)[ \xa0]{0,2}:[^\n]{1,200}\n"
    r"(?:sent|date|gesendet|envoyé|datum|to|an|à|subject|betreff|objet)[ \xa0]{0,2}:",
    re.IGNORECASE | re.MULTILINE,
)


def unquoted(text: str) -> str:
    """Return the words that are new in a mail: above what it answers, and above the signature."""
    text = text[:MOST]
    ends = [found.start() for pattern in (_CUTS, _HEADER_BLOCK) if (found := pattern.search(text))]
    above = text[: min(ends, default=len(text))]
    kept = [line for line in above.split("\n") if not line.lstrip().startswith(">")]
    return "\n".join(kept).strip()


def excerpt(text: str, length: int = 400) -> str:
    """The beginning of what was newly written, cut at a word."""
    words = unquoted(text) or text.strip()
    if len(words) <= length:
        return words
    return words[:length].rsplit(None, 1)[0].rstrip() + " …"
