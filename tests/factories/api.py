"""A client of the API that knows who it is, and the accounts behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx2
from starlette.testclient import TestClient

BASE = "/api/v1"
PASSWORD = "the bus was late but so were they"
"""Not the one in the API's examples, which fuzzing tries."""


class Api:
    """Calls the API with fixed credentials. Paths are given below `/api/v1`, or whole.

    `if_match` is the response that was read (its ETag is sent), or a header's text. `key` is an
    `Idempotency-Key`.
    """

    def __init__(self, client: TestClient, headers: Mapping[str, str] | None = None) -> None:
        self.client = client
        self.headers = dict(headers or {})

    def get(self, path: str, **options: Any) -> httpx2.Response:
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> httpx2.Response:
        return self.request("POST", path, json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> httpx2.Response:
        return self.request("PATCH", path, json, **options)

    def put(self, path: str, json: Any = None, **options: Any) -> httpx2.Response:
        return self.request("PUT", path, json, **options)

    def delete(self, path: str, **options: Any) -> httpx2.Response:
        return self.request("DELETE", path, **options)

    def request(
        self,
        method: str,
        path: str,
        json: Any = None,
        *,
        if_match: httpx2.Response | str | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> httpx2.Response:
        sent = self.headers | dict(headers or {})
        if if_match is not None:
            sent["If-Match"] = if_match if isinstance(if_match, str) else if_match.headers["ETag"]
        if key is not None:
            sent["Idempotency-Key"] = key
        if json is not None:
            options["json"] = json
        address = path if path.startswith("/api/") else BASE + path
        return self.client.request(method, address, headers=sent, **options)

    def items(self, path: str, **options: Any) -> list[dict[str, Any]]:
        """The first page of a list, which has to be there."""
        answer = self.get(path, **options)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def made(self, path: str, json: Any = None, **options: Any) -> dict[str, Any]:
        """What a POST creates; anything but 201 fails the test, with the server's reason."""
        answer = self.post(path, json, **options)
        assert answer.status_code == 201, f"POST {path}: {answer.status_code} {answer.text}"
        created: dict[str, Any] = answer.json()
        return created


@dataclass(frozen=True)
class Person:
    """An account, with a script's token and a signed-in browser."""

    id: str
    email: str
    password: str
    token: str
    cookie: str
    """`name=secret`, as a browser sends it."""
    api: Api
    """Asks with a token that has every scope."""
    browser: Api
    """Asks with the cookie."""

    def through(self, client: TestClient) -> "Person":
        """The same person, on another client."""
        api, browser = Api(client, self.api.headers), Api(client, self.browser.headers)
        return replace(self, api=api, browser=browser)


def sign_up(client: TestClient, email: str, **profile: Any) -> Person:
    """Open an account. The client keeps no cookie, so that it can serve several people."""
    anybody = Api(client)
    account = anybody.made("/accounts", {"email": email, "password": PASSWORD, **profile})
    ((name, secret),) = client.cookies.items()
    client.cookies.clear()
    browser = Api(client, {"Cookie": f"{name}={secret}"})
    token = make_token(browser, scopes=["read", "write", "send", "admin"])
    return Person(
        id=account["id"],
        email=email,
        password=PASSWORD,
        token=token,
        cookie=f"{name}={secret}",
        api=bearer(client, token),
        browser=browser,
    )


def make_token(api: Api, **changes: Any) -> str:
    """The secret of a new token."""
    created = api.made("/tokens", {"name": "Test", "scopes": ["read", "write"]} | changes)
    secret: str = created["token"]
    return secret


def bearer(client: TestClient, token: str) -> Api:
    return Api(client, {"Authorization": f"Bearer {token}"})
