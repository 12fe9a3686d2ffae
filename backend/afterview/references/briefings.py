"""Telling a reference what is coming: beginning, wording, and having told them (RF-02)."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.attachments.models import Attachment
from afterview.core.clock import Now
from afterview.core.db import find, owned
from afterview.core.errors import Conflict, Invalid
from afterview.core.findings import Finding, Level
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import service as people
from afterview.people.models import Channel, Contact, Organization
from afterview.pipeline.models import Application
from afterview.references import brief_text, namings, queries, script_lint
from afterview.references.brief_text import Parts
from afterview.references.briefing_schemas import (
    MOST_FACTS,
    BriefingCreate,
    BriefingDeliveryCreate,
    BriefingPatch,
)
from afterview.references.models import Briefing, BriefingAttachment, Reference, ReferenceRequest

TEXT_FIELDS = ("subject", "body")


class BriefingClosed(Conflict):
    code = "briefing-closed"


class BriefingApproved(Conflict):
    code = "briefing-approved"


class Scripted(Conflict):
    code = "briefing-scripted"


class BriefingWindow(Invalid):
    code = "window-backwards"


class BriefedInFuture(Invalid):
    code = "briefed-in-future"


class BriefedWithoutConsent(Conflict):
    code = "consent-missing"


def create_briefing(
    session: Session, user: User, reference: Reference, data: BriefingCreate, *, now: Now
) -> Briefing:
    """Begin a briefing, filled from what is known.

    Raises:
        Anonymised: nobody knows who it was.
        NotFound: the application, or a file, is not there.
    """
    people.somebody(session, reference.contact_id, user.id)
    application = data.application_id and owned(session, Application, data.application_id, user.id)
    files = _files(session, user.id, data.attachment_ids)
    employer = (
        owned(session, Organization, application.organization_id, user.id).name
        if application
        else ""
    )
    briefing = Briefing(
        owner_id=user.id,
        reference_id=reference.id,
        application_id=application.id if application else None,
        role=application.title if application else "",
        employer=employer,
        caller=data.caller,
        calls_from=data.calls_from,
        calls_to=data.calls_to,
        points=[point.model_dump() for point in data.points],
        facts=_facts(reference) if data.facts is None else data.facts,
        weak_spot=data.weak_spot,
    )
    session.add(briefing)
    session.flush()
    _attach(session, briefing, files)
    write_text(session, user, briefing)
    return briefing


def _facts(reference: Reference) -> str:
    """Where and when they worked together, as far as it is written down and fits."""
    places: list[str] = []
    for shared in reference.worked_together:
        years = [str(year) for year in (shared["from_year"], shared["to_year"]) if year]
        place = f"{shared['employer']}{', ' if years else ''}{' to '.join(years)}"
        if len(_together([*places, place])) > MOST_FACTS:
            break
        places.append(place)
    return _together(places) if places else ""


def _together(places: Sequence[str]) -> str:
    return f"We worked together at {'; '.join(places)}."


def _files(session: Session, owner_id: UUID, ids: Sequence[UUID]) -> list[Attachment]:
    return [owned(session, Attachment, identity, owner_id) for identity in dict.fromkeys(ids)]


def _attach(session: Session, briefing: Briefing, files: Sequence[Attachment]) -> None:
    session.execute(
        delete(BriefingAttachment).where(col(BriefingAttachment.briefing_id) == briefing.id)
    )
    session.add_all(
        BriefingAttachment(
            briefing_id=briefing.id,
            attachment_id=file.id,
            owner_id=briefing.owner_id,
            position=position,
        )
        for position, file in enumerate(files)
    )
    session.flush()


def write_text(session: Session, user: User, briefing: Briefing) -> None:
    """Put subject and body together from the parts."""
    reference = owned(session, Reference, briefing.reference_id, briefing.owner_id)
    contact = owned(session, Contact, reference.contact_id, briefing.owner_id)
    asked = briefing.application_id and find(
        session, ReferenceRequest, application_id=briefing.application_id
    )
    parts = Parts(
        referee=contact.name,
        me=user.name,
        role=briefing.role,
        employer=briefing.employer,
        caller=briefing.caller,
        calls_from=briefing.calls_from,
        calls_to=briefing.calls_to,
        competencies=asked.competencies if asked else [],
        points=[point["text"] for point in briefing.points],
        facts=briefing.facts,
        weak_spot=briefing.weak_spot,
        attachments=len(files_of(session, briefing.id)),
    )
    way = brief_text.page_paragraph(briefing.body)
    briefing.subject = brief_text.subject(parts)
    briefing.body = brief_text.with_page(brief_text.body(parts, user.zone), way)
    session.flush()


def files_of(session: Session, briefing_id: UUID) -> Sequence[Attachment]:
    """The files that go with a briefing, in their order."""
    return session.scalars(
        select(Attachment)
        .join(BriefingAttachment, col(BriefingAttachment.attachment_id) == col(Attachment.id))
        .where(col(BriefingAttachment.briefing_id) == briefing_id)
        .order_by(col(BriefingAttachment.position))
    ).all()


def update_briefing(
    session: Session, user: User, briefing: Briefing, data: BriefingPatch
) -> Briefing:
    """Change a briefing that has not gone out.

    Raises:
        BriefingClosed, BriefingApproved: its words stand.
        BriefingWindow: the window would end before it begins.
        Anonymised: nobody knows who it was.
        NotFound: a file is not there.
    """
    reference = owned(session, Reference, briefing.reference_id, briefing.owner_id)
    people.somebody(session, reference.contact_id, briefing.owner_id)
    refuse_closed(briefing)
    changes = data.sent()
    rewrite = changes.pop("rewrite", False)
    if "attachment_ids" in changes:
        _attach(session, briefing, _files(session, user.id, changes.pop("attachment_ids")))
        flag_modified(briefing, "updated_at")
    if "points" in changes:
        changes["points"] = [point.model_dump() for point in data.points]
    window = (briefing.calls_from, briefing.calls_to)
    for name, value in changes.items():
        setattr(briefing, name, value)
    if (briefing.calls_from, briefing.calls_to) != window:
        briefing.answer = briefing.answered_at = None  # that was about another time
    if briefing.calls_from and briefing.calls_to and briefing.calls_to <= briefing.calls_from:
        raise BriefingWindow("It would end before it begins.", pointer="/calls_to")
    briefing.returned_at, briefing.returned_reason = None, ""
    session.flush()
    if rewrite:
        write_text(session, user, briefing)
    return briefing


def refuse_closed(briefing: Briefing) -> None:
    """Refuse to change words that were told, or that are waiting to leave.

    Raises:
        BriefingClosed: it was told.
        BriefingApproved: it is approved; withdraw that first.
    """
    if briefing.sent_at is not None:
        raise BriefingClosed("They have been told. Begin another one.")
    refuse_approved(briefing)


def refuse_approved(briefing: Briefing) -> None:
    """Refuse to change what is waiting to leave.

    Raises:
        BriefingApproved: withdraw the approval first.
    """
    if briefing.approved_at is not None:
        raise BriefingApproved("It is approved and waiting. Withdraw the approval to change it.")


def text_hash(briefing: Briefing, words: str, files: Sequence[Attachment]) -> str:
    """Name exactly these words and files: SHA-256, in hexadecimal digits."""
    contents = "\n".join(f"{file.sha256} {file.name}" for file in files)
    told = f"{briefing.subject}\n\n{words}\n\n{contents}"
    return hashlib.sha256(told.encode()).hexdigest()


def findings(briefing: Briefing, files: Sequence[Attachment]) -> list[Finding]:
    """What there is to say about all that a reference gets to see, errors first.

    What their page shows beside the letter has no place in the letter.
    """
    found = [*_promised(briefing.body, files), *script_lint.lint(briefing.body)]
    said = {one.code for one in found}
    beside = [briefing.subject, briefing.facts, briefing.weak_spot, briefing.caller]
    for text in (*beside, *(point["text"] for point in briefing.points)):
        for one in script_lint.lint(text):
            if one.code not in said:
                said.add(one.code)
                found.append(replace(one, start=None, end=None))
    return sorted(found, key=lambda one: one.level != "error")


def _promised(letter: str, files: Sequence[Attachment]) -> Iterator[Finding]:
    """A file may be deleted long after the letter was put together."""
    start = letter.find(brief_text.ATTACHED)
    if start >= 0 and not files:
        end = start + len(brief_text.ATTACHED)
        detail = "No file goes with it any more. Attach one, or leave the sentence out."
        yield Finding(Level.ERROR, "attachment-missing", start, end, detail)


def refuse_unsendable(session: Session, briefing: Briefing, day: Now) -> None:
    """Refuse what must not be told, or not to somebody who has not agreed.

    Raises:
        Anonymised, RelativeBlocked, CurrentEmployer, ApplicationClosed: as for a naming.
        BriefedWithoutConsent: they have not agreed to be named there.
        Scripted: an error of the lint stands in the way.
    """
    reference = owned(session, Reference, briefing.reference_id, briefing.owner_id)
    contact = owned(session, Contact, reference.contact_id, briefing.owner_id)
    namings.refuse_person(reference, contact)
    if briefing.application_id is not None:
        application = owned(session, Application, briefing.application_id, briefing.owner_id)
        namings.refuse_closed(session, application)
    consent = queries.consent_of(session, briefing.reference_id, day.today, briefing.application_id)
    if not consent.valid:
        raise BriefedWithoutConsent("They have not agreed to vouch for you here. Ask first.")
    files = files_of(session, briefing.id)
    errors = [one for one in findings(briefing, files) if one.level == "error"]
    if errors:
        raise Scripted(f"Not like this: {errors[0].detail}")


def tell_by_hand(
    session: Session, briefing: Briefing, data: BriefingDeliveryCreate, *, now: Now
) -> Briefing:
    """They were told by the candidate: on the telephone, or from another mail program.

    Raises:
        BriefedInFuture: it has not happened.
        BriefingClosed, BriefingApproved, Scripted, BriefedWithoutConsent: not like this.
    """
    refuse_closed(briefing)
    at = data.at or now.at
    if at > now.at:
        raise BriefedInFuture("They have not been told yet at that time.", pointer="/at")
    refuse_unsendable(session, briefing, now)
    mark_sent(session, briefing, at, data.channel)
    return briefing


def mark_sent(session: Session, briefing: Briefing, at: datetime, channel: Channel) -> None:
    """They know."""
    briefing.sent_at, briefing.sent_channel, briefing.approved_at = at, channel, None
    session.flush()
    reference = owned(session, Reference, briefing.reference_id, briefing.owner_id)
    contact = owned(session, Contact, reference.contact_id, briefing.owner_id)
    events.record(
        session,
        Action.BRIEFING_SENT,
        briefing,
        f"{contact.name} was briefed",
        application_id=briefing.application_id,
        at=at,
    )


def note_answer(session: Session, briefing: Briefing, at: datetime) -> None:
    """They wrote back. What they said on their page says more, and stands."""
    if briefing.answered_at is None:
        briefing.answered_at = at
        session.flush()


def undo_delivery(session: Session, briefing: Briefing) -> None:
    """They were not told after all. Without a delivery, nothing happens."""
    if briefing.sent_at is not None:
        briefing.sent_at = briefing.sent_channel = None
        session.flush()
        events.take_back(session, Action.BRIEFING_SENT, briefing.id)
