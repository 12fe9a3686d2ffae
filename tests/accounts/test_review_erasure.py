"""Erased means erased: not one word is left in any file."""

from pathlib import Path

from sqlalchemy import make_url

from tests.factories.databases import on_sqlite
from tests.factories.story import out

CANARY = "Zanzibarquux"


@on_sqlite
def test_no_word_of_an_erased_account_is_left_in_a_file(api, user, other, clock, migrated_url):
    """The index of words keeps what was deleted unless told not to; so do pages and the log."""
    out(api, clock, "2026-06-02 11:15")
    api.made("/organizations", {"name": f"{CANARY} Limited", "notes": f"Ask {CANARY}."})
    other.made("/organizations", {"name": "Kept"})
    files = Path(make_url(migrated_url).database)
    assert CANARY.lower() in written(files)
    assert api.post("/me/erasure", {"password": user.password}).status_code == 204
    assert CANARY.lower() not in written(files)
    assert len(other.items("/organizations", params={"q": "kept"})) == 1


def written(database):
    """Everything in the database's files, as text without case."""
    files = database.parent.glob(f"{database.name}*")
    return "".join(file.read_bytes().decode("latin-1") for file in files).lower()
