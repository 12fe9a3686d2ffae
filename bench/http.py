"""Requests as they stand on the wire, written once before anything is measured."""

import json
from typing import Any
from urllib.parse import urlencode

API = "/api/v1"


class Client:
    """Writes requests with somebody's token on them."""

    def __init__(self, token: str) -> None:
        self.head = f"Host: localhost\r\nAuthorization: Bearer {token}\r\n"

    def get(self, path: str, **query: str | int) -> str:
        target = f"{API}{path}?{urlencode(query)}" if query else f"{API}{path}"
        return f"GET {target} HTTP/1.1\r\n{self.head}\r\n"

    def post(self, path: str, body: dict[str, Any]) -> str:
        text = json.dumps(body)
        kind = f"Content-Type: application/json\r\nContent-Length: {len(text)}\r\n"
        return f"POST {API}{path} HTTP/1.1\r\n{self.head}{kind}\r\n{text}"
