"""Reminders through apprise: what it is answered, and where it may not be led."""

import json

import pytest

from tests.factories.receiver import receiving
from tests.factories.reminders import deliveries, only


def test_apprise_speaks_json_and_ntfy(api, at, receiver, task):
    api.made("/channels", {"kind": "apprise", "url": f"json://{receiver.host}/hook"})
    api.made("/channels", {"kind": "apprise", "url": f"ntfy://{receiver.host}/sams-interviews"})
    at("2026-06-02 12:00")
    hook, ntfy = receiver.requests
    said = json.loads(hook.body)
    assert (hook.path, said["title"], said["message"]) == (
        "/hook",
        "Iron the shirt",
        "Iron the shirt",
    )
    assert json.loads(ntfy.body)["topic"] == "sams-interviews"
    assert json.loads(ntfy.body)["title"] == "Iron the shirt"
    assert {one["status"] for one in deliveries(api)} == {"sent"}


@pytest.mark.parametrize(("status", "left"), [(401, "failed"), (404, "failed"), (503, "queued")])
def test_what_apprise_is_answered_decides_whether_it_is_tried_again(
    api, at, receiver, task, status, left
):
    api.made("/channels", {"kind": "apprise", "url": f"json://{receiver.host}/top-secret"})
    receiver.answers = [status]
    at("2026-06-02 12:00")
    assert only(api)["status"] == left
    assert f"answered {status}" in only(api)["failure"]
    assert "top-secret" not in only(api)["failure"]


def test_a_redirect_leads_nowhere_private(api, app, at, receiver, task):
    with receiving() as inside:
        receiver.answers, receiver.location = [307], f"http://{inside.host}/inside"
        api.made("/channels", {"kind": "apprise", "url": f"json://{receiver.host}/hook"})
        at("2026-06-02 12:00")
        assert inside.requests == []
    assert only(api)["status"] == "failed"
