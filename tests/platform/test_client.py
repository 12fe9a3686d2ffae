"""The web client's own checks: one command tests everything."""

import pytest

from tests.factories import frontend


@pytest.mark.parametrize(
    ("program", "arguments"),
    [
        pytest.param("vitest/vitest.mjs", ["run"], id="units"),
        pytest.param(
            "svelte-check/bin/svelte-check",
            ["--tsconfig", "jsconfig.json", "--fail-on-warnings"],
            id="types-and-accessibility",
        ),
    ],
)
def test_the_client_passes(program, arguments):
    done = frontend.run(program, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
