"""What is known for the variables of a wording (followups/rendering.py)."""

from datetime import date

from afterview.core.clock import Now
from afterview.flows.message_context import Context
from afterview.followups.lexicon import first_name
from afterview.followups.questions import askable
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
DATED_FROM_DAYS = 6
"""From then on a weekday alone could mean another week."""
MONTH_FIRST = ("US", "CA")
"""Where English puts the month before the day; elsewhere the day comes first. Source: CLDR."""


def values(context: Context, now: Now) -> dict[str, str]:
    """What is known for the variables of a template (followups/rendering.py); unknown is empty."""
    ended_at = context.interview.ended_at or context.interview.starts_at
    whom = context.recipient.contact.name if context.recipient else ""
    promised = context.plan.decision_by
    interviewed_on, region = context.day(ended_at), context.plan.region
    days_since = max((context.day(now.at) - interviewed_on).days, 0)
    weekday, dated = f"{interviewed_on:%A}", _written(interviewed_on, region)
    weeks = days_since // 7
    return {
        "contact_name": whom,
        "contact_first_name": first_name(whom),
        "role": context.application.title,
        "organization": context.organization.name,
        "interviewer_names": listed([seat.name for seat in context.interviewers]),
        "interview_day": f"on {weekday if days_since < DATED_FROM_DAYS else dated}",
        "specific_thing": _specific_thing(context),
        "promised_day": _written(promised, region) if promised else "",
        "next_step": context.plan.next_stage,
        "my_name": context.my_name,
        "agency": context.agency.name if context.agency else "",
        "weeks_since": {0: "a few days", 1: "a week"}.get(weeks, f"{weeks} weeks"),
        "question_of_mine": _question_of_mine(context),
    }


def _written(day: date, region: str) -> str:
    """A day as it is written in a letter to that country."""
    if region[:2] in MONTH_FIRST:
        return f"{day:%A}, {day:%B} {day.day}"
    return f"{day:%A} {day.day} {day:%B}"


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
            if SHORTEST_THING <= len(thing) <= LONGEST_THING and not thing.endswith("?"):
                return _mid_sentence(thing)
    return ""


def _question_of_mine(context: Context) -> str:
    """One question from the capture that they can answer and no other message asks (WD-09)."""
    capture = context.capture
    if capture is None:
        return ""
    asked = " ".join(" ".join(context.other_drafts).split())
    noted = (capture.facts, capture.next_step, capture.promises_theirs, capture.promises_mine)
    for line in "\n".join(noted).splitlines():
        question = askable(line)
        if question and question not in asked:
            return question
    return ""


def _mid_sentence(text: str) -> str:
    """A line of notes as it stands inside a sentence; names and abbreviations keep capitals."""
    first = text.split()[0]
    keeps = first.isupper() or not first[1:].islower() or first.startswith("I")
    return text if keeps else text[0].lower() + text[1:]
