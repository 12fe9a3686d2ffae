"""Connections for `core/http.py`, to judged addresses, with one deadline for all that happens."""

import ssl
import time
from collections.abc import Container, Iterable
from typing import Any

import httpcore

from afterview.core import network


def pool(
    allowed: Container[str], ends: float, context: ssl.SSLContext | None
) -> httpcore.ConnectionPool:
    """What makes one request. It keeps no connection: two names may share an address."""
    return httpcore.ConnectionPool(
        ssl_context=context,
        max_keepalive_connections=0,
        network_backend=_Judging(allowed, ends),
    )


class _Judging(httpcore.NetworkBackend):
    """Connects to the address that was judged; TLS goes on checking the name."""

    def __init__(self, allowed: Container[str], ends: float) -> None:
        self._allowed = allowed
        self._ends = ends

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = network.judge(host, port, self._allowed)
        for position, address in enumerate(addresses, start=1):
            seconds = _left(self._ends) / (len(addresses) - position + 1)
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, timeout=seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if position == len(addresses):
                    raise
            else:
                return _Bounded(stream, self._ends)
        raise AssertionError("a host that was found has an address")


class _Bounded(httpcore.NetworkStream):
    """Never waits for longer than what is left until the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, ends: float) -> None:
        self._stream = stream
        self._ends = ends

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._ends))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._ends))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, _left(self._ends))
        return _Bounded(stream, self._ends)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(ends: float) -> float:
    left = ends - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the deadline has passed")
    return left
