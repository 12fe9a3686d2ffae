"""Take the port, then answer requests until told to stop."""

import errno
import gc
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import uvicorn
from fastapi import FastAPI

from afterview.core import logs
from afterview.core.settings import Settings

GRACE_SECONDS = 5
"""How long requests under way may take to finish once the process is told to stop."""
FAILED_TO_START = 3
COLLECT_AFTER = (20_000, 20, 20)
"""Objects made before the collector looks at those, and how often before it looks further."""
WORKER_DELAY = 3.0
"""Seconds that a server has for its first visitors before the worker in it begins to load."""
WORKER_STOP_SECONDS = 6.0


class CannotListen(RuntimeError):
    """The address cannot be had; the message says why."""


def listen(host: str, port: int) -> socket.socket:
    """Take an address. Port 0 takes any that is free.

    Raises:
        CannotListen: it is taken, forbidden, or not one of this machine's.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server(address[:2], family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(_reason(host, port, error)) from error


def _reason(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken. Stop what uses it, "
            "or choose another: afterview serve --port 8001"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights than this user has; choose one above 1023."
    return f"Cannot listen on {host}, port {port}: {error.strerror}."


def address(listener: socket.socket) -> str:
    """The address as one would type it into a browser."""
    host, port = listener.getsockname()[:2]
    if host in ("127.0.0.1", "::1", "0.0.0.0", "::"):  # noqa: S104  # shown, not listened on
        host = "localhost"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _settle() -> None:
    """Let the collector begin, and never look again at what the start has made.

    Going through the few hundred thousand objects of the libraries held every request up for up
    to a tenth of a second, now and then. A page of a list makes a few thousand objects and hardly
    a cycle among them; to look after every 700 took a tenth of its time.
    """
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
    gc.enable()


def run(app: FastAPI, listener: socket.socket, settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; return the exit status."""
    logs.configure(settings.log_level)
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(settings.trusted_proxies),
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
    )
    _settle()
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        return 0
    return 0 if server.started else FAILED_TO_START


@contextmanager
def beside(work: Callable[[Event], object], delay: float = WORKER_DELAY) -> Iterator[None]:
    """Work in a thread of this process while the block lasts, beginning after `delay` seconds.

    `work` is given the event that tells it to stop.
    """
    stop = Event()

    def begin() -> None:
        if not stop.wait(delay):
            work(stop)

    thread = Thread(target=begin, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(WORKER_STOP_SECONDS)
