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
from tests.factories.replies import letter
from tests.factories.service import make_app
from tests.factories.story import stage
from tests.factories.story import written as written_at
from tests.factories.world import end_interview, make_application, make_interview

WORDS = "Dear Priya,\n\nThank you for our talk about the bingo caller role. Where do things stand?"
STATUSES = {"planned", "drafted", "approved", "sent", "replied", "waived", "lapsed"}
CHANNELS = ["email", "phone", "sms", "linkedin_message", "post"]
HOW = ["fine", "busy", "refused", "cut", "silent"]
PURPOSES = ["status_check", "material_update", "scheduling", "connect", "thank_you"]


class Correspondence(RuleBasedStateMachine):
    """One application after an interview, and everything that can happen to it."""

    template: Path
    server: mailservers.SmtpServer

    @initialize(how=st.sampled_from(HOW))
    def begin(self, how):
        """Out of an interview, with thanks written at once: they arrived, or not, or perhaps."""
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
        self.agreed_to_two: set[str] = set()
        """Message-IDs that Sam had sent again without knowing whether the first copy arrived."""
        self.said_delivered: set[str] = set()
        """Message-IDs that Sam, or somebody's answer, said did arrive."""
        self.said_lost: set[str] = set()
        """Message-IDs that Sam said did not arrive: another copy may follow."""
        self.interviews = 1
        self.words_are_approved(0, "now")
        self.the_minute_passes(how)

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

    def messages(self, **asked):
        return self.api.items("/messages", params={"limit": 200} | asked)

    @rule(place=st.integers(0, 5), when=st.sampled_from(["now", "suggested", 1, 30, 400]))
    def words_are_approved(self, place, when):
        """Now, at the suggested time, or at a time of Sam's own, so many hours ahead."""
        found = self.owed()
        path = f"/follow-ups/{found[place % len(found)]['id']}"
        self.api.post(f"{path}/draft", {})
        written = self.api.patch(f"{path}/draft", {"body": WORDS, "subject": "Us"}, if_match="*")
        if written.status_code == 200:
            at = isinstance(when, int) and written_at(self.clock() + timedelta(hours=when))
            how = {"send_at": at} if at else {"when": when}
            body = {"text_hash": written.json()["text_hash"]} | how
            answer = self.api.post(f"{path}/approval", body)
            assert answer.status_code in (201, 409, 422), answer.text

    @rule(place=st.integers(0, 5))
    def an_approval_is_withdrawn(self, place):
        found = self.owed()
        answer = self.api.delete(f"/follow-ups/{found[place % len(found)]['id']}/approval")
        assert answer.status_code in (204, 409)

    @rule(place=st.integers(0, 3), delivered=st.booleans())
    def somebody_finds_out(self, place, delivered):
        """Of a message nobody was sure of, or that was sent, what became of it."""
        found = self.messages(status=["uncertain", "sent"])
        if found:
            message = found[place % len(found)]
            path = f"/messages/{message['id']}/settlement"
            assert self.api.post(path, {"delivered": delivered}).status_code == 200
            said = self.said_delivered if delivered else self.said_lost
            said.add(f"<{message['message_id']}>")

    @rule(place=st.integers(0, 3))
    def it_is_sent_again(self, place):
        found = self.messages(status=["uncertain", "failed"])
        if found:
            message = found[place % len(found)]
            answer = self.api.post(f"/messages/{message['id']}/resending", {})
            assert answer.status_code in (201, 409), answer.text
            if answer.status_code == 201 and message["status"] == "uncertain":
                self.agreed_to_two.add(f"<{message['message_id']}>")

    @rule(place=st.integers(0, 3), bounced=st.booleans(), number=st.integers(0, 10**6))
    def mail_names_one(self, place, bounced, number):
        """An answer, or a report that it came back, to anything that may have left."""
        found = self.messages(status=["uncertain", "sent", "failed"])
        if found:
            message = found[place % len(found)]
            about = {"References": f"<{message['message_id']}>", "Message_ID": f"<{number}@x>"}
            returned = {"From": "mailer-daemon@x.example", "Subject": "Undelivered Mail"}
            raw = letter("We decide on Friday.", **about, **(returned if bounced else {}))
            answer = self.api.post("/received-messages", {"raw": raw})
            assert answer.status_code in (200, 201), answer.text
            assert answer.status_code == 200 or answer.json()["matched_by"] == "thread"
            now = self.api.get(f"/messages/{message['id']}").json()["status"]
            assert answer.status_code == 200 or bounced or now != "uncertain"
            if now == "sent":
                self.said_delivered.add(f"<{message['message_id']}>")

    @precondition(lambda self: self.interviews < 3)
    @rule()
    def they_meet_again(self):
        """A second interview, which has just ended."""
        self.interviews += 1
        self.clock.advance(timedelta(hours=2))
        begins = written_at(self.clock() - timedelta(hours=1))
        made = make_interview(self.api, self.application["id"], starts_at=begins)
        end_interview(self.api, made["id"], ended_at=written_at(self.clock()))

    @rule(place=st.integers(0, 5), hours=st.sampled_from([2, 40, 200]))
    def one_is_moved(self, place, hours):
        found = self.owed()
        at = written_at(self.clock() + timedelta(hours=hours))
        path = f"/follow-ups/{found[place % len(found)]['id']}"
        answer = self.api.patch(path, {"suggested_at": at}, if_match="*")
        assert answer.status_code in (200, 409), answer.text

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

    @rule(how=st.sampled_from(HOW))
    def the_minute_passes(self, how):
        """What is due is tried, by a server that takes it, puts it off, refuses, or hangs up:
        before it has taken the message, or after it."""
        self.server.calm()
        if how != "fine":
            answers = {"busy": "450 later", "refused": "550 no"}
            step = {"cut": "end", "silent": "taken"}.get(how, "rcpt")
            self.server.at(step, answers.get(how, mailservers.DROP))
        before = len(self.server.messages)
        engine, given = self.app.state.gate.engine, self.app.state.settings
        messages_due.lapse_passed(engine, self.clock, given)
        messages_due.queue_messages(engine, self.clock, given)
        for message in self.messages(status=["approved", "sending"]):
            message_sent.send(engine, self.clock, given, message["id"])
        if self.forbidden:
            assert len(self.server.messages) == before

    @precondition(lambda self: hasattr(self, "api"))
    @invariant()
    def nothing_is_sent_twice(self):
        """But where Sam asked for it: not knowing, or knowing that it had not arrived."""
        identities = [one.message["Message-ID"] for one in self.server.messages]
        twice = {one for one in identities if identities.count(one) > 1}
        assert twice <= self.said_lost | self.agreed_to_two
        every = self.messages()
        sent = {f"<{one['message_id']}>" for one in every if one["status"] == "sent"}
        unknown = {f"<{one['message_id']}>" for one in every if one["uncertain_since"]}
        assert sent - self.said_delivered <= set(identities) <= sent | unknown | self.said_lost
        met = [one["follow_up_id"] for one in every if one["status"] == "sent"]
        assert len(met) == len(set(met))

    @precondition(lambda self: hasattr(self, "api"))
    @invariant()
    def what_may_have_arrived_is_never_forgotten(self):
        """Once the words were handed over and nothing came back, only an answer to that ends it."""
        for one in self.messages():
            unknown = one["uncertain_since"] is not None
            assert (one["status"] == "uncertain") <= unknown
            assert not unknown or one["status"] in ("uncertain", "approved", "sending")
        counted = [
            one["follow_up_id"]
            for one in self.api.items(
                "/touchpoints", params={"direction": "outbound", "limit": 200}
            )
            if one["follow_up_id"]
        ]
        met = {one["id"] for one in self.owed() if one["sent_at"]}
        assert sorted(counted) == sorted(met)

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
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
