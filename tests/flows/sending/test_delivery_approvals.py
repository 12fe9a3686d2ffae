"""What is approved is still owed when it leaves, is every word, and is written down once out."""

import pytest
from sqlalchemy.orm.exc import StaleDataError

from afterview.core.clock import Now
from afterview.core.db import find, transaction
from afterview.flows import message_sent, messages_due
from afterview.followups import messages
from afterview.followups.models import OutgoingMessage
from tests.factories.databases import on_postgresql
from tests.factories.reminders import planned_at
from tests.factories.sending import approved, drafted
from tests.factories.story import instant, patched, read, refused, utc

ASKING = (
    "Dear Priya,\n\nI enjoyed our talk about the bingo caller role and the trial evening on finals "
    "night. Could you tell me where things stand with the decision?\n\nKind regards, Sam"
)


def asked(api, path, **how):
    text_hash = read(api, f"{path}/draft")["text_hash"]
    return api.post(f"{path}/approval", {"text_hash": text_hash} | how)


def test_thanks_are_not_approved_for_when_they_are_stale(api, thanks):
    drafted(api, thanks)
    problem = refused(asked(api, thanks, send_at=utc("2026-06-05 11:15")), 422, "too-late")
    assert problem["errors"][0]["pointer"] == "/send_at"
    assert "Friday 5 June 2026, 11:15 (Europe/London)" in problem["detail"]
    approved(api, thanks, send_at=utc("2026-06-05 11:14"))


def test_a_check_in_is_not_approved_for_after_the_next_one(api, clock, plan):
    check, following = (f"/follow-ups/{plan['follow_ups'][place]['id']}" for place in (1, 2))
    drafted(api, check, body=ASKING)
    next_at = read(api, following)["suggested_at"]
    problem = refused(asked(api, check, send_at=next_at), 422, "too-late")
    assert problem["errors"][0]["pointer"] == "/send_at"
    approved(api, check)


def test_a_closing_note_is_not_approved_for_when_it_closes_nothing(api, plan):
    note = f"/follow-ups/{plan['follow_ups'][3]['id']}"
    drafted(api, note)
    refused(asked(api, note, send_at=utc("2026-07-30 09:00")), 422, "too-late")


def test_what_time_took_back_after_all_is_told(app, api, clock, plan, server, thanks, minute):
    drafted(api, thanks)
    approved(api, thanks)
    clock.set(instant("2026-06-05 12:00"))  # no worker ran for three days
    minute(minutes=1)
    assert server.messages == []
    found = read(api, thanks)
    assert (found["status"], found["message"]["status"]) == ("lapsed", "returned")
    planned_at(app, clock)
    told = [one for one in api.items("/notifications") if one["subject_kind"] == "message"]
    assert [one["title"] for one in told] == ["Your message to Priya Nair did not go out"]


def test_the_signature_is_part_of_what_is_approved(api, server, thanks, minute):
    draft = drafted(api, thanks)
    assert draft["signature"] == "Sam Okafor\n07700 900123"
    patched(api, "/mail-account", signature="Sam, with two other offers")
    stale = api.post(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    refused(stale, 409, "draft-changed")
    again = read(api, f"{thanks}/draft")
    assert again["text_hash"] != draft["text_hash"]
    patched(api, "/mail-account", signature="Sam")
    words = read(api, f"{thanks}/draft")
    linted = api.post(f"{thanks}/lint", {"subject": words["subject"], "body": words["body"]}).json()
    assert linted["text_hash"] == words["text_hash"]
    message = approved(api, thanks, when="now")
    assert message["body"].endswith("-- \nSam")
    assert message["text_hash"] == words["text_hash"]
    patched(api, "/mail-account", signature="Sam, with two other offers")
    minute(minutes=1)
    (mail,) = server.messages
    assert mail.message.get_content().replace("\r\n", "\n").rstrip().endswith("-- \nSam")


@pytest.fixture
def hiccups(monkeypatch):
    """Let the plan fail so often once a message has gone out; gives what was tried."""
    monkeypatch.setattr(message_sent, "PAUSES", (0, 0))  # no test waits for them
    replan_after, tried = message_sent.replan_after, []

    def fail(times):
        def sometimes(*given, **named):
            tried.append(named["why"])
            if len(tried) <= times:
                raise StaleDataError("somebody else was quicker")
            replan_after(*given, **named)

        # nobody is quicker when a test asks for it
        monkeypatch.setattr(message_sent, "replan_after", sometimes)
        return tried

    return fail


@pytest.mark.parametrize("times", [1, 9])
def test_what_the_server_took_is_sent_whatever_the_plan_does(
    api, server, thanks, minute, hiccups, times
):
    drafted(api, thanks)
    message = approved(api, thanks, when="now")
    tried = hiccups(times)
    minute(minutes=1)
    assert (len(server.messages), len(tried)) == (1, 2)
    assert read(api, f"/messages/{message['id']}")["status"] == "sent"
    assert read(api, thanks)["status"] == "sent"
    (touch,) = api.items("/touchpoints")
    assert touch["follow_up_id"] == message["follow_up_id"]


@on_postgresql
def test_one_that_is_settled_meanwhile_is_seen(
    app, api, clock, plan, server, thanks, minute, monkeypatch
):
    """Whoever looks finds the first message on its way, or its touch, whenever it is settled."""
    engine, settings = app.state.gate.engine, app.state.settings
    drafted(api, thanks)
    first = approved(api, thanks)
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    patched(api, check, suggested_at=utc("2026-06-02 14:00"))
    drafted(api, check, body=ASKING)
    second = approved(api, check, reason="They asked me to ring today.")
    clock.set(instant("2026-06-02 14:01"))
    with transaction(engine, Now(clock(), message_sent.UTC)) as session:
        message = find(session, OutgoingMessage, id=first["id"])
        messages.begin(session, message, now=session.info["now"])
        messages.hand_over(session, message, now=session.info["now"])
    look = messages.in_flight

    def settled_just_before(*given):
        monkeypatch.setattr(messages, "in_flight", look)
        with transaction(engine, Now(clock(), message_sent.UTC)) as session:
            message = find(session, OutgoingMessage, id=first["id"])
            message_sent.settle_as_sent(session, message, clock())
        return look(*given)

    # no thread meets the moment between two statements
    monkeypatch.setattr(messages, "in_flight", settled_just_before)
    message_sent.send(engine, clock, settings, second["id"])
    assert server.messages == []
    assert read(api, f"{check}/draft")["returned_reason"].startswith("HS-04")
    assert messages_due.queue_messages(engine, clock, settings) == 0
