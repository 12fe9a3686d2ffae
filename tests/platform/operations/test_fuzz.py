"""Schemathesis over the whole document: examples, boundaries, random data, chains of calls.

Every request is generated from the OpenAPI document and every answer is held against it. Runs are
deterministic; a failure prints the request as a curl command.
"""

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from tests.factories import openapi
from tests.factories.databases import on_postgresql, on_sqlite
from tests.factories.references import call, name, willing
from tests.factories.world import (
    end_interview,
    keep_file,
    make_application,
    make_contact,
    make_interview,
    make_organization,
    owe,
)

WRONG_FOR_US = {
    "negative_data_rejection": "pydantic's lax mode takes “1” and true for a number, on purpose: "
    "a shell script has no other spelling",
    "positive_data_acceptance": "the domain refuses what no schema can say: a stage that is "
    "retired, an interview that has not begun, a debrief that is locked",
}
"""Checks that are left out, and why."""

PHASES = ("examples", "coverage", "fuzzing", "stateful")
NEED_THE_PASSWORD = {"POST /api/v1/session", "PUT /api/v1/me/password", "POST /api/v1/me/erasure"}
"""Operations that guessing should not get through."""


@on_sqlite
def test_the_document_holds_under_fuzzing(app, world):
    fuzz(app, world, only("fuzzing", "stateful"))


@on_sqlite
def test_examples_and_values_at_the_edge_are_answered_as_documented(app, world):
    reached = fuzz(app, world, only("examples", "coverage"))
    everything = {str(operation) for operation in openapi.operations(app.openapi())}
    missed = everything - reached - NEED_THE_PASSWORD
    assert len(missed) <= len(everything) // 10, f"never answered with success: {missed}"


@on_postgresql
def test_it_holds_on_postgresql_as_well(app, world):
    """Fewer examples, and no boundary values: those do not get as far as the database."""
    fuzz(app, world, only("examples", "fuzzing", "stateful", examples=5))


def only(*phases, examples=15):
    """Settings for some phases of a run, so that two processes can share it."""
    return {
        "generation": {"max-examples": examples},
        "phases": {name: {"enabled": name in phases} for name in PHASES},
    }


def fuzz(app, world, changes):
    """Run every phase over every operation, and fail with how to repeat what was found.

    Gives the operations that have answered with success at least once.
    """
    config = SchemathesisConfig.from_dict(configured(world, changes))
    schema = schemathesis.openapi.from_dict(app.openapi(), config=config)
    schema.app = app
    faults, reached = {}, set()
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            pytest.fail(f"the fuzzer itself failed: {event}")
        if isinstance(event, events.ScenarioFinished):
            collect(event.recorder, faults, reached)
    assert not faults, f"{len(faults)} faults\n" + "\n\n".join(faults.values())
    return reached


def collect(recorder, faults, reached):
    for identity, interaction in recorder.interactions.items():
        case, response = recorder.cases[identity].value, interaction.response
        if response is not None and response.status_code < 300:
            reached.add(case.operation.label)
        for check in recorder.checks.get(identity, ()):
            if check.failure_info is not None:
                failure = check.failure_info.failure
                faults.setdefault(
                    (case.operation.label, check.name, failure.title),
                    f"{case.operation.label} {check.name}: {failure.title}\n{failure.message}\n"
                    f"{case.as_curl_command()}\n"
                    f"{response and (response.status_code, response.text[:400])}",
                )


def configured(world, changes):
    """Schemathesis's settings: who asks, and rows that are there to be found."""
    spared = [
        {
            "include-name": name,
            "parameters": {f"path.{parameter}": value for parameter, value in ids.items()},
        }
        for name, ids in spares(world).items()
    ]
    return {
        "seed": 20260602,
        "headers": {"Authorization": f"Bearer {world.person.token}"},
        "parameters": {f"path.{name}": value for name, value in world.ids.items()},
        "operations": spared,
        "checks": {name: {"enabled": False} for name in WRONG_FOR_US},
        **changes,
        "generation": {
            "deterministic": True,
            "database": "none",
            "no-shrink": True,
            **changes["generation"],
        },
    }


def spares(world):
    """Rows of their own for what would take the others' away, or end them another way."""
    api = world.person.api
    stage = api.made("/stages", {"name": "Never used", "status": "screening"})
    application, other = make_application(api)["id"], make_application(api, title="Usher")["id"]
    interview = make_interview(api, other)["id"]
    undone = end_interview(api, make_interview(api, other, starts_at="2026-06-01T08:00:00Z")["id"])
    question = api.made(
        f"/interviews/{world.ids['interview_id']}/capture/questions", {"question": "?"}
    )
    tasks = [api.made("/tasks", {"title": title})["id"] for title in ("Iron", "Polish")]
    touch = {
        "application_id": other,
        "direction": "inbound",
        "channel": "phone",
        "at": "2026-06-01T09:00:00Z",
    }
    touchpoint = api.made("/touchpoints", touch)["id"]
    words = [api.made("/received-messages", {"text": text})["id"] for text in ("Hm", "Well")]
    channel = api.made("/channels", {"kind": "email", "email": "third@example.org"})["id"]
    template = api.made("/templates", {"purpose": "thank_you", "region": "FR", "body": "Merci"})
    debts = [owe(api, direction="they_owe")["id"] for _ in range(2)]
    dilys = willing(api, name="Dilys Spare")
    gone = willing(api, name="Gone Spare")
    briefed = f"/references/{dilys['id']}/briefings"
    letters = [api.made(briefed, {"application_id": other})["id"] for _ in range(3)]
    named = name(api, dilys, {"id": other})["id"]
    rung = call(api, dilys)["id"]
    waived = api.items("/follow-ups", params={"interview_id": world.ids["interview_id"]})[-1]
    return {
        "DELETE /api/v1/stages/{stage_id}": {"stage_id": stage["id"]},
        "DELETE /api/v1/applications/{application_id}": {"application_id": application},
        "DELETE /api/v1/interviews/{interview_id}": {"interview_id": interview},
        "DELETE /api/v1/interviews/{interview_id}/ending": {
            "interview_id": undone["interview"]["id"]
        },
        "DELETE /api/v1/activities/{activity_id}": {
            "activity_id": api.made("/activities", {"name": "Juggle", "slots": ["move"]})["id"]
        },
        "DELETE /api/v1/capture-questions/{question_id}": {"question_id": question["id"]},
        "DELETE /api/v1/tasks/{task_id}": {"task_id": tasks[0]},
        "POST /api/v1/tasks/{task_id}/skip": {"task_id": tasks[1]},
        "POST /api/v1/follow-ups/{follow_up_id}/waiver": {"follow_up_id": waived["id"]},
        "DELETE /api/v1/follow-ups/{follow_up_id}/waiver": {"follow_up_id": waived["id"]},
        "DELETE /api/v1/organizations/{organization_id}": {
            "organization_id": make_organization(api, name="Palace Hotel")["id"]
        },
        "DELETE /api/v1/touchpoints/{touchpoint_id}": {"touchpoint_id": touchpoint},
        "DELETE /api/v1/received-messages/{received_message_id}": {"received_message_id": words[0]},
        "POST /api/v1/received-messages/{received_message_id}/dismissal": {
            "received_message_id": words[1]
        },
        "DELETE /api/v1/received-messages/{received_message_id}/dismissal": {
            "received_message_id": words[1]
        },
        "DELETE /api/v1/channels/{channel_id}": {"channel_id": channel},
        "DELETE /api/v1/templates/{template_id}": {"template_id": template["id"]},
        "DELETE /api/v1/contacts/{contact_id}": {"contact_id": make_contact(api)["id"]},
        "DELETE /api/v1/attachments/{attachment_id}": {
            "attachment_id": keep_file(api, b"An old CV")["id"]
        },
        "POST /api/v1/contacts/{contact_id}/erasure": {"contact_id": make_contact(api)["id"]},
        "POST /api/v1/contacts/{contact_id}/anonymisation": {"contact_id": make_contact(api)["id"]},
        "DELETE /api/v1/ledger/{entry_id}": {"entry_id": debts[0]},
        "DELETE /api/v1/references/{reference_id}": {"reference_id": gone["id"]},
        "DELETE /api/v1/briefings/{briefing_id}": {"briefing_id": letters[0]},
        "POST /api/v1/briefings/{briefing_id}/delivery": {"briefing_id": letters[1]},
        "DELETE /api/v1/briefings/{briefing_id}/delivery": {"briefing_id": letters[1]},
        "POST /api/v1/briefings/{briefing_id}/page": {"briefing_id": letters[2]},
        "DELETE /api/v1/briefings/{briefing_id}/page": {"briefing_id": letters[2]},
        "DELETE /api/v1/namings/{naming_id}": {"naming_id": named},
        "DELETE /api/v1/employer-contacts/{employer_contact_id}": {"employer_contact_id": rung},
        "POST /api/v1/ledger/{entry_id}/forgiveness": {"entry_id": debts[1]},
        "DELETE /api/v1/ledger/{entry_id}/forgiveness": {"entry_id": debts[1]},
    }
