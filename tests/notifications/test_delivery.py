"""Reminders on their way: to a browser, through apprise, by mail; failures, restarts, nights."""

import base64
import json
import socket
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02
from sqlalchemy import select, text

from afterview.core.clock import Now
from afterview.core.crypto import vault_of
from afterview.core.db import transaction
from afterview.flows import reminders_due
from afterview.mail.models import MailAccount, MailSecurity
from afterview.notifications.models import NotificationDelivery
from tests.factories.receiver import mail_server, receiving
from tests.factories.reminders import planned_at
from tests.factories.service import make_app
from tests.factories.story import instant, out, patched, read, refused, utc


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def app(migrated_url, clock, tmp_path, receiver):
    """The service, allowed to reach the receiver."""
    return make_app(migrated_url, clock, tmp_path, allowed_hosts=receiver.host)


class Browser:
    """What a browser keeps of a subscription: the keys that open what it is sent."""

    def __init__(self, receiver):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"sixteen bytes ok"
        self.endpoint = f"http://{receiver.host}/push/1"

    def subscription(self):
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        keys = {"p256dh": encoded(point), "auth": encoded(self.auth)}
        return {"kind": "web_push", "subscription": {"endpoint": self.endpoint, "keys": keys}}

    def opened(self, request):
        plain = http_ece.decrypt(
            request.body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"
        )
        return json.loads(plain)


def encoded(raw):
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@pytest.fixture
def firefox(receiver):
    return Browser(receiver)


@pytest.fixture
def task(api):
    return api.made("/tasks", {"title": "Iron the shirt", "due_at": utc("2026-06-02 12:00")})


@pytest.fixture
def at(app, clock):
    """Let the minute at this time pass: the planner, and then every job that is due."""

    def pass_at(wall):
        clock.set(instant(wall))
        planned_at(app, clock)
        work(app, clock)

    return pass_at


def work(app, clock):
    engine, table = app.state.gate.engine, NotificationDelivery.__table__.c
    with engine.connect() as connection:
        due = connection.execute(
            select(table.id).where(table.next_attempt_at <= clock()).order_by(table.id)
        ).scalars()
        waiting = [str(identity) for identity in due]
    for identity in waiting:
        reminders_due.deliver(engine, clock, app.state.settings, identity)


def deliveries(api):
    return [one for note in api.items("/notifications") for one in note["deliveries"]]


def only(api):
    (delivery,) = deliveries(api)
    return delivery


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


def test_a_busy_service_is_tried_again_ever_more_slowly_and_then_given_up(
    api, at, firefox, receiver, task
):
    channel = api.made("/channels", firefox.subscription())
    receiver.answers = [503, 429, 500, 502, 504]
    at("2026-06-02 12:00")
    tried = []
    for wall in ("12:01", "12:06", "12:36", "14:36"):
        assert only(api)["next_attempt_at"] == utc(f"2026-06-02 {wall}")
        assert read(api, f"/channels/{channel['id']}")["failing_since"] is None
        at(f"2026-06-02 {wall}")
        tried.append(len(receiver.requests))
    assert tried == [2, 3, 4, 5]
    assert (only(api)["status"], only(api)["attempts"]) == ("failed", 5)
    assert read(api, f"/channels/{channel['id']}")["failing_since"] is not None
    at("2026-06-02 18:00")
    assert len(receiver.requests) == 5


def test_a_service_that_recovers_gets_it_once(api, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    receiver.answers = [503]
    for wall in ("12:00", "12:01", "12:02", "12:30"):
        at(f"2026-06-02 {wall}")
    assert len(receiver.requests) == 2
    assert (only(api)["status"], only(api)["failure"]) == ("sent", "")
    topics = {request.headers["topic"] for request in receiver.requests}
    assert len(topics) == 1  # so that the second replaces the first


def test_a_service_that_is_not_there_is_tried_again(api, app, at, firefox, task):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    firefox.endpoint = f"http://127.0.0.1:{port}/push"
    app.state.settings.allowed_hosts = f"127.0.0.1:{port}"
    api.made("/channels", firefox.subscription())
    at("2026-06-02 12:00")
    assert only(api)["status"] == "queued"
    assert only(api)["next_attempt_at"] == utc("2026-06-02 12:01")


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


def test_a_redirect_leads_nowhere_private(api, app, at, receiver, task):
    with receiving() as inside:
        receiver.answers, receiver.location = [307], f"http://{inside.host}/inside"
        api.made("/channels", {"kind": "apprise", "url": f"json://{receiver.host}/hook"})
        at("2026-06-02 12:00")
        assert inside.requests == []
    assert only(api)["status"] == "failed"


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


def test_one_channel_that_fails_does_not_hold_up_the_others(api, at, firefox, receiver, task):
    api.made("/channels", {"kind": "email", "email": "sam@example.org"})
    api.made("/channels", firefox.subscription())
    at("2026-06-02 12:00")
    found = {one["channel_label"]: one for one in deliveries(api)}
    assert found["s…@example.org"]["status"] == "failed"
    assert "no mail account" in found["s…@example.org"]["failure"]
    assert len(receiver.requests) == 1


def test_what_is_still_queued_at_night_waits_for_the_morning(api, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    patched(api, task_path(task), due_at=utc("2026-06-02 19:59"))
    receiver.answers = [503]
    at("2026-06-02 19:59")
    at("2026-06-02 20:00")
    assert len(receiver.requests) == 1
    assert only(api)["next_attempt_at"] == utc("2026-06-03 08:00")
    at("2026-06-03 08:00")
    assert only(api)["status"] == "sent"


def test_each_attempt_is_a_job_with_a_name_of_its_own(api, app, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    receiver.answers = [503]
    patched(api, task_path(task), due_at=utc("2026-06-02 19:59"))
    for wall in ("2026-06-02 19:59", "2026-06-02 20:00", "2026-06-03 08:00"):
        at(wall)
    schema = "" if app.state.gate.engine.dialect.name == "sqlite" else "dbos."
    with app.state.gate.engine.connect() as connection:
        names = connection.execute(text(f"SELECT workflow_uuid FROM {schema}workflow_status"))
        times = sorted(int(name.rpartition("-")[2]) for name in names.scalars())
    walls = ("2026-06-02 19:59", "2026-06-02 20:00", "2026-06-03 08:00")
    assert times == [int(instant(wall).timestamp()) for wall in walls]


def task_path(task):
    return f"/tasks/{task['id']}"


def test_what_is_still_queued_when_an_interview_ends_waits_for_the_quiet_window(
    api, app, clock, at, firefox, receiver, task
):
    api.made("/channels", firefox.subscription())
    receiver.answers = [503]
    at("2026-06-02 12:00")
    plan = out(api, clock, "2026-06-02 12:00")
    at("2026-06-02 12:01")
    assert len(receiver.requests) == 1
    (found,) = [one for note in inbox_of(api, task) for one in note["deliveries"]]
    assert found["next_attempt_at"] == plan["wind_down"]["quiet_until"]


def inbox_of(api, task):
    return [one for one in api.items("/notifications") if one["subject_id"] == task["id"]]


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


class Killed(BaseException):
    """The process dies."""


@pytest.fixture
def dying(monkeypatch):
    """Let the next so many attempts die after the message has left, before the result is noted."""

    def die(times):
        finish = reminders_due.delivery._finish
        left = [times]

        def killed(*given):
            if left[0]:
                left[0] -= 1
                raise Killed
            finish(*given)

        monkeypatch.setattr(reminders_due.delivery, "_finish", killed)

    return die


def test_a_reminder_that_was_cut_off_is_repeated_once(
    api, at, clock, firefox, receiver, task, dying
):
    api.made("/channels", firefox.subscription())
    dying(1)
    with pytest.raises(Killed):
        at("2026-06-02 12:00")
    at("2026-06-02 12:05")  # it may still be at it
    assert len(receiver.requests) == 1
    at("2026-06-02 12:10")
    at("2026-06-02 12:30")
    assert len(receiver.requests) == 2
    assert only(api)["status"] == "sent"


def test_and_never_twice(api, at, firefox, receiver, task, dying):
    api.made("/channels", firefox.subscription())
    dying(2)
    for wall in ("12:00", "12:10"):
        with pytest.raises(Killed):
            at(f"2026-06-02 {wall}")
    at("2026-06-02 12:20")
    assert len(receiver.requests) == 2
    assert only(api)["status"] == "failed"
    assert only(api)["failure"].startswith("It was cut off twice")


def test_a_job_that_is_run_twice_sends_once(api, app, clock, at, firefox, receiver, task):
    api.made("/channels", firefox.subscription())
    at("2026-06-02 12:00")
    with app.state.gate.engine.connect() as connection:
        identity = connection.execute(select(NotificationDelivery.__table__.c.id)).scalar_one()
    for _ in range(3):
        reminders_due.deliver(app.state.gate.engine, clock, app.state.settings, str(identity))
    assert len(receiver.requests) == 1


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


@pytest.fixture
def mailbox(tmp_path):
    """A mail server of one's own, over TLS, with its authority's certificate beside it."""
    with mail_server(tmp_path) as server:
        yield server


def test_mail_goes_through_ones_own_account(api, app, user, at, clock, mailbox, task):
    settings = app.state.settings
    settings.allowed_hosts, settings.ca_file = f"127.0.0.1:{mailbox.port}", mailbox.ca_file
    give_account(app, user, clock, mailbox)
    channel = api.made("/channels", {"kind": "email", "email": "sam@phone.example"})
    at("2026-06-02 12:00")
    (sent,) = mailbox.messages
    assert (sent["From"], sent["To"]) == ("Afterview <sam@example.org>", "sam@phone.example")
    assert (sent["Subject"], sent["Auto-Submitted"]) == ("Iron the shirt", "auto-generated")
    assert only(api)["status"] == "sent"
    assert api.post(f"/channels/{channel['id']}/check").json()["ok"]
    assert mailbox.messages[1]["Subject"] == "Reminders will arrive here"


def test_a_mail_server_that_refuses_the_password_is_not_asked_again(
    api, app, user, at, clock, mailbox, task
):
    settings = app.state.settings
    settings.allowed_hosts, settings.ca_file = f"127.0.0.1:{mailbox.port}", mailbox.ca_file
    give_account(app, user, clock, mailbox, password="wrong")
    api.made("/channels", {"kind": "email", "email": "sam@phone.example"})
    at("2026-06-02 12:00")
    assert (only(api)["status"], mailbox.messages) == ("failed", [])
    assert only(api)["failure"].startswith("The server refused the user name or password")


def give_account(app, user, clock, mailbox, password="hunter2"):
    owner_id = UUID(user.id)
    vault = vault_of(app.state.settings)
    with transaction(app.state.gate.engine, Now(clock(), ZoneInfo("UTC"))) as session:
        session.add(
            MailAccount(
                owner_id=owner_id,
                from_email="sam@example.org",
                smtp_host="127.0.0.1",
                smtp_port=mailbox.port,
                smtp_security=MailSecurity.TLS,
                smtp_user="sam",
                smtp_password=vault.seal(password, owner_id=owner_id, purpose="smtp-password"),
            )
        )


def test_a_check_of_mail_without_an_account_says_what_is_missing(api):
    channel = api.made("/channels", {"kind": "email", "email": "sam@example.org"})
    answer = api.post(f"/channels/{channel['id']}/check").json()
    assert (answer["ok"], answer["code"]) == (False, "mail-account-missing")


def test_addresses_under_another_key_ask_to_be_given_again(api, app, at, firefox, task):
    channel = api.made("/channels", firefox.subscription())
    app.state.settings.secret_key = "somebody has lost the old one"
    refused(api.post(f"/channels/{channel['id']}/check"), 409, "secret-unreadable")
    at("2026-06-02 12:00")
    assert only(api)["status"] == "failed"
    assert read(api, f"/channels/{channel['id']}")["failing_since"] is not None
