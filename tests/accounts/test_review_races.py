"""Passwords, sessions and erasure when requests arrive at once, twice, or late."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx2
import pytest

from tests.factories.api import BASE, PASSWORD
from tests.factories.live import serving

AT_ONCE = 4  # the sixth attempt at one account would have to wait


@pytest.fixture
def race(app, user):
    """Send requests at once, each `(method, path, body)`, with Sam's token; give their statuses."""

    def run(asked):
        headers = {"Authorization": f"Bearer {user.token}"}
        with (
            serving(app) as url,
            httpx2.Client(base_url=url + BASE, headers=headers, timeout=60) as client,
            ThreadPoolExecutor(len(asked)) as pool,
        ):
            sent = [pool.submit(client.request, how, path, json=body) for how, path, body in asked]
            return Counter(answer.result().status_code for answer in sent)

    return run


def test_an_account_can_be_erased_under_an_idempotency_key(api, user):
    assert api.post("/me/erasure", {"password": user.password}, key="erase").status_code == 204
    assert api.get("/me").status_code == 401


def test_of_erasures_at_once_one_wins_and_none_breaks(race):
    found = race([("POST", "/me/erasure", {"password": PASSWORD})] * AT_ONCE)
    assert found == {204: 1, 401: AT_ONCE - 1}


def test_of_new_passwords_at_once_one_wins(race):
    found = race(
        [
            ("PUT", "/me/password", {"current_password": PASSWORD, "new_password": f"the new {n}"})
            for n in range(AT_ONCE)
        ]
    )
    assert found == {200: 1, 401: AT_ONCE - 1}


def test_nobody_who_signs_in_meanwhile_outlives_a_new_password(race, user, api):
    sign_in = ("POST", "/session", {"email": user.email, "password": PASSWORD})
    change = {"current_password": PASSWORD, "new_password": "another bus, another day"}
    found = race([sign_in, ("PUT", "/me/password", change), sign_in, sign_in])
    assert found[200] == 1
    assert api.items("/sessions") == []


def test_a_browser_left_alone_too_long_is_not_listed_as_signed_in(user, api, clock):
    assert len(api.items("/sessions")) == 1
    clock.advance(timedelta(days=14, minutes=1))
    assert user.browser.get("/me").status_code == 401
    assert api.items("/sessions") == []
