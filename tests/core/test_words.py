"""Finding by words: whole words and one beginning, in one's own rows, whatever is typed."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from afterview.core import words as index
from tests.factories.databases import on_postgresql, on_sqlite


@pytest.fixture
def titles(api, other):
    """Asks Sam's organizations for words, and gives the names found."""
    for name in ("Gala Bingo Leeds", "Palace Hotel, Leeds", "O'Brien & Söhne 24/7"):
        api.made("/organizations", {"name": name})
    other.made("/organizations", {"name": "Gala Bingo of somebody else"})

    def ask(words):
        return [item["name"] for item in api.items("/organizations", params={"q": words})]

    return ask


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("bingo", ["Gala Bingo Leeds"]),
        ("LEEDS gala", ["Gala Bingo Leeds"]),
        ("leeds", ["Gala Bingo Leeds", "Palace Hotel, Leeds"]),
        ("lee", ["Gala Bingo Leeds", "Palace Hotel, Leeds"]),
        ("bin gala", []),  # only the last word may be a beginning
        ("brien", ["O'Brien & Söhne 24/7"]),
        ("söhne 24", ["O'Brien & Söhne 24/7"]),
        ("somebody", []),
        ("bingo OR hotel", []),
        ('"gala', ["Gala Bingo Leeds"]),
        ("gala*", ["Gala Bingo Leeds"]),
        ("NEAR(gala leeds)", []),
        ("name:gala", []),
        ("&", []),
        ("''", []),
    ],
)
def test_words_are_found(titles, words, found):
    assert titles(words) == found


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(words=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40))
@example(words="²")
@example(words="İstanbul")
@example(words="कि")
@example(words="a\u0301 _ __ ªº")
def test_whatever_is_typed_is_only_words(api, words):
    """A row named by any text is found by that text, if it has words at all."""
    if "\ufeff" in words or not words.strip():
        return
    name = f"x {words.strip()}"
    created = api.made("/organizations", {"name": name})
    found = api.items("/organizations", params={"q": name, "limit": 200})
    assert created["id"] in {item["id"] for item in found}


def test_words_change_with_their_row(api, titles):
    (found,) = api.items("/organizations", params={"q": "palace"})
    api.patch(f"/organizations/{found['id']}", {"name": "Grand Hotel"}, if_match="*")
    assert titles("palace") == []
    assert titles("grand") == ["Grand Hotel"]
    api.delete(f"/organizations/{found['id']}", if_match="*")
    assert titles("grand") == []


@on_sqlite
def test_of_a_common_word_the_newest_rows_are_found(api, titles, monkeypatch):
    api.made("/organizations", {"name": "Aire Bridge, Leeds"})
    everything = ["Aire Bridge, Leeds", "Gala Bingo Leeds", "Palace Hotel, Leeds"]
    assert titles("leeds") == everything
    monkeypatch.setattr(index, "NEWEST", 2)  # two rows instead of five hundred
    assert titles("leeds") == ["Aire Bridge, Leeds", "Palace Hotel, Leeds"]
    first = api.get("/organizations", params={"q": "leeds", "limit": 1})
    second = api.get(first.links["next"]["url"].removeprefix("/api/v1"))
    found = [item["name"] for page in (first, second) for item in page.json()["items"]]
    assert found == titles("leeds")
    assert "next" not in second.links
    assert titles("gala bingo") == ["Gala Bingo Leeds"]


@on_postgresql
@pytest.mark.parametrize(("limit", "rows"), [("COMMON", 2), ("OFTEN", 1)])
def test_a_common_word_is_looked_for_along_the_list(api, titles, monkeypatch, limit, rows):
    monkeypatch.setattr(index, limit, rows)  # instead of a thousand, or twenty-five lately
    assert titles("leeds") == ["Gala Bingo Leeds", "Palace Hotel, Leeds"]
    assert titles("leeds hot") == ["Palace Hotel, Leeds"]
    first = api.get("/organizations", params={"q": "lee", "limit": 1})
    second = api.get(first.links["next"]["url"].removeprefix("/api/v1"))
    found = [item["name"] for page in (first, second) for item in page.json()["items"]]
    assert found == titles("leeds")
    assert titles("eeds") == titles("gala bin leed") == []  # a beginning, and only of the last one
    assert titles("leeds%") == titles("leeds")
