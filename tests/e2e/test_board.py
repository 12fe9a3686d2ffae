"""The board by mouse, by key and by menu; and the list, whose filters stand in the address."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import DESKTOP
from tests.factories.api import Api, Person
from tests.factories.story import stage
from tests.factories.world import make_application


@pytest.fixture
def browser_context_args(browser_context_args):
    return browser_context_args | {"viewport": DESKTOP}


@pytest.fixture
def board(page: Page, sam: Person, address: str) -> Page:
    """Three applications that went out, and one that is being looked at."""
    for title in ("Usher", "Night porter", "Bingo caller"):
        make_application(sam.api, title=title)
    reviewed = make_application(sam.api, title="Tea taster")
    move = {"to_stage_id": stage(sam.api, "reviewing")}
    sam.api.made(f"/applications/{reviewed['id']}/moves", move)
    page.goto(f"{address}/pipeline")
    expect(card(page, "Bingo caller")).to_be_visible()
    return page


def test_a_card_is_dragged_to_another_stage(board: Page, sam: Person):
    target = column(board, "Under review")
    card(board, "Bingo caller").drag_to(target.get_by_role("link", name="Tea taster"))
    expect(card(target, "Bingo caller")).to_be_visible()
    expect(board.get_by_text("“Bingo caller” is now in Under review")).to_be_visible()
    expect_stage(sam.api, "Bingo caller", "Under review")


def test_a_card_is_dragged_to_a_stage_that_is_empty_and_taken_back(board: Page, sam: Person):
    card(board, "Usher").drag_to(column(board, "Screening"))
    expect(card(column(board, "Screening"), "Usher")).to_be_visible()
    expect_stage(sam.api, "Usher", "Screening")
    board.get_by_role("button", name="Undo").click()
    expect(card(column(board, "Applied"), "Usher")).to_be_visible()
    expect_stage(sam.api, "Usher", "Applied")


def test_keys_move_a_card_and_the_focus_goes_with_it(board: Page, sam: Person):
    moved = card(board, "Night porter")
    moved.focus()
    board.keyboard.press("Alt+ArrowRight")
    expect(card(column(board, "Under review"), "Night porter")).to_be_focused()
    board.keyboard.press("Alt+ArrowRight")
    expect(card(column(board, "Screening"), "Night porter")).to_be_focused()
    expect_stage(sam.api, "Night porter", "Screening")
    board.keyboard.press("Alt+ArrowLeft")
    expect(card(column(board, "Under review"), "Night porter")).to_be_focused()
    board.keyboard.press("Enter")
    expect(board.get_by_role("heading", name="Night porter", level=1)).to_be_focused()


def test_arrows_go_from_card_to_card(board: Page):
    titles = column(board, "Applied").get_by_role("listitem").get_by_role("link")
    titles.nth(0).focus()
    board.keyboard.press("ArrowDown")
    expect(titles.nth(1)).to_be_focused()
    board.keyboard.press("ArrowRight")
    expect(card(column(board, "Under review"), "Tea taster")).to_be_focused()


def test_a_menu_moves_a_card_and_undo_brings_it_back(board: Page, sam: Person):
    board.get_by_role("button", name="Move to… “Usher”").click()
    board.get_by_role("menuitemradio", name="Offer", exact=True).click()
    expect(card(column(board, "Offer"), "Usher")).to_be_focused()
    expect_stage(sam.api, "Usher", "Offer")
    board.get_by_role("button", name="Undo").click()
    expect(card(column(board, "Applied"), "Usher")).to_be_focused()
    expect_stage(sam.api, "Usher", "Applied")


def test_what_has_ended_leaves_the_board_and_is_counted_below(board: Page, sam: Person):
    board.get_by_role("button", name="Move to… “Usher”").click()
    board.get_by_role("menuitemradio", name="Withdrawn", exact=True).click()
    expect(board.get_by_text("“Usher” is off the board: Withdrawn.")).to_be_visible()
    expect(card(board, "Usher")).to_have_count(0)
    board.get_by_role("link", name="Withdrawn 1").click()
    expect(board.get_by_role("link", name="Usher")).to_be_visible()
    expect_stage(sam.api, "Usher", "Withdrawn")


def test_the_lists_filters_survive_a_reload_and_the_way_back(board: Page):
    board.get_by_role("link", name="List", exact=True).click()
    rows = board.get_by_role("list", name="Pipeline").get_by_role("listitem")
    expect(rows).to_have_count(4)
    board.get_by_label("Stage", exact=True).select_option(label="Under review")
    expect(rows).to_have_count(1)
    expect(board).to_have_url(re.compile(r"\?view=list&stage_id="))
    filtered = board.url
    board.reload()
    expect(rows).to_have_count(1)
    rows.get_by_role("link", name="Tea taster").click()
    expect(board.get_by_role("heading", name="Tea taster", level=1)).to_be_visible()
    board.go_back()
    expect(board).to_have_url(filtered)
    expect(rows).to_have_count(1)
    expect(board.get_by_label("Stage", exact=True)).to_have_value(re.compile("^stage_id:"))
    board.get_by_role("button", name="Clear all filters").click()
    expect(rows).to_have_count(4)


def column(board: Page, name: str) -> Locator:
    """A stage, by its heading."""
    return board.get_by_role("group", name=re.compile(f"^{name}"))


def card(place: Page | Locator, title: str) -> Locator:
    return place.get_by_role("link", name=title, exact=True)


def expect_stage(api: Api, title: str, name: str) -> None:
    """Ask the API where it is; what the page sends is on its way already, so ask more than once."""
    assert eventually(lambda: stage_of(api, title), name) == name


def stage_of(api: Api, title: str) -> str:
    (found,) = [one for one in api.items("/applications") if one["title"] == title]
    name: str = found["stage"]["name"]
    return name


def eventually(ask: Callable[[], Any], wanted: Any, tries: int = 200) -> Any:
    """Ask until the answer is the one wanted; gives the last one."""
    for _ in range(tries):
        if (answer := ask()) == wanted:
            break
    return answer
