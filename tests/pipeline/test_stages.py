"""The columns of a board: named, ordered, retired, deleted while unused."""

from tests.factories.story import patched, read, refused, stage, walked
from tests.factories.world import make_application


def names(api):
    return [found["name"] for found in walked(api, "/stages", limit=7)]


def test_the_usual_stages_stand_in_the_order_of_a_search(api):
    assert names(api) == [
        "Saved",
        "Applied",
        "Under review",
        "Screening",
        "First interview",
        "Second interview",
        "Final interview",
        "Background check",
        "Offer",
        "Accepted",
        "On hold",
        "Hired",
        "Rejected",
        "Declined",
        "Withdrawn",
        "Cancelled by employer",
        "Gone quiet",
    ]


def test_a_stage_of_ones_own_goes_to_the_end_or_where_it_is_told(api):
    last = api.made("/stages", {"name": "Haunted", "status": "ghosted"})
    between = api.made("/stages", {"name": "Trial shift", "status": "screening", "position": 4.5})
    assert (between["category"], between["retired"]) == ("screening", False)
    found = names(api)
    assert found[-1] == "Haunted"
    assert found[3:6] == ["Screening", "Trial shift", "First interview"]
    assert read(api, f"/stages/{last['id']}")["position"] == 18.0


def test_two_stages_may_mean_the_same_and_the_first_one_is_taken(api):
    trial = api.made("/stages", {"name": "Phone", "status": "screening", "position": 3.5})
    assert make_application(api, status="screening")["stage"]["id"] == trial["id"]


def test_a_stage_is_renamed_moved_and_retired(api):
    path = f"/stages/{stage(api, 'reviewing')}"
    changed = patched(api, path, name="In their hands", position=-1.5)
    assert (changed["name"], changed["position"]) == ("In their hands", -1.5)
    assert names(api)[0] == "In their hands"
    retired = patched(api, path, retired=True)
    assert retired["retired"] is True
    assert names(api)[0] == "In their hands"  # kept for history, and listed
    refused(api.post("/applications", body(status="reviewing")), 409, "stage-retired")
    refused(api.post("/applications", body(stage_id=retired["id"])), 409, "stage-retired")
    patched(api, path, retired=False)
    assert make_application(api, status="reviewing")["stage"]["name"] == "In their hands"


def body(**more):
    return {"title": "Bingo caller", "organization_name": "Mecca"} | more


def test_what_a_stage_means_does_not_change(api):
    """History would change with it."""
    path = f"/stages/{stage(api, 'reviewing')}"
    for change in (
        {"status": "screening"},
        {"name": None},
        {"name": " "},
        {"position": None},
        {"position": 1e300},
        {"retired": "perhaps"},
    ):
        refused(api.patch(path, change, if_match="*"), 422, "validation-failed")
    for made in ({"name": "x", "status": "lost"}, {"name": "x"}, {"status": "offered"}):
        refused(api.post("/stages", made), 422, "validation-failed")


def test_an_unused_stage_is_deleted(api):
    path = f"/stages/{stage(api, 'on_hold')}"
    refused(api.delete(path), 428, "if-match-required")
    assert api.delete(path, if_match=api.get(path)).status_code == 204
    refused(api.get(path), 404, "not-found")
    assert len(names(api)) == 16


def test_a_stage_with_history_is_not(api):
    """Neither the one a card is in, nor one it has only been in."""
    application = make_application(api)
    moved = {"to_stage_id": stage(api, "screening")}
    api.made(f"/applications/{application['id']}/moves", moved)
    for status in ("submitted", "screening"):
        path = f"/stages/{stage(api, status)}"
        refused(api.delete(path, if_match="*"), 409, "stage-in-use")
    api.delete(f"/applications/{application['id']}", if_match="*")
    for status in ("submitted", "screening"):
        assert api.delete(f"/stages/{stage(api, status)}", if_match="*").status_code == 204


def test_a_strangers_stage_is_not_there(api, other):
    theirs = f"/stages/{stage(other, 'offered')}"
    refused(api.get(theirs), 404, "not-found")
    refused(api.patch(theirs, {"name": "x"}, if_match="*"), 404, "not-found")
    refused(api.delete(theirs, if_match="*"), 404, "not-found")
