"""One account with at least one of everything in it, made through the API alone.

The generic tests walk every operation of the OpenAPI document over it. A new resource joins by
being made in `build`, under the name its path parameter has.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2

from tests.factories import references
from tests.factories.api import Api, Person
from tests.factories.openapi import Operation

STARTED = "2026-06-02T08:00:00Z"
ENDED = "2026-06-02T08:55:00Z"
SAME_KIND = {
    "agency_id": "organization_id",
    "to_stage_id": "next_stage_id",
    "from_stage_id": "stage_id",
    "recipient_id": "contact_id",
}
"""Fields that name a row of a kind whose path parameter is called otherwise."""


@dataclass
class World:
    """An account's rows by the name of their path parameter."""

    person: Person
    ids: dict[str, str] = field(default_factory=dict)

    def id_for(self, name: str) -> str | None:
        """The id that belongs into a field or parameter of this name."""
        one = name.removesuffix("s") if name.endswith("_ids") else name
        return self.ids.get(SAME_KIND.get(one, one))

    def body(self, operation: Operation) -> Any:
        """A body this operation accepts, with this world's ids in it."""
        written = BODIES.get(str(operation))
        body = operation.example() if written is None else written(self)
        return self._with_own_ids(body)

    def _with_own_ids(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._with_own_ids(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {
            name: (self.id_for(name) or inner)
            if name.endswith("_id") and inner is not None
            else self._with_own_ids(inner)
            for name, inner in value.items()
        }

    def prepare(self, operation: Operation) -> None:
        """Bring its rows into the state this operation starts from."""
        if undo := UNDONE.get(str(operation)):
            answer = self.person.api.delete(undo.format_map(self.ids), if_match="*")
            assert answer.status_code < 300, f"{undo}: {answer.text}"

    def call(
        self,
        operation: Operation,
        api: Api | None = None,
        *,
        ids: Mapping[str, str] | None = None,
        json: Any = None,
        if_match: httpx2.Response | str | None = "*",
        **options: Any,
    ) -> httpx2.Response:
        """Call an operation on this world's rows, with a body that fits unless one is given."""
        path = operation.address(self.ids | dict(ids or {}))
        if required := operation.required():
            options["params"] = required | options.get("params", {})
        if operation.file and "content" not in options:
            kind, options["content"] = operation.file
            options["headers"] = {"Content-Type": kind} | options.get("headers", {})
        body = self.body(operation) if json is None and "content" not in options else json
        return (api or self.person.api).request(
            operation.method,
            path,
            body,
            if_match=if_match if operation.versioned else None,
            **options,
        )


BODIES: Mapping[str, Any] = {
    "POST /api/v1/accounts": lambda world: {
        "email": "newcomer@example.org",
        "password": world.person.password,
    },
    "POST /api/v1/session": lambda world: {
        "email": world.person.email,
        "password": world.person.password,
    },
    "PUT /api/v1/me/password": lambda world: {
        "current_password": world.person.password,
        "new_password": world.person.password,
    },
    "POST /api/v1/me/erasure": lambda world: {"password": world.person.password},
    "POST /api/v1/applications": lambda world: {
        "title": "Cloakroom attendant",
        "organization_id": world.ids["organization_id"],
    },
    "POST /api/v1/applications/{application_id}/moves": lambda world: {
        "to_stage_id": world.ids["next_stage_id"]
    },
    "POST /api/v1/interviews/{interview_id}/ending": lambda world: {"ended_at": ENDED},
    "POST /api/v1/endings": lambda world: {
        "organization_name": "Palace Hotel",
        "title": "Night porter",
        "ended_at": ENDED,
        "interviewers": [{"name": "Tom Reed"}],
    },
    "POST /api/v1/follow-ups/{follow_up_id}/delivery": lambda world: {"at": ENDED},
    "POST /api/v1/follow-ups/{follow_up_id}/draft": lambda world: {"replace": True},
    "POST /api/v1/follow-ups/{follow_up_id}/approval": lambda world: {
        "text_hash": world.person.api.get(f"/follow-ups/{world.ids['follow_up_id']}/draft").json()[
            "text_hash"
        ]
    },
    "POST /api/v1/touchpoints": lambda world: _touch(world.ids),
    "POST /api/v1/touchpoint-batches": lambda world: {"touchpoints": [_touch(world.ids)]},
    "POST /api/v1/templates": lambda world: {
        "purpose": "closing_note",
        "region": "US",
        "body": "Hi {{ contact_first_name }}, thanks again.",
    },
    "POST /api/v1/channels": lambda world: {"kind": "email", "email": "second@example.org"},
    "POST /api/v1/received-messages": lambda world: {
        "text": "We would like to see you again.",
        "application_id": world.ids["application_id"],
    },
    "PATCH /api/v1/wind-down-steps/{step_id}": lambda world: {"status": "running"},
    "POST /api/v1/references/{reference_id}/consent": lambda world: {
        "status": "asked",
        "scope": "this_application",
        "application_id": world.ids["application_id"],
    },
    "POST /api/v1/briefings/{briefing_id}/approval": lambda world: {
        "text_hash": world.person.api.get(f"/briefings/{world.ids['briefing_id']}").json()[
            "text_hash"
        ]
    },
}
"""Bodies that need to know the account, or the state its rows are in."""
UNDONE: Mapping[str, str] = {
    "POST /api/v1/tasks/{task_id}/skip": "/tasks/{task_id}/completion",
    "POST /api/v1/follow-ups/{follow_up_id}/waiver": "/follow-ups/{follow_up_id}/delivery",
    "POST /api/v1/follow-ups/{follow_up_id}/draft": "/follow-ups/{follow_up_id}/waiver",
    "POST /api/v1/mail-account": "/mail-account",
    "POST /api/v1/applications/{application_id}/reference-request": "/applications/"
    "{application_id}/reference-request",
    "POST /api/v1/briefings/{briefing_id}/delivery": "/briefings/{briefing_id}/approval",
    "POST /api/v1/ledger/{entry_id}/forgiveness": "/ledger/{entry_id}/settlement",
}
"""What to take back first, where two operations end the same thing in two ways."""


def build(person: Person) -> World:
    """Fill an account; returns where everything is."""
    api, world = person.api, World(person)
    for make in (
        _people,
        _pipeline,
        _interviews,
        _ending,
        _account,
        _correspondence,
        _files,
        _ledger,
        _references,
    ):
        make(api, world.ids)
    return world


def _people(api: Api, ids: dict[str, str]) -> None:
    employer = make_organization(api, website="https://mecca.example", industry="hotels_catering")
    make_organization(api, name="Second Chance Staffing", role="agency")
    contact = make_contact(api, organization_id=employer["id"], name="Priya Nair")
    make_contact(api, organization_id=employer["id"], name="Tom Reed", role="coordinator")
    make_contact(api, name="Ada Brandt", role="referee")
    ids |= {"organization_id": employer["id"], "contact_id": contact["id"]}


def _pipeline(api: Api, ids: dict[str, str]) -> None:
    stages = api.items("/stages")
    by_status = {stage["status"]: stage["id"] for stage in stages}
    spare = api.made("/stages", {"name": "Trial shift", "status": "screening"})
    ids |= {"stage_id": spare["id"], "next_stage_id": by_status["final_interview"]}
    for title in ("Bingo caller", "Night porter", "Usher"):
        application = make_application(api, title=title, organization_id=ids["organization_id"])
        ids.setdefault("application_id", application["id"])
    api.made(
        f"/applications/{ids['application_id']}/moves", {"to_stage_id": by_status["screening"]}
    )


def _interviews(api: Api, ids: dict[str, str]) -> None:
    held = make_interview(api, ids["application_id"])
    for day in ("2026-06-09", "2026-06-16"):
        make_interview(api, ids["application_id"], starts_at=f"{day}T09:15:00Z", interviewers=[])
    ids["interview_id"] = held["id"]


def _ending(api: Api, ids: dict[str, str]) -> None:
    """End the first interview: what the plan lays out is found from there."""
    ending = end_interview(api, ids["interview_id"])
    ids["step_id"] = ending["wind_down"]["steps"][0]["id"]
    ids["follow_up_id"] = ending["follow_ups"][0]["id"]
    ids["task_id"] = ending["search_action"]["id"]
    capture = f"/interviews/{ids['interview_id']}/capture"
    facts = {"facts": "Trial evenings on Fridays, with two hundred people in the hall"}
    api.patch(capture, facts, if_match="*")
    question = api.made(
        f"{capture}/questions",
        {"question": "Why bingo?", "answer": "The numbers speak to me."},
    )
    ids["question_id"] = question["id"]
    ids["activity_id"] = api.items("/activities")[0]["id"]
    api.made("/tasks", {"title": "Iron the good shirt", "due_at": "2026-06-08T08:00:00Z"})


def _account(api: Api, ids: dict[str, str]) -> None:
    ids["session_id"] = api.items("/sessions")[0]["id"]
    ids["token_id"] = api.made("/tokens", {"name": "Backup script", "scopes": ["read"]})["id"]


def _correspondence(api: Api, ids: dict[str, str]) -> None:
    """A draft, an approved mail that waits, a touch, an answer that seems to say no, a channel."""
    if api.get("/mail-account").status_code == 404:
        api.made("/mail-account", MAIL_ACCOUNT)
    api.made(f"/follow-ups/{ids['follow_up_id']}/draft", {})
    check = api.items("/follow-ups", params={"interview_id": ids["interview_id"]})[1]["id"]
    draft = api.made(f"/follow-ups/{check}/draft", {})
    approval = {"text_hash": draft["text_hash"]}
    ids["message_id"] = api.made(f"/follow-ups/{check}/approval", approval)["id"]
    ids["touchpoint_id"] = api.made("/touchpoints", _touch(ids))["id"]
    refused = make_application(api, organization_id=ids["organization_id"])["id"]
    words = f"Unfortunately we have decided not to proceed with your application {refused}."
    answer = {"text": words, "application_id": refused}
    received = api.made("/received-messages", answer)
    ids["received_message_id"] = received["id"]
    ids["proposal_id"] = received["proposals"][0]["id"]
    ids["channel_id"] = api.post("/channels", {"kind": "email", "email": "sam@example.org"}).json()[
        "id"
    ]
    own = {"purpose": "closing_note", "medium": "short", "body": "Thank you, {{ contact_name }}."}
    made = api.post("/templates", own)
    if made.status_code == 201:
        ids["template_id"] = made.json()["id"]


def _files(api: Api, ids: dict[str, str]) -> None:
    """A posting and two letters; no two accounts have one of the same content."""
    for name, kind in (("posting.txt", "posting"), ("a.md", "cover_letter"), ("b.md", "brief")):
        content = f"{name} of {ids['application_id']}"
        made = keep_file(api, content.encode(), name=name, kind=kind)
        ids.setdefault("attachment_id", made["id"])


def _ledger(api: Api, ids: dict[str, str]) -> None:
    """A tenner owed to a friend, one that another friend owes, and thanks."""
    ids["entry_id"] = owe(api)["id"]
    owe(api, contact_name="Cleo Marsh", direction="they_owe")
    thanks = {"kind": "thanks", "reason": "She told me of the job", "amount": None}
    owe(api, contact_name=None, contact_id=ids["contact_id"], **thanks)


def _references(api: Api, ids: dict[str, str]) -> None:
    """Dilys, who agreed, is named, was briefed and rung; and Tom, who was only thought of."""
    dilys = api.made("/references", references.DILYS)
    ids["reference_id"] = dilys["id"]
    step = api.made(f"/references/{dilys['id']}/consent", {"status": "granted", "on": "2026-05-20"})
    ids["consent_step_id"] = step["id"]
    path = f"/references/{dilys['id']}"
    about = {"application_id": ids["application_id"]}
    elsewhere = make_application(api, title="Lift attendant", organization_name="Tower Offices")
    named = api.made(f"{path}/namings", {"application_id": elsewhere["id"]})
    ids["naming_id"] = named["id"]
    ids["employer_contact_id"] = api.made(f"{path}/contacts", {"caller": "Priya Nair"})["id"]
    briefing = api.made(f"{path}/briefings", about | {"attachment_ids": [ids["attachment_id"]]})
    ids["briefing_id"] = briefing["id"]
    page = api.made(f"/briefings/{briefing['id']}/page", {})
    ids["code"] = page["url"].rpartition("/")[2]
    assert api.get(f"/referee-pages/{ids['code']}").status_code == 200  # it has been looked at
    api.made(f"/applications/{ids['application_id']}/reference-request", {"wanted": 2})
    api.made("/references", references.DILYS | {"name": "Tom Reed", "relationship": "peer"})


MAIL_ACCOUNT = {
    "from_email": "post@example.org",
    "smtp_host": "smtp.example.org",
    "smtp_user": "sam",
    "smtp_password": "not a secret of anybody's",
}


def _touch(ids: dict[str, str]) -> dict[str, Any]:
    """A call that was asked for, and so weighs nothing."""
    return {
        "application_id": ids["application_id"],
        "direction": "outbound",
        "channel": "phone",
        "purpose": "requested",
    }


def make_organization(api: Api, **changes: Any) -> dict[str, Any]:
    return api.made("/organizations", {"name": "Mecca Customer Services"} | changes)


def make_contact(api: Api, **changes: Any) -> dict[str, Any]:
    address = {"channel": "email", "value": "priya.nair@mecca.example"}
    return api.made("/contacts", {"name": "Priya Nair", "addresses": [address]} | changes)


def make_application(api: Api, **changes: Any) -> dict[str, Any]:
    """An application that went out last week; give `organization_id` to use one that exists."""
    body = {"title": "Bingo caller", "applied_at": "2026-05-26T09:00:00Z"} | changes
    if "organization_id" not in body:
        body.setdefault("organization_name", "Mecca Customer Services")
    return api.made("/applications", body)


def make_interview(api: Api, application_id: str, **changes: Any) -> dict[str, Any]:
    """A video call with one interviewer, at nine in London on the clock's first day."""
    body: dict[str, Any] = {
        "application_id": application_id,
        "starts_at": STARTED,
        "interviewers": [{"name": "Priya Nair", "email": "priya.nair@mecca.example"}],
    }
    return api.made("/interviews", body | changes)


def end_interview(api: Api, interview_id: str, **changes: Any) -> dict[str, Any]:
    """End an interview five minutes before ten; gives everything that was laid out."""
    return api.made(f"/interviews/{interview_id}/ending", {"ended_at": ENDED} | changes)


TENNER = {
    "contact_name": "Ben Idris",
    "direction": "i_owe",
    "kind": "money",
    "reason": "Lent me ten pounds for the bus",
    "amount": {"amount_minor": 1_000, "currency": "GBP"},
    "arose_on": "2026-03-01",
    "due_on": "2026-04-01",
}


def owe(api: Api, **changes: Any) -> dict[str, Any]:
    """Ten pounds that a friend lent in March, due in April."""
    return api.made("/ledger", TENNER | changes)


def keep_file(api: Api, content: bytes, **said: Any) -> dict[str, Any]:
    """Attach a file; gives what is known of it."""
    headers = {"Content-Type": "application/octet-stream"}
    asked = {"name": "cv.txt"} | said
    return api.made("/attachments", content=content, params=asked, headers=headers)


def reading(operations: list[Operation], world: World) -> Iterator[tuple[Operation, Any]]:
    """Everything the account can see, operation by operation; for comparing before and after."""
    for operation in operations:
        if operation.method == "GET":
            answer = world.call(operation)
            assert answer.status_code == 200, f"{operation}: {answer.status_code} {answer.text}"
            yield operation, answer.content if operation.answer == {} else answer.json()
