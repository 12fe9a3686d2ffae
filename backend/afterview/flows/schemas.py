"""What an ending looks like from outside: a few facts in, the whole plan out."""

from datetime import date, datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from afterview.core.schema import Day, Instant, Line, Name, ReadSchema, WriteSchema, unchanged
from afterview.debriefs.schemas import DebriefRead
from afterview.followups.rules import FollowUpPermission
from afterview.followups.schemas import ContactBrief, FollowUpRead
from afterview.people.models import Channel
from afterview.pipeline.interview_schemas import (
    Interviewers,
    InterviewRead,
    Minutes,
)
from afterview.pipeline.vocabulary import InterviewFormat
from afterview.tasks.schemas import TaskRead
from afterview.winddown.capture_schemas import CaptureRead
from afterview.winddown.rules import TravelMode
from afterview.winddown.schemas import Tension, WindDownRead


class EndingCreate(WriteSchema):
    """When it ended, and whatever else you care to say. Only `ended_at` is needed."""

    ended_at: Instant = Field(
        description="When you left the room or the call.", examples=["2026-06-02T10:15:00Z"]
    )
    minutes_to_spare: int = Field(
        default=30, ge=0, le=1440, description="Minutes you have for yourself now.", examples=[30]
    )
    decision_by: Day | None = Field(
        default=None, description="The day they promised an answer for.", examples=["2026-06-12"]
    )
    follow_up_permission: FollowUpPermission = Field(
        default=FollowUpPermission.NOT_ASKED,
        description="Whether you may ask where things stand; after `no` only thanks are planned.",
    )
    preferred_channel: Channel | None = Field(
        default=None, description="How they would like to be written to."
    )
    contact_person: Name | None = Field(
        default=None,
        description="Whom to write to about the next step: an interviewer's name, or a new one.",
        examples=["Priya Nair"],
    )
    next_stage: Line = Field(
        default="", description="What they said comes next.", examples=["A trial evening"]
    )
    tension: Tension | None = Field(
        default=None, description="How tense you are, 0 to 10.", examples=[7]
    )
    travel_mode: TravelMode | None = Field(
        default=None,
        description="How you get home. Nothing alcoholic is planned unless somebody else drives.",
        examples=["public_transport"],
    )
    drives_within_hours: Annotated[float, Field(ge=0, le=168)] | None = Field(
        default=None,
        description="Hours until you next drive, ride, cycle or operate machinery, if you will.",
        examples=[None],
    )


class UnrecordedEndingCreate(EndingCreate):
    """An interview Afterview had not heard of, and its ending."""

    organization_name: Name = Field(examples=["Mecca Customer Services"])
    title: Name = Field(description="The job's title.", examples=["Bingo caller"])
    duration_minutes: Minutes = 60
    format: InterviewFormat = InterviewFormat.VIDEO_LIVE
    interviewers: Interviewers = []

    @model_validator(mode="after")
    def _began_on_our_calendar(self) -> Self:
        if (self.ended_at - timedelta(minutes=self.duration_minutes)).year < 1970:
            raise ValueError("it would have begun before 1970")
        return self


class EndingRead(ReadSchema):
    """An ended interview and the whole plan that follows from it."""

    interview: InterviewRead
    ended_at: datetime
    minutes_to_spare: int = Field(examples=[30])
    decision_by: date | None
    follow_up_permission: FollowUpPermission
    preferred_channel: Channel | None
    contact_person: ContactBrief | None
    next_stage: str = Field(examples=["A trial evening"])
    wind_down: WindDownRead
    quiet_until: datetime = Field(description="Nothing nudges before.")
    capture: CaptureRead
    follow_ups: list[FollowUpRead] = Field(
        description="In order of time: thanks to each interviewer, two check-ins, a closing note."
    )
    expected_reply_on: date = Field(description="Silence is ordinary until this day.")
    debrief: DebriefRead
    search_action: TaskRead | None = Field(
        description="One more iron in the fire, within a business day. Null once deleted."
    )
    referee_warm_up: TaskRead | None = Field(
        description="When the application is far enough for references to be asked for."
    )
    capture_task: TaskRead | None = Field(
        description="When the plan was too short for a capture: do it within the hour."
    )
    notes: list[str] = Field(
        description="What the plan leaves out, and why.",
        examples=[["They asked not to be chased: thanks only, no check-ins."]],
    )


class NextStepRead(ReadSchema):
    """What they said about the next step after one interview."""

    interview_id: UUID
    decision_by: date | None = Field(description="The day they promised an answer for.")
    follow_up_permission: FollowUpPermission
    preferred_channel: Channel | None
    contact_person: ContactBrief | None = Field(description="Whom to write to about it.")
    next_stage: str = Field(examples=["A trial evening"])
    expected_reply_on: date = Field(description="Silence is ordinary until this day.")
    promised_at: datetime | None = Field(
        description="When they named that day, if not in the room: what they say later answers it.",
        examples=["2026-06-04T14:00:00Z"],
    )
    version: int = Field(examples=[1])
    created_at: datetime
    updated_at: datetime


class NextStepPatch(WriteSchema):
    """What they said after all; the follow-ups are planned anew from it."""

    decision_by: Day | None = unchanged(examples=["2026-06-19"])
    promised_at: Instant | None = unchanged(
        description="When they named that day, if not just now; null: in the room. Send it along "
        "when you correct a day that they have answered since.",
        examples=["2026-06-04T14:00:00Z"],
    )
    follow_up_permission: FollowUpPermission = unchanged()
    preferred_channel: Channel | None = unchanged()
    contact_person: Name | None = unchanged(examples=["Priya Nair"])
    next_stage: Line = unchanged(examples=["A trial evening"])


class DemoRead(ReadSchema):
    """Whether the demo world is in this account."""

    present: bool
    applications: int = Field(examples=[24])


class InstanceRead(ReadSchema):
    """What a visitor may know before signing in."""

    version: str = Field(examples=["0.1.0"])
    has_accounts: bool = Field(description="False on a fresh instance: the first may sign up.")
    signups_open: bool = Field(description="Whether an account can be made right now.")
