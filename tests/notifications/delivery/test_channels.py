"""How a channel does is shown on it, and one that fails leaves the others alone."""

import pytest

from tests.factories.reminders import deliveries, only, planned_at, work
from tests.factories.story import instant, read, refused, utc


@pytest.mark.parametrize("status", [404, 410])
def test_a_subscription_that_has_ended_switches_its_channel_off_and_says_so(
    api, at, firefox, receiver, task, status
):
    channel = api.made("/channels", firefox.subscription())
    receiver.answers = [status]
    at("2026-06-02 12:00")
    assert (only(api)["status"], only(api)["attempts"]) == ("failed", 1)
    found = read(api, f"/channels/{channel['id']}")
    assert not found["enabled"]
    assert found["failing_since"] == utc("2026-06-02 12:00")
    assert found["failure"].startswith("The browser has ended this subscription.")


def test_a_permanent_failure_is_shown_and_the_channel_stays_on(api, at, firefox, receiver, task):
    channel = api.made("/channels", firefox.subscription())
    receiver.answers = [403]
    at("2026-06-02 12:00")
    assert only(api)["status"] == "failed"
    assert "refused it (403)" in only(api)["failure"]
    found = read(api, f"/channels/{channel['id']}")
    assert found["enabled"]
    assert found["failing_since"] == utc("2026-06-02 12:00")


def test_one_channel_that_fails_does_not_hold_up_the_others(api, at, firefox, receiver, task):
    api.made("/channels", {"kind": "email", "email": "sam@example.org"})
    api.made("/channels", firefox.subscription())
    at("2026-06-02 12:00")
    found = {one["channel_label"]: one for one in deliveries(api)}
    assert found["s…@example.org"]["status"] == "failed"
    assert "no mail account" in found["s…@example.org"]["failure"]
    assert len(receiver.requests) == 1


@pytest.mark.parametrize(
    "channel",
    [
        {"kind": "apprise", "url": "json://127.0.0.1:9/inside"},
        {"kind": "apprise", "url": "ntfy://169.254.169.254/latest"},
        "web_push",
    ],
)
def test_private_addresses_are_refused(api, app, at, firefox, receiver, task, channel):
    app.state.settings.allowed_hosts = ""
    api.made("/channels", firefox.subscription() if channel == "web_push" else channel)
    at("2026-06-02 12:00")
    assert only(api)["status"] == "failed"
    assert "is not on the public internet" in only(api)["failure"]
    assert receiver.requests == []


def test_a_channel_that_goes_while_something_is_queued_takes_it_along(
    api, app, clock, firefox, receiver, task
):
    channel = api.made("/channels", firefox.subscription())
    clock.set(instant("2026-06-02 12:00"))
    planned_at(app, clock)
    api.delete(f"/channels/{channel['id']}", if_match="*")
    work(app, clock)
    assert receiver.requests == []
    assert (only(api)["status"], only(api)["channel_id"]) == ("failed", None)


def test_a_check_sends_now_and_says_what_came_of_it(api, clock, firefox, receiver):
    channel = api.made("/channels", firefox.subscription())
    clock.set(instant("2026-06-02 23:00"))  # a check is asked for: no hour is too late
    path = f"/channels/{channel['id']}"
    answer = api.post(f"{path}/check").json()
    assert answer == {
        "ok": True,
        "code": "",
        "detail": "Sent. It should be there within a minute.",
    }
    assert firefox.opened(receiver.requests[0])["title"] == "Reminders will arrive here"
    assert read(api, path)["tested_at"] == utc("2026-06-02 23:00")
    receiver.answers = [503, 410]
    assert api.post(f"{path}/check").json()["code"] == "answered-503"
    assert read(api, path)["failing_since"] is not None
    assert api.post(f"{path}/check").json()["code"] == "subscription-gone"
    assert not read(api, path)["enabled"]
    assert api.items("/notifications") == []


def test_addresses_under_another_key_ask_to_be_given_again(api, app, at, firefox, task):
    channel = api.made("/channels", firefox.subscription())
    app.state.settings.secret_key = "somebody has lost the old one"
    refused(api.post(f"/channels/{channel['id']}/check"), 409, "secret-unreadable")
    at("2026-06-02 12:00")
    assert only(api)["status"] == "failed"
    assert read(api, f"/channels/{channel['id']}")["failing_since"] is not None
