"""Whatever happens in whatever order: no name without a yes, a true badge, nobody left untold."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

from tests.factories.api import Api, sign_up
from tests.factories.clock import TestClock
from tests.factories.references import make_application, make_reference
from tests.factories.service import make_app

KEPT = timedelta(days=180)
PEOPLE = {"Dilys Pugh": "line_manager", "Tom Reed": "client"}
NEWS = {"offered", "accepted", "hired", "rejected", "withdrawn"}
STAGES = ["first_interview", "final_interview", "offered", "rejected", "hired"]
which = st.integers(0, 1)


class Vouching(RuleBasedStateMachine):
    """Two people, two applications, and everything that can happen between them."""

    template: Path

    @initialize()
    def begin(self):
        self.folder = TemporaryDirectory()
        folder = Path(self.folder.name)
        shutil.copyfile(self.template, folder / "afterview.db")
        self.clock = TestClock()
        self.app = make_app(f"sqlite:///{folder / 'afterview.db'}", self.clock, folder)
        self.client = TestClient(self.app, base_url="http://localhost").__enter__()
        self.api = sign_up(self.client, "sam@example.org", zone="UTC", region="GB").api
        self.references = [
            make_reference(self.api, name=name, relationship=what) for name, what in PEOPLE.items()
        ]
        self.applications = [
            make_application(self.api, organization_name=name, status="first_interview")
            for name in ("Mecca", "Palace Hotel")
        ]
        self.stages = {one["status"]: one["id"] for one in self.api.items("/stages")}
        self.said = {one["id"]: [] for one in self.references}
        """What each said: the day, the word, and the application if it was about one."""
        self.met: set[tuple[str, str]] = set()
        """Who was ever named in, or called about, which application."""
        self.codes: list[tuple[str, str, str]] = []

    def teardown(self):
        if hasattr(self, "client"):
            self.client.__exit__(None, None, None)
            self.folder.cleanup()

    @property
    def today(self) -> date:
        return self.clock().date()

    def may_be_named(self, reference: str, application: str) -> bool:
        """The rule again, as plainly as it can be said."""
        good_until = refused_on = None
        for on, word, about, themselves in self.said[reference]:
            if about not in (None, application):
                continue
            if word == "granted":
                own = themselves or about is not None
                if refused_on is None or own or on >= refused_on + KEPT:
                    good_until, refused_on = max(good_until or on, on + KEPT), None
            elif word != "asked":
                good_until = None
                if word == "declined" and about is not None:
                    refused_on = on
        return good_until is not None and self.today <= good_until

    @rule(days=st.sampled_from([1, 3, 30, 100, 181]))
    def time_passes(self, days):
        self.clock.advance(timedelta(days=days))

    @rule(
        who=which,
        word=st.sampled_from(["asked", "granted", "granted", "declined", "withdrawn"]),
        about=st.sampled_from([None, 0, 1]),
        themselves=st.booleans(),
    )
    def something_is_said(self, who, word, about, themselves):
        reference = self.references[who]["id"]
        application = None if about is None else self.applications[about]["id"]
        scope = "general" if application is None else "this_application"
        body = {"status": word, "scope": scope, "application_id": application}
        answer = self.api.post(
            f"/references/{reference}/consent", body | {"by_referee": themselves}
        )
        assert answer.status_code in (201, 409), answer.text
        if answer.status_code == 201:
            self.said[reference].append((self.today, word, application, themselves))

    @rule(who=which, where=which)
    def somebody_is_named(self, who, where):
        reference, application = self.references[who]["id"], self.applications[where]["id"]
        agreed = self.may_be_named(reference, application)
        answer = self.api.post(f"/references/{reference}/namings", {"application_id": application})
        assert answer.status_code in (201, 409), answer.text
        if answer.status_code == 201:
            assert agreed, "named without a yes"
            self.met.add((self.references[who]["contact_id"], application))
        elif not agreed:
            assert answer.json()["code"] == "consent-missing"

    @rule(where=st.integers(0, 3))
    def a_name_is_taken_back(self, where):
        for naming in self.api.items("/namings", params={"live": True})[where : where + 1]:
            self.api.made(f"/namings/{naming['id']}/withdrawal", {})

    @rule(who=which, where=st.sampled_from([None, 0, 1]))
    def an_employer_rings(self, who, where):
        reference = self.references[who]
        application = None if where is None else self.applications[where]["id"]
        self.api.made(f"/references/{reference['id']}/contacts", {"application_id": application})
        if application is not None:
            self.met.add((reference["contact_id"], application))

    @rule(who=which, where=which)
    def somebody_is_briefed(self, who, where):
        reference, application = self.references[who]["id"], self.applications[where]["id"]
        briefing = self.api.made(
            f"/references/{reference}/briefings", {"application_id": application}
        )
        page = self.api.post(f"/briefings/{briefing['id']}/page", {})
        if page.status_code == 201:
            self.codes.append((page.json()["url"].rpartition("/")[2], reference, application))
        told = self.api.post(f"/briefings/{briefing['id']}/delivery", {"channel": "phone"})
        agreed = self.may_be_named(reference, application)
        assert page.status_code == told.status_code
        assert (told.status_code == 201) is agreed or (
            told.json()["code"] == "application-closed"
        ), told.text

    @rule(word=st.sampled_from(["confirmed", "other_time", "declined"]), forget=st.booleans())
    def somebody_answers(self, word, forget):
        if not self.codes:
            return
        code, reference, application = self.codes.pop()
        path = f"/referee-pages/{code}/answer"
        anybody = Api(self.client)
        answer = anybody.post(path, {"answer": word, "forget_me": forget})
        assert answer.status_code in (201, 404)
        assert anybody.post(path, {"answer": word}).status_code == 404
        if answer.status_code == 201 and word == "declined":
            about = None if forget else application
            self.said[reference].append((self.today, "declined", about, True))
        elif answer.status_code == 201 and forget:
            self.said[reference].append((self.today, "withdrawn", None, True))

    @rule(where=which, status=st.sampled_from(STAGES))
    def it_moves(self, where, status):
        path = f"/applications/{self.applications[where]['id']}/moves"
        moved = self.api.post(path, {"to_stage_id": self.stages[status]})
        assert moved.status_code in (201, 409, 422), moved.text

    @rule(place=st.integers(0, 6))
    def something_is_settled(self, place):
        for entry in self.ledger(status="open")[place : place + 1]:
            self.api.made(f"/ledger/{entry['id']}/settlement", {"note": "Rang and said so"})

    def ledger(self, **asked):
        return self.api.items("/ledger", params={"limit": 200} | asked)

    @precondition(lambda self: hasattr(self, "references"))
    @invariant()
    def the_badge_says_what_the_ledger_says(self):
        late = {
            one["contact"]["id"]
            for one in self.ledger(status="open", direction="i_owe")
            if one["due_on"] is not None and one["due_on"] <= self.today.isoformat()
        }
        for one in self.api.items("/references"):
            assert one["paid_in_full"] is (one["contact_id"] not in late)
        assert self.api.get("/ledger/badge").json()["paid_in_full"] is not bool(late)

    @precondition(lambda self: hasattr(self, "references"))
    @invariant()
    def nobody_who_was_in_it_is_left_untold(self):
        news = {
            (one["contact"]["id"], one["application"]["id"])
            for one in self.ledger(kind="outcome_update")
        }
        for contact, application in self.met:
            status = self.api.get(f"/applications/{application}").json()["stage"]["status"]
            if status in NEWS:
                assert (contact, application) in news, "left without closing"

    @precondition(lambda self: hasattr(self, "references"))
    @invariant()
    def what_stands_is_what_was_said(self):
        for one in self.references:
            for application in self.applications:
                asked = {"application_id": application["id"]}
                read = self.api.get(f"/references/{one['id']}/readiness", params=asked).json()
                agreed = self.may_be_named(one["id"], application["id"])
                assert read["consent"]["valid"] is agreed
                assert agreed or read["score"] == 0


def test_no_run_names_without_consent_or_leaves_anybody(sqlite_template):
    machine = type("Machine", (Vouching,), {"template": sqlite_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
