"""Addresses that lead nowhere, and methods nobody serves."""

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.ledger import document_of
from tests.factories.openapi import PROBLEM

UNREADABLE = {
    "POST /api/v1/referee-pages/{code}/answer": "once it is answered, the page is gone",
    "POST /api/v1/messages/{message_id}/resending": "only a crash leaves a message uncertain",
}
"""What makes something that cannot be read here, and why."""


def test_what_is_made_is_read_where_it_is_said_to_be(world, operations, ledger):
    for operation in operations:
        if "201" in operation.spec["responses"] and str(operation) not in UNREADABLE:
            world.prepare(operation)
            made = world.call(operation)
            if made.status_code == 201:
                found = world.person.api.get(made.headers["Location"])
                ledger.expect(f"{operation} at {made.headers['Location']}", found, 200)
            elif made.status_code >= 300:
                ledger.note(operation, f"refused its own example: {made.text[:200]}")


def test_a_stranger_id_is_nowhere(world, operations, ledger):
    nowhere = dict.fromkeys(world.ids, "01890000-0000-7000-8000-000000000000")
    for operation in operations:
        if operation.named("path"):
            answer = world.call(operation, ids=nowhere)
            ledger.expect(operation, answer, 404, "not-found")


@on_sqlite
def test_an_id_that_is_none_is_a_problem(world, operations, ledger):
    for operation in operations:
        for text in ("1", "null", "%00", "..%2f..%2fetc%2fpasswd", "🦆"):
            if operation.named("path"):
                answer = world.call(operation, ids=dict.fromkeys(world.ids, text))
                if answer.status_code not in (404, 422) or "code" not in document_of(answer):
                    ledger.note(operation, f"{answer.status_code} for {text}")


@on_sqlite
def test_a_method_nobody_serves_says_what_is_served(world, operations, ledger):
    methods = {}
    for operation in operations:
        methods.setdefault(operation.path, set()).add(operation.method)
    for operation in operations:
        missing = {"GET", "POST", "PATCH", "PUT", "DELETE"} - methods[operation.path]
        for method in sorted(missing):
            answer = world.person.api.request(method, operation.address(world.ids))
            ledger.expect(f"{method} {operation.path}", answer, 405, "method-not-allowed")
            allowed = set(answer.headers.get("Allow", "").replace(" ", "").split(","))
            if allowed != methods[operation.path]:
                ledger.note(operation, f"Allow says {sorted(allowed)}")


@pytest.mark.parametrize("path", ["/api/v1/typo", "/api/v1/", "/api/v2/me", "/api/v1/me/typo"])
@pytest.mark.parametrize("accept", ["application/json", "text/html"])
@on_sqlite
def test_an_unknown_address_is_a_problem_document(client, path, accept):
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.json()["code"] == "not-found"
