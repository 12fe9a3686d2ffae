"""Three hundred references and five thousand debts cost no more questions than three."""

from datetime import date
from uuid import UUID

from sqlalchemy import insert

from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.core.ids import new_id
from afterview.people.models import Contact, ContactRole
from afterview.references.models import LedgerEntry, Reference
from afterview.references.vocabulary import Direction, LedgerKind, LedgerOrigin, Relationship
from tests.factories.references import make_application, willing
from tests.platform.test_statements import counting

PEOPLE, DEBTS = 300, 5_000
PATHS = (
    "/references?limit=200",
    "/ledger?limit=200",
    "/ledger/badge",
    "/references/expected-calls",
    "/today",
)


def crowd(app, user, clock):
    """So many people, each vouching, and what is owed to them."""
    owner, at = UUID(user.id), clock()
    stamps = {"owner_id": owner, "version": 1, "created_at": at, "updated_at": at}
    contacts = [new_id() for _ in range(PEOPLE)]
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
                | {"id": new_id(), "contact_id": one, "relationship": Relationship.PEER}
                | {"worked_together": [], "competencies": [], "best_hours": "", "notes": ""}
                | {"current_employer": False, "may_contact_now": True, "first_job": False}
                for one in contacts
            ],
        )
        session.execute(
            insert(LedgerEntry),
            [
                stamps
                | {"id": new_id(), "contact_id": contacts[number % PEOPLE]}
                | {"direction": Direction.I_OWE, "kind": LedgerKind.FAVOUR, "reason": "A round"}
                | {"arose_on": date(2026, 5, 1), "due_on": date(2026, 5, 2 + number % 28)}
                | {"sort_on": date(2026, 5, 2 + number % 28), "pre_existing": False}
                | {"settlement_note": "", "origin": LedgerOrigin.BY_HAND}
                for number in range(DEBTS)
            ],
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
    paths = (*PATHS, f"/applications/{application['id']}/reference-set")
    before = {path: asked(app, api, path) for path in paths}
    crowd(app, user, clock)
    assert {path: asked(app, api, path) for path in paths} == before
    everybody = api.get("/references", params={"limit": 200}).json()
    assert len(everybody["items"]) == 200
    assert everybody["next"] is not None
    badge = api.get("/ledger/badge").json()
    assert badge["paid_in_full"] is False
