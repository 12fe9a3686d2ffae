"""A mail account: set up, tried out, changed, forgotten; its passwords never come back."""

import json

import pytest
from sqlalchemy import text

from afterview.core.crypto import KEY_FILE, vault_of
from afterview.core.settings import Settings
from tests.factories.api import bearer, make_token
from tests.factories.mailservers import DROP, PASSWORD, USER, smtp_server
from tests.factories.service import make_app
from tests.factories.story import patched, read, refused

PATH = "/mail-account"
SECRET = "the smtp password of sam"
ACCOUNT = {
    "from_email": "sam@example.org",
    "from_name": "Sam Okafor",
    "smtp_host": "smtp.example.org",
    "smtp_user": "sam@example.org",
    "smtp_password": SECRET,
}
MAILBOX = {
    "imap_host": "imap.example.org",
    "imap_user": "sam@example.org",
    "imap_password": "the imap password of sam",
}


@pytest.fixture
def box(trusted):
    with smtp_server(trusted) as box:
        yield box


@pytest.fixture
def app(migrated_url, clock, tmp_path, box, imap_box):
    """The service, allowed to reach the mail servers of this test."""
    allowed = f"{box.host}, localhost:{imap_box.port}, localhost:{imap_box.starttls_port}"
    return make_app(
        migrated_url, clock, tmp_path, allowed_hosts=allowed, ca_file=box.ca_file, secret_key=""
    )


@pytest.fixture
def real(box, imap_box):
    """Both servers, where they really are."""
    return ACCOUNT | {
        "smtp_host": "localhost",
        "smtp_port": box.port,
        "smtp_user": USER,
        "smtp_password": PASSWORD,
        "imap_host": "localhost",
        "imap_port": imap_box.starttls_port,
        "imap_security": "starttls",
        "imap_user": USER,
        "imap_password": PASSWORD,
    }


def tried(api, **options):
    answer = api.post(f"{PATH}/check", options)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_it_is_set_up_once(api):
    refused(api.get(PATH), 404, "not-found")
    answer = api.post(PATH, ACCOUNT)
    assert (answer.status_code, answer.headers["Location"]) == (201, "/api/v1/mail-account")
    found = read(api, PATH)
    assert found == answer.json()
    assert (found["smtp_port"], found["smtp_security"]) == (465, "tls")
    assert (found["has_smtp_password"], found["has_imap_password"]) == (True, False)
    refused(api.post(PATH, ACCOUNT), 409, "mail-account-exists")


def test_everybody_has_their_own(api, other):
    api.made(PATH, ACCOUNT)
    refused(other.get(PATH), 404, "not-found")
    refused(other.patch(PATH, {"from_name": "Robin"}, if_match="*"), 404, "not-found")
    refused(other.delete(PATH, if_match="*"), 404, "not-found")
    refused(other.post(f"{PATH}/check", {}), 404, "not-found")
    other.made(PATH, ACCOUNT | {"from_email": "robin@example.org"})
    assert read(api, PATH)["from_email"] == "sam@example.org"


def test_passwords_go_in_and_never_come_out(api, app):
    answers = [
        api.post(PATH, ACCOUNT | MAILBOX, key="once"),
        api.post(PATH, ACCOUNT | MAILBOX, key="once"),
        api.get(PATH),
        api.patch(PATH, {"from_name": "Sam"}, if_match="*"),
    ]
    said = " ".join(answer.text for answer in answers)
    assert SECRET not in said
    assert MAILBOX["imap_password"] not in said
    with app.state.gate.engine.connect() as connection:
        stored = connection.execute(text("SELECT * FROM mail_account")).one()
        kept = connection.execute(text("SELECT * FROM idempotency_key")).all()
    assert SECRET.encode() not in bytes(stored.smtp_password)
    assert SECRET not in repr(stored) + repr(kept)


def test_no_key_is_made_before_there_is_a_secret(api, tmp_path):
    key = tmp_path / "data" / KEY_FILE
    api.made(PATH, {name: said for name, said in ACCOUNT.items() if "password" not in name})
    assert not key.exists()
    patched(api, PATH, smtp_password=SECRET)
    assert key.exists()


def test_null_takes_a_password_away(api):
    api.made(PATH, ACCOUNT | MAILBOX)
    found = patched(api, PATH, smtp_password=None)
    assert (found["has_smtp_password"], found["has_imap_password"]) == (False, True)
    found = patched(api, PATH, imap_host=None)
    assert (found["imap_host"], found["has_imap_password"]) == (None, False)


@pytest.mark.parametrize(
    ("change", "password"),
    [
        ({"smtp_host": "smtp.evil.example"}, "smtp_password"),
        ({"smtp_port": 587}, "smtp_password"),
        ({"smtp_user": "robin"}, "smtp_password"),
        ({"imap_host": "imap.evil.example"}, "imap_password"),
        ({"imap_port": 143}, "imap_password"),
        ({"imap_user": "robin"}, "imap_password"),
    ],
)
def test_a_kept_password_goes_to_no_other_server(api, change, password):
    api.made(PATH, ACCOUNT | MAILBOX)
    before = read(api, PATH)
    problem = refused(api.patch(PATH, change, if_match="*"), 422, "password-needed")
    assert problem["errors"][0]["pointer"] == f"/{password}"
    assert read(api, PATH) == before
    assert patched(api, PATH, **change, **{password: "the new one"})[f"has_{password}"]
    assert not patched(api, PATH, **change, **{password: None})[f"has_{password}"]


def test_what_stays_the_same_needs_no_password(api):
    api.made(PATH, ACCOUNT)
    same = {"smtp_host": ACCOUNT["smtp_host"], "smtp_user": ACCOUNT["smtp_user"]}
    assert patched(api, PATH, **same, signature="Sam")["has_smtp_password"]


def test_a_change_says_what_it_has_seen(api):
    api.made(PATH, ACCOUNT)
    stale = api.get(PATH)
    refused(api.patch(PATH, {"from_name": "S"}), 428, "if-match-required")
    patched(api, PATH, from_name="Sam")
    refused(api.patch(PATH, {"from_name": "S"}, if_match=stale), 412, "stale")
    refused(api.delete(PATH), 428, "if-match-required")


def test_a_password_keeps_its_blanks(api, app, user):
    api.made(PATH, ACCOUNT | {"smtp_password": "  a b  "})
    with app.state.gate.engine.connect() as connection:
        sealed, owner = connection.execute(
            text("SELECT smtp_password, owner_id FROM mail_account")
        ).one()
    from uuid import UUID

    owner_id = UUID(str(owner))
    vault = vault_of(app.state.settings)
    opened = vault.open(bytes(sealed), owner_id=owner_id, purpose="smtp-password")
    assert opened == "  a b  "


@pytest.mark.parametrize(
    "change",
    [
        {"smtp_host": "a b"},
        {"smtp_host": "a/b"},
        {"smtp_host": ""},
        {"smtp_port": 0},
        {"smtp_port": 70_000},
        {"smtp_security": "none"},
        {"from_email": "sam@example.org\r\nBcc: all@evil.example"},
        {"from_email": "nobody"},
        {"from_name": "Sam\r\nBcc: all@evil.example"},
        {"reply_to": "a@b.example\nX: y"},
        {"smtp_user": "sam\r\nRSET"},
        {"smtp_password": "hunter2\r\nRSET"},
        {"smtp_password": ""},
        {"imap_folder": "INBOX\r\nA1 DELETE x"},
        {"smtp_password_old": "x"},
    ],
)
def test_what_makes_no_sense_is_refused(api, change):
    refused(api.post(PATH, ACCOUNT | change), 422, "validation-failed")
    refused(api.get(PATH), 404, "not-found")


def test_both_servers_are_asked_and_nothing_is_sent(api, real, box):
    api.made(PATH, real)
    assert tried(api) == {
        "smtp": {"ok": True, "step": "done", "detail": "Signed in; ready to send."},
        "imap": {"ok": True, "step": "done", "detail": "Signed in; the folder can be read."},
    }
    assert box.messages == []


def test_without_a_mailbox_only_one_is_asked(api, real):
    api.made(PATH, {name: said for name, said in real.items() if "imap" not in name})
    assert tried(api)["imap"] is None


def test_a_message_to_oneself_arrives(api, real, box, client):
    api.made(PATH, real | {"signature": "Sam Okafor\n07700 900123"})
    assert tried(api, to_myself=True)["smtp"]["detail"] == "Sent; the server said: taken, number 1"
    (delivered,) = box.messages
    assert (delivered.sender, delivered.recipients) == ("sam@example.org", ["sam@example.org"])
    assert delivered.message["To"].addresses[0].display_name == "Sam Okafor"
    assert "07700 900123" in delivered.message.get_content()
    writer = bearer(client, make_token(api, scopes=["read", "write"]))
    refused(writer.post(f"{PATH}/check", {"to_myself": True}), 403, "scope-missing")
    assert len(box.messages) == 1


@pytest.mark.parametrize(
    ("change", "server", "step", "detail"),
    [
        ({"smtp_password": "wrong"}, "smtp", "sign_in", "refused the user name or password"),
        ({"smtp_host": "127.0.0.1"}, "smtp", "address", "not on the public internet"),
        ({"smtp_host": "10.0.0.1"}, "smtp", "address", "not on the public internet"),
        ({"smtp_host": "smtp.invalid"}, "smtp", "address", "no host called smtp.invalid"),
        ({"smtp_security": "starttls"}, "smtp", "connect", "The server"),
        ({"imap_password": "wrong"}, "imap", "sign_in", "refused the user name or password"),
        ({"imap_host": "169.254.169.254"}, "imap", "address", "not on the public internet"),
        ({"imap_folder": "Nowhere"}, "imap", "folder", "no folder “Nowhere”"),
    ],
)
def test_the_check_says_what_exactly_is_wrong(api, real, monkeypatch, change, server, step, detail):
    # no test waits for twenty seconds
    monkeypatch.setattr("afterview.mail.servers.TIMEOUT_SECONDS", 1.0)
    api.made(PATH, real | change)
    found = tried(api)
    assert (found[server]["ok"], found[server]["step"]) == (False, step)
    assert detail in found[server]["detail"]
    other = "imap" if server == "smtp" else "smtp"
    assert found[other]["ok"]


@pytest.mark.parametrize(
    ("stage", "answer", "step"),
    [("mail", "550 not you", "sender"), ("auth", DROP, "sign_in"), ("connect", DROP, "connect")],
)
def test_the_check_says_where_it_ended(api, real, box, stage, answer, step):
    api.made(PATH, real)
    box.at(stage, answer)
    assert tried(api)["smtp"]["step"] == step


def test_while_a_server_thinks_others_are_answered(api, other, real, box):
    """The check holds neither a lock nor a connection: somebody else writes in the midst of it."""
    api.made(PATH, real)
    written = []

    def meanwhile():
        written.append(other.post("/organizations", {"name": "Mecca"}).status_code)

    box.at("mail", meanwhile)
    assert tried(api)["smtp"]["ok"]
    assert written == [201]


def test_a_lost_key_is_told_and_the_password_can_be_given_again(api, app, real):
    api.made(PATH, real)
    app.state.settings = _with_key(app, "another key than the one from before, as it happens")
    refused(api.post(f"{PATH}/check", {}), 409, "secret-unreadable")
    assert read(api, PATH)["has_smtp_password"]
    patched(api, PATH, smtp_password=PASSWORD, imap_password=PASSWORD)
    assert tried(api)["smtp"]["ok"]


def test_a_key_file_that_others_may_read_stops_passwords_and_nothing_else(api, tmp_path):
    api.made(PATH, ACCOUNT)
    from afterview.core.crypto import _vault

    _vault.cache_clear()
    (tmp_path / "data" / KEY_FILE).chmod(0o644)
    refused(api.patch(PATH, {"smtp_password": "x"}, if_match="*"), 409, "key-unusable")
    problem = refused(api.post(f"{PATH}/check", {}), 409, "key-unusable")
    assert str(tmp_path) not in json.dumps(problem)
    assert patched(api, PATH, from_name="Sam")["from_name"] == "Sam"


def _with_key(app, key):
    given = app.state.settings.model_dump(exclude={"url"})
    return Settings(**given | {"secret_key": key})


def test_forgetting_it_takes_the_passwords_along(api, app):
    api.made(PATH, ACCOUNT | MAILBOX)
    assert api.delete(PATH, if_match=api.get(PATH)).status_code == 204
    refused(api.get(PATH), 404, "not-found")
    with app.state.gate.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM mail_account")).scalar_one() == 0
    api.made(PATH, ACCOUNT)


def test_only_who_may_do_everything_changes_where_mail_leaves(api, client):
    writer = bearer(client, make_token(api, scopes=["read", "write", "send"]))
    refused(writer.post(PATH, ACCOUNT), 403, "scope-missing")
    api.made(PATH, ACCOUNT)
    refused(writer.patch(PATH, {"from_name": "x"}, if_match="*"), 403, "scope-missing")
    refused(writer.delete(PATH, if_match="*"), 403, "scope-missing")
    assert read(writer, PATH)["from_name"] == "Sam Okafor"


def test_another_folder_is_read_from_its_beginning(api, app):
    api.made(PATH, ACCOUNT | MAILBOX)
    with app.state.gate.engine.begin() as connection:
        connection.execute(text("UPDATE mail_account SET imap_uid_validity=7, imap_last_uid=40"))

    def place():
        with app.state.gate.engine.connect() as connection:
            return tuple(
                connection.execute(
                    text("SELECT imap_uid_validity, imap_last_uid FROM mail_account")
                ).one()
            )

    patched(api, PATH, from_name="Sam")
    assert place() == (7, 40)
    patched(api, PATH, imap_folder="Search")
    assert place() == (None, 0)
