"""The favour ledger over the API: what is owed, how it ends, and who is Paid in Full (RF-05)."""

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from afterview.references import ledger_rules
from afterview.references.vocabulary import Direction, LedgerStatus
from tests.factories.databases import on_sqlite
from tests.factories.references import call, make_application, willing
from tests.factories.story import patched, read, refused, walked
from tests.factories.world import TENNER, owe

GBP_10 = TENNER["amount"]
PAID = {"note": "Bank transfer"}


def favour(api, contact_id, **changes):
    """Something without a price, owed to a contact."""
    said = {"contact_id": contact_id, "direction": "i_owe", "kind": "favour", "reason": "Help"}
    return api.made("/ledger", said | changes)


def settle(api, entry, **said):
    return api.made(f"/ledger/{entry['id']}/settlement", PAID | said)


def undone(api, entry, how):
    answer = api.delete(f"/ledger/{entry['id']}/{how}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def paid_in_full(api):
    return read(api, "/ledger/badge")["paid_in_full"]


def test_a_tenner_that_is_due_is_not_paid_until_it_is_settled(api):
    owed = owe(api)
    assert (owed["status"], owed["overdue"]) == ("open", True)
    assert not paid_in_full(api)
    settled = settle(api, owed, on="2026-06-01")
    assert (settled["status"], settled["overdue"]) == ("settled", False)
    assert (settled["settled_on"], settled["settlement_note"]) == ("2026-06-01", "Bank transfer")
    assert paid_in_full(api)


def test_only_what_they_owe_is_paid_in_full(api):
    owe(api, direction="they_owe")
    badge = read(api, "/ledger/badge")
    assert badge["paid_in_full"]
    assert badge["in_the_way"] == []
    assert [one["paid_in_full"] for one in badge["people"]] == [True]


def test_thanks_that_are_due_tomorrow_are_in_nobodys_way_until_then(api, clock):
    call(api, willing(api))
    (thanks,) = api.items("/ledger", params={"kind": "thanks"})
    assert (thanks["due_on"], thanks["overdue"]) == ("2026-06-03", False)
    assert paid_in_full(api)
    clock.advance(timedelta(days=1))
    assert not paid_in_full(api)


def test_what_has_no_day_is_never_in_the_way(api, clock):
    owe(api, due_on=None)
    clock.advance(timedelta(days=2_000))
    assert paid_in_full(api)


def test_the_day_is_the_one_where_the_person_is(api, clock):
    """At half past eleven at night in London it is the third already in Auckland."""
    owe(api, due_on="2026-06-03")
    clock.advance(timedelta(hours=13, minutes=30))
    assert paid_in_full(api)
    patched(api, "/me", zone="Pacific/Auckland")
    assert not paid_in_full(api)
    assert read(api, "/ledger/badge")["as_of"] == "2026-06-03"


def test_an_entry_says_everything_about_itself(api):
    application = make_application(api)
    made = owe(api, application_id=application["id"])
    contact = read(api, f"/contacts/{made['contact']['id']}")
    assert (contact["name"], contact["role"]) == ("Ben Idris", "ally")
    assert made["contact"] == {"id": contact["id"], "name": "Ben Idris"}
    assert made["application"]["title"] == "Bingo caller"
    for name in ("direction", "kind", "reason", "amount", "arose_on", "due_on"):
        assert made[name] == TENNER[name]
    assert (made["origin"], made["pre_existing"], made["version"]) == ("by_hand", False, 1)
    assert read(api, f"/ledger/{made['id']}") == made


def test_it_arose_today_unless_it_is_said_otherwise(api):
    assert owe(api, arose_on=None, due_on=None)["arose_on"] == "2026-06-02"


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"contact_id": "01970a52-7c00-7000-8000-000000000001"}, ""),
        ({"contact_name": None}, ""),
        ({"reason": ""}, "/reason"),
        ({"amount": {"amount_minor": -1, "currency": "GBP"}}, "/amount/amount_minor"),
        ({"amount": {"amount_minor": 1, "currency": "pounds"}}, "/amount/currency"),
        ({"kind": "bribe"}, "/kind"),
        ({"direction": "we_owe"}, "/direction"),
        ({"settled_on": "2026-06-01"}, "/settled_on"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(api, changes, pointer):
    problem = refused(api.post("/ledger", TENNER | changes), 422, "validation-failed")
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": None}, "amount-unfit"),
        ({"amount": {"amount_minor": 0, "currency": "GBP"}}, "amount-unfit"),
        ({"kind": "favour"}, "amount-unfit"),
        ({"kind": "thanks"}, "amount-unfit"),
        ({"kind": "reciprocal_reference"}, "amount-unfit"),
        ({"arose_on": "2026-06-03", "due_on": None}, "arose-in-future"),
        ({"due_on": "2026-02-28"}, "due-before-arisen"),
        ({"reason": "£50 for a good reference"}, "money-for-words"),
        ({"reason": "Paid reference"}, "paid-reference"),
    ],
)
def test_a_new_entry_has_to_be_right(api, changes, code):
    refused(api.post("/ledger", TENNER | changes), 422, code)
    assert api.items("/ledger") == []
    assert api.items("/contacts") == []


def test_a_thing_may_have_a_price_or_none(api):
    thing = {"kind": "item", "reason": "His good drill"}
    assert owe(api, **thing)["amount"] == GBP_10
    assert owe(api, **thing, amount=None)["amount"] is None


def test_an_entry_is_corrected(api):
    made = owe(api)
    changed = patched(
        api,
        f"/ledger/{made['id']}",
        reason="Lent me twelve pounds",
        amount={"amount_minor": 1_200, "currency": "EUR"},
        arose_on="2026-03-02",
        due_on=None,
        pre_existing=True,
    )
    assert changed["amount"] == {"amount_minor": 1_200, "currency": "EUR"}
    assert (changed["reason"], changed["due_on"]) == ("Lent me twelve pounds", None)
    assert (changed["arose_on"], changed["pre_existing"]) == ("2026-03-02", True)
    assert changed["version"] == 2
    assert patched(api, f"/ledger/{made['id']}") == changed


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": None}, "amount-unfit"),
        ({"arose_on": "2026-06-03"}, "arose-in-future"),
        ({"arose_on": "2026-04-02"}, "due-before-arisen"),
        ({"due_on": "2026-02-01"}, "due-before-arisen"),
        ({"reason": "So that he says I led the team"}, "money-for-words"),
        ({"reason": "A fake reference"}, "paid-reference"),
        ({"arose_on": None}, "validation-failed"),
        ({"kind": "favour"}, "validation-failed"),
        ({"direction": "they_owe"}, "validation-failed"),
    ],
)
def test_a_changed_entry_has_to_be_right(api, changes, code):
    path = f"/ledger/{owe(api)['id']}"
    before = read(api, path)
    refused(api.patch(path, changes, if_match="*"), 422, code)
    assert read(api, path) == before


def test_a_favour_gets_no_price_later(api):
    contact = api.made("/contacts", {"name": "Ben Idris"})
    path = f"/ledger/{favour(api, contact['id'])['id']}"
    refused(api.patch(path, {"amount": GBP_10}, if_match="*"), 422, "amount-unfit")


def test_nothing_arises_after_it_was_closed(api):
    owed = owe(api, due_on=None)
    settle(api, owed, on="2026-04-01")
    answer = api.patch(f"/ledger/{owed['id']}", {"arose_on": "2026-04-02"}, if_match="*")
    refused(answer, 422, "closed-out-of-range")
    assert patched(api, f"/ledger/{owed['id']}", arose_on="2026-04-01")["status"] == "settled"


@pytest.mark.parametrize("on", ["2026-02-28", "2026-06-03"])
@pytest.mark.parametrize("how", ["settlement", "forgiveness"])
def test_it_ends_on_a_day_on_which_it_was_owed(api, how, on):
    owed = owe(api)
    refused(api.post(f"/ledger/{owed['id']}/{how}", PAID | {"on": on}), 422, "closed-out-of-range")
    assert read(api, f"/ledger/{owed['id']}") == owed


def test_settling_takes_a_word_on_it(api):
    owed = owe(api)
    for body in ({}, {"note": ""}, {"note": "   "}):
        refused(api.post(f"/ledger/{owed['id']}/settlement", body), 422, "validation-failed")


def test_a_second_settlement_corrects_the_first_and_is_told_once(api):
    owed = owe(api)
    settle(api, owed)
    again = settle(api, owed, on="2026-05-01", note="Cash, in her hand")
    assert (again["settled_on"], again["settlement_note"]) == ("2026-05-01", "Cash, in her hand")
    assert undone(api, owed, "settlement")["status"] == "open"


@pytest.mark.parametrize(
    ("how", "other"), [("settlement", "forgiveness"), ("forgiveness", "settlement")]
)
def test_what_has_ended_ends_no_other_way_and_can_be_taken_back(api, how, other):
    owed = owe(api)
    api.made(f"/ledger/{owed['id']}/{how}", PAID)
    refused(api.post(f"/ledger/{owed['id']}/{other}", PAID), 409, "ledger-entry-closed")
    assert undone(api, owed, other)["status"] != "open"
    reopened = undone(api, owed, how)
    same = (
        "id",
        "reason",
        "amount",
        "due_on",
        "status",
        "settlement_note",
        "settled_on",
        "forgiven_on",
    )
    assert {name: reopened[name] for name in same} == {name: owed[name] for name in same}
    assert undone(api, owed, how) == reopened
    assert not paid_in_full(api)


def test_what_they_owe_is_forgiven_without_a_word(api):
    owed = owe(api, direction="they_owe")
    forgiven = api.made(f"/ledger/{owed['id']}/forgiveness", {})
    assert (forgiven["status"], forgiven["forgiven_on"]) == ("forgiven", "2026-06-02")


def test_what_is_owed_to_them_is_forgiven_in_their_words_only(api):
    owed = owe(api)
    refused(api.post(f"/ledger/{owed['id']}/forgiveness", {}), 422, "forgiver-missing")
    said = {"note": "Ben laughed and said to forget it"}
    forgiven = api.made(f"/ledger/{owed['id']}/forgiveness", said)
    assert forgiven["settlement_note"] == said["note"]
    assert paid_in_full(api)


def test_an_entry_that_should_never_have_been_goes_without_trace(api):
    application = make_application(api)
    before = read(api, f"/applications/{application['id']}/timeline")
    owed = owe(api, application_id=application["id"])
    settle(api, owed)
    undone(api, owed, "settlement")
    told = [
        line["summary"]
        for line in read(api, f"/applications/{application['id']}/timeline")["items"]
    ]
    reason = TENNER["reason"]
    assert told[:3] == [
        f"Owed to Ben Idris again: {reason}",
        f"Settled with Ben Idris: {reason}",
        f"You owe Ben Idris: {reason}",
    ]
    assert api.delete(f"/ledger/{owed['id']}", if_match="*").status_code == 204
    assert api.get(f"/ledger/{owed['id']}").status_code == 404
    assert read(api, f"/applications/{application['id']}/timeline") == before


def test_entries_go_with_the_person(api):
    owed = owe(api)
    api.delete(f"/contacts/{owed['contact']['id']}", if_match="*")
    assert api.items("/ledger") == []
    assert paid_in_full(api)


def test_entries_outlive_the_reference_and_the_application(api):
    reference, application = willing(api), make_application(api)
    call(api, reference, application)
    for path in (f"/applications/{application['id']}", f"/references/{reference['id']}"):
        assert api.delete(path, if_match="*").status_code == 204
    left = api.items("/ledger", params={"contact_id": reference["contact_id"]})
    kinds = ["outcome_update", "reciprocal_reference", "thanks"]
    assert sorted(entry["kind"] for entry in left) == kinds
    assert [entry["application"] for entry in left] == [None] * 3
    for entry in left:  # nothing is left that would owe it again
        assert api.delete(f"/ledger/{entry['id']}", if_match="*").status_code == 204


@pytest.mark.parametrize("kind", ["thanks", "reciprocal_reference"])
def test_what_a_call_made_is_settled_and_not_deleted(api, kind):
    call(api, willing(api))
    (entry,) = api.items("/ledger", params={"kind": kind})
    answer = api.delete(f"/ledger/{entry['id']}", if_match="*")
    refused(answer, 409, "ledger-entry-caused")
    assert settle(api, entry)["status"] == "settled"


def test_a_stranger_reaches_nothing_of_it(api, other):
    owed = owe(api)
    contact = owed["contact"]["id"]
    for path in (f"/ledger/{owed['id']}", f"/contacts/{contact}/ledger"):
        refused(other.get(path), 404, "not-found")
    for how in ("settlement", "forgiveness"):
        refused(other.post(f"/ledger/{owed['id']}/{how}", PAID), 404, "not-found")
        refused(other.delete(f"/ledger/{owed['id']}/{how}"), 404, "not-found")
    refused(other.patch(f"/ledger/{owed['id']}", {}, if_match="*"), 404, "not-found")
    refused(other.delete(f"/ledger/{owed['id']}", if_match="*"), 404, "not-found")
    theirs = {"contact_id": contact, "contact_name": None}
    refused(other.post("/ledger", TENNER | theirs), 404, "not-found")
    application = {"application_id": make_application(api)["id"]}
    refused(other.post("/ledger", TENNER | application), 404, "not-found")
    assert other.items("/ledger") == []
    assert read(other, "/ledger/badge")["people"] == []
    assert read(api, f"/ledger/{owed['id']}") == owed


def test_currencies_and_directions_are_never_added_up(api):
    for direction, minor, currency in (
        ("i_owe", 1_000, "GBP"),
        ("i_owe", 250, "GBP"),
        ("i_owe", 700, "EUR"),
        ("they_owe", 1_000, "GBP"),
        ("they_owe", 10**13, "JPY"),
        ("they_owe", 10**13, "JPY"),
    ):
        owe(
            api,
            direction=direction,
            amount={"amount_minor": minor, "currency": currency},
        )
    settle(api, owe(api, amount={"amount_minor": 99, "currency": "GBP"}))
    expected = [
        ("i_owe", "EUR", 700),
        ("i_owe", "GBP", 1_250),
        ("they_owe", "GBP", 1_000),
        ("they_owe", "JPY", 2 * 10**13),
    ]
    sums = read(api, "/ledger/badge")["open_sums"]
    assert [(one["direction"], one["currency"], one["amount_minor"]) for one in sums] == expected


def test_one_persons_page_says_what_is_between_you(api):
    ben = api.made("/contacts", {"name": "Ben Idris"})["id"]
    late = favour(api, ben, arose_on="2026-03-01", due_on="2026-04-01")
    soon = favour(api, ben, due_on="2026-06-09")
    someday = favour(api, ben)
    theirs = owe(api, contact_name=None, contact_id=ben, direction="they_owe", due_on="2026-05-01")
    done, gone = favour(api, ben), favour(api, ben)
    settle(api, done)
    api.made(f"/ledger/{gone['id']}/forgiveness", PAID)
    owe(api, contact_name="Ada Brandt")
    found = read(api, f"/contacts/{ben}/ledger")
    assert found["contact"] == {"id": ben, "name": "Ben Idris"}
    assert ids(found["open"]) == ids([late, theirs, soon, someday])
    assert ids(found["closed"]) == ids([gone, done])
    assert (found["paid_in_full"], found["in_the_way_count"]) == (False, 1)
    assert found["open_sums"] == [{"direction": "they_owe"} | GBP_10]
    settle(api, late)
    assert read(api, f"/contacts/{ben}/ledger")["paid_in_full"]


def ids(entries):
    return [entry["id"] for entry in entries]


def test_the_list_is_narrowed_and_ordered(api, clock):
    application = make_application(api)
    ben = api.made("/contacts", {"name": "Ben Idris"})["id"]
    late = favour(api, ben, arose_on="2026-03-01", due_on="2026-04-01")
    today = favour(api, ben, due_on="2026-06-02", kind="thanks")
    soon = favour(api, ben, due_on="2026-06-03", application_id=application["id"])
    theirs = owe(api, direction="they_owe")
    someday = owe(api, due_on=None, kind="item")
    done = owe(api, due_on="2026-03-05")
    settle(api, done)
    gone = owe(api, due_on="2026-03-06")
    api.made(f"/ledger/{gone['id']}/forgiveness", PAID)

    def found(**asked):
        return ids(walked(api, "/ledger", limit=2, **asked))

    in_order = ids([done, gone, late, theirs, today, soon, someday])
    assert found() == in_order
    assert found(sort="-due_on") == in_order[::-1]
    assert found(status="open") == ids([late, theirs, today, soon, someday])
    assert found(status=["settled", "forgiven"]) == ids([done, gone])
    assert found(overdue=True) == ids([late, theirs, today])
    assert found(overdue=True, direction="i_owe") == ids([late, today])
    assert found(overdue=False) == ids([done, gone, soon, someday])
    assert found(contact_id=ben) == ids([late, today, soon])
    assert found(contact_id=[ben, theirs["contact"]["id"]]) == ids([late, theirs, today, soon])
    assert found(application_id=application["id"]) == [soon["id"]]
    assert found(kind=["thanks", "item"]) == ids([today, someday])
    clock.advance(timedelta(hours=1))
    patched(api, f"/ledger/{late['id']}", reason="Help with the move")
    assert found(updated_since="2026-06-02T10:00:00Z") == [late["id"]]
    assert found(sort="updated_at")[-1] == found(sort="-updated_at")[0] == late["id"]


def test_the_badge_is_what_the_list_and_the_rule_say(api):
    """Whatever is in the ledger, badge, list and rule agree."""
    dice = random.Random(20260602)
    people = [api.made("/contacts", {"name": f"Person {number}"})["id"] for number in range(4)]
    for _ in range(40):
        due_on = dice.choice([None, "2026-06-01", "2026-06-02", "2026-06-03"])
        direction = dice.choice(["i_owe", "they_owe"])
        kind = dice.choice(["favour", "money"])
        made = favour(
            api,
            dice.choice(people),
            arose_on="2026-05-01",
            due_on=due_on,
            direction=direction,
            kind=kind,
            amount=GBP_10 if kind == "money" else None,
        )
        how = dice.choice(["settlement", "forgiveness", None])
        if how:
            api.made(f"/ledger/{made['id']}/{how}", PAID)
    entries = [Entry(found) for found in walked(api, "/ledger", limit=200)]
    in_the_way = ledger_rules.standing_in_the_way(entries, date(2026, 6, 2))
    badge = read(api, "/ledger/badge")
    listed = walked(api, "/ledger", overdue=True, direction="i_owe")
    assert ids(badge["in_the_way"]) == ids(listed) == [entry.id for entry in in_the_way]
    assert (badge["in_the_way_count"], badge["paid_in_full"]) == (len(listed), not listed)
    waiting = Counter(entry.contact_id for entry in in_the_way)
    counted = {one["contact"]["id"]: one["in_the_way"] for one in badge["people"]}
    assert counted == {person: waiting[person] for person in people}
    for one in badge["people"]:
        own = read(api, f"/contacts/{one['contact']['id']}/ledger")
        assert (own["paid_in_full"], own["in_the_way_count"]) == (
            one["paid_in_full"],
            one["in_the_way"],
        )
    assert [one["paid_in_full"] for one in badge["people"]] == sorted(
        one["paid_in_full"] for one in badge["people"]
    )


class Entry:
    """An entry as the rule sees it."""

    def __init__(self, read):
        self.id, self.contact_id = read["id"], read["contact"]["id"]
        self.direction, self.status = Direction(read["direction"]), LedgerStatus(read["status"])
        self.due_on = read["due_on"] and date.fromisoformat(read["due_on"])


@on_sqlite
def test_a_long_ledger_is_shown_in_part_and_counted_whole(api):
    ben = api.made("/contacts", {"name": "Ben Idris"})["id"]
    for _ in range(205):
        favour(api, ben, due_on="2026-06-02")
    badge, own = read(api, "/ledger/badge"), read(api, f"/contacts/{ben}/ledger")
    assert (badge["in_the_way_count"], len(badge["in_the_way"])) == (205, 100)
    assert badge["people"][0]["in_the_way"] == 205
    assert (own["in_the_way_count"], len(own["open"])) == (205, 200)


def test_the_reference_says_the_same_as_the_badge(api, clock):
    reference = willing(api)
    call(api, reference)
    clock.advance(timedelta(days=1))
    assert not read(api, f"/references/{reference['id']}")["paid_in_full"]
    (thanks,) = api.items("/ledger", params={"kind": "thanks"})
    settle(api, thanks, note="Rang her")
    assert read(api, f"/references/{reference['id']}")["paid_in_full"]
    assert read(api, f"/contacts/{reference['contact_id']}/ledger")["paid_in_full"]
