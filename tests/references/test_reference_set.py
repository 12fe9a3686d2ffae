"""Whether there are references enough for an employer, over the API."""

from tests.factories.references import make_application


def test_the_set_says_what_was_asked_for(api):
    path = f"/applications/{make_application(api)['id']}"
    before = api.get(f"{path}/reference-set").json()
    assert (before["request"], before["wanted"], before["usual"]) == (None, 2, True)
    asked = api.made(f"{path}/reference-request", {"wanted": 3, "names_due_on": "2026-06-12"})
    found = api.get(f"{path}/reference-set").json()
    assert found["request"] == asked
    assert (found["wanted"], found["usual"]) == (3, False)
