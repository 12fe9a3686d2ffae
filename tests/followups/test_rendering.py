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
    Rendered,
    StrayBraces,
    UnknownVariable,
    refuse_stray_braces,
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
    assert render(line, {}) == Rendered("{{ role }}", ("role",))
    assert render(line, {"agency": "Us"}) == Rendered("{{ role }}: Us", ("role",))
    assert render(line, {"role": "Caller"}) == Rendered("Caller", ())


HALF_KNOWN = {
    name: value for name, value in EXAMPLES.items() if name not in OPTIONAL or name == "next_step"
}


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        # Lists, brackets, commas: what is known stays, and what led up to the gap goes with it.
        ("{{ next_step }}, {{ agency }}", "A trial evening"),
        ("{{ agency }}, {{ next_step }}.", "A trial evening."),
        ("{{ agency }} and {{ next_step }}.", "A trial evening."),
        ("{{ role }}: {{ agency }}", "Bingo caller"),
        ("{{ role }} / {{ agency }} / {{ my_name }}", "Bingo caller / Sam Okafor"),
        ("{{ role }}, {{ agency }}, {{ my_name }}", "Bingo caller, Sam Okafor"),
        ("{{ role }}, {{ agency }} and {{ my_name }}!", "Bingo caller and Sam Okafor!"),
        ("With {{ agency }} and {{ role }}, {{ promised_day }}.", "With Bingo caller."),
        ("With {{ next_step }} and {{ agency }}, then home.", "With A trial evening, then home."),
        ("{{ organization }} ({{ agency }}), thanks.", "Mecca Customer Services, thanks."),
        ("For {{ role }} (“{{ agency }}”).", "For Bingo caller."),
        ("Your agency, {{ agency }}, sent {{ role }}.", "Your agency sent Bingo caller."),
        ("About {{ next_step }} by {{ promised_day }}.", "About A trial evening."),
        ("I write via {{ agency }} about {{ role }}.", "I write about Bingo caller."),
        ("{{ agency }} told me about {{ role }}.", "Told me about Bingo caller."),
        ("  - {{ agency }}: {{ role }}", "  - Bingo caller"),
        ("2. {{ role }} \u2013 {{ agency }}", "2. Bingo caller"),
        # Words that do without it stay; words that hang on it do not.
        ("You may ask my agency ({{ agency }}) as well.", "You may ask my agency as well."),
        ("Thank you. You said by {{ promised_day }}. Kind regards", "Thank you. Kind regards"),
        ("One question: {{ question_of_mine }} Thank you.", "Thank you."),
        ("Thank you, Dr. {{ contact_name }}, via {{ agency }}.", "Thank you, Dr. Priya Nair."),
        ("Bye.  Yours,  {{ my_name }}, {{ agency }}", "Bye.  Yours,  Sam Okafor"),
    ],
)
def test_what_is_known_stays_when_something_beside_it_is_not(line, kept):
    found = render(f"One.\n\n{line}\nThree.", HALF_KNOWN)
    assert (found.text, found.missing) == (f"One.\n\n{kept}\nThree.", ())
    assert "  " not in found.text.strip() or "  " in line


@pytest.mark.parametrize(
    "line",
    [
        "{{ agency }}",
        " - {{ agency }}, {{ promised_day }}.",
        "({{ agency }}) {{ question_of_mine }}",
        "You hoped to decide by {{ promised_day }}.",
        "You mentioned {{ agency }}, {{ promised_day }} and more. {{ question_of_mine }}",
    ],
)
def test_a_line_in_which_nothing_is_known_goes(line):
    assert render(f"One.\n{line}\nThree.", {}).text == "One.\nThree."


@pytest.mark.parametrize("line", ["Dear {{ contact_first_name }},", "  So , we met ..  Well"])
def test_a_line_without_a_gap_is_left_as_it_was_written(line):
    assert render(f"One.\n{line}", {"contact_first_name": "Ada"}).text == (
        f"One.\n{line}".replace("{{ contact_first_name }}", "Ada")
    )


@pytest.mark.parametrize(
    ("wording", "place", "mark"),
    [
        ("{{", "Line 1, character 1", "{{"),
        ("Dear {{ my_name },", "Line 1, character 6", "{{"),
        ("Dear my_name }},", "Line 1, character 14", "}}"),
        ("{{ my_name }}\n\nSo }} it is", "Line 3, character 4", "}}"),
        ("{{ my_name }} {% if role %}", "Line 1, character 15", "{%"),
        ("so %} it is", "Line 1, character 4", "%}"),
        ("{{ role\n}}", "Line 1, character 1", "{{"),
        ("{{{{ role }}}}", "Line 1, character 1", "{{"),
        ("{{ " + "x" * 61 + " }}", "Line 1, character 1", "{{"),
    ],
)
def test_stray_braces_are_refused_with_their_place(wording, place, mark):
    with pytest.raises(StrayBraces) as refused:
        refuse_stray_braces(wording)
    assert str(refused.value).startswith(f"{place}: “{mark}” ")


@pytest.mark.parametrize("wording", ["", "{{ role }}", "{{role}}{{my_name}}", "{a} 50 % {b}", "{}"])
def test_other_braces_are_nobodys_business(wording):
    refuse_stray_braces(wording)


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
        st.sampled_from([". ", ", ", " and ", " by ", "(", ")", "- ", "e.g. ", "Two"]),
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
    assert not set(found.missing) & set(OPTIONAL)
    asked = {name for name in names if name not in OPTIONAL or values.get(name, "").strip()}
    assert {name for name in asked if not values.get(name, "").strip()} == set(found.missing)


@given(st.text(max_size=20_000))
def test_any_text_is_searched(text):
    for name, start, end in unfilled(text):
        assert text[start:end].strip("{} ") == name.strip("{} ")


@pytest.mark.parametrize(
    "piece",
    [
        "{{", "}}", "{{ role }} ", "{", "\n", "{{ ", "{{ agency }}",
        "{{ agency }}, {{ role }} and ",
        "{{ role }}. {{ agency }} ", "({{ role }} {{agency}})", " ", ".", ". ", ".'",
    ],
)  # fmt: skip
def test_a_long_wording_comes_to_an_end(piece):
    text = (piece * 20_000)[:20_000]
    unfilled(text)
    for more in ("", "{{ agency }}"):
        assert len(render(text + more, EXAMPLES).text) <= LENGTH
        assert len(render(text + more, {"role": "Caller"}).text) <= LENGTH
