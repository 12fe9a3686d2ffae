"""Reading mail that somebody else wrote: ordinary, broken, and made to do harm."""

import base64
import tracemalloc
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.mail.incoming import Unreadable, parse, pasted
from afterview.mail.markup import plain_text

HEAD = b"From: Priya Nair <priya.nair@mecca.example>\r\nSubject: Tuesday\r\n"
MEGABYTES_AT_MOST = 30


def mail(body, *more):
    return HEAD + b"".join(line + b"\r\n" for line in more) + b"\r\n" + body


def multipart(*parts, kind="mixed"):
    inner = b"".join(b"--cut\r\n" + part + b"\r\n" for part in parts)
    return mail(
        inner + b"--cut--\r\n", b'Content-Type: multipart/%s; boundary="cut"' % kind.encode()
    )


def part(body, content_type="text/plain", *more):
    return b"Content-Type: " + content_type.encode() + b"\r\n" + b"\r\n".join([*more, b"", body])


# Ordinary mail


def test_a_mail_as_python_writes_one():
    written = EmailMessage()
    written["From"] = "Zoë Brändt <Zoe@Mecca.Example>"
    written["To"] = "Sam <sam@example.org>"
    written["Subject"] = "Überraschung, " + "ganz lang " * 12
    written["Date"] = "Tue, 02 Jun 2026 10:00:00 +0100"
    written["Message-ID"] = "<one@mecca.example>"
    written["In-Reply-To"] = "<mine@afterview.example>"
    written["References"] = "<first@afterview.example> <mine@afterview.example>"
    written.set_content("Schön, dass Sie da waren.\n")
    written.add_alternative("<p>Schön, dass Sie <b>da</b> waren.</p>", subtype="html")
    read = parse(written.as_bytes())
    assert (read.from_name, read.from_email) == ("Zoë Brändt", "zoe@mecca.example")
    assert read.subject == ("Überraschung, " + "ganz lang " * 12).strip()
    assert read.text == "Schön, dass Sie da waren."
    assert read.sent_at == datetime(2026, 6, 2, 9, tzinfo=UTC)
    assert read.message_id == "one@mecca.example"
    assert read.in_reply_to == "mine@afterview.example"
    assert read.thread == ["mine@afterview.example", "first@afterview.example"]


def test_a_mail_with_only_html_becomes_words():
    markup = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Hello&nbsp;Sam,</p>"
        "<script>steal()</script><!-- <p>no</p> --><div>1 &lt; 2 &amp; 3<br>Bye</div>"
        "<blockquote>What you wrote</blockquote></body></html>"
    )
    read = parse(mail(markup.encode(), b"Content-Type: text/html; charset=utf-8"))
    lines = [line for line in read.text.split("\n") if line]
    assert lines == ["Hello Sam,", "1 < 2 & 3", "Bye", "> What you wrote"]


def test_base64_and_quoted_printable_are_unwrapped():
    wrapped = base64.encodebytes("Grüße".encode())
    plain = part(wrapped, "text/plain; charset=utf-8", b"Content-Transfer-Encoding: base64")
    quoted = part(
        b"caf=E9=\r\n!",
        "text/plain; charset=iso-8859-1",
        b"Content-Transfer-Encoding: quoted-printable",
    )
    assert parse(multipart(plain, quoted)).text == "Grüße\n\ncafé!"


def test_an_attachment_is_not_read_and_an_invitation_is_kept():
    calendar = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR"
    read = parse(
        multipart(
            part(b"See attached."),
            part(b"secret", "text/plain", b"Content-Disposition: attachment; filename=a.txt"),
            part(calendar, "text/calendar; method=REQUEST"),
            part(calendar, "application/octet-stream; name=invite.ics"),
        )
    )
    assert read.text == "See attached."
    assert len(read.calendars) == 2
    assert read.calendars[0].startswith("BEGIN:VCALENDAR")


def test_a_returned_mail_names_the_one_that_came_back():
    original = b"Message-ID: <mine@afterview.example>\r\nSubject: Thanks\r\n\r\nHello"
    report = multipart(
        part(b"It did not arrive."),
        part(b"Action: failed", "message/delivery-status"),
        part(original, "message/rfc822"),
        kind="report; report-type=delivery-status",
    )
    read = parse(report)
    assert read.thread == ["mine@afterview.example"]
    assert "report-type=delivery-status" in read.content_type


def test_the_last_server_says_when_it_came():
    read = parse(
        mail(b"Hi", b"Received: by mx.example; Tue, 2 Jun 2026 11:00:00 +0200", b"Date: nonsense")
    )
    assert read.arrived_at == datetime(2026, 6, 2, 9, tzinfo=UTC)
    assert read.sent_at is None


def test_a_mail_without_an_id_gets_the_same_one_each_time():
    first, again, other = (parse(mail(body)).message_id for body in (b"a", b"a", b"b"))
    assert first == again != other
    assert pasted("Hello", from_email="P@x.example").message_id == (
        pasted("Hello", from_email="p@x.example").message_id
    )


def test_a_mailbox_file_and_bare_line_feeds_are_read_too():
    raw = b"From priya Tue Jun  2\n" + HEAD.replace(b"\r\n", b"\n") + b"\nHello\n"
    assert parse(raw).text == "Hello"


# Mail that is broken


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\0\0",
        b"Hello, how are you?",
        b"\xff\xd8\xff\xe0 JFIF",
        b"PK\x03\x04",
        b"X-Odd: 1\n\nhi",
    ],
)
def test_what_is_not_mail_is_refused(raw):
    with pytest.raises(Unreadable):
        parse(raw)


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/plain; charset=nonsense", b"Gr\xfc\xdfe", "Grüße"),
        ("text/plain; charset=rot13", b"Hello", "Hello"),
        ("text/plain; charset=utf-8", b"Gr\xfc\xdfe", "Grüße"),
        ("text/plain; charset=utf-8", "Grüße".encode()[:-2], "Grü"),
        ("text/plain; charset=utf-16", b"\xff\xfeH\x00i\x00", "Hi"),
        ("text/plain; charset=utf-7", b"+2AA-Hi", "Hi"),
        ("text/plain; charset=shift_jis", b"\x82\xff", "��"),
        ("text/plain", b"a\0b\x1bc\x85", "abc…"),
        ("text/", b"x", ""),
        (";;;===", b"x", "x"),
        ("multipart/mixed", b"no boundary", ""),
    ],
)
def test_encodings_are_read_as_well_as_they_can_be(content_type, body, text):
    raw = mail(body, b"Content-Type: " + content_type.encode())
    assert parse(raw).text == text


@pytest.mark.parametrize(
    ("written", "name", "email"),
    [
        ("priya@mecca.example", "", "priya@mecca.example"),
        ("priya@mecca.example (Priya)", "Priya", "priya@mecca.example"),
        ('"Nair, Priya" <PRIYA@mecca.example>', "Nair, Priya", "priya@mecca.example"),
        (
            "=?utf-8?q?boss=40x.example?= <priya@mecca.example>",
            "boss@x.example",
            "priya@mecca.example",
        ),
        ("=?utf-8?b?4oKs?= =?utf-8?b?4oKs?= <e@x.example>", "€€", "e@x.example"),
        ("=?nonsense?b?!!!?= <e@x.example>", "", "e@x.example"),
        ("Priya", "Priya", ""),
        ("Priya <priya@localhost>", "Priya", ""),
        ("(" * 3_000 + " <e@x.example>", "", ""),
        ("<a@b.example>\r\n Bcc: victim@x.example", "", "a@b.example"),
    ],
)
def test_the_sender_is_made_out(written, name, email):
    read = parse(b"From: " + written.encode() + b"\r\nSubject: x\r\n\r\nHi")
    assert (read.from_name, read.from_email) == (name, email)


def test_headers_cannot_be_smuggled_into_a_line():
    subject = base64.b64encode(b"Hi\r\nBcc: victim@x.example\0\xe2\x80\xa8").decode()
    read = parse(f"From: a@x.example\r\nSubject: =?utf-8?b?{subject}?=\r\n\r\n.".encode())
    assert read.subject == "Hi Bcc: victim@x.example"


# Mail that was made to do harm


def nested(levels):
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
        for level in range(levels)
    )
    return HEAD + opening + b"Content-Type: text/plain\r\n\r\ndeep"


BOMBS = {
    "ten megabytes": mail(b"A" * 10_000_000),
    "a thousand parts": multipart(*[part(b"words")] * 1_000),
    "a thousand levels": nested(1_000),
    "ten thousand levels": nested(10_000),
    "base64 of one letter": mail(b"QUFB\n" * 180_000, b"Content-Transfer-Encoding: base64"),
    "base64 of noise": mail(b"QU!F#B " * 130_000, b"Content-Transfer-Encoding: base64"),
    "control characters": mail(b"a\0" * 450_000),
    "boundaries without end": mail(
        b"--cut\r\n" * 130_000, b"Content-Type: multipart/mixed; boundary=cut"
    ),
    "near boundaries": mail(
        b"\r\n--cutt" * 100_000, b"Content-Type: multipart/mixed; boundary=cut"
    ),
    "ten thousand headers": HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(10_000)) + b"\r\nx",
    "one long header": b"Subject: " + b"x" * 900_000 + b"\r\n" + HEAD + b"\r\nx",
    "folded for ever": b"Subject: x\r\n" + b" y\r\n" * 200_000 + HEAD + b"\r\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 60_000 + b"\r\n" + HEAD + b"\r\nx",
    "unfinished words": b"Subject: " + b"=?" * 400_000 + b"\r\n" + HEAD + b"\r\nx",
    "open brackets": b"From: "
    + b"<" * 60_000
    + b"\r\nReferences: "
    + b"<" * 800_000
    + b"\r\n\r\nx",
    "open comments": b"From: " + b"(" * 60_000 + b"\r\nSubject: x\r\n\r\nx",
    "parameters": mail(b"x", b"Content-Type: text/plain" + b';a="' * 200_000),
    "unclosed tags": mail(b"<a" * 450_000, b"Content-Type: text/html"),
    "unclosed comments": mail(b"<!-" * 300_000, b"Content-Type: text/html"),
    "comments in comments": mail(b"<!--" * 220_000, b"Content-Type: text/html"),
    "open angles": mail(b"a<" * 450_000, b"Content-Type: text/html"),
    "line breaks": mail(b"<br>" * 220_000, b"Content-Type: text/html"),
    "blockquotes": mail(b"<blockquote>" * 75_000, b"Content-Type: text/html"),
    "scripts": mail(b"<script>" * 110_000, b"Content-Type: text/html"),
    "entities": mail(b"&amp;" * 180_000, b"Content-Type: text/html"),
    "a huge entity": mail(b"&#" + b"9" * 900_000, b"Content-Type: text/html"),
    "spaces": mail(b" " * 900_000, b"Content-Type: text/html"),
}


@pytest.mark.parametrize("raw", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_takes_little_memory_and_leaves_something_small(raw):
    tracemalloc.start()
    try:
        read = parse(raw)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES_AT_MOST * 1_000_000
    assert len(read.text) <= 50_000
    assert len(read.subject) <= 200


ODD = st.one_of(
    st.binary(max_size=300),
    st.lists(
        st.sampled_from(
            [
                b"\r\n",
                b"\n",
                b"--cut",
                b"--cut--",
                b"Content-Type: multipart/mixed; boundary=cut",
                b"Content-Type: text/html",
                b"Content-Transfer-Encoding: base64",
                b"=?utf-8?b?",
                b"?=",
                b"<",
                b">",
                b"&#x110000;",
                b"&#0;",
                b"\xff",
                b"\xed\xa0\x80",
                b"Date: ",
                b"+9999",
                b"x",
            ]
        ),
        max_size=40,
    ).map(b"".join),
)


@given(head=ODD, body=ODD)
def test_whatever_it_is_what_is_read_can_be_stored(head, body):
    read = parse(HEAD + head + b"\r\n\r\n" + body)
    told = [read.text, read.subject, read.from_name, read.from_email, read.message_id, read.to]
    for words in [*told, *read.references, *read.calendars, *read.headers.values()]:
        words.encode()
        assert "\0" not in words


@given(st.binary(max_size=200))
def test_bytes_are_read_or_refused(raw):
    try:
        parse(raw)
    except Unreadable:
        return


@given(st.text(max_size=300))
def test_any_markup_becomes_words(markup):
    assert len(plain_text(markup)) <= 10 * len(markup) + 10
