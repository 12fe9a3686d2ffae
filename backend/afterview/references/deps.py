"""The reference, or what belongs to one, in the path, or 404."""

from typing import Annotated
from uuid import UUID

from afterview.accounts.deps import CurrentUser
from afterview.core.db import owned
from afterview.core.routing import Needs, SessionDep
from afterview.references.models import (
    Briefing,
    EmployerContact,
    LedgerEntry,
    Naming,
    Reference,
)


def owned_reference(session: SessionDep, user: CurrentUser, reference_id: UUID) -> Reference:
    return owned(session, Reference, reference_id, user.id)


def owned_naming(session: SessionDep, user: CurrentUser, naming_id: UUID) -> Naming:
    return owned(session, Naming, naming_id, user.id)


def owned_employer_contact(
    session: SessionDep, user: CurrentUser, employer_contact_id: UUID
) -> EmployerContact:
    return owned(session, EmployerContact, employer_contact_id, user.id)


def owned_briefing(session: SessionDep, user: CurrentUser, briefing_id: UUID) -> Briefing:
    return owned(session, Briefing, briefing_id, user.id)


def owned_entry(session: SessionDep, user: CurrentUser, entry_id: UUID) -> LedgerEntry:
    return owned(session, LedgerEntry, entry_id, user.id)


OwnedReference = Annotated[Reference, Needs(owned_reference)]
OwnedNaming = Annotated[Naming, Needs(owned_naming)]
OwnedEmployerContact = Annotated[EmployerContact, Needs(owned_employer_contact)]
OwnedBriefing = Annotated[Briefing, Needs(owned_briefing)]
OwnedEntry = Annotated[LedgerEntry, Needs(owned_entry)]
