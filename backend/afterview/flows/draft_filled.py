"""A draft begins with what was captured: the right names, the day, one thing that was said."""

from sqlmodel import Session

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import owned
from afterview.flows import message_context
from afterview.flows.wording import MEDIUM, values
from afterview.followups import drafts, rendering, templates
from afterview.followups.models import Draft, FollowUp
from afterview.followups.rendering import Medium
from afterview.followups.template_schemas import PreviewCreate, PreviewRead


def fill(
    session: Session, follow_up: FollowUp, medium: Medium | None, *, replace: bool, now: Now
) -> Draft:
    """Write a draft from the template that fits, with everything that is known."""
    context = message_context.gather(session, follow_up)
    wording = templates.effective(
        session,
        follow_up.owner_id,
        follow_up.purpose,
        medium or MEDIUM[follow_up.channel],
        context.plan.region,
    )
    known = values(context, now)
    subject = rendering.render(wording.subject, known).text
    body = rendering.render(wording.body, known).text
    if context.thread is not None and context.thread.subject:
        subject = _reply_to(context.thread.subject)
    return drafts.fill(session, follow_up, subject, body, replace=replace, now=now)


def _reply_to(subject: str) -> str:
    """Mail programs keep a conversation together by its subject, too."""
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def preview(session: Session, user: User, data: PreviewCreate, *, now: Now) -> PreviewRead:
    """Fill a wording without saving anything: for one message, or with examples.

    Raises:
        UnknownVariable: it asks for something nobody knows.
    """
    templates.refuse_unknown(data.subject, data.body)
    known = dict(rendering.EXAMPLES)
    if data.follow_up_id is not None:
        follow_up = owned(session, FollowUp, data.follow_up_id, user.id)
        known = values(message_context.gather(session, follow_up), now)
    subject, body = (rendering.render(text, known) for text in (data.subject, data.body))
    missing = [*subject.missing, *(name for name in body.missing if name not in subject.missing)]
    return PreviewRead(subject=subject.text, body=body.text, missing=missing)
