"""An interview is deleted, with what its ending laid out and what it had let go of."""

from datetime import timedelta

from tests.factories.story import out, written
from tests.factories.world import make_interview


def check_ins(api, interview_id):
    found = api.items("/follow-ups", params={"interview_id": interview_id})
    return {item["status"] for item in found if item["purpose"] != "thank_you"}


def test_check_ins_are_owed_again_when_the_later_interview_is_deleted(api, clock):
    first = out(api, clock, "2026-06-02 11:15")["interview"]
    clock.advance(timedelta(days=2))
    starts_at = written(clock() - timedelta(hours=1))
    later = make_interview(api, first["application"]["id"], starts_at=starts_at)
    api.made(f"/interviews/{later['id']}/ending", {"ended_at": written(clock())})
    assert check_ins(api, first["id"]) == {"lapsed"}
    assert api.delete(f"/interviews/{later['id']}", if_match="*").status_code == 204
    assert check_ins(api, first["id"]) == {"planned"}
    assert check_ins(api, later["id"]) == set()
