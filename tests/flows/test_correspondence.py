"""Whatever happens in whatever order: nothing forbidden leaves, nothing twice, nothing is lost."""

import shutil
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
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

from afterview.flows import message_sent, messages_due
from tests.factories import mailservers
from tests.factories.api import sign_up
from tests.factories.clock import TestClock
from tests.factories.service import make_app
from tests.factories.story import stage
from tests.factories.world import end_interview, make_application, make_interview

WORDS = "Dear Priya,\n\nThank you for our talk about the bingo caller role. Where do things stand?"
STATUSES = {"planned", "drafted", "approved", "sent", "replied", "waived", "lapsed"}
CHANNELS = ["email", "phone", "sms", "linkedin_message", "post"]
PURPOSES = ["status_check", "material_update", "scheduling", "connect", "thank_you"]


class Correspondence(RuleBasedStateMachine):
    """One application after an interview, and everything that can happen to it."""

    template: Path
    server: mailservers.SmtpServer

    @initialize()
    def begin(self):
        self.folder = TemporaryDirectory()
        folder = Path(self.folder.name)
        shutil.copyfile(self.template, folder / "afterview.db")
        self.clock = TestClock()
        self.server.messages.clear()
        self.server.calm()
        self.app = make_app(
            f"sqlite:///{folder / 'afterview.db'}",
            self.clock,
            folder,
            allowed_hosts=self.server.host,
            ca_file=self.server.ca_file,
        )
        self.client = TestClient(self.app, base_url="http://localhost").__enter__()
        self.api = sign_up(self.client, "sam@example.org").api
        self.api.made(
            "/mail-account",
            {
                "from_email": "sam@example.org",
                "smtp_host": "localhost",
                "smtp_port": self.server.port,
                "smtp_user": mailservers.USER,
                "smtp_password": mailservers.PASSWORD,
            },
        )
        self.application = make_application(self.api)
        interview = make_interview(self.api, self.application["id"])
        end_interview(self.api, interview["id"])
        self.known = {one["id"] for one in self.owed()}
        self.forbidden = False

    def teardown(self):
        if hasattr(self, "client"):
            self.client.__exit__(None, None, None)
            self.folder.cleanup()

    def owed(self):
        return self.api.items("/follow-ups", params={"limit": 200})

    @rule(hours=st.sampled_from([1, 12, 26, 100, 300]))
    def time_passes(self, hours):
        self.clock.advance(timedelta(hours=hours))

    @rule(channel=st.sampled_from(CHANNELS), purpose=st.sampled_from(PURPOSES))
    def something_is_said(self, channel, purpose):
        body = {"application_id": self.application["id"], "direction": "outbound"}
        self.api.made("/touchpoints", body | {"channel": channel, "purpose": purpose})

    @rule(substantive=st.booleans())
    def they_answer(self, substantive):
        body = {"application_id": self.application["id"], "direction": "inbound"}
        self.api.made("/touchpoints", body | {"channel": "email", "substantive": substantive})

    @rule()
    def a_touch_is_taken_back(self):
        for touch in self.api.items("/touchpoints", params={"limit": 1}):
            gone = self.api.delete(f"/touchpoints/{touch['id']}", if_match="*")
            assert gone.status_code in (204, 409), gone.text

    @rule(place=st.integers(0, 5), when=st.sampled_from(["now", "suggested"]))
    def words_are_approved(self, place, when):
        found = self.owed()
        path = f"/follow-ups/{found[place % len(found)]['id']}"
        self.api.post(f"{path}/draft", {})
        written = self.api.patch(f"{path}/draft", {"body": WORDS, "subject": "Us"}, if_match="*")
        if written.status_code == 200:
            body = {"text_hash": written.json()["text_hash"], "when": when}
            answer = self.api.post(f"{path}/approval", body)
            assert answer.status_code in (201, 409, 422), answer.text

    @rule(place=st.integers(0, 5))
    def an_approval_is_withdrawn(self, place):
        found = self.owed()
        answer = self.api.delete(f"/follow-ups/{found[place % len(found)]['id']}/approval")
        assert answer.status_code in (204, 409)

    @rule(place=st.integers(0, 5))
    def one_is_waived(self, place):
        found = self.owed()
        path = f"/follow-ups/{found[place % len(found)]['id']}/waiver"
        assert self.api.post(path, {"reason": "Enough said"}).status_code in (201, 409)

    @rule(status=st.sampled_from(["rejected", "offered", "second_interview", "on_hold"]))
    def it_moves(self, status):
        body = {"to_stage_id": stage(self.api, status)}
        self.api.post(f"/applications/{self.application['id']}/moves", body)

    @rule(stopped=st.booleans())
    def they_ask_for_peace(self, stopped):
        path = f"/organizations/{self.application['organization']['id']}"
        self.api.patch(path, {"do_not_contact": stopped}, if_match="*")
        self.forbidden = stopped

    @rule(how=st.sampled_from(["fine", "busy", "refused", "cut"]))
    def the_minute_passes(self, how):
        """What is due is tried, by a server that takes it, puts it off, refuses, or hangs up."""
        self.server.calm()
        if how != "fine":
            answers = {"busy": "450 later", "refused": "550 no", "cut": mailservers.DROP}
            self.server.at({"cut": "end"}.get(how, "rcpt"), answers[how])
        before = len(self.server.messages)
        engine, given = self.app.state.gate.engine, self.app.state.settings
        messages_due.lapse_passed(engine, self.clock, given)
        messages_due.queue_messages(engine, self.clock, given)
        for message in self.api.items("/messages", params={"limit": 200}):
            message_sent.send(engine, self.clock, given, message["id"])
        if self.forbidden:
            assert len(self.server.messages) == before

    @precondition(lambda self: hasattr(self, "api"))
    @invariant()
    def nothing_is_sent_twice(self):
        identities = [one.message["Message-ID"] for one in self.server.messages]
        assert len(identities) == len(set(identities))
        sent = self.api.items("/messages", params={"status": "sent", "limit": 200})
        assert {f"<{one['message_id']}>" for one in sent} == set(identities)
        met = [one["follow_up_id"] for one in sent]
        assert len(met) == len(set(met))

    @precondition(lambda self: hasattr(self, "api"))
    @invariant()
    def nothing_is_lost(self):
        found = {one["id"]: one for one in self.owed()}
        assert self.known <= found.keys()
        self.known = set(found)
        for one in found.values():
            assert one["status"] in STATUSES
            assert one["status"] != "lapsed" or (one["lapsed_cause"] and one["lapsed_reason"])
            assert one["status"] != "waived" or one["waived_reason"]
            assert one["status"] != "approved" or one["message"]["status"] in (
                "approved",
                "sending",
                "uncertain",
            )

    @precondition(lambda self: hasattr(self, "api"))
    @invariant()
    def the_needle_is_a_number(self):
        found = self.api.get(f"/applications/{self.application['id']}/pressure")
        assert found.status_code == 200, found.text
        assert 0 <= found.json()["index"] <= 100


@pytest.fixture
def server(tmp_path):
    with mailservers.smtp_server(mailservers.certificate(tmp_path)) as found:
        yield found


def test_no_order_of_events_breaks_a_promise(sqlite_template, server):
    machine = type("Machine", (Correspondence,), {"template": sqlite_template, "server": server})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12,
            stateful_step_count=24,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
