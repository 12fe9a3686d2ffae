"""Versions on the wire: `ETag`, `If-None-Match`, `If-Match` (RFC 9110, RFC 6585)."""

import re
from typing import Annotated

from fastapi import Header

from afterview.core.db import Versioned
from afterview.core.errors import Stale, Unconditional

_TAG = re.compile(r'^(?:W/)?"(\d{1,9})(?:\.[0-9a-f]{8})?"$')
IF_MATCH = (
    "The `ETag` of the representation you read. Without it the answer is 428; when the row has "
    "changed since, 412. `*` overwrites on purpose."
)
IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description=IF_MATCH, max_length=200, examples=["*"]),
]


def make(version: int | None, checksum: int) -> str:
    """Return the tag: the row's version, then a checksum of all that was sent.

    The version alone guards writes. The checksum makes reads exact: a representation may carry
    names of other rows, which change without this one.
    """
    return f'"{version or 0}.{checksum:08x}"'


def matches(asked: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` header covers this tag (weak comparison)."""
    if asked is None:
        return False
    wanted = {part.strip().removeprefix("W/") for part in asked.split(",")}
    return "*" in wanted or tag in wanted


def check(row: Versioned, if_match: str | None) -> None:
    """Let a change through only if its author has seen the row as it is.

    Raises:
        Unconditional: no `If-Match` was sent (428).
        Stale: the row has moved on (412); the current tag's version is in the detail.
    """
    if if_match is None:
        raise Unconditional(
            "Send If-Match with the ETag you read, or If-Match: * to overwrite on purpose.",
            pointer="If-Match",
        )
    tags = [part.strip() for part in if_match.split(",")]
    if "*" in tags:
        return
    found = (_TAG.match(tag) for tag in tags)
    if not any(tag and int(tag[1]) == row.version for tag in found):
        raise Stale(
            f"It changed since you read it; it is now at version {row.version}. "
            "Read it again, then retry.",
            pointer="If-Match",
            headers={"ETag": f'"{row.version}"'},
        )
