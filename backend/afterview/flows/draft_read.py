"""A draft as it is sent: its words, whom they go to, and everything there is to say about them."""

from typing import Any

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.findings import Level
from afterview.flows import message_context, message_judged
from afterview.flows.message_context import Context
from afterview.flows.wording import MEDIUM
from afterview.followups import drafts, lint, rendering, templates
from afterview.followups.draft_schemas import (
    DraftRead,
    FindingRead,
    LintRead,
    RecipientRead,
    TemplateBrief,
)
from afterview.followups.models import Draft, FollowUp
from afterview.mail.outgoing import mailto, with_signature


def read(session: Session, follow_up: FollowUp, draft: Draft, *, now: Now) -> DraftRead:
    """A draft with its findings, its recipient and its template."""
    context = message_context.gather(session, follow_up)
    medium = MEDIUM[follow_up.channel]
    template = templates.effective(
        session, follow_up.owner_id, follow_up.purpose, medium, context.plan.region
    )
    return DraftRead.model_validate(
        _looked_at(context, draft.subject, draft.body, now)
        | {
            "id": draft.id,
            "follow_up_id": follow_up.id,
            "medium": medium,
            "subject": draft.subject,
            "body": draft.body,
            "to": _recipient(context),
            "can_send": context.mailbox is not None,
            "signature": context.signature,
            "mailto": _mailto(context, draft),
            "template": TemplateBrief.model_validate(template, from_attributes=True),
            "returned_at": draft.returned_at,
            "returned_reason": draft.returned_reason,
            "version": draft.version,
            "created_at": draft.created_at,
            "updated_at": draft.updated_at,
        }
    )


def read_lint(
    session: Session, follow_up: FollowUp, subject: str, body: str, *, now: Now
) -> LintRead:
    """What there is to say about words that are not saved."""
    context = message_context.gather(session, follow_up)
    return LintRead.model_validate(_looked_at(context, subject, body, now))


def _looked_at(context: Context, subject: str, body: str, now: Now) -> dict[str, Any]:
    findings = message_judged.findings(context, subject, body, now)
    missing = [name for text in (subject, body) for name, _, _ in rendering.unfilled(text)]
    return {
        "findings": [FindingRead.model_validate(one) for one in findings],
        "sendable": not any(one.level is Level.ERROR for one in findings),
        "words": lint.words_in(body),
        "missing": list(dict.fromkeys(missing)),
        "text_hash": drafts.text_hash(subject, with_signature(body, context.signature)),
    }


def _recipient(context: Context) -> RecipientRead | None:
    whom = context.recipient
    if whom is None:
        return None
    return RecipientRead(contact_id=whom.contact.id, name=whom.contact.name, email=whom.email)


def _mailto(context: Context, draft: Draft) -> str | None:
    email = context.recipient and context.recipient.email
    return mailto(email, draft.subject, draft.body) if email else None
