"""An interview is deleted, with what its ending laid out and what it had let go of."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete
from sqlmodel import col

from tests.factories.story import out, planned, written
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


def test_an_interview_deleted_meanwhile_cannot_be_held(app, api, clock):
    from zoneinfo import ZoneInfo

    from afterview.core.clock import Now
    from afterview.core.db import transaction
    from afterview.core.errors import NotFound
    from afterview.pipeline.interview_service import hold
    from afterview.pipeline.models import Interview

    made = planned(api, "2026-06-02 09:00")
    with transaction(app.state.gate.engine, Now(clock(), ZoneInfo("UTC"))) as session:
        interview = session.get_one(Interview, UUID(made["id"]))
        session.execute(
            delete(Interview)
            .where(col(Interview.id) == interview.id)
            .execution_options(synchronize_session=False)
        )
        with pytest.raises(NotFound):
            hold(session, interview)
