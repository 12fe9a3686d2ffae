"""Secrets at rest: what is kept of somebody's passwords is useless without the instance's key.

The key comes from `AFTERVIEW_SECRET_KEY`, or from a file in the data folder that only its owner may
read and that is made when the first secret is kept. Losing it loses the secrets and the links to
referees' pages, which follow from it, and nothing else.
The library is loaded when it is first needed: a start needs no secret.
"""

import os
import secrets
import stat
from collections.abc import Callable
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from fastapi import Request

from afterview.core import disk
from afterview.core.errors import Conflict
from afterview.core.routing import Needs
from afterview.core.settings import Settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_FILE = "secret.key"
SHORTEST_KEY = 32
VERSION = b"\x01"
NONCE_BYTES = 12


class SecretUnreadable(Conflict):
    code = "secret-unreadable"


class KeyUnusable(SecretUnreadable):
    """The key file cannot be read or made, or others may read it; `reason` is for the operator."""

    code = "key-unusable"

    def __init__(self, reason: str) -> None:
        super().__init__(
            "Passwords cannot be kept or read: the key of this instance cannot be used. "
            "Whoever runs it finds the reason with afterview doctor."
        )
        self.reason = reason


class Vault:
    """Seals and opens short texts with AES-256-GCM, each bound to its owner and its purpose.

    A sealed text that is moved to another row, or to another account, does not open. The key is
    read when it is first used, and so is its file made.
    """

    def __init__(self, read_key: Callable[[], bytes]) -> None:
        self._read_key = read_key

    @cached_property
    def _key(self) -> bytes:
        return _hkdf(self._read_key(), "afterview vault")

    def derive(self, purpose: str) -> bytes:
        """Return 32 bytes that follow from the instance's key and nothing else (HKDF, RFC 5869)."""
        return _hkdf(self._key, purpose)

    def seal(self, text: str, *, owner_id: UUID, purpose: str) -> bytes:
        """Encrypt a text for one owner and one purpose.

        Raises:
            KeyUnusable: there is no key to do it with.
        """
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher(purpose).encrypt(nonce, text.encode(), _about(owner_id, purpose))
        return VERSION + nonce + sealed

    def open(self, sealed: bytes, *, owner_id: UUID, purpose: str) -> str:
        """Decrypt what `seal` returned.

        Raises:
            SecretUnreadable: the key is another one, or the bytes belong elsewhere.
        """
        from cryptography.exceptions import InvalidTag

        start = len(VERSION) + NONCE_BYTES
        nonce, rest = sealed[len(VERSION) : start], sealed[start:]
        try:
            if not sealed.startswith(VERSION):
                raise InvalidTag
            return self._cipher(purpose).decrypt(nonce, rest, _about(owner_id, purpose)).decode()
        except (InvalidTag, ValueError) as error:
            raise SecretUnreadable(
                "A secret cannot be read: the instance's key has changed. Give it again."
            ) from error

    def _cipher(self, purpose: str) -> "AESGCM":
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self.derive(f"seal {purpose}"))


def _hkdf(secret: bytes, purpose: str) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length=32, salt=None, info=purpose.encode()).derive(secret)


def _about(owner_id: UUID, purpose: str) -> bytes:
    return owner_id.bytes + purpose.encode()


def vault_of(settings: Settings) -> Vault:
    """The instance's vault. Asking for it costs nothing; a key file is made by the first secret."""
    return _vault(settings.secret_key, key_file(settings))


def key_file(settings: Settings) -> Path:
    """Where the key is, unless `AFTERVIEW_SECRET_KEY` says it."""
    return settings.data_dir.resolve() / KEY_FILE


@lru_cache(maxsize=8)
def _vault(given: str, path: Path) -> Vault:
    return Vault(given.encode if given else partial(_from_file, path))


def _from_file(path: Path) -> bytes:
    """Read the key file; make it, for its owner only, if there is none.

    Raises:
        KeyUnusable: see `read_key`; or the folder cannot be written to.
    """
    try:
        if not path.exists():
            _make(path)
    except OSError as error:
        raise KeyUnusable(f"{path} cannot be made: {error.strerror}") from error
    return read_key(path)


def read_key(path: Path) -> bytes:
    """Read a key file, if only its owner can.

    Raises:
        KeyUnusable: others may read it, it is too short to be ours, or it cannot be read.
    """
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise KeyUnusable(f"others may read {path}; chmod 600 it")
        key = path.read_bytes().strip()
    except OSError as error:
        raise KeyUnusable(f"{path} cannot be read: {error.strerror}") from error
    if len(key) < SHORTEST_KEY:
        raise KeyUnusable(f"{path} is cut short; restore it from a backup, or remove it")
    return key


def _make(path: Path) -> None:
    """Of several processes that do this at once, one wins, and all read what it wrote."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{KEY_FILE}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_urlsafe(48).encode())
            file.flush()
            os.fsync(file.fileno())
        os.link(fresh, path)
        disk.settle(path.parent)  # as what is sealed with it will survive, too
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)


def _request_vault(request: Request) -> Vault:
    return vault_of(request.app.state.settings)


VaultDep = Annotated[Vault, Needs(_request_vault)]
