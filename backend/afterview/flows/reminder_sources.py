"""What can be due, in every room, and what is said about it.

Each source is one statement over all accounts that an index serves, so a minute in which nothing
is due costs almost nothing. Hard stops need no asking here: they have made what they stop lapse.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, text
from sqlalchemy.orm import aliased
from sqlmodel import col

from afterview.accounts.models import Account
from afterview.core.days import at_local
from afterview.debriefs.models import Debrief
from afterview.followups import queries as follow_ups
from afterview.followups.messages import CAME_BACK, NOT_DELIVERED
from afterview.followups.models import FollowUp, MessageStatus, OutgoingMessage
from afterview.followups.rules import DUTIES, LapseCause
from afterview.mail.rules import MessageKind
from afterview.notifications.models import Notification, SubjectKind
from afterview.notifications.planning import News
from afterview.notifications.rules import Held
from afterview.people.models import Contact, Organization
from afterview.pipeline.models import Application, Interview
from afterview.references.models import OWED, Briefing, LedgerEntry
from afterview.references.vocabulary import Direction, LedgerKind
from afterview.replies.models import Proposal, ProposalKind, ReceivedFrom, ReceivedMessage
from afterview.tasks.models import Task, TaskKind
from afterview.winddown.models import Capture
from afterview.winddown.rules import capture_due

LOOKED_BACK = timedelta(days=14)
"""What came due longer ago is history: nobody is woken by it, after a month without a worker."""
FRESH = timedelta(hours=72)
CAPTURE_AFTER = timedelta(hours=1)
UNENDED = timedelta(hours=1)
"""After the planned end, before anybody is asked whether it is over."""


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


def _job(row: Any) -> str:
    return f"{row.title} at {row.organization_name}"


def _follow_up(row: Any) -> News:
    verb, why = DUTIES[row.purpose]
    return News(
        kind=SubjectKind.FOLLOW_UP,
        subject_id=row.id,
        since=row.since,
        title=f"{verb} {row.contact_name or row.organization_name}",
        body=_job(row),
        href=f"/follow-ups/{row.id}",
        why=why,
        rank=5,
    )


def _message(row: Any) -> News:
    stayed = row.status is not MessageStatus.UNCERTAIN
    whom = row.to_name or row.to_email
    return News(
        kind=SubjectKind.MESSAGE,
        subject_id=row.id,
        since=row.since,
        title=f"Your message to {whom} did not go out"
        if stayed
        else f"Did your message to {whom} arrive?",
        body=row.subject,
        href=f"/briefings/{row.briefing_id}"
        if row.briefing_id
        else f"/follow-ups/{row.follow_up_id}",
        why=row.failure
        or "It was cut off while it was handed over. It is not sent again by itself.",
        rank=0,
    )


def _reply(row: Any) -> News:
    if row.returned_for is not None:
        return _came_back(row)
    who = row.from_name or row.from_email or "Somebody"
    bounced = row.kind is MessageKind.BOUNCE
    known = row.application_id is not None
    return News(
        kind=SubjectKind.REPLY,
        subject_id=row.id,
        since=row.since,
        title="A message of yours came back" if bounced else f"{who} has written",
        body=row.subject,
        href=f"/applications/{row.application_id}" if known else "/replies",
        why="It came into your mailbox."
        if known
        else "Nothing told what it is about. Say it once.",
        rank=2,
        at_most=1 if known else 2,
    )


def _came_back(row: Any) -> News:
    """What came back is for its owner to judge, at the message it speaks of."""
    return News(
        kind=SubjectKind.REPLY,
        subject_id=row.id,
        since=row.since,
        title=f"Your message to {row.returned_to} came back",
        body=row.subject,
        href=f"/follow-ups/{row.returned_for}",
        why="Say there whether it arrived: what did not is owed again.",
        rank=0,
    )


_SAYS = {
    ProposalKind.INTERVIEW: "{} seems to invite you",
    ProposalKind.OFFER: "{} may have made an offer",
    ProposalKind.REJECTION: "There is news from {}",
}


def _proposal(row: Any) -> News:
    said = _SAYS[row.kind].format(row.organization_name or "an employer")
    return News(
        kind=SubjectKind.PROPOSAL,
        subject_id=row.id,
        since=row.since,
        title=said[:1].upper() + said[1:],
        body=row.subject,
        href="/replies",
        why="It is recorded only if you say so.",
        rank=1,
    )


def _interview(row: Any) -> News:
    return News(
        kind=SubjectKind.INTERVIEW,
        subject_id=row.id,
        since=row.since + timedelta(minutes=row.duration_minutes) + UNENDED,
        title=f"Out of {row.organization_name}?",
        body=_job(row),
        href=f"/interviews/{row.id}",
        why="Say when it ended, and the plan is laid out.",
        rank=3,
    )


def _capture(row: Any) -> News:
    return News(
        kind=SubjectKind.CAPTURE,
        subject_id=row.id,
        since=capture_due(row.since),
        title="Write down what they asked",
        body=_job(row),
        href=f"/interviews/{row.interview_id}#capture",
        why="Most of it fades within a day.",
        rank=4,
    )


def _debrief(row: Any) -> News:
    return News(
        kind=SubjectKind.DEBRIEF,
        subject_id=row.id,
        since=row.since,
        title="Look back, kindly",
        body=_job(row),
        href=f"/interviews/{row.interview_id}#debrief",
        why="Twenty minutes, after a night's sleep, teach more than a week of brooding.",
        rank=6,
    )


def _task(row: Any) -> News:
    href = (
        f"/interviews/{row.interview_id}"
        if row.interview_id
        else f"/applications/{row.application_id}"
        if row.application_id
        else "/"
    )
    return News(
        kind=SubjectKind.TASK,
        subject_id=row.id,
        since=row.since,
        title=row.title,
        body="",
        href=href,
        why="You wanted it done by now.",
        rank=7,
    )


DUE_HOUR = time(9)
"""When a day on which something is due begins to matter."""
_SETTLES = {
    LedgerKind.THANKS: "Thank {}",
    LedgerKind.OUTCOME_UPDATE: "Tell {} how it went",
}


def _ledger_entry(row: Any) -> News:
    return News(
        kind=SubjectKind.LEDGER_ENTRY,
        subject_id=row.id,
        since=at_local(row.since, DUE_HOUR, ZoneInfo(row.zone)),
        title=_SETTLES.get(row.kind, "Settle with {}").format(row.contact_name),
        body=row.reason,
        href=f"/ledger?contact_id={row.contact_id}",
        why="You owe it, and it is due.",
        rank=8,
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
_NEWER = aliased(OutgoingMessage)
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
        col(_NEWER.follow_up_id) == col(OutgoingMessage.follow_up_id),
        col(_NEWER.id) > col(OutgoingMessage.id),
    ),
    ~exists().where(
        col(_NEWER.briefing_id) == col(OutgoingMessage.briefing_id),
        col(_NEWER.id) > col(OutgoingMessage.id),
    ),
)
_RETURNED = aliased(OutgoingMessage)
_LATEST_RETURNED = (
    select(col(OutgoingMessage.id))
    .where(
        col(OutgoingMessage.application_id) == col(ReceivedMessage.application_id),
        col(OutgoingMessage.failure_code) == CAME_BACK,
    )
    .order_by(col(OutgoingMessage.approved_at).desc(), col(OutgoingMessage.id).desc())
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
        col(_RETURNED.follow_up_id).label("returned_for"),
        func.coalesce(func.nullif(col(_RETURNED.to_name), ""), col(_RETURNED.to_email)).label(
            "returned_to"
        ),
    )
    .outerjoin(
        _RETURNED,
        and_(
            col(ReceivedMessage.kind) == MessageKind.BOUNCE,
            col(_RETURNED.id) == _LATEST_RETURNED,
        ),
    )
    .where(
        col(ReceivedMessage.dismissed_at).is_(None),
        col(ReceivedMessage.kind).in_([MessageKind.SUBSTANTIVE, MessageKind.BOUNCE]),
        or_(
            col(ReceivedMessage.application_id).is_(None),
            col(ReceivedMessage.source)
            == ReceivedFrom.MAILBOX,  # else it was its reader who brought it
            col(_RETURNED.id).is_not(None),  # and has still to say what became of it
        ),
        or_(  # of one that nobody is sure of the message itself speaks
            col(_RETURNED.id).is_(None), col(_RETURNED.status) == MessageStatus.SENT
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
        _follow_up,
        conditions=_worth_sending,
    ),
    Source(
        SubjectKind.MESSAGE, col(OutgoingMessage.updated_at), OutgoingMessage, _MESSAGES, _message
    ),
    Source(SubjectKind.REPLY, col(ReceivedMessage.created_at), ReceivedMessage, _REPLIES, _reply),
    Source(SubjectKind.PROPOSAL, col(Proposal.created_at), Proposal, _PROPOSALS, _proposal),
    Source(
        SubjectKind.INTERVIEW,
        col(Interview.starts_at),
        Interview,
        _INTERVIEWS,
        _interview,
        delay=UNENDED,
    ),
    Source(
        SubjectKind.CAPTURE,
        col(Capture.ended_at),
        Capture,
        _CAPTURES,
        _capture,
        delay=CAPTURE_AFTER,
        looked_back=FRESH,
    ),
    Source(
        SubjectKind.DEBRIEF,
        col(Debrief.reminder_at),
        Debrief,
        _DEBRIEFS,
        _debrief,
        conditions=lambda at: col(Debrief.nags_stop_at) > at,
    ),
    Source(SubjectKind.TASK, col(Task.due_at), Task, _TASKS, _task),
    Source(
        SubjectKind.LEDGER_ENTRY,
        col(LedgerEntry.due_on),
        LedgerEntry,
        _LEDGER,
        _ledger_entry,
        by_day=True,
    ),
)
