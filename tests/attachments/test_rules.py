"""Names are text, wherever they come from and wherever they go."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.attachments.rules import disposition, in_order, offered_name

PDF = (".pdf",)


@pytest.mark.parametrize(
    ("name", "offered"),
    [
        ("cv.pdf", "cv.pdf"),
        ("CV.PDF", "CV.PDF"),
        ("Lebenslauf Größe 2.pdf", "Lebenslauf Größe 2.pdf"),
        ("سيرة.pdf", "سيرة.pdf"),
        ("cv", "cv.pdf"),
        ("cv.exe", "cv.exe.pdf"),
        ("cv.pdf.bat", "cv.pdf.bat.pdf"),
        ("cv.exe. ", "cv.exe.pdf"),
        ("../../etc/passwd", "_.._etc_passwd.pdf"),
        ("C:\\Windows\\cv.pdf", "C__Windows_cv.pdf"),
        ("..", "file.pdf"),
        (".bashrc", "bashrc.pdf"),
        ("cv.pdf:evil.exe", "cv.pdf_evil.exe.pdf"),
        ('"><script>.pdf', "___script_.pdf"),
    ],
)
def test_a_file_is_offered_without_folders_and_as_what_it_is(name, offered):
    assert offered_name(name, PDF) == offered


@given(st.text(min_size=1))
def test_an_offered_name_leads_nowhere(name):
    offered = offered_name(name, PDF)
    assert not set(offered) & set('/\\:\r\n\0"')
    assert not offered.startswith(".")
    assert offered.lower().endswith(".pdf")


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_disposition_is_one_header_whatever_the_name(name):
    header = disposition(name)
    found = re.fullmatch(
        r"attachment; filename=\"([\w .()-]*)\"; filename\*=UTF-8''([\w!#$&+.^`|~%-]*)",
        header,
        re.ASCII,
    )
    assert found, header
    assert unquote(found[2], errors="strict") == name


@pytest.mark.parametrize("turning", ["\u202e", "\u202d", "\u2066", "\u2069"])
def test_a_name_that_reads_otherwise_than_it_is_is_refused(turning):
    with pytest.raises(ValueError, match="direction"):
        in_order(f"cv{turning}fdp.exe")


def test_a_name_written_from_the_right_is_a_name():
    assert in_order("קורות חיים.pdf") == "קורות חיים.pdf"
