"""What can be due, in every room; what is said about it stands in flows/reminder_words.py.

Each source is one statement over all accounts that an index serves, so a minute in which nothing
is due costs almost nothing. Hard stops need no asking here: they have made what they stop lapse.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
    text,
)
from sqlmodel import col

from afterview.accounts.models import Account
from afterview.core.db import again
from afterview.debriefs.models import Debrief
from afterview.flows import reminder_words
from afterview.followups import queries as follow_ups
from afterview.followups.messages import CAME_BACK, NOT_DELIVERED
from afterview.followups.models import FollowUp, MessageStatus, OutgoingMessage
from afterview.followups.rules import LapseCause
from afterview.mail.rules import MessageKind
from afterview.notifications.models import Notification, SubjectKind
from afterview.notifications.planning import News
from afterview.notifications.rules import Held
from afterview.people.models import Contact, Organization
from afterview.pipeline.models import Application, Interview
from afterview.references.models import OWED, Briefing, LedgerEntry
from afterview.references.vocabulary import Direction
from afterview.replies.models import Proposal, ReceivedFrom, ReceivedMessage
from afterview.tasks.models import Task, TaskKind
from afterview.winddown.models import Capture

LOOKED_BACK = timedelta(days=14)
"""What came due longer ago is history: nobody is woken by it, after a month without a worker."""
FRESH = timedelta(hours=72)
CAPTURE_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of thing that can be due."""

    kind: SubjectKind
    since: Any
    """The column whose time has to have come, give or take `delay`."""
    row: Any
    statement: Select[Any]
    """Everything that is open, with `id`, `owner_id`, `since` and what the words need."""
    words: Callable[[Any], News]
    delay: timedelta = timedelta()
    looked_back: timedelta = LOOKED_BACK
    conditions: Callable[[datetime], ColumnElement[bool]] | None = None
    """What depends on the hour."""
    by_day: bool = False
    """`since` is a day, on the calendar of its owner: what is found may not have come yet."""

    def due(self, at: datetime) -> Select[Any]:
        """What is open and came due lately."""
        statement = self.statement.where(
            self.since <= self._edge(at), self.since > self._edge(at - self.looked_back)
        )
        return statement if self.conditions is None else statement.where(self.conditions(at))

    def _edge(self, at: datetime) -> datetime | date:
        edge = at - self.delay
        return edge.date() + timedelta(days=1) if self.by_day else edge

    def fresh(self, at: datetime, limit: int) -> Select[Any]:
        """What nobody was told about yet, account by account: each is dealt with at once."""
        said = exists().where(
            col(Notification.owner_id) == self.row.owner_id,
            col(Notification.subject_id) == self.row.id,
            col(Notification.nudge) == 1,
            or_(
                col(Notification.held_reason).is_(None),
                col(Notification.held_reason) != Held.SETTLED,
                col(Notification.sent_at).is_not(None),
            ),
        )
        return self.due(at).where(~said).order_by(self.row.owner_id, self.since).limit(limit)

    def again(self, at: datetime, subject_ids: Sequence[UUID]) -> Select[Any]:
        """Of what somebody was told about, or was to be, all that is open, also if it is later."""
        statement = self.statement.where(
            self.row.id.in_(subject_ids), self.since > self._edge(at - self.looked_back)
        )
        return statement if self.conditions is None else statement.where(self.conditions(at))


def _about(statement: Select[Any], application_id: Any) -> Select[Any]:
    """Add what it is about: the job's title and the employer's name."""
    return (
        statement.join(Application, col(Application.id) == application_id)
        .join(Organization, col(Organization.id) == col(Application.organization_id))
        .add_columns(col(Application.title), col(Organization.name).label("organization_name"))
    )


def _open(kind: Any, since: Any, *more: Any) -> Select[Any]:
    return select(kind.id, kind.owner_id, since.label("since"), *more)


_FOLLOW_UPS = _about(
    _open(
        FollowUp,
        col(FollowUp.suggested_at),
        col(FollowUp.purpose),
        col(FollowUp.interview_id),
        col(Contact.name).label("contact_name"),
    ).outerjoin(Contact, col(Contact.id) == col(FollowUp.contact_id)),
    col(FollowUp.application_id),
).where(
    col(FollowUp.sent_at).is_(None),
    col(FollowUp.waived_at).is_(None),
    col(FollowUp.lapsed_at).is_(None),
    col(FollowUp.approved_at).is_(None),
    col(Application.legal_dispute).is_(False),
)
_NEWER = again(OutgoingMessage)
_MESSAGES = _open(
    OutgoingMessage,
    col(OutgoingMessage.updated_at),
    col(OutgoingMessage.status),
    col(OutgoingMessage.to_name),
    col(OutgoingMessage.to_email),
    col(OutgoingMessage.subject),
    col(OutgoingMessage.failure),
    col(OutgoingMessage.follow_up_id),
    col(OutgoingMessage.briefing_id),
).where(
    col(OutgoingMessage.status).in_(
        [MessageStatus.UNCERTAIN, MessageStatus.FAILED, MessageStatus.RETURNED]
    ),
    col(OutgoingMessage.failure_code) != NOT_DELIVERED,  # that is what they told us
    or_(
        # whether it arrived matters to what else may be sent there, also if it is owed no more
        col(OutgoingMessage.status) == MessageStatus.UNCERTAIN,
        exists().where(
            col(Briefing.id) == col(OutgoingMessage.briefing_id), col(Briefing.sent_at).is_(None)
        ),
        exists().where(
            col(FollowUp.id) == col(OutgoingMessage.follow_up_id),
            col(FollowUp.sent_at).is_(None),
            col(FollowUp.waived_at).is_(None),
            or_(
                col(FollowUp.lapsed_at).is_(None),
                and_(  # its author relies on it: it was approved, and time took it back
                    col(OutgoingMessage.status) == MessageStatus.RETURNED,
                    col(FollowUp.lapsed_cause) == LapseCause.STALE,
                ),
            ),
        ),
    ),
    ~exists().where(
        _NEWER.c.follow_up_id == col(OutgoingMessage.follow_up_id),
        _NEWER.c.id > col(OutgoingMessage.id),
    ),
    ~exists().where(
        _NEWER.c.briefing_id == col(OutgoingMessage.briefing_id),
        _NEWER.c.id > col(OutgoingMessage.id),
    ),
)
_RETURNED = again(OutgoingMessage)
_NAMED = or_(
    col(OutgoingMessage.message_id) == col(ReceivedMessage.in_reply_to),
    cast(col(ReceivedMessage.references), String).contains(col(OutgoingMessage.message_id)),
)
_LATEST_RETURNED = (
    select(col(OutgoingMessage.id))
    .where(
        col(ReceivedMessage.kind) == MessageKind.BOUNCE,
        col(OutgoingMessage.owner_id) == col(ReceivedMessage.owner_id),
        col(OutgoingMessage.failure_code) == CAME_BACK,
        or_(_NAMED, col(OutgoingMessage.application_id) == col(ReceivedMessage.application_id)),
    )
    .order_by(
        case((_NAMED, 0), else_=1),
        col(OutgoingMessage.approved_at).desc(),
        col(OutgoingMessage.id).desc(),
    )
    .limit(1)
    .correlate(ReceivedMessage)
    .scalar_subquery()
)
_REPLIES = (
    _open(
        ReceivedMessage,
        col(ReceivedMessage.created_at),
        col(ReceivedMessage.kind),
        col(ReceivedMessage.from_name),
        col(ReceivedMessage.from_email),
        col(ReceivedMessage.subject),
        col(ReceivedMessage.application_id),
        _RETURNED.c.id.label("returned_id"),
        _RETURNED.c.follow_up_id,
        _RETURNED.c.briefing_id,
        func.coalesce(func.nullif(_RETURNED.c.to_name, ""), _RETURNED.c.to_email).label(
            "returned_to"
        ),
    )
    .outerjoin(_RETURNED, _RETURNED.c.id == _LATEST_RETURNED)
    .where(
        col(ReceivedMessage.dismissed_at).is_(None),
        col(ReceivedMessage.kind).in_([MessageKind.SUBSTANTIVE, MessageKind.BOUNCE]),
        or_(
            col(ReceivedMessage.application_id).is_(None),
            col(ReceivedMessage.source)
            == ReceivedFrom.MAILBOX,  # else it was its reader who brought it
            _RETURNED.c.id.is_not(None),  # and has still to say what became of it
        ),
        or_(  # of one that nobody is sure of the message itself speaks
            _RETURNED.c.id.is_(None), _RETURNED.c.status == MessageStatus.SENT
        ),
        ~exists().where(col(Proposal.received_message_id) == col(ReceivedMessage.id)),
    )
)
_PROPOSALS = (
    _open(
        Proposal,
        col(Proposal.created_at),
        col(Proposal.kind),
        col(ReceivedMessage.subject),
        col(Organization.name).label("organization_name"),
    )
    .join(ReceivedMessage, col(ReceivedMessage.id) == col(Proposal.received_message_id))
    .outerjoin(Application, col(Application.id) == col(Proposal.application_id))
    .outerjoin(Organization, col(Organization.id) == col(Application.organization_id))
    .where(col(Proposal.accepted_at).is_(None), col(Proposal.dismissed_at).is_(None))
)
_INTERVIEWS = _about(
    _open(Interview, col(Interview.starts_at), col(Interview.duration_minutes)),
    col(Interview.application_id),
).where(text("interview.status = 'scheduled'"))  # as the index has it, word for word
_CAPTURES = _about(
    _open(Capture, col(Capture.ended_at), col(Capture.interview_id)).join(
        Interview, col(Interview.id) == col(Capture.interview_id)
    ),
    col(Interview.application_id),
).where(
    col(Capture.first_saved_at).is_(None),
    col(Capture.finished_at).is_(None),
    col(Interview.ended_at).is_not(None),
)
_DEBRIEFS = _about(
    _open(Debrief, col(Debrief.reminder_at), col(Debrief.interview_id)).join(
        Interview, col(Interview.id) == col(Debrief.interview_id)
    ),
    col(Interview.application_id),
).where(col(Debrief.finished_at).is_(None), col(Interview.ended_at).is_not(None))
_TASKS = _open(
    Task, col(Task.due_at), col(Task.title), col(Task.interview_id), col(Task.application_id)
).where(
    col(Task.done_at).is_(None),
    col(Task.skipped_at).is_(None),
    col(Task.kind) != TaskKind.CAPTURE,  # the capture itself speaks
)
_LEDGER = (
    _open(
        LedgerEntry,
        col(LedgerEntry.due_on),
        col(LedgerEntry.kind),
        col(LedgerEntry.reason),
        col(LedgerEntry.contact_id),
        col(Contact.name).label("contact_name"),
        col(Account.zone),
    )
    .join(Contact, col(Contact.id) == col(LedgerEntry.contact_id))
    .join(Account, col(Account.id) == col(LedgerEntry.owner_id))
    .where(text(OWED), col(LedgerEntry.direction) == Direction.I_OWE)
)


def _worth_sending(at: datetime) -> ColumnElement[bool]:
    """Stale thanks are not (FU-02); who asked for quiet has it (HS-07)."""
    return and_(
        follow_ups.worth_sending(at),
        or_(col(Application.quiet_until).is_(None), col(Application.quiet_until) <= at.date()),
    )


SOURCES = (
    Source(
        SubjectKind.FOLLOW_UP,
        col(FollowUp.suggested_at),
        FollowUp,
        _FOLLOW_UPS,
        reminder_words.follow_up,
        conditions=_worth_sending,
    ),
    Source(
        SubjectKind.MESSAGE,
        col(OutgoingMessage.updated_at),
        OutgoingMessage,
        _MESSAGES,
        reminder_words.message,
    ),
    Source(
        SubjectKind.REPLY,
        col(ReceivedMessage.created_at),
        ReceivedMessage,
        _REPLIES,
        reminder_words.reply,
    ),
    Source(
        SubjectKind.PROPOSAL,
        col(Proposal.created_at),
        Proposal,
        _PROPOSALS,
        reminder_words.proposal,
    ),
    Source(
        SubjectKind.INTERVIEW,
        col(Interview.starts_at),
        Interview,
        _INTERVIEWS,
        reminder_words.interview,
        delay=reminder_words.UNENDED,
    ),
    Source(
        SubjectKind.CAPTURE,
        col(Capture.ended_at),
        Capture,
        _CAPTURES,
        reminder_words.capture,
        delay=CAPTURE_AFTER,
        looked_back=FRESH,
    ),
    Source(
        SubjectKind.DEBRIEF,
        col(Debrief.reminder_at),
        Debrief,
        _DEBRIEFS,
        reminder_words.debrief,
        conditions=lambda at: col(Debrief.nags_stop_at) > at,
    ),
    Source(SubjectKind.TASK, col(Task.due_at), Task, _TASKS, reminder_words.task),
    Source(
        SubjectKind.LEDGER_ENTRY,
        col(LedgerEntry.due_on),
        LedgerEntry,
        _LEDGER,
        reminder_words.ledger_entry,
        by_day=True,
    ),
)
