"""Where rows and files part: what the housekeeping collects, and what only a backup brings back."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Engine, select
from sqlalchemy.engine import Connection
from sqlmodel import col

from afterview.attachments.models import Attachment
from afterview.attachments.service import drop_unused
from afterview.attachments.storage import Store
from afterview.core.clock import Now
from afterview.core.doctor import Finding, Verdict
from afterview.core.settings import Settings

STRAY_FOR = timedelta(hours=1)
"""How long a file may be without a row: longer than any request takes to commit its own."""


def drop_strays(engine: Engine, now: Now, settings: Settings) -> int:
    """Delete files that a crash has left without a row; return how many."""
    store = Store(settings)
    strays = store.older_than(now.at - STRAY_FOR)
    return sum(drop_unused(engine, now, store, owner_id, names) for owner_id, names in strays)


def examine(connection: Connection, settings: Settings) -> Iterator[Finding]:
    """Whether every attachment has its file, whole."""
    store = Store(settings)
    rows = connection.execute(
        select(col(Attachment.owner_id), col(Attachment.sha256), col(Attachment.size_bytes))
    ).all()
    lost = [row for row in rows if store.size(row.owner_id, row.sha256) != row.size_bytes]
    if lost:
        first = f"{lost[0].owner_id}/{lost[0].sha256}"
        detail = f"{len(lost)} of {len(rows)} have lost their file, the first {first}; "
        detail += f"restore {store.folder} from your backup"
        yield Finding("Attachments", Verdict.BROKEN, detail)
    else:
        yield Finding("Attachments", Verdict.OK, f"{len(rows)} in {store.folder}")
