"""The documentation page: browse the API and try it, without asking any other host."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import DESKTOP
from tests.factories.api import Person


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": DESKTOP}


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """At the real time: Swagger UI waits by looking at the clock, and the test's stands still."""
    return context.new_page()


def test_an_operation_is_tried_out_as_whoever_is_signed_in(page: Page, sam: Person, address: str):
    page.goto(f"{address}/docs#/Today")
    expect(page.get_by_role("heading", name="Afterview").first).to_be_visible()
    expect(page.get_by_role("heading", name="The ending").first).to_be_visible()
    operation = page.get_by_role("button", name="GET /api/v1/today")
    expect(operation.first).to_be_visible()
    operation.first.click()
    page.get_by_role("button", name="Try it out").click()
    with page.expect_response(f"{address}/api/v1/today") as answered:
        page.get_by_role("button", name="Execute").click()
    assert answered.value.status == 200
    assert "authorization" not in answered.value.request.headers
    expect(page.get_by_text('"quiet_until": null').first).to_be_visible()
