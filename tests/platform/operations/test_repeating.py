"""A POST that is repeated under its key does nothing twice."""

import pytest

from tests.factories.databases import on_sqlite

UNREPEATABLE = {
    "POST /api/v1/accounts": "a key belongs to an account, and there is none yet",
    "POST /api/v1/session": "the same: nobody is known before signing in",
    "POST /api/v1/me/erasure": "the key goes with the account",
    "POST /api/v1/contacts/{contact_id}/erasure": "what leaves no trace keeps no answer",
    "POST /api/v1/contacts/{contact_id}/anonymisation": "the same",
    "POST /api/v1/retention": "the same",
    "POST /api/v1/referee-pages/{code}/answer": "nobody signs in, and it can be said once",
    "POST /api/v1/messages/{message_id}/search": "only a crash leaves a message uncertain",
    "POST /api/v1/messages/{message_id}/resending": "the same",
    "POST /api/v1/messages/{message_id}/settlement": "the same",
}


def test_a_repeated_post_does_nothing_twice(world, operations, ledger, rows):
    for operation in operations:
        if operation.method != "POST" or str(operation) in UNREPEATABLE:
            continue
        world.prepare(operation)
        body, key = world.body(operation), f"key-{operation.path}"
        first = world.call(operation, json=body, key=key)
        after = rows()
        again = world.call(operation, json=body, key=key)
        if first.status_code >= 300:
            ledger.note(operation, f"refused its own example: {first.text[:300]}")
        elif (again.status_code, again.headers.get("Idempotent-Replayed")) != (
            first.status_code,
            "true",
        ):
            ledger.note(operation, f"{again.status_code} after {first.status_code}")
        elif again.content != first.content and not _shown_once(operation):
            ledger.note(operation, "answers something else")
        if rows() != after:
            ledger.note(operation, "writes again")


def test_a_key_belongs_to_one_request(world, operations, ledger):
    world.person.api.made("/organizations", {"name": "Mecca"}, key="k")
    other_body = world.person.api.post("/organizations", {"name": "Gala"}, key="k")
    ledger.expect("POST /organizations", other_body, 422, "idempotency-key-reused")
    for operation in operations:
        if operation.method == "POST" and str(operation) not in UNREPEATABLE:
            answer = world.call(operation, key="k")
            ledger.expect(operation, answer, 422, "idempotency-key-reused")


def test_a_refused_attempt_leaves_its_key_free(api):
    assert api.post("/organizations", {"name": ""}, key="k").status_code == 422
    assert api.post("/organizations", {"name": "Mecca"}, key="k").status_code == 201


def test_a_key_is_forgotten_with_its_account_only(api, other):
    ours = api.made("/organizations", {"name": "Mecca"}, key="k")
    theirs = other.made("/organizations", {"name": "Mecca"}, key="k")
    assert ours["id"] != theirs["id"]


@on_sqlite
def test_a_key_is_visible_text(world, operations, ledger):
    for operation in operations:
        if operation.method == "POST" and str(operation) not in UNREPEATABLE:
            for key in ("", " ", "x" * 201, "tab\there"):
                answer = world.call(operation, key=key)
                ledger.expect(operation, answer, 422, "idempotency-key-invalid")


@pytest.fixture
def rows(app):
    """Counts the rows of every table."""
    from sqlmodel import func, select

    from afterview.tables import Row

    def count():
        with app.state.gate.engine.connect() as connection:
            return {
                table.name: connection.scalar(select(func.count()).select_from(table))
                for table in Row.metadata.sorted_tables
            }

    return count


def _shown_once(operation):
    """Whether the first answer carries a secret that a repetition does not give again."""
    return operation.path.endswith(("/tokens", "/page", "/copy"))
