"""Versions on the wire: which tag lets a change through, and which saves a body."""

from types import SimpleNamespace

import pytest

from afterview.core import etag
from afterview.core.errors import Stale, Unconditional

ROW = SimpleNamespace(version=7)


@pytest.mark.parametrize(
    "if_match",
    ['"7.0123abcd"', 'W/"7.0123abcd"', '"7"', "*", '"3.00000000", "7.0123abcd"', '"x", *'],
)
def test_a_change_of_what_was_seen_goes_through(if_match):
    etag.check(ROW, if_match)


@pytest.mark.parametrize(
    "if_match",
    ['"6.0123abcd"', '"70.0123abcd"', "7", '"7.0123abcd', '"7.short"', '"-7"', "", '""', "None"],
)
def test_a_change_of_anything_else_is_stale(if_match):
    with pytest.raises(Stale) as refused:
        etag.check(ROW, if_match)
    assert refused.value.headers == {"ETag": '"7"'}


def test_a_change_without_a_tag_is_told_what_to_send():
    with pytest.raises(Unconditional, match="If-Match"):
        etag.check(ROW, None)


def test_the_tag_of_a_refusal_lets_a_deliberate_retry_through():
    with pytest.raises(Stale) as refused:
        etag.check(ROW, '"6.0123abcd"')
    etag.check(ROW, refused.value.headers["ETag"])


@pytest.mark.parametrize(
    ("asked", "same"),
    [
        ('"7.0123abcd"', True),
        ('W/"7.0123abcd"', True),
        ('"1.00000000", "7.0123abcd"', True),
        ("*", True),
        ('"7.0123abce"', False),
        ('"7"', False),
        ("", False),
        (None, False),
    ],
)
def test_a_body_is_saved_when_it_is_exactly_what_is_held(asked, same):
    assert etag.matches(asked, etag.make(7, 0x0123ABCD)) is same


def test_a_representation_without_a_version_has_a_tag_too():
    assert etag.make(None, 0xFF) == '"0.000000ff"'
