"""The manners of the API, held by every operation there is (docs: one set for every resource).

Each test walks the whole OpenAPI document and lists who fell short; a new resource is covered
once `factories/world.py` makes one.
"""

import base64
import json

import pytest

from tests.factories.api import Api
from tests.factories.databases import on_sqlite
from tests.factories.openapi import PROBLEM, resolve
from tests.factories.world import reading

PUBLIC = {"POST /api/v1/accounts", "POST /api/v1/session", "GET /api/v1/instance"}
UNREPEATABLE = {
    "POST /api/v1/accounts": "a key belongs to an account, and there is none yet",
    "POST /api/v1/session": "the same: nobody is known before signing in",
    "POST /api/v1/me/erasure": "the key goes with the account",
    "POST /api/v1/messages/{message_id}/search": "only a crash leaves a message uncertain",
    "POST /api/v1/messages/{message_id}/resending": "the same",
    "POST /api/v1/messages/{message_id}/settlement": "the same",
}
BOUND = {
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-opener-policy",
    "cross-origin-resource-policy",
    "permissions-policy",
    "x-request-id",
    "cache-control",
}
"""Headers that every answer has, good or bad."""
HIDDEN_ORDERS = ("position", "-id", "at", "-at")
"""Orders of lists that offer no choice, as their cursors name them."""
NAUGHTY = ["nul\x00here", "lone \ud800 surrogate", "bell\x07here", "delete\x7fhere", "next\x85line"]
VERBATIM = {"password", "current_password", "new_password", "smtp_password", "imap_password"}
"""Fields that are hashed or sealed, and never shown: anything goes."""
CLEANED = {"raw", "text"}
"""Somebody else's words: they are cleaned, not refused."""


class Ledger:
    """Collects what is wrong with each answer, so that one run names every offender."""

    def __init__(self):
        self.faults = []

    def expect(self, operation, answer, status, code=None):
        found = (answer.status_code, code and document_of(answer).get("code"))
        if found != (status, code):
            self.note(operation, f"{found}, not {(status, code)}: {answer.text[:200]}")
        elif code and set(document_of(answer)) < {"type", "title", "status", "detail"}:
            self.note(operation, "no problem document")

    def note(self, operation, fault):
        self.faults.append(f"{operation}: {fault}")

    def close(self):
        listed = "\n".join(self.faults[:50])
        assert not self.faults, f"{len(self.faults)} faults\n{listed}"


def document_of(answer):
    is_problem = answer.headers.get("Content-Type") == PROBLEM
    return answer.json() if is_problem else {"code": f"no problem: {answer.text[:80]}"}


@pytest.fixture
def ledger():
    """What fell short; the test fails at its end if anything did."""
    ledger = Ledger()
    yield ledger
    ledger.close()


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


# Versions


def test_what_has_a_version_asks_for_it(operations, ledger):
    """Every change of a resource whose representation has a version takes If-Match."""
    versioned = {
        operation.path
        for operation in operations
        if operation.method == "GET" and "version" in operation.answer.get("properties", ())
    }
    for operation in operations:
        changes = operation.method in ("PATCH", "PUT", "DELETE")
        if changes and operation.path in versioned and not operation.versioned:
            ledger.note(operation, "takes no If-Match")


def test_a_change_says_what_it_has_seen(world, operations, ledger):
    before = list(reading(operations, world))
    for operation in operations:
        if operation.versioned:
            missing = world.call(operation, if_match=None)
            ledger.expect(operation, missing, 428, "if-match-required")
            for stale in ('"999.00000000"', 'W/"999.00000000"', '"nonsense"', ""):
                ledger.expect(operation, world.call(operation, if_match=stale), 412, "stale")
    assert list(reading(operations, world)) == before


def test_a_refused_change_names_the_version_to_read(world, operations, ledger):
    for operation in operations:
        if operation.versioned and operation.method != "DELETE":
            stale = world.call(operation, if_match='"999.00000000"')
            body = {} if operation.method == "PATCH" else None
            again = world.call(operation, if_match=stale.headers.get("ETag", ""), json=body)
            ledger.expect(operation, again, 200)


def test_what_has_been_read_is_not_sent_again(world, operations, ledger):
    for operation in operations:
        if operation.method == "GET":
            read = world.call(operation)
            ledger.expect(operation, read, 200)
            tag = read.headers.get("ETag", "")
            for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
                again = world.call(operation, headers={"If-None-Match": header})
                if (again.status_code, again.content) != (304, b""):
                    ledger.note(operation, f"{again.status_code} for If-None-Match: {header}")
                elif again.headers.get("ETag") != tag:
                    ledger.note(operation, "304 without its ETag")
            fresh = world.call(operation, headers={"If-None-Match": '"other"'})
            ledger.expect(operation, fresh, 200)


# Repeating a request


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
        elif again.content != first.content and "/tokens" not in operation.path:
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


# Addresses


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


# Lists


def test_a_list_is_walked_without_loss_or_repeat(world, operations, ledger):
    for operation in operations:
        if operation.is_list:
            for sort in sorts(operation):
                walk(world, operation, {"sort": sort} if sort else {}, ledger)


def walk(world, operation, asked, ledger):
    whole = world.call(operation, params=asked | {"limit": 200}).json()
    found, cursor = [], None
    while True:
        page = world.call(
            operation, params=asked | {"limit": 1} | ({"cursor": cursor} if cursor else {})
        )
        if page.status_code != 200:
            return ledger.note(operation, f"{page.status_code} {page.text[:200]}")
        found += page.json()["items"]
        cursor = page.json()["next"]
        if (cursor is not None) != ('rel="next"' in page.headers.get("Link", "")):
            return ledger.note(operation, "Link and next disagree")
        if cursor is None:
            break
        following = world.person.api.get(page.headers["Link"].partition(">")[0].lstrip("<"))
        if following.json()["items"] == page.json()["items"]:
            return ledger.note(operation, "the next page is this one")
    if found != whole["items"] or len({item["id"] for item in found}) != len(found):
        ledger.note(operation, f"{asked}: {len(found)} by one, {len(whole['items'])} at once")
    return None


def sorts(operation):
    for parameter in operation.parameters:
        if parameter["name"] == "sort":
            return resolve(operation.document, parameter["schema"])["enum"]
    return [None]


@on_sqlite
def test_a_page_has_a_size(world, operations, ledger):
    for operation in operations:
        for limit in ("0", "-1", "201", "ten", "1.5", "") if operation.is_list else ():
            answer = world.call(operation, params={"limit": limit})
            ledger.expect(operation, answer, 422, "validation-failed")


@on_sqlite
def test_a_cursor_of_our_own_is_needed(world, operations, ledger):
    made_up = ("nonsense", "", "é", "bnVsbA", "W10", "WyJ4IiwieSIsInoiXQ")  # null, [], three words
    for operation in operations:
        for cursor in made_up if operation.is_list else ():
            answer = world.call(operation, params={"cursor": cursor})
            ledger.expect(operation, answer, 422, "cursor-invalid")


def test_a_forged_cursor_never_breaks_a_list(world, operations, ledger):
    """A cursor is opaque, not secret: what it holds can be unpacked, and changed."""
    values = ("\0", "\ud800", "x" * 900, "9" * 400, "nan", "-1e999", "0001-01-01T00:00+14:00", "")
    for operation in operations:
        if operation.is_list:
            for sort in sorts(operation):
                for order in [sort] if sort else HIDDEN_ORDERS:
                    for value in values:
                        asked = {"cursor": forged(order, value)} | ({"sort": sort} if sort else {})
                        answer = world.call(operation, params=asked)
                        if answer.status_code not in (200, 422):
                            fault = f"{answer.status_code} for {order} {value[:20]!r}"
                            ledger.note(operation, fault)


def forged(order, value):
    packed = json.dumps([order, value, "01890000-0000-7000-8000-000000000000"])
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


# Around every answer


def test_every_answer_is_wrapped(world, operations, client, ledger):
    """Headers on all of 200, 201, 204, 304, 400, 401, 403, 404, 405, 409, 412, 413, 422, 428."""
    me, seen = world.person.api, set()
    token = me.made("/tokens", {"name": "Reader", "scopes": ["read"]})
    reader = Api(client, {"Authorization": f"Bearer {token['token']}"})
    tag = me.get("/me").headers["ETag"]
    answers = [
        me.get("/me"),
        me.post("/organizations", {"name": "Mecca"}),
        me.delete(f"/tokens/{world.ids['token_id']}"),
        me.get("/me", headers={"If-None-Match": tag}),
        me.post("/organizations", content=b"{", headers={"Content-Type": "application/json"}),
        Api(client).get("/me"),
        reader.post("/organizations", {"name": "Mecca"}),
        me.get("/typo"),
        me.put("/organizations", {}),
        me.post("/accounts", {"email": world.person.email, "password": world.person.password}),
        me.patch("/me", {"name": "x"}, if_match='"9.00000000"'),
        me.post("/organizations", content=b" " * 1_000_001),
        me.get("/me", params={"colour": "blue"}),
        me.patch("/me", {"name": "x"}),
        client.get("/openapi.json"),
    ]
    for answer in answers:
        seen.add(answer.status_code)
        if missing := BOUND - set(answer.headers):
            ledger.note(answer.request.url, f"{answer.status_code} lacks {sorted(missing)}")
        is_problem = answer.headers.get("Content-Type") == PROBLEM
        if is_problem and answer.json()["request_id"] != answer.headers["X-Request-Id"]:
            ledger.note(answer.request.url, "names another request")
    assert seen == {200, 201, 204, 304, 400, 401, 403, 404, 405, 409, 412, 413, 422, 428}
    assert len({answer.headers["X-Request-Id"] for answer in answers}) == len(answers)


@on_sqlite
def test_even_a_crash_is_wrapped(app, world, ledger):
    from starlette.testclient import TestClient

    async def crash(request):
        raise RuntimeError("secret detail")

    app.add_route("/api/v1/crash", crash)
    app.router.routes.insert(0, app.router.routes.pop())  # in front of any catch-all
    calm = TestClient(app, base_url="http://localhost", raise_server_exceptions=False)
    answer = calm.get("/api/v1/crash")
    ledger.expect("GET /api/v1/crash", answer, 500, "internal-error")
    assert set(answer.headers) >= BOUND
    assert answer.json()["request_id"] == answer.headers["X-Request-Id"]
    assert "secret" not in answer.text


@on_sqlite
def test_private_data_is_never_kept(world, operations, ledger):
    for operation in operations:
        if operation.method == "GET":
            answer = world.call(operation)
            if answer.headers.get("Cache-Control") != "no-store":
                ledger.note(operation, answer.headers.get("Cache-Control"))


@on_sqlite
def test_the_content_security_policy_leaves_nothing_inline(client):
    policy = client.get("/api/v1/me").headers["Content-Security-Policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert "unsafe" not in policy
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["default-src"] == rules["script-src"] == rules["style-src"] == "'self'"
