"""Three hundred references, named, rung and owed to, cost no more questions than three."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import insert

from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.core.ids import new_id
from afterview.people.models import Channel, Contact, ContactRole
from afterview.references.models import (
    Briefing,
    EmployerContact,
    LedgerEntry,
    Naming,
    Reference,
    ReferenceConsent,
)
from afterview.references.vocabulary import (
    CallResult,
    ConsentScope,
    ConsentStatus,
    Direction,
    LedgerKind,
    LedgerOrigin,
    Relationship,
)
from tests.factories.references import call, make_application, name, willing
from tests.platform.test_statements import counting

PEOPLE, DEBTS = 300, 5_000
PATHS = (
    "/references?limit=200",
    "/namings?limit=200",
    "/briefings?limit=200",
    "/employer-contacts?limit=200",
    "/ledger?limit=200",
    "/ledger/badge",
    "/references/expected-calls",
    "/today",
)


def crowd(app, user, clock, application):
    """So many people, each asked, willing, named, briefed and rung twice, and owed to."""
    owner, at = UUID(user.id), clock()
    stamps = {"owner_id": owner, "version": 1, "created_at": at, "updated_at": at}
    contacts = [new_id() for _ in range(PEOPLE)]
    references = [new_id() for _ in range(PEOPLE)]
    with transaction(app.state.gate.engine, Now(at, at.tzinfo)) as session:
        session.execute(
            insert(Contact),
            [
                stamps
                | {"id": one, "name": f"Person {number}", "role": ContactRole.REFEREE, "notes": ""}
                | {"obtained_from": "", "legal_basis": ""}
                for number, one in enumerate(contacts)
            ],
        )
        session.execute(
            insert(Reference),
            [
                stamps
                | {"id": identity, "contact_id": one, "relationship": Relationship.PEER}
                | {"worked_together": [], "competencies": [], "best_hours": "", "notes": ""}
                | {"current_employer": False, "may_contact_now": True, "first_job": False}
                for identity, one in zip(references, contacts, strict=True)
            ],
        )
        for one in references:
            session.add_all(vouches(owner, one, UUID(application["id"]), at))
        session.execute(
            insert(LedgerEntry),
            [
                stamps
                | {"id": new_id(), "contact_id": contacts[number % PEOPLE]}
                | {"application_id": UUID(application["id"])}
                | {"direction": Direction.I_OWE, "kind": LedgerKind.FAVOUR, "reason": "A round"}
                | {"arose_on": date(2026, 5, 1), "due_on": date(2026, 5, 2 + number % 28)}
                | {"sort_on": date(2026, 5, 2 + number % 28), "pre_existing": False}
                | {"settlement_note": "", "origin": LedgerOrigin.BY_HAND}
                for number in range(DEBTS)
            ],
        )


def vouches(owner, reference, application, at):
    """Asked and willing, named, briefed, and rung on each of two days."""
    whose = {"owner_id": owner, "reference_id": reference}
    window = {"calls_from": at, "calls_to": at + timedelta(hours=2)}
    for status, days in ((ConsentStatus.ASKED, 9), (ConsentStatus.GRANTED, 8)):
        on = at.date() - timedelta(days=days)
        said = {"status": status, "scope": ConsentScope.GENERAL, "on": on, "created_at": at}
        yield ReferenceConsent(**whose, **said)
    yield Naming(**whose, **window, application_id=application, named_at=at)
    yield Briefing(**whose, **window, application_id=application, sent_at=at)
    for days in (1, 2):
        rung = {"at": at - timedelta(days=days), "channel": Channel.PHONE}
        yield EmployerContact(
            **whose, **rung, application_id=application, result=CallResult.UNKNOWN
        )


def asked(app, api, path):
    with counting(app) as statements:
        answer = api.get(path)
    assert answer.status_code == 200, answer.text
    return len(statements)


def test_a_crowd_costs_no_more_statements_than_one_person(app, user, api, clock):
    reference, application = willing(api), make_application(api)
    owed = {"contact_id": reference["contact_id"], "direction": "i_owe", "kind": "favour"}
    api.made("/ledger", owed | {"reason": "A round", "due_on": "2026-06-02"})
    name(api, reference, application, calls_from="2026-06-03T09:00:00Z")
    call(api, reference, application)
    about = {"application_id": application["id"]}
    briefing = api.made(f"/references/{reference['id']}/briefings", about)
    api.made(f"/briefings/{briefing['id']}/delivery", {"channel": "phone"})
    of_it = f"/applications/{application['id']}"
    paths = (*PATHS, f"{of_it}/reference-set", "/retention-preview")
    before = {path: asked(app, api, path) for path in paths}
    crowd(app, user, clock, application)
    assert {path: asked(app, api, path) for path in paths} == before
    everybody = api.get("/references", params={"limit": 200}).json()
    assert len(everybody["items"]) == 200
    assert everybody["next"] is not None
    found = api.get(f"{of_it}/reference-set").json()
    assert len(found["members"]) == PEOPLE
    assert len([one for one in found["members"] if one["named"] and one["contacts_90_days"]]) > 200
    assert len(api.get("/references/expected-calls").json()["items"]) == 200
    badge = api.get("/ledger/badge").json()
    assert badge["paid_in_full"] is False
