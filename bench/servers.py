"""Servers to be measured: started as they would be in earnest, each in a process of its own."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 60
_ORDINARY = {name: of for name, of in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Who starts a server a second time has its bytecode."""
UVICORN = ["-m", "uvicorn", "--log-level=warning", "--no-access-log", "--no-server-header"]


@dataclass(frozen=True)
class Server:
    """A process that answers on a port of the loopback."""

    process: subprocess.Popen[bytes]
    port: int

    def ask(self, path: str, token: str = "") -> tuple[int, Any]:
        """One GET, outside any measuring: its status and its JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def processor_seconds(self) -> float:
        """What it has worked so far: waiting for a core, or for the disk, does not count."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self) -> float:
        """Resident memory, in MB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def afterview(**settings: str) -> Iterator[Server]:
    """The product, started by its own command."""
    port = _free_port()
    command = ["-m", "afterview", "serve", "--port", str(port)]
    environment = {f"AFTERVIEW_{name.upper()}": value for name, value in settings.items()}
    with _running(command, port, environment) as server:
        yield server


@contextmanager
def uvicorn(app: str, *options: str, **environment: str) -> Iterator[Server]:
    """Any other ASGI application."""
    port = _free_port()
    with _running([*UVICORN, app, "--port", str(port), *options], port, environment) as server:
        yield server


@contextmanager
def _running(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env={**_ORDINARY, **environment},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for_answer(process, port)
        yield Server(process, port)
    finally:
        process.terminate()
        process.wait()


def _wait_for_answer(process: subprocess.Popen[bytes], port: int) -> None:
    """Return with the first answer to a request, whatever its status."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", "/api/v1/instance")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.01)
        finally:
            connection.close()
    raise RuntimeError(f"{process.args!r} did not answer")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
