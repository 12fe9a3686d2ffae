"""What is true of every module: style, types, directions, the clock, who owns a row."""

import ast
import inspect
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from afterview.core.db import Owned
from tests.factories.databases import on_sqlite

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "backend/afterview"
TOOLS = Path(sys.executable).parent
CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns"},
    "func": {"now", "current_timestamp", "localtimestamp"},  # the database has a clock as well
}


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "."], id="lint"),
        pytest.param(["ruff", "format", "--check", "."], id="format"),
        pytest.param(["mypy"], id="types"),
        pytest.param(["lint-imports"], id="imports"),
    ],
)
def test_the_code_passes(command):
    done = subprocess.run(
        [TOOLS / command[0], *command[1:]], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"


def test_only_the_clock_reads_the_clock():
    readers = [
        f"{place}: {ast.unparse(call)}"
        for place, call in calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in CLOCKS.get(ast.unparse(call.func.value).rpartition(".")[2], ())
        and not place.startswith("core/clock.py")
    ]
    assert readers == []


def test_only_the_http_door_calls_out():
    doors = [
        f"{place}: {name}"
        for place, name in imports()
        if name.split(".")[0] in {"httpx", "httpx2", "requests", "urllib3", "aiohttp"}
        or name.startswith(("urllib.request", "http.client"))
    ]
    assert [door for door in doors if not door.startswith("core/http.py")] == []


def test_the_owner_is_in_the_query():
    """A row is never loaded by its id alone: `owned` asks for the owner in the same breath."""
    kinds = {kind.__name__ for kind in subclasses(Owned)}
    by_id_alone = [
        f"{place}: {ast.unparse(call)}"
        for place, call in calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"get", "get_one"}
        and call.args
        and ast.unparse(call.args[0]).rpartition(".")[2] in kinds
        and not place.startswith("core/db.py")
    ]
    assert by_id_alone == []


@on_sqlite
def test_no_request_hops_between_threads(app):
    """FastAPI gives every plain function a thread; ours are all coroutines that never wait."""
    hops = [
        f"{route.path}: {call.__module__}.{call.__qualname__}"
        for route in app.router.routes
        if hasattr(route, "dependant")
        for call in callables(route.dependant)
        if not inspect.iscoroutinefunction(inspect.unwrap(call))
    ]
    assert hops == []


def subclasses(kind: type) -> Iterator[type]:
    for child in kind.__subclasses__():
        yield child
        yield from subclasses(child)


def callables(dependant) -> Iterator[Callable]:
    """Every function a route runs."""
    if dependant.call is not None:
        yield dependant.call
    for below in dependant.dependencies:
        yield from callables(below)


def calls() -> Iterator[tuple[str, ast.Call]]:
    for place, node in nodes():
        if isinstance(node, ast.Call):
            yield place, node


def imports() -> Iterator[tuple[str, str]]:
    for place, node in nodes():
        if isinstance(node, ast.Import):
            yield from ((place, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield place, node.module or ""


def nodes() -> Iterator[tuple[str, ast.AST]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            yield f"{path.relative_to(PACKAGE)}:{getattr(node, 'lineno', 0)}", node
