"""Bases of what goes in and out, and the types of value that several rooms share."""

import re
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

_CONTROL_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_CONTROL_PROSE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]")


class ReadSchema(BaseModel):
    """What we send. Built straight from table rows."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_serialization_defaults_required=True,
        defer_build=True,  # a start needs none of them; each is built when it is first sent
    )


class QuerySchema(BaseModel):
    """Parameters of an address; the route has refused unknown names already."""

    model_config = ConfigDict(extra="ignore", defer_build=True)


class WriteSchema(BaseModel):
    """What we accept. Unknown keys are a client bug, so we say so."""

    model_config = ConfigDict(
        extra="forbid",
        str_strip_whitespace=True,
        allow_inf_nan=False,
        hide_input_in_errors=True,  # an error ends up in the log, people's words must not
        defer_build=True,  # built when its operation is first asked for (core/late_routes.py)
    )

    def sent(self) -> dict[str, Any]:
        """Only the fields the client actually sent, as Python values."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def unchanged(**field: Any) -> Any:
    """A PATCH field: may be left out, may not be null unless its type says so."""
    return Field(default=None, json_schema_extra=_without_default, **field)


def _without_default(schema: dict[str, Any]) -> None:
    """Leaving a field out is not the same as sending null, so no default is published."""
    schema.pop("default", None)


def _one_line(text: str) -> str:
    if _CONTROL_LINE.search(text):
        raise ValueError("control characters and line breaks are not allowed here")
    return text


def _prose(text: str) -> str:
    if _CONTROL_PROSE.search(text):
        raise ValueError("control characters other than line breaks and tabs are not allowed")
    return text.replace("\r\n", "\n").replace("\r", "\n")


Line = Annotated[str, StringConstraints(max_length=200), AfterValidator(_one_line)]
"""One line of text, at most 200 characters, possibly empty."""
Name = Annotated[str, StringConstraints(min_length=1, max_length=200), AfterValidator(_one_line)]
"""One line of text, 1 to 200 characters."""
Prose = Annotated[str, StringConstraints(max_length=20_000), AfterValidator(_prose)]
"""Text with line breaks, at most 20,000 characters."""


def _in_range(instant: datetime) -> datetime:
    if not 1970 <= instant.year <= 2200:
        raise ValueError("instants lie between the years 1970 and 2200")
    return instant.astimezone(UTC)


def _day_in_range(day: date) -> date:
    if not 1900 <= day.year <= 2200:
        raise ValueError("days lie between the years 1900 and 2200")
    return day


Instant = Annotated[AwareDatetime, AfterValidator(_in_range)]
"""RFC 3339 with an offset; answered in UTC with `Z`."""
Day = Annotated[date, AfterValidator(_day_in_range)]
"""A calendar day, `YYYY-MM-DD`."""


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # reads a folder tree: once is enough


def _known_zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("not an IANA time zone, for example Europe/London")
    return name


def _on_the_wall(hour: time) -> time:
    if hour.tzinfo is not None:
        raise ValueError("a local time has no offset")
    return hour.replace(second=0, microsecond=0)


LocalTime = Annotated[
    time,
    AfterValidator(_on_the_wall),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$"}),
]
"""A time of day as clocks show it, to the minute. (JSON Schema's `time` would want an offset.)"""


Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_known_zone)]
"""An IANA time zone."""
Region = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
"""ISO 3166-1 alpha-2, or ISO 3166-2 where it matters, for example `GB` or `GB-SCT`."""
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
"""ISO 4217."""
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?$")]
"""BCP 47, for example `en-GB`."""
Url = Annotated[
    str,
    StringConstraints(max_length=2_000, pattern=r"^https?://[^\s/$.?#][^\s]*$"),
    AfterValidator(_one_line),
]
"""An absolute http or https address."""
Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;]+$"),
    AfterValidator(_one_line),
]
"""A mail address; compared without regard to case."""
Reachable = Annotated[
    str, StringConstraints(min_length=1, max_length=254), AfterValidator(_one_line)
]
"""How to reach somebody on some channel: one line, with room for any mail address."""
Minor = Annotated[
    int,
    Field(
        strict=True, ge=0, le=10**13, description="Amount in minor units (pence, cents)."
    ),  # or `true` would be a penny
]


class Money(WriteSchema):
    """An amount of money in the smallest unit of its currency."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    amount_minor: Minor = Field(examples=[2_500_000])
    currency: Currency = Field(description="ISO 4217.", examples=["GBP"])
