"""The log: one JSON object a line, with ids and codes, and never anything private."""

import io
import json
import logging

import pytest

from afterview.core import logs
from tests.factories.api import BASE, PASSWORD
from tests.factories.databases import on_sqlite


@pytest.fixture
def written():
    """Everything the service logs, in the form an operator gets it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    logger = logging.getLogger("afterview")
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)
    logger.setLevel(level)


@on_sqlite
def test_a_request_is_one_line_of_numbers_and_names(written, client):
    answer = client.get(f"{BASE}/me")
    (line,) = map(json.loads, written.getvalue().splitlines())
    assert line["message"] == "request"
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert (line["method"], line["route"], line["status"]) == ("GET", "/api/v1/me", 401)
    assert line["milliseconds"] >= 0


@on_sqlite
def test_nothing_private_is_logged(written, client, user):
    """Passwords, tokens, cookies, addresses, words searched for, notes: none of it."""
    me = user.api
    me.get("/organizations", params={"q": "quietword"})
    me.post("/organizations", {"name": "Privatename", "notes": "privatenotes"})
    me.post("/organizations", {"name": "", "notes": "privatenotes"})
    me.post("/organizations", {"notes": 1, "colour": "privatenotes"})
    client.post(f"{BASE}/session", json={"email": user.email, "password": "wrongguess"})
    client.post(f"{BASE}/session", json={"email": user.email, "password": PASSWORD})
    me.get("/applications/not-a-uuid-but-private")
    me.get("/private-address")
    text = written.getvalue()
    assert text.count("\n") >= 8
    secrets = [PASSWORD, "wrongguess", user.email, user.token, user.cookie.partition("=")[2]]
    private = ["quietword", "Privatename", "privatenotes", "private"]
    assert [word for word in (*secrets, *private) if word in text] == []


def test_an_error_is_one_line_too():
    try:
        raise RuntimeError("broken\nin two")
    except RuntimeError as error:
        trouble = (type(error), error, error.__traceback__)
    record = logging.LogRecord("afterview.x", logging.ERROR, "", 1, "it %s", ("broke",), trouble)
    record.request_id = "abc"
    line = logs.JsonLines().format(record)
    assert "\n" not in line
    read = json.loads(line)
    assert (read["level"], read["message"], read["request_id"]) == ("error", "it broke", "abc")
    assert "RuntimeError" in read["exception"]
