"""Messages as they leave: right headers, whole words, and no way to smuggle anything in."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterview.mail.outgoing import HeaderInvalid, compose, new_message_id, with_signature

AT = datetime(2026, 6, 3, 8, 30, tzinfo=UTC)


def composed(**changes):
    said = {
        "sender": ("Sam Okafor", "sam@example.org"),
        "to": ("Priya Nair", "priya.nair@mecca.example"),
        "subject": "Thank you for Tuesday",
        "body": "Dear Priya,\n\nThank you.\n",
        "message_id": "1@example.org",
        "at": AT,
    }
    return compose(**said | changes)


def arrived(message):
    """What the other side makes of it."""
    return message_from_bytes(message.as_bytes(), policy=default)


def words(message):
    """Its text, with the ends of lines that programs use."""
    return message.get_content().replace("\r\n", "\n")


def test_a_message_says_who_what_and_when():
    message = arrived(
        composed(
            reply_to="sam@home.example",
            in_reply_to="b@mecca.example",
            references=["a@mecca.example", "b@mecca.example"],
        )
    )
    assert {name: str(value) for name, value in message.items()} == {
        "From": "Sam Okafor <sam@example.org>",
        "To": "Priya Nair <priya.nair@mecca.example>",
        "Reply-To": "sam@home.example",
        "Subject": "Thank you for Tuesday",
        "Date": "Wed, 03 Jun 2026 08:30:00 +0000",
        "Message-ID": "<1@example.org>",
        "In-Reply-To": "<b@mecca.example>",
        "References": "<a@mecca.example> <b@mecca.example>",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "quoted-printable",
    }
    assert words(message) == "Dear Priya,\n\nThank you.\n"


def test_letters_of_any_alphabet_arrive():
    message = arrived(
        composed(
            sender=("Ṣàm, “the Bus” Òkáfọ̀", "sam@example.org"),
            subject="Gràcies — 感謝 ☃ " * 6,
            body="Größe: 12 €\n.\n..\nFrom here on\n" + "word " * 400,
        )
    )
    assert message["From"].addresses[0].display_name == "Ṣàm, “the Bus” Òkáfọ̀"
    assert message["Subject"] == "Gràcies — 感謝 ☃ " * 6
    assert words(message).startswith("Größe: 12 €\n.\n..\nFrom here on\nword ")


def test_every_line_on_the_wire_is_short_and_ends_as_it_should():
    raw = composed(
        subject="long " * 39,
        body="x" * 5_000 + "\nmixed\r\nends\rhere",
        references=[f"{n:080}@mecca.example" for n in range(40)],
    ).as_bytes()
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    raw.decode("ascii")


def test_a_signature_stands_behind_its_mark():
    body = with_signature("Thank you.\n\n", "Sam Okafor\n07700 900123\n")
    assert body == "Thank you.\n\n-- \nSam Okafor\n07700 900123"
    assert words(arrived(composed(body=body))) == body + "\n"
    assert with_signature("Thank you.\n", " \n") == "Thank you.\n"


def test_names_of_messages_stay_whole_however_long():
    """The library would fold them into encoded words, and no program would thread the answer."""
    long = "VI1PR0102MB3184A9F2C7D5E6B8A1C0D3F4@VI1PR0102MB3184.eurprd01.prod.exchangelabs.example"
    raw = composed(in_reply_to=long, references=["a@b.example", long]).as_bytes()
    assert f"In-Reply-To: <{long}>\r\n".encode() in raw
    assert f"References: <a@b.example>\r\n <{long}>\r\n".encode() in raw


def test_a_long_conversation_keeps_its_beginning_and_its_end():
    thread = [f"{number}@mecca.example" for number in range(60)]
    kept = str(arrived(composed(references=thread))["References"]).split()
    assert kept == [f"<{one}>" for one in [thread[0], *thread[-20:]]]


def test_names_of_messages_that_cannot_stand_in_a_header_are_left_out():
    wrong = ["a b@c.example", "ä@c.example", "x\r\nBcc: all@c.example", "<x>", "", "x" * 300]
    message = arrived(composed(in_reply_to=wrong[2], references=[*wrong, "fine@c.example"]))
    assert message["References"] == "<fine@c.example>"
    assert "In-Reply-To" not in message
    assert "Bcc" not in message


@pytest.mark.parametrize("smuggled", ["\r\nBcc: all@evil.example", "\nX: y", "\rX: y", "\0"])
@pytest.mark.parametrize("field", ["subject", "message_id", "reply_to", "from", "to", "name"])
def test_a_line_break_in_a_header_is_refused(field, smuggled):
    changes = {
        "from": {"sender": ("Sam", f"sam@example.org{smuggled}")},
        "to": {"to": ("Priya", f"priya@mecca.example{smuggled}")},
        "name": {"sender": (f"Sam{smuggled}", "sam@example.org")},
    }.get(field, {field: f"a@b.example{smuggled}"})
    with pytest.raises(HeaderInvalid):
        composed(**changes)


@pytest.mark.parametrize(
    "address",
    ["", "a", "@", "a@", "@b", "a b@c.example", "a@b.example, c@d.example", "<a@b.example>",
     "a@b.example>", "ä@b.example", "a@b.example (x", '"a@b.example', "a@@b.example"],
)  # fmt: skip
def test_what_is_no_address_is_refused(address):
    with pytest.raises(HeaderInvalid):
        composed(to=("Priya", address))


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=200))
def test_whatever_is_said_no_header_is_added(name, subject, body):
    try:
        message = composed(sender=(name, "sam@example.org"), subject=subject, body=body)
    except HeaderInvalid:
        return
    assert [header for header, _ in arrived(message).items()] == [
        "From", "To", "Subject", "Date", "Message-ID",
        "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    ]  # fmt: skip
    assert [one.addr_spec for one in arrived(message)["From"].addresses] == ["sam@example.org"]


def test_a_message_id_is_steady_and_tells_nothing():
    identity = uuid4()
    made = new_message_id("sam@example.org", identity)
    assert made == new_message_id("sam@example.org", identity)
    local, _, domain = made.partition("@")
    assert domain == "example.org"
    assert len(local) == 32
    assert identity.hex not in made
    assert made != new_message_id("sam@example.org", uuid4())
