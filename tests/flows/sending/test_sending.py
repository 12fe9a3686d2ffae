"""From draft to mailbox: approved words leave once, at their time, unless the facts change."""

from afterview import worker
from afterview.flows import message_sent, messages_due
from tests.factories.sending import approved, drafted, on_its_way
from tests.factories.story import instant, patched, read, refused, stage, utc


def test_approved_words_leave_once_at_their_time(api, clock, server, thanks, minute):
    drafted(api, thanks, subject="Thank you for Tuesday")
    message = approved(api, thanks)
    assert (message["status"], message["send_at"]) == ("approved", utc("2026-06-02 12:15"))
    minute(minutes=30)
    assert server.messages == []
    minute(minutes=31)
    minute(minutes=1)
    (mail,) = (delivered.message for delivered in server.messages)
    assert mail["Subject"] == "Thank you for Tuesday"
    assert mail["To"] == "Priya Nair <priya.nair@mecca.example>"
    assert mail["From"] == "Sam Okafor <sam@example.org>"
    assert mail["Message-ID"] == f"<{message['message_id']}>"
    assert (
        mail.get_content().replace("\r\n", "\n").rstrip().endswith("-- \nSam Okafor\n07700 900123")
    )
    sent = read(api, f"/messages/{message['id']}")
    assert (sent["status"], sent["attempts"], sent["failure"]) == ("sent", 1, "")
    found = read(api, thanks)
    assert (found["status"], found["sent_at"]) == ("sent", sent["accepted_at"])
    (touch,) = api.items("/touchpoints")
    assert (touch["purpose"], touch["follow_up_id"]) == ("thank_you", found["id"])


def test_a_change_of_facts_brings_it_back_with_the_reason(api, plan, server, thanks, minute):
    drafted(api, thanks)
    approved(api, thanks)
    application = f"/applications/{plan['interview']['application']['id']}"
    employer = f"/organizations/{read(api, application)['organization']['id']}"
    patched(api, employer, do_not_contact=True)
    found = read(api, thanks)
    assert (found["status"], found["message"]["status"]) == ("lapsed", "returned")
    patched(api, employer, do_not_contact=False)
    draft = read(api, f"{thanks}/draft")
    assert "asked not to be contacted" in draft["returned_reason"]
    minute(hours=3)
    assert server.messages == []


def test_everything_is_asked_again_when_it_leaves(api, plan, server, thanks, minute):
    """Somebody rang them in between: a second message on the same day is one too many (HS-04)."""
    drafted(api, thanks)
    approved(api, thanks)
    api.made(
        "/touchpoints",
        {
            "application_id": plan["interview"]["application"]["id"],
            "direction": "outbound",
            "channel": "phone",
            "purpose": "material_update",
        },
    )
    minute(hours=2)
    assert server.messages == []
    assert read(api, thanks)["message"]["status"] == "returned"
    assert read(api, f"{thanks}/draft")["returned_reason"].startswith("HS-04")
    assert read(api, thanks)["status"] == "drafted"


def test_a_check_in_answers_in_the_same_thread(api, clock, plan, server, thanks, minute):
    drafted(api, thanks, subject="Thank you for Tuesday")
    first = approved(api, thanks, when="now")
    minute(minutes=1)
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    clock.set(instant("2026-06-09 08:59"))
    assert drafted(api, check)["subject"] == "Re: Thank you for Tuesday"
    approved(api, check)
    minute(minutes=2)
    mail = server.messages[-1].message
    assert mail["In-Reply-To"] == mail["References"] == f"<{first['message_id']}>"


def test_the_worker_knows_the_way():
    assert worker.JOBS["send_message"] is message_sent.send
    assert messages_due.queue_messages in worker.EVERY_MINUTE


def test_an_outcome_takes_an_approved_check_in_back(api, clock, plan, server, minute):
    clock.set(instant("2026-06-08 08:59"))
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    drafted(api, check)
    approved(api, check)
    application = plan["interview"]["application"]["id"]
    api.made(f"/applications/{application}/moves", {"to_stage_id": stage(api, "offered")})
    minute(days=2)
    assert server.messages == []
    assert read(api, check)["message"]["status"] == "returned"


def marked(app, status):
    """Put the one message into a state that only a crash leaves."""
    (identity,) = on_its_way(app)
    with app.state.gate.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE outgoing_message SET status = '{status}', next_attempt_at = NULL "
            f"WHERE id = '{identity}'"
        )


def test_what_may_have_arrived_is_never_forgotten(app, api, clock, plan, server, thanks):
    drafted(api, thanks)
    approved(api, thanks)
    marked(app, "uncertain")
    interview = f"/interviews/{plan['interview']['id']}"
    refused(api.delete(interview, if_match="*"), 409, "message-on-its-way")
    refused(api.delete(f"{interview}/ending", if_match="*"), 409, "already-sent")
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    clock.set(instant("2026-06-09 09:00"))
    draft = drafted(api, check)
    answer = api.post(f"{check}/approval", {"text_hash": draft["text_hash"]})
    refused(answer, 409, "message-unsettled")
    assert server.messages == []


def test_two_to_one_employer_never_leave_at_once(app, api, clock, plan, server, thanks, minute):
    drafted(api, thanks)
    approved(api, thanks)
    marked(app, "sending")
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    clock.set(instant("2026-06-09 09:00"))
    drafted(api, check)
    message = approved(api, check)
    assert "is on its way. This one waits" in message["waiting_reason"]
    engine, settings = app.state.gate.engine, app.state.settings
    message_sent.send(engine, clock, settings, message["id"])
    assert server.messages == []
    waiting = read(api, f"/messages/{message['id']}")
    assert (waiting["status"], waiting["attempts"]) == ("approved", 0)
    assert waiting["next_attempt_at"] == utc("2026-06-09 09:01")
    assert waiting["waiting_reason"] == message["waiting_reason"]
    reasons = {one["id"]: one["waiting_reason"] for one in api.items("/messages")}
    assert reasons.pop(message["id"]) == message["waiting_reason"]
    assert set(reasons.values()) == {""}
    assert read(api, check)["message"]["waiting_reason"] == message["waiting_reason"]
    assert read(api, thanks)["message"]["waiting_reason"] == ""


def test_a_password_nobody_can_read_is_said_not_swallowed(app, api, server, thanks, clock):
    drafted(api, thanks)
    message = approved(api, thanks, when="now")
    other = app.state.settings.model_copy(update={"secret_key": "another key " * 4})
    message_sent.send(app.state.gate.engine, clock, other, message["id"])
    assert server.messages == []
    failed = read(api, f"/messages/{message['id']}")
    assert (failed["status"], failed["failure_code"]) == ("failed", "secret-unreadable")
