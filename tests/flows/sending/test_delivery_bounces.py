"""A mail that was sent comes back: its owner says so, and it is owed again."""

from datetime import timedelta

import pytest

from tests.factories import mailservers
from tests.factories.reminders import planned_at
from tests.factories.replies import letter, received
from tests.factories.sending import approved, drafted
from tests.factories.story import patched, read, refused

BOUNCE = {"From": "mailer-daemon@x.example", "Subject": "Undelivered Mail Returned to Sender"}


@pytest.fixture
def sent(api, thanks, minute):
    """The thanks, which the server took."""
    drafted(api, thanks)
    message = approved(api, thanks, when="now")
    minute(minutes=1)
    assert read(api, thanks)["status"] == "sent"
    return message


def returned(api, message, **more):
    names = {"References": f"<{message['message_id']}>"}
    return received(api, letter("550 5.1.1 no such user", **BOUNCE, **names), **more)


def settled(api, message, delivered):
    body = {"delivered": delivered}
    answer = api.post(f"/messages/{message['id']}/settlement", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_what_did_not_arrive_is_owed_again_and_counts_no_more(
    api, clock, plan, server, thanks, sent, minute
):
    returned(api, sent)
    assert read(api, thanks)["status"] == "sent"  # it is for its owner to say
    found = settled(api, sent, delivered=False)
    assert (found["status"], found["failure_code"]) == ("failed", "not-delivered")
    assert found["accepted_at"] is None
    owed = read(api, thanks)
    assert (owed["status"], owed["sent_at"]) == ("drafted", None)
    assert api.items("/touchpoints", params={"direction": "outbound"}) == []
    assert read(api, "/coverage")["met"] == 0
    contact = f"/contacts/{owed['contact']['id']}"
    addresses = [{"channel": "email", "value": "p.nair@mecca.example", "given_by_them": True}]
    patched(api, contact, addresses=addresses)
    again = approved(api, thanks, when="now")
    assert again["to_email"] == "p.nair@mecca.example"
    minute(minutes=1)
    assert [mail.message["To"] for mail in server.messages] == [
        "Priya Nair <priya.nair@mecca.example>",
        "Priya Nair <p.nair@mecca.example>",
    ]
    assert read(api, thanks)["status"] == "sent"


def test_without_a_report_its_owners_word_is_enough(api, server, thanks, sent, minute):
    settled(api, sent, delivered=False)
    assert read(api, f"/messages/{sent['id']}")["failure"] == "It did not arrive, you said."
    api.made(f"/messages/{sent['id']}/resending", {})
    minute(minutes=1)
    assert len(server.messages) == 2
    assert read(api, thanks)["status"] == "sent"


def test_a_report_is_seen_on_the_message_until_it_is_set_aside(api, thanks, sent):
    report = returned(api, sent)
    assert report["kind"] == "bounce"
    brief = read(api, thanks)["message"]
    assert (brief["status"], brief["failure_code"]) == ("sent", "came-back")
    assert "Undelivered Mail" in brief["failure"]
    api.made(f"/received-messages/{report['id']}/dismissal", {})
    assert read(api, thanks)["message"]["failure_code"] == ""
    back = api.delete(f"/received-messages/{report['id']}/dismissal")
    assert back.status_code == 200
    assert read(api, thanks)["message"]["failure_code"] == "came-back"
    settled(api, sent, delivered=True)
    assert read(api, thanks)["message"]["failure_code"] == ""


def test_a_report_without_headers_is_known_by_the_address_it_names(api, plan, thanks, sent):
    text = "Your message to PRIYA.NAIR@mecca.example could not be delivered: 550 5.1.1"
    about = plan["interview"]["application"]["id"]
    report = received(api, letter(text, **BOUNCE), application_id=about)
    assert report["kind"] == "bounce"
    assert read(api, thanks)["message"]["failure_code"] == "came-back"


def test_what_has_left_is_settled_at_the_message_only(api, thanks, sent):
    refused(api.delete(f"{thanks}/delivery"), 409, "follow-up-already-sent")
    (touch,) = api.items("/touchpoints", params={"direction": "outbound"})
    gone = api.delete(f"/touchpoints/{touch['id']}", if_match="*")
    assert "did not arrive" in refused(gone, 409, "mail-has-left")["detail"]


def test_what_has_not_left_cannot_be_settled(api, thanks):
    drafted(api, thanks)
    message = approved(api, thanks)
    answer = api.post(f"/messages/{message['id']}/settlement", {"delivered": False})
    refused(answer, 409, "message-not-uncertain")


def reminders(app, api, clock):
    planned_at(app, clock)
    return [one for one in api.items("/notifications") if one["subject_kind"] == "reply"]


def test_its_owner_is_told_once_it_came_back_and_asked_until_it_is_settled(
    app, api, clock, thanks, sent
):
    returned(api, sent)
    clock.advance(timedelta(hours=5))  # the quiet window is over
    (told,) = reminders(app, api, clock)
    assert (told["title"], told["href"]) == (
        "Your message to Priya Nair came back",
        thanks,
    )
    assert told["sent_at"] is not None
    today = read(api, "/today")
    shown = [item for item in (today["next"], *today["due"]) if item["kind"] == "message"]
    assert [(item["href"], "Undelivered Mail" in item["why"]) for item in shown] == [(thanks, True)]
    settled(api, sent, delivered=False)
    clock.advance(timedelta(days=2))
    assert [one["nudge"] for one in reminders(app, api, clock)] == [1]


def test_its_owner_is_reminded_once_more_and_no_more(app, api, clock, sent):
    returned(api, sent)
    for _ in range(6):
        reminders(app, api, clock)
        clock.advance(timedelta(days=1))
    assert sorted(one["nudge"] for one in reminders(app, api, clock)) == [1, 2]


def test_a_report_about_nothing_we_sent_is_no_business_of_a_message(app, api, clock, plan):
    about = plan["interview"]["application"]["id"]
    received(api, letter("550 5.1.1 no such user", **BOUNCE), application_id=about)
    assert reminders(app, api, clock) == []  # its reader brought it


def test_what_nobody_was_sure_of_and_came_back_is_asked_about_once(
    app, api, clock, server, thanks, minute
):
    drafted(api, thanks)
    message = approved(api, thanks, when="now")
    server.at("end", mailservers.DROP)
    minute(minutes=1)
    server.calm()
    returned(api, message)
    clock.advance(timedelta(hours=5))
    assert reminders(app, api, clock) == []
    told = [one for one in api.items("/notifications") if one["subject_kind"] == "message"]
    assert ["It came back" in one["why"] for one in told] == [True]
