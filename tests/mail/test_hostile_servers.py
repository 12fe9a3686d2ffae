"""Mail servers that would fill the memory, or hold a thread for ever, with a greeting alone."""

import socket
import threading
from contextlib import contextmanager

import pytest

from afterview.mail import imap, smtp
from afterview.mail.models import MailSecurity
from afterview.mail.servers import MailError, Server

AT_MOST = 20_000_000
"""Bytes a server gets rid of before the other side has gone: what both ends' buffers hold."""


@contextmanager
def saying(piece, seconds_between=0.0):
    """A server that says this again and again; gives its port, and the bytes it got rid of."""
    told, over = [0], threading.Event()

    def serve():
        connection, _ = listener.accept()
        with connection:
            try:
                while told[0] < 10 * AT_MOST and not over.wait(seconds_between):
                    connection.sendall(piece)
                    told[0] += len(piece)
            except OSError:
                pass  # they have hung up, as they should

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], told
        finally:
            over.set()
            thread.join(10)


def server(port):
    allowed = frozenset({f"127.0.0.1:{port}"})
    return Server("127.0.0.1", port, MailSecurity.STARTTLS, "sam", allowed, None)


def ask_smtp(port):
    smtp.check(server(port), "hunter2", "sam@example.org")


def ask_imap(port):
    imap.check(server(port), "hunter2", "INBOX")


@pytest.mark.parametrize(
    ("ask", "piece"),
    [
        pytest.param(ask_smtp, b"220-Welcome\r\n" * 4000, id="smtp, a greeting without an end"),
        pytest.param(ask_smtp, b"220-" + b"x" * 60_000, id="smtp, a line without an end"),
        pytest.param(ask_imap, b"* " + b"x" * 60_000, id="imap, a line without an end"),
    ],
)
def test_a_greeting_without_an_end_is_not_kept(ask, piece):
    with saying(piece) as (port, told):
        with pytest.raises(MailError) as error:
            ask(port)
        assert error.value.step == "connect"
    assert told[0] < AT_MOST


@pytest.mark.parametrize("ask", [ask_smtp, ask_imap])
def test_a_greeting_that_drips_is_cut_off(ask, monkeypatch):
    for module in (smtp, imap):  # no test waits for five minutes
        monkeypatch.setattr(module, "LONGEST_SECONDS", 0.5)
    with saying(b"2", seconds_between=0.05) as (port, told):
        with pytest.raises(MailError) as error:
            ask(port)
        assert error.value.step == "connect"
    assert 1 < told[0] < 200
