"""Whether two notes to one panel read as one: panels compare (FU-07). Pure."""

from collections.abc import Sequence

ALIKE = 0.9
"""From this share of sameness on, two notes to one panel read as one."""
COMPARED = 2_000
"""Characters of two notes that are compared."""


def alike(one: str, other: str) -> bool:
    """Whether two notes are nearly the same, greeting aside."""
    first, second = (" ".join(_ungreeted(text).split())[:COMPARED] for text in (one, other))
    if not first or not second:
        return False
    ours, theirs = first.split(), second.split()
    return 2 * _shared_in_order(ours, theirs) >= ALIKE * (len(ours) + len(theirs))


def _shared_in_order(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Return how many words two notes share in the same order.

    One bit a word, so that its cost does not depend on what somebody pastes, as difflib's does.
    Source: Hyyrö 2004, a bit-parallel longest common subsequence.
    """
    places: dict[str, int] = {}
    for place, word in enumerate(ours):
        places[word] = places.get(word, 0) | 1 << place
    every = (1 << len(ours)) - 1
    unmatched = every
    for word in theirs:
        both = unmatched & places.get(word, 0)
        unmatched = (unmatched + both | unmatched - both) & every
    return len(ours) - unmatched.bit_count()


def _ungreeted(text: str) -> str:
    """A note without its first line, where it has more."""
    first, _, rest = text.strip().partition("\n")
    return rest if rest.strip() else first
