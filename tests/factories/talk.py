"""How the tests of touchpoints speak: what was said, in both directions, and how that weighs."""

from typing import Any

from tests.factories.api import Api
from tests.factories.story import read


def said(api: Api, application: str, **changes: Any) -> Any:
    """A check-in by mail, unless it was something else."""
    body = {
        "application_id": application,
        "direction": "outbound",
        "channel": "email",
        "purpose": "status_check",
    }
    return api.made("/touchpoints", body | changes)


def answered(api: Api, application: str, **changes: Any) -> Any:
    """Something that came from them."""
    return said(api, application, direction="inbound", purpose=None, **changes)


def pressure(api: Api, application: str, **planned: Any) -> Any:
    """What the gauge says, also to a planned touch."""
    return read(api, f"/applications/{application}/pressure", **planned)
