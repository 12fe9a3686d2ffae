"""Mail that was made to do harm: a clear problem, or a row that does none."""

import base64
from datetime import timedelta

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.replies import letter, received
from tests.factories.story import out, read, refused

ENDED = "2026-06-02 11:15"


@pytest.fixture
def plan(api, clock):
    """Thanks today, check-ins on 9 and 18 June, the closing note on 2 July; it is now 3 June."""
    plan = out(api, clock, ENDED)
    clock.advance(timedelta(days=1))
    return plan


HOSTILE = {
    "not mail": ({"raw": "Hello"}, 422, "message-unreadable"),
    "not base64": ({"raw_base64": "!!!"}, 422, "message-unreadable"),
    "nothing": ({}, 422, "validation-failed"),
    "two mails": ({"raw": "From: a@b.example", "text": "x"}, 422, "validation-failed"),
    "an empty one": ({"raw": ""}, 422, "validation-failed"),
    "a mail with a second sender": (
        {"raw": "From: a@b.example\n\nx", "from_email": "c@d.example"},
        422,
        "validation-failed",
    ),
}


@pytest.mark.parametrize(("body", "status", "code"), HOSTILE.values(), ids=HOSTILE.keys())
@on_sqlite
def test_what_cannot_be_read_is_refused(api, body, status, code):
    refused(api.post("/received-messages", body), status, code)


@on_sqlite
def test_ten_megabytes_are_too_much(api):
    body = {"raw": "From: a@b.example\n\n" + "x" * 10_000_000}
    refused(api.post("/received-messages", body), 413, "body-too-large")


NAUGHTY = (
    "\0\x01\x1b[31m",
    "\u202eevil\u2028\ufeff",
    "<script>window.__xss = 1</script>",
    "'; DROP TABLE received_message; --",
    "=cmd|' /C calc'!A0",
    "Ω≈ç√∫ 田中さん 👩‍👩‍👧",
    "%s%n{{7*7}}${jndi:ldap://x}",
    "x" * 3_000,
    "\r\nBcc: victim@x.example",
)


@pytest.mark.parametrize("words", NAUGHTY)
def test_naughty_words_become_a_harmless_row(api, plan, words):
    raw = letter(
        words, Subject=words.replace("\r\n", "\r\n "), From=f'"{words[:50]}" <a@b.example>'
    )
    message = received(api, raw)
    assert read(api, f"/received-messages/{message['id']}") == message
    assert len(message["subject"]) <= 200
    assert "\0" not in message["body"]


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n"
        + b"--c\r\n\r\nwords\r\n" * 1_000,
        b"From: \xff\xfe <a@b.example>\r\nSubject: =?utf-16?b?2AA=?=\r\n\r\n\xff\xfe\xed\xa0\x80",
        b"From: a@b.example\r\nMessage-ID: <" + b"x" * 900 + b"\xff>\r\n\r\nx",
        b"From: a@b.example\r\nReferences: " + b"<a> " * 20_000 + b"\r\n\r\nx",
    ],
)
def test_broken_mail_is_kept_as_far_as_it_goes(api, plan, raw):
    message = api.made("/received-messages", {"raw_base64": base64.b64encode(raw).decode()})
    assert message["source"] == "upload"
    assert message["from_email"] == "a@b.example"
