"""Fixtures: an interview is over, and a mail account is there to thank with."""

from datetime import timedelta

import pytest

from afterview.flows import message_sent, messages_due
from tests.factories.mailservers import PASSWORD, USER, certificate, smtp_server
from tests.factories.sending import on_its_way
from tests.factories.service import make_app
from tests.factories.story import out, patched

ENDED = "2026-06-02 11:15"
PRIYA = {"name": "Priya Nair", "email": "priya.nair@mecca.example"}
FACT = "The trial evening on finals night, with two hundred people in the hall"


@pytest.fixture
def server(tmp_path):
    with smtp_server(certificate(tmp_path)) as found:
        yield found


@pytest.fixture
def app(migrated_url, clock, tmp_path, server):
    """The service, allowed to reach the mail server of this test."""
    return make_app(
        migrated_url, clock, tmp_path, allowed_hosts=server.host, ca_file=server.ca_file
    )


@pytest.fixture
def account(api, server):
    return api.made(
        "/mail-account",
        {
            "from_email": "sam@example.org",
            "from_name": "Sam Okafor",
            "signature": "Sam Okafor\n07700 900123",
            "smtp_host": "localhost",
            "smtp_port": server.port,
            "smtp_user": USER,
            "smtp_password": PASSWORD,
        },
    )


@pytest.fixture
def plan(api, clock, account):
    """What is owed after an interview of which one thing was captured."""
    found = out(api, clock, ENDED, interview={"interviewers": [PRIYA]})
    patched(api, f"/interviews/{found['interview']['id']}/capture", facts=FACT)
    return found


@pytest.fixture
def thanks(plan):
    """Where the thank-you is."""
    return f"/follow-ups/{plan['follow_ups'][0]['id']}"


@pytest.fixture
def minute(app, clock):
    """Let a minute pass: what is due is queued, and done here instead of by a worker."""

    def passes(**by):
        clock.advance(timedelta(**by))
        engine, settings = app.state.gate.engine, app.state.settings
        messages_due.lapse_passed(engine, clock, settings)
        messages_due.queue_messages(engine, clock, settings)
        for message in on_its_way(app):
            message_sent.send(engine, clock, settings, message)

    return passes
