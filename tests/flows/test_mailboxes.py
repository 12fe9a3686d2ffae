"""A mailbox is looked into: what belongs to the search is kept, and nothing else."""

from datetime import UTC, timedelta
from uuid import UUID

import pytest

from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.core.settings import Settings
from afterview.flows import mailboxes_due
from afterview.followups.models import FollowUp, MessageStatus, OutgoingMessage
from tests.factories.databases import on_sqlite
from tests.factories.mailservers import PASSWORD, USER, certificate, imap_server
from tests.factories.replies import letter
from tests.factories.service import SECRET_KEY
from tests.factories.story import out, read

ENDED = "2026-06-02 11:15"


@pytest.fixture
def server(tmp_path):
    with imap_server(certificate(tmp_path)) as running:
        yield running


@pytest.fixture
def settings(migrated_url, server, tmp_path):
    return Settings(
        database_url=migrated_url,
        data_dir=tmp_path / "data",
        secret_key=SECRET_KEY,
        allowed_hosts=f"localhost:{server.starttls_port}",
        ca_file=server.ca_file,
    )


@pytest.fixture
def plan(api, clock):
    plan = out(api, clock, ENDED)
    clock.advance(timedelta(days=1))
    return plan


@pytest.fixture
def account(api, plan, server):
    """Sam's mail account, set up a day after the interview."""
    return set_up(api, server)


def set_up(api, server, **changes):
    body = {
        "from_email": "sam@example.org",
        "smtp_host": "smtp.example.org",
        "imap_host": "localhost",
        "imap_port": server.starttls_port,
        "imap_security": "starttls",
        "imap_user": USER,
        "imap_password": PASSWORD,
    }
    return api.made("/mail-account", body | changes)


@pytest.fixture
def poll(app, clock, settings):
    def look(account):
        mailboxes_due.poll(app.state.gate.engine, clock, settings, account["id"])

    return look


def excerpts(api):
    return sorted(found["excerpt"] for found in api.items("/received-messages"))


def test_of_an_inbox_only_what_belongs_to_the_search_is_kept(api, clock, server, account, poll):
    server.deliver(
        letter("From Priya", Message_ID="<one@mecca.example>"),
        letter("Your electricity bill", From="bills@power.example", Subject="June"),
        letter("A thread", From="x@nowhere.example", In_Reply_To="<one@mecca.example>"),
        letter("A system", From="no-reply@ats.example", Subject="Mecca Customer Services: role"),
        letter("From myself", From="sam@example.org", In_Reply_To="<one@mecca.example>"),
        b"this is no mail\r\n\r\nat all",
        at=clock(),
    )
    poll(account)
    assert excerpts(api) == ["A system", "A thread", "From Priya"]
    assert {found["source"] for found in api.items("/received-messages")} == {"mailbox"}
    assert read(api, "/mail-account")["poll_failure"] == ""
    assert all(b"Seen" not in flags for flags in server.flags())


def test_looking_again_takes_only_what_is_new(api, clock, server, account, poll):
    server.deliver(letter("One"), at=clock())
    poll(account)
    poll(account)
    assert excerpts(api) == ["One"]
    server.deliver(letter("Two"), at=clock())
    poll(account)
    assert excerpts(api) == ["One", "Two"]
    message = api.items("/received-messages")[0]
    api.delete(f"/received-messages/{message['id']}", if_match="*")
    poll(account)
    assert len(excerpts(api)) == 1  # what was deleted does not come back


@on_sqlite
def test_a_mailbox_and_a_paste_of_one_mail_make_one_row(api, clock, server, account, poll):
    raw = letter("One", Message_ID="<one@mecca.example>")
    api.made("/received-messages", {"raw": raw})
    server.deliver(raw, at=clock())
    poll(account)
    assert excerpts(api) == ["One"]


def test_a_folder_of_its_own_is_taken_whole(api, clock, server, plan, poll):
    account = set_up(api, server, imap_folder="Jobs")
    server.deliver(letter("Hello", From="x@nowhere.example"), at=clock(), folder="Jobs")
    server.deliver(letter("Elsewhere"), at=clock())
    poll(account)
    (found,) = api.items("/received-messages")
    assert (found["excerpt"], found["status"]) == ("Hello", "unmatched")


@on_sqlite
def test_more_than_one_batch_is_read_at_once(api, clock, server, account, poll):
    server.deliver(*(letter(f"Number {n}") for n in range(55)), at=clock())
    poll(account)
    assert len(api.items("/received-messages", params={"limit": 200})) == 55


def test_an_answer_in_the_mailbox_stops_the_asking(api, clock, server, plan, account, poll):
    server.deliver(letter("We decide on Friday."), at=clock())
    poll(account)
    assert api.items("/follow-ups", params={"purpose": "status_check", "status": "planned"}) == []


def test_what_goes_wrong_is_written_on_the_account_and_clears(api, clock, server, account, poll):
    version = read(api, "/mail-account")["version"]
    api.patch("/mail-account", {"imap_password": "wrong"}, if_match="*")
    poll(account)
    assert "refused the user name or password" in read(api, "/mail-account")["poll_failure"]
    api.patch("/mail-account", {"imap_password": PASSWORD}, if_match="*")
    server.deliver(letter("One"), at=clock())
    poll(account)
    found = read(api, "/mail-account")
    assert (found["poll_failure"], excerpts(api)) == ("", ["One"])
    assert found["version"] == version + 2  # looking changes no version


def test_a_mailbox_is_due_every_five_minutes_and_after_a_failure_every_hour(
    app, api, clock, settings, account, poll
):
    engine = app.state.gate.engine

    def due():
        return mailboxes_due.queue_polls(engine, clock, settings)

    assert due() == 1
    poll(account)
    assert due() == 0
    clock.advance(timedelta(minutes=5))
    assert due() == 1
    api.patch("/mail-account", {"imap_password": "wrong"}, if_match="*")
    poll(account)
    clock.advance(timedelta(minutes=30))
    assert due() == 0
    clock.advance(timedelta(minutes=30))
    assert due() == 1


@on_sqlite
def test_an_account_that_is_gone_is_nothing_to_look_into(api, account, poll):
    api.delete("/mail-account", if_match="*")
    poll(account)
    assert excerpts(api) == []


@pytest.fixture
def unsure(app, clock, plan):
    """A message of which nobody knows whether it arrived: so far it counts as no touch."""
    with transaction(app.state.gate.engine, Now(clock(), UTC)) as session:
        owed = session.get(FollowUp, UUID(plan["follow_ups"][0]["id"]))
        message = OutgoingMessage(
            owner_id=owed.owner_id,
            follow_up_id=owed.id,
            application_id=owed.application_id,
            status=MessageStatus.UNCERTAIN,
            to_name="Priya Nair",
            to_email="priya.nair@mecca.example",
            subject="Thank you",
            body="Dear Priya",
            text_hash="0" * 64,
            message_id="1.2@example.org",
            approved_at=clock(),
            send_at=clock(),
            uncertain_since=clock(),
        )
        session.add(message)
        session.flush()
        return f"/messages/{message.id}"


@pytest.mark.parametrize(
    ("writer", "field", "expected"),
    [
        ("mailer-daemon@relay.example", "failure_code", "came-back"),
        ("priya@home.example", "status", "sent"),
    ],
)
def test_what_speaks_of_a_message_nobody_is_sure_of_is_ours_whoever_wrote_it(
    api, clock, server, account, poll, unsure, writer, field, expected
):
    headers = {
        "From": writer,
        "In_Reply_To": "<1.2@example.org>",
        "Subject": "Undelivered Mail Returned to Sender",
    }
    server.deliver(letter("About your mail", **headers), at=clock())
    poll(account)
    assert read(api, unsure)[field] == expected
