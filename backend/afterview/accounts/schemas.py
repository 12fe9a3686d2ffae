"""What accounts, sessions and tokens look like from outside."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from afterview.accounts.models import Scope
from afterview.core.schema import (
    Currency,
    Email,
    Instant,
    Line,
    Locale,
    LocalTime,
    Name,
    ReadSchema,
    Region,
    WriteSchema,
    Zone,
    unchanged,
)

Password = Annotated[
    str,
    StringConstraints(min_length=8, max_length=200, strip_whitespace=False),
    Field(
        description="8 to 200 characters, taken as they are.",
        examples=["a long walk after the interview"],
    ),
]
NAME = Field(description="How to address you.", examples=["Sam Okafor"])
ZONE = Field(description="IANA zone your days are counted in.", examples=["Europe/London"])
REGION = Field(description="Country, or part of one, whose holidays count.", examples=["GB"])
CURRENCY = Field(description="Currency that amounts start out with.", examples=["GBP"])
LOCALE = Field(description="Language and country for dates and numbers.", examples=["en-GB"])


class AccountCreate(WriteSchema):
    """Everything an account needs to begin with."""

    email: Email = Field(examples=["sam@example.org"])
    password: Password
    name: Annotated[Line, NAME] = ""
    zone: Annotated[Zone, ZONE] = "Europe/London"
    region: Annotated[Region, REGION] = "GB"
    locale: Annotated[Locale, LOCALE] = "en-GB"
    currency: Annotated[Currency, CURRENCY] = "GBP"


class AccountRead(ReadSchema):
    """An account: who you are, and where and when you can be reached by a nudge."""

    id: UUID
    email: Annotated[str, Field(examples=["sam@example.org"])]
    name: Annotated[str, NAME]
    zone: Annotated[str, ZONE]
    region: Annotated[str, REGION]
    locale: Annotated[str, LOCALE]
    currency: Annotated[str, CURRENCY]
    day_starts_at: LocalTime = Field(
        description="Local time before which nothing is suggested.", examples=["08:00:00"]
    )
    day_ends_at: LocalTime = Field(
        description="Local time after which nothing is suggested.", examples=["20:00:00"]
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class AccountPatch(WriteSchema):
    """What may be changed about an account. The mail address is its name and stays."""

    name: Annotated[Line, NAME] = unchanged()
    zone: Annotated[Zone, ZONE] = unchanged()
    region: Annotated[Region, REGION] = unchanged()
    locale: Annotated[Locale, LOCALE] = unchanged()
    currency: Annotated[Currency, CURRENCY] = unchanged()
    day_starts_at: LocalTime = unchanged(examples=["08:00:00"])
    day_ends_at: LocalTime = unchanged(
        description="At least four hours after the day starts.", examples=["20:00:00"]
    )


class SignIn(WriteSchema):
    """Proof of being the owner of an account."""

    email: Email = Field(examples=["sam@example.org"])
    password: Password


class PasswordChange(WriteSchema):
    """The old password and the new one."""

    current_password: Password
    new_password: Password


class AccountErasure(WriteSchema):
    """The password again, because this cannot be undone."""

    password: Password


class SessionRead(ReadSchema):
    """A browser that is signed in."""

    id: UUID
    device: str = Field(description="What the browser says it is.", examples=["Firefox on Android"])
    current: bool = Field(description="Whether this is the one you are asking with.")
    created_at: datetime
    seen_at: datetime = Field(description="Last use, to within five minutes.")
    expires_at: datetime


class WhoAmI(ReadSchema):
    """Who is asking, and with which rights."""

    account: AccountRead
    scopes: list[Scope] = Field(examples=[["read", "write"]])
    session_id: UUID | None = Field(description="Null when asking with a token.", examples=[None])


class TokenCreate(WriteSchema):
    """A name to recognise the token by, what it may do, and for how long."""

    name: Name = Field(examples=["Backup script"])
    scopes: list[Scope] = Field(
        min_length=1,
        max_length=4,
        description="`read` looks, `write` changes, `send` lets messages leave, "
        "`admin` does everything, the account itself included.",
        examples=[["read", "write"]],
    )
    expires_at: Instant | None = Field(
        default=None,
        description="Null for a token that lasts until it is revoked.",
        examples=["2027-06-30T00:00:00Z"],
    )

    @model_validator(mode="after")
    def _each_scope_once(self) -> Self:
        self.scopes = sorted(set(self.scopes))
        return self


class TokenRead(ReadSchema):
    """A personal token, without its secret."""

    id: UUID
    name: str = Field(examples=["Backup script"])
    prefix: str = Field(description="First characters, to recognise it by.", examples=["avt_x7Kp"])
    scopes: list[Scope] = Field(examples=[["read", "write"]])
    created_at: datetime
    used_at: datetime | None = Field(description="Last use, to within five minutes.")
    expires_at: datetime | None


class TokenCreated(TokenRead):
    """A new token, with its secret: the only time it is shown."""

    token: str | None = Field(
        description="Send it as `Authorization: Bearer …`. Null when a repeated "
        "Idempotency-Key brings this answer back: the secret is not kept.",
        examples=["avt_x7KpExampleOnlyNotARealSecret0000000000000"],
    )
