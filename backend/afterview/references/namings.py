"""Giving a reference to an employer, and what comes of it. Never without consent (RF-01)."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlmodel import Session, col

from afterview.accounts.user import User
from afterview.core.clock import Now
from afterview.core.db import held, owned
from afterview.core.errors import Conflict, Invalid
from afterview.journal import events
from afterview.journal.models import Action
from afterview.people import queries as people
from afterview.people import service as people_service
from afterview.people.models import Channel, Contact, Organization
from afterview.people.schemas import AddressRead
from afterview.pipeline.models import Application, Stage
from afterview.pipeline.vocabulary import CATEGORY, Category
from afterview.references import ledger, queries, rules
from afterview.references.models import Briefing, EmployerContact, Naming, Reference
from afterview.references.naming_schemas import NamingCreate, NamingPatch, NamingWithdrawalCreate
from afterview.references.vocabulary import Relationship

REACHED_BY = (Channel.PHONE, Channel.EMAIL)
"""How employers reach referees, in the order they try it."""


class ConsentMissing(Conflict):
    code = "consent-missing"


class RelativeBlocked(Conflict):
    code = "relative-blocked"


class CurrentEmployer(Conflict):
    code = "current-employer"


class TooManyContacts(Conflict):
    code = "reference-overused"


class AlreadyNamed(Conflict):
    code = "already-named"


class ApplicationClosed(Conflict):
    code = "application-closed"


class AddressRefused(Conflict):
    code = "address-refused"


class NamedInFuture(Invalid):
    code = "named-in-future"


class WindowBackwards(Invalid):
    code = "window-backwards"


class CallOnRecord(Conflict):
    code = "call-on-record"


def create_naming(
    session: Session, user: User, reference: Reference, data: NamingCreate, *, now: Now
) -> Naming:
    """Write down that an employer gets this name; what news there is already is owed to them.

    Raises:
        ConsentMissing: there is no consent for this application, today or on that day.
        RelativeBlocked, CurrentEmployer: this name must not be given.
        TooManyContacts: enough employers have spoken to them lately (RF-03).
        AlreadyNamed, ApplicationClosed: there is nothing to give it for.
        AddressRefused: they do not want to be reached there.
        Anonymised: nobody knows who it was, or who would get the name.
        NamedInFuture: it has not happened.
        NotFound: the application, or who gets the name, is not there.
    """
    # whoever moves it meanwhile sees this naming, or this one the move: news is owed either way
    application = held(session, Application, data.application_id, user.id)
    recipient = data.recipient_id and people_service.somebody(
        session, data.recipient_id, user.id, pointer="/recipient_id"
    )
    named_at = data.named_at or now.at
    if named_at > now.at:
        raise NamedInFuture("A name that is given later is not given yet.", pointer="/named_at")
    contact = people_service.somebody(session, reference.contact_id, user.id)
    session.refresh(reference, with_for_update=True)  # of two who name at once, one sees the other
    _refuse(session, reference, contact, application, Now(named_at, now.zone), now)
    address = _address(session, contact, data)
    naming = Naming(
        owner_id=user.id,
        reference_id=reference.id,
        application_id=application.id,
        named_at=named_at,
        recipient_id=recipient.id if recipient else None,
        recipient_name=data.recipient_name or (recipient.name if recipient else ""),
        address_channel=address[0] if address else None,
        address=address[1] if address else "",
        calls_from=data.calls_from,
        calls_to=data.calls_to,
    )
    _take_over_answer(session, naming)
    session.add(naming)
    session.flush()
    employer = owned(session, Organization, application.organization_id, user.id)
    events.record(
        session,
        Action.REFERENCE_NAMED,
        naming,
        f"{contact.name} named to {naming.recipient_name or employer.name}",
        application_id=application.id,
        at=named_at,
    )
    ledger.follow_outcome(session, user, application, now=now)
    return naming


def _take_over_answer(session: Session, naming: Naming) -> None:
    """They may have agreed to a call before the name was out: the latest briefing knows."""
    told = session.scalars(
        select(Briefing)
        .where(
            col(Briefing.reference_id) == naming.reference_id,
            col(Briefing.application_id) == naming.application_id,
            or_(col(Briefing.sent_at).is_not(None), col(Briefing.answered_at).is_not(None)),
        )
        .order_by(col(Briefing.created_at).desc(), col(Briefing.id).desc())
        .limit(1)
    ).first()
    if told is None:
        return
    naming.best_number = told.best_number
    asked = (told.calls_from, told.calls_to)
    if (naming.calls_from, naming.calls_to) in ((None, None), asked):
        naming.calls_from, naming.calls_to = asked
        naming.answer, naming.answered_at = told.answer, told.answered_at
        naming.answer_note = told.answer_note


def _refuse(
    session: Session,
    reference: Reference,
    contact: Contact,
    application: Application,
    then: Now,
    now: Now,
) -> None:
    refuse_person(reference, contact)
    for day in {then.today, now.today}:
        if not queries.consent_of(session, reference.id, day, application.id).valid:
            raise ConsentMissing(
                f"{contact.name} has not agreed to be named here, or the yes has run out. Ask "
                "first."
            )
    calls = queries.employer_contacts(session, [reference.id], now.at).get(reference.id, [])
    rested_at = rules.rested_on(calls, now.at)
    if rested_at is not None:
        rested_on = rested_at.astimezone(now.zone).date()
        raise TooManyContacts(
            f"{len(calls)} employers have spoken to {contact.name} in {rules.LOAD_DAYS} days. Name "
            f"somebody else, or wait until {rested_on.isoformat()}."
        )
    refuse_closed(session, application)
    if live_naming(session, reference, application.id) is not None:
        raise AlreadyNamed(f"They have {contact.name}'s name already.")


def refuse_person(reference: Reference, contact: Contact) -> None:
    """Refuse what no consent makes good.

    Raises:
        Anonymised: nobody knows who it was.
        RelativeBlocked: their word counts for nothing.
        CurrentEmployer: they must not be rung.
    """
    people_service.refuse_anonymised(contact)
    if reference.relationship is Relationship.RELATIVE:
        raise RelativeBlocked("A relative's word counts for nothing, and asking for it harms you.")
    if reference.current_employer and not reference.may_contact_now:
        raise CurrentEmployer(
            f"{contact.name} works where you work now. Allow contact first (`may_contact_now`)."
        )


def refuse_closed(session: Session, application: Application) -> None:
    """Refuse to do anything more for an application that has ended.

    Raises:
        ApplicationClosed: it has.
    """
    stage = owned(session, Stage, application.stage_id, application.owner_id)
    if CATEGORY[stage.status] is Category.CLOSED:
        raise ApplicationClosed("This application has ended: nobody needs a name any more.")


def live_naming(session: Session, reference: Reference, application_id: UUID) -> Naming | None:
    """The naming that stands, of a reference in an application; there is one at most."""
    return session.scalars(
        select(Naming).where(
            col(Naming.reference_id) == reference.id,
            col(Naming.application_id) == application_id,
            col(Naming.withdrawn_at).is_(None),
        )
    ).one_or_none()


def _address(session: Session, contact: Contact, data: NamingCreate) -> tuple[Channel, str] | None:
    """What the employer gets: what was chosen, or the first way they want to be reached."""
    known = people.addresses(session, [contact.id]).get(contact.id, [])
    if data.address is None:
        return preferred(known, data.address_channel or contact.preferred_channel)
    _refuse_address(contact, known, data.address)
    return (data.address_channel or _channel_of(known, data.address), data.address)


def _channel_of(known: list[AddressRead], address: str) -> Channel:
    """How somebody is reached at an address: as it is known, or as it looks."""
    same = (one.channel for one in known if one.value.casefold() == address.casefold())
    return next(same, Channel.EMAIL if "@" in address else Channel.PHONE)


def _refuse_address(contact: Contact, known: list[AddressRead], address: str) -> None:
    same = (one for one in known if one.value.casefold() == address.casefold())
    if any(one.do_not_contact or not one.given_by_them for one in same):
        raise AddressRefused(
            f"{contact.name} does not want to be reached there.", pointer="/address"
        )


def preferred(known: list[AddressRead], first: Channel | None) -> tuple[Channel, str] | None:
    """The first way an employer may reach somebody, the preferred channel before others."""
    usable = [one for one in known if one.given_by_them and not one.do_not_contact]
    for channel in (first, *REACHED_BY):
        for one in usable:
            if one.channel is channel:
                return (one.channel, one.value)
    return None


def number_for(session: Session, contact: Contact) -> str:
    """Where somebody would be rung if they were named now; empty if nobody knows."""
    known = people.addresses(session, [contact.id]).get(contact.id, [])
    found = preferred(known, contact.preferred_channel)
    return found[1] if found else ""


def update_naming(session: Session, naming: Naming, data: NamingPatch, *, now: Now) -> Naming:
    """Add what has become known: the window, who has the name, what the reference said.

    Raises:
        WindowBackwards: it would end before it begins.
        AddressRefused: they do not want to be reached there.
        Anonymised: nobody knows who it was, or who would have the name.
        NotFound: who is said to have the name is not there.
    """
    changes = data.sent()
    reference = owned(session, Reference, naming.reference_id, naming.owner_id)
    contact = people_service.somebody(session, reference.contact_id, naming.owner_id)
    if changes.get("recipient_id") is not None:
        recipient = people_service.somebody(
            session, changes["recipient_id"], naming.owner_id, pointer="/recipient_id"
        )
        changes.setdefault("recipient_name", recipient.name)
    starts, ends = (changes.get(name, getattr(naming, name)) for name in ("calls_from", "calls_to"))
    if starts is not None and ends is not None and ends <= starts:
        raise WindowBackwards("It would end before it begins.", pointer="/calls_to")
    if "address" in changes:
        known = people.addresses(session, [contact.id]).get(contact.id, [])
        _refuse_address(contact, known, changes["address"])
        changes.setdefault("address_channel", _channel_of(known, changes["address"]))
    if "answer" in changes:
        naming.answered_at = now.at if changes["answer"] is not None else None
    elif (starts, ends) != (naming.calls_from, naming.calls_to):
        naming.answer = naming.answered_at = None  # what they said was about another time
        naming.answer_note = ""
    for name, value in changes.items():
        setattr(naming, name, value)
    session.flush()
    return naming


def withdraw_naming(
    session: Session, naming: Naming, data: NamingWithdrawalCreate, *, now: Now
) -> Naming:
    """The employer was told not to contact them any more. Saying it twice is saying it once."""
    if naming.withdrawn_at is None:
        at = data.at or now.at
        if not naming.named_at <= at <= now.at:
            raise NamedInFuture("That was before the name was given, or is not yet.", pointer="/at")
        naming.withdrawn_at = at
        naming.withdrawn_reason = data.reason
        session.flush()
        reference = owned(session, Reference, naming.reference_id, naming.owner_id)
        contact = owned(session, Contact, reference.contact_id, naming.owner_id)
        events.record(
            session,
            Action.NAMING_WITHDRAWN,
            naming,
            f"{contact.name} is not to be contacted any more",
            application_id=naming.application_id,
            at=at,
        )
    return naming


def restore_naming(session: Session, naming: Naming, *, now: Now) -> None:
    """They have the name after all. Asks for consent again.

    Raises:
        ConsentMissing, AlreadyNamed, …: as for a new naming.
    """
    if naming.withdrawn_at is None:
        return
    reference = owned(session, Reference, naming.reference_id, naming.owner_id)
    contact = people_service.somebody(session, reference.contact_id, naming.owner_id)
    application = owned(session, Application, naming.application_id, naming.owner_id)
    session.refresh(reference, with_for_update=True)  # or they take their yes back meanwhile
    _refuse(session, reference, contact, application, now, now)
    naming.withdrawn_at = None
    naming.withdrawn_reason = ""
    session.flush()


def warnings(session: Session, naming: Naming) -> list[str]:
    """Whether a name should not be where it is."""
    reference = owned(session, Reference, naming.reference_id, naming.owner_id)
    live = naming.withdrawn_at is None
    return [queries.IN_VAIN] if live and reference.relationship is Relationship.RELATIVE else []


def delete_naming(session: Session, user: User, naming: Naming, *, now: Now) -> None:
    """Take out a naming that never happened, and the news that were owed only for it.

    Raises:
        CallOnRecord: the employer has called them; withdraw it instead.
    """
    application = held(session, Application, naming.application_id, user.id)
    called = select(col(EmployerContact.id)).where(
        col(EmployerContact.reference_id) == naming.reference_id,
        col(EmployerContact.application_id) == naming.application_id,
    )
    if session.scalar(called.limit(1)) is not None:
        raise CallOnRecord("They have called: so they had the name. Withdraw it instead.")
    events.forget(session, naming.id)
    session.delete(naming)
    session.flush()
    ledger.follow_outcome(session, user, application, now=now)
