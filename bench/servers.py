"""Servers to measure, each a process of its own on loopback."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
UVICORN = [sys.executable, "-m", "uvicorn", "--log-level", "warning", "--no-access-log"]
PATIENCE_SECONDS = 60


@dataclass
class Server:
    """A running server."""

    port: int
    process: subprocess.Popen[bytes]
    started_in: float
    """Seconds from its start to its first answer."""

    def load(
        self, requests: list[bytes], connections: int, seconds: float, limit: int = 0
    ) -> dict[str, Any]:
        """Ask it from another process; give the figures."""
        spec = {
            "port": self.port,
            "requests": [request.decode("latin-1") for request in requests],
            "connections": connections,
            "seconds": seconds,
            "limit": limit,
        }
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"],
            input=json.dumps(spec).encode(),
            capture_output=True,
            check=True,
            cwd=ROOT,
            timeout=seconds + PATIENCE_SECONDS,
        )
        return json.loads(done.stdout)  # type: ignore[no-any-return]

    def call(self, request: bytes) -> Any:
        """Ask once; give the JSON."""
        head, _, body = request.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        method, path, _ = first.split(" ")
        headers = dict(line.split(": ", 1) for line in lines)
        url = f"http://localhost:{self.port}{path}"
        asked = urllib.request.Request(url, body or None, headers, method=method)
        with urllib.request.urlopen(asked, timeout=PATIENCE_SECONDS) as answer:
            return json.loads(answer.read())

    def memory_mb(self) -> float:
        """Resident memory."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def request(method: str, path: str, token: str, body: Any = None) -> bytes:
    """One request as it goes over the wire."""
    data = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}"]
    if data:
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


@contextmanager
def limit(url: str) -> Iterator[Server]:
    """Bare Starlette and SQL by hand."""
    with _serving([*UVICORN, "bench.limit_app:app"], {"BENCH_URL": url}) as server:
        yield server


@contextmanager
def pattern(url: str) -> Iterator[Server]:
    """FastAPI as its tutorial writes it."""
    with _serving([*UVICORN, "bench.pattern:app"], {"BENCH_URL": url}) as server:
        yield server


@contextmanager
def afterview(url: str) -> Iterator[Server]:
    """The product, as `afterview serve` starts it."""
    command = [sys.executable, "-m", "afterview", "serve"]
    with _serving(command, {"AFTERVIEW_DATABASE_URL": url}) as server:
        yield server


@contextmanager
def _serving(command: list[str], environment: dict[str, str]) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    began = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--port", str(port)],
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _await(port, process)
        yield Server(port, process, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it answers anything at all."""
    until = time.perf_counter() + PATIENCE_SECONDS
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise RuntimeError(f"a server ended with status {process.returncode}")
        try:
            urllib.request.urlopen(f"http://localhost:{port}/health/live", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise RuntimeError("a server did not answer")
