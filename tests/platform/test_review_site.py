"""Assets that are not there."""

import pytest


@pytest.mark.parametrize("path", ["/assets/gone-abc123.js", "/assets/gone", "/assets/%00"])
def test_a_missing_asset_is_a_404_nobody_may_keep(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-cache"
