"""An answer comes: it finds its application, stops or moves the asking, and proposes."""

import base64
import threading
from datetime import timedelta

import pytest

from tests.factories.databases import on_sqlite
from tests.factories.replies import invitation, letter, received
from tests.factories.story import out, patched, read, refused, stage, utc
from tests.factories.world import make_application, make_contact, make_organization

ENDED = "2026-06-02 11:15"
AWAY = {"Auto_Submitted": "auto-replied", "Subject": "Out of office"}


@pytest.fixture
def plan(api, clock):
    """Thanks today, check-ins on 9 and 18 June, the closing note on 2 July; it is now 3 June."""
    plan = out(api, clock, ENDED)
    clock.advance(timedelta(days=1))
    return plan


def application_of(plan):
    return plan["interview"]["application"]["id"]


def states(api, plan):
    found = read(api, f"/interviews/{plan['interview']['id']}/ending")["follow_ups"]
    return [follow_up["status"] for follow_up in found]


def quiet_until(api, plan):
    return read(api, f"/applications/{application_of(plan)}")["quiet_until"]


def page(message):
    return f"/received-messages/{message['id']}"


# An answer


def test_an_answer_of_somebody_anonymous_is_nobodys_in_particular(api, plan):
    thanks = plan["follow_ups"][0]
    api.made(f"/follow-ups/{thanks['id']}/delivery", {})
    touch = api.items("/touchpoints")[0]
    asked = received(api, letter("When?", Message_ID="<asked@mecca.example>"))
    api.post(f"/contacts/{thanks['contact']['id']}/anonymisation", {"name": "Priya Nair"})
    assert touch["contact"]["id"] == thanks["contact"]["id"]
    by_thread = received(
        api, letter("Friday.", From="p@elsewhere.example", In_Reply_To="<asked@mecca.example>")
    )
    assert (by_thread["matched_by"], by_thread["contact"]) == ("thread", None)
    by_hand = api.made("/received-messages", {"text": "Friday.", "follow_up_id": thanks["id"]})
    assert (by_hand["matched_by"], by_hand["contact"]) == ("hand", None)
    assert asked["application"]["id"] == by_hand["application"]["id"]


def test_somebodys_own_words_stop_the_asking(api, plan):
    api.made(f"/follow-ups/{plan['follow_ups'][0]['id']}/delivery", {})
    message = received(api, letter("We decide on Friday.", Date="Wed, 03 Jun 2026 12:00:00 +0100"))
    assert message["status"] == "matched"
    assert message["matched_by"] == "address"
    assert message["kind"] == "substantive"
    assert message["application"]["id"] == application_of(plan)
    assert message["contact"]["name"] == "Priya Nair"
    assert message["touchpoint_id"] is not None
    assert "lapsed" in states(api, plan)
    assert states(api, plan).count("planned") == 0


def test_an_automatic_answer_stops_nothing(api, plan):
    before = states(api, plan)
    message = received(api, letter("We have received your application.", Precedence="bulk"))
    assert message["kind"] == "automatic"
    assert message["touchpoint_id"] is not None
    assert states(api, plan) == before


def test_an_absence_moves_the_asking_and_keeps_quiet_a_business_day_longer(api, plan):
    message = received(api, letter("I am on leave, back on Friday 12 June.", **AWAY))
    assert (message["kind"], message["returns_on"]) == ("out_of_office", "2026-06-12")
    assert quiet_until(api, plan) == "2026-06-15"  # the Monday after
    checks = api.items("/follow-ups", params={"purpose": "status_check", "status": "planned"})
    assert checks
    assert all(check["not_before"] >= utc("2026-06-15 00:00") for check in checks)


def test_an_absence_never_shortens_what_was_asked_for(api, plan):
    patched(api, f"/applications/{application_of(plan)}", quiet_until="2026-07-01")
    received(api, letter("Back on Friday 12 June.", **AWAY))
    assert quiet_until(api, plan) == "2026-07-01"


def test_deleting_an_absence_gives_back_the_day_there_was(api, plan):
    patched(api, f"/applications/{application_of(plan)}", quiet_until="2026-06-05")
    message = received(api, letter("Back on Friday 12 June.", **AWAY))
    assert quiet_until(api, plan) == "2026-06-15"
    assert api.delete(page(message), if_match=api.get(page(message))).status_code == 204
    assert quiet_until(api, plan) == "2026-06-05"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_absences_are_taken_back_in_any_order(api, plan, order):
    patched(api, f"/applications/{application_of(plan)}", quiet_until="2026-06-05")
    both = [
        received(api, letter(f"Back on {day} June.", **AWAY | {"Message_ID": f"<{day}@x.example>"}))
        for day in ("Friday 12", "Friday 19")
    ]
    assert quiet_until(api, plan) == "2026-06-22"
    first, second = (page(both[place]) for place in order)
    api.delete(first, if_match="*")
    assert quiet_until(api, plan) == ("2026-06-22" if order[0] == 0 else "2026-06-15")
    api.delete(second, if_match="*")
    assert quiet_until(api, plan) == "2026-06-05"


def test_nothing_has_come_in_the_future(api, plan):
    body = {"text": "We decide on Friday.", "received_at": utc("2026-06-04 09:00")}
    answer = api.post("/received-messages", body)
    assert refused(answer, 422, "received-in-future")["errors"][0]["pointer"] == "/received_at"


def test_mail_that_came_back_is_nobodys_word(api, plan):
    before = states(api, plan)
    message = received(
        api,
        letter(
            "550", From="mailer-daemon@x.example", X_Failed_Recipients="priya.nair@mecca.example"
        ),
        application_id=application_of(plan),
    )
    assert (message["kind"], message["touchpoint_id"]) == ("bounce", None)
    assert states(api, plan) == before


# What it is about


def test_a_thread_is_surer_than_an_address(api, plan):
    other = make_application(api, title="Usher", organization_name="Palace Hotel")
    first = received(
        api,
        letter("Hello", Message_ID="<one@palace.example>", From="Tom <tom@palace.example>"),
        application_id=other["id"],
    )
    assert first["matched_by"] == "hand"
    second = received(
        api, letter("More", Message_ID="<two@x.example>", References="<one@palace.example>")
    )
    assert second["matched_by"] == "thread"
    assert second["application"]["id"] == other["id"]


def test_of_several_applications_the_one_the_subject_names_is_meant(api, plan):
    employer = read(api, f"/applications/{application_of(plan)}")["organization"]["id"]
    porter = make_application(api, title="Night porter", organization_id=employer)
    named = received(api, letter("Hi", Subject="Night Porter vacancy"))
    assert named["application"]["id"] == porter["id"]


def test_a_closed_application_is_meant_only_when_none_is_live(api, plan):
    employer = read(api, f"/applications/{application_of(plan)}")["organization"]["id"]
    old = make_application(api, title="Usher", organization_id=employer)
    api.made(f"/applications/{old['id']}/moves", {"to_stage_id": stage(api, "withdrawn")})
    assert received(api, letter("Hi"))["application"]["id"] == application_of(plan)


@pytest.mark.parametrize(
    ("sender", "subject", "by"),
    [
        ("jobs@palace.example", "Hello", "address"),
        ("jobs@mail.palace.example", "Hello", "address"),
        ("noreply@greenhouse.io", "Your application to Palace Hotel", "subject"),
        ("noreply@greenhouse.io", "Palace Hotel: summer offers", None),
        ("jobs@notpalace.example", "Hello", None),
        ("someone@gmail.com", "Hello", None),
    ],
)
@on_sqlite
def test_the_employers_domain_and_name_are_known(api, sender, subject, by):
    palace = make_organization(api, name="Palace Hotel", website="https://www.palace.example/jobs")
    make_application(api, organization_id=palace["id"])
    make_contact(api, name="A friend", addresses=[{"channel": "email", "value": "x@gmail.com"}])
    message = received(api, letter("Hi", From=sender, Subject=subject))
    assert message["matched_by"] == by
    assert message["status"] == ("matched" if by else "unmatched")


def test_what_matches_nothing_waits_to_be_assigned(api, plan):
    message = received(api, letter("We decide on Friday.", From="x@nowhere.example"))
    assert [found["id"] for found in api.items("/received-messages?status=unmatched")] == [
        message["id"]
    ]
    before = states(api, plan)
    changed = patched(api, page(message), application_id=application_of(plan))
    assert (changed["matched_by"], changed["status"]) == ("hand", "matched")
    assert states(api, plan) != before
    back = patched(api, page(message), application_id=None)
    assert (back["matched_by"], back["touchpoint_id"]) == (None, None)
    assert states(api, plan) == before


def test_an_answer_moved_to_another_application_counts_there(api, plan):
    other = make_application(api, title="Usher", organization_name="Palace Hotel")
    before = states(api, plan)
    message = received(api, letter("We decide on Friday."))
    assert states(api, plan) != before
    moved = patched(api, page(message), application_id=other["id"])
    assert moved["application"]["id"] == other["id"]
    assert states(api, plan) == before


def test_what_it_is_can_be_put_right(api, plan):
    before = states(api, plan)
    message = received(api, letter("We decide on Friday."))
    changed = patched(api, page(message), kind="out_of_office", returns_on="2026-06-12")
    assert changed["kind_why"] == "You said so."
    assert quiet_until(api, plan) == "2026-06-15"
    assert "lapsed" not in states(api, plan)
    patched(api, page(message), kind="automatic")
    assert quiet_until(api, plan) is None
    assert states(api, plan) == before
    refused(
        api.patch(page(message), {"returns_on": "2026-06-12"}, if_match="*"),
        422,
        "returns-on-needs-out-of-office",
    )


def test_a_message_set_aside_counts_no_more_and_comes_back(api, plan):
    before = states(api, plan)
    message = received(api, letter("We have decided to proceed with other candidates."))
    stopped = states(api, plan)
    for _ in range(2):
        aside = api.made(f"{page(message)}/dismissal")
        assert (aside["status"], aside["touchpoint_id"]) == ("dismissed", None)
        assert aside["proposals"][0]["status"] == "dismissed"
    assert states(api, plan) == before
    back = api.delete(f"{page(message)}/dismissal").json()
    assert back["proposals"][0]["status"] == "open"
    assert states(api, plan) == stopped


def test_deleting_a_message_takes_its_touch_along(api, plan):
    before = states(api, plan)
    message = received(api, letter("We decide on Friday."))
    refused(api.delete(page(message)), 428, "if-match-required")
    assert api.delete(page(message), if_match=api.get(page(message))).status_code == 204
    assert states(api, plan) == before
    refused(api.get(page(message)), 404, "not-found")


# Twice is once


def test_the_same_mail_twice_is_one_row(api, plan):
    raw = letter("We decide on Friday.", Message_ID="<one@mecca.example>")
    first = received(api, raw)
    again = api.post("/received-messages", {"raw": raw})
    assert again.status_code == 200
    assert again.json()["id"] == first["id"]
    as_file = {"raw_base64": base64.b64encode(raw.encode()).decode()}
    assert api.post("/received-messages", as_file).json()["id"] == first["id"]
    pasted = {"text": "We decide on Friday.", "from_email": "priya.nair@mecca.example"}
    second = api.made("/received-messages", pasted)
    assert api.post("/received-messages", pasted).json()["id"] == second["id"] != first["id"]


def test_the_same_mail_from_two_pages_at_once_is_one_row(api, plan):
    raw, answers = letter("Hi", Message_ID="<one@mecca.example>"), []

    def paste():
        answers.append(api.post("/received-messages", {"raw": raw}).status_code)

    threads = [threading.Thread(target=paste) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count(201) == 1
    assert set(answers) <= {201, 200, 409}
    assert len(api.items("/received-messages")) == 1


def test_a_pasted_answer_can_name_the_message_it_answers(api, plan):
    thanks = plan["follow_ups"][0]
    said = {"text": "You are welcome!", "follow_up_id": thanks["id"]}
    message = api.made("/received-messages", said | {"received_at": "2026-06-03T10:00:00Z"})
    assert (message["source"], message["matched_by"]) == ("paste", "hand")
    assert message["contact"]["name"] == "Priya Nair"
    other = make_application(api, title="Usher", organization_name="Palace Hotel")
    wrong = said | {"text": "Other words", "application_id": other["id"]}
    refused(api.post("/received-messages", wrong), 404, "not-found")


def test_a_mail_from_the_future_came_now(api, clock, plan):
    message = received(api, letter("Hi", Date="Wed, 03 Jun 2093 09:00:00 +0100"))
    assert message["received_at"] == clock().isoformat().replace("+00:00", "Z")


def test_pasting_what_waits_in_the_inbox_assigns_it(api, plan):
    raw = letter("Hi", From="x@nowhere.example", Message_ID="<one@nowhere.example>")
    waiting = received(api, raw)
    about = {"raw": raw, "application_id": application_of(plan)}
    answer = api.post("/received-messages", about)
    assert (answer.status_code, answer.json()["id"]) == (200, waiting["id"])
    assert answer.json()["status"] == "matched"


@on_sqlite
def test_a_copy_of_ones_own_mail_is_no_answer(api, plan):
    answer = api.post("/received-messages", {"raw": letter("Hi", From="Sam <SAM@example.org>")})
    refused(answer, 409, "own-message")


def test_a_moved_answer_is_told_of_where_it_belongs(api, plan):
    other = make_application(api, title="Usher", organization_name="Palace Hotel")
    message = received(api, letter("We decide on Friday."))
    patched(api, page(message), application_id=other["id"])

    def told(application_id):
        events = read(api, f"/applications/{application_id}/timeline")["items"]
        return [event["action"] for event in events if "reply" in event["action"]]

    assert told(application_of(plan)) == []
    assert sorted(told(other["id"])) == ["reply.assigned", "reply.received"]


# Whose it is


def test_a_strangers_mail_does_not_exist(api, other, plan):
    message = received(api, invitation())
    (proposal,) = message["proposals"]
    assert other.items("/received-messages") == other.items("/proposals") == []
    for method, path in [
        ("GET", page(message)),
        ("PATCH", page(message)),
        ("DELETE", page(message)),
        ("POST", f"{page(message)}/dismissal"),
        ("DELETE", f"{page(message)}/dismissal"),
        ("GET", f"/proposals/{proposal['id']}"),
        ("POST", f"/proposals/{proposal['id']}/acceptance"),
        ("POST", f"/proposals/{proposal['id']}/dismissal"),
    ]:
        body = {} if method in ("PATCH", "POST") else None
        refused(other.request(method, path, body, if_match="*"), 404, "not-found")
    mine = received(other, letter("Hi"))
    assert mine["status"] == "unmatched"  # Priya is a contact of somebody else
    for changes in (
        {"application_id": application_of(plan)},
        {"contact_id": message["contact"]["id"]},
    ):
        refused(other.patch(page(mine), changes, if_match="*"), 404, "not-found")
    for named in (
        {"application_id": application_of(plan)},
        {"follow_up_id": plan["follow_ups"][0]["id"]},
    ):
        refused(other.post("/received-messages", {"text": "Hi"} | named), 404, "not-found")
