"""Somebody's own wordings over HTTP: what is saved, and what is refused with its place."""

import pytest

from tests.factories.story import out, read, refused

PURPOSE = {"purpose": "status_check"}
FINE = "Dear {{ contact_first_name }},\n\nI am {50 %, say} interested in {{ role }}. {{ my_name }}"


def own(api):
    return [found for found in read(api, "/templates")["items"] if found["own"]]


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("{{", "Dear {{ contact_first_name },"),
        ("}}", "Dear contact_first_name }},"),
        ("{%", "Dear {% if x,"),
        ("%}", "Dear x endif %},"),
    ],
)
def test_stray_braces_are_refused_at_their_field(api, mark, text):
    character = text.index(mark) + 1
    for field, body in (
        ("subject", {"subject": text, "body": FINE}),
        ("body", {"body": f"{FINE}\n{text}"}),
    ):
        line = 1 if field == "subject" else 4
        for path in ("/templates", "/template-previews"):
            document = refused(api.post(path, PURPOSE | body), 422, "stray-braces")
            assert document["errors"][0]["pointer"] == f"/{field}"
            place = f"Line {line}, character {character}: “{mark}” "
            assert document["detail"].startswith(place)
            assert document["errors"][0]["detail"].startswith(place)
    assert own(api) == []


def test_a_wording_is_changed_only_into_one_that_can_be_filled(api):
    made = api.made("/templates", PURPOSE | {"body": FINE})
    path = f"/templates/{made['id']}"
    for changes in ({"body": "Dear {{ my_name"}, {"subject": "{% raw %}"}):
        document = refused(api.patch(path, changes, if_match="*"), 422, "stray-braces")
        assert document["errors"][0]["pointer"] == f"/{next(iter(changes))}"
    refused(api.patch(path, {"body": "{{ cake }} }}"}, if_match="*"), 422, "unknown-variable")
    assert [(found["body"], found["version"]) for found in own(api)] == [(FINE, 1)]
    changed = api.patch(path, {"subject": "{{ role }}"}, if_match="*")
    assert (changed.status_code, changed.json()["subject"]) == (200, "{{ role }}")


def test_a_preview_leaves_out_only_what_is_not_known(api, clock):
    plan = out(api, clock, "2026-06-02 11:15", next_stage="A trial evening")
    body = PURPOSE | {"body": "{{ role }} ({{ agency }})\n{{ next_step }}, {{ promised_day }}"}
    whole = api.post("/template-previews", body).json()
    assert whole["body"] == (
        "Bingo caller (Second Chance Staffing)\nA trial evening, Friday 12 June"
    )
    filled = api.post("/template-previews", body | {"follow_up_id": plan["follow_ups"][1]["id"]})
    title = plan["interview"]["application"]["title"]
    assert (filled.json()["body"], filled.json()["missing"]) == (f"{title}\nA trial evening", [])
