"""Looking into a real mailbox: what is new, once, unmarked, and never too much."""

import socket
import threading
from contextlib import contextmanager
from datetime import date
from uuid import uuid4

import pytest

from afterview.mail import imap
from afterview.mail.servers import MailError
from tests.factories.mailservers import PASSWORD, certificate, imap_server

LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def folder():
    """A folder of the test's own."""
    return f"Search-{uuid4().hex[:8]}"


@pytest.fixture
def server(imap_box, security, reached):
    port = imap_box.port if security == "tls" else imap_box.starttls_port
    return reached(port, security)


def letter(number, text="Thank you."):
    return (
        f"From: Priya <priya@mecca.example>\r\nMessage-ID: <{number}@mecca.example>\r\n"
        f"Subject: {number}\r\n\r\n{text}\r\n"
    ).encode()


def fetch(server, folder, *, after_uid=0, uid_validity=None, since=LONG_AGO, password=PASSWORD):
    return imap.fetch_new(
        server,
        password,
        folder=folder,
        after_uid=after_uid,
        uid_validity=uid_validity,
        since=since,
    )


def subjects(found):
    return [message.raw.split(b"Subject: ")[1].split(b"\r\n")[0] for message in found.messages]


def failed(server, folder="INBOX", password=PASSWORD):
    with pytest.raises(MailError) as error:
        imap.check(server, password, folder)
    return error.value


def test_what_is_new_is_read_once_the_oldest_first(imap_box, server, folder):
    for number in (1, 2):
        imap_box.deliver(letter(number), folder=folder)
    first = fetch(server, folder)
    assert subjects(first) == [b"1", b"2"]
    assert first.messages[0].raw == letter(1)
    seen = {"after_uid": first.messages[-1].uid, "uid_validity": first.uid_validity}
    assert fetch(server, folder, **seen).messages == []
    imap_box.deliver(letter(3), folder=folder)
    assert subjects(fetch(server, folder, **seen)) == [b"3"]


def test_nothing_is_marked_or_moved(imap_box, server, folder):
    imap_box.deliver(letter(1), folder=folder)
    before = imap_box.flags(folder)
    fetch(server, folder)
    imap.has_message(server, PASSWORD, folder=folder, message_id="1@mecca.example")
    imap.check(server, PASSWORD, folder)
    assert imap_box.flags(folder) == before
    assert b"Seen" not in before[0]


def test_a_folder_that_was_made_anew_is_read_from_its_beginning(imap_box, server, folder):
    for number in (1, 2, 3):
        imap_box.deliver(letter(number), folder=folder)
    found = fetch(server, folder)
    imap_box.emptied(folder)
    imap_box.deliver(letter(9), folder=folder)
    seen = {"after_uid": 10_000, "uid_validity": found.uid_validity}
    again = fetch(server, folder, **seen)
    assert again.uid_validity != found.uid_validity
    assert subjects(again) == [b"9"]


def test_older_mail_is_left_alone(imap_box, server, folder):
    imap_box.deliver(letter(1), folder=folder)
    assert fetch(server, folder, since=date(2190, 1, 1)).messages == []


def test_a_batch_has_an_end(imap_box, server, folder, monkeypatch):
    monkeypatch.setattr(imap, "MESSAGES", 2)  # no test has to deliver fifty
    for number in range(3):
        imap_box.deliver(letter(number), folder=folder)
    first = fetch(server, folder)
    assert subjects(first) == [b"0", b"1"]
    rest = fetch(server, folder, after_uid=first.messages[-1].uid, uid_validity=first.uid_validity)
    assert subjects(rest) == [b"2"]


def test_of_a_huge_message_only_the_beginning_is_fetched(imap_box, server, folder):
    imap_box.deliver(letter(1, "x" * 76 + "\r\n" + ("y" * 76 + "\r\n") * 30_000), folder=folder)
    (message,) = fetch(server, folder).messages
    assert len(message.raw) == imap.BYTES
    assert message.raw.startswith(letter(1)[:60])


def test_a_message_is_looked_up_by_its_name(imap_box, server, folder):
    imap_box.deliver(letter(1), folder=folder)
    for name, there in (("1@mecca.example", True), ("2@mecca.example", False), ('"\\', False)):
        assert imap.has_message(server, PASSWORD, folder=folder, message_id=name) is there


@pytest.mark.parametrize("name", ["Gesendet & Größe", 'say "hi"', "back\\slash", "送信済み"])
def test_folders_of_any_name(imap_box, server, name):
    own = f"{name} {uuid4().hex[:6]}"
    with imap_box.opened() as box:
        assert box.create(imap._quoted(own))[0] == "OK"
    imap.check(server, PASSWORD, own)


def test_a_folders_name_is_written_as_the_protocol_has_it():
    """The example of RFC 3501, 5.1.3."""
    assert imap._quoted("~peter/mail/台北/日本語") == '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'
    assert imap._quoted("R&D") == '"R&-D"'


def test_a_folder_that_is_not_there(server):
    error = failed(server, "Nowhere")
    assert (error.step, error.permanent) == ("folder", True)
    assert "Nowhere" in error.detail


@pytest.mark.parametrize("password", ["wrong", "pässwörd", ""])
def test_a_refused_password(server, password):
    error = failed(server, password=password)
    assert (error.step, error.code, error.permanent) == ("sign_in", "mail-sign-in", True)


def test_a_certificate_nobody_vouches_for_is_refused(imap_box, security, reached):
    port = imap_box.port if security == "tls" else imap_box.starttls_port
    assert failed(reached(port, security, ca_file=None)).step == "tls"


def test_a_certificate_for_another_name_is_refused(tmp_path, security, reached):
    other = certificate(tmp_path, "other.example")
    with imap_server(other) as box:
        port = box.port if security == "tls" else box.starttls_port
        assert failed(reached(port, security, ca_file=other.path)).step == "tls"


def test_a_host_that_is_not_allowed_is_not_spoken_to(server):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        port = listener.getsockname()[1]
        for host in ("localhost", "127.0.0.1", "::1", "0x7f.1", "[::ffff:127.0.0.1]"):
            where = {"host": host, "port": port, "allowed": frozenset()}
            error = failed(type(server)(**{**_fields(server), **where}))
            assert (error.step, error.code, error.permanent) == ("address", "address-refused", True)
        with pytest.raises(BlockingIOError):
            listener.accept()


def _fields(server):
    return {name: getattr(server, name) for name in type(server).__slots__}


@contextmanager
def scripted(context, *answers):
    """A server that says these things, one after each command it hears."""
    heard = []

    def serve():
        try:
            plain, _ = listener.accept()
            with (
                plain,
                context.wrap_socket(plain, server_side=True) as line,
                line.makefile("rb") as commands,
            ):
                line.sendall(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
                for answer in answers:
                    command = commands.readline()
                    heard.append(command)
                    tag = command.split(b" ")[0]
                    line.sendall(answer.replace(b"TAG", tag))
        except OSError:
            pass  # they have hung up on us, as they should

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1], heard
        thread.join()


CAPABLE = b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n"
SELECTED = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\nTAG OK done\r\n"
FOUND = b"* SEARCH 1\r\nTAG OK done\r\n"


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(
            b"* 1 FETCH (UID 1 BODY[] {4000000000}\r\nxxxx", id="a huge piece is promised"
        ),
        pytest.param(b"* 1 EXISTS\r\n" * 300_000, id="endless lines"),
        pytest.param(b"x" * 3_000_000, id="a line without an end"),
    ],
)
def test_a_server_that_sends_too_much_is_left(trusted, reached, flood):
    with scripted(trusted.context(), CAPABLE, b"TAG OK done\r\n", SELECTED, FOUND, flood) as (
        port,
        _,
    ):
        with pytest.raises(MailError) as error:
            fetch(reached(port), "INBOX")
        assert error.value.step == "reading"


def test_what_is_deleted_meanwhile_is_passed_over(trusted, reached):
    gone = b"TAG OK nothing there\r\n"
    with scripted(trusted.context(), CAPABLE, b"TAG OK done\r\n", SELECTED, FOUND, gone) as (
        port,
        heard,
    ):
        (message,) = fetch(reached(port), "INBOX").messages
    assert (message.uid, message.raw) == (1, b"")
    assert heard[1].split(b" ", 1)[1] == b'LOGIN "sam" "hunter2"\r\n'
    assert b"EXAMINE" in heard[2]
    assert b"BODY.PEEK[]<0.1000000>" in heard[4]


@pytest.mark.parametrize("step", range(4))
def test_a_line_that_is_cut_is_tried_again(trusted, reached, step):
    answers = [CAPABLE, b"TAG OK done\r\n", SELECTED, FOUND][:step]
    with scripted(trusted.context(), *answers) as (port, _), pytest.raises(MailError) as error:
        fetch(reached(port), "INBOX")
    assert not error.value.permanent


@pytest.mark.parametrize("nonsense", [b"* SEARCH one two\r\nTAG OK done\r\n", b"TAG BAD what\r\n"])
def test_a_server_that_speaks_in_tongues(trusted, reached, nonsense):
    with (
        scripted(trusted.context(), CAPABLE, b"TAG OK done\r\n", SELECTED, nonsense) as (port, _),
        pytest.raises(MailError) as error,
    ):
        fetch(reached(port), "INBOX")
    assert error.value.step == "reading"
