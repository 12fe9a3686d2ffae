"""What erasing and anonymising people have in common: no word is kept, and no name.

    on its way? refuse → take back what is approved → empty what was said between them and the owner
    → take their names and addresses out of everything else → out of the index, and stored answers

What its owner wrote elsewhere keeps its sense: "a former contact" stands where the name stood.
Nothing of this can be undone, so nothing of it ever happens by itself.
"""

import json
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, select, update
from sqlmodel import Session, col

from afterview.core.clock import Now
from afterview.core.db import Row, find, leave_no_trace, owned
from afterview.core.errors import Invalid
from afterview.core.idempotency import StoredAnswer
from afterview.flows import person_rows
from afterview.flows.person_rows import Person, ids_of, in_turn
from afterview.followups import drafts, messages
from afterview.followups import service as follow_ups
from afterview.followups.models import Draft, FollowUp, OutgoingMessage
from afterview.followups.rules import Purpose
from afterview.people import service as people
from afterview.people.models import Contact
from afterview.pipeline.models import Application
from afterview.references.models import Briefing
from afterview.replies.models import Proposal

WHY = "Nobody is left to be written to."
SAID: dict[str, dict[str, Any]] = {
    "draft": {"subject": "", "body": "", "returned_reason": ""},
    "draft_revision": {"subject": "", "body": ""},
    "outgoing_message": {
        "to_name": people.FORMER,
        "to_email": "",
        "subject": "",
        "body": "",
        "text_hash": "",
        "reason": "",
        "failure": "",
    },
    "touchpoint": {"subject": "", "note": "", "reason": ""},
    "received_message": {
        "from_name": people.FORMER,
        "from_email": "",
        "subject": "",
        "body": "",
        "kind_why": "",
    },
    "proposal": {"why": ""},
    "follow_up": {"note": ""},
}
"""What was said to somebody or by them, and what stands there once it is emptied."""
THE_INVITATION = (
    "cancelled",
    "starts_at",
    "day",
    "duration_minutes",
    "zone",
    "format",
    "location",
    "link",
    "uid",
    "repeats",
)
"""What stays of the details of a proposal: when and where, not who, nor in whose words."""


class NameMismatch(Invalid):
    code = "name-mismatch"


def refuse_another_name(contact: Contact, name: str) -> None:
    """Refuse to do what cannot be undone to somebody whose name was not typed.

    Raises:
        NameMismatch: it is not what the contact is called.
    """
    if people.name_key(name) != people.name_key(contact.name):
        raise NameMismatch("Type the name of the contact, as it stands there.", pointer="/name")


def take_back(session: Session, persons: Collection[Person], *, now: Now) -> None:
    """Let nothing more go to these people: what is approved is withdrawn, thanks are let go.

    Other messages stay owed to the employer, without anybody in particular to write to.

    Raises:
        OnItsWay: a mail to them is being sent, or may have arrived.
    """
    refuse_on_its_way(session, persons)
    for briefing in _found(session, Briefing, ids_of(persons, "briefing")):
        if briefing.approved_at is not None:
            messages.withdraw(session, briefing, now=now)
            briefing.approved_at = None
    for follow_up in _found(session, FollowUp, ids_of(persons, "follow_up")):
        if follow_up.sent_at or follow_up.waived_at or follow_up.lapsed_at:
            continue
        messages.withdraw(session, follow_up, now=now)
        if draft := find(session, Draft, follow_up_id=follow_up.id):
            drafts.discard(session, follow_up, draft)
        if follow_up.purpose is Purpose.THANK_YOU:
            follow_ups.waive(session, follow_up, WHY, now=now)
        else:
            follow_up.contact_id = None
    session.flush()
    named_to = Row.metadata.tables["naming"]
    _change(
        session,
        named_to,
        named_to.c.recipient_id.in_(ids_of(persons, "contact")),
        {"recipient_name": people.FORMER},
    )


def refuse_on_its_way(session: Session, persons: Collection[Person]) -> None:
    """Refuse to forget to whom a mail is going.

    Raises:
        OnItsWay: one is being sent, or may have arrived.
    """
    left = _left(session, ids_of(persons, "outgoing_message"))
    if left is None:
        return
    whose = next(person for person in persons if left in person.ids("outgoing_message"))
    contact = owned(session, Contact, whose.contact_id, whose.owner_id)
    raise messages.OnItsWay(
        f"A message to {contact.name} is on its way, or may have arrived. Say first what became "
        "of it."
    )


def refuse_leaving(session: Session, sent: Collection[UUID]) -> None:
    """Refuse to forget mails that may be with somebody, and let no worker begin with one.

    Raises:
        OnItsWay: one is being sent, or may have arrived.
    """
    if _left(session, sent) is not None:
        raise messages.OnItsWay(
            "A message to them is on its way, or may have arrived. Say first what became of it."
        )


def _left(session: Session, sent: Collection[UUID]) -> UUID | None:
    """One of these mails that may be with somebody, once no worker can begin with one any more."""
    employers = (
        select(col(Application.organization_id))
        .join(OutgoingMessage, col(OutgoingMessage.application_id) == col(Application.id))
        .where(col(OutgoingMessage.id).in_(sent))
        .distinct()
        .order_by(col(Application.organization_id))
    )
    for employer in session.scalars(employers).all():
        messages.hold_employer(session, employer)
    left = select(col(OutgoingMessage.id)).where(
        col(OutgoingMessage.id).in_(sent), messages.MAY_HAVE_LEFT
    )
    return session.scalar(left.limit(1))


def _found(session: Session, kind: Any, ids: Collection[UUID]) -> Sequence[Any]:
    """Rows of a kind, in the order of their ids."""
    return [
        row
        for some in in_turn(sorted(ids))
        for row in session.scalars(select(kind).where(kind.id.in_(some)).order_by(kind.id))
    ]


def empty(session: Session, table: str, ids: Collection[UUID], values: dict[str, Any]) -> int:
    """Put these values into rows of a table; return how many rows there are."""
    rows = Row.metadata.tables[table]
    for some in in_turn(ids):
        _change(session, rows, rows.c.id.in_(some), values)
    return len(ids)


def _change(session: Session, table: Table, which: Any, values: dict[str, Any]) -> None:
    session.execute(update(table).where(which).values(_changed(session, table, values)))


def _changed(session: Session, table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Whoever has read a row before must read it again, so it counts as changed."""
    if "version" not in table.c:
        return values
    return values | {"version": table.c.version + 1, "updated_at": session.info["now"].at}


def forget(
    session: Session, owner_id: UUID, persons: Collection[Person], *, now: Now
) -> dict[str, int]:
    """Empty what was said, and take these people out of every text of an account.

    Returns how many rows of each kind were emptied, in how many places a name was taken out, and
    how many stored answers went. Once this is committed, nothing of it is left in the files.
    """
    counts = {
        table: empty(session, table, ids_of(persons, table), values)
        for table, values in SAID.items()
    }
    _empty_invitations(session, ids_of(persons, "proposal"))
    session.expire_all()
    counts["rewritten"] = _rewrite(session, owner_id, persons)
    counts["stored_answer"] = _forget_answers(session, owner_id, persons)
    session.expire_all()
    leave_no_trace(session)
    return counts


def _empty_invitations(session: Session, ids: Collection[UUID]) -> None:
    for proposal in _found(session, Proposal, ids):
        details = {
            name: value for name, value in proposal.details.items() if name in THE_INVITATION
        }
        empty(session, "proposal", [proposal.id], {"details": details})


def _rewrite(session: Session, owner_id: UUID, persons: Collection[Person]) -> int:
    found = list(person_rows.places(session, owner_id, persons))
    alike: dict[tuple[Table, tuple[str, ...]], list[dict[str, Any]]] = {}
    for place in found:
        texts = {f"new_{name}": text for name, text in place.texts.items()}
        rows = alike.setdefault((place.table, tuple(sorted(place.texts))), [])
        rows.append({"row_id": place.row["id"]} | texts)
    for (table, names), rows in alike.items():
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        which = update(table).where(table.c.id == bindparam("row_id"))
        session.connection().execute(which.values(_changed(session, table, new)), rows)
    _index_anew(session, {place.row["id"] for place in found}, persons)
    return len(found)


def _index_anew(session: Session, touched: set[UUID], persons: Collection[Person]) -> None:
    table, found = Row.metadata.tables["word_entry"], []
    for identity, indexed in person_rows.index_of(session, touched):
        for person in persons:
            if person.words is not None:
                indexed = person.words.indexed.sub("former contact", indexed)
        found.append({"entry": identity, "new_words": indexed})
    if found:
        which = update(table).where(table.c.id == bindparam("entry"))
        session.connection().execute(which.values(words=bindparam("new_words")), found)


def _forget_answers(session: Session, owner_id: UUID, persons: Collection[Person]) -> int:
    """Delete answers that are kept for being asked again, where they tell of somebody."""
    kept = session.scalars(select(StoredAnswer).where(col(StoredAnswer.owner_id) == owner_id)).all()
    telling = [answer for answer in kept if any(_tells(answer, person) for person in persons)]
    for answer in telling:
        session.delete(answer)
    session.flush()
    return len(telling)


def _tells(answer: StoredAnswer, person: Person) -> bool:
    text = answer.body.decode()
    if str(person.contact_id) in f"{text}{answer.headers}":
        return True
    if person.words is None:
        return False
    said = json.loads(text) if text else None
    return person.words.without([said, answer.key], "") != [said, answer.key]
