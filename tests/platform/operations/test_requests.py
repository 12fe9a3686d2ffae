"""What every operation refuses: strangers, forged tokens, and whatever it cannot read."""

import json

from tests.factories.api import Api
from tests.factories.databases import on_sqlite
from tests.factories.ledger import document_of
from tests.factories.openapi import resolve

PUBLIC = {
    "POST /api/v1/accounts",
    "POST /api/v1/session",
    "GET /api/v1/instance",
    "GET /api/v1/referee-pages/{code}",
    "GET /api/v1/referee-pages/{code}/attachments/{attachment_id}/content",
    "POST /api/v1/referee-pages/{code}/answer",
}
NAUGHTY = ["nul\x00here", "lone \ud800 surrogate", "bell\x07here", "delete\x7fhere", "next\x85line"]
VERBATIM = {"password", "current_password", "new_password", "smtp_password", "imap_password"}
"""Fields that are hashed or sealed, and never shown: anything goes."""
CLEANED = {"raw", "text"}
"""Somebody else's words: they are cleaned, not refused."""


def test_an_unknown_parameter_is_an_error(world, operations, ledger):
    for operation in operations:
        answer = world.call(operation, params={"colour": "blue"})
        ledger.expect(operation, answer, 422, "unknown-parameter")


def test_without_credentials_there_is_no_answer(world, operations, client, ledger):
    anybody = Api(client)
    for operation in operations:
        if str(operation) not in PUBLIC:
            ledger.expect(operation, world.call(operation, anybody), 401, "sign-in-needed")


def test_forged_credentials_are_none(world, operations, client, ledger):
    forged = Api(client, {"Authorization": f"Bearer {world.person.token[:-1]}x"})
    for operation in operations:
        if str(operation) not in PUBLIC:
            ledger.expect(operation, world.call(operation, forged), 401, "sign-in-needed")


@on_sqlite
def test_an_unreadable_body_is_a_problem(world, operations, ledger):
    for operation in operations:
        if operation.body:
            for content in (b"{", b"", b"\xff\xfe", b'{"name": NaN}', b"[" * 5_000):
                answer = world.call(
                    operation, content=content, headers={"Content-Type": "application/json"}
                )
                if answer.status_code not in (400, 422) or "code" not in document_of(answer):
                    ledger.note(operation, f"{answer.status_code} for {content[:20]!r}")


@on_sqlite
def test_a_body_of_another_kind_is_a_problem(world, operations, ledger):
    for operation in operations:
        if operation.body:
            for content in ("[]", "1", '"text"', "null", "true"):
                answer = world.call(
                    operation, content=content, headers={"Content-Type": "application/json"}
                )
                ledger.expect(operation, answer, 422, "validation-failed")


def test_an_unknown_field_is_named(world, operations, ledger):
    for operation in operations:
        if operation.body:
            answer = world.call(operation, json=world.body(operation) | {"colour": "blue"})
            ledger.expect(operation, answer, 422, "validation-failed")
            pointers = [error["pointer"] for error in document_of(answer).get("errors", ())]
            if pointers != ["/colour"]:
                ledger.note(operation, f"points at {pointers}")


@on_sqlite
def test_no_text_takes_control_characters(world, operations, ledger):
    for operation in operations:
        for name in text_fields(operation):
            for text in NAUGHTY:
                body = (world.body(operation) or {}) | {name: text}
                answer = world.call(
                    operation,
                    content=json.dumps(body),  # escapes what UTF-8 cannot carry
                    headers={"Content-Type": "application/json"},
                )
                if answer.status_code not in (400, 422):
                    ledger.note(operation, f"{answer.status_code} for {name}={text!r}")
                elif "\\u0000" in answer.text:
                    ledger.note(operation, f"repeats {name}={text!r}")


@on_sqlite
def test_no_parameter_takes_control_characters(world, operations, ledger):
    for operation in operations:
        for name in operation.named("query"):
            answer = world.call(operation, params={name: "nul \x00"})
            ledger.expect(operation, answer, 422, document_of(answer).get("code"))


def text_fields(operation):
    if not operation.body:
        return []
    schema = resolve(operation.document, operation.body["schema"])
    return [
        name
        for name, field in schema.get("properties", {}).items()
        if name not in VERBATIM | CLEANED and takes_text(operation.document, field)
    ]


def takes_text(document, field):
    field = resolve(document, field)
    kinds = [field, *(resolve(document, branch) for branch in field.get("anyOf", ()))]
    return any(kind.get("type") == "string" for kind in kinds)


@on_sqlite
def test_a_body_that_is_too_large_is_not_read(world, operations, ledger):
    padding = b'{"notes": "' + b"x" * 1_000_000 + b'"}'
    for operation in operations:
        if operation.body:
            answer = world.call(
                operation, content=padding, headers={"Content-Type": "application/json"}
            )
            ledger.expect(operation, answer, 413, "body-too-large")
