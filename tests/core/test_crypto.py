"""Secrets at rest: sealed for one owner and one purpose, with a key only its owner may read."""

import stat
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from pydantic import ValidationError

from afterview.core.crypto import (
    KEY_FILE,
    KeyUnusable,
    SecretUnreadable,
    _vault,
    key_file,
    read_key,
    vault_of,
)
from afterview.core.doctor import Verdict, examine
from afterview.core.settings import Settings

SAM, ROBIN = uuid4(), uuid4()
KEY = "a long text that nobody is going to guess"


def a_vault(tmp_path, key=KEY):
    return vault_of(Settings(data_dir=tmp_path, secret_key=key))


def another_process(tmp_path):
    """The vault as it is after a restart."""
    _vault.cache_clear()
    return a_vault(tmp_path, key="")


@pytest.mark.parametrize("text", ["hunter2", "", "pässwörd ☃", "x" * 5_000])
def test_what_is_sealed_opens_again(tmp_path, text):
    sealed = a_vault(tmp_path).seal(text, owner_id=SAM, purpose="smtp-password")
    assert text.encode() not in sealed or not text
    assert a_vault(tmp_path).open(sealed, owner_id=SAM, purpose="smtp-password") == text


def test_the_same_text_is_sealed_differently_each_time(tmp_path):
    vault = a_vault(tmp_path)
    sealed = {vault.seal("hunter2", owner_id=SAM, purpose="smtp-password") for _ in range(20)}
    assert len(sealed) == 20


def test_it_opens_nowhere_else(tmp_path):
    vault = a_vault(tmp_path)
    sealed = vault.seal("hunter2", owner_id=SAM, purpose="smtp-password")
    other = a_vault(tmp_path, key=KEY[::-1])
    for opener, owner_id, purpose in (
        (vault, ROBIN, "smtp-password"),
        (vault, SAM, "imap-password"),
        (other, SAM, "smtp-password"),
    ):
        with pytest.raises(SecretUnreadable):
            opener.open(sealed, owner_id=owner_id, purpose=purpose)


def test_what_was_tampered_with_does_not_open(tmp_path):
    vault = a_vault(tmp_path)
    sealed = vault.seal("hunter2", owner_id=SAM, purpose="smtp-password")
    flipped = [
        sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        for place in range(len(sealed))
    ]
    shortened = [sealed[:length] for length in range(len(sealed))]
    for wrong in [*flipped, *shortened, sealed + b"x"]:
        with pytest.raises(SecretUnreadable):
            vault.open(wrong, owner_id=SAM, purpose="smtp-password")


def test_derived_keys_are_steady_and_apart(tmp_path):
    vault = a_vault(tmp_path)
    assert vault.derive("vapid") == a_vault(tmp_path).derive("vapid")
    assert len({vault.derive("vapid"), vault.derive("other"), KEY.encode()}) == 3
    assert len(vault.derive("vapid")) == 32


def test_the_key_file_is_made_by_the_first_secret_for_its_owner_only(tmp_path):
    folder = tmp_path / "data"
    vault = a_vault(folder, key="")
    assert not folder.exists()
    sealed = vault.seal("hunter2", owner_id=SAM, purpose="smtp-password")
    made = folder / KEY_FILE
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == [KEY_FILE]
    assert another_process(folder).open(sealed, owner_id=SAM, purpose="smtp-password") == "hunter2"


def test_processes_that_make_it_at_once_agree(tmp_path):
    path = tmp_path / KEY_FILE

    def derive(_):
        return _vault.__wrapped__("", path).derive("x")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(derive, range(32)))) == 1
    assert [path.name for path in tmp_path.iterdir()] == [KEY_FILE]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o644])
def test_a_key_file_that_others_may_read_is_not_used(tmp_path, mode):
    path = tmp_path / KEY_FILE
    path.write_text(KEY)
    path.chmod(mode)
    with pytest.raises(KeyUnusable) as refusal:
        a_vault(tmp_path, key="").derive("x")
    assert refusal.value.reason == f"others may read {path}; chmod 600 it"
    assert str(tmp_path) not in refusal.value.detail
    path.chmod(0o600)
    assert len(a_vault(tmp_path, key="").derive("x")) == 32


@pytest.mark.parametrize("content", ["", "short"])
def test_a_key_file_that_was_cut_short_is_not_used(tmp_path, content):
    path = tmp_path / KEY_FILE
    path.write_text(content)
    path.chmod(0o600)
    with pytest.raises(KeyUnusable, match="doctor") as refusal:
        read_key(path)
    assert "cut short" in refusal.value.reason


def test_a_place_where_no_file_can_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(KeyUnusable) as refusal:
        a_vault(tmp_path / "file", key="").seal("x", owner_id=SAM, purpose="y")
    assert "cannot be made" in refusal.value.reason


def test_a_key_that_is_too_short_ends_the_start():
    with pytest.raises(ValidationError, match="openssl rand") as refusal:
        Settings(secret_key="hunter2")
    assert refusal.value.errors()[0]["loc"] == ("secret_key",)
    assert KEY not in repr(Settings(secret_key=KEY))


def test_the_doctor_looks_at_the_key_and_at_the_certificates(tmp_path):
    def found(**settings):
        given = {"data_dir": tmp_path} | settings
        return {finding.subject: finding for finding in examine(Settings(**given))}

    assert found()["Secrets"].verdict is Verdict.OK
    assert "Certificates" not in found()
    path = key_file(Settings(data_dir=tmp_path))
    path.write_text(KEY)
    path.chmod(0o644)
    assert found()["Secrets"].verdict is Verdict.BROKEN
    assert "chmod 600" in found()["Secrets"].detail
    path.chmod(0o600)
    assert found()["Secrets"].verdict is Verdict.OK
    assert found(secret_key=KEY)["Secrets"].detail == "encrypted with AFTERVIEW_SECRET_KEY"
    assert found(ca_file=tmp_path / "none.pem")["Certificates"].verdict is Verdict.BROKEN
    assert found(ca_file=path)["Certificates"].verdict is Verdict.BROKEN
