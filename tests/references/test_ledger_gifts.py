"""No money for words, with what the database knows of the reference (RF-06)."""

from datetime import timedelta

import pytest

from tests.factories.references import (
    call,
    consent,
    make_application,
    make_reference,
    move,
    name,
    willing,
)
from tests.factories.story import patched, read, refused

EARLY, DEAR, WORDS = "gift-before-reference", "gift-too-dear", "money-for-words"
A_DAY = timedelta(days=1)


def lent(reference, **changes):
    """Ten pounds that a reference lent, a month ago."""
    return {
        "contact_id": reference["contact_id"],
        "direction": "i_owe",
        "kind": "money",
        "reason": "Lent me ten pounds for the bus",
        "amount": {"amount_minor": 1_000, "currency": "GBP"},
        "arose_on": "2026-05-01",
    } | changes


def token(reference, minor=2_500):
    thanks = {"kind": "item", "reason": "Chocolates, to say thank you", "arose_on": None}
    return lent(reference, **thanks, amount={"amount_minor": minor, "currency": "GBP"})


@pytest.mark.parametrize("direction", ["i_owe", "they_owe"])
@pytest.mark.parametrize("kind", ["money", "item"])
@pytest.mark.parametrize("status", ["asked", "granted"])
def test_nothing_of_value_passes_between_asking_and_the_reference(api, status, kind, direction):
    reference = make_reference(api)
    consent(api, reference, status)
    refused(api.post("/ledger", lent(reference, kind=kind, direction=direction)), 422, EARLY)
    assert api.items("/ledger") == []


def test_a_friend_who_was_not_asked_lends_as_they_like(api):
    assert api.made("/ledger", lent(make_reference(api)))["status"] == "open"


def test_an_older_debt_is_taken_if_it_is_marked_and_older(api):
    reference = make_reference(api)
    consent(api, reference, "asked", on="2026-05-20")
    consent(api, reference, "granted", on="2026-05-25")
    marked = {"pre_existing": True}
    for day in ("2026-05-20", "2026-05-25"):
        refused(api.post("/ledger", lent(reference, arose_on=day, **marked)), 422, EARLY)
    assert api.made("/ledger", lent(reference, arose_on="2026-05-19", **marked))["pre_existing"]


def test_a_debt_in_the_ledger_before_they_were_asked_is_old_without_a_mark(api, clock):
    reference = make_reference(api)
    path = f"/ledger/{api.made('/ledger', lent(reference))['id']}"
    clock.advance(A_DAY)
    consent(api, reference, "asked")
    assert patched(api, path, arose_on="2026-05-02")["arose_on"] == "2026-05-02"
    refused(api.patch(path, {"arose_on": "2026-06-03"}, if_match="*"), 422, EARLY)
    refused(api.patch(path, {"reason": "For the reference"}, if_match="*"), 422, WORDS)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": {"amount_minor": 10_000_00, "currency": "GBP"}},
        {"amount": {"amount_minor": 10_00, "currency": "USD"}},
        {"reason": "A gift"},
        {"reason": "A gift", "amount": {"amount_minor": 10_000_00, "currency": "GBP"}},
    ],
)
def test_an_old_debt_that_becomes_another_one_is_not_old(api, clock, changes):
    reference = make_reference(api)
    path = f"/ledger/{api.made('/ledger', lent(reference))['id']}"
    clock.advance(A_DAY)
    consent(api, reference, "asked")
    refused(api.patch(path, changes, if_match="*"), 422, EARLY)
    assert patched(api, path, reason="Lent me a tenner", pre_existing=True)["pre_existing"]


def test_a_present_gets_no_older_by_asking_again(api, clock):
    """Asked on the second, given on the seventh, asked again on the twelfth."""
    reference = make_reference(api)
    consent(api, reference, "asked")
    clock.advance(timedelta(days=10))
    present = lent(reference, arose_on="2026-06-07", pre_existing=True)
    refused(api.post("/ledger", present), 422, EARLY)
    consent(api, reference, "asked")
    refused(api.post("/ledger", present), 422, EARLY)
    consent(api, reference, "granted")
    consent(api, reference, "withdrawn")
    consent(api, reference, "asked")
    refused(api.post("/ledger", present), 422, EARLY)
    assert api.made("/ledger", present | {"arose_on": "2026-06-01"})["status"] == "open"


@pytest.mark.parametrize("end", ["outcome", "no"])
def test_what_was_lent_after_one_reference_is_old_before_the_next(api, clock, end):
    reference, application = willing(api), make_application(api)
    if end == "outcome":
        name(api, reference, application)
        move(api, application, "rejected")
    else:
        consent(api, reference, "declined")
    clock.advance(timedelta(days=200))
    consent(api, reference, "asked")
    old = lent(reference, arose_on="2026-07-01", pre_existing=True)
    assert api.made("/ledger", old)["status"] == "open"
    refused(api.post("/ledger", old | {"arose_on": "2026-12-19"}), 422, EARLY)


@pytest.mark.parametrize(
    ("kind", "reason", "minor"), [("item", "Whisky", 200_00), ("money", "Holiday", 1_000_00)]
)
def test_between_the_call_and_the_outcome_nothing_is_dear(api, clock, kind, reason, minor):
    reference, application = willing(api), make_application(api)
    name(api, reference, application)
    call(api, reference, application)
    clock.advance(A_DAY)
    present = lent(reference, kind=kind, reason=reason, arose_on=None)
    dear = present | {"amount": {"amount_minor": minor, "currency": "GBP"}}
    refused(api.post("/ledger", dear), 422, DEAR)
    old = dear | {"arose_on": "2026-05-01", "pre_existing": True}
    assert api.made("/ledger", old)["status"] == "open"
    owed = api.made("/ledger", present)
    refused(api.patch(f"/ledger/{owed['id']}", {"amount": dear["amount"]}, if_match="*"), 422, DEAR)
    move(api, application, "hired")
    clock.advance(A_DAY)
    refused(api.post("/ledger", dear | {"arose_on": "2026-06-03"}), 422, DEAR)


def test_a_change_is_asked_like_a_new_entry(api):
    reference = willing(api)
    old = lent(reference, pre_existing=True)
    path = f"/ledger/{api.made('/ledger', old)['id']}"
    refused(api.patch(path, {"pre_existing": False}, if_match="*"), 422, EARLY)
    assert patched(api, path, due_on="2026-07-01")["due_on"] == "2026-07-01"


def test_an_old_debt_is_settled_whenever_it_is_paid(api, clock):
    reference = make_reference(api)
    owed = api.made("/ledger", lent(reference))
    clock.advance(A_DAY)
    consent(api, reference, "asked")
    settled = api.made(f"/ledger/{owed['id']}/settlement", {"note": "Ten pounds, in cash"})
    assert settled["status"] == "settled"


def test_a_debt_of_theirs_is_no_present_while_they_are_asked(api, clock):
    reference = make_reference(api)
    theirs = api.made("/ledger", lent(reference, direction="they_owe"))
    clock.advance(A_DAY)
    consent(api, reference, "asked")
    path = f"/ledger/{theirs['id']}/forgiveness"
    refused(api.post(path, {"note": "Never mind"}), 422, EARLY)
    refused(api.post(path, {"note": "Because she vouches for me"}), 422, WORDS)
    assert read(api, f"/ledger/{theirs['id']}")["status"] == "open"
    call(api, reference)
    clock.advance(A_DAY)
    assert api.made(path, {"note": "Never mind"})["status"] == "forgiven"


def test_a_favour_has_no_value_to_wait_for(api):
    reference = willing(api)
    favour = lent(reference, kind="favour", reason="Helped me move", amount=None)
    owed = api.made("/ledger", favour | {"direction": "they_owe"})
    assert api.made(f"/ledger/{owed['id']}/forgiveness", {})["status"] == "forgiven"


def test_it_is_over_the_day_after_they_vouched(api, clock):
    reference = willing(api)
    call(api, reference)
    refused(api.post("/ledger", lent(reference)), 422, EARLY)
    clock.advance(A_DAY)
    assert api.made("/ledger", lent(reference))["status"] == "open"


@pytest.mark.parametrize("named", [True, False])
def test_it_is_over_once_the_application_is(api, clock, named):
    reference, application = willing(api), make_application(api)
    elsewhere = make_application(api, title="Usher")
    if named:
        name(api, reference, application)
    move(api, application if named else elsewhere, "rejected")
    clock.advance(A_DAY)
    answer = api.post("/ledger", lent(reference))
    if named:
        assert answer.status_code == 201
    else:
        refused(answer, 422, EARLY)


@pytest.mark.parametrize("words", [["asked", "declined"], ["granted", "withdrawn"]])
def test_it_is_over_the_day_after_they_said_no(api, clock, words):
    reference = make_reference(api)
    for status in words:
        consent(api, reference, status)
    refused(api.post("/ledger", lent(reference)), 422, EARLY)
    clock.advance(A_DAY)
    assert api.made("/ledger", lent(reference))["status"] == "open"


def test_it_is_not_over_when_they_are_asked_again(api, clock):
    reference = make_reference(api)
    for status in ("asked", "declined"):
        consent(api, reference, status, on="2026-06-01")
    clock.advance(timedelta(days=181))
    consent(api, reference, "asked")
    refused(api.post("/ledger", lent(reference)), 422, EARLY)


@pytest.mark.parametrize(("days", "over"), [(180, False), (182, True)])
def test_it_is_over_when_their_yes_has_run_out(api, clock, days, over):
    reference = willing(api)
    clock.advance(timedelta(days=days))
    answer = api.post("/ledger", lent(reference))
    assert answer.status_code == (201 if over else 422), answer.text


def test_a_small_token_of_thanks_follows_the_outcome(api):
    reference, application = willing(api), make_application(api)
    name(api, reference, application)
    call(api, reference, application)
    refused(api.post("/ledger", token(reference)), 422, EARLY)
    move(api, application, "hired")
    assert api.made("/ledger", token(reference))["amount"]["amount_minor"] == 2_500
    refused(api.post("/ledger", token(reference, 2_501)), 422, DEAR)


def test_a_refusal_says_where_it_stands_and_what_the_law_says(api):
    problem = refused(
        api.post("/ledger", lent(make_reference(api), reason="For a good reference")), 422, WORDS
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/reason"]
    assert "Bribery Act 2010" in problem["detail"]
    assert problem["detail"].endswith("not legal advice.")
