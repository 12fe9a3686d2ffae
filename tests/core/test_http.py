"""The one door to the web, against servers that mean no good."""

import gzip
import socket
import ssl
import threading
from contextlib import contextmanager, suppress

import pytest
import requests

from afterview.core.http import Refused, TimedOut, TooLarge, Unreachable, guard_urllib3, request
from tests.factories.mailservers import certificate
from tests.factories.receiver import receiving


@contextmanager
def saying(*pieces, endless=b"", tls=None):
    """A server that says this to whoever comes, and then, if asked to, the same for ever."""
    over, heard = threading.Event(), []

    def serve():
        while True:
            try:
                connection, _ = listener.accept()
                if tls:
                    connection = tls.wrap_socket(connection, server_side=True)
                with connection:
                    heard.append(connection.recv(65_536))
                    for piece in pieces:
                        connection.sendall(piece)
                    while endless and not over.wait(0.01 if len(endless) < 100 else 0):
                        connection.sendall(endless)
            except (ConnectionError, ssl.SSLError):
                pass
            except OSError:
                return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], heard
        finally:
            over.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def ask(port, path="/", host="localhost", scheme="http", **options):
    allowed = {f"{host}:{port}"}
    return request("GET", f"{scheme}://{host}:{port}{path}", allowed=allowed, **options)


def test_a_request_goes_out_and_its_answer_comes_back():
    with receiving() as receiver:
        answer = request(
            "POST",
            f"http://{receiver.host}/hook?a=b%20c",
            headers={"X-Kind": "test", "Accept-Encoding": "gzip", "Host": "elsewhere.example"},
            content=b"words",
            allowed={receiver.host},
        )
    assert (answer.status, answer.body, answer.headers["content-length"]) == (200, b"{}", "2")
    (received,) = receiver.requests
    assert (received.path, received.body) == ("/hook?a=b%20c", b"words")
    assert received.headers["host"] == receiver.host
    assert received.headers["accept-encoding"] == "identity"
    assert received.headers["x-kind"] == "test"


def test_a_host_that_is_not_public_is_not_asked():
    with receiving() as receiver:
        for url in (
            f"http://{receiver.host}/",
            f"http://localhost:{receiver.port}/",
            f"http://[::ffff:127.0.0.1]:{receiver.port}/",
            f"http://0x7f.1:{receiver.port}/",
            f"http://2130706433:{receiver.port}/",
            f"http://①②⑦.0.0.1:{receiver.port}/",
            f"http://public.invalid@127.0.0.1:{receiver.port}/",
            f"http://127.0.0.1:{receiver.port}\\@public.invalid/",
            f"http://127.0.0.1:{receiver.port}#@public.invalid/",
        ):
            with pytest.raises((Refused, Unreachable)):
                request("GET", url)
    assert receiver.requests == []


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "gopher://127.0.0.1:25/x", "ftp://a.example/", "//a.example/", "x", ""],
)
def test_only_http_and_https_are_spoken(url):
    with pytest.raises((Refused, Unreachable)):
        request("GET", url)


@pytest.mark.parametrize(
    "url", ["http://", "http:///x", "http://a b/", "http://[::1", "http://x:99999/"]
)
def test_what_is_no_address_is_an_answer_not_a_crash(url):
    with pytest.raises((Refused, Unreachable)):
        request("GET", url)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status):
    with receiving() as receiver:
        receiver.location, receiver.answers = f"http://{receiver.host}/secret", [status]
        answer = request("POST", f"http://{receiver.host}/", allowed={receiver.host})
        assert (answer.status, answer.headers["location"]) == (status, receiver.location)
        assert [received.path for received in receiver.requests] == ["/"]


HEAD = b"HTTP/1.1 200 OK\r\n"


def test_an_endless_body_is_let_go_of():
    with (
        saying(HEAD, b"\r\n", endless=b"x" * 65_536) as (port, _),
        pytest.raises(TooLarge, match="1,000"),
    ):
        ask(port, max_bytes=1_000)


def test_nothing_is_inflated():
    bomb = gzip.compress(b"\0" * 50_000_000)
    said = HEAD + f"Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    with saying(said, bomb) as (port, _):
        assert ask(port).body == bomb


@pytest.mark.parametrize(
    "beginning",
    [
        pytest.param([], id="before anything"),
        pytest.param([HEAD, b"X-Header: "], id="in the headers"),
        pytest.param([HEAD, b"\r\n"], id="in the body"),
        pytest.param(
            [HEAD, b"Transfer-Encoding: chunked\r\n\r\n", b"5;x="], id="in a chunk's size"
        ),
    ],
)
def test_a_server_that_drips_is_left_when_the_time_is_over(beginning):
    """Each byte comes soon enough; the whole never does."""
    with saying(*beginning, endless=b"a") as (port, _), pytest.raises((TimedOut, Unreachable)):
        ask(port, deadline_seconds=0.5)


def test_a_server_that_says_nothing_is_left():
    with socket.create_server(("127.0.0.1", 0)) as listener, pytest.raises(TimedOut):
        ask(listener.getsockname()[1], deadline_seconds=0.1)


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-x\r\n", HEAD + b"X" * 300_000])
def test_an_answer_that_is_none_is_unreachable(said):
    with saying(said) as (port, _), pytest.raises(Unreachable):
        ask(port)


def test_nobody_there_is_unreachable():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(Unreachable):
        ask(port)


def test_tls_checks_the_certificate_against_the_name(tmp_path):
    ours, other = certificate(tmp_path), certificate(tmp_path, "other.example", "other.pem")
    asked = []
    context = ours.context()
    context.sni_callback = lambda _connection, name, _context: asked.append(name)
    with saying(HEAD, b"Content-Length: 2\r\n\r\nok", tls=context) as (port, heard):
        answer = ask(port, scheme="https", ca_file=ours.path)
        assert answer.body == b"ok"
        assert asked == ["localhost"]
        assert f"host: localhost:{port}\r\n".encode() in heard[0].lower()
        with pytest.raises(Unreachable):
            ask(port, scheme="https")
    with saying(HEAD, tls=other.context()) as (port, _), pytest.raises(Unreachable):
        ask(port, scheme="https", ca_file=other.path)


@pytest.mark.parametrize("name", ["X-A\r\nX-B", "X-A: x\r\nHost"])
def test_headers_cannot_be_smuggled(name):
    with receiving() as receiver, pytest.raises(Unreachable):
        request("GET", f"http://{receiver.host}/", headers={name: "x"}, allowed={receiver.host})
    assert receiver.requests == []


def test_no_proxy_of_the_environment_is_used(monkeypatch):
    with receiving() as receiver, receiving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.host}")  # read by the libraries
        request("GET", f"http://{receiver.host}/", allowed={receiver.host})
    assert (len(receiver.requests), proxy.requests) == (1, [])


def test_urllib3_is_guarded_for_as_long_as_it_is_asked():
    with receiving() as receiver:
        url = f"http://localhost:{receiver.port}/"
        with guard_urllib3(()), pytest.raises(requests.ConnectionError):
            requests.get(url, timeout=5)
        assert receiver.requests == []
        with guard_urllib3({f"localhost:{receiver.port}"}):
            assert requests.get(url, timeout=5).status_code == 200
        assert requests.get(url, timeout=5).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        pytest.param([HEAD, b"\r\n"], id="until they hang up"),
        pytest.param([HEAD, b"Content-Length: 4000000000\r\n\r\n"], id="as long as announced"),
    ],
)
def test_what_urllib3_reads_is_bounded(said):
    with saying(*said, endless=b"x" * 65_536) as (port, _):
        guarded = guard_urllib3({f"localhost:{port}"}, max_bytes=100_000)
        with guarded, pytest.raises(requests.exceptions.ChunkedEncodingError, match="100,000"):
            requests.get(f"http://localhost:{port}/", timeout=5)


def test_urllib3_is_not_given_a_bomb_to_inflate():
    bomb = gzip.compress(b"\0" * 50_000_000)
    head = HEAD + f"Content-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    with saying(head, bomb) as (port, _):
        guarded = guard_urllib3({f"localhost:{port}"})
        with guarded, pytest.raises(requests.exceptions.ChunkedEncodingError):
            requests.get(f"http://localhost:{port}/", timeout=5)


def test_urllib3_has_one_deadline_for_everything():
    with saying(HEAD, b"\r\n", endless=b"a") as (port, _):
        url = f"http://localhost:{port}/"
        guarded = guard_urllib3({f"localhost:{port}"}, deadline_seconds=0.5)
        with guarded:
            with suppress(requests.exceptions.ChunkedEncodingError):  # reset, if more was under way
                assert requests.get(url, timeout=5).content.strip(b"a") == b""  # not waited for
            with pytest.raises(requests.ConnectionError):
                requests.get(url, timeout=5)
