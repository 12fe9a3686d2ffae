"""Images cannot be built here; that they name only what exists can be checked."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import typer
import yaml

from afterview import __version__
from afterview.cli import app
from afterview.core.settings import Settings

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
PAGES = [ROOT / "README.md", *ROOT.glob("docs/**/*.md"), ROOT / "CONTRIBUTING.md"]
COMMANDS = typer.main.get_command(app).commands
SETTINGS = {f"AFTERVIEW_{name.upper()}" for name in Settings.model_fields}


def instructions(name):
    return re.findall(rf"^{name} +(.*)$", DOCKERFILE, re.MULTILINE)


def test_the_services_are_app_worker_and_database():
    assert SERVICES.keys() == {"app", "worker", "db"}
    assert COMPOSE["volumes"].keys() == {
        volume.split(":")[0] for service in SERVICES.values() for volume in service["volumes"]
    }


@pytest.mark.parametrize("name", ["app", "worker"])
def test_a_service_runs_a_command_that_exists(name):
    program, command, *_ = SERVICES[name]["command"]
    assert program == "afterview"
    assert command in COMMANDS


def test_the_image_runs_a_command_that_exists():
    (line,) = instructions("CMD")
    program, command = json.loads(line)
    assert program == "afterview"
    assert command in COMMANDS


def test_containers_set_only_settings_that_exist():
    text = DOCKERFILE + (ROOT / "docker-compose.yml").read_text("utf-8")
    assert set(re.findall(r"AFTERVIEW_[A-Z_]+", text)) <= SETTINGS


def test_the_image_starts_with_its_own_settings(monkeypatch):
    (line,) = (line for line in instructions("ENV") if "AFTERVIEW_" in line)
    environment = dict(pair.split("=", 1) for pair in shlex.split(line))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert settings.host == "0.0.0.0"
    assert [str(settings.port)] == instructions("EXPOSE")
    assert [str(settings.data_dir)] == instructions("VOLUME")
    assert f":{settings.port}/health/ready" in DOCKERFILE
    assert SERVICES["app"]["ports"][0].endswith(f":{settings.port}")
    assert all(
        f":{settings.data_dir}" in SERVICES[name]["volumes"][0] for name in ("app", "worker")
    )


def test_the_services_talk_to_the_database_that_is_there(monkeypatch):
    account = SERVICES["db"]["environment"]
    for name in ("app", "worker"):
        given = SERVICES[name]["environment"]["AFTERVIEW_DATABASE_URL"]
        monkeypatch.setenv("AFTERVIEW_DATABASE_URL", given)
        user, name = account["POSTGRES_USER"], account["POSTGRES_DB"]
        password = account["POSTGRES_PASSWORD"]
        assert Settings().url == f"postgresql+psycopg://{user}:{password}@db/{name}"


def test_nothing_runs_as_root():
    assert instructions("USER") == ["afterview"]
    for name in ("app", "worker"):
        assert SERVICES[name]["read_only"]
        assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_only_this_machine_reaches_a_port():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_commands_that_exist(page):
    named = re.findall(
        r"(?:`|^|run |&& |--no-dev )afterview ([a-z]+)", page.read_text(), re.MULTILINE
    )
    assert set(named) <= COMMANDS.keys()


def test_the_version_is_written_twice_and_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == __version__


def test_continuous_integration_runs_the_command_of_the_readme():
    command = (ROOT / ".ci/run").read_text("utf-8").splitlines()[-1]
    assert command.endswith("uv run pytest")
    assert command in (ROOT / "README.md").read_text("utf-8")
