"""From draft to mailbox: approved words leave once, at their time, unless the facts change."""

from datetime import timedelta

import pytest

from afterview import worker
from afterview.flows import message_sent, messages_due
from tests.factories.api import bearer, make_token
from tests.factories.receiver import mail_server
from tests.factories.service import make_app
from tests.factories.story import instant, out, patched, read, refused, stage, utc, walked

ENDED = "2026-06-02 11:15"
PRIYA = {"name": "Priya Nair", "email": "priya.nair@mecca.example"}
FACT = "The trial evening on finals night, with two hundred people in the hall"


@pytest.fixture
def server(tmp_path):
    with mail_server(tmp_path) as found:
        yield found


@pytest.fixture
def app(migrated_url, clock, tmp_path, server):
    return make_app(
        migrated_url,
        clock,
        tmp_path,
        allowed_hosts=f"127.0.0.1:{server.port}",
        ca_file=server.ca_file,
    )


@pytest.fixture
def account(api, server):
    return api.made(
        "/mail-account",
        {
            "from_email": "sam@example.org",
            "from_name": "Sam Okafor",
            "signature": "Sam Okafor\n07700 900123",
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_user": "sam",
            "smtp_password": "hunter2",
        },
    )


@pytest.fixture
def plan(api, clock, account):
    found = out(api, clock, ENDED, interview={"interviewers": [PRIYA]})
    patched(api, f"/interviews/{found['interview']['id']}/capture", facts=FACT)
    return found


@pytest.fixture
def thanks(plan):
    return f"/follow-ups/{plan['follow_ups'][0]['id']}"


@pytest.fixture
def minute(app, clock):
    """Let a minute pass: what is due is queued, and done here instead of by a worker."""

    def passes(**by):
        clock.advance(timedelta(**by))
        engine, settings = app.state.gate.engine, app.state.settings
        messages_due.lapse_passed(engine, clock, settings)
        messages_due.queue_messages(engine, clock, settings)
        for message in walked_messages(app):
            message_sent.send(engine, clock, settings, message)

    return passes


def walked_messages(app):
    with app.state.gate.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id FROM outgoing_message WHERE status IN ('approved', 'sending')"
        )
        return [str(row[0]) for row in rows]


def drafted(api, path, **changes):
    draft = api.made(f"{path}/draft", {})
    return patched(api, f"{path}/draft", **changes) if changes else draft


def approved(api, path, **how):
    draft = read(api, f"{path}/draft")
    return api.made(f"{path}/approval", {"text_hash": draft["text_hash"]} | how)


def test_a_draft_is_filled_from_what_was_captured(api, thanks):
    draft = drafted(api, thanks)
    assert draft["body"].startswith("Dear Priya,")
    assert "the trial evening on finals night" in draft["body"]
    assert "on Tuesday" in draft["body"] and "Bingo caller" in draft["body"]
    assert draft["to"] == {
        "contact_id": draft["to"]["contact_id"],
        "name": "Priya Nair",
        "email": "priya.nair@mecca.example",
    }
    assert (draft["sendable"], draft["missing"], draft["findings"]) == (True, [], [])
    assert draft["mailto"].startswith("mailto:priya.nair%40mecca.example?subject=Thank%20you")
    assert draft["template"]["region"] == "GB" and "free marks" in draft["template"]["note"]
    assert read(api, thanks)["status"] == "drafted"


def test_approved_words_leave_once_at_their_time(api, clock, server, thanks, minute):
    drafted(api, thanks, subject="Thank you for Tuesday")
    message = approved(api, thanks)
    assert (message["status"], message["send_at"]) == ("approved", utc("2026-06-02 12:15"))
    minute(minutes=30)
    assert server.messages == []
    minute(minutes=31)
    minute(minutes=1)
    (mail,) = server.messages
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


def test_only_exactly_these_words_are_approved(api, thanks):
    draft = drafted(api, thanks)
    patched(api, f"{thanks}/draft", body=draft["body"] + "\n\nPS: and the trifle.")
    stale = api.post(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    refused(stale, 409, "draft-changed")
    assert read(api, thanks)["status"] == "drafted"


def test_two_approvals_are_one(api, thanks):
    drafted(api, thanks)
    approved(api, thanks)
    draft = read(api, f"{thanks}/draft")
    again = api.post(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    refused(again, 409, "message-approved")
    refused(api.patch(f"{thanks}/draft", {"body": "x"}, if_match="*"), 409, "message-approved")


def test_an_approval_is_withdrawn_while_it_waits(api, server, thanks, minute):
    drafted(api, thanks)
    approved(api, thanks)
    assert api.delete(f"{thanks}/approval").status_code == 204
    assert read(api, thanks)["status"] == "drafted"
    minute(hours=3)
    assert server.messages == []
    assert read(api, thanks)["message"]["status"] == "withdrawn"
    approved(api, thanks, when="now")
    minute(minutes=1)
    assert len(server.messages) == 1
    refused(api.delete(f"{thanks}/approval"), 409, "message-on-its-way")


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


def test_what_is_unfilled_or_forbidden_does_not_go(api, thanks):
    drafted(api, thanks, body="Dear Priya,\n\nThank you for {{ specific_thing }}.")
    draft = read(api, f"{thanks}/draft")
    assert (draft["sendable"], draft["missing"]) == (False, ["specific_thing"])
    answer = api.post(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    refused(answer, 409, "draft-not-sendable")
    patched(
        api, f"{thanks}/draft", body="Dear Priya, did I get the job? I have an offer at £20,000."
    )
    codes = {one["code"] for one in read(api, f"{thanks}/draft")["findings"]}
    assert {"demand", "fiction-offer"} <= codes


def test_lint_looks_at_words_that_are_not_saved(api, thanks):
    drafted(api, thanks)
    text = "Hello. I am so sorry, I was such an idiot. Sorry again."
    answer = api.post(f"{thanks}/lint", {"subject": "", "body": text})
    assert answer.status_code == 200
    found = {one["code"]: one for one in answer.json()["findings"]}
    assert {"too-short", "apologies", "self-blame", "no-subject", "no-greeting"} <= found.keys()
    place = found["self-blame"]
    assert text[place["start"] : place["end"]] == place["excerpt"] == "I was such an idiot"
    assert read(api, f"{thanks}/draft")["body"] != text


def test_pushing_it_needs_a_reason_and_a_siege_is_refused(api, clock, plan, thanks):
    api.made(f"{thanks}/delivery", {})
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    drafted(api, check)
    clock.advance(timedelta(days=1))
    application = plan["interview"]["application"]["id"]
    for hours in (0, 24):
        clock.advance(timedelta(hours=hours))
        api.made(
            "/touchpoints",
            {
                "application_id": application,
                "direction": "outbound",
                "channel": "sms",
                "purpose": "material_update",
            },
        )
    clock.advance(timedelta(days=1))
    draft = read(api, f"{check}/draft")
    answer = api.post(f"{check}/approval", {"text_hash": draft["text_hash"], "when": "now"})
    assert answer.json()["code"] in {"reason-needed", "too-much-pressure"}, answer.text


def test_a_token_without_send_lets_nothing_leave(api, user, client, thanks):
    drafted(api, thanks)
    writer = bearer(client, make_token(user.browser, scopes=["read", "write"]))
    draft = read(api, f"{thanks}/draft")
    answer = writer.post(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    refused(answer, 403, "scope-missing")


def test_without_a_mail_account_or_an_address_there_is_no_way(api, clock, thanks, plan):
    drafted(api, thanks)
    gone = api.delete("/mail-account", if_match=api.get("/mail-account"))
    assert gone.status_code == 204
    draft = read(api, f"{thanks}/draft")
    answer = api.post(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    refused(answer, 409, "mail-account-missing")


def test_what_is_spoken_is_done_not_sent(api, thanks):
    patched(api, thanks, channel="phone")
    draft = drafted(api, thanks)
    assert draft["medium"] == "spoken" and draft["subject"] == ""
    answer = api.post(f"{thanks}/approval", {"text_hash": draft["text_hash"]})
    refused(answer, 409, "not-mail")
    api.made(f"{thanks}/delivery", {})
    assert read(api, thanks)["status"] == "sent"


def test_a_check_in_answers_in_the_same_thread(api, clock, plan, server, thanks, minute):
    drafted(api, thanks, subject="Thank you for Tuesday")
    first = approved(api, thanks, when="now")
    minute(minutes=1)
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    clock.set(instant("2026-06-09 08:59"))
    assert drafted(api, check)["subject"] == "Re: Thank you for Tuesday"
    approved(api, check)
    minute(minutes=2)
    mail = server.messages[-1]
    assert mail["In-Reply-To"] == mail["References"] == f"<{first['message_id']}>"


def test_earlier_versions_are_kept(api, clock, thanks):
    draft = drafted(api, thanks)
    clock.advance(timedelta(minutes=10))
    patched(api, f"{thanks}/draft", body="Dear Priya,\n\nsecond thoughts")
    clock.advance(timedelta(minutes=1))
    patched(api, f"{thanks}/draft", body="Dear Priya,\n\nsecond thoughts, typed on")
    clock.advance(timedelta(minutes=10))
    refused(api.post(f"{thanks}/draft", {}), 409, "draft-exists")
    api.made(f"{thanks}/draft", {"replace": True})
    kept = [one["body"] for one in walked(api, f"{thanks}/draft/revisions")]
    assert kept == [draft["body"], "Dear Priya,\n\nsecond thoughts, typed on", draft["body"]]


def test_templates_are_ones_own_and_unknown_variables_are_named(api, thanks):
    body = {"purpose": "thank_you", "body": "Dear {{ contact_nickname }},"}
    problem = refused(api.post("/templates", body), 422, "unknown-variable")
    assert "contact_nickname" in problem["detail"] and problem["errors"][0]["pointer"] == "/body"
    body["body"] = "Dear {{ contact_first_name }},\n\nI enjoyed {{ specific_thing }}.\n{{ agency }}"
    made = api.made("/templates", body | {"subject": "Thanks"})
    refused(api.post("/templates", body), 409, "template-exists")
    draft = drafted(api, thanks)
    assert draft["body"].startswith("Dear Priya,\n\nI enjoyed the trial evening")
    assert draft["template"]["own"] and "agency" not in draft["body"]
    assert api.delete(f"/templates/{made['id']}", if_match="*").status_code == 204
    found = read(api, "/templates")["items"]
    assert all(not one["own"] for one in found)


def test_a_preview_saves_nothing(api, thanks):
    body = {"purpose": "thank_you", "body": "Hi {{ contact_first_name }}: {{ specific_thing }}"}
    with_examples = api.post("/template-previews", body).json()
    assert with_examples["body"].startswith("Hi Priya: the trial evening")
    filled = api.post("/template-previews", body | {"follow_up_id": thanks.rpartition("/")[2]})
    assert "two hundred people" in filled.json()["body"]


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
    (identity,) = walked_messages(app)
    with app.state.gate.engine.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE outgoing_message SET status = '{status}', next_attempt_at = NULL "
            f"WHERE id = '{identity}'"
        )


def test_what_may_have_arrived_is_never_forgotten(app, api, clock, plan, server, thanks, minute):
    drafted(api, thanks)
    approved(api, thanks)
    marked(app, "uncertain")
    interview = f"/interviews/{plan['interview']['id']}"
    refused(api.delete(interview, if_match="*"), 409, "message-on-its-way")
    refused(api.delete(f"{interview}/ending", if_match="*"), 409, "already-sent")
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    clock.set(instant("2026-06-09 09:00"))
    drafted(api, check)
    approved(api, check)
    minute(minutes=2)
    assert server.messages == []
    assert "Nobody knows yet" in read(api, f"{check}/draft")["returned_reason"]


def test_two_to_one_employer_never_leave_at_once(app, api, clock, plan, server, thanks, minute):
    drafted(api, thanks)
    approved(api, thanks)
    marked(app, "sending")
    check = f"/follow-ups/{plan['follow_ups'][1]['id']}"
    clock.set(instant("2026-06-09 09:00"))
    drafted(api, check)
    message = approved(api, check)
    engine, settings = app.state.gate.engine, app.state.settings
    message_sent.send(engine, clock, settings, message["id"])
    assert server.messages == []
    waiting = read(api, f"/messages/{message['id']}")
    assert (waiting["status"], waiting["attempts"]) == ("approved", 0)
    assert waiting["next_attempt_at"] == utc("2026-06-09 09:01")


def test_a_password_nobody_can_read_is_said_not_swallowed(app, api, server, thanks, clock):
    drafted(api, thanks)
    message = approved(api, thanks, when="now")
    other = app.state.settings.model_copy(update={"secret_key": "another key " * 4})
    message_sent.send(app.state.gate.engine, clock, other, message["id"])
    assert server.messages == []
    failed = read(api, f"/messages/{message['id']}")
    assert (failed["status"], failed["failure_code"]) == ("failed", "secret-unreadable")


def test_nothing_said_before_the_interview_meets_what_is_owed_after_it(api, plan, thanks):
    application = plan["interview"]["application"]["id"]
    early = utc("2026-06-01 09:00")
    touch = {"application_id": application, "direction": "outbound", "channel": "email"}
    logged = api.made("/touchpoints", touch | {"purpose": "thank_you", "at": early})
    assert logged["follow_up_id"] is None
    assert read(api, thanks)["status"] == "planned"
    refused(api.post(f"{thanks}/delivery", {"at": early}), 422, "sent-before-interview-ended")


def test_an_agency_that_comes_in_takes_over_what_is_unwritten(api, plan, thanks):
    refused(api.patch(thanks, {"channel": "via_agency"}, if_match="*"), 422, "no-agency")
    agency = api.made("/organizations", {"name": "Hays", "role": "agency"})
    application = f"/applications/{plan['interview']['application']['id']}"
    patched(api, application, agency_id=agency["id"])
    assert read(api, thanks)["channel"] == "via_agency"
    patched(api, f"/organizations/{agency['id']}", do_not_contact=True)
    query = {"planned_at": utc("2026-06-02 12:30"), "planned_channel": "via_agency"}
    found = read(api, f"{application}/pressure", **query, planned_purpose="thank_you")
    assert [stop["id"] for stop in found["planned"]["stops"]] == ["HS-01"]
    patched(api, application, direct_contact_permitted=True)
    assert read(api, thanks)["channel"] == "email"
