"""Attachments over HTTP: in by their bytes, out for saving, nobody else's and never too many."""

import hashlib
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from afterview.attachments import rules
from tests.factories import files
from tests.factories.api import BASE, bearer, make_token, sign_up
from tests.factories.databases import on_sqlite
from tests.factories.world import keep_file, make_application

BYTES = {"Content-Type": "application/octet-stream"}


def send(api, content=files.TEXT, headers=BYTES, key=None, **said):
    """Try to keep a file; gives the answer, whatever it is."""
    asked = {"name": "cv.txt"} | said
    return api.post("/attachments", content=content, params=asked, headers=headers, key=key)


def refused(answer, status, code):
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (files.PDF, "cv.pdf"),
        (files.PNG, "certificate.png"),
        (files.JPEG, "photo.jpeg"),
        (files.WEBP, "portfolio.webp"),
        (files.docx(), "letter.docx"),
        (files.odt(), "letter.odt"),
        (files.MAIL, "posting.eml"),
        (files.TEXT, "notes.txt"),
        (files.PDF + bytes(range(256)) * 6_000, "long.pdf"),
    ],
    ids=["pdf", "png", "jpeg", "webp", "docx", "odt", "mail", "text", "long"],
)
def test_what_went_in_comes_out(api, content, name):
    made = keep_file(api, content, name=name)
    assert (made["name"], made["kind"], made["version"]) == (name, "other", 1)
    assert made["size_bytes"] == len(content)
    assert made["sha256"] == hashlib.sha256(content).hexdigest()
    assert api.get(f"/attachments/{made['id']}").json() == made
    answer = api.get(f"/attachments/{made['id']}/content")
    assert answer.status_code == 200
    assert answer.content == content
    assert answer.headers["Content-Type"].partition(";")[0] == made["media_type"]
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{name}"')


def test_a_file_comes_back_for_saving_and_runs_nowhere(api):
    made = keep_file(api, files.TEXT, name="Größe.txt")
    answer = api.get(f"/attachments/{made['id']}/content", headers={"Accept-Encoding": "identity"})
    sent = {
        "Content-Disposition": "attachment; "
        "filename=\"Gr__e.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(files.TEXT)),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
        "ETag": f'"{made["sha256"]}"',
    }
    assert {name: answer.headers[name] for name in sent} == sent


def test_a_file_that_is_known_is_not_sent_again(api):
    path = f"/attachments/{keep_file(api, files.PDF)['id']}/content"
    tag = api.get(path).headers["ETag"]
    again = api.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert api.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@on_sqlite
def test_a_packed_file_is_not_packed_again(api):
    packed = keep_file(api, files.PDF + bytes(5_000), name="cv.pdf")
    plain = keep_file(api, b"Bingo! " * 1_000)
    for made, coding in ((packed, None), (plain, "gzip")):
        answer = api.get(f"/attachments/{made['id']}/content", headers={"Accept-Encoding": "gzip"})
        assert answer.headers.get("Content-Encoding") == coding
        assert len(answer.content) == made["size_bytes"]


@pytest.mark.parametrize("said", ["application/pdf", "text/html", "image/png", "nonsense"])
def test_a_declared_type_is_not_believed(api, said):
    answer = send(api, headers={"Content-Type": said}, name="cv.pdf")
    assert answer.json()["media_type"] == "text/plain"
    content = api.get(f"/attachments/{answer.json()['id']}/content")
    assert content.headers["Content-Type"].startswith("text/plain")
    assert 'filename="cv.pdf.txt"' in content.headers["Content-Disposition"]


def test_what_is_none_of_the_formats_is_refused_and_leaves_nothing(api, kept):
    for content in (b"<html><script>", b"MZ\x90\0", files.archive({"cv.pdf": files.PDF})):
        said = {"Content-Type": "application/pdf"}
        problem = refused(send(api, content, said, name="cv.pdf"), 415, "media-type-unsupported")
        assert "PDF" in problem["detail"]
    refused(send(api, b""), 422, "file-empty")
    assert (api.items("/attachments"), kept()) == ([], set())


NAMES = [
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "C:\\cv.txt",
    "/etc/passwd",
    "%2e%2e%2fpasswd",
    "..",
    ".",
    "~/.ssh/id_rsa",
    "file:///etc/passwd",
    'cv.txt"; filename="evil.exe',
    "CON",
    "קורות חיים.txt",
    "🦆.txt",
    "x" * 200,
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_only_text(api, user, kept, name):
    made = keep_file(api, files.TEXT, name=name)
    assert made["name"] == name
    assert kept() == {f"{user.id}/{made['sha256']}"}
    header = api.get(f"/attachments/{made['id']}/content").headers["Content-Disposition"]
    plain, _, exact = header.removeprefix('attachment; filename="').partition('"; filename*=')
    assert not set(plain) & set('/\\"')
    assert exact.isascii()


@pytest.mark.parametrize(
    "name",
    ["", "  ", "x" * 201, "nul\0.txt", "cv\r\nX-Evil: 1", "cv\n.txt", "\x7f", "cv\u202etxt.exe"],
)
def test_a_name_that_cannot_be_shown_is_refused(api, kept, name):
    path = f"/attachments?name={quote(name)}"
    problem = refused(api.post(path, content=files.TEXT, headers=BYTES), 422, "validation-failed")
    assert [error["pointer"] for error in problem["errors"]] == ["name"]
    made = keep_file(api, files.TEXT)
    changed = api.patch(f"/attachments/{made['id']}", {"name": name}, if_match="*")
    refused(changed, 422, "validation-failed")
    assert len(kept()) == 1


def test_a_file_has_to_have_a_name(api):
    refused(api.post("/attachments", content=files.TEXT, headers=BYTES), 422, "validation-failed")


def test_files_are_listed_filtered_and_found(api):
    application = make_application(api)["id"]
    cv = keep_file(api, files.PDF, name="CV Mecca 2026.pdf", kind="cv")
    letter = keep_file(
        api, files.TEXT, name="letter.txt", kind="cover_letter", application_id=application
    )

    def found(**asked):
        return [item["id"] for item in api.items("/attachments", params=asked)]

    assert found() == [letter["id"], cv["id"]]
    assert found(sort="name") == [cv["id"], letter["id"]]
    assert found(kind="cv") == [cv["id"]]
    assert found(application_id=application) == [letter["id"]]
    assert found(q="mecca") == [cv["id"]]
    assert found(q="nothing like it") == []


def test_a_file_is_renamed_moved_and_found_under_its_new_name(api):
    application = make_application(api)["id"]
    made = keep_file(api, files.PDF, name="cv.pdf", application_id=application)
    path = f"/attachments/{made['id']}"
    changed = api.patch(
        path, {"name": "Lebenslauf.pdf", "kind": "cv", "application_id": None}, if_match="*"
    ).json()
    assert (changed["name"], changed["kind"], changed["application_id"]) == (
        "Lebenslauf.pdf",
        "cv",
        None,
    )
    assert (changed["sha256"], changed["version"]) == (made["sha256"], 2)
    assert [item["id"] for item in api.items("/attachments", params={"q": "lebenslauf"})] == [
        made["id"]
    ]
    assert api.items("/attachments", params={"q": "cv"}) == []


def test_an_application_goes_and_its_files_stay(api):
    application = make_application(api)["id"]
    made = keep_file(api, files.PDF, application_id=application)
    assert api.delete(f"/applications/{application}", if_match="*").status_code == 204
    read = api.get(f"/attachments/{made['id']}").json()
    assert read["application_id"] is None
    assert api.get(f"/attachments/{made['id']}/content").content == files.PDF


def test_the_journal_of_an_application_tells_of_its_files(api):
    application = make_application(api)["id"]
    keep_file(api, files.PDF, name="cv.pdf", application_id=application)
    told = [item["summary"] for item in api.items(f"/applications/{application}/timeline")]
    assert "cv.pdf added" in told


def test_a_strangers_application_and_file_do_not_exist(api, other, kept):
    theirs = make_application(other)["id"]
    refused(send(api, application_id=theirs), 404, "not-found")
    assert kept() == set()
    made = keep_file(api, files.PDF)
    for path in (f"/attachments/{made['id']}", f"/attachments/{made['id']}/content"):
        refused(other.get(path), 404, "not-found")
    refused(other.delete(f"/attachments/{made['id']}", if_match="*"), 404, "not-found")
    refused(
        api.patch(f"/attachments/{made['id']}", {"application_id": theirs}, if_match="*"),
        404,
        "not-found",
    )
    assert api.get(f"/attachments/{made['id']}/content").content == files.PDF


FORMS = [
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "Text/Plain;charset=utf-8",
]


@on_sqlite
def test_a_page_sends_what_no_form_could(user):
    for said in ("application/octet-stream", "application/pdf", "text/markdown"):
        own = {"Content-Type": said, "Sec-Fetch-Site": "same-origin"}
        assert send(user.browser, headers=own).status_code == 201
    for said in FORMS:
        refused(send(user.browser, headers={"Content-Type": said}), 403, "cross-site-request")
    refused(send(user.browser, headers={}), 403, "cross-site-request")


@on_sqlite
@pytest.mark.parametrize(
    "whence",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_sites_page_cannot_attach_anything(user, whence):
    refused(send(user.browser, headers=BYTES | whence), 403, "cross-site-request")
    assert user.api.items("/attachments") == []


@on_sqlite
def test_a_script_may_say_any_type_or_none(api):
    for said in (*FORMS, "application/json"):
        assert send(api, headers={"Content-Type": said}).status_code == 201
    assert send(api, headers={}).status_code == 201


@on_sqlite
def test_a_token_that_reads_attaches_nothing(client, user):
    reader = bearer(client, make_token(user.browser, scopes=["read"]))
    refused(send(reader), 403, "scope-missing")


def test_a_repeated_upload_keeps_one_file(api, kept):
    first, again = send(api, key="cv"), send(api, key="cv")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["Location"] == f"{BASE}/attachments/{first.json()['id']}"
    refused(send(api, files.PDF, key="cv"), 422, "idempotency-key-reused")
    refused(send(api, key="cv", name="other.txt"), 422, "idempotency-key-reused")
    assert len(api.items("/attachments")) == len(kept()) == 1


@pytest.fixture
def sam_with(client_with):
    """Sam's token, on a service with other settings."""

    def start(**settings) -> tuple[TestClient, object]:
        return sign_up(client_with(**settings), "sam@example.org").api

    return start


@on_sqlite
def test_a_file_may_be_larger_than_other_bodies_and_has_its_own_limit(sam_with):
    api = sam_with(max_attachment_bytes=2_000_000, max_body_bytes=10_000)
    assert send(api, b"x" * 2_000_000).status_code == 201
    refused(send(api, b"x" * 2_000_001), 413, "body-too-large")
    notes = {"title": "Usher", "organization_name": "Gala", "notes": "x" * 10_000}
    refused(api.post("/applications", notes), 413, "body-too-large")


def test_an_account_keeps_so_many_files(api, other, kept, monkeypatch):
    # five hundred of them would take minutes to upload
    monkeypatch.setattr(rules, "MOST_FILES", 2)
    made = [keep_file(api, files.TEXT), keep_file(api, files.PDF)]
    refused(send(api, files.PNG), 409, "too-many-attachments")
    assert len(kept()) == 2
    assert send(other).status_code == 201  # everybody has their own
    api.delete(f"/attachments/{made[0]['id']}", if_match="*")
    assert send(api, files.PNG).status_code == 201


def test_an_account_keeps_so_many_bytes(api, kept, monkeypatch):
    # half a gigabyte would, too
    monkeypatch.setattr(rules, "MOST_BYTES", 2 * len(files.PDF))
    keep_file(api, files.PDF)
    keep_file(api, files.PDF)
    refused(send(api, b"x"), 409, "attachment-space-used-up")
    assert len(kept()) == 1
