"""Which application a mail is about: its thread, then its sender, then its subject."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session, col

from afterview.core.patterns import regex
from afterview.mail.incoming import Incoming
from afterview.people.models import Channel, Contact, ContactAddress, Organization
from afterview.people.service import name_key
from afterview.pipeline.models import Application, Interview, Interviewer, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category, Status
from afterview.replies.models import MatchedBy
from afterview.touchpoints.models import Touchpoint
from afterview.touchpoints.vocabulary import Direction

CANDIDATES = 500
EVERYBODYS = frozenset(
    (
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "hotmail.co.uk",
        "live.com",
        "live.co.uk",
        "msn.com",
        "yahoo.com",
        "yahoo.co.uk",
        "ymail.com",
        "aol.com",
        "icloud.com",
        "me.com",
        "mac.com",
        "gmx.de",
        "gmx.net",
        "gmx.com",
        "web.de",
        "t-online.de",
        "freenet.de",
        "posteo.de",
        "mailbox.org",
        "proton.me",
        "protonmail.com",
        "pm.me",
        "fastmail.com",
        "zoho.com",
        "mail.com",
        "btinternet.com",
        "sky.com",
        "virginmedia.com",
        "talktalk.net",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "sfr.fr",
        "linkedin.com",
        "greenhouse.io",
        "greenhouse-mail.io",
        "lever.co",
        "hire.lever.co",
        "ashbyhq.com",
        "workablemail.com",
        "smartrecruiters.com",
        "myworkday.com",
        "icims.com",
        "teamtailor-mail.com",
        "recruitee.com",
        "indeed.com",
    )
)
"""Domains whose mail tells nothing about who employs its writer."""
_LIVE = [status for status in Status if CATEGORY[status] is not Category.CLOSED]
_ABOUT_APPLYING = regex(
    r"\b(?:application|applied|applying|interview|candidate|candidacy|vacancy|role|position|"
    r"bewerbung|vorstellungsgespräch|stelle|candidature|entretien|poste)\b",
    re.IGNORECASE,
)
_WORDS = regex(r"\w+")


@dataclass(frozen=True)
class Match:
    """What a mail is about, who wrote it, and how that was found out."""

    application_id: UUID
    contact_id: UUID | None
    by: MatchedBy


@dataclass(frozen=True)
class Answered:
    """A message of one's own that a mail says it answers, and that counts as no touch yet."""

    application_id: UUID
    contact_id: UUID | None


_OF_THREAD = (
    select(Touchpoint)
    .where(
        col(Touchpoint.owner_id) == bindparam("owner"),
        col(Touchpoint.message_id).in_(bindparam("thread", expanding=True)),
    )
    .order_by(col(Touchpoint.at).desc(), col(Touchpoint.id).desc())
    .limit(1)
)
_KNOWN_AS = (
    select(col(Contact.id), col(Contact.name), col(Contact.organization_id))
    .join(ContactAddress, col(ContactAddress.contact_id) == col(Contact.id))
    .where(
        col(ContactAddress.owner_id) == bindparam("owner"),
        col(ContactAddress.channel) == Channel.EMAIL,
        col(ContactAddress.value_key) == bindparam("email"),
    )
    .order_by(col(Contact.id))
    .limit(20)
)
_CANDIDATE: Any = (
    select(
        col(Application.id),
        col(Application.title),
        col(Application.organization_id),
        col(Application.last_activity_at),
        col(Organization.name_key),
        col(Organization.website),
        col(Stage.status),
    )
    .join(Organization, col(Organization.id) == col(Application.organization_id))
    .join(Stage, col(Stage.id) == col(Application.stage_id))
    .where(col(Application.owner_id) == bindparam("owner"))
)
_LIVE_ONES = (
    _CANDIDATE.where(col(Stage.status).in_(_LIVE))
    .order_by(col(Application.last_activity_at).desc(), col(Application.id).desc())
    .limit(CANDIDATES)
)
_DOMAINS = (
    select(col(Contact.organization_id))
    .distinct()
    .join(ContactAddress, col(ContactAddress.contact_id) == col(Contact.id))
    .where(
        col(ContactAddress.owner_id) == bindparam("owner"),
        col(ContactAddress.channel) == Channel.EMAIL,
        col(ContactAddress.value_key).endswith(bindparam("at_domain"), autoescape=False),
        col(Contact.organization_id).is_not(None),
    )
)
_LAST_TOUCH = (
    select(col(Touchpoint.application_id), func.max(col(Touchpoint.at)).label("at"))
    .where(col(Touchpoint.application_id).in_(bindparam("applications", expanding=True)))
    .group_by(col(Touchpoint.application_id))
)


def is_own(session: Session, owner_id: UUID, message_id: str) -> bool:
    """Whether a mail is one that its owner sent."""
    statement = select(col(Touchpoint.id)).where(
        col(Touchpoint.owner_id) == owner_id,
        col(Touchpoint.message_id) == message_id,
        col(Touchpoint.direction) == Direction.OUTBOUND,
    )
    return session.scalar(statement.limit(1)) is not None


def match(
    session: Session, owner_id: UUID, incoming: Incoming, answered: Answered | None = None
) -> Match | None:
    """Find what a mail is about, by the surest sign there is; None when there is no sign."""
    senders = _senders(session, owner_id, incoming.from_email)
    return (
        _by_thread(session, owner_id, incoming, senders, answered)
        or _by_sender(session, owner_id, incoming, senders)
        or _by_domain_or_subject(session, owner_id, incoming)
    )


def _senders(session: Session, owner_id: UUID, email: str) -> Sequence[Any]:
    """Contacts with this mail address, the oldest first."""
    if not email:
        return []
    return session.execute(_KNOWN_AS, {"owner": owner_id, "email": email}).all()


def _by_thread(
    session: Session,
    owner_id: UUID,
    incoming: Incoming,
    senders: Sequence[Any],
    answered: Answered | None,
) -> Match | None:
    if not incoming.thread:
        return None
    values = {"owner": owner_id, "thread": incoming.thread}
    touch = session.scalars(_OF_THREAD, values).first() or answered
    if touch is None:
        return None
    contact_id = senders[0].id if senders else None
    if any(sender.id == touch.contact_id for sender in senders):
        contact_id = touch.contact_id
    elif contact_id is None and touch.contact_id is not None:
        contact_id = _same_person(session, touch.contact_id, incoming)
    return Match(touch.application_id, contact_id, MatchedBy.THREAD)


def _same_person(session: Session, contact_id: UUID, incoming: Incoming) -> UUID | None:
    """Whoever was written to, when they answer from another address under their own name."""
    name = session.scalar(select(col(Contact.name)).where(col(Contact.id) == contact_id))
    unnamed = not incoming.from_name
    return contact_id if unnamed or name_key(name or "") == name_key(incoming.from_name) else None


def _by_sender(
    session: Session, owner_id: UUID, incoming: Incoming, senders: Sequence[Any]
) -> Match | None:
    """Their employer's or client's applications, and those they were met for; one is chosen."""
    if not senders:
        return None
    people = [sender.id for sender in senders]
    places = [sender.organization_id for sender in senders if sender.organization_id]
    met = (
        select(col(Interview.application_id))
        .join(Interviewer, col(Interviewer.interview_id) == col(Interview.id))
        .where(col(Interviewer.contact_id).in_(people))
    )
    touched = select(col(Touchpoint.application_id)).where(col(Touchpoint.contact_id).in_(people))
    statement = _CANDIDATE.where(
        or_(
            col(Application.organization_id).in_(places),
            col(Application.agency_id).in_(places),
            col(Application.id).in_(met),
            col(Application.id).in_(touched),
        )
    ).limit(CANDIDATES)
    found = session.execute(statement, {"owner": owner_id}).all()
    chosen = _likeliest(session, found, incoming.subject)
    return chosen and Match(chosen.id, people[0], MatchedBy.ADDRESS)


def _by_domain_or_subject(session: Session, owner_id: UUID, incoming: Incoming) -> Match | None:
    """An address at the employer's own domain, or a subject that names employer and matter."""
    live = session.execute(_LIVE_ONES, {"owner": owner_id}).all()
    if not live:
        return None
    domain = incoming.from_email.rpartition("@")[2]
    if domain and domain not in EVERYBODYS:
        known = session.scalars(_DOMAINS, {"owner": owner_id, "at_domain": f"@{domain}"}).all()
        there = [
            found
            for found in live
            if found.organization_id in known or _same_site(domain, found.website)
        ]
        if chosen := _likeliest(session, there, incoming.subject):
            return Match(chosen.id, None, MatchedBy.ADDRESS)
    subject = _words(incoming.subject)
    if not _ABOUT_APPLYING.search(incoming.subject):
        return None
    named = [found for found in live if _within(_words(found.name_key), subject)]
    chosen = _likeliest(session, named, incoming.subject)
    return chosen and Match(chosen.id, None, MatchedBy.SUBJECT)


def _likeliest(session: Session, found: Sequence[Any], subject: str) -> Any:
    """Of several, a live one, one the subject names, the one most recently in touch."""
    if len(found) < 2:
        return next(iter(found), None)
    touched = _last_touches(session, [one.id for one in found])
    words = _words(subject)
    return max(
        found,
        key=lambda one: (
            one.status in _LIVE,
            _within(_words(one.title), words),
            touched.get(one.id, one.last_activity_at),
            one.last_activity_at,
            one.id,
        ),
    )


def _last_touches(session: Session, applications: Collection[UUID]) -> dict[UUID, Any]:
    rows = session.execute(_LAST_TOUCH, {"applications": list(applications)}).all()
    return {row.application_id: row.at for row in rows if row.at is not None}


def _same_site(domain: str, website: str | None) -> bool:
    """Whether a mail domain is that of a web site, or one is below the other."""
    try:
        host = (urlsplit(website or "").hostname or "").removeprefix("www.")
    except ValueError:
        return False
    if host.count(".") < 1 or domain.count(".") < 1 or host in EVERYBODYS:
        return False
    return domain == host or domain.endswith(f".{host}") or _is_below(host, domain)


def _is_below(host: str, domain: str) -> bool:
    """`careers.mecca.example` is below `mecca.example`; nothing counts as below `co.uk`."""
    registered = len(domain.split(".")[0]) > 3
    return registered and host.endswith(f".{domain}")


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())


def _within(part: list[str], whole: list[str]) -> bool:
    """Whether these words stand in that text, in a row."""
    if not part or len("".join(part)) < 4:
        return False
    width = len(part)
    return any(whole[at : at + width] == part for at in range(len(whole) - width + 1))
