"""Around every answer, good or bad: its headers, its id, and that it is kept by nobody."""

from tests.factories.api import Api
from tests.factories.databases import on_sqlite
from tests.factories.openapi import PROBLEM

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


def test_who_may_only_read_sees_no_code_that_opens_a_page(world, operations, client, ledger):
    """Whoever has the code of a page can answer in the name of a reference."""
    api, briefing = world.person.api, f"/briefings/{world.ids['briefing_id']}"
    url = api.made(f"{briefing}/page", {})["url"]
    code = url.rpartition("/")[2]
    letter = api.get(briefing).json()
    assert letter["leads_to_page"]
    approval = {"text_hash": letter["text_hash"]}
    world.ids["message_id"] = api.made(f"{briefing}/approval", approval)["message"]["id"]
    assert Api(client).get(f"/referee-pages/{code}").status_code == 200
    token = api.made("/tokens", {"name": "Reader", "scopes": ["read"]})
    reader = Api(client, {"Authorization": f"Bearer {token['token']}"})
    contact = api.get(f"/references/{world.ids['reference_id']}").json()["contact_id"]
    for operation in operations:
        if operation.method == "GET":
            answer = world.call(operation, reader, ids={"contact_id": contact})
            if code in answer.text:
                ledger.note(operation, "shows it")
    assert reader.post(f"{briefing}/copy").status_code == 403
    assert code in api.post(f"{briefing}/copy").json()["body"]


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
