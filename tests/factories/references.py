"""People who vouch, and what happens to them, made through the API."""

from typing import Any

from tests.factories.api import Api

DILYS = {
    "name": "Dilys Pugh",
    "job_title": "Duty manager",
    "relationship": "line_manager",
    "addresses": [
        {"channel": "phone", "value": "+44 113 496 0123"},
        {"channel": "email", "value": "dilys@arcades.example"},
    ],
    "worked_together": [{"employer": "Leeds Arcades", "from_year": 2023, "to_year": 2025}],
    "competencies": ["rota planning", "calm under pressure"],
    "best_hours": "Weekdays after five",
}


def make_reference(api: Api, **changes: Any) -> dict[str, Any]:
    """Dilys, a former line manager, who has not been asked."""
    return api.made("/references", DILYS | changes)


def consent(api: Api, reference: dict[str, Any], status: str, **more: Any) -> dict[str, Any]:
    """A step of consent."""
    return api.made(f"/references/{reference['id']}/consent", {"status": status} | more)


def willing(api: Api, **changes: Any) -> dict[str, Any]:
    """A reference who has said yes today, to whatever comes."""
    reference = make_reference(api, **changes)
    consent(api, reference, "granted")
    return reference


def make_application(api: Api, **changes: Any) -> dict[str, Any]:
    """An application that an employer could ask references for."""
    return api.made(
        "/applications",
        {
            "title": "Bingo caller",
            "organization_name": "Mecca Customer Services",
            "status": "final_interview",
        }
        | changes,
    )


def name(
    api: Api, reference: dict[str, Any], application: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """The employer gets the name."""
    body = {"application_id": application["id"]} | more
    return api.made(f"/references/{reference['id']}/namings", body)


def call(
    api: Api, reference: dict[str, Any], application: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    """An employer spoke to them."""
    body = {"application_id": application["id"] if application else None} | more
    return api.made(f"/references/{reference['id']}/contacts", body)


def move(api: Api, application: dict[str, Any], status: str, **more: Any) -> None:
    """Put an application where it has this status."""
    stages = api.items("/stages")
    stage = next(one for one in stages if one["status"] == status)
    api.made(f"/applications/{application['id']}/moves", {"to_stage_id": stage["id"]} | more)


def told_by_telephone(api: Api, reference: dict[str, Any], application: dict[str, Any]) -> str:
    """They were briefed by telephone, and have a page to answer on: its path."""
    path = f"/references/{reference['id']}/briefings"
    briefing = api.made(path, {"application_id": application["id"]})
    page = api.made(f"/briefings/{briefing['id']}/page", {})
    api.made(f"/briefings/{briefing['id']}/delivery", {"channel": "phone"})
    return f"/referee-pages/{page['url'].rpartition('/')[2]}"
