"""Mail servers on this machine: real ones, that fail where they are told to.

`smtp_server` takes mail for Sam (`sam`, `hunter2`). At each stage of a conversation a test may step
in with `server.at(stage, callback)`: what the callback returns is answered instead (`"450 later"`),
`DROP` cuts the line, None lets the conversation go on. The stages are, in their order: `connect`,
`ehlo`, `auth`, `mail`, `rcpt`, `data` (asked for, not yet granted), `words` (the first of them are
there), `end` (all are), `taken` (the message is kept, the answer is not yet given), `quit`.

`imap_server` keeps mailboxes for Sam, to be filled with `server.deliver(raw, folder=folder)`.
"""

import asyncio
import imaplib
import ssl
import threading
from argparse import ArgumentParser
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

USER, PASSWORD = "sam", "hunter2"
DROP = "drop"
Callback = Callable[[], str | None]


@dataclass(frozen=True)
class Certificate:
    """A certificate signed by itself: who trusts the file trusts the server."""

    path: Path

    def context(self) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.path)
        return context


def certificate(folder: Path, host: str = "localhost", name: str = "server.pem") -> Certificate:
    """A key and a certificate for a host, and for this machine's address where it is localhost."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    names: list[x509.GeneralName] = [x509.DNSName(host)]
    if host == "localhost":
        names.append(x509.IPAddress(ip_address("127.0.0.1")))
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2100, 1, 1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, SHA256())
    )
    path = folder / name
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(plain + made.public_bytes(Encoding.PEM))
    return Certificate(path)


@dataclass(frozen=True)
class Delivered:
    """One message that was taken, with its envelope."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)


@dataclass
class SmtpServer:
    """Where it listens, whom to trust for it, what it has taken, and what was said to it."""

    ca_file: Path
    port: int = 0
    messages: list[Delivered] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    """Every command, with its argument."""
    greeted: int = 0
    """How many connections there were."""
    callbacks: dict[str, Callback] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """As the operator allows it."""
        return f"localhost:{self.port}"

    def at(self, stage: str, callback: Callback | str) -> None:
        """Do this at a stage, from now on; a text is answered every time."""
        self.callbacks[stage] = (lambda: callback) if isinstance(callback, str) else callback

    def calm(self) -> None:
        """Step in nowhere any more."""
        self.callbacks.clear()


@contextmanager
def smtp_server(
    certificate: Certificate, security: str = "tls", *, mechanisms: str = "PLAIN LOGIN"
) -> Iterator[SmtpServer]:
    """Take mail on a free port until the block ends; `security` is tls, starttls, or none."""
    box = SmtpServer(certificate.path)
    context = certificate.context()
    excluded = {"PLAIN", "LOGIN"} - set(mechanisms.split())

    def let_in(_server: Any, _session: Any, _envelope: Any, _kind: str, given: Any) -> AuthResult:
        fits = (given.login, given.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=fits, handled=False)

    async def serve() -> asyncio.AbstractServer:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: _Smtp(
                box,
                loop=loop,
                hostname="localhost",
                tls_context=context if security == "starttls" else None,
                authenticator=let_in,
                auth_require_tls=security == "starttls",
                auth_exclude_mechanism=excluded,
            ),
            "127.0.0.1",
            0,
            ssl=context if security == "tls" else None,
        )
        box.port = server.sockets[0].getsockname()[1]
        return server

    with _running(serve):
        yield box


class _Smtp(SMTP):
    """The library's server, with a test's hand at every stage."""

    def __init__(self, box: SmtpServer, **options: Any) -> None:
        super().__init__(object(), **options)
        self.box = box

    async def _goes_on(self, stage: str, argument: str | None = "") -> bool:
        self.box.heard.append(f"{stage} {argument or ''}".strip())
        callback = self.box.callbacks.get(stage)
        answer = callback() if callback else None
        if answer == DROP:
            self.transport.abort()
        elif answer is not None:
            await self.push(answer)
        return answer is None

    async def _handle_client(self) -> None:
        self.box.greeted += 1
        if await self._goes_on("connect"):
            await super()._handle_client()
        elif self.transport is not None:
            self.transport.close()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802  # the library's spelling
        if await self._goes_on("ehlo", hostname):
            await super().smtp_EHLO(hostname)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if await self._goes_on("auth"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if await self._goes_on("mail", arg):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        if await self._goes_on("rcpt", arg):
            await super().smtp_RCPT(arg)

    async def smtp_QUIT(self, arg: str) -> None:  # noqa: N802
        if await self._goes_on("quit"):
            await super().smtp_QUIT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if not await self._goes_on("data"):
            return
        await self.push("354 go on")
        lines: list[bytes] = []
        while (line := await self._reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
            if len(lines) == 1 and not await self._goes_on("words"):
                return
        if not await self._goes_on("end"):
            self._set_post_data_state()
            return
        envelope = self.envelope
        self.box.messages.append(Delivered(envelope.mail_from, envelope.rcpt_tos, b"".join(lines)))
        if await self._goes_on("taken"):
            await self.push(f"250 taken, number {len(self.box.messages)}")
        self._set_post_data_state()


@dataclass
class ImapServer:
    """Where it listens (TLS on one port, STARTTLS on the other), and a way to fill it."""

    ca_file: Path
    port: int = 0
    starttls_port: int = 0

    def deliver(
        self, *messages: str | bytes, folder: str = "INBOX", at: datetime | None = None
    ) -> None:
        """Let mail arrive, now or `at` that time; the folder is made when it is not there."""
        arrived = imaplib.Time2Internaldate(at) if at else ""
        with self.opened() as box:
            box.create(folder)
            for message in messages:
                raw = message.encode() if isinstance(message, str) else message
                lines = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                status, said = box.append(folder, "", arrived, lines)
                assert status == "OK", said

    def flags(self, folder: str = "INBOX") -> list[bytes]:
        """What is marked on the messages of a folder."""
        with self.opened() as box:
            box.select(folder, readonly=True)
            return [bytes(line) for line in box.fetch("1:*", "(FLAGS)")[1] if line]

    def emptied(self, folder: str) -> None:
        """Make a folder anew."""
        with self.opened() as box:
            box.delete(folder)
            box.create(folder)

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4_SSL]:
        context = ssl.create_default_context(cafile=self.ca_file)
        with imaplib.IMAP4_SSL("localhost", self.port, ssl_context=context) as box:
            box.login(USER, PASSWORD)
            yield box


@contextmanager
def imap_server(certificate: Certificate) -> Iterator[ImapServer]:
    """Keep mailboxes, in memory, until the block ends."""
    from proxyprotocol.reader import ProxyProtocolReader
    from pymap.backend.dict import DictBackend
    from pymap.imap import IMAPServer, IMAPService
    from pysasl.hashing import BuiltinHash

    box = ImapServer(certificate.path)
    parser = ArgumentParser()
    IMAPService.add_arguments(parser)
    DictBackend.add_subparser("dict", parser.add_subparsers())
    words = f"dict --demo-user {USER} --demo-password {PASSWORD}".split()
    files = ["--cert", str(box.ca_file), "--key", str(box.ca_file)]
    arguments = parser.parse_args([*files, *words])
    vars(arguments).update(debug=False, passlib_cfg=None)

    async def serve() -> Any:
        backend, config = await DictBackend.init(
            arguments, invalid_user_sleep=0.0, hash_context=BuiltinHash(rounds=1)
        )
        config.apply_context()
        callback = ProxyProtocolReader(config.proxy_protocol).get_callback(
            IMAPServer(backend.login, config)
        )
        servers = [
            await asyncio.start_server(callback, "127.0.0.1", 0, ssl=context)
            for context in (certificate.context(), None)
        ]
        box.port, box.starttls_port = (server.sockets[0].getsockname()[1] for server in servers)
        return servers

    with _running(serve):
        yield box


@contextmanager
def _running(serve: Callable[[], Awaitable[Any]]) -> Iterator[None]:
    """Run servers on an event loop of their own, in a thread, until the block ends."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda *_: None)  # of lines that were cut on purpose
    thread = threading.Thread(target=loop.run_forever, name="mail server", daemon=True)
    thread.start()
    try:
        started = asyncio.run_coroutine_threadsafe(serve(), loop).result(timeout=60)
        yield
        for server in started if isinstance(started, list) else [started]:
            loop.call_soon_threadsafe(server.close)
    finally:
        asyncio.run_coroutine_threadsafe(_end(), loop).result(timeout=60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
