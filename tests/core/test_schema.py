"""Values that may come in: what each shared type takes, refuses, and turns it into."""

import pytest
from pydantic import TypeAdapter, ValidationError

from afterview.core import schema
from afterview.core.schema import WriteSchema, unchanged


@pytest.mark.parametrize(
    ("kind", "given", "taken"),
    [
        ("Line", "", ""),
        ("Line", "Bingo caller 🎱", "Bingo caller 🎱"),
        ("Line", "x" * 200, "x" * 200),
        ("Name", "é", "é"),
        ("Prose", "one\r\ntwo\rthree\n\tfour", "one\ntwo\nthree\n\tfour"),
        ("Instant", "2026-06-02T10:00:00+01:00", "2026-06-02T09:00:00Z"),
        ("Instant", "2026-06-02T09:00:00Z", "2026-06-02T09:00:00Z"),
        ("Day", "2026-02-28", "2026-02-28"),
        ("Zone", "Australia/Lord_Howe", "Australia/Lord_Howe"),
        ("Region", "GB", "GB"),
        ("Region", "GB-SCT", "GB-SCT"),
        ("Currency", "GBP", "GBP"),
        ("Locale", "en-GB", "en-GB"),
        ("Locale", "zh-Hant-TW", "zh-Hant-TW"),
        ("LocalTime", "08:30", "08:30:00"),
        ("Url", "https://mecca.example/jobs?id=42#top", "https://mecca.example/jobs?id=42#top"),
        ("Email", "sam+jobs@sub.example.org", "sam+jobs@sub.example.org"),
        ("Minor", 0, 0),
        ("Minor", 10**13, 10**13),
    ],
)
def test_what_is_taken(kind, given, taken):
    adapter = TypeAdapter(getattr(schema, kind))
    assert adapter.dump_python(adapter.validate_python(given), mode="json") == taken


@pytest.mark.parametrize("text", ["\0", "\x07", "\x1b[31m", "\x7f", "\x85", "\ufeff"])
@pytest.mark.parametrize("kind", ["Line", "Name", "Prose", "Url", "Email"])
def test_control_characters_are_refused(kind, text):
    refuse(kind, f"https://sam@example{text}.org")


@pytest.mark.parametrize("text", ["\ud800", "\udfff", "a\udc00b"])
@pytest.mark.parametrize("kind", ["Line", "Name", "Prose", "Zone"])
def test_lone_surrogates_are_refused(kind, text):
    refuse(kind, text)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("Line", "x" * 201),
        ("Line", "two\nlines"),
        ("Line", "para\u2029graph"),
        ("Name", ""),
        ("Prose", "x" * 20_001),
        ("Instant", "2026-06-02T10:00:00"),  # whose ten o'clock?
        ("Instant", "1969-12-31T23:59:59Z"),
        ("Instant", "2201-01-01T00:00:00Z"),
        ("Instant", "0001-01-01T00:00:00+14:00"),
        ("Instant", "9999-12-31T23:59:59-14:00"),
        ("Instant", 10**30),
        ("Day", "1899-12-31"),
        ("Day", "2201-01-01"),
        ("Day", "2026-02-29"),
        ("Day", "2026-06-02T10:00:00Z"),
        ("Zone", "Europe/Atlantis"),
        ("Zone", "../../etc/passwd"),
        ("Zone", "europe/london"),
        ("Region", "United Kingdom"),
        ("Region", "gb"),
        ("Currency", "gbp"),
        ("Currency", "£"),
        ("Locale", "english"),
        ("Locale", "en_GB"),
        ("LocalTime", "24:00"),
        ("LocalTime", "08:00+01:00"),
        ("Url", "javascript:alert(1)"),
        ("Url", "ftp://mecca.example"),
        ("Url", "//mecca.example"),
        ("Url", "https://"),
        ("Url", "https://two words.example"),
        ("Url", "https://mecca.example/" + "x" * 2_000),
        ("Email", "sam"),
        ("Email", "sam@example"),
        ("Email", "Sam <sam@example.org>"),
        ("Email", "sam@example.org,robin@example.org"),
        ("Email", "sam@example.org\r\nBcc: all@example.org"),
        ("Minor", -1),
        ("Minor", 10**13 + 1),
        ("Minor", 1.5),
        ("Minor", True),
        ("Minor", "5"),
    ],
)
def test_what_is_refused(kind, given):
    refuse(kind, given)


def refuse(kind, given):
    with pytest.raises(ValidationError):
        TypeAdapter(getattr(schema, kind)).validate_python(given)


class Change(WriteSchema):
    title: schema.Name = unchanged()
    notes: schema.Prose | None = unchanged()


def test_a_change_says_only_what_was_sent():
    assert Change().sent() == {}
    assert Change(title="Usher").sent() == {"title": "Usher"}
    assert Change(notes=None).sent() == {"notes": None}


def test_null_clears_only_what_may_be_empty():
    with pytest.raises(ValidationError):
        Change(title=None)


def test_unknown_fields_are_refused_and_spaces_trimmed():
    with pytest.raises(ValidationError):
        Change(colour="blue")
    assert Change(title="  Usher  ").title == "Usher"
    with pytest.raises(ValidationError):
        Change(title="   ")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), "NaN", "-Infinity"])
def test_numbers_are_numbers(number):
    class Position(WriteSchema):
        position: float

    with pytest.raises(ValidationError):
        Position(position=number)
