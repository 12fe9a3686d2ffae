"""Filling a wording: what is known goes in, what is not stays visible or disappears."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.followups.rendering import (
    EXAMPLES,
    LENGTH,
    VALUE_LENGTH,
    VARIABLES,
    UnknownVariable,
    render,
    unfilled,
    variables_of,
)

OPTIONAL = [variable.name for variable in VARIABLES if variable.optional]
REQUIRED = [variable.name for variable in VARIABLES if not variable.optional]


def test_every_variable_is_explained():
    assert len({variable.name for variable in VARIABLES}) == len(VARIABLES) == len(EXAMPLES)
    assert all(variable.meaning and variable.example for variable in VARIABLES)
    assert OPTIONAL == ["promised_day", "next_step", "question_of_mine", "agency", "weeks_since"]


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
@pytest.mark.parametrize("form", ["{{ %s }}", "{{%s}}", "{{   %s }}"])
def test_a_variable_is_filled(variable, form):
    found = render(f"Say {form % variable.name}!", EXAMPLES)
    assert (found.text, found.missing) == (f"Say {variable.example}!", ())


def test_the_variables_of_a_wording_are_told_in_order():
    assert variables_of("{{ role }} {{my_name}}\n{{ role }}") == ["role", "my_name", "role"]
    assert variables_of("No { variable } here, {{\n}}, {{ a { b }}") == []


@pytest.mark.parametrize(
    ("wording", "line", "name"),
    [
        ("{{ salary }}", 1, "salary"),
        ("Dear {{ my_name }},\n\nI want {{ cake }} and {{ tea }}.", 3, "cake"),
        ("\n\n\n{{ My_Name }}", 4, "My_Name"),
        ("{{ }}", 1, ""),
        ("{{ 7 * 7 }}", 1, "7 * 7"),
        ("{{ my_name.upper() }}", 1, "my_name.upper()"),
        ("{{ my_name|safe }}", 1, "my_name|safe"),
        ("{{ my name }}", 1, "my name"),
    ],
)
def test_what_does_not_exist_is_named_with_its_line(wording, line, name):
    for read in (variables_of, lambda wording: render(wording, EXAMPLES)):
        with pytest.raises(UnknownVariable) as refused:
            read(wording)
        said = str(refused.value)
        assert said.startswith(f"Line {line}: there is no “{name}”.")
        assert all(variable.name in said for variable in VARIABLES)


@pytest.mark.parametrize("nothing", [{}, {"my_name": ""}, {"my_name": " \n\t"}])
def test_what_is_missing_stays_visible_and_is_named(nothing):
    found = render("Yours,\n{{my_name}}, the {{ role }}, {{ my_name }}", nothing)
    assert found.text == "Yours,\n{{ my_name }}, the {{ role }}, {{ my_name }}"
    assert found.missing == ("my_name", "role")
    assert [name for name, _, _ in unfilled(found.text)] == ["my_name", "role", "my_name"]


@pytest.mark.parametrize("name", OPTIONAL)
@pytest.mark.parametrize("value", ["", " ", None])
def test_a_line_of_something_optional_disappears(name, value):
    values = {} if value is None else {name: value}
    found = render(f"One.\nTwo {{{{ {name} }}}}.\nThree.", values)
    assert (found.text, found.missing) == ("One.\nThree.", ())
    alone = render(f"One.\n\n{{{{ {name} }}}}\n\nThree.", values)
    assert alone.text == "One.\n\nThree."


@pytest.mark.parametrize("name", REQUIRED)
def test_a_line_of_something_required_stays(name):
    found = render(f"One.\nTwo {{{{ {name} }}}}.", {})
    assert found.text == f"One.\nTwo {{{{ {name} }}}}."
    assert found.missing == (name,)


def test_a_line_with_both_stays_while_the_required_one_is_missing():
    line = "{{ role }}: {{ agency }}"
    assert render(line, {}).missing == ("role", "agency")
    assert render(line, {"agency": "Us"}).text == "{{ role }}: Us"
    assert render(line, {"role": "Caller"}).text == ""


def test_a_value_is_one_line_and_not_read_again():
    found = render("{{ role }}", {"role": " Bingo\n\n caller {{ my_name }} \\1 %s {0} "})
    assert found.text == "Bingo caller {{ my_name }} \\1 %s {0}"
    assert found.missing == ()
    assert [name for name, _, _ in unfilled(found.text)] == ["my_name"]


def test_the_result_is_bounded():
    value = {"role": "x" * 10_000}
    assert len(render("{{ role }}", value).text) == VALUE_LENGTH
    assert len(render("{{ role }}" * 1_000, value).text) == LENGTH


def test_gaps_are_closed():
    assert render("\n\nOne.\n\n\n\n\nTwo.\n\n", {}).text == "One.\n\nTwo."


def test_places_left_open_are_found():
    text = "Dear {{ role }}, {{x}} {{ }} {y} {{\n}}"
    found = unfilled(text)
    assert [name for name, _, _ in found] == ["role", "x", ""]
    assert [text[start:end] for _, start, end in found] == ["{{ role }}", "{{x}}", "{{ }}"]


wordings = st.lists(
    st.one_of(
        st.sampled_from([f"{{{{ {variable.name} }}}}" for variable in VARIABLES]),
        st.sampled_from(["{", "}", "{{", "}}", "\n", " ", "word", "\\g<0>", "{{ nobody }}"]),
        st.text(max_size=10),
    ),
    max_size=30,
).map("".join)
known = st.dictionaries(
    st.sampled_from([variable.name for variable in VARIABLES]), st.text(max_size=30)
)


@given(wordings, known)
def test_any_wording_is_filled_or_refused(wording, values):
    try:
        names = variables_of(wording)
    except UnknownVariable as refused:
        assert re.match(r"Line \d+: there is no “", str(refused))
        with pytest.raises(UnknownVariable):
            render(wording, values)
        return
    found = render(wording, values)
    assert set(found.missing) <= set(names)
    assert not any(values.get(name, "").strip() for name in found.missing)
    assert set(found.missing) <= {name for name, _, _ in unfilled(found.text)}


@given(st.text(max_size=20_000))
def test_any_text_is_searched(text):
    for name, start, end in unfilled(text):
        assert text[start:end].strip("{} ") == name.strip("{} ")


@pytest.mark.parametrize("piece", ["{{", "}}", "{{ role }} ", "{", "\n", "{{ "])
def test_a_long_wording_comes_to_an_end(piece):
    text = (piece * 20_000)[:20_000]
    unfilled(text)
    assert len(render(text, EXAMPLES).text) <= LENGTH
