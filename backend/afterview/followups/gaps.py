"""What is left of a sentence when something in it is not known. Pure.

A wording is made of sentences. One that hangs on nothing but unknown things is not said at all:
"you hoped to decide by" is worse than silence. In any other the gap closes, together with the
comma, the bracket or the preposition that led up to it.
"""

import re
from collections.abc import Iterator

from afterview.core.patterns import regex

_END = regex(r"(?<![.!?\u2026])[.!?\u2026]++[\"')\]\u201d\u2019]*+\s++")
_ABBREVIATED = regex(
    r"(?:^|[\s(])(?:dr|mr|mrs|ms|mx|prof|st|no|vs|e\.g|i\.e|[a-z])\.\s*$", re.IGNORECASE
)
_LONGEST_ABBREVIATION = 8
_MARKER = regex(r"\s*(?:(?:[-*\u2022\u2013]|\d{1,3}[.)])\s+)?")
"""The indentation and the bullet or the number of a line in a list."""
_NEXT_ITEM = regex(r"(?:,\s*)?(?:(?:and|or|&)\s+)?(?=\{\{)", re.IGNORECASE)
_PAIRS = {"(": ")", "[": "]", '"': '"', "'": "'", "\u201c": "\u201d", "\u2018": "\u2019"}
_SEPARATORS = " \t,;:\u2013\u2014-/|&"
_SLASHES = ("/", "|")
_CLOSING = tuple(".,;:!?)]\u201d\u2019\u2026")
_JOINING = frozenset({"and", "or", "&"})
_LEADS = """\
about after at before between but by for from in near nor of on since than through till to until
via with"""
_LEADING_UP = _JOINING | set(_LEADS.split())


def marker(line: str) -> str:
    """Return what a line begins with before its first word: indentation, a bullet, a number."""
    found = _MARKER.match(line)
    assert found is not None  # it may be empty
    return found[0]


def sentences(text: str, whole: re.Pattern[str]) -> Iterator[str]:
    """The sentences of a line, each with the space after it. What fits `whole` is one already."""
    ends = {found.end(): found.start() for found in _END.finditer(text)}
    ends |= {found.end(): -1 for found in whole.finditer(text)}
    begins = 0
    for end in sorted(ends):
        if end == len(text) or text[end].islower() or _abbreviated(text, ends[end], end):
            continue
        yield text[begins:end]
        begins = end
    yield text[begins:]


def _abbreviated(text: str, mark: int, end: int) -> bool:
    """Whether the full stop before a place belongs to a word like `Dr.`"""
    if mark < 0:
        return False
    return _ABBREVIATED.search(text[max(mark - _LONGEST_ABBREVIATION, 0) : end]) is not None


def set_off(left: str, right: str) -> bool:
    """Whether a gap stands in brackets or between commas, so that the sentence does without it."""
    left, right = left.rstrip(), right.lstrip()
    if not left or not right:
        return False
    return (left[-1], right[0]) in {("(", ")"), ("[", "]"), (",", ",")}


def close(left: str, right: str) -> str:
    """Join what stands before and after something unknown, so that it reads as if never there."""
    spaced = left[-1:].isspace() or right[:1].isspace() or not left or not right
    left, right = left.rstrip(), right.lstrip()
    while left and right and _PAIRS.get(left[-1]) == right[0]:
        left, right, spaced = left[:-1].rstrip(), right[1:].lstrip(), True
    item = _NEXT_ITEM.match(right)
    if item is not None and item[0]:
        if left.endswith(","):
            left = left[:-1]
        elif _last_word(left) in _JOINING:
            left = _without_last_word(left)
        elif not left.endswith("}}"):
            right = right[item.end() :]
        return _joined(left, right, spaced=spaced)
    if left.endswith(",") and right.startswith(","):
        return _joined(left[:-1], right[1:].lstrip(), spaced=True)
    if left.endswith(_SLASHES) and right.startswith(_SLASHES):
        return _joined(left[:-1].rstrip(), right, spaced=spaced)
    while _last_word(left) in _LEADING_UP:
        left = _without_last_word(left)
    if not right or right.startswith(_CLOSING):
        left = left.rstrip(_SEPARATORS)
    if not left:
        right = right.lstrip(_SEPARATORS + ".!?")
    return _joined(left, right, spaced=spaced)


def _last_word(text: str) -> str:
    return text[-10:].rsplit(maxsplit=1)[-1].lower() if text else ""


def _without_last_word(text: str) -> str:
    return text[: -len(_last_word(text))].rstrip()


def _joined(left: str, right: str, *, spaced: bool) -> str:
    close_up = not left or not right or right.startswith(_CLOSING) or left[-1] in _PAIRS
    return f"{left}{right}" if close_up or not spaced else f"{left} {right}"
