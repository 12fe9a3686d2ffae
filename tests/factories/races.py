"""Two transactions that meet in the worst moment; on PostgreSQL, as SQLite lets nobody meet."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, TypeVar

from fastapi import FastAPI
from sqlalchemy import text

AnswerT = TypeVar("AnswerT")


def meanwhile(
    app: FastAPI, changes: list[tuple[str, dict[str, Any]]], ask: Callable[[], AnswerT]
) -> AnswerT:
    """Ask while another transaction has made these changes; it commits once the request waits.

    A request that does not wait for it has not seen them.
    """
    engine = app.state.gate.engine
    with engine.connect() as other, engine.connect() as watch, ThreadPoolExecutor(1) as pool:
        for statement, values in changes:
            other.execute(text(statement), values)
        asked = pool.submit(ask)
        waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        while not wait([asked], timeout=0.02).done and not watch.scalar(waiting):
            watch.rollback()  # or it would see the same again
        other.commit()
        return asked.result()
