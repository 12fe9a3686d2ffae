"""Identifiers: UUID version 7, so that rows sort by the time they were made (RFC 9562)."""

from inspect import signature
from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    return uuid7()


# Pydantic asks a default's factory for its signature for every row that is made.
new_id.__signature__ = signature(new_id)  # type: ignore[attr-defined]  # a function takes any
