"""What kind of answer a message is: somebody's words, a machine's, or a sign that nobody is there.

FU-05. Headers are asked first (RFC 3834 and its predecessors), because a machine that says what it
is can be believed; words only where no header speaks. Sources: RFC 3834 (Auto-Submitted, null
return path), RFC 3462 (multipart/report), RFC 2919 and 2369 (List-*), Microsoft's
X-Auto-Response-Suppress; the words are from common mail programs. Confidence: headers HIGH,
words DESIGN.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from afterview.core.patterns import regex
from afterview.mail.outcomes import APOSTROPHE, looks_like_offer, looks_like_rejection
from afterview.mail.quoting import unquoted
from afterview.mail.returning import returns_on

LOOKED_AT = 6_000
SHORT = 1_200
"""Characters: machines that tell of an absence write no more."""


class MessageKind(StrEnum):
    """Who or what answered. Only `substantive` stops a sequence (FU-05)."""

    SUBSTANTIVE = "substantive"
    AUTOMATIC = "automatic"
    OUT_OF_OFFICE = "out_of_office"
    BOUNCE = "bounce"


@dataclass(frozen=True)
class Verdict:
    """What kind a message is, why, and when an absent person is back."""

    kind: MessageKind
    why: str
    returns_on: date | None = None


_POSTMASTERS = regex(r"(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon)@")
_NOBODY = regex(
    r"(?:[a-z0-9._-]{0,40}[._-])?(?:no|not|do-?not|donot|dont|ne)[._-]?(?:reply|respond|pas-?repondre|antworten)"
    r"[a-z0-9._+-]{0,40}@|(?:notifications?|mailer|auto(?:mat\w{0,8})?|system|robot|bounces?)[+._-]?\w{0,30}@"
)
_RETURNED = regex(
    r"undeliver(?:able|ed)|delivery (?:status notification|has failed|failure|incomplete)|"
    r"mail delivery (?:failed|system)|returned mail|failure notice|unzustellbar|"
    r"nicht zugestellt|non remis|échec de la remise|adresse introuvable",
    re.IGNORECASE,
)
_DELAYED = regex(r"\b(?:delay(?:ed)?|warning|verzögert|retardé)", re.IGNORECASE)
_AWAY_SUBJECT = regex(
    r"out[- ]of[- ](?:the[- ])?office|\booo\b|"
    r"on (?:annual |maternity |paternity |parental )?leave\b|"
    r"on (?:vacation|holiday)|away from (?:the office|my desk|work)|abwesen(?:d|heit)|"
    r"nicht im (?:büro|haus)|urlaub\b|absence|absent\b|en congés?|hors du bureau",
    re.IGNORECASE,
)
_AUTOMATIC_SUBJECT = regex(
    r"^\s{0,9}(?:(?:re|aw|sv|tr)\s?:\s?)?(?:automatic reply|auto[- ]?reply|auto[- ]?response|"
    r"automated (?:reply|response)|automatische antwort|autoantwort|réponse automatique)",
    re.IGNORECASE,
)
_AWAY = regex(
    r"\b(?:i am|i'm|i will be|i'll be|we are|is) (?:currently |now |presently )?"
    r"(?:out of (?:the )?office|away\b|on (?:annual |sick |maternity |paternity |parental |study )?"
    r"(?:leave|vacation|holiday)|on (?:my )?holidays?|travell?ing|not in the office)"
    r"|\bout of (?:the )?office (?:until|till|from|and|with|on|today|this|next|at the moment)"
    r"|\b(?:bin|befinde mich|sind)\b[^!?\n]{0,60}\b(?:nicht im büro|abwesend|im urlaub|"
    r"außer haus|ausser haus|nicht erreichbar|nicht im haus)"
    r"|\bje (?:suis|serai)\b[^.!?\n]{0,60}\b(?:absente?|en congés?|en vacances|hors du bureau)",
    re.IGNORECASE,
)
_SECOND_SIGN = regex(
    r"thank(?:s| you)(?: very much)? for (?:your|the) (?:e-?mail|message|mail)|"
    r"(?:limited|no|intermittent) access|urgent|in my absence|will (?:respond|reply|get back)|"
    r"vielen dank für ihre (?:nachricht|e-?mail)|dringend|vertretung|wird nicht weitergeleitet|"
    r"merci (?:pour|de) votre (?:message|e-?mail|courriel)|en mon absence|en cas d'urgence",
    re.IGNORECASE,
)
_MACHINE = regex(
    r"(?:this is|this e-?mail is|this message (?:is|was)) (?:an )?(?:"
    r"auto(?:matic|mated)|auto-generated|automatically generated|"
    r"generated automatically|sent automatically)"
    r"|(?:please )?do not reply (?:directly )?to this (?:e-?mail|message)"
    r"|replies to this (?:e-?mail|message|address) are not (?:monitored|read)"
    r"|automatisch (?:generiert|erstellt|versandt)|bitte antworten sie nicht auf diese"
    r"|(?:message|e-?mail|courriel) (?:est |a été )?(?:généré|envoyé) automatiquement"
    r"|merci de ne pas répondre à ce",
    re.IGNORECASE,
)
_RECEIPT = regex(
    r"(?:we|we've|we have|have|has) (?:successfully |safely )?(?:received|got) your "
    r"(?:recent |online )?(?:application|cv|résumé|resume|e-?mail|message|enquiry|submission)"
    r"|your (?:application|cv|résumé|resume|submission) (?:has been|was|is) "
    r"(?:successfully |safely )?(?:received|submitted)"
    r"|thank(?:s| you) for (?:applying|your (?:application|interest in)|submitting|contacting us)"
    r"|acknowledge (?:receipt|your application)"
    r"|application (?:received|confirmation|submitted)"
    r"|eingangsbestätigung"
    r"|(?:ihre|deine) bewerbung (?:ist |haben wir )?(?:bei uns )?(?:eingegangen|erhalten)"
    r"|vielen dank für (?:ihre|deine) bewerbung"
    r"|accusé de réception|(?:avons|nous avons) bien reçu votre (?:candidature|message|demande)",
    re.IGNORECASE,
)
_A_PERSON = regex(
    r"\b(?:would you be (?:free|available|able)|are you (?:free|available|able)|"
    r"(?:like|love|pleased|happy) to (?:invite|meet|speak|talk|schedule|arrange|discuss)|"
    r"look(?:ing)? forward to (?:meeting|speaking|seeing)|let me know|could you|can you|"
    r"next (?:round|stage|step is)|unfortunately|second interview|"
    r"einladen|leider|passt ihnen|malheureusement|entretien|disponible)\b",
    re.IGNORECASE,
)


def kind_of(
    headers: Mapping[str, str],
    *,
    content_type: str = "",
    from_email: str = "",
    subject: str,
    text: str,
    sent_on: date,
    day_first: bool = True,
) -> Verdict:
    """Say what kind a message is, from its headers by lower-case name and its words.

    `sent_on` is the day it was written, where the sender is; `day_first` how `12/06` is read there.
    """
    words = unquoted(text)[:LOOKED_AT].replace(APOSTROPHE, "'")
    bounced = _bounce(headers, content_type, from_email, subject)
    if bounced:
        return Verdict(MessageKind.BOUNCE, bounced)
    machine = _machine_by_headers(headers, content_type)
    away = _away(subject, words, machine=bool(machine))
    if away:
        back = returns_on(f"{subject}\n{words}", sent_on, day_first=day_first)
        return Verdict(MessageKind.OUT_OF_OFFICE, away, back)
    automatic = machine or _machine_by_words(from_email, subject, words)
    if automatic:
        return Verdict(MessageKind.AUTOMATIC, automatic)
    return Verdict(MessageKind.SUBSTANTIVE, "Nothing says that a machine wrote it.")


def _bounce(
    headers: Mapping[str, str], content_type: str, from_email: str, subject: str
) -> str | None:
    delayed = _DELAYED.search(subject)
    if "multipart/report" in content_type and "disposition-notification" not in content_type:
        return None if delayed else "It is a delivery report: the mail did not arrive."
    if "x-failed-recipients" in headers:
        return "It names an address that the mail did not reach."
    nobody = headers.get("return-path", "").strip() == "<>"
    if (nobody or _POSTMASTERS.match(from_email)) and _RETURNED.search(subject) and not delayed:
        return "A mail server returned the mail."
    return None


def _machine_by_headers(headers: Mapping[str, str], content_type: str) -> str | None:
    """Why its own headers say that no person wrote it (RFC 3834), or None."""

    def says(name: str) -> str:
        return headers.get(name, "").strip().lower()

    submitted = says("auto-submitted").partition(";")[0].strip()
    if submitted and submitted != "no":
        return f"Its header Auto-Submitted says “{submitted[:40]}”."
    for name in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponder"):
        if says(name) not in ("", "no", "false", "0"):
            return "Its headers say that it is an automatic reply."
    if re.search(r"\b(?:all|oof|autoreply)\b", says("x-auto-response-suppress")):
        return "Its header X-Auto-Response-Suppress asks for no answers, as machines do."
    if says("precedence") in ("bulk", "auto_reply", "auto-reply", "list", "junk"):
        return f"Its header Precedence says “{says('precedence')}”."
    for name in ("list-id", "list-unsubscribe", "list-post", "list-help"):
        if name in headers:
            return "It came through a mailing list."
    if "multipart/report" in content_type or says("return-path") == "<>":
        return "It came from a mail system, which wants no answer."
    return None


def _away(subject: str, words: str, *, machine: bool) -> str | None:
    """Why this tells of an absence. Where no header speaks, the words have to be plain."""
    in_subject, in_words = _AWAY_SUBJECT.search(subject), _AWAY.search(words[:1_500])
    if machine:
        found = in_subject or in_words
        return f"An automatic reply that says “{_short(found[0])}”." if found else None
    if _AUTOMATIC_SUBJECT.search(subject) and (in_subject or in_words):
        return "Its subject says that it is an automatic reply."
    if in_words and len(words) <= SHORT and (in_subject or _SECOND_SIGN.search(words)):
        return f"It says “{_short(in_words[0])}”."
    return None


def _machine_by_words(from_email: str, subject: str, words: str) -> str | None:
    if _AUTOMATIC_SUBJECT.search(subject):
        return "Its subject says that it is an automatic reply."
    if _NOBODY.match(from_email):
        return f"Nobody reads {from_email[:100]}."
    if found := _MACHINE.search(words):
        return f"It says “{_short(found[0])}”."
    personal = _A_PERSON.search(words)
    decided = looks_like_rejection(subject, words) or looks_like_offer(subject, words)
    found = _RECEIPT.search(f"{subject}\n{words}")
    if found and not personal and not decided:
        return f"It only confirms that something arrived: “{_short(found[0])}”."
    return None


def _short(words: str) -> str:
    return " ".join(words.split())[:80]
