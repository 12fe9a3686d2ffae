"""Words find rows, whatever was typed, and keep finding them after every change."""

import pytest

from tests.factories.story import patched
from tests.factories.world import make_application

HARMLESS = [
    '"',
    '""',
    "'",
    "it's",
    '"unclosed',
    "AND",
    "OR NOT",
    "NEAR(a b)",
    "a*",
    "*",
    "^bingo",
    "title:bingo",
    "-bingo",
    "bingo | caller & !x",
    "bingo <-> caller",
    ":*",
    "(",
    "\\",
    "%",
    "_",
    "{col} : x",
    "bingo;--",
    "👻",
    "👨‍👩‍👧‍👦",
    "招聘",
    "ñandú",
    "İstanbul",
    "e\u0301",
    "\u202egnidnats",
    "\u200b",
    "x" * 200,
    "a " * 100,
    "1e5 0x1F -0 NaN",
    "C++ C# .NET node.js",
    "a@b.example https://b.example/x?y=z",
    "नौकरी",
    "\ud7ff\ue000",
]


@pytest.fixture
def search(api):
    """The titles that words find, in the order of their making."""

    def found(q):
        query = {"q": q, "sort": "created_at"}
        return [item["title"] for item in api.items("/applications", params=query)]

    return found


def test_nothing_that_can_be_typed_is_too_much(api, search):
    make_application(api)
    for q in HARMLESS:
        assert search(q) in ([], ["Bingo caller"]), q


def test_a_row_is_found_by_what_was_typed_into_it(api, search):
    """Whatever a title is made of, its own words find it, on either database."""
    titles = [
        "Developer/Analyst",
        "Node.js engineer",
        "C++ developer, 3.5 days",
        "Front-end lead (m/w/d)",
        "Lecturer, A.I.",
        "it's a job",
        "招聘 编辑",
        "Ñandú keeper",
        "Usher @ the_Palace",
        "50% night porter",
        "🎱 Bingo 🎱",
    ]
    for title in titles:
        make_application(api, title=title)
    assert [title for title in titles if title not in search(title)] == []
    for q, title in {
        "analyst": titles[0],
        "node js": titles[1],
        "js": titles[1],
        "3.5": titles[2],
        "end": titles[3],
        "编辑": titles[6],
        "ÑANDÚ": titles[7],
        "50": titles[9],
    }.items():
        assert search(q) == [title], q


def test_all_words_are_needed_and_the_last_may_be_a_beginning(api, search):
    make_application(api, title="Bingo caller", organization_name="Mecca", job_location="Leeds")
    make_application(api, title="Night porter", organization_name="Palace", tags=["bingo wing"])
    make_application(api, title="Usher", organization_name="Palace", notes="Bring\na torch")
    assert search("bingo") == ["Bingo caller", "Night porter"]
    assert search("BINGO mec") == ["Bingo caller"]
    assert search("lee cal") == []  # only the last word may be half typed
    assert search("cal") == ["Bingo caller"]
    assert search("palace torch") == ["Usher"]
    assert search("palace bingo wing") == ["Night porter"]
    assert search("palace mecca") == []
    assert search("application") == []  # our own words are nobody's


def test_the_index_keeps_step_with_every_change(api, search):
    made = make_application(api, title="Bingo caller", tags=["nights"])
    path = f"/applications/{made['id']}"
    patched(api, path, title="Quiz master", tags=["days"], notes="Bring a torch")
    assert search("bingo") == search("nights") == []
    assert search("quiz") == search("days torch") == ["Quiz master"]
    patched(api, path, notes="")
    assert search("torch") == []
    make_application(api, title="Bingo caller")
    assert search("bingo") == ["Bingo caller"]
    api.delete(path, if_match="*")
    assert search("quiz") == []
    assert search("mecca") == ["Bingo caller"]


def test_a_refused_change_leaves_the_index_alone(api, search):
    made = make_application(api)
    gone = {"title": "Quiz master", "organization_id": made["id"]}
    assert api.patch(f"/applications/{made['id']}", gone, if_match="*").status_code == 404
    assert (search("bingo"), search("quiz")) == (["Bingo caller"], [])


def test_nobody_finds_anybody_elses_rows(api, other, search):
    make_application(other, title="Bingo caller", notes="secret")
    assert search("bingo") == search("secret") == []


def test_each_kind_is_searched_for_itself(api, search):
    make_application(api, title="Usher", organization_name="Bingo Palace")
    api.made("/contacts", {"name": "Bingo Brown", "notes": "usher"})
    assert [found["name"] for found in api.items("/contacts", params={"q": "usher"})] == [
        "Bingo Brown"
    ]
    assert [found["name"] for found in api.items("/organizations", params={"q": "bingo"})] == [
        "Bingo Palace"
    ]
    assert search("brown") == []
