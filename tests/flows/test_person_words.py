"""Names and addresses are found however they are written, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from afterview.flows.person_words import NOBODY, words_of
from afterview.people.models import Channel

WHO = words_of(
    ["Priya Nair"],
    [
        (Channel.EMAIL, "priya.nair@mecca.example"),
        (Channel.PHONE, "+44 113 496 0123"),
        (Channel.LINKEDIN_MESSAGE, "https://www.linkedin.com/in/priyanair/"),
        (Channel.VIA_AGENCY, "Second Chance Staffing"),
    ],
)
LETTERS = some.text(alphabet="abcdefgé ßĞ", min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Priya Nair rang", "A former contact rang"),
        ("I rang PRIYA\n  nair's desk", "I rang a former contact's desk"),
        ("Yes\nPriya Nair", "Yes\nA former contact"),
        ("Priya Nairobi, Apriya Nair", "Priya Nairobi, Apriya Nair"),
        ("Priya was kind", "Priya was kind"),
        ("to <Priya.Nair@mecca.example>.", "to <a former contact>."),
        ("apriya.nair@mecca.example", "apriya.nair@mecca.example"),
        ("priya.nair@mecca.example.org", "priya.nair@mecca.example.org"),
        ("Ring +44 (113) 496-0123 now", "Ring a former contact now"),
        ("Ring 441134960123", "Ring a former contact"),
        ("Ring +44 113 496 01234", "Ring +44 113 496 01234"),
        ("see linkedin.com/in/PriyaNair", "see a former contact"),
        ("see linkedin.com/in/priyanair-2", "see linkedin.com/in/priyanair-2"),
        ("Second Chance Staffing", "Second Chance Staffing"),
    ],
)
def test_what_tells_who_it_is_gives_way(text, left):
    assert WHO.without(text, "notes") == left


def test_letters_put_together_in_another_way_are_the_same():
    who = words_of(["Zoë Brontë"], [])
    assert who.without("Met Zoe\u0308 Bronte\u0308.", "notes") == "Met a former contact."


def test_a_name_of_one_word_keeps_its_capitals():
    who = words_of(["Will"], [])
    assert who.without("Will said he will.", "notes") == "A former contact said he will."
    assert words_of(["X"], []) is None


def test_what_programs_read_is_left_to_them():
    who = words_of(["London"], [(Channel.EMAIL, "a@b.example")])
    said = {"zone": "Europe/London", "format": "London", "location": "London"}
    assert who.without(said, "details") == said | {"location": "A former contact"}
    assert who.without("https://b.example/?to=a%40b.example", "url") is None
    assert who.without("a@b.example", "from_email") == ""
    renamed = who.without(["1-A@b.example", "2@c.example"], "references")
    assert renamed[0].endswith("@removed.invalid") and renamed[1] == "2@c.example"
    assert who.without("1-a@b.example", "in_reply_to") == renamed[0]


@given(LETTERS, LETTERS, some.lists(LETTERS, max_size=3))
def test_nothing_of_a_name_is_left_whatever_stands_around_it(first, last, around):
    who = words_of([f"{first} {last}"], [])
    ours = set(NOBODY.split())  # with a word before it, what stands in could be such a name again
    if who is None or ours & {*first.casefold().split(), *last.casefold().split()}:
        return
    text = " ".join([*around, first, last, *around])
    left = who.without(text, "notes")
    assert who.without(left, "notes") == left
    if first.strip() and last.strip():
        assert "former contact" in left


@given(some.text(max_size=40), some.text(max_size=60))
def test_no_name_and_no_text_breaks_it(name, text):
    who = words_of([name], [(Channel.OTHER, name)])
    if who is not None:
        left = who.without(text, "notes")
        assert who.texts.search(text) or left == text
        who.indexed.sub("x", text)
