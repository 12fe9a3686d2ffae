"""A worker in a process of its own, that says what it does and can be killed."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from queue import Queue
from threading import Thread
from typing import Any

PROGRAM = """
import os, signal, sys
from threading import Event

from afterview import worker
from afterview.core.settings import Settings
from afterview.jobs import engine

kind, url = sys.argv[1:]


def say(*words):
    os.write(1, (" ".join(words) + "\\n").encode())  # in one piece, whichever thread


def job(_engine, _clock, _settings, what):
    say("begun" if kind == "stuck" else "done", what)
    if kind == "stuck":
        Event().wait()


class Started(worker.logging.Handler):
    def emit(self, record):
        say("started", str(record.slot)) if record.msg == "the worker has started" else None


stop = Event()
signal.signal(signal.SIGTERM, lambda *_: stop.set())
worker.log.setLevel("INFO")
worker.log.addHandler(Started())
worker.JOBS = {"job": job}
if kind == "hourly":
    worker.MINUTES_CAUGHT_UP = 60
    worker.EVERY_MINUTE = [lambda *_: say("minute")]
worker.clean_up = lambda settings, clock: say("cleaned")
worker.CHECK = engine.POLL_SECONDS = 0.05
worker.work(Settings(database_url=url), stop)
"""


class Worker:
    """`kind`: "quick" says what it has done; "stuck" says what it has begun, and never ends;
    "hourly" makes up for the last sixty minutes.

    What it says is kept for `hears`, or goes to an ear that it shares with others.
    """

    def __init__(self, url: str, kind: str, ear: "Queue[str] | None" = None) -> None:
        command = [sys.executable, "-c", PROGRAM, kind, url]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        self.ear: Queue[str] = ear or Queue()
        self.thread = Thread(target=self._listen)
        self.thread.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                if line != "cleaned\n":  # the housekeeping of last night
                    self.ear.put(line.rstrip("\n"))

    def hears(self) -> str:
        return self.ear.get(timeout=60)

    def end(self, how: int = signal.SIGTERM) -> int:
        """Tell it to stop, and wait until it has; its status."""
        self.process.send_signal(how)
        status = self.process.wait()
        self.thread.join()
        return status


@contextmanager
def elsewhere(block: AbstractContextManager[Any]) -> Iterator[None]:
    """Enter and leave a block in a thread of its own.

    A browser test leaves an event loop in the thread of its test process, and the job engine
    refuses to start where one runs.
    """
    with ThreadPoolExecutor(1, "elsewhere") as thread:
        thread.submit(block.__enter__).result()
        try:
            yield
        finally:
            thread.submit(block.__exit__, None, None, None).result()
