"""The service, with the settings that suit a test."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI

from afterview.core.settings import Settings
from afterview.main import create_app
from tests.factories.clock import TestClock

SECRET_KEY = "known to tests and nobody else, so of no use"


def make_app(url: str, clock: TestClock, folder: Path, **changes: Any) -> FastAPI:
    """The service on a migrated database, at the test's clock, open to new accounts."""
    settings = {
        "database_url": url,
        "data_dir": folder / "data",
        "signups": "open",
        "secret_key": SECRET_KEY,
    }
    return create_app(Settings(**settings | changes), clock)
