"""How the tests of sending speak."""

from typing import Any

from fastapi import FastAPI

from tests.factories.api import Api
from tests.factories.story import patched, read


def drafted(api: Api, path: str, **changes: Any) -> Any:
    """A draft for this follow-up, filled and then changed."""
    draft = api.made(f"{path}/draft", {})
    return patched(api, f"{path}/draft", **changes) if changes else draft


def approved(api: Api, path: str, **how: Any) -> Any:
    """The message that comes of approving what the draft says now."""
    draft = read(api, f"{path}/draft")
    return api.made(f"{path}/approval", {"text_hash": draft["text_hash"]} | how)


def on_its_way(app: FastAPI) -> list[str]:
    """Ids of the messages that are approved and have not left."""
    with app.state.gate.engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT id FROM outgoing_message WHERE status IN ('approved', 'sending')"
        )
        return [str(row[0]) for row in rows]
