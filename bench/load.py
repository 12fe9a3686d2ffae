"""The load generator, in a process of its own: HTTP/1.1 over loopback, connections kept alive.

Reads what to ask from standard input as JSON, answers what it measured the same way. It does as
little as possible for each answer, because it shares two cores with what it measures.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from typing import Any, Self

GRACE_SECONDS = 30
"""Answers may be this late once no more are asked for; then they count as errors."""


@dataclass
class Asked:
    """What is to be asked, for how long, by how many at once."""

    port: int
    requests: list[bytes]
    """Asked in turn, from the first one again after the last."""
    connections: int
    seconds: float
    limit: int
    """Never more requests than this; 0 for as many as the time allows."""
    answered: int = 0
    started: int = 0
    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    ends_at: float = 0.0

    @classmethod
    def read(cls, spec: dict[str, Any]) -> Self:
        requests = [request.encode("latin-1") for request in spec.pop("requests")]
        return cls(requests=requests, **spec)

    def next(self) -> bytes | None:
        """The next request, or None once it is enough."""
        if (self.limit and self.started >= self.limit) or time.perf_counter() >= self.ends_at:
            return None
        self.started += 1
        return self.requests[(self.started - 1) % len(self.requests)]


class Connection(asyncio.Protocol):
    """Asks, waits for the whole answer, asks again."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.buffer = b""
        self.needed = 0
        self.sent_at = 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport: asyncio.Transport = transport

    def ask(self) -> None:
        request = self.asked.next()
        if request is None:
            self.transport.close()
            return
        self.sent_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        if not self.needed:
            head, found, _ = self.buffer.partition(b"\r\n\r\n")
            if not found:
                return
            self.needed = len(head) + 4 + _length(head)
        if len(self.buffer) >= self.needed:
            self._take()

    def _take(self) -> None:
        status = int(self.buffer[9:12])
        asked = self.asked
        asked.times.append(time.perf_counter() - self.sent_at)
        asked.statuses[status] = asked.statuses.get(status, 0) + 1
        asked.answered += 1
        self.buffer, self.needed = b"", 0
        self.ask()

    def connection_lost(self, _: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _length(head: bytes) -> int:
    """The body's length; every answer here names it, or has no body."""
    _, found, rest = head.lower().partition(b"content-length: ")
    return int(rest.partition(b"\r\n")[0]) if found else 0


async def measure(asked: Asked) -> dict[str, Any]:
    """Ask until the time is up; give the figures."""
    loop = asyncio.get_running_loop()
    crew: list[Connection] = []
    for _ in range(asked.connections):
        _, connection = await loop.create_connection(
            lambda: Connection(asked), "127.0.0.1", asked.port
        )
        crew.append(connection)
    began = time.perf_counter()
    asked.ends_at = began + asked.seconds
    for connection in crew:
        connection.ask()
    late = asked.seconds + GRACE_SECONDS
    await asyncio.wait([connection.done for connection in crew], timeout=late)
    took = time.perf_counter() - began
    times = sorted(asked.times) or [0.0]
    good = sum(count for status, count in asked.statuses.items() if status < 400)
    return {
        "answered": asked.answered,
        "errors": asked.started - good,
        "per_second": asked.answered / took,
        "p50": times[len(times) // 2] * 1000,
        "p99": times[min(len(times) - 1, int(len(times) * 0.99))] * 1000,
    }


def main() -> None:
    import uvloop

    spec = json.load(sys.stdin)
    print(json.dumps(uvloop.run(measure(Asked.read(spec)))))


if __name__ == "__main__":
    main()
