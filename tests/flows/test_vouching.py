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
from tests.factories.vouching import Said, good_until, refused, refused_anywhere

PEOPLE = {"Dilys Pugh": "line_manager", "Tom Reed": "client"}
EMPLOYERS = ("Mecca", "Palace Hotel")
OFFERS, ENDS = {"offered", "accepted"}, {"hired", "rejected", "withdrawn"}
STAGES = ["final_interview", "offered", "offered", "rejected", "hired", "withdrawn"]
WORDS = ["confirmed", "other_time", "declined"]
which = st.integers(0, 1)


def one_of(found, place):
    """One of these, if there is any."""
    return found[place % len(found) :][:1] if found else []


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
        self.applications = [self.apply(name) for name in EMPLOYERS]
        self.stages = {one["status"]: one["id"] for one in self.api.items("/stages")}
        self.said: dict[str, list[Said]] = {one["id"]: [] for one in self.references}
        self.namings: dict[str, tuple[str, str]] = {}
        self.calls: dict[str, tuple[str, str]] = {}
        """Those about an application: by their id, the contact and the application."""
        self.told: set[tuple[str, str]] = set()
        """Who was briefed by telephone about which application."""
        self.new: set[tuple[str, str]] = set()
        """Those who were told since the application last moved, and know its news from that."""
        self.heard: dict[tuple[str, str], str] = {}
        """What each heard last of an application."""
        self.kept: dict[str, tuple[str, str | None]] = {}
        """News that stay owed although what they were owed for is gone."""
        self.codes: list[tuple[str, str, str]] = []
        for who in (0, 1):
            self.say(who, "granted", None, themselves=False)

    def teardown(self):
        if hasattr(self, "client"):
            self.client.__exit__(None, None, None)
            self.folder.cleanup()

    def apply(self, name):
        return make_application(self.api, organization_name=name, status="first_interview")

    @property
    def today(self) -> date:
        return self.clock().date()

    @property
    def met(self) -> set[tuple[str, str]]:
        """Who was named in, called about, or told of which application."""
        return {*self.namings.values(), *self.calls.values(), *self.told}

    def may_be_named(self, reference: str, application: str) -> bool:
        last_day = good_until(self.said[reference], application)
        return last_day is not None and self.today <= last_day

    def status(self, application: str) -> str:
        return self.api.get(f"/applications/{application}").json()["stage"]["status"]

    def news(self, application: str) -> str | None:
        """What there is to tell of an application."""
        status = self.status(application)
        return "offer" if status in OFFERS else status if status in ENDS else None

    def ledger(self, **asked):
        return self.api.items("/ledger", params={"limit": 200} | asked)

    def open_news(self):
        return self.ledger(status="open", kind="outcome_update")

    def came_in(self, pair):
        """What is owed to them follows the application again."""
        self.kept = {entry: whose for entry, whose in self.kept.items() if whose != pair}

    @rule(days=st.sampled_from([1, 3, 30, 100, 181]))
    def time_passes(self, days):
        self.clock.advance(timedelta(days=days))
        self.what_stands_is_what_was_said()

    @rule(
        who=which,
        word=st.sampled_from(["asked", "granted", "granted", "declined", "withdrawn"]),
        about=st.sampled_from([None, 0, 1]),
        themselves=st.booleans(),
    )
    def something_is_said(self, who, word, about, themselves):
        self.say(who, word, None if about is None else self.applications[about]["id"], themselves)
        self.what_stands_is_what_was_said()

    @rule(who=which, where=which)
    def a_no_is_got_round(self, who, where):
        here = self.applications[where]["id"]
        for word, about in (("declined", here), ("granted", None), ("granted", here)):
            self.say(who, word, about, themselves=False)
        self.what_stands_is_what_was_said()

    def say(self, who, word, application, themselves):
        reference = self.references[who]["id"]
        scope = "general" if application is None else "this_application"
        body = {"status": word, "scope": scope, "application_id": application}
        answer = self.api.post(
            f"/references/{reference}/consent", body | {"by_referee": themselves}
        )
        before, expected = self.said[reference], 201
        asks = word == "asked" or (word == "granted" and not themselves)
        if asks and refused(before, application, self.today):
            expected = 409
        if word == "withdrawn" and good_until(before, application) is None:
            expected = 409
        assert answer.status_code == expected, answer.text
        if expected == 201:
            step = answer.json()["id"]
            before.append(Said(self.today, word, application, themselves, step))

    @rule(who=which)
    def a_step_is_taken_back(self, who):
        reference = self.references[who]
        said = self.said[reference["id"]]
        if not said:
            return
        path = f"/references/{reference['id']}/consent"
        step = said[-1].step_id or self.api.get(path).json()["history"][-1]["id"]
        named = self.api.items("/namings", params={"live": True, "reference_id": reference["id"]})
        rests = any(
            good_until(said, about) is not None and good_until(said[:-1], about) is None
            for about in (one["application"]["id"] for one in named)
        )
        answer = self.api.delete(f"{path}/{step}", if_match="*")
        if said[-1].step_id is None:
            assert answer.json()["code"] == "consent-not-latest"
        elif rests:
            assert answer.json()["code"] == "consent-in-use"
        else:
            assert answer.status_code == 204, answer.text
            said.pop()
            self.what_stands_is_what_was_said()

    @rule(who=which, where=which)
    def somebody_is_named(self, who, where):
        self.name_them(who, where)

    @rule(who=which, where=which)
    def somebody_is_named_by_mistake(self, who, where):
        if naming := self.name_them(who, where):
            self.unname(naming)

    def name_them(self, who, where):
        reference, application = self.references[who]["id"], self.applications[where]["id"]
        agreed = self.may_be_named(reference, application)
        answer = self.api.post(f"/references/{reference}/namings", {"application_id": application})
        assert answer.status_code in (201, 409), answer.text
        if answer.status_code == 201:
            assert agreed, "named without a yes"
            pair = (self.references[who]["contact_id"], application)
            self.namings[answer.json()["id"]] = pair
            self.came_in(pair)
            return answer.json()["id"]
        assert agreed or answer.json()["code"] == "consent-missing"
        return None

    @rule(where=st.integers(0, 3))
    def a_name_is_taken_back(self, where):
        for naming in one_of(self.api.items("/namings", params={"live": True}), where):
            self.api.made(f"/namings/{naming['id']}/withdrawal", {})

    @rule(where=st.integers(0, 3))
    def a_naming_never_was(self, where):
        for naming in one_of(sorted(self.namings), where):
            self.unname(naming)

    def unname(self, naming):
        answer = self.api.delete(f"/namings/{naming}", if_match="*")
        if self.namings[naming] in self.calls.values():
            assert answer.json()["code"] == "call-on-record"
        else:
            assert answer.status_code == 204, answer.text
            del self.namings[naming]

    @rule(who=which, where=st.sampled_from([None, 0, 1]))
    def an_employer_rings(self, who, where):
        reference = self.references[who]
        application = None if where is None else self.applications[where]["id"]
        body = {"application_id": application}
        call = self.api.made(f"/references/{reference['id']}/contacts", body)
        if application is not None:
            self.calls[call["id"]] = pair = (reference["contact_id"], application)
            self.came_in(pair)

    @rule(which_call=st.integers(0, 3), where=st.sampled_from([None, 0, 1]))
    def it_was_about_something_else(self, which_call, where):
        application = None if where is None else self.applications[where]["id"]
        for call in one_of(sorted(self.calls), which_call):
            path = f"/employer-contacts/{call}"
            answer = self.api.patch(path, {"application_id": application}, if_match="*")
            assert answer.status_code == 200, answer.text
            contact, _ = self.calls.pop(call)
            if application is not None:
                self.calls[call] = (contact, application)
                self.came_in((contact, application))

    @rule(where=st.integers(0, 3))
    def a_call_never_came(self, where):
        for call in one_of(sorted(self.calls), where):
            answer = self.api.delete(f"/employer-contacts/{call}", if_match="*")
            assert answer.status_code == 204
            del self.calls[call]

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
        if told.status_code == 201:
            pair = (self.references[who]["contact_id"], application)
            self.new |= {pair} - self.met
            self.told.add(pair)
            self.came_in(pair)

    @rule(word=st.sampled_from(WORDS), forget=st.booleans())
    def somebody_answers(self, word, forget):
        if not self.codes:
            return
        code, reference, application = self.codes.pop()
        path = f"/referee-pages/{code}/answer"
        anybody = Api(self.client)
        answer = anybody.post(path, {"answer": word, "forget_me": forget})
        assert answer.status_code in (201, 404)
        another = next(one for one in WORDS if one != word)
        assert anybody.post(path, {"answer": another}).status_code == 404
        if answer.status_code == 201 and word == "declined":
            about = None if forget else application
            self.said[reference].append(Said(self.today, "declined", about, themselves=True))
        elif answer.status_code == 201 and forget:
            self.said[reference].append(Said(self.today, "withdrawn", None, themselves=True))
        self.what_stands_is_what_was_said()

    @rule(where=which, status=st.sampled_from(STAGES))
    def it_moves(self, where, status):
        application = self.applications[where]["id"]
        body = {"to_stage_id": self.stages[status]}
        moved = self.api.post(f"/applications/{application}/moves", body)
        assert moved.status_code in (201, 409, 422), moved.text
        if moved.status_code == 201:
            self.new = {pair for pair in self.new if pair[1] != application}

    @rule(
        place=st.integers(0, 6),
        how=st.sampled_from(["settlement", "forgiveness"]),
        kind=st.sampled_from(["outcome_update", "thanks", "reciprocal_reference"]),
    )
    def something_is_settled(self, place, how, kind):
        for entry in one_of(self.ledger(status="open", kind=kind), place):
            self.api.made(f"/ledger/{entry['id']}/{how}", {"note": "Rang and said so"})
            self.kept.pop(entry["id"], None)
            if entry["kind"] == "outcome_update" and entry["application"]:
                application = entry["application"]["id"]
                if news := self.news(application):
                    self.heard[entry["contact"]["id"], application] = news

    @rule(who=which)
    def a_reference_goes(self, who):
        """And comes back, as somebody nothing is known of."""
        old = self.references[who]
        contact = old["contact_id"]
        theirs = {pair for pair in self.met if pair[0] == contact}
        goes_on = any(self.status(application) not in ENDS for _, application in theirs)
        owed = [one for one in self.open_news() if one["contact"]["id"] == contact]
        answer = self.api.delete(f"/references/{old['id']}", if_match="*")
        if refused_anywhere(self.said[old["id"]], self.today):
            assert answer.json()["code"] == "consent-declined"
        elif goes_on:
            assert answer.json()["code"] == "reference-in-use"
        else:
            assert answer.status_code == 204, answer.text
            self.kept |= {
                one["id"]: (contact, one["application"] and one["application"]["id"])
                for one in owed
            }
            for rows in (self.namings, self.calls):
                for row in [row for row, pair in rows.items() if pair in theirs]:
                    del rows[row]
            self.told -= theirs
            self.new -= theirs
            self.codes = [one for one in self.codes if one[1] != old["id"]]
            bare = {"name": None, "contact_id": contact, "job_title": None, "addresses": []}
            self.references[who] = make_reference(self.api, **bare)
            self.said[self.references[who]["id"]] = []

    @rule(where=which)
    def an_application_goes(self, where):
        """And everybody who was in it hears of that, unless they know how it ended."""
        gone = self.applications[where]["id"]
        theirs = {pair for pair in self.met if pair[1] == gone}
        end = self.status(gone)
        untold = {pair[0] for pair in theirs if end not in ENDS or self.heard.get(pair) != end}
        before = {one["id"] for one in self.open_news() if one["application"] is None}
        assert self.api.delete(f"/applications/{gone}", if_match="*").status_code == 204
        left = [one for one in self.open_news() if one["application"] is None]
        detached = {one["id"]: one["contact"]["id"] for one in left if one["id"] not in before}
        assert untold <= set(detached.values()), "left without a word"
        self.kept |= {entry: (contact, None) for entry, contact in detached.items()}
        for rows in (self.namings, self.calls):
            for row in [row for row, pair in rows.items() if pair in theirs]:
                del rows[row]
        self.told -= theirs
        self.new -= theirs
        self.codes = [one for one in self.codes if one[2] != gone]
        for reference, said in self.said.items():
            self.said[reference] = [one for one in said if one.about != gone]
        self.applications[where] = self.apply(EMPLOYERS[where])

    @precondition(lambda self: hasattr(self, "references"))
    @invariant()
    def the_ledger_is_true(self):
        entries = self.ledger(status="open")
        self.the_badge_says_what_the_ledger_says(entries)
        self.nobody_who_was_in_it_is_left_untold(entries)

    def the_badge_says_what_the_ledger_says(self, entries):
        late = {
            one["contact"]["id"]
            for one in entries
            if one["due_on"] is not None and one["due_on"] <= self.today.isoformat()
        }
        for one in self.api.items("/references"):
            assert one["paid_in_full"] is (one["contact_id"] not in late)
        assert self.api.get("/ledger/badge").json()["paid_in_full"] is not bool(late)

    def nobody_who_was_in_it_is_left_untold(self, entries):
        assert set(self.kept) <= {one["id"] for one in entries}, "forgotten with its cause"
        owed = {
            (one["contact"]["id"], one["application"]["id"]): one["id"]
            for one in entries
            if one["kind"] == "outcome_update" and one["application"]
        }
        news = {about: self.news(about) for about in {pair[1] for pair in self.met | {*owed}}}
        for pair in self.met - self.new:
            if news[pair[1]] and self.heard.get(pair) != news[pair[1]]:
                assert pair in owed, "left without closing"
        for pair, entry in owed.items():
            assert (pair in self.met and news[pair[1]]) or entry in self.kept, "owed for nothing"

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
            max_examples=30,
            stateful_step_count=24,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
