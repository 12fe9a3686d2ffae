"""Accounts, sessions and tokens: who may do what, and for how long."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import func, select

from afterview.tables import Row
from tests.factories.api import BASE, PASSWORD, Api, bearer, make_token, sign_up
from tests.factories.databases import on_sqlite

SAM = {"email": "sam@example.org", "password": PASSWORD}


def problem(answer, status, code):
    """Assert that this is the refusal meant; return its document."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    document = answer.json()
    assert document["code"] == code
    return document


# Signing up


def test_the_first_account_can_always_be_made(client_with):
    client = client_with(signups="closed")
    answer = client.post(f"{BASE}/accounts", json=SAM)
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/api/v1/me"
    account = answer.json()
    assert account["email"] == "sam@example.org"
    assert (account["zone"], account["region"], account["currency"]) == (
        "Europe/London",
        "GB",
        "GBP",
    )
    assert (account["day_starts_at"], account["day_ends_at"]) == ("08:00:00", "20:00:00")
    assert client.get(f"{BASE}/me").json() == account  # and the browser is signed in


def test_a_closed_instance_takes_no_second_account(client_with):
    client = client_with(signups="closed")
    client.post(f"{BASE}/accounts", json=SAM)
    answer = client.post(f"{BASE}/accounts", json=SAM | {"email": "robin@example.org"})
    problem(answer, 403, "signups-closed")


def test_an_open_instance_takes_more_accounts(user, stranger):
    assert user.id != stranger.id
    assert stranger.api.get("/me").json()["name"] == "Robin Vale"


@pytest.mark.parametrize("email", ["sam@example.org", "SAM@Example.ORG"])
def test_an_address_has_one_account(client, user, email):
    answer = client.post(f"{BASE}/accounts", json=SAM | {"email": email})
    document = problem(answer, 409, "email-taken")
    assert document["errors"][0]["pointer"] == "/email"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "sam"),
        ("email", "sam@example"),
        ("email", "sam@exa mple.org"),
        ("email", f"{'s' * 250}@example.org"),
        ("password", "short"),
        ("password", "x" * 201),
        ("zone", "Europe/Atlantis"),
        ("region", "gb"),
        ("locale", "English"),
        ("currency", "pounds"),
        ("name", "two\nlines"),
        ("name", "n" * 201),
    ],
)
def test_an_account_with_nonsense_in_it_is_refused(client, field, value):
    answer = client.post(f"{BASE}/accounts", json=SAM | {field: value})
    document = problem(answer, 422, "validation-failed")
    assert [error["pointer"] for error in document["errors"]] == [f"/{field}"]


def test_a_password_is_taken_as_it_is(client):
    spaced = "  eight spaces around  "
    client.post(f"{BASE}/accounts", json=SAM | {"password": spaced})
    trimmed = client.post(f"{BASE}/session", json=SAM | {"password": spaced.strip()})
    assert trimmed.status_code == 401
    exact = client.post(f"{BASE}/session", json=SAM | {"password": spaced})
    assert exact.status_code == 201


def test_the_welcome_page_learns_whether_to_offer_an_account(client_with):
    client = client_with(signups="closed")
    empty = client.get(f"{BASE}/instance").json()
    assert (empty["signups_open"], empty["has_accounts"]) == (True, False)
    client.post(f"{BASE}/accounts", json=SAM)
    client.cookies.clear()
    taken = client.get(f"{BASE}/instance").json()
    assert (taken["signups_open"], taken["has_accounts"]) == (False, True)
    assert taken["version"]


# Signing in and out


def test_signing_in_and_out(client, user):
    answer = client.post(f"{BASE}/session", json=SAM | {"email": "SAM@example.org"})
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/api/v1/session"
    asked = client.get(f"{BASE}/session").json()
    assert asked["account"]["id"] == user.id
    assert asked["session_id"] == answer.json()["id"]
    assert asked["scopes"] == ["admin", "read", "send", "write"]
    secret = client.cookies["afterview"]
    assert client.delete(f"{BASE}/session").status_code == 204
    assert "afterview" not in client.cookies
    stolen = client.get(f"{BASE}/me", headers={"Cookie": f"afterview={secret}"})
    problem(stolen, 401, "sign-in-needed")


def test_signing_in_again_replaces_the_session(client, user):
    client.post(f"{BASE}/session", json=SAM)
    before = client.cookies["afterview"]
    client.post(f"{BASE}/session", json=SAM)
    assert client.cookies["afterview"] != before
    client.cookies.clear()
    left = client.get(f"{BASE}/me", headers={"Cookie": f"afterview={before}"})
    problem(left, 401, "sign-in-needed")


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, user):
    wrong = client.post(f"{BASE}/session", json=SAM | {"password": "not this one"})
    unknown = client.post(f"{BASE}/session", json=SAM | {"email": "nobody@example.org"})
    first, second = (problem(answer, 401, "wrong-password") for answer in (wrong, unknown))
    first.pop("request_id"), second.pop("request_id")
    assert first == second
    assert dict(wrong.headers).keys() == dict(unknown.headers).keys()
    assert "set-cookie" not in wrong.headers


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    answer = client.post(f"{BASE}/accounts", json=SAM)
    name, *flags = cookie_parts(answer)
    assert name.startswith("afterview=")
    assert set(flags) == {"Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Lax"}


def test_the_cookie_is_bound_to_its_host_on_https(client_with):
    client = client_with(public_url="https://afterview.example.org")
    answer = client.post(f"{BASE}/accounts", json=SAM)
    name, *flags = cookie_parts(answer)
    assert name.startswith("__Host-afterview=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(flags)
    assert not any(flag.startswith("Domain") for flag in flags)
    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert client.get(f"{BASE}/me").status_code == 200


def cookie_parts(answer):
    return [part.strip() for part in answer.headers["Set-Cookie"].split(";")]


@pytest.mark.parametrize(
    "cookie",
    ["afterview=", "afterview=guess", "afterview=%00", "afterview=" + "x" * 3000, "other=1"],
)
def test_a_made_up_cookie_opens_nothing(client, user, cookie):
    problem(client.get(f"{BASE}/me", headers={"Cookie": cookie}), 401, "sign-in-needed")


def test_a_session_ends_after_two_idle_weeks(user, clock):
    clock.advance(timedelta(days=13))
    assert user.browser.get("/me").status_code == 200
    clock.advance(timedelta(days=13))
    assert user.browser.get("/me").status_code == 200  # it was used in between
    clock.advance(timedelta(days=14, seconds=1))
    problem(user.browser.get("/me"), 401, "sign-in-needed")


def test_a_session_ends_after_its_days_however_busy(user, clock):
    for _ in range(29):
        clock.advance(timedelta(days=1))
        assert user.browser.get("/me").status_code == 200
    clock.advance(timedelta(days=1))
    problem(user.browser.get("/me"), 401, "sign-in-needed")


def test_a_clock_put_back_signs_nobody_out(user, clock):
    clock.advance(timedelta(hours=-2))
    assert user.browser.get("/me").status_code == 200
    assert user.api.get("/me").status_code == 200


def test_sessions_are_listed_and_ended_one_by_one(client, user):
    client.post(f"{BASE}/session", json=SAM, headers={"User-Agent": "Firefox on Android"})
    phone = Api(client, {"Cookie": f"afterview={client.cookies['afterview']}"})
    client.cookies.clear()
    listed = user.browser.items("/sessions")
    assert [(item["device"], item["current"]) for item in listed] == [
        ("Firefox on Android", False),
        ("testclient", True),
    ]
    assert user.browser.delete(f"/sessions/{listed[0]['id']}").status_code == 204
    problem(phone.get("/me"), 401, "sign-in-needed")
    problem(user.browser.delete(f"/sessions/{listed[0]['id']}"), 404, "not-found")
    assert user.browser.get("/me").status_code == 200


def test_a_session_remembers_its_last_use_to_five_minutes(user, clock):
    clock.advance(timedelta(minutes=4))
    assert user.browser.items("/sessions")[0]["seen_at"] == "2026-06-02T09:00:00Z"
    clock.advance(timedelta(minutes=2))
    user.browser.get("/me")
    assert user.browser.items("/sessions")[0]["seen_at"] == "2026-06-02T09:06:00Z"


# Guessing


def test_guessing_slows_down_and_waiting_helps(client, user, clock):
    for _ in range(5):
        problem(guess(client), 401, "wrong-password")
    blocked = guess(client)
    problem(blocked, 429, "too-many-attempts")
    wait = int(blocked.headers["Retry-After"])
    assert wait >= 1
    assert blocked.headers["RateLimit"].endswith(f"t={wait}")
    problem(client.post(f"{BASE}/session", json=SAM), 429, "too-many-attempts")
    clock.advance(timedelta(seconds=wait))
    assert client.post(f"{BASE}/session", json=SAM).status_code == 201


def test_each_further_guess_waits_longer(client, user, clock):
    waits = []
    for _ in range(20):
        answer = guess(client)
        if answer.status_code == 429:
            waits.append(int(answer.headers["Retry-After"]))
            clock.advance(timedelta(seconds=waits[-1]))
    assert waits == sorted(waits)
    assert waits[0] <= 2 and waits[-1] > 60
    assert max(waits) <= 900


def test_the_right_password_wipes_the_slate(client, user):
    for _ in range(4):
        guess(client)
    assert client.post(f"{BASE}/session", json=SAM).status_code == 201
    for _ in range(4):
        problem(guess(client), 401, "wrong-password")


def test_guessing_one_account_leaves_others_and_open_sessions_alone(client, user, stranger):
    for _ in range(8):
        guess(client)
    robin = {"email": stranger.email, "password": PASSWORD}
    assert client.post(f"{BASE}/session", json=robin).status_code == 201
    assert user.browser.get("/me").status_code == 200


def test_one_address_cannot_try_every_account(client, clock):
    answers = [
        guess(client, email=f"person{number}@example.org").status_code for number in range(40)
    ]
    assert 401 in answers[:20]
    assert answers[25:] == [429] * 15


def test_a_forwarded_address_is_not_believed_from_just_anybody(client, clock):
    answers = [
        guess(client, f"p{number}@example.org", {"X-Forwarded-For": f"198.51.100.{number}"})
        for number in range(40)
    ]
    assert [answer.status_code for answer in answers[25:]] == [429] * 15


def guess(client, email="sam@example.org", headers=None):
    body = {"email": email, "password": "a wild guess"}
    return client.post(f"{BASE}/session", json=body, headers=headers)


# The account itself


def test_an_account_is_changed_with_the_version_that_was_read(user):
    read = user.browser.get("/me")
    answer = user.browser.patch("/me", {"name": "Sam O.", "zone": "Asia/Tokyo"}, if_match=read)
    assert answer.status_code == 200
    assert (answer.json()["name"], answer.json()["zone"]) == ("Sam O.", "Asia/Tokyo")
    assert answer.json()["version"] == 2
    problem(user.browser.patch("/me", {"name": "Lost"}, if_match=read), 412, "stale")
    problem(user.browser.patch("/me", {"name": "Lost"}), 428, "if-match-required")
    assert user.api.get("/me").json()["name"] == "Sam O."


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"name": None}, "/name"),
        ({"zone": None}, "/zone"),
        ({"email": "new@example.org"}, "/email"),
        ({"id": "01890000-0000-7000-8000-000000000000"}, "/id"),
        ({"version": 7}, "/version"),
        ({"password_hash": "x"}, "/password_hash"),
        ({"day_starts_at": "25:00"}, "/day_starts_at"),
    ],
)
def test_some_things_about_an_account_cannot_be_written(user, change, pointer):
    before = user.api.get("/me").json()
    answer = user.api.patch("/me", change, if_match="*")
    document = problem(answer, 422, "validation-failed")
    assert [error["pointer"] for error in document["errors"]] == [pointer]
    assert user.api.get("/me").json() == before


def test_a_new_password_ends_every_other_session(client, user):
    client.post(f"{BASE}/session", json=SAM)
    phone = Api(client, {"Cookie": f"afterview={client.cookies['afterview']}"})
    client.cookies.clear()
    answer = user.browser.put(
        "/me/password", {"current_password": PASSWORD, "new_password": "a better one"}
    )
    assert answer.status_code == 200, answer.text
    problem(phone.get("/me"), 401, "sign-in-needed")
    assert user.browser.get("/me").status_code == 200
    assert user.api.get("/me").status_code == 200  # tokens are listed, and revoked by hand
    problem(client.post(f"{BASE}/session", json=SAM), 401, "wrong-password")
    renewed = client.post(f"{BASE}/session", json=SAM | {"password": "a better one"})
    assert renewed.status_code == 201


def test_a_new_password_needs_the_old_one(client, user):
    answer = user.browser.put(
        "/me/password", {"current_password": "not this one", "new_password": "a better one"}
    )
    problem(answer, 401, "wrong-password")
    assert client.post(f"{BASE}/session", json=SAM).status_code == 201


def test_a_hijacked_browser_cannot_guess_the_password_either(user):
    answers = [
        user.browser.put(
            "/me/password", {"current_password": f"a guess {number}", "new_password": "mine now"}
        ).status_code
        for number in range(12)
    ]
    assert answers[:5] == [401] * 5
    assert answers[5:] == [429] * 7


def test_erasing_an_account_needs_the_password(user):
    problem(user.browser.post("/me/erasure", {"password": "not this"}), 401, "wrong-password")
    assert user.browser.get("/me").status_code == 200


def test_erasing_an_account_removes_everything(app, client, user, stranger):
    from tests.factories.world import build

    alone = counts(app)  # Robin's rows, and Sam's bare account
    build(user)
    assert counts(app) != alone
    answer = user.browser.post("/me/erasure", {"password": PASSWORD})
    assert answer.status_code == 204
    assert cookie_parts(answer)[0] == "afterview="
    problem(user.browser.get("/me"), 401, "sign-in-needed")
    problem(user.api.get("/me"), 401, "sign-in-needed")
    problem(client.post(f"{BASE}/session", json=SAM), 401, "wrong-password")
    assert stranger.browser.post("/me/erasure", {"password": PASSWORD}).status_code == 204
    assert {name: rows for name, rows in counts(app).items() if rows} == {}


def counts(app):
    """Rows in every table that holds something of somebody's."""
    with app.state.gate.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table))
            for table in Row.metadata.sorted_tables
            if table.name != "sign_in_attempt"  # hashes of names, forgotten by the clock
        }


@on_sqlite
def test_an_erased_account_leaves_no_bytes_behind(client, user, migrated_url, tmp_path):
    canary = "Canary in the salary mine"
    user.browser.patch("/me", {"name": canary}, if_match="*")
    assert user.browser.post("/me/erasure", {"password": PASSWORD}).status_code == 204
    left = [path.name for path in tmp_path.iterdir() if path.is_file()]
    holding = [name for name in left if canary.encode() in (tmp_path / name).read_bytes()]
    assert holding == []


def test_an_address_is_free_again_after_erasure(client, user):
    user.browser.post("/me/erasure", {"password": PASSWORD})
    assert sign_up(client, "sam@example.org").id != user.id


# Tokens


def test_a_token_is_shown_once(user):
    created = user.browser.post("/tokens", {"name": "Backup script", "scopes": ["read"]}).json()
    secret = created.pop("token")
    assert secret.startswith("avt_") and secret.startswith(created["prefix"])
    read = user.browser.get(f"/tokens/{created['id']}").json()
    assert read == created
    assert secret not in user.browser.get("/tokens").text


def test_a_repeated_token_request_does_not_show_it_again(user):
    body = {"name": "Backup script", "scopes": ["read"]}
    first = user.browser.post("/tokens", body, key="once")
    again = user.browser.post("/tokens", body, key="once")
    assert again.json() == first.json() | {"token": None}
    assert [item["name"] for item in user.browser.items("/tokens")].count("Backup script") == 1


def test_each_scope_opens_its_own_door(client, user):
    reader = bearer(client, make_token(user.browser, scopes=["read"]))
    writer = bearer(client, make_token(user.browser, scopes=["write"]))
    sender = bearer(client, make_token(user.browser, scopes=["send"]))
    admin = bearer(client, make_token(user.browser, scopes=["admin"]))
    organization = {"name": "Mecca Customer Services"}
    assert reader.get("/organizations").status_code == 200
    problem(reader.post("/organizations", organization), 403, "scope-missing")
    assert writer.post("/organizations", organization).status_code == 201
    problem(writer.get("/organizations"), 403, "scope-missing")
    problem(sender.get("/organizations"), 403, "scope-missing")
    problem(sender.post("/organizations", organization), 403, "scope-missing")
    assert admin.get("/organizations").status_code == 200
    assert admin.post("/organizations", organization).status_code == 201


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/tokens", None),
        ("POST", "/tokens", {"name": "More for me", "scopes": ["admin"]}),
        ("GET", "/sessions", None),
        ("PATCH", "/me", {"name": "Somebody else"}),
        ("PUT", "/me/password", {"current_password": PASSWORD, "new_password": "a better one"}),
        ("POST", "/me/erasure", {"password": PASSWORD}),
    ],
)
def test_what_concerns_the_account_itself_needs_admin(client, user, method, path, body):
    script = bearer(client, make_token(user.browser, scopes=["read", "write", "send"]))
    problem(script.request(method, path, body, if_match="*"), 403, "scope-missing")


def test_a_token_expires_to_the_second(client, user, clock):
    until = "2026-06-03T09:00:00Z"
    script = bearer(client, make_token(user.browser, scopes=["read"], expires_at=until))
    clock.set(datetime(2026, 6, 3, 8, 59, 59, tzinfo=UTC))
    assert script.get("/me").status_code == 200
    clock.advance(timedelta(seconds=1))
    problem(script.get("/me"), 401, "sign-in-needed")


def test_a_token_cannot_start_out_expired(user):
    body = {"name": "Late", "scopes": ["read"], "expires_at": "2026-06-02T09:00:00Z"}
    document = problem(user.browser.post("/tokens", body), 422, "expires-in-the-past")
    assert document["errors"][0]["pointer"] == "/expires_at"


def test_a_revoked_token_is_dead_at_once(client, user):
    created = user.browser.post("/tokens", {"name": "Short-lived", "scopes": ["read"]}).json()
    script = bearer(client, created["token"])
    assert script.get("/me").status_code == 200
    assert user.browser.delete(f"/tokens/{created['id']}").status_code == 204
    problem(script.get("/me"), 401, "sign-in-needed")


def test_a_token_remembers_its_last_use(client, user):
    created = user.browser.post("/tokens", {"name": "Backup", "scopes": ["read"]}).json()
    assert created["used_at"] is None
    bearer(client, created["token"]).get("/me")
    read = user.browser.get(f"/tokens/{created['id']}").json()
    assert read["used_at"] == "2026-06-02T09:00:00Z"


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer avt_guess", "Basic c2FtOnB3", "avt_guess", "Bearer é"]
)
def test_a_made_up_token_opens_nothing(client, user, header):
    cookie_as_well = {"Authorization": header.encode(), "Cookie": user.cookie.encode()}
    answer = client.get(f"{BASE}/me", headers=cookie_as_well)
    problem(answer, 401, "sign-in-needed")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_is_no_token(client, user):
    answer = client.get(f"{BASE}/me", params={"token": user.token})
    assert answer.status_code in (401, 422)
    assert user.token not in answer.text


@pytest.mark.parametrize(
    ("field", "value"),
    [("scopes", []), ("scopes", ["everything"]), ("scopes", "read"), ("name", ""), ("name", " ")],
)
def test_a_token_says_what_it_may_do(user, field, value):
    body = {"name": "Script", "scopes": ["read"]} | {field: value}
    document = problem(user.browser.post("/tokens", body), 422, "validation-failed")
    assert document["errors"][0]["pointer"].startswith(f"/{field}")


# What other sites' pages can make a browser send


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="evil origin"),
        pytest.param({"Origin": "null"}, id="sandboxed frame"),
        pytest.param({"Origin": "http://localhost:8001"}, id="another port"),
        pytest.param({"Origin": "http://localhost.evil.example"}, id="name that begins alike"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross-site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="neighbouring subdomain"),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, id="mixed signals"
        ),
    ],
)
def test_another_sites_page_changes_nothing(user, headers):
    answer = user.browser.post("/tokens", {"name": "Mine", "scopes": ["read"]}, headers=headers)
    problem(answer, 403, "cross-site-request")


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"],
)
def test_a_form_cannot_pass_for_json(client, user, content_type):
    answer = client.post(
        f"{BASE}/tokens",
        content=b'{"name": "Mine", "scopes": ["read"]}',
        headers={"Cookie": user.cookie, "Content-Type": content_type},
    )
    problem(answer, 403, "cross-site-request")


def test_a_script_that_forgets_to_say_json_is_told_so(client, user):
    answer = client.post(
        f"{BASE}/applications",
        content=b'{"title": "Usher"}',
        headers={
            "Authorization": user.api.headers["Authorization"],
            "Content-Type": "application/x-www-form-urlencoded",  # what curl -d sends
        },
    )
    problem(answer, 415, "not-json")


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain"])
def test_a_form_cannot_sign_somebody_in(client, user, content_type):
    body = f'{{"email": "sam@example.org", "password": "{PASSWORD}"}}'
    headers = {"Content-Type": content_type, "Origin": "https://evil.example"}
    answer = client.post(f"{BASE}/session", content=body, headers=headers)
    assert 400 <= answer.status_code < 500
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://localhost"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
def test_our_own_page_and_scripts_with_a_cookie_may_write(user, headers):
    body = {"name": "Script", "scopes": ["read"]}
    assert user.browser.post("/tokens", body, headers=headers).status_code == 201


def test_a_token_cannot_be_steered_by_a_page(user):
    body, headers = {"name": "Script", "scopes": ["read"]}, {"Origin": "https://evil.example"}
    assert user.api.post("/tokens", body, headers=headers).status_code == 201


def test_reading_is_open_to_links_from_elsewhere(user):
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = user.browser.get("/me", headers=headers)
    assert answer.status_code == 200
    assert "access-control-allow-origin" not in answer.headers
