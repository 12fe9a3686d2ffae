"""What is said about what is due: a title, what it is about, why now, and where it leads.

Each takes a row of its source (flows/reminder_sources.py).
"""

from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from afterview.core.days import at_local
from afterview.followups.models import MessageStatus
from afterview.followups.rules import DUTIES
from afterview.mail.rules import MessageKind
from afterview.notifications.models import SubjectKind
from afterview.notifications.planning import News
from afterview.references.vocabulary import LedgerKind
from afterview.replies.models import ProposalKind
from afterview.winddown.rules import capture_due

UNENDED = timedelta(hours=1)
"""After the planned end, before anybody is asked whether it is over."""
DUE_HOUR = time(9)
"""When a day on which something is due begins to matter."""
_PROPOSED = {
    ProposalKind.INTERVIEW: "{} seems to invite you",
    ProposalKind.OFFER: "{} may have made an offer",
    ProposalKind.REJECTION: "There is news from {}",
}
_SETTLES = {
    LedgerKind.THANKS: "Thank {}",
    LedgerKind.OUTCOME_UPDATE: "Tell {} how it went",
}


def follow_up(row: Any) -> News:
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


def message(row: Any) -> News:
    stayed = row.status is not MessageStatus.UNCERTAIN
    what = _what(row, row.to_name or row.to_email)
    return News(
        kind=SubjectKind.MESSAGE,
        subject_id=row.id,
        since=row.since,
        title=f"Your {what} did not go out" if stayed else f"Did your {what} arrive?",
        body=row.subject,
        href=_where(row),
        why=row.failure
        or "It was cut off while it was handed over. It is not sent again by itself.",
        rank=0,
    )


def reply(row: Any) -> News:
    if row.returned_id is not None:
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
        title=f"Your {_what(row, row.returned_to)} came back",
        body=row.subject,
        href=_where(row),
        why="Say there whether it arrived: what did not is owed again.",
        rank=0,
    )


def _what(row: Any, whom: str) -> str:
    return f"briefing for {whom}" if row.briefing_id else f"message to {whom}"


def _where(row: Any) -> str:
    """What a mail was sent for."""
    if row.briefing_id:
        return f"/briefings/{row.briefing_id}"
    return f"/follow-ups/{row.follow_up_id}"


def proposal(row: Any) -> News:
    said = _PROPOSED[row.kind].format(row.organization_name or "an employer")
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


def interview(row: Any) -> News:
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


def capture(row: Any) -> News:
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


def debrief(row: Any) -> News:
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


def task(row: Any) -> News:
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


def ledger_entry(row: Any) -> News:
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


def _job(row: Any) -> str:
    return f"{row.title} at {row.organization_name}"
