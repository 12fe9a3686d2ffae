"""What channels, preferences and notifications look like from outside."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from afterview.core.pages import ListQuery
from afterview.core.schema import (
    Email,
    Line,
    LocalTime,
    ReadSchema,
    WriteSchema,
    unchanged,
)
from afterview.notifications.models import ChannelKind, SubjectKind
from afterview.notifications.rules import Held, Rhythm
from afterview.notifications.transports.web_push import is_point, is_secret

ChannelName = Annotated[
    Line,
    Field(
        description="What you call it; empty for no name of its own.", examples=["Kitchen tablet"]
    ),
]
HELD = "Why it waits, or why it came later than its time; null when it went at once."


def _point(text: str) -> str:
    if not is_point(text):
        raise ValueError("not a P-256 public key in base64url")
    return text


def _secret(text: str) -> str:
    if not is_secret(text):
        raise ValueError("not 16 bytes in base64url")
    return text


class PushKeys(WriteSchema):
    """The keys a browser made for one subscription."""

    p256dh: Annotated[str, StringConstraints(max_length=100), AfterValidator(_point)] = Field(
        description="Its public key: a point on P-256, base64url.",
        examples=[
            "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
        ],
    )
    auth: Annotated[str, StringConstraints(max_length=40), AfterValidator(_secret)] = Field(
        description="The secret it shares with us: 16 bytes, base64url.",
        examples=["BTBZMqHH6r4Tts7J_aSIgg"],
    )


class PushSubscription(WriteSchema):
    """What `PushManager.subscribe()` gives in the browser, as `toJSON()` writes it."""

    endpoint: Annotated[
        str, StringConstraints(max_length=1_000, pattern=r"^https?://[\x21-\x7e]+$")
    ] = Field(
        description="Where the browser's maker takes messages for it.",
        examples=["https://updates.push.services.mozilla.com/wpush/v2/gAAAAABexample"],
    )
    keys: PushKeys
    expirationTime: float | None = Field(  # noqa: N815  # the browser's own spelling
        default=None, description="Taken along because browsers send it; not used.", examples=[None]
    )


class ChannelCreate(WriteSchema):
    """A new place for reminders: `email`, `url` or `subscription`, whichever its kind needs."""

    kind: ChannelKind = Field(
        description="`email`: through your own mail account. `apprise`: ntfy, Telegram, Slack, "
        "Discord, Matrix and others. `web_push`: in a browser, also while the page is closed.",
        examples=["email"],
    )
    name: ChannelName = ""
    email: Email | None = Field(
        default=None, description="Where mail goes.", examples=["sam@example.org"]
    )
    url: Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[\x21-\x7e]+$")] | None = (
        Field(
            default=None,
            description="Address in apprise's notation, percent-encoded where needed, for example "
            "`ntfy://sams-interviews`.",
            examples=[None],
        )
    )
    subscription: PushSubscription | None = Field(
        default=None, description="Of a browser.", examples=[None]
    )

    @model_validator(mode="after")
    def _the_address_of_its_kind(self) -> Self:
        needed = ADDRESS[self.kind]
        for name in ADDRESS.values():
            if (getattr(self, name) is not None) != (name == needed):
                raise ValueError(f"a channel of this kind takes {needed}, and nothing else")
        return self


ADDRESS = {
    ChannelKind.EMAIL: "email",
    ChannelKind.APPRISE: "url",
    ChannelKind.WEB_PUSH: "subscription",
}


class ChannelPatch(WriteSchema):
    """What may be changed about a channel. Another address is another channel."""

    name: ChannelName = unchanged()
    enabled: bool = unchanged(
        description="Off: it is kept and nothing is sent to it. On forgets past failures.",
        examples=[True],
    )


class ChannelRead(ReadSchema):
    """One place that reminders go to. Its address is a secret and never shown."""

    id: UUID
    kind: ChannelKind = Field(examples=["apprise"])
    name: str = Field(description="What you call it.", examples=["Phone"])
    label: str = Field(
        description="Enough of the address to recognise it by.", examples=["ntfy topic …ews"]
    )
    enabled: bool = Field(examples=[True])
    tested_at: datetime | None = Field(description="Last check that worked.", examples=[None])
    failing_since: datetime | None = Field(
        description="Since when nothing gets through; null while it works.", examples=[None]
    )
    failure: str = Field(description="What went wrong last; empty while it works.", examples=[""])
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class ChannelCheckRead(ReadSchema):
    """What came of a test message."""

    ok: bool = Field(description="Whether the other side took it.", examples=[True])
    code: str = Field(description="Stable name of what went wrong; empty when ok.", examples=[""])
    detail: str = Field(
        description="What happened, and what to do about it.",
        examples=["Sent. It should be there within a minute."],
    )


class WebPushKeyRead(ReadSchema):
    """The key that a browser needs to subscribe."""

    public_key: str = Field(
        description="This instance's VAPID key (RFC 8292), base64url; the `applicationServerKey` "
        "of `PushManager.subscribe()`.",
        examples=[
            "BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs"
        ],
    )


PREFERRED_AT = "Local time of the daily message; a single reminder comes when its own time does."
QUIET_FROM = "Local time from which nothing is sent. The same as `quiet_to` for no quiet hours."
QUIET_TO = "Local time from which reminders may come again, the next morning if it is earlier."
CAP = "Reminders in one local day at most; 0 keeps all of them in the inbox."


class PreferencesRead(ReadSchema):
    """How often and when you want to hear from us."""

    rhythm: Rhythm = Field(
        description="`digest`: one message a day. `single`: each reminder when its time comes.",
        examples=["single"],
    )
    preferred_at: LocalTime = Field(description=PREFERRED_AT, examples=["09:00:00"])
    quiet_from: LocalTime = Field(description=QUIET_FROM, examples=["20:00:00"])
    quiet_to: LocalTime = Field(description=QUIET_TO, examples=["08:00:00"])
    daily_cap: int = Field(description=CAP, examples=[5])
    version: int = Field(description="0 as long as you never changed anything.", examples=[1])


class PreferencesPatch(WriteSchema):
    """What to change. It counts from now on, for what is held back, too."""

    rhythm: Rhythm = unchanged(examples=["digest"])
    preferred_at: LocalTime = unchanged(description=PREFERRED_AT, examples=["07:30:00"])
    quiet_from: LocalTime = unchanged(description=QUIET_FROM, examples=["21:00:00"])
    quiet_to: LocalTime = unchanged(description=QUIET_TO, examples=["07:00:00"])
    daily_cap: int = unchanged(ge=0, le=50, description=CAP, examples=[3])


class DeliveryRead(ReadSchema):
    """How a notification fared on one channel."""

    channel_id: UUID | None = Field(description="Null when the channel has been deleted since.")
    channel_label: str = Field(examples=["ntfy topic …ews"])
    status: Literal["queued", "sent", "failed"] = Field(
        description="`queued` also while it is tried again after a failure.", examples=["sent"]
    )
    attempts: int = Field(examples=[1])
    sent_at: datetime | None
    next_attempt_at: datetime | None = Field(description="When it is tried again.", examples=[None])
    failure: str = Field(description="What went wrong last; empty if nothing.", examples=[""])


class NotificationRead(ReadSchema):
    """One thing worth saying: when it was said, or why not yet, and where it went."""

    id: UUID
    subject_kind: SubjectKind = Field(examples=["follow_up"])
    subject_id: UUID
    nudge: int = Field(
        ge=1, le=2, description="The first reminder about it, or the last.", examples=[1]
    )
    title: str = Field(examples=["Thank Priya Nair"])
    body: str = Field(examples=["Bingo caller at Mecca Customer Services"])
    href: str = Field(
        description="Page of the client that shows it.",
        examples=["/interviews/01970000-0000-7000-8000-000000000001#follow-ups"],
    )
    why: str = Field(
        description="Why you are told.", examples=["Thanks count most within 24 hours."]
    )
    held_reason: Held | None = Field(description=HELD, examples=[None])
    held_until: datetime | None = Field(
        description="When it is looked at again; null unless it waits.", examples=[None]
    )
    sent_at: datetime | None = Field(
        description="When it left: on every channel there was, and into the inbox."
    )
    read_at: datetime | None = Field(examples=[None])
    deliveries: list[DeliveryRead]
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class ReadingsRead(ReadSchema):
    """What came of marking everything as read."""

    marked: int = Field(description="How many were unread.", examples=[3])
    read_at: datetime


class NotificationQuery(ListQuery):
    """Which notifications, in which order."""

    unread: bool | None = Field(default=None, description="Only those you have not read, or have.")
    held: bool | None = Field(
        default=None, description="Only those that did not go out, or only those that did."
    )
    subject_kind: list[SubjectKind] = Field(default=[], description="About any of these.")
    sort: Literal["created_at", "-created_at", "updated_at", "-updated_at"] = Field(
        default="-created_at", description="A leading minus turns the order round."
    )
