"""A briefing leaves by mail as every letter does: approved word for word, once, while it may."""

from datetime import timedelta

import pytest

from tests.factories import mailservers
from tests.factories.api import Api
from tests.factories.references import consent, make_application, move, name, willing
from tests.factories.reminders import planned_at
from tests.factories.replies import letter, received
from tests.factories.story import patched, read, refused
from tests.factories.world import keep_file

CV = b"Sam Okafor, floor assistant"


@pytest.fixture
def reference(api, account):
    return willing(api)


@pytest.fixture
def application(api):
    return make_application(api)


@pytest.fixture
def briefing(api, reference, application):
    file = keep_file(api, CV, name="cv.txt")
    return api.made(
        f"/references/{reference['id']}/briefings",
        {"application_id": application["id"], "attachment_ids": [file["id"]]},
    )


@pytest.fixture
def public(app):
    """The instance has an address that others can open."""
    app.state.settings.public_url = "https://afterview.example.org"


def path_of(briefing):
    return f"/briefings/{briefing['id']}"


def approve(api, briefing, **more):
    now = read(api, path_of(briefing))
    return api.made(f"{path_of(briefing)}/approval", {"text_hash": now["text_hash"]} | more)


def test_exactly_these_words_and_files_arrive_once(api, server, briefing, minute):
    assert briefing["can_send"] is True
    waiting = approve(api, briefing)
    assert waiting["status"] == "approved"
    refused(api.patch(path_of(briefing), {"facts": "x"}, if_match="*"), 409, "briefing-approved")
    minute(minutes=1)
    minute(minutes=10)
    (arrived,) = server.messages
    mail = arrived.message
    assert mail["To"] == "Dilys Pugh <dilys@arcades.example>"
    text, file = mail.iter_parts()
    assert briefing["body"].splitlines()[0] in text.get_content()
    assert "07700 900123" in text.get_content()
    assert (file.get_filename(), file.get_content().encode()) == ("cv.txt", CV)
    told = read(api, path_of(briefing))
    assert (told["status"], told["sent_channel"], told["fresh"]) == ("sent", "email", True)
    assert told["message"]["status"] == "sent"
    refused(api.delete(f"{path_of(briefing)}/delivery"), 409, "message-on-its-way")


def test_words_that_changed_are_not_approved(api, briefing):
    stale = briefing["text_hash"]
    patched(api, path_of(briefing), facts="We met in 2023.", rewrite=True)
    answer = api.post(f"{path_of(briefing)}/approval", {"text_hash": stale})
    refused(answer, 409, "briefing-changed")


def test_consent_is_asked_again_when_it_leaves(api, server, clock, reference, briefing, minute):
    approve(api, briefing, send_at="2026-06-02T12:00:00Z")
    consent(api, reference, "withdrawn")
    minute(hours=4)
    assert server.messages == []
    back = read(api, path_of(briefing))
    assert (back["status"], back["message"]["status"]) == ("draft", "returned")
    assert "not agreed" in back["returned_reason"]


def test_an_approval_is_withdrawn_while_it_waits(api, server, briefing, minute):
    approve(api, briefing, send_at="2026-06-02T12:00:00Z")
    assert api.delete(f"{path_of(briefing)}/approval").status_code == 204
    minute(hours=4)
    assert server.messages == []
    assert read(api, path_of(briefing))["status"] == "draft"


def test_nobody_knows_whether_it_arrived_and_its_owner_says(api, server, briefing, minute):
    approve(api, briefing)
    server.at("end", mailservers.DROP)
    minute(minutes=1)
    server.calm()
    told = read(api, path_of(briefing))
    assert (told["message"]["status"], told["status"]) == ("uncertain", "approved")
    message = f"/messages/{told['message']['id']}"
    api.post(f"{message}/settlement", {"delivered": False})
    assert read(api, path_of(briefing))["status"] == "draft"
    approve(api, briefing)
    minute(minutes=1)
    assert read(api, path_of(briefing))["status"] == "sent"


def test_what_a_reference_answers_is_no_word_of_the_employers(
    api, server, reference, application, briefing, minute
):
    name(api, reference, application)
    approve(api, briefing)
    minute(minutes=1)
    identity = server.messages[0].message["Message-ID"]
    raw = letter(
        "Gladly, dear.",
        From="Dilys Pugh <dilys@arcades.example>",
        Date="Tue, 02 Jun 2026 10:00:30 +0100",
        In_Reply_To=identity,
        Message_ID="<gladly@arcades.example>",
    )
    came = api.made("/received-messages", {"raw": raw})
    assert came["application"] is None
    assert api.items("/touchpoints") == []
    assert read(api, path_of(briefing))["status"] == "answered"


def test_a_file_that_is_gone_brings_it_back(api, server, briefing, minute):
    approve(api, briefing, send_at="2026-06-02T12:00:00Z")
    file = briefing["attachments"][0]["id"]
    assert api.delete(f"/attachments/{file}", if_match="*").status_code == 204
    minute(hours=4)
    assert server.messages == []
    assert "file" in read(api, path_of(briefing))["returned_reason"]


def test_an_application_that_has_ended_needs_nobody(api, server, application, briefing, minute):
    approve(api, briefing, send_at="2026-06-02T12:00:00Z")
    move(api, application, "rejected")
    minute(hours=4)
    assert server.messages == []
    assert read(api, path_of(briefing))["message"]["status"] == "returned"


def test_a_page_that_ends_before_the_letter_arrives_is_not_sent(api, public, briefing):
    api.made(f"{path_of(briefing)}/page", {"valid_days": 1})
    now = read(api, path_of(briefing))
    body = {"text_hash": now["text_hash"], "send_at": "2026-06-04T12:00:00Z"}
    refused(api.post(f"{path_of(briefing)}/approval", body), 409, "referee-page-ends")
    approve(api, briefing, send_at="2026-06-02T12:00:00Z")
    refused(api.post(f"{path_of(briefing)}/page", {}), 409, "briefing-approved")
    refused(api.delete(f"{path_of(briefing)}/page"), 409, "briefing-approved")


def test_the_page_is_led_to_when_the_letter_leaves_and_nowhere_else(
    api, client, server, public, briefing, minute
):
    url = api.made(f"{path_of(briefing)}/page", {})["url"]
    code = url.rpartition("/")[2]
    sent = approve(api, briefing)
    minute(minutes=1)
    text, _ = server.messages[0].message.iter_parts()
    words = text.get_content().replace("\r\n", "\n").rstrip()
    assert url in words
    shown = read(api, f"/messages/{sent['message']['id']}")["body"]
    assert words == shown.replace("/c/…", f"/c/{code}").rstrip()
    for path in (path_of(briefing), f"/messages/{sent['message']['id']}"):
        assert code not in api.get(path).text
    assert Api(client).get(f"/referee-pages/{code}").status_code == 200


def test_a_page_that_nobody_else_can_open_is_not_mailed(
    api, app, server, reference, briefing, minute
):
    """The letter is still there to be copied, and leaves once the instance has an address."""
    made = api.made(f"{path_of(briefing)}/page", {})
    assert (made["reachable"], made["url"][:24]) == (False, "http://localhost:8000/c/")
    now = read(api, path_of(briefing))
    assert (now["page_reachable"], now["can_send"], now["sendable"]) == (False, False, True)
    body = {"text_hash": now["text_hash"]}
    document = refused(
        api.post(f"{path_of(briefing)}/approval", body), 409, "referee-page-unreachable"
    )
    assert "AFTERVIEW_PUBLIC_URL" in document["detail"]
    assert made["url"] in api.post(f"{path_of(briefing)}/copy").json()["body"]
    app.state.settings.public_url = "https://afterview.example.org"
    again = api.made(f"{path_of(briefing)}/page", {})
    assert again["reachable"] is True
    assert read(api, path_of(briefing))["can_send"] is True
    approve(api, briefing)
    minute(minutes=1)
    text, _ = server.messages[0].message.iter_parts()
    assert again["url"] in text.get_content()


def test_a_letter_whose_page_was_answered_meanwhile_comes_back(
    api, client, server, public, briefing, minute
):
    code = api.made(f"{path_of(briefing)}/page", {})["url"].rpartition("/")[2]
    approve(api, briefing, send_at="2026-06-02T12:00:00Z")
    Api(client).made(f"/referee-pages/{code}/answer", {"answer": "confirmed"})
    minute(hours=4)
    assert server.messages == []
    assert "page" in read(api, path_of(briefing))["returned_reason"]


def returned(api, message, **more):
    names = {
        "From": "mailer-daemon@arcades.example",
        "Subject": "Undelivered Mail Returned to Sender",
        "References": f"<{read(api, f'/messages/{message}')['message_id']}>",
        "Message-ID": f"<report-of-{message}@arcades.example>",
    }
    return received(api, letter("550 5.1.1 no such user", **names), **more)


@pytest.mark.parametrize("assigned", [False, True], ids=["unassigned", "assigned"])
def test_a_briefing_that_came_back_leads_to_itself(
    app, api, clock, application, briefing, minute, assigned
):
    message = approve(api, briefing)["message"]["id"]
    minute(minutes=1)
    about = {"application_id": application["id"]} if assigned else {}
    returned(api, message, **about)
    clock.advance(timedelta(hours=5))
    planned_at(app, clock)
    told = [one for one in api.items("/notifications") if one["subject_kind"] == "reply"]
    assert [(one["title"], one["href"]) for one in told] == [
        ("Your briefing for Dilys Pugh came back", path_of(briefing))
    ]


def test_of_two_mails_that_came_back_each_is_brought_up_once(
    app, api, clock, reference, application, briefing, minute
):
    """A report says which one it means, and the latest is not taken for all."""
    other = willing(api, name="Tom Reed", addresses=[{"channel": "email", "value": "t@r.example"}])
    second = api.made(f"/references/{other['id']}/briefings", {"application_id": application["id"]})
    sent = [approve(api, one)["message"]["id"] for one in (briefing, second)]
    minute(minutes=1)
    for message in sent:
        returned(api, message, application_id=application["id"])
    clock.advance(timedelta(hours=5))
    planned_at(app, clock)
    told = [one for one in api.items("/notifications") if one["subject_kind"] == "reply"]
    assert {one["href"] for one in told} == {path_of(briefing), path_of(second)}


def test_a_briefing_nobody_is_sure_of_is_asked_about_by_its_name(
    app, api, clock, server, briefing, minute
):
    approve(api, briefing)
    server.at("end", mailservers.DROP)
    minute(minutes=1)
    server.calm()
    clock.advance(timedelta(hours=5))
    planned_at(app, clock)
    (told,) = [one for one in api.items("/notifications") if one["subject_kind"] == "message"]
    assert (told["title"], told["href"]) == (
        "Did your briefing for Dilys Pugh arrive?",
        path_of(briefing),
    )


def test_what_nobody_is_sure_of_stays_on_record(api, server, reference, briefing, minute):
    approve(api, briefing)
    server.at("end", mailservers.DROP)
    minute(minutes=1)
    server.calm()
    refused(api.delete(path_of(briefing), if_match="*"), 409, "message-on-its-way")
    gone = api.delete(f"/references/{reference['id']}", if_match="*")
    refused(gone, 409, "message-on-its-way")
