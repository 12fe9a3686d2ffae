"""Many requests at once, over real sockets: nothing lost, nothing doubled, everybody answered."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from time import monotonic

import httpx2
import pytest

from tests.factories.api import BASE, PASSWORD
from tests.factories.live import serving
from tests.factories.world import make_application


def run_apart(work):
    """Run a coroutine in a thread of its own: a browser test before may have left a loop here."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture
def crowd(app, user):
    """Run `ask(client, number)` for every number at once, on as many connections as that takes."""

    def run(ask, size):
        async def all_at_once(url):
            async with httpx2.AsyncClient(
                base_url=url + BASE,
                headers={"Authorization": f"Bearer {user.token}"},
                limits=httpx2.Limits(max_connections=None),
                timeout=60,
            ) as client:
                return await asyncio.gather(*(ask(client, number) for number in range(size)))

        with serving(app) as url:
            numeric = url.replace("localhost", "127.0.0.1")  # or each looks the name up
            return run_apart(all_at_once(numeric))

    return run


def test_64_writers_of_one_text_lose_no_word(api, crowd):
    path = f"/applications/{make_application(api)['id']}"
    at_a_time = asyncio.Semaphore(8)  # all 64 at every turn would be two thousand attempts

    async def append(client, number):
        while True:
            async with at_a_time:
                read = await client.get(path)
                notes = f"{read.json()['notes']} {number}".strip()
                answer = await client.patch(
                    path, json={"notes": notes}, headers={"If-Match": read.headers["ETag"]}
                )
            if answer.status_code == 200:
                return
            assert answer.status_code == 412, answer.text

    crowd(append, 64)
    found = api.get(path).json()
    assert sorted(map(int, found["notes"].split())) == list(range(64))
    assert found["version"] == 1 + 64


def test_one_of_64_moves_wins(api, crowd):
    application = make_application(api)
    stages = {stage["status"]: stage["id"] for stage in api.items("/stages")}
    path = f"/applications/{application['id']}/moves"
    before = len(api.items(path))

    async def move(client, _number):
        body = {"to_stage_id": stages["screening"], "from_stage_id": application["stage"]["id"]}
        return (await client.post(path, json=body)).status_code

    answers = Counter(crowd(move, 64))
    assert answers[201] == 1
    assert answers[409] + answers[412] == 63  # found moved already, or overtaken while moving
    assert len(api.items(path)) == before + 1


def test_64_equal_posts_make_one_row(api, crowd):
    async def create(client, _number):
        headers = {"Idempotency-Key": "one-intention"}
        while True:
            answer = await client.post("/organizations", json={"name": "Mecca"}, headers=headers)
            if answer.status_code != 409:
                return answer.status_code, answer.content
            assert answer.json()["code"] == "request-in-flight"

    answers = Counter(crowd(create, 64))
    assert len(answers) == 1
    ((status, _body),) = answers
    assert status == 201
    assert len(api.items("/organizations", params={"q": "Mecca"})) == 1


def test_a_burst_of_300_is_answered(api, crowd):
    make_application(api)
    paths = ("/applications", "/today", "/board", "/me")

    async def read(client, number):
        return (await client.get(paths[number % 4])).status_code

    assert Counter(crowd(read, 300)) == {200: 300}


def test_a_burst_of_300_changes_is_answered(api, crowd):
    async def create(client, number):
        answer = await client.post("/organizations", json={"name": f"Branch {number:03}"})
        return answer.status_code

    assert Counter(crowd(create, 300)) == {201: 300}
    first, second = (api.get("/organizations", params={"limit": 200}).json() for _ in range(2))
    assert first == second
    rest = api.get("/organizations", params={"limit": 200, "cursor": first["next"]}).json()
    assert len({item["name"] for item in first["items"] + rest["items"]}) == 300


@pytest.mark.parametrize("forwarded", [False, True], ids=["plain", "spoofed"])
def test_guessing_with_many_hands_is_no_faster(app, clock, crowd, user, forwarded):
    started = monotonic()  # time has to pass for the guesser, so that waiting could help
    app.state.gate.clock = lambda: clock() + timedelta(seconds=monotonic() - started)

    async def guess(client, number):
        headers = {"X-Forwarded-For": f"198.51.100.{number}"} if forwarded else {}
        body = {"email": user.email, "password": f"a wild guess {number}"}
        return (await client.post("/session", json=body, headers=headers)).status_code

    found = Counter(crowd(guess, 60))
    assert set(found) <= {401, 429}
    assert 1 <= found[401] <= 12
    assert user.browser.get("/me").status_code == 200  # who is signed in is left alone


def test_a_closed_instance_has_one_first_account(client_with):
    app = client_with(signups="closed").app

    async def race(url):
        async with httpx2.AsyncClient(base_url=url + BASE, timeout=60) as client:
            bodies = ({"email": f"p{n}@example.org", "password": PASSWORD} for n in range(8))
            answers = [client.post("/accounts", json=body) for body in bodies]
            return [answer.status_code for answer in await asyncio.gather(*answers)]

    with serving(app) as url:
        assert Counter(run_apart(race(url))) == {201: 1, 403: 7}
