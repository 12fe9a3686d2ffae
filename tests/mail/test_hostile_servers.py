"""Servers that never come to an end: what they send stays little, and they are left in time."""

import socket
import threading
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime

import pytest

from afterview.core import network
from afterview.mail import imap, smtp
from afterview.mail.outgoing import compose
from afterview.mail.servers import EndlessReply, MailError

SAM, PRIYA, PASSWORD = "sam@example.org", "priya.nair@mecca.example", "hunter2"
FLOOD = 64_000_000
"""So many bytes a server sends at the most, if it is let."""
LITTLE = 16_000_000
"""What fits into the buffers of two sockets, with room to spare."""
DRIPS = 600
ENDLESS = "The server's answer has no end."


@contextmanager
def talking(context, talk):
    """A server that has one conversation; `line.sent` counts the bytes that it got rid of."""

    class Line:
        sent = 0

        def say(self, words):
            self.connection.sendall(words)
            self.sent += len(words)

        def hear(self):
            return self.commands.readline()

        def flood(self, piece):
            block = piece * (100_000 // len(piece) + 1)
            while self.sent < FLOOD:
                self.say(block)

        def drip(self, piece=b"x"):
            for _ in range(DRIPS):
                self.say(piece)
                if over.wait(0.05):
                    break

    line, over = Line(), threading.Event()

    def serve():
        plain, _ = listener.accept()
        with suppress(OSError), plain:  # they hang up on us, as they should
            plain.settimeout(30)
            line.connection = context.wrap_socket(plain, server_side=True) if context else plain
            with line.connection, line.connection.makefile("rb") as line.commands:
                talk(line)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        thread = threading.Thread(target=serve, name="hostile server", daemon=True)
        thread.start()
        line.port = listener.getsockname()[1]
        try:
            yield line
        finally:
            over.set()
            thread.join(30)
            assert not thread.is_alive()


def greeted(line):
    """As far as a signed-in SMTP server goes."""
    line.say(b"220 here\r\n")
    line.hear()
    line.say(b"250-here\r\n250 AUTH PLAIN\r\n")
    line.hear()
    line.say(b"235 welcome\r\n")


def taking(line):
    """As far as an SMTP server that has all the words."""
    greeted(line)
    for answer in (b"250 ok\r\n", b"250 ok\r\n", b"354 go on\r\n"):
        line.hear()
        line.say(answer)
    while line.hear() not in (b".\r\n", b""):
        pass


def signed_in(line):
    """As far as an IMAP server that has let somebody in."""
    line.say(b"* OK here\r\n")
    for answer in (b"* CAPABILITY IMAP4rev1\r\n", b""):
        tag = line.hear().split(b" ")[0]
        line.say(answer + tag + b" OK done\r\n")
    line.hear()


def checked(protocol, server):
    if protocol is smtp:
        smtp.check(server, PASSWORD, SAM)
    else:
        imap.check(server, PASSWORD, "INBOX")


def nothing(_line):
    pass


def mail():
    return compose(
        sender=("Sam", SAM),
        to=("", PRIYA),
        subject="Thank you",
        body="Thank you.\n",
        message_id="1@example.org",
        at=datetime(2026, 6, 3, 8, 30, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("protocol", "before", "piece", "step"),
    [
        pytest.param(smtp, nothing, b"220-and\r\n", "connect", id="smtp-greeting"),
        pytest.param(smtp, nothing, b"220-" + b"x" * 4_000 + b"\r\n", "connect", id="smtp-long"),
        pytest.param(smtp, greeted, b"250-and\r\n", "sender", id="smtp-sender"),
        pytest.param(imap, nothing, b"x", "connect", id="imap-greeting"),
        pytest.param(imap, nothing, b"* OK {9}\r\n123456789", "connect", id="imap-pieces"),
        pytest.param(imap, signed_in, b"* 1 EXISTS\r\n", "folder", id="imap-folder"),
    ],
)
def test_a_server_that_never_stops_talking_is_left(trusted, reached, protocol, before, piece, step):
    def talk(line):
        before(line)
        line.flood(piece)

    with talking(trusted.context(), talk) as line, pytest.raises(MailError) as error:
        checked(protocol, reached(line.port))
    assert (error.value.step, error.value.detail) == (step, ENDLESS)
    assert (error.value.permanent, error.value.unknown) == (False, False)
    assert line.sent < LITTLE


def test_nor_has_a_line_to_end_for_it_to_be_left(reached):
    with (
        talking(None, lambda line: line.flood(b"220-" + b"x" * 60_000)) as line,
        pytest.raises(MailError) as error,
    ):
        checked(smtp, reached(line.port, "starttls"))
    assert (error.value.step, error.value.detail) == (
        "connect",
        "The server said: 500 Line too long.",
    )
    assert line.sent < LITTLE


def test_what_an_endless_answer_means_is_unknown_once_the_words_have_left(trusted, reached):
    def talk(line):
        taking(line)
        line.flood(b"250-and\r\n")

    with (
        talking(trusted.context(), talk) as line,
        pytest.raises(MailError) as error,
        smtp.connected(reached(line.port), PASSWORD) as link,
    ):
        link.offer(SAM, PRIYA)
        link.hand_over(mail())
    assert (error.value.step, error.value.unknown) == ("data", True)
    assert isinstance(error.value.__cause__, EndlessReply)
    assert line.sent < LITTLE


def test_a_long_reply_is_no_endless_one(trusted, reached):
    def talk(line):
        line.say(b"220-welcome\r\n" * 1_000 + b"220 here\r\n")
        line.hear()
        line.say(b"250-SIZE 1\r\n" * 1_000 + b"250 AUTH PLAIN\r\n")
        line.hear()
        line.say(b"535 not you\r\n")

    with talking(trusted.context(), talk) as line, pytest.raises(MailError) as error:
        checked(smtp, reached(line.port))
    assert error.value.step == "sign_in"


@pytest.mark.parametrize(
    ("protocol", "beginning"), [(smtp, b"220-"), (smtp, b""), (imap, b"* OK "), (imap, b"")]
)
def test_a_greeting_that_drips_is_cut_off(trusted, reached, monkeypatch, protocol, beginning):
    """Each byte comes soon enough; the whole never does."""
    monkeypatch.setattr(protocol, "LONGEST_SECONDS", 0.5)  # no test waits for five minutes

    def talk(line):
        line.say(beginning)
        line.drip()

    with talking(trusted.context(), talk) as line, pytest.raises(MailError) as error:
        checked(protocol, reached(line.port))
    assert error.value.step == "connect"
    assert line.sent < DRIPS


@pytest.mark.parametrize("protocol", [smtp, imap])
def test_a_farewell_that_drips_is_cut_off(trusted, reached, monkeypatch, protocol):
    monkeypatch.setattr(protocol, "LONGEST_SECONDS", 0.5)  # no test waits for five minutes

    def talk(line):
        if protocol is smtp:
            greeted(line)
            line.hear()
            line.say(b"550 not you\r\n")
        else:
            signed_in(line)
            line.say(b"* BYE\r\n")
        line.hear()
        line.drip()

    with talking(trusted.context(), talk) as line, pytest.raises(MailError) as error:
        checked(protocol, reached(line.port))
    assert error.value.step == ("sender" if protocol is smtp else "folder")
    assert line.sent < DRIPS


def test_a_cut_that_came_too_early_is_made_up_for(monkeypatch):
    """TLS may be wrapping the connection just then; a test cannot time that, so none is there."""
    monkeypatch.setattr(network, "CUT_AGAIN_SECONDS", 0.05)  # the second cut need not be waited for
    asked = threading.Event()
    held = []

    def connection():
        asked.set()
        return list(held)

    ours, theirs = socket.socketpair()
    ours.settimeout(30)
    with ours, theirs, network.cut_off(connection, 0.01):
        assert asked.wait(30)
        held.append(ours)
        assert ours.recv(1) == b""


def test_what_an_imap_server_adds_to_every_answer_does_not_add_up(trusted, reached, monkeypatch):
    monkeypatch.setattr(imap, "MESSAGES", 5)  # as many as this server has answers for
    kept = []

    def talk(line):
        line.say(b"* OK here\r\n")
        for answer in (b"* CAPABILITY IMAP4rev1\r\n", b"", b"* OK [UIDVALIDITY 7] ok\r\n"):
            tag = line.hear().split(b" ")[0]
            line.say(answer + tag + b" OK done\r\n")
        for answer in [b"* SEARCH 1 2 3 4 5\r\n"] + [b""] * 5:
            tag = line.hear().split(b" ")[0]
            line.say(b"* 1 JUNK aaaaaaaaaaaa\r\n" * 10_000 + answer + tag + b" OK done\r\n")

    beginning = imap._beginning

    def counted(box, uid):
        found = beginning(box, uid)
        kept.append(sum(map(len, box.untagged_responses.values())))
        return found

    # the real one, and a look at what the library has kept so far: nothing says so from outside
    monkeypatch.setattr(imap, "_beginning", counted)
    with talking(trusted.context(), talk) as line:
        imap.fetch_new(
            reached(line.port),
            PASSWORD,
            folder="INBOX",
            after_uid=0,
            uid_validity=None,
            since=date(2020, 1, 1),
        )
    assert len(kept) == 5
    assert max(kept) <= 10_001
