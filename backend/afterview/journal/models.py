"""The journal: one line for everything that happened to somebody's search."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Uuid
from sqlmodel import Field

from afterview.core.column_types import JsonData, UtcDateTime, text_enum
from afterview.core.db import Row
from afterview.core.ids import new_id


class Action(StrEnum):
    """The journal's whole vocabulary: noun, dot, past participle."""

    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_UPDATED = "organization.updated"
    CONTACT_CREATED = "contact.created"
    CONTACT_UPDATED = "contact.updated"
    APPLICATION_CREATED = "application.created"
    APPLICATION_UPDATED = "application.updated"
    APPLICATION_MOVED = "application.moved"
    ATTACHMENT_CREATED = "attachment.created"
    ATTACHMENT_UPDATED = "attachment.updated"
    INTERVIEW_CREATED = "interview.created"
    INTERVIEW_UPDATED = "interview.updated"
    INTERVIEW_ENDED = "interview.ended"
    INTERVIEW_ENDING_UNDONE = "interview.ending_undone"
    TASK_CREATED = "task.created"
    TASK_DONE = "task.done"
    TASK_SKIPPED = "task.skipped"
    TASK_REOPENED = "task.reopened"
    STEP_DONE = "wind_down_step.done"
    STEP_SKIPPED = "wind_down_step.skipped"
    CAPTURE_STARTED = "capture.started"
    CAPTURE_FINISHED = "capture.finished"
    FOLLOW_UP_PLANNED = "follow_up.planned"
    FOLLOW_UP_SENT = "follow_up.sent"
    FOLLOW_UP_WAIVED = "follow_up.waived"
    FOLLOW_UP_REOPENED = "follow_up.reopened"
    PLAN_CHANGED = "follow_up_plan.changed"
    DRAFT_FILLED = "draft.filled"
    MESSAGE_APPROVED = "message.approved"
    MESSAGE_WITHDRAWN = "message.withdrawn"
    MESSAGE_RETURNED = "message.returned"
    MESSAGE_SENT = "message.sent"
    MESSAGE_FAILED = "message.failed"
    MESSAGE_UNCERTAIN = "message.uncertain"
    TOUCHPOINT_LOGGED = "touchpoint.logged"
    TOUCHPOINT_UPDATED = "touchpoint.updated"
    TOUCHPOINT_DELETED = "touchpoint.deleted"
    REPLY_RECEIVED = "reply.received"
    REPLY_ASSIGNED = "reply.assigned"
    PROPOSAL_MADE = "proposal.made"
    PROPOSAL_ACCEPTED = "proposal.accepted"
    PROPOSAL_DISMISSED = "proposal.dismissed"
    PROPOSAL_REOPENED = "proposal.reopened"
    DEBRIEF_FINISHED = "debrief.finished"
    REFERENCE_CREATED = "reference.created"
    REFERENCE_UPDATED = "reference.updated"
    REFERENCE_NAMED = "reference.named"
    REFERENCE_CALLED = "reference.called"
    CONSENT_RECORDED = "consent.recorded"
    CONSENT_UNDONE = "consent.undone"
    NAMING_WITHDRAWN = "naming.withdrawn"
    BRIEFING_SENT = "briefing.sent"
    BRIEFING_ANSWERED = "briefing.answered"
    LEDGER_ENTRY_CREATED = "ledger_entry.created"
    LEDGER_ENTRY_SETTLED = "ledger_entry.settled"
    LEDGER_ENTRY_FORGIVEN = "ledger_entry.forgiven"
    LEDGER_ENTRY_REOPENED = "ledger_entry.reopened"
    CONTACT_ANONYMISED = "contact.anonymised"


class Event(Row, table=True):
    """One line of the journal. Written once; it goes only when its subject is erased."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_timeline", "application_id", "at", "id"),
        Index("ix_event_journal", "owner_id", "at", "id"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True, sa_type=Uuid)
    owner_id: UUID = Field(foreign_key="account.id", ondelete="CASCADE", sa_type=Uuid)
    at: datetime = Field(sa_type=UtcDateTime)
    action: Action = Field(sa_type=text_enum(Action))
    subject_id: UUID = Field(index=True, sa_type=Uuid)
    application_id: UUID | None = Field(
        default=None, foreign_key="application.id", ondelete="CASCADE", sa_type=Uuid
    )
    summary: str
    data: dict[str, Any] = Field(default_factory=dict, sa_type=JsonData)
