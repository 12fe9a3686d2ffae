"""The next search action (PL-06), and the warning that a job is already on the board."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.pipeline.rules import same_posting, search_action_due_on, similar_titles


@pytest.mark.parametrize(
    ("ended_on", "due_on"),
    [
        pytest.param(date(2026, 6, 2), date(2026, 6, 3), id="Tuesday, so Wednesday"),
        pytest.param(date(2026, 6, 5), date(2026, 6, 8), id="Friday, so Monday"),
        pytest.param(date(2026, 6, 6), date(2026, 6, 8), id="Saturday, so Monday"),
        pytest.param(date(2026, 5, 22), date(2026, 5, 26), id="a Friday before a bank holiday"),
    ],
)
def test_one_search_action_is_due_a_business_day_after_an_interview(ended_on, due_on):
    assert search_action_due_on(ended_on, {date(2026, 5, 25)}) == due_on


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Data Engineer", "Data Engineer"),
        ("Sr. Python Engineer", "Senior Python engineer"),
        ("Snr Python Eng", "PYTHON ENGINEER (SENIOR)"),
        ("Jr Web Dev", "Junior Web Developer"),
        ("Software Engineer II", "Software Engineer 2"),
        ("Front-end Developer", "Frontend Developer"),
        ("Full stack developer", "Full-Stack Dev"),
        ("Backend Software Engineer", "Software Engineer - Backend"),
        ("Head of Sales", "Head, Sales"),
        ("Data Engineer", "Data Enginer"),
        ("Data Engineer", "Data Engineers"),
        ("Data Engineer (m/w/d)", "Data Engineer"),
        ("Data Engineer (remote)", "Data Engineer"),
        ("Senior Python Engineer, London", "Senior Python Engineer"),
        ("C++ Developer", "c++ dev"),
    ],
)
def test_titles_of_the_same_job_look_alike(a, b):
    assert similar_titles(a, b)
    assert similar_titles(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Data Engineer", "Sales Manager"),
        ("Data Engineer", "Data Scientist"),
        ("Product Manager", "Project Manager"),
        ("Product Manager", "Product Marketing Manager"),
        ("Senior Python Engineer", "Junior Python Engineer"),
        ("Python Engineer", "Senior Python Engineer"),
        ("Software Engineer II", "Software Engineer III"),
        (
            "Senior Software Engineer, Payments Platform, London",
            "Junior Software Engineer, Payments Platform, London",
        ),
        ("C# Developer", "C++ Developer"),
        ("Java Developer", "JavaScript Developer"),
        ("Engineer", ""),
        ("", ""),
        ("???", "???"),
    ],
)
def test_titles_of_different_jobs_do_not(a, b):
    assert not similar_titles(a, b)
    assert not similar_titles(b, a)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_of_titles_has_no_direction(a, b):
    assert similar_titles(a, b) == similar_titles(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("https://acme.test/jobs/7", "http://acme.test/jobs/7", id="the scheme"),
        pytest.param("https://www.acme.test/jobs/7", "https://acme.test/jobs/7", id="www"),
        pytest.param("https://acme.test/jobs/7/", "https://acme.test/jobs/7", id="a slash"),
        pytest.param("https://acme.test", "https://acme.test/", id="the slash of the root"),
        pytest.param("https://acme.test/jobs/7#apply", "https://acme.test/jobs/7", id="fragment"),
        pytest.param("https://ACME.test/jobs/7", "https://acme.test/jobs/7", id="host's case"),
        pytest.param("https://acme.test:443/jobs/7", "https://acme.test/jobs/7", id="the port"),
        pytest.param("http://acme.test:80/jobs/7", "acme.test/jobs/7", id="the plain port"),
        pytest.param("acme.test/jobs/7", "https://acme.test/jobs/7", id="a pasted address"),
        pytest.param(
            "acme.test/?next=https://x.test", "https://acme.test?next=https://x.test", id="nested"
        ),
        pytest.param(" https://acme.test/jobs/7\n", "https://acme.test/jobs/7", id="white space"),
        pytest.param(
            "https://acme.test/jobs?id=7&utm_source=x&UTM_Medium=y&gclid=1",
            "https://acme.test/jobs?fbclid=2&id=7",
            id="tracking",
        ),
        pytest.param("https://acme.test/j?a=1&b=2", "https://acme.test/j?b=2&a=1", id="order"),
    ],
)
def test_addresses_of_one_posting_differ_only_in_what_does_not_matter(a, b):
    assert same_posting(a, b)
    assert same_posting(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        pytest.param("https://acme.test/jobs/7", "https://acme.test/jobs/8", id="path"),
        pytest.param("https://acme.test/jobs?id=7", "https://acme.test/jobs?id=8", id="parameter"),
        pytest.param("https://acme.test/jobs?7", "https://acme.test/jobs?8", id="bare query"),
        pytest.param("https://acme.test/jobs?ref=7", "https://acme.test/jobs?ref=8", id="ref"),
        pytest.param("https://acme.test/jobs/7", "https://other.test/jobs/7", id="host"),
        pytest.param("https://acme.test:8443/jobs/7", "https://acme.test/jobs/7", id="odd port"),
        pytest.param("https://acme.test/Jobs/aB", "https://acme.test/Jobs/Ab", id="path's case"),
        pytest.param("https://acme.test/#/jobs/7", "https://acme.test/#/jobs/8", id="routes"),
        pytest.param("", "", id="nothing is not the same posting as nothing"),
        pytest.param("https://[bad", "https://[bad", id="unreadable"),
        pytest.param("https://acme.test:x/", "https://acme.test:x/", id="unreadable port"),
    ],
)
def test_addresses_of_two_postings_are_kept_apart(a, b):
    assert not same_posting(a, b)
    assert not same_posting(b, a)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_can_be_compared_as_addresses(a, b):
    assert same_posting(a, b) == same_posting(b, a)
