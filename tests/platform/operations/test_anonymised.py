"""Of somebody who was anonymised nothing more is written down, by whatever operation (RF-07)."""

import pytest

from tests.factories.bodies import body_with, pointer_to, references
from tests.factories.world import make_contact

NAMES = {"contact_id", "recipient_id"}
"""Fields that name a person."""
THEIRS = {"contact_id", "reference_id", "naming_id", "employer_contact_id", "briefing_id"}
"""Parameters that lead to what is kept of one."""
ALLOWED = {
    "POST /api/v1/contacts/{contact_id}/erasure": "less is kept afterwards",
    "POST /api/v1/contacts/{contact_id}/anonymisation": "asked again, nothing happens",
    "POST /api/v1/namings/{naming_id}/withdrawal": "an employer gives the name back",
    "POST /api/v1/briefings/{briefing_id}/lint": "nothing is saved",
    "POST /api/v1/briefings/{briefing_id}/copy": "nothing is saved, and nothing is left to copy",
}


def anonymise(api, contact_id, name):
    answer = api.post(f"/contacts/{contact_id}/anonymisation", {"name": name})
    assert answer.status_code == 200, answer.text


def test_nobody_is_named_in_a_body_who_was_anonymised(world, operations, ledger):
    api, tried = world.person.api, 0
    somebody = make_contact(api, name="Zora Nobody", addresses=[])["id"]
    anonymise(api, somebody, "Zora Nobody")
    for operation in operations:
        for path in references(operation):
            if path[-1] in NAMES:
                tried += 1
                world.prepare(operation)
                body = body_with(world, operation, path, somebody)
                answer = world.call(operation, json=body)
                ledger.expect(operation, answer, 409, "contact-anonymised")
                fields = [one["pointer"] for one in answer.json().get("errors", ())]
                if answer.status_code == 409 and fields != [pointer_to(path)]:
                    ledger.note(operation, f"names {fields}, not {pointer_to(path)}")
    assert tried >= 12


@pytest.mark.parametrize("method", ["POST", "PATCH", "PUT", "DELETE"])
def test_what_is_kept_of_them_does_not_change(world, operations, ledger, method):
    """It may still be taken away: what a DELETE takes back has been written before."""
    api = world.person.api
    reference = api.get(f"/references/{world.ids['reference_id']}").json()
    world.ids["contact_id"] = reference["contact_id"]
    api.made(f"/namings/{world.ids['naming_id']}/withdrawal", {})
    anonymise(api, reference["contact_id"], reference["name"])
    for operation in operations:
        restores = operation.path.endswith("/withdrawal") and method == "DELETE"
        writes = restores or (method != "DELETE" and str(operation) not in ALLOWED)
        if operation.method == method and writes and THEIRS & set(operation.named("path")):
            ledger.expect(operation, world.call(operation), 409, "contact-anonymised")
