"""Settings: read from the environment, told apart, refused when they make no sense."""

import pytest
from pydantic import ValidationError

from afterview.core.settings import Settings


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("postgresql://a@db/afterview", "postgresql+psycopg://a@db/afterview"),
        ("postgres://a@db/afterview", "postgresql+psycopg://a@db/afterview"),
        ("postgresql+psycopg://a@db/afterview", "postgresql+psycopg://a@db/afterview"),
        ("sqlite:////var/lib/x.db", "sqlite:////var/lib/x.db"),
    ],
)
def test_a_database_is_named_the_usual_way(given, url):
    assert Settings(database_url=given).url == url


def test_without_one_it_is_a_file_in_the_data_folder(tmp_path):
    assert Settings(data_dir=tmp_path).url == f"sqlite:///{tmp_path / 'afterview.db'}"


def test_settings_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("AFTERVIEW_PUBLIC_URL", "https://afterview.example.org")
    monkeypatch.setenv("AFTERVIEW_SESSION_DAYS", "7")
    settings = Settings()
    assert settings.secure
    assert settings.session_days == 7


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 70_000},
        {"connections": 0},
        {"signups": "sometimes"},
        {"session_days": 0},
        {"log_level": "loud"},
        {"max_body_bytes": 10},
    ],
)
def test_a_setting_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValidationError):
        Settings(**wrong)
