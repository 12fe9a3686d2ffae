"""Queue a job in the transaction that makes it necessary: there is never one without the other.

Works in every process, also in one that runs no jobs.
"""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sqlmodel import Session

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"


def put(session: Session, job: str, key: str, *args: Json) -> None:
    """Queue a job for when this transaction is committed; a rollback leaves none.

    `job` is a name in `worker.JOBS`. The same `key` twice is one job, whether the first is still
    to be done, under way or done: so it names the attempt (`message-<id>-<attempt>`), not only the
    thing. Keys are forgotten with the records of finished jobs, after a week.
    """
    from afterview.jobs.engine import enqueue  # DBOS takes a third of a second to load

    enqueue(session, job, key, args)
