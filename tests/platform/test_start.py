"""What a start does not do: half a second is spent on what a first answer needs, and no more."""

import json
import subprocess
import sys

import pytest

LOOK = """
import json, sys
from afterview.core.db import Row
from afterview.core.schema import QuerySchema, ReadSchema, WriteSchema
from afterview.core.settings import Settings
from afterview.main import ROUTERS, create_app

def below(kind):
    for each in kind.__subclasses__():
        yield each
        yield from below(each)

create_app(Settings(data_dir=sys.argv[1], database_url=""))
models = [each for base in (QuerySchema, ReadSchema, WriteSchema) for each in below(base)]
routes = [route for router in ROUTERS for route in router.routes]
print(json.dumps({
    "modules": sorted(sys.modules),
    "models": len(models),
    "built": [each.__name__ for each in models if each.__pydantic_complete__],
    "mapped": [str(mapper) for mapper in Row._sa_registry.mappers if mapper.configured],
    "routes": len(routes),
    "looked_into": [route.path for route in routes if route._put_off is None],
    "compiled": [route.path for route in routes if "path_regex" in vars(route)],
}))
"""


@pytest.fixture(scope="module")
def start(tmp_path_factory):
    """What there is once the service has been put together, before it is asked for anything."""
    folder = tmp_path_factory.mktemp("data")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", LOOK, str(folder)],
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    "module",
    [
        "afterview.worker",
        "alembic",
        "apprise",
        "dbos",
        "psycopg",
        "pydantic.v1",
        "rich",
        "sqlalchemy.dialects.postgresql",
    ],
)
def test_a_start_on_sqlite_does_without(start, module):
    assert module not in start["modules"]


def test_models_are_built_when_they_are_first_used(start):
    assert start["models"] > 200
    assert start["built"] == []


def test_tables_are_mapped_when_the_first_row_is_asked_for(start):
    assert start["mapped"] == []


def test_operations_are_looked_into_when_they_are_first_asked_for(start):
    assert start["routes"] > 200
    assert start["looked_into"] == start["compiled"] == []
