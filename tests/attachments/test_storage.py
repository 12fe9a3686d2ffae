"""On disk: one file for one content, no row without its file, no file for long without a row."""

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx2
import pytest
from sqlalchemy import event
from sqlmodel import Session

from afterview import worker
from afterview.accounts.models import Account
from afterview.attachments import housekeeping, rules
from afterview.attachments.storage import Store
from afterview.core import disk
from afterview.core.clock import Now
from afterview.core.db import find, transaction
from afterview.core.doctor import Verdict, examine
from afterview.flows.account_erased import remove_account
from tests.factories import files
from tests.factories.api import BASE
from tests.factories.databases import on_sqlite
from tests.factories.live import serving
from tests.factories.world import keep_file

BYTES = {"Content-Type": "application/octet-stream"}


@pytest.fixture
def settings(app):
    return app.state.settings


@pytest.fixture
def cleaned(app, clock, settings):
    """Do the housekeeping; give how many files it took away."""

    def clean():
        done = worker.clean(app.state.gate.engine, Now(clock(), worker.UTC), settings)
        return done["files without an attachment"]

    return clean


@pytest.fixture
def old(clock):
    """Make a file as old as one that housekeeping may take."""

    def age(path, by=timedelta(hours=1, seconds=1)):
        at = (clock() - by).timestamp()
        os.utime(path, (at, at))

    return age


def test_a_file_lies_where_only_the_service_reads_it(api, user, file_of, tmp_path):
    path = file_of(user, keep_file(api, files.PDF))
    assert path.read_bytes() == files.PDF
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    folders = [path.parent, path.parent.parent, tmp_path / "data"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_the_same_content_twice_is_one_file_with_two_rows(api, user, kept):
    first, second = keep_file(api, files.PDF, name="a"), keep_file(api, files.PDF, name="b")
    assert first["id"] != second["id"]
    assert kept() == {f"{user.id}/{first['sha256']}"}
    assert api.delete(f"/attachments/{first['id']}", if_match="*").status_code == 204
    assert api.get(f"/attachments/{second['id']}/content").content == files.PDF
    assert api.delete(f"/attachments/{second['id']}", if_match="*").status_code == 204
    assert kept() == set()


def test_the_same_content_of_two_people_is_two_files(api, other, user, stranger, kept):
    ours, theirs = keep_file(api, files.PDF), keep_file(other, files.PDF)
    assert kept() == {f"{user.id}/{ours['sha256']}", f"{stranger.id}/{theirs['sha256']}"}
    api.delete(f"/attachments/{ours['id']}", if_match="*")
    assert other.get(f"/attachments/{theirs['id']}/content").content == files.PDF


def test_a_refused_deletion_takes_nothing(api, kept):
    made = keep_file(api, files.PDF)
    assert api.delete(f"/attachments/{made['id']}").status_code == 428
    assert api.delete(f"/attachments/{made['id']}", if_match='"9"').status_code == 412
    assert len(kept()) == 1


def fail_at_the_next_commit():
    def fail(_session):
        raise RuntimeError("the power is gone")

    event.listen(Session, "before_commit", fail, once=True)


def test_an_upload_that_is_not_committed_leaves_no_row_and_its_file_is_collected(
    api, user, file_of, kept, old, cleaned
):
    fail_at_the_next_commit()
    answer = api.post("/attachments?name=cv.pdf", content=files.PDF, headers=BYTES)
    assert answer.status_code == 500
    assert api.items("/attachments") == []
    assert len(kept()) == 1
    assert cleaned() == 0  # it is too young: its row could be on the way
    (path,) = file_of(user, {"sha256": "x"}).parent.iterdir()
    old(path)
    assert cleaned() == 1
    assert kept() == set()
    assert keep_file(api, files.PDF)["size_bytes"] == len(files.PDF)


def test_a_deletion_that_is_not_committed_takes_nothing(api, kept):
    made = keep_file(api, files.PDF)
    fail_at_the_next_commit()
    assert api.delete(f"/attachments/{made['id']}", if_match="*").status_code == 500
    assert api.get(f"/attachments/{made['id']}/content").content == files.PDF


def test_a_file_that_cannot_be_taken_away_is_collected_later(
    api, user, file_of, kept, old, cleaned, monkeypatch
):
    made = keep_file(api, files.PDF)
    with monkeypatch.context() as patch:
        patch.setattr(Store, "drop", lambda *_: 1 / 0)
        assert api.delete(f"/attachments/{made['id']}", if_match="*").status_code == 204
    assert len(kept()) == 1
    old(file_of(user, made))
    assert cleaned() == 1
    assert kept() == set()


def test_only_what_no_row_names_is_collected(
    api, user, stranger, file_of, kept, old, cleaned, tmp_path
):
    made = keep_file(api, files.PDF)
    named = file_of(user, made)
    torn = named.with_name(f"{named.name}.0123456789abcdef")
    gone = tmp_path / "data/attachments/01890000-0000-7000-8000-000000000000/00ff"
    foreign = file_of(stranger, made)  # somebody else's row does not keep it
    young = named.with_name("11ee")
    for path in (torn, gone, foreign, young):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    for path in (named, torn, gone, foreign):
        old(path)
    assert cleaned() == 3
    assert kept() == {f"{user.id}/{named.name}", f"{user.id}/11ee"}
    assert not gone.parent.exists()
    assert cleaned() == 0


@on_sqlite
def test_there_is_nothing_to_collect_before_the_first_file(app, cleaned):
    assert cleaned() == 0


def test_a_file_that_is_lost_is_said_to_be_and_comes_back_with_its_content(api, user, file_of):
    made = keep_file(api, files.PDF)
    file_of(user, made).unlink()
    answer = api.get(f"/attachments/{made['id']}/content")
    assert (answer.status_code, answer.json()["code"]) == (404, "content-missing")
    keep_file(api, files.PDF, name="again.pdf")
    assert api.get(f"/attachments/{made['id']}/content").content == files.PDF


def test_the_doctor_finds_what_has_lost_its_file(api, user, file_of, settings):
    def found():
        findings = examine(settings, rooms=[housekeeping.examine])
        return next(finding for finding in findings if finding.subject == "Attachments")

    assert found().verdict is Verdict.OK
    keep_file(api, files.TEXT)
    path = file_of(user, keep_file(api, files.PDF))
    assert found().detail.startswith("2 in ")
    path.write_bytes(files.PDF[:-1])
    assert found().verdict is Verdict.BROKEN
    path.unlink()
    assert path.name in found().detail
    assert found().detail.startswith("1 of 2 ")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_said_and_leaves_nothing(api, kept, monkeypatch, number):
    def full(_descriptor):
        raise OSError(number, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "fsync", full)
        answer = api.post("/attachments?name=cv.pdf", content=files.PDF, headers=BYTES)
    assert (answer.status_code, answer.json()["code"]) == (507, "disk-full")
    assert (api.items("/attachments"), kept()) == ([], set())


def test_after_an_account_no_byte_of_it_is_left(api, other, user, kept, tmp_path):
    canary = b"the canary that sang at the bingo hall"
    keep_file(api, canary, name="canary-of-the-bingo-hall.txt")
    theirs = keep_file(other, files.TEXT)
    assert api.post("/me/erasure", {"password": user.password}).status_code == 204
    assert [name.partition("/")[2] for name in kept()] == [theirs["sha256"]]
    left = [path for path in tmp_path.rglob("*") if path.is_file()]
    for text in (canary, b"canary-of-the-bingo-hall", user.id.encode()):
        assert [path for path in left if text in path.read_bytes()] == []


def test_an_account_that_is_not_erased_keeps_its_files(api, user, kept):
    keep_file(api, files.TEXT)
    assert api.post("/me/erasure", {"password": "not this one"}).status_code == 401
    assert len(kept()) == 1


def test_an_account_that_the_operator_removes_takes_its_files_along(
    app, api, user, kept, clock, settings
):
    keep_file(api, files.TEXT)
    engine = app.state.gate.engine
    with transaction(engine, Now(clock(), worker.UTC)) as session:
        session.info["engine"] = engine
        account = find(session, Account, email=user.email)
        remove_account(session, Store(settings), account)
        assert len(kept()) == 1
    assert kept() == set()


@pytest.fixture
def crowd(app, user):
    """Do something many times at once, each with a client of its own; gives what came of it."""

    def run(ask, size):
        with serving(app) as url, ThreadPoolExecutor(size) as threads:

            def once(number):
                headers = BYTES | {"Authorization": f"Bearer {user.token}"}
                base = url.replace("localhost", "127.0.0.1") + BASE
                with httpx2.Client(base_url=base, headers=headers, timeout=60) as client:
                    return ask(client, number)

            return list(threads.map(once, range(size)))

    return run


def test_uploads_at_once_never_become_too_many(api, crowd, kept, monkeypatch):
    # five hundred of them would take minutes to upload
    monkeypatch.setattr(rules, "MOST_FILES", 5)

    def keep(client, number):
        return client.post(
            "/attachments", params={"name": "cv.txt"}, content=f"CV {number}".encode()
        ).status_code

    answers = crowd(keep, 16)
    assert (answers.count(201), answers.count(409)) == (5, 11)
    assert len(api.items("/attachments")) == len(kept()) == 5


def test_no_row_loses_its_file_to_a_deletion_of_the_same_content(api, crowd, kept):
    """Eight come and go with one content: whoever has a row can read it."""

    def come_and_go(client, _number):
        seen = []
        for _ in range(8):
            made = client.post("/attachments", params={"name": "cv"}, content=files.TEXT).json()
            path = f"/attachments/{made['id']}"
            seen.append(client.get(f"{path}/content").content == files.TEXT)
            client.delete(path, headers={"If-Match": "*"})
        return all(seen)

    assert all(crowd(come_and_go, 8))
    assert (api.items("/attachments"), kept()) == ([], set())
