"""How the rooms' tests speak: times on a wall clock, refusals, an interview that has ended."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2

from tests.factories.api import Api
from tests.factories.clock import TestClock
from tests.factories.world import make_application, make_interview, make_organization

LONDON = "Europe/London"
LISTS = (
    "/organizations",
    "/contacts",
    "/stages",
    "/applications",
    "/interviews",
    "/tasks",
    "/activities",
    "/follow-ups",
    "/board",
    "/today",
)


def instant(wall: str, zone: str = LONDON) -> datetime:
    """`2026-06-02 11:15` on a clock in this zone, as an instant."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def utc(wall: str, zone: str = LONDON) -> str:
    """The same, as the API writes it."""
    return written(instant(wall, zone))


def written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def refused(answer: httpx2.Response, status: int, code: str) -> Any:
    """Assert that this is the refusal meant; return its document."""
    assert answer.status_code == status, answer.text
    document = answer.json()
    assert document["code"] == code
    return document


def read(api: Api, path: str, **parameters: Any) -> Any:
    """What a GET answers."""
    answer = api.get(path, params=parameters)
    assert answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text}"
    return answer.json()


def patched(api: Api, path: str, **changes: Any) -> Any:
    """Change a row as a careful client does: with the ETag it has just read."""
    answer = api.patch(path, changes, if_match=api.get(path))
    assert answer.status_code == 200, f"PATCH {path}: {answer.status_code} {answer.text}"
    return answer.json()


def walked(api: Api, path: str, **parameters: Any) -> list[Any]:
    """Every item of a list, page by page."""
    found: list[Any] = []
    asked = parameters
    while True:
        page = read(api, path, **asked)
        found += page["items"]
        if page["next"] is None:
            return found
        asked = parameters | {"cursor": page["next"]}


def everything(api: Api) -> dict[str, Any]:
    """All lists of an account; for comparing before and after."""
    return {path: read(api, path) for path in LISTS}


def stage(api: Api, status: str) -> str:
    """The id of the first stage that means this."""
    found = api.items("/stages")
    return next(stage["id"] for stage in found if stage["status"] == status)


def planned(
    api: Api,
    starts: str,
    *,
    organization: Mapping[str, Any] | None = None,
    application: Mapping[str, Any] | None = None,
    **interview: Any,
) -> dict[str, Any]:
    """An interview that starts at this time on the employer's wall clock."""
    employer = make_organization(api, **{"zone": LONDON} | dict(organization or {}))
    candidacy = make_application(api, organization_id=employer["id"], **dict(application or {}))
    starts_at = utc(starts, employer["zone"] or interview.get("zone", LONDON))
    return make_interview(api, candidacy["id"], starts_at=starts_at, **interview)


def out(api: Api, clock: TestClock, ended: str, **said: Any) -> dict[str, Any]:
    """Leave an interview that began an hour ago, at this time on the employer's wall clock.

    `organization`, `application` and `interview` change how those are made; the rest is what
    the ending says.
    """
    made = {name: said.pop(name, {}) for name in ("organization", "application", "interview")}
    zone = made["organization"].get("zone", LONDON) or made["interview"].get("zone", LONDON)
    ended_at = instant(ended, zone)
    starts = (ended_at - timedelta(hours=1)).astimezone(ZoneInfo(zone))
    interview = planned(
        api,
        f"{starts:%Y-%m-%d %H:%M}",
        organization=made["organization"],
        application=made["application"],
        **made["interview"],
    )
    clock.set(ended_at)
    body = {"ended_at": written(ended_at)} | said
    return api.made(f"/interviews/{interview['id']}/ending", body)
