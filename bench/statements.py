"""How many statements a request needs besides the sign-in look-up. Prints a number a path."""

import json
import os
import sys
from pathlib import Path
from typing import Any

from sqlalchemy import event
from starlette.testclient import TestClient

from afterview.core.settings import Settings
from afterview.main import create_app


def count(data_dir: Path, token: str, paths: list[str]) -> dict[str, int]:
    """Ask each path twice, for what is done only once in a while, and count the second time."""
    app = create_app(Settings(data_dir=data_dir, database_url=""))
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(app.state.gate.engine, "before_cursor_execute", note)
    counts = {}
    with TestClient(app, base_url="http://localhost") as client:
        client.headers["Authorization"] = f"Bearer {token}"
        for path in paths:
            client.get(path)
            seen.clear()
            client.get(path).raise_for_status()
            counts[path] = sum("api_token" not in statement for statement in seen)
    return counts


if __name__ == "__main__":
    print(json.dumps(count(Path(sys.argv[1]), os.environ["BENCH_TOKEN"], sys.argv[2:])))
