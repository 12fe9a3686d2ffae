"""How much is kept for one account, and what a name may do: nothing, it is only text."""

from collections.abc import Sequence
from urllib.parse import quote

from afterview.core.patterns import regex

MOST_FILES = 500
"""Files of one account. A search of two years with a letter for every application has fewer."""
MOST_BYTES = 500_000_000
"""Bytes of all files of one account, each counted as often as it is listed."""

_REORDERING = regex("[\u202a-\u202e\u2066-\u2069]")
_SEPARATING = regex(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_NOT_PLAIN = regex(r"[^A-Za-z0-9 ._()-]")
_NEED_NO_QUOTE = "!#$&+-.^_`|~"  # RFC 8187, 3.2.1


def in_order(name: str) -> str:
    """Return a name whose letters are shown in the order they are in.

    Raises:
        ValueError: something in it turns them round, so that `exe.pdf` would be read where
            `fdp.exe` is written. (Names in Arabic or Hebrew need nothing of the kind.)
    """
    if _REORDERING.search(name):
        raise ValueError("characters that change the direction of writing are not allowed here")
    return name


def offered_name(name: str, suffixes: Sequence[str]) -> str:
    """The name to save a file under: without folders, and ending as what it is.

    Whoever saves it could take a separator for a folder, and the suffix of a program for one.
    """
    bare = _SEPARATING.sub("_", name).strip(" .") or "file"
    return bare if bare.lower().endswith(tuple(suffixes)) else f"{bare}{suffixes[0]}"


def disposition(name: str) -> str:
    """The `Content-Disposition` that has a file saved, not shown (RFC 6266).

    Twice the same name: in ASCII for old programs, and as it is.
    """
    plain = _NOT_PLAIN.sub("_", name)
    quoted = quote(name, safe=_NEED_NO_QUOTE)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quoted}"
