"""Following up, in the page: drafted from the capture, looked over, approved, sent, answered."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from afterview.flows import message_sent, messages_due
from tests.e2e.conftest import DESKTOP, PHONE, just_out
from tests.factories import mailservers
from tests.factories.clock import TestClock
from tests.factories.service import make_app
from tests.factories.story import read

SOURCE = "Whole source, with headers"
KEEP = "Take it in"
FACTS = "The lift that only the night porter can coax\nKeys in a biscuit tin"
GOOD = """\
Dear Tom,

Thank you for taking the time to show me round on Tuesday and to talk about the night porter \
role. I left with a much clearer picture of what the nights are like, and of the people I would \
keep them with.

I keep thinking of the lift that only the night porter can coax, and of how I would learn its \
moods. I would be glad to come by invitation and try my hand at it.

Thank you again, and a quiet night to you all.

Kind regards
Sam Okafor"""


@pytest.fixture(params=["desktop", "phone"])
def browser_context_args(browser_context_args, request):
    return browser_context_args | {"viewport": PHONE if request.param == "phone" else DESKTOP}


@pytest.fixture
def server(tmp_path):
    with mailservers.smtp_server(mailservers.certificate(tmp_path)) as found:
        yield found


@pytest.fixture
def live_app(sqlite_url, clock, tmp_path, server):
    allowed = {"allowed_hosts": server.host, "ca_file": server.ca_file}
    return make_app(sqlite_url, clock, tmp_path, **allowed)


@pytest.fixture
def minute(live_app, clock):
    """Let time pass; what has become due is done as a worker would."""

    def passes(**by):
        clock.advance(timedelta(**by))
        engine, settings = live_app.state.gate.engine, live_app.state.settings
        messages_due.queue_messages(engine, clock, settings)
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT id FROM outgoing_message").scalars().all()
        for identity in found:
            message_sent.send(engine, clock, settings, str(identity))

    return passes


def test_from_the_capture_to_the_answer(
    page: Page, live_url: str, sam, clock: TestClock, server, minute, show_time
):
    api = sam.api
    api.made(
        "/mail-account",
        {
            "from_email": "sam@example.org",
            "from_name": "Sam Okafor",
            "smtp_host": "localhost",
            "smtp_port": server.port,
            "smtp_user": mailservers.USER,
            "smtp_password": mailservers.PASSWORD,
        },
    )
    plan = just_out(api, clock)
    api.patch(f"/interviews/{plan['interview']['id']}/capture", {"facts": FACTS}, if_match="*")
    application = f"/applications/{plan['interview']['application']['id']}"

    # Drafted from what was captured
    page.goto(f"{live_url}/follow-ups")
    page.get_by_role("link", name="Thank Tom Reed").first.click()
    expect(page.get_by_role("heading", name="Thank Tom Reed")).to_be_visible()
    page.get_by_role("button", name="Write it").click()
    message = page.get_by_label("Message", exact=True)
    expect(message).to_have_value(re.compile("the lift that only the night porter can coax"))

    # Looked over as it is typed
    message.fill("Dear Tom, did I get the job? I have an offer at £20,000.")
    expect(page.get_by_text("There is no other offer on record")).to_be_visible()
    expect(page.get_by_text("A demand or an ultimatum ends conversations")).to_be_visible()
    message.fill(GOOD)
    expect(page.get_by_text("A demand or an ultimatum")).to_have_count(0)
    page.reload()
    expect(message).to_have_value(GOOD)

    # Approved for later: exactly these words
    page.get_by_role("button", name="Approve …").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("a quiet night to you all")).to_be_visible()
    dialog.get_by_role("button", name=re.compile("^Approve, leaves")).click()
    expect(page.get_by_role("button", name="Withdraw the approval")).to_be_visible()
    assert server.messages == []

    # Its time comes; it leaves once
    minute(hours=2)
    minute(minutes=1)
    (mail,) = server.messages
    assert mail.message["To"] == "Tom Reed <tom.reed@palace.example>"
    assert mail.message.get_content().replace("\r\n", "\n").rstrip() == GOOD
    show_time(page)
    page.reload()
    expect(page.get_by_role("heading", name="Sent", exact=True)).to_be_visible()
    before = read(api, f"{application}/pressure")["load"]
    assert before > 0

    # A reply is pasted: the asking stops, the needle falls, nothing is left uncovered
    clock.advance(timedelta(hours=20))
    show_time(page)
    answer = (
        "From: Tom Reed <tom.reed@palace.example>\n"
        f"In-Reply-To: {mail.message['Message-ID']}\nSubject: Re: thank you\n"
        "Message-ID: <answer@palace.example>\n\nThank you, Sam. We will ring you on Monday."
    )
    page.goto(f"{live_url}/replies")
    page.get_by_role("button", name="Paste a mail").first.click()
    page.get_by_label(SOURCE, exact=True).first.check()
    page.get_by_role("dialog").get_by_role("textbox", name=SOURCE).fill(answer)
    page.get_by_role("button", name=KEEP).click()
    expect(page.get_by_text("We will ring you on Monday").first).to_be_visible()
    (received,) = api.items("/received-messages")
    assert received["matched_by"] == "thread"
    assert read(api, f"{application}/pressure")["load"] < before / 3
    page.goto(f"{live_url}/follow-ups?show=all")
    statuses = {one["status"] for one in api.items("/follow-ups")}
    assert statuses == {"replied", "lapsed"}
    found = read(api, "/coverage")
    assert (found["met"], found["owed"], found["percentage"]) == (1, 1, 100)
    expect(page.get_by_text("100").first).to_be_visible()
