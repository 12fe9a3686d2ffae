"""What the doctor finds on installations that are not well."""

import pytest

from afterview.core.doctor import Verdict, examine
from afterview.core.settings import Settings
from tests.factories.databases import on_postgresql, on_sqlite


@pytest.fixture
def examined(migrated_url, tmp_path):
    """Findings by subject, for settings over those of a sound installation."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)

    def look(**settings):
        given = {"database_url": migrated_url, "data_dir": folder} | settings
        return {finding.subject: finding for finding in examine(Settings(**given))}

    return look


@on_postgresql
def test_a_database_server_that_does_not_sync_is_broken(examined):
    """As the tests' own server is, for speed."""
    finding = examined()["Durability"]
    assert finding.verdict is Verdict.BROKEN
    assert finding.detail.startswith("fsync, full_page_writes, synchronous_commit is off")


def test_a_sound_database_is_ok(examined):
    findings = examined()
    assert {findings[subject].verdict for subject in ("Database", "Schema", "Clock")} == {"ok"}


@on_sqlite
def test_a_folder_others_may_enter_is_a_warning(examined, tmp_path):
    assert examined()["Data folder"].verdict is Verdict.OK
    (tmp_path / "data").chmod(0o755)
    finding = examined()["Data folder"]
    assert finding.verdict is Verdict.WARNING
    assert "chmod 700" in finding.detail


@on_sqlite
@pytest.mark.parametrize(
    ("settings", "subject", "verdict"),
    [
        ({}, "Address", Verdict.OK),
        ({"host": "0.0.0.0"}, "Address", Verdict.WARNING),
        ({"public_url": "http://afterview.example.org"}, "Address", Verdict.WARNING),
        ({"public_url": "https://afterview.example.org"}, "Address", Verdict.OK),
        ({"public_url": "https://afterview.example.org"}, "Reverse proxy", Verdict.WARNING),
        ({"public_url": "https://example.org/afterview"}, "Address", Verdict.BROKEN),
        ({"public_url": "afterview.example.org"}, "Address", Verdict.BROKEN),
    ],
)
def test_addresses(examined, settings, subject, verdict):
    assert examined(**settings)[subject].verdict is verdict


@on_sqlite
def test_rows_that_refer_to_nothing_are_found(examined, app):
    with app.state.gate.engine.connect() as connection:
        driver = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute(
            "INSERT INTO browser_session "
            "VALUES ('a', 'nobody', x'00', '', '2026-01-01', '2026-01-01', '2026-01-01')"
        )
    finding = examined()["Integrity"]
    assert finding.verdict is Verdict.BROKEN
    assert "browser_session" in finding.detail
