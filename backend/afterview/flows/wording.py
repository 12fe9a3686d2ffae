"""What is known for the variables of a wording (followups/rendering.py)."""

from afterview.core.clock import Now
from afterview.flows.message_context import Context
from afterview.followups.rendering import Medium
from afterview.people.models import Channel

MEDIUM = {
    Channel.EMAIL: Medium.WRITTEN,
    Channel.POST: Medium.WRITTEN,
    Channel.VIA_AGENCY: Medium.WRITTEN,
    Channel.PHONE: Medium.SPOKEN,
    Channel.SMS: Medium.SHORT,
    Channel.LINKEDIN_MESSAGE: Medium.SHORT,
    Channel.OTHER: Medium.SHORT,
}
SHORTEST_THING = 12
LONGEST_THING = 160


def values(context: Context, now: Now) -> dict[str, str]:
    """What is known for the variables of a template (followups/rendering.py); unknown is empty."""
    ended_at = context.interview.ended_at or context.interview.starts_at
    whom = context.recipient.contact.name if context.recipient else ""
    promised = context.plan.decision_by
    weeks = max((context.day(now.at) - context.day(ended_at)).days // 7, 0)
    return {
        "contact_name": whom,
        "contact_first_name": first_name(whom),
        "role": context.application.title,
        "organization": context.organization.name,
        "interviewer_names": listed([seat.name for seat in context.interviewers]),
        "interview_day": f"on {context.day(ended_at):%A}",
        "specific_thing": _specific_thing(context),
        "promised_day": f"{promised:%A} {promised.day} {promised:%B}" if promised else "",
        "next_step": context.plan.next_stage,
        "my_name": context.account.name,
        "agency": context.agency.name if context.agency else "",
        "weeks_since": {0: "a few days", 1: "a week"}.get(weeks, f"{weeks} weeks"),
        "question_of_mine": "",
    }


def first_name(name: str) -> str:
    """How to greet somebody; a title and a surname stay together."""
    words = name.split()
    if not words:
        return ""
    titled = words[0].rstrip(".").lower() in {"dr", "mr", "mrs", "ms", "mx", "prof", "professor"}
    return name if titled else words[0]


def listed(names: list[str]) -> str:
    """`Priya Nair`, `Priya Nair and Tom Reed`, `Ada, Priya and Tom`."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _specific_thing(context: Context) -> str:
    """One thing from the conversation: the first fact, or else what a question was about."""
    capture = context.capture
    for text in (capture.facts if capture else "", capture.next_step if capture else ""):
        for line in text.splitlines():
            thing = line.strip(" -•*\t").rstrip(".")
            if SHORTEST_THING <= len(thing) <= LONGEST_THING:
                return _mid_sentence(thing)
    return ""


def _mid_sentence(text: str) -> str:
    """A line of notes as it stands inside a sentence; names and abbreviations keep capitals."""
    first = text.split()[0]
    keeps = first.isupper() or not first[1:].islower() or first.startswith("I")
    return text if keeps else text[0].lower() + text[1:]
