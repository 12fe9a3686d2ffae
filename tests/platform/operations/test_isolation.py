"""Nobody reaches another account's rows: every operation, every reference, every filter.

Sam has a full world, and so has Robin, who then tries everything with Sam's ids. Each answer has
to be the one for an id that never existed, and Sam's world has to be as it was.
"""

import pytest

from tests.factories.bodies import body_with, references
from tests.factories.world import reading

NOWHERE = "01890000-0000-7000-8000-000000000000"
KEYS = {"code"}
"""What opens its row to whoever holds it, signed in or not."""


@pytest.fixture
def sam(world):
    return world


@pytest.fixture
def robin(strangers_world):
    return strangers_world


@pytest.fixture(params=["token", "cookie"])
def as_robin(request, stranger):
    return stranger.api if request.param == "token" else stranger.browser


def test_a_strangers_id_in_the_path_is_a_missing_row(sam, robin, as_robin, operations):
    before = list(reading(operations, sam))
    faults = []
    for operation in operations:
        for name in operation.named("path"):
            if name in KEYS:
                continue
            theirs = robin.call(operation, as_robin, ids={name: sam.ids[name]})
            missing = robin.call(operation, as_robin, ids={name: NOWHERE})
            if theirs.status_code != 404 or told(theirs) != told(missing):
                faults.append(f"{operation}: {theirs.status_code} {theirs.text[:200]}")
    assert faults == []
    assert list(reading(operations, sam)) == before


def test_a_strangers_id_in_a_body_is_a_missing_row(sam, robin, as_robin, operations):
    before = list(reading(operations, sam))
    faults = []
    for operation in operations:
        for path in references(operation):
            robin.prepare(operation)
            his = body_with(robin, operation, path, sam.id_for(path[-1]))
            theirs = robin.call(operation, as_robin, json=his)
            nobodys = body_with(robin, operation, path, NOWHERE)
            missing = robin.call(operation, as_robin, json=nobodys)
            if theirs.status_code != 404 or told(theirs) != told(missing):
                faults.append(f"{operation} {path}: {theirs.status_code} {theirs.text[:200]}")
    assert faults == []
    assert list(reading(operations, sam)) == before


def test_a_strangers_id_in_a_filter_finds_nothing(sam, robin, as_robin, operations):
    faults = []
    for operation in operations:
        for name in operation.named("query"):
            if name.endswith("_id") and sam.id_for(name):
                theirs = robin.call(operation, as_robin, params={name: sam.id_for(name)})
                missing = robin.call(operation, as_robin, params={name: NOWHERE})
                if (theirs.status_code, told(theirs)) != (missing.status_code, told(missing)):
                    faults.append(f"{operation} ?{name}: {theirs.status_code} {theirs.text[:200]}")
                elif theirs.status_code == 200 and theirs.json()["items"]:
                    faults.append(f"{operation} ?{name}: finds something")
    assert faults == []


def test_nothing_of_anybody_elses_is_ever_shown(sam, robin, as_robin, operations):
    marks = set(sam.ids.values()) | {sam.person.id, sam.person.email}
    shown = [
        f"{operation}: {mark}"
        for operation in operations
        if operation.method == "GET"
        for text in [robin.call(operation, as_robin).text]
        for mark in marks
        if mark in text
    ]
    assert shown == []


def test_a_strangers_cursor_and_tag_open_nothing(sam, robin, as_robin, operations):
    faults = []
    for operation in operations:
        if operation.is_list:
            cursor = sam.call(operation, params={"limit": 1}).json()["next"]
            if cursor:
                page = robin.call(operation, as_robin, params={"cursor": cursor})
                if any(mark in page.text for mark in sam.ids.values()):
                    faults.append(f"{operation}: {page.text[:200]}")
        elif operation.method == "GET":
            tag = sam.call(operation).headers["ETag"]
            held = robin.call(operation, as_robin, headers={"If-None-Match": tag})
            if held.status_code == 304 and operation.named("path"):
                faults.append(f"{operation}: confirms a stranger's ETag")
    assert faults == []


def test_every_operation_is_covered(sam, operations):
    """A path parameter or a reference the worlds have nothing for would go untested."""
    assert operations
    names = {name for operation in operations for name in operation.named("path")}
    names |= {path[-1] for operation in operations for path in references(operation)}
    assert sorted(name for name in names if sam.id_for(name) is None) == []


def told(answer):
    """What an answer says, short of its number."""
    if answer.status_code < 400:
        return answer.json() if answer.content else None
    document = answer.json()
    return (document["status"], document["code"], document["detail"], document["errors"])
