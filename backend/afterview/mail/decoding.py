"""Bytes of a mail into text, whatever they were wrapped in and whatever charset they claim."""

import binascii
import string
from collections.abc import Mapping

from afterview.core.patterns import regex

_WORD = regex(r"=\?([^?\s]{1,40})\?([bBqQ])\?([^?]{0,4000})\?=")
_BETWEEN_WORDS = regex(r"(\?=)\s+(?==\?)")


def content(encoded: bytes, headers: Mapping[str, str], parameters: Mapping[str, str]) -> str:
    """A part's text, whatever it was wrapped in; what cannot be decoded becomes �."""
    encoding = headers.get("content-transfer-encoding", "").strip().lower()
    if encoding == "base64":
        encoded = from_base64(encoded)
    elif encoding == "quoted-printable":
        encoded = binascii.a2b_qp(encoded)
    return text_of(encoded, parameters.get("charset", ""))


_NOT_BASE64 = bytes(set(range(256)) - set(b"+/" + string.ascii_letters.encode() + b"0123456789"))


def from_base64(encoded: bytes) -> bytes:
    letters = encoded.partition(b"=")[0].translate(None, _NOT_BASE64)
    letters = letters[: len(letters) - (len(letters) % 4 == 1)]  # one letter alone is no byte
    return binascii.a2b_base64(letters + b"=" * (-len(letters) % 4))


CHARSETS = {"": "utf-8", "us-ascii": "utf-8", "ascii": "utf-8", "iso-8859-1": "cp1252"}
"""What is meant by them; most who say ASCII or Latin-1 send something else."""
_CHARSET = regex(
    r"(utf-?(8|16|32)([bl]e)?|iso-8859-\d{1,2}|cp\d{3,4}|windows-125\d|koi8-[ru]|mac-?roman|"
    r"big5|gb(2312|k|18030)|shift_jis|euc-(jp|kr)|iso-2022-(jp|kr)|utf-7|tis-620)"
)


def text_of(encoded: bytes, charset: str) -> str:
    name = charset.strip().lower()
    name = CHARSETS.get(name, name)
    if not _CHARSET.fullmatch(name):  # Python knows codecs that are no charset
        name = "utf-8"
    try:
        if name == "utf-8":
            return encoded.decode("utf-8")
        return encoded.decode(name, "replace")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # cut off in the middle of a letter
            return encoded.decode("utf-8", "ignore")
        return encoded.decode("cp1252", "replace")
    except (LookupError, ValueError):
        return encoded.decode("utf-8", "replace")


def unwrapped(value: str) -> str:
    """A header's words out of their ASCII wrapping (RFC 2047)."""
    joined = _BETWEEN_WORDS.sub(r"\1", value[:8_000])
    return _WORD.sub(lambda word: _encoded_word(word[1], word[2], word[3]), joined)


def _encoded_word(charset: str, encoding: str, letters: str) -> str:
    wrapped = letters.encode("ascii", "ignore")
    if encoding in "bB":
        return text_of(from_base64(wrapped), charset.partition("*")[0])
    return text_of(binascii.a2b_qp(wrapped, header=True), charset.partition("*")[0])
