"""Exactly these words are approved, once, by who may send, while nothing forbids it."""

from datetime import timedelta

from tests.factories.api import bearer, make_token
from tests.factories.sending import approved, drafted
from tests.factories.story import patched, read, refused


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
