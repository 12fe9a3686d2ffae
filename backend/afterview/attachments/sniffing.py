"""What a file is, told from its bytes. What it is called, or said to be, is never believed.

Few formats, each by the marks its specification asks for. Nothing is unpacked: of an archive only
the list of its entries is read, and not even that when it is unreasonably long.
"""

import re
import struct
from collections.abc import Iterator
from enum import StrEnum

from afterview.core.patterns import regex


class MediaType(StrEnum):
    """The formats that are kept."""

    PDF = "application/pdf"
    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    MAIL = "message/rfc822"
    TEXT = "text/plain"


TAKEN = "PDF, PNG, JPEG, WebP, Word (.docx), OpenDocument text (.odt), mail (.eml), text in UTF-8"
SUFFIXES = {
    MediaType.PDF: (".pdf",),
    MediaType.PNG: (".png",),
    MediaType.JPEG: (".jpg", ".jpeg"),
    MediaType.WEBP: (".webp",),
    MediaType.DOCX: (".docx",),
    MediaType.ODT: (".odt",),
    MediaType.MAIL: (".eml",),
    MediaType.TEXT: (".txt", ".md", ".markdown"),
}
"""How names of each format end."""
PACKED = (MediaType.PDF, MediaType.DOCX, MediaType.ODT)
"""Formats besides images that no further packing makes smaller."""

MOST_ENTRIES = 2_000
MOST_UNPACKED_BYTES = 200_000_000
MOST_UNPACKED_RATIO = 200
"""Times its own size that an archive may say to unpack to. Text packs to a tenth or a twentieth;
what packs to a thousandth was made to."""

_MARKS = (
    (MediaType.PDF, regex(rb"%PDF-[12]\.\d")),
    (MediaType.PNG, regex(rb"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")),
    (MediaType.JPEG, regex(rb"\xff\xd8\xff")),
    (MediaType.WEBP, regex(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL)),
)
_NO_TEXT = regex(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
"""Binary data bytes of the WHATWG's MIME Sniffing Standard."""
_CODE = regex(rb"#!|%!PS|\{\\rtf|(?:\xef\xbb\xbf)?\s*<(?!https?://|mailto:)[!?/a-z]", re.IGNORECASE)
"""How scripts, PostScript, RTF, HTML, SVG and XML begin. An address in <> is Markdown."""
_HEADER = regex(rb"([A-Za-z0-9-]+):")
_MAIL_NEEDS = {b"from", b"date"}  # RFC 5322, 3.6
_HEADERS_END_BY = 65_536

_LIST_END = struct.Struct("<4sHHHHLLH")  # APPNOTE.TXT 4.3.16
_LIST_END_REACH = _LIST_END.size + 65_535  # behind it comes a comment
_ENTRY = struct.Struct("<4s4xH10xLLHHH12x")  # APPNOTE.TXT 4.3.12
_ENCRYPTED = 1
_DOCX_NEEDS = {b"[Content_Types].xml", b"_rels/.rels"}
_DOCX_MAIN = regex(rb"word/document\d*\.xml")
_ODT_NEEDS = {b"mimetype", b"content.xml", b"META-INF/manifest.xml"}
_ODT_MARK = b"mimetype" + MediaType.ODT.encode() + b"PK"  # first, bare and unpacked: ODF 1.3, 3.3
_ODT_MARK_AT = 30
_MACROS = regex(rb"word/vbaProject\.bin|Basic/|Scripts/", re.IGNORECASE)


def sniff(content: bytes) -> MediaType | None:
    """Return the format of these bytes, or None for one that is not kept."""
    for media_type, mark in _MARKS:
        if mark.match(content):
            return media_type
    if content.startswith(b"PK"):
        return _of_archive(content)
    if _NO_TEXT.search(content) or _CODE.match(content):
        return None
    if _is_mail(content):
        return MediaType.MAIL
    return MediaType.TEXT if content and _is_utf8(content) else None


def _of_archive(content: bytes) -> MediaType | None:
    try:
        names = set(_entries(content))
    except (ValueError, struct.error):
        return None
    if any(_MACROS.match(name) for name in names):
        return None
    if names >= _DOCX_NEEDS and any(_DOCX_MAIN.fullmatch(name) for name in names):
        return MediaType.DOCX
    if names >= _ODT_NEEDS and content.startswith(_ODT_MARK, _ODT_MARK_AT):
        return MediaType.ODT
    return None


def _entries(content: bytes) -> Iterator[bytes]:
    """The names in a ZIP archive's own list of its entries.

    Raises:
        ValueError: it is no such archive, or it is unreasonable or encrypted.
        struct.error: it is cut short.
    """
    end = content.rfind(b"PK\5\6", max(0, len(content) - _LIST_END_REACH))
    if end < 0 or not content.startswith(b"PK\3\4"):
        raise ValueError("no archive, or something stands before it")
    _, disk, list_disk, here, count, size, at, comment = _LIST_END.unpack_from(content, end)
    if disk or list_disk or here != count or count > MOST_ENTRIES:
        raise ValueError("in several parts, or with too many entries")
    if at + size > end or end + _LIST_END.size + comment != len(content):
        raise ValueError("with something behind it, or not where it says")
    unpacked = 0
    for _ in range(count):
        mark, flags, _packed, full, name, extra, note = _ENTRY.unpack_from(content, at)
        unpacked += full
        if mark != b"PK\1\2" or flags & _ENCRYPTED:
            raise ValueError("no entry, or one that cannot be read")
        at += _ENTRY.size
        yield content[at : at + name]
        at += name + extra + note
    if unpacked > min(MOST_UNPACKED_BYTES, MOST_UNPACKED_RATIO * len(content)):
        raise ValueError("a bomb")


def _is_mail(content: bytes) -> bool:
    """Whether it begins with the headers that every mail has, and nothing else."""
    head = content[:_HEADERS_END_BY].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    names = set()
    for line in head.rstrip(b"\n").split(b"\n"):
        header = _HEADER.match(line)
        if header:
            names.add(header[1].lower())
        elif not names or line[:1] not in (b" ", b"\t"):
            return False
    return names >= _MAIL_NEEDS


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
