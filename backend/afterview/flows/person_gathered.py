"""Everything that is held about one person, for them to see: as data, and as a text."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from afterview.attachments.models import Attachment
from afterview.core.clock import Now
from afterview.core.db import Row
from afterview.flows import person_found, person_rows
from afterview.flows.person_rows import NAMED_TO, Person
from afterview.flows.person_schemas import MentionRead, PersonDataRead
from afterview.flows.person_words import MACHINES
from afterview.people import queries as people
from afterview.people.models import Contact, Organization
from afterview.pipeline.models import Application, Interview
from afterview.references.models import BriefingAttachment

MOST_ROWS = 1_000
"""Of one section. A year of weekly letters is fifty."""
SECTIONS = {
    "contact_address": "addresses",
    "interviewer": "interviews",
    "follow_up_plan": "next_steps",
    "follow_up": "follow_ups",
    "draft": "drafts",
    "draft_revision": "earlier_drafts",
    "outgoing_message": "messages",
    "touchpoint": "touchpoints",
    "received_message": "received_messages",
    "proposal": "proposals",
    "reference": "references",
    "reference_consent": "consent",
    "naming": "namings",
    "employer_contact": "employer_contacts",
    "briefing": "briefings",
    "referee_page": "referee_pages",
    "ledger_entry": "ledger",
}
"""What each table is called outside; one that joins later goes by its own name until it has one."""
_HIDDEN = frozenset(
    ("owner_id", "contact_id", "version", "position", "value_key", "code_hash", "text_hash")
)


def gather(session: Session, contact: Contact) -> PersonDataRead:
    """Everything about somebody; bounded, and what is cut is said."""
    (person,) = person_found.find_people(session, [contact])
    sections: dict[str, list[dict[str, Any]]] = {}
    for table in person.rows:
        if table != "contact":
            sections[SECTIONS.get(table, table)] = _rows(session, person, table)
    sections["named_to"] = _named_to(session, contact)
    sections["briefing_files"] = _files(session, person)
    for name in ("event", "notification"):
        sections["journal" if name == "event" else "notifications"] = _told(session, person, name)
    mentions = list(_mentions(session, person))
    sizes = {name: len(rows) for name, rows in sections.items()} | {"mentions": len(mentions)}
    return PersonDataRead(
        contact=people.contact(session, contact),
        sections={name: rows[:MOST_ROWS] for name, rows in sorted(sections.items()) if rows},
        mentions=mentions[:MOST_ROWS],
        cut=sorted(name for name, size in sizes.items() if size > MOST_ROWS),
    )


def _rows(session: Session, person: Person, name: str) -> list[dict[str, Any]]:
    table = Row.metadata.tables[name]
    return _read(session, table, table.c.id.in_(person.ids(name)))


def _told(session: Session, person: Person, name: str) -> list[dict[str, Any]]:
    """What the journal and the inbox say of the person, or of a row about them."""
    table = Row.metadata.tables[name]
    about = {identity for ids in person.rows.values() for identity in ids}
    mine = table.c.owner_id == person.owner_id
    return _read(session, table, mine & table.c.subject_id.in_(about))


def _named_to(session: Session, contact: Contact) -> list[dict[str, Any]]:
    """References that were named to them; where those are to be reached is not theirs to see."""
    table = Row.metadata.tables["naming"]
    shown = ("id", "application_id", "named_at", "recipient_name", "withdrawn_at")
    rows = _read(session, table, table.c[NAMED_TO] == contact.id)
    return [{name: row[name] for name in (*shown, "application") if name in row} for row in rows]


def _read(session: Session, table: Any, which: Any) -> list[dict[str, Any]]:
    """Rows as they are kept, without what only the machine needs; and what they are about."""
    statement = select(table).where(which).order_by(*table.primary_key).limit(MOST_ROWS + 1)
    rows = [
        {name: value for name, value in row.items() if name not in _HIDDEN}
        for row in session.execute(statement).mappings()
    ]
    interviews = _interviews(
        session, {row["interview_id"] for row in rows if row.get("interview_id")}
    )
    for row in rows:
        if held := interviews.get(row.get("interview_id")):
            row |= {"starts_at": held.starts_at, "application_id": held.application_id}
    titles = _titles(session, {row["application_id"] for row in rows if row.get("application_id")})
    for row in rows:
        if row.get("application_id") in titles:
            row["application"] = titles[row["application_id"]]
    return rows


def _interviews(session: Session, ids: set[UUID]) -> dict[Any, Interview]:
    found = session.scalars(select(Interview).where(col(Interview.id).in_(ids)))
    return {interview.id: interview for interview in found} if ids else {}


def _titles(session: Session, ids: set[UUID]) -> dict[Any, str]:
    statement = (
        select(col(Application.id), col(Application.title), col(Organization.name))
        .join(Organization, col(Organization.id) == col(Application.organization_id))
        .where(col(Application.id).in_(ids))
    )
    found = session.execute(statement) if ids else ()
    return {identity: f"{title}, {employer}" for identity, title, employer in found}


def _files(session: Session, person: Person) -> list[dict[str, Any]]:
    """Files that went with what they were told."""
    statement = (
        select(
            col(BriefingAttachment.briefing_id),
            col(Attachment.id),
            col(Attachment.name),
            col(Attachment.kind),
        )
        .join(Attachment, col(Attachment.id) == col(BriefingAttachment.attachment_id))
        .where(col(BriefingAttachment.briefing_id).in_(person.ids("briefing")))
        .order_by(col(BriefingAttachment.briefing_id), col(BriefingAttachment.position))
        .limit(MOST_ROWS + 1)
    )
    return [dict(row) for row in session.execute(statement).mappings()]


def _mentions(session: Session, person: Person) -> Iterator[MentionRead]:
    """Texts that carry a name or an address, in rows that are about something else."""
    about = set().union(*person.rows.values())
    for place in person_rows.places(session, person.owner_id, [person]):
        if place.row["id"] in about or place.row.get("subject_id") in about:
            continue
        for name in sorted(place.texts.keys() - MACHINES):
            yield MentionRead(
                kind=place.table.name, id=place.row["id"], field=name, text=place.row[name]
            )


def as_text(found: PersonDataRead, *, now: Now) -> str:
    """The same to be read by anybody: one heading for each kind, one line for each thing."""
    lines = [f"What is kept about {found.contact.name}", f"As of {now.today.isoformat()}", ""]
    about = found.contact.model_dump(exclude={"addresses", "version"})
    lines += ["CONTACT", *_lines(about, now.zone), ""]
    for name, rows in found.sections.items():
        lines.append(name.replace("_", " ").upper())
        for row in rows:
            lines += [*_lines(row, now.zone), ""]
    if found.mentions:
        lines.append("MENTIONED IN")
        for mention in found.mentions:
            lines += [*_lines({f"{mention.kind}, {mention.field}": mention.text}, now.zone), ""]
    if found.cut:
        lines.append(f"Only the first {MOST_ROWS:,} are here of: {', '.join(found.cut)}.")
    return "\n".join(lines).rstrip() + "\n"


def _lines(row: dict[str, Any], zone: ZoneInfo) -> Iterator[str]:
    """Each value that says something, under its name; an id says nothing to a person."""
    for name, value in row.items():
        if value in (None, "", [], {}) or isinstance(value, UUID) or name.endswith("id"):
            continue
        text = _said(value, zone).replace("\n", "\n    ")
        yield f"  {name.replace('_', ' ')}: {text}"


def _said(value: Any, zone: ZoneInfo) -> str:
    """A value as a person would write it; instants on the clock of whoever keeps it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return f"{value.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"
        case dict():
            return ", ".join(
                f"{name.replace('_', ' ')} {_said(inner, zone)}"
                for name, inner in value.items()
                if inner not in (None, "", [], {}) and not name.endswith("id")
            )
        case list():
            return "; ".join(_said(inner, zone) for inner in value)
    return str(value)
