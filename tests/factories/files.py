"""Small files of many formats, as their programs write them."""

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
WEBP = b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0\x2f\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0"
MAIL = (
    b"Received: from mx.mecca.example\r\n\tby mx.example.org; Tue, 2 Jun 2026 10:00:00 +0100\r\n"
    b"From: Priya Nair <priya.nair@mecca.example>\r\nDate: Tue, 2 Jun 2026 10:00:00 +0100\r\n"
    b"Subject: Bingo caller\r\n\r\nWe look forward to it.\r\n"
)
TEXT = "Bingo caller, £12.60 an hour.\n".encode()

_DOCX = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": "<Relationships/>",
    "word/document.xml": "<w:document/>",
}
_ODT = {
    "mimetype": "application/vnd.oasis.opendocument.text",
    "content.xml": "<office:document-content/>",
    "META-INF/manifest.xml": "<manifest:manifest/>",
}


def archive(entries: Mapping[str, str | bytes], *, packed: bool = True) -> bytes:
    """A ZIP archive; without `packed`, everything lies in it as it is."""
    file = BytesIO()
    how = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
    with zipfile.ZipFile(file, "w", how) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return file.getvalue()


def docx(**more: str | bytes) -> bytes:
    """A Word document, with further entries under `word/`."""
    return archive(_DOCX | {f"word/{name.replace('__', '.')}": what for name, what in more.items()})


def odt(*, packed: bool = False, **changes: str | None) -> bytes:
    """An OpenDocument text; an entry that is changed to None is left out."""
    entries = _ODT | {name.replace("__", "."): what for name, what in changes.items()}
    return archive({name: what for name, what in entries.items() if what}, packed=packed)


def claiming(size: int) -> bytes:
    """A Word document whose list of entries says that the last one unpacks to so many bytes."""
    content = bytearray(docx())
    entry = content.rfind(b"PK\1\2")
    struct.pack_into("<L", content, entry + 24, size)
    return bytes(content)
