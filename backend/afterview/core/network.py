"""Where this server may connect to on somebody's word: public addresses, and the operator's own.

A name is looked up once, every address found is judged, and the connection goes to an address that
was judged: a name that changes its answer in between gains nothing. Everything that opens a
connection to an address a user gave asks here (mail, push, chat services).
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer

CUT_AGAIN_SECONDS = 1.0

# `is_global` alone passes translated, deprecated and unassigned ranges: say what is public.
_V6_PUBLIC = ipaddress.ip_network("2000::/3")
_V6_EXCEPT = [
    ipaddress.ip_network(name) for name in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
_V4_EXCEPT = [ipaddress.ip_network(name) for name in ("192.0.0.0/24", "192.88.99.0/24")]


class Refused(ConnectionError):
    """The address is not a public one."""


class NotFound(ConnectionError):
    """Nobody knows the name."""


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, in any notation `ipaddress` reads."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        return ip in _V6_PUBLIC and not any(ip in network for network in _V6_EXCEPT)
    return ip.is_global and not ip.is_multicast and not any(ip in net for net in _V4_EXCEPT)


def judge(host: str, port: int, allowed: Container[str] = ()) -> list[str]:
    """Look a host up and return the addresses that may be connected to, the best first.

    Every answer has to be public, or the whole is refused: a name with a private answer among
    public ones is a trick. `allowed` holds exceptions, each `host:port` in lower case.

    Raises:
        NotFound: there is no such host.
        Refused: it, or one of its addresses, is not public.
    """
    name = host.strip().removeprefix("[").removesuffix("]").rstrip(".").lower()
    try:
        found = socket.getaddrinfo(name or "?", port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFound(f"There is no host called {host[:100]}.") from error
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    if f"{name}:{port}" not in allowed and not all(map(is_public, addresses)):
        raise Refused(f"{host[:100]} is not on the public internet.")
    return addresses


def connect(host: str, port: int, allowed: Container[str], seconds: float) -> socket.socket:
    """Open a connection to one of the judged addresses, whichever answers first in their order.

    Raises:
        NotFound, Refused: as `judge`.
        TimeoutError: the seconds are over.
        OSError: nobody answers there.
    """
    addresses, ends = judge(host, port, allowed), time.monotonic() + seconds
    for position, address in enumerate(addresses, start=1):
        left = (ends - time.monotonic()) / (len(addresses) - position + 1)
        try:
            connection = socket.create_connection((address, port), timeout=max(left, 0.1))
        except OSError:
            if position == len(addresses):
                raise
        else:
            connection.settimeout(seconds)
            return connection
    raise AssertionError("a host that was found has an address")


@contextmanager
def cut_off(
    connections: Callable[[], Iterable[socket.socket | None]], after_seconds: float
) -> Iterator[None]:
    """End a conversation that goes on for too long, however slowly the other side drips.

    `connections` is asked for the sockets then, which may have become others: TLS wraps them.
    It is asked again until the block ends: what could not be cut while TLS was wrapping it, or was
    not there yet, can be a moment later.
    """

    def cut() -> None:
        while True:
            for found in connections():
                if found is not None:
                    with suppress(OSError):  # it has ended by itself, or is just being wrapped
                        found.shutdown(socket.SHUT_RDWR)
            if timer.finished.wait(CUT_AGAIN_SECONDS):
                return

    timer = Timer(after_seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()


def tls_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """What to trust: the machine's authorities, and the operator's own beside them.

    Raises:
        OSError: the file is not there, or holds no certificate.
    """
    context = ssl.create_default_context()
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context
