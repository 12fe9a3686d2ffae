"""Files that are whole or not there, whatever happens in between."""

import errno
import os
import secrets
from http import HTTPStatus
from pathlib import Path

from afterview.core.errors import DomainError

FULL = (errno.ENOSPC, errno.EDQUOT)


class DiskFull(DomainError):
    status, code = HTTPStatus.INSUFFICIENT_STORAGE, "disk-full"


def write(path: Path, content: bytes) -> None:
    """Put a file in place, and the folders it lies in, for their owner only.

    It survives a power cut from here on.

    Raises:
        DiskFull: there is no room for it (507); nothing of it was left behind.
    """
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        _make_folder(path.parent)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
        settle(path.parent)
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(
                "The disk is full; nothing was written.", headers={"Retry-After": "60"}
            ) from error
        raise
    finally:
        fresh.unlink(missing_ok=True)


def _make_folder(path: Path) -> None:
    if path.is_dir():
        return
    _make_folder(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    settle(path.parent)


def settle(folder: Path) -> None:
    """Let the names in a folder survive a power cut."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
