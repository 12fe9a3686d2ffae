"""Which addresses this server connects to on somebody's word."""

import socket
import threading

import pytest

from afterview.core import network
from afterview.core.network import NotFound, Refused, connect, cut_off, is_public, judge

NOT_PUBLIC = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 127.0.0.1 127.255.255.254
    169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.254 192.0.0.1 192.0.0.8 192.0.0.170 192.0.2.1
    192.88.99.1 192.168.0.1 192.168.255.254 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 233.1.2.3
    239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
    64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2001:10::1 2002:7f00:1::1 3fff::1
    4000::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 fec0::5 ff02::1 ff0e::1
"""
PUBLIC = """
    1.1.1.1 8.8.8.8 93.184.215.14 192.88.98.1 192.0.1.1
    2606:4700:4700::1111 2001:4860:4860::8888 2a00:1450:4009::200e
"""
NOTATIONS = """
    127.1 127.0.1 0x7f.0.0.1 0x7f000001 2130706433 017700000001 0177.0.0.1 0x7f.1 127.0.0.1.
    localhost LOCALHOST localhost. [::1] ::1 [::ffff:127.0.0.1] ::ffff:7f00:1 0:0:0:0:0:0:0:1
    [::] 0 0.0.0.0 0x0 169.254.169.254 0xa9fea9fe 2852039166 0251.0376.0251.0376
    ①②⑦.⓪.⓪.① 127。0。0。1 \uff11\uff12\uff17.0.0.1 [fe80::1%25lo] [::127.0.0.1] [64:ff9b::7f00:1]
    10.1 192.168.257 \u2024 . - * %31%32%37.0.0.1 127.0.0.1#x 127.0.0.1@8.8.8.8 8.8.8.8@127.0.0.1
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_an_address_that_is_not_public(address):
    assert not is_public(address)
    with pytest.raises((Refused, NotFound)):
        judge(address, 25)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_a_public_address(address):
    assert is_public(address)
    assert judge(address, 25) == [address]


@pytest.mark.parametrize("host", NOTATIONS.split())
def test_no_spelling_of_a_private_address_gets_through(host):
    with pytest.raises((Refused, NotFound)):
        judge(host, 25)


@pytest.mark.parametrize(
    "host", ["", " ", "x" * 300, "a..b", "no such host.invalid", "\0", "\ud800"]
)
def test_what_is_no_name_is_not_found(host):
    with pytest.raises(NotFound):
        judge(host, 25)


def test_the_operator_allows_a_host_at_one_port_only():
    allowed = {"localhost:2525", "::1:2525"}
    assert judge("LOCALHOST.", 2525, allowed)
    assert judge("[::1]", 2525, allowed) == ["::1"]
    for host, port in (("localhost", 2526), ("127.0.0.1", 2525), ("localhost.evil.example", 2525)):
        with pytest.raises((Refused, NotFound)):
            judge(host, port, allowed)


@pytest.fixture
def answers(monkeypatch):
    """Names and what a name server says to them; who was asked stands in `answers.asked`."""
    real = socket.getaddrinfo

    class Answers(dict):
        asked: list[str] = []

    known = Answers()
    known.asked = []

    def look_up(host, port, *rest, **options):
        known.asked.append(host)
        return [
            found
            for address in known.get(host, [host])
            for found in real(address, port, *rest, **options)
        ]

    # no test can make a name server answer with somebody else's addresses
    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize(
    "found",
    [
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "8.8.8.8"],
        ["2606:4700:4700::1111", "10.0.0.1"],
        ["8.8.8.8", "fd12:3456::1"],
    ],
)
def test_one_private_answer_among_public_ones_refuses_them_all(answers, found):
    answers["trick.example"] = found
    with pytest.raises(Refused, match="trick"):
        judge("trick.example", 25)


def test_a_name_is_looked_up_once(answers):
    """What it answers to the second question cannot matter: nobody asks it."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        answers["mail.lan"] = ["127.0.0.1"]
        connect("mail.lan", port, {f"mail.lan:{port}"}, 5).close()
    assert answers.asked.count("mail.lan") == 1


def test_the_next_address_is_tried_when_nobody_answers_at_the_first(answers):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        answers["mail.lan"] = ["127.0.0.2", "127.0.0.1"]
        with connect("mail.lan", port, {f"mail.lan:{port}"}, 5) as connection:
            assert connection.getpeername() == ("127.0.0.1", port)


def test_a_refused_address_is_not_connected_to():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        with pytest.raises(Refused):
            connect("localhost", listener.getsockname()[1], (), 5)
        with pytest.raises(BlockingIOError):
            listener.accept()


def test_a_conversation_that_goes_on_for_too_long_is_cut_off():
    ours, theirs = socket.socketpair()
    with ours, theirs, cut_off(lambda: [None, ours], 0.05):
        assert ours.recv(1) == b""


def test_one_that_ends_in_time_leaves_nobody_waiting():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        with cut_off(lambda: [ours], 600):
            pass
        assert not any(isinstance(thread, threading.Timer) for thread in threading.enumerate())
        theirs.send(b"x")
        assert ours.recv(1) == b"x"


def test_further_authorities_are_trusted_beside_the_usual_ones(tmp_path):
    from tests.factories.mailservers import certificate

    usual = len(network.tls_context().get_ca_certs())
    assert len(network.tls_context(certificate(tmp_path).path).get_ca_certs()) == usual + 1
