"""The one door to DBOS, which runs durable jobs on our own database, SQLite or PostgreSQL.

A job runs at least once: what one process leaves unfinished, the next one begins again. So doing
a job twice must do no harm. See docs/decisions/0004.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, ScheduleInput
from sqlalchemy import Engine, event, inspect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from afterview.core.db import WRITES, make_engine

NAME = "afterview"
VERSION = "1"
EXECUTOR = "worker"
"""Never changed: DBOS resumes what was left under its own name and version, and nothing else."""
SCHEMA = "dbos"
"""Where its tables are on PostgreSQL; SQLite has one namespace for everything."""
CONNECTIONS = 4
"""To PostgreSQL; one of them holds the engine's own lock all the time."""
STOP_SECONDS = 2
"""How long jobs under way may take to finish; the next start begins the others again."""
FINISHED = ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
BATCH = 500

log = logging.getLogger(__name__)
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
def running(url: str, timetable: Sequence[Appointment], at: datetime) -> Iterator[None]:
    """Keep these appointments, and resume what was left unfinished, until the block ends.

    `at` is the present. One process at a time may do this on a database; see `turn`.
    """
    engine = _database(url)
    try:
        DBOS(config=_configuration(engine))
        schedule = [_scheduled(appointment) for appointment in timetable]
        DBOS.launch()
        for known in DBOS.list_schedules():  # another release may have kept others
            if known["schedule_name"] not in {appointment.name for appointment in timetable}:
                DBOS.delete_schedule(known["schedule_name"])
        DBOS.apply_schedules(schedule)
        for appointment in timetable:
            DBOS.backfill_schedule(appointment.name, at - appointment.catch_up, at)
        yield
    finally:
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=STOP_SECONDS)
        engine.dispose()


def forget_finished(engine: Engine, before: datetime) -> int:
    """Delete the records of jobs that ended before this instant; return how many."""
    schema = None if engine.dialect.name == "sqlite" else SCHEMA
    if not inspect(engine).has_table("workflow_status", schema=schema):
        return 0  # no worker has been here yet
    client = DBOSClient(system_database_engine=engine, serializer=_json, lazy=True)
    forgotten = 0
    while found := client.list_workflows(
        status=FINISHED,
        completed_before=before.isoformat(),
        limit=BATCH,
        load_input=False,
        load_output=False,
    ):
        client.delete_workflows([job.workflow_id for job in found])
        forgotten += len(found)
    return forgotten


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


def _configuration(engine: Engine) -> DBOSConfig:
    return {
        "name": NAME,
        "application_version": VERSION,
        "executor_id": EXECUTOR,
        "system_database_engine": engine,
        "dbos_system_schema": SCHEMA,
        "use_listen_notify": False,  # it polls, on both databases
        "serializer": _json,
        "log_level": "WARNING",
    }


def _scheduled(appointment: Appointment) -> ScheduleInput:
    @DBOS.workflow(name=appointment.name)
    def keep(_due: datetime, _context: Any) -> None:
        try:
            appointment.work()
        except Exception:
            log.exception("job failed", extra={"job": appointment.name})
            raise

    return {
        "schedule_name": appointment.name,
        "workflow_fn": keep,
        "schedule": appointment.cron,
        "context": None,
    }
