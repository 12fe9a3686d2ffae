"""Several workers on one database: each job once, and none is lost with the worker that had it."""

from queue import Queue
from signal import SIGKILL

from afterview.jobs import turn
from tests.factories.databases import on_postgresql


def slot_of(line):
    """A worker's slot, of "started 2". Which one is free may be a matter of a moment.

    Whoever looks for workers that have died tries their slots, and holds each while it looks.
    """
    word, slot = line.split()
    assert word == "started"
    return int(slot)


@on_postgresql
def test_two_workers_share_the_queue(start_worker, queue, rows):
    ear = Queue()
    workers = [start_worker("quick", ear), start_worker("quick", ear)]
    assert len({slot_of(ear.get(timeout=60)) for _ in workers}) == 2
    queue("job", *(f"job-{number}" for number in range(300)))
    done = {ear.get(timeout=60) for _ in range(300)}
    assert done == {f"done job-{number}" for number in range(300)}
    assert [worker.end() for worker in workers] == [0, 0]
    assert ear.empty()
    assert rows(
        "SELECT status, recovery_attempts, count(*) FROM workflow_status WHERE name = 'job' "
        "GROUP BY status, recovery_attempts"
    ) == [("SUCCESS", 1, 300)]
    assert len(rows("SELECT DISTINCT executor_id FROM workflow_status WHERE name = 'job'")) == 2


@on_postgresql
def test_the_timetable_is_kept_once(start_worker, rows):
    """Both make up for the last hour at the same moment, a run for each minute."""
    ear = Queue()
    workers = [start_worker("hourly", ear), start_worker("hourly", ear)]
    said = [ear.get(timeout=60) for _ in range(62)]
    assert len({slot_of(line) for line in said if line.startswith("started")}) == 2
    assert [worker.end() for worker in workers] == [0, 0]
    later = [ear.get() for _ in range(ear.qsize())]  # a minute may have begun meanwhile
    ticks = rows("SELECT recovery_attempts FROM workflow_status WHERE name = 'minute'")
    assert ticks == [(1,)] * (60 + len(later))


@on_postgresql
def test_another_worker_finishes_what_a_dead_one_began(start_worker, queue, rows):
    queue("job", "a")
    stuck = start_worker("stuck")
    assert {stuck.hears(), stuck.hears()} == {"started 1", "begun a"}
    quick = start_worker("quick")
    slot = slot_of(quick.hears())
    assert slot > 1
    stuck.end(SIGKILL)
    assert quick.hears() == "done a"
    assert quick.end() == 0
    assert rows(
        "SELECT executor_id, status, recovery_attempts FROM workflow_status WHERE name = 'job'"
    ) == [(f"worker-{slot}", "SUCCESS", 2)]


def test_a_worker_finishes_what_the_one_before_it_began(start_worker, queue):
    queue("job", "a")
    stuck = start_worker("stuck")
    assert {stuck.hears(), stuck.hears()} == {"started 1", "begun a"}
    stuck.end(SIGKILL)
    quick = start_worker("quick")
    assert {quick.hears(), quick.hears()} == {"started 1", "done a"}


@on_postgresql
def test_the_slot_of_a_live_worker_is_not_vacant(start_worker, url):
    worker = start_worker("quick")
    assert worker.hears() == "started 1"
    with turn.taken(url) as taken:
        assert taken.slot == 2
        assert list(taken.vacant()) == [3, 4, 5, 6, 7, 8]
        worker.end()
        assert list(taken.vacant()) == [1, 3, 4, 5, 6, 7, 8]
