"""Received messages and proposals: listed, filtered, read, walked through."""

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.replies import invitation, letter, received
from tests.factories.story import patched, read, refused, walked
from tests.factories.world import make_application


@pytest.fixture
def application(api):
    return make_application(api)


@pytest.fixture
def messages(api, application):
    """One of Priya's that is assigned, an automatic one to assign, one that was set aside."""
    about = {"application_id": application["id"]}
    first = received(api, letter("One", Date="Mon, 01 Jun 2026 08:00:00 +0000"), **about)
    second = received(api, letter("Two", Date="Tue, 02 Jun 2026 08:00:00 +0000", Precedence="bulk"))
    third = received(api, letter("Three", Date="Mon, 01 Jun 2026 12:00:00 +0000"))
    api.made(f"/received-messages/{third['id']}/dismissal")
    return [first, second, third]


def bodies(api, **asked):
    return [found["excerpt"] for found in api.items("/received-messages", params=asked)]


def test_the_latest_comes_first_and_pages_follow(api, messages):
    assert bodies(api) == ["Two", "Three", "One"]
    for sort in ("received_at", "-received_at", "updated_at", "-updated_at"):
        pages = walked(api, "/received-messages", sort=sort, limit=1)
        whole = api.items("/received-messages", params={"sort": sort})
        assert pages == whole


def test_the_list_is_filtered(api, messages, application):
    assert bodies(api, status="matched") == ["One"]
    assert bodies(api, status="unmatched") == ["Two"]
    assert bodies(api, status=["matched", "dismissed"]) == ["Three", "One"]
    assert bodies(api, kind="automatic") == ["Two"]
    assert bodies(api, application_id=application["id"]) == ["One"]
    assert bodies(api, updated_since="2026-06-02T09:00:01Z") == []


@on_sqlite
def test_a_filter_takes_only_what_it_knows(api):
    for asked in ({"status": "lost"}, {"kind": "spam"}, {"sort": "subject"}):
        refused(api.get("/received-messages", params=asked), 422, "validation-failed")
        refused(api.get("/proposals", params=asked), 422, "validation-failed")
    refused(api.get("/received-messages", params={"q": "x"}), 422, "unknown-parameter")


def test_a_list_shows_how_it_begins_and_a_page_all_of_it(api, application):
    text = "Thank you.\n\nOn Mon, 1 Jun 2026, Sam wrote:\n> Hello\n" + "long " * 2_000
    message = received(api, letter(text))
    (listed,) = api.items("/received-messages")
    assert (listed["excerpt"], listed["body"]) == ("Thank you.", None)
    whole = read(api, f"/received-messages/{message['id']}")
    assert (whole["excerpt"], whole["body"]) == ("Thank you.", text.strip())


def test_changing_a_message_needs_the_version_that_was_read(api, messages, application):
    path = f"/received-messages/{messages[1]['id']}"
    refused(api.patch(path, {"kind": "substantive"}), 428, "if-match-required")
    tag = api.get(path)
    patched(api, path, application_id=application["id"])
    refused(api.patch(path, {"kind": "substantive"}, if_match=tag), 412, "stale")
    refused(api.patch(path, {"kind": None}, if_match="*"), 422, "validation-failed")
    refused(api.patch(path, {"body": "x"}, if_match="*"), 422, "validation-failed")


def test_proposals_are_listed_by_what_became_of_them(api, application):
    about = {"application_id": application["id"]}
    invited = received(api, invitation(), **about)["proposals"][0]
    refusal = received(api, letter("We regret to inform you."), **about)["proposals"][0]
    api.made(f"/proposals/{invited['id']}/acceptance", {})
    api.made(f"/proposals/{refusal['id']}/dismissal")
    offer = received(api, letter("We would like to offer you the job."), **about)["proposals"][0]

    def listed(**asked):
        return [found["id"] for found in walked(api, "/proposals", limit=1, **asked)]

    assert set(listed()) == {invited["id"], refusal["id"], offer["id"]}
    assert listed(status="open") == [offer["id"]]
    assert listed(status="accepted") == [invited["id"]]
    assert listed(status=["dismissed", "open"]) == [offer["id"], refusal["id"]]
    assert listed(kind="interview") == [invited["id"]]
    assert listed(application_id=application["id"], sort="updated_at") == listed()[::-1]
    assert read(api, f"/proposals/{offer['id']}")["details"]["words"] == (
        "We would like to offer you the job"
    )


def test_a_key_makes_sending_a_mail_again_harmless(api, application):
    body = {"text": "Hello", "application_id": application["id"]}
    first = api.post("/received-messages", body, key="once")
    again = api.post("/received-messages", body, key="once")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert first.json() == again.json()
