"""What is served beside the API: the client, its fallbacks, the document and its page."""

import re

import pytest


@pytest.fixture
def built(client, tmp_path):
    """A client of two files, in place of the one the build made."""
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Afterview</title>")
    (folder / "assets/main-abc123.js").write_text("0")
    (tmp_path / "secret.txt").write_text("not yours")
    client.app.state.static = folder
    return folder


@pytest.mark.parametrize("path", ["/", "/welcome", "/interviews/42", "/settings/tokens"])
def test_the_client_answers_for_its_own_addresses(client, built, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "<title>Afterview</title>" in response.text
    assert response.headers["cache-control"] == "no-cache"


def test_hashed_assets_may_be_kept_for_ever(client, built):
    response = client.get("/assets/main-abc123.js")
    assert response.status_code == 200
    assert "immutable" in response.headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/typo",
        "/api/v2/applications",
        "/assets/gone.js",
        "/nul%00.js",
        "/" + "a" * 300 + ".js",
    ],
)
def test_a_mistyped_address_is_a_problem_and_never_the_page(client, built, path):
    response = client.get(path, headers={"accept": "text/html"})
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt"]
)
def test_no_path_leads_out_of_the_folder(client, built, path):
    assert "not yours" not in client.get(path).text


def test_the_api_works_without_a_client_and_the_page_says_how_to_build_it(client, tmp_path):
    client.app.state.static = tmp_path / "nothing"
    response = client.get("/")
    assert response.status_code == 503
    assert "uv sync --reinstall-package afterview" in response.text
    assert client.get("/api/v1/instance").status_code == 200


def test_the_docs_page_asks_no_other_host(client):
    response = client.get("/docs")
    assert response.status_code == 200
    assert re.findall(r"(?:src|href)=\"(?!/)", response.text) == []
    nonce = re.search(r"nonce=\"([^\"]+)\"", response.text)[1]
    assert f"'nonce-{nonce}'" in response.headers["content-security-policy"]
    assert "unsafe-inline" not in response.headers["content-security-policy"].split("style-src")[0]


def test_each_docs_page_has_a_nonce_of_its_own(client):
    first, second = (client.get("/docs").headers["content-security-policy"] for _ in range(2))
    assert first != second


def test_whom_to_tell_about_a_weakness_is_the_operators_to_say(client):
    path = "/.well-known/security.txt"
    assert client.get(path).status_code == 404
    settings = client.app.state.settings
    settings.security_contact = "mailto:security@example.org"
    settings.public_url = "https://afterview.example.org/"
    response = client.get(path)
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    told = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert told["Contact"] == "mailto:security@example.org"
    assert told["Canonical"] == "https://afterview.example.org/.well-known/security.txt"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", told["Expires"])


@pytest.mark.parametrize("path", ["/assets/gone-abc123.js", "/assets/gone", "/assets/%00"])
def test_a_missing_asset_is_a_404_nobody_may_keep(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-cache"
