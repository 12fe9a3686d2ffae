"""The words of an HTML mail, without its markup.

Not `html.parser`: on purpose-made input it takes time that grows with the square of the size.
This reads each character once, and needs no more of HTML than mail does: where lines break, what
is quoted, and what is not meant to be read.
"""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice

from afterview.core.patterns import regex

LOOKED_AT = 300_000
"""Characters of markup that are read."""
TOKENS = 20_000
"""Tags and runs of words that are read; a long newsletter has a quarter of it."""
_TOKEN = regex(r"<(/?)([A-Za-z][A-Za-z0-9]{0,20}+)[^<>]*>|<[!?/][^<>]*>|[^<]+|<")
_SILENT = {"script", "style", "head", "title", "template", "svg", "noscript", "object", "iframe"}
_BREAKS = {"br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "blockquote", "pre"}
_BREAKS |= {f"h{level}" for level in range(1, 7)}
_RUNS = regex(r"[ \t\n\r\f\xa0]+")
_EMPTY_LINES = regex(r"\n{3,}")
_ENTITY = regex(r"&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z0-9]{1,31});?")


def plain_text(markup: str) -> str:
    """Return what a reader would see; quotations keep their mark, `> `."""
    said: list[str] = []
    quoted, fresh = 0, True
    for closing, name, words in islice(_tokens(markup[:LOOKED_AT]), TOKENS):
        if name == "blockquote":
            quoted = max(quoted + (-1 if closing else 1), 0)
        if name in _BREAKS:
            said.append("\n" + "> " * min(quoted, 5))
            fresh = True
        elif name in ("td", "th"):
            words = " "
        if words and (not fresh or words.strip()):
            said.append(words.lstrip() if fresh else words)
            fresh = False
    lines = (line.rstrip() for line in "".join(said).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _tokens(markup: str) -> Iterator[tuple[bool, str, str]]:
    """Tags (whether closing, name) and the words between them, in order."""
    lower, at = markup.lower(), 0
    if len(lower) != len(markup):  # a few letters are longer in lower case
        markup = lower
    while match := _TOKEN.match(markup, at):
        start, at = match.span()
        name = (match[2] or "").lower()
        if markup.startswith("<!--", start):
            at = _after(lower, "-->", start + 4)
        elif name in _SILENT and not match[1]:
            at = _after(lower, f"</{name}", at)
        elif name:
            yield bool(match[1]), name, ""
        elif not match[0].startswith(("<!", "<?", "</")):
            yield False, "", _ENTITY.sub(_character, _RUNS.sub(" ", match[0]))


def _after(lower: str, end: str, at: int) -> int:
    """Where silence ends; what is never closed is silent to its end."""
    found = lower.find(end, at)
    return len(lower) if found < 0 else found + (len(end) if end == "-->" else 0)


def _character(entity: re.Match[str]) -> str:
    return unescape(entity[0]).replace("\xa0", " ")
