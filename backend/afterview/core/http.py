"""The only door to the web: requests to addresses that users give, to public hosts only."""

import socket
import ssl
import time
from collections.abc import Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from afterview.core import network
from afterview.core.network import Refused

__all__ = ["Answer", "Refused", "TimedOut", "TooLarge", "Unreachable", "guard_urllib3", "request"]

PORTS = {"http": 80, "https": 443}
MAX_BYTES = 1_000_000
DEADLINE_SECONDS = 15.0


class Unreachable(ConnectionError):
    """Nobody answered, or not in a way that can be understood."""


class TimedOut(Unreachable):
    """The answer took too long as a whole."""


class TooLarge(Unreachable):
    """The answer is larger than anybody here wants to read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    allowed: Container[str] = (),
    max_bytes: int = MAX_BYTES,
    deadline_seconds: float = DEADLINE_SECONDS,
    ca_file: Path | None = None,
) -> Answer:
    """Make one request, without following redirects.

    The connection goes to the address that was judged, while TLS still checks the certificate
    against the name. No proxy of the environment is used: it would look the name up again. Nothing
    is inflated: what comes compressed all the same stays so.

    Raises:
        Refused: the host is not public, nor among the operator's exceptions; or it is not asked by
            http or https.
        Unreachable, TimedOut, TooLarge: there is no answer worth having.
    """
    import httpcore  # seldom needed, and slow to load
    import httpx

    from afterview.core import connections

    ends = time.monotonic() + deadline_seconds
    try:
        asked = httpx.URL(url)
        if asked.scheme not in PORTS:
            raise Refused("Only http and https are spoken here.")
        named = {"host": asked.netloc.decode("ascii"), "accept-encoding": "identity"}
        given = {name.lower(): value for name, value in (headers or {}).items()}
        sent = httpx.Request(method, asked, headers=given | named, content=content)
        context = _tls_context(ca_file) if asked.scheme == "https" else None
        with (
            connections.pool(allowed, ends, context) as pool,
            pool.stream(
                method,
                httpcore.URL(
                    scheme=asked.raw_scheme,
                    host=asked.raw_host,
                    port=asked.port,
                    target=asked.raw_path,
                ),
                headers=sent.headers.raw,
                content=content,
            ) as answer,
        ):
            body = _read(answer, max_bytes)
            found = {_text(name).lower(): _text(value) for name, value in answer.headers}
            return Answer(answer.status, found, body)
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise TimedOut("The answer took too long.") from error
    except network.NotFound as error:
        raise Unreachable(str(error)) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.InvalidURL, ValueError) as error:
        raise Unreachable(
            f"There is no answer from that address ({type(error).__name__})."
        ) from error


def _tls_context(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return network.tls_context(ca_file)
    except OSError as error:
        raise Unreachable(
            "This instance's file of certificates (AFTERVIEW_CA_FILE) cannot be read."
        ) from error


def _text(raw: bytes) -> str:
    return raw.decode("latin-1")


def _read(answer: Any, max_bytes: int) -> bytes:
    """Read no more than a limit."""
    body = bytearray()
    for chunk in answer.iter_stream():
        body += chunk
        if len(body) > max_bytes:
            raise TooLarge(f"The answer is larger than {max_bytes:,} bytes.")
    return bytes(body)


_guarding = Lock()


@contextmanager
def guard_urllib3(
    allowed: Container[str],
    *,
    max_bytes: int = MAX_BYTES,
    deadline_seconds: float = DEADLINE_SECONDS,
) -> Iterator[None]:
    """Let urllib3 connect to judged addresses only, for as long as the block lasts.

    Its answers are as bounded as ours: so many bytes each, and one deadline for all of them.

    For apprise, which makes its own connections; nothing else here uses urllib3. One at a time, so
    that no other block's exceptions hold in this one.
    """
    from urllib3 import response
    from urllib3.exceptions import ProtocolError
    from urllib3.util import connection

    body: Any = response.HTTPResponse
    opened: list[socket.socket] = []
    ends = 0.0

    def connect(address: tuple[str, int], timeout: Any = None, *_: Any, **__: Any) -> Any:
        left = ends - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline has passed")
        given = timeout if isinstance(timeout, int | float) else left
        made = network.connect(*address, allowed, min(given, left))
        opened.append(made.dup())  # TLS takes the other one away
        return made

    def stream(answer: Any, *arguments: Any, **named: Any) -> Iterator[bytes]:
        size = 0
        for chunk in theirs_stream(answer, *arguments, **named):
            size += len(chunk)
            if size > max_bytes:
                answer.close()
                raise ProtocolError(f"The answer is larger than {max_bytes:,} bytes.")
            yield chunk

    with _guarding:
        ends = time.monotonic() + deadline_seconds
        theirs, theirs_stream = connection.create_connection, body.stream
        connection.create_connection, body.stream = connect, stream
        try:
            with network.cut_off(lambda: opened, deadline_seconds):
                yield
        finally:
            connection.create_connection, body.stream = theirs, theirs_stream
            for one in opened:
                one.close()
