"""The service on a real socket, for browsers and for many requests at once."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Serve on a free port from a thread; give the address, by name: passkeys refuse numbers."""
    listener = listening()
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="server")
    thread.start()
    try:
        yield f"http://localhost:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def listening() -> socket.socket:
    """A socket that connections can queue at before anybody accepts them."""
    return socket.create_server(("127.0.0.1", 0), backlog=1024)
