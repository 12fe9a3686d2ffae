"""What the rules say to a message: its words, its weight, and what stops it (HS-11, HS-12)."""

from dataclasses import dataclass

from sqlmodel import Session

from afterview.core.clock import Now
from afterview.core.findings import Level
from afterview.flows.message_context import Context
from afterview.flows.wording import MEDIUM
from afterview.followups import lint
from afterview.followups.findings import Finding
from afterview.followups.service import TOUCH_CHANNEL
from afterview.touchpoints import assess as touchpoints
from afterview.touchpoints.facts import Plan, Stop
from afterview.touchpoints.gauge import Decision
from afterview.touchpoints.vocabulary import TouchPurpose


@dataclass(frozen=True)
class Verdict:
    """What gauge and stops say to a message at its time."""

    stops: list[Stop]
    decision: Decision
    advice: str

    @property
    def blocked(self) -> bool:
        return self.decision is Decision.BLOCKED

    @property
    def needs_reason(self) -> bool:
        return self.decision is Decision.NEEDS_REASON


def findings(context: Context, subject: str, body: str, then: Now) -> list[Finding]:
    """Everything there is to say about these words, errors first."""
    capture = context.capture
    captured = [capture.facts, capture.next_step, capture.promises_theirs] if capture else []
    captured += [text for asked in context.questions for text in (asked.question, asked.answer)]
    about = lint.About(
        purpose=context.follow_up.purpose,
        medium=MEDIUM[context.follow_up.channel],
        contact_name=context.recipient.contact.name if context.recipient else "",
        role=context.application.title,
        captured=[text for text in captured if text],
        other_notes=context.other_notes,
        offers=context.offers,
        late_stage_elsewhere=context.late_stage_elsewhere,
    )
    return lint.lint(subject, body, about, context.day(then.at))


def errors(context: Context, subject: str, body: str, then: Now) -> list[Finding]:
    """What keeps these words from going (HS-12)."""
    found = findings(context, subject, body, then)
    return [one for one in found if one.level is Level.ERROR]


def assess(session: Session, context: Context, then: Now) -> Verdict:
    """Ask gauge and stops about a message at the time it would leave."""
    plan = Plan(
        at=then.at,
        channel=TOUCH_CHANNEL[context.follow_up.channel],
        purpose=TouchPurpose(context.follow_up.purpose.value),
        address_usable=context.recipient is None or context.recipient.email is not None,
    )
    found = touchpoints.assess(
        session,
        context.application,
        then.at,
        plan,
        not_before=context.follow_up.not_before,
    )
    return Verdict(found.stops, found.decision, found.why)
