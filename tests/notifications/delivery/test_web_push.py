"""Reminders in a browser: only it can read them, and it can tell who sent them."""

import base64
import json
from datetime import timedelta

from py_vapid import Vapid02

from tests.factories.browser import Browser
from tests.factories.mailservers import certificate
from tests.factories.receiver import receiving
from tests.factories.reminders import only
from tests.factories.story import instant, patched, read, utc


def test_a_browser_is_pushed_what_only_it_can_read(api, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    at("2026-06-02 12:00")
    (request,) = receiver.requests
    pushed = firefox.opened(request)
    assert (pushed["title"], pushed["body"], pushed["href"]) == ("Iron the shirt", "", "/")
    assert request.headers["content-encoding"] == "aes128gcm"
    assert request.headers["ttl"] == "43200"
    assert b"Iron" not in request.body
    assert only(api)["status"] == "sent"


def test_the_push_service_can_tell_who_sends(api, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    at("2026-06-02 12:00")
    signed = receiver.requests[0].headers["authorization"]
    assert Vapid02.verify(signed)
    fields = dict(part.split("=", 1) for part in signed.removeprefix("vapid ").split(","))
    assert fields["k"] == read(api, "/web-push-key")["public_key"]
    claims = json.loads(base64.urlsafe_b64decode(fields["t"].split(".")[1] + "=="))
    assert claims["aud"] == f"http://{receiver.host}"
    assert claims["exp"] == int((instant("2026-06-02 12:00") + timedelta(hours=12)).timestamp())


def test_a_long_reminder_is_cut_to_what_push_services_take(api, at, firefox, receiver):
    api.made("/channels", firefox.subscription())
    patched(api, "/notification-preferences", rhythm="digest", daily_cap=50)
    for number in range(30):
        title = f"{number} " + "ü" * 190
        api.made("/tasks", {"title": title, "due_at": utc("2026-06-02 08:30")})
    at("2026-06-02 09:00")
    at("2026-06-03 09:00")
    (request, *_) = receiver.requests
    assert len(request.body) <= 4096
    pushed = firefox.opened(request)
    assert pushed["title"] == "30 things for today"
    assert pushed["body"].endswith("…")


def test_a_push_service_of_ones_own_is_believed_once_its_authority_is(api, app, at, task, tmp_path):
    ours, settings = certificate(tmp_path), app.state.settings
    with receiving(ours.context()) as receiver:
        settings.allowed_hosts = receiver.host
        api.made("/channels", Browser(f"https://{receiver.host}/push/1").subscription())
        at("2026-06-02 12:00")
        assert only(api)["status"] == "queued"
        settings.ca_file = tmp_path / "nowhere.pem"
        at("2026-06-02 12:01")
        assert "AFTERVIEW_CA_FILE" in only(api)["failure"]
        assert receiver.requests == []
        settings.ca_file = ours.path
        at("2026-06-02 12:06")
        assert only(api)["status"] == "sent"
        assert len(receiver.requests) == 1
