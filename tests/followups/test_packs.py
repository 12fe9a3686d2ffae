"""The wordings that come with Afterview do what they advise (FU-07 to FU-09)."""

import re
from datetime import date

import pytest

from afterview.followups.findings import Level
from afterview.followups.lint import WORDS, About, lint, words_in
from afterview.followups.packs import PACKS, choose
from afterview.followups.rendering import EXAMPLES, VARIABLES, Medium, render, variables_of
from afterview.followups.rules import Purpose

TODAY = date(2026, 6, 12)
OPTIONAL = {variable.name for variable in VARIABLES if variable.optional}
REGIONS = ["", "GB", "US"]


def name(pack):
    return f"{pack.purpose}-{pack.medium}-{pack.region or 'anywhere'}"


each_pack = pytest.mark.parametrize("pack", PACKS, ids=name)


def filled(pack, values=EXAMPLES):
    subject, body = render(pack.subject, values), render(pack.body, values)
    about = About(
        pack.purpose,
        pack.medium,
        values.get("contact_name", ""),
        values.get("role", ""),
        captured=[values.get("specific_thing", "")],
    )
    return subject, body, lint(subject.text, body.text, about, TODAY)


def test_there_is_one_for_every_occasion_and_country():
    occasions = [(pack.purpose, pack.medium, pack.region) for pack in PACKS]
    assert sorted(occasions) == sorted(
        (purpose, medium, region) for purpose in Purpose for medium in Medium for region in REGIONS
    )


@each_pack
def test_filled_with_the_examples_it_may_go(pack):
    subject, body, found = filled(pack)
    assert subject.missing == body.missing == ()
    assert [one for one in found if one.level is Level.ERROR] == []
    if pack.medium is Medium.WRITTEN:
        assert found == []


@each_pack
def test_without_what_is_optional_it_may_go_too(pack):
    values = {key: value for key, value in EXAMPLES.items() if key not in OPTIONAL}
    subject, body, found = filled(pack, values)
    assert subject.missing == body.missing == ()
    assert "{{" not in subject.text + body.text
    assert "\n\n\n" not in body.text
    assert [one.code for one in found if one.level is Level.ERROR] == []
    if pack.medium is Medium.WRITTEN:
        assert found == []


@each_pack
def test_with_nothing_known_it_is_kept_back(pack):
    subject, body, found = filled(pack, {})
    assert body.missing
    assert not OPTIONAL & {*subject.missing, *body.missing}
    errors = [one for one in found if one.level is Level.ERROR]
    assert {one.code for one in errors} == {"unfilled"}
    wanted = len(variables_of(subject.text)) + len(variables_of(body.text))
    assert len(errors) == wanted


@each_pack
def test_each_missing_thing_is_named(pack):
    for missing in set(variables_of(pack.subject + pack.body)) - OPTIONAL:
        subject, body, found = filled(pack, EXAMPLES | {missing: ""})
        assert {*subject.missing, *body.missing} == {missing}
        assert {one.code for one in found if one.level is Level.ERROR} == {"unfilled"}


@each_pack
def test_it_says_what_is_usual_and_has_a_subject_where_one_is_read(pack):
    assert pack.note
    assert bool(pack.subject) is (pack.medium is Medium.WRITTEN)
    assert pack.body.startswith(("Dear {{", "Hi {{", "Hello {{"))
    assert "{{ my_name }}" in pack.body
    assert "{{ role }}" in pack.body


def test_what_is_usual_in_two_countries():
    """FU-08 frames the thank-you; mail before phone goes for everything British."""
    british, american = (
        choose(Purpose.THANK_YOU, Medium.WRITTEN, region) for region in ("GB", "US")
    )
    assert "Nice to have, still free marks" in british.note
    assert "Expected by many" in american.note
    for purpose in Purpose:
        for medium in (Medium.WRITTEN, Medium.SPOKEN):
            assert "ring only if they invited you" in choose(purpose, medium, "GB").note


BRITISH = re.compile(r"\b(?:ring(?: back)?|quite|suitable)\b", re.IGNORECASE)


def test_americans_read_american():
    for pack in PACKS:
        assert not (pack.region == "US" and BRITISH.search(pack.body + pack.note)), name(pack)


@pytest.mark.parametrize("pack", [one for one in PACKS if one.medium is Medium.SHORT], ids=name)
def test_what_is_short_fits_two_text_messages(pack):
    assert len(render(pack.body, EXAMPLES).text) <= 306


@pytest.mark.parametrize(
    ("region", "expected"),
    [("GB", "GB"), ("GB-SCT", "GB"), ("US", "US"), ("US-CA", "US"), ("DE", ""), ("", "")],
)
def test_the_countrys_own_comes_first(region, expected):
    for purpose in Purpose:
        for medium in Medium:
            pack = choose(purpose, medium, region)
            assert (pack.purpose, pack.medium, pack.region) == (purpose, medium, expected)


@pytest.mark.parametrize("region", REGIONS)
def test_a_request_for_feedback_reopens_nothing(region):
    body = choose(Purpose.FEEDBACK_REQUEST, Medium.WRITTEN, region).body
    assert "one thing that came across well" in " ".join(body.split())
    assert "one thing I could do better" in " ".join(body.split())
    assert "do not wish to reopen it" in " ".join(body.split())
    fewest, most = WORDS[Purpose.FEEDBACK_REQUEST]
    assert fewest <= words_in(render(body, EXAMPLES).text) <= most
