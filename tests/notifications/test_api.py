"""Channels, preferences and the inbox over HTTP."""

import pytest

from tests.factories.reminders import BROWSER_KEYS, an_hour_later
from tests.factories.story import patched, read, refused

EMAIL = {"kind": "email", "email": "sam@example.org"}
NTFY = {"kind": "apprise", "url": "ntfy://sams-interviews", "name": "Phone"}
PUSH = {
    "kind": "web_push",
    "subscription": {
        "endpoint": "https://updates.push.services.mozilla.com/wpush/v2/gAAAAAB1f",
        "expirationTime": None,
        "keys": BROWSER_KEYS,
    },
}
SECRETS = ("sam@example.org", "sams-interviews", "gAAAAAB1f", BROWSER_KEYS["auth"])


def test_channels_are_places_whose_addresses_stay_secret(api):
    made = [api.made("/channels", body) for body in (EMAIL, NTFY, PUSH)]
    assert [(one["kind"], one["label"], one["name"]) for one in made] == [
        ("email", "s…@example.org", ""),
        ("apprise", "ntfy topic …ews", "Phone"),
        ("web_push", "Firefox …B1f", ""),
    ]
    assert all(one["enabled"] and one["failing_since"] is None for one in made)
    assert api.items("/channels") == made
    shown = api.get("/channels").text + "".join(
        api.get(f"/channels/{one['id']}").text for one in made
    )
    assert not any(secret in shown for secret in SECRETS)


def test_addresses_are_encrypted_in_the_database(api, app):
    for body in (EMAIL, NTFY, PUSH):
        api.made("/channels", body)
    with app.state.gate.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT address, address_hash FROM notification_channel")
        stored = [bytes(cell) for row in rows for cell in row]
    assert len(stored) == 6
    assert not any(secret.encode() in cell for secret in SECRETS for cell in stored)


def test_the_same_address_twice_is_one_channel(api):
    made = api.made("/channels", EMAIL)
    patched(api, f"/channels/{made['id']}", enabled=False)
    again = api.post("/channels", EMAIL | {"email": "SAM@example.org", "name": "Post"})
    assert again.status_code == 200
    assert (again.json()["id"], again.json()["enabled"]) == (made["id"], True)
    assert [one["name"] for one in api.items("/channels")] == ["Post"]


def test_two_people_may_share_an_address(api, other):
    api.made("/channels", NTFY)
    assert api.items("/channels")[0]["id"] != other.made("/channels", NTFY)["id"]


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("dbus://", "apprise-refused"),
        ("gnome://", "apprise-refused"),
        ("syslog://localhost", "apprise-refused"),
        ("mailtos://user:password@example.org", "apprise-refused"),
        ("file:///etc/passwd", "apprise-refused"),
        (
            "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ?template=/etc/passwd",
            "apprise-refused",
        ),
        ("json://example.org?attach=/etc/passwd", "apprise-refused"),
        ("jsons://example.org?ReTrY=9", "apprise-refused"),
        ("tgram://not-a-token", "apprise-refused"),
        ("no address at all", "validation-failed"),
        ("", "validation-failed"),
    ],
)
def test_apprise_is_given_only_services_that_leave_this_machine_alone(api, url, code):
    refused(api.post("/channels", {"kind": "apprise", "url": url}), 422, code)
    assert api.items("/channels") == []


def test_without_apprise_such_a_channel_is_refused_with_the_way_to_install_it(api, monkeypatch):
    # the tests' environment has apprise, and cannot lose it for one of them
    monkeypatch.setattr("afterview.notifications.transports.apprise.find_spec", lambda name: None)
    problem = refused(api.post("/channels", NTFY), 409, "apprise-not-installed")
    assert "pip install 'afterview[apprise]'" in problem["detail"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("p256dh", "AAAA"),
        ("p256dh", "B" * 87),
        ("p256dh", "ä"),
        ("auth", "short"),
        ("auth", "A" * 39),
    ],
)
def test_a_subscription_needs_keys_that_can_be_used(api, field, value):
    keys = BROWSER_KEYS | {field: value}
    subscription = PUSH["subscription"] | {"keys": keys}
    refused(api.post("/channels", PUSH | {"subscription": subscription}), 422, "validation-failed")


@pytest.mark.parametrize("endpoint", ["ftp://x", "https://", "https://[x/", "http:// x", "x"])
def test_a_subscription_needs_a_readable_endpoint(api, endpoint):
    subscription = PUSH["subscription"] | {"endpoint": endpoint}
    assert api.post("/channels", PUSH | {"subscription": subscription}).status_code == 422


def test_a_browser_that_subscribes_again_renews_its_channel(api):
    made = api.made("/channels", PUSH)
    renewed = PUSH["subscription"] | {"keys": BROWSER_KEYS | {"auth": "AAAAAAAAAAAAAAAAAAAAAA"}}
    answer = api.post("/channels", PUSH | {"subscription": renewed})
    assert (answer.status_code, answer.json()["id"]) == (200, made["id"])
    assert answer.json()["version"] > made["version"]


def test_there_are_twenty_channels_at_most(api):
    for number in range(20):
        api.made("/channels", EMAIL | {"email": f"sam{number}@example.org"})
    refused(api.post("/channels", EMAIL), 409, "too-many-channels")


def test_a_channel_is_renamed_switched_off_and_deleted(api):
    path = f"/channels/{api.made('/channels', EMAIL)['id']}"
    changed = patched(api, path, name="Post", enabled=False)
    assert (changed["name"], changed["enabled"]) == ("Post", False)
    refused(api.patch(path, {"enabled": True}), 428, "if-match-required")
    for body in ({"enabled": None}, {"kind": "apprise"}, {"email": "x@example.org"}):
        refused(api.patch(path, body, if_match="*"), 422, "validation-failed")
    assert api.delete(path, if_match=api.get(path)).status_code == 204
    refused(api.get(path), 404, "not-found")


def test_a_strangers_channel_is_not_there(api, other):
    path = f"/channels/{api.made('/channels', EMAIL)['id']}"
    refused(other.get(path), 404, "not-found")
    refused(other.patch(path, {"name": "x"}, if_match="*"), 404, "not-found")
    refused(other.delete(path, if_match="*"), 404, "not-found")
    refused(other.post(f"{path}/check"), 404, "not-found")
    assert other.items("/channels") == []


def test_the_key_for_browsers_is_a_point_and_stays_the_same(api, other):
    key = read(api, "/web-push-key")["public_key"]
    assert len(key) == 87
    assert key.startswith("B")  # 0x04: uncompressed
    assert read(other, "/web-push-key")["public_key"] == key


DEFAULTS = {
    "rhythm": "single",
    "preferred_at": "09:00:00",
    "quiet_from": "20:00:00",
    "quiet_to": "08:00:00",
    "daily_cap": 5,
    "version": 0,
}


def test_preferences_start_out_with_defaults_and_change(api, other):
    path = "/notification-preferences"
    assert read(api, path) == DEFAULTS
    refused(api.patch(path, {"daily_cap": 3}), 428, "if-match-required")
    changed = patched(api, path, daily_cap=3, rhythm="digest", quiet_to="06:30")
    assert changed == DEFAULTS | {
        "daily_cap": 3,
        "rhythm": "digest",
        "quiet_to": "06:30:00",
        "version": 1,
    }
    assert read(api, path) == changed
    refused(api.patch(path, {"daily_cap": 4}, if_match='"0.00000000"'), 412, "stale")
    assert patched(api, path, quiet_to="07:00")["version"] == 2
    assert read(other, path) == DEFAULTS


@pytest.mark.parametrize(
    "body",
    [
        {"daily_cap": -1},
        {"daily_cap": 51},
        {"daily_cap": None},
        {"rhythm": "weekly"},
        {"quiet_from": "25:00"},
        {"quiet_from": "20:00+01:00"},
        {"zone": "Europe/Paris"},
    ],
)
def test_preferences_take_only_what_makes_sense(api, body):
    refused(api.patch("/notification-preferences", body, if_match="*"), 422, "validation-failed")


def test_the_inbox_tells_what_was_said_and_why(api, clock, app):
    an_hour_later(api, clock, app)
    found = {one["subject_kind"]: one for one in api.items("/notifications")}
    thanks = found["follow_up"]
    assert (thanks["title"], thanks["body"]) == (
        "Thank Priya Nair",
        "Bingo caller at Mecca Customer Services",
    )
    assert (thanks["nudge"], thanks["why"]) == (1, "Thanks count most within 24 hours.")
    assert thanks["href"] == f"/follow-ups/{thanks['subject_id']}"
    assert thanks["deliveries"] == []
    assert thanks["sent_at"] is not None


def test_notifications_are_read_and_unread(api, other, clock, app):
    an_hour_later(api, clock, app)
    found = api.items("/notifications", params={"unread": True})
    path = f"/notifications/{found[0]['id']}/reading"
    first = api.made(path)
    assert first["read_at"] is not None
    assert api.made(path) == first
    assert len(api.items("/notifications", params={"unread": True})) == len(found) - 1
    assert [one["id"] for one in api.items("/notifications", params={"unread": False})] == [
        found[0]["id"]
    ]
    assert api.delete(path).json()["read_at"] is None
    assert api.made("/notifications/readings")["marked"] == len(found)
    assert api.made("/notifications/readings")["marked"] == 0
    assert api.items("/notifications", params={"unread": True}) == []
    refused(other.post(path), 404, "not-found")
    refused(other.delete(path), 404, "not-found")
    assert other.items("/notifications") == []
