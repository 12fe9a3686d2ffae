"""Somebody's mailbox on a real IMAP server in this process, with STARTTLS and a certificate."""

import asyncio
import imaplib
import socket
import ssl
from argparse import Namespace
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "sam", "the bus was late"
HOST = "localhost"


@dataclass(frozen=True)
class Mailbox:
    """Where it is, and what may be put into it."""

    port: int
    certificate: Path

    @property
    def allowed(self) -> str:
        """For `AFTERVIEW_ALLOWED_HOSTS`."""
        return f"{HOST}:{self.port}"

    @property
    def account(self) -> dict[str, Any]:
        """What a mail account says to read from it."""
        return {
            "imap_host": HOST,
            "imap_port": self.port,
            "imap_security": "starttls",
            "imap_user": USER,
            "imap_password": PASSWORD,
        }

    def put(self, *messages: str | bytes, at: datetime, folder: str = "INBOX") -> None:
        """Let mail arrive at this time."""
        with self._opened() as box:
            box.create(folder)
            for message in messages:
                raw = message.encode() if isinstance(message, str) else message
                arrived = imaplib.Time2Internaldate(at)
                status, answer = box.append(folder, "", arrived, raw)
                assert status == "OK", answer

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """The marks on every message there."""
        with self._opened() as box:
            box.select(folder, readonly=True)
            _, answer = box.fetch("1:*", "(FLAGS)")
            return [line for line in answer if isinstance(line, bytes)]

    @contextmanager
    def _opened(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4(HOST, self.port, timeout=10) as box:
            box.starttls(ssl.create_default_context(cafile=self.certificate))
            box.login(USER, PASSWORD)
            yield box


@contextmanager
def mailbox(folder: Path) -> Iterator[Mailbox]:
    """A server that runs while the block lasts."""
    certificate, key = _certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    ready, loop = Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        from pymap.backend.dict import DictBackend
        from pymap.imap import IMAPService

        arguments = Namespace(
            host=["127.0.0.1"],
            port=port,
            debug=False,
            cert=str(certificate),
            key=str(key),
            tls=True,
            passlib_cfg=None,
            proxy_protocol=None,
            inherited_sockets=None,
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
        )
        backend, config = await DictBackend.init(arguments)
        config.apply_context()
        async with AsyncExitStack() as stack:
            await backend.start(stack)
            await IMAPService(backend, config).start(stack)
            ready.set()
            await stop.wait()

    thread = Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(20), "the mail server did not start"
    try:
        yield Mailbox(port, certificate)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()


def _certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "mailbox.pem", folder / "mailbox.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths
