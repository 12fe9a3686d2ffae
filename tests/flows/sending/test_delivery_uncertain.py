"""Nobody knows whether a mail arrived: that is kept, through everything, until somebody knows."""

from uuid import UUID

import pytest

from afterview.core.clock import Now
from afterview.core.db import transaction
from afterview.flows import messages_due
from afterview.followups.models import OutgoingMessage
from tests.factories import mailservers
from tests.factories.reminders import planned_at
from tests.factories.replies import letter, received
from tests.factories.sending import approved, drafted
from tests.factories.story import instant, read, refused

ASKING = (
    "Dear Priya,\n\nI enjoyed our talk about the bingo caller role and the trial evening on finals "
    "night. Could you tell me where things stand with the decision?\n\nKind regards, Sam"
)


@pytest.fixture
def uncertain(api, server, thanks, minute):
    """The thanks, of which the server took every word and said nothing."""
    drafted(api, thanks)
    message = approved(api, thanks, when="now")
    server.at("end", mailservers.DROP)
    minute(minutes=1)
    server.calm()
    assert status(api, message) == "uncertain"
    return message


def status(api, message):
    return read(api, f"/messages/{message['id']}")["status"]


def said(api, plan, purpose, **more):
    application = plan["interview"]["application"]["id"]
    touch = {"application_id": application, "direction": "outbound", "channel": "email"}
    return api.made("/touchpoints", touch | {"purpose": purpose} | more)


def told(app, api, clock):
    planned_at(app, clock)
    found = api.items("/notifications", params={"limit": 200})
    return [(one["title"], one["why"]) for one in found if one["subject_kind"] == "message"]


def test_what_stops_a_second_copy_leaves_the_first_as_unknown_as_before(
    api, plan, server, thanks, uncertain, minute
):
    said(api, plan, "material_update")
    api.made(f"/messages/{uncertain['id']}/resending", {})
    minute(minutes=1)
    assert server.messages == []
    found = read(api, f"/messages/{uncertain['id']}")
    assert found["status"] == "uncertain" and "HS-04" in found["failure"]
    assert found["uncertain_since"] is not None
    ending = f"/interviews/{plan['interview']['id']}/ending"
    refused(api.delete(ending, if_match="*"), 409, "already-sent")
    again = api.post(f"{thanks}/approval", {"text_hash": found["text_hash"]})
    refused(again, 409, "message-on-its-way")


def test_a_refused_second_copy_leaves_the_first_as_unknown_as_before(
    api, server, thanks, uncertain, minute
):
    api.made(f"/messages/{uncertain['id']}/resending", {})
    server.at("rcpt", "550 no such user")
    minute(minutes=1)
    found = read(api, f"/messages/{uncertain['id']}")
    assert found["status"] == "uncertain" and "550" in found["failure"]


def test_sending_again_is_called_off_and_nothing_is_known_yet(
    api, plan, server, thanks, uncertain, minute
):
    api.made(f"/messages/{uncertain['id']}/resending", {})
    refused(api.post(f"{thanks}/delivery", {}), 409, "message-on-its-way")
    refused(api.post(f"{thanks}/waiver", {"reason": "Enough"}), 409, "message-on-its-way")
    interview = f"/interviews/{plan['interview']['id']}"
    refused(api.delete(interview, if_match="*"), 409, "message-on-its-way")
    assert api.delete(f"{thanks}/approval").status_code == 204
    minute(minutes=5)
    assert server.messages == [] and status(api, uncertain) == "uncertain"


def test_logging_a_touch_never_meets_what_is_being_sent_again(api, plan, uncertain):
    api.made(f"/messages/{uncertain['id']}/resending", {})
    assert said(api, plan, "thank_you")["follow_up_id"] is None


def test_once_it_has_arrived_it_is_known(api, server, thanks, uncertain, minute):
    api.made(f"/messages/{uncertain['id']}/resending", {})
    minute(minutes=1)
    assert len(server.messages) == 1
    found = read(api, f"/messages/{uncertain['id']}")
    assert (found["status"], found["uncertain_since"]) == ("sent", None)


def test_an_application_stays_while_a_mail_about_it_may_have_arrived(api, plan, uncertain):
    application = f"/applications/{plan['interview']['application']['id']}"
    refused(api.delete(application, if_match="*"), 409, "message-on-its-way")
    api.made(f"/messages/{uncertain['id']}/resending", {})
    refused(api.delete(application, if_match="*"), 409, "message-on-its-way")
    assert api.delete(f"/follow-ups/{uncertain['follow_up_id']}/approval").status_code == 204
    body = {"delivered": True}
    assert api.post(f"/messages/{uncertain['id']}/settlement", body).status_code == 200
    assert api.delete(application, if_match="*").status_code == 204


def test_an_approval_asks_first_what_became_of_the_message_before(
    api, clock, plan, server, uncertain, minute
):
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    clock.set(instant("2026-06-09 10:00"))
    minute(minutes=1)
    draft = drafted(api, check, body=ASKING)
    answer = api.post(f"{check}/approval", {"text_hash": draft["text_hash"], "when": "now"})
    problem = refused(answer, 409, "message-unsettled")
    there = f"/follow-ups/{uncertain['follow_up_id']}"
    assert "Priya Nair" in problem["detail"]
    assert answer.headers["Link"] == f'<{there}>; rel="related"'
    assert api.post(f"/messages/{uncertain['id']}/settlement", {"delivered": True}).is_success
    approved(api, check, when="now")
    minute(minutes=1)
    assert len(server.messages) == 1


def test_what_was_approved_before_waits_for_nothing_it_comes_back(
    api, clock, plan, server, thanks, minute
):
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    drafted(api, check, body=ASKING)
    approved(api, check)
    drafted(api, thanks)
    approved(api, thanks, when="now")
    server.at("end", mailservers.DROP)
    minute(minutes=1)
    server.calm()
    before = read(api, check)["message"]
    assert before["status"] == "approved" and "Settle that one first" in before["waiting_reason"]
    clock.set(instant("2026-06-09 09:00"))
    minute(minutes=1)
    assert server.messages == []
    assert read(api, check)["message"]["waiting_reason"] == ""
    assert "Nobody knows yet" in read(api, f"{check}/draft")["returned_reason"]


def test_it_is_asked_about_also_when_nothing_is_owed_any_more(app, api, clock, thanks, uncertain):
    clock.set(instant("2026-06-06 10:00"))
    messages_due.lapse_passed(app.state.gate.engine, clock, app.state.settings)
    assert read(api, thanks)["status"] == "lapsed"
    assert [title for title, _ in told(app, api, clock)] == [
        "Did your message to Priya Nair arrive?"
    ]


def test_whoever_answers_it_has_got_it(api, clock, thanks, uncertain):
    clock.set(instant("2026-06-02 15:00"))
    reply = received(
        api,
        letter(
            "Thanks for your note!",
            From="Priya Nair <pn@private.example>",
            In_Reply_To=f"<{uncertain['message_id']}>",
            Subject="Hello",
            Date="Tue, 02 Jun 2026 15:00:00 +0100",
        ),
    )
    assert (reply["status"], reply["matched_by"]) == ("matched", "thread")
    assert reply["contact"]["name"] == "Priya Nair"
    assert status(api, uncertain) == "sent"
    assert read(api, thanks)["status"] == "replied"


def test_a_server_that_speaks_of_it_has_not_read_it(api, clock, thanks, uncertain):
    clock.set(instant("2026-06-02 15:00"))
    notice = letter(
        "Still trying.",
        From="mailer-daemon@x.example",
        Subject="Delivery delayed",
        Auto_Submitted="auto-replied",
        References=f"<{uncertain['message_id']}>",
    )
    assert received(api, notice)["status"] == "matched"
    assert status(api, uncertain) == "uncertain"


def test_a_copy_of_it_is_no_answer(api, clock, uncertain):
    raw = letter(
        "Dear Priya", From="me@elsewhere.example", Message_ID=f"<{uncertain['message_id']}>"
    )
    refused(api.post("/received-messages", {"raw": raw}), 409, "own-message")


def test_what_did_not_arrive_and_did_after_all_is_sent(app, api, clock, server, thanks, uncertain):
    settlement = f"/messages/{uncertain['id']}/settlement"
    assert api.post(settlement, {"delivered": False}).is_success
    assert read(api, thanks)["status"] != "sent"
    assert told(app, api, clock) == []  # nobody is told what they said themselves
    assert api.post(settlement, {"delivered": True}).is_success
    assert (read(api, thanks)["status"], status(api, uncertain)) == ("sent", "sent")


def test_what_was_done_instead_stands(api, clock, thanks, uncertain):
    settlement = f"/messages/{uncertain['id']}/settlement"
    assert api.post(settlement, {"delivered": False}).is_success
    api.made(f"{thanks}/delivery", {"channel": "phone"})
    refused(api.post(settlement, {"delivered": True}), 409, "message-not-uncertain")


def test_two_that_are_sent_again_do_not_wait_for_each_other(
    app, api, clock, plan, server, uncertain, minute
):
    """One crash may leave two in doubt, of a panel or of two applications that met."""
    check = UUID(plan["follow_ups"][1]["id"])
    engine = app.state.gate.engine
    with transaction(engine, Now(clock(), clock().tzinfo)) as session:
        first = session.get(OutgoingMessage, UUID(uncertain["id"]))
        kept = first.model_dump(exclude={"id", "version", "created_at", "updated_at"})
        again = kept | {"follow_up_id": check, "message_id": "<second@example.org>"}
        other = OutgoingMessage(**again)
        session.add(other)
        session.flush()
        messages = [uncertain["id"], str(other.id)]
    for message in messages:
        api.made(f"/messages/{message}/resending", {})
    waits = [bool(read(api, f"/messages/{message}")["waiting_reason"]) for message in messages]
    assert waits == [False, True]
    minute(minutes=1)
    minute(minutes=2)
    assert "sent" in [read(api, f"/messages/{message}")["status"] for message in messages]
