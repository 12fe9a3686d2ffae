"""A train in a tunnel: what is typed without a network is kept, and arrives once."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OUT, just_out
from tests.factories.api import Api, Person

NO_NETWORK = "ERR_INTERNET_DISCONNECTED"
CONFLICT = "status of 412"
"""What waited is sent against the version that was shown; a row that moved on refuses it."""
TO_WORK_THERE = "Why do you want to work at night?"
IN_CHARGE = """() => new Promise((there) => {
  if (navigator.serviceWorker.controller) there();
  navigator.serviceWorker.addEventListener("controllerchange", () => there());
})"""
"""Resolves once the service worker answers for this page."""


@pytest.fixture
def interview(page: Page, sam: Person, address: str, clock, watch) -> dict:
    """Sam has just come out of an interview; its page is open, and can do without a network."""
    watch.expected += [NO_NETWORK, CONFLICT]
    ended = just_out(sam.api, clock)["interview"]
    page.goto(f"{address}/interviews/{ended['id']}")
    expect(page.get_by_label("What did they ask?")).to_be_visible()
    page.evaluate(IN_CHARGE)
    return ended


def test_what_is_written_offline_is_kept_and_sent_once(page: Page, sam: Person, interview: dict):
    page.context.set_offline(True)
    page.get_by_label("What did they ask?").fill(TO_WORK_THERE)
    page.get_by_role("button", name="Add question").click()
    page.get_by_label("What I learned").fill("The night shift has a cat.")
    expect(page.get_by_text("No connection. 2 changes are kept on this device")).to_be_visible()
    assert capture(sam.api, interview)["questions"] == []

    page.reload()
    expect(page.get_by_label("They asked", exact=True)).to_have_value(TO_WORK_THERE)
    expect(page.get_by_label("What I learned")).to_have_value("The night shift has a cat.")
    expect(page.get_by_role("heading", name="Palace Hotel")).to_be_visible()

    with page.expect_response(
        lambda answer: (
            answer.url.endswith("/capture") and answer.request.method == "PATCH" and answer.ok
        )
    ):
        page.context.set_offline(False)
    expect(page.get_by_text("No connection.")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("They asked", exact=True)).to_have_value(TO_WORK_THERE)
    kept = capture(sam.api, interview)
    assert [one["question"] for one in kept["questions"]] == [TO_WORK_THERE]
    assert kept["facts"] == "The night shift has a cat."


def test_an_ending_without_a_network_waits_on_the_device(page: Page, sam: Person, interview: dict):
    page.get_by_role("link", name=OUT).click()
    expect(page.get_by_label("Company")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Company").fill("Museum of Lost Umbrellas")
    page.get_by_label("Role").fill("Assistant keeper")
    page.get_by_role("button", name="Lay out the plan").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("No connection.")).to_have_count(0)
    page.get_by_role("link", name="Interviews").click()
    expect(page.get_by_role("link", name="Museum of Lost Umbrellas")).to_have_count(1)
    assert len(sam.api.items("/interviews")) == 2


def test_a_field_that_changed_in_two_places_shows_both(page: Page, sam: Person, interview: dict):
    page.context.set_offline(True)
    field = page.get_by_label("What I learned")
    field.fill("They start in July.")
    expect(page.get_by_text("One change is kept on this device")).to_be_visible()
    there = {"facts": "They start in August."}
    sam.api.patch(f"/interviews/{interview['id']}/capture", there, if_match="*")

    page.context.set_offline(False)
    expect(page.get_by_text("It was changed in another place meanwhile")).to_be_visible()
    page.get_by_text("What I wrote").click()
    expect(page.get_by_role("listitem").get_by_text("They start in July.")).to_be_visible()
    assert capture(sam.api, interview)["facts"] == "They start in August."
    page.get_by_role("button", name="Use mine").click()
    expect(page.get_by_text("It was changed in another place meanwhile")).to_have_count(0)
    expect(field).to_have_value("They start in July.")
    assert capture(sam.api, interview)["facts"] == "They start in July."


def test_two_fields_that_changed_in_two_places_are_no_conflict(
    page: Page, sam: Person, interview: dict
):
    page.context.set_offline(True)
    page.get_by_label("What I learned").fill("They start in July.")
    expect(page.get_by_text("One change is kept on this device")).to_be_visible()
    there = {"names": "Tom Reed, who never blinks"}
    sam.api.patch(f"/interviews/{interview['id']}/capture", there, if_match="*")
    page.context.set_offline(False)
    expect(page.get_by_label("Names, and who they are")).to_have_value(there["names"])
    expect(page.get_by_text("No connection.")).to_have_count(0)
    expect(page.get_by_text("Not saved")).to_have_count(0)
    page.reload()
    expect(page.get_by_label("What I learned")).to_have_value("They start in July.")
    assert capture(sam.api, interview)["facts"] == "They start in July."


def capture(api: Api, interview: dict) -> dict:
    """What the server has of it."""
    found: dict = api.get(f"/interviews/{interview['id']}/capture").json()
    return found
