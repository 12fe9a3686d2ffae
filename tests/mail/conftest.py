"""Fixtures: mail servers with a certificate that the tests trust."""

import pytest


@pytest.fixture(scope="session")
def trusted(tmp_path_factory):
    """A certificate for localhost, and the file that says to trust it."""
    from tests.factories.mailservers import certificate

    return certificate(tmp_path_factory.mktemp("trusted"))


@pytest.fixture(params=["tls", "starttls"])
def security(request):
    """Both ways to protect a connection, in turn."""
    return request.param


@pytest.fixture
def smtp_box(trusted, security):
    """An SMTP server that lets Sam in."""
    from tests.factories.mailservers import smtp_server

    with smtp_server(trusted, security) as box:
        yield box


@pytest.fixture(scope="session")
def imap_box(trusted):
    """An IMAP server that keeps Sam's mailboxes; tests take folders of their own."""
    from tests.factories.mailservers import imap_server

    with imap_server(trusted) as box:
        yield box


@pytest.fixture
def reached(trusted):
    """`reached(port, security)`: how to reach a server on this machine, as Sam."""
    from afterview.mail.models import MailSecurity
    from afterview.mail.servers import Server
    from tests.factories.mailservers import USER

    def at(port, security="tls", **changes):
        given = {
            "host": "localhost",
            "port": port,
            "security": MailSecurity(security),
            "user": USER,
            "allowed": frozenset({f"localhost:{port}"}),
            "ca_file": trusted.path,
        }
        return Server(**given | changes)

    return at
