"""Cursors somebody made up: refused, whatever is in them."""

import base64
import json
from uuid import UUID

import pytest

ANYTHING = str(UUID(int=1))
INSTANTS = ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-06-02T09:00:00", "NaN"]


def opaque(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize("text", ["[" * 1_400, "null", '{"a": 1, "b": 2, "c": 3}', '["title"]'])
def test_json_of_another_shape(api, text):
    refused(api.get("/applications", params={"cursor": opaque(text)}))


@pytest.mark.parametrize("instant", INSTANTS)
def test_an_instant_no_calendar_holds(api, instant):
    cursor = opaque(json.dumps(["-updated_at", instant, ANYTHING]))
    refused(api.get("/applications", params={"cursor": cursor}))


def refused(answer):
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor-invalid"), answer.text
