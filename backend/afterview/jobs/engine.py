"""The one door to DBOS, which runs durable jobs on our own database, SQLite or PostgreSQL.

A job runs at least once: what one process leaves unfinished, another one begins again. So doing
a job twice must do no harm. See docs/decisions/0004.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dbos import (
    DBOS,
    DBOSClient,
    DBOSConfig,
    DBOSPortableJSONSerializer,
    EnqueueOptions,
    ScheduleInput,
)
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from afterview.core.db import WRITES, make_engine

NAME = "afterview"
VERSION = "1"
"""Never changed: DBOS resumes what was left under its own name and version, and nothing else."""
SCHEMA = "dbos"
"""Where its tables are on PostgreSQL; SQLite has one namespace for everything."""
QUEUE = "out"
AT_ONCE = 4
"""Jobs of one worker that read or write at the same time: its connections."""
TAKEN = 16
"""Jobs that one worker has begun: most of a job is waiting for somebody else's server."""
POLL_SECONDS = 0.5
"""How long a job waits, at most, for a worker that has time for it. Twice a second costs an idle
worker about 2 % of a core, and lets it begin 32 jobs a second."""
CONNECTIONS = 4
"""To PostgreSQL, beside those of the jobs themselves."""
STOP_SECONDS = 60
"""How long a stop waits for jobs under way: longer than any may take. Nobody else begins them
meanwhile, because the slot is held; a kill lets go of both at once."""
FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
BATCH = 500

log = logging.getLogger(__name__)
_clients: dict[str, DBOSClient] = {}
_json = DBOSPortableJSONSerializer()  # the default pickles, which only the same code reads back


@dataclass(frozen=True, slots=True)
class Appointment:
    """Work that recurs."""

    name: str
    cron: str
    """Minute, hour, day, month, weekday, in UTC."""
    catch_up: timedelta
    """At a start, what was missed within this time is made up for, each appointment once."""
    work: Callable[[], object]


@contextmanager
def running(
    url: str,
    timetable: Sequence[Appointment],
    jobs: Mapping[str, Callable[..., object]],
    at: datetime,
    slot: int = 1,
) -> Iterator[Callable[[int], object]]:
    """Keep these appointments, do these jobs, and resume what was left, until the block ends.

    `at` is the present, and `slot` is held by this process (see `turn`). Gives a function that
    queues again what the worker of another slot left; call it only while holding that slot.
    """
    engine = _database(url)
    try:
        DBOS(config=_configuration(engine, slot))
        schedule = [_scheduled(appointment) for appointment in timetable]
        for name, work in jobs.items():
            _registered(name, work)
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=TAKEN, polling_interval_sec=POLL_SECONDS)
        for known in DBOS.list_schedules():  # another release may have kept others
            if known["schedule_name"] not in {appointment.name for appointment in timetable}:
                DBOS.delete_schedule(known["schedule_name"])
        DBOS.apply_schedules(schedule)
        for appointment in timetable:
            DBOS.backfill_schedule(appointment.name, at - appointment.catch_up, at)
        yield lambda left: DBOS._recover_pending_workflows([_executor(left)])
    finally:
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=STOP_SECONDS)
        engine.dispose()


def forget_finished(engine: Engine, before: datetime, name: str | None = None) -> int:
    """Delete the records of jobs that ended before this instant; return how many.

    With a `name`, only those of this job or appointment.
    """
    client = _client(engine)
    forgotten = 0
    while found := client.list_workflows(
        name=name,
        status=FINISHED,
        completed_before=before.isoformat(),
        limit=BATCH,
        load_input=False,
        load_output=False,
    ):
        client.delete_workflows([job.workflow_id for job in found])
        forgotten += len(found)
    return forgotten


def prepare(url: str, wait_seconds: int) -> None:
    """Make the tables that jobs are queued in, or bring them up to date, waiting for other writers.

    A worker does the same at its start; this is for whoever queues before one has been here.
    """
    engine = _database(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: _wait(connection, wait_seconds))
    try:
        _client(engine)._sys_db.run_migrations()
    finally:
        engine.dispose()


def enqueue(session: Session, job: str, key: str, args: Sequence[Any]) -> None:
    """Put a job into the queue in this session's transaction; see `queue.put`."""
    engine = session.get_bind().engine
    if engine.dialect.name not in _clients:  # it keeps its statements, and never connects
        _clients[engine.dialect.name] = _client(engine)
    options: EnqueueOptions = {
        "queue_name": QUEUE,
        "workflow_name": job,
        "workflow_id": key,
        "app_version": VERSION,
    }
    _clients[engine.dialect.name].enqueue_in_transaction(session, options, *args)


def _client(engine: Engine) -> DBOSClient:
    return DBOSClient(
        system_database_engine=engine,
        dbos_system_schema=SCHEMA,
        serializer=_json,
        application_name=NAME,
        lazy=True,
    )


def _database(url: str) -> Engine:
    """Our engine with its driver and its pragmas, the way DBOS expects one.

    One that DBOS made itself would load a second SQLite library, with other pragmas. It counts on
    the driver to say BEGIN IMMEDIATE before it writes, and nothing before it reads.
    """
    engine = make_engine(url, CONNECTIONS)
    if engine.dialect.name != "sqlite":
        return engine
    event.listen(engine, "connect", _begin_before_writes)
    return engine.execution_options(**{WRITES: None})


def _begin_before_writes(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = "IMMEDIATE"


def _wait(connection: DBAPIConnection, seconds: int) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={seconds * 1000}")
    cursor.close()


def _configuration(engine: Engine, slot: int) -> DBOSConfig:
    return {
        "name": NAME,
        "application_version": VERSION,
        "executor_id": _executor(slot),
        "system_database_engine": engine,
        "dbos_system_schema": SCHEMA,
        "use_listen_notify": False,  # it polls, on both databases
        "serializer": _json,
        "log_level": "WARNING",
    }


def _executor(slot: int) -> str:
    """The name of a slot's worker. The first had no number when it was the only one."""
    return "worker" if slot == 1 else f"worker-{slot}"


def _scheduled(appointment: Appointment) -> ScheduleInput:
    def keep(_due: datetime, _context: Any) -> None:
        _done(appointment.name, appointment.work)

    return {
        "schedule_name": appointment.name,
        "workflow_fn": DBOS.workflow(name=appointment.name)(keep),
        "schedule": appointment.cron,
        "context": None,
    }


def _registered(name: str, work: Callable[..., object]) -> None:
    @DBOS.workflow(name=name)
    def do(*args: Any) -> None:
        _done(name, work, *args)


def _done(name: str, work: Callable[..., object], *args: Any) -> None:
    """Do it. What it returns is not recorded; what it raises is, and nothing tries it again."""
    try:
        work(*args)
    except Exception:  # whatever it is, our log says so too
        log.exception("job failed", extra={"job": name})
        raise
