"""Reminders by mail, through one's own account."""

import pytest

from tests.factories.mailservers import DROP, PASSWORD, USER, certificate, smtp_server
from tests.factories.reminders import only


@pytest.fixture
def mailbox(app, tmp_path):
    """A mail server of one's own that the service may reach, and trusts."""
    with smtp_server(certificate(tmp_path)) as server:
        settings = app.state.settings
        settings.allowed_hosts, settings.ca_file = server.host, server.ca_file
        yield server


def test_mail_goes_through_ones_own_account(api, at, mailbox, task):
    give_account(api, mailbox)
    channel = api.made("/channels", {"kind": "email", "email": "sam@phone.example"})
    at("2026-06-02 12:00")
    (sent,) = (delivered.message for delivered in mailbox.messages)
    assert (sent["From"], sent["To"]) == ("Afterview <sam@example.org>", "sam@phone.example")
    assert (sent["Subject"], sent["Auto-Submitted"]) == ("Iron the shirt", "auto-generated")
    assert only(api)["status"] == "sent"
    assert api.post(f"/channels/{channel['id']}/check").json()["ok"]
    assert mailbox.messages[1].message["Subject"] == "Reminders will arrive here"


def test_a_mail_server_that_refuses_the_password_is_not_asked_again(api, at, mailbox, task):
    give_account(api, mailbox, password="wrong")
    api.made("/channels", {"kind": "email", "email": "sam@phone.example"})
    at("2026-06-02 12:00")
    assert (only(api)["status"], mailbox.messages) == ("failed", [])
    assert only(api)["failure"].startswith("The server refused the user name or password")


def test_a_mail_that_may_have_arrived_is_repeated_once(api, at, mailbox, task):
    give_account(api, mailbox)
    api.made("/channels", {"kind": "email", "email": "sam@phone.example"})
    mailbox.at("taken", DROP)
    for wall in ("12:00", "12:10", "12:30", "13:00", "14:00", "18:00"):
        at(f"2026-06-02 {wall}")
    assert len(mailbox.messages) == 2
    assert only(api)["status"] == "failed"
    assert only(api)["failure"].startswith("It was cut off twice")


def give_account(api, mailbox, password=PASSWORD):
    api.made(
        "/mail-account",
        {
            "from_email": "sam@example.org",
            "smtp_host": "localhost",
            "smtp_port": mailbox.port,
            "smtp_user": USER,
            "smtp_password": password,
        },
    )


def test_a_check_of_mail_without_an_account_says_what_is_missing(api):
    channel = api.made("/channels", {"kind": "email", "email": "sam@example.org"})
    answer = api.post(f"/channels/{channel['id']}/check").json()
    assert (answer["ok"], answer["code"]) == (False, "mail-account-missing")
