"""What calls and outcomes put into the ledger by themselves, and what takes it out (RF-05)."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from afterview.accounts.models import Account
from afterview.accounts.operating import acting_for
from afterview.core.clock import Now
from afterview.core.db import find, owned, transaction
from afterview.people.models import Contact
from afterview.pipeline.models import Application
from afterview.references import ledger
from afterview.references.models import EmployerContact
from tests.factories.api import Api
from tests.factories.references import (
    call,
    make_application,
    move,
    name,
    told_by_telephone,
    willing,
)
from tests.factories.story import patched, read, refused
from tests.factories.world import owe

AT_THE_BINGO = "Bingo caller at Mecca Customer Services"
OFFER, END = f"Tell them of the offer: {AT_THE_BINGO}", f"Tell them how it ended: {AT_THE_BINGO}"
DONE = {"note": "Rang her"}
BARE = {"job_title": None, "addresses": []}


@pytest.fixture
def acting(app, clock, user):
    """Call a service as Sam, in a transaction of its own."""

    def act(do):
        engine = app.state.gate.engine
        with transaction(engine, Now(clock(), UTC)) as session:
            account = find(session, Account, id=UUID(user.id))
            sam = acting_for(account)
            do(session, sam, Now(clock(), sam.zone))

    return act


@pytest.fixture
def follow(acting):
    """Bring the ledger up to where an application stands."""

    def up_to(application):
        def do(session, sam, now):
            found = owned(session, Application, UUID(application["id"]), sam.id)
            ledger.follow_outcome(session, sam, found, now=now)

        acting(do)

    return up_to


def owed(api, kind="outcome_update", **asked):
    return read(api, "/ledger", kind=kind, **asked)["items"]


def told(api, **asked):
    """The news owed: what it is, and what became of it."""
    return sorted((entry["reason"], entry["status"]) for entry in owed(api, **asked))


def settle(api, entry):
    return api.made(f"/ledger/{entry['id']}/settlement", DONE)


def settle_news(api):
    (entry,) = owed(api, status="open")
    settle(api, entry)


def named(api):
    """A reference whose name is out, and the application it is out for."""
    reference, application = willing(api), make_application(api)
    name(api, reference, application)
    return reference, application


def test_a_call_is_thanked_for_within_a_day_and_returned_some_day(api):
    reference, application = willing(api), make_application(api)
    call(api, reference, application, at="2026-06-02T08:30:00Z", caller="Priya Nair")
    ((thanks,), (in_return,)) = owed(api, "thanks"), owed(api, "reciprocal_reference")
    for entry in (thanks, in_return):
        assert entry["contact"]["id"] == reference["contact_id"]
        assert entry["application"]["id"] == application["id"]
        assert (entry["direction"], entry["origin"]) == ("i_owe", "employer_contact")
        assert (entry["arose_on"], entry["amount"]) == ("2026-06-02", None)
    assert (thanks["due_on"], in_return["due_on"]) == ("2026-06-03", None)
    assert thanks["reason"] == "Thanks for speaking to Priya Nair"
    assert owed(api) == []


def test_days_are_those_of_the_person(api):
    patched(api, "/me", zone="Pacific/Auckland")
    call(api, willing(api), at="2026-06-01T13:00:00Z")  # one in the morning of the second
    (thanks,) = owed(api, "thanks")
    assert (thanks["arose_on"], thanks["due_on"]) == ("2026-06-02", "2026-06-03")


def test_each_call_is_thanked_for_and_all_are_returned_once(api):
    reference = willing(api)
    for _ in range(2):
        call(api, reference)
    assert len(owed(api, "thanks")) == 2
    (in_return,) = owed(api, "reciprocal_reference")
    settle(api, in_return)
    call(api, reference)
    assert len(owed(api, "reciprocal_reference", status="open")) == 1


def test_what_was_written_by_hand_is_returned_once_as_well(api):
    reference = willing(api)
    body = {
        "contact_id": reference["contact_id"],
        "direction": "i_owe",
        "kind": "reciprocal_reference",
        "reason": "She vouched for me at the arcade",
    }
    api.made("/ledger", body)
    call(api, reference)
    assert [entry["origin"] for entry in owed(api, "reciprocal_reference")] == ["by_hand"]


def test_a_call_that_is_owed_for_twice_is_owed_for_once(api, acting):
    reference, application = named(api)
    made = call(api, reference, application)
    before = read(api, "/ledger")

    def again(session, sam, now):
        found = owned(session, EmployerContact, UUID(made["id"]), sam.id)
        contact = owned(session, Contact, UUID(reference["contact_id"]), sam.id)
        ledger.owe_for_call(session, sam, contact, found, now=now)

    acting(again)
    assert read(api, "/ledger") == before
    settle(api, owed(api, "reciprocal_reference")[0])
    acting(again)
    assert len(read(api, "/ledger")["items"]) == len(before["items"])


def test_thanks_follow_the_time_of_the_call(api):
    made = call(api, willing(api), at="2026-06-02T08:30:00Z")
    (thanks,) = owed(api, "thanks")
    patched(api, f"/employer-contacts/{made['id']}", at="2026-05-28T08:30:00Z")
    (moved,) = owed(api, "thanks")
    assert (moved["id"], moved["arose_on"]) == (thanks["id"], "2026-05-28")
    assert (moved["due_on"], moved["overdue"]) == ("2026-05-29", True)
    settle(api, moved)
    patched(api, f"/employer-contacts/{made['id']}", at="2026-05-30T08:30:00Z")
    assert owed(api, "thanks")[0]["due_on"] == "2026-05-29"


def delete_call(api, made):
    assert api.delete(f"/employer-contacts/{made['id']}", if_match="*").status_code == 204


def test_a_call_that_never_happened_leaves_nothing_owed(api):
    reference, application = willing(api), make_application(api, status="offered")
    before = read(api, f"/applications/{application['id']}/timeline")
    made = call(api, reference, application)
    assert len(read(api, "/ledger")["items"]) == 3
    delete_call(api, made)
    assert read(api, "/ledger")["items"] == []
    assert read(api, f"/applications/{application['id']}/timeline") == before


def test_what_was_settled_for_a_call_stays(api):
    made = call(api, willing(api))
    settle(api, owed(api, "thanks")[0])
    delete_call(api, made)
    assert [entry["kind"] for entry in read(api, "/ledger")["items"]] == ["thanks"]


def test_a_reference_in_return_stays_owed_for_another_call(api):
    reference = willing(api)
    first, second = call(api, reference), call(api, reference)
    (in_return,) = owed(api, "reciprocal_reference")
    delete_call(api, first)
    assert [entry["id"] for entry in owed(api, "reciprocal_reference")] == [in_return["id"]]
    delete_call(api, second)
    assert owed(api, "reciprocal_reference") == []


def test_a_reference_that_was_returned_is_not_owed_for_the_same_call_again(api):
    reference = willing(api)
    call(api, reference)
    settle(api, owed(api, "reciprocal_reference")[0])
    second = call(api, reference)
    delete_call(api, second)
    assert [entry["status"] for entry in owed(api, "reciprocal_reference")] == ["settled"]


def test_news_stay_owed_to_somebody_who_was_also_named_or_called_again(api):
    reference, application = named(api)
    move(api, application, "offered")
    first, second = (call(api, reference, application) for _ in range(2))
    assert told(api) == [(OFFER, "open")]
    delete_call(api, first)
    delete_call(api, second)
    assert told(api) == [(OFFER, "open")]


def test_a_call_about_what_has_news_asks_for_them(api, clock):
    """Two business days after they came into it: nobody is late before anybody rang."""
    reference, application = willing(api), make_application(api, status="offered")
    clock.advance(timedelta(days=10))
    call(api, reference, application, at="2026-06-11T15:00:00Z")  # a Thursday
    (news,) = owed(api)
    assert (news["reason"], news["origin"]) == (OFFER, "outcome")
    assert (news["arose_on"], news["due_on"]) == ("2026-06-11", "2026-06-15")


def test_everybody_who_was_ever_asked_for_is_told(api):
    application, elsewhere = make_application(api), make_application(api, title="Usher")
    live, gone, rung, both, apart, quiet = (
        willing(api, name=who) for who in ("Ann", "Bea", "Cat", "Dee", "Eve", "Fay")
    )
    name(api, live, application)
    withdrawn = name(api, gone, application)
    api.made(f"/namings/{withdrawn['id']}/withdrawal", {"reason": "She would rather not"})
    call(api, rung, application)
    name(api, both, application)
    call(api, both, application)
    name(api, apart, elsewhere)
    call(api, quiet)
    move(api, application, "rejected")
    assert sorted(entry["contact"]["name"] for entry in owed(api)) == ["Ann", "Bea", "Cat", "Dee"]
    assert {entry["reason"] for entry in owed(api)} == {END}


def test_nobody_is_owed_news_who_was_anonymised(api):
    reference, application = named(api)
    contact = f"/contacts/{reference['contact_id']}"
    api.post(f"{contact}/anonymisation", {"name": reference["name"]})
    move(api, application, "rejected")
    assert owed(api) == []
    assert read(api, "/ledger/badge")["paid_in_full"] is True


def test_what_was_between_them_is_not_written_anew_once_they_are_anonymous(api):
    reference, _ = named(api)
    old = {"contact_id": reference["contact_id"], "contact_name": None, "pre_existing": True}
    entry = owe(api, **old)
    api.made(f"/ledger/{entry['id']}/settlement", {"note": "Paid"})
    contact = f"/contacts/{reference['contact_id']}"
    api.post(f"{contact}/anonymisation", {"name": reference["name"]})
    answer = api.patch(f"/ledger/{entry['id']}", {"reason": "Dilys lent it"}, if_match="*")
    refused(answer, 409, "contact-anonymised")


@pytest.mark.parametrize(
    ("region", "due_on"),
    [("GB", "2026-09-02"), ("GB-SCT", "2026-09-01"), ("US", "2026-09-01")],
)
def test_news_are_due_in_two_business_days(api, clock, region, due_on):
    """The last Monday of August is a holiday in England, and neither in Scotland nor America."""
    patched(api, "/me", region=region)
    _, application = named(api)
    clock.set(datetime(2026, 8, 28, 9, tzinfo=UTC))  # a Friday
    move(api, application, "hired")
    (news,) = owed(api)
    assert (news["arose_on"], news["due_on"]) == ("2026-08-28", due_on)
    assert news["application"]["status"] == "hired"


def test_news_are_counted_from_the_local_day(api, clock):
    patched(api, "/me", zone="Pacific/Auckland", region="NZ")
    _, application = named(api)
    clock.set(datetime(2026, 6, 9, 13, tzinfo=UTC))  # Wednesday the tenth, one in the morning
    move(api, application, "rejected")
    (news,) = owed(api)
    assert (news["arose_on"], news["due_on"]) == ("2026-06-10", "2026-06-12")


def test_news_of_the_past_were_due_then(api, clock):
    _, application = named(api)
    clock.advance(timedelta(days=20))
    move(api, application, "rejected", at="2026-06-08T09:00:00Z")
    (news,) = owed(api)
    assert (news["due_on"], news["overdue"]) == ("2026-06-10", True)


SETTLE = "settle"
COURSES = [
    pytest.param(["on_hold"], [], id="no news"),
    pytest.param(["offered"], [(OFFER, "open")], id="an offer"),
    pytest.param(["offered", "accepted"], [(OFFER, "open")], id="an offer is accepted"),
    pytest.param(["offered", SETTLE, "accepted"], [(OFFER, "settled")], id="they know"),
    *(
        pytest.param([status], [(END, "open")], id=status)
        for status in ("hired", "rejected", "declined", "withdrawn", "cancelled", "ghosted")
    ),
    pytest.param(["offered", "rejected"], [(END, "open")], id="the end overtakes the offer"),
    pytest.param(
        ["offered", SETTLE, "hired"],
        [(END, "open"), (OFFER, "settled")],
        id="the end after an offer they know of",
    ),
    pytest.param(
        ["rejected", SETTLE, "withdrawn"],
        [(END, "open"), (END, "settled")],
        id="another end is other news",
    ),
    pytest.param(
        ["rejected", SETTLE, "screening", "hired"],
        [(END, "open"), (END, "settled")],
        id="another end after it went on",
    ),
    pytest.param(
        ["rejected", SETTLE, "offered", "rejected"],
        [(END, "settled")],
        id="the same end, and the offer between unheard of",
    ),
    pytest.param(
        ["rejected", SETTLE, "offered", SETTLE, "rejected"],
        [(END, "open"), (END, "settled"), (OFFER, "settled")],
        id="the same end, after an offer they know of",
    ),
    pytest.param(["offered", "final_interview"], [], id="no offer after all"),
    pytest.param(["offered", SETTLE, "final_interview"], [(OFFER, "settled")], id="they were told"),
    pytest.param(["rejected", "screening"], [], id="not over"),
    pytest.param(["rejected", "screening", "rejected"], [(END, "open")], id="over after all"),
    pytest.param(["rejected", SETTLE, "screening", "rejected"], [(END, "settled")], id="told once"),
    pytest.param(["rejected", "offered"], [(OFFER, "open")], id="an offer after a no"),
    pytest.param(
        ["rejected", SETTLE, "offered"],
        [(END, "settled"), (OFFER, "open")],
        id="an offer after a no they know of",
    ),
    pytest.param(
        ["rejected", SETTLE, "offered", "declined"],
        [(END, "open"), (END, "settled")],
        id="it ends twice, and they hear of it twice",
    ),
    pytest.param(
        ["offered", SETTLE, "rejected", "offered"],
        [(OFFER, "settled")],
        id="no end after all",
    ),
]


@pytest.mark.parametrize(("course", "expected"), COURSES)
def test_news_follow_the_application(api, follow, course, expected):
    _, application = named(api)
    for step in course:
        if step == SETTLE:
            settle_news(api)
        else:
            move(api, application, step)
    assert told(api) == sorted(expected)
    before = read(api, "/ledger")
    follow(application)
    assert read(api, "/ledger") == before


def test_the_end_takes_over_what_is_owed_for_the_offer(api, clock):
    _, application = named(api)
    move(api, application, "offered")
    (offer,) = owed(api)
    clock.advance(timedelta(days=9))
    move(api, application, "rejected")
    (end,) = owed(api)
    assert (end["id"], end["due_on"]) == (offer["id"], offer["due_on"])
    assert (end["reason"], end["overdue"]) == (END, True)


def test_what_they_did_not_want_to_hear_is_told_once_it_ends(api):
    _, application = named(api)
    move(api, application, "offered")
    (offer,) = owed(api)
    api.made(f"/ledger/{offer['id']}/forgiveness", {"note": "She would rather not know"})
    move(api, application, "hired")
    assert told(api) == [(END, "open"), (OFFER, "forgiven")]


def test_a_naming_that_never_was_owes_no_news(api):
    reference, application = willing(api), make_application(api, status="offered")
    naming = name(api, reference, application)
    assert told(api) == [(OFFER, "open")]
    assert api.delete(f"/namings/{naming['id']}", if_match="*").status_code == 204
    assert told(api) == []
    name(api, reference, application)
    assert told(api) == [(OFFER, "open")]


def delete_reference(api, reference):
    return api.delete(f"/references/{reference['id']}", if_match="*")


@pytest.mark.parametrize("came_in", ["named", "withdrawn", "called", "told"])
def test_nobody_is_let_go_before_they_have_heard(api, came_in):
    reference, application = willing(api), make_application(api)
    if came_in == "called":
        call(api, reference, application)
    elif came_in == "told":
        told_by_telephone(api, reference, application)
    else:
        naming = name(api, reference, application)
    if came_in == "withdrawn":
        api.made(f"/namings/{naming['id']}/withdrawal", {})
    problem = refused(delete_reference(api, reference), 409, "reference-in-use")
    assert "Bingo caller" in problem["detail"]
    move(api, application, "rejected")
    assert delete_reference(api, reference).status_code == 204
    assert told(api) == [(END, "open")]


def test_news_stay_owed_to_somebody_who_is_no_reference_any_more(api):
    reference, application = named(api)
    move(api, application, "rejected")
    assert delete_reference(api, reference).status_code == 204
    for status in ("cancelled", "screening", "offered"):
        move(api, application, status)
        assert told(api) == [(END, "open")]
    again = willing(api, name=None, contact_id=reference["contact_id"], **BARE)
    name(api, again, application)
    assert told(api) == [(OFFER, "open")]


def test_news_that_nothing_owes_any_more_can_be_deleted(api):
    reference, application = named(api)
    move(api, application, "rejected")
    delete_reference(api, reference)
    (news,) = owed(api)
    assert api.delete(f"/ledger/{news['id']}", if_match="*").status_code == 204


def test_an_application_that_is_deleted_owes_them_a_word(api):
    application = make_application(api)
    ann, bea, cat = (willing(api, name=who) for who in ("Ann", "Bea", "Cat"))
    willing(api, name="Dee")
    name(api, ann, application)
    call(api, bea, application)
    told_by_telephone(api, cat, application)
    assert owed(api) == []
    assert api.delete(f"/applications/{application['id']}", if_match="*").status_code == 204
    news = owed(api)
    assert sorted(entry["contact"]["name"] for entry in news) == ["Ann", "Bea", "Cat"]
    assert {entry["reason"] for entry in news} == {
        f"Tell them that you do not pursue it any more: {AT_THE_BINGO}"
    }
    assert {entry["due_on"] for entry in news} == {"2026-06-04"}
    assert {entry["application"] for entry in news} == {None}
    for one in (ann, bea, cat):
        assert delete_reference(api, one).status_code == 204
    assert len(owed(api, status="open")) == 3


@pytest.mark.parametrize(
    ("course", "left"),
    [
        (["offered"], ["open"]),
        (["offered", "settle"], ["open", "settled"]),
        (["rejected"], ["open"]),
        (["rejected", "settle"], ["settled"]),
        (["rejected", "settle", "screening"], ["open", "settled"]),
    ],
)
def test_whoever_has_heard_how_it_ended_is_told_no_more(api, course, left):
    _, application = named(api)
    for step in course:
        if step == "settle":
            settle_news(api)
        else:
            move(api, application, step)
    assert api.delete(f"/applications/{application['id']}", if_match="*").status_code == 204
    assert sorted(entry["status"] for entry in owed(api)) == left


def test_whoever_was_told_and_agreed_hears_how_it_ended(client, api):
    reference, application = willing(api), make_application(api)
    page = told_by_telephone(api, reference, application)
    Api(client).made(f"{page}/answer", {"answer": "confirmed"})
    move(api, application, "rejected")
    (news,) = owed(api)
    assert (news["contact"]["id"], news["due_on"]) == (reference["contact_id"], "2026-06-04")


def test_a_draft_tells_nobody_anything(api):
    reference, application = willing(api), make_application(api)
    api.made(f"/references/{reference['id']}/briefings", {"application_id": application["id"]})
    move(api, application, "rejected")
    assert owed(api) == []


def test_a_call_is_given_its_application_later(api):
    reference, application = willing(api), make_application(api, status="offered")
    elsewhere = make_application(api, title="Usher")
    made = call(api, reference, at="2026-06-02T08:30:00Z")
    path = f"/employer-contacts/{made['id']}"
    assert owed(api) == []
    changed = patched(api, path, application_id=application["id"])
    assert changed["application"]["id"] == application["id"]
    assert told(api) == [(OFFER, "open")]
    entries = read(api, "/ledger")["items"]
    assert {entry["application"]["id"] for entry in entries} == {application["id"]}
    timeline = f"/applications/{application['id']}/timeline"
    said = {one["summary"] for one in api.items(timeline)}
    assert "An employer spoke to Dilys Pugh" in said
    patched(api, path, application_id=elsewhere["id"])
    assert told(api) == []
    assert "An employer spoke to Dilys Pugh" not in {one["summary"] for one in api.items(timeline)}
    patched(api, path, caller="Priya Nair")
    move(api, elsewhere, "rejected")
    assert [entry["application"]["id"] for entry in owed(api)] == [elsewhere["id"]]
    assert patched(api, path, application_id=None)["application"] is None
    assert owed(api) == []
    nobody = {"application_id": "01970a52-7c00-7000-8000-000000000001"}
    refused(api.patch(path, nobody, if_match="*"), 404, "not-found")


def test_news_that_were_written_by_hand_are_left_alone(api):
    reference, application = named(api)
    body = {
        "contact_id": reference["contact_id"],
        "application_id": application["id"],
        "direction": "i_owe",
        "kind": "outcome_update",
        "reason": "She asked how it goes",
    }
    by_hand = api.made("/ledger", body)
    move(api, application, "offered")
    move(api, application, "final_interview")
    assert [entry["id"] for entry in owed(api)] == [by_hand["id"]]


def test_news_are_settled_and_not_deleted_while_there_is_an_application(api):
    _, application = named(api)
    move(api, application, "rejected")
    (news,) = owed(api)
    path = f"/ledger/{news['id']}"
    refused(api.delete(path, if_match="*"), 409, "ledger-entry-caused")
    api.delete(f"/applications/{application['id']}", if_match="*")
    assert api.delete(path, if_match="*").status_code == 204
