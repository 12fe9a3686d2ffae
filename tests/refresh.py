"""Write anew what is generated and committed: `uv run python -m tests.refresh`.

The OpenAPI document is taken from the code, and the client's types from the document. Both are
committed so that every change of the contract is seen in review; `platform/test_openapi.py`
fails when one is out of date.
"""

import json
import tempfile
from pathlib import Path

from tests.factories import frontend

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs/openapi.json"
TYPES = ROOT / "frontend/src/lib/schema.d.ts"


def document() -> str:
    """The OpenAPI document as it is committed."""
    from afterview.main import create_app

    return json.dumps(create_app().openapi(), indent=2, ensure_ascii=False) + "\n"


def types(source: Path = DOCUMENT) -> str:
    """The client's types of a document."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "schema.d.ts")
        # What has a default may be left out of a request: the same options as `npm run types`.
        options = ["--default-non-nullable", "false", "--output", str(output)]
        done = frontend.run("openapi-typescript/bin/cli.js", str(source), *options)
        assert done.returncode == 0, done.stdout + done.stderr
        return output.read_text("utf-8")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
    TYPES.write_text(types(), "utf-8")
