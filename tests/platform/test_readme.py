"""What the README says, done."""

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def test_five_lines_of_curl_lay_out_the_whole_plan(live_url, tmp_path, clock):
    clock.set(datetime(2026, 6, 2, 12, tzinfo=UTC))  # the interview in it ended at 10:15
    (script,) = blocks("bash")
    assert script.count("curl ") == 5
    script = script.replace("http://localhost:8000", live_url)
    if shutil.which("curl") is None:
        stand_in = f'{sys.executable} {ROOT / "tests/curl.py"} "$@"'
        script = f"curl() {{ {stand_in}; }}\n{script}"
    done = subprocess.run(
        ["bash", "-euc", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    plan = json.loads(done.stdout[done.stdout.index('{"interview"') :])
    assert [step["slot"] for step in plan["wind_down"]["steps"]] == [
        "water",
        "breathe",
        "capture",
        "move",
        "finish",
    ]
    assert [owed["purpose"] for owed in plan["follow_ups"]] == [
        "thank_you",
        "status_check",
        "status_check",
        "closing_note",
    ]
    assert plan["follow_ups"][0]["contact"]["name"] == "Priya Nair"
    assert plan["expected_reply_on"] == "2026-06-16"  # ten business days on


def test_the_first_screen_has_exactly_the_two_commands():
    run, test = (block.strip() for block in blocks(""))
    install = "python3 -m venv .uv && .uv/bin/pip install -q uv && .uv/bin/uv run "
    assert run == install + "--no-dev afterview serve"
    assert test == install + "pytest"


def test_ci_runs_the_test_command_and_nothing_else():
    steps = [
        line
        for line in (ROOT / ".ci/run").read_text().splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    assert steps == [blocks("")[1].strip()]


def test_every_page_it_links_to_exists():
    linked = re.findall(r"\]\(([^)#]+)\)", README)
    missing = [path for path in linked if "://" not in path and not (ROOT / path).exists()]
    assert missing == []
