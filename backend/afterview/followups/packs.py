"""The wordings that come with Afterview, by purpose, medium and country (FU-08).

`GB`: a thank-you is nice to have and still free marks; email first, the phone only if invited.
`US`: many expect one. Both keep the window of FU-02. Confidence LOW to MEDIUM (TopCV; Accountemps;
TopResume). The words are ours: short, warm, and easy to leave unanswered.

What was captured is put behind a colon, for notes are rarely half a sentence that fits another.
"""

from dataclasses import dataclass

from afterview.followups.rendering import Medium
from afterview.followups.rules import Purpose

ANYWHERE, BRITAIN, STATES = "", "GB", "US"


@dataclass(frozen=True, slots=True)
class Pack:
    """One wording, with what is usual where it is used."""

    purpose: Purpose
    medium: Medium
    region: str
    subject: str
    body: str
    note: str


_LETTER = """\
{greeting} {{{{ contact_first_name }}}},

{text}

{closing}
{{{{ my_name }}}}"""
_GREETINGS = {ANYWHERE: "Dear", BRITAIN: "Dear", STATES: "Hi"}
_CLOSINGS = {ANYWHERE: "With kind regards", BRITAIN: "Kind regards", STATES: "Best regards"}
_SUBJECTS = {
    Purpose.THANK_YOU: "Thank you: {{ role }}",
    Purpose.STATUS_CHECK: "{{ role }}: where things stand",
    Purpose.CLOSING_NOTE: "{{ role }}: with thanks",
    Purpose.FEEDBACK_REQUEST: "{{ role }}: thank you, and a request",
}

_WRITTEN = {
    Purpose.THANK_YOU: """\
Thank you for taking the time to talk with me {{ interview_day }} about the {{ role }} role at \
{{ organization }}. I came away with a much clearer picture of the work, and of the people I \
would be doing it with.

One thing has stayed with me: {{ specific_thing }}. It has made the role all the more appealing.
One question, if I may: {{ question_of_mine }}

If there is anything else you would like to see from me, I am glad to send it. Thank you again.""",
    Purpose.STATUS_CHECK: """\
Thank you again for our conversation {{ interview_day }} about the {{ role }} role. I am still \
very interested.
You mentioned that you hoped to decide by {{ promised_day }}.

Could you tell me where things stand? I am glad to send anything that would help.""",
    Purpose.CLOSING_NOTE: """\
I only want to thank you once more for the conversation about the {{ role }} role. I enjoyed \
meeting you and hearing about {{ organization }}, and I wish you all well with it. There is no \
need to reply.

If something suitable comes up later, I would be very happy to hear from you.""",
    Purpose.FEEDBACK_REQUEST: """\
Thank you for letting me know about the {{ role }} role, and for the time you gave me. I respect \
the decision and do not wish to reopen it.

If you can spare a minute, it would help me a great deal to hear one thing that came across well \
and one thing I could do better next time. If that is not possible, I quite understand.

I wish you and {{ organization }} all the best.""",
}
_WRITTEN_STATES = {
    Purpose.THANK_YOU: """\
Thank you for taking the time to speak with me {{ interview_day }} about the {{ role }} position \
at {{ organization }}. I left with a much clearer picture of the work, and of the people I would \
be doing it with.

One thing has stayed with me: {{ specific_thing }}. It made me even more excited about the role.
One question, if I may: {{ question_of_mine }}

If there is anything else you would like to see from me, I am happy to send it. Thanks again.""",
    Purpose.STATUS_CHECK: """\
Thank you again for our conversation {{ interview_day }} about the {{ role }} position. I am \
still very interested.
You mentioned that you hoped to decide by {{ promised_day }}.

Could you tell me where things stand? I am happy to send anything that would help.""",
    Purpose.CLOSING_NOTE: """\
I just want to thank you once more for the conversation about the {{ role }} position. I enjoyed \
meeting you and learning about {{ organization }}, and I wish you all the best with it. No need \
to reply.

If something that fits comes up later, I would be very happy to hear from you.""",
    Purpose.FEEDBACK_REQUEST: """\
Thank you for letting me know about the {{ role }} position, and for the time you gave me. I \
respect the decision and do not wish to reopen it.

If you have a minute, it would help me a lot to hear one thing that came across well and one \
thing I could do better next time. If that is not possible, I completely understand.

I wish you and {{ organization }} all the best.""",
}
_SPOKEN = {
    Purpose.THANK_YOU: "Hello {{ contact_first_name }}, this is {{ my_name }}. We spoke "
    "{{ interview_day }} about the {{ role }} role, and I only wanted to thank you for your time. "
    "One thing has stayed with me: {{ specific_thing }}. There is no need to ring back. Goodbye.",
    Purpose.STATUS_CHECK: "Hello {{ contact_first_name }}, this is {{ my_name }}. We spoke "
    "{{ interview_day }} about the {{ role }} role, and I am still very interested. Is there "
    "anything you can tell me about where things stand? If now is a bad moment, a line by email "
    "does just as well. Thank you.",
    Purpose.CLOSING_NOTE: "Hello {{ contact_first_name }}, this is {{ my_name }}. I wanted to "
    "thank you once more for the conversation about the {{ role }} role, and to wish you and the "
    "team well with it. If something suitable comes up later, I would be happy to hear from you. "
    "Goodbye.",
    Purpose.FEEDBACK_REQUEST: "Hello {{ contact_first_name }}, this is {{ my_name }}. Thank you "
    "for letting me know about the {{ role }} role; I respect the decision, and am not asking you "
    "to reopen it. If you had one thing that came across well and one thing I could do better, I "
    "would be grateful to hear them, and I quite understand if that is not possible. Thank you.",
}
_SPOKEN_STATES = {
    Purpose.THANK_YOU: "Hi {{ contact_first_name }}, this is {{ my_name }}. We spoke "
    "{{ interview_day }} about the {{ role }} position, and I just wanted to thank you for your "
    "time. One thing has stayed with me: {{ specific_thing }}. No need to call back. Have a great "
    "day.",
    Purpose.STATUS_CHECK: "Hi {{ contact_first_name }}, this is {{ my_name }}. We spoke "
    "{{ interview_day }} about the {{ role }} position, and I am still very interested. Is there "
    "anything you can tell me about where things stand? If this is a bad time, a quick email "
    "works just as well. Thank you.",
    Purpose.CLOSING_NOTE: "Hi {{ contact_first_name }}, this is {{ my_name }}. I wanted to thank "
    "you once more for the conversation about the {{ role }} position, and to wish you and the "
    "team all the best with it. If something that fits comes up later, I would be happy to hear "
    "from you. Have a great day.",
    Purpose.FEEDBACK_REQUEST: "Hi {{ contact_first_name }}, this is {{ my_name }}. Thank you for "
    "letting me know about the {{ role }} position. I respect the decision, and am not asking you "
    "to reopen it. If you had one thing that came across well and one thing I could do better, I "
    "would be grateful to hear them, and I completely understand if that is not possible. Thank "
    "you.",
}
_SHORT = {
    Purpose.THANK_YOU: "Dear {{ contact_first_name }}, thank you for your time "
    "{{ interview_day }}. I enjoyed talking about the {{ role }} role. One thing has stayed with "
    "me: {{ specific_thing }}. {{ my_name }}",
    Purpose.STATUS_CHECK: "Dear {{ contact_first_name }}, I am still very interested in the "
    "{{ role }} role we spoke about {{ interview_day }}. Could you tell me where things stand? "
    "Thank you, {{ my_name }}",
    Purpose.CLOSING_NOTE: "Dear {{ contact_first_name }}, thank you again for the conversation "
    "about the {{ role }} role. I wish you and the team well with it, and would be happy to hear "
    "from you another time. {{ my_name }}",
    Purpose.FEEDBACK_REQUEST: "Dear {{ contact_first_name }}, thank you for letting me know about "
    "the {{ role }} role. I respect the decision. If you can spare a line: one thing that came "
    "across well, and one thing I could do better? {{ my_name }}",
}
_SHORT_STATES = {
    Purpose.THANK_YOU: "Hi {{ contact_first_name }}, thank you for your time {{ interview_day }}. "
    "I enjoyed talking about the {{ role }} position. One thing has stayed with me: "
    "{{ specific_thing }}. {{ my_name }}",
    Purpose.STATUS_CHECK: "Hi {{ contact_first_name }}, I am still very interested in the "
    "{{ role }} position we talked about {{ interview_day }}. Could you tell me where things "
    "stand? Thanks, {{ my_name }}",
    Purpose.CLOSING_NOTE: "Hi {{ contact_first_name }}, thank you again for the conversation "
    "about the {{ role }} position. I wish you and the team all the best with it, and would be "
    "happy to hear from you another time. {{ my_name }}",
    Purpose.FEEDBACK_REQUEST: "Hi {{ contact_first_name }}, thank you for letting me know about "
    "the {{ role }} position. I respect the decision. If you have a minute: one thing that came "
    "across well, and one thing I could do better? {{ my_name }}",
}

_USUAL = {
    ANYWHERE: {
        Purpose.THANK_YOU: "Short, warm and specific does well everywhere.",
        Purpose.STATUS_CHECK: "One question that can be answered in one line.",
        Purpose.CLOSING_NOTE: "Asks for nothing, and leaves the door open.",
        Purpose.FEEDBACK_REQUEST: "Ask once, and expect silence: nobody has to answer.",
    },
    BRITAIN: {
        Purpose.THANK_YOU: "Nice to have, still free marks: nearly half say it may count, hardly "
        "anybody minds its absence.",
        Purpose.STATUS_CHECK: "Two weeks without news are common; one polite question is fine.",
        Purpose.CLOSING_NOTE: "Asks for nothing, and leaves the door open.",
        Purpose.FEEDBACK_REQUEST: "Ask once, and expect silence: nobody has to answer.",
    },
    STATES: {
        Purpose.THANK_YOU: "Expected by many: four in five HR managers take it into account, "
        "and few candidates write.",
        Purpose.STATUS_CHECK: "One or two are accepted; more annoy.",
        Purpose.CLOSING_NOTE: "Asks for nothing, and leaves the door open.",
        Purpose.FEEDBACK_REQUEST: "Ask once, and expect silence: nobody has to answer.",
    },
}
_HOW = {
    (BRITAIN, Medium.WRITTEN): "Email first; ring only if they invited you to.",
    (BRITAIN, Medium.SPOKEN): "Email first; ring only if they invited you to.",
    (BRITAIN, Medium.SHORT): "Email first; this is for where they wrote to you themselves.",
    (STATES, Medium.SPOKEN): "Call only if they said that you may; otherwise email.",
    (ANYWHERE, Medium.SPOKEN): "Ring only if they said that you may.",
}
_BODIES = {
    Medium.WRITTEN: (_WRITTEN, _WRITTEN_STATES),
    Medium.SPOKEN: (_SPOKEN, _SPOKEN_STATES),
    Medium.SHORT: (_SHORT, _SHORT_STATES),
}


def _pack(purpose: Purpose, medium: Medium, region: str) -> Pack:
    usual, states = _BODIES[medium]
    body, subject = (states if region == STATES else usual)[purpose], ""
    if medium is Medium.WRITTEN:
        greeting, closing = _GREETINGS[region], _CLOSINGS[region]
        body = _LETTER.format(greeting=greeting, text=body, closing=closing)
        subject = _SUBJECTS[purpose]
    note = f"{_USUAL[region][purpose]} {_HOW.get((region, medium), '')}".strip()
    return Pack(purpose, medium, region, subject, body, note)


PACKS = tuple(
    _pack(purpose, medium, region) for region in _USUAL for purpose in Purpose for medium in Medium
)
_BY_OCCASION = {(pack.purpose, pack.medium, pack.region): pack for pack in PACKS}


def choose(purpose: Purpose, medium: Medium, region: str) -> Pack:
    """Return the wording for an occasion: the country's own, or the one for anywhere.

    `region` is an ISO 3166 code; only its country counts.
    """
    country = region.strip().upper()[:2]
    return _BY_OCCASION.get((purpose, medium, country)) or _BY_OCCASION[purpose, medium, ANYWHERE]
