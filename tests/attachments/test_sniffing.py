"""What a file is, told from its bytes; and everything that only looks like one."""

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.attachments.sniffing import MOST_ENTRIES, SUFFIXES, MediaType, sniff
from tests.factories import files

DOCX, ODT = files.docx(), files.odt()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (files.PDF, "application/pdf"),
        (files.PDF.replace(b"-1.7", b"-2.0"), "application/pdf"),
        (files.PNG, "image/png"),
        (files.JPEG, "image/jpeg"),
        (files.WEBP, "image/webp"),
        (DOCX, MediaType.DOCX),
        (files.docx(styles__xml="<w:styles/>"), MediaType.DOCX),
        (ODT, "application/vnd.oasis.opendocument.text"),
        (files.MAIL, "message/rfc822"),
        (files.MAIL.replace(b"\r\n", b"\n"), "message/rfc822"),
        (files.MAIL.replace(b"forward", b"f\xf6rward"), "message/rfc822"),
        (files.TEXT, "text/plain"),
        (b"# Cover letter\n\nDear Priya,\n", "text/plain"),
        (b"\xef\xbb\xbfDear Priya,\r\n", "text/plain"),
        (b"<https://mecca.example/jobs/42> is where I found it.\n", "text/plain"),
        (b"< 5 years of experience\n", "text/plain"),
        (b'{"title": "Bingo caller"}', "text/plain"),
        (b"From: here on it is only about hours.\n", "text/plain"),
        ("ليلى — سيرة ذاتية".encode(), "text/plain"),
        (b" ", "text/plain"),
    ],
)
def test_what_is_kept(content, media_type):
    assert sniff(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"\n\t <HTML><body>",
        b"\xef\xbb\xbf<html>",
        b"<!-- a comment --><script>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"<svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><svg/>",
        b"<?php system($_GET['c']);",
        b"</p>",
        b"<a href='javascript:alert(1)'>",
        b"#!/bin/sh\nrm -rf ~\n",
        b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0",
        b"\x7fELF\2\1\1\0",
        b"GIF89a\1\0\1\0",
        b"{\\rtf1\\ansi{\\object\\objdata 01}}",
        b"%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),  # the old Word's
        b"II*\0" + bytes(20),
        b"%PDF\0",
        b"\x89PNG\r\n\x1a\n<script>",
        b"RIFF\x24\0\0\0WAVEfmt ",
        "Größe".encode("latin-1"),
        "Bingo caller".encode("utf-16"),
        b"text with \0 in it",
        b"text with \x1b\x08 in it",
        b"half a surrogate \xed\xa0\x80",
        b"overlong \xc0\xaf",
    ],
)
def test_what_is_not_kept(content):
    assert sniff(content) is None


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (files.PDF + b"<script>alert(1)</script>", MediaType.PDF),
        (files.PDF + DOCX, MediaType.PDF),
        (files.JPEG + DOCX, MediaType.JPEG),
        (files.PNG + b"<?php system($_GET['c']);", MediaType.PNG),
        (b"MZ\x90\0" + DOCX, None),
        (b"#!/bin/sh\n" + DOCX, None),
        (files.TEXT + DOCX, None),
        (DOCX + b"<script>", None),
        (DOCX + ODT, None),
    ],
)
def test_a_file_that_is_two_things_is_what_it_begins_as(content, media_type):
    assert sniff(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        files.archive({"cv.txt": "Bingo caller"}),
        files.archive({}),
        files.archive({"[Content_Types].xml": "", "_rels/.rels": "", "xl/workbook.xml": ""}),
        files.archive({"[Content_Types].xml": "", "word/document.xml": ""}),
        files.docx(vbaProject__bin=b"\xd0\xcf"),
        files.docx(VBAPROJECT__BIN=b"\xd0\xcf"),
        files.odt(content__xml=None),
        files.odt(mimetype="application/vnd.oasis.opendocument.text-template"),
        files.odt(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
        files.odt(packed=True),  # its type has to lie open
        files.archive({"META-INF/manifest.xml": "", "content.xml": "", "mimetype": "x"}),
    ],
)
def test_an_archive_that_is_no_document_is_not_kept(content):
    assert sniff(content) is None


def test_a_document_with_macros_is_not_kept():
    kept = {"mimetype": MediaType.ODT, "content.xml": "x", "META-INF/manifest.xml": "x"}
    assert sniff(files.archive(kept, packed=False)) is MediaType.ODT
    for entry in ("Basic/script-lc.xml", "Scripts/python/evil.py"):
        assert sniff(files.archive(kept | {entry: "x"}, packed=False)) is None


def test_a_bomb_is_not_kept():
    assert sniff(files.claiming(10_000)) is MediaType.DOCX
    assert sniff(files.claiming(2_000_000)) is None  # from less than 1 kB
    assert sniff(files.docx(document1__xml=bytes(5_000_000))) is None  # deflated to 5 kB
    assert sniff(files.claiming(2**32 - 1) + b"") is None


def test_an_archive_of_too_many_entries_is_not_read():
    few = {f"{number}__xml": "" for number in range(MOST_ENTRIES - 3)}
    assert sniff(files.docx(**few)) is MediaType.DOCX
    assert sniff(files.docx(**few, one_more__xml="")) is None


def test_a_list_that_lies_is_not_followed():
    end = DOCX.rfind(b"PK\5\6")
    for at, value in (
        (4, b"\1\0"),  # a second disk
        (8, b"\2\0"),  # fewer entries here than there are
        (10, b"\4\0"),
        (12, b"\xff\xff\xff\xff"),  # a longer list
        (16, b"\xff\xff\xff\xff"),  # beyond the end
        (16, b"\0\0\0\0"),  # the files instead
        (20, b"\1\0"),  # a comment that is not there
    ):
        content = DOCX[: end + at] + value + DOCX[end + at + len(value) :]
        assert sniff(content) is None, (at, value)


def test_an_encrypted_document_is_not_kept():
    entry = DOCX.find(b"PK\1\2")
    assert sniff(DOCX[: entry + 8] + b"\1" + DOCX[entry + 9 :]) is None


@pytest.mark.parametrize("content", [DOCX, ODT], ids=["docx", "odt"])
def test_a_document_that_is_cut_short_is_not_kept(content):
    assert {sniff(content[:length]) for length in range(2, len(content))} <= {None}


def test_a_comment_behind_the_list_is_fine():
    file = BytesIO(DOCX)
    with zipfile.ZipFile(file, "a") as archive:
        archive.comment = b"x" * 65_535
    assert sniff(file.getvalue()) is MediaType.DOCX


@given(st.binary(max_size=300))
def test_any_bytes_are_something_or_nothing(content):
    for start in (b"", b"PK\3\4", b"From:", b"<", b"RIFF"):
        assert sniff(start + content) in {*MediaType, None}


@given(st.integers(min_value=0), st.binary(min_size=1, max_size=8))
def test_a_damaged_archive_is_something_or_nothing(at, damage):
    at %= len(DOCX)
    assert sniff(DOCX[:at] + damage + DOCX[at + len(damage) :]) in {MediaType.DOCX, None}


@given(st.text())
def test_what_is_kept_as_text_can_be_read_as_text(text):
    if sniff(text.encode()) is MediaType.TEXT:
        assert "\0" not in text


def test_every_format_has_its_suffixes():
    assert set(SUFFIXES) == set(MediaType)
    assert all(name.startswith(".") for names in SUFFIXES.values() for name in names)
