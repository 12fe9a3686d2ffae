"""Handing messages to real servers, that fail at every step there is."""

import socket
import ssl
from datetime import UTC, datetime

import pytest

from afterview.mail import smtp
from afterview.mail.outgoing import compose
from afterview.mail.servers import MailError
from tests.factories.mailservers import DROP, PASSWORD, certificate, smtp_server

SAM, PRIYA = "sam@example.org", "priya.nair@mecca.example"


@pytest.fixture
def mail():
    return compose(
        sender=("Sam Okafor", SAM),
        to=("Priya Nair", PRIYA),
        subject="Thank you — Größe",
        body="Dear Priya,\n.\n..dots\nThank you.\n",
        message_id="1@example.org",
        at=datetime(2026, 6, 3, 8, 30, tzinfo=UTC),
    )


@pytest.fixture
def server(smtp_box, security, reached):
    return reached(smtp_box.port, security)


def send(server, mail, password=PASSWORD):
    with smtp.connected(server, password) as link:
        link.offer(SAM, PRIYA)
        return link.hand_over(mail)


def failed(server, mail=None, password=PASSWORD):
    """What goes wrong."""
    with pytest.raises(MailError) as error:
        smtp.check(server, password, SAM) if mail is None else send(server, mail, password)
    return error.value


def test_a_message_arrives_as_it_was_written(smtp_box, server, mail):
    assert send(server, mail) == "taken, number 1"
    (delivered,) = smtp_box.messages
    assert (delivered.sender, delivered.recipients) == (SAM, [PRIYA])
    assert delivered.raw == mail.as_bytes()
    assert delivered.message.get_content().split() == [
        "Dear",
        "Priya,",
        ".",
        "..dots",
        *["Thank", "you."],
    ]
    assert delivered.message["Message-ID"] == "<1@example.org>"


def test_nothing_is_said_of_this_machine(smtp_box, server, mail):
    send(server, mail)
    told = " ".join(smtp_box.heard) + smtp_box.messages[0].raw.decode()
    assert socket.gethostname() not in told
    assert "ehlo [127.0.0.1]" in smtp_box.heard


def test_nothing_leaves_before_it_is_handed_over(smtp_box, server):
    with smtp.connected(server, PASSWORD) as link:
        link.offer(SAM, PRIYA)
    assert smtp_box.messages == []
    assert "data" not in smtp_box.heard


def test_a_check_sends_nothing(smtp_box, server):
    smtp.check(server, PASSWORD, SAM)
    assert smtp_box.messages == []
    assert f"mail FROM:<{SAM}>" in smtp_box.heard
    assert not {"data", "rcpt"} & {heard.split()[0] for heard in smtp_box.heard}


@pytest.mark.parametrize("mechanism", ["PLAIN", "LOGIN"])
def test_both_usual_ways_to_sign_in(trusted, reached, mail, mechanism):
    with smtp_server(trusted, mechanisms=mechanism) as box:
        assert send(reached(box.port), mail) == "taken, number 1"
        assert failed(reached(box.port), password="wrong").step == "sign_in"


def test_a_server_that_wants_neither_is_told_apart(trusted, reached):
    with smtp_server(trusted, mechanisms="") as box:
        error = failed(reached(box.port))
    assert (error.step, error.permanent) == ("sign_in", True)
    assert "no way to sign in" in error.detail


@pytest.mark.parametrize("password", ["wrong", "pässwörd", "", 'a b"c\\'])
def test_a_refused_password(server, mail, password):
    error = failed(server, mail, password)
    assert (error.step, error.code, error.permanent) == ("sign_in", "mail-sign-in", True)
    assert error.detail.startswith("The server refused the user name or password: 535")
    assert not error.unknown


@pytest.mark.parametrize(
    ("stage", "answer", "step", "permanent"),
    [
        ("connect", "421 too busy", "connect", False),
        ("connect", "554 go away", "connect", True),
        ("auth", "454 later", "sign_in", False),
        ("mail", "450 not now", "sender", False),
        ("mail", "550 not you", "sender", True),
        ("rcpt", "450 greylisted", "recipient", False),
        ("rcpt", "550 no such user", "recipient", True),
        ("data", "451 not now", "data", False),
        ("data", "554 never", "data", True),
        ("end", "452 disk full", "data", False),
        ("end", "552 spam", "data", True),
    ],
)
def test_a_server_that_says_no(smtp_box, server, mail, stage, answer, step, permanent):
    smtp_box.at(stage, answer)
    error = failed(server, mail)
    assert (error.step, error.permanent, error.unknown) == (step, permanent, False)
    assert answer in error.detail
    assert smtp_box.messages == []
    smtp_box.calm()
    assert send(server, mail) == "taken, number 1"


@pytest.mark.parametrize("stage", ["connect", "ehlo", "auth", "mail", "rcpt"])
def test_a_line_that_is_cut_before_the_words_is_tried_again(smtp_box, server, mail, stage):
    smtp_box.at(stage, DROP)
    error = failed(server, mail)
    assert (error.permanent, error.unknown) == (False, False)
    assert smtp_box.messages == []


@pytest.mark.parametrize(
    ("stage", "arrived"), [("data", 0), ("words", 0), ("end", 0), ("taken", 1)]
)
def test_a_line_that_is_cut_from_the_words_on_leaves_doubt(smtp_box, server, mail, stage, arrived):
    """From here, both is possible: nothing may be sent again by itself."""
    smtp_box.at(stage, DROP)
    error = failed(server, mail)
    assert (error.step, error.permanent, error.unknown) == ("data", False, True)
    assert len(smtp_box.messages) == arrived


def test_a_line_that_is_cut_after_the_answer_is_no_failure(smtp_box, server, mail):
    smtp_box.at("quit", DROP)
    assert send(server, mail) == "taken, number 1"


def test_a_certificate_nobody_vouches_for_is_refused(smtp_box, security, reached):
    error = failed(reached(smtp_box.port, security, ca_file=None))
    assert (error.step, error.permanent) == ("tls", False)
    assert "self-signed certificate" in error.detail
    assert "auth" not in smtp_box.heard


def test_a_certificate_for_another_name_is_refused(tmp_path, security, reached):
    other = certificate(tmp_path, "other.example")
    with smtp_server(other, security) as box:
        error = failed(reached(box.port, security, ca_file=other.path))
        assert "auth" not in box.heard
    assert error.step == "tls"
    assert "localhost" in error.detail


def test_without_starttls_nothing_is_said(trusted, reached):
    """No downgrade: whoever takes the offer away learns no password."""
    with smtp_server(trusted, "none") as box:
        error = failed(reached(box.port, "starttls"))
        assert [heard.split()[0] for heard in box.heard] == ["connect", "ehlo", "quit"]
    assert (error.step, error.permanent) == ("tls", True)
    assert "no STARTTLS" in error.detail


def test_tls_with_a_server_that_speaks_none(trusted, reached):
    with smtp_server(trusted, "none") as box:
        assert failed(reached(box.port, "tls")).step == "tls"


def test_a_file_of_certificates_that_is_not_there(server, smtp_box, security, reached, tmp_path):
    error = failed(reached(smtp_box.port, security, ca_file=tmp_path / "none.pem"))
    assert error.step == "tls"
    assert "AFTERVIEW_CA_FILE" in error.detail


def test_a_host_that_is_not_allowed_is_not_spoken_to(smtp_box, security, reached):
    for host in ("localhost", "127.0.0.1", "::1", "0x7f.1", "[::ffff:127.0.0.1]"):
        error = failed(reached(smtp_box.port, security, host=host, allowed=frozenset()))
        assert (error.step, error.code, error.permanent) == ("address", "address-refused", True)
    assert smtp_box.greeted == 0


def test_a_host_that_does_not_exist_is_a_matter_of_time(reached):
    error = failed(reached(465, host="mail.invalid"))
    assert (error.step, error.code, error.permanent) == ("address", "mail-address", False)


def test_nobody_listens(reached):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    error = failed(reached(port))
    assert (error.step, error.permanent) == ("connect", False)
    assert "refused" in error.detail


def test_a_server_that_says_nothing(reached, monkeypatch):
    # no test waits for twenty seconds
    monkeypatch.setattr("afterview.mail.servers.TIMEOUT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        error = failed(reached(mute.getsockname()[1], "starttls"))
    assert (error.step, error.detail) == ("connect", "The server did not answer in time.")


@pytest.mark.parametrize("said", ["250 " + "x" * 100_000, "what?", "999", "550 \0\x1b[2J"])
def test_a_server_that_speaks_in_tongues(smtp_box, server, mail, said):
    smtp_box.at("mail", said)
    error = failed(server, mail)
    assert error.step in ("sender", "recipient", "connect")
    assert len(error.detail) < 400


def test_an_address_that_no_command_can_hold(server):
    for wrong in ("ä@example.org", "a@example.org>\r\nRCPT TO:<b@evil.example"):
        with pytest.raises(MailError) as error:
            smtp.check(server, PASSWORD, wrong)
        assert error.value.step == "sender"


def test_nobody_signs_in_where_no_user_is_given(trusted, reached, mail):
    with smtp_server(trusted) as box:
        assert send(reached(box.port, user=""), mail) == "taken, number 1"
        assert "auth" not in box.heard


def test_the_newest_tls_is_spoken(smtp_box, server):
    with smtp.connected(server, PASSWORD) as link:
        assert link._client.sock.version() in ("TLSv1.3", "TLSv1.2")
        assert link._client.sock.context.verify_mode is ssl.CERT_REQUIRED
