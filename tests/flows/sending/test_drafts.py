"""What a draft says: filled from what was captured, looked over, kept in every version."""

from datetime import timedelta

from tests.factories.sending import drafted
from tests.factories.story import patched, read, refused, walked


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
