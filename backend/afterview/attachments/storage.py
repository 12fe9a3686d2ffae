"""Where the bytes of attachments lie: `<data folder>/attachments/<account>/<SHA-256>`.

No part of a path comes from a request. A file is put in place and taken away only by whoever holds
its account (`service.hold`), so no row is ever left without its file.
"""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from uuid import UUID

from afterview.core import disk
from afterview.core.errors import NotFound
from afterview.core.settings import Settings

FOLDER = "attachments"
log = logging.getLogger(__name__)


class ContentMissing(NotFound):
    code = "content-missing"


class Store:
    """Files by their content, a folder for each account."""

    def __init__(self, settings: Settings) -> None:
        self.folder = settings.data_dir.resolve() / FOLDER

    def put(self, owner_id: UUID, sha256: str, content: bytes) -> None:
        """Keep a content. The same one twice is one file.

        Raises:
            DiskFull: there is no room for it.
        """
        path = self._path(owner_id, sha256)
        if not path.exists():
            disk.write(path, content)

    def get(self, owner_id: UUID, sha256: str) -> bytes:
        """Return a content.

        Raises:
            ContentMissing: it is not in this data folder.
        """
        try:
            return self._path(owner_id, sha256).read_bytes()
        except FileNotFoundError as error:
            log.error("the file of an attachment is missing", extra={"sha256": sha256})
            raise ContentMissing(
                "The file itself is missing. Whoever runs this instance may have it in a backup; "
                "attaching it once more helps as well."
            ) from error

    def size(self, owner_id: UUID, sha256: str) -> int | None:
        """Bytes of a content as it lies there; None when it does not."""
        try:
            return self._path(owner_id, sha256).stat().st_size
        except FileNotFoundError:
            return None

    def drop(self, owner_id: UUID, name: str) -> None:
        """Take a file away, and its folder when it was the last one."""
        path = self._path(owner_id, name)
        path.unlink(missing_ok=True)
        with suppress(OSError):  # others are in it
            path.parent.rmdir()

    def drop_all(self, owner_id: UUID) -> None:
        """Take away everything of an account."""
        with suppress(FileNotFoundError):
            rmtree(self.folder / str(owner_id))

    def older_than(self, at: datetime) -> Iterator[tuple[UUID, set[str]]]:
        """The names of files that were written before an instant, by account; leftovers as well."""
        for folder in self.folder.glob("*-*-*-*-*/"):
            names = {file.name for file in folder.iterdir() if _written_before(file, at)}
            if names:
                yield UUID(folder.name), names

    def _path(self, owner_id: UUID, name: str) -> Path:
        return self.folder / str(owner_id) / name


def _written_before(file: Path, at: datetime) -> bool:
    try:
        return file.stat().st_mtime < at.timestamp()
    except FileNotFoundError:  # somebody has just taken it away
        return False
